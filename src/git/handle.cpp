#include "git/handle.h"

#include <array>

#include "git/extensions.h"

namespace expgate::git {

void initialise() {
  static const bool done = [] {
    constexpr ssize_t kCache = ssize_t{32} << 20;  // bytes, of commits: a hook stays below 64 MiB
    auto extensions = std::to_array(kHarmlessExtensions);
    git_libgit2_init();
    git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions.data(), extensions.size());
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
    git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE, 0);  // RecentObjects keeps them
    git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, kCache);
    // git itself has checked who owns the repository before it runs a hook, and nothing here runs what a
    // configuration names.
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    return true;
  }();
  static_cast<void>(done);
}

Result<void> each_setting(git_config* config, const std::function<bool(const git_config_entry&)>& visit) {
  constexpr Msgid kCannotRead = msgid("cannot read the configuration: {reason}");
  git_config_iterator* raw = nullptr;
  if (git_config_iterator_new(&raw, config) != 0) return tl::unexpected(last_error(kCannotRead));
  const ConfigIteratorHandle iterator(raw);
  git_config_entry* entry = nullptr;
  int error = 0;
  while ((error = git_config_next(&entry, raw)) == 0)
    if (!visit(*entry)) return {};
  if (error != GIT_ITEROVER) return tl::unexpected(last_error(kCannotRead));
  return {};
}

Error last_error(Msgid id, Arguments arguments) {
  const git_error* error = git_error_last();
  const bool is_known = error != nullptr && error->message != nullptr;
  arguments.emplace_back("reason", is_known ? verbatim(error->message) : tr("no reason is given"));
  return {Text(id, std::move(arguments)), {}};
}

}  // namespace expgate::git
