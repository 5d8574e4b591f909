#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/oid.h"

namespace expgate {

struct Signature {
  std::string name;
  std::string email;
};

// A commit object, or one that is about to be made (then `oid` is zero).
struct Commit {
  Oid oid;
  Oid tree;
  std::vector<Oid> parents;
  Signature author;
  Signature committer;
  std::string encoding;    // of the message, from the header of that name; empty: UTF-8
  bool is_signed = false;  // carries a gpgsig header
  std::string message;     // raw bytes
};

}  // namespace expgate
