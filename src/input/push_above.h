#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "git/repository.h"
#include "input/git_command.h"

// The `git push` that a hook runs in, for hooks that are not told what it pushes: found among the processes
// above this one, and tried again with --dry-run, which asks the remote and changes nothing.
namespace expgate::input {

// Whether a `git push` with these words pushes one ref at most, unless settings say otherwise.
bool pushes_one_ref(std::span<const std::string> words);

// The command line that does the same with --dry-run, and lists every ref on a line of its own. Nothing: the
// words take that back.
std::optional<std::vector<std::string>> rehearsal_of(const GitCommand& push, std::size_t oid_digits);

// One ref of a push, as `git push --porcelain` lists it.
struct RehearsedRef {
  std::string local;  // what is pushed; empty: the ref is deleted
  std::string ref;    // of the remote
  std::string old;    // hex; empty: the ref is new there, or is deleted
};

// The refs that such a listing says would change; nothing: it is none.
std::optional<std::vector<RehearsedRef>> parse_rehearsal(std::string_view listing);

// What the push pushes that this process is a hook of. Nothing: that cannot be found out, or not within ten
// seconds. `shown` (of the remote) is the ref that the hook was told of, the only one of most pushes.
Result<std::optional<std::vector<RehearsedRef>>> rehearse_push(git::Repository& repository,
                                                               const std::string& shown,
                                                               std::size_t oid_digits);

}  // namespace expgate::input
