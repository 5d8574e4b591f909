#include "deploy/config_hooks.h"

#include "base/strings.h"
#include "git/command.h"

namespace expgate::deploy {

namespace fs = std::filesystem;

namespace {

// git takes a name that is an event's for that event.
std::string section_of(const HookTarget& target) {
  return "hook.expgate-" + target.name;
}

// For a shell, to which git hands the hook's arguments behind it. The repository may be moved.
std::string command_of(const HookTarget& target) {
  return "\"$(git rev-parse --git-common-dir)\"/expgate/hooks/" + target.name;
}

Result<std::vector<std::string>> values(const fs::path& top, const std::string& name) {
  TRY_ASSIGN(const git::CommandOutput output,
             git::run({"git", "-C", top.string(), "config", "--get-all", name}));
  std::vector<std::string> all;
  for (const std::string_view line : lines(output.out)) all.emplace_back(line);
  return all;
}

Result<std::string> last_value(const fs::path& top, const std::string& name) {
  TRY_ASSIGN(const std::vector<std::string> all, values(top, name));
  return all.empty() ? std::string() : all.back();
}

Result<bool> is_off(const fs::path& top, const std::string& name) {
  TRY_ASSIGN(const git::CommandOutput output,
             git::run({"git", "-C", top.string(), "config", "--type=bool", "--get", name}));
  return trim(output.out) == "false";
}

Result<bool> is_named(const fs::path& top, const HookTarget& target) {
  TRY_ASSIGN(const std::vector<std::string> events, values(top, section_of(target) + ".event"));
  TRY_ASSIGN(const std::string command, last_value(top, section_of(target) + ".command"));
  return events == std::vector{target.name} && command == command_of(target);
}

}  // namespace

bool GitVersion::is_at_least(std::uint64_t wanted_major, std::uint64_t wanted_minor) const {
  return major > wanted_major || (major == wanted_major && minor >= wanted_minor);
}

Result<GitVersion> git_version() {
  TRY_ASSIGN(const std::string said, git::output_of({"git", "--version"}));
  GitVersion version{std::string(trim(said))};
  const std::vector<std::string_view> words = split(version.text, ' ');
  const std::vector<std::string_view> numbers = split(words.size() < 3 ? "" : words[2], '.');
  version.major = parse_decimal(numbers.front()).value_or(0);
  version.minor = numbers.size() < 2 ? 0 : parse_decimal(numbers[1]).value_or(0);
  return version;
}

Result<bool> is_configured(const fs::path& top) {
  TRY_ASSIGN(const git::CommandOutput output, git::run({"git", "-C", top.string(), "config", "--local",
                                                        "--get-regexp", R"(^hook\.expgate-.*\.command$)"}));
  return output.ok();
}

fs::path configured_folder(const fs::path& common_folder) {
  return common_folder / "expgate" / "hooks";
}

Result<bool> configure_hooks(const HookSite& site, bool dry_run) {
  bool is_there = true;
  for (const HookTarget& target : site.targets) {
    TRY_ASSIGN(const bool is_so, is_named(site.configured, target));
    is_there = is_there && is_so;
    if (is_so || dry_run) continue;
    const std::string section = section_of(target);
    for (const auto& [key, value] : {std::pair{".event", target.name}, {".command", command_of(target)}})
      TRY(git::output_of({"git", "-C", site.configured.string(), "config", "--local", "--replace-all",
                          section + key, value}));
  }
  return !is_there;
}

Result<bool> unconfigure_hooks(const HookSite& site, bool dry_run) {
  bool was_there = false;
  for (const HookTarget& target : site.targets) {
    TRY_ASSIGN(const std::string command, last_value(site.configured, section_of(target) + ".command"));
    if (command.empty()) continue;
    was_there = true;
    if (!dry_run)
      TRY(git::output_of({"git", "-C", site.configured.string(), "config", "--local", "--remove-section",
                          section_of(target)}));
  }
  return was_there;
}

Result<InstallationChecks> examine_configuration(const HookSite& site, const Command& install) {
  InstallationChecks checks;
  TRY_ASSIGN(const GitVersion git, git_version());
  if (!git.has_config_hooks())
    checks.push_back(
        bad(tr("{git} does not run hooks that its configuration names: 2.54 is needed", {{"git", git.text}}),
            {{"expgate", "uninstall"}, {"expgate", "install"}}));
  for (const HookTarget& target : site.targets) {
    const std::string section = section_of(target);
    TRY_ASSIGN(const bool is_so, is_named(site.configured, target));
    if (!is_so) {
      checks.push_back(
          bad(tr("{section}: the configuration does not name expgate's hook", {{"section", section}}),
              {install}));
      continue;
    }
    bool runs = true;
    for (const std::string& owner : {section, "hook." + target.name}) {
      const std::string key = owner + ".enabled";
      TRY_ASSIGN(const bool off, is_off(site.configured, key));
      if (off)
        checks.push_back(bad(tr("`{key}` is false, so git does not run the hook", {{"key", key}}),
                             {{"git", "config", "--unset-all", key}}));
      runs = runs && !off;
    }
    if (runs) checks.push_back(ok(tr("{section}: git's configuration names it", {{"section", section}})));
  }
  return checks;
}

}  // namespace expgate::deploy
