#include "git/repository_parts.h"
#include "model/ref_name.h"

// What a repository's configuration, its HEAD and its remotes say.
namespace expgate::git {

Result<std::optional<std::string>> Repository::head_branch() {
  git_reference* raw = nullptr;
  if (git_reference_lookup(&raw, parts_->handle.get(), "HEAD") != 0)
    return tl::unexpected(last_error(msgid("cannot read `HEAD`: {reason}")));
  const ReferenceHandle head(raw);
  const char* target = git_reference_symbolic_target(raw);
  if (target == nullptr) return std::optional<std::string>{};
  return std::optional<std::string>(target);
}

std::optional<std::string> Repository::remote_default_branch(const std::string& remote) {
  const std::string prefix = "refs/remotes/" + remote + "/";
  git_reference* raw = nullptr;
  if (git_reference_lookup(&raw, parts_->handle.get(), (prefix + "HEAD").c_str()) != 0) return std::nullopt;
  const ReferenceHandle head(raw);
  const char* target = git_reference_symbolic_target(raw);
  if (target == nullptr || !std::string_view(target).starts_with(prefix)) return std::nullopt;
  return std::string(kBranches) + (target + prefix.size());
}

std::optional<std::string> Repository::symbolic_target(const std::string& ref) const {
  return git::symbolic_target(common_folder(), ref);
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

Result<void> Repository::Parts::read_config() {
  if (config) return {};
  git_config* raw = nullptr;
  if (git_repository_config_snapshot(&raw, handle.get()) != 0)
    return tl::unexpected(last_error(msgid("cannot read the configuration: {reason}")));
  config.reset(raw);
  return {};
}

// libgit2 goes over the files from the system's to the repository's own, and over each from its beginning.
Result<std::optional<std::string>> Repository::config_of(const std::string& key, const std::string& synonym) {
  TRY(parts_->read_config());
  git_config_iterator* raw = nullptr;
  if (git_config_iterator_new(&raw, parts_->config.get()) != 0)
    return tl::unexpected(last_error(msgid("cannot read the configuration: {reason}")));
  const ConfigIteratorHandle iterator(raw);
  std::optional<std::string> value;
  git_config_entry* entry = nullptr;
  int error = 0;
  while ((error = git_config_next(&entry, raw)) == 0)
    if (entry->name == key || entry->name == synonym) value = entry->value == nullptr ? "" : entry->value;
  if (error != GIT_ITEROVER)
    return tl::unexpected(
        last_error(msgid("cannot read `{key}` in the configuration: {reason}"), {{"key", key}}));
  return value;
}

Result<std::optional<std::string>> Repository::config(const std::string& key) {
  TRY(parts_->read_config());
  const char* value = nullptr;
  const int error = git_config_get_string(&value, parts_->config.get(), key.c_str());
  if (error == GIT_ENOTFOUND) return std::optional<std::string>{};
  if (error != 0)
    return tl::unexpected(
        last_error(msgid("cannot read `{key}` in the configuration: {reason}"), {{"key", key}}));
  return std::optional<std::string>(value);
}

}  // namespace expgate::git
