#pragma once

#include <string>
#include <string_view>

#include "message/message.h"

namespace expgate::message {

// The version that a message announces if it is the default text of a release tool: "1.2.3" and "v1.2.3"
// (npm, lerna, python-semantic-release), "bump: version 1.2.2 → 1.2.3" (commitizen), "chore(release): 1.2.3
// [skip ci]" (semantic-release, standard-version), "chore(main): release 1.2.3" (release-please). Empty: it
// is none of them.
std::string announced_version(std::string_view header);

// Whether a file of that path is one that such a tool changes: a manifest or lock file, a changelog, a file
// that says the version.
bool is_of_release(std::string_view path);

}  // namespace expgate::message
