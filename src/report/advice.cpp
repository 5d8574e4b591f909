#include "report/advice.h"

#include <algorithm>

#include "model/ref_name.h"
#include "report/numbers.h"
#include "report/phrases.h"
#include "text/shell.h"

namespace expgate::report {

namespace {

// Below that, a rewritten history is not worth that everyone has to clone again.
constexpr std::uint64_t kWorthRewriting = std::uint64_t{10} << 20U;  // bytes
constexpr std::uint64_t kWorthMoving = std::uint64_t{1} << 20U;

// "`a.pt`", "`a.pt` and 3 other files"
Text named(const std::string& first, std::size_t count) {
  if (count < 2) return tr("`{path}`", {{"path", first}});
  return tr_n("`{path}` and {count} other file", "`{path}` and {count} other files", count - 1,
              {{"path", first}});
}

bool is_on_branch(const LargeObject& large_object) {
  return std::ranges::any_of(large_object.tips, [](const std::string& ref) { return is_branch(ref); });
}

struct LargeObjects {
  std::vector<const LargeObject*> objects;
  std::uint64_t stored = 0;
  void add(const LargeObject& large_object) {
    objects.push_back(&large_object);
    stored += large_object.stored;
  }
};

std::uint64_t artifacts_of(const Survey& survey) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < kBulks; ++i)
    if (is_artifact(static_cast<ContentCategory>(i))) sum += survey.categories[i].stored;
  return sum;
}

// "weights and data", of the two largest kinds of artifacts.
Text largest_kinds(const Survey& survey) {
  std::vector<std::size_t> kinds;
  for (std::size_t i = 0; i < kBulks; ++i)
    if (is_artifact(static_cast<ContentCategory>(i)) && survey.categories[i].stored > 0) kinds.push_back(i);
  std::ranges::sort(kinds, [&](std::size_t one, std::size_t other) {
    return survey.categories[one].stored > survey.categories[other].stored;
  });
  Text first = text_of(static_cast<ContentCategory>(kinds[0]));
  const bool has_second =
      kinds.size() > 1 && survey.categories[kinds[1]].stored * 10 >= survey.categories[kinds[0]].stored;
  if (!has_second) return first;
  return tr("{first} and {second}",
            {{"first", std::move(first)}, {"second", text_of(static_cast<ContentCategory>(kinds[1]))}});
}

Text headline_of(const Report& report, const LargeObjects& gone) {
  const Survey& survey = *report.survey;
  const std::uint64_t all = survey.stored();
  const std::uint64_t artifacts = artifacts_of(survey);
  const std::uint64_t errors = report.count(Severity::error);
  if (artifacts >= kWorthMoving && artifacts * 10 >= all) {
    Text share =
        tr("Of the {size} that this history takes on disk, {share} is {kinds}.",
           {{"share", percent(artifacts, all)}, {"size", Bytes{all}}, {"kinds", largest_kinds(survey)}});
    if (gone.objects.empty()) return share;
    return two_sentences(std::move(share),
                         tr("{size} of that is only in older commits, not in the newest of any branch or "
                            "tag, but every clone downloads it.",
                            {{"size", Bytes{gone.stored}}}));
  }
  Text size = artifacts * 10 < all
                  ? tr("This history takes {size} on disk; hardly any of it is weights, data or logs.",
                       {{"size", Bytes{all}}})
                  : tr("This history takes {size} on disk.", {{"size", Bytes{all}}});
  if (errors > 0)
    return two_sentences(std::move(size), tr_n("{count} finding would be rejected today.",
                                               "{count} findings would be rejected today.", errors));
  return two_sentences(std::move(size), report.waived.empty() ? tr("Nothing in it would be rejected.")
                                                              : tr("Nothing new in it would be rejected."));
}

std::string line_of(Command command) {
  return text::shell_line({std::move(command)});
}

Advice::Step about_secrets(const Survey& survey) {
  return {tr("Replace the keys and passwords in {files} now, if they are real. They stay exposed even if you "
             "remove the files from history.",
             {{"files", named(survey.secrets.front(), survey.secrets.size())}}),
          {}};
}

Advice::Step about_gone(const Survey& survey, const LargeObjects& gone) {
  Advice::Step step;
  step.text = tr_n(
      "Remove {count} large object that only older commits have from history: every clone gets {size} "
      "smaller. Do it in a fresh mirror, check the result and push it. Then everyone has to clone again.",
      "Remove {count} large objects that only older commits have from history: every clone gets {size} "
      "smaller. Do it in a fresh mirror, check the result and push it. Then everyone has to clone again.",
      gone.objects.size(), {{"size", Bytes{gone.stored}}});
  Command list{"printf", "%s\\n"};
  for (const LargeObject* each : gone.objects) list.push_back(each->oid.hex());
  step.commands = {survey.has_remote
                       ? "git clone --mirror --no-local \"$(git remote get-url origin)\" cleanup.git"
                       : line_of({"git", "clone", "--mirror", "--no-local", ".", "cleanup.git"}),
                   line_of({"cd", "cleanup.git"}), line_of(std::move(list)) + " >large-objects",
                   line_of({"git", "filter-repo", "--strip-blobs-with-ids", "large-objects"})};
  return step;
}

Advice::Step about_kept(const LargeObjects& kept) {
  Advice::Step step;
  const LargeObject& first = *kept.objects.front();
  step.text =
      tr("Move {files} ({size}) from `{branch}` to your artifact store, and record in `results/` "
         "where to find them.",
         {{"files", named(first.tip_path, kept.objects.size())},
          {"size", Bytes{kept.stored}},
          {"branch", short_name(first.tips.front())}});
  Command remove{"git", "rm", "--cached", "--"};
  for (const LargeObject* each : kept.objects) remove.push_back(text::pathspec(each->tip_path));
  step.commands = {line_of(std::move(remove)),
                   line_of({"git", "commit", "-m", "chore: move large files to the artifact store"})};
  return step;
}

// A baseline has every finding, warnings too.
Advice::Step about_adopting(const Report& report) {
  const Survey& survey = *report.survey;
  const std::string file = survey.baseline_here.empty() ? "expgate-baseline.json" : survey.baseline_here;
  Command audit{"expgate", "audit"};
  audit.insert(audit.end(), survey.arguments.begin(), survey.arguments.end());
  Command with_baseline = audit;
  with_baseline.insert(with_baseline.end(), {"--baseline", file});
  if (!survey.baseline_here.empty())
    return {tr("There is a baseline of past findings here: check what is not in it."),
            {line_of(std::move(with_baseline))}};
  audit.insert(audit.end(), {"--write-baseline", file});
  return {
      tr_n("Use expgate from today on: hooks check only what is new, so nothing of the past has to change. "
           "For audits, a baseline of the {count} finding lets it pass: commit it, and run {command} from "
           "then on.",
           "Use expgate from today on: hooks check only what is new, so nothing of the past has to change. "
           "For audits, a baseline of the {count} findings lets them pass: commit it, and run {command} "
           "from then on.",
           report.findings.size(), {{"command", "`" + line_of(std::move(with_baseline)) + "`"}}),
      {line_of({"expgate", "init"}), line_of(std::move(audit)), line_of({"git", "add", "--", file}),
       line_of({"git", "commit", "-m", "chore: add a baseline for audits", "--", file})}};
}

}  // namespace

Advice advice(const Report& report) {
  const Survey& survey = *report.survey;
  LargeObjects gone;
  LargeObjects kept;
  const std::string first_ref = survey.main_ref;
  for (const LargeObject& large_object : survey.worst) {
    if (!is_artifact(large_object.category)) continue;
    if (!large_object.is_at_tip())
      gone.add(large_object);
    else if (is_on_branch(large_object) && large_object.tips.front() == first_ref)
      kept.add(large_object);
  }
  Advice advice;
  advice.headline = headline_of(report, gone);
  if (!survey.secrets.empty()) advice.steps.push_back(about_secrets(survey));
  if (gone.stored >= kWorthRewriting) advice.steps.push_back(about_gone(survey, gone));
  if (kept.stored >= kWorthMoving) advice.steps.push_back(about_kept(kept));
  // With a baseline, what is found is new.
  if (report.count(Severity::error) > 0 && !survey.baseline) advice.steps.push_back(about_adopting(report));
  return advice;
}

}  // namespace expgate::report
