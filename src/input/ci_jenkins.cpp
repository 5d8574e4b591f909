#include "input/ci_event.h"
#include "model/ref_name.h"

// Jenkins with its Git plugin; BRANCH_NAME, TAG_NAME and CHANGE_* come from multibranch jobs.
namespace expgate::input {

namespace {

constexpr Msgid kJenkinsRemedy = msgid(
    "in the job, under Advanced clone behaviours, switch `Shallow clone` off and fetch all branches; in a "
    "Jenkinsfile, use `cloneOption(shallow: false, noTags: false, honorRefspec: false)`; or let expgate "
    "fetch the missing commits: `expgate ci --fetch`");

// "origin/main", as the plugin names what it has checked out, without the remote.
std::string without_remote(const std::string& branch) {
  constexpr std::string_view kRemote = "origin/";
  if (branch == "detached") return "";  // a commit or tag was named
  return branch.starts_with(kRemote) ? branch.substr(kRemote.size()) : branch;
}

}  // namespace

std::optional<CiEvent> jenkins_event(const Variables& variable) {
  if (variable("JENKINS_URL").empty() && variable("JENKINS_HOME").empty()) return std::nullopt;
  CiEvent event;
  event.system = verbatim("Jenkins");
  event.tip = variable("GIT_COMMIT");
  event.remedy = kJenkinsRemedy;
  if (const std::string change = variable("CHANGE_ID"); !change.empty()) {
    event.kind = CiEvent::Kind::request;
    event.what = tr("change request {number}", {{"number", change}});
    if (variable("CHANGE_FORK").empty()) event.ref = branch_ref(variable("CHANGE_BRANCH"));
    event.target = branch_ref(variable("CHANGE_TARGET"));
    return event;
  }
  // What has been pushed since a build has passed: what a failed one found stays found.
  event.before = first_said({variable("GIT_PREVIOUS_SUCCESSFUL_COMMIT")});
  event.last_run = first_said({variable("GIT_PREVIOUS_COMMIT")});
  event.what = tr("build");
  if (const std::string tag = variable("TAG_NAME"); !tag.empty()) {
    event.ref = std::string(kTags) + tag;
    event.before.clear();  // that of another tag
    event.last_run.clear();
  } else {
    const std::string name = variable("BRANCH_NAME");
    event.ref = branch_ref(name.empty() ? without_remote(variable("GIT_BRANCH")) : name);
  }
  if (event.before.empty()) event.kind = CiEvent::Kind::again;
  return event;
}

}  // namespace expgate::input
