#include "rewrite/destination.h"

#include <algorithm>
#include <filesystem>

#include "base/strings.h"
#include "git/command.h"
#include "git/similar_ref.h"
#include "input/pre_push.h"
#include "model/ref_name.h"
#include "text/shell.h"
#include "text/utf8.h"

namespace expgate::rewrite {

namespace {

Result<std::string> config_or(git::Repository& repository, const std::string& key, const std::string& other) {
  TRY_ASSIGN(const auto value, repository.config(key));
  return value && !value->empty() ? *value : other;
}

Result<std::vector<std::string>> remotes_here() {
  TRY_ASSIGN(const std::string listed, git::output_of({"git", "remote"}));
  std::vector<std::string> names;
  for (const std::string_view name : lines(listed)) names.emplace_back(name);
  return names;
}

// Where `git push` sends the branch (git-config(1), remote.pushDefault).
Result<std::string> usual_remote(git::Repository& repository, const std::string& branch) {
  TRY_ASSIGN(const std::vector<std::string> remotes, remotes_here());
  std::string usual = remotes.size() == 1 ? remotes.front() : "";
  if (std::find(remotes.begin(), remotes.end(), "origin") != remotes.end()) usual = "origin";
  const std::string name = branch.empty() ? "" : branch.substr(kBranches.size());
  if (!name.empty()) TRY_SET(usual, config_or(repository, "branch." + name + ".remote", usual));
  TRY_SET(usual, config_or(repository, "remote.pushdefault", usual));
  if (!name.empty()) TRY_SET(usual, config_or(repository, "branch." + name + ".pushremote", usual));
  if (!usual.empty()) return usual;
  // What nobody else has cannot be known then: it might be the whole history that was rewritten.
  if (remotes.empty())
    return fail(tr("this repository has no remote, so it is not known which commits others have"),
                tr("add one with `git remote add`, or name it: `expgate mend URL`"));
  return fail(tr("this repository has several remotes"), tr("name one: `expgate mend REMOTE`"));
}

// With `push.default = upstream` a branch may be called something else there.
Result<std::string> name_there(git::Repository& repository, const std::string& branch) {
  TRY_ASSIGN(const std::string how, config_or(repository, "push.default", "simple"));
  if (how != "upstream" && how != "tracking") return branch;
  return config_or(repository, "branch." + branch.substr(kBranches.size()) + ".merge", branch);
}

// What names no remote may be a URL, or the path of a repository; else it is a slip.
Result<std::vector<std::string>> urls_of(const std::string& remote) {
  TRY_ASSIGN(const git::CommandOutput url, git::run({"git", "remote", "get-url", "--push", "--all", remote}));
  std::vector<std::string> urls;
  if (url.ok())
    for (const std::string_view line : lines(url.out)) urls.emplace_back(line);
  std::error_code error;
  if (remote.find(':') != std::string::npos || std::filesystem::exists(remote, error)) urls.push_back(remote);
  if (!urls.empty()) return urls;
  TRY_ASSIGN(const std::vector<std::string> names, remotes_here());
  const auto near = nearest(remote, names);
  if (near)
    return fail(tr("there is no remote `{remote}`; did you mean `{near}`?",
                   {{"remote", text::printable(remote)}, {"near", *near}}));
  return fail(tr("there is no remote `{remote}`", {{"remote", text::printable(remote)}}),
              tr("`git remote` lists the remotes, and `git branch` the branches"));
}

// What the remote's branch has must be here, or nobody knows what it lacks.
Result<void> compare(git::Repository& repository, Destination& found) {
  for (const auto& [name, oid] : found.refs) {
    if (name != found.ref) continue;
    if (!repository.has(oid))
      return fail(
          tr("`{branch}` on `{remote}` has commits that you do not have yet",
             {{"branch", text::printable(short_name(name))}, {"remote", text::printable(found.remote)}}),
          tr("run `git fetch {remote}`, then mend", {{"remote", text::shell_word(found.remote)}}));
    TRY_ASSIGN(const bool is_ahead, repository.is_ancestor(oid, found.tip));
    found.has_diverged = !is_ahead;
  }
  return {};
}

// What we last heard that the remote has.
Result<std::vector<std::pair<std::string, Oid>>> known_refs(git::Repository& repository,
                                                            const std::string& remote) {
  std::vector<std::pair<std::string, Oid>> refs;
  const std::string prefix = "refs/remotes/" + remote + "/";
  TRY(repository.each_ref({prefix}, [&](const git::Ref& ref) -> Result<void> {
    refs.emplace_back(std::string(kBranches) + std::string(ref.name.substr(prefix.size())), ref.target);
    return {};
  }));
  return refs;
}

// Whether HEAD is what the remote calls by that name: it is detached, or the upstream of its branch is that
// one.
Result<bool> stands_for(git::Repository& repository, const std::string& branch) {
  TRY_ASSIGN(const auto head, repository.head_branch());
  if (!head) return true;
  TRY_ASSIGN(const std::string upstream,
             config_or(repository, "branch." + head->substr(kBranches.size()) + ".merge", ""));
  return upstream == branch;
}

tl::unexpected<Error> no_branch(git::Repository& repository, const std::string& wanted) {
  if (const auto meant = git::similar_ref(repository, wanted))
    return fail(tr("there is no branch `{branch}` here; did you mean `{meant}`?",
                   {{"branch", text::printable(wanted)}, {"meant", text::printable(*meant)}}));
  return fail(tr("there is no branch `{branch}` here", {{"branch", text::printable(wanted)}}),
              tr("`git branch` lists them"));
}

Result<void> find_branch(git::Repository& repository, const std::string& wanted, Destination& found) {
  const std::string name = full_branch_name(wanted);
  TRY_ASSIGN(const auto head, repository.head_branch());
  found.branch = name.empty() ? head.value_or("") : name;
  if (!found.branch.empty()) {  // a symbolic ref stands for another branch
    TRY_ASSIGN(const auto target, repository.symbolic_target(found.branch));
    found.branch = target.value_or(found.branch);
  }
  TRY_ASSIGN(auto tip, repository.resolve(found.branch.empty() ? "HEAD" : found.branch));
  if (!tip && !name.empty()) {
    TRY_ASSIGN(const bool is_head, stands_for(repository, name));
    if (!is_head) return no_branch(repository, wanted);
    found.branch = head.value_or("");
    found.ref = name;
    TRY_SET(tip, repository.resolve("HEAD"));
  }
  if (!tip) return fail(tr("this branch has no commit yet"));
  found.tip = *tip;
  return {};
}

// Whether the only word that was given names a branch: a remote of that name comes first.
Result<bool> is_branch_alone(git::Repository& repository, const std::string& word) {
  if (word.empty()) return false;
  TRY_ASSIGN(const std::vector<std::string> remotes, remotes_here());
  if (std::find(remotes.begin(), remotes.end(), word) != remotes.end()) return false;
  TRY_ASSIGN(const auto tip, repository.resolve(full_branch_name(word)));
  return tip.has_value();
}

}  // namespace

std::string full_branch_name(const std::string& name) {
  return name.empty() || is_branch(name) ? name : std::string(kBranches) + name;
}

Result<Destination> find_destination(git::Repository& repository, const std::string& remote_or_branch,
                                     const std::string& second) {
  const bool may_be_alone = second.empty();
  TRY_ASSIGN(const bool is_alone,
             may_be_alone ? is_branch_alone(repository, remote_or_branch) : Result<bool>(false));
  const std::string& remote = is_alone ? second : remote_or_branch;
  const std::string& branch = is_alone ? remote_or_branch : second;
  Destination found;
  for (const std::string& word : {remote_or_branch, second})
    if (!word.empty()) found.words.push_back(word);
  TRY(find_branch(repository, branch, found));
  found.remote = remote;
  if (remote.empty()) TRY_SET(found.remote, usual_remote(repository, found.branch));
  if (found.branch.empty() &&
      found.ref.empty()) {  // where it is going to be pushed to nobody knows: the strictest will do
    const auto usual = repository.likely_default_branch(found.remote);
    found.ref = usual.value_or(std::string(kBranches) + "main");
  }
  if (found.ref.empty()) TRY_SET(found.ref, name_there(repository, found.branch));
  TRY_ASSIGN(const std::string mirror, config_or(repository, "remote." + found.remote + ".mirror", ""));
  found.is_mirror = mirror == "true";
  TRY_ASSIGN(const std::vector<std::string> urls, urls_of(found.remote));
  TRY_ASSIGN(auto heard, known_refs(repository, found.remote));
  for (const auto& each : heard) found.heard.push_back(each.second);
  found.was_asked = true;
  for (const std::string& url : urls) {
    TRY_ASSIGN(auto refs, input::refs_of_remote(repository, url));
    if (!refs) found.was_asked = false;
    if (refs && found.refs.empty()) found.refs = *refs;  // the first one's word counts for judging
    for (const auto& each : refs.value_or(input::RemoteRefs{})) found.heard.push_back(each.second);
  }
  if (!found.was_asked && heard.empty())
    return fail(tr("`{remote}` does not say what it has, and nothing was fetched from it yet",
                   {{"remote", text::printable(found.remote)}}),
                tr("what others have is not rewritten: `git fetch` first"));
  if (!found.was_asked) found.refs = std::move(heard);
  TRY(compare(repository, found));
  return found;
}

Result<std::vector<Oid>> lacking_commits(git::Repository& repository, const Destination& destination,
                                         const Oid& tip) {
  std::string revisions = tip.hex() + "\n";
  // What was pushed once may be there by a way that is not known here: merged, and its branch deleted.
  for (const Oid& oid : destination.heard)
    if (repository.has(oid)) revisions += "^" + oid.hex() + "\n";
  TRY_ASSIGN(const std::string listed,
             git::output_of({"git", "rev-list", "--topo-order", "--reverse", "--stdin"}, revisions));
  std::vector<Oid> commits;
  for (const std::string_view line : lines(listed))
    if (const auto oid = Oid::parse(line)) commits.push_back(*oid);
  return commits;
}

Result<ChangeSet> push_of(git::Repository& repository, const Destination& destination, const Oid& tip) {
  Oid old = Oid::zero(tip.format);
  for (const auto& [name, oid] : destination.refs)
    if (name == destination.ref) old = oid;
  const std::string local = destination.branch.empty() ? "HEAD" : destination.branch;
  const std::string line = local + " " + tip.hex() + " " + destination.ref + " " + old.hex() + "\n";
  TRY_ASSIGN(ChangeSet changes, input::pre_push(repository, destination.remote, destination.remote, line));
  repository.judge_by_refs(destination.refs);
  return changes;
}

}  // namespace expgate::rewrite
