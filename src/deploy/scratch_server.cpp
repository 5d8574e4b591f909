#include "deploy/scratch_server.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <unistd.h>

#include "base/files.h"
#include "base/strings.h"
#include "deploy/gitaly_hooks.h"
#include "deploy/hook_files.h"
#include "deploy/kept_hooks.h"
#include "deploy/shim_text.h"
#include "text/shell.h"

namespace expgate::deploy {

namespace fs = std::filesystem;

namespace {

constexpr const char* kMostSeconds = "100";  // for one command: a hook may wait forever

// Settings of the real repository that decide what becomes of a push before its hooks are asked.
constexpr auto kSettings = std::to_array<const char*>(
    {"core.sharedRepository", "core.bigFileThreshold", "receive.fsckObjects", "receive.unpackLimit",
     "receive.maxInputSize", "receive.advertiseAtomic", "receive.advertisePushOptions",
     "transfer.fsckObjects", "transfer.unpackLimit"});

// Hooks that must not learn of a push that is none.
constexpr auto kLeftOut = std::to_array<std::string_view>(
    {"post-receive", "post-update", "proc-receive", "reference-transaction", "push-to-checkout", "update"});

Result<void> write_text(const fs::path& path, std::string_view text, bool is_program = false) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  std::error_code error;
  const fs::perms mode = fs::perms::owner_all | fs::perms::group_read | fs::perms::others_read;
  const fs::perms run = fs::perms::group_exec | fs::perms::others_exec;
  if (file) fs::permissions(path, is_program ? mode | run : mode & ~fs::perms::owner_exec, error);
  if (!file || error) return fail(tr("cannot write `{file}`", {{"file", path.string()}}));
  return {};
}

Result<void> link(const fs::path& to, const fs::path& at) {
  std::error_code error;
  fs::create_symlink(to, at, error);
  if (error)
    return fail(
        tr("cannot create the link `{file}`: {error}", {{"file", at.string()}, {"error", error.message()}}));
  return {};
}

std::string answer(const std::vector<std::string>& argv) {
  const Result<std::string> said = git::output_of(argv);
  return said ? std::string(trim(*said)) : std::string();
}

// A question about the real repository, whose owner does not matter.
std::vector<std::string> about(const fs::path& repository, std::vector<std::string> arguments) {
  std::vector<std::string> argv{"git", "-c", "safe.directory=*", "--git-dir=" + repository.string()};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  return argv;
}

// What the server said, as the pusher reads it, without git's mark at the beginning of each line.
std::string without_marks(std::string_view text) {
  constexpr std::string_view kMark = "remote: ";
  std::string out;
  for (std::string_view line : lines(text)) {
    if (line.starts_with(kMark)) line.remove_prefix(kMark.size());
    while (line.ends_with(' ')) line.remove_suffix(1);
    out += std::string(line) + "\n";
  }
  return out;
}

// The hook's text with this option in its calls of expgate.
std::string with_report(const HookFile& hook, const std::string& option) {
  if (hook.kind == HookFile::Kind::ours) return with_options(hook.text, option);
  std::string text = hook.text;
  for (const std::string_view call : {"expgate pre-receive", "expgate\" pre-receive"})
    for (std::size_t at = text.find(call); at != std::string::npos; at = text.find(call, at + option.size()))
      text.insert(at + call.find(' '), " " + option);
  return text;
}

Result<void> give_to(const HookAccount& owner, const fs::path& folder) {
  if (owner.prefix.empty() || ::chown(folder.c_str(), owner.uid, owner.gid) == 0) return {};
  return fail(tr("cannot make `{user}` the owner of `{folder}`: {error}",
                 {{"user", owner.name}, {"folder", folder.string()}, {"error", std::strerror(errno)}}));
}

}  // namespace

std::vector<std::string> ScratchServer::as_account(std::vector<std::string> argv) const {
  std::vector<std::string> all = account_.prefix;
  all.insert(all.end(), {"env", "-C", folder_.path().string()});
  for (const char* name : {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY",
                           "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_QUARANTINE_PATH",
                           "GIT_PUSH_OPTION_COUNT", "GIT_CEILING_DIRECTORIES", "GIT_REFERENCE_BACKEND"})
    all.insert(all.end(), {"-u", name});
  if (!account_.home.empty())
    all.insert(all.end(), {"HOME=" + account_.home, "USER=" + account_.name, "LOGNAME=" + account_.name});
  for (const char* variable :
       {"LC_ALL=C.UTF-8", "GIT_AUTHOR_NAME=expgate doctor", "GIT_AUTHOR_EMAIL=expgate-doctor@localhost",
        "GIT_COMMITTER_NAME=expgate doctor", "GIT_COMMITTER_EMAIL=expgate-doctor@localhost"})
    all.emplace_back(variable);
  // Of the kind of the real one, whatever the defaults of this account are.
  all.insert(all.end(), {"GIT_DEFAULT_HASH=" + object_format_, "GIT_DEFAULT_REF_FORMAT=" + ref_format_});
  all.insert(all.end(), variables_.begin(), variables_.end());
  all.insert(all.end(), {"timeout", "-k", "5", kMostSeconds});
  all.insert(all.end(), argv.begin(), argv.end());
  return all;
}

Result<std::string> ScratchServer::git(std::vector<std::string> arguments, std::string_view input) {
  arguments.insert(arguments.begin(), "git");
  const std::string command = text::shell_line({arguments});
  TRY_ASSIGN(const git::CommandOutput output, git::run(as_account(std::move(arguments)), input));
  if (output.ok()) return std::string(trim(output.out));
  const auto said = lines(trim(output.err));
  if (said.empty())
    return fail(tr("`{command}` failed as user `{user}`", {{"command", command}, {"user", account_.name}}));
  return fail(tr("`{command}` failed as user `{user}`: {error}",
                 {{"command", command}, {"user", account_.name}, {"error", said.back()}}));
}

Result<ScratchServer> ScratchServer::make(const HookSite& site, const HookAccount& account,
                                          const std::vector<std::string>& variables) {
  TRY_ASSIGN(TemporaryFolder folder, TemporaryFolder::make("doctor"));
  TRY(give_to(account, folder.path()));
  ScratchServer server(std::move(folder), account, variables);
  server.is_gitaly_ = !site.custom_hooks.empty();
  TRY(server.make_server(site));
  TRY(server.git({"init", "-q", "--bare", "--template=", server.client().string()}));
  TRY(write_text(server.client() / "objects/info/alternates",
                 (server.repository() / "objects").string() + "\n"));
  std::error_code error;
  fs::create_directory(server.hooks(), error);
  if (error)
    return fail(tr("cannot create the folder `{folder}`: {error}",
                   {{"folder", server.hooks().string()}, {"error", error.message()}}));
  if (server.is_gitaly_)
    TRY(server.write_gitaly_hook(site));
  else
    TRY(server.link_git_hooks(site));
  return server;
}

Result<void> ScratchServer::make_server(const HookSite& site) {
  const fs::path& real = site.repository;
  if (!real.empty()) {
    // An old git prints an option back that it does not know.
    if (answer(about(real, {"rev-parse", "--show-object-format"})) == "sha256") object_format_ = "sha256";
    if (answer(about(real, {"rev-parse", "--show-ref-format"})) == "reftable") ref_format_ = "reftable";
  }
  TRY(git({"init", "-q", "--bare", "--template=", "--initial-branch=main", repository().string()}));
  TRY(git({"-C", repository().string(), "config", "receive.autogc", "false"}));
  default_branch_ = "refs/heads/main";
  if (real.empty()) return {};
  TRY(write_text(repository() / "objects/info/alternates", (real / "objects").string() + "\n"));
  // git would ask the real one for its refs, which may be a hundred thousand.
  TRY(git({"-C", repository().string(), "config", "core.alternateRefsCommand", "true"}));
  TRY(copy_settings(real));
  TRY(copy_default_branch(real));
  std::error_code error;
  if (fs::exists(real / "shallow", error)) fs::copy_file(real / "shallow", repository() / "shallow", error);
  if (fs::exists(real / "custom_hooks", error))
    TRY(link(real / "custom_hooks", repository() / "custom_hooks"));
  return {};
}

Result<void> ScratchServer::copy_settings(const fs::path& real) {
  for (const char* name : kSettings) {
    const std::string value = answer(about(real, {"config", "--local", "--get", name}));
    if (!value.empty()) TRY(git({"-C", repository().string(), "config", name, value}));
  }
  return {};
}

Result<void> ScratchServer::copy_default_branch(const fs::path& real) {
  default_branch_ = answer(about(real, {"symbolic-ref", "-q", "HEAD"}));
  if (default_branch_.empty()) return {};
  TRY(git({"-C", repository().string(), "symbolic-ref", "HEAD", default_branch_}));
  default_tip_ = answer(about(real, {"rev-parse", "-q", "--verify", default_branch_ + "^{commit}"}));
  if (!default_tip_.empty())
    TRY(git({"-C", repository().string(), "update-ref", default_branch_, default_tip_}));
  return {};
}

// Adds one hook. What the account cannot read and run stays a link, so that it fails as on the real server.
Result<void> ScratchServer::add_hook(const fs::path& hook, const fs::path& at) {
  const Result<HookFile> found = look_at(hook);
  const std::string file = hook.string();
  const Result<git::CommandOutput> usable = found && found->kind != HookFile::Kind::none
                                                ? git::run(as_account({"test", "-r", file, "-a", "-x", file}))
                                                : Result<git::CommandOutput>(git::CommandOutput{1});
  if (!usable || !usable->ok()) return link(hook, at);
  std::string reporting = with_report(*found, "--report " + text::shell_quoted(report_option()));
  if (reporting == found->text) return link(hook, at);
  TRY_ASSIGN(const std::string text, with_witness(std::move(reporting)));
  if (const fs::path gate = gate_of(text); !gate.empty() && !is_program(gate)) lacks_program_ = true;
  return write_text(at, text, true);
}

// The shim's text with a program of ours in place of the foreign hook that it is to run first; that program
// leaves a mark and becomes the hook. Unchanged where the account could not run it.
Result<std::string> ScratchServer::with_witness(std::string shim_text) {
  const fs::path kept = first_of(shim_text);
  if (kept.empty() || !can_run(kept)) return shim_text;
  kept_.push_back(kept);
  const fs::path witness = witness_of(kept_.size());
  const std::string mark = text::shell_quoted(witness.string() + ".ran");
  TRY(write_text(
      witness, "#!/bin/sh\n: >" + mark + "\nexec " + text::shell_quoted(kept.string()) + " \"$@\"\n", true));
  return running_first(std::move(shim_text), witness);
}

fs::path ScratchServer::witness_of(std::size_t number) const {
  return folder_.path() / ("kept-" + std::to_string(number));
}

std::vector<ScratchServer::KeptHook> ScratchServer::kept_hooks() const {
  std::vector<KeptHook> hooks;
  std::error_code error;
  for (const fs::path& kept : kept_)
    hooks.push_back({kept, fs::exists(witness_of(hooks.size() + 1).string() + ".ran", error)});
  return hooks;
}

// Adds the hooks of a folder NAME.d, which a hook called NAME runs one by one.
Result<void> ScratchServer::add_folder(const fs::path& folder, const fs::path& at) {
  std::error_code error;
  fs::create_directory(at, error);
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
    TRY(add_hook(entry->path(), at / entry->path().filename()));
  if (error)
    return fail(tr("cannot read the folder `{folder}`: {error}",
                   {{"folder", folder.string()}, {"error", error.message()}}));
  return {};
}

// Adds all that lies in the folder that git looks into as this account, so that a hook finds what it needs
// beside it, but no foreign hook that runs after ours.
Result<void> ScratchServer::link_git_hooks(const HookSite& site) {
  TRY_ASSIGN(const std::string said, git({"-c", "safe.directory=*", "-C", site.repository.string(),
                                          "rev-parse", "--git-path", "hooks"}));
  const fs::path folder = (site.repository / said).lexically_normal();
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    const bool is_left_out = std::find(kLeftOut.begin(), kLeftOut.end(), name) != kLeftOut.end();
    const Result<HookFile> hook = is_left_out ? look_at(entry->path()) : Result<HookFile>();
    if (name == "before-expgate") continue;  // with_witness() stands for what is kept there
    if (is_left_out && (name != "update" || !hook || hook->kind != HookFile::Kind::ours)) continue;
    const bool is_folder_of_hooks = entry->is_directory(error) && name.ends_with(".d");
    TRY(is_folder_of_hooks ? add_folder(entry->path(), hooks() / name)
                           : add_hook(entry->path(), hooks() / name));
  }
  return {};
}

// Runs the custom hooks one by one as Gitaly does: with an environment made from scratch, until one fails.
// The file `ran` shows that this was run at all: programs may not run from the temporary folder.
Result<void> ScratchServer::write_gitaly_hook(const HookSite& site) {
  std::string script =
      "#!/bin/sh\n: >" + text::shell_quoted((folder_.path() / "ran").string()) +
      "\nlines=$(cat; echo .)\nrun() {\n" +
      "  printf %s \"${lines%.}\" | env -i GIT_DIR=\"$PWD\" GIT_OBJECT_DIRECTORY=\"$GIT_OBJECT_DIRECTORY\" "
      "\\\n"
      "    GIT_ALTERNATE_OBJECT_DIRECTORIES=\"$GIT_ALTERNATE_OBJECT_DIRECTORIES\" PATH=\"$PATH\" "
      "HOME=\"$HOME\" \\\n    LANG=en_US.UTF-8 TZ=:/etc/localtime GIT_TERMINAL_PROMPT=0 \\\n"
      "    GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null GIT_CONFIG_NOSYSTEM=1";
  for (const std::string& variable : variables_)
    if (variable.starts_with("GL_")) script += " " + text::shell_quoted(variable);
  script += " \"$1\" || exit\n}\n";
  std::size_t number = 0;
  for (const GitalyHook& hook :
       gitaly_hooks(site.custom_hooks, [this](const fs::path& file) { return can_run(file); })) {
    if (hook.skipped != GitalyHook::Skipped::no) continue;
    fs::path file = hook.path;
    if (const Result<HookFile> found = look_at(file); found && found->kind == HookFile::Kind::ours) {
      file = hooks() / ("custom-" + std::to_string(++number));
      TRY(add_hook(hook.path, file));
      std::error_code error;
      if (const fs::path kept = kept_by_first_version(hook.path); fs::exists(kept, error))
        TRY(link(kept, kept_by_first_version(file)));
    }
    script += "run " + text::shell_quoted(file.string()) + "\n";
  }
  return write_text(hooks() / "pre-receive", script, true);
}

// What was cut short may pass for an empty script, which says nothing.
bool ScratchServer::is_program(const fs::path& gate) const {
  const Result<git::CommandOutput> said = git::run(as_account({gate.string(), "--version"}));
  return said && said->ok() && said->out.starts_with("expgate ");
}

bool ScratchServer::can_run(const fs::path& file) const {
  const Result<git::CommandOutput> said = git::run(as_account({"test", "-x", file.string()}));
  return said && said->ok();
}

Result<std::string> ScratchServer::commit(const std::vector<ScratchFile>& files, const std::string& message,
                                          const std::string& parent) {
  const std::string folder = "--git-dir=" + client().string();
  TRY(git({folder, "read-tree", parent.empty() ? "--empty" : parent}));
  for (const ScratchFile& file : files) {
    TRY_ASSIGN(const std::string blob, git({folder, "hash-object", "-w", "--stdin"}, file.text));
    TRY(git({folder, "update-index", "--add", "--cacheinfo", "100644," + blob + "," + file.path}));
  }
  TRY_ASSIGN(const std::string tree, git({folder, "write-tree"}));
  std::vector<std::string> arguments{folder, "commit-tree", tree};
  if (!parent.empty()) arguments.insert(arguments.end(), {"-p", parent});
  return git(std::move(arguments), message + "\n");
}

Result<ScratchPush> ScratchServer::push(const std::string& commit, const std::string& branch) {
  std::error_code error;
  fs::remove(report_file(), error);
  const std::string receive =
      "git -c core.hooksPath=" + text::shell_quoted(hooks().string()) + " receive-pack";
  TRY_ASSIGN(
      const git::CommandOutput output,
      git::run(as_account({"git", "--git-dir=" + client().string(), "-c", "protocol.file.allow=always", "-c",
                           "push.gpgSign=false", "push", "--no-verify", "--receive-pack=" + receive,
                           repository().string(), commit + ":refs/heads/" + branch})));
  constexpr int kTimedOut = 124;  // timeout(1)
  if (output.code == kTimedOut)
    return fail(tr("the hooks did not finish within {seconds} seconds", {{"seconds", kMostSeconds}}));
  if (is_gitaly_ && output.ok() && !fs::exists(folder_.path() / "ran", error))
    return fail(tr("programs cannot run in `{folder}`", {{"folder", folder_.path().string()}}),
                tr("set TMPDIR to another folder"));
  return ScratchPush{output.ok(), read_gate_report(report_file()), without_marks(output.err)};
}

Result<GateReport> ScratchServer::judge(const std::string& old, const std::string& commit,
                                        const std::string& branch) {
  const std::string ref = "refs/heads/" + branch;
  TRY(git({"--git-dir=" + repository().string(), "update-ref", ref, old}));
  TRY_ASSIGN(const fs::path program, running_binary());
  std::error_code error;
  fs::remove(report_file(), error);
  TRY(git::run(as_account({"env", "GIT_DIR=" + repository().string(), program.string(), "--report",
                           report_option(), "pre-receive"}),
               old + " " + commit + " " + ref + "\n"));
  return read_gate_report(report_file()).value_or(GateReport{});
}

}  // namespace expgate::deploy
