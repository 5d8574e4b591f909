#include "gate/effective_policy.h"

#include <algorithm>
#include <filesystem>

#include <fmt/core.h>

#include "base/files.h"
#include "base/trace.h"
#include "engine/active_check.h"
#include "gate/first_policy.h"
#include "git/hash.h"
#include "model/ref_name.h"
#include "policy/load.h"
#include "rules/rule.h"

namespace expgate::gate {

namespace {

constexpr std::uint64_t kLargestPolicy = std::uint64_t{1} << 20;  // bytes

using policy::Layer;

Result<Layer> read_layer(const std::string& path, const std::string& name) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error))
    return fail(tr("the policy `{file}` is a directory, not a file", {{"file", LocalFile{path}}}));
  auto text = read_file(path);
  if (!text)
    return fail(tr("cannot read the policy `{file}`", {{"file", LocalFile{path}}}),
                tr("check that it exists and that this user may read it"));
  return Layer{name, *std::move(text), Layer::Trust::server};
}

Result<std::optional<Layer>> read_blob_layer(git::Repository& repository, const std::optional<Oid>& blob) {
  if (!blob) return std::optional<Layer>{};
  TRY_ASSIGN(const std::uint64_t size, repository.size(*blob));
  if (size > kLargestPolicy)
    return fail(tr("`{file}` is {size}, over the limit of {limit}",
                   {{"file", kRepositoryPolicy}, {"size", Bytes{size}}, {"limit", Bytes{kLargestPolicy}}}));
  TRY_ASSIGN(std::string text, repository.content(*blob));
  return std::optional<Layer>(Layer{kRepositoryPolicy, std::move(text), Layer::Trust::full});
}

// The blob at .expgate.yaml in the tree, or nothing; an error where it is no plain file.
Result<std::optional<Oid>> policy_in(git::Repository& repository, const Oid& tree) {
  TRY_ASSIGN(const auto file, repository.file(tree, kRepositoryPolicy));
  if (!file) return std::optional<Oid>{};
  if (!file->has_content()) return fail(tr("`{file}` is not a regular file", {{"file", kRepositoryPolicy}}));
  return std::optional<Oid>(file->oid);
}

}  // namespace

Result<std::optional<Oid>> policy_blob(git::Repository& repository, const Oid& tip) {
  TRY_ASSIGN(const auto commit_oid, repository.peel_to_commit(tip));
  if (!commit_oid) return std::optional<Oid>{};
  TRY_ASSIGN(const Commit commit, repository.commit(*commit_oid));
  return policy_in(repository, commit.tree);
}

namespace {

// The server's own files; --policy FILE stands in for them.
std::vector<std::string> own_files(const std::string& folder, const Settings& settings) {
  if (!settings.policy.empty()) return {settings.policy};
  std::vector<std::string> files{std::string(kSystemFolder) + "policy.yaml",
                                 folder + "custom_hooks/expgate.yaml"};
  std::erase_if(files, [](const std::string& file) {
    // Only what is certainly not there is not there: what cannot be looked at may be a policy.
    std::error_code error;
    return std::filesystem::symlink_status(file, error).type() == std::filesystem::file_type::not_found;
  });
  return files;
}

Result<std::vector<Layer>> read_layers(const std::vector<std::string>& files) {
  std::vector<Layer> layers;
  for (const std::string& file : files) {
    TRY_ASSIGN(Layer layer, read_layer(file, file));
    layers.push_back(std::move(layer));
  }
  return layers;
}

Result<std::vector<Layer>> own_layers(const std::string& folder, const Settings& settings) {
  return read_layers(own_files(folder, settings));
}

Result<std::optional<Layer>> read_tip_layer(git::Repository& repository, const Oid& tip) {
  TRY_ASSIGN(const auto blob, policy_blob(repository, tip));
  return read_blob_layer(repository, blob);
}

// The server's own files, then the repository's policy as it is in that commit.
Result<std::vector<Layer>> layers_with(git::Repository& repository, const std::optional<Oid>& tip,
                                       const Context& context, const Settings& settings) {
  TRY_ASSIGN(std::vector<Layer> layers, own_layers(repository.common_folder(), settings));
  if (!tip) return layers;
  Result<std::optional<Layer>> theirs = read_tip_layer(repository, *tip);
  if (!theirs) {  // what cannot be read does no harm where it is not to be read
    TRY_ASSIGN(const auto own,
               policy::load(layers, rules::declarations(), context.project, context.identities));
    if (own.ignores_repository) return layers;
    return tl::unexpected(theirs.error());
  }
  if (!*theirs) return layers;
  (*theirs)->trust = layers.empty() ? Layer::Trust::full : Layer::Trust::repository;
  layers.push_back(std::move(**theirs));
  return layers;
}

// The branch that is there in place of the default one that HEAD names: of a bare repository whose HEAD is as
// `git init` made it nobody knows better.
Result<std::string> stand_in(git::Repository& repository, const Context& context) {
  for (const std::string name : {"refs/heads/main", "refs/heads/master"}) {
    if (name == context.default_branch) continue;
    TRY_ASSIGN(const auto tip, repository.resolve(name));
    if (tip) return name;
  }
  return std::string();
}

}  // namespace

Result<std::vector<Layer>> server_layers(git::Repository& repository, const Context& context,
                                         const Settings& settings) {
  std::optional<Oid> tip;
  if (!context.default_branch.empty()) TRY_SET(tip, repository.resolve(context.default_branch));
  if (!tip) {
    TRY_ASSIGN(const std::string other, stand_in(repository, context));
    if (!other.empty()) TRY_SET(tip, repository.resolve(other));
  }
  return layers_with(repository, tip, context, settings);
}

namespace {

// The staged policy. Where we know what is staged against HEAD the index need not be read: it can be a large
// file.
Result<std::optional<Oid>> staged_policy(git::Repository& repository, const ChangeSet& changes) {
  if (changes.context.mode != Mode::pre_commit || !changes.draft || changes.draft->is_selection)
    return repository.staged(kRepositoryPolicy);
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

// The one layer that there is outside of a server: --policy FILE, or else what the repository has.
template <typename Own>
Result<std::vector<Layer>> one_layer(const Settings& settings, const Own& own) {
  std::vector<Layer> layers;
  if (!settings.policy.empty()) {
    TRY_ASSIGN(Layer layer, read_layer(settings.policy, settings.policy));
    layers.push_back(std::move(layer));
    return layers;
  }
  TRY_ASSIGN(std::optional<Layer> layer, own());
  if (layer) layers.push_back(std::move(*layer));
  return layers;
}

Result<std::vector<Layer>> client_layers(git::Repository& repository, const ChangeSet& changes,
                                         const Settings& settings) {
  return one_layer(settings, [&]() -> Result<std::optional<Layer>> {
    TRY_ASSIGN(const auto blob, staged_policy(repository, changes));
    return read_blob_layer(repository, blob);
  });
}

// As the server will, if the branch that its HEAD names has no policy yet, as far as we know; else the staged
// one, which the push is to be judged by from now on.
Result<std::vector<Layer>> push_layers(git::Repository& repository, const ChangeSet& changes,
                                       const Settings& settings) {
  const std::string& branch = changes.context.default_branch;
  if (!settings.policy.empty() || branch.empty()) return client_layers(repository, changes, settings);
  TRY_ASSIGN(const auto tip, repository.resolve(branch));
  if (!tip) return std::vector<Layer>();
  const bool is_here = repository.has(*tip);
  TRY_ASSIGN(const auto blob, is_here ? policy_blob(repository, *tip) : Result<std::optional<Oid>>(*tip));
  return blob ? client_layers(repository, changes, settings) : std::vector<Layer>();
}

// What is being judged has no say in how.
Result<std::vector<Layer>> ci_layers(git::Repository& repository, const ChangeSet& changes,
                                     const Settings& settings) {
  return one_layer(settings, [&]() -> Result<std::optional<Layer>> {
    TRY_ASSIGN(const std::optional<Oid> base, changes.policy_base);
    if (!base) return std::optional<Layer>{};
    return read_tip_layer(repository, *base);
  });
}

// A server's repository is judged as the server would, any other one by the policy that it has now.
Result<std::vector<Layer>> audit_layers(git::Repository& repository, const Context& context,
                                        const Settings& settings) {
  if (repository.work_tree().empty()) return server_layers(repository, context, settings);
  return one_layer(settings, [&]() -> Result<std::optional<Layer>> {
    TRY_ASSIGN(const std::optional<Oid> head, repository.revision("HEAD"));
    if (!head) return std::optional<Layer>{};
    return read_tip_layer(repository, *head);
  });
}

// The policy that the layers make. Where pushes are written down, its digest says by what they were judged.
Result<policy::Policy> load(const std::vector<Layer>& layers, const Context& context) {
  TRY_ASSIGN(policy::Policy policy,
             policy::load(layers, rules::declarations(), context.project, context.identities));
  policy::enforce_what_is_due(policy, context.today);
  if (!policy.audit) return policy;
  std::string texts;
  for (const Layer& layer : layers) texts += layer.text;
  TRY_ASSIGN(const Oid digest, git::blob_oid(texts));
  policy.digest = digest.hex();
  return policy;
}

}  // namespace

Result<policy::Policy> effective_policy(git::Repository& repository, const ChangeSet& changes,
                                        const Settings& settings) {
  const Trace trace("read the policy");
  const Mode mode = changes.context.mode;
  TRY_ASSIGN(const std::vector<Layer> layers,
             is_server(mode)          ? server_layers(repository, changes.context, settings)
             : mode == Mode::ci       ? ci_layers(repository, changes, settings)
             : mode == Mode::audit    ? audit_layers(repository, changes.context, settings)
             : mode == Mode::pre_push ? push_layers(repository, changes, settings)
                                      : client_layers(repository, changes, settings));
  if (layers.empty() && (is_server(mode) || mode == Mode::ci || mode == Mode::pre_push)) {
    TRY_ASSIGN(auto first, first_policy(repository, changes));
    if (first) return *std::move(first);
  }
  return load(layers, changes.context);
}

Result<policy::Policy> servers_own_policy(const std::string& folder, const Context& context,
                                          const Settings& settings) {
  if (!is_server(context.mode)) return load({}, context);
  TRY_ASSIGN(const std::vector<Layer> layers, own_layers(folder, settings));
  return load(layers, context);
}

Result<std::optional<Oid>> brought_policy(git::Repository& repository, const RefUpdate& update) {
  return update.merged_tree ? policy_in(repository, *update.merged_tree)
                            : policy_blob(repository, update.new_oid);
}

Result<policy::Policy> readable_policy(const std::string& folder, const Context& context,
                                       const Settings& settings) {
  for (std::vector<std::string> files = own_files(folder, settings); !files.empty(); files.pop_back()) {
    const Result<std::vector<Layer>> layers = read_layers(files);
    if (!layers) continue;
    if (Result<policy::Policy> policy = load(*layers, context)) return policy;
  }
  return fail(tr("none of the server's policies can be read"));
}

Result<void> validate(const policy::Policy& policy, const Context& context) {
  return engine::validate(policy, context.default_branch);
}

namespace {

// Whether the policy that the update brings could count: by itself, and below the server's.
Result<void> check_policy_of(git::Repository& repository, const RefUpdate& update, const Context& context,
                             const Settings& settings) {
  TRY_ASSIGN(const auto blob, brought_policy(repository, update));
  TRY_ASSIGN(const auto layer, read_blob_layer(repository, blob));
  if (!layer) return {};
  TRY_ASSIGN(const policy::Policy alone, policy::load({&*layer, 1}, rules::declarations()));
  TRY(validate(alone, context));
  if (!is_server(context.mode)) return {};
  TRY_ASSIGN(const auto layers, layers_with(repository, update.new_oid, context, settings));
  TRY_ASSIGN(const policy::Policy together,
             policy::load(layers, rules::declarations(), context.project, context.identities));
  return validate(together, context);
}

Text what_brings(const ChangeSet& changes) {
  return is_server(changes.context.mode) ? tr("the policy in this push") : tr("the policy in this change");
}

// Whether the update leaves the policy as it is, which has just been read: of the ref on a server, of the
// base in CI.
Result<bool> brings_policy_in_force(git::Repository& repository, const RefUpdate& update,
                                    const ChangeSet& changes) {
  std::optional<Oid> before;
  if (changes.context.mode == Mode::ci)
    before = changes.policy_base.value_or(std::nullopt);
  else if (is_server(changes.context.mode) && !update.old_oid.is_zero())
    before = update.old_oid;
  if (!before) return false;
  TRY_ASSIGN(const auto policy_before, policy_blob(repository, *before));
  TRY_ASSIGN(const auto policy_after, brought_policy(repository, update));
  return policy_before == policy_after;
}

// Whoever makes the branch that HEAD names would have the say in what is judged how: nobody's to take where
// another one has had it so far.
Result<void> reject_default_branch_takeover(git::Repository& repository, const RefUpdate& update,
                                            const Context& context) {
  if (update.ref != context.default_branch || !update.creates()) return {};
  TRY_ASSIGN(const std::string other, stand_in(repository, context));
  if (other.empty()) return {};
  return fail(tr("`{branch}` would become the default branch, and its policy that of the repository: HEAD on "
                 "the server "
                 "names it, but the branch that exists is `{existing}`",
                 {{"branch", short_name(update.ref)}, {"existing", short_name(other)}}),
              tr("push to another branch, or ask an administrator to set the default branch: git "
                 "symbolic-ref HEAD {ref}",
                 {{"ref", other}}));
}

}  // namespace

Result<void> check_pushed_policy(git::Repository& repository, const ChangeSet& changes,
                                 const policy::Policy& policy, const Settings& settings) {
  if (policy.ignores_repository) return {};
  for (const RefUpdate& update : changes.updates) {
    if (is_server(changes.context.mode))
      TRY(reject_default_branch_takeover(repository, update, changes.context));
    // In CI the policy of a request's target counts, whichever that is.
    if (update.deletes() || (update.ref != changes.context.default_branch && !update.merged_tree)) continue;
    TRY_ASSIGN(const bool is_in_force, brings_policy_in_force(repository, update, changes));
    if (is_in_force) continue;
    const auto checked = check_policy_of(repository, update, changes.context, settings);
    if (!checked) return within(what_brings(changes), checked.error());
  }
  return {};
}

namespace {

// Whether the trees of the two commits differ in the policy alone.
Result<bool> differ_in_policy_alone(git::Repository& repository, const Commit& one, const Commit& other) {
  TRY_ASSIGN(std::vector<File> files, repository.changed(one.tree, other.tree));
  TRY_ASSIGN(const std::vector<File> taken, repository.changed(other.tree, one.tree));
  files.insert(files.end(), taken.begin(), taken.end());
  return std::ranges::all_of(files, [](const File& file) { return file.path == kRepositoryPolicy; });
}

// Whether the commit adds nothing but a change of the policy to `base`: one commit, or the merge of one.
Result<bool> only_changes_policy(git::Repository& repository, const Oid& oid, const Commit& base,
                                 bool may_merge) {
  TRY_ASSIGN(const Commit commit, repository.commit(oid));
  TRY_ASSIGN(const bool is_that, differ_in_policy_alone(repository, commit, base));
  if (!is_that || commit.parents.empty()) return false;
  for (const Oid& parent : commit.parents) {
    if (parent == base.oid) continue;
    if (!may_merge || commit.parents.size() == 1) return false;
    TRY_ASSIGN(const bool is_mend, only_changes_policy(repository, parent, base, false));
    if (!is_mend) return false;
  }
  return true;
}

}  // namespace

Result<bool> repairs_policy(git::Repository& repository, const ChangeSet& changes, const Settings& settings) {
  std::optional<Oid> tip;
  if (changes.context.mode == Mode::ci)
    TRY_SET(tip, changes.policy_base);
  else
    TRY_SET(tip, repository.resolve(changes.context.default_branch));
  if (!tip) return false;
  TRY_ASSIGN(const auto base_oid, repository.peel_to_commit(*tip));
  if (!base_oid) return false;
  TRY_ASSIGN(const Commit base, repository.commit(*base_oid));
  for (const RefUpdate& update : changes.updates) {
    if (update.deletes() || !is_branch(update.ref)) return false;
    TRY_ASSIGN(const bool is_mend, only_changes_policy(repository, update.new_oid, base, true));
    if (!is_mend) return false;
    const auto checked = check_policy_of(repository, update, changes.context, settings);
    if (!checked) return within(what_brings(changes), checked.error());
  }
  return true;
}

}  // namespace expgate::gate
