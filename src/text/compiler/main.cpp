// Runs while expgate is built: writes a list of names, rules/names/LIST.yaml, as constants of C++, so that
// nothing has to parse YAML for it at run time.
//   compile_names ROOM LIST.yaml OUTPUT.h
//
// Each entry `some_names:` of the file becomes a constant kSomeNames in expgate::ROOM::LIST. What it is:
//   a text                        a std::string_view
//   a list of texts               an array of them, sorted, for binary search
//   lists of texts under headings the same, of all of them together
//   a list of mappings            an array of SomeName, in this order. A quoted value is a text, a number
//   stays
//                                 one, and any other is an enumerator of the type that the key names:
//                                 `unless: always` is Unless::always. ROOM declares these types.
// A file that is one list becomes one text, kList: that list as YAML in one line, for the default of an
// option.
#include <algorithm>
#include <cctype>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "text/compiler/literal.h"
#include "text/node.h"
#include "text/yaml.h"

namespace {

using expgate::Error;
using expgate::Result;
using expgate::text::literal;
using expgate::text::Node;

tl::unexpected<Error> wrong(const Node& node, const std::string& what) {
  return expgate::fail(expgate::verbatim(std::to_string(node.mark.line) + ":" +
                                         std::to_string(node.mark.column) + ": " + what));
}

// "copy_endings" as "CopyEndings".
std::string upper_camel(const std::string& key) {
  std::string name;
  for (const char c : key) {
    const bool begins = name.empty() || name.back() == '_';
    if (begins && !name.empty()) name.pop_back();
    name += begins ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
  }
  return name;
}

Result<void> gather(const Node& list, std::vector<Node>& texts) {
  if (list.is_mapping()) {
    for (const auto& [heading, part] : list.entries) TRY(gather(part, texts));
    return {};
  }
  if (!list.is_sequence()) return wrong(list, "not a list");
  for (const Node& item : list.items) {
    if (!item.is_scalar()) return wrong(item, "not a text");
    texts.push_back(item);
  }
  return {};
}

Result<std::string> sorted_texts(const std::string& name, const Node& list) {
  std::vector<Node> texts;
  TRY(gather(list, texts));
  std::stable_sort(texts.begin(), texts.end(),
                   [](const Node& a, const Node& b) { return a.scalar < b.scalar; });
  const auto same = std::adjacent_find(texts.begin(), texts.end(),
                                       [](const Node& a, const Node& b) { return a.scalar == b.scalar; });
  if (same != texts.end()) return wrong(*std::next(same), "`" + same->scalar + "` is listed a second time");
  std::string out = "inline constexpr std::string_view k" + name + "[] = {\n";
  for (const Node& text : texts) out += "    " + literal(text.scalar) + ",\n";
  return out + "};\n";
}

std::string field(const std::string& key, const Node& value) {
  const bool is_literal = value.scalar == "true" || value.scalar == "false" ||
                          std::all_of(value.scalar.begin(), value.scalar.end(),
                                      [](unsigned char c) { return std::isdigit(c) != 0; });
  if (value.is_quoted()) return literal(value.scalar);
  return is_literal ? value.scalar : upper_camel(key) + "::" + value.scalar;
}

Result<std::string> rows(const std::string& name, const Node& list) {
  const std::string type = name.ends_with('s') ? name.substr(0, name.size() - 1) : name;
  std::string out = "inline constexpr " + type + " k" + name + "[] = {\n";
  for (const Node& row : list.items) {
    if (!row.is_mapping()) return wrong(row, "not a mapping as the first row is");
    out += "    {";
    for (const auto& [key, value] : row.entries) {
      if (!value.is_scalar()) return wrong(value, "not a text, a number or a name");
      out += "." + key.scalar + " = " + field(key.scalar, value) + ", ";
    }
    out += "},\n";
  }
  return out + "};\n";
}

Result<std::string> constant(const std::string& name, const Node& value) {
  if (value.is_scalar())
    return "inline constexpr std::string_view k" + name + " = " + literal(value.scalar) + ";\n";
  if (value.is_sequence() && !value.items.empty() && value.items.front().is_mapping())
    return rows(name, value);
  return sorted_texts(name, value);
}

// The list in one line of YAML, with the quotes that it has in the file.
Result<std::string> line_of_yaml(const std::string& name, const Node& list) {
  std::vector<Node> texts;
  TRY(gather(list, texts));
  std::string line;
  for (const Node& text : texts) {
    if (text.scalar.find('\'') != std::string::npos) return wrong(text, "a quote inside a text");
    const std::string quote = text.is_quoted() ? "'" : "";
    if (!line.empty()) line += ", ";
    line.append(quote).append(text.scalar).append(quote);
  }
  return "inline constexpr std::string_view k" + name + " = " + literal("[" + line + "]") + ";\n";
}

Result<std::string> header(const std::string& room, const std::string& list, const Node& root) {
  std::string out = "// Generated from rules/names/" + list + ".yaml: do not edit.\n#pragma once\n\n" +
                    "#include <string_view>\n\nnamespace expgate::" + room + "::" + list + " {\n\n";
  if (!root.is_mapping()) {
    TRY_ASSIGN(const std::string line, line_of_yaml(upper_camel(list), root));
    out += line;
  }
  for (const auto& [key, value] : root.entries) {
    TRY_ASSIGN(const std::string text, constant(upper_camel(key.scalar), value));
    out += text;
  }
  return out + "\n}  // namespace expgate::" + room + "::" + list + "\n";
}

Result<std::string> compile(const std::string& room, const char* path) {
  const auto text = expgate::read_file(path);
  if (!text) return expgate::fail(expgate::verbatim(" " + text.error().message()));
  const auto root = expgate::text::parse_yaml(*text);
  if (!root) {
    Node at;
    at.mark = root.error().location;
    return wrong(at, english(root.error().what));
  }
  return header(room, std::filesystem::path(path).stem(), *root);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 1;
  const auto text = compile(argv[1], argv[2]);
  if (!text) {
    std::fprintf(stderr, "%s:%s\n", argv[2], english(text.error().message).c_str());
    return 1;
  }
  std::ofstream out(argv[3], std::ios::binary);
  out << *text;
  out.close();
  return out ? 0 : 1;
}
