#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"
#include "content/configs/record.h"

namespace expgate::experiments {

// Is told how many bytes of `what` are read, of how many; 0: not known.
using ByteProgress = std::function<void(const std::string& what, std::uint64_t done, std::uint64_t total)>;

// One `--artifact NAME=URI[,FILE]`.
struct ArtifactOption {
  std::string name;
  std::string uri;
  std::string file;  // empty: none is named
};

// Returns the parts of the option; an error if it has no name, or a URI that a record may not hold. A comma
// divides URI and FILE where a file of the name behind it exists.
Result<ArtifactOption> parse_artifact(const std::string& option);

// Returns the artifact with the sha256, size in bytes and format of its file, which is read as a stream.
Result<content::RecordedArtifact> read_artifact(const ArtifactOption& option, const ByteProgress& progress);

// Returns the name of the format for the ending of a path, "" if it is not known.
std::string format_by_ending(std::string_view path);

}  // namespace expgate::experiments
