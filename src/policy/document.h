#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/names.h"
#include "policy/server_keys.h"
#include "text/node.h"

namespace expgate::policy {

// The outer shape of a policy file; the checks under `rules:` are still to be read.
struct Document {
  std::optional<std::vector<Name>> extends;
  std::optional<std::vector<Name>> delegate;
  std::string language;  // as it is written, "zh_CN"; empty: the file does not say
  std::optional<bool> fix_messages;
  std::optional<std::vector<Name>> verify_hosts;
  text::Node rules;   // a mapping, or null where there are none
  ServerKeys server;  // what only a server's own file may hold
};

// The shape of the file that `source` holds. Errors: not YAML, no `version: 1`, an unknown
// key, a wrong type.
Checked<Document> read_document(std::string_view source);

// The same of a file that was parsed before.
Checked<Document> read_document(text::Node&& root);

}  // namespace expgate::policy
