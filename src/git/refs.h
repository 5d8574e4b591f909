#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/oid.h"

namespace expgate::git {

struct Ref {
  std::string_view name;  // refs/heads/main; valid during the visit only
  Oid target;             // unpeeled
  Oid peeled;  // what the ref points to through tag objects, where packed-refs says it; zero: not known
};

using VisitRef = std::function<Result<void>(const Ref&)>;

// Visits the refs below the prefixes ("refs/heads/") of a repository of the "files" backend: loose ones
// before packed ones, symbolic ones left out. Reads packed-refs as one text, since libgit2 needs many times
// longer for 100,000 refs. Errors: a file that cannot be read or parsed, and what the visitor says.
Result<void> each_ref(const std::string& common_folder, const std::vector<std::string>& prefixes,
                      const VisitRef& visit);

// Visits some of the refs that point to that very commit: those in packed-refs, annotated tags left out. A
// search for its name, so that the rest need not be read if this is enough. Errors as above.
Result<void> packed_refs_at(const std::string& common_folder, const std::vector<std::string>& prefixes,
                            const Oid& commit, const VisitRef& visit);

// The full name of the ref that a symbolic ref stands for ("refs/heads/master" for "refs/heads/main");
// nothing where it is none, or `name` is no name for a ref. Links to links are followed, as far as git does.
// An error where a file cannot be read.
Result<std::optional<std::string>> symbolic_target(const std::string& common_folder, const std::string& name);

}  // namespace expgate::git
