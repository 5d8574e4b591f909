#pragma once

#include "support/verdict.h"

// What tests of experiment-seed share.
namespace expgate::test {

inline constexpr std::string_view kRule = "experiment-seed";

// The first edit of the first finding: "a.yaml:2 'seed:' 'seed: 42'"; "" where only a person can do it.
inline std::string edited(const Violations& found) {
  if (found.at(0).remedy.edits.empty()) return "";
  const Edit& edit = found[0].remedy.edits.front();
  EXPECT_EQ(found[0].remedy.commands,
            (std::vector<Command>{{"git", "add", "--", ":/" + edit.path}, {"git", "commit"}}));
  return edit.path + ":" + std::to_string(edit.line) + " '" + edit.old + "' '" + edit.replacement + "'";
}
inline std::string edited(const std::string& path, const std::string& source) {
  std::string made = edited(judge(kRule, "", tip({{path, source}})));
  return made.starts_with(path + ":") ? made.substr(path.size() + 1) : made;
}

}  // namespace expgate::test
