#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "content/python/seed_flow.h"

namespace expgate::content {

using Sources = std::map<std::string, std::string>;

// What becomes of `key` of `config`: "arrives: train.py:3 set_seed(cfg.seed)", "elsewhere: …", "no call",
// "?".
inline std::string followed(const Sources& sources, const std::string& key = "seed",
                            const std::string& config = "configs/x.yaml") {
  PythonFiles files;
  for (const auto& [path, source] : sources)
    files.push_back(std::make_shared<const PythonFile>(path, source));
  const SeedFlow flow = follow_seed(PythonProgram(std::move(files)), {key, config});
  if (flow.outcome == SeedOutcome::not_followed) return "?";
  if (flow.outcome == SeedOutcome::no_call) return "no call";
  const bool arrives = flow.outcome == SeedOutcome::arrives;
  std::string text = arrives ? "arrives:" : "elsewhere:";
  for (const SeedSite& site : arrives ? flow.reached : flow.elsewhere)
    text += " " + site.path + ":" + std::to_string(site.line) + " " + site.call + ";";
  text.pop_back();
  return text;
}
inline std::string followed(const std::string& source, const std::string& key = "seed") {
  return followed(Sources{{"train.py", source}}, key);
}

// Python as it stands in a test: "|" ends a line.
inline std::string python(std::string_view text) {
  std::string source;
  for (const char c : text) source += c == '|' ? '\n' : c;
  return source;
}
struct Told {
  std::string_view source;  // after `import torch`
  std::string_view expected;
};
template <std::size_t N>
void expect_told(const Told (&rows)[N]) {
  for (const Told& row : rows) {
    const std::string source = python(row.source);
    const std::string told = followed("import torch, random\n" + source);
    EXPECT_EQ(told.substr(0, told.find(':')), row.expected) << source << "\n" << told;
  }
}

}  // namespace expgate::content
