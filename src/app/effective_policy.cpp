#include "app/effective_policy.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "git/hash.h"
#include "policy/load.h"
#include "rules/rule.h"

namespace expgate::app {

namespace {

constexpr const char* kSystemPolicy = "/etc/expgate/policy.yaml";
constexpr std::uint64_t kLargestPolicy = std::uint64_t{1} << 20;  // bytes

using policy::Layer;

Result<Layer> read_layer(const std::string& path, const std::string& name) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error))
    return fail("the policy `" + path + "` is a folder, not a file");
  std::ifstream stream(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream.is_open() || stream.bad())
    return fail("cannot read the policy `" + path + "`", "is it there, and may this user read it?");
  return Layer{name, std::move(text), Layer::Trust::server};
}

Result<std::optional<Layer>> read_blob_layer(git::Repository& repository, const std::optional<Oid>& blob) {
  if (!blob) return std::optional<Layer>{};
  TRY_ASSIGN(const std::uint64_t size, repository.size(*blob));
  if (size > kLargestPolicy) return fail(std::string("`") + kRepositoryPolicy + "` is larger than 1 MiB");
  TRY_ASSIGN(std::string text, repository.content(*blob));
  return std::optional<Layer>(Layer{kRepositoryPolicy, std::move(text), Layer::Trust::full});
}

// The blob at .expgate.yaml in the tree of a commit, or nothing; an error where it is no plain file.
Result<std::optional<Oid>> policy_blob(git::Repository& repository, const Oid& tip) {
  TRY_ASSIGN(const auto commit_oid, repository.peel_to_commit(tip));
  if (!commit_oid) return std::optional<Oid>{};
  TRY_ASSIGN(const Commit commit, repository.commit(*commit_oid));
  TRY_ASSIGN(const auto file, repository.file(commit.tree, kRepositoryPolicy));
  if (!file) return std::optional<Oid>{};
  if (!file->has_content()) return fail(std::string("`") + kRepositoryPolicy + "` is no plain file");
  return std::optional<Oid>(file->oid);
}

// The server's own files; --policy FILE stands in for them.
Result<std::vector<Layer>> own_layers(const git::Repository& repository, const Common& common) {
  std::vector<Layer> layers;
  if (!common.policy.empty()) {
    TRY_ASSIGN(Layer layer, read_layer(common.policy, common.policy));
    layers.push_back(std::move(layer));
  } else {
    for (const std::string& path :
         {std::string(kSystemPolicy), repository.common_folder() + "custom_hooks/expgate.yaml"}) {
      std::error_code error;
      const auto status = std::filesystem::symlink_status(path, error);
      // Only what is certainly not there is not there: what cannot be looked at may be a policy.
      if (status.type() == std::filesystem::file_type::not_found) continue;
      TRY_ASSIGN(Layer layer, read_layer(path, path));
      layers.push_back(std::move(layer));
    }
  }
  return layers;
}

Result<std::vector<Layer>> server_layers(git::Repository& repository, const Context& context,
                                         const Common& common) {
  TRY_ASSIGN(std::vector<Layer> layers, own_layers(repository, common));
  if (context.default_branch.empty()) return layers;
  TRY_ASSIGN(const auto tip, repository.resolve(context.default_branch));
  if (!tip) return layers;
  TRY_ASSIGN(const auto blob, policy_blob(repository, *tip));
  TRY_ASSIGN(auto own, read_blob_layer(repository, blob));
  if (!own) return layers;
  own->trust = layers.empty() ? Layer::Trust::full : Layer::Trust::repository;
  layers.push_back(std::move(*own));
  return layers;
}

// The staged policy. Where we know what is staged against HEAD the index need not be read: it can be a large
// file.
Result<std::optional<Oid>> staged_policy(git::Repository& repository, const ChangeSet& changes) {
  if (changes.context.mode != Mode::pre_commit || !changes.draft) return repository.staged(kRepositoryPolicy);
  const Draft& draft = *changes.draft;
  for (const auto* files : {&draft.files, &draft.merged})
    for (const File& file : *files)
      if (file.path == kRepositoryPolicy) return std::optional<Oid>(file.oid);
  if (draft.head_tree.is_zero()) return std::optional<Oid>{};
  if (std::find(draft.removed.begin(), draft.removed.end(), kRepositoryPolicy) != draft.removed.end())
    return std::optional<Oid>{};
  TRY_ASSIGN(const auto file, repository.file(draft.head_tree, kRepositoryPolicy));
  return file ? std::optional<Oid>(file->oid) : std::nullopt;
}

Result<std::vector<Layer>> client_layers(git::Repository& repository, const ChangeSet& changes,
                                         const Common& common) {
  std::vector<Layer> layers;
  if (!common.policy.empty()) {
    TRY_ASSIGN(Layer layer, read_layer(common.policy, common.policy));
    layers.push_back(std::move(layer));
    return layers;
  }
  TRY_ASSIGN(const auto blob, staged_policy(repository, changes));
  TRY_ASSIGN(auto own, read_blob_layer(repository, blob));
  if (own) layers.push_back(std::move(*own));
  return layers;
}

// The policy that the layers make. Where pushes are written down, its digest says by what they were judged.
Result<policy::Policy> load(const std::vector<Layer>& layers, const Context& context) {
  TRY_ASSIGN(policy::Policy policy, policy::load(layers, rules::declarations(), context.project));
  if (!policy.audit) return policy;
  std::string texts;
  for (const Layer& layer : layers) texts += layer.text;
  TRY_ASSIGN(const Oid digest, git::blob_oid(texts));
  policy.digest = digest.hex();
  return policy;
}

}  // namespace

Result<policy::Policy> effective_policy(git::Repository& repository, const ChangeSet& changes,
                                        const Common& common) {
  TRY_ASSIGN(const std::vector<Layer> layers, is_server(changes.context.mode)
                                                  ? server_layers(repository, changes.context, common)
                                                  : client_layers(repository, changes, common));
  return load(layers, changes.context);
}

Result<policy::Policy> servers_own_policy(const git::Repository& repository, const Context& context,
                                          const Common& common) {
  TRY_ASSIGN(const std::vector<Layer> layers, own_layers(repository, common));
  return load(layers, context);
}

Result<void> check_pushed_policy(git::Repository& repository, const ChangeSet& changes) {
  for (const RefUpdate& update : changes.updates) {
    if (update.ref != changes.context.default_branch || update.deletes()) continue;
    TRY_ASSIGN(const auto blob, policy_blob(repository, update.new_oid));
    TRY_ASSIGN(const auto layer, read_blob_layer(repository, blob));
    if (!layer) continue;
    const auto loaded = policy::load({&*layer, 1}, rules::declarations());
    if (!loaded) return within("the policy that this push brings", loaded.error());
  }
  return {};
}

}  // namespace expgate::app
