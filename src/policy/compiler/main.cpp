// Runs while expgate is built: writes the packs of rules/ as tables of C++, so that no hook has to parse YAML
// for them.
//   compile_packs OUTPUT.cpp PACK.yaml…
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/files.h"
#include "base/text.h"
#include "text/compiler/literal.h"
#include "text/node.h"
#include "text/yaml.h"

namespace {

using expgate::text::literal;
using expgate::text::Node;

std::string_view kind_name(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::null:
      return "null";
    case Node::Kind::scalar:
      return "scalar";
    case Node::Kind::sequence:
      return "sequence";
    case Node::Kind::mapping:
      break;
  }
  return "mapping";
}

void write(const Node& node, std::ostream& out) {
  out << "    {Kind::" << kind_name(node.kind) << ", " << node.mark.line << ", " << node.mark.column << ", "
      << (node.is_mapping() ? node.entries.size() : node.items.size()) << ", " << literal(node.tag) << ", "
      << literal(node.scalar) << "},\n";
  for (const Node& item : node.items) write(item, out);
  for (const auto& [key, value] : node.entries) {
    write(key, out);
    write(value, out);
  }
}

// Writes the table of one pack; false (and a word on stderr) if the file is not YAML.
bool compile(const char* path, int number, std::ostream& out) {
  const auto text = expgate::read_file(path);
  if (!text) {
    std::fprintf(stderr, "%s: %s\n", path, text.error().message().c_str());
    return false;
  }
  const auto root = expgate::text::parse_yaml(*text);
  if (!root) {
    std::fprintf(stderr, "%s:%d:%d: %s\n", path, root.error().location.line, root.error().location.column,
                 english(root.error().what).c_str());
    return false;
  }
  out << "constexpr PackedNode kNodes" << number << "[] = {\n";
  write(*root, out);
  out << "};\n";
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 1;
  std::ofstream out(argv[1], std::ios::binary);
  out << "// Generated from the files of rules/: do not edit.\n#include \"policy/packed.h\"\n\n"
         "namespace expgate::policy {\n\nnamespace {\nusing Kind = text::Node::Kind;\n";
  for (int i = 2; i < argc; ++i)
    if (!compile(argv[i], i, out)) return 1;
  out << "constexpr PackedDocument kDocuments[] = {\n";
  for (int i = 2; i < argc; ++i)
    out << "    {" << literal(std::filesystem::path(argv[i]).stem().string()) << ", kNodes" << i << "},\n";
  out << "};\n}  // namespace\n\nstd::span<const PackedDocument> packed_documents() {\n  return "
         "kDocuments;\n}\n\n"
         "}  // namespace expgate::policy\n";
  out.close();
  return out ? 0 : 1;
}
