#include <algorithm>

#include "base/strings.h"
#include "git/command.h"
#include "model/ref_name.h"
#include "rewrite/mend.h"

namespace expgate::rewrite {

namespace {

constexpr std::size_t kMost = 10;  // each asks the remote

// Local branches but HEAD's with commits of their own, in full.
Result<std::vector<std::string>> unpushed_branches(git::Repository& repository) {
  TRY_ASSIGN(const auto head, repository.head_branch());
  std::vector<std::string> branches;
  TRY(repository.each_ref({std::string(kBranches)}, [&](const git::Ref& ref) -> Result<void> {
    if (ref.name != head) branches.emplace_back(ref.name);
    return {};
  }));
  std::sort(branches.begin(), branches.end());
  std::vector<std::string> unpushed;
  for (const std::string& branch : branches) {
    TRY_ASSIGN(const std::string own,
               git::output_of({"git", "rev-list", "--max-count=1", branch, "--not", "--remotes", "--"}));
    if (!own.empty()) unpushed.push_back(branch);
    if (unpushed.size() == kMost) break;
  }
  return unpushed;
}

}  // namespace

Result<std::vector<std::string>> rejected_branches(const gate::Settings& settings) {
  TRY_ASSIGN(const auto here, git::Repository::open_from_environment());
  TRY_ASSIGN(const std::vector<std::string> unpushed, unpushed_branches(*here));
  std::vector<std::string> rejected;
  for (const std::string& branch : unpushed) {
    TRY_ASSIGN(const auto repository,
               git::Repository::open_from_environment());  // one judges by one remote's refs
    const auto mend = Mend::begin(*repository, settings, "", branch, {});
    if (mend && (mend->changes_anything() || mend->report().count(Severity::error) > 0))
      rejected.emplace_back(short_name(branch));
  }
  return rejected;
}

}  // namespace expgate::rewrite
