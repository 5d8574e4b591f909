#include "app/help/command_tree.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "app/command.h"
#include "app/help/man_page.h"
#include "app/help/shell_words.h"
#include "base/strings.h"

namespace expgate::test {
namespace {

using app::Argument;

const app::CommandNode& leaf(const app::CommandNode& root, const std::string& name) {
  const auto leaves = leaves_of(root);
  const auto found = std::ranges::find(leaves, name, &app::CommandNode::name);
  if (found == leaves.end()) throw std::runtime_error("no command " + name);
  return **found;
}

const Argument& option(const app::CommandNode& command, const std::string& name) {
  const auto found = std::ranges::find_if(command.options, [&](const Argument& each) {
    return std::ranges::find(each.names, name) != each.names.end();
  });
  if (found == command.options.end()) throw std::runtime_error("no option " + name);
  return *found;
}

TEST(CommandTree, HasEveryCommand) {
  const app::CommandNode root = app::command_tree();
  ASSERT_EQ(root.commands.size(), app::commands().size());
  for (const app::CommandNode& command : root.commands) EXPECT_FALSE(command.summary.empty()) << command.name;
  EXPECT_EQ(leaf(root, "policy show").summary.english,
            "Print the effective policy and where each setting comes from");
}

TEST(CommandTree, KnowsWhatStandsWhere) {
  const app::CommandNode root = app::command_tree();
  EXPECT_EQ(option(root, "--policy").values, Argument::Values::files);
  EXPECT_EQ(option(root, "-q").values, Argument::Values::none);
  EXPECT_EQ(option(root, "-q").names, (std::vector<std::string>{"-q", "--quiet"}));
  EXPECT_EQ(option(root, "--mode").words, (std::vector<std::string>{"enforce", "warn"}));
  EXPECT_TRUE(option(root, "--report").is_repeatable);
  EXPECT_FALSE(option(root, "--format").is_repeatable);
  EXPECT_EQ(option(leaf(root, "install"), "--server").values, Argument::Values::folders);
  EXPECT_EQ(leaf(root, "experiments").formats.back(), "markdown");
  EXPECT_EQ(leaf(root, "man").formats, std::vector<std::string>{"text"});
  EXPECT_EQ(leaf(root, "policy check").formats, std::vector<std::string>{"text"});
  EXPECT_EQ(leaf(root, "ci").formats, root.formats);
  EXPECT_EQ(option(root, "--format").words, root.formats);
  const Argument& rule = leaf(root, "explain").positionals.at(0);
  EXPECT_TRUE(rule.is_required);
  EXPECT_NE(std::ranges::find(rule.words, "max-file-size"), rule.words.end());
  EXPECT_TRUE(leaf(root, "fix").positionals.at(0).is_repeatable);
  EXPECT_EQ(leaf(root, "update").positionals.at(0).value, "REF");
}

// Help prints no list of choices: the text has to name them.
TEST(CommandTree, HelpNamesEveryChoice) {
  const app::CommandNode root = app::command_tree();
  for (const app::CommandNode* command : leaves_of(root))
    for (const auto& arguments : {root.options, command->options, command->positionals})
      for (const Argument& argument : arguments) {
        if (argument.value == "RULE" || argument.value == "COMMAND" || argument.value == "FORMAT=FILE")
          continue;
        for (const std::string& word : argument.words)
          EXPECT_NE(english(argument.help).find(word), std::string::npos) << command->name << ": " << word;
      }
}

TEST(CommandTree, GroupsHoldAllCommands) {
  std::size_t sum = 0;
  for (const app::CommandGroup& group : app::command_groups()) sum += group.size;
  EXPECT_EQ(sum, app::commands().size());
}

// What the program makes of the line: an error, or nothing.
std::string wrong_with(std::string_view line, const std::string& command_name) {
  line = line.substr(0, line.find_first_of("<>|"));  // the rest is the shell's
  std::vector<std::string> words = app::split_line(trim(line)).words;
  if (words.front() != "expgate") return "does not begin with expgate";
  words.erase(words.begin());
  for (const std::string_view word : split(command_name, ' ')) {
    if (command_name == "version") break;  // which is an option, too
    if (words.empty() || words.front() != word) return "is of another command";
    words.erase(words.begin());
  }
  app::Common common;
  app::CommandArguments shared("");
  app::declare_common(shared, common);
  const auto all = app::commands();
  const std::string_view first = std::string_view(command_name).substr(0, command_name.find(' '));
  const auto command =
      std::ranges::find_if(all, [&](const app::Command* each) { return each->name == first; });
  app::CommandArguments own{std::string(first)};
  const app::Action action = (*command)->declare(own, common);
  const app::CommandArguments* chosen = &own;
  for (const app::CommandArguments& below : own.commands())
    if (below.name() == command_name) chosen = &below;
  const auto parsed = parse(words, shared, *chosen);
  return parsed ? "" : english(parsed.error().message);
}

TEST(CommandTree, EveryCommandHasExamplesThatCanBeTyped) {
  const app::CommandNode root = app::command_tree();
  for (const app::CommandNode* command : leaves_of(root)) {
    EXPECT_FALSE(command->examples.empty()) << command->name;
    for (const app::Example& example : command->examples)
      EXPECT_EQ(wrong_with(example.line, command->name), "") << example.line;
  }
}

TEST(CommandTree, TheManualPageIsQuotedForRoff) {
  app::CommandNode root;
  root.commands.push_back({"it", msgid(".It's [a: \\b]"), {}, {}, {}, {}, {}, {}});
  root.commands[0].examples.push_back({"expgate it -x", msgid("Don't")});
  root.commands[0].options.push_back(
      {{"--x"}, "", Argument::Values::none, {}, verbatim("'Don't [x: \\y]"), {}, false, false});
  const std::string man = app::man_page(root, "1.2", "2026-01-02");
  EXPECT_EQ(man.substr(0, man.find('\n')), ".TH EXPGATE 1 2026-01-02 \"expgate 1.2\"");
  EXPECT_NE(man.find("\n\\&.It\\(aqs [a: \\eb]."), std::string::npos) << man;
  EXPECT_NE(man.find("\nDon\\(aqt:\n.PP\n.EX\n    expgate it \\-x\n.EE\n"), std::string::npos) << man;
  EXPECT_NE(man.find("\n\\&\\(aqDon\\(aqt [x: \\ey]."), std::string::npos) << man;
}

}  // namespace
}  // namespace expgate::test
