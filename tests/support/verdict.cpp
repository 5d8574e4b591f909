#include "support/verdict.h"

#include <algorithm>

#include "message/message.h"
#include "policy/load.h"
#include "rules/header_proposal.h"
#include "rules/rule.h"
#include "support/fake_oid.h"

namespace expgate::test {

namespace {

// The rule's judgement with options read from a policy of one check.
rules::Judge make_judge(std::string_view rule, std::string_view options) {
  const std::string name(rule);
  const std::string policy =
      "version: 1\nextends: []\nrules:\n  " + name + ": {" + std::string(options) + "}\n";
  const policy::Layer layer{"test", policy, policy::Layer::Trust::server};
  const auto loaded = policy::load({&layer, 1}, rules::declarations());
  if (!loaded) throw std::runtime_error(english(loaded.error().message));
  auto judge = rules::find(rule)->make(loaded->checks.at(0).options);
  if (!judge) throw std::runtime_error(english(judge.error().message));
  return *judge;
}

// What the rule with these options says of the view.
template <typename JudgeOfScope, typename View>
Violations judge_view(std::string_view rule, std::string_view options, const View& view) {
  const rules::Judge judge = make_judge(rule, options);
  Violations violations;
  const auto decided = std::get<JudgeOfScope>(judge)(view, violations);
  if (!decided) throw std::runtime_error(english(decided.error().message));
  return violations;
}

// The violations of one commit propose one header.
void settle(const rules::CommitView& view, std::span<const rules::JudgeCommit* const> judges,
            Violations& violations) {
  std::vector<Violation*> found;
  for (Violation& each : violations) found.push_back(&each);
  if (const auto settled = rules::settle_header(view, judges, found); !settled)
    throw std::runtime_error(english(settled.error().message));
}

class FilesView : public rules::TreeView {
 public:
  explicit FilesView(const std::map<std::string, std::string>& files) : files_(files) {}
  Result<std::vector<File>> files(const text::GlobSet& wanted) const override {
    std::vector<File> found;
    for (const auto& [path, content] : files_) {
      if (wanted.matches(path)) found.push_back({path, kModeFile, fake_oid(content)});
    }
    return found;
  }
  Result<std::optional<File>> file(std::string_view path) const override {
    const auto found = files_.find(std::string(path));
    if (found == files_.end()) return std::nullopt;
    return File{found->first, kModeFile, fake_oid(found->second)};
  }
  Result<std::uint64_t> size(const File& file) const override { return files_.at(file.path).size(); }
  Result<std::string> content(const File& file) const override { return files_.at(file.path); }

 private:
  const std::map<std::string, std::string>& files_;
};

class CommitCaseView : public rules::CommitView {
 public:
  CommitCaseView(const CommitCase& the_case, const message::Message& the_message)
      : CommitView(the_case.commit, the_message), introduced_(files(the_case.introduced)), case_(the_case) {}
  Result<std::span<const File>> introduced() const override { return std::span<const File>(introduced_); }
  Result<std::vector<File>> replaced() const override { return files(case_.replaced); }
  [[nodiscard]] const Context* push() const override { return case_.push ? &*case_.push : nullptr; }
  Result<SignatureCheck> verify_signature(const Signers& /*signers*/) const override {
    if (!case_.commit.is_signed) throw std::logic_error("git was asked for a commit without a signature");
    return SignatureCheck(case_.signature);
  }

 private:
  static std::vector<File> files(const std::map<std::string, std::string>& contents) {
    std::vector<File> made;
    for (const auto& [path, content] : contents) made.push_back({path, kModeFile, fake_oid(content)});
    return made;
  }

  std::vector<File> introduced_;
  const CommitCase& case_;
};

class CaseView : public rules::FileView {
 public:
  CaseView(const File& the_file, const FileCase& the_case) : FileView(the_file), case_(the_case) {}
  Result<std::uint64_t> size() const override { return case_.size; }
  Result<std::string_view> content() const override {
    if (!case_.may_be_read)
      throw std::logic_error(case_.path + " was read, where its name and size should do");
    return std::string_view(case_.content);
  }
  Result<std::optional<std::string>> beside(std::string_view path, std::uint64_t most) const override {
    const auto found = case_.others.find(std::string(path));
    if (found == case_.others.end() || found->second.size() > most) return std::optional<std::string>{};
    return std::optional(found->second);
  }
  Result<std::unique_ptr<rules::TreeView>> tree_of(const Oid& commit) const override {
    const auto found = case_.commits.find(commit);
    if (found == case_.commits.end()) return nullptr;
    return std::make_unique<FilesView>(found->second);
  }

 private:
  const FileCase& case_;
};

RefUpdate update_of(const RefCase& the_case) {
  RefUpdate update{the_case.ref, fake_oid("old"), fake_oid("new")};
  if (the_case.does == RefCase::Does::create) update.old_oid = {};
  if (the_case.does == RefCase::Does::remove) update.new_oid = {};
  return update;
}

class RefCaseView : public rules::RefView {
 public:
  RefCaseView(const RefUpdate& the_update, const RefCase& the_case)
      : RefView(the_update, the_case.context), case_(the_case) {}
  Result<bool> is_fast_forward() const override {
    if (update.creates() || update.deletes()) throw std::logic_error(case_.ref + " does not move");
    return case_.does == RefCase::Does::update;
  }
  Result<bool> is_commit() const override {
    if (update.deletes()) throw std::logic_error(case_.ref + " is deleted: there is nothing to look at");
    return case_.is_commit;
  }

 private:
  const RefCase& case_;
};

class TipCaseView : public rules::TipView {
 public:
  TipCaseView(const RefUpdate& the_update, const TipCase& the_case)
      : TipView(the_update, the_case.context), case_(the_case), files_(the_case.files) {}
  Result<std::vector<File>> files(const text::GlobSet& wanted) const override { return files_.files(wanted); }
  Result<std::optional<File>> file(std::string_view path) const override { return files_.file(path); }
  Result<std::vector<File>> changed(const text::GlobSet& wanted) const override {
    TRY_ASSIGN(std::vector<File> found, files(wanted));
    const auto& changed = case_.changed;
    if (changed.empty()) return found;
    std::erase_if(found, [&](const File& file) {
      return std::find(changed.begin(), changed.end(), file.path) == changed.end();
    });
    return found;
  }
  Result<std::uint64_t> size(const File& file) const override { return files_.size(file); }
  Result<std::string> content(const File& file) const override { return files_.content(file); }
  Result<std::optional<Tag>> tag() const override {
    if (!case_.annotation) return std::nullopt;
    return Tag{update.new_oid, fake_oid("commit"), "", {}, *case_.annotation};
  }

 private:
  const TipCase& case_;
  FilesView files_;
};

class PushCaseView : public rules::PushView {
 public:
  PushCaseView(const std::vector<RefUpdate>& the_updates, const Context& the_context,
               const PushCase& the_case)
      : PushView(the_updates, the_context), case_(the_case) {}
  Result<std::uint64_t> commits() const override {
    if (!case_.may_be_counted) throw std::logic_error("commits were counted, though it was clear already");
    return std::uint64_t{case_.commits};
  }
  Result<std::span<const QuarantinedObject>> quarantined() const override {
    return std::span<const QuarantinedObject>(case_.quarantined);
  }
  Result<std::uint64_t> named_tree_bytes() const override {
    std::uint64_t bytes = 0;
    for (const QuarantinedObject& object : case_.quarantined)
      if (object.kind == ObjectKind::tree) bytes += object.size;
    return bytes - case_.nameless_tree_bytes;
  }
  Result<std::uint64_t> header_size(const QuarantinedObject& /*object*/) const override {
    return std::uint64_t{case_.header};
  }

 private:
  const PushCase& case_;
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
  commit.parents.push_back(fake_oid("merged"));
  return commit;
}

CommitCase commit_of(std::vector<std::string> paths) {
  CommitCase made{message("feat: add ViT"), {}, {}};
  for (std::string& path : paths) made.introduced.emplace(path, "new " + path);
  return made;
}

RefCase created(std::string ref) {
  return {.ref = std::move(ref), .does = RefCase::Does::create};
}

RefCase updated(std::string ref) {
  return {.ref = std::move(ref), .does = RefCase::Does::update};
}

RefCase forced(std::string ref) {
  return {.ref = std::move(ref), .does = RefCase::Does::force};
}

RefCase deleted(std::string ref) {
  return {.ref = std::move(ref), .does = RefCase::Does::remove};
}

TipCase tip(std::map<std::string, std::string> files, std::vector<std::string> changed) {
  return {.files = std::move(files), .changed = std::move(changed)};
}

Violations judge(std::string_view rule, std::string_view options, const FileCase& the_case) {
  const File file{the_case.path, the_case.mode,          {}, the_case.old_mode, the_case.is_name_only,
                  the_case.flaw, the_case.case_collision};
  CaseView view(file, the_case);
  view.is_nameless = the_case.is_nameless;
  return judge_view<rules::JudgeFile>(rule, options, view);
}

Violations judge(std::string_view rule, std::string_view options, const Commit& commit) {
  return judge(rule, options, CommitCase{commit, {}, {}});
}

Violations judge(std::string_view rule, std::string_view options, const CommitCase& the_case) {
  const message::Message parsed = message::parse(the_case.commit);
  const CommitCaseView view(the_case, parsed);
  Violations violations = judge_view<rules::JudgeCommit>(rule, options, view);
  const rules::Judge judge = make_judge(rule, options);
  const rules::JudgeCommit* const judges[] = {&std::get<rules::JudgeCommit>(judge)};
  settle(view, judges, violations);
  return violations;
}

MessagePolicy::MessagePolicy(std::string_view rules) {
  const std::string text = "version: 1\nrules:\n" + std::string(rules);
  const policy::Layer layer{"test", text, policy::Layer::Trust::full};
  const auto loaded = policy::load({&layer, 1}, rules::declarations());
  if (!loaded) throw std::runtime_error(english(loaded.error().message));
  for (const policy::Check& check : loaded->checks) {
    if (check.rule->scope != Scope::commit || check.rule->judges_files || check.severity == Severity::off)
      continue;
    auto judge = rules::find(check.rule->id)->make(check.options);
    if (!judge) throw std::runtime_error(english(judge.error().message));
    judges_.push_back(std::get<rules::JudgeCommit>(*judge));
  }
}

Violations MessagePolicy::judge(const Commit& commit) const {
  const CommitCase the_case{commit, {}, {}};
  const message::Message parsed = message::parse(commit);
  const CommitCaseView view(the_case, parsed);
  Violations violations;
  std::vector<const rules::JudgeCommit*> judges;
  for (const rules::JudgeCommit& judge : judges_) {
    judges.push_back(&judge);
    if (const auto decided = judge(view, violations); !decided)
      throw std::runtime_error(english(decided.error().message));
  }
  settle(view, judges, violations);
  return violations;
}

Violations judge(std::string_view rule, std::string_view options, const RefCase& the_case) {
  const RefUpdate update = update_of(the_case);
  return judge_view<rules::JudgeRef>(rule, options, RefCaseView(update, the_case));
}

Violations judge(std::string_view rule, std::string_view options, const TipCase& the_case) {
  const RefUpdate update{the_case.ref, fake_oid("old"), fake_oid("new")};
  return judge_view<rules::JudgeTip>(rule, options, TipCaseView(update, the_case));
}

Violations judge(std::string_view rule, std::string_view options, const PushCase& the_case) {
  std::vector<RefUpdate> updates;
  for (std::size_t n = 0; n < the_case.refs; ++n)
    updates.push_back({"refs/heads/b" + std::to_string(n), {}, fake_oid("new")});
  const Context context;
  return judge_view<rules::JudgePush>(rule, options, PushCaseView(updates, context, the_case));
}

}  // namespace expgate::test
