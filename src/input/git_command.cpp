#include "input/git_command.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace expgate::input {

namespace {

// What git itself takes before its command, with the value in the next word (git(1), "OPTIONS").
constexpr auto kWithValue =
    std::to_array<std::string_view>({"-C", "-c", "--git-dir", "--work-tree", "--namespace", "--config-env",
                                     "--attr-source", "--super-prefix"});

bool takes_next_word(std::string_view option) {
  return std::find(kWithValue.begin(), kWithValue.end(), option) != kWithValue.end();
}

}  // namespace

std::vector<std::string> GitCommand::settings() const {
  std::vector<std::string> settings;
  for (std::size_t at = 0; at < options.size(); ++at) {
    const std::string& option = options[at];
    const bool has_value = takes_next_word(option) && at + 1 < options.size();
    const bool is_setting = option == "-c" || option == "--config-env";
    if ((is_setting && has_value) || option.starts_with("--config-env=")) settings.push_back(option);
    if (has_value) ++at;
    if (is_setting && has_value) settings.push_back(options[at]);
  }
  return settings;
}

std::optional<GitCommand> parse_git_command(std::span<const std::string> argv) {
  GitCommand command;
  for (std::size_t at = 1; at < argv.size(); ++at) {
    const std::string& word = argv[at];
    if (!word.starts_with('-')) {
      command.name = word;
      command.words.assign(argv.begin() + static_cast<std::ptrdiff_t>(at) + 1, argv.end());
      return command;
    }
    command.options.push_back(word);
    if (takes_next_word(word) && at + 1 < argv.size()) command.options.push_back(argv[++at]);
  }
  return std::nullopt;
}

}  // namespace expgate::input
