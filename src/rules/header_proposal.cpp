#include "rules/header_proposal.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/strings.h"
#include "message/header.h"

namespace expgate::rules {

namespace {

// The commit with another message; its files are those of the one before.
class Reworded : public CommitView {
 public:
  Reworded(const CommitView& view, const Commit& the_commit, const message::Message& the_message)
      : CommitView(the_commit, the_message), view_(view) {}
  Result<std::span<const File>> introduced() const override { return view_.introduced(); }
  Result<std::vector<File>> replaced() const override { return view_.replaced(); }
  [[nodiscard]] const Context* push() const override { return view_.push(); }
  Result<SignatureCheck> verify_signature(const Signers& signers) const override {
    return view_.verify_signature(signers);
  }

 private:
  const CommitView& view_;
};

// What all judges have against the commit with this header.
Result<Violations> judge_with(const CommitView& view, std::span<const JudgeCommit* const> judges,
                              const std::string& header) {
  std::vector<std::string> lines = view.message.lines;
  if (lines.empty()) lines.emplace_back();
  lines.front() = header;
  Commit commit = view.commit;
  commit.message = join(lines, "\n") + "\n";
  commit.encoding.clear();
  const message::Message parsed = message::parse(commit);
  Violations violations;
  const Reworded reworded(view, commit, parsed);
  for (const JudgeCommit* judge : judges) TRY((*judge)(reworded, violations));
  return violations;
}

// Whether the header could not mend it, and it is reported already.
bool is_known(const Violation& left, std::span<const Violation* const> before) {
  return left.line != 1 && std::any_of(before.begin(), before.end(), [&](const Violation* each) {
           return each->reason == left.reason && each->line != 1;
         });
}

Argument* find_advice(Violation& violation) {
  const auto found = std::find_if(violation.arguments.begin(), violation.arguments.end(),
                                  [](const Argument& argument) { return argument.name == "advice"; });
  return found == violation.arguments.end() ? nullptr : &*found;
}

void set_advice(Violation& violation, Argument advice) {
  if (Argument* argument = find_advice(violation))
    *argument = std::move(advice);
  else
    violation.arguments.push_back(std::move(advice));
}

// What came of looking for a header.
struct Outcome {
  std::string header;              // empty: there is none
  std::optional<Violation> wrong;  // with the last one that was tried
};

// Tries what is proposed, then what is proposed for that, until nothing is wrong.
Result<Outcome> look_for_header(const CommitView& view, std::span<const JudgeCommit* const> judges,
                                std::span<Violation* const> violations) {
  constexpr std::size_t kMostTries = 8;
  std::vector<std::string> proposals;
  const auto propose = [&](const Violation& violation) {
    const std::string& header = violation.remedy.header;
    if (!header.empty() && std::find(proposals.begin(), proposals.end(), header) == proposals.end())
      proposals.push_back(header);
  };
  for (const Violation* each : violations) propose(*each);
  Outcome outcome;
  for (std::size_t i = 0; i < proposals.size() && i < kMostTries; ++i) {
    TRY_ASSIGN(const Violations left, judge_with(view, judges, proposals[i]));
    const auto wrong = std::find_if(left.begin(), left.end(), [&](const Violation& each) {
      return !is_known(each, {violations.data(), violations.size()});
    });
    if (wrong == left.end()) return Outcome{proposals[i], std::nullopt};
    for (const Violation& each : left) propose(each);
    outcome.wrong = *wrong;
  }
  return outcome;
}

}  // namespace

Argument advice_to_write(std::string_view header) {
  return {"advice", tr("write `{header}`", {{"header", message::shortened(header)}})};
}

Result<void> settle_header(const CommitView& view, std::span<const JudgeCommit* const> judges,
                           std::span<Violation* const> violations) {
  const auto proposes = [](const Violation* each) { return !each->remedy.header.empty(); };
  if (std::none_of(violations.begin(), violations.end(), proposes)) return {};
  TRY_ASSIGN(const Outcome outcome, look_for_header(view, judges, violations));
  bool names_what_is_wrong = outcome.wrong && outcome.header.empty();
  for (const Violation* each : violations)
    if (outcome.wrong && each->reason == outcome.wrong->reason) names_what_is_wrong = false;
  for (Violation* each : violations) {
    if (!proposes(each)) continue;
    each->remedy.header = outcome.header;
    if (!outcome.header.empty()) {
      set_advice(*each, advice_to_write(outcome.header));
    } else if (const Argument* advice = find_advice(*each); advice != nullptr && names_what_is_wrong) {
      const Text problem(outcome.wrong->reason->text, outcome.wrong->arguments);
      const auto* what = std::get_if<std::vector<Text>>(&advice->value);
      if (what != nullptr)
        set_advice(*each,
                   {"advice", tr("{advice}; besides, {problem}", {{"advice", *what}, {"problem", problem}})});
    }
  }
  return {};
}

}  // namespace expgate::rules
