#include <algorithm>
#include <array>
#include <optional>

#include <fmt/core.h>

#include "base/strings.h"
#include "rules/dot_git.h"
#include "rules/rule.h"
#include "text/fold.h"
#include "text/utf8.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    {"max_length", OptionType::integer, "400", "The most bytes that a path may have, from the root."},
};

constexpr std::string_view kNoMachine = "on other machines it cannot be checked out, or becomes another file";

bool is_plain(char c) {
  return c >= 0x20 && c < 0x7F && c != '\\';
}

// U+200C and U+200D belong into words of some scripts and into emoji.
bool is_joiner(char32_t value) {
  return value == 0x200C || value == 0x200D;
}

// Whether nobody sees the character, and file systems may drop it. Selectors of a symbol's form are not
// meant.
bool is_unseen(char32_t value, std::string_view bytes) {
  const bool selects = (value >= 0xFE00 && value <= 0xFE0F) || (value >= 0xE0100 && value <= 0xE01EF);
  const bool breaks_lines = value == 0x2028 || value == 0x2029;
  return breaks_lines || (!selects && text::folded_name(bytes).empty());
}

// The first character of the path that nobody sees, or that is no character at all.
std::optional<std::string> character_problem(std::string_view path) {
  if (std::all_of(path.begin(), path.end(), is_plain)) return std::nullopt;
  bool after_letter = false;  // of another script
  for (std::size_t at = 0; at < path.size();) {
    const text::CodePoint point = text::decode(path, at);
    if (!point.valid)
      return fmt::format("holds the byte 0x{:02X}, which is not UTF-8", static_cast<unsigned char>(path[at]));
    if (point.value == '\\') return "holds a backslash, which Windows takes for a folder's end";
    const auto number = static_cast<unsigned>(point.value);
    if (point.value < 0x20 || (point.value >= 0x7F && point.value < 0xA0))
      return fmt::format("holds a control character (U+{:04X})", number);
    const std::string_view bytes = path.substr(at, point.length);
    if (point.value >= 0x80 && is_unseen(point.value, bytes) && !(is_joiner(point.value) && after_letter))
      return fmt::format("holds a character that nobody sees (U+{:04X})", number);
    after_letter = point.value >= 0x80;
    at += point.length;
  }
  return std::nullopt;
}

// Names of devices, with anything behind a dot or a colon: is_valid_win32_path() in git's compat/mingw.c.
bool is_reserved(std::string_view component) {
  constexpr std::array<std::string_view, 7> kWhole = {"con",    "prn",     "aux",   "nul",
                                                      "conin$", "conout$", "clock$"};
  constexpr std::array<std::string_view, 3> kSuperscripts = {"\u00B9", "\u00B2", "\u00B3"};
  constexpr std::size_t kLongest = 7;
  std::string_view base = component.substr(0, component.find_first_of(".:"));
  while (base.ends_with(' ')) base.remove_suffix(1);
  if (base.size() < 3 || base.size() > kLongest) return false;
  const std::string name = ascii_lower(base);
  if (std::find(kWhole.begin(), kWhole.end(), name) != kWhole.end()) return true;
  if (!name.starts_with("com") && !name.starts_with("lpt")) return false;
  const std::string_view number = std::string_view(name).substr(3);
  if (number.size() == 1) return number[0] >= '1' && number[0] <= '9';
  return std::find(kSuperscripts.begin(), kSuperscripts.end(), number) != kSuperscripts.end();
}

// What is wrong with one name of the path, or nothing.
std::optional<std::string> component_problem(std::string_view component) {
  if (component.empty()) return "holds an empty name";
  if (component == "." || component == "..")
    return fmt::format("holds the name `{}`, which leads elsewhere", component);
  if (is_like_dot_git(component))
    return fmt::format("holds the name `{}`, which is taken for git's own folder", component);
  if (component.back() == ' ' || component.back() == '.')
    return fmt::format("holds the name `{}`, at whose end Windows drops the {}", component,
                       component.back() == ' ' ? "space" : "dot");
  if (is_reserved(component))
    return fmt::format("holds the name `{}`, which Windows keeps for a device", component);
  return std::nullopt;
}

std::optional<std::string> name_problem(std::string_view path, std::uint64_t max_length) {
  if (path.size() > max_length)
    return fmt::format("is {} bytes long, over the limit of {}", path.size(), max_length);
  if (auto problem = character_problem(path)) return problem;
  while (true) {
    const std::size_t slash = path.find('/');
    if (auto problem = component_problem(path.substr(0, slash))) return problem;
    if (slash == std::string_view::npos) return std::nullopt;
    path.remove_prefix(slash + 1);
  }
}

std::string_view flaw_of(EntryDefect flaw) {
  switch (flaw) {
    case EntryDefect::duplicate:
      return "stands twice in the same folder";
    case EntryDefect::unsorted:
      return "stands in the wrong place of its folder's list";
    case EntryDefect::slash:
      return "is one single name with a slash in it";
    case EntryDefect::padded:  // file-mode tells of it
    case EntryDefect::none:
      break;
  }
  return "";
}

Violation twin_violation(const File& file) {
  const bool is_one_file = text::folded_name(file.path) == text::folded_name(file.case_collision);
  return {.message = fmt::format("`{}` and `{}` differ in {} alone", file.path, file.case_collision,
                                 is_one_file ? "case or spelling" : "the width of their letters"),
          .why = is_one_file ? "on macOS and Windows they are one file, and one of the two gets lost"
                             : "whoever types the one means the other, and reviewers see no difference",
          .mend = Mend::rename};
}

Result<void> judge(const FileView& view, std::uint64_t max_length, Violations& violations) {
  const File& file = view.file;
  if (const std::string_view flaw = flaw_of(file.flaw); !flaw.empty())
    violations.push_back({.message = fmt::format("`{}` {}", file.path, flaw),
                          .why = "each tool makes something else of such a tree",
                          .advice = "git makes no such trees: check the files out and commit them anew"});
  const bool is_new_name = file.old_mode == 0;  // else it is somebody else's past
  if (is_new_name) {
    if (const auto problem = name_problem(file.path, max_length))
      violations.push_back({.message = fmt::format("`{}` {}", file.path, *problem), .mend = Mend::rename});
  }
  if (!file.case_collision.empty()) violations.push_back(twin_violation(file));
  return {};
}

Result<Judge> make(const Options& options) {
  const std::uint64_t max_length = options.number("max_length");
  return JudgeFile{[max_length](const FileView& view, Violations& violations) {
    return judge(view, max_length, violations);
  }};
}

}  // namespace

extern const Rule path_name;
const Rule path_name{
    {
        .id = "path-name",
        .scope = Scope::file,
        .summary = "A path can be checked out, read and typed on every machine, and is what it looks like.",
        .why = kNoMachine,
        .bad = "src/aux.py, models/ViT.py beside models/vit.py, `.GIT/config`, data/a. , a\\b.py",
        .good = "src/auxiliary.py, models/vit.py, .github/config, data/é.txt, a/b c.py",
        .mend = "Rename the file in the commit that brought it; a name that was there before is nobody's "
                "fault. Of paths that differ in case, in the spelling of accents or in the width of letters "
                "alone, the new one is refused.",
        .options = kOptions,
        .judges_names = true,
    },
    make,
};

}  // namespace expgate::rules
