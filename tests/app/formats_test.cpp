#include "app/formats.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace expgate::app {
namespace {

TEST(Formats, AreFoundByTheirNames) {
  for (const char* name : {"text", "json", "gitlab", "junit", "sarif", "github", "markdown", "html"}) {
    const auto format = find_format(name);
    ASSERT_TRUE(format) << name;
    EXPECT_EQ((*format)->name, name);
    EXPECT_FALSE((*format)->write(Report{}).empty()) << name;
    EXPECT_EQ(std::ranges::count(report_formats(), name), 1) << name;
  }
}

TEST(Formats, ASlipIsToldWithWhatWasMeant) {
  const auto format = find_format("junti");
  ASSERT_FALSE(format);
  EXPECT_EQ(english(format.error().message), "unknown format `junti`; did you mean `junit`?");
  EXPECT_EQ(english(format.error().help),
            "the formats are text, json, gitlab, junit, sarif, github, markdown, html");
}

}  // namespace
}  // namespace expgate::app
