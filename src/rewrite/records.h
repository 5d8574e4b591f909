#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "git/repository.h"
#include "rewrite/commits.h"

namespace expgate::rewrite {

// The records of experiments (results/*.json) that the commit brings and that name commits which have other
// names by now: their paths, with the text that names those. Other files are left alone.
// The names may be those from before `earlier`.
Result<git::CarriedFiles> mapped_records(git::Repository& repository, const Commit& commit,
                                         const Mapping& earlier, const Mapping& mapping);

// The text of a record with the new names of commits; nothing: it names none that has one. A commit is named
// in quotes, by at least seven digits.
std::optional<std::string> mapped_record(std::string_view text, const Mapping& mapping);

}  // namespace expgate::rewrite
