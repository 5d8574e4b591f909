#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/command.h"
#include "git/repository.h"
#include "model/file.h"
#include "model/report.h"

// `expgate fix`: what is staged is judged as the hook pre-commit judges it, and what the remedies of the
// findings say is done in the index; notebooks are cleaned there and in the work tree.
namespace expgate::app {

struct FixOptions {
  std::vector<std::string> paths;
  bool staged = false;
  bool diff = false;
  bool only_edits = false;  // not an option of the command: of plans for the work tree
};

// How many files were looked at, changed (or would be), and could not be.
struct FixTally {
  std::size_t seen = 0;  // notebooks alone
  std::size_t changed = 0;
  std::size_t failed = 0;
};

// A notebook without what a run left in it.
struct Cleaning {
  std::string text;
  std::vector<Text> taken;  // "the outputs of 3 cells (48.2 KiB)", "5 execution counts"
  std::string diff;         // of the file at the path that was given
};

// Nothing if the bytes of `path` are clean; an error if they are not JSON.
Result<std::optional<Cleaning>> clean_bytes(const std::string& path, std::string_view bytes);

// What is to become of one entry of the index.
struct IndexChange {
  enum class Kind { unstage, clean, edit };
  Kind kind = Kind::clean;
  File file;                    // as it is staged
  std::optional<File> in_head;  // unstage: what is staged instead; nothing: the entry goes
  std::string text;             // clean, edit: the new content
  std::string diff;
  std::vector<Text> taken;            // clean
  std::vector<Edit> edits;            // edit: those that were carried out
  bool is_in_work_tree = true;        // unstage: there is a file of that name
  bool is_same_in_work_tree = false;  // git would stage the file there as the same
};

// What is to be done in the index, and which findings that does nothing about.
struct IndexPlan {
  std::vector<IndexChange> changes;
  std::vector<std::string> judged;  // the paths that were judged
  Report left;                      // the report without what the changes are for
  std::size_t notebooks = 0;
  std::size_t failed = 0;
};

// Judges what is staged, as far as `options` mean it. Errors: nothing could be decided.
Result<IndexPlan> plan_index(git::Repository& repository, const FixOptions& options, const Common& common);

// Carries the changes out, in the index in one step and then in the work tree, and says what was done.
Result<void> change_index(git::Repository& repository, const std::vector<IndexChange>& changes,
                          const Common& common);

// Makes the edits in files that are changed and not staged, and leaves the index alone. Returns in how many
// files.
Result<std::size_t> edit_unstaged(git::Repository& repository, const FixOptions& options,
                                  const Common& common);

// Whether `path` (from the top) is among the paths that were given, or below one; without any, it is.
bool is_meant(const std::string& path, const std::vector<std::string>& given, const std::string& top);

}  // namespace expgate::app
