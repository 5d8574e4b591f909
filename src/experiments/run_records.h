#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "content/configs/record.h"
#include "git/repository.h"

// What the records in results/ say of runs.
namespace expgate::experiments {

// Where records lie in a tree.
inline constexpr std::string_view kRecordFiles = "/results/**/*.json";

struct FoundRecord {
  std::string path;
  content::Record record;

  // Whether it is of that very commit.
  [[nodiscard]] bool is_of(const Oid& commit) const { return record.commit.value == commit.hex(); }
};

// The valid records in results/ of these commits' trees, each path once.
Result<std::vector<FoundRecord>> read_records(git::Repository& repository, const std::vector<Oid>& commits);

// HEAD, and the tips of all branches, those of remotes too, and of all tags; each commit once. A record is
// committed after what it records, on whichever branch.
Result<std::vector<Oid>> all_tips(git::Repository& repository);

// Whether the record is of an ancestor with the very config that this commit has.
Result<bool> is_of_ancestor(git::Repository& repository, const content::Record& record, const Commit& commit,
                            const std::string& config);

// The one config that records of this commit's ancestors name, still as it was then; empty: none, or several.
Result<std::string> recorded_config(git::Repository& repository, const std::vector<FoundRecord>& records,
                                    const Commit& commit);

}  // namespace expgate::experiments
