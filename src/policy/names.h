#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/policy_error.h"
#include "text/node.h"

namespace expgate::policy {

// A name with the place where it stands.
struct Name {
  std::string text;
  text::Location mark;
};

// The names of a list; a single text is a list of one. `key` is for the error.
Checked<std::vector<Name>> read_names(std::string_view key, const text::Node& node);

// The texts of names.
std::vector<std::string> texts_of(const std::vector<Name>& names);

// The checks under `rules:`: a mapping, or nothing.
Checked<text::Node> read_checks(text::Node node);

}  // namespace expgate::policy
