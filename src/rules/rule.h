#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "message/message.h"
#include "model/commit.h"
#include "model/context.h"
#include "model/declaration.h"
#include "model/file.h"
#include "model/finding.h"
#include "model/object.h"
#include "model/options.h"
#include "model/ref_update.h"
#include "model/signature.h"
#include "model/tag.h"
#include "rules/first_files.h"
#include "text/glob.h"

namespace expgate::rules {

// What a rule of each scope is shown, one at a time. Whatever costs reading is a method: a rule that does not
// call it does not pay.

class CommitView {
 public:
  CommitView(const Commit& the_commit, const message::Message& the_message)
      : commit(the_commit), message(the_message) {}
  virtual ~CommitView() = default;
  const Commit& commit;
  const message::Message& message;
  // The files that it introduces, and those of its first parent that are gone or not the same any more, in
  // the order of their paths: for rules that declare `judges_files`, elsewhere they may not be known.
  virtual Result<std::span<const File>> introduced() const = 0;
  virtual Result<std::vector<File>> replaced() const = 0;
  // Who pushes it; null: it is not pushed, or not made yet.
  [[nodiscard]] virtual const Context* push() const { return nullptr; }
  // What git says of its signature.
  virtual Result<SignatureCheck> verify_signature(const Signers& /*signers*/) const {
    return fail(tr("signatures cannot be verified here"));
  }
};

// The files of a commit.
class TreeView {
 public:
  virtual ~TreeView() = default;
  // Those that are in `wanted`, in the order of their paths.
  virtual Result<std::vector<File>> files(const text::GlobSet& wanted) const = 0;
  // Of those of them that have content the first by their rank, and in the order of their paths; at most so
  // many.
  virtual Result<std::vector<File>> first_files(const text::GlobSet& wanted, FileRank rank,
                                                std::size_t most) const;
  virtual Result<std::optional<File>> file(std::string_view path) const = 0;
  virtual Result<std::uint64_t> size(const File& file) const = 0;
  virtual Result<std::string> content(const File& file) const = 0;
};

class FileView {
 public:
  explicit FileView(const File& the_file) : file(the_file) {}
  virtual ~FileView() = default;
  const File& file;
  bool is_nameless =
      false;  // an object that a push brings and that none of its commits names: no path, no mode
  virtual Result<std::uint64_t> size() const = 0;        // bytes, from the object's header
  virtual Result<std::string_view> content() const = 0;  // all of it; look at size() first
  // The content of another file of the same commit, at most so many bytes of it; nothing: it has none, or a
  // larger one.
  virtual Result<std::optional<std::string>> beside(std::string_view /*path*/, std::uint64_t /*most*/) const {
    return std::optional<std::string>{};
  }
  // The tree of that commit, if this push, or a branch or tag of the repository, leads to it; null if not.
  virtual Result<std::unique_ptr<TreeView>> tree_of(const Oid& commit) const = 0;
};

// The option of commit-header that the engine asks for before it judges a message.
inline constexpr const char* kReleaseCommits = "release_commits";

// What to do about an object that no commit of the push names.
inline constexpr Msgid kNamelessHelp =
    msgid("git sends such an object only if a tag names it: push the branch alone, from a fresh clone");

class RefView {
 public:
  RefView(const RefUpdate& the_update, const Context& the_context)
      : update(the_update), context(the_context) {}
  virtual ~RefView() = default;
  const RefUpdate& update;
  const Context& context;
  virtual Result<bool> is_fast_forward() const = 0;  // old is an ancestor of new
  virtual Result<bool> is_commit() const = 0;        // new is a commit, or a tag that peels to one
};

// The whole tree of a ref's new tip. Not called for deletions.
class TipView : public TreeView {
 public:
  TipView(const RefUpdate& the_update, const Context& the_context)
      : update(the_update), context(the_context) {}
  const RefUpdate& update;
  const Context& context;
  // Those among `wanted` that this branch changed since it left the default branch (on the default branch
  // itself: in this push).
  virtual Result<std::vector<File>> changed(const text::GlobSet& wanted) const = 0;
  // The tag object that the ref points to (of tags of tags the outermost); nothing: it points to the commit.
  virtual Result<std::optional<Tag>> tag() const = 0;
};

// All of a push at once, before anything else of it is looked at.
class PushView {
 public:
  PushView(std::span<const RefUpdate> the_updates, const Context& the_context)
      : updates(the_updates), context(the_context) {}
  virtual ~PushView() = default;
  std::span<const RefUpdate> updates;  // of refs that the check is for
  const Context& context;
  // How many commits are first reached from these refs, and all objects that are new to the server (elsewhere
  // none are known). Both may be too many at first: where a rule finds fault it is asked again.
  virtual Result<std::uint64_t> commits() const = 0;
  virtual Result<std::span<const QuarantinedObject>> quarantined() const = 0;
  // Bytes of the new trees that commits of the push name; and of a commit or tag in front of its message.
  virtual Result<std::uint64_t> named_tree_bytes() const = 0;
  virtual Result<std::uint64_t> header_size(const QuarantinedObject& object) const = 0;
};

// A rule with its options read: appends what it has against the thing it is shown. An error means that it
// could not decide.
using JudgeCommit = std::function<Result<void>(const CommitView&, Violations&)>;
using JudgeFile = std::function<Result<void>(const FileView&, Violations&)>;
using JudgeRef = std::function<Result<void>(const RefView&, Violations&)>;
using JudgeTip = std::function<Result<void>(const TipView&, Violations&)>;
using JudgePush = std::function<Result<void>(const PushView&, Violations&)>;
using Judge = std::variant<JudgeCommit, JudgeFile, JudgeRef, JudgeTip, JudgePush>;

// What a rule's file exports: `const Rule max_file_size{…}` in max_file_size.cpp, which is all that the
// registry needs.
struct Rule {
  Declaration declaration;
  Result<Judge> (*make)(const Options& options);  // errors: options that are valid alone but not together
};

// Every rule, in the order of their ids. Generated at build time from the files of this folder.
std::span<const Rule* const> all();

// The rule of that id, or null.
const Rule* find(std::string_view id);

// The declarations alone, in the same order: what policies are validated against.
const std::vector<const Declaration*>& declarations();

}  // namespace expgate::rules
