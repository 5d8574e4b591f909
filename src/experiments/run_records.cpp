#include "experiments/run_records.h"

#include <algorithm>

namespace expgate::experiments {

Result<std::vector<FoundRecord>> read_records(git::Repository& repository, const std::vector<Oid>& commits) {
  constexpr std::uint64_t kLargest = 256'000;
  TRY_ASSIGN(const text::GlobSet wanted, text::GlobSet::compile({"/results/**/*.json"}));
  std::vector<FoundRecord> found;
  std::vector<Oid> seen;
  for (const Oid& oid : commits) {
    TRY_ASSIGN(const Commit commit, repository.commit(oid));
    TRY_ASSIGN(const std::vector<File> files, repository.files(commit.tree, wanted));
    for (const File& file : files) {
      if (!file.has_content() || std::find(seen.begin(), seen.end(), file.oid) != seen.end()) continue;
      seen.push_back(file.oid);
      TRY_ASSIGN(const std::uint64_t size, repository.size(file.oid));
      if (size > kLargest) continue;
      TRY_ASSIGN(const std::string bytes, repository.content(file.oid));
      content::RecordReading reading = content::read_record(bytes);
      if (reading.kind == content::RecordReading::Kind::record && reading.errors.empty())
        found.push_back({file.path, std::move(reading.record)});
    }
  }
  return found;
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
