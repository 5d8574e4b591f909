#include "app/formats.h"

#include <gtest/gtest.h>

namespace expgate::app {
namespace {

TEST(Formats, AreFoundByTheirNames) {
  for (const char* name : {"text", "json", "gitlab", "junit", "sarif", "github", "markdown", "html"}) {
    const auto format = find_format(name);
    ASSERT_TRUE(format) << name;
    EXPECT_EQ((*format)->name, name);
    EXPECT_FALSE((*format)->write(Report{}).empty()) << name;
    EXPECT_NE(format_names().find(name), std::string::npos) << name;
  }
}

TEST(Formats, ASlipIsToldWithWhatWasMeant) {
  const auto format = find_format("junti");
  ASSERT_FALSE(format);
  EXPECT_EQ(format.error().message, "unknown format `junti`; did you mean `junit`?");
  EXPECT_EQ(format.error().help, "the formats are " + format_names());
}

}  // namespace
}  // namespace expgate::app
