#include "report/workflow_commands.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace expgate::report {
namespace {

TEST(WorkflowCommands, ALineThatBeginsWithTwoColonsIsPlainText) {
  EXPECT_EQ(without_commands("::error::x\n"), ": :error::x\n");
  EXPECT_EQ(without_commands("a\n    ::stop-commands::t\nb\n"), "a\n    : :stop-commands::t\nb\n");
  EXPECT_EQ(without_commands("\t::add-mask::a\n"), "\t: :add-mask::a\n");
}

TEST(WorkflowCommands, TheOlderFormIsOneAnywhere) {
  EXPECT_EQ(without_commands("say ##[add-mask]a\n"), "say # #[add-mask]a\n");
  EXPECT_EQ(without_commands("###[error]\n"), "## #[error]\n");
  EXPECT_EQ(without_older_commands("::error::a ##[add-mask]b\n"), "::error::a # #[add-mask]b\n");
  EXPECT_EQ(without_commands("##vso[task.setvariable]x ##teamcity[a]\n"),
            "# #vso[task.setvariable]x # #teamcity[a]\n");
}

TEST(WorkflowCommands, OtherTextStaysAsItIs) {
  for (const std::string text :
       {"", "\n", "std::vector\n", "error[a]: ::b\n", "## heading\n", "# [x]\n", "##1[x]\n", ":\n", "a ##\n"})
    EXPECT_EQ(without_commands(text), text);
}

TEST(WorkflowCommands, JsonSaysTheSameWithout) {
  const std::string json = R"({"a":"###[error]x","b":"####"})";
  const std::string clean = json_without_commands(json);
  EXPECT_EQ(clean.find("##"), std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(clean), nlohmann::json::parse(json));
}

}  // namespace
}  // namespace expgate::report
