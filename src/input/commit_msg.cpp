#include "input/commit_msg.h"

#include <filesystem>
#include <fstream>

#include "base/environment.h"
#include "base/files.h"
#include "base/strings.h"
#include "input/commit_command.h"
#include "input/context.h"
#include "message/clean.h"

namespace expgate::input {

namespace {

Result<std::string> read_message(const std::string& path) {
  auto text = read_file(path);
  if (!text)
    return fail(tr("cannot read the message file `{file}`: {reason}",
                   {{"file", LocalFile{path}}, {"reason", verbatim(text.error().message())}}),
                tr("git gives its commit-msg hook this file as the only argument"));
  return *std::move(text);
}

Result<message::Situation> situation(git::Repository& repository) {
  message::Situation facts;
  TRY_ASSIGN(const auto cleanup, repository.config("commit.cleanup"));
  TRY_ASSIGN(const auto comment, repository.config_of("core.commentchar", "core.commentstring"));
  facts.cleanup = cleanup.value_or("");
  facts.comment = comment.value_or("");
  TRY_ASSIGN(const auto verbose, repository.config("commit.verbose"));
  facts.is_verbose =
      verbose && *verbose != "false" && *verbose != "no" && *verbose != "off" && *verbose != "0";
  facts.has_editor = environment("GIT_EDITOR") != ":";
  for (const char* name : {"MERGE_HEAD", "SQUASH_MSG", "rebase-merge"})
    facts.resumes = facts.resumes || std::filesystem::exists(repository.git_folder() + name);
  for (const char* name : {"CHERRY_PICK_HEAD", "REVERT_HEAD"}) {  // these are refs
    TRY_ASSIGN(const auto commit, repository.resolve(name));
    facts.resumes = facts.resumes || commit;
  }
  return facts;
}

// The parents of the commit to come. A hook is not told of an --amend: where HEAD is a merge and the message
// begins like HEAD's, it is HEAD that is made again, with its own parents.
Result<std::vector<Oid>> parents(git::Repository& repository, std::string_view message) {
  std::vector<Oid> parents;
  TRY_ASSIGN(const auto head, repository.resolve("HEAD"));
  if (!head) return parents;
  TRY_ASSIGN(const Commit last, repository.commit(*head));
  const auto header = [](std::string_view text) { return text.substr(0, text.find('\n')); };
  if (last.parents.size() > 1 && header(last.message) == header(message)) return last.parents;
  parents.push_back(*head);
  const std::string merged = repository.git_file("MERGE_HEAD").value_or("");
  for (const std::string_view line : lines(merged))
    if (const auto parent = Oid::parse(trim(line))) parents.push_back(*parent);
  return parents;
}

// What git strips from the file by itself: the comments, and all from the scissors line on.
std::string stripped_part(std::string_view text, const message::Cleanup& cleanup) {
  std::string part;
  bool is_cut = false;
  for (const std::string_view line : lines(text)) {
    const bool is_comment = !cleanup.comment.empty() && line.starts_with(cleanup.comment);
    is_cut = is_cut || (cleanup.cuts_at_scissors && is_comment &&
                        line.substr(cleanup.comment.size()) == message::kScissors);
    const bool goes = is_cut || (is_comment && cleanup.mode == message::CleanupMode::strip);
    if (goes) part += std::string(line) + "\n";
  }
  return part;
}

}  // namespace

Result<message::Cleanup> cleanup_of(git::Repository& repository, std::string_view text) {
  TRY_ASSIGN(const message::Situation facts, situation(repository));
  return message::cleanup_for(facts, text);
}

Result<bool> rewrite_message(git::Repository& repository, const std::string& file, std::string_view text,
                             std::string_view message) {
  TRY_ASSIGN(const message::Cleanup before, cleanup_of(repository, text));
  const std::string stripped = stripped_part(text, before);
  const std::string whole = std::string(message) + (stripped.empty() ? "" : "\n" + stripped);
  TRY_ASSIGN(const message::Cleanup after, cleanup_of(repository, whole));
  if (message::clean(whole, after) != message) return false;
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << whole;
  out.close();
  if (!out) return fail(tr("cannot write the message file `{file}`", {{"file", LocalFile{file}}}));
  return true;
}

Result<ChangeSet> commit_msg(git::Repository& repository, const std::string& file) {
  ChangeSet changes;
  repository.fetch_missing();
  TRY_SET(changes.context, gather_context(Mode::commit_msg, repository));
  Draft& draft = changes.draft.emplace();
  TRY_ASSIGN(const auto branch, repository.head_branch());
  draft.ref = branch.value_or("");
  draft.command = [&repository] { return running_commit(repository); };
  draft.message_file = file.starts_with('/') ? file : changes.context.top + file;
  TRY_ASSIGN(const std::string text, read_message(file));
  TRY_ASSIGN(const message::Cleanup cleanup, cleanup_of(repository, text));
  const std::string cleaned = message::clean(text, cleanup);
  if (cleaned.empty()) return changes;

  Commit commit;
  commit.message = cleaned;
  TRY_ASSIGN(const auto encoding, repository.config("i18n.commitencoding"));
  commit.encoding = encoding.value_or("");
  commit.author = {environment("GIT_AUTHOR_NAME"), environment("GIT_AUTHOR_EMAIL")};
  TRY_SET(commit.parents, parents(repository, cleaned));
  draft.commit = std::move(commit);
  return changes;
}

}  // namespace expgate::input
