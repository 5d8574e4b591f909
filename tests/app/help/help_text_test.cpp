#include "app/help/help_text.h"

#include <gtest/gtest.h>

#include "base/strings.h"
#include "catalogue/catalogue.h"
#include "text/utf8.h"

namespace expgate::app {
namespace {

void fits(const std::string& text, const std::string& name) {
  for (const std::string_view line : lines(text)) EXPECT_LE(text::width(line), 80U) << name << ": " << line;
}

TEST(HelpText, HasAtMost80ColumnsInEveryLanguage) {
  const CommandNode root = command_tree();
  for (const auto language : {catalogue::Language::chinese, catalogue::Language::english}) {
    catalogue::set_language(language);
    fits(help_text(root), "");
    for (const CommandNode* command : leaves_of(root)) fits(help_text(root, *command), command->name);
  }
}

TEST(HelpText, ListsEveryCommandAndOption) {
  const CommandNode root = command_tree();
  const std::string all = help_text(root);
  for (const CommandNode& command : root.commands)
    EXPECT_NE(all.find("\n  " + command.name + " "), std::string::npos) << command.name;
  for (const CommandNode* command : leaves_of(root)) {
    const std::string text = help_text(root, *command);
    for (const Argument& option : command->options)
      EXPECT_NE(text.find(option.names.back()), std::string::npos) << command->name << option.names.back();
  }
}

TEST(HelpText, OfOneCommand) {
  CommandNode root;
  root.options.push_back({{"-q", "--quiet"}, "", {}, {}, verbatim("Print less"), {}, false, false});
  root.options.push_back(
      {{"--format"}, "FORMAT", {}, {"text", "json"}, verbatim("All formats"), {}, false, false});
  root.options.push_back({{"--report"}, "FORMAT=FILE", {}, {}, verbatim("Write a file"), {}, false, true});
  root.formats = {"text", "json"};
  CommandNode run{"run", msgid("Run it"), msgid("See also: git(1)."), {}, {}, {"text"}, {}};
  run.positionals.push_back({{}, "FILE", {}, {}, verbatim("The file"), {}, true, false});
  run.positionals.push_back({{}, "REV", {}, {}, verbatim("The revisions"), verbatim("HEAD"), false, true});
  run.options.push_back({{"--a-very-long-name"}, "VALUE", {}, {}, verbatim("What it is"), {}, false, false});
  EXPECT_EQ(help_text(root, run),
            "Run it.\n"
            "\n"
            "Usage: expgate run [OPTION...] FILE [REV...]\n"
            "\n"
            "Arguments:\n"
            "  FILE                    The file\n"
            "  REV...                  The revisions (default: HEAD)\n"
            "\n"
            "Options:\n"
            "      --a-very-long-name VALUE\n"
            "                          What it is\n"
            "\n"
            "Common options:\n"
            "  -q, --quiet             Print less\n"
            "\n"
            "See also: git(1).\n");
  run.formats = root.formats;
  EXPECT_NE(help_text(root, run).find("--report FORMAT=FILE"), std::string::npos);
  EXPECT_NE(help_text(root, run).find("All formats"), std::string::npos);
}

}  // namespace
}  // namespace expgate::app
