#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "text/parse_error.h"

namespace expgate::content {

// The schema of a record of an experiment (docs/experiments.md), which lies in results/.
inline constexpr std::string_view kRecordSchema = "exp-result/1";

// The bytes that a record may have, unless `artifact-record` says otherwise.
inline constexpr std::size_t kLargestRecord = 256'000;

// A value of a record with the line that it stands in.
template <typename T>
struct Stated {
  T value{};
  int line = 0;  // 0: it is not there, or not valid
  explicit operator bool() const { return line > 0; }
};

struct RecordedArtifact {
  std::string name;
  std::string uri;
  std::string sha256;
  std::optional<std::uint64_t> size;  // bytes
  std::string format;                 // may be empty
};

// What a record says, as far as it is valid.
struct Record {
  Stated<std::string> commit;
  Stated<std::string> config;
  Stated<std::vector<std::uint64_t>> seeds;  // one, or a list
  std::string image;                         // pinned by its digest; may be empty
  std::vector<std::pair<std::string, double>> metrics;
  std::vector<RecordedArtifact> artifacts;
};

struct RecordReading {
  enum class Kind {
    record,      // it says so by its schema
    unnamed,     // it has keys of a record, but no schema
    other,       // JSON of another kind
    unreadable,  // not JSON; the only error says why
  };
  Kind kind = Kind::other;
  Record record;
  // What is wrong with it, in the order of the lines: "`artifacts[0].sha256` is not 64 hex digits". Values
  // are not repeated where they could be secrets.
  std::vector<text::ParseError> errors;
};

// Reads `bytes` as a record. Unknown keys are let pass, unless they are near misses of a key that is missing.
RecordReading read_record(std::string_view bytes);

// Whether the bytes name the schema of records, so that they are meant as one, read or not.
bool names_record_schema(std::string_view bytes);

// Why a URI is not a good location for an artifact, without the URI itself: "the URI contains a user name and
// a password". Nothing: its scheme is one that others can fetch from, and it holds no secrets.
std::optional<Text> uri_problem(std::string_view uri);

// Why a URL is not a good link to a tracker's page, in the same way.
std::optional<Text> link_problem(std::string_view url);

}  // namespace expgate::content
