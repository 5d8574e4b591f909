#pragma once

#include <string>
#include <vector>

#include "experiments/record_artifact.h"
#include "git/repository.h"
#include "model/finding.h"

namespace expgate::experiments {

// What `expgate record` is asked to write down.
struct RecordRequest {
  std::string name;  // "vit" or "exp-vit"
  std::string revision = "HEAD";
  std::string config;                     // empty: it is found
  std::vector<std::string> metrics;       // NAME=NUMBER
  std::vector<std::string> metric_files;  // paths
  std::vector<std::string> artifacts;     // NAME=URI[,FILE]
  std::string image;                      // that ran, by its digest; empty: what the commit pins
  std::string run;                        // mlflow:ID or a URL; empty: none
  bool tags = false;
  bool allow_dirty = false;
  bool replaces = false;  // a record and a tag of that name
};

struct WrittenRecord {
  std::string path;  // from the top of the repository
  std::string text;  // the record, JSON
  std::string tag;   // that was made; empty: none was
  std::string commit;
  bool was_there = false;  // the record was there already, and says the same
  std::size_t metrics = 0;
  std::size_t artifacts = 0;
  std::vector<Text> remarks;
  std::vector<Command> next;  // what to type to commit and push it
};

// Writes results/NAME.json, and the tag if one is wanted. An error: nothing was written, or it says what was.
Result<WrittenRecord> write_record(git::Repository& repository, const RecordRequest& request,
                                   const ByteProgress& progress);

}  // namespace expgate::experiments
