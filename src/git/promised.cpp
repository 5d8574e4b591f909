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
  TRY_ASSIGN(const CommandOutput ssh, run({"git", "config", "core.sshCommand"}));
  std::vector<std::string> argv =
      without_questions(ssh.ok() ? std::optional(std::string(trim(ssh.out))) : std::nullopt);
  argv.insert(argv.end(), {"git", "cat-file", "-t", oid.hex()});
  TRY_ASSIGN(const CommandOutput fetched, run(std::move(argv)));
  if (fetched.ok()) return true;
  const std::vector<std::string_view> said = lines(trim(fetched.err));
  Text reason = said.empty() ? tr("git gives no reason") : verbatim(std::string(said.back()));
  return fail(tr("this partial clone lacks object {oid}, and git cannot fetch it: {reason}",
                 {{"oid", oid.hex()}, {"reason", std::move(reason)}}),
              tr("fetch it with `git cat-file -t {oid}` when the remote is reachable, then try again",
                 {{"oid", oid.hex()}}));
}

}  // namespace expgate::git
