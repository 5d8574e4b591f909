#include "input/commit_command.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/strings.h"
#include "input/git_above.h"
#include "input/git_command.h"

namespace expgate::input {

namespace {

using Words = std::vector<std::string>;

constexpr std::size_t kMostPaths = 20;  // more than that nobody types again

template <std::size_t N>
bool has(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// The long options of git-commit(1) that matter to which commit it makes.
constexpr auto kKept = std::to_array<std::string_view>(
    {"--all", "--amend", "--allow-empty", "--allow-empty-message", "--only", "--include", "--patch",
     "--interactive", "--signoff", "--no-signoff", "--reset-author", "--gpg-sign", "--no-gpg-sign",
     "--no-post-rewrite", "--verbose", "--no-verbose", "--pathspec-file-nul"});
constexpr auto kKeptWithValue =
    std::to_array<std::string_view>({"--author", "--date", "--pathspec-from-file"});
constexpr auto kDropped = std::to_array<std::string_view>(
    {"--edit", "--no-edit", "--quiet", "--no-quiet", "--status", "--no-status", "--verify"});
// A trailer is in the file of the message by now; how that is cleaned depends on the editor.
constexpr auto kDroppedWithValue =
    std::to_array<std::string_view>({"--message", "--file", "--template", "--trailer", "--cleanup"});

// git's command line, word by word.
class CommitReader {
 public:
  explicit CommitReader(std::span<const std::string> words) : words_(words) {}

  // False where an option is not known here, or makes the message out of another commit.
  bool read() {
    while (at_ < words_.size()) {
      const std::string& word = words_[at_++];
      if (word == "--") {
        paths_.insert(paths_.end(), words_.begin() + static_cast<std::ptrdiff_t>(at_), words_.end());
        break;
      }
      if (word.starts_with("--")) {
        if (!read_long(word)) return false;
      } else if (word.size() > 1 && word.front() == '-') {
        if (!read_short(word)) return false;
      } else {
        paths_.push_back(word);
      }
    }
    return paths_.size() <= kMostPaths;
  }

  void write_to(Words& command) const {
    command.insert(command.end(), options_.begin(), options_.end());
    if (paths_.empty()) return;
    command.emplace_back("--");
    command.insert(command.end(), paths_.begin(), paths_.end());
  }

 private:
  bool read_long(const std::string& word) {
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const bool has_value = equals != std::string::npos;
    if (has(kKept, name)) {
      options_.push_back(word);
      return true;
    }
    if (has(kDropped, name)) return true;
    const bool is_kept = has(kKeptWithValue, name);
    if (!is_kept && !has(kDroppedWithValue, name)) return false;
    if (!has_value && at_ == words_.size()) return false;
    const std::string value = has_value ? word.substr(equals + 1) : words_[at_++];
    if (is_kept && name == "--pathspec-from-file" && value == "-") return false;  // it has been read
    if (is_kept) options_.push_back(name + "=" + value);
    return true;
  }

  // "-am" and the like: several in one word, the last of them with a value.
  bool read_short(const std::string& word) {
    for (std::size_t i = 1; i < word.size(); ++i) {
      switch (word[i]) {
        case 'a':
        case 'i':
        case 'o':
        case 'p':
        case 's':
        case 'v':
          options_.push_back({'-', word[i]});
          break;
        case 'e':
        case 'q':
          break;
        case 'm':
        case 'F':
        case 't':
          if (i + 1 == word.size() && at_++ == words_.size()) return false;
          return true;
        case 'S':
          options_.push_back("-" + word.substr(i));
          return true;
        case 'u':
          return true;
        default:
          return false;
      }
    }
    return true;
  }

  std::span<const std::string> words_;
  std::size_t at_ = 0;
  Words options_;
  Words paths_;
};

// An alias as words; none if it is a program of its own, or quoted.
Words words_of_alias(const std::string& alias) {
  Words words;
  if (alias.find_first_of("!'\"\\") != std::string::npos) return words;
  for (const std::string_view word : split(alias, ' '))
    if (!word.empty()) words.emplace_back(word);
  return words;
}

}  // namespace

std::vector<std::string> without_message(std::span<const std::string> words, const AliasOf& alias_of) {
  // Their own commits wait for `git commit`, without more.
  constexpr auto kStops =
      std::to_array<std::string_view>({"merge", "pull", "cherry-pick", "revert", "rebase"});
  const std::optional<GitCommand> typed = parse_git_command(words);
  if (!typed) return {};
  Words command{"git"};
  command.insert(command.end(), typed->options.begin(), typed->options.end());
  Words rest{typed->name};
  if (typed->name != "commit" && !has(kStops, typed->name)) {
    rest = words_of_alias(alias_of(typed->name));
    if (rest.empty() || rest.front() != "commit") return {};
  }
  rest.insert(rest.end(), typed->words.begin(), typed->words.end());
  command.emplace_back("commit");
  if (rest.front() != "commit") return command;
  CommitReader reader(std::span<const std::string>(rest).subspan(1));
  if (!reader.read()) return {};
  reader.write_to(command);
  return command;
}

std::vector<std::string> running_commit(git::Repository& repository) {
  return without_message(git_above(), [&](const std::string& name) {
    const auto alias = repository.config("alias." + name);
    return alias ? alias->value_or("") : std::string();
  });
}

}  // namespace expgate::input
