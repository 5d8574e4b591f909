#include <algorithm>

#include "input/ci_event.h"
#include "model/ref_name.h"

// GitLab CI: docs.gitlab.com/ci/variables/predefined_variables.
namespace expgate::input {

namespace {

// Pipelines that no push has started. (Of `parent_pipeline` the parent may have been; then it passes on what
// the branch was before.)
constexpr std::string_view kNothingPushed[] = {
    "api",     "chat", "pipeline", "parent_pipeline", "schedule", "security_orchestration_policy",
    "trigger", "web"};

constexpr Msgid kGitlabRemedy = msgid(
    "in `.gitlab-ci.yml`, add `GIT_DEPTH: \"0\"` under `variables:` of this job; or let expgate fetch the "
    "missing commits: `expgate ci --fetch`");

Text merge_request_name(const std::string& number, std::string_view type) {
  if (type == "merged_result") return tr("merge request !{number} (merged results)", {{"number", number}});
  if (type == "merge_train") return tr("merge request !{number} (merge train)", {{"number", number}});
  return tr("merge request !{number}", {{"number", number}});
}

CiEvent merge_request(const Variables& variable) {
  CiEvent event;
  event.kind = CiEvent::Kind::request;
  event.what = merge_request_name(variable("CI_MERGE_REQUEST_IID"), variable("CI_MERGE_REQUEST_EVENT_TYPE"));
  const bool is_fork =
      variable("CI_MERGE_REQUEST_SOURCE_PROJECT_ID") != variable("CI_MERGE_REQUEST_PROJECT_ID");
  if (!is_fork) event.ref = branch_ref(variable("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME"));
  event.target = branch_ref(variable("CI_MERGE_REQUEST_TARGET_BRANCH_NAME"));
  // In pipelines for merged results and trains the commit is a merge that nobody has written.
  const std::string commit = variable("CI_COMMIT_SHA");
  event.tip = first_said({variable("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA"), commit});
  if (event.tip != commit) event.merge = commit;
  event.base = first_said(
      {variable("CI_MERGE_REQUEST_TARGET_BRANCH_SHA"), variable("CI_MERGE_REQUEST_DIFF_BASE_SHA")});
  return event;
}

// A pull request of another system, for which GitLab runs the pipeline.
CiEvent external_request(const Variables& variable) {
  CiEvent event;
  event.kind = CiEvent::Kind::request;
  event.what = tr("external pull request #{number}", {{"number", variable("CI_EXTERNAL_PULL_REQUEST_IID")}});
  const bool is_fork = variable("CI_EXTERNAL_PULL_REQUEST_SOURCE_REPOSITORY") !=
                       variable("CI_EXTERNAL_PULL_REQUEST_TARGET_REPOSITORY");
  if (!is_fork) event.ref = branch_ref(variable("CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME"));
  event.target = branch_ref(variable("CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME"));
  event.tip = first_said({variable("CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA"), variable("CI_COMMIT_SHA")});
  event.base = variable("CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_SHA");
  return event;
}

CiEvent push(const Variables& variable) {
  CiEvent event;
  event.tip = variable("CI_COMMIT_SHA");
  event.before = first_said({variable("CI_COMMIT_BEFORE_SHA")});
  const std::string source = variable("CI_PIPELINE_SOURCE");
  const bool is_unpushed =
      std::find(std::begin(kNothingPushed), std::end(kNothingPushed), source) != std::end(kNothingPushed);
  if (is_unpushed && event.before.empty()) event.kind = CiEvent::Kind::again;
  event.what = event.kind == CiEvent::Kind::again ? verbatim(source) : tr("push");
  if (const std::string tag = variable("CI_COMMIT_TAG"); !tag.empty())
    event.ref = std::string(kTags) + tag;
  else
    event.ref = branch_ref(variable("CI_COMMIT_REF_NAME"));
  return event;
}

}  // namespace

Result<std::optional<CiEvent>> gitlab_event(const Variables& variable) {
  if (variable("GITLAB_CI").empty()) return std::optional<CiEvent>{};
  CiEvent event;
  if (!variable("CI_MERGE_REQUEST_IID").empty())
    event = merge_request(variable);
  else if (!variable("CI_EXTERNAL_PULL_REQUEST_IID").empty())
    event = external_request(variable);
  else
    event = push(variable);
  event.system = verbatim("GitLab CI");
  event.default_branch = branch_ref(variable("CI_DEFAULT_BRANCH"));
  event.project = variable("CI_PROJECT_PATH");
  event.remedy = kGitlabRemedy;
  if (event.tip.empty() || (event.ref.empty() && event.kind != CiEvent::Kind::request))
    return fail(
        tr("GitLab CI does not report what to check: `CI_COMMIT_SHA` or `CI_COMMIT_REF_NAME` is empty"),
        tr("check that the variables reach the container that expgate runs in"));
  return std::optional<CiEvent>(std::move(event));
}

}  // namespace expgate::input
