#pragma once

#include <string>
#include <string_view>

#include "git/repository.h"

namespace expgate::experiments {

// Returns what the project is called: as its pyproject.toml at HEAD says, as the last part of origin's URL,
// or as the repository's folder.
Result<std::string> project_name(git::Repository& repository);

// Returns what a list of many repositories calls this one: the path of origin's URL ("team/vit"), never its
// host, user or password; else the name of the repository's folder.
Result<std::string> repository_name(git::Repository& repository);

// Returns the path of a URL on some host, without `.git`: "team/vit" of "git@host:team/vit.git". Empty: as
// with name_of_url().
std::string path_of_url(std::string_view url);

// Returns the last part of a URL on some host, without `.git`: "vit" of "git@host:team/vit.git". Empty: the
// URL names no more than a host, or it is a path on this machine, whose name says as little as "server.git".
std::string name_of_url(std::string_view url);

}  // namespace expgate::experiments
