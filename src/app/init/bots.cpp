#include "app/init/bots.h"

#include <algorithm>
#include <array>

#include "policy/load.h"
#include "rules/rule.h"
#include "text/glob.h"

namespace expgate::app {

namespace {

// Names of branches that only programs give, beside those that branch-name allows anyway.
constexpr std::array<const char*, 8> kOfBots = {
    "release-please--branches--*",
    "changeset-release/*",
    "snyk-fix-*",
    "snyk-upgrade-*",
    "pyup-*",
    "all-contributors/*",
    "imgbot",
    "weblate-*",
};

bool matches(const std::string& glob, const std::string& name) {
  const auto compiled = text::GlobSet::compile({glob});
  return compiled && compiled->matches(name);
}

// A message as a bot writes it unless it is told otherwise.
struct Bot {
  std::string_view begins;    // of the first line
  std::string_view contains;  // somewhere behind that
  Msgid remedy;
};

constexpr Bot kBots[] = {
    {"Bump ", " from ",
     msgid("Dependabot writes `Bump …`: set `commit-message: {{prefix: \"build\"}}` in "
           ".github/dependabot.yml")},
    {"Update dependency ", " to ",
     msgid("Renovate writes `Update dependency …`: set `\"semanticCommits\": \"enabled\"` in its "
           "configuration")},
    {"[pre-commit.ci] ", "",
     msgid(
         "pre-commit.ci writes `[pre-commit.ci] …`: set `autoupdate_commit_msg: \"build: update hooks\"` and "
         "`autofix_commit_msg: \"style: apply hooks\"` below `ci:` in .pre-commit-config.yaml")},
};

}  // namespace

std::vector<std::string> globs_of_bots(std::span<const std::string> names) {
  std::vector<std::string> globs;
  for (const std::string glob : kOfBots)
    if (std::ranges::any_of(names, [&](const std::string& name) { return matches(glob, name); }))
      globs.push_back(glob);
  return globs;
}

bool is_usual_branch(const std::string& name) {
  const auto pack = policy::load({}, rules::declarations());
  if (!pack) return false;
  for (const policy::Check& check : pack->checks) {
    if (check.key != "branch-name") continue;
    const auto allowed = text::GlobSet::compile(check.options.list("allow"));
    return allowed && allowed->matches(name);
  }
  return false;
}

std::vector<Text> about_bots(std::span<const std::string_view> headers) {
  std::vector<Text> remarks;
  for (const Bot& bot : kBots)
    if (std::ranges::any_of(headers, [&](std::string_view header) {
          return header.starts_with(bot.begins) &&
                 header.find(bot.contains, bot.begins.size()) != std::string_view::npos;
        }))
      remarks.emplace_back(bot.remedy);
  return remarks;
}

}  // namespace expgate::app
