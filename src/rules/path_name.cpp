#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "base/strings.h"
#include "rules/dot_git.h"
#include "rules/rule.h"
#include "text/fold.h"
#include "text/utf8.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    {"max_length", OptionType::integer, "400", msgid("The most bytes that a path may have, from the root.")},
};

constexpr Msgid kTreeWhy = msgid("every tool reads such a tree differently");
constexpr Msgid kTreeHelp = msgid("git does not write such trees: check the files out and commit them again");

constexpr ExampleArgument kDuplicateExample[] = {{"path", "models/vit.py"}};
constexpr Reason kDuplicate{
    .name = "duplicate-entry",
    .text = msgid("`{path}` is listed twice in its folder"),
    .help = kTreeHelp,
    .why = kTreeWhy,
    .example = kDuplicateExample,
};
constexpr ExampleArgument kUnsortedExample[] = {{"path", "models/vit.py"}};
constexpr Reason kUnsorted{
    .name = "unsorted-entry",
    .text = msgid("`{path}` is in the wrong place in its folder's list"),
    .help = kTreeHelp,
    .why = kTreeWhy,
    .example = kUnsortedExample,
};
constexpr ExampleArgument kSlashExample[] = {{"path", "models/vit.py"}};
constexpr Reason kSlash{
    .name = "slash-in-name",
    .text = msgid("`{path}` is a single name with a slash in it"),
    .help = kTreeHelp,
    .why = kTreeWhy,
    .example = kSlashExample,
};
constexpr ExampleArgument kTooLongExample[] = {{"path", "data/…/x.txt"}, {"length", "412"}, {"limit", "400"}};
constexpr Reason kTooLong{
    .name = "too-long",
    .text = msgid("`{path}` is {length} bytes long, over the limit of {limit}"),
    .example = kTooLongExample,
};
constexpr ExampleArgument kNotUtf8Example[] = {{"path", "data/caf�.txt"}, {"byte", "0xE9"}};
constexpr Reason kNotUtf8{
    .name = "not-utf8",
    .text = msgid("`{path}` contains the byte {byte}, which is not UTF-8"),
    .example = kNotUtf8Example,
};
constexpr ExampleArgument kBackslashExample[] = {{"path", "a\\b.py"}};
constexpr Reason kBackslash{
    .name = "backslash",
    .text = msgid("`{path}` contains a backslash, which separates folders on Windows"),
    .example = kBackslashExample,
};
constexpr ExampleArgument kControlExample[] = {{"path", "a b.py"}, {"character", "U+0009"}};
constexpr Reason kControl{
    .name = "control-character",
    .text = msgid("`{path}` contains a control character ({character})"),
    .example = kControlExample,
};
constexpr ExampleArgument kInvisibleExample[] = {{"path", "model.py"}, {"character", "U+200B"}};
constexpr Reason kInvisible{
    .name = "invisible-character",
    .text = msgid("`{path}` contains an invisible character ({character})"),
    .example = kInvisibleExample,
};
constexpr ExampleArgument kEmptyNameExample[] = {{"path", "a//b.py"}};
constexpr Reason kEmptyName{
    .name = "empty-name",
    .text = msgid("`{path}` contains an empty name"),
    .example = kEmptyNameExample,
};
constexpr ExampleArgument kDotsExample[] = {{"path", "a/../b.py"}, {"name", ".."}};
constexpr Reason kDots{
    .name = "dot-name",
    .text = msgid("`{path}` contains the name `{name}`, which leads elsewhere"),
    .example = kDotsExample,
};
constexpr ExampleArgument kDotGitExample[] = {{"path", ".GIT/config"}, {"name", ".GIT"}};
constexpr Reason kDotGit{
    .name = "dot-git",
    .text = msgid("`{path}` contains the name `{name}`, which some file systems take for git's own folder"),
    .example = kDotGitExample,
};
constexpr ExampleArgument kFinalSpaceExample[] = {{"path", "data /x.py"}, {"name", "data "}};
constexpr Reason kFinalSpace{
    .name = "trailing-space",
    .text = msgid("`{path}` contains the name `{name}`, and Windows drops the space at its end"),
    .example = kFinalSpaceExample,
};
constexpr ExampleArgument kFinalDotExample[] = {{"path", "data./x.py"}, {"name", "data."}};
constexpr Reason kFinalDot{
    .name = "trailing-dot",
    .text = msgid("`{path}` contains the name `{name}`, and Windows drops the dot at its end"),
    .example = kFinalDotExample,
};
constexpr ExampleArgument kDeviceExample[] = {{"path", "src/aux.py"}, {"name", "aux.py"}};
constexpr Reason kDevice{
    .name = "device-name",
    .text = msgid("`{path}` contains the name `{name}`, which Windows reserves for a device"),
    .example = kDeviceExample,
};
constexpr ExampleArgument kReservedExample[] = {{"path", "configs/lr:1e-4.yaml"}, {"character", ":"}};
constexpr Reason kReserved{
    .name = "reserved-character",
    .text = msgid("`{path}` contains `{character}`, which Windows does not allow in a name"),
    .why = msgid("Git for Windows cannot check it out, nor anything else of that commit"),
    .example = kReservedExample,
};
constexpr ExampleArgument kCaseCollisionExample[] = {{"path", "models/ViT.py"}, {"other", "models/vit.py"}};
constexpr Reason kCaseCollision{
    .name = "case-collision",
    .text = msgid("`{path}` and `{other}` differ only in case or spelling"),
    .why = msgid("on macOS and Windows they are one file, and one of the two gets lost"),
    .example = kCaseCollisionExample,
};
constexpr ExampleArgument kWidthCollisionExample[] = {{"path", "models/ｖｉｔ.py"},
                                                      {"other", "models/vit.py"}};
constexpr Reason kWidthCollision{
    .name = "width-collision",
    .text = msgid("`{path}` and `{other}` differ only in the width of their letters"),
    .why = msgid("reviewers see no difference, and it is easy to type one for the other"),
    .example = kWidthCollisionExample,
};
constexpr const Reason* kReasons[] = {&kDuplicate,     &kUnsorted,      &kSlash,     &kTooLong,   &kNotUtf8,
                                      &kBackslash,     &kControl,       &kInvisible, &kEmptyName, &kDots,
                                      &kDotGit,        &kFinalSpace,    &kFinalDot,  &kDevice,    &kReserved,
                                      &kCaseCollision, &kWidthCollision};

// A reason with the arguments that it has beside the path.
struct Problem {
  const Reason* reason = nullptr;
  Arguments arguments = {};
};

bool is_plain(char c) {
  return c >= 0x20 && c < 0x7F && c != '\\';
}

// U+200C and U+200D belong into words of some scripts and into emoji.
bool is_joiner(char32_t value) {
  return value == 0x200C || value == 0x200D;
}

// Characters that are drawn as nothing though Unicode does not count them as ignorable: the braille blank, a
// filler, a head without a note, and the marks around annotations.
bool is_blank(char32_t value) {
  return value == 0x2800 || value == 0x16FE4 || value == 0x1D159 || (value >= 0xFFF9 && value <= 0xFFFC);
}

// Whether nobody sees the character, and file systems may drop it. Selectors of a symbol's form are not
// meant.
bool is_unseen(char32_t value, std::string_view bytes) {
  const bool selects = (value >= 0xFE00 && value <= 0xFE0F) || (value >= 0xE0100 && value <= 0xE01EF);
  const bool breaks_lines = value == 0x2028 || value == 0x2029;
  return breaks_lines || is_blank(value) || (!selects && text::folded_name(bytes).empty());
}

// The first character of the path that is invisible, or not a character at all.
std::optional<Problem> character_problem(std::string_view path) {
  if (std::all_of(path.begin(), path.end(), is_plain)) return std::nullopt;
  bool after_letter = false;  // of another script
  for (std::size_t at = 0; at < path.size();) {
    const text::CodePoint point = text::decode(path, at);
    if (!point.valid)
      return Problem{&kNotUtf8, {{"byte", fmt::format("0x{:02X}", static_cast<unsigned char>(path[at]))}}};
    if (point.value == '\\') return Problem{&kBackslash};
    const std::string number = fmt::format("U+{:04X}", static_cast<unsigned>(point.value));
    if (point.value < 0x20 || (point.value >= 0x7F && point.value < 0xA0))
      return Problem{&kControl, {{"character", number}}};
    const std::string_view bytes = path.substr(at, point.length);
    if (point.value >= 0x80 && is_unseen(point.value, bytes) && !(is_joiner(point.value) && after_letter))
      return Problem{&kInvisible, {{"character", number}}};
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

// What is wrong with one name of the path.
std::optional<Problem> component_problem(std::string_view component) {
  const auto with_name = [&](const Reason& reason) { return Problem{&reason, {{"name", component}}}; };
  if (component.empty()) return with_name(kEmptyName);
  if (component == "." || component == "..") return with_name(kDots);
  if (is_like_dot_git(component)) return with_name(kDotGit);
  if (component.back() == ' ') return with_name(kFinalSpace);
  if (component.back() == '.') return with_name(kFinalDot);
  if (is_reserved(component)) return with_name(kDevice);
  // is_valid_win32_path() again; backslashes and control characters have reasons of their own
  const std::size_t at = component.find_first_of(":<>\"|?*");
  if (at == std::string_view::npos) return std::nullopt;
  return Problem{&kReserved, {{"character", component.substr(at, 1)}}};
}

std::optional<Problem> name_problem(std::string_view path, std::uint64_t max_length) {
  if (path.size() > max_length) return Problem{&kTooLong, {{"length", path.size()}, {"limit", max_length}}};
  if (auto problem = character_problem(path)) return problem;
  while (true) {
    const std::size_t slash = path.find('/');
    const std::string_view component = path.substr(0, slash);
    if (auto problem = component_problem(component)) return problem;
    if (slash == std::string_view::npos) return std::nullopt;
    path.remove_prefix(slash + 1);
  }
}

const Reason* reason_of(EntryDefect defect) {
  switch (defect) {
    case EntryDefect::duplicate:
      return &kDuplicate;
    case EntryDefect::unsorted:
      return &kUnsorted;
    case EntryDefect::slash:
      return &kSlash;
    case EntryDefect::padded:  // file-mode reports it
    case EntryDefect::none:
      break;
  }
  return nullptr;
}

Violation collision(const File& file) {
  const bool is_one_file = text::folded_name(file.path) == text::folded_name(file.case_collision);
  return {.reason = is_one_file ? &kCaseCollision : &kWidthCollision,
          .arguments = {{"path", file.path}, {"other", file.case_collision}},
          .remedy = {Remedy::Kind::rename}};
}

Result<void> judge(const FileView& view, std::uint64_t max_length, Violations& violations) {
  const File& file = view.file;
  if (const Reason* defect = reason_of(file.flaw))
    violations.push_back({.reason = defect, .arguments = {{"path", file.path}}});
  const bool is_new_name = file.old_mode == 0;  // else it is somebody else's past
  if (is_new_name) {
    if (auto problem = name_problem(file.path, max_length)) {
      problem->arguments.emplace_back("path", file.path);
      violations.push_back({.reason = problem->reason,
                            .arguments = std::move(problem->arguments),
                            .remedy = {Remedy::Kind::rename}});
    }
  }
  if (!file.case_collision.empty()) violations.push_back(collision(file));
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
        .summary =
            msgid("A path can be checked out, read and typed on every machine, and is what it looks like."),
        .why = msgid("other machines cannot check it out, or make another file of it"),
        .bad = msgid(
            "src/aux.py, models/ViT.py beside models/vit.py, `.GIT/config`, data/a. , a\\b.py, lr:1e-4.yaml"),
        .good = msgid("src/auxiliary.py, models/vit.py, .github/config, data/é.txt, a/b c.py"),
        .mend = msgid(
            "Rename the file in the commit that added it; names that existed before are left alone. If two "
            "paths differ only in case, in the spelling of accents or in the width of letters, the new one "
            "is rejected."),
        .options = kOptions,
        .reasons = kReasons,
        .judges_names = true,
    },
    make,
};

}  // namespace expgate::rules
