#include "content/python/python_program.h"

#include <algorithm>
#include <utility>

#include "base/strings.h"
#include "content/python/python_text.h"

namespace expgate::content {

namespace {

constexpr std::size_t kMostImported = 2'000;  // names of one file

template <typename Value>
const std::vector<Value>& found_in(const PythonProgram::ByName<Value>& all, std::string_view name) {
  static const std::vector<Value> none;
  const auto found = all.find(name);
  return found == all.end() ? none : found->second;
}

std::string_view last_name(SyntaxNode chain) {
  return chain.is("attribute") ? chain.child("attribute").text() : chain.is("identifier") ? chain.text() : "";
}

// "src/utils/seed.py" → "src/utils/seed", "src/utils/__init__.py" → "src/utils"
std::string_view module_path(std::string_view path) {
  path = path.substr(0, path.rfind('.'));
  constexpr std::string_view kPackage = "/__init__";
  return path.ends_with(kPackage) ? path.substr(0, path.size() - kPackage.size()) : path;
}

bool is_at_end(std::string_view path, std::string_view tail) {
  return path == tail ||
         (path.size() > tail.size() && path.ends_with(tail) && path[path.size() - tail.size() - 1] == '/');
}

}  // namespace

// Reads the files of a program, one after the other.
class ProgramReader {
 public:
  explicit ProgramReader(PythonProgram& program) : program_(program) {}

  void read(std::size_t file) {
    file_ = file;
    scopes_.clear();
    const Syntax& syntax = program_.files_[file]->syntax;
    if (syntax.error()) program_.is_whole_ = false;
    program_.bodies_.emplace_back();
    program_.imports_.emplace_back();
    for (std::size_t number = 0; number < syntax.size();) {
      const SyntaxNode node = syntax.node(number);
      while (!scopes_.empty() && scopes_.back().end <= number) scopes_.pop_back();
      const bool goes_in = read_node(node);
      number = goes_in ? number + 1 : behind(node);
    }
  }

 private:
  struct Scope {
    std::size_t end = 0;
    std::size_t function = PythonProgram::kModule;  // of a class: the one around it
    std::string_view owner;                         // of a class: its name
  };

  [[nodiscard]] std::size_t behind(SyntaxNode node) const {
    const SyntaxNode after = node.after();
    return after ? after.number() : program_.files_[file_]->syntax.size();
  }
  [[nodiscard]] std::size_t scope() const {
    return scopes_.empty() ? PythonProgram::kModule : scopes_.back().function;
  }

  bool read_node(SyntaxNode node) {
    const std::string_view kind = node.kind();
    if (kind == "identifier") return read_name(node);
    if (kind == "import_statement" || kind == "import_from_statement") return read_import(node);
    if (kind == "function_definition") define(node);
    if (kind == "class_definition") program_.classes_[node.child("name").text()].push_back({node, file_});
    if (kind == "block") enter(node);
    if (kind == "call") program_.calls_[last_name(node.child("function"))].push_back({node, file_});
    if (kind == "assignment" || kind == "augmented_assignment") bind(node.child("left"), value_of(node));
    if (kind == "named_expression") bind(node.child("name"), node.child("value"));
    if (kind == "for_statement" || kind == "for_in_clause") bind(node.child("left"), node.child("right"));
    if (kind == "as_pattern") bind(node.child("alias").first_child(), node.first_child());
    return true;
  }

  static SyntaxNode value_of(SyntaxNode assignment) {
    SyntaxNode value = assignment.child("right");
    while (value.is("assignment")) value = value.child("right");
    return value;
  }

  bool read_name(SyntaxNode node) {
    const SyntaxNode parent = node.parent();
    const bool is_defined = node.field() == "name" && !parent.is("named_expression");
    if (!is_defined) program_.mentioned_.insert(node.text());
    if (parent.is("argument_list") || (parent.is("keyword_argument") && node.field() == "value"))
      program_.given_[node.text()].push_back({node, file_});
    return true;
  }

  void define(SyntaxNode node) {
    const bool is_method = !scopes_.empty() && !scopes_.back().owner.empty();
    const std::string_view name = node.child("name").text();
    program_.by_name_[name].push_back(program_.functions_.size());
    program_.bodies_[file_].emplace(node.number(), program_.functions_.size());
    program_.functions_.push_back({node, name, is_method ? scopes_.back().owner : std::string_view(), scope(),
                                   file_, node.parent().is("decorated_definition")});
  }

  void enter(SyntaxNode block) {
    const SyntaxNode owner = block.parent();
    if (owner.is("function_definition")) {
      scopes_.push_back({behind(block), program_.bodies_[file_].at(owner.number()), {}});
    } else if (owner.is("class_definition")) {
      scopes_.push_back({behind(block), scope(), owner.child("name").text()});
    }
  }

  void bind(SyntaxNode target, SyntaxNode value) {
    if (!value) return;
    if (target.is("identifier")) {
      // What stands in a class is an attribute of it.
      const bool is_of_class = !scopes_.empty() && !scopes_.back().owner.empty();
      auto& names = is_of_class ? program_.attributes_ : program_.bindings_;
      names[target.text()].push_back({target, value, scope(), file_});
    } else if (target.is("attribute")) {
      program_.attributes_[target.child("attribute").text()].push_back({target, value, scope(), file_});
    } else if (target.is("pattern_list") || target.is("tuple_pattern") || target.is("list_pattern")) {
      bind_parts(target, value);
    }
  }

  void bind_parts(SyntaxNode target, SyntaxNode value) {
    std::vector<SyntaxNode> values;
    if (value.is("expression_list") || value.is("tuple") || value.is("list"))
      for (const SyntaxNode part : children_of(value)) values.push_back(part);
    std::size_t count = 0;
    for ([[maybe_unused]] const SyntaxNode part : children_of(target)) ++count;
    std::size_t at = 0;
    for (const SyntaxNode part : children_of(target)) {
      bind(part, values.size() == count ? values[at] : value);
      ++at;
    }
  }

  bool read_import(SyntaxNode statement) {
    const SyntaxNode from = statement.child("module_name");
    for (const SyntaxNode part : children_of(statement)) {
      if (part == from) continue;
      const bool has_alias = part.is("aliased_import");
      const std::string name = without_blanks(has_alias ? part.child("name").text() : part.text());
      const std::string alias(has_alias ? part.child("alias").text() : std::string_view());
      PythonProgram::Import import;
      import.module = from            ? without_blanks(from.text())
                      : alias.empty() ? name.substr(0, name.find('.'))
                                      : name;
      if (from) import.member = name;
      import.is_own = is_own(import);
      const std::string local = !alias.empty() ? alias : from ? name : import.module;
      if (program_.imports_[file_].size() < kMostImported)
        program_.imports_[file_].insert_or_assign(local, std::move(import));
      else
        program_.is_whole_ = false;
    }
    return false;
  }

  [[nodiscard]] bool is_own(const PythonProgram::Import& import) const {
    if (import.module.starts_with('.')) return true;
    const std::string_view top = std::string_view(import.module).substr(0, import.module.find('.'));
    return std::any_of(program_.files_.begin(), program_.files_.end(), [&](const auto& file) {
      const std::string_view path = module_path(file->path);
      const std::size_t at = ("/" + std::string(path) + "/").find("/" + std::string(top) + "/");
      return at != std::string::npos;
    });
  }

  PythonProgram& program_;
  std::size_t file_ = 0;
  std::vector<Scope> scopes_;
};

PythonProgram::PythonProgram(PythonFiles files) : files_(std::move(files)) {
  ProgramReader reader(*this);
  for (std::size_t file = 0; file < files_.size(); ++file) reader.read(file);
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
