#include "report/workflow_commands.h"

#include <algorithm>
#include <string_view>

#include "base/strings.h"

namespace expgate::report {

namespace {

// Whether "##" is followed by letters and a "[".
bool opens_command(std::string_view after) {
  const auto end =
      std::find_if(after.begin(), after.end(), [](char c) { return (c | 0x20) < 'a' || (c | 0x20) > 'z'; });
  return end != after.end() && *end == '[';
}

// Puts `between` after the first character of each "##" that opens a command.
std::string with_split_hashes(std::string text, std::string_view between) {
  for (std::size_t at = text.find("##"); at != std::string::npos; at = text.find("##", at + 1))
    if (opens_command(std::string_view(text).substr(at + 2))) text.insert(at + 1, between);
  return text;
}

}  // namespace

std::string without_commands(std::string_view text) {
  std::string clean;
  for (const std::string_view line : lines(text)) {
    const std::size_t start = line.find_first_not_of(" \t\v\f\r");
    if (start != std::string_view::npos && line.substr(start).starts_with("::")) {
      clean += line.substr(0, start + 1);
      clean += ' ';
      clean += line.substr(start + 1);
    } else {
      clean += line;
    }
    clean += '\n';
  }
  return with_split_hashes(std::move(clean), " ");
}

std::string without_older_commands(std::string_view text) {
  return with_split_hashes(std::string(text), " ");
}

std::string json_without_commands(std::string_view json) {
  std::string escaped;
  std::size_t from = 0;
  for (std::size_t at = json.find("##"); at != std::string_view::npos; at = json.find("##", from)) {
    escaped += json.substr(from, at - from);
    escaped += "\\u0023";
    from = at + 1;
  }
  escaped += json.substr(from);
  return escaped;
}

}  // namespace expgate::report
