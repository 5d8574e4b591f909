#include "git/account.h"

#include <fstream>
#include <optional>
#include <unistd.h>
#include <vector>

#include "base/strings.h"
#include "git/command.h"

namespace expgate::git {

namespace {

// The name in a line of passwd(5), if it is that user's.
std::optional<std::string> name_in(std::string_view line, const std::string& uid) {
  constexpr std::size_t kUid = 2;  // the field
  const std::vector<std::string_view> fields = split(line, ':');
  if (fields.size() <= kUid || fields[kUid] != uid || fields[0].empty()) return std::nullopt;
  return std::string(fields[0]);
}

}  // namespace

// getpwuid() of a static program would load the modules that know of LDAP and the like, so getent is asked
// for whoever is not in the file.
std::string account_name() {
  const std::string uid = std::to_string(::geteuid());
  std::ifstream file("/etc/passwd");
  for (std::string line; std::getline(file, line);)
    if (auto name = name_in(line, uid)) return *std::move(name);
  const Result<std::string> told = output_of({"getent", "passwd", uid});
  return told ? name_in(*told, uid).value_or(uid) : uid;
}

}  // namespace expgate::git
