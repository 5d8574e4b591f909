#include "input/ci_event.h"

#include <map>

#include <gtest/gtest.h>

namespace expgate::input {
namespace {

using Environment = std::map<std::string, std::string>;
using Kind = CiEvent::Kind;

const std::string kA(40, 'a');
const std::string kB(40, 'b');
const std::string kC(40, 'c');
const std::string kZero(40, '0');

Variables from(const Environment& environment) {
  return [environment](const char* name) {
    const auto found = environment.find(name);
    return found == environment.end() ? std::string() : found->second;
  };
}

Environment with(Environment base, const Environment& more) {
  for (const auto& [name, value] : more) base[name] = value;
  return base;
}

// What of an event decides: "kind ref>target tip before base merge"; "-" where there is nothing.
std::string gist(const CiEvent& event) {
  constexpr const char* kKinds[] = {"push", "again", "request", "queue"};
  std::string text = kKinds[static_cast<std::size_t>(event.kind)];
  for (const std::string& part :
       {event.ref, event.target, event.tip, event.before, event.base, event.merge}) {
    text += ' ';
    text += part.empty() ? "-" : part.size() == kA.size() ? part.substr(0, 1) : part;
  }
  return text;
}

std::string gitlab(const Environment& more) {
  const Environment base{{"GITLAB_CI", "true"},
                         {"CI_COMMIT_SHA", kA},
                         {"CI_COMMIT_BEFORE_SHA", kZero},
                         {"CI_DEFAULT_BRANCH", "main"}};
  const auto event = gitlab_event(from(with(base, more)));
  if (!event) return "error";
  if (!*event) return "none";
  EXPECT_EQ((*event)->default_branch, "refs/heads/main");
  EXPECT_NE(english((*event)->remedy).find("GIT_DEPTH: \"0\""), std::string::npos);
  return gist(**event);
}

TEST(GitlabEvent, Branches) {
  const Environment branch{{"CI_COMMIT_BRANCH", "exp/vit"}, {"CI_COMMIT_REF_NAME", "exp/vit"}};
  EXPECT_EQ(gitlab(with(branch, {{"CI_PIPELINE_SOURCE", "push"}})), "push refs/heads/exp/vit - a - - -");
  EXPECT_EQ(gitlab(with(branch, {{"CI_PIPELINE_SOURCE", "push"}, {"CI_COMMIT_BEFORE_SHA", kB}})),
            "push refs/heads/exp/vit - a b - -");
  EXPECT_EQ(gitlab({{"CI_COMMIT_REF_NAME", "0"}}), "push refs/heads/0 - a - - -") << "a name is no oid";
  for (const char* source : {"schedule", "web", "api", "trigger", "pipeline", "parent_pipeline"})
    EXPECT_EQ(gitlab(with(branch, {{"CI_PIPELINE_SOURCE", source}})), "again refs/heads/exp/vit - a - - -")
        << source;
  EXPECT_EQ(gitlab(with(branch, {{"CI_PIPELINE_SOURCE", "parent_pipeline"}, {"CI_COMMIT_BEFORE_SHA", kB}})),
            "push refs/heads/exp/vit - a b - -")
      << "a child is told what its parent was";
}

TEST(GitlabEvent, Tags) {
  EXPECT_EQ(gitlab({{"CI_COMMIT_TAG", "v1"}, {"CI_COMMIT_REF_NAME", "v1"}, {"CI_PIPELINE_SOURCE", "push"}}),
            "push refs/tags/v1 - a - - -");
}

const Environment kRequest{{"CI_PIPELINE_SOURCE", "merge_request_event"},
                           {"CI_MERGE_REQUEST_IID", "7"},
                           {"CI_MERGE_REQUEST_EVENT_TYPE", "detached"},
                           {"CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "feature/x"},
                           {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"},
                           {"CI_MERGE_REQUEST_PROJECT_ID", "1"},
                           {"CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "1"},
                           {"CI_MERGE_REQUEST_DIFF_BASE_SHA", kB},
                           {"CI_COMMIT_REF_NAME", "feature/x"}};

TEST(GitlabEvent, MergeRequests) {
  EXPECT_EQ(gitlab(kRequest), "request refs/heads/feature/x refs/heads/main a - b -");
  EXPECT_EQ(gitlab(with(kRequest, {{"CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "2"}})),
            "request - refs/heads/main a - b -")
      << "the branch of a fork is none of ours";
  const Environment merged{{"CI_MERGE_REQUEST_EVENT_TYPE", "merged_result"},
                           {"CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", kB},
                           {"CI_MERGE_REQUEST_TARGET_BRANCH_SHA", kC}};
  EXPECT_EQ(gitlab(with(kRequest, merged)), "request refs/heads/feature/x refs/heads/main b - c a");
  EXPECT_EQ(gitlab_event(from(with(with(kRequest, merged), {{"GITLAB_CI", "true"},
                                                            {"CI_COMMIT_SHA", kA},
                                                            {"CI_MERGE_REQUEST_EVENT_TYPE", "merge_train"}})))
                .value()
                ->what,
            tr("merge request !{number} (merge train)", {{"number", "7"}}));
}

TEST(GitlabEvent, WhatIsNoneOrCannotBeUnderstood) {
  EXPECT_FALSE(gitlab_event(from({{"CI", "true"}, {"CI_COMMIT_SHA", kA}})).value().has_value());
  EXPECT_EQ(gitlab({{"CI_COMMIT_SHA", ""}, {"CI_COMMIT_BRANCH", "main"}}), "error");
  EXPECT_EQ(gitlab({}), "error") << "no branch, no tag, no request";
}

std::string github(const std::string& name, const std::string& json, const Environment& more = {}) {
  const Environment base{{"GITHUB_ACTIONS", "true"},
                         {"GITHUB_EVENT_NAME", name},
                         {"GITHUB_EVENT_PATH", "/event.json"},
                         {"GITHUB_REF", "refs/heads/main"},
                         {"GITHUB_SHA", kC}};
  const auto event = github_event(from(with(base, more)), [&](const std::string& path) {
    EXPECT_EQ(path, "/event.json");
    return Result<std::string>(json);
  });
  if (!event) return "error";
  return *event ? gist(**event) : "none";
}

std::string push_json(const std::string& ref, const std::string& before, const std::string& after) {
  return R"({"ref":")" + ref + R"(","before":")" + before + R"(","after":")" + after +
         R"(","commits":[{"id":"x","before":"y","after":"z","ref":"w"}],"head_commit":{"ref":"no"},)" +
         R"("repository":{"ref":"no","default_branch":"main"}})";
}

TEST(GithubEvent, Pushes) {
  EXPECT_EQ(github("push", push_json("refs/heads/x", kB, kA)), "push refs/heads/x - a b - -");
  EXPECT_EQ(github("push", push_json("refs/heads/x", kZero, kA)), "push refs/heads/x - a - - -");
  EXPECT_EQ(github("push", push_json("refs/tags/v1", kZero, kA)), "push refs/tags/v1 - a - - -");
  EXPECT_EQ(github("push", push_json("refs/heads/x", kB, kZero)), "push refs/heads/x - 0 b - -");
}

std::string request_json(const std::string& head_repository) {
  return R"({"action":"opened","number":7,"pull_request":{"number":7,"head":{"ref":"feature/x","sha":")" +
         kA + R"(","repo":)" + head_repository + R"(},"base":{"ref":"main","sha":")" + kB +
         R"(","repo":{"full_name":"lab/vit"}}},"repository":{"default_branch":"main"}})";
}

TEST(GithubEvent, Requests) {
  EXPECT_EQ(github("pull_request", request_json(R"({"full_name":"lab/vit"})")),
            "request refs/heads/feature/x refs/heads/main a - b c");
  EXPECT_EQ(github("pull_request", request_json(R"({"full_name":"eve/vit"})")),
            "request - refs/heads/main a - b c");
  EXPECT_EQ(github("pull_request", request_json("null")), "request - refs/heads/main a - b c");
  EXPECT_EQ(github("pull_request", request_json(R"({"full_name":"lab/vit"})"),
                   {{"GITEA_ACTIONS", "true"}, {"GITHUB_SHA", kA}}),
            "request refs/heads/feature/x refs/heads/main a - b -")
      << "Gitea checks out the head itself";
}

TEST(GithubEvent, Queues) {
  EXPECT_EQ(github("merge_group", R"({"merge_group":{"head_sha":")" + kA + R"(","base_sha":")" + kB +
                                      R"(","base_ref":"refs/heads/main","head_ref":"refs/heads/q"}})"),
            "queue refs/heads/main refs/heads/main a - b -");
}

TEST(GithubEvent, NothingWasPushed) {
  EXPECT_EQ(github("schedule", R"({"schedule":"0 0 * * *"})"), "again refs/heads/main - c - - -");
  EXPECT_EQ(github("workflow_dispatch", R"({"ref":"refs/heads/evil","inputs":{"before":"x"}})"),
            "again refs/heads/main - c - - -");
}

TEST(GithubEvent, WhatIsNoneOrCannotBeUnderstood) {
  const auto nothing = [](const std::string&) { return Result<std::string>(std::string("{}")); };
  EXPECT_FALSE(github_event(from({{"CI", "true"}}), nothing).value().has_value());
  EXPECT_EQ(github("push", "{}"), "error");
  EXPECT_EQ(github("push", ""), "error");
  EXPECT_EQ(github("push", "{"), "error");
  EXPECT_EQ(github("schedule", "{}", {{"GITHUB_SHA", ""}}), "error");
}

TEST(GithubEvent, ItsKindHasAName) {
  const auto empty = [](const std::string&) { return Result<std::string>(std::string("{}")); };
  const Environment base{{"GITHUB_ACTIONS", "true"}, {"GITHUB_SHA", kA}, {"GITHUB_REF", "refs/heads/x"}};
  const auto name = [&](const Environment& more) {
    return english(github_event(from(with(base, more)), empty).value()->system);
  };
  EXPECT_EQ(name({}), "GitHub Actions");
  EXPECT_EQ(name({{"GITEA_ACTIONS", "true"}}), "Gitea Actions");
  EXPECT_EQ(name({{"GITEA_ACTIONS", "true"}, {"FORGEJO_ACTIONS", "true"}}), "Forgejo Actions");
}

std::string jenkins(const Environment& more) {
  const auto event = jenkins_event(from(with({{"JENKINS_URL", "http://ci/"}, {"GIT_COMMIT", kA}}, more)));
  return event ? gist(*event) : "none";
}

TEST(JenkinsEvent, Table) {
  EXPECT_EQ(jenkins({{"BRANCH_NAME", "x"}}), "again refs/heads/x - a - - -");
  EXPECT_EQ(jenkins({{"BRANCH_NAME", "x"}, {"GIT_PREVIOUS_SUCCESSFUL_COMMIT", kB}}),
            "push refs/heads/x - a b - -");
  EXPECT_EQ(jenkins({{"GIT_BRANCH", "origin/exp/x"}, {"GIT_PREVIOUS_SUCCESSFUL_COMMIT", kB}}),
            "push refs/heads/exp/x - a b - -");
  EXPECT_EQ(jenkins({{"BRANCH_NAME", "v1"}, {"TAG_NAME", "v1"}, {"GIT_PREVIOUS_SUCCESSFUL_COMMIT", kB}}),
            "again refs/tags/v1 - a - - -");
  EXPECT_EQ(jenkins({{"BRANCH_NAME", "PR-7"},
                     {"CHANGE_ID", "7"},
                     {"CHANGE_BRANCH", "x"},
                     {"CHANGE_TARGET", "main"},
                     {"GIT_PREVIOUS_SUCCESSFUL_COMMIT", kB}}),
            "request refs/heads/x refs/heads/main a - - -");
  EXPECT_EQ(jenkins({{"CHANGE_ID", "7"},
                     {"CHANGE_BRANCH", "x"},
                     {"CHANGE_FORK", "eve/vit"},
                     {"CHANGE_TARGET", "main"}}),
            "request - refs/heads/main a - - -");
  EXPECT_FALSE(jenkins_event(from({{"GIT_COMMIT", kA}, {"BRANCH_NAME", "x"}})));
}

}  // namespace
}  // namespace expgate::input
