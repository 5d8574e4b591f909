#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "experiments/config_values.h"
#include "experiments/recipe.h"
#include "git/repository.h"
#include "message/metrics.h"

// Two experiments side by side: what differs in config, results, environment and code.
namespace expgate::experiments {

// One of the two.
struct Side {
  std::string name;  // as the user calls it
  std::string date;  // of the commit
  Recipe recipe;
  ConfigValues values;
  Text config_problem;  // why there are no values, or not all of them; empty: there are
  std::string packages_file;
  std::map<std::string, std::string, std::less<>> packages;  // versions by name
};

struct ValueDifference {
  std::string key;
  const ConfigValue* a = nullptr;  // null: it has no such key
  const ConfigValue* b = nullptr;

  [[nodiscard]] bool is_same() const { return a != nullptr && b != nullptr && a->same == b->same; }
};

enum class Outcome { none, same, better, worse, unknown };  // of B; none: there are no two values

struct MetricDifference {
  std::string key;
  std::optional<RunMetric> a;
  std::optional<RunMetric> b;
  message::Better better = message::Better::unknown;
  Outcome outcome = Outcome::none;
  double difference = 0;           // b - a, on one scale
  std::optional<double> relative;  // to |a|; nothing if that is 0
  std::string unit;                // of the difference: "pp" between percentages, "dB", ""
};

struct PackageDifference {
  std::string name;
  std::string a;  // empty: it is not there
  std::string b;
};

struct ArtifactDifference {
  std::string name;
  std::optional<content::RecordedArtifact> a;
  std::optional<content::RecordedArtifact> b;

  [[nodiscard]] bool is_same() const { return a && b && a->sha256 == b->sha256 && a->size == b->size; }
};

struct CommitLine {
  Oid oid;
  std::string subject;
};

struct CommitsOfOne {
  std::uint64_t count = 0;
  std::vector<CommitLine> newest;  // at most kMostCommits of them
};

struct ChangedFile {
  std::string path;
  std::optional<std::uint64_t> added;  // lines; nothing: it is binary
  std::optional<std::uint64_t> removed;
};

// The code between the two.
struct CodeDifference {
  std::optional<Oid> base;  // the best common ancestor
  CommitsOfOne only_a;
  CommitsOfOne only_b;
  std::uint64_t added = 0;  // lines, from A to B
  std::uint64_t removed = 0;
  std::vector<ChangedFile> files;  // the most changed first
};

struct Comparison {
  Side a;
  Side b;
  std::vector<ValueDifference> values;  // all keys of both, in the order of the alphabet
  std::vector<MetricDifference> metrics;
  std::vector<PackageDifference> packages;  // those that differ
  std::size_t same_packages = 0;
  std::vector<ArtifactDifference> artifacts;
  CodeDifference code;

  // Whether both configs were found and read whole: otherwise "nothing differs" would not be known.
  [[nodiscard]] bool is_complete() const { return a.config_problem.empty() && b.config_problem.empty(); }
};

struct Compared {
  std::string revision;
  std::string config;  // its path; empty: it is found
};

inline constexpr std::size_t kMostCommits = 50;

// Returns the comparison of two revisions, as git names them.
Result<std::unique_ptr<Comparison>> compare(git::Repository& repository, const Compared& a,
                                            const Compared& b);

// Returns the keys of both sides in order, with their values.
std::vector<ValueDifference> differences_of(const ConfigValues& a, const ConfigValues& b);

// Returns the metrics of both sides: those of A first, in their order.
std::vector<MetricDifference> metric_differences(const std::vector<RunMetric>& a,
                                                 const std::vector<RunMetric>& b);

}  // namespace expgate::experiments
