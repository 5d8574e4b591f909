#include "deploy/hook_trial.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <vector>

#include "base/strings.h"
#include "deploy/scratch_server.h"
#include "deploy/shim_text.h"
#include "git/command.h"

namespace expgate::deploy {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::seconds kMostForHook{20};

// A scratch repository with one hook.
class Bench {
 public:
  Bench(TemporaryFolder folder, std::string name) : folder_(std::move(folder)), name_(std::move(name)) {}

  Result<void> prepare(const std::string& shim_text);
  // Whether the hook lets pass what is right, or wrong; what it says is added to `said`.
  Result<bool> passes(bool is_right, std::string& said) const;

 private:
  [[nodiscard]] fs::path hook() const { return folder_.path() / ".git" / "hooks" / name_; }
  [[nodiscard]] std::vector<std::string> here(std::vector<std::string> argv) const;
  Result<std::string> git(std::vector<std::string> arguments, std::string_view input = {}) const;

  TemporaryFolder folder_;
  std::string name_;
};

std::vector<std::string> Bench::here(std::vector<std::string> argv) const {
  std::vector<std::string> all{"env", "-C", folder_.path().string()};
  for (const char* variable : {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY",
                               "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_QUARANTINE_PATH",
                               "GIT_CONFIG_PARAMETERS", "EXPGATE_HOOK", "GIT_PREFIX"})
    all.insert(all.end(), {"-u", variable});
  for (const char* variable : {"GIT_AUTHOR_NAME=expgate doctor", "GIT_AUTHOR_EMAIL=expgate-doctor@localhost",
                               "GIT_COMMITTER_NAME=expgate doctor",
                               "GIT_COMMITTER_EMAIL=expgate-doctor@localhost", "EXPGATE_LANG=en"})
    all.emplace_back(variable);
  all.insert(all.end(), argv.begin(), argv.end());
  return all;
}

Result<std::string> Bench::git(std::vector<std::string> arguments, std::string_view input) const {
  arguments.insert(arguments.begin(), {"git", "-c", "core.hooksPath=/dev/null"});
  TRY_ASSIGN(const std::string said, git::output_of(here(std::move(arguments)), input));
  return std::string(trim(said));
}

Result<void> Bench::prepare(const std::string& shim_text) {
  TRY(git({"init", "-q"}));
  std::error_code error;
  fs::create_directories(hook().parent_path(), error);
  std::ofstream file(hook(), std::ios::binary | std::ios::trunc);
  file << running_first(shim_text, {});
  file.close();
  if (file) fs::permissions(hook(), fs::perms::owner_all, error);
  if (!file || error) return fail(tr("cannot write `{file}`", {{"file", hook().string()}}));
  return {};
}

Result<bool> Bench::passes(bool is_right, std::string& said) const {
  const std::string message = is_right ? "feat: add a thing\n" : "update\n";
  std::vector<std::string> argv{hook().string()};
  std::string input;
  if (name_ == "commit-msg") {
    const fs::path file = folder_.path() / ".git" / "COMMIT_EDITMSG";
    std::ofstream(file, std::ios::binary | std::ios::trunc) << message;
    argv.push_back(file.string());
  } else if (name_ == "pre-commit") {
    TRY_ASSIGN(const std::string blob, git({"hash-object", "-w", "--stdin"}, "expgate doctor\n"));
    const std::string entry = "100644," + blob + (is_right ? ",expgate-doctor.txt" : ",expgate-doctor.pt");
    TRY(git({"update-index", "--add", "--cacheinfo", entry}));
  } else {
    TRY_ASSIGN(const std::string tree, git({"mktree"}));
    TRY_ASSIGN(const std::string commit, git({"commit-tree", tree, "-m", message}));
    input = "HEAD " + commit + " refs/heads/feature/expgate-doctor " + std::string(commit.size(), '0') + "\n";
    const fs::path nowhere = folder_.path() / "no-server";
    argv.insert(argv.end(), {"origin", nowhere.string()});
  }
  TRY_ASSIGN(const std::optional<git::CommandOutput> output,
             git::run_for(kMostForHook, here(std::move(argv)), input));
  if (!output) return false;  // nobody waits that long for a hook, either
  said += output->out + output->err;
  return output->ok();
}

}  // namespace

Result<HookTrial> try_client_hook(const std::string& name, const std::string& shim_text) {
  TRY_ASSIGN(TemporaryFolder folder, TemporaryFolder::make("doctor"));
  Bench bench(std::move(folder), name);
  TRY(bench.prepare(shim_text));
  std::string said;
  TRY_ASSIGN(const bool passes_right, bench.passes(true, said));
  if (!passes_right) return HookTrial::rejects_everything;
  TRY_ASSIGN(const bool passes_wrong, bench.passes(false, said));
  if (!passes_wrong) return HookTrial::checks;
  const bool is_warn_mode = said.find("accepted (warn mode)") != std::string::npos;
  return is_warn_mode ? HookTrial::reports : HookTrial::checks_nothing;
}

}  // namespace expgate::deploy
