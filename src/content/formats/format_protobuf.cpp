#include "content/formats/format_families.h"

namespace expgate::content {

using namespace std::string_view_literals;

namespace {

// One field of a message, and what stands behind it.
struct Field {
  std::uint64_t number = 0;
  bool is_bytes = false;
  std::string_view bytes;  // of a length-delimited field
};

// Takes a varint off the front, or yields nothing (protobuf.dev, "Encoding").
std::optional<std::uint64_t> take_varint(std::string_view& bytes) {
  constexpr std::size_t kMost = 10;
  std::uint64_t value = 0;
  for (std::size_t n = 0; n < bytes.size() && n < kMost; ++n) {
    const auto byte = static_cast<unsigned char>(bytes[n]);
    value |= std::uint64_t{byte & 0x7fU} << (7 * n);
    if (byte < 0x80) {
      bytes.remove_prefix(n + 1);
      return value;
    }
  }
  return std::nullopt;
}

// Takes a field off the front; only varints and lengths, which is all that these messages have at their top.
std::optional<Field> take_field(std::string_view& bytes) {
  const auto tag = take_varint(bytes);
  if (!tag || *tag >> 3U == 0) return std::nullopt;
  Field field{.number = *tag >> 3U};
  const std::uint64_t type = *tag & 7U;
  const auto value = take_varint(bytes);
  if (!value || (type != 0 && type != 2)) return std::nullopt;
  if (type == 0) return field;
  if (*value > bytes.size()) return std::nullopt;
  field.is_bytes = true;
  field.bytes = bytes.substr(0, *value);
  bytes.remove_prefix(*value);
  return field;
}

// ModelProto: a graph, opsets, and nothing that is not in onnx.proto.
bool is_onnx(const Sample& sample) {
  if (!sample.is_whole() || sample.bytes.size() < 4 || sample.bytes[0] != '\x08') return false;
  if ("\x12\x1a\x3a"sv.find(sample.bytes[2]) == std::string_view::npos) return false;
  int graphs = 0;
  int opsets = 0;
  for (std::string_view rest = sample.bytes; !rest.empty();) {
    const auto field = take_field(rest);
    if (!field) return false;
    const std::uint64_t number = field->number;
    if (number > 8 && number != 14 && number != 20 && number != 25 && number != 26) return false;
    if (number == 7) ++graphs;
    if (number == 8) ++opsets;
  }
  return graphs == 1 && opsets > 0;
}

// A MetaGraphDef: fields 1 to 7, each with a message in it.
bool is_meta_graph(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto field = take_field(bytes);
    if (!field || !field->is_bytes || field->number > 7) return false;
  }
  return true;
}

// SavedModel: version 1 and MetaGraphDefs.
bool is_saved_model(const Sample& sample) {
  if (!sample.is_whole() || !sample.has(0, "\x08\x01\x12")) return false;
  for (std::string_view rest = sample.bytes.substr(2); !rest.empty();) {
    const auto field = take_field(rest);
    if (!field || field->number != 2 || !field->is_bytes || !is_meta_graph(field->bytes)) return false;
  }
  return true;
}

}  // namespace

Found find_protobuf(const Sample& sample) {
  if (is_onnx(sample)) return FormatId::onnx;
  if (is_saved_model(sample)) return FormatId::saved_model;
  if (sample.ends("\x57\xfb\x80\x8b\x24\x75\x47\xdb")) return FormatId::tf_checkpoint;
  return std::nullopt;
}

}  // namespace expgate::content
