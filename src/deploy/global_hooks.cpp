#include "deploy/global_hooks.h"

#include <algorithm>

#include "base/environment.h"
#include "base/strings.h"
#include "deploy/hook_files.h"
#include "deploy/hook_kinds.h"
#include "deploy/kept_hooks.h"
#include "deploy/shim_text.h"
#include "git/command.h"

namespace expgate::deploy {

namespace fs = std::filesystem;

namespace {

constexpr const char* kHooksPath = "core.hooksPath";
constexpr const char* kHooksPathBefore = "expgate.hooksPathBefore";

// Nothing where neither XDG_DATA_HOME nor HOME is set.
fs::path folder_of_ours() {
  if (const std::string data = environment("XDG_DATA_HOME"); fs::path(data).is_absolute())
    return fs::path(data) / "expgate" / "hooks";
  const std::string home = environment("HOME");
  return home.empty() ? fs::path() : fs::absolute(home) / ".local" / "share" / "expgate" / "hooks";
}

// A setting of the user's own configuration; nothing where it is not made.
Result<std::optional<std::string>> own_setting(const char* name, bool as_path) {
  std::vector<std::string> argv{"git", "config", "--global", "--get", name};
  if (as_path) argv.insert(argv.begin() + 3, "--type=path");
  TRY_ASSIGN(const git::CommandOutput output, git::run(std::move(argv)));
  if (!output.ok()) return std::optional<std::string>();
  return std::optional(std::string(trim(output.out)));
}

Result<void> set_own(const char* name, const std::optional<std::string>& value) {
  if (value) {
    TRY(git::output_of({"git", "config", "--global", name, *value}));
  } else {
    TRY(git::run({"git", "config", "--global", "--unset",
                  name}));  // fails where there is nothing to unset: as it should be
  }
  return {};
}

// Whether a folder holds hooks of ours, as another XDG_DATA_HOME may have had it.
bool holds_ours(const fs::path& folder) {
  const Result<HookFile> hook = look_at(folder / "pre-commit");
  return hook && hook->kind == HookFile::Kind::ours;
}

// The folder of hooks that git would look into if it were not for us; empty: each repository's own. Whoever
// set it, for the user or the system, in a file that includes another.
Result<std::string> folder_before() {
  TRY_ASSIGN(const std::optional<std::string> own, own_setting(kHooksPath, true));
  if (own && (is_global_folder(*own) || holds_ours(*own))) {
    TRY_ASSIGN(const std::optional<std::string> before, own_setting(kHooksPathBefore, true));
    if (before) return *before;
  }
  TRY_ASSIGN(const git::CommandOutput output,
             git::run({"git", "-C", "/", "config", "--get-all", "--type=path", kHooksPath}));
  std::string now;
  for (const std::string_view each : lines(output.out))
    if (!is_global_folder(each) && !holds_ours(each)) now = each;
  return now;
}

}  // namespace

Result<HookSite> global_site(const fs::path& gate) {
  const fs::path folder = folder_of_ours();
  if (folder.empty())
    return fail(tr("the environment variable `HOME` is not set, so there is no global git configuration"));
  TRY_ASSIGN(const std::string before, folder_before());
  const std::string pass_through = render_shim("pass-through", before);
  HookSite site;
  for (const std::string_view kind : kHookKinds) {
    const bool is_gated = std::find(kClientHooks.begin(), kClientHooks.end(), kind) != kClientHooks.end();
    const fs::path hook = folder / kind;
    site.targets.push_back(
        {std::string(kind), is_gated ? kept_beside(hook) : hook, pass_through, false, true});
  }
  for (const std::string_view name : kClientHooks)
    site.targets.push_back({std::string(name), folder / name, render_shim(name, gate.string())});
  return site;
}

bool is_global_folder(const fs::path& folder) {
  std::error_code error;
  const fs::path ours = folder_of_ours();
  return folder == ours || (!ours.empty() && fs::equivalent(folder, ours, error));
}

Result<HooksPathChange> direct_git_here(bool dry_run) {
  TRY_ASSIGN(const std::optional<std::string> now, own_setting(kHooksPath, true));
  if (now && is_global_folder(*now)) return HooksPathChange{};
  TRY_ASSIGN(std::optional<std::string> before, own_setting(kHooksPath, false));
  if (!dry_run) {
    TRY(set_own(kHooksPathBefore, before));
    TRY(set_own(kHooksPath, folder_of_ours().string()));
  }
  return HooksPathChange{true, std::move(before)};
}

Result<HooksPathChange> direct_git_back(bool dry_run) {
  TRY_ASSIGN(const std::optional<std::string> now, own_setting(kHooksPath, true));
  if (!now || !is_global_folder(*now)) {
    if (!dry_run) TRY(set_own(kHooksPathBefore, std::nullopt));  // somebody has set another folder since
    return HooksPathChange{};
  }
  TRY_ASSIGN(std::optional<std::string> before, own_setting(kHooksPathBefore, false));
  if (!dry_run) {
    TRY(set_own(kHooksPath, before));
    TRY(set_own(kHooksPathBefore, std::nullopt));
  }
  return HooksPathChange{true, std::move(before)};
}

}  // namespace expgate::deploy
