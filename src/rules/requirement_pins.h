#pragma once

#include <string>

#include <tl/expected.hpp>

#include "content/pins/lock_versions.h"
#include "content/pins/requirements.h"
#include "model/finding.h"

// How requirements are pinned: what the rules about them share.
namespace expgate::rules {

// What the file of that kind asks for, or why it cannot be read.
tl::expected<content::Requirements, content::ParseError> read_any_requirements(content::RequirementsFile kind,
                                                                               std::string_view source);

// The versions that a lock file of the project names, and its path; empty: there is none.
struct Lock {
  std::string path;
  content::LockedVersions versions;
};

// What the loose requirements of the file at `path` are, at least one, and the lines to write instead: with
// the versions of the lock file, or with `<version>` or `<commit>` in them.
Violation not_pinned(const std::string& path, content::RequirementsFile kind,
                     const content::Requirements& requirements, const Lock& lock = {});

// The reason of that violation: "`requirements.txt`: 2 of 5 packages have no exact version: `torch>=2` (line
// 3: a range of versions), `numpy` (line 4: no version)".
extern const Reason requirements_not_pinned;

}  // namespace expgate::rules
