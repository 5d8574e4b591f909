#include "input/pre_push.h"

#include <algorithm>
#include <chrono>

#include "base/strings.h"
#include "base/trace.h"
#include "git/command.h"
#include "input/context.h"
#include "model/ref_name.h"
#include "text/shell.h"
#include "text/utf8.h"

namespace expgate::input {

namespace {

tl::unexpected<Error> no_update(std::string_view line) {
  return fail(
      tr("a line of standard input is not a ref update: `{line}`",
         {{"line", text::printable(line.substr(0, 200))}}),
      tr("write `<local ref> <local oid> <remote ref> <remote oid>`, as git does for its pre-push hook"));
}

// What the remote has may be newer than what we have heard of: then the last that we heard of has to do.
Result<void> use_last_known(git::Repository& repository, RefUpdate& update, std::vector<Text>& notes) {
  if (update.old_oid.is_zero() || repository.has(update.old_oid)) return {};
  TRY_ASSIGN(const auto tracked, repository.resolve(update.ref));
  update.old_oid = tracked.value_or(Oid{});
  notes.push_back(
      tr("`{ref}` has moved on the remote since the last fetch: run `git fetch` to see what the server will "
         "check",
         {{"ref", text::printable(update.ref)}}));
  return {};
}

// What HEAD of the remote names decides what `@default` is. Where nothing is known of that, it may be a
// branch that this push makes, since in an empty repository HEAD names `main` or `master` already.
void guess_default_branch(ChangeSet& changes) {
  std::string& guess = changes.context.default_branch;
  if (!guess.empty()) return;
  const auto any_update = [&](const auto& is_meant) {
    return std::any_of(changes.updates.begin(), changes.updates.end(), is_meant);
  };
  for (const char* usual : {"refs/heads/main", "refs/heads/master"})
    if (guess.empty() && any_update([&](const RefUpdate& update) { return update.ref == usual; }))
      guess = usual;
  const bool is_url = changes.context.remote.find_first_of(":/") != std::string::npos;
  if (!guess.empty() || is_url || !any_update([](const RefUpdate& update) {
        return is_branch(update.ref) && !update.creates() &&
               short_name(update.ref).find('/') == std::string_view::npos;
      }))
    return;
  changes.notes.push_back(
      tr("the default branch of `{remote}` is not known, so checks of it did not run: "
         "run `git remote set-head {remote} --auto`",
         {{"remote", text::shell_word(changes.context.remote)}}));
}

}  // namespace

Result<std::vector<RefUpdate>> parse_pushed(std::string_view text) {
  std::vector<RefUpdate> updates;
  for (const std::string_view line : lines(text)) {
    // From the right: the local ref is what the user typed, and may hold blanks.
    const std::size_t third = line.rfind(' ');
    const std::size_t second =
        third == std::string_view::npos || third == 0 ? std::string_view::npos : line.rfind(' ', third - 1);
    const std::size_t first = second == std::string_view::npos || second == 0 ? std::string_view::npos
                                                                              : line.rfind(' ', second - 1);
    if (first == std::string_view::npos) return no_update(line);
    const auto local = Oid::parse(line.substr(first + 1, second - first - 1));
    const auto remote = Oid::parse(line.substr(third + 1));
    const std::string_view ref = line.substr(second + 1, third - second - 1);
    if (!local || !remote || ref.empty()) return no_update(line);
    updates.push_back({std::string(ref), *remote, *local, std::string(line.substr(0, first))});
  }
  return updates;
}

Result<ChangeSet> pre_push(git::Repository& repository, const std::string& remote, const std::string& url,
                           std::string_view pushed_lines) {
  ChangeSet changes;
  // With a URL on the command line git gives no name; a remote of that URL knows what is there.
  const std::string name = remote == url ? repository.remote_of_url(url).value_or(remote) : remote;
  repository.fetch_missing();
  TRY_SET(changes.context, gather_context(Mode::pre_push, repository, name));
  changes.context.remote = name;
  TRY_SET(changes.updates, parse_pushed(pushed_lines));
  TRY_ASSIGN(const auto head, repository.head_branch());
  for (RefUpdate& update : changes.updates)
    if (head && (update.local == "HEAD" || update.local == "@")) update.local = *head;
  guess_default_branch(changes);
  // A tag that lies here need not be there.
  repository.judge_as_remote(
      name, [](std::string_view ref) { return !is_tag(ref); }, changes.context.default_branch);
  for (RefUpdate& update : changes.updates) TRY(use_last_known(repository, update, changes.notes));
  return changes;
}

namespace {

constexpr std::chrono::seconds kMostForRemote{10};

// The refs that a listing of git ls-remote names. A tag object is named twice, the second time by its commit,
// which may be here although the tag is not.
RemoteRefs refs_of(std::string_view listing) {
  RemoteRefs refs;
  for (const std::string_view line : lines(listing)) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string_view::npos) continue;
    const auto oid = Oid::parse(line.substr(0, tab));
    const bool is_peeled = line.ends_with("^{}");
    if (oid && is_peeled && !refs.empty())
      refs.back().second = *oid;
    else if (oid && !is_peeled)
      refs.emplace_back(line.substr(tab + 1), *oid);
  }
  return refs;
}

}  // namespace

Result<std::vector<std::string>> without_questions(git::Repository& repository) {
  TRY_ASSIGN(const auto ssh, repository.config("core.sshcommand"));
  return git::without_questions(ssh);
}

Result<std::optional<RemoteRefs>> refs_of_remote(git::Repository& repository, const std::string& url) {
  const Trace trace("ask the remote for its refs");
  TRY_ASSIGN(std::vector<std::string> argv, without_questions(repository));
  argv.insert(argv.end(), {"git", "ls-remote", "--heads", "--tags", "--end-of-options", url});
  const Result<std::optional<git::CommandOutput>> said = git::run_for(kMostForRemote, std::move(argv));
  if (!said || !*said || !(*said)->ok()) return std::optional<RemoteRefs>{};
  return std::optional(refs_of((*said)->out));
}

Result<bool> ask_remote(git::Repository& repository, const std::string& url, Report& report) {
  TRY_ASSIGN(auto refs, refs_of_remote(repository, url));
  if (refs) {
    repository.judge_by_refs(std::move(*refs));
    return true;
  }
  report.notes.push_back(
      tr("the remote did not say what it has: commits that it has already may be among these"));
  return false;
}

}  // namespace expgate::input
