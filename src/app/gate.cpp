#include "app/gate.h"

#include <chrono>
#include <exception>

#include "app/effective_policy.h"
#include "app/output.h"
#include "engine/evaluate.h"
#include "input/context.h"

namespace expgate::app {

namespace {

// Wikis and design repositories have no code to gate, and a global hook runs for them too (SPEC section 3,
// FACTS section 3).
bool is_left_alone(Mode mode) {
  const std::string repository = input::environment("GL_REPOSITORY");
  return is_server(mode) && (repository.starts_with("wiki-") || repository.starts_with("design-"));
}

Result<Report> judge(Mode mode, const Common& common, const Collect& collect) {
  if (is_left_alone(mode)) return Report{};
  TRY_ASSIGN(const auto repository, git::Repository::open_from_environment());
  TRY_ASSIGN(const ChangeSet changes, collect(*repository));
  TRY_ASSIGN(const policy::Policy policy, effective_policy(*repository, changes, common));
  TRY(check_pushed_policy(*repository, changes));
  return engine::evaluate(policy, changes, *repository);
}

// A bug or a lack of memory is "could not decide" too, and is reported as such.
Result<Report> judge_or_say_why_not(Mode mode, const Common& common, const Collect& collect) {
  try {
    return judge(mode, common, collect);
  } catch (const std::exception& error) {
    return fail(std::string("internal failure: ") + error.what(), "please report this as a bug of expgate");
  }
}

}  // namespace

int run_gate(Mode mode, const Common& common, const Collect& collect) {
  const auto start = std::chrono::steady_clock::now();
  auto judged = judge_or_say_why_not(mode, common, collect);
  Report report;
  if (judged)
    report = std::move(*judged);
  else
    report.error = judged.error();
  report.mode = mode;
  report.warn_only = common.mode == "warn";
  report.elapsed_ms =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  return conclude(report, common);
}

}  // namespace expgate::app
