#include <algorithm>

#include "base/environment.h"
#include "base/strings.h"
#include "git/command.h"
#include "git/repository_parts.h"
#include "model/ref_name.h"

// What a repository's configuration, its HEAD and its remotes say.
namespace expgate::git {

Result<std::optional<std::string>> Repository::head_branch() {
  TRY_ASSIGN(const std::optional<RefValue> head, parts_->refs->read("HEAD"));
  if (!head) return fail(tr("the repository has no `HEAD`"), tr("run `git fsck`"));
  if (head->symbolic.empty()) return std::optional<std::string>{};
  if (!head->symbolic.starts_with("refs/") || !is_ref_name(head->symbolic))
    return fail(tr("`HEAD` names `{ref}`, which is not the name of a ref", {{"ref", head->symbolic}}),
                tr("run `git symbolic-ref HEAD refs/heads/main`, or whatever the default branch is"));
  return std::optional(head->symbolic);
}

std::optional<std::string> Repository::remote_default_branch(const std::string& remote) {
  const std::string prefix = "refs/remotes/" + remote + "/";
  const auto head = parts_->refs->read(prefix + "HEAD");
  if (!head || !*head || !(*head)->symbolic.starts_with(prefix)) return std::nullopt;
  return std::string(kBranches) + (*head)->symbolic.substr(prefix.size());
}

Result<std::optional<std::string>> Repository::symbolic_target(const std::string& ref) const {
  return parts_->refs->symbolic_target(ref);
}

std::optional<std::string> Repository::remote_of_url(const std::string& url) {
  git_strarray names{};
  if (git_remote_list(&names, parts_->handle.get()) != 0) return std::nullopt;
  std::optional<std::string> found;
  for (std::size_t i = 0; i < names.count && !found; ++i) {
    git_remote* raw = nullptr;
    if (git_remote_lookup(&raw, parts_->handle.get(), names.strings[i]) != 0) continue;
    const RemoteHandle remote(raw);
    const char* push_url = git_remote_pushurl(raw);
    if (url == (push_url != nullptr ? push_url : git_remote_url(raw))) found = names.strings[i];
  }
  git_strarray_dispose(&names);
  return found;
}

namespace {

constexpr Msgid kCannotRead = msgid("cannot read the configuration: {reason}");

// Whether the git that runs us was given settings that libgit2 does not look for: `git -c`, `--config-env`,
// GIT_CONFIG_COUNT.
bool is_set_by_environment() {
  return !environment("GIT_CONFIG_PARAMETERS").empty() || !environment("GIT_CONFIG_COUNT").empty();
}

// Whether a setting includes a file on a condition that libgit2 does not know.
bool includes_by_remote(std::string_view name) {
  return name.starts_with("includeif.hasconfig:");
}

}  // namespace

// As libgit2 reads it, or where that may be less than what counts, as git does.
Result<void> Repository::Parts::read_config() {
  if (settings) return {};
  if (is_set_by_environment()) return ask_git_for_config();
  git_config* raw = nullptr;
  if (git_repository_config_snapshot(&raw, handle.get()) != 0) return tl::unexpected(last_error(kCannotRead));
  const ConfigHandle config(raw);
  std::vector<std::pair<std::string, std::string>> found;
  bool is_beyond_libgit2 = false;
  TRY(each_setting(raw, [&](const git_config_entry& entry) {
    is_beyond_libgit2 = includes_by_remote(entry.name);
    found.emplace_back(entry.name, entry.value == nullptr ? "" : entry.value);
    return !is_beyond_libgit2;
  }));
  if (is_beyond_libgit2) return ask_git_for_config();
  settings = std::move(found);
  return {};
}

Result<void> Repository::Parts::ask_git_for_config() {
  const std::string folder = git_repository_path(handle.get());
  TRY_ASSIGN(const std::string said, output_of({"git", "--git-dir=" + folder, "config", "--list", "-z"}));
  settings.emplace();
  for (const std::string_view line : split(said, '\0')) {
    if (line.empty()) continue;
    const std::size_t end = std::min(line.find('\n'), line.size());
    const std::string_view value = end == line.size() ? "" : line.substr(end + 1);
    settings->emplace_back(line.substr(0, end), value);
  }
  return {};
}

Result<std::optional<std::string>> Repository::config_of(const std::string& key, const std::string& synonym) {
  TRY(parts_->read_config());
  std::optional<std::string> value;
  for (const auto& [name, set] : *parts_->settings)
    if (name == key || name == synonym) value = set;
  return value;
}

Result<std::optional<std::string>> Repository::config(const std::string& key) {
  return config_of(key, key);
}

Result<bool> Repository::is_partial() {
  TRY(parts_->read_config());
  return std::ranges::any_of(*parts_->settings, [](const auto& setting) {
    const std::string_view name = setting.first;
    return name == "extensions.partialclone" || (name.starts_with("remote.") && name.ends_with(".promisor"));
  });
}

}  // namespace expgate::git
