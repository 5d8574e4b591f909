#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "model/commit.h"
#include "model/context.h"
#include "model/file.h"
#include "model/finding.h"
#include "model/object.h"
#include "model/signature.h"
#include "rules/rule.h"

// Table helpers: one line a case.
//
//   EXPECT_TRUE(catches("max-file-size", "limit: 1 KiB", file("a.bin", 2_KiB)));
//   EXPECT_TRUE(catches_not("max-file-size", "limit: 1 KiB", file("a.bin", 1_KiB)));
//   EXPECT_TRUE(catches("commit-type", "", message("feet: add ViT"), "did you mean `feat`"));
//   EXPECT_TRUE(catches("protected-ref", "", forced("refs/heads/main"), "force"));
//   EXPECT_TRUE(catches("experiment-seed", "", tip({{"configs/vit.yaml", "lr: 0.1"}}), "no seed"));
namespace expgate::test {

// A file that is introduced: `content` is read where a rule wants it; `size` alone makes one that must not be
// read.
struct FileCase {
  std::string path;
  std::string content;
  std::uint64_t size = 0;  // bytes
  bool may_be_read = true;
  std::uint32_t mode = 0100644;
  bool is_nameless = false;
  std::uint32_t old_mode = 0;
  bool is_name_only = false;
  EntryDefect flaw = EntryDefect::none;
  std::string case_collision = {};
  std::map<Oid, std::map<std::string, std::string>> commits = {};  // that the push leads to, and their files
  std::map<std::string, std::string> others = {};                  // of the same commit: path to content
};
FileCase file(std::string path, std::uint64_t size);  // content may not be read
FileCase text_file(std::string path, std::string content);
FileCase link(std::string path, std::string target);

constexpr std::uint64_t operator""_KiB(unsigned long long n) {
  return n << 10;
}
constexpr std::uint64_t operator""_MiB(unsigned long long n) {
  return n << 20;
}

// A commit with that message and one parent (merge: two).
Commit message(std::string text);
Commit merge(std::string text);

// A commit with the files that it introduces and those that they stand for, path to content.
struct CommitCase {
  Commit commit;
  std::map<std::string, std::string> introduced;
  std::map<std::string, std::string> replaced;
  std::optional<Context> push = {};  // who pushes it; nothing: it is not pushed
  SignatureCheck signature = {};     // what git says of its signature
};
CommitCase commit_of(std::vector<std::string> paths);  // each of them new

// A ref that a push creates, moves forward, moves elsewhere or deletes. Asking whether it is a fast-forward
// makes sense for those that move and nothing else, asking what it points to for those that are not deleted:
// anything else throws.
struct RefCase {
  enum class Does { create, update, force, remove };
  std::string ref;
  Does does = Does::update;
  bool is_commit = true;
  Context context = {.default_branch = "refs/heads/main"};
};
RefCase created(std::string ref);
RefCase updated(std::string ref);
RefCase forced(std::string ref);
RefCase deleted(std::string ref);

// The tree of a branch's tip: path to content.
struct TipCase {
  std::map<std::string, std::string> files;
  std::vector<std::string> changed;  // paths that the branch changed; empty: all of them
  std::string ref = "refs/heads/exp/vit";
  Context context = {.default_branch = "refs/heads/main"};
  std::optional<std::string> annotation = {};  // the message of the tag object that the ref points to
};
TipCase tip(std::map<std::string, std::string> files, std::vector<std::string> changed = {});

// A whole push: refs/heads/b0, b1 … are created.
struct PushCase {
  std::size_t refs = 1;
  std::uint64_t commits = 1;
  std::vector<QuarantinedObject> quarantined;
  bool may_be_counted = true;             // no: whoever asks for the commits fails the test
  std::uint64_t nameless_tree_bytes = 0;  // of the trees in `quarantined`
  std::uint64_t header = 0;               // bytes of each commit and tag in front of its message
};

// What the rule has against the case, with these options ("limit: 1 KiB, paths_too: [a]": the inside of a
// YAML flow mapping, read and validated as a policy is). Fails the test where rule or options are not valid
// or the rule cannot decide.
// All rules of messages, as the default packs and these further lines of `rules:` configure them.
class MessagePolicy {
 public:
  explicit MessagePolicy(std::string_view rules = "  {}\n");
  [[nodiscard]] Violations judge(const Commit& commit) const;

 private:
  std::vector<rules::JudgeCommit> judges_;
};

Violations judge(std::string_view rule, std::string_view options, const FileCase& file);
Violations judge(std::string_view rule, std::string_view options, const Commit& commit);
Violations judge(std::string_view rule, std::string_view options, const CommitCase& commit);
Violations judge(std::string_view rule, std::string_view options, const RefCase& ref);
Violations judge(std::string_view rule, std::string_view options, const TipCase& tip);
Violations judge(std::string_view rule, std::string_view options, const PushCase& push);

// What the violation says to people in English: the message, " | ", the help.
inline std::string said_by(const Violation& violation) {
  return english({violation.reason->text, violation.arguments}) + " | " +
         english({violation.reason->help, violation.arguments});
}

// Whether the rule has something against the case, with `part` in a message (or in its advice).
template <typename Case>
testing::AssertionResult catches(std::string_view rule, std::string_view options, const Case& thing,
                                 std::string_view part = "") {
  const Violations violations = judge(rule, options, thing);
  std::string said;
  for (const Violation& violation : violations) {
    const std::string all = said_by(violation);
    if (all.find(part) != std::string::npos) return testing::AssertionSuccess();
    said += "\n  " + all;
  }
  return testing::AssertionFailure() << rule << " says nothing with \"" << part << "\""
                                     << (said.empty() ? ", nothing at all" : said);
}

// Whether the rule has nothing at all against the case.
template <typename Case>
testing::AssertionResult catches_not(std::string_view rule, std::string_view options, const Case& thing) {
  const Violations violations = judge(rule, options, thing);
  if (violations.empty()) return testing::AssertionSuccess();
  return testing::AssertionFailure() << rule << " says: " << said_by(violations.front());
}

}  // namespace expgate::test
