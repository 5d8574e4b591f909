#include "report/advice.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/bytes.h"
#include "base/strings.h"
#include "model/ref_name.h"
#include "report/numbers.h"
#include "text/utf8.h"

namespace expgate::report {

namespace {

// Below that nobody needs to have his clones broken by a rewritten history.
constexpr std::uint64_t kWorthRewriting = std::uint64_t{10} << 20U;  // bytes
constexpr std::uint64_t kWorthMoving = std::uint64_t{1} << 20U;

std::string quoted(const std::string& path) {
  return "`" + text::printable(path) + "`";
}

// "`a.pt`", "`a.pt` and 3 others"
std::string named(const std::string& first, std::size_t count) {
  if (count < 2) return quoted(first);
  return fmt::format("{} and {} other{}", quoted(first), count - 1, count == 2 ? "" : "s");
}

bool is_on_branch(const LargeObject& large_object) {
  return std::ranges::any_of(large_object.tips, [](const std::string& ref) { return is_branch(ref); });
}

struct Heavy {
  std::vector<const LargeObject*> objects;
  std::uint64_t stored = 0;
  void add(const LargeObject& large_object) {
    objects.push_back(&large_object);
    stored += large_object.stored;
  }
};

std::uint64_t artefacts_of(const Survey& survey) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < kBulks; ++i)
    if (is_artefact(static_cast<ContentCategory>(i))) sum += survey.categories[i].stored;
  return sum;
}

// "weights and data", of the two heaviest kinds of artefacts.
std::string heaviest_kinds(const Survey& survey) {
  std::vector<std::size_t> kinds;
  for (std::size_t i = 0; i < kBulks; ++i)
    if (is_artefact(static_cast<ContentCategory>(i)) && survey.categories[i].stored > 0) kinds.push_back(i);
  std::ranges::sort(kinds, [&](std::size_t one, std::size_t other) {
    return survey.categories[one].stored > survey.categories[other].stored;
  });
  const bool has_second =
      kinds.size() > 1 && survey.categories[kinds[1]].stored * 10 >= survey.categories[kinds[0]].stored;
  std::string names(kCategoryNames[kinds[0]]);
  if (has_second) names += " and " + std::string(kCategoryNames[kinds[1]]);
  return names;
}

std::string headline_of(const Report& report, const Heavy& gone) {
  const Survey& survey = *report.survey;
  const std::uint64_t all = survey.stored();
  const std::uint64_t artefacts = artefacts_of(survey);
  const std::uint64_t errors = report.count(Severity::error);
  std::string text;
  if (artefacts >= kWorthMoving && artefacts * 10 >= all) {
    text = fmt::format("{} of the {} that this history takes {} {}.", percent(artefacts, all),
                       format_size(all), "are", heaviest_kinds(survey));
    if (!gone.objects.empty())
      text += fmt::format(" {} of that {} in no branch or tag any more, and everybody still downloads it.",
                          format_size(gone.stored), "is");
    return text;
  }
  text = fmt::format("This history is light: {} on disk{}.", format_size(all),
                     artefacts * 10 < all ? ", hardly any of it weights, data or logs" : "");
  if (errors > 0)
    text += fmt::format(" {} would be refused today.", count_of(errors, "finding"));
  else
    text +=
        report.waived.empty() ? " Nothing in it would be refused." : " Nothing new in it would be refused.";
  return text;
}

Advice::Step about_secrets(const Survey& survey) {
  return {fmt::format(
              "Replace the keys and passwords in {} now, if they are real. To take the file out of history "
              "does not take them back.",
              named(survey.secrets.front(), survey.secrets.size())),
          {}};
}

Advice::Step about_gone(const Survey& survey, const Heavy& gone) {
  Advice::Step step;
  step.text = fmt::format(
      "Take {} that no branch or tag has any more out of history, once: {} less for every clone. "
      "In a fresh mirror; push it when you have looked at it, and have everybody clone anew.",
      count_of(gone.objects.size(), "large object"), format_size(gone.stored));
  std::string list = "printf '%s\\n'";
  for (const LargeObject* each : gone.objects) list += " " + each->oid.hex();
  step.commands = {fmt::format("git clone --mirror --no-local {} cleanup.git",
                               survey.has_remote ? "\"$(git remote get-url origin)\"" : "."),
                   "cd cleanup.git", list + " >expgate-heavy",
                   "git filter-repo --strip-blobs-with-ids expgate-heavy"};
  return step;
}

Advice::Step about_kept(const Heavy& kept) {
  Advice::Step step;
  const LargeObject& first = *kept.objects.front();
  step.text = fmt::format("Move {} ({}) from `{}` into your artifact store, and record where in results/.",
                          named(first.tip_path, kept.objects.size()), format_size(kept.stored),
                          text::printable(short_name(first.tips.front())));
  std::string command = "git rm --cached --";
  for (const LargeObject* each : kept.objects) command += " " + shell_quoted(each->tip_path);
  step.commands = {std::move(command), "git commit -m 'chore: move large files to the artifact store'"};
  return step;
}

Advice::Step about_adopting(const Report& report) {
  const std::uint64_t errors = report.count(Severity::error);
  return {fmt::format("Adopt the gate today: let the {} of the past pass, and judge what is new.",
                      count_of(errors, "finding")),
          {"expgate audit --write-baseline expgate-baseline.json", "expgate install"}};
}

}  // namespace

Advice advice(const Report& report) {
  const Survey& survey = *report.survey;
  Heavy gone;
  Heavy kept;
  const std::string first_ref = survey.main_ref;
  for (const LargeObject& large_object : survey.worst) {
    if (!is_artefact(large_object.category)) continue;
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
  if (report.count(Severity::error) > 0) advice.steps.push_back(about_adopting(report));
  return advice;
}

}  // namespace expgate::report
