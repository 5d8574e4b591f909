#include "content/configs/python_config.h"

#include <algorithm>
#include <utility>

#include "base/strings.h"
#include "content/python/python_text.h"

namespace expgate::content {

namespace {

using text::Node;

constexpr std::size_t kMostTargets = 4;  // of one assignment: each gets a copy
constexpr std::size_t kMostPythonSteps = 2'000'000;
constexpr std::size_t kMostWords = 60;  // bytes of a condition

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

bool has_wildcard(SyntaxNode statement) {
  for (const SyntaxNode part : children_of(statement))
    if (part.is("wildcard_import")) return true;
  return false;
}

}  // namespace

PythonConfig::PythonConfig(const Syntax& syntax)
    : syntax_(syntax),
      values_(
          objects_, syntax.source(),
          [this](const PythonPath& path, SyntaxNode at) { return named(path, at); },
          [this](SyntaxNode call) { return called(call); }),
      inner_{Node::Kind::mapping, {1, 1}, "?", {}, {}, {}},
      bases_{Node::Kind::sequence, {1, 1}, "?", {}, {}, {}} {
  const auto has = [&](std::string_view word) {
    return syntax.source().find(word) != std::string_view::npos;
  };
  is_strict_ = !has("__main__") && !has("argparse");
  is_deep_ = has("ml_collections");
}

Document PythonConfig::read() {
  frames_.emplace_back();
  run_all(syntax_.root());
  write_out_names();
  run_functions();
  if (error_) return tl::unexpected(*std::move(error_));
  return finished();
}

void PythonConfig::run_all(SyntaxNode block) {
  for (const SyntaxNode statement : children_of(block)) {
    const bool is_too_much =
        values_.count() > kMostNodes || objects_.work() > kMostNodes || ++steps_ > kMostPythonSteps;
    if (is_too_much && !error_) error_ = ParseError{statement.location(), tr("too many values")};
    if (error_ || frames_.back().has_left) return;
    last_ = statement;
    run(statement);
  }
}

void PythonConfig::run(SyntaxNode statement) {
  const std::string_view kind = statement.kind();
  if (kind == "expression_statement") return run_expression(statement.first_child());
  if (kind == "import_statement" || kind == "import_from_statement") return run_import(statement);
  if (kind == "delete_statement") return run_delete(statement.first_child());
  if (kind == "return_statement") return run_return(statement);
  if (kind == "raise_statement") return run_end(statement);
  if (kind == "if_statement") return run_if(statement);
  if (kind == "decorated_definition") return run_decorated(statement);
  if (kind == "class_definition") return run_class(statement);
  if (kind == "with_statement") return run_with(statement);
  if (kind == "try_statement") return run_try(statement);
  if (kind == "for_statement") return run_loop(statement);
  if (kind == "while_statement" || kind == "match_statement") return run_perhaps(statement);
  if (kind == "case_clause") return run_all(statement.child("consequence"));
  if (kind == "function_definition") return define(statement);
  if (kind == "global_statement") {
    for (const SyntaxNode name : children_of(statement)) frames_.back().globals.emplace(name.text());
  } else {
    scan(statement);
  }
}

void PythonConfig::define(SyntaxNode function) {
  const std::string name(function.child("name").text());
  scan(function.child("parameters"));
  if (find({{name}}) != nullptr) bind_unknown(name, function.child("name"));
  if (is_in_doubt() || (frames_.size() > 1 && functions_.contains(name))) return;
  functions_[name] = function;
}

void PythonConfig::run_decorated(SyntaxNode statement) {
  for (const SyntaxNode part : children_of(statement)) {
    if (!part.is("decorator")) continue;
    scan(part);
    const auto known = functions_.find(std::string(part.first_child().text()));
    if (known != functions_.end())
      run_function(known->second, Node{Node::Kind::mapping, {}, std::string(kOpen), {}, {}, {}});
  }
  run(statement.child("definition"));
}

void PythonConfig::run_import(SyntaxNode statement) {
  if (auto file = imported_file(statement)) return take_base(statement, *std::move(file));
  if (has_wildcard(statement)) return taint_all(statement);
  for (const SyntaxNode part : children_of(statement)) {
    if (part.field() != "name") continue;
    const std::string_view full = part.is("aliased_import") ? part.child("alias").text() : part.text();
    bind_unknown(std::string(full.substr(0, full.find('.'))), part);
  }
}

void PythonConfig::take_base(SyntaxNode statement, Node file) {
  if (frames_.size() > 1) return;
  if (is_in_doubt()) return taint_all(statement);
  Node& names = frames_.front().names;
  if (file.items.empty()) taint_all(statement);
  for (const Node& name : file.items) {
    std::erase_if(names.entries, [&](const Node::Entry& entry) { return entry.first.scalar == name.tag; });
    bound_.erase(name.tag);
  }
  bases_.items.push_back(std::move(file));
  objects_.inherit();
}

void PythonConfig::run_class(SyntaxNode definition) {
  const std::string name(definition.child("name").text());
  scan(definition.child("superclasses"));
  if (find({{name}}) != nullptr) bind_unknown(name, definition.child("name"));
  frames_.emplace_back().definition = definition;
  frames_.back().doubts = doubts_.size();
  for (const SyntaxNode statement : children_of(definition.child("body"))) {
    const bool is_method = statement.is("function_definition") && !error_;
    if (is_method) {
      run_function(statement, Node{Node::Kind::mapping, {}, std::string(kOpen), {}, {}, {}});
    } else if (!error_) {
      run(statement);
    }
  }
  Frame frame = std::move(frames_.back());
  frames_.pop_back();
  sources_[name] = definition.child("body");
  for (auto& [key, value] : frame.names.entries) keep_inner(key.scalar, kInner, key.mark, std::move(value));
}

void PythonConfig::run_expression(SyntaxNode expression) {
  scan(expression);
  if (expression.is("assignment")) return run_assignment(expression);
  if (expression.is("augmented_assignment")) return run_augmented(expression);
  const std::string name = expression.is("call") ? chain_of(expression.child("function")) : "";
  if (expression.is("call")) values_.value(expression);
  if (name == "exit" || name == "quit" || name == "sys.exit" || name == "os._exit") run_end(expression);
}

void PythonConfig::run_assignment(SyntaxNode expression) {
  std::vector<SyntaxNode> targets;
  SyntaxNode right = expression;
  while (right.is("assignment")) {
    targets.push_back(right.child("left"));
    right = right.child("right");
  }
  if (!right || targets.size() > kMostTargets) return;
  Node value = values_.value(right);
  const bool is_known = objects_.object(value).tag != kComputed;
  for (const SyntaxNode target : targets) {
    if (target.is("identifier")) {
      sources_.erase(std::string(target.text()));
      if (!is_known) sources_[std::string(target.text())] = right;
    }
    give(target, targets.size() == 1 ? value : objects_.alias(value), expression.location());
  }
}

// Gives a target its value; several names get the items of it.
void PythonConfig::give(SyntaxNode target, Node value, const text::Location& at) {
  if (target.is("pattern_list") || target.is("tuple_pattern") || target.is("list_pattern")) {
    Node& from = objects_.object(value);
    std::size_t count = 0;
    bool has_star = false;
    for (const SyntaxNode part : children_of(target)) {
      has_star = has_star || part.is("list_splat_pattern");
      ++count;
    }
    const bool fits = from.is_sequence() && from.items.size() == count && !has_star;
    std::size_t item = 0;
    for (const SyntaxNode part : children_of(target)) {
      const SyntaxNode name = part.is("list_splat_pattern") ? part.first_child() : part;
      if (!fits && name.is("identifier")) sources_[std::string(name.text())] = target.parent();
      give(part,
           fits ? objects_.alias(from.items[item]) : computed_value(at, plain_text(target.parent(), 100)),
           at);
      ++item;
    }
    return;
  }
  if (target.is("list_splat_pattern")) return give(target.first_child(), std::move(value), at);
  const auto place = place_of(target);
  if (!place) return taint_names_in(target, target.parent());
  if (!place->is_exact) return taint(*place, target.parent());
  if (place->path.size() > 1) taint_source_of(*place, target);
  put(*place, at, std::move(value));
}

// `seed -= 43`, `randomness |= dict(seed=None)`
void PythonConfig::run_augmented(SyntaxNode expression) {
  const auto place = place_of(expression.child("left"));
  if (!place || !place->is_exact) {
    if (place) taint(*place, expression);
    return;
  }
  const std::string_view sign = expression.child("operator").text();
  Node right = values_.value(expression.child("right"));
  Node* const before = find(*place);
  const bool is_mapping = objects_.object(right).is_mapping();
  if (sign == "|=" && (is_mapping || before == nullptr || objects_.object(*before).is_mapping())) {
    if (!is_mapping || objects_.object(right).tag == kOpen) taint(*place, expression);
    return lay_over(*place, right, false, 0);
  }
  if (before == nullptr && bases_.items.empty()) return;
  Node result = computed_value(expression.location(), plain_text(expression, 100));
  const auto sum = before == nullptr ? std::nullopt : combined(*before, sign, right);
  if (sum) result = {Node::Kind::scalar, expression.location(), "?", std::to_string(*sum), {}, {}};
  put(*place, expression.location(), std::move(result));
}

void PythonConfig::run_delete(SyntaxNode target) {
  const bool is_list = target.is("expression_list") || target.is("tuple") || target.is("list");
  if (is_list) {
    for (const SyntaxNode part : children_of(target)) run_delete(part);
    return;
  }
  const auto place = place_of(target);
  if (!place) return taint_names_in(target, target.parent());
  if (!place->is_exact) return taint(*place, target.parent());
  drop(*place, target);
}

// What comes behind `return` is not reached; behind one that may run, it may not be.
void PythonConfig::run_return(SyntaxNode statement) {
  if (frames_.size() == 1) return;
  scan(statement);
  SyntaxNode what = statement.first_child();
  while (what.is("parenthesized_expression")) what = what.first_child();
  Node value = what ? values_.value(what) : Node{Node::Kind::null, statement.location(), "?", "None", {}, {}};
  Frame& frame = frames_.back();
  if (!frame.returned) {
    frame.returned = std::move(value);
    frame.returned_name = what.is("identifier") ? std::string(what.text()) : "";
    frame.returned_at = statement.location();
  } else {
    frame.returned =
        objects_.either(*std::move(frame.returned), std::move(value), plain_text(statement, kMostWords));
  }
  if (doubts_.size() <= frame.doubts) {
    frame.has_left = true;
  } else if (frame.late.empty()) {
    frame.late = "not " + doubts_.back();
  }
}

// A config that ends itself is not loaded. What may end it does not: otherwise there is no run.
void PythonConfig::run_end(SyntaxNode statement) {
  if (is_in_doubt()) return;
  if (frames_.size() > 1) {
    frames_.back().has_left = true;
    frames_.back().returned = computed_value(statement.location(), plain_text(statement, kMostWords));
    return;
  }
  error_ = ParseError{statement.location(),
                      tr("loading it ends here: `{line}`", {{"line", plain_text(statement, kMostWords)}})};
}

}  // namespace expgate::content
