#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/fanout.h"
#include "engine/reachable.h"
#include "model/change_set.h"
#include "model/repository.h"
#include "rules/rule.h"

// The things that rules are shown, on top of a repository.
namespace expgate::engine {

// Sizes of blobs that were looked up: one blob is often the same in many commits.
using SizeCache = std::unordered_map<Oid, std::uint64_t, OidHash>;

// Signatures of commits that were verified, by many at once: git is a process, and so is what it asks.
class Signatures {
 public:
  explicit Signatures(Repository& repository) : repository_(repository) {}

  // That of the first of the commits; those behind it are likely to be asked for next.
  Result<SignatureCheck> verify(std::span<const Reached> commits, const Signers& signers);

 private:
  Repository& repository_;
  Signers signers_;
  std::unordered_map<Oid, SignatureCheck, OidHash> known_;  // by these signers
};

// Where a commit stands in a push.
struct InPush {
  const Context* context = nullptr;
  std::span<const Reached> from_here;  // it and those that are judged next
  Signatures* signatures = nullptr;
};

// A commit of a push. What it introduces is found out once, for whoever needs it first.
class JudgedCommit : public rules::CommitView {
 public:
  JudgedCommit(const Commit& the_commit, const message::Message& the_message, Repository& repository,
               InPush in_push = {})
      : CommitView(the_commit, the_message), repository_(repository), in_push_(in_push) {}
  Result<std::span<const File>> introduced() const override;
  Result<std::vector<File>> replaced() const override;
  [[nodiscard]] const Context* push() const override { return in_push_.context; }
  Result<SignatureCheck> verify_signature(const Signers& signers) const override;

 private:
  Repository& repository_;
  InPush in_push_;
  mutable std::optional<std::vector<File>> introduced_;
};

// A commit that is not made yet: of its files the draft knows everything, or nothing where only its message
// is judged.
class DraftCommit : public rules::CommitView {
 public:
  DraftCommit(const Commit& the_commit, const message::Message& the_message, const Draft& draft,
              Repository& repository)
      : CommitView(the_commit, the_message), draft_(draft), repository_(repository) {}
  Result<std::span<const File>> introduced() const override;
  Result<std::vector<File>> replaced() const override;

 private:
  const Draft& draft_;
  Repository& repository_;
};

// A file of a commit. What one check has read, the next one does not read again.
class RepositoryFile : public rules::FileView {
 public:
  // Finds another file of the same commit.
  using Lookup = std::function<Result<std::optional<File>>(std::string_view path)>;

  // `arrival` is what is known of the file's blob without reading it; null: nothing.
  RepositoryFile(const File& the_file, const QuarantinedObject* quarantined_object, Repository& repository,
                 SizeCache& sizes, Reachable& reachable, Lookup lookup = {})
      : FileView(the_file),
        arrival_(quarantined_object),
        repository_(repository),
        sizes_(sizes),
        reachable_(reachable),
        lookup_(std::move(lookup)) {}
  Result<std::uint64_t> size() const override;
  Result<std::string_view> content() const override;
  Result<std::optional<std::string>> beside(std::string_view path, std::uint64_t most) const override;
  Result<std::unique_ptr<rules::TreeView>> tree_of(const Oid& commit) const override {
    return reachable_.tree_of(commit);
  }

 private:
  const QuarantinedObject* arrival_;
  Repository& repository_;
  SizeCache& sizes_;
  Reachable& reachable_;
  Lookup lookup_;
  mutable std::optional<std::string> content_;
};

// What a push has brought into the quarantine, listed when somebody first asks, and which of its blobs the
// judged commits name.
class QuarantinedObjects {
 public:
  explicit QuarantinedObjects(Repository& repository) : repository_(repository) {}

  // All of it; what was there before may be among it until keep_new() was called.
  Result<std::span<const QuarantinedObject>> all();
  Result<void> keep_new();

  // How many were listed.
  [[nodiscard]] std::uint64_t count() const { return list_ ? list_->size() : 0; }

  // Notes that a commit names the object. Returns it if it is one of these; null before all() was called.
  const QuarantinedObject* name(const Oid& object);

  // Bytes of these trees and of the folders below them, as far as they are in the list, each once.
  Result<std::uint64_t> tree_bytes_below(std::vector<Oid> trees) const;
  [[nodiscard]] std::vector<QuarantinedObject> new_nameless_blobs() const;

 private:
  [[nodiscard]] std::optional<std::size_t> place_of(const Oid& object) const;

  Repository& repository_;
  std::optional<std::vector<QuarantinedObject>> list_;
  std::vector<bool> is_named_;
  mutable std::size_t questions_ = 0;
  mutable Fanout fanout_;  // of the list, once they are many
};

// One update of a push.
class RepositoryUpdate : public rules::RefView {
 public:
  RepositoryUpdate(const RefUpdate& the_update, const Context& the_context, Repository& repository)
      : RefView(the_update, the_context), repository_(repository) {}
  Result<bool> is_fast_forward() const override;
  Result<bool> is_commit() const override;

 private:
  Repository& repository_;
};

// What all tips have in common.
class RepositoryTip : public rules::TipView {
 public:
  RepositoryTip(const RefUpdate& the_update, const Context& the_context, Repository& repository)
      : TipView(the_update, the_context), repository_(repository) {}
  Result<std::vector<File>> files(const text::GlobSet& wanted) const final;
  Result<std::vector<File>> first_files(const text::GlobSet& wanted, rules::FileRank rank,
                                        std::size_t most) const final;
  Result<std::uint64_t> size(const File& file) const final;
  Result<std::string> content(const File& file) const final;
  Result<std::optional<Tag>> tag() const final;

 protected:
  virtual Result<void> visit(const text::GlobSet& wanted, const VisitFile& visit) const = 0;

  Repository& repository_;

 private:
  struct Listing {
    text::GlobSet wanted;
    rules::FileRank rank = nullptr;  // null: all of them
    std::size_t most = 0;
    std::vector<File> files;
  };
  mutable std::vector<Listing> listings_;  // what one rule had listed, the next one often wants too
};

// The tree of a ref's new tip.
class CommitTip : public RepositoryTip {
 public:
  CommitTip(const RefUpdate& the_update, const Context& the_context, const Commit& tip,
            Repository& repository)
      : RepositoryTip(the_update, the_context, repository), tip_(tip) {}
  Result<std::optional<File>> file(std::string_view path) const override;
  Result<std::vector<File>> changed(const text::GlobSet& wanted) const override;

 protected:
  Result<void> visit(const text::GlobSet& wanted, const VisitFile& visit) const override;

 private:
  Result<Oid> base_tree() const;

  const Commit& tip_;
};

// What the tip would be if what is staged were committed: the index, or where it does not say that, HEAD's
// tree with the staged files over it.
class DraftTip : public RepositoryTip {
 public:
  DraftTip(const RefUpdate& the_update, const Context& the_context, const Draft& draft,
           Repository& repository)
      : RepositoryTip(the_update, the_context, repository), draft_(draft) {}
  Result<std::optional<File>> file(std::string_view path) const override;
  Result<std::vector<File>> changed(const text::GlobSet& wanted) const override;

 protected:
  Result<void> visit(const text::GlobSet& wanted, const VisitFile& visit) const override;

 private:
  [[nodiscard]] Result<std::vector<File>> list(const text::GlobSet& wanted) const;

  const Draft& draft_;
};

}  // namespace expgate::engine
