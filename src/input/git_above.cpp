#include "input/git_above.h"

#include <filesystem>
#include <string_view>
#include <unistd.h>

#include "base/files.h"
#include "base/strings.h"

namespace expgate::input {

namespace {

constexpr int kMostProcesses = 16;           // between a hook and its git: shells, a framework, its workers
constexpr std::size_t kMostBytes = 1 << 16;  // of a command line

// A file of the process; empty if it cannot be read or is too long.
std::string read_of(std::uint64_t process, const char* name) {
  auto text = read_file("/proc/" + std::to_string(process) + "/" + name);
  return text && text->size() <= kMostBytes ? *std::move(text) : std::string();
}

// The process that started it; 0: unknown.
std::uint64_t parent_of(std::uint64_t process) {
  const std::string text = read_of(process, "stat");
  const std::size_t name_ends = text.rfind(')');  // the name may hold anything
  if (name_ends == std::string::npos) return 0;
  const std::vector<std::string_view> fields = split(std::string_view(text).substr(name_ends), ' ');
  constexpr std::size_t kParent = 2;  // behind the name and the state
  return fields.size() > kParent ? parse_decimal(fields[kParent]).value_or(0) : 0;
}

}  // namespace

std::vector<std::string> git_above() {
  auto process = static_cast<std::uint64_t>(::getppid());
  for (int seen = 0; process > 1 && seen < kMostProcesses; process = parent_of(process), ++seen) {
    const std::string text = read_of(process, "cmdline");
    if (!text.ends_with('\0')) continue;
    std::vector<std::string> argv;
    for (const std::string_view word : split(std::string_view(text).substr(0, text.size() - 1), '\0'))
      argv.emplace_back(word);
    if (std::filesystem::path(argv.front()).filename() == "git") return argv;
  }
  return {};
}

}  // namespace expgate::input
