#include "deploy/hook_account.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/strings.h"
#include "git/command.h"

namespace expgate::deploy {

namespace {

constexpr unsigned kRoot = 0;

// The first owner other than root of the folder and the one above it: root may have made the folder of hooks
// in the home of the server's user.
unsigned owner_of(const std::filesystem::path& served) {
  for (const std::filesystem::path& folder : {served, served.parent_path()}) {
    struct stat status {};
    if (::stat(folder.c_str(), &status) == 0 && status.st_uid != kRoot) return status.st_uid;
  }
  return kRoot;
}

// The entry of the user's name or number, asked of getent: a static program must not load the modules that
// know it.
Result<HookAccount> look_up(const std::string& user) {
  constexpr std::size_t kFields = 7;  // passwd(5)
  const Result<std::string> line = git::output_of({"getent", "passwd", user});
  const std::vector<std::string_view> fields = split(trim(line ? std::string_view(*line) : ""), ':');
  const auto uid = fields.size() == kFields ? parse_decimal(fields[2]) : std::nullopt;
  const auto gid = fields.size() == kFields ? parse_decimal(fields[3]) : std::nullopt;
  if (!uid || !gid)
    return fail(tr("there is no user `{user}` on this machine", {{"user", user}}),
                tr("name the user who runs the hooks: `--user NAME`"));
  HookAccount account;
  account.name = fields[0];
  account.home = fields[5];
  account.uid = static_cast<unsigned>(*uid);
  account.gid = static_cast<unsigned>(*gid);
  return account;
}

}  // namespace

Result<HookAccount> hook_account(const std::filesystem::path& folder, const std::string& wanted) {
  const unsigned self = ::geteuid();
  const unsigned owner = owner_of(folder);
  const std::string user = wanted.empty() ? std::to_string(owner) : wanted;
  HookAccount account;
  if (wanted.empty() && owner == self) {
    const Result<HookAccount> known = look_up(user);  // for the name only
    account.name = known ? known->name : user;
    account.uid = self;
    if (self == kRoot) account.doubt = HookAccount::Doubt::may_be_other;
    return account;
  }
  TRY_SET(account, look_up(user));
  if (account.uid == self) return account;
  if (self != kRoot) {
    account.doubt = HookAccount::Doubt::needs_root;
    account.home.clear();
    return account;
  }
  account.prefix = {"setpriv", "--reuid=" + std::to_string(account.uid),
                    "--regid=" + std::to_string(account.gid), "--init-groups", "--"};
  return account;
}

}  // namespace expgate::deploy
