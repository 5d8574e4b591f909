#include "git/extensions.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "base/environment.h"
#include "base/files.h"
#include "base/strings.h"
#include "git/handle.h"

namespace expgate::git {

namespace {

constexpr std::string_view kSection = "extensions.";

// What the repository's own configuration says of its kind.
struct Declared {
  std::string version;                                          // of its format; empty: not said
  std::vector<std::pair<std::string, std::string>> extensions;  // names in lower case, and values
};

// Nothing if it has no section of extensions, which is seen without taking the rest apart.
Result<Declared> declared_in(const std::string& common_folder) {
  Declared found;
  const std::string file = common_folder + "config";
  const auto text = read_file(file);
  if (!text && is_not_there(text.error())) return found;
  if (!text)
    return fail(tr("cannot read `{file}`: {reason}",
                   {{"file", LocalFile{file}}, {"reason", verbatim(text.error().message())}}));
  if (ascii_lower(*text).find("extensions") == std::string::npos) return found;
  constexpr Msgid kCannotRead = msgid("cannot read the configuration: {reason}");
  git_config* raw = nullptr;
  if (git_config_open_ondisk(&raw, file.c_str()) != 0) return tl::unexpected(last_error(kCannotRead));
  const ConfigHandle config(raw);
  TRY(each_setting(raw, [&](const git_config_entry& entry) {
    if (entry.include_depth > 0) return true;  // as git: what is included may not say of what kind it is
    const std::string_view name = entry.name;
    const std::string_view value = entry.value == nullptr ? "" : entry.value;
    if (name.starts_with(kSection)) found.extensions.emplace_back(name.substr(kSection.size()), value);
    if (name == "core.repositoryformatversion") found.version = value;
    return true;
  }));
  return found;
}

bool is_known(std::string_view name) {
  constexpr std::string_view kOfLibgit2[] = {"noop", "objectformat", "preciousobjects", "worktreeconfig"};
  return std::ranges::find(kOfLibgit2, name) != std::end(kOfLibgit2) ||
         std::ranges::find(kHarmlessExtensions, name) != std::end(kHarmlessExtensions);
}

Error unsupported(Text what, Text help) {
  return {std::move(what), std::move(help), Error::Kind::unsupported_repository};
}

}  // namespace

// A value may be "reftable", or a URI whose scheme it is and whose path leads elsewhere.
Result<RefStorage> ref_storage(const std::string& common_folder) {
  const std::string chosen = environment("GIT_REFERENCE_BACKEND");
  std::string storage = chosen;
  TRY_ASSIGN(const Declared kind, declared_in(common_folder));
  for (const auto& [name, value] : kind.extensions)
    if (name == "refstorage" && chosen.empty()) storage = value;  // the last one counts
  constexpr std::string_view kPathless = "://";
  if (storage.ends_with(kPathless)) storage.resize(storage.size() - kPathless.size());
  if (storage.empty() || storage == "files") return RefStorage::files;
  if (storage == "reftable") return RefStorage::reftable;
  // The environment may be the pusher's: that says nothing of what the repository is.
  if (!chosen.empty())
    return fail(tr("`GIT_REFERENCE_BACKEND` is `{storage}`, which is not supported", {{"storage", storage}}));
  return tl::unexpected(unsupported(
      tr("the repository stores its refs as `{storage}`, which is not supported", {{"storage", storage}}),
      storage.find(kPathless) != std::string::npos
          ? tr("refs are read inside the repository only: move them there, and set `extensions.refStorage` "
               "to `files` or `reftable`")
          : tr("run `git refs migrate --ref-format=files` in the repository")));
}

namespace {

// Whether the repository could be opened if nobody minded its extensions: else there is more wrong with it.
bool opens_with(const Declared& kind, const std::string& common_folder) {
  std::vector<const char*> names(std::begin(kHarmlessExtensions), std::end(kHarmlessExtensions));
  for (const auto& [name, value] : kind.extensions) names.push_back(name.c_str());
  git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, names.data(), names.size());
  git_repository* raw = nullptr;
  const bool opens =
      git_repository_open_ext(&raw, common_folder.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr) == 0;
  const RepositoryHandle repository(raw);
  git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, kHarmlessExtensions, std::size(kHarmlessExtensions));
  return opens;
}

}  // namespace

Error explain_opening(Error error, const std::string& common_folder) {
  const auto kind = declared_in(common_folder);
  if (!kind || kind->version.empty() || kind->version == "0")
    return error;  // git looks at no extensions then
  for (const auto& [name, value] : kind->extensions) {
    if (name == "objectformat" && value != "sha1" && value != "sha256")
      return unsupported(
          tr("the repository names its objects by `{format}`, which is not supported", {{"format", value}}),
          tr("expgate supports `sha1` and `sha256`"));
    if (name == "compatobjectformat" && opens_with(*kind, common_folder))
      return unsupported(
          tr("the repository keeps two names for each object (`extensions.compatObjectFormat`), "
             "which is not supported"),
          tr("run `git config unset extensions.compatObjectFormat` in the repository"));
    if (!is_known(name) && opens_with(*kind, common_folder))
      return unsupported(tr("the repository uses the extension `{extension}`, which expgate does not know",
                            {{"extension", name}}),
                         tr("a newer version of expgate may know it: `expgate --version` prints yours"));
  }
  return error;
}

}  // namespace expgate::git
