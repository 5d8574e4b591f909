#include "deploy/hook_files.h"

#include <fstream>
#include <system_error>
#include <utility>

#include "base/files.h"
#include "deploy/hook_seat.h"
#include "deploy/kept_hooks.h"
#include "deploy/shim_text.h"

namespace expgate::deploy {

namespace fs = std::filesystem;

namespace {

constexpr fs::perms kExecutable = fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;
constexpr fs::perms kHookMode = fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec |
                                fs::perms::others_read | fs::perms::others_exec;

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

// Puts `text` at `hook` in one step: readers see the old file or the new one, nothing between.
Result<void> replace(const fs::path& hook, std::string_view text) {
  std::error_code error;
  fs::create_directories(hook.parent_path(), error);
  if (error)
    return fail(tr("cannot create the folder `{folder}`: {error}",
                   {{"folder", hook.parent_path().string()}, {"error", error.message()}}));
  const fs::path fresh = hook.parent_path() / ("." + hook.filename().string() + ".expgate-new~");
  Result<void> written = write_new(fresh, text);
  if (written) fs::rename(fresh, hook, error);
  std::error_code ignored;  // it is gone if all went well
  fs::remove(fresh, ignored);
  if (!written) return written;
  if (error)
    return fail(tr("cannot write `{file}`: {error}", {{"file", hook.string()}, {"error", error.message()}}));
  return {};
}

// Whether two hooks are the same to whoever wrote them: a program that writes whole hooks, which nobody
// edits, may have written its own anew.
Result<bool> is_same_hook(const HookFile& hook, const fs::path& kept) {
  TRY_ASSIGN(const HookFile other, look_at(kept));
  const std::string_view manager = manager_of(hook.text);
  return hook.text == other.text || (writes_whole_hooks(manager) && manager == manager_of(other.text));
}

// Brings what 0.1.0 kept to where it is kept now; what it kept there of its own is not needed any more.
Result<void> move_from_first_version(const fs::path& hook, bool dry_run) {
  const fs::path old = kept_by_first_version(hook);
  if (dry_run || !is_there(old)) return {};
  TRY_ASSIGN(const HookFile found, look_at(old));
  if (found.kind == HookFile::Kind::foreign && !is_there(kept_beside(hook))) TRY(keep(old, hook));
  return {};
}

void remove_from_first_version(const fs::path& hook) {
  std::error_code error;  // of a file that is not there
  fs::remove(kept_by_first_version(hook), error);
}

}  // namespace

Result<HookFile> look_at(const fs::path& hook) {
  HookFile found;
  if (!is_there(hook)) return found;
  std::error_code error;
  if (fs::is_directory(hook, error))
    return fail(tr("`{file}` is a folder, not a hook", {{"file", hook.string()}}),
                tr("move the folder away and try again"));
  TRY_ASSIGN(found.text, text_at(hook));
  found.executable = (fs::status(hook, error).permissions() & kExecutable) == kExecutable;
  const bool is_link = fs::is_symlink(fs::symlink_status(hook, error));  // ours never is
  found.kind = is_shim(found.text) && !is_link ? HookFile::Kind::ours : HookFile::Kind::foreign;
  return found;
}

std::string text_in_place(const fs::path& hook, std::string text) {
  const fs::path kept = kept_beside(hook);
  std::error_code error;
  if (!fs::exists(kept, error)) return text;
  const Result<HookFile> found = look_at(kept);
  const bool would_run_itself = found && found->kind == HookFile::Kind::ours && !gate_of(found->text).empty();
  return would_run_itself ? text : running_first(std::move(text), fs::absolute(kept, error));
}

Result<HookChange> put_hook(const fs::path& hook, const std::string& text, bool dry_run) {
  TRY_ASSIGN(const HookFile found, look_at(hook));
  const fs::path kept = kept_beside(hook);
  const fs::path old = kept_by_first_version(hook);
  if (found.kind != HookFile::Kind::foreign) {
    TRY(move_from_first_version(hook, dry_run));
    const std::string wanted = text_in_place(hook, text);
    const bool is_ours = found.kind == HookFile::Kind::ours;
    if (is_ours && found.text == wanted && found.executable && !is_there(old)) return HookChange{};
    if (!dry_run) {
      TRY(replace(hook, wanted));
      remove_from_first_version(hook);
    }
    return HookChange{is_ours ? HookChange::Kind::updated : HookChange::Kind::installed};
  }
  for (const fs::path& other : {kept, old}) {
    if (!is_there(other)) continue;
    TRY_ASSIGN(const bool is_same, is_same_hook(found, other));
    if (!is_same)
      return fail(tr("`{file}` is a foreign hook, and `{kept}` is still there from an earlier installation",
                     {{"file", hook.string()}, {"kept", other.string()}}),
                  tr("merge what you need into one of the two, delete the other and try again"));
  }
  if (!dry_run) {
    TRY(keep(hook, hook));
    TRY(replace(hook, text_in_place(hook, text)));
    remove_from_first_version(hook);
  }
  return HookChange{HookChange::Kind::installed, kept, std::string(manager_of(found.text))};
}

Result<HookChange> take_hook(const fs::path& hook, bool dry_run) {
  TRY_ASSIGN(const HookFile found, look_at(hook));
  const fs::path old = kept_by_first_version(hook);
  const fs::path kept = is_there(kept_beside(hook)) ? kept_beside(hook) : is_there(old) ? old : fs::path();
  if (found.kind == HookFile::Kind::foreign) return HookChange{HookChange::Kind::foreign, kept, {}};
  TRY_ASSIGN(const HookFile before, look_at(kept));
  if (before.kind == HookFile::Kind::foreign) {
    if (!dry_run) {
      TRY(move_from_first_version(hook, false));
      TRY(put_back(hook));
      remove_from_first_version(hook);
    }
    return HookChange{HookChange::Kind::restored};
  }
  if (found.kind == HookFile::Kind::none) return HookChange{HookChange::Kind::absent};
  std::error_code error;
  if (!dry_run) {
    remove_from_first_version(hook);
    fs::remove(hook, error);
  }
  if (error)
    return fail(tr("cannot remove `{file}`: {error}", {{"file", hook.string()}, {"error", error.message()}}));
  return HookChange{HookChange::Kind::removed};
}

Text above_itself(const fs::path& kept) {
  return tr(
      "`{file}` looks for files above its own folder (`$0`/..), which is one deeper now: let it ask git "
      "instead (`git rev-parse --show-toplevel`, or `--git-dir` on a server)",
      {{"file", kept.string()}});
}

Text description(const HookChange& change, const std::string& file) {
  const Arguments arguments{
      {"file", file},
      {"kept", change.kept.lexically_relative(change.kept.parent_path().parent_path()).string()},
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
