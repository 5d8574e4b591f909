#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/commit.h"

namespace expgate::message {

// Bytes of a message that are looked at. What goes beyond is left alone, whatever its length: commit-encoding
// refuses it by its size.
inline constexpr std::size_t kMaxText = std::size_t{64} << 10;
static_assert(kMaxText < kLongestMessage);

// What a commit is by its parents and its text; only `ordinary` ones owe a Conventional Commits header.
enum class Kind {
  ordinary,
  merge,       // two parents or more; the text is free
  revert,      // "Revert …" or "Reapply …" with the line "This reverts commit <oid>"
  release,     // the default text of a release tool, where the policy lets that pass
  autosquash,  // "fixup! ", "squash! " or "amend! " and a subject
};

// A trailer of the last paragraph: "Signed-off-by: A <a@b>", "BREAKING CHANGE: text", "Refs #12".
struct Trailer {
  std::string key;
  std::string value;  // continuation lines joined to it with a space; of "Refs #12": "#12"
  int line = 0;       // in the message, from 1
};

// A commit message taken apart, decoded to UTF-8 as far as that goes. It owns its text.
struct Message {
  Kind kind = Kind::ordinary;
  std::string text;                // the first kMaxText bytes of it, decoded, without a byte order mark
  std::string header;              // the first line
  std::vector<std::string> lines;  // all lines of `text`, the header first, without their LF or CRLF
  std::vector<Trailer> trailers;   // of the last paragraph, if that is one of trailers
  int trailers_line = 0;           // the line where they begin, from 1; 0: none
};

// What a "fixup! ", "squash! " or "amend! " header names behind its prefixes, of which there may be several
// (a fixup of a fixup): the header of a commit, or the beginning of it or of its oid. Empty: it is no such
// header.
std::string_view autosquash_target(std::string_view header);

// The message of `commit` taken apart. Never fails: what is wrong with it is for the rules to say.
Message parse(const Commit& commit);

}  // namespace expgate::message
