// Any bytes as a commit, a tag and the entries of a tree: what is read lies within them. A commit without its
// signature has none; what a listing of OpenPGP keys has as addresses are some.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "git/commit.h"
#include "git/key_owner.h"
#include "git/tree.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  using namespace expgate;
  static_cast<void>(git::parse_links({}, bytes));
  static_cast<void>(git::parse_commit({}, bytes));
  static_cast<void>(git::parse_tag({}, bytes));
  for (const ObjectFormat format : {ObjectFormat::sha1, ObjectFormat::sha256}) {
    const git::SignedParts parts = git::signed_parts(bytes, format);
    if (parts.payload.size() + parts.signature.size() > size) std::abort();
    const git::SignedParts again = git::signed_parts(parts.payload, format);
    if (again.payload != parts.payload || !again.signature.empty()) std::abort();
  }
  for (const auto& [key, addresses] : git::addresses_in_listing(bytes))
    for (const std::string& address : addresses)
      if (address.find('@') == std::string::npos || git::address_in(address) != address) std::abort();
  for (std::string_view rest = bytes; !rest.empty();) {
    const auto entry = git::parse_entry({}, rest);
    if (!entry) break;
    if (entry->length == 0 || entry->length > rest.size()) std::abort();
    rest.remove_prefix(entry->length);
  }
  return 0;
}
