#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/oid.h"

namespace expgate::git {

struct Ref {
  std::string name;  // refs/heads/main
  Oid target;        // unpeeled
  Oid peeled;        // what the ref points to through tag objects, where packed-refs says it; zero: not known
};

// The refs below `prefix` ("refs/heads/") of a repository of the "files" backend: loose ones before packed ones, symbolic ones left
// out. Reads packed-refs as one text, since libgit2 needs many times longer for 100,000 refs. Errors: a file that cannot be
// read or parsed.
Result<std::vector<Ref>> list_refs(const std::string& common_folder, const std::vector<std::string>& prefixes);

}  // namespace expgate::git
