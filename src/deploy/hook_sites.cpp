#include "deploy/hook_sites.h"

#include <algorithm>
#include <array>
#include <system_error>

#include "base/strings.h"
#include "deploy/config_hooks.h"
#include "deploy/gate_calls.h"
#include "deploy/global_hooks.h"
#include "deploy/hook_files.h"
#include "deploy/hook_kinds.h"
#include "deploy/hook_seat.h"
#include "deploy/shim_text.h"
#include "git/command.h"
#include "git/no_repository.h"
#include "git/repository.h"
#include "text/shell.h"

namespace expgate::deploy {

namespace fs = std::filesystem;

namespace {

Result<std::string> ask(const fs::path& folder, std::vector<std::string> arguments) {
  TRY_ASSIGN(const std::string said, git::output_of(git_in(folder, std::move(arguments))));
  return std::string(trim(said));
}

Result<fs::path> existing_folder(const std::string& name) {
  std::error_code error;
  fs::path folder = fs::canonical(name.empty() ? "." : name, error);
  if (error) return fail(tr("`{folder}` does not exist, or cannot be entered", {{"folder", name}}));
  if (!fs::is_directory(folder, error)) return fail(tr("`{folder}` is not a folder", {{"folder", name}}));
  return folder;
}

Result<bool> is_bare(const fs::path& folder) {
  Result<std::string> said = ask(folder, {"rev-parse", "--is-bare-repository"});
  if (!said) {
    std::error_code error;
    const bool is_here = folder == fs::current_path(error);
    if (auto none = git::no_repository(is_here ? "." : folder.string()))
      return tl::unexpected(*std::move(none));
    return fail(tr("`{folder}` is not a git repository that can be read: {error}",
                   {{"folder", folder.string()}, {"error", said.error().message}}));
  }
  return *said == "true";
}

// The folder above all of husky's, if the hooks lie in one.
fs::path husky_folder(const fs::path& hooks) {
  fs::path so_far;
  for (const fs::path& part : hooks) {
    so_far /= part;
    if (part == ".husky") return so_far;
  }
  return {};
}

bool is_for_many(const Setting& hooks_path) {
  return hooks_path.scope == "global" || hooks_path.scope == "system";
}

std::vector<Text> client_warnings(const Setting& hooks_path, const fs::path& hooks) {
  std::vector<Text> warnings;
  if (hooks_path.value.empty() || is_global_folder(hooks_path.value)) return warnings;
  if (fs::path(hooks_path.value).is_relative())
    warnings.push_back(
        tr("core.hooksPath is relative (`{folder}`): in a worktree without that folder, git runs no hooks",
           {{"folder", hooks_path.value}}));
  if (is_for_many(hooks_path))
    warnings.push_back(tr(
        "core.hooksPath is a {scope} setting: the hooks in `{folder}` run in every repository, not only here",
        {{"scope", hooks_path.scope}, {"folder", hooks.string()}}));
  return warnings;
}

// Whether git finds no hooks because core.hooksPath is empty or names a file, as /dev/null.
bool runs_nothing(const Setting& hooks_path, const fs::path& top) {
  std::error_code error;
  const fs::path folder = top / hooks_path.value;
  const bool is_in_the_way = fs::exists(folder, error) && !fs::is_directory(folder, error);
  return !hooks_path.scope.empty() && (hooks_path.value.empty() || is_in_the_way);
}

// Why hooks must not be put into the folder that core.hooksPath names: git runs none of them, or those of
// other repositories are there too.
std::optional<Error> obstacle_of(const Setting& hooks_path, const fs::path& top, const fs::path& own_hooks) {
  const Arguments arguments{{"scope", hooks_path.scope}, {"folder", hooks_path.value}};
  if (runs_nothing(hooks_path, top))
    return Error{
        tr("core.hooksPath is set to `{folder}`, which is not a folder, so git runs no hooks here",
           arguments),
        tr("remove the setting and try again: `{command}`",
           {{"command", text::shell_line({{"git", "-C", top.string(), "config", "--" + hooks_path.scope,
                                           "--unset", "core.hooksPath"}})}})};
  if (is_for_many(hooks_path) && !is_global_folder(hooks_path.value))
    return Error{
        tr("core.hooksPath is a {scope} setting: hooks in `{folder}` would check every repository, not only "
           "this one",
           arguments),
        tr("choose one: `{all}` checks all your repositories, and the hooks in that folder keep running; "
           "`{config}` checks this one (git 2.54 or later); `{own}` makes git use the hooks of this "
           "repository "
           "instead of that folder",
           {{"all", "expgate install --global"},
            {"config", text::shell_line({{"expgate", "install", "--config", top.string()}})},
            {"own", text::shell_line(
                        {{"git", "-C", top.string(), "config", "core.hooksPath", own_hooks.string()}})}})};
  return std::nullopt;
}

// Whether one of the hooks that husky runs calls the gate.
Result<bool> runs_gate(const fs::path& husky) {
  for (const std::string_view name : kClientHooks) {
    TRY_ASSIGN(const HookFile file, look_at(husky / name));
    if (find_gate_call(file.text, name, CallSite::strict_shell).kind != GateCall::Kind::none) return true;
  }
  return false;
}

// Whether the configuration names the hooks, or is to: somebody asked for it, or another tool owns the folder
// of hooks and writes it anew.
Result<bool> goes_by_config(const Where& where, const fs::path& top, const fs::path& husky) {
  if (where.by_config) return true;
  TRY_ASSIGN(const bool is_so_already, is_configured(top));
  if (is_so_already || husky.empty()) return is_so_already;
  TRY_ASSIGN(const GitVersion git, git_version());
  if (!git.has_config_hooks()) return false;
  TRY_ASSIGN(const bool husky_does_it, runs_gate(husky));
  return !husky_does_it;
}

// Our hook `name` in a folder that git looks into.
Result<HookTarget> target_in(const fs::path& hooks, std::string_view name, const fs::path& gate) {
  TRY_ASSIGN(HookSeat seat, find_seat(hooks, name));
  HookTarget target{std::string(name), std::move(seat.path), render_shim(name, gate.string())};
  target.alone = seat.alone;
  target.displaced = std::move(seat.displaced);
  target.run_by_git = hooks / name;
  return target;
}

// The client hooks in the folder that git itself names: core.hooksPath, linked worktrees and submodules
// included.
Result<HookSite> client_site(const Where& where, const fs::path& gate) {
  TRY_ASSIGN(const fs::path folder, existing_folder(where.repository));
  TRY_ASSIGN(const bool bare, is_bare(folder));
  if (bare)
    return fail(tr("`{folder}` is a bare repository: nobody commits there", {{"folder", folder.string()}}),
                tr("for the hook of a server, run: `{command}`",
                   {{"command", text::shell_line({{"expgate", "install", "--server", folder.string()}})}}));
  TRY_ASSIGN(const fs::path top, ask(folder, {"rev-parse", "--show-toplevel"}));
  TRY_ASSIGN(const fs::path hooks_folder, ask(top, {"rev-parse", "--git-path", "hooks"}));
  TRY_ASSIGN(const Setting hooks_path, setting(top, "core.hooksPath"));
  fs::path hooks = (top / hooks_folder).lexically_normal();
  HookSite site;
  site.is_served_globally = is_global_folder(hooks);
  TRY_ASSIGN(const fs::path common_folder, ask(top, {"rev-parse", "--git-common-dir"}));
  const fs::path common = (top / common_folder).lexically_normal();
  const fs::path own_hooks = common / "hooks";
  if (site.is_served_globally) hooks = own_hooks;
  site.husky = husky_folder(hooks);
  TRY_ASSIGN(const bool by_config, goes_by_config(where, top, site.husky));
  if (by_config && !site.is_served_globally) {
    if (site.husky.empty())
      for (const std::string_view name : kClientHooks) site.unused.push_back(hooks / name);
    hooks = configured_folder(common);
    site.configured = top;
    site.husky.clear();
  } else if (runs_nothing(hooks_path, top)) {
    site.runs_nothing = true;
    hooks = own_hooks;
  } else {
    site.warnings = client_warnings(hooks_path, hooks);
  }
  if (site.configured.empty()) site.obstacle = obstacle_of(hooks_path, top, own_hooks);
  for (const std::string_view name : kClientHooks) {
    TRY_ASSIGN(HookTarget target, target_in(hooks, name, gate));
    site.targets.push_back(std::move(target));
  }
  site.owned_like = common;
  site.top = top;
  site.policies = {top / ".expgate.yaml"};
  return site;
}

// Our hook in a folder custom_hooks.
HookTarget gitaly_target(const fs::path& custom_hooks, const std::string& hook, const fs::path& gate) {
  return {hook, custom_hooks / (hook + ".d") / "expgate", render_shim(hook, gate.string()), true};
}

// Whether Gitaly serves the repository. A folder custom_hooks alone does not say so: a plain server's policy
// may lie in one.
bool is_of_gitlab(const fs::path& repository) {
  constexpr std::array<std::string_view, 5> kStores{"@hashed", "@cluster", "@pools", "@groups", "@snippets"};
  for (const fs::path& part : repository)
    if (std::find(kStores.begin(), kStores.end(), part.string()) != kStores.end()) return true;
  std::error_code error;
  for (const char* hook : {"pre-receive", "pre-receive.d"})
    if (fs::exists(repository / "custom_hooks" / hook, error)) return true;
  const Result<Setting> full_path = setting(repository, "gitlab.fullpath");
  return full_path && !full_path->value.empty();
}

constexpr const char* kServerPolicy = "/etc/expgate/policy.yaml";

// The hook of a bare repository: in hooks/, or in custom_hooks/, where Gitaly looks. There it takes a file of
// its own in the folder that Gitaly runs one by one, so that a hook of the project's is not touched at all.
Result<HookSite> server_site(const std::string& repository, const std::string& hook, const fs::path& gate) {
  TRY_ASSIGN(const fs::path folder, existing_folder(repository));
  TRY_ASSIGN(const bool bare, is_bare(folder));
  if (!bare)
    return fail(tr("`{folder}` is not a bare repository: nobody pushes there", {{"folder", folder.string()}}),
                tr("for the hooks of a working copy, run: `{command}`",
                   {{"command", text::shell_line({{"expgate", "install", folder.string()}})}}));
  TRY_ASSIGN(const fs::path git_dir, ask(folder, {"rev-parse", "--absolute-git-dir"}));
  HookSite site;
  site.is_server = true;
  site.repository = git_dir;
  site.owned_like = git_dir;
  site.policies = {kServerPolicy, git_dir / "custom_hooks" / "expgate.yaml"};
  if (auto opened = git::Repository::open(git_dir.string());
      !opened && opened.error().kind == Error::Kind::unsupported_repository)
    site.unsupported = std::move(opened.error());
  TRY_ASSIGN(const Setting hooks_path, setting(git_dir, "core.hooksPath"));
  const bool is_own_setting = hooks_path.scope == "local" || hooks_path.scope == "worktree";
  fs::path hooks = git_dir / "hooks";
  if (is_of_gitlab(git_dir)) {
    site.custom_hooks = git_dir / "custom_hooks";
  } else if (is_own_setting && runs_nothing(hooks_path, git_dir)) {
    site.runs_nothing = true;
    site.obstacle = obstacle_of(hooks_path, git_dir, hooks);
  } else if (is_own_setting) {
    hooks = (git_dir / hooks_path.value).lexically_normal();
  } else if (!hooks_path.value.empty() && !is_global_folder(hooks_path.value)) {
    site.warnings.push_back(
        tr("core.hooksPath is a {scope} setting (`{value}`): a user who has it and receives a push does not "
           "run the hooks in `{folder}`",
           {{"scope", hooks_path.scope}, {"value", hooks_path.value}, {"folder", hooks.string()}}));
  }
  TRY_ASSIGN(HookTarget target, target_in(hooks, hook, gate));
  if (!site.custom_hooks.empty()) target = gitaly_target(site.custom_hooks, hook, gate);
  site.targets.push_back(std::move(target));
  return site;
}

Result<HookSite> gitlab_site(const std::string& folder, const fs::path& gate) {
  TRY_ASSIGN(const fs::path hooks, existing_folder(folder));
  std::error_code error;
  if (fs::exists(hooks / "HEAD", error) && fs::exists(hooks / "objects", error))
    return fail(tr("`{folder}` is a repository, not Gitaly's custom_hooks_dir", {{"folder", hooks.string()}}),
                tr("for the hook of one repository, run: `{command}`",
                   {{"command", text::shell_line({{"expgate", "install", "--server", hooks.string()}})}}));
  HookSite site;
  site.is_server = true;
  site.policies = {kServerPolicy};
  site.custom_hooks = hooks;
  site.owned_like = hooks;
  site.targets.push_back(gitaly_target(hooks, "pre-receive", gate));
  return site;
}

}  // namespace

std::vector<std::string> git_in(const fs::path& folder, std::vector<std::string> arguments) {
  std::vector<std::string> argv{"git", "-c", "safe.directory=*", "-C", folder.string()};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  return argv;
}

Result<HookSite> find_site(const Where& where, const fs::path& gate) {
  if (where.global) return global_site(gate);
  if (!where.gitlab.empty()) return gitlab_site(where.gitlab, gate);
  if (!where.server.empty()) return server_site(where.server, where.server_hook, gate);
  return client_site(where, gate);
}

Result<Setting> setting(const fs::path& folder, const std::string& name) {
  TRY_ASSIGN(const git::CommandOutput output,
             git::run(git_in(folder, {"config", "--show-scope", "--type=path", "--get", name})));
  const std::string_view said = output.out;
  const std::size_t tab = said.find('\t');
  if (!output.ok() || tab == std::string_view::npos) return Setting{};
  return Setting{std::string(said.substr(0, tab)), std::string(trim(said.substr(tab)))};
}

Result<fs::path> running_binary() {
  std::error_code error;
  fs::path binary = fs::read_symlink("/proc/self/exe", error);
  if (error)
    return fail(tr("cannot find the file of the running program: {error}", {{"error", error.message()}}));
  return binary;
}

fs::path closed_to_others(const fs::path& binary) {
  fs::path so_far;
  for (const fs::path& part : binary) {
    so_far /= part;
    std::error_code error;
    if ((fs::status(so_far, error).permissions() & fs::perms::others_exec) == fs::perms::none) return so_far;
  }
  return {};
}

std::string shown(const fs::path& path) {
  std::error_code error;
  const fs::path near = path.lexically_relative(fs::current_path(error));
  return near.empty() || *near.begin() == ".." ? path.string() : near.string();
}

}  // namespace expgate::deploy
