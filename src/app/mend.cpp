#include "rewrite/mend.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <unistd.h>

#include <fmt/core.h>

#include "app/mend_text.h"
#include "app/output.h"
#include "app/style.h"
#include "base/files.h"
#include "base/strings.h"
#include "catalogue/catalogue.h"
#include "git/command.h"
#include "message/clean.h"
#include "model/ref_name.h"
#include "text/shell.h"
#include "text/utf8.h"

namespace expgate::app {

namespace {

struct MendArguments {
  std::string remote;
  std::string branch;
  std::vector<std::string> messages;
  bool dry_run = false;
  bool yes = false;
  bool undo = false;
  bool drop_backups = false;
};

bool is_on_terminal() {
  return ::isatty(STDIN_FILENO) != 0 && ::isatty(STDOUT_FILENO) != 0;
}

Result<std::vector<std::pair<std::string, std::string>>> messages_of(const MendArguments& options) {
  std::vector<std::pair<std::string, std::string>> messages;
  for (const std::string& each : options.messages) {
    const std::size_t equals = each.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == each.size())
      return fail(tr("`--message {value}` names no commit and message", {{"value", each}}),
                  tr("write `--message REV='feat: …'`"));
    messages.emplace_back(each.substr(0, equals), each.substr(equals + 1));
  }
  return messages;
}

// What its author makes of the message in the editor that git would open; empty: it stays.
Result<std::string> ask_for_message(const git::Repository& repository, const rewrite::Unworded& unworded) {
  TRY_ASSIGN(const std::string editor, git::output_of({"git", "var", "GIT_EDITOR"}));
  const std::string file = repository.git_folder() + "EXPGATE_MENDMSG";
  std::ofstream(file, std::ios::binary) << message_template(unworded);
  const std::string command = std::string(trim(editor)) + " " + text::shell_quoted(file);
  const int status =
      std::system(command.c_str());  // NOLINT(cert-env33-c, concurrency-mt-unsafe): git does so, too
  const auto written = read_file(file);
  std::remove(file.c_str());
  if (status != 0 || !written) return fail(tr("the editor did not end well"), tr("nothing was changed"));
  std::string message = message::clean(*written, {.cuts_at_scissors = false});
  return trim(message) == trim(unworded.message) ? std::string() : message;
}

// Asks for each message that nobody but its author can write.
Result<void> ask_for_messages(const git::Repository& repository, rewrite::Mend& mend) {
  TRY_ASSIGN(const auto missing, mend.unworded());
  std::vector<std::pair<Oid, std::string>> messages;
  for (const rewrite::Unworded& each : missing) {
    TRY_ASSIGN(std::string message, ask_for_message(repository, each));
    if (!message.empty()) messages.emplace_back(each.commit, std::move(message));
  }
  return messages.empty() ? Result<void>{} : mend.give_messages(messages);
}

// A message that was given by hand is not put in if the next push would be rejected for it.
Result<void> must_pass(git::Repository& repository, rewrite::Mend& mend,
                       const std::vector<std::pair<std::string, std::string>>& messages) {
  TRY_ASSIGN(const auto missing, mend.unworded());
  for (const auto& given : messages) {
    TRY_ASSIGN(const auto oid, repository.revision(given.first));
    for (const rewrite::Unworded& each : missing)
      if (oid == each.commit && !each.findings.empty())
        return fail(
            tr("the message for {commit} does not pass: {problem}",
               {{"commit", each.commit.abbreviated()}, {"problem", each.findings.front()->message()}}),
            each.findings.front()->help());
  }
  return {};
}

Result<bool> confirm(const std::string& plan) {
  TRY(print(plan));
  fmt::print("{} ", catalogue::render(tr("Rewrite these commits? [Y/n]")));
  std::fflush(stdout);
  std::string answer;
  if (!std::getline(std::cin, answer)) return false;
  answer = ascii_lower(trim(answer));
  return answer.empty() || answer == "y" || answer == "yes";
}

int code_of(const rewrite::Mend& mend) {
  return mend.report().count(Severity::error) > 0 || mend.trouble() ? 1 : 0;
}

std::size_t width_of_terminal(const Common& common) {
  return text_style(Mode::pre_push, common, STDOUT_FILENO).width;
}

Result<int> show(const rewrite::Mend& mend, bool is_done, bool with_plan, const Common& common) {
  const std::size_t width = width_of_terminal(common);
  if (common.format == "json")
    TRY(print(mend_json(mend, is_done)));
  else
    TRY(print((with_plan && mend.changes_anything() ? mend_plan(mend, width) : "") +
              mend_outcome(mend, is_done, width)));
  return code_of(mend);
}

// There is nothing that a rewriting could change.
Result<int> nothing_to_do(const rewrite::Mend& mend, const Common& common) {
  if (common.format == "json" || code_of(mend) != 0) return show(mend, false, false, common);
  if (!common.quiet)
    TRY(print_line(mend.lacking() == 0 ? tr("nothing to mend: the remote has every commit of this branch")
                                       : tr("nothing to mend: the push passes as it is")));
  return 0;
}

// A push may have been rejected for another branch than the one that is checked out. Returns it; empty: there
// is none. Errors: there are several, and only a person can say which.
Result<std::string> branch_meant(const Common& common) {
  TRY_ASSIGN(const auto branches, rewrite::rejected_branches(common.gate_settings()));
  if (branches.size() < 2) return branches.empty() ? "" : branches.front();
  std::vector<Text> named;
  for (const std::string& each : branches) named.push_back(verbatim("`" + text::printable(each) + "`"));
  return fail(tr("nothing to mend on this branch, but pushes of {branches} would be rejected",
                 {{"branches", std::move(named)}}),
              tr("name one: `expgate mend {branch}`", {{"branch", text::shell_word(branches.front())}}));
}

Result<int> mend_branch(const MendArguments& options, const Common& common) {
  TRY_ASSIGN(const auto repository, git::Repository::open_from_environment());
  TRY_ASSIGN(const auto messages, messages_of(options));
  Result<rewrite::Mend> begun =
      rewrite::Mend::begin(*repository, common.gate_settings(), options.remote, options.branch, messages);
  const bool is_idle = begun ? !begun->changes_anything() && code_of(*begun) == 0 : !messages.empty();
  if (is_idle && options.remote.empty() && options.branch.empty()) {
    TRY_ASSIGN(const std::string other, branch_meant(common));
    if (!other.empty()) {
      MendArguments for_other = options;
      for_other.branch = other;
      return mend_branch(for_other, common);
    }
  }
  TRY_ASSIGN(rewrite::Mend mend, std::move(begun));
  TRY(must_pass(*repository, mend, messages));
  const bool asks = !options.dry_run && !options.yes && is_on_terminal() && common.format != "json";
  if (asks) TRY(ask_for_messages(*repository, mend));
  if (!mend.changes_anything()) return nothing_to_do(mend, common);
  if (options.dry_run) return show(mend, false, true, common);
  if (!options.yes && !asks)
    return fail(tr("nothing was changed: `expgate mend` asks before it rewrites, and this is not a terminal"),
                tr("`expgate mend --dry-run` shows the plan, `expgate mend --yes` carries it out"));
  if (asks) {
    TRY_ASSIGN(const bool is_wanted, confirm(mend_plan(mend, width_of_terminal(common))));
    if (!is_wanted) return fail(tr("nothing was changed"));
  }
  TRY(mend.carry_out());
  return show(mend, true, !asks && !common.quiet, common);
}

Result<int> undo_last(const MendArguments& options, const Common& common) {
  TRY_ASSIGN(const auto repository, git::Repository::open_from_environment());
  TRY_ASSIGN(const auto refs,
             rewrite::undo(*repository, options.branch.empty() ? options.remote : options.branch));
  if (!common.quiet)
    for (const rewrite::MovedRef& ref : refs)
      TRY(print_line(
          tr("Restored {ref} to {old}", {{"ref", short_name(ref.name)}, {"old", ref.now.abbreviated()}})));
  return 0;
}

Result<int> drop_all_backups(const Common& common) {
  TRY_ASSIGN(const auto repository, git::Repository::open_from_environment());
  TRY_ASSIGN(const std::size_t count, rewrite::drop_backups(*repository));
  if (!common.quiet) TRY(print_line(tr_n("dropped {count} backup", "dropped {count} backups", count)));
  return 0;
}

Action declare_mend(CommandArguments& arguments, const Common& common) {
  auto options = std::make_shared<MendArguments>();
  arguments.add({.value = "REMOTE",
                 .help = msgid("Where the branch is going to be pushed to"),
                 .fallback = msgid("where `git push` would push it"),
                 .takes_branches = true},
                &options->remote);
  arguments.add({.value = "BRANCH",
                 .help = msgid("The local branch to mend"),
                 .fallback = msgid("the one that is checked out")},
                &options->branch);
  arguments.add({.names = {"--dry-run"}, .help = msgid("Print the plan and change nothing")},
                &options->dry_run);
  arguments.add(
      {.names = {"-y", "--yes"}, .help = msgid("Do not ask: mend what needs no answer, and list the rest")},
      &options->yes);
  arguments.add({.names = {"-m", "--message"},
                 .value = "REV=TEXT",
                 .help = msgid("The message of a commit that only you can write; repeatable")},
                &options->messages);
  arguments.add({.names = {"--undo"},
                 .help = msgid("Take back the last mending of this branch"),
                 .excludes = {"--dry-run", "--yes", "--message", "--drop-backups"}},
                &options->undo);
  arguments.add({.names = {"--drop-backups"},
                 .help = msgid("Remove the refs that keep the old commits"),
                 .excludes = {"--dry-run", "--yes", "--message"}},
                &options->drop_backups);
  arguments.formats({"text", "json"});
  arguments.footer(msgid(
      "The commits that the remote lacks are rewritten so that the push passes: without files that may "
      "not be in history (they stay in the work tree), with clean notebooks and messages. For a message "
      "that only its author can write, it opens an editor in a terminal; `--message` gives it elsewhere. The "
      "exit code "
      "is 0 if the push passes then, 1 if something is left for you, 2 if nothing was changed."));
  arguments.example("expgate mend --dry-run", msgid("See the plan"));
  arguments.example("expgate mend --yes --message HEAD~1='feat(model): add ViT'",
                    msgid("Mend without questions, and give the message of a commit"));
  arguments.example("expgate mend --undo", msgid("Take the last mending back"));
  return [options, &common]() -> Result<int> {
    if (options->undo) return undo_last(*options, common);
    if (options->drop_backups) return drop_all_backups(common);
    Result<int> code = mend_branch(*options, common);
    if (!code && common.format == "json") TRY(print(mend_json(code.error())));
    return code;
  };
}

}  // namespace

extern const Command mend;
const Command mend{"mend", msgid("Rewrite the commits that the remote lacks so that the push passes"),
                   declare_mend};

}  // namespace expgate::app
