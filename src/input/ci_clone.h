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

// What makes the clone whole.
std::string remedy_of(const CiEvent& event);

// "`main` is not in this clone", and what to do about it.
tl::unexpected<Error> missing(const CiClone& clone, const std::string& what, const std::string& to_fetch);

// The object that the system names; an error where it is not here.
Result<Oid> oid_here(const CiClone& clone, const std::string& hex, const std::string& role);

// The tip of the remote's branch of that full name; an error where it is not here.
Result<Oid> branch_here(const CiClone& clone, const std::string& ref);

// "`feature/x`", for people.
std::string quoted(std::string_view ref);

// The refs that contain the commit and may have come together with the judged one, or after it. A commit that
// several refs bring is judged with the first of them: the default branch, then branches without a `/`, then
// the others by name, then tags.
Result<std::vector<std::string>> refs_behind(const CiClone& clone, const Oid& commit);

}  // namespace expgate::input
