#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "base/result.h"
#include "model/commit.h"
#include "model/file.h"

namespace expgate::engine {

// Who looks on while commits are judged: he is shown each commit that any ref of the push brings, whether a
// check asks for it or not.
class Watcher {
 public:
  virtual ~Watcher() = default;

  // So many commits are about to be judged.
  virtual Result<void> begins(std::size_t commits) = 0;

  // The commit has been judged, which introduces these files; `raised` violations were found so far. Parents
  // come before their children. An error ends the judging.
  virtual Result<void> judged(const Commit& commit, std::span<const File> introduced,
                              std::size_t pending) = 0;

  // A file that the commit introduces (empty: something in its tree) cannot be read. Returns whether to judge
  // the rest all the same; the watcher then has to see to it that the verdict is "undecided".
  virtual bool goes_on_without(const std::string& path, const Oid& commit, const Error& why) = 0;
};

}  // namespace expgate::engine
