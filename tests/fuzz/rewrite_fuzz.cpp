// Any bytes as a commit, a tag, a record, and a .gitignore that are written anew: nothing is lost but what is
// to go.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "rewrite/commit_bytes.h"
#include "rewrite/ignore.h"
#include "rewrite/records.h"

namespace {

using namespace expgate;

void must(bool holds) {
  if (!holds) std::abort();
}

std::string_view message_of(std::string_view bytes) {
  const std::size_t end = bytes.find("\n\n");
  return end == std::string_view::npos ? std::string_view() : bytes.substr(end);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Oid tree = Oid::empty_tree(ObjectFormat::sha1);
  const std::string edited = rewrite::edited_commit(bytes, {tree, {tree}, {}, false});
  if (bytes.starts_with("tree ") && bytes.find("\n\n") != std::string_view::npos) {
    must(message_of(edited) == message_of(bytes));
    must(rewrite::edited_commit(edited, {tree, {tree}, {}, false}) == edited);
    must(rewrite::edited_commit(rewrite::signed_commit(edited, "a\nb", ObjectFormat::sha1),
                                {tree, {tree}, {}, false}) == edited);
  }
  must(rewrite::edited_commit(bytes, {tree, {}, "x", true}).ends_with("\nx"));
  const std::size_t kept = bytes.size() - std::min(bytes.find('\n'), bytes.size());
  const std::size_t named = std::string_view("object ").size() + tree.hex().size();
  const std::size_t written = rewrite::retargeted_tag(bytes, tree).size() - named;
  must(rewrite::is_signed_tag(bytes) ? written < kept : written == kept);
  rewrite::Mapping mapping;
  mapping.now[*Oid::parse("1234567890123456789012345678901234567890")] = tree;
  const auto record = rewrite::mapped_record(bytes, mapping);
  must(!record || record->size() == bytes.size());
  const std::string ignored = rewrite::with_ignored(std::string(bytes), {"/a", "/b"});
  must(ignored.starts_with(bytes) && rewrite::with_ignored(ignored, {"/a", "/b"}) == ignored);
  return 0;
}
