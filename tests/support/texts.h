#pragma once

#include <string>
#include <vector>

#include "model/finding.h"
#include "text/shell.h"

namespace expgate::test {

// What texts say in English.
inline std::vector<std::string> english_of(const std::vector<Text>& texts) {
  std::vector<std::string> all;
  for (const Text& text : texts) all.push_back(expgate::english(text));
  return all;
}

// The commands of a finding's remedy, as a shell reads them.
inline std::string commands_of(const Finding& finding) {
  return text::shell_line(finding.remedy.commands.list());
}

// A reason for findings that no rule has made.
inline constexpr Reason kSomeReason{.name = "some-reason", .text = msgid("something is wrong")};

}  // namespace expgate::test
