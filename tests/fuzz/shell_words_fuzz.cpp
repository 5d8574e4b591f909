// Any bytes as a command line that is to be completed; and as the name of a branch that is offered: bash
// reads back exactly that word.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "app/help/complete.h"
#include "app/help/shell_words.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  using namespace expgate;
  if (size > 4096) return 0;
  static const app::CommandNode root = app::command_tree();
  const auto no_names = [](app::Argument::Values, std::string_view) { return std::vector<app::Candidate>{}; };
  const app::ShellWords typed = app::split_line(bytes);
  if (typed.words.empty()) std::abort();
  for (const app::Candidate& each : app::complete(root, typed.words, no_names).candidates)
    if (!each.word.starts_with(typed.words.back())) std::abort();
  if (size == 0) return 0;
  const app::ShellWords again = app::split_line(app::escaped_for_bash(bytes));
  if (again.is_quoted || again.words.size() != 1 || again.words.front() != bytes) std::abort();
  return 0;
}
