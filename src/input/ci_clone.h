#pragma once

#include <string>
#include <string_view>

#include "git/repository.h"
#include "input/ci_event.h"

namespace expgate::input {

// The clone that a CI step runs in, and what has happened.
struct CiClone {
  git::Repository& repository;
  CiEvent event;
  std::string remote;  // whose branches the clone knows: "origin"; empty: there is no remote
};

// The clone, asked from now on as its remote: refs have the names that they have there.
CiClone study_clone(git::Repository& repository, CiEvent event);

// The error "branch `main` is not in this clone", with how to fetch it: `refspec` is the argument of git
// fetch.
tl::unexpected<Error> missing(const CiClone& clone, Text problem, const std::string& refspec);

// What an object that the system names is to the event, as the texts of two errors.
struct NamedObject {
  Msgid malformed;  // {system} gives {value}, which is not an object ID
  Msgid missing;    // {oid} is not in this clone
};

inline constexpr NamedObject kCommit{
    msgid("{system} gives `{value}` as the commit, which is not an object ID"),
    msgid("commit {oid} is not in this clone"),
};
inline constexpr NamedObject kBase{
    msgid("{system} gives `{value}` as the base, which is not an object ID"),
    msgid("the base commit {oid} is not in this clone"),
};
inline constexpr NamedObject kTag{
    msgid("{system} gives `{value}` as the target of the tag, which is not an object ID"),
    msgid("the tagged object {oid} is not in this clone"),
};

// The object that the system names; an error if it is not here.
Result<Oid> oid_here(const CiClone& clone, const std::string& hex, const NamedObject& object);

// The tip of the remote's branch of that full name; an error where it is not here.
Result<Oid> branch_here(const CiClone& clone, const std::string& ref);

// The name of the ref as people write it: "feature/x".
std::string shown(std::string_view ref);

// The refs that contain the commit and may have come together with the judged one, or after it. A commit that
// several refs bring is judged with the first of them: the default branch, then branches without a `/`, then
// the others by name, then tags.
Result<std::vector<std::string>> refs_behind(const CiClone& clone, const Oid& commit);

}  // namespace expgate::input
