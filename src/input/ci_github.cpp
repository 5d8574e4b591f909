#include <map>

#include "content/json/json_values.h"
#include "input/ci_event.h"
#include "model/ref_name.h"

// GitHub Actions, and Gitea's and Forgejo's, which give the same variables and events:
// docs.github.com/actions/reference/workflows-and-actions/variables, …/webhooks/webhook-events-and-payloads.
namespace expgate::input {

namespace {

constexpr Msgid kGithubRemedy = msgid(
    "in the step `uses: actions/checkout`, add `fetch-depth: 0` under `with:`; or let expgate fetch the "
    "missing commits: `expgate ci --fetch`");

const std::vector<std::string_view>& wanted() {
  static const std::vector<std::string_view> paths{"ref",
                                                   "before",
                                                   "after",
                                                   "number",
                                                   "repository.default_branch",
                                                   "pull_request.number",
                                                   "pull_request.base.ref",
                                                   "pull_request.base.sha",
                                                   "pull_request.base.repo.full_name",
                                                   "pull_request.head.ref",
                                                   "pull_request.head.sha",
                                                   "pull_request.head.repo.full_name",
                                                   "merge_group.base_ref",
                                                   "merge_group.base_sha",
                                                   "merge_group.head_sha"};
  return paths;
}

// The values of the event, "" where there is none.
class Payload {
 public:
  explicit Payload(std::map<std::string, std::string, std::less<>> values) : values_(std::move(values)) {}
  std::string operator[](std::string_view path) const {
    const auto found = values_.find(path);
    return found == values_.end() ? "" : found->second;
  }

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

CiEvent pull_request(const Payload& payload, const Variables& variable) {
  CiEvent event;
  event.kind = CiEvent::Kind::request;
  event.what = tr("pull request #{number}", {{"number", payload["pull_request.number"]}});
  // The head's repository is null once a fork is deleted.
  const bool is_fork =
      payload["pull_request.head.repo.full_name"] != payload["pull_request.base.repo.full_name"];
  if (!is_fork) event.ref = branch_ref(payload["pull_request.head.ref"]);
  event.target = branch_ref(payload["pull_request.base.ref"]);
  event.tip = payload["pull_request.head.sha"];
  event.base = payload["pull_request.base.sha"];
  if (const std::string commit = variable("GITHUB_SHA"); commit != event.tip) event.merge = commit;
  return event;
}

CiEvent merge_group(const Payload& payload) {
  CiEvent event;
  event.kind = CiEvent::Kind::queue;
  event.what = tr("merge queue");
  event.target = branch_ref(payload["merge_group.base_ref"]);
  event.ref = event.target;
  event.tip = payload["merge_group.head_sha"];
  event.base = payload["merge_group.base_sha"];
  return event;
}

CiEvent push(const Payload& payload) {
  CiEvent event;
  event.what = tr("push");
  event.ref = payload["ref"];
  event.before = first_said({payload["before"]});
  event.tip = payload["after"];
  return event;
}

CiEvent again(const std::string& name, const Variables& variable) {
  CiEvent event;
  event.kind = CiEvent::Kind::again;
  event.what = verbatim(name);
  event.ref = variable("GITHUB_REF");
  event.tip = variable("GITHUB_SHA");
  return event;
}

std::string system_name(const Variables& variable) {
  if (!variable("FORGEJO_ACTIONS").empty()) return "Forgejo Actions";
  if (!variable("GITEA_ACTIONS").empty()) return "Gitea Actions";
  return variable("GITHUB_ACTIONS").empty() ? "" : "GitHub Actions";
}

}  // namespace

Result<std::optional<CiEvent>> github_event(const Variables& variable, const ReadFile& read_file) {
  const std::string system = system_name(variable);
  if (system.empty()) return std::optional<CiEvent>{};
  const std::string path = variable("GITHUB_EVENT_PATH");
  TRY_ASSIGN(const std::string text, read_file(path));
  auto values = content::json_values(text, wanted());
  if (!values) return within(tr("reading the event `{file}`", {{"file", LocalFile{path}}}), values.error());
  const Payload payload(std::move(*values));
  const std::string name = variable("GITHUB_EVENT_NAME");
  CiEvent event;
  if (!payload["pull_request.head.sha"].empty())
    event = pull_request(payload, variable);
  else if (!payload["merge_group.head_sha"].empty())
    event = merge_group(payload);
  else if (name == "push")
    event = push(payload);
  else
    event = again(name, variable);
  event.system = verbatim(system);
  event.default_branch = branch_ref(payload["repository.default_branch"]);
  event.project = variable("GITHUB_REPOSITORY");
  event.remedy = kGithubRemedy;
  if (event.tip.empty() || (event.ref.empty() && event.target.empty()))
    return fail(tr("{system} does not report what to check: the event `{event}` names no ref and commit",
                   {{"system", event.system}, {"event", name}}),
                tr("name the change yourself: `expgate ci --range A..B --ref BRANCH`"));
  return std::optional<CiEvent>(std::move(event));
}

}  // namespace expgate::input
