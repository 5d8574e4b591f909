#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "git/objects.h"
#include "git/rewriting.h"

// Trees of commits that are written anew.
namespace expgate::git {

// Writes a tree object; returns its name.
using WriteTree = std::function<Result<Oid>(std::string_view bytes)>;

// The tree of a commit whose parents were written anew. A file that the commit has from a parent is taken
// from that parent's new tree, whatever became of it there; a file that differs from all of them stays as it
// is; `replaced` are the exceptions. Zero: nothing is left. Folders that no parent's rewriting has touched
// are not opened. Errors: a tree that cannot be read or written.
Result<Oid> carried_tree(const Objects& objects, const WriteTree& write, const Oid& tree,
                         const std::vector<CarriedParent>& parents, const CarriedFiles& replaced);

// The tree with these files put in, replaced, or (nothing) taken out. A file does not take the place of a
// folder, nor the other way round: such a change is left out. Errors as above.
Result<Oid> edited_tree(const Objects& objects, const WriteTree& write, const Oid& tree,
                        const EditedFiles& files);

}  // namespace expgate::git
