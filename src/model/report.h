#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/context.h"
#include "model/finding.h"
#include "model/survey.h"

namespace expgate {

enum class Verdict { pass, fail, undecided };

struct Counts {
  std::uint64_t refs = 0;
  std::uint64_t commits = 0;
  std::uint64_t files = 0;
  std::uint64_t objects =
      0;  // of the quarantine, and what was judged of commits and files that lay there already
  std::uint64_t waived = 0;
};

// A check that was asked, whatever it found.
struct JudgedCheck {
  std::string check;
  std::string rule;
};

// What the gate says (docs/reports.md).
struct Report {
  Mode mode = Mode::pre_receive;
  std::vector<Finding> findings;    // grouped by commit, oldest first; those about refs and tips last
  std::vector<Finding> waived;      // what an exception or a bypass lets pass; none of them is in `findings`
  std::string bypass;               // the reason that the pusher gave and that let findings pass, or empty
  std::vector<JudgedCheck> judged;  // the checks for these refs
  std::vector<Text> notes;          // what the reader should know but nobody is refused for
  Counts counts;
  bool is_partial = false;  // judging ended early: there may be more to find. Whoever waives what was found
                            // has to refuse nevertheless
  double elapsed_ms = 0;
  std::string language;                // that a server's policy wants it in: "zh_CN"; empty: it does not say
  bool warn_only = false;              // --mode warn: errors are shown but refuse nothing
  bool is_web = false;                 // the change was made in a page of the forge: nobody has a shell there
  std::optional<Error> error;          // set: nothing was decided
  bool is_accepted_undecided = false;  // and the push is let in all the same, as the server's policy wants
  std::optional<Survey> survey;        // of an audit

  [[nodiscard]] std::uint64_t count(Severity severity) const;

  // pass, fail or undecided; warnings alone, and errors in warn mode, pass.
  [[nodiscard]] Verdict verdict() const;
};

// "pass", "fail" or "undecided", as in a report.
std::string_view name_of(Verdict verdict);

// 0 passed, 1 violations, 2 could not decide (docs/reports.md).
int exit_code(Verdict verdict);

// The same of a report; 0 if the push is let in without having been decided.
int exit_code(const Report& report);

}  // namespace expgate
