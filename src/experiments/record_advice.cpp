#include "experiments/record_advice.h"

#include <algorithm>
#include <filesystem>

#include "base/strings.h"
#include "git/command.h"
#include "model/ref_name.h"

namespace expgate::experiments {

namespace {

// The remote that the branch belongs to, else `origin`, else the only one; empty: nobody can tell.
Result<std::string> remote_to_push_to(const std::string& branch) {
  TRY_ASSIGN(const git::CommandOutput listed, git::run({"git", "remote"}));
  std::vector<std::string> remotes;
  for (const std::string_view line : lines(listed.out))
    if (!line.empty()) remotes.emplace_back(line);
  const auto is_one = [&](const std::string& name) {
    return std::find(remotes.begin(), remotes.end(), name) != remotes.end();
  };
  for (const std::string& key : {"branch." + branch + ".pushRemote", std::string("remote.pushDefault"),
                                 "branch." + branch + ".remote"}) {
    if (branch.empty() && key.starts_with("branch.")) continue;
    TRY_ASSIGN(const git::CommandOutput said, git::run({"git", "config", "--get", key}));
    if (const std::string name(trim(said.out)); is_one(name)) return name;
  }
  if (is_one("origin")) return std::string("origin");
  return remotes.size() == 1 ? remotes.front() : std::string();
}

// A branch for a record that is made on a detached HEAD: the first of these that is free, here and there.
Result<std::string> fresh_branch(git::Repository& repository, const std::string& remote,
                                 const std::string& name) {
  constexpr int kMostTries = 100;
  std::string flat = name;
  std::replace(flat.begin(), flat.end(), '/', '-');
  for (int number = 1;; ++number) {
    const std::string branch = "feature/record-" + flat + (number == 1 ? "" : "-" + std::to_string(number));
    TRY_ASSIGN(const auto here, repository.resolve(std::string(kBranches) + branch));
    TRY_ASSIGN(const auto there,
               repository.resolve(std::string("refs/remotes/").append(remote).append("/").append(branch)));
    if ((!here && !there) || number == kMostTries) return branch;
  }
}

// Whether the commit that HEAD names has the file as it lies there.
bool is_committed(const RecordPlace& place) {
  const auto said = git::run(
      {"git", "-C", place.top, "-c", "core.fsmonitor=false", "diff", "--quiet", "HEAD", "--", place.path});
  const auto known = git::run({"git", "-C", place.top, "cat-file", "-e", "HEAD:" + place.path});
  return said && said->ok() && known && known->ok();
}

Command add_command(const RecordPlace& place, const std::string& path) {
  Command add = {"git", "add"};
  const auto ignored = git::run({"git", "-C", place.top, "check-ignore", "-q", "--", place.path});
  if (ignored && ignored->ok()) add.emplace_back("-f");
  const auto is_sparse = git::run({"git", "config", "--type=bool", "--get", "core.sparseCheckout"});
  if (is_sparse && trim(is_sparse->out) == "true") add.emplace_back("--sparse");
  add.push_back(path);
  return add;
}

// A branch may have the tag's name; then the name alone says neither.
Result<std::string> refspec_of_tag(git::Repository& repository, const WrittenPlace& written) {
  const std::string& tag = written.place.tag;
  TRY_ASSIGN(const auto branch, repository.resolve(std::string(kBranches) + tag));
  return (written.moved_tag ? "+" : "") + (branch ? std::string(kTags) : std::string()) + tag;
}

}  // namespace

Result<std::vector<Command>> commands_after(git::Repository& repository, const WrittenPlace& written) {
  const RecordPlace& place = written.place;
  std::error_code error;
  const bool is_top = std::filesystem::equivalent(std::filesystem::current_path(error), place.top, error);
  const std::string path = (is_top ? "" : ":/") + place.path;
  TRY_ASSIGN(const auto head, repository.head_branch());
  const std::string on = head ? std::string(short_name(*head)) : std::string();
  TRY_ASSIGN(const std::string remote, remote_to_push_to(on));
  std::vector<Command> commands;
  if (!is_committed(place)) {
    if (on.empty()) {
      TRY_ASSIGN(const std::string branch, fresh_branch(repository, remote, written.name));
      commands.push_back({"git", "switch", "-c", branch});
    }
    commands.push_back(add_command(place, path));
    Command commit = {"git", "commit", "-m", "feat: record " + written.name};
    if (written.is_dirty) commit.insert(commit.end(), {"--", path});  // and nothing else that is staged
    commands.push_back(std::move(commit));
  }
  if (remote.empty()) return commands;
  Command push = {"git", "push", remote};
  if (!on.empty() || !commands.empty()) push.emplace_back("HEAD");
  if (!place.tag.empty()) {
    TRY_ASSIGN(std::string refspec, refspec_of_tag(repository, written));
    push.push_back(std::move(refspec));
  }
  const bool names_a_ref = push.size() > 3;
  if (names_a_ref) commands.push_back(std::move(push));
  return commands;
}

}  // namespace expgate::experiments
