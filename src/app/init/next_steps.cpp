#include "app/init/next_steps.h"

#include <filesystem>
#include <vector>

#include "app/terminal.h"
#include "base/strings.h"
#include "catalogue/catalogue.h"
#include "git/command.h"
#include "model/ref_name.h"
#include "text/shell.h"
#include "text/utf8.h"

namespace expgate::app {

namespace {

std::string step_line(const Text& text) {
  return fitted(text);
}

std::string command_line(const std::vector<std::string>& command) {
  return "  " + text::shell_line({command}) + "\n";
}

// Whether git, told so in `root`, ends well.
bool git_agrees(const std::string& root, const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {"git", "-C", root};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const auto said = git::run(std::move(command));
  return said && said->ok();
}

// Those of the files that the last commit does not have as they lie there.
std::vector<std::string> uncommitted_files(const std::string& root) {
  std::vector<std::string> files;
  std::error_code error;
  for (const std::string name : {".expgate.yaml", ".gitignore"}) {
    const bool is_there = std::filesystem::is_regular_file(
        std::filesystem::symlink_status(std::filesystem::path(root) / name, error));
    const bool is_committed = git_agrees(root, {"cat-file", "-e", "HEAD:" + name}) &&
                              git_agrees(root, {"diff", "--quiet", "HEAD", "--", name});
    if (is_there && !is_committed) files.push_back(name);
  }
  return files;
}

// What commits these files alone, whatever else is staged.
std::string commit_commands(const std::string& root, const std::vector<std::string>& files) {
  std::error_code error;
  const bool is_top = std::filesystem::equivalent(std::filesystem::current_path(error), root, error);
  std::vector<std::string> paths;
  std::vector<std::string> add = {"git", "add"};
  for (const std::string& file : files) {
    paths.push_back((is_top ? "" : ":/") + file);
    if (add.size() == 2 && git_agrees(root, {"check-ignore", "-q", "--", file})) add.emplace_back("-f");
  }
  add.insert(add.end(), paths.begin(), paths.end());
  std::vector<std::string> commit = {"git", "commit", "-m", "chore: add a policy for expgate"};
  if (!git_agrees(root, {"diff", "--cached", "--quiet"})) {
    commit.emplace_back("--");
    commit.insert(commit.end(), paths.begin(), paths.end());
  }
  return command_line(add) + command_line(commit);
}

// How many commits the remote has to get before that of the policy.
Result<std::uint64_t> unpushed_commits(const std::string& root) {
  TRY_ASSIGN(const git::CommandOutput counted,
             git::run({"git", "-C", root, "rev-list", "--count", "HEAD", "--not", "--remotes=origin"}));
  return parse_decimal(trim(counted.out)).value_or(0);  // none before the first commit
}

Result<std::string> about_pushing(git::Repository& repository, const Survey& survey,
                                  const std::string& root) {
  TRY_ASSIGN(const auto url, repository.config("remote.origin.url"));
  if (!url)
    return step_line(
        tr("When there is a remote, push that commit alone: until the default branch has the policy, "
           "the built-in rules check a push."));
  TRY_ASSIGN(const auto head, repository.head_branch());
  const std::string on(head ? short_name(*head) : std::string_view());
  if (!survey.default_branch.empty() && on != survey.default_branch)
    return step_line(
        tr("The policy counts as soon as the default branch `{branch}` has it: commit it there, or "
           "merge it alone. Until then, the built-in rules check a push.",
           {{"branch", text::printable(survey.default_branch)}}));
  TRY_ASSIGN(const std::uint64_t before, unpushed_commits(root));
  if (before == 0 || on.empty())
    return step_line(
        tr("Push that commit alone: until the default branch has the policy, the built-in rules check "
           "a push."));
  const std::string branch = "refs/heads/" + on;
  return step_line(tr_n("`origin` does not have the {count} commit before that one. Push it first, past the "
                        "hook, which would "
                        "check it by the built-in rules, and then that commit alone:",
                        "`origin` does not have the {count} commits before that one. Push them first, past "
                        "the hook, which "
                        "would check them by the built-in rules, and then that commit alone:",
                        before)) +
         command_line({"git", "push", "--no-verify", "origin", "HEAD~1:" + branch}) +
         command_line({"git", "push", "origin", "HEAD:" + branch});
}

}  // namespace

Result<std::string> next_steps(git::Repository& repository, const Survey& survey, bool has_hooks) {
  const std::string root = repository.work_tree();
  const std::vector<std::string> files = uncommitted_files(root);
  std::string said;
  if (!files.empty()) said += commit_commands(root, files);
  if (!has_hooks) said += command_line({"expgate", "install"});
  if (said.empty())
    return "\n" + step_line(tr("Nothing is left to commit. `expgate doctor` checks the installation."));
  said = "\n" + step_line(tr("Next:")) + said;
  if (files.empty()) return said;
  TRY_ASSIGN(const std::string pushing, about_pushing(repository, survey, root));
  return said + pushing;
}

}  // namespace expgate::app
