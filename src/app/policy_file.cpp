#include "app/policy_file.h"

#include <filesystem>
#include <fstream>

#include "base/files.h"
#include "gate/effective_policy.h"
#include "git/repository.h"
#include "input/context.h"
#include "rules/rule.h"

namespace expgate::app {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostBytes =
    (std::size_t{1} << 20) + 1;  // one more than a policy may have: the loader rejects it

Result<std::string> read_text(const std::string& path) {
  std::error_code error;
  if (fs::is_directory(path, error))
    return fail(tr("`{file}` is a folder, not a policy", {{"file", LocalFile{path}}}));
  if (is_named_pipe(path)) return fail(tr("`{file}` is not a regular file", {{"file", LocalFile{path}}}));
  std::ifstream in(path, std::ios::binary);
  if (!in)
    return fail(tr("cannot read `{file}`", {{"file", LocalFile{path}}}),
                tr("`expgate init` writes a first policy"));
  std::string text(kMostBytes, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad()) return fail(tr("cannot read `{file}` to its end", {{"file", LocalFile{path}}}));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

// The layers and the project of a repository that a server hook runs in.
Result<PolicyFiles> files_of_server(git::Repository& repository, const Common& common) {
  TRY_ASSIGN(const Context context, input::gather_context(Mode::pre_receive, repository));
  TRY_ASSIGN(std::vector<policy::Layer> layers,
             gate::server_layers(repository, context, common.gate_settings()));
  return PolicyFiles{std::move(layers), context.project};
}

}  // namespace

Result<PolicyFiles> policy_files(const std::string& file, const Common& common) {
  std::string path = file.empty() ? common.policy : file;
  std::string name = path;
  if (path.empty()) {
    auto repository = git::Repository::open_from_environment();
    if (!repository) {
      repository.error().help = tr("`cd` into a repository, or name the file: `--policy FILE`");
      return tl::unexpected(std::move(repository.error()));
    }
    const std::string root = (*repository)->work_tree();
    if (root.empty()) return files_of_server(**repository, common);
    name = gate::kRepositoryPolicy;
    path = root + gate::kRepositoryPolicy;
    std::error_code error;
    if (!fs::exists(path, error) && !error) return PolicyFiles{};
  }
  TRY_ASSIGN(std::string text, read_text(path));
  // A file of any other name is a server's, which may have more keys.
  const bool is_repositorys = fs::path(name).filename() == gate::kRepositoryPolicy;
  PolicyFiles files;
  files.layers.push_back({std::move(name), std::move(text),
                          is_repositorys ? policy::Layer::Trust::full : policy::Layer::Trust::server});
  return files;
}

Result<policy::Policy> load_for_people(const PolicyFiles& files) {
  TRY_ASSIGN(policy::Policy policy, policy::load(files.layers, rules::declarations(), files.project));
  TRY(gate::validate(policy, {}));
  return policy;
}

}  // namespace expgate::app
