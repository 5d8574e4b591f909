#include "app/help/rules_markdown.h"

#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "policy/load.h"
#include "rules/rule.h"

namespace expgate::test {
namespace {

TEST(RulesMarkdown, IsWhatLiesInRules) {
  const auto pytorch = policy::load({}, rules::declarations());
  ASSERT_TRUE(pytorch) << pytorch.error().message;
  std::ifstream in(EXPGATE_SOURCE_DIR "/rules/README.md", std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  EXPECT_TRUE(text == app::rules_markdown(*pytorch))
      << "mend it: build/dev/expgate rules --markdown > rules/README.md";
}

TEST(RulesMarkdown, HasEveryRule) {
  const auto pytorch = policy::load({}, rules::declarations());
  ASSERT_TRUE(pytorch) << pytorch.error().message;
  const std::string text = app::rules_markdown(*pytorch);
  for (const Declaration* rule : rules::declarations()) {
    EXPECT_NE(text.find("\n## " + std::string(rule->id) + "\n"), std::string::npos) << rule->id;
    for (const OptionSpec& spec : rule->options)
      EXPECT_NE(text.find("| `" + std::string(spec.name) + "` | "), std::string::npos)
          << rule->id << ": " << spec.name;
  }
}

}  // namespace
}  // namespace expgate::test
