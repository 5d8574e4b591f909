#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "model/oid.h"

namespace expgate {

// What is kept of a message: more than any rule looks at.
inline constexpr std::size_t kLongestMessage = (std::size_t{64} << 10) + 4;

struct Signature {
  std::string name;
  std::string email;
  std::int64_t date = 0;  // seconds since 1970
  int zone = 0;           // minutes that the clock of who signed is ahead of UTC
};

// A commit object, or one that is about to be made (then `oid` is zero).
struct Commit {
  Oid oid;
  Oid tree;
  std::vector<Oid> parents;
  Signature author;
  Signature committer;
  std::string encoding;                // of the message, from the header of that name; empty: UTF-8
  bool is_signed = false;              // carries a gpgsig header
  std::string message;                 // raw bytes, at most kLongestMessage of them
  std::uint64_t message_left_out = 0;  // bytes of the message that are not in `message`
};

}  // namespace expgate
