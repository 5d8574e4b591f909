#include "experiments/run_records.h"

#include <algorithm>

#include "git/refs.h"
#include "model/ref_name.h"

namespace expgate::experiments {

Result<std::vector<FoundRecord>> read_records(git::Repository& repository, const std::vector<Oid>& commits) {
  TRY_ASSIGN(const text::GlobSet wanted, text::GlobSet::compile({std::string(kRecordFiles)}));
  std::vector<FoundRecord> found;
  std::vector<Oid> seen;
  for (const Oid& oid : commits) {
    TRY_ASSIGN(const Commit commit, repository.commit(oid));
    TRY_ASSIGN(const std::vector<File> files, repository.files(commit.tree, wanted));
    for (const File& file : files) {
      if (!file.has_content() || std::find(seen.begin(), seen.end(), file.oid) != seen.end()) continue;
      seen.push_back(file.oid);
      TRY_ASSIGN(const std::uint64_t size, repository.size(file.oid));
      if (size > content::kLargestRecord) continue;
      TRY_ASSIGN(const std::string bytes, repository.content(file.oid));
      content::RecordReading reading = content::read_record(bytes);
      if (reading.kind == content::RecordReading::Kind::record && reading.errors.empty())
        found.push_back({file.path, std::move(reading.record)});
    }
  }
  return found;
}

Result<std::vector<Oid>> all_tips(git::Repository& repository) {
  std::vector<Oid> commits;
  const auto add = [&](const std::optional<Oid>& commit) {
    if (commit && std::find(commits.begin(), commits.end(), *commit) == commits.end())
      commits.push_back(*commit);
  };
  TRY_ASSIGN(const auto head, repository.resolve("HEAD"));
  add(head);
  TRY(repository.each_ref({std::string(kBranches), std::string(kTags), "refs/remotes/"},
                          [&](const git::Ref& ref) -> Result<void> {
                            TRY_ASSIGN(const auto commit, repository.peel_to_commit(ref.target));
                            add(commit);
                            return {};
                          }));
  return commits;
}

Result<bool> is_of_ancestor(git::Repository& repository, const content::Record& record, const Commit& commit,
                            const std::string& config) {
  const auto recorded = Oid::parse(record.commit.value);
  if (!recorded || record.config.value != config || !repository.has(*recorded)) return false;
  TRY_ASSIGN(const bool is_ancestor, repository.is_ancestor(*recorded, commit.oid));
  if (!is_ancestor) return false;
  TRY_ASSIGN(const Commit other, repository.commit(*recorded));
  TRY_ASSIGN(const auto now, repository.file(commit.tree, config));
  TRY_ASSIGN(const auto then, repository.file(other.tree, config));
  return now && then && now->oid == then->oid;
}

Result<std::string> recorded_config(git::Repository& repository, const std::vector<FoundRecord>& records,
                                    const Commit& commit) {
  std::string config;
  for (const FoundRecord& found : records) {
    const std::string& named = found.record.config.value;
    TRY_ASSIGN(const bool is_near, is_of_ancestor(repository, found.record, commit, named));
    if (is_near && !config.empty() && config != named) return std::string();
    if (is_near) config = named;
  }
  return config;
}

}  // namespace expgate::experiments
