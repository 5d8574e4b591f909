#include "report/fleet/words.h"

#include "report/numbers.h"
#include "text/utf8.h"

namespace expgate::report {

namespace {

Text fleet_headline(const Fleet& fleet) {
  if (fleet.audits() == 0) return tr("No audit could be read.");
  if (fleet.failed == 0 && fleet.undecided == 0)
    return tr_n("Nothing in the history of {number} repository would be rejected.",
                "Nothing in the history of {number} repositories would be rejected.", fleet.audits(),
                {{"number", grouped(fleet.audits())}});
  return tr_n("{failed} of {number} repository has findings that would be rejected.",
              "{failed} of {number} repositories have findings that would be rejected.", fleet.audits(),
              {{"failed", grouped(fleet.failed)}, {"number", grouped(fleet.audits())}});
}

}  // namespace

FleetAdvice fleet_advice(const Fleet& fleet) {
  FleetAdvice advice;
  advice.headline = fleet_headline(fleet);
  const std::uint64_t unknown = fleet.undecided + fleet.unreadable;
  if (unknown > 0)
    advice.steps.emplace_back(tr_n("Audit {number} repository again: nothing is certain about it yet.",
                                   "Audit {number} repositories again: nothing is certain about them yet.",
                                   unknown, {{"number", grouped(unknown)}}),
                              "");
  if (fleet.failed == 0) return advice;
  advice.steps.emplace_back(
      tr("Begin with the worst, `{repository}`. In it, this writes a page that names the commits:",
         {{"repository", text::printable(fleet.repositories.front().name)}}),
      "expgate audit --all --report html=audit.html");
  advice.steps.emplace_back(
      tr("A history that is to stay as it is gets a baseline. Only what is new is checked then:"),
      "expgate audit --all --write-baseline expgate-baseline.json");
  return advice;
}

Text fleet_counts(const Fleet& fleet) {
  Text audits = tr_n("{number} audit: {passed} passed, {failed} would be rejected, {undecided} undecided",
                     "{number} audits: {passed} passed, {failed} would be rejected, {undecided} undecided",
                     fleet.audits(),
                     {{"number", grouped(fleet.audits())},
                      {"passed", grouped(fleet.passed)},
                      {"failed", grouped(fleet.failed)},
                      {"undecided", grouped(fleet.undecided)}});
  if (fleet.unreadable == 0) return audits;
  return tr_n("{audits}; {number} file could not be read", "{audits}; {number} files could not be read",
              fleet.unreadable, {{"audits", std::move(audits)}, {"number", grouped(fleet.unreadable)}});
}

Text fleet_verdict(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return tr("passes");
    case Verdict::fail:
      return tr("would be rejected");
    case Verdict::undecided:
      return tr("undecided");
  }
  return {};
}

std::vector<Text> fleet_notes(const Fleet& fleet) {
  std::vector<Text> notes;
  if (fleet.repositories.size() < fleet.audits())
    notes.push_back(
        tr("Listed are the {shown} repositories with the most findings or the most bytes, of {number}.",
           {{"shown", grouped(fleet.repositories.size())}, {"number", grouped(fleet.audits())}}));
  if (fleet.undecided_ones.size() < fleet.undecided || fleet.unreadable_ones.size() < fleet.unreadable)
    notes.push_back(tr("Of those that are undecided or could not be read, the first {limit} are listed.",
                       {{"limit", grouped(kMostFleetRows)}}));
  if (fleet.has_further_rules)
    notes.push_back(
        tr("There are more rules than the {limit} that are listed.", {{"limit", grouped(kMostFleetRules)}}));
  return notes;
}

}  // namespace expgate::report
