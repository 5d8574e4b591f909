#include <algorithm>
#include <array>
#include <memory>

#include "base/strings.h"
#include "model/ref_name.h"
#include "rules/conventional_branch.h"
#include "rules/rule.h"
#include "text/utf8.h"

namespace expgate::rules {

namespace {

constexpr std::string_view kConventions[] = {"none", "conventional-branch"};

constexpr std::string_view kOfPeople[] = {"main", "develop", "feature/*", "exp/*"};

// The names that forges and bots give, which nobody chooses: reverts and cherry-picks in a web page, GitHub's
// merge queue and web editor, the branch of an issue. They are not proposed to people.
constexpr std::string_view kOfForges[] = {"revert-*",
                                          "cherry-pick-*",
                                          "dependabot/**",
                                          "renovate/**",
                                          "pre-commit-ci-update-config",
                                          "gh-readonly-queue/**",
                                          "copilot/**",
                                          "*-patch-[0-9]*",
                                          "[0-9]*-*"};

// The default of `allow`, as YAML writes it.
template <typename Take>
constexpr void write_default(const Take& take) {
  bool is_first = true;
  const auto add = [&](std::string_view glob) {
    const bool is_quoted = glob.find_first_of("*[") != std::string_view::npos;
    for (const std::string_view part :
         {std::string_view(is_first ? "[" : ", "), std::string_view(is_quoted ? "\"" : ""), glob,
          std::string_view(is_quoted ? "\"" : "")})
      for (const char c : part) take(c);
    is_first = false;
  };
  for (const std::string_view glob : kOfPeople) add(glob);
  for (const std::string_view glob : kOfForges) add(glob);
  take(']');
}
constexpr std::size_t kDefaultLength = [] {
  std::size_t length = 0;
  write_default([&](char /*c*/) { ++length; });
  return length;
}();
constexpr auto kDefaultAllow = [] {
  std::array<char, kDefaultLength> text{};
  std::size_t at = 0;
  write_default([&](char c) { text[at++] = c; });
  return text;
}();

constexpr OptionSpec kOptions[] = {
    {"allow", OptionType::globs, std::string_view(kDefaultAllow.data(), kDefaultAllow.size()),
     msgid("Names that a new branch may have; `*` at the end stands for several levels. The default includes "
           "the names that forges and bots give.")},
    {"also", OptionType::globs, "", msgid("Further names, beside those of `allow`.")},
    {"convention", OptionType::choice, "none",
     msgid(
         "`conventional-branch`: names follow Conventional Branch 1.0.0, as `feature/add-vit`, `bugfix/…`, "
         "`hotfix/…`, `release/v1.2.0`, `chore/…`; what else `allow` and `also` list passes too, `feature/*` "
         "does not."),
     kConventions},
};

constexpr ExampleArgument kUnknownExample[] = {{"branch", "scratch"}, {"allowed", "main, develop, exp/*"}};
constexpr ExampleArgument kMeantExample[] = {
    {"branch", "feat/vit"}, {"meant", "feature/vit"}, {"allowed", "main, develop, feature/*, exp/*"}};

constexpr Reason kUnknownName{
    .name = "unknown-name",
    .text = msgid("branch `{branch}` has a name that is not allowed"),
    .help = msgid("give it one of the allowed names: {allowed}"),
    .example = kUnknownExample,
};
constexpr Reason kNearName{
    .name = "near-name",
    .text = msgid("branch `{branch}` has a name that is not allowed, did you mean `{meant}`?"),
    .help = msgid("rename the branch; allowed names: {allowed}"),
    .example = kMeantExample,
};
constexpr ExampleArgument kConventionExample[] = {
    {"branch", "feature/Add_ViT"}, {"problem", "`A` is not in lower case"}, {"meant", "feature/add-vit"}};
constexpr Reason kNotConventional{
    .name = "not-conventional",
    .text = msgid("branch `{branch}` does not follow Conventional Branch: {problem}"),
    .help = msgid("rename it to `{meant}`, for example"),
    .example = kConventionExample,
};
constexpr const Reason* kReasons[] = {&kUnknownName, &kNearName, &kNotConventional};

bool is_of_forges(std::string_view glob) {
  return std::find(std::begin(kOfForges), std::end(kOfForges), glob) != std::end(kOfForges);
}

// Names of branches: a word allows this one branch, a glob what it matches from the start.
struct Allowed {
  std::vector<std::string> globs;  // as the policy writes them
  std::vector<std::string> words;
  std::vector<std::string> prefixes;  // "feature/" of "feature/*"
  text::GlobSet patterns;
  bool follows_convention = false;  // what no glob lets pass has to follow Conventional Branch

  [[nodiscard]] bool has(std::string_view name) const {
    return patterns.matches(name) || std::find(words.begin(), words.end(), name) != words.end();
  }
};

Result<std::shared_ptr<const Allowed>> read(const Options& options) {
  auto allowed = std::make_shared<Allowed>();
  allowed->globs = options.list("allow");
  allowed->follows_convention = options.text("convention") == "conventional-branch";
  if (allowed->follows_convention)  // `feature/*` would let any name of a feature pass
    std::erase_if(allowed->globs, [](const std::string& glob) {
      return glob.ends_with("/*") && is_conventional_type(glob.substr(0, glob.size() - 2));
    });
  const auto& also = options.list("also");
  allowed->globs.insert(allowed->globs.end(), also.begin(), also.end());
  std::vector<std::string> patterns;
  for (const std::string& glob : allowed->globs) {
    if (glob.find_first_of("*?[{!\\") ==
        std::string::npos) {  // a glob `main` would let `x/main` and `main/x` in as well
      allowed->words.push_back(glob);
      continue;
    }
    const bool takes_back = glob.starts_with('!');
    const std::string bare = glob.substr(takes_back ? 1 : 0);
    patterns.push_back((takes_back ? "!" : "") + std::string(bare.starts_with('/') ? "" : "/") + bare);
    if (!takes_back && bare.ends_with("/*")) allowed->prefixes.push_back(bare.substr(0, bare.size() - 1));
  }
  TRY_ASSIGN(allowed->patterns, text::GlobSet::compile(patterns));
  return allowed;
}

// What people write for the first part of a name.
std::string_view usual(std::string_view part) {
  struct Synonym {
    std::string_view written;
    std::string_view meant;
  };
  constexpr auto kSynonyms = std::to_array<Synonym>({{"feat", "feature"},
                                                     {"features", "feature"},
                                                     {"ft", "feature"},
                                                     {"experiment", "exp"},
                                                     {"experiments", "exp"},
                                                     {"exps", "exp"},
                                                     {"expt", "exp"},
                                                     {"dev", "develop"},
                                                     {"development", "develop"}});
  const auto* const found = std::find_if(kSynonyms.begin(), kSynonyms.end(),
                                         [&](const Synonym& each) { return each.written == part; });
  return found == kSynonyms.end() ? part : found->meant;
}

// What may have been meant by `name`, the likeliest first; not all of it is allowed.
std::vector<std::string> guesses(const Allowed& allowed, std::string_view name) {
  std::vector<std::string> list;
  if (is_branch(name)) list.emplace_back(short_name(name));  // git push origin HEAD:refs/heads/refs/heads/x
  const std::size_t end = name.find_first_of("/-_");
  const std::string first = ascii_lower(name.substr(0, end));
  const std::string rest(end == std::string_view::npos ? "" : name.substr(end + 1));
  const std::string slash = rest.empty() ? "" : "/";
  list.push_back(std::string(usual(first)) + slash + rest);
  std::vector<std::string> firsts = allowed.words;
  for (const std::string& prefix : allowed.prefixes) firsts.push_back(prefix.substr(0, prefix.size() - 1));
  if (const auto near = nearest(first, firsts)) list.push_back(*near + slash + rest);
  for (const std::string& prefix : allowed.prefixes) list.push_back(prefix + std::string(name));
  return list;
}

// The branch under the other name. What is pushed from a branch of that name renames it; what is pushed from
// HEAD, a commit or a branch of another name goes to another one.
Remedy renaming(const RefView& view, const std::string& name, const std::string& meant) {
  const std::string remote = view.context.remote.empty() ? "origin" : view.context.remote;
  const std::string& local = view.update.local;
  if (local.empty() || local == view.update.ref)
    return {.kind = Remedy::Kind::run,
            .commands = {{"git", "branch", "-m", name, meant}, {"git", "push", "-u", remote, meant}}};
  const std::string source(is_branch(local) ? short_name(local) : std::string_view(local));
  return {.kind = Remedy::Kind::run,
          .commands = {{"git", "push", remote, source + ":" + std::string(kBranches) + meant}}};
}

void judge_convention(const RefView& view, const std::string& name, Violations& violations) {
  auto problem = conventional_branch_problem(name);
  if (!problem) return;
  const std::string meant = conventional_branch(name);
  violations.push_back(
      {.reason = &kNotConventional,
       .arguments = {{"branch", text::printable(name)}, {"problem", *std::move(problem)}, {"meant", meant}},
       .remedy = renaming(view, name, meant)});
}

Result<void> judge(const RefView& view, const Allowed& allowed, Violations& violations) {
  const RefUpdate& update = view.update;
  // A branch that exists already is not judged again: nobody is refused for the past.
  if (!update.creates() || !is_branch(update.ref) || update.ref == view.context.default_branch) return {};
  const std::string name(short_name(update.ref));
  if (ref_name_problem(update.ref) || allowed.has(name))
    return {};  // the former is for ref-namespace, and for git
  if (allowed.follows_convention) {
    judge_convention(view, name, violations);
    return {};
  }
  std::vector<Text> globs;
  for (const std::string& glob : allowed.globs)
    if (!is_of_forges(glob)) globs.push_back(verbatim(glob));
  Violation violation{.reason = &kUnknownName,
                      .arguments = {{"branch", text::printable(name)}, {"allowed", std::move(globs)}}};
  const auto candidates = guesses(allowed, name);
  const auto meant = std::find_if(candidates.begin(), candidates.end(), [&](const std::string& candidate) {
    return allowed.has(candidate) && !ref_name_problem(std::string(kBranches) + candidate);
  });
  if (meant != candidates.end()) {
    violation.reason = &kNearName;
    violation.arguments.emplace_back("meant", text::printable(*meant));
    violation.remedy = renaming(view, name, *meant);
  }
  violations.push_back(std::move(violation));
  return {};
}

Result<Judge> make(const Options& options) {
  TRY_ASSIGN(const std::shared_ptr<const Allowed> allowed, read(options));
  return JudgeRef{
      [allowed](const RefView& view, Violations& violations) { return judge(view, *allowed, violations); }};
}

}  // namespace

extern const Rule branch_name;
const Rule branch_name{
    {
        .id = "branch-name",
        .scope = Scope::ref,
        .summary = msgid("A new branch has one of the names that the team has agreed on."),
        .why = msgid("the name decides which rules a branch is under: work is `feature/…`, what is to be "
                     "reproduced is `exp/…`"),
        .bad = msgid("vit-test"),
        .good = msgid("exp/vit-b16"),
        .mend =
            msgid("Rename the branch and push it again: `git branch -m OLD feature/NEW && git push -u origin "
                  "feature/NEW`. Branches that exist already, and the default branch, are left alone."),
        .options = kOptions,
        .reasons = kReasons,
    },
    make,
};

}  // namespace expgate::rules
