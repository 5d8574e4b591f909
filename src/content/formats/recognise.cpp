#include "content/formats/recognise.h"

#include "content/formats/format_families.h"
#include "content/formats/glance.h"

namespace expgate::content {

namespace {

constexpr std::size_t kTextLook = 512;  // enough to tell a text

// UTF-16 with its mark, as PowerShell's `>` writes it, in one byte a character: `?` stands for any that is
// not in ASCII. Nothing where it is something else.
std::optional<std::string> narrowed(std::string_view bytes) {
  const bool is_little = bytes.starts_with("\xff\xfe");
  if (!is_little && !bytes.starts_with("\xfe\xff")) return std::nullopt;
  std::string text;
  text.reserve(bytes.size() / 2);
  for (std::size_t at = 2; at + 1 < bytes.size(); at += 2) {
    const char high = bytes[is_little ? at + 1 : at];
    const char low = bytes[is_little ? at : at + 1];
    text += high == '\0' && static_cast<unsigned char>(low) < 0x80 ? low : '?';
  }
  return text;
}

}  // namespace

Deep find_binary(const Sample& sample, int levels) {
  for (const auto find :
       {find_pickle, find_tensors, find_models, find_records, find_columns, find_protobuf, find_secrets}) {
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
  if (bytes.size() <= small_text) return std::nullopt;
  if (const auto text = narrowed(bytes)) {
    const Found found =
        is_text(text->substr(0, kTextLook)) ? find_text({*text, text->size(), path}) : std::nullopt;
    return found ? std::optional(Recognition{info(*found), {}}) : std::nullopt;
  }
  if (!is_text(bytes.substr(0, kTextLook))) return std::nullopt;
  if (const Found found = find_text(sample)) return Recognition{info(*found), {}};
  if (const Deep found = find_encoded(sample, kLevels)) return Recognition{info(found->id), found->container};
  return std::nullopt;
}

}  // namespace expgate::content
