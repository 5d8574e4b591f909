#include "deploy/hook_sites.h"

#include <algorithm>
#include <array>
#include <system_error>

#include "base/strings.h"
#include "deploy/config_hooks.h"
#include "deploy/global_hooks.h"
#include "deploy/hook_files.h"
#include "git/command.h"

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
  if (error || !fs::is_directory(folder, error)) return fail("`" + name + "` is no folder");
  return folder;
}

Result<bool> is_bare(const fs::path& folder) {
  Result<std::string> said = ask(folder, {"rev-parse", "--is-bare-repository"});
  if (!said)
    return fail(tr("`{folder}` is not a git repository that can be read: {error}",
                   {{"folder", folder.string()}, {"error", said.error().message}}));
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

std::vector<std::string> client_warnings(const Setting& hooks_path, const fs::path& hooks) {
  std::vector<std::string> warnings;
  if (hooks_path.value.empty() || is_global_folder(hooks_path.value)) return warnings;
  if (fs::path(hooks_path.value).is_relative())
    warnings.push_back("core.hooksPath is relative (`" + hooks_path.value +
                       "`): a worktree without that folder has no hooks at all, and git does not say so");
  if (hooks_path.scope == "global" || hooks_path.scope == "system")
    warnings.push_back("core.hooksPath is a " + hooks_path.scope + " setting: the hooks in `" +
                       hooks.string() + "` run in every repository, not in this one alone");
  return warnings;
}

// Whether one of the hooks that husky runs calls the gate.
Result<bool> runs_gate(const fs::path& husky) {
  for (const std::string_view name : kClientHooks) {
    TRY_ASSIGN(const HookFile file, look_at(husky / name));
    if (calls_gate(file.text, name)) return true;
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

// The client hooks in the folder that git itself names: core.hooksPath, linked worktrees and submodules
// included.
Result<HookSite> client_place(const Where& where, const fs::path& gate) {
  TRY_ASSIGN(const fs::path folder, existing_folder(where.repository));
  TRY_ASSIGN(const bool bare, is_bare(folder));
  if (bare)
    return fail("`" + folder.string() + "` is a bare repository: nobody commits there",
                "for the hook of a server: expgate install --server " + shell_quoted(folder.string()));
  TRY_ASSIGN(const fs::path top, ask(folder, {"rev-parse", "--show-toplevel"}));
  TRY_ASSIGN(const fs::path hooks_folder, ask(top, {"rev-parse", "--git-path", "hooks"}));
  TRY_ASSIGN(const Setting hooks_path, setting(top, "core.hooksPath"));
  fs::path hooks = (top / hooks_folder).lexically_normal();
  HookSite place;
  place.is_served_globally = is_global_folder(hooks);
  TRY_ASSIGN(const fs::path common_folder, ask(top, {"rev-parse", "--git-common-dir"}));
  if (place.is_served_globally) hooks = (top / common_folder / "hooks").lexically_normal();
  place.husky = husky_folder(hooks);
  TRY_ASSIGN(const bool by_config, goes_by_config(where, top, place.husky));
  if (by_config && !place.is_served_globally) {
    if (place.husky.empty())
      for (const std::string_view name : kClientHooks) place.unused.push_back(hooks / name);
    hooks = configured_folder((top / common_folder).lexically_normal());
    place.configured = top;
    place.husky.clear();
  } else {
    place.warnings = client_warnings(hooks_path, hooks);
  }
  for (const std::string_view name : kClientHooks)
    place.targets.push_back({std::string(name), hooks / name, render_shim(name, gate.string())});
  place.policies = {top / ".expgate.yaml"};
  return place;
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
Result<HookSite> server_place(const std::string& repository, const std::string& hook, const fs::path& gate) {
  TRY_ASSIGN(const fs::path folder, existing_folder(repository));
  TRY_ASSIGN(const bool bare, is_bare(folder));
  if (!bare)
    return fail("`" + folder.string() + "` is no bare repository: nobody pushes there",
                "for the hooks of a working copy: expgate install " + shell_quoted(folder.string()));
  TRY_ASSIGN(const fs::path git_dir, ask(folder, {"rev-parse", "--absolute-git-dir"}));
  HookSite place;
  place.is_server = true;
  place.repository = git_dir;
  place.policies = {kServerPolicy, git_dir / "custom_hooks" / "expgate.yaml"};
  if (const auto format = ask(git_dir, {"rev-parse", "--show-object-format"}); format && *format == "sha256")
    place.warnings.push_back(
        "its objects are named by sha256, which this gate cannot read: it refuses every push");
  HookTarget target{hook, git_dir / "hooks" / hook, render_shim(hook, gate.string())};
  TRY_ASSIGN(const Setting hooks_path, setting(git_dir, "core.hooksPath"));
  if (is_of_gitlab(git_dir)) {
    target.path = git_dir / "custom_hooks" / (hook + ".d") / "expgate";
    target.alone = true;
    place.custom_hooks = git_dir / "custom_hooks";
  } else if (hooks_path.scope == "local" || hooks_path.scope == "worktree") {
    target.path = (git_dir / hooks_path.value / hook).lexically_normal();
  } else if (!hooks_path.value.empty() && !is_global_folder(hooks_path.value)) {
    place.warnings.push_back("core.hooksPath is a " + hooks_path.scope + " setting (`" + hooks_path.value +
                             "`): who has it when receiving a push does not look into `" +
                             target.path.parent_path().string() + "`");
  }
  place.targets.push_back(std::move(target));
  return place;
}

Result<HookSite> gitlab_place(const std::string& folder, const fs::path& gate) {
  TRY_ASSIGN(const fs::path hooks, existing_folder(folder));
  std::error_code error;
  if (fs::exists(hooks / "HEAD", error) && fs::exists(hooks / "objects", error))
    return fail("`" + hooks.string() + "` is a repository, not Gitaly's custom_hooks_dir",
                "for the hook of one repository: expgate install --server " + shell_quoted(hooks.string()));
  HookSite place;
  place.is_server = true;
  place.policies = {kServerPolicy};
  place.custom_hooks = hooks;
  place.targets.push_back(
      {"pre-receive", hooks / "pre-receive.d" / "expgate", render_shim("pre-receive", gate.string()), true});
  return place;
}

}  // namespace

std::vector<std::string> git_in(const fs::path& folder, std::vector<std::string> arguments) {
  std::vector<std::string> argv{"git", "-c", "safe.directory=*", "-C", folder.string()};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  return argv;
}

Result<HookSite> find_site(const Where& where, const fs::path& gate) {
  if (where.global) return global_site(gate);
  if (!where.gitlab.empty()) return gitlab_place(where.gitlab, gate);
  if (!where.server.empty()) return server_place(where.server, where.server_hook, gate);
  return client_place(where, gate);
}

Result<Setting> setting(const fs::path& folder, const std::string& name) {
  TRY_ASSIGN(const git::CommandOutput output,
             git::run(git_in(folder, {"config", "--show-scope", "--type=path", "--get", name})));
  const std::string_view said = trim(output.out);
  const std::size_t tab = said.find('\t');
  if (!output.ok() || tab == std::string_view::npos) return Setting{};
  return Setting{std::string(said.substr(0, tab)), std::string(said.substr(tab + 1))};
}

Result<fs::path> running_binary() {
  std::error_code error;
  fs::path binary = fs::read_symlink("/proc/self/exe", error);
  if (error) return fail("cannot tell where this program lies: " + error.message());
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
