#include "content/python/python_program.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/strings.h"
#include "content/python/python_text.h"

namespace expgate::content {

namespace {

template <typename Value>
const std::vector<Value>& found_in(const PythonProgram::ByName<Value>& all, std::string_view name) {
  static const std::vector<Value> none;
  const auto found = all.find(name);
  return found == all.end() ? none : found->second;
}

bool is_at_end(std::string_view path, std::string_view tail) {
  return path == tail ||
         (path.size() > tail.size() && path.ends_with(tail) && path[path.size() - tail.size() - 1] == '/');
}

}  // namespace

std::string_view module_path(std::string_view path) {
  path = path.substr(0, path.rfind('.'));
  constexpr std::string_view kPackage = "/__init__";
  return path.ends_with(kPackage) ? path.substr(0, path.size() - kPackage.size()) : path;
}

std::size_t PythonProgram::scope_of(const Use& use) const {
  SyntaxNode child = use.node;
  for (SyntaxNode node = child.parent(); node; node = node.parent()) {
    if (node.is("function_definition") && child.field() == "body") return bodies_[use.file].at(node.number());
    child = node;
  }
  return kModule;
}

const std::vector<std::size_t>& PythonProgram::functions_named(std::string_view name) const {
  return found_in(by_name_, name);
}
const std::vector<PythonProgram::Use>& PythonProgram::classes_named(std::string_view name) const {
  return found_in(classes_, name);
}
const std::vector<PythonProgram::Binding>& PythonProgram::bindings_of(std::string_view name) const {
  return found_in(bindings_, name);
}
const std::vector<PythonProgram::Binding>& PythonProgram::attributes_named(std::string_view name) const {
  return found_in(attributes_, name);
}
const std::vector<PythonProgram::Use>& PythonProgram::calls_of(std::string_view name) const {
  return found_in(calls_, name);
}
const std::vector<PythonProgram::Use>& PythonProgram::given(std::string_view name) const {
  return found_in(given_, name);
}

const std::vector<PythonProgram::Use>& PythonProgram::taken(std::string_view name) const {
  return found_in(taken_, name);
}

bool PythonProgram::is_dead(const Use& use) const {
  const auto& dead = dead_[use.file];
  const auto after = dead.upper_bound(use.node.number());
  return after != dead.begin() && use.node.number() < std::prev(after)->second;
}

bool PythonProgram::is_reachable(const Use& use) const {
  const std::size_t scope = scope_of(use);
  return !is_dead(use) && (scope == kModule || functions_[scope].is_named);
}

const PythonProgram::Import* PythonProgram::import_of(std::size_t file, std::string_view name) const {
  const auto found = imports_[file].find(name);
  return found == imports_[file].end() ? nullptr : &found->second;
}

bool PythonProgram::imports(std::string_view library) const {
  for (const auto& of_file : imports_)
    for (const auto& [name, import] : of_file)
      if (std::string_view(import.module).substr(0, import.module.find('.')) == library) return true;
  return false;
}

std::string PythonProgram::full_name(const Use& chain) const {
  const std::string name = chain_of(chain.node);
  const std::string_view first = std::string_view(name).substr(0, name.find('.'));
  const Import* const import = import_of(chain.file, first);
  if (import == nullptr) return name;
  std::string full = import->module;
  if (!import->member.empty()) full += (full.ends_with('.') ? "" : ".") + import->member;
  return full + name.substr(first.size());
}

bool PythonProgram::defines(std::size_t file, std::string_view name) const {
  const auto& functions = functions_named(name);
  const auto& classes = classes_named(name);
  return std::any_of(functions.begin(), functions.end(),
                     [&](std::size_t number) { return functions_[number].file == file; }) ||
         std::any_of(classes.begin(), classes.end(), [&](const Use& use) { return use.file == file; });
}

bool PythonProgram::may_mean(const Use& call, std::string_view name, std::size_t file) const {
  const SyntaxNode function = call.node.child("function");
  const std::string chain = chain_of(function);
  const Import* const import = import_of(call.file, std::string_view(chain).substr(0, chain.find('.')));
  if (import == nullptr) return !function.is("identifier") || call.file == file || !defines(call.file, name);
  if (!import->is_own) return false;
  // A package may have it from one of its files.
  const std::vector<std::size_t> files = files_of(*import);
  const bool is_there =
      std::any_of(files.begin(), files.end(), [&](std::size_t each) { return defines(each, name); });
  return !is_there || std::find(files.begin(), files.end(), file) != files.end();
}

std::vector<std::size_t> PythonProgram::files_of(const Import& import) const {
  std::string tail(
      import.module.substr(std::min(import.module.find_first_not_of('.'), import.module.size())));
  std::replace(tail.begin(), tail.end(), '.', '/');
  std::vector<std::size_t> found;
  for (std::size_t file = 0; file < files_.size(); ++file) {
    const std::string_view path = module_path(files_[file]->path);
    const bool is_module = !tail.empty() && is_at_end(path, tail);
    const bool is_member =
        !import.member.empty() && is_at_end(path, tail.empty() ? import.member : tail + "/" + import.member);
    if (is_module || is_member) found.push_back(file);
  }
  return found;
}

}  // namespace expgate::content
