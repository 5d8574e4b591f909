#include "deploy/kept_hooks.h"

#include <algorithm>
#include <system_error>

#include "base/files.h"
#include "base/strings.h"
#include "deploy/hook_kinds.h"
#include "deploy/shim_text.h"

namespace expgate::deploy {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kFolder = "before-expgate";
constexpr std::string_view kFirstSuffix = ".before-expgate";
constexpr std::string_view kLegacy = ".legacy";  // of pre-commit, which runs what lies there

Error cannot_keep(const fs::path& file, const std::error_code& error) {
  return {
      tr("cannot keep a copy of `{file}`: {error}", {{"file", file.string()}, {"error", error.message()}})};
}

// Puts a copy of `from` at `to`, in one step: a link with that target, otherwise a hard link, or a true copy
// where there are none.
std::error_code copy_to(const fs::path& from, const fs::path& to, const fs::path& link_target) {
  std::error_code error;
  const fs::path fresh = to.parent_path() / ("." + to.filename().string() + ".expgate-new~");
  fs::remove(fresh, error);
  if (link_target.empty()) {
    fs::create_hard_link(from, fresh, error);
    if (error) fs::copy_file(from, fresh, error);
  } else {
    fs::create_symlink(link_target, fresh, error);
  }
  if (!error) fs::rename(fresh, to, error);
  std::error_code ignored;  // two names of one file stay both
  fs::remove(fresh, ignored);
  return error;
}

// What the link at `link` names; empty: it is no link.
fs::path target_of(const fs::path& link) {
  std::error_code error;
  return fs::is_symlink(fs::symlink_status(link, error)) ? fs::read_symlink(link, error) : fs::path();
}

bool is_of_ours_or_a_hook(const fs::path& file) {
  const std::string name = file.filename().string();
  if (name.ends_with(".expgate-new~") || name == kFolder || name.ends_with(kFirstSuffix) ||
      name.ends_with(".sample"))
    return true;
  const auto text = name.ends_with(kLegacy) ? read_file(file) : decltype(read_file(file))();
  if (text && is_shim(*text)) return true;
  return std::find(kHookKinds.begin(), kHookKinds.end(), name) != kHookKinds.end();
}

Result<void> link_what_hooks_source(const fs::path& hooks) {
  std::error_code error;
  for (fs::directory_iterator entry(hooks, error), end; !error && entry != end; entry.increment(error)) {
    const fs::path name = entry->path().filename();
    const fs::path at = hooks / kFolder / name;
    if (is_of_ours_or_a_hook(entry->path()) || is_there(at)) continue;
    std::error_code failed;
    fs::create_symlink(fs::path("..") / name, at, failed);
    if (failed) return tl::unexpected(cannot_keep(entry->path(), failed));
  }
  if (error) return tl::unexpected(cannot_keep(hooks, error));
  return {};
}

// Links of the folder that lead to `from` lead to `to` from now on.
void redirect(const fs::path& folder, const fs::path& from, const fs::path& to) {
  std::vector<fs::path> links;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
    if (target_of(entry->path()).lexically_normal() == from) links.push_back(entry->path());
  for (const fs::path& link : links) copy_to(link, link, to);
}

// Links of other hooks to the one at `hook` follow it to where it is kept, or back.
void lead_to_kept(const fs::path& hook, bool is_kept) {
  const fs::path name = hook.filename();
  const fs::path kept = fs::path(kFolder) / kept_beside(hook).filename();
  const fs::path above = fs::path("..") / name;
  redirect(hook.parent_path(), is_kept ? name : kept, is_kept ? kept : name);
  redirect(hook.parent_path() / kFolder, is_kept ? above : name, is_kept ? name : above);
}

// Removes the folder of kept hooks if there is none left in it.
void remove_if_without_hooks(const fs::path& folder) {
  std::vector<fs::path> links;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (target_of(entry->path()) != fs::path("..") / entry->path().filename()) return;
    links.push_back(entry->path());
  }
  for (const fs::path& link : links) fs::remove(link, error);
  fs::remove(folder, error);
}

}  // namespace

fs::path kept_beside(const fs::path& hook) {
  const fs::path name = hook.extension() == kLegacy ? hook.stem() : hook.filename();
  return hook.parent_path() / kFolder / name;
}

fs::path kept_by_first_version(const fs::path& hook) {
  return hook.parent_path() / (hook.filename().string() + std::string(kFirstSuffix));
}

bool looks_above_itself(std::string_view text) {
  for (const std::string_view line : lines(text)) {
    const bool names_itself = line.find("$0") != line.npos || line.find("${0") != line.npos;
    if (names_itself && line.find("/..") != line.npos) return true;
  }
  return false;
}

bool is_there(const fs::path& path) {
  std::error_code error;
  const fs::file_type type = fs::symlink_status(path, error).type();
  return type != fs::file_type::not_found && type != fs::file_type::none;
}

Result<void> keep(const fs::path& from, const fs::path& hook) {
  const fs::path to = kept_beside(hook);
  std::error_code error;
  fs::create_directories(to.parent_path(), error);
  if (error) return tl::unexpected(cannot_keep(from, error));
  fs::path target = target_of(from);
  if (target.parent_path() == kFolder)
    target = target.filename();  // of a hook that is kept already
  else if (target.is_relative() && !target.empty())
    target = ".." / target;
  if (error = copy_to(from, to, target); error) return tl::unexpected(cannot_keep(from, error));
  lead_to_kept(hook, true);
  return link_what_hooks_source(hook.parent_path());
}

Result<void> put_back(const fs::path& hook) {
  const fs::path kept = kept_beside(hook);
  fs::path target = target_of(kept);
  if (!target.empty() && *target.begin() == "..") target = target.lexically_relative("..");
  std::error_code error = copy_to(kept, hook, target);
  if (!error) lead_to_kept(hook, false);
  if (!error) fs::remove(kept, error);
  if (error)
    return fail(
        tr("cannot restore `{file}`: {error}", {{"file", kept.string()}, {"error", error.message()}}));
  remove_if_without_hooks(kept.parent_path());
  return {};
}

}  // namespace expgate::deploy
