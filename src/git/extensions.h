#pragma once

#include <string>

#include "base/result.h"

namespace expgate::git {

// How a repository stores its refs (gitrepository-layout(5), extensions.refStorage).
enum class RefStorage { files, reftable };

// The names of extensions that libgit2 does not know, but may pass over: refs are read by our own code, and
// the others change nothing that is asked of a repository here.
inline constexpr const char* kHarmlessExtensions[] = {"partialclone", "refstorage", "relativeworktrees",
                                                      "noop-v1", "submodulepathconfig"};

// How the repository with that common folder (with a final '/') stores its refs, as git's environment or its
// configuration says. An error of the kind unsupported_repository if that is in a way that is not known here.
Result<RefStorage> ref_storage(const std::string& common_folder);

// The same error, if the repository could not be opened because of an extension that is not known: with its
// name, and what to do.
Error explain_opening(Error error, const std::string& common_folder);

}  // namespace expgate::git
