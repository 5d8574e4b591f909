#include "content/formats/recognise.h"

#include "content/formats/format_families.h"
#include "content/formats/glance.h"

namespace expgate::content {

namespace {

constexpr std::size_t kTextLook = 512;  // enough to tell a text

}  // namespace

Deep find_binary(const Sample& sample, int levels) {
  for (const auto find : {find_pickle, find_tensors, find_records, find_columns, find_protobuf}) {
    if (const Found found = find(sample)) return Recognised{*found, {}};
  }
  for (const auto find : {find_zip, find_packed, find_tar}) {
    if (const Deep found = find(sample, levels)) return found;
  }
  return find_zip_at_end(sample, levels);
}

std::optional<Recognition> recognise(std::string_view bytes, std::string_view path,
                                     std::uint64_t small_text) {
  if (bytes.empty()) return std::nullopt;
  const Sample sample{bytes, bytes.size(), path};
  constexpr int kLevels = 1;
  if (const Deep found = find_binary(sample, kLevels)) return Recognition{info(found->id), found->container};
  if (bytes.size() <= small_text || !is_text(bytes.substr(0, kTextLook))) return std::nullopt;
  if (const Found found = find_text(sample)) return Recognition{info(*found), {}};
  if (const Deep found = find_encoded(sample, kLevels)) return Recognition{info(found->id), found->container};
  return std::nullopt;
}

}  // namespace expgate::content
