#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/strings.h"
#include "content/configs/document_formats.h"
#include "content/configs/python_values.h"
#include "content/python/python_text.h"

namespace expgate::content {

namespace {

using text::Node;
using Path = PythonPath;

constexpr std::size_t kMostAssignments = 5000;  // each looks for its name among the others
constexpr std::size_t kMostTargets = 4;         // of one assignment: each gets a copy
constexpr std::string_view kReturn = "return";

// A value of which a later line that may or may not run leaves at least a good one.
bool is_settled(const Node& node) {
  return is_integer(node) || node.is_mapping() || (node.is_sequence() && !node.items.empty());
}

// The file that `from ..base import *` reads, with the names that are taken over as its items: none means
// all; the tag of each is the name that it has here. Nothing: it is of another package.
std::optional<Node> imported_file(SyntaxNode statement) {
  const SyntaxNode from = statement.child("module_name");
  if (!from.is("relative_import")) return std::nullopt;
  const std::string module = without_blanks(from.text());
  const std::size_t dots = module.find_first_not_of('.');
  if (dots == std::string::npos) return std::nullopt;
  Node file{Node::Kind::scalar, statement.location(), "!", "", {}, {}};
  for (std::size_t up = 1; up < dots; ++up) file.scalar += "../";
  for (const char c : module.substr(dots)) file.scalar += c == '.' ? '/' : c;
  file.scalar += ".py";
  bool takes_all = false;
  for (const SyntaxNode part : children_of(statement)) {
    takes_all = takes_all || part.is("wildcard_import");
    const bool has_alias = part.is("aliased_import");
    if (part.field() != "name") continue;
    const std::string name(has_alias ? part.child("name").text() : part.text());
    const std::string here(has_alias ? part.child("alias").text() : part.text());
    file.items.push_back({Node::Kind::scalar, part.location(), here, name, {}, {}});
  }
  if (takes_all) file.items.clear();
  return takes_all || !file.items.empty() ? std::optional(std::move(file)) : std::nullopt;
}

// Goes over the statements of a config in their order, as Python would.
class PythonConfig {
 public:
  explicit PythonConfig(const Syntax& syntax)
      : syntax_(syntax), values_([this](const Path& path) { return known(path); }) {}

  Document read() {
    run_all(syntax_.root());
    if (error_) return tl::unexpected(*std::move(error_));
    if (values_.count() > kMostNodes)
      return tl::unexpected(ParseError{last_.location(), tr("too many values")});
    if (!bases_.items.empty() && root_.find("_base_") == nullptr)
      assign_path(root_, {"_base_"}, {1, 1}, std::move(bases_));
    return std::move(root_);
  }

 private:
  enum class Runs { yes, no, perhaps };

  void run_all(SyntaxNode block) {
    for (const SyntaxNode statement : children_of(block)) {
      if (error_ || values_.count() > kMostNodes) return;
      last_ = statement;
      run(statement);
    }
  }

  void run(SyntaxNode statement) {
    const std::string_view kind = statement.kind();
    if (kind == "expression_statement") return run_expression(statement.first_child());
    if (kind == "import_from_statement") return take_base(statement);
    if (kind == "delete_statement") return run_delete(statement.first_child());
    if (kind == "return_statement") return run_return(statement);
    if (kind == "if_statement") return run_if(statement);
    if (kind == "decorated_definition") return run(statement.child("definition"));
    if (kind == "class_definition") return run_all(statement.child("body"));
    if (kind == "function_definition") return run_function(statement);
    if (kind == "with_statement") return run_all(statement.child("body"));
    if (kind == "try_statement") return run_try(statement);
    if (kind == "for_statement" || kind == "while_statement" || kind == "match_statement")
      return run_perhaps(statement);
  }

  void run_function(SyntaxNode function) {
    std::vector<Node::Entry> outer = locals_.entries;
    const bool was_inside = std::exchange(is_inside_, true);
    run_all(function.child("body"));
    is_inside_ = was_inside;
    locals_.entries = std::move(outer);
  }

  void run_try(SyntaxNode statement) {
    for (const SyntaxNode part : children_of(statement)) {
      if (part.is("block")) run_all(part);
      if (part.is("else_clause")) run_all(part.child("body"));
      if (part.is("finally_clause")) run_all(part.first_child());
      if (part.is("except_clause") || part.is("except_group_clause")) run_perhaps(part);
    }
  }

  // All blocks within it, whose running is not known.
  void run_perhaps(SyntaxNode statement) {
    const std::string_view text = statement.text();
    doubts_.emplace_back(text.substr(0, std::min<std::size_t>(text.find(':'), 60)));
    const std::size_t end = statement.after() ? statement.after().number() : syntax_.size();
    for (std::size_t number = statement.number() + 1; number < end;) {
      const SyntaxNode node = syntax_.node(number);
      if (node.is("block")) run_all(node);
      number = node.is("block") ? (node.after() ? node.after().number() : syntax_.size()) : number + 1;
    }
    doubts_.pop_back();
  }

  void run_if(SyntaxNode statement) {
    Runs rest = run_branch(statement.child("condition"), statement.child("consequence"), Runs::yes);
    for (const SyntaxNode part : children_of(statement)) {
      if (rest == Runs::no) return;
      if (part.is("elif_clause")) rest = run_branch(part.child("condition"), part.child("consequence"), rest);
      if (!part.is("else_clause")) continue;
      if (rest == Runs::perhaps) doubts_.push_back("not " + plain_text(statement.child("condition"), 60));
      run_all(part.child("body"));
      if (rest == Runs::perhaps) doubts_.pop_back();
    }
  }

  // Runs a branch that is reached so; whether what stands behind it is reached.
  Runs run_branch(SyntaxNode condition, SyntaxNode body, Runs reached) {
    const Runs holds = truth_of(condition);
    if (holds == Runs::no) return reached;
    const bool is_certain = holds == Runs::yes && reached == Runs::yes;
    if (!is_certain) doubts_.push_back(plain_text(condition, 60));
    run_all(body);
    if (!is_certain) doubts_.pop_back();
    return holds == Runs::yes ? Runs::no : Runs::perhaps;
  }

  Runs truth_of(SyntaxNode condition) {
    while (condition.is("parenthesized_expression")) condition = condition.first_child();
    if (condition.is("not_operator")) {
      const Runs inner = truth_of(condition.child("argument"));
      return inner == Runs::yes ? Runs::no : inner == Runs::no ? Runs::yes : inner;
    }
    const std::string_view text = condition.text();
    if (text == "TYPE_CHECKING" || text.ends_with(".TYPE_CHECKING")) return Runs::no;
    const Node value = condition.is("true") || condition.is("false") || condition.is("none") ||
                               condition.is("integer") || condition.is("identifier")
                           ? values_.value(condition)
                           : Node{Node::Kind::scalar, {}, std::string(kComputed), {}, {}, {}};
    if (value.is_null() || value.scalar == "False") return Runs::no;
    if (value.tag != "?" || value.scalar.starts_with("${")) return Runs::perhaps;
    if (value.scalar == "True") return Runs::yes;
    if (!is_integer(value)) return Runs::perhaps;
    return value.scalar.find_first_of("123456789") == std::string::npos ? Runs::no : Runs::yes;
  }

  // What a name stands for when it is read: later lines may give it something else.
  const Node* known(const Path& path) {
    const Node* const own = is_inside_ ? find_path(locals_, path) : nullptr;
    return own == nullptr ? find_path(root_, path) : own;
  }

  void run_expression(SyntaxNode expression) {
    if (expression.is("assignment")) return run_assignment(expression);
    if (expression.is("augmented_assignment")) return run_augmented(expression);
    if (expression.is("call")) run_call(expression);
  }

  void run_assignment(SyntaxNode expression) {
    std::vector<SyntaxNode> targets;
    SyntaxNode right = expression;
    while (right.is("assignment")) {
      targets.push_back(right.child("left"));
      right = right.child("right");
    }
    if (!right || targets.size() > kMostTargets) return;
    const Node value = values_.value(right);
    for (const SyntaxNode target : targets) give(target, value, expression.location());
  }

  // Gives a target its value; several names get the items of it.
  void give(SyntaxNode target, const Node& value, const text::Location& at) {
    const bool is_list = target.is("pattern_list") || target.is("tuple_pattern") || target.is("list_pattern");
    if (!is_list) {
      if (const auto path = path_of(target)) put(*path, at, value);
      return;
    }
    std::size_t item = 0;
    for (const SyntaxNode part : children_of(target)) {
      const bool is_there = value.is_sequence() && item < value.items.size();
      give(part, is_there ? value.items[item] : computed_value(at, plain_text(target.parent(), 100)), at);
      ++item;
    }
  }

  void put(const Path& path, const text::Location& at, Node value) {
    if (path.size() >= static_cast<std::size_t>(kMostDepth) / 2) return;
    if (++assignments_ > kMostAssignments) {
      error_ = ParseError{at, tr("more than {limit} assignments", {{"limit", kMostAssignments}})};
      return;
    }
    // A name of a function is its own; what is put into a mapping of that name comes to be the config's.
    const bool is_local =
        is_inside_ && path.size() == 1 && !value.is_mapping() && find_path(root_, {path[0]}) == nullptr;
    Node& into = is_local ? locals_ : root_;
    if (!doubts_.empty()) {
      const Node* const before = find_path(into, path);
      if (before != nullptr && is_settled(*before) && is_settled(value)) return;
      value = computed_value(at, words_of(value) + " if " + doubts_.back());
    }
    assign_path(into, path, at, std::move(value));
  }

  static std::string words_of(const Node& value) {
    if (value.is_mapping()) return "{…}";
    return value.is_sequence() ? "[…]" : value.scalar;
  }

  // `seed -= 43`
  void run_augmented(SyntaxNode expression) {
    const auto path = path_of(expression.child("left"));
    Node* const before = path ? find_path(root_, *path) : nullptr;
    if (before == nullptr) return;
    const Node right = values_.value(expression.child("right"));
    Node result = computed_value(expression.location(), plain_text(expression, 100));
    const std::string_view sign = expression.child("operator").text();
    if (const auto sum = combined(*before, sign, right))
      result = {Node::Kind::scalar, expression.location(), "?", std::to_string(*sum), {}, {}};
    put(*path, expression.location(), std::move(result));
  }

  // `randomness.update(seed=42)`, `cfg.pop("seed")`
  void run_call(SyntaxNode call) {
    const SyntaxNode function = call.child("function");
    const auto path = function.is("attribute") ? path_of(function) : std::nullopt;
    if (!path || path->size() < 2) return;
    const Path owner(path->begin(), path->end() - 1);
    if (path->back() == "pop") {
      const SyntaxNode key = call.child("arguments").first_child();
      if (const auto name = string_of(key)) drop(joined(owner, *name), call);
    } else if (path->back() == "update") {
      Node arguments = values_.arguments(call);
      for (Node& item : arguments.items)
        for (auto& [key, value] : item.entries) put(joined(owner, key.scalar), key.mark, std::move(value));
      for (auto& [key, value] : arguments.entries) put(joined(owner, key.scalar), key.mark, std::move(value));
    }
  }

  static Path joined(Path path, std::string name) {
    path.push_back(std::move(name));
    return path;
  }

  void run_delete(SyntaxNode target) {
    if (const auto path = path_of(target)) return drop(*path, target);
    for (const SyntaxNode part : children_of(target))
      if (const auto path = path_of(part)) drop(*path, part);
  }

  void drop(const Path& path, SyntaxNode statement) {
    if (find_path(root_, path) == nullptr) return;
    if (doubts_.empty()) return remove_path(root_, path);
    assign_path(root_, path, statement.location(),
                computed_value(statement.location(), plain_text(statement, 60) + " if " + doubts_.back()));
  }

  // `return dict(seed=42)` of a get_config(), as if a name of that word were assigned to.
  void run_return(SyntaxNode statement) {
    if (!is_inside_ || !statement.first_child()) return;
    Node value = values_.value(statement.first_child());
    const bool is_name = statement.first_child().is("identifier");
    if (value.is_mapping() && !is_name) put({std::string(kReturn)}, statement.location(), std::move(value));
  }

  void take_base(SyntaxNode statement) {
    if (is_inside_) return;
    if (auto file = imported_file(statement)) bases_.items.push_back(*std::move(file));
  }

  const Syntax& syntax_;
  PythonValues values_;
  Node root_{Node::Kind::mapping, {1, 1}, "?", {}, {}, {}};
  Node locals_{Node::Kind::mapping, {1, 1}, "?", {}, {}, {}};  // of the function that is read
  Node bases_{Node::Kind::sequence, {1, 1}, "?", {}, {}, {}};
  std::vector<std::string> doubts_;  // conditions that are not known here
  std::optional<ParseError> error_;
  SyntaxNode last_;
  std::size_t assignments_ = 0;
  bool is_inside_ = false;  // of a function
};

}  // namespace

Document read_python(std::string_view text) {
  const Syntax syntax(text);
  if (syntax.error()) return tl::unexpected(*syntax.error());
  return PythonConfig(syntax).read();
}

}  // namespace expgate::content
