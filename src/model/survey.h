#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/oid.h"

namespace expgate {

// What the bytes of a history are. The heavy ones that have no place there come first.
enum class ContentCategory : std::uint8_t {
  weights,
  checkpoints,
  data,
  logs,
  archives,
  notebooks,
  media,
  other
};
inline constexpr std::array<std::string_view, 8> kCategoryNames = {
    "weights", "checkpoints", "data", "logs", "archives", "notebooks", "media", "code and other"};
inline constexpr std::size_t kBulks = kCategoryNames.size();

constexpr std::string_view name_of(ContentCategory category) {
  return kCategoryNames[static_cast<std::size_t>(category)];
}

// Whether such a file belongs into a store of artifacts rather than into git.
constexpr bool is_artifact(ContentCategory category) {
  return category <= ContentCategory::archives;
}

// Days since 1970, UTC: "2026-01-31".
using Day = std::int32_t;
std::string iso_date(Day day);

// Blobs, each counted once however many commits and paths name it.
struct CategorySum {
  std::uint64_t objects = 0;
  std::uint64_t size = 0;    // bytes, uncompressed
  std::uint64_t stored = 0;  // bytes on disk
};

// A blob that is among the largest of a history.
struct LargeObject {
  struct Bringer {
    Oid commit;
    Day day = 0;
  };
  Oid oid;
  ContentCategory category = ContentCategory::other;
  std::uint64_t size = 0;
  std::uint64_t stored = 0;
  std::vector<std::string> paths;     // in the order in which they came
  std::vector<Bringer> commits;       // the first of them that introduced it somewhere
  std::uint64_t further_commits = 0;  // how many more there are
  std::vector<std::string> tips;      // the first refs whose trees still have it
  std::string tip_path;               // where the first of them has it
  std::uint64_t further_tips = 0;

  [[nodiscard]] bool is_at_tip() const { return !tips.empty(); }
};

// What was found of one rule.
struct RuleSum {
  std::string rule;
  std::uint64_t errors = 0;
  std::uint64_t warnings = 0;
  std::uint64_t waived = 0;
  std::map<Day, std::uint64_t> days;  // findings, waived ones too, by the day of their commit

  [[nodiscard]] std::uint64_t all() const { return errors + warnings + waived; }
};

// What a baseline did.
struct BaselineUse {
  std::string file;
  std::uint64_t waived = 0;
  std::vector<std::string> stale;  // entries that match nothing, in words
  std::string done;                // "written", "pruned", or empty
};

// What an audit tells of a history beside its findings. It names no authors.
struct Survey {
  std::string repository;              // what it is called: "team/vit"
  std::vector<std::string> revisions;  // what was judged, as people call it: "main", "v1..main"
  std::vector<std::string> arguments;  // what the command line said about that: "--all", "v1..main"
  std::string baseline_here;           // a baseline that lies here and was not used, or empty
  Day first_day = 0;                   // of the commits
  Day last_day = 0;
  std::array<CategorySum, kBulks> categories;
  std::map<Day, std::array<std::uint64_t, kBulks>> growth;  // bytes on disk that came on that day
  std::vector<LargeObject> worst;                           // the largest on disk, the largest first
  std::vector<std::string> secrets;                         // paths that look like secrets, the first of them
  std::vector<RuleSum> rules;                               // most findings first
  std::optional<BaselineUse> baseline;
  std::string main_ref;     // the full name of the first ref that was judged, or empty
  bool has_remote = false;  // "origin" is known

  [[nodiscard]] std::uint64_t stored() const;
};

}  // namespace expgate
