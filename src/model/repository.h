#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/commit.h"
#include "model/file.h"
#include "model/object.h"
#include "model/oid.h"
#include "model/signature.h"
#include "model/tag.h"
#include "text/glob.h"

namespace expgate {

// One set of refs that checks share, and what a push brings to it (docs/commits-a-check-sees.md).
struct ReachScope {
  std::vector<Oid> tips;                             // commits that refs of the scope are to point to
  std::vector<Oid> known;                            // commits that they point to now
  std::function<bool(std::string_view ref)> covers;  // whether an existing branch or tag is in the scope
};

// A commit that becomes reachable for the first time; bit N of `scopes` says: in scope N.
struct Reached {
  Oid oid;
  std::uint32_t parents_begin = 0;  // in FirstReached::parents; they end where those of the next one begin
  std::uint64_t scopes = 0;
};

// What tips lead to.
struct FirstReached {
  std::vector<Reached> commits;        // parents before children
  std::vector<std::uint32_t> parents;  // of all commits: places of others, or behind those of `outside`
  std::vector<Oid> outside;            // parents that are not among the commits, each once
  bool is_exact = true;                // whatever the dates of commits say

  // The places of the parents of the commit at that place, in their order.
  [[nodiscard]] std::span<const std::uint32_t> parents_of(std::size_t place) const {
    const std::size_t begin = commits[place].parents_begin;
    const std::size_t end = place + 1 < commits.size() ? commits[place + 1].parents_begin : parents.size();
    return std::span(parents).subspan(begin, end - begin);
  }
};

// Is shown files one after the other; the path and the oid are gone afterwards.
using VisitFile = std::function<void(std::string_view path, std::uint32_t mode, const Oid& oid)>;

enum class Effort {
  quick,  // may, where commit dates lie, call a commit new that is not
  exact,
};

// What the engine and the rules may ask of a repository. The real one is git::Repository; tests have one of
// their own. Every method answers an Error where an object is missing, damaged or of another type than it
// should be.
class Repository {
 public:
  virtual ~Repository() = default;

  virtual Result<Commit> commit(const Oid& oid) = 0;

  // The commit that `oid` names, through any number of tag objects; nothing if it is a tree or a blob in the
  // end.
  virtual Result<std::optional<Oid>> peel_to_commit(const Oid& oid) = 0;

  // The tag object of that name; nothing if the object is no tag.
  virtual Result<std::optional<Tag>> tag(const Oid& oid) = 0;

  // Whether the object is here; and whether that may be so because history is cut off (a shallow clone).
  [[nodiscard]] virtual bool has(const Oid& oid) const = 0;
  [[nodiscard]] virtual bool is_shallow() const = 0;

  // The commits first reached in each of at most 64 scopes.
  virtual Result<FirstReached> first_reached(std::span<const ReachScope> scopes, Effort effort) = 0;

  // The files whose path, mode and object differ from those in every parent, in the order of their paths, and
  // what else the commit brings as names (File::is_name_only).
  virtual Result<std::vector<File>> introduced(const Commit& commit) = 0;

  // Says that introduced() will be asked of these commits, in that order, so that it can be worked out
  // meanwhile.
  virtual Result<void> expect_introduced(std::span<const Oid> /*commits*/) { return {}; }

  // The files of the tree that are not the same in the tree `base` (zero: an empty one).
  virtual Result<std::vector<File>> changed(const Oid& tree, const Oid& base) = 0;

  // The files of the tree that are in `wanted`, in the order of the tree. Folders that can hold none are not
  // opened.
  virtual Result<std::vector<File>> files(const Oid& tree, const text::GlobSet& wanted) = 0;

  // The same, without keeping them.
  virtual Result<void> visit_files(const Oid& tree, const text::GlobSet& wanted, const VisitFile& visit) {
    TRY_ASSIGN(const std::vector<File> found, files(tree, wanted));
    for (const File& file : found) visit(file.path, file.mode, file.oid);
    return {};
  }

  // The same of what is staged, in the order of the paths. False: only git can read that index.
  virtual Result<bool> visit_staged(const text::GlobSet& /*wanted*/, const VisitFile& /*visit*/) {
    return false;
  }

  // The file at `path` of the tree, or nothing.
  virtual Result<std::optional<File>> file(const Oid& tree, std::string_view path) = 0;

  // Bytes of a blob: their number, without inflating it, and they themselves.
  virtual Result<std::uint64_t> size(const Oid& blob) = 0;
  virtual Result<std::string> content(const Oid& blob) = 0;

  // The objects that wait in the quarantine, in the order of their oids, whether a ref leads to them or not.
  // None where there is no quarantine: on a client, or when all objects came before the push.
  virtual Result<std::vector<QuarantinedObject>> quarantined() = 0;

  // Whether the commit takes back what one before it, by first parents, had changed; and whether all files
  // that it changes are changed by the other one as well.
  virtual Result<bool> inverts_ancestor(const Commit& commit) = 0;
  virtual Result<bool> changes_no_more_files(const Commit& one, const Commit& other) = 0;

  // The folder at `path` of the tree, or nothing.
  virtual Result<std::optional<Oid>> folder(const Oid& tree, std::string_view path) = 0;

  // Bytes of a commit or tag in front of its message.
  virtual Result<std::uint64_t> header_size(const QuarantinedObject& object) = 0;

  // The folders that the tree names.
  virtual Result<std::vector<Oid>> folders(const Oid& tree) = 0;

  // Whether the object was there before the push. What lies in the quarantine is not always new: the bases of
  // a thin pack are copied there, and a client may send history again (docs/git-facts.md).
  virtual bool was_there(const Oid& oid) = 0;

  // Whether `ancestor` can be reached from `descendant` (or is it).
  virtual Result<bool> is_ancestor(const Oid& ancestor, const Oid& descendant) = 0;

  // A best common ancestor of the two, or nothing where they have none.
  virtual Result<std::optional<Oid>> merge_base(const Oid& one, const Oid& other) = 0;

  // What git says of the signatures of these commits, in their order. An error where git, or a program that
  // it needs for that, is missing or takes too long.
  virtual Result<std::vector<SignatureCheck>> verify_signatures(std::span<const Oid> /*commits*/,
                                                                const Signers& /*signers*/) {
    return fail(tr("signatures cannot be verified here"));
  }

  // What the ref points to, unpeeled, or nothing where there is no such ref.
  virtual Result<std::optional<Oid>> resolve(std::string_view ref) = 0;
};

}  // namespace expgate
