#pragma once

#include "model/declaration.h"
#include "model/options.h"
#include "policy/policy_error.h"
#include "text/node.h"

namespace expgate::policy {

// Whose words are read. Our own (packs, defaults of rules) are proved by the unit tests, so that a hook need
// not compile every glob and regex of them each time it runs.
enum class Author { ours, theirs };

// A day as "2026-01-31". Errors: another form, a day that does not exist.
Checked<std::string> read_date(std::string_view key, const text::Node& node);

// The value that a file gives to the option. Errors: another type than the option's, a text that is
// none of its choices, a size, glob or regex that is not one.
Checked<OptionValue> read_option(const OptionSpec& spec, const text::Node& node, Author author);

// The value of an option that no file sets.
Checked<OptionValue> default_of(const OptionSpec& spec, Author author = Author::ours);

// The texts of a list; a single text is a list of one. `name` is for the error.
Checked<std::vector<std::string>> read_texts(std::string_view name, const text::Node& node);

// Checks that the globs compile; the error stands at the list.
Checked<void> check_globs(std::string_view name, const text::Node& node,
                          const std::vector<std::string>& globs);

}  // namespace expgate::policy
