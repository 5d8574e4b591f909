#include "app/arguments.h"

#include <gtest/gtest.h>

namespace expgate::app {
namespace {

Result<void> check_even(const std::string& value) {
  if (value.size() % 2 == 0) return {};
  return fail(verbatim("odd"));
}

// The targets of a program with a common flag, a common option and a command `run`.
struct Program {
  bool quiet = false;
  bool help = false;
  std::string mode = "enforce";
  std::string file;
  std::vector<std::string> rest;
  std::optional<std::string> name;
  std::optional<std::size_t> limit;
  std::vector<std::string> sets;
  bool all = false;
  CommandArguments common{""};
  CommandArguments own{"run"};

  Program() {
    common.add({.names = {"-q", "--quiet"}}, &quiet);
    common.add({.names = {"-h", "--help"}, .is_final = true}, &help);
    common.add({.names = {"--mode"}, .value = "MODE", .choices = {"enforce", "warn"}}, &mode);
    own.add({.value = "FILE", .is_required = true}, &file);
    own.add({.value = "REST", .excludes = {"--all"}}, &rest);
    own.add({.names = {"-n", "--name"}, .value = "NAME", .check = check_even}, &name);
    own.add({.names = {"--limit"}, .value = "N", .needs = {"--name"}}, &limit);
    own.add({.names = {"--set"}, .value = "KEY=VALUE"}, &sets);
    own.add({.names = {"--all"}}, &all);
  }

  [[nodiscard]] Result<void> read(const std::vector<std::string>& words) const {
    return parse(words, common, own);
  }
  [[nodiscard]] std::string wrong(const std::vector<std::string>& words) const {
    const Result<void> result = read(words);
    return result ? "nothing is wrong" : english(result.error().message);
  }
};

TEST(CommandArguments, AreRead) {
  Program program;
  ASSERT_TRUE(program.read(
      {"-q", "a", "--set", "x=1", "b", "--set=y=2", "--mode=warn", "c", "-n", "me", "--limit", "3"}));
  EXPECT_TRUE(program.quiet);
  EXPECT_EQ(program.file, "a");
  EXPECT_EQ(program.rest, (std::vector<std::string>{"b", "c"}));
  EXPECT_EQ(program.sets, (std::vector<std::string>{"x=1", "y=2"}));
  EXPECT_EQ(program.mode, "warn");
  EXPECT_EQ(program.name, "me");
  EXPECT_EQ(program.limit, 3U);
  EXPECT_FALSE(program.all);
}

TEST(CommandArguments, LeaveAloneWhatIsNotGiven) {
  Program program;
  ASSERT_TRUE(program.read({"a"}));
  EXPECT_EQ(program.mode, "enforce");
  EXPECT_FALSE(program.name);
  EXPECT_FALSE(program.limit);
}

TEST(CommandArguments, BehindTwoDashesAreNoOptions) {
  Program program;
  ASSERT_TRUE(program.read({"--", "--all", "-q"}));
  EXPECT_EQ(program.file, "--all");
  EXPECT_EQ(program.rest, std::vector<std::string>{"-q"});
  EXPECT_FALSE(program.quiet);
}

TEST(CommandArguments, AreNotCheckedForHelp) {
  Program program;
  EXPECT_TRUE(program.read({"--mode", "odd", "--nonsense", "--help"}));
  EXPECT_TRUE(program.help);
}

TEST(CommandArguments, MistakesAreNamed) {
  const Program program;
  EXPECT_EQ(program.wrong({"a", "--mde", "warn"}),
            "unknown option `--mde` for `run`; did you mean `--mode`?");
  EXPECT_EQ(program.wrong({"a", "--nme=x"}), "unknown option `--nme` for `run`; did you mean `--name`?");
  EXPECT_EQ(program.wrong({"a", "--nonsense"}), "unknown option `--nonsense` for `run`");
  EXPECT_EQ(program.wrong({"a", "-x"}), "unknown option `-x` for `run`");
  EXPECT_EQ(program.wrong({"a", "--mode", "enforced"}),
            "`--mode` takes enforce or warn, not `enforced`; did you mean `enforce`?");
  EXPECT_EQ(program.wrong({"a", "--mode"}), "`--mode` needs a value: `--mode MODE`");
  EXPECT_EQ(program.wrong({"a", "--mode="}), "`--mode` needs a value: `--mode MODE`");
  EXPECT_EQ(program.wrong({"a", "--mode", "warn", "--mode", "warn"}), "`--mode` can be given only once");
  EXPECT_EQ(program.wrong({"a", "--limit", "-1", "-n", "me"}), "`--limit` takes a whole number, not `-1`");
  EXPECT_EQ(program.wrong({"a", "--quiet=maybe"}), "`--quiet` takes no value");
  EXPECT_EQ(program.wrong({"a", "-n", "you"}), "`--name`: odd");
  EXPECT_EQ(program.wrong({"a", "b", "--all"}), "`REST` cannot be used together with `--all`");
  EXPECT_EQ(program.wrong({"a", "--limit", "1"}), "`--limit` can be used only together with `--name`");
  EXPECT_EQ(program.wrong({"--all"}), "missing argument for `run`: FILE");
  EXPECT_EQ(english(program.read({"a", "-x"}).error().help), "`expgate help run` lists its options");
}

TEST(CommandArguments, TooManyAreAMistake) {
  std::string one;
  CommandArguments own("run");
  own.add({.value = "ONE"}, &one);
  const Result<void> result = parse({"a", "b"}, CommandArguments(""), own);
  ASSERT_FALSE(result);
  EXPECT_EQ(english(result.error().message), "unexpected argument `b` for `run`");
}

TEST(FindCommand, PassesOverCommonOptions) {
  const Program program;
  const auto nothing_more = [](const std::string&) { return std::optional<CommandArguments>{}; };
  EXPECT_EQ(*find_command({"run", "--mode", "x"}, program.common, nothing_more), 0U);
  EXPECT_EQ(*find_command({"-q", "--mode", "warn", "run"}, program.common, nothing_more), 3U);
  EXPECT_EQ(*find_command({"--mode=warn", "run"}, program.common, nothing_more), 1U);
  EXPECT_EQ(*find_command({"-qh", "run"}, program.common, nothing_more), 1U);
  EXPECT_FALSE(*find_command({"--quiet", "--mode", "warn"}, program.common, nothing_more));
  EXPECT_FALSE(*find_command({}, program.common, nothing_more));
  const auto unknown = find_command({"--qiet", "run"}, program.common, nothing_more);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(english(unknown.error().message), "unknown option `--qiet`; did you mean `--quiet`?");
}

TEST(FindCommand, PassesOverOptionsOfTheCommandItself) {
  const Program program;
  const auto run_only = [&](const std::string& name) {
    return name == "run" ? std::optional(program.own) : std::nullopt;
  };
  EXPECT_EQ(*find_command({"--name", "x", "run"}, program.common, run_only), 2U);
  EXPECT_EQ(*find_command({"--name", "run", "run", "x"}, program.common, run_only), 2U);
  EXPECT_EQ(*find_command({"--set=a=b", "-q", "run"}, program.common, run_only), 2U);
  const auto unknown = find_command({"--nam", "x", "run"}, program.common, run_only);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(english(unknown.error().message), "unknown option `--nam` for `run`; did you mean `--name`?");
}

}  // namespace
}  // namespace expgate::app
