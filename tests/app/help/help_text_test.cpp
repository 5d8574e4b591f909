#include "app/help/help_text.h"

#include <gtest/gtest.h>

#include "base/strings.h"
#include "catalogue/catalogue.h"
#include "text/utf8.h"

namespace expgate::app {
namespace {

// No line is wider, but for names and examples that cannot be broken.
void fits(const std::string& text, std::size_t columns, const std::string& name) {
  for (const std::string_view line : lines(text)) {
    const bool is_whole = line.starts_with("    expgate ") || trim(line).find(' ') == std::string_view::npos;
    EXPECT_TRUE(is_whole || text::width(line) <= columns) << name << ": " << line;
  }
}

TEST(HelpText, FitsTheTerminalInEveryLanguage) {
  const CommandNode root = command_tree();
  for (const auto language : {catalogue::Language::chinese, catalogue::Language::english}) {
    catalogue::set_language(language);
    for (const std::size_t columns : {std::size_t{40}, std::size_t{80}, std::size_t{96}}) {
      fits(help_text(root, columns), columns, "");
      for (const CommandNode* command : leaves_of(root))
        fits(help_text(root, *command, columns), columns, command->name);
    }
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
  CommandNode run{"run", msgid("Run it"), msgid("See also: git(1)."), {}, {}, {"text"}, {}, {}};
  run.positionals.push_back({{}, "FILE", {}, {}, verbatim("The file"), {}, true, false});
  run.positionals.push_back({{}, "REV", {}, {}, verbatim("The revisions"), verbatim("HEAD"), false, true});
  run.examples.push_back({"expgate run a", msgid("Run a")});
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
            "Example:\n"
            "  Run a:\n"
            "    expgate run a\n"
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
