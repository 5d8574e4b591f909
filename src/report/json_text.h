#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "text/utf8.h"

namespace expgate::report {

using Json = nlohmann::ordered_json;  // keys in the order of docs/reports.md

// The text as JSON, which is UTF-8: bytes that are not are escaped.
inline Json json_text(const std::string& text) {
  return text::with_escaped_bytes(text);
}

inline Json json_texts(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push_back(json_text(text));
  return list;
}

}  // namespace expgate::report
