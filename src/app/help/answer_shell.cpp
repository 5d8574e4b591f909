#include "app/help/answer_shell.h"

#include <algorithm>
#include <exception>
#include <unistd.h>

#include "app/help/complete.h"
#include "app/help/repository_names.h"
#include "app/help/shell_words.h"
#include "app/output.h"
#include "catalogue/catalogue.h"
#include "text/utf8.h"

namespace expgate::app {

namespace {

std::string paths_line(const Completion& completion) {
  if (completion.paths == Completion::Paths::none) return "";
  return completion.paths == Completion::Paths::files ? ":files" : ":folders";
}

// A candidate a line, with its help.
std::string for_any(const Completion& completion) {
  std::string out;
  for (const Candidate& each : completion.candidates)
    out += each.word + "\t" + text::printable(catalogue::render(each.help)) + "\n";
  if (const std::string paths = paths_line(completion); !paths.empty())
    out += paths + "\t" + completion.before_path + "\n";
  return out;
}

// Readline replaces what follows the last of its word breaks (`=`, `:`, `@`), quotes not included.
std::string for_bash(const Completion& completion, const ShellWords& line, const std::string& replaced) {
  const std::string& typed = line.words.back();
  const bool is_break = replaced.find_first_not_of("=:@") == std::string::npos;
  const std::string tail = is_break ? "" : split_line(replaced).words.back();
  const std::size_t kept = typed.ends_with(tail) ? typed.size() - tail.size() : 0;
  std::string out;
  for (const Candidate& each : completion.candidates) {
    const std::string rest = each.word.substr(std::min(kept, each.word.size()));
    const std::string escaped = escaped_for_bash(rest);
    if (line.is_quoted && escaped != rest) continue;  // it would not mean the same there
    out += escaped + "\n";
  }
  if (const std::string paths = paths_line(completion); !paths.empty()) out += paths + "\n";
  return out;
}

std::string answer(const std::vector<std::string>& words) {
  const CommandNode root = command_tree();
  if (words.size() > 1 && words.front() == "--")
    return for_any(complete(root, {words.begin() + 1, words.end()}, repository_names));
  if (words.size() != 4 || words[0] != "--bash" || words[2] != "--") return "";
  ShellWords line = split_line(words[3]);
  if (line.words.size() < 2) return "";
  line.words.erase(line.words.begin());  // the name of the program
  return for_bash(complete(root, line.words, repository_names), line, words[1]);
}

}  // namespace

int answer_shell(const std::vector<std::string>& words) {
  constexpr unsigned kMostSeconds = 2;
  ::alarm(kMostSeconds);
  try {
    (void)print(answer(words));
  } catch (const std::exception&) {
    // Nothing is offered then.
  }
  return 0;
}

}  // namespace expgate::app
