#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/active_check.h"
#include "engine/remedy.h"
#include "model/file.h"
#include "model/finding.h"
#include "model/report.h"

namespace expgate::engine {

// A violation, who found it and in what.
struct PendingFinding {
  const ActiveCheck* check = nullptr;
  Violation violation;
  std::optional<Oid> commit;
  std::optional<File> file;
};

// Moves what a rule has just appended to `violations` into `raised`.
void add_pending(std::vector<PendingFinding>& pending, const ActiveCheck& check, Violations& violations,
                 const std::optional<Oid>& commit, const std::optional<File>& file);

// Takes out what says the same again of a file or a tip: what was raised by a rule that yields to another
// one, which has raised something no less severe for the same refs. Of a tip's files each stands for itself.
// `first` is where the thing's own begin in `raised`.
void drop_repeated(std::vector<PendingFinding>& pending, std::size_t first);

// Takes out what a tip's rule says again of a file that a rule of files has reported for the same ref, no
// less severe.
void drop_repeated_of_files(std::vector<Finding>& findings);

// Takes out of what is to be done about a tag that which has to be done about the tip of a branch of the
// push, which is the same commit: the second time there would be nothing to commit.
void drop_shared_steps(std::vector<Finding>& findings);

// What is beyond all that anybody reads: a push of a whole data set would fill the memory with findings. Of
// these no more is kept than how many there are of a check and a severity.
class Overflow {
 public:
  // Takes the last ones of more than `most`.
  void take_from(std::vector<PendingFinding>& pending, std::size_t most);

  [[nodiscard]] bool empty() const { return counted_.empty(); }
  void clear() { counted_.clear(); }

  // One for each check and severity, of no place: no exception lets it pass.
  [[nodiscard]] std::vector<PendingFinding> counted() const;

 private:
  struct Counted {
    const ActiveCheck* check = nullptr;
    bool only_warns = false;
    std::uint64_t count = 0;
  };
  std::vector<Counted> counted_;
};

// Notes in the report which of the checks are for one of these refs.
void note_judged(const ActiveChecks& checks, const std::vector<std::string>& refs, Report& report);

// The finding to report: severity and commands are the engine's, reason and arguments are the rule's.
Finding to_finding(const PendingFinding& pending, std::vector<std::string> refs,
                   const RemedyContext& context);

}  // namespace expgate::engine
