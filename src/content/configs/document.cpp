#include "content/configs/document.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/strings.h"
#include "content/configs/document_formats.h"
#include "text/yaml.h"

namespace expgate::content {

namespace {

using text::Node;

bool is_merge_key(const Node& key) {
  return key.is_scalar() && key.scalar == "<<" && (key.tag == "?" || key.tag == "tag:yaml.org,2002:merge");
}

// Moves the entries of `from` (a mapping, or a list of them) to the end of `into`, but for keys that it has
// already.
void merge(Node& from, std::set<std::string>& keys, std::vector<Node::Entry>& into) {
  for (Node& item : from.items) merge(item, keys, into);
  for (auto& entry : from.entries) {
    if (keys.insert(entry.first.scalar).second) into.push_back(std::move(entry));
  }
}

Document read_yaml(std::string_view source) {
  auto root = text::parse_yaml(source, {.bytes = kMostBytes, .depth = kMostDepth, .nodes = kMostNodes});
  if (!root) return tl::unexpected(std::move(root.error()));
  carry_out_merges(*root);
  return *std::move(root);
}

}  // namespace

void carry_out_merges(Node& node) {
  for (Node& item : node.items) carry_out_merges(item);
  bool has_merges = false;
  for (auto& [key, value] : node.entries) {
    carry_out_merges(value);
    has_merges = has_merges || is_merge_key(key);
  }
  if (!has_merges) return;
  std::vector<Node::Entry> kept;
  std::vector<Node> sources;
  std::set<std::string> keys;
  for (auto& entry : node.entries) {
    const bool merges =
        is_merge_key(entry.first) && (entry.second.is_mapping() || entry.second.is_sequence());
    if (merges) {
      sources.push_back(std::move(entry.second));
    } else {
      keys.insert(entry.first.scalar);
      kept.push_back(std::move(entry));
    }
  }
  for (Node& source : sources) merge(source, keys, kept);
  node.entries = std::move(kept);
}

std::optional<Language> language_of(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const std::string ending = ascii_lower(path.substr(dot + 1));
  if (ending == "yaml" || ending == "yml") return Language::yaml;
  if (ending == "json") return Language::json;
  if (ending == "toml") return Language::toml;
  if (ending == "py") return Language::python;
  if (ending == "gin") return Language::gin;
  if (ending == "jsonnet" || ending == "libsonnet") return Language::jsonnet;
  return std::nullopt;
}

Document too_large() {
  return tl::unexpected(
      ParseError{{1, 1}, tr("the file is larger than {limit}", {{"limit", Bytes{kMostBytes}}})});
}

Document read_document(std::string_view path, std::string_view source) {
  if (source.size() > kMostBytes) return too_large();
  const auto language = language_of(path);
  const auto unknown = [] {
    return tl::unexpected(
        ParseError{{1, 1},
                   tr("the name ends in none of {endings}",
                      {{"endings", "`.yaml`, `.yml`, `.json`, `.toml`, `.py`, `.gin`, `.jsonnet`"}})});
  };
  if (!language) return unknown();
  const auto count = [&](char c) {
    return static_cast<std::size_t>(std::count(source.begin(), source.end(), c));
  };
  // yaml-cpp keeps all tokens of a line before it sees what they make.
  if ((*language == Language::toml && text::values_by_sight(source) > kMostNodes) ||
      (*language == Language::json && count(',') > kMostNodes) ||
      (*language == Language::yaml && count('"') + count('\'') > 2 * kMostNodes))
    return tl::unexpected(ParseError{{1, 1}, tr("too many values")});
  switch (*language) {
    case Language::yaml:
      return read_yaml(source);
    case Language::json:
      return read_json(source);
    case Language::toml:
      return read_toml(source);
    case Language::python:
      return read_python(source);
    case Language::gin:
      return read_gin(source);
    case Language::jsonnet:
      return read_jsonnet(source);
  }
  return unknown();
}

}  // namespace expgate::content
