#include "deploy/hook_files.h"

#include <array>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "base/files.h"
#include "base/strings.h"
#include "deploy/shims.h"
#include "text/shell.h"

namespace expgate::deploy {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kMark = "# Made by `expgate install";
constexpr std::string_view kGateLine = "\ngate=";
constexpr fs::perms kExecutable = fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;
constexpr fs::perms kHookMode = fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec |
                                fs::perms::others_read | fs::perms::others_exec;

// What text::shell_quoted() made of a text, undone.
std::string unquoted(std::string_view word) {
  constexpr std::string_view kQuote = "'\\''";
  if (word.size() < 2 || !word.starts_with('\'')) return std::string(word);
  std::string text(word.substr(1, word.size() - 2));
  for (std::size_t at = text.find(kQuote); at != std::string::npos; at = text.find(kQuote, at + 1))
    text.replace(at, kQuote.size(), "'");
  return text;
}

Result<void> write_new(const fs::path& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file)
    return fail(tr("cannot write `{file}`", {{"file", path.string()}}),
                tr("check that the disk has space and that you may write to the folder"));
  std::error_code error;
  fs::permissions(path, kHookMode, error);
  if (error)
    return fail(tr("cannot make `{file}` executable: {error}",
                   {{"file", path.string()}, {"error", error.message()}}));
  return {};
}

// Keeps `hook` under a second name. A hard link, so that there is no moment without a hook; a copy where
// there are no such links.
Result<void> keep(const fs::path& hook) {
  const fs::path beside = kept_beside(hook);
  std::error_code error;
  if (fs::is_symlink(fs::symlink_status(hook, error))) {
    fs::copy_symlink(hook, beside, error);
  } else {
    fs::create_hard_link(hook, beside, error);
    if (error) fs::copy_file(hook, beside, error);
  }
  if (error)
    return fail(
        tr("cannot keep a copy of `{file}`: {error}", {{"file", hook.string()}, {"error", error.message()}}));
  return {};
}

// The text at the end of the links that `path` may be; empty where they lead nowhere.
Result<std::string> text_at(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(path, error)) return std::string();
  auto text = read_file(path);
  if (!text)
    return fail(
        tr("cannot read `{file}`: {error}", {{"file", path.string()}, {"error", text.error().message()}}));
  return *std::move(text);
}

bool is_there(const fs::path& path) {
  std::error_code error;
  const fs::file_type type = fs::symlink_status(path, error).type();
  return type != fs::file_type::not_found && type != fs::file_type::none;
}

// Puts `text` at `hook` in one step: readers see the old file or the new one, nothing between.
Result<void> replace(const fs::path& hook, std::string_view text) {
  std::error_code error;
  fs::create_directories(hook.parent_path(), error);
  if (error)
    return fail(tr("cannot create the folder `{folder}`: {error}",
                   {{"folder", hook.parent_path().string()}, {"error", error.message()}}));
  const fs::path fresh = hook.parent_path() / ("." + hook.filename().string() + ".expgate-new~");
  TRY(write_new(fresh, text));
  fs::rename(fresh, hook, error);
  if (error)
    return fail(tr("cannot write `{file}`: {error}", {{"file", hook.string()}, {"error", error.message()}}));
  return {};
}

}  // namespace

std::string render_shim(std::string_view name, const std::string& value) {
  for (const Shim& shim : shims()) {
    if (shim.name != name) continue;
    std::string text(shim.text);
    for (const std::string_view placeholder : {"@EXPGATE@", "@BEFORE@"}) {
      const std::size_t at = text.find(placeholder);
      if (at != std::string::npos) return text.replace(at, placeholder.size(), text::shell_quoted(value));
    }
    return text;
  }
  return {};
}

std::string with_options(std::string shim_text, const std::string& options) {
  constexpr std::string_view kCall = "\"$gate\" ";
  for (std::size_t at = shim_text.find(kCall); at != std::string::npos; at = shim_text.find(kCall, at)) {
    at += kCall.size();
    if (shim_text[at] != ']')
      shim_text.insert(at, options + " ");  // `]` ends the test that the binary is there
  }
  return shim_text;
}

std::string in_warn_mode(std::string shim_text) {
  return with_options(std::move(shim_text), "--mode warn");
}

fs::path gate_of(std::string_view shim_text) {
  std::size_t begin = shim_text.find(kGateLine);
  if (begin == std::string_view::npos) return {};
  begin += kGateLine.size();
  return unquoted(shim_text.substr(begin, shim_text.find('\n', begin) - begin));
}

fs::path kept_beside(const fs::path& hook) {
  return hook.parent_path() / (hook.filename().string() + ".before-expgate");
}

bool is_shim(std::string_view text) {
  return text.starts_with("#!") && text.find(kMark) != std::string_view::npos;
}

bool calls_gate(std::string_view text, std::string_view name) {
  return text.find("expgate " + std::string(name)) != std::string_view::npos;
}

std::string_view manager_of(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kMarks{
      {{"husky", "husky"},
       {"lefthook", "lefthook"},
       {"pre-commit.com", "pre-commit"},
       {"git lfs", "git lfs"}}};
  for (const auto& [mark, name] : kMarks)
    if (text.find(mark) != std::string_view::npos) return name;
  return {};
}

Result<HookFile> look_at(const fs::path& hook) {
  HookFile found;
  if (!is_there(hook)) return found;
  std::error_code error;
  if (fs::is_directory(hook, error))
    return fail(tr("`{file}` is a folder, not a hook", {{"file", hook.string()}}),
                tr("move the folder away and try again"));
  TRY_ASSIGN(found.text, text_at(hook));
  found.executable = (fs::status(hook, error).permissions() & kExecutable) == kExecutable;
  found.kind = is_shim(found.text) ? HookFile::Kind::ours : HookFile::Kind::foreign;
  return found;
}

Result<HookChange> put_hook(const fs::path& hook, std::string_view text, bool dry_run) {
  TRY_ASSIGN(const HookFile found, look_at(hook));
  if (found.kind == HookFile::Kind::ours && found.text == text && found.executable) return HookChange{};
  if (found.kind != HookFile::Kind::foreign) {
    if (!dry_run) TRY(replace(hook, text));
    return HookChange{found.kind == HookFile::Kind::ours ? HookChange::Kind::updated
                                                         : HookChange::Kind::installed};
  }
  const fs::path beside = kept_beside(hook);
  std::error_code error;
  // An installation that was interrupted has kept it already.
  const bool is_kept = fs::equivalent(hook, beside, error);
  if (is_there(beside) && !is_kept)
    return fail(tr("`{file}` is a foreign hook, and `{kept}` is still there from an earlier installation",
                   {{"file", hook.string()}, {"kept", beside.string()}}),
                tr("merge what you need into one of the two, delete the other and try again"));
  if (!dry_run) {
    if (!is_kept) TRY(keep(hook));
    TRY(replace(hook, text));
  }
  return HookChange{HookChange::Kind::installed, beside, std::string(manager_of(found.text))};
}

Result<HookChange> take_hook(const fs::path& hook, bool dry_run) {
  TRY_ASSIGN(const HookFile found, look_at(hook));
  const fs::path beside = kept_beside(hook);
  const bool has_kept = is_there(beside);
  if (found.kind == HookFile::Kind::foreign)
    return HookChange{HookChange::Kind::foreign, has_kept ? beside : fs::path(), {}};
  std::error_code error;
  if (has_kept) {
    if (!dry_run) fs::rename(beside, hook, error);
    if (error)
      return fail(
          tr("cannot restore `{file}`: {error}", {{"file", beside.string()}, {"error", error.message()}}));
    return HookChange{HookChange::Kind::restored};
  }
  if (found.kind == HookFile::Kind::none) return HookChange{HookChange::Kind::absent};
  if (!dry_run) fs::remove(hook, error);
  if (error)
    return fail(tr("cannot remove `{file}`: {error}", {{"file", hook.string()}, {"error", error.message()}}));
  return HookChange{HookChange::Kind::removed};
}

Text description(const HookChange& change, const std::string& file) {
  const Arguments arguments{{"file", file},
                            {"kept", change.kept.filename().string()},
                            {"kept_path", change.kept.string()},
                            {"manager", change.manager}};
  switch (change.kind) {
    case HookChange::Kind::none:
      return tr("{file}: already in place", arguments);
    case HookChange::Kind::installed:
      if (change.kept.empty()) return tr("{file}: installed", arguments);
      if (change.manager.empty())
        return tr("{file}: installed; the hook that was there is kept as {kept} and runs first", arguments);
      return tr("{file}: installed; the hook of {manager} that was there is kept as {kept} and runs first",
                arguments);
    case HookChange::Kind::updated:
      return tr("{file}: updated", arguments);
    case HookChange::Kind::removed:
      return tr("{file}: removed", arguments);
    case HookChange::Kind::restored:
      return tr("{file}: removed; the hook that was there before is restored", arguments);
    case HookChange::Kind::absent:
      return tr("{file}: no hook there", arguments);
    case HookChange::Kind::foreign:
      if (change.kept.empty()) return tr("{file}: left alone: it is a foreign hook", arguments);
      return tr("{file}: left alone: it is a foreign hook; `{kept_path}` is still beside it", arguments);
  }
  return {};
}

}  // namespace expgate::deploy
