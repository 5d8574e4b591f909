#pragma once

#include <string>

#include "model/commit.h"
#include "model/oid.h"

namespace expgate {

// A tag object: what makes a tag an annotated one.
struct Tag {
  Oid oid;
  Oid target;           // what it points to, perhaps a tag again
  std::string name;     // as the object has it; the ref may be called otherwise
  Signature tagger;     // empty in some tags of long ago
  std::string message;  // raw bytes with the signature at its end, at most kLongestMessage of them
};

}  // namespace expgate
