#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/oid.h"

namespace expgate::rewrite {

// What a commit object is to have in place of what it has.
struct CommitEdit {
  Oid tree;
  std::vector<Oid> parents;
  std::optional<std::string> message;  // UTF-8; nothing: the bytes that it has
  bool decodes_header = false;  // the names in its header become UTF-8, too: it declares another encoding
};

// The raw bytes of a commit with those changes, and without its signature, which they break. All other
// headers keep their bytes and their order, known or not; a `mergetag` goes if the parents are not what they
// were.
std::string edited_commit(std::string_view bytes, const CommitEdit& edit);

// The same with a signature in the header that git expects it in, for that format of objects.
std::string signed_commit(std::string_view bytes, std::string_view signature, ObjectFormat format);

// The bytes of a tag object that names another commit, without the signature that ends its message.
std::string retargeted_tag(std::string_view bytes, const Oid& target);

// Whether the tag's message ends in a signature.
bool is_signed_tag(std::string_view bytes);

}  // namespace expgate::rewrite
