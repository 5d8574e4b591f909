#include "content/python/python_module.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>

#include "base/strings.h"
#include "content/python/python_text.h"

namespace expgate::content {

namespace {

constexpr std::size_t kMostUses = 30'000;  // of names in one file; more are generated
constexpr std::size_t kMostImports = 2'000;
constexpr std::size_t kLongestArguments = 400;  // bytes of a call's arguments that are kept

class ModuleReader {
 public:
  explicit ModuleReader(const Syntax& syntax) : syntax_(syntax) {}

  PythonModule read() {
    std::size_t number = 0;
    while (number < syntax_.size() && module_.uses.size() < kMostUses &&
           module_.imports.size() < kMostImports) {
      const SyntaxNode node = syntax_.node(number);
      while (!scopes_.empty() && scopes_.back().end <= number) scopes_.pop_back();
      number = read_node(node) ? number + 1 : number_behind(node);
    }
    module_.is_whole = !syntax_.error() && number == syntax_.size();
    return std::move(module_);
  }

 private:
  struct Scope {
    std::size_t end = 0;   // the number of the first node behind it
    std::string function;  // empty: a class
    bool is_called_by_others = false;
  };

  [[nodiscard]] std::size_t number_behind(SyntaxNode node) const {
    const SyntaxNode after = node.after();
    return after ? after.number() : syntax_.size();
  }

  // Whether what is within the node is to be read as well.
  bool read_node(SyntaxNode node) {
    const std::string_view kind = node.kind();
    if (kind == "identifier" || kind == "attribute") return read_name(node);
    if (kind == "import_statement") return read_import(node);
    if (kind == "import_from_statement" || kind == "future_import_statement") return read_from(node);
    if (kind == "function_definition") define(node);
    if (kind == "block") enter(node);
    if (kind == "assignment" && node.parent().is("expression_statement")) read_assignment(node);
    if (kind == "if_statement" && names_itself(node.child("condition"))) module_.is_script = true;
    return true;
  }

  [[nodiscard]] bool names_itself(SyntaxNode condition) const {
    if (!condition) return false;
    const std::size_t end = number_behind(condition);
    for (std::size_t number = condition.number(); number < end; ++number) {
      const SyntaxNode node = syntax_.node(number);
      if (node.is("identifier") && node.text() == "__name__") return true;
    }
    return false;
  }

  [[nodiscard]] bool is_called_by_others(SyntaxNode function) const {
    const bool is_method = !scopes_.empty() && scopes_.back().function.empty();
    return is_method || function.parent().is("decorated_definition");
  }

  void define(SyntaxNode function) {
    const SyntaxNode name = function.child("name");
    module_.functions.push_back(
        {std::string(name.text()), name.location().line, is_called_by_others(function)});
  }

  // The body of a function or a class.
  void enter(SyntaxNode block) {
    const SyntaxNode owner = block.parent();
    const bool is_function = owner.is("function_definition");
    if (!is_function && !owner.is("class_definition")) return;
    const bool by_others = is_function && is_called_by_others(owner);
    scopes_.push_back({number_behind(block),
                       is_function ? std::string(owner.child("name").text()) : std::string(), by_others});
  }

  void bind(PythonImport import) {
    std::string full = import.module;
    if (!import.member.empty()) full += (full.ends_with('.') ? "" : ".") + import.member;
    if (import.member != "*") names_.insert_or_assign(import.local, full);
    module_.imports.push_back(std::move(import));
  }

  bool read_import(SyntaxNode statement) {
    for (const SyntaxNode part : children_of(statement)) {
      const auto [name, alias] = named(part);
      if (name.empty()) continue;
      const std::string top = name.substr(0, name.find('.'));
      const std::string local = alias.empty() ? top : alias;
      module_.imports.push_back({name, "", local, statement.location().line});
      names_.insert_or_assign(local, alias.empty() ? top : name);
    }
    return false;
  }

  bool read_from(SyntaxNode statement) {
    const int line = statement.location().line;
    const SyntaxNode from = statement.child("module_name");
    const std::string module = from ? without_blanks(from.text()) : "__future__";
    for (const SyntaxNode part : children_of(statement)) {
      if (part == from) continue;
      const auto [name, alias] = named(part);
      if (!name.empty()) bind({module, name, alias.empty() ? name : alias, line});
    }
    return false;
  }

  // `name as alias`, `*`
  static std::pair<std::string, std::string> named(SyntaxNode part) {
    if (part.is("wildcard_import")) return {"*", ""};
    if (part.is("dotted_name")) return {without_blanks(part.text()), ""};
    if (!part.is("aliased_import")) return {};
    return {without_blanks(part.child("name").text()), std::string(part.child("alias").text())};
  }

  PythonUse use_of(std::string_view chain, SyntaxNode at) const {
    PythonUse use{.line = at.location().line};
    const std::string_view first = chain.substr(0, chain.find('.'));
    const auto found = names_.find(first);
    use.is_imported = found != names_.end();
    use.name = use.is_imported ? found->second + std::string(chain.substr(first.size())) : std::string(chain);
    const auto scope = std::find_if(scopes_.rbegin(), scopes_.rend(),
                                    [](const Scope& each) { return !each.function.empty(); });
    if (scope != scopes_.rend()) {
      use.function = scope->function;
      use.is_called_by_others = scope->is_called_by_others;
    }
    return use;
  }

  // A name, or the longest chain of names that it begins; the parts of one are read with it.
  bool read_name(SyntaxNode node) {
    const SyntaxNode parent = node.parent();
    if (parent.is("attribute")) return true;
    const bool is_defined = node.field() == "name" && !parent.is("named_expression");
    const bool is_parameter =
        parent.is("parameters") || parent.is("lambda_parameters") || parent.is("typed_parameter");
    if (is_defined || is_parameter) return true;  // of a function, a keyword, a parameter
    const std::string chain = chain_of(node);
    PythonUse use = use_of(chain, node);
    module_.mentioned.insert(chain.substr(chain.rfind('.') + 1));
    if (parent.is("call") && node.field() == "function") {
      use.is_call = true;
      use.arguments = inside_of(plain_text(parent.child("arguments"), kLongestArguments));
    }
    if (use.is_call || use.is_imported) module_.uses.push_back(std::move(use));
    return true;
  }

  // `a.b, c.d = True, False` and `a = b = c`: a use each, with its value.
  void read_assignment(SyntaxNode first) {
    std::vector<SyntaxNode> lefts;
    SyntaxNode value = first;
    while (value.is("assignment")) {
      lefts.push_back(value.child("left"));
      value = value.child("right");
    }
    if (!value) return;
    const std::vector<SyntaxNode> values = parts_of(value);
    for (const SyntaxNode left : lefts) {
      const std::vector<SyntaxNode> targets = parts_of(left);
      for (std::size_t at = 0; at < targets.size(); ++at) {
        const std::string chain = chain_of(targets[at]);
        if (chain.empty() || chain.starts_with('.')) continue;
        PythonUse use = use_of(chain, first);
        use.is_assigned = true;
        use.value = plain_text(targets.size() == values.size() ? values[at] : value, kLongestArguments);
        module_.uses.push_back(std::move(use));
      }
    }
  }

  static std::vector<SyntaxNode> parts_of(SyntaxNode node) {
    std::vector<SyntaxNode> parts;
    const bool is_list =
        node.is("expression_list") || node.is("pattern_list") || node.is("tuple") || node.is("tuple_pattern");
    if (!is_list) return {node};
    for (const SyntaxNode part : children_of(node)) parts.push_back(part);
    return parts;
  }

  const Syntax& syntax_;
  PythonModule module_;
  std::map<std::string, std::string, std::less<>> names_;  // of imports: local to full
  std::vector<Scope> scopes_;
};

}  // namespace

PythonModule read_python_module(const Syntax& syntax) {
  return ModuleReader(syntax).read();
}

PythonModule read_python_module(std::string_view source) {
  return ModuleReader(Syntax(source)).read();
}

bool is_python_code(std::string_view text) {
  const Syntax syntax(text);
  bool defines = false;
  for (const SyntaxNode statement : children_of(syntax.root())) {
    const SyntaxNode definition =
        statement.is("decorated_definition") ? statement.child("definition") : statement;
    if (!definition.is("function_definition") && !definition.is("class_definition")) continue;
    const std::string_view name = definition.child("name").text();
    const bool makes_config = name.starts_with("get_config") || name.starts_with("config");
    if (definition.is("function_definition") && makes_config) return false;  // ml_collections
    defines = true;
  }
  return defines;
}

}  // namespace expgate::content
