#include "app/policy_file.h"

#include <filesystem>
#include <fstream>

#include "git/repository.h"
#include "rules/rule.h"

namespace expgate::app {

namespace fs = std::filesystem;

namespace {

constexpr const char* kFileName = ".expgate.yaml";
constexpr std::size_t kMostBytes =
    (std::size_t{1} << 20) + 1;  // one more than a policy may have: the loader refuses it

Result<std::string> read_text(const std::string& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) return fail("`" + path + "` is a folder, not a policy");
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail("`" + path + "` cannot be read", "expgate init writes a first policy");
  std::string text(kMostBytes, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad()) return fail("`" + path + "` cannot be read to its end");
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

}  // namespace

Result<policy::Layer> policy_file(const std::string& file, const Common& common) {
  std::string path = file.empty() ? common.policy : file;
  std::string name = path;
  if (path.empty()) {
    TRY_ASSIGN(const auto repository, git::Repository::open_from_environment());
    const std::string root = repository->work_tree();
    if (root.empty()) return fail("this repository has no work tree", "name the file: --policy FILE");
    name = kFileName;
    path = root + kFileName;
    std::error_code error;
    if (!fs::exists(path, error) && !error) return policy::Layer{};
  }
  TRY_ASSIGN(std::string text, read_text(path));
  // Under any other name it is a server's, which may say more.
  const bool is_repositorys = fs::path(name).filename() == kFileName;
  return policy::Layer{std::move(name), std::move(text),
                       is_repositorys ? policy::Layer::Trust::full : policy::Layer::Trust::server};
}

Result<policy::Policy> load_for_people(const policy::Layer& layer, std::string_view project) {
  const std::span<const policy::Layer> layers(&layer, layer.name.empty() ? 0 : 1);
  TRY_ASSIGN(policy::Policy policy, policy::load(layers, rules::declarations(), project));
  for (const policy::Check& check : policy.checks) {
    const auto judge = rules::find(check.rule->id)->make(check.options);
    if (!judge) return within("`" + check.key + "`", judge.error());
  }
  return policy;
}

}  // namespace expgate::app
