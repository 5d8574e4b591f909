// Any bytes as the file of an object, or as what is deflated in it: an object is read whole, or not at all.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "git/loose.h"
#include "git/object_files.h"
#include "scratch_file.h"
#include "zlib_stream.h"

namespace {

using namespace expgate;

const char* name_of(ObjectKind kind) {
  constexpr const char* kNames[] = {"commit", "tree", "blob", "tag"};
  constexpr ObjectKind kKinds[] = {ObjectKind::commit, ObjectKind::tree, ObjectKind::blob, ObjectKind::tag};
  for (std::size_t i = 0; i < 4; ++i)
    if (kKinds[i] == kind) return kNames[i];
  std::abort();
}

// The object as git would deflate it.
std::string whole(ObjectKind kind, std::string_view bytes) {
  std::string text = name_of(kind) + (" " + std::to_string(bytes.size()));
  text += '\0';
  return text.append(bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Oid oid;
  static const std::string folder = fuzz::scratch_folder();
  static const std::string path = git::loose_path(folder, oid);
  static const bool is_made = std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  static const fuzz::ScratchFile file(path);
  static git::LooseReader reader;
  if (!is_made || size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  const bool is_deflated = data[0] % 2 == 0;
  file.write(is_deflated ? std::string(rest) : fuzz::zlib_stream(rest));
  const auto header = reader.header({folder}, oid);
  const auto object = reader.read({folder}, oid);
  const auto large = reader.read_large({folder}, oid);
  if (large.has_value() != object.has_value()) std::abort();
  if (object && *object) {
    if (!*large || (*large)->kind != (*object)->kind || (*large)->bytes != (*object)->object.bytes())
      std::abort();
    const std::string_view bytes = (*object)->object.bytes();
    if (!header || !*header || (*header)->kind != (*object)->kind || (*header)->size != bytes.size())
      std::abort();
    if (!is_deflated && !rest.ends_with(bytes)) std::abort();
  }
  if (is_deflated) return 0;
  for (const ObjectKind kind : {ObjectKind::commit, ObjectKind::tree, ObjectKind::blob, ObjectKind::tag}) {
    const std::size_t end = rest.find('\0');
    if (end == std::string_view::npos || whole(kind, rest.substr(end + 1)) != rest) continue;
    if (!object || !*object || (*object)->kind != kind) std::abort();
  }
  return 0;
}
