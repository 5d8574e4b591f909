#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/temporary_folder.h"
#include "deploy/gate_report.h"
#include "deploy/hook_account.h"
#include "deploy/hook_sites.h"
#include "git/command.h"

// A stand-in for a server, for pushes that change nothing of the real one.
namespace expgate::deploy {

// A file that a commit is to hold.
struct ScratchFile {
  std::string path;
  std::string text;
};

// What came of a push.
struct ScratchPush {
  bool accepted = false;
  std::optional<GateReport> report;  // of expgate, if a hook called it
  std::string output;                // of the server, without "remote: ", and of git
};

// A bare repository with the objects of the real one (by alternates), its default branch, its policy and its
// hooks (by links; a hook that calls expgate is a copy that also writes a report), and a clone to push from.
// Nothing is ever written to the real one, and no hook runs that comes after a push.
class ScratchServer {
 public:
  // The stand-in for `site`, whose hooks run as `account`. `variables` (NAME=VALUE) are set for all that is
  // run.
  static Result<ScratchServer> make(const HookSite& site, const HookAccount& account,
                                    const std::vector<std::string>& variables);

  [[nodiscard]] std::filesystem::path repository() const { return folder_.path() / "server.git"; }
  [[nodiscard]] const std::string& default_branch() const { return default_branch_; }  // full name
  [[nodiscard]] const std::string& default_tip() const { return default_tip_; }        // hex; empty: none

  // A commit of these files over those of `parent` (hex; empty: a root commit). Yields its name.
  Result<std::string> commit(const std::vector<ScratchFile>& files, const std::string& message,
                             const std::string& parent);

  // Pushes the commit to that branch, through the hooks. An error where that is not possible at all.
  Result<ScratchPush> push(const std::string& commit, const std::string& branch);

  // What this program itself reports of an update that is done already; the ref is set back to `old` for
  // that. "undecided" if it does not run.
  Result<GateReport> judge(const std::string& old, const std::string& commit, const std::string& branch);

  // Whether a hook of ours calls a program that the account cannot run: it rejects everything.
  [[nodiscard]] bool lacks_program() const { return lacks_program_; }

  // The foreign hooks that hooks of ours are to run first, and whether each has run in a push.
  struct KeptHook {
    std::filesystem::path file;
    bool has_run = false;
  };
  [[nodiscard]] std::vector<KeptHook> kept_hooks() const;

  // Whether the account can run the file.
  [[nodiscard]] bool can_run(const std::filesystem::path& file) const;

 private:
  ScratchServer(TemporaryFolder folder, HookAccount account, std::vector<std::string> variables)
      : folder_(std::move(folder)), account_(std::move(account)), variables_(std::move(variables)) {}

  [[nodiscard]] std::vector<std::string> as_account(std::vector<std::string> argv) const;
  Result<std::string> git(std::vector<std::string> arguments, std::string_view input = {});
  [[nodiscard]] std::filesystem::path client() const { return folder_.path() / "client.git"; }
  [[nodiscard]] std::filesystem::path hooks() const { return repository() / "hooks"; }
  [[nodiscard]] std::filesystem::path report_file() const { return folder_.path() / "report.json"; }
  [[nodiscard]] std::string report_option() const { return "json=" + report_file().string(); }

  Result<void> make_server(const HookSite& site);
  Result<void> copy_settings(const std::filesystem::path& real);
  Result<void> copy_default_branch(const std::filesystem::path& real);
  Result<void> link_git_hooks(const HookSite& site);
  Result<void> add_hook(const std::filesystem::path& hook, const std::filesystem::path& at);
  Result<void> add_folder(const std::filesystem::path& folder, const std::filesystem::path& at);
  Result<std::string> with_witness(std::string shim_text);
  [[nodiscard]] bool is_program(const std::filesystem::path& gate) const;
  [[nodiscard]] std::filesystem::path witness_of(std::size_t number) const;
  Result<void> write_gitaly_hook(const HookSite& site);

  TemporaryFolder folder_;
  HookAccount account_;
  std::vector<std::string> variables_;
  std::string object_format_ = "sha1";
  std::string ref_format_ = "files";
  std::string default_branch_;
  std::string default_tip_;
  std::vector<std::filesystem::path> kept_;
  bool is_gitaly_ = false;
  bool lacks_program_ = false;
};

}  // namespace expgate::deploy
