#pragma once

#include <string>
#include <string_view>

namespace expgate::message {

// What stands behind the comment character in the line below which nothing is the message's.
inline constexpr std::string_view kScissors = " ------------------------ >8 ------------------------";

// What git does to a message before it makes the commit (git-commit, --cleanup).
enum class CleanupMode {
  verbatim,    // nothing
  whitespace,  // blanks at line ends, blank lines at both ends and runs of them
  strip,       // the same, and comment lines go
};

struct Cleanup {
  CleanupMode mode = CleanupMode::strip;
  std::string comment = "#";  // what comment lines begin with: one character or more; empty: there are none
  bool cuts_at_scissors =
      true;  // what follows the scissors line (the diff of `commit -v`) is no part of the message
};

// What tells a commit-msg hook how git is going to clean the file that it was given. The caller finds out:
struct Situation {
  std::string cleanup;  // git's setting commit.cleanup; empty: not set
  std::string comment;  // core.commentChar or core.commentString, the one that the configuration gives last;
                        // empty: not set
  bool has_editor =
      true;  // false if the environment variable GIT_EDITOR is ":", which is how git tells its hooks
  bool resumes = false;  // one of CHERRY_PICK_HEAD, REVERT_HEAD, MERGE_HEAD, SQUASH_MSG, rebase-merge/ is in
                         // the git directory
  bool is_verbose = false;  // commit.verbose: the editor shows the diff, below a scissors line
};

// How git will clean `file`. A --cleanup on the command line cannot be seen from a hook; this is what git
// does without one, save that the `# Conflicts:` of `cherry-pick --continue` is known by its sight.
Cleanup cleanup_for(const Situation& situation, std::string_view file);

// The message that git makes of `file`; empty: git will not commit at all (unless asked for an empty
// message).
std::string clean(std::string_view file, const Cleanup& cleanup);

}  // namespace expgate::message
