#include <map>
#include <set>

#include "policy/load.h"
#include "rules/rule.h"
#include "support/verdict.h"

// The examples that `expgate explain` shows are true.
namespace expgate::test {
namespace {

// For rules that the pack leaves to the team: options under which their examples are meant.
const std::map<std::string_view, std::string_view> kOptions = {
    {"commit-message", R"(pattern: '^Refs: EXP-\d+$', forbidden: '(?i)do not merge')"},
    {"commit-scope", "scopes: [model, data, train]"}};

// Rules whose examples cannot be messages: one is about the author, one about what a page cannot show.
const std::set<std::string_view> kNoMessages = {"commit-author", "commit-committer", "commit-encoding",
                                                "commit-signature"};

// A message alone: rules that look at files have no message as an example.
class MessageView : public rules::CommitView {
 public:
  using CommitView::CommitView;
  Result<std::span<const File>> introduced() const override { throw std::logic_error("it has no files"); }
  Result<std::vector<File>> replaced() const override { throw std::logic_error("it has no files"); }
};

// The rule's judgement of the message, as the pack `pytorch` has the rule.
Violations judge_as_pack(const rules::Rule& rule, std::string_view example) {
  const std::string id(rule.declaration.id);
  const auto options = kOptions.find(id);
  const std::string text = "version: 1\nrules: {" + id + ": {" +
                           std::string(options == kOptions.end() ? "" : options->second) + "}}\n";
  const policy::Layer layer{"test", text, policy::Layer::Trust::full};
  const auto policy = policy::load({&layer, 1}, rules::declarations());
  if (!policy) throw std::runtime_error(english(policy.error().message));
  for (const policy::Check& check : policy->checks) {
    if (check.key != id) continue;
    const auto made = rule.make(check.options);
    if (!made) throw std::runtime_error(english(made.error().message));
    const Commit commit = message(std::string(example));
    const message::Message parsed = message::parse(commit);
    Violations violations;
    const auto decided = std::get<rules::JudgeCommit>(*made)(MessageView(commit, parsed), violations);
    if (!decided) throw std::runtime_error(english(decided.error().message));
    return violations;
  }
  throw std::runtime_error("no check " + id);
}

TEST(Examples, OfCommitRulesAreTrue) {
  for (const rules::Rule* rule : rules::all()) {
    const Declaration& it = rule->declaration;
    if (it.scope != Scope::commit || it.judges_files || kNoMessages.contains(it.id)) continue;
    EXPECT_FALSE(judge_as_pack(*rule, std::string(it.bad.english)).empty())
        << it.id << " lets its bad example pass:\n"
        << it.bad.english;
    for (const Violation& violation : judge_as_pack(*rule, std::string(it.good.english)))
      ADD_FAILURE() << it.id << " has something against its good example: " << said_by(violation) << "\n"
                    << it.good.english;
  }
}

TEST(Examples, EveryRuleHasWhatPeopleRead) {
  for (const Declaration* rule : rules::declarations()) {
    EXPECT_FALSE(rule->bad.empty() || rule->good.empty()) << rule->id;
    EXPECT_TRUE(rule->summary.english.ends_with('.')) << rule->id;
    EXPECT_TRUE(rule->mend.english.ends_with('.')) << rule->id;
    EXPECT_FALSE(rule->why.empty() || rule->why.english.ends_with('.')) << rule->id;
    EXPECT_EQ(rule->summary.english.find('\n'), std::string_view::npos) << rule->id;
  }
}

// The names in braces of a text.
std::set<std::string> arguments_in(Msgid text) {
  std::set<std::string> names;
  const std::string_view pattern = text.english;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    if (pattern[at] != '{') continue;
    if (pattern.substr(at).starts_with("{{")) {
      ++at;
      continue;
    }
    names.emplace(pattern.substr(at + 1, pattern.find('}', at) - at - 1));
  }
  return names;
}

TEST(Examples, EveryReasonHasANameOfItsOwnAndAnExampleOfEachArgument) {
  for (const Declaration* rule : rules::declarations()) {
    EXPECT_FALSE(rule->reasons.empty()) << rule->id;
    std::set<std::string_view> names;
    for (const Reason* reason : rule->reasons) {
      EXPECT_TRUE(names.insert(reason->name).second) << rule->id << ": " << reason->name << " twice";
      EXPECT_EQ(reason->name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"),
                std::string_view::npos)
          << rule->id << ": " << reason->name;
      EXPECT_FALSE(reason->text.empty()) << rule->id << ": " << reason->name;
      std::set<std::string> shown;
      for (const ExampleArgument& each : reason->example) shown.emplace(each.name);
      for (const Msgid text : {reason->text, reason->help, reason->why})
        for (const std::string& argument : arguments_in(text))
          EXPECT_TRUE(shown.contains(argument))
              << rule->id << ": " << reason->name << " has no example of " << argument;
    }
  }
}

}  // namespace
}  // namespace expgate::test
