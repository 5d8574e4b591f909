#include <algorithm>

#include "base/ascii.h"
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

// Whether the bytes are a message of fields that `knows` and nothing else.
bool is_message(std::string_view bytes, bool (*knows)(const Field&)) {
  while (!bytes.empty()) {
    const auto field = take_field(bytes);
    if (!field || !knows(*field)) return false;
  }
  return true;
}

// Whether a message begins with two texts under these numbers, as layers and nodes of graphs do: their name
// and type.
bool begins_with_names(std::string_view bytes, std::uint64_t first, std::uint64_t second) {
  const auto is_word = [](const Field& field) {
    return field.is_bytes && !field.bytes.empty() &&
           std::all_of(field.bytes.begin(), field.bytes.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  };
  const auto name = take_field(bytes);
  if (!name || name->number != first || !is_word(*name)) return false;
  const auto type = take_field(bytes);
  return type && type->number == second && is_word(*type);
}

// GraphProto and OperatorSetIdProto in onnx.proto.
bool is_onnx_graph(std::string_view bytes) {
  return !bytes.empty() && is_message(bytes, [](const Field& field) {
    return field.is_bytes && field.number <= 16 && field.number != 3 && field.number != 4 &&
           field.number != 6 && field.number != 7;
  });
}
bool is_onnx_opset(std::string_view bytes) {
  return is_message(bytes, [](const Field& field) { return field.number == (field.is_bytes ? 1U : 2U); });
}

// ModelProto: a graph, opsets, and nothing that is not in onnx.proto. Without a version in front, which is
// what everyone writes, graph and opsets have to be what they are called.
bool is_onnx(const Sample& sample) {
  if (!sample.is_whole() || sample.bytes.size() < 4) return false;
  const bool has_version = sample.bytes[0] == '\x08';
  if (has_version && "\x12\x1a\x3a"sv.find(sample.bytes[2]) == std::string_view::npos) return false;
  int graphs = 0;
  int opsets = 0;
  for (std::string_view rest = sample.bytes; !rest.empty();) {
    const auto field = take_field(rest);
    if (!field) return false;
    const std::uint64_t number = field->number;
    if (number > 8 && number != 14 && number != 20 && number != 25 && number != 26) return false;
    if (number == 7) ++graphs;
    if (number == 8) ++opsets;
    if (has_version) continue;
    if (number == 7 && !is_onnx_graph(field->bytes)) return false;
    if (number == 8 && !is_onnx_opset(field->bytes)) return false;
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

// The graph of a TensorFlow checkpoint (*.meta): what a MetaGraphDef holds, among it a GraphDef that begins
// with a node.
bool is_checkpoint_graph(const Sample& sample) {
  constexpr std::uint64_t kGraph = 2;
  if (!sample.is_whole() || !(sample.has(0, "\x0a") || sample.has(0, "\x12"))) return false;
  bool has_nodes = false;
  for (std::string_view rest = sample.bytes; !rest.empty();) {
    const auto field = take_field(rest);
    if (!field || !field->is_bytes || field->number > 7) return false;
    if (field->number != kGraph) continue;
    std::string_view graph = field->bytes;
    const auto node = take_field(graph);
    if (!node || node->number != 1 || !begins_with_names(node->bytes, 1, kGraph)) return false;
    has_nodes = true;
  }
  return has_nodes;
}

// Model in Core ML's Model.proto: the version of the specification, a description, and one of the kinds of
// model, which have the numbers from 200 on.
bool is_core_ml(const Sample& sample) {
  constexpr std::uint64_t kFirstKind = 200;
  constexpr std::uint64_t kLastKind = 3000;
  constexpr std::uint64_t kUpdatable = 10;
  if (!sample.is_whole() || sample.bytes.size() < 4 || !sample.has(0, "\x08") || !sample.has(2, "\x12"))
    return false;
  int kinds = 0;
  for (std::string_view rest = sample.bytes; !rest.empty();) {
    const auto field = take_field(rest);
    if (!field) return false;
    const bool is_kind = field->is_bytes && field->number >= kFirstKind && field->number <= kLastKind;
    if (is_kind) ++kinds;
    if (!is_kind && field->number > 2 && field->number != kUpdatable) return false;
  }
  return kinds == 1;
}

// NetParameter in caffe.proto: layers with a name and a type.
bool is_caffe(const Sample& sample) {
  constexpr std::uint64_t kLayer = 100;
  constexpr std::uint64_t kLastOther = 8;
  if (!sample.is_whole() || !(sample.has(0, "\x0a") || sample.has(0, "\xa2\x06"))) return false;
  int layers = 0;
  for (std::string_view rest = sample.bytes; !rest.empty();) {
    const auto field = take_field(rest);
    if (!field || (field->number > kLastOther && field->number != kLayer)) return false;
    if (field->number != kLayer) continue;
    if (!field->is_bytes || !begins_with_names(field->bytes, 1, 2)) return false;
    ++layers;
  }
  return layers > 0;
}

}  // namespace

Found find_protobuf(const Sample& sample) {
  if (is_onnx(sample)) return FormatId::onnx;
  if (is_saved_model(sample)) return FormatId::saved_model;
  if (is_core_ml(sample)) return FormatId::core_ml;
  if (is_caffe(sample)) return FormatId::caffe;
  if (is_checkpoint_graph(sample)) return FormatId::meta_graph;
  if (sample.ends("\x57\xfb\x80\x8b\x24\x75\x47\xdb")) return FormatId::tf_checkpoint;
  return std::nullopt;
}

}  // namespace expgate::content
