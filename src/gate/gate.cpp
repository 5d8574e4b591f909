#include "gate/gate.h"

#include <chrono>
#include <exception>
#include <optional>

#include <fmt/core.h>

#include "base/environment.h"
#include "engine/evaluate.h"
#include "gate/audit_log.h"
#include "gate/effective_policy.h"
#include "gate/policy_change.h"
#include "input/context.h"
#include "model/ref_name.h"
#include "text/utf8.h"

namespace expgate::gate {

namespace {

// Wikis and design repositories have no code to gate, and a global hook runs for them too (SPEC section 3,
// FACTS section 3).
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
  Result<policy::Policy> own = servers_own_policy(repository, context, settings);
  if (!own || !validate(*own, context)) return tl::unexpected(std::move(broken));
  known.policy = std::move(*own);
  TRY_ASSIGN(Report report, engine::evaluate(*known.policy, known.changes, repository));
  bool is_mend = false;
  if (!report.is_partial) TRY_SET(is_mend, repairs_policy(repository, known.changes, settings));
  const auto& updates = known.changes.updates;
  const bool is_request = !updates.empty() && updates.back().merged_tree;
  const std::string branch(short_name(is_request ? updates.back().ref : context.default_branch));
  if (!is_mend) {
    broken.help += (broken.help.empty() ? "" : "; ") +
                   fmt::format(
                       "until `{0}` is mended, only a commit on top of `{1}` gets in that changes nothing "
                       "but `{0}`; {2}",
                       kRepositoryPolicy, text::printable(branch),
                       is_ci ? "meanwhile: expgate ci --policy FILE"
                             : "the server's administrator can let it be: `repository_policy: ignore`");
    return tl::unexpected(std::move(broken));
  }
  report.notes.insert(report.notes.begin(),
                      fmt::format("`{}` on `{}` cannot be read: this mends it, and was judged without it",
                                  kRepositoryPolicy, text::printable(branch)));
  return report;
}

Result<Report> judge(Mode mode, const Settings& settings, const Collect& collect, const Extras& extras,
                     Case& known) {
  if (is_left_alone(mode)) return Report{};
  TRY_ASSIGN(const auto repository, git::Repository::open_from_environment());
  known.repository = repository->common_folder();
  Result<ChangeSet> changes = collect(*repository);
  if (changes)
    known.changes = std::move(*changes);
  else if (is_server(mode))
    TRY_SET(known.changes.context, input::gather_context(mode, *repository));
  else
    return tl::unexpected(changes.error());
  Result<policy::Policy> policy = effective_policy(*repository, known.changes, settings);
  if (policy)
    known.policy = std::move(*policy);
  else if (auto own = readable_policy(*repository, known.changes.context, settings); own && is_server(mode))
    known.policy = std::move(*own);
  if (!changes) return tl::unexpected(changes.error());
  if (!policy) return judge_without(policy.error(), *repository, settings, known);
  Result<Report> report = engine::evaluate(*known.policy, known.changes, *repository, extras.watcher);
  if (report) {
    // What is beyond the budget of a push is not read, a policy in it included.
    if (!report->is_partial && mode != Mode::audit)
      TRY(check_pushed_policy(*repository, known.changes, *known.policy, settings));
    if (mode != Mode::audit) TRY(note_policy_change(*repository, known.changes, settings, *report));
    if (extras.finish) TRY(extras.finish(*repository, known.changes, *report));
    return report;
  }
  if (mode == Mode::audit && repository->is_shallow())
    return within("the history here is cut off (a shallow clone)", report.error());
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
    return fail(std::string("internal failure: ") + error.what(), "please report this as a bug of expgate");
  }
}

// Writes the push down, where the server's policy wants that. A log that cannot be written is the policy's to
// judge, unless somebody went round a rule: that counts only where it is written down.
void keep_record(const Case& known, Report& report) {
  if (!known.policy || !is_server(report.mode)) return;
  const bool is_bypassed = !report.bypass.empty();
  if (!known.policy->audit) {
    if (is_bypassed && !report.error)
      report.error =
          Error{"a bypass counts only where it is written down, and this server's policy has no `audit`",
                "tell the server's administrator: audit: {file: /var/log/expgate/audit.jsonl}"};
    return;
  }
  const policy::AuditLog& log = *known.policy->audit;
  const Result<void> written = append_line(log.file, audit_line(report, known.changes, *known.policy));
  if (written) return;
  const std::string what = "the audit log `" + log.file + "` cannot be written: " + written.error().message;
  if (log.may_be_lost && !is_bypassed)
    report.notes.push_back(what);
  else if (!report.error)
    report.error = Error{what, "tell the server's administrator: who runs the hook must be able to write it"};
}

void take_out(std::string& text, const std::string& what) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos;) text.erase(at, what.size());
}

// Where things lie on the server is nobody's business but the administrator's, who has the audit log and
// `expgate policy check`: whoever pushes reads paths from the repository on, and names of files.
void hide_folders(const Case& known, const Settings& settings, Report& report) {
  std::vector<std::string> folders{known.repository, std::string(kSystemFolder)};
  const auto add_folder_of = [&](const std::string& file) {
    if (file.starts_with('/')) folders.push_back(file.substr(0, file.rfind('/') + 1));
  };
  add_folder_of(settings.policy);
  if (known.policy && known.policy->audit) add_folder_of(known.policy->audit->file);
  for (const std::string& folder : folders) {
    if (folder.size() < 2) continue;
    if (report.error) take_out(report.error->message, folder);
    for (std::string& note : report.notes) take_out(note, folder);
    for (std::vector<Finding>* findings : {&report.findings, &report.waived}) {
      for (Finding& finding : *findings) {
        take_out(finding.policy, folder);
        take_out(finding.waived_by, folder);
      }
    }
  }
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
  report.warn_only = settings.warn_only || (is_server(mode) && known.policy && known.policy->warn_only);
  report.elapsed_ms =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  keep_record(known, report);
  if (is_server(mode)) hide_folders(known, settings, report);
  return report;
}

}  // namespace expgate::gate
