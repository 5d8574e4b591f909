#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "content/configs/record.h"
#include "experiments/stores/artifacts.h"
#include "git/repository.h"

// Whether the artifacts of records are where the records say, as they say (docs/records.md).
namespace expgate::experiments {

// A record of which the artifacts are to be looked for.
struct RecordToVerify {
  std::string path;
  std::optional<Oid> blob;  // nothing: it lies in the work tree alone
  std::optional<Oid> tree;  // that has it
  content::RecordReading reading;
  std::optional<Error> unread = {};  // why nobody can tell what it says
};

enum class ArtifactState {
  good,                // there, and nothing differs that could be compared
  missing,             // the store does not have it
  different_size,      // than the record says
  different_checksum,  // than the record says
  invalid,             // the record does not name it as artifact-record has it
  unknown,             // the store cannot be reached, does not say, or cannot be asked
};

// What is known of one artifact of one record.
struct VerifiedArtifact {
  const RecordToVerify* record = nullptr;
  content::RecordedArtifact artifact;
  ArtifactState state = ArtifactState::unknown;
  std::vector<std::string> compared;  // "presence", "size", "sha256", "content"
  stores::StoredObject stored;
  Text problem;  // of the states invalid and unknown
  Text help;
};

struct VerifyOptions {
  bool downloads = false;
  // Is told how many places are asked, of how many; by one thread at a time.
  std::function<void(std::size_t done, std::size_t total)> progress;
};

// Returns the state of every artifact of the records, in their order. Each URI is asked for once, eight at a
// time.
std::vector<VerifiedArtifact> verify_artifacts(git::Repository& repository,
                                               const std::vector<RecordToVerify>& records,
                                               stores::Stores& stores, const VerifyOptions& options);

// The name of a state in JSON: "good", "missing", "different-size" …
std::string_view name_of(ArtifactState state);

// 0: all are good; 1: one is missing, different or invalid; 2: else one is not known.
int verify_exit_code(const std::vector<VerifiedArtifact>& artifacts);

// What is wrong with the artifact, in one line; empty if nothing is.
Text verify_problem(const VerifiedArtifact& artifact);

// Returns the records in that tree, those that are not valid among them.
Result<std::vector<RecordToVerify>> records_of_tree(git::Repository& repository, const Oid& tree);

// What is asked for: revisions, files of the work tree, or all branches and tags.
struct RecordSelection {
  std::vector<std::string> names;  // empty: HEAD
  bool all = false;
};

// Returns the records that are asked for, each once. Of a revision: those of that very commit, as it or HEAD
// has them, or else all of its tree.
Result<std::vector<RecordToVerify>> select_records(git::Repository& repository,
                                                   const RecordSelection& selection);

// Returns the record in a file, or an error if it cannot be read or is of another kind.
Result<RecordToVerify> record_of_file(const std::string& path);

}  // namespace expgate::experiments
