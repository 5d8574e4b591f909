#include <string>
#include <string_view>
#include <utility>

#include "base/strings.h"
#include "content/configs/compose.h"
#include "content/configs/jsonnet/jsonnet.h"
#include "content/configs/python_arguments.h"
#include "content/configs/yaml_by_python.h"

namespace expgate::content {

namespace {

// `# @package name`, in the comments before anything else.
std::string package_header(std::string_view source) {
  for (const std::string_view raw : lines(source.substr(0, 4096))) {
    std::string_view line = trim(raw);
    if (line.empty() || line == "---") continue;
    if (!line.starts_with('#')) break;
    line = trim(line.substr(1));
    if (line.starts_with("@package ")) return std::string(trim(line.substr(9)));
  }
  return {};
}

// The first key that is a list or a mapping, or null: Python has no such keys.
const text::Node* unhashable_key(const text::Node& node) {
  for (const text::Node& item : node.items)
    if (const text::Node* found = unhashable_key(item)) return found;
  for (const auto& [key, value] : node.entries) {
    if (key.is_sequence() || key.is_mapping()) return &key;
    if (const text::Node* found = unhashable_key(value)) return found;
  }
  return nullptr;
}

}  // namespace

ConfigFile read_config_file(std::string_view path, std::string_view source) {
  ConfigFile file;
  const auto language = language_of(path);
  if (source.size() > kMostBytes) {
    file.document = too_large();
    return file;
  }
  if (!language || language == Language::json || language == Language::jsonnet) file.source = source;
  if (language == Language::jsonnet) {
    jsonnet::Evaluation made = jsonnet::evaluate(std::string(path), std::string(source), {});
    file.document = std::move(made.document);
    file.steps = made.steps;
  } else {
    file.document = read_document(path, source);
  }
  file.signs = signs_in(source);
  if (language == Language::python && file.document) add_argument_defaults(source, *file.document);
  if (language != Language::yaml) return file;
  file.package = package_header(source);
  if (!file.document) return file;
  read_numbers_as_pyyaml(*file.document);
  if (const text::Node* key = unhashable_key(*file.document)) {
    file.document = tl::unexpected(ParseError{key->mark, tr("a key is a list or a mapping")});
    return file;
  }
  if (auto error = rejected_by_pyyaml(source)) file.document = tl::unexpected(*std::move(error));
  return file;
}

}  // namespace expgate::content
