// The other half of PythonProgram: how its files are read.
#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "base/strings.h"
#include "content/python/python_program.h"
#include "content/python/python_text.h"
#include "content/python/statement_order.h"

namespace expgate::content {

namespace {

constexpr std::size_t kMostImported = 2'000;  // names of one file

std::string_view name_at_end(SyntaxNode chain) {
  return chain.is("attribute") ? chain.child("attribute").text() : chain.is("identifier") ? chain.text() : "";
}

}  // namespace

// Reads the files of a program, one after the other.
class ProgramReader {
 public:
  explicit ProgramReader(PythonProgram& program) : program_(program) {}

  void read(std::size_t file) {
    file_ = file;
    scopes_.clear();
    aliases_.clear();
    const Syntax& syntax = program_.files_[file]->syntax;
    if (syntax.error()) program_.is_whole_ = false;
    program_.bodies_.emplace_back();
    program_.imports_.emplace_back();
    program_.dead_.emplace_back();
    for (std::size_t number = 0; number < syntax.size();) {
      const SyntaxNode node = syntax.node(number);
      while (!scopes_.empty() && scopes_.back().end <= number) scopes_.pop_back();
      const bool goes_in = read_node(node);
      number = goes_in ? number + 1 : behind(node);
    }
  }

  // Follows the names of functions from what is run when a module is read.
  void finish() {
    std::vector<std::size_t> scopes{PythonProgram::kModule};
    for (std::size_t number = 0; number < program_.functions_.size(); ++number)
      if (is_entry(program_.functions_[number])) reach(number, scopes);
    std::set<std::string_view> seen;
    while (!scopes.empty()) {
      const std::size_t scope = scopes.back();
      scopes.pop_back();
      for (auto at = mentions_.lower_bound({scope, {}}); at != mentions_.end() && at->first == scope; ++at) {
        if (!seen.insert(at->second).second) continue;
        for (const std::size_t number : program_.functions_named(at->second)) reach(number, scopes);
        for (const auto& function : owned_[at->second]) reach(function, scopes);
      }
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

  // What a framework, or an installed command, calls.
  static bool is_entry(const PythonProgram::Function& function) {
    return function.is_decorated ||
           (function.owner.empty() && (function.name == "main" || function.name == "cli_main"));
  }

  void reach(std::size_t function, std::vector<std::size_t>& scopes) {
    if (std::exchange(program_.functions_[function].is_named, true)) return;
    scopes.push_back(function);
  }

  bool read_node(SyntaxNode node) {
    const std::string_view kind = node.kind();
    if (kind == "identifier") return read_name(node);
    if (kind == "string") return read_string(node);
    if (kind == "attribute") read_taken(node, node.child("attribute").text());
    if (kind == "import_statement" || kind == "import_from_statement") return read_import(node);
    if (kind == "function_definition") define(node);
    if (kind == "class_definition") program_.classes_[node.child("name").text()].push_back({node, file_});
    if (kind == "block") enter(node);
    if (kind == "call") read_call(node);
    if (kind == "global_statement")
      for (const SyntaxNode name : children_of(node)) globals_.emplace(scope(), name.text());
    if (kind == "if_statement" || kind == "while_statement" || kind == "elif_clause") read_condition(node);
    if (leaves_block(node) && node.after() && node.next()) bury(node.next().number(), behind(node.parent()));
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
    const auto alias = aliases_.find(node.text());
    const std::string_view name = alias == aliases_.end() ? node.text() : alias->second;
    if (!is_defined) {
      mention(node, node.text());
      if (name != node.text()) mention(node, name);
    }
    if (parent.is("argument_list") || (parent.is("keyword_argument") && node.field() == "value"))
      program_.given_[name].push_back({node, file_});
    if (!parent.is("attribute")) read_taken(node, name);
    return true;
  }

  void mention(SyntaxNode node, std::string_view name) {
    program_.mentioned_.insert(name);
    if (!is_buried(node.number())) mentions_.emplace(scope(), name);
  }

  // What is neither called nor an argument, but a value: in a table, in a loop, in an assignment.
  void read_taken(SyntaxNode node, std::string_view name) {
    const SyntaxNode parent = node.parent();
    const bool is_value = parent.is("tuple") || parent.is("list") || parent.is("set") || parent.is("pair") ||
                          parent.is("expression_list") || parent.is("return_statement") ||
                          parent.is("dictionary") || parent.is("conditional_expression") ||
                          parent.is("lambda") || node.field() == "right" || node.field() == "value";
    const bool is_part = parent.is("attribute") || parent.is("subscript") || parent.is("keyword_argument") ||
                         parent.is("binary_operator") || parent.is("comparison_operator");
    if (is_value && !is_part) program_.taken_[name].push_back({node, file_});
  }

  bool read_string(SyntaxNode node) {
    const std::string_view text = node.text();
    const std::size_t option = text.find("--");
    const SyntaxNode call = node.parent().parent();
    const bool is_parser =
        node.parent().is("argument_list") && declares_option(name_at_end(call.child("function")));
    if (option != std::string_view::npos &&
        ascii_lower(text.substr(option)).find("seed") != std::string::npos && !is_parser)
      program_.seed_options_.push_back({node, file_});
    return true;
  }

  static bool declares_option(std::string_view name) {
    return name == "add_argument" || name == "option" || name == "Option" || name == "Argument" ||
           name == "add";
  }

  void read_call(SyntaxNode node) {
    const SyntaxNode function = node.child("function");
    program_.calls_[name_at_end(function)].push_back({node, file_});
    const auto alias = function.is("identifier") ? aliases_.find(function.text()) : aliases_.end();
    if (alias != aliases_.end()) program_.calls_[alias->second].push_back({node, file_});
  }

  void read_condition(SyntaxNode node) {
    const SyntaxNode condition = node.child("condition");
    const SyntaxNode never = is_never_true(condition)
                                 ? node.child(node.is("while_statement") ? "body" : "consequence")
                             : is_always_true(condition) ? node.child("alternative")
                                                         : SyntaxNode();
    if (never) bury(never.number(), behind(never));
  }

  void bury(std::size_t begin, std::size_t end) {
    if (is_buried(begin)) return;
    program_.dead_[file_].emplace(begin, end);
  }
  [[nodiscard]] bool is_buried(std::size_t node) const {
    return program_.is_dead({program_.files_[file_]->syntax.node(node), file_});
  }

  void define(SyntaxNode node) {
    const bool is_method = !scopes_.empty() && !scopes_.back().owner.empty();
    const std::string_view name = node.child("name").text();
    program_.by_name_[name].push_back(program_.functions_.size());
    program_.bodies_[file_].emplace(node.number(), program_.functions_.size());
    if (is_method) owned_[scopes_.back().owner].push_back(program_.functions_.size());
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

  void bind(SyntaxNode target, SyntaxNode value, int part = -1) {
    if (!value) return;
    if (target.is("identifier")) {
      // What stands in a class is an attribute of it.
      const bool is_of_class = !scopes_.empty() && !scopes_.back().owner.empty();
      auto& names = is_of_class ? program_.attributes_ : program_.bindings_;
      const bool is_global = !is_of_class && globals_.contains({scope(), target.text()});
      const std::size_t holder = is_global ? PythonProgram::kModule : scope();
      const std::size_t from = is_global ? scope() : PythonProgram::kModule;
      names[target.text()].push_back({target, value, holder, file_, from, part});
    } else if (target.is("subscript")) {
      bind_item(target, value);
    } else if (target.is("attribute")) {
      auto& attributes = program_.attributes_[target.child("attribute").text()];
      attributes.push_back({target, value, scope(), file_, PythonProgram::kModule, part});
    } else if (target.is("pattern_list") || target.is("tuple_pattern") || target.is("list_pattern")) {
      bind_parts(target, value);
    }
  }

  void bind_item(SyntaxNode target, SyntaxNode value) {
    const SyntaxNode key = target.child("subscript");
    if (!key.is("string")) return program_.computed_.push_back({target, value, scope(), file_});
    for (const SyntaxNode part : children_of(key))
      if (part.is("string_content"))
        return program_.attributes_[part.text()].push_back({target, value, scope(), file_});
  }

  void bind_parts(SyntaxNode target, SyntaxNode value) {
    std::vector<SyntaxNode> values;
    if (value.is("expression_list") || value.is("tuple") || value.is("list"))
      for (const SyntaxNode part : children_of(value)) values.push_back(part);
    std::size_t count = 0;
    for ([[maybe_unused]] const SyntaxNode part : children_of(target)) ++count;
    std::size_t at = 0;
    for (const SyntaxNode part : children_of(target)) {
      const bool has_all = values.size() == count;
      bind(part, has_all ? values[at] : value, has_all ? -1 : static_cast<int>(at));
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
      if (has_alias && from) aliases_.insert_or_assign(part.child("alias").text(), part.child("name").text());
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
  std::map<std::string_view, std::vector<std::size_t>> owned_;   // methods by their class
  std::map<std::string_view, std::string_view> aliases_;         // of the file: `from m import name as alias`
  std::set<std::pair<std::size_t, std::string_view>> globals_;   // by function
  std::set<std::pair<std::size_t, std::string_view>> mentions_;  // names by the function that has them
};

PythonProgram::PythonProgram(PythonFiles files) : files_(std::move(files)) {
  ProgramReader reader(*this);
  for (std::size_t file = 0; file < files_.size(); ++file) reader.read(file);
  reader.finish();
}

}  // namespace expgate::content
