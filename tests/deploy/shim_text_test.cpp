#include "deploy/shim_text.h"

#include <gtest/gtest.h>

#include "base/strings.h"
#include "deploy/shims.h"

namespace expgate::deploy {
namespace {

TEST(ShimText, EveryShimIsShortPlainShAndKnownAsOurs) {
  constexpr std::size_t kMostLines = 10;
  for (const Shim& shim : shims()) {
    const std::string text = render_shim(shim.name, "/opt/expgate");
    EXPECT_LE(lines(text).size(), kMostLines) << shim.name;
    EXPECT_TRUE(text.starts_with("#!/bin/sh\n")) << shim.name;
    EXPECT_TRUE(is_shim(text)) << shim.name;
    for (const char* place : {"EXPGATE", "BEFORE", "FOLDER"})
      EXPECT_EQ(text.find('@' + std::string(place)), std::string::npos) << shim.name;
    EXPECT_NE(text, shim.text) << shim.name;
  }
  EXPECT_FALSE(is_shim("#!/bin/sh\nexec expgate pre-commit\n"));
  EXPECT_FALSE(is_shim("about # Made by `expgate install`"));
}

TEST(ShimText, WarnModeIsInEachCallOfTheGateAndNowhereElse) {
  const auto count = [](const std::string& text, std::string_view part) {
    int found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
  };
  const std::string enforcing = render_shim("pre-receive", "/opt/expgate");
  const std::string warning = in_warn_mode(enforcing);
  EXPECT_EQ(count(enforcing, "--mode"), 0);
  EXPECT_EQ(count(warning, "\"$gate\" --mode warn pre-receive"), count(enforcing, "\"$gate\" pre-receive"));
  EXPECT_EQ(count(warning, "--mode warn"), count(enforcing, "\"$gate\" pre-receive"));
  EXPECT_NE(warning.find("[ -x \"$gate\" ] && IFS= read -r head <\"$gate\"; case"), std::string::npos);
  EXPECT_EQ(gate_of(warning), "/opt/expgate");
}

TEST(ShimText, ThePathOfTheBinaryComesBackAsItWentIn) {
  for (const char* path :
       {"/opt/expgate", "/home/a b/expgate", "/tmp/it's/$(id)`x`\"\\/expgate", "/a'\\'b''/expgate"})
    EXPECT_EQ(gate_of(render_shim("pre-push", path)), path);
  EXPECT_EQ(gate_of("#!/bin/sh\nexit 0\n"), "");
}

TEST(ShimText, OptionsAreInEachCallOfTheBinary) {
  const std::string text =
      with_options(in_warn_mode(render_shim("pre-receive", "/opt/expgate")), "--report json=r");
  EXPECT_NE(text.find("exec \"$gate\" --report json=r --mode warn pre-receive"), std::string::npos) << text;
  EXPECT_NE(text.find("| \"$gate\" --report json=r --mode warn pre-receive"), std::string::npos) << text;
  EXPECT_NE(text.find("[ -x \"$gate\" ] && IFS= read -r head <\"$gate\"; case"), std::string::npos) << text;
}

TEST(ShimText, TheHookThatRunsFirstComesBackAsItWentIn) {
  const std::string alone = render_shim("pre-receive", "/opt/expgate");
  EXPECT_EQ(first_of(alone), "");
  for (const char* path : {"/r/hooks/before-expgate/pre-receive", "/it's a/x", "/a\nb/x"}) {
    const std::string text = running_first(alone, path);
    EXPECT_EQ(first_of(text), path);
    EXPECT_EQ(gate_of(text), "/opt/expgate");
    EXPECT_EQ(running_first(text, ""), alone);
  }
  const std::string first_version =
      "#!/bin/sh\n# Made by `expgate install`\ngate=/x\nbefore=$0.before-expgate\n";
  EXPECT_EQ(first_of(first_version), "");
  EXPECT_EQ(running_first(first_version, "/y"), first_version);
}

}  // namespace
}  // namespace expgate::deploy
