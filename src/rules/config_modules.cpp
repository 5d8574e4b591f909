// Another part of ConfigReader: configs that begin with what another module of the project makes.
#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "base/paths.h"
#include "base/strings.h"
#include "content/configs/python_objects.h"
#include "content/configs/seed.h"
#include "content/python/python_text.h"
#include "content/python/syntax.h"
#include "rules/config_reader.h"

namespace expgate::rules {

namespace {

constexpr std::uint64_t kLargestModule = std::uint64_t{256} << 10;

bool is_in_get_config(content::SyntaxNode node) {
  for (; node; node = node.parent())
    if (node.is("function_definition") && node.child("name").text() == "get_config") return true;
  return false;
}

// "configs/default" of `from configs.default import get_default_configs`, of which get_config() takes the
// result; empty: there is none.
std::string module_it_begins_with(std::string_view source) {
  const content::Syntax syntax(source);
  std::map<std::string, std::string, std::less<>> modules;  // by the names that are imported from them
  for (std::size_t number = 0; number < syntax.size(); ++number) {
    const content::SyntaxNode node = syntax.node(number);
    const content::SyntaxNode module = node.child("module_name");
    if (node.is("import_from_statement") && module.is("dotted_name")) {
      std::string path = content::without_blanks(module.text());
      std::replace(path.begin(), path.end(), '.', '/');
      for (const content::SyntaxNode part : content::children_of(node))
        if (part.field() == "name" && part.is("dotted_name")) modules[std::string(part.text())] = path;
    }
    const content::SyntaxNode function = node.child("function");
    if (!node.is("call") || !function.is("identifier") || !node.parent().is("assignment")) continue;
    const auto found = modules.find(function.text());
    if (found != modules.end() && is_in_get_config(node)) return found->second;
  }
  return {};
}

// What the functions of a module give back, if it is one mapping.
const text::Node::Entry* returned_by(const text::Node& root) {
  const text::Node::Entry* found = nullptr;
  for (const auto& entry : root.entries) {
    if (entry.first.tag != content::kReturned || !entry.second.is_mapping()) continue;
    if (found != nullptr) return nullptr;
    found = &entry;
  }
  return found;
}

}  // namespace

// The config itself says nothing of a seed then, and cannot take one away.
Result<void> ConfigReader::lay_on_module(const std::string& path, content::Composed& config) {
  TRY_ASSIGN(const auto file, view_.file(path));
  if (!file || !file->has_content()) return {};
  TRY_ASSIGN(const std::uint64_t size, view_.size(*file));
  if (size > kLargestModule) return {};
  TRY_ASSIGN(const std::string source, view_.content(*file));
  for (const std::string_view word : {"seed", "update", "exec", "eval(", "setattr", "__"})
    if (ascii_lower(source).find(word) != std::string::npos) return {};
  const std::string module = module_it_begins_with(source);
  if (module.empty()) return {};
  for (std::string folder(folder_of(path));; folder = folder_of(folder)) {
    const std::string base =
        std::string(folder).append(folder.empty() ? "" : "/").append(module).append(".py");
    TRY_ASSIGN(const auto found, view_.file(base));
    if (found && base != path) {
      TRY_ASSIGN(auto composed,
                 content::compose(base, [this](const std::string& needed) { return open(needed); }));
      const text::Node::Entry* const made = composed ? returned_by(composed->root) : nullptr;
      if (made == nullptr || !content::find_seed(*composed).seed) return {};
      const text::Node::Entry* const own = returned_by(config.root);
      text::Node root{text::Node::Kind::mapping, {1, 1}, "?", {}, {}, {}};
      root.entries.push_back(*made);
      if (own != nullptr) root.entries.front().first.scalar = own->first.scalar;
      std::erase_if(config.root.entries, [](const auto& entry) {
        return entry.first.tag == content::kReturned && !entry.second.is_mapping();
      });
      content::inherit(config, base, std::move(root));
      return {};
    }
    if (folder.empty()) return {};
  }
}

}  // namespace expgate::rules
