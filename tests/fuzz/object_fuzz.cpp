// Any bytes as a commit, a tag and the entries of a tree: what is read lies within them.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "git/commit.h"
#include "git/tree.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  using namespace expgate;
  static_cast<void>(git::parse_links({}, bytes));
  static_cast<void>(git::parse_commit({}, bytes));
  static_cast<void>(git::parse_tag({}, bytes));
  for (std::string_view rest = bytes; !rest.empty();) {
    const auto entry = git::parse_entry({}, rest);
    if (!entry) break;
    if (entry->length == 0 || entry->length > rest.size()) std::abort();
    rest.remove_prefix(entry->length);
  }
  return 0;
}
