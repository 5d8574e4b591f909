#include "support/verdict.h"

#include "message/message.h"
#include "policy/load.h"
#include "rules/rule.h"

namespace expgate::test {

namespace {

// The rule's judgement with options read from a policy of one check.
rules::Judge make_judge(std::string_view rule, std::string_view options) {
  const std::string name(rule);
  const std::string policy = "version: 1\nextends: []\nrules:\n  " + name + ": {" + std::string(options) + "}\n";
  const policy::Layer layer{"test", policy, policy::Layer::Trust::full};
  const auto loaded = policy::load({&layer, 1}, rules::declarations());
  if (!loaded) throw std::runtime_error(loaded.error().message);
  auto judge = rules::find(rule)->make(loaded->checks.at(0).options);
  if (!judge) throw std::runtime_error(judge.error().message);
  return *judge;
}

class CaseView : public rules::FileView {
 public:
  CaseView(const File& the_file, const FileCase& the_case) : FileView(the_file), case_(the_case) {}
  Result<std::uint64_t> size() const override { return case_.size; }
  Result<std::string_view> content() const override {
    if (!case_.may_be_read) throw std::logic_error(case_.path + " was read, where its name and size should do");
    return std::string_view(case_.content);
  }

 private:
  const FileCase& case_;
};

}  // namespace

FileCase file(std::string path, std::uint64_t size) {
  return {.path = std::move(path), .content = {}, .size = size, .may_be_read = false};
}

FileCase text_file(std::string path, std::string content) {
  FileCase made{.path = std::move(path), .content = std::move(content)};
  made.size = made.content.size();
  return made;
}

FileCase link(std::string path, std::string target) {
  FileCase made = text_file(std::move(path), std::move(target));
  made.mode = kModeSymlink;
  return made;
}

Commit message(std::string text) {
  Commit commit;
  commit.parents.resize(1);
  commit.author = {"Ada Lovelace", "ada@example.org"};
  commit.committer = commit.author;
  commit.message = std::move(text);
  return commit;
}

Commit merge(std::string text) {
  Commit commit = message(std::move(text));
  commit.parents.resize(2);
  return commit;
}

Violations judge(std::string_view rule, std::string_view options, const FileCase& the_case) {
  const rules::Judge judge = make_judge(rule, options);
  const File file{the_case.path, the_case.mode, {}};
  Violations violations;
  const auto decided = std::get<rules::JudgeFile>(judge)(CaseView(file, the_case), violations);
  if (!decided) throw std::runtime_error(decided.error().message);
  return violations;
}

Violations judge(std::string_view rule, std::string_view options, const Commit& commit) {
  const rules::Judge judge = make_judge(rule, options);
  const message::Message parsed = message::parse(commit);
  Violations violations;
  const auto decided = std::get<rules::JudgeCommit>(judge)({commit, parsed}, violations);
  if (!decided) throw std::runtime_error(decided.error().message);
  return violations;
}

}  // namespace expgate::test
