#include <algorithm>
#include <utility>

#include "base/strings.h"
#include "content/configs/python_config.h"
#include "content/python/python_text.h"

namespace expgate::content {

namespace {

using text::Node;

constexpr std::size_t kMostCondition = 60;  // bytes of a condition

// An assignment of what is written out, which cannot fail.
bool is_plain(SyntaxNode statement) {
  if (statement.is("pass_statement")) return true;
  if (!statement.is("expression_statement")) return false;
  const auto is_plain_name = [](SyntaxNode name) {
    const bool is_target = name.field() == "left" && name.parent().is("assignment");
    const bool is_keyword = name.field() == "name" && name.parent().is("keyword_argument");
    return is_target || is_keyword || (name.field() == "function" && name.text() == "dict");
  };
  constexpr std::string_view kKinds[] = {"expression_statement",
                                         "assignment",
                                         "integer",
                                         "float",
                                         "string",
                                         "string_start",
                                         "string_content",
                                         "string_end",
                                         "true",
                                         "false",
                                         "none",
                                         "dictionary",
                                         "pair",
                                         "list",
                                         "tuple",
                                         "argument_list",
                                         "keyword_argument",
                                         "call",
                                         "unary_operator",
                                         "concatenated_string",
                                         "expression_list"};
  SyntaxNode node = statement;
  const SyntaxNode end = statement.after();
  while (node && !(node == end)) {
    const bool is_known = std::find(std::begin(kKinds), std::end(kKinds), node.kind()) != std::end(kKinds);
    if (node.is("identifier") ? !is_plain_name(node) : !is_known) return false;
    node = node.first_child() ? node.first_child() : node.after();
  }
  return true;
}

// Whether what fails above ends here: a handler goes on.
bool swallows(SyntaxNode statement) {
  for (const SyntaxNode part : children_of(statement)) {
    if (!part.is("except_clause") && !part.is("except_group_clause")) continue;
    SyntaxNode last;
    for (const SyntaxNode block : children_of(part))
      if (block.is("block"))
        for (const SyntaxNode each : children_of(block)) last = each;
    if (!last.is("raise_statement")) return true;
  }
  return false;
}

}  // namespace

void PythonConfig::run_try(SyntaxNode statement) {
  const bool goes_on = swallows(statement);
  bool may_fail = false;
  for (const SyntaxNode part : children_of(statement)) {
    if (part.is("block")) {
      for (const SyntaxNode each : children_of(part)) {
        if (error_ || frames_.back().has_left) break;
        if (goes_on && !may_fail && !is_plain(each)) {
          may_fail = true;
          doubts_.push_back(plain_text(each, kMostCondition));
        }
        last_ = each;
        run(each);
      }
    } else if (part.is("else_clause")) {
      run_all(part.child("body"));
    } else if (part.is("finally_clause")) {
      if (may_fail) doubts_.pop_back();
      may_fail = false;
      run_all(part.first_child());
    } else if (may_fail) {
      run_perhaps(part);
    }
  }
  if (may_fail) doubts_.pop_back();
}

void PythonConfig::run_with(SyntaxNode statement) {
  SyntaxNode head;
  for (const SyntaxNode part : children_of(statement))
    if (part.is("with_clause")) head = part;
  const std::string words = plain_text(head, kMostCondition);
  std::optional<Place> unlocked;
  for (std::size_t at = head.number(); head && at < statement.child("body").number(); ++at) {
    const SyntaxNode node = syntax_.node(at);
    if (node.is("as_pattern_target"))
      give(node.first_child(), computed_value(node.location(), words), node.location());
    if (node.is("attribute") && node.child("attribute").text() == "unlocked")
      unlocked = place_of(node.child("object"));
  }
  scan(head);
  Node* const locked = unlocked ? find(*unlocked) : nullptr;
  const bool is_locked = locked != nullptr && objects_.object(*locked).tag == kLocked;
  if (is_locked) objects_.object(*locked).tag = "?";
  const bool may_stop = words.find("suppress") != std::string::npos;
  if (may_stop) doubts_.push_back(words);
  run_all(statement.child("body"));
  if (may_stop) doubts_.pop_back();
  Node* const again = is_locked ? find(*unlocked) : nullptr;
  if (again != nullptr) objects_.object(*again).tag = std::string(kLocked);
}

// A loop over what is in a list changes that under the name of the loop.
void PythonConfig::run_loop(SyntaxNode statement) {
  scan(statement.child("right"));
  const std::string_view text = statement.text();
  const std::string words(text.substr(0, std::min<std::size_t>(text.find(':'), kMostCondition)));
  Node each = open_mapping(statement.location(), words);
  const Node name = objects_.alias(each);
  std::vector<std::string> outer;  // what is bound here is that object, come what may
  outer.swap(doubts_);
  give(statement.child("left"), name, statement.location());
  outer.swap(doubts_);
  doubts_.push_back(words);
  for (const SyntaxNode part : children_of(statement)) {
    if (part.is("block")) run_all(part);
    if (part.is("else_clause")) run_all(part.child("body"));
  }
  doubts_.pop_back();
  const Node& object = objects_.object(each);
  const bool is_changed = object.tag != kOpen || !object.entries.empty() || object.scalar != words;
  if (is_changed) taint_names_in(statement.child("right"), statement.child("left"));
}

// All blocks within it, whose running is not known.
void PythonConfig::run_perhaps(SyntaxNode statement) {
  const std::string_view text = statement.text();
  for (const SyntaxNode part : children_of(statement)) scan(part);
  doubts_.emplace_back(text.substr(0, std::min<std::size_t>(text.find(':'), kMostCondition)));
  const std::size_t end = statement.after() ? statement.after().number() : syntax_.size();
  for (std::size_t number = statement.number() + 1; number < end;) {
    const SyntaxNode node = syntax_.node(number);
    const bool is_block = node.is("block");
    if (is_block) run_all(node);
    const bool is_name = node.is("identifier") && node.field() != "subject" &&
                         (node.parent().is("as_pattern_target") || statement.is("match_statement"));
    if (is_name && find({{std::string(node.text())}}) != nullptr)
      bind(std::string(node.text()), node.location(), computed_value(node.location(), doubts_.back()));
    number = is_block ? (node.after() ? node.after().number() : syntax_.size()) : number + 1;
  }
  doubts_.pop_back();
}

void PythonConfig::run_if(SyntaxNode statement) {
  scan(statement.child("condition"));
  Runs rest = run_branch(statement.child("condition"), statement.child("consequence"), Runs::yes);
  for (const SyntaxNode part : children_of(statement)) {
    if (rest == Runs::no) return;
    if (part.is("elif_clause")) {
      scan(part.child("condition"));
      rest = run_branch(part.child("condition"), part.child("consequence"), rest);
    }
    if (!part.is("else_clause")) continue;
    if (rest == Runs::perhaps)
      doubts_.push_back("not " + plain_text(statement.child("condition"), kMostCondition));
    run_all(part.child("body"));
    if (rest == Runs::perhaps) doubts_.pop_back();
  }
}

// Runs a branch that is reached so; whether what stands behind it is reached.
PythonConfig::Runs PythonConfig::run_branch(SyntaxNode condition, SyntaxNode body, Runs reached) {
  const Runs holds = truth_of(condition);
  if (holds == Runs::no) return reached;
  const bool is_certain = holds == Runs::yes && reached == Runs::yes;
  if (!is_certain) doubts_.push_back(plain_text(condition, kMostCondition));
  run_all(body);
  if (!is_certain) doubts_.pop_back();
  return holds == Runs::yes ? Runs::no : Runs::perhaps;
}

PythonConfig::Runs PythonConfig::truth_of(SyntaxNode condition) {
  while (condition.is("parenthesized_expression")) condition = condition.first_child();
  if (condition.is("not_operator")) {
    const Runs inner = truth_of(condition.child("argument"));
    return inner == Runs::yes ? Runs::no : inner == Runs::no ? Runs::yes : inner;
  }
  const std::string_view text = condition.text();
  if (text == "TYPE_CHECKING" || text.ends_with(".TYPE_CHECKING")) return Runs::no;
  if (text.starts_with("__name__ ==")) return Runs::no;  // a config is loaded, not run
  const bool is_simple = condition.is("true") || condition.is("false") || condition.is("none") ||
                         condition.is("integer") || condition.is("identifier");
  if (!is_simple) return Runs::perhaps;
  const Node value = values_.value(condition);
  if (value.is_null() || value.scalar == "False") return Runs::no;
  if (value.tag != "?" || value.scalar.starts_with("${")) return Runs::perhaps;
  if (value.scalar == "True") return Runs::yes;
  if (!is_integer(value)) return Runs::perhaps;
  return value.scalar.find_first_of("123456789") == std::string::npos ? Runs::no : Runs::yes;
}

}  // namespace expgate::content
