#include "gate/gate.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <optional>

#include <fmt/core.h>

#include "base/deadline.h"
#include "base/environment.h"
#include "base/trace.h"
#include "engine/evaluate.h"
#include "engine/remedy.h"
#include "gate/audit_log.h"
#include "gate/effective_policy.h"
#include "gate/fix_message.h"
#include "gate/policy_change.h"
#include "gate/redact.h"
#include "git/command.h"
#include "input/context.h"
#include "model/ref_name.h"
#include "text/utf8.h"

namespace expgate::gate {

namespace {

// Wikis and design repositories have no code to gate, and a global hook runs for them too
// (docs/git-facts.md, "Gitaly").
bool is_left_alone(Mode mode) {
  const std::string repository = environment("GL_REPOSITORY");
  return is_server(mode) && (repository.starts_with("wiki-") || repository.starts_with("design-"));
}

// What is known of a push by the time that it is judged, or cannot be.
struct Case {
  ChangeSet changes;
  std::optional<policy::Policy> policy;  // where the effective one cannot be had: the server's own
  std::string repository;                // its folder, with a '/' at the end
};

// The policy cannot be read, or made to work. Where that is the repository's doing, a push that mends it is
// judged by what counts without it; nothing else gets in.
Result<Report> judge_without(Error broken, git::Repository& repository, const Settings& settings,
                             Case& known) {
  const Context& context = known.changes.context;
  const bool is_ci = context.mode == Mode::ci && settings.policy.empty() && known.changes.policy_base;
  if (!is_server(context.mode) && !is_ci) return tl::unexpected(std::move(broken));
  Result<policy::Policy> own = servers_own_policy(known.repository, context, settings);
  if (!own || !validate(*own, context)) return tl::unexpected(std::move(broken));
  known.policy = std::move(*own);
  TRY_ASSIGN(Report report, engine::evaluate(*known.policy, known.changes, repository));
  bool is_mend = false;
  if (!report.is_partial) TRY_SET(is_mend, repairs_policy(repository, known.changes, settings));
  const auto& updates = known.changes.updates;
  const bool is_request = !updates.empty() && updates.back().merged_tree;
  const std::string branch(short_name(is_request ? updates.back().ref : context.default_branch));
  if (!is_mend) {
    Arguments arguments{{"file", kRepositoryPolicy}, {"branch", branch}};
    Text way_out =
        is_ci ? tr("until `{file}` is fixed, only a commit on top of `{branch}` passes that changes nothing "
                   "but `{file}`; meanwhile: expgate ci --policy FILE",
                   std::move(arguments))
              : tr("until `{file}` is fixed, only a commit on top of `{branch}` passes that changes nothing "
                   "but `{file}`; an administrator can set `repository_policy: ignore`",
                   std::move(arguments));
    broken.help =
        broken.help.empty()
            ? std::move(way_out)
            : tr("{first}; {second}", {{"first", std::move(broken.help)}, {"second", std::move(way_out)}});
    return tl::unexpected(std::move(broken));
  }
  report.notes.insert(
      report.notes.begin(),
      tr("`{file}` on `{branch}` cannot be read: this push fixes it, and was checked without that file",
         {{"file", kRepositoryPolicy}, {"branch", branch}}));
  return report;
}

Result<std::unique_ptr<git::Repository>> open_repository() {
  const Trace trace("open the repository");
  return git::Repository::open_from_environment();
}

Result<ChangeSet> collect_changes(const Collect& collect, git::Repository& repository) {
  const Trace trace("collect the changes");
  return collect(repository);
}

// Who pushes, and to what, by the variables that the server's policy names.
void identify(Context& context, std::string_view server) {
  for (const Identity& identity : context.identities) {
    if (identity.server != server) continue;
    context.user = identity.user;
    context.project = identity.project;
    if (server == "gitlab") continue;  // on any other server these are what a client says
    context.user_id.clear();
    context.protocol.clear();
  }
}

// What the audit log says of a push that takes too long.
std::string line_of_deadline(Mode mode, const Case& known) {
  Report report;
  report.mode = mode;
  report.error = Error{tr("the time allowed for a hook is over"), {}};
  report.warn_only = known.policy->warn_only;
  return audit_line(report, known.changes, *known.policy);
}

// What the server's policy says of who pushes, of the audit log and of time. From here on a push that takes
// too long is written down.
void go_by_server(Mode mode, Case& known) {
  if (!is_server(mode) || !known.policy) return;
  identify(known.changes.context, known.policy->identity);
  if (known.policy->audit) deadline::record(known.policy->audit->file, line_of_deadline(mode, known));
  if (known.policy->deadline) deadline::change(*known.policy->deadline);
}

bool has_checks(const policy::Policy& policy) {
  return std::ranges::any_of(policy.checks,
                             [](const policy::Check& check) { return check.severity != Severity::off; });
}

// The server's repository cannot be opened. Its own policy is read all the same: the push is written down
// with its refs, and if the repository is merely of a kind that is not supported, `mode: warn` lets the push
// in, and a policy without checks has nothing to say against it.
Result<Report> judge_unopened(Error why, Mode mode, const Settings& settings, const Extras& extras,
                              Case& known) {
  known.repository = git::Repository::common_folder_here();
  known.changes.context = input::server_context(mode, known.repository);
  Result<std::vector<RefUpdate>> updates = extras.updates ? extras.updates() : std::vector<RefUpdate>();
  if (updates) known.changes.updates = std::move(*updates);
  const Context& context = known.changes.context;
  Result<policy::Policy> own = servers_own_policy(known.repository, context, settings);
  const bool is_whole = own.has_value();
  if (!is_whole) own = readable_policy(known.repository, context, settings);
  if (!own) return tl::unexpected(std::move(why));
  known.policy = std::move(*own);
  go_by_server(mode, known);
  if (!updates) return tl::unexpected(std::move(updates.error()));
  // A part of a policy, or one that cannot work, says where to write, but not what may be let in.
  const bool is_sound = is_whole && validate(*known.policy, context);
  if (!is_sound || why.kind != Error::Kind::unsupported_repository) return tl::unexpected(std::move(why));
  Report report;
  report.counts.refs = known.changes.updates.size();
  if (!has_checks(*known.policy)) return report;
  report.error = std::move(why);
  report.is_accepted_undecided = known.policy->warn_only;
  return report;
}

// What was pushed could not be gathered: the audit log names its refs all the same.
void add_pushed_refs(const Extras& extras, Case& known) {
  if (!extras.updates) return;
  if (Result<std::vector<RefUpdate>> updates = extras.updates()) known.changes.updates = std::move(*updates);
}

Result<Report> judge(Mode mode, const Settings& settings, const Collect& collect, const Extras& extras,
                     Case& known) {
  if (is_left_alone(mode)) return Report{};
  Result<std::unique_ptr<git::Repository>> opened = open_repository();
  if (!opened && is_server(mode))
    return judge_unopened(std::move(opened.error()), mode, settings, extras, known);
  TRY_ASSIGN(const auto repository, std::move(opened));
  known.repository = repository->common_folder();
  Result<ChangeSet> changes = collect_changes(collect, *repository);
  if (changes)
    known.changes = std::move(*changes);
  else if (is_server(mode))
    TRY_SET(known.changes.context, input::gather_context(mode, *repository));
  else
    return tl::unexpected(changes.error());
  Result<policy::Policy> policy = effective_policy(*repository, known.changes, settings);
  if (policy)
    known.policy = std::move(*policy);
  else if (auto own = readable_policy(known.repository, known.changes.context, settings);
           own && is_server(mode))
    known.policy = std::move(*own);
  if (!changes) add_pushed_refs(extras, known);
  go_by_server(mode, known);
  if (!changes) return tl::unexpected(changes.error());
  if (!policy) return judge_without(policy.error(), *repository, settings, known);
  Result<Report> report = engine::evaluate(*known.policy, known.changes, *repository, extras.watcher);
  if (report && report->count(Severity::error) > 0 && extras.learn_more) {
    TRY_ASSIGN(const bool has_more, extras.learn_more(*repository, *report));
    if (has_more) TRY_SET(known.policy, effective_policy(*repository, known.changes, settings));
    if (has_more) report = engine::evaluate(*known.policy, known.changes, *repository, extras.watcher);
  }
  if (report && mode == Mode::commit_msg && known.policy->fix_messages && report->count(Severity::error) > 0)
    TRY(fix_message(*repository, *known.policy, known.changes, *report));
  if (report) {
    const Trace trace("look at a new policy, finish the report");
    // What is beyond the budget of a push is not read, a policy in it included.
    if (!report->is_partial && mode != Mode::audit)
      TRY(check_pushed_policy(*repository, known.changes, *known.policy, settings));
    if (mode != Mode::audit) TRY(note_policy_change(*repository, known.changes, settings, *report));
    if (extras.finish) TRY(extras.finish(*repository, known.changes, *report));
    return report;
  }
  if (mode == Mode::audit && repository->is_shallow())
    return within(tr("the history here is cut off (a shallow clone)"), report.error());
  if (!is_server(mode)) return report;
  const Result<void> sound = validate(*known.policy, known.changes.context);
  return sound ? report : judge_without(sound.error(), *repository, settings, known);
}

// A bug or a lack of memory is "could not decide" too, and is reported as such.
Result<Report> judge_or_say_why_not(Mode mode, const Settings& settings, const Collect& collect,
                                    const Extras& extras, Case& known) {
  try {
    return judge(mode, settings, collect, extras, known);
  } catch (const std::exception& error) {
    return fail(tr("internal failure: {what}", {{"what", error.what()}}),
                tr("please report this as a bug in expgate"));
  }
}

// In warn mode: from when on such a push is rejected.
void note_end_of_warn_mode(const Case& known, Report& report) {
  const bool is_let_in = report.count(Severity::error) > 0 || report.is_accepted_undecided;
  if (!is_server(report.mode) || !known.policy || !known.policy->warn_only || !is_let_in) return;
  const std::string& date = known.policy->enforce_from;
  if (!date.empty())
    report.notes.push_back(
        tr("this server only warns for now: it rejects such a push from {date} on (00:00 UTC)",
           {{"date", date}}));
}

// Tells the bypass to whom the server's policy names. Whatever becomes of that, the verdict stays: from here
// on the hook's own deadline would change it, and this has one that is shorter.
void tell_bypass(const std::vector<std::string>& command, const std::string& line, Report& report) {
  constexpr std::chrono::seconds kMost{2};
  if (command.empty() || report.bypass.empty() || report.error) return;
  const Trace trace("tell the bypass");
  deadline::change(std::chrono::milliseconds{0});
  const auto told = git::stream_for(kMost, command, line, [](std::string_view) { return true; });
  if (!told)
    report.notes.push_back(tr("the server's `notify` command could not be run; the bypass is logged"));
  else if (!*told)
    report.notes.push_back(
        tr("the server's `notify` command took longer than {seconds} s; the bypass is logged",
           {{"seconds", kMost.count()}}));
  else if (!(*told)->ok())
    report.notes.push_back(
        tr("the server's `notify` command failed with exit code {code}; the bypass is logged",
           {{"code", (*told)->code}}));
}

// Writes the push down, where the server's policy wants that. A log that cannot be written is the policy's to
// judge, unless somebody went round a rule: that counts only where it is written down.
void keep_record(const Case& known, Report& report) {
  if (!known.policy || !is_server(report.mode)) return;
  deadline::record({}, {});  // from here on this is what writes it down
  const bool is_bypassed = !report.bypass.empty();
  if (!known.policy->audit) {
    if (is_bypassed && !report.error)
      report.error =
          Error{tr("a bypass counts only if it is logged, and this server's policy has no `audit`"),
                tr("ask the server's administrator to add: audit: {{file: /var/log/expgate/audit.jsonl}}")};
    return;
  }
  const Trace trace("write the audit log");
  const policy::AuditLog& log = *known.policy->audit;
  const std::string line = audit_line(report, known.changes, *known.policy);
  const Result<void> written = append_line(log.file, line);
  if (written) {
    // A report that nobody reads may keep the hook until its deadline: then the push is rejected after all.
    deadline::record(log.file, line_of_deadline(report.mode, known));
    return tell_bypass(known.policy->notify, line, report);
  }
  Text what = tr("the audit log `{file}` cannot be written: {error}",
                 {{"file", LocalFile{log.file}}, {"error", written.error().message}});
  if (log.may_be_lost && !is_bypassed)
    report.notes.push_back(std::move(what));
  else if (!report.error)
    report.error =
        Error{std::move(what),
              tr("tell the server's administrator: the user who runs the hook must be able to write it")};
}

// The server's folders that a pusher has no business with.
std::vector<std::string> folders_of(const Case& known, const Settings& settings) {
  std::vector<std::string> folders{known.repository, std::string(kSystemFolder)};
  const auto add_folder_of = [&](const std::string& file) {
    if (file.starts_with('/')) folders.push_back(file.substr(0, file.rfind('/') + 1));
  };
  add_folder_of(settings.policy);
  if (!known.policy) return folders;
  if (known.policy->audit) add_folder_of(known.policy->audit->file);
  for (const policy::Check& check : known.policy->checks)
    for (const OptionSpec& option : check.rule->options)
      if (option.is_servers) add_folder_of(check.options.text(option.name));
  return folders;
}

}  // namespace

Report run(Mode mode, const Settings& settings, const Collect& collect, const Extras& extras) {
  const auto start = std::chrono::steady_clock::now();
  Case known;
  auto judged = judge_or_say_why_not(mode, settings, collect, extras, known);
  Report report;
  if (judged)
    report = std::move(*judged);
  else
    report.error = judged.error();
  report.mode = mode;
  if (is_server(mode) && known.policy) report.language = known.policy->language;
  report.warn_only = settings.warn_only || (is_server(mode) && known.policy && known.policy->warn_only);
  note_end_of_warn_mode(known, report);
  report.is_web = known.changes.context.is_web();
  engine::withhold_commands(report);
  report.elapsed_ms =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  keep_record(known, report);
  // Where things lie on the server is the administrator's business, who has the audit log and `expgate policy
  // check`.
  if (is_server(mode)) redact(report, folders_of(known, settings));
  return report;
}

Result<Report> judge_push(git::Repository& repository, const ChangeSet& changes, const Settings& settings) {
  TRY_ASSIGN(const policy::Policy policy, effective_policy(repository, changes, settings));
  TRY_ASSIGN(Report report, engine::evaluate(policy, changes, repository));
  if (!report.is_partial) TRY(check_pushed_policy(repository, changes, policy, settings));
  report.mode = changes.context.mode;
  return report;
}

}  // namespace expgate::gate
