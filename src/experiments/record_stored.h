#pragma once

#include "experiments/record_artifact.h"
#include "git/repository.h"

namespace expgate::experiments {

// Returns the artifact as its store has it, where nobody names the file that was uploaded: sha256 and size as
// the store states them, or else of its bytes, which are read as a stream. An error if it is not there.
Result<content::RecordedArtifact> read_stored_artifact(git::Repository& repository,
                                                       const ArtifactOption& option,
                                                       const ByteProgress& progress);

}  // namespace expgate::experiments
