#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/oid.h"
#include "model/ref_name.h"

namespace expgate::git {

struct Ref {
  std::string_view name;  // refs/heads/main; valid during the visit only
  Oid target;             // unpeeled; of a symbolic ref, what it leads to
  Oid peeled;  // what the ref points to through tag objects, where the store says it; zero: not known
  bool is_symbolic = false;
};

using VisitRef = std::function<Result<void>(const Ref&)>;

// What one ref holds: an object's name, or the name of the ref that it stands for.
struct RefValue {
  Oid target;            // zero: a symbolic ref
  std::string symbolic;  // empty: none
};

// The refs of a repository, however they are stored (gitrepository-layout(5), extensions.refStorage). Nothing
// else reads them.
class RefStore {
 public:
  virtual ~RefStore() = default;

  // Visits the refs below the prefixes ("refs/heads/"), symbolic ones that lead to an object included.
  // Errors: what cannot be read or parsed, and what the visitor says.
  virtual Result<void> each(const std::vector<std::string>& prefixes, const VisitRef& visit) const = 0;

  // Visits some of the refs that point to that very commit, annotated tags left out: those that are found
  // without reading all of them. Errors as above.
  virtual Result<void> each_at(const Oid& commit, const std::vector<std::string>& prefixes,
                               const VisitRef& visit) const = 0;

  // What the ref of that full name holds, or nothing if there is no such ref. An error if it cannot be read.
  [[nodiscard]] virtual Result<std::optional<RefValue>> read(const std::string& name) const = 0;

  // The name that the ref holds if it is a symbolic one, or nothing. An error if it cannot be read.
  [[nodiscard]] virtual Result<std::optional<std::string>> read_symbolic(const std::string& name) const = 0;

  // The object that the ref leads to through symbolic ones, or nothing.
  [[nodiscard]] Result<std::optional<Oid>> resolve(const std::string& name) const;

  // Visits the ref that holds this; nothing to visit if it leads to no object.
  Result<void> visit_value(std::string_view name, const RefValue& value, const VisitRef& visit) const;

  // The full name of the ref that a symbolic ref stands for ("refs/heads/master" for "refs/heads/main");
  // nothing if it is not symbolic. Followed as far as git does.
  [[nodiscard]] Result<std::optional<std::string>> symbolic_target(const std::string& name) const;
};

// The folders of a repository's own files, with a final '/'; the same but in a linked work tree.
struct GitFolders {
  std::string own;
  std::string common;
};

// Refs as files, and in packed-refs.
std::unique_ptr<RefStore> files_ref_store(const GitFolders& folders, ObjectFormat format);

// Refs in reftables.
std::unique_ptr<RefStore> reftable_ref_store(const GitFolders& folders, ObjectFormat format);

// Whether each work tree has a ref of that name for itself (git-worktree(1), "Refs").
bool is_per_worktree(std::string_view name);

// Whether `name` begins with one of the prefixes.
bool starts_with_any(std::string_view name, const std::vector<std::string>& prefixes);

}  // namespace expgate::git
