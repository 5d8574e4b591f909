#include <string>
#include <string_view>
#include <utility>

#include "base/strings.h"
#include "content/configs/compose.h"
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

}  // namespace

ConfigFile read_config_file(std::string_view path, std::string_view source) {
  ConfigFile file;
  file.document = read_document(path, source);
  if (source.size() > kMostBytes) return file;
  file.signs = signs_in(source);
  if (language_of(path) == Language::python && file.document) add_argument_defaults(source, *file.document);
  if (language_of(path) != Language::yaml) return file;
  file.package = package_header(source);
  if (!file.document) return file;
  read_numbers_as_pyyaml(*file.document);
  if (auto error = rejected_by_pyyaml(source)) file.document = tl::unexpected(*std::move(error));
  return file;
}

}  // namespace expgate::content
