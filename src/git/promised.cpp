#include "git/promised.h"

#include "base/strings.h"
#include "git/command.h"

namespace expgate::git {

namespace {

Result<bool> is_partial_clone() {
  TRY_ASSIGN(const CommandOutput found,
             run({"git", "config", "--get-regexp", R"(^(remote\..*\.promisor|extensions\.partialclone)$)"}));
  return found.ok();
}

}  // namespace

Result<bool> fetch_promised(const Oid& oid) {
  TRY_ASSIGN(const bool is_partial, is_partial_clone());
  if (!is_partial) return false;
  TRY_ASSIGN(const CommandOutput fetched, run({"git", "cat-file", "-t", oid.hex()}));
  if (fetched.ok()) return true;
  const std::vector<std::string_view> said = lines(trim(fetched.err));
  return fail("this partial clone lacks object " + oid.hex() + ", and git cannot fetch it" +
                  (said.empty() ? std::string() : ": " + std::string(said.back())),
              "try again where the remote can be reached; git cat-file -t " + oid.hex() + " fetches it");
}

}  // namespace expgate::git
