#include "content/python/statement_order.h"

#include <algorithm>
#include <iterator>

#include "base/strings.h"

namespace expgate::content {

namespace {

constexpr std::size_t kLongestCondition = 2000;  // bytes that are looked through

bool is_any_of(SyntaxNode node, std::initializer_list<std::string_view> kinds) {
  return std::find(kinds.begin(), kinds.end(), node.kind()) != kinds.end();
}

bool is_comprehension(SyntaxNode node) {
  return is_any_of(
      node, {"list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"});
}

bool is_loop(SyntaxNode node) {
  return is_any_of(node, {"for_statement", "while_statement"});
}

// `if __name__ == "__main__":`
bool is_script_guard(SyntaxNode condition) {
  return condition.text().find("__name__") != std::string_view::npos;
}

// Whether a part of a node may be left out when the node is run.
bool is_optional(SyntaxNode node, SyntaxNode part) {
  const std::string_view field = part.field();
  if (node.is("if_statement") || node.is("elif_clause")) {
    const SyntaxNode condition = node.child("condition");
    if (field == "consequence") return !is_script_guard(condition) && !is_always_true(condition);
    return field == "alternative";
  }
  if (node.is("while_statement")) return field == "body" && !is_always_true(node.child("condition"));
  if (node.is("for_statement")) return field == "body" || field == "alternative";
  if (node.is("boolean_operator")) return field == "right";
  if (node.is("conditional_expression")) return part != node.first_child().next();
  return is_any_of(node, {"except_clause", "except_group_clause", "case_clause", "lambda"}) ||
         is_comprehension(node);
}

// Whether two parts of a node are never run one after the other.
bool are_branches(SyntaxNode node, SyntaxNode one, SyntaxNode other) {
  if (node.is("if_statement") || node.is("elif_clause"))
    return one.field() != "condition" && other.field() != "condition" && one != other;
  if (node.is("conditional_expression")) {
    const SyntaxNode condition = node.first_child().next();
    return one != condition && other != condition && one != other;
  }
  if (node.is("match_statement") || node.is("block")) return one.is("case_clause") && other.is("case_clause");
  return node.is("try_statement") && is_any_of(one, {"except_clause", "except_group_clause"}) &&
         is_any_of(other, {"except_clause", "except_group_clause", "else_clause"});
}

SyntaxNode part_with(SyntaxNode node, SyntaxNode inner) {
  while (inner && inner.parent() != node) inner = inner.parent();
  return inner;
}

bool is_in_loop(SyntaxNode node) {
  for (SyntaxNode outer = node.parent(); outer && !node.is("function_definition"); outer = node.parent()) {
    if (is_loop(outer) && node.field() == "body") return true;
    node = outer;
  }
  return false;
}

bool is_own_scope(SyntaxNode node) {
  return node.is("function_definition") || node.is("lambda");
}

// Where the ways of two nodes meet.
struct Meeting {
  SyntaxNode node;  // that both stand in; no node: the end of the function
  SyntaxNode first;
  SyntaxNode then;
  bool is_optional = false;  // `first` may be left out where `node` is run
  bool is_inside = false;    // `first` is of a comprehension in which `then` is not
};

Meeting meeting_of(SyntaxNode first, SyntaxNode then) {
  Meeting meeting;
  SyntaxNode part = first;
  SyntaxNode node = first.parent();
  while (node && !(then && contains(node, then)) && !(!then && is_own_scope(node))) {
    meeting.is_inside = meeting.is_inside || (is_comprehension(node) && part.is("for_in_clause"));
    meeting.is_optional = meeting.is_optional || is_optional(node, part);
    part = node;
    node = node.parent();
  }
  meeting.first = part;
  if (!then) return meeting;
  meeting.node = node;
  meeting.then = part_with(node, then);
  return meeting;
}

}  // namespace

bool contains(SyntaxNode outer, SyntaxNode inner) {
  return outer.number() <= inner.number() && outer.begin() <= inner.begin() && inner.end() <= outer.end();
}

Done done_before(SyntaxNode first, SyntaxNode then) {
  if (then && contains(first, then)) return is_in_loop(first) ? Done::sometimes : Done::never;
  const Meeting meeting = meeting_of(first, then);
  if (meeting.is_inside) return Done::never;
  if (!then) return meeting.is_optional ? Done::sometimes : Done::always;
  const SyntaxNode node = meeting.node;
  if (!node) return Done::sometimes;
  if (is_comprehension(node) && meeting.first.is("for_in_clause")) return Done::always;
  if (are_branches(node, meeting.first, meeting.then)) return Done::never;
  const bool is_item = node.is("for_statement") && meeting.first.field() == "left";
  const bool is_behind = is_item ? meeting.then.field() != "right" : first.end() <= then.begin();
  if (!is_behind) return is_in_loop(node) ? Done::sometimes : Done::never;
  const bool may_fail = node.is("try_statement") && meeting.then.is("except_clause");
  return meeting.is_optional || may_fail ? Done::sometimes : Done::always;
}

bool is_on_condition(SyntaxNode first, SyntaxNode then, std::string_view name) {
  SyntaxNode part = first;
  for (SyntaxNode node = first.parent(); node && !is_own_scope(node); node = node.parent()) {
    if (then && contains(node, then)) return false;
    const SyntaxNode condition = node.child("condition");
    const bool is_known = !condition || is_about(condition, name) || is_about(condition, "conf") ||
                          is_about(condition, "cfg") || is_about(condition, "yaml") ||
                          is_about(condition, "yml") || is_about(condition, "json");
    if (!node.is("while_statement") && is_optional(node, part) && !is_known) return true;
    part = node;
  }
  return false;
}

bool is_about(SyntaxNode condition, std::string_view name) {
  const std::string text = ascii_lower(condition.text().substr(0, kLongestCondition));
  return text.find(ascii_lower(name)) != std::string::npos;
}

bool is_done_with(SyntaxNode node, SyntaxNode other) {
  const Meeting meeting = meeting_of(node, other);
  return meeting.node && !meeting.is_optional && !are_branches(meeting.node, meeting.first, meeting.then);
}

bool is_fallback(SyntaxNode first, SyntaxNode then, std::string_view name) {
  SyntaxNode part = first;
  for (SyntaxNode node = first.parent(); node && !is_own_scope(node); node = node.parent()) {
    if (then && contains(node, then)) return false;
    if (is_optional(node, part)) {
      const SyntaxNode condition = node.is("conditional_expression") ? node.first_child().next()
                                   : node.is("boolean_operator")     ? node.child("left")
                                                                     : node.child("condition");
      if (node.is("except_clause") || (condition && is_about(condition, name))) return true;
    }
    part = node;
  }
  return false;
}

SyntaxNode doer_of(SyntaxNode target) {
  for (SyntaxNode node = target.parent(); node; node = node.parent()) {
    if (is_any_of(node, {"assignment", "augmented_assignment", "named_expression", "for_in_clause",
                         "as_pattern", "call"}))
      return node;
    if (node.is("for_statement")) return node.child("left");
    if (is_any_of(node, {"block", "module"})) break;
  }
  return target;
}

bool is_never_true(SyntaxNode condition) {
  if (condition.is("parenthesized_expression")) return is_never_true(condition.first_child());
  if (condition.is("not_operator")) return is_always_true(condition.child("argument"));
  return condition.is("false") || condition.is("none") || condition.text() == "0" ||
         condition.text() == "TYPE_CHECKING" || condition.text().ends_with("typing.TYPE_CHECKING");
}

bool is_always_true(SyntaxNode condition) {
  if (condition.is("parenthesized_expression")) return is_always_true(condition.first_child());
  if (condition.is("not_operator")) return is_never_true(condition.child("argument"));
  return condition.is("true") || condition.text() == "1";
}

bool leaves_block(SyntaxNode statement) {
  if (is_any_of(statement, {"return_statement", "raise_statement", "break_statement", "continue_statement"}))
    return true;
  if (!statement.is("expression_statement")) return false;
  const SyntaxNode call = statement.first_child();
  if (!call.is("call")) return false;
  const std::string_view name = call.child("function").text();
  return name == "exit" || name == "quit" || name == "sys.exit" || name == "os._exit";
}

}  // namespace expgate::content
