#include "app/help/complete.h"

#include <gtest/gtest.h>

#include "base/strings.h"

namespace expgate::app {
namespace {

using Values = Argument::Values;

// A repository with one name of each kind.
std::vector<Candidate> names_here(Values values, std::string_view) {
  switch (values) {
    case Values::revisions:
      return {{"main", {}}, {"exp-vit", {}}};
    case Values::experiments:
      return {{"main", {}}, {"results/vit.json", {}}};
    case Values::branches:
      return {{"main", {}}};
    case Values::refs:
      return {{"main", {}}, {"tags/v1", {}}};
    case Values::remotes:
      return {{"origin", {}}};
    case Values::remotes_and_branches:
      return {{"origin", {}}, {"main", {}}};
    case Values::fields:
      return {{"date", {}}, {"acc@1", {}}};
    case Values::metrics:
      return {{"acc@1", {}}};
    default:
      return {};
  }
}

Completion complete_words(const std::vector<std::string>& words) {
  static const CommandNode root = command_tree();
  return complete(root, words, names_here);
}

// What is offered, on one line.
std::string offered(const std::vector<std::string>& words) {
  std::vector<std::string> found;
  for (const Candidate& each : complete_words(words).candidates) found.push_back(each.word);
  return join(found, " ");
}

TEST(Complete, CommandsAndThoseBelow) {
  EXPECT_EQ(offered({"rec"}), "recipe record");
  EXPECT_EQ(offered({"policy", ""}), "check show try export import");
  EXPECT_EQ(offered({"-q", "policy", "s"}), "show");
  EXPECT_EQ(offered({"help", "policy", ""}), "check show try export import");
  EXPECT_EQ(offered({"help", "polcy", ""}), "");
  EXPECT_EQ(offered({"polcy", ""}), "");
  EXPECT_EQ(offered({}), "");
}

TEST(Complete, OptionsThatTheCommandTakes) {
  EXPECT_EQ(offered({"rules", "--m"}), "--markdown --mode");
  EXPECT_EQ(offered({"rules", "--markdown", "--m"}), "--mode");
  EXPECT_EQ(offered({"man", "--form"}), "");  // it only prints text
  EXPECT_EQ(offered({"ci", "--report", "json=x", "--rep"}), "--report");
  EXPECT_EQ(offered({"ci", "--", "--r"}), "");
  EXPECT_EQ(offered({"policy", "show", "--pro"}), "--project");
}

TEST(Complete, ValuesOfOptions) {
  EXPECT_EQ(offered({"ci", "--color", "a"}), "auto always");
  EXPECT_EQ(offered({"ci", "--color=a"}), "--color=auto --color=always");
  EXPECT_EQ(offered({"--color", "auto", "rec"}), "recipe record");
  EXPECT_EQ(offered({"--range", "a..b", "policy", "s"}), "show");
  EXPECT_EQ(offered({"recipe", "--format", ""}), "text json");
  EXPECT_EQ(offered({"experiments", "--report", ""}), "html=");
  EXPECT_EQ(offered({"ci", "--report", "js"}), "json=");
  EXPECT_EQ(offered({"ci", "--nosuch="}), "");
}

TEST(Complete, RulesWithWhatTheyCheck) {
  const Completion completion = complete_words({"explain", "max-file"});
  ASSERT_EQ(completion.candidates.size(), 1U);
  EXPECT_EQ(completion.candidates[0].word, "max-file-size");
  EXPECT_FALSE(completion.candidates[0].help.empty());
}

TEST(Complete, NamesOfTheRepository) {
  EXPECT_EQ(offered({"recipe", ""}), "main exp-vit");
  EXPECT_EQ(offered({"recipe", "ex"}), "exp-vit");
  EXPECT_EQ(offered({"compare", "main", ""}), "main results/vit.json");
  EXPECT_EQ(offered({"compare", "main", "x", ""}), "");
  EXPECT_EQ(offered({"verify", "main", "r"}), "results/vit.json");
  EXPECT_EQ(offered({"ci", "--range", "main..e"}), "main..exp-vit");
  EXPECT_EQ(offered({"ci", "--range", "main..."}), "main...main main...exp-vit");
  EXPECT_EQ(offered({"ci", "--range=m"}), "--range=main");
  EXPECT_EQ(offered({"policy", "show", "--ref", "t"}), "tags/v1");
  EXPECT_EQ(offered({"mend", ""}), "origin main");
  EXPECT_EQ(offered({"mend", "origin", ""}), "main");
  EXPECT_EQ(offered({"experiments", "--sort", ""}), "date acc@1");
  EXPECT_EQ(offered({"experiments", "--sparkline", ""}), "acc@1");
}

TEST(Complete, PathsAreTheShells) {
  EXPECT_EQ(complete_words({"policy", "check", ""}).paths, Completion::Paths::files);
  EXPECT_EQ(complete_words({"install", ""}).paths, Completion::Paths::folders);
  EXPECT_EQ(complete_words({"ci", "--policy=x"}).before_path, "--policy=");
  EXPECT_EQ(complete_words({"ci", "--report=json=x"}).before_path, "--report=json=");
  EXPECT_EQ(complete_words({"ci", "--report", "json=x"}).before_path, "json=");
  EXPECT_EQ(complete_words({"rules", ""}).paths, Completion::Paths::none);
}

TEST(Complete, AnOptionCanTurnRevisionsIntoFiles) {
  EXPECT_EQ(offered({"audit", ""}), "main exp-vit");
  EXPECT_EQ(complete_words({"audit", ""}).paths, Completion::Paths::none);
  EXPECT_EQ(offered({"audit", "--merge", ""}), "");
  EXPECT_EQ(complete_words({"audit", "--merge", ""}).paths, Completion::Paths::files);
  EXPECT_EQ(complete_words({"audit", "--merge", "a", "b"}).paths, Completion::Paths::files);
}

}  // namespace
}  // namespace expgate::app
