#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/strings.h"
#include "content/configs/python_arguments.h"
#include "content/configs/python_values.h"
#include "content/configs/seed_lines.h"
#include "content/python/python_module.h"
#include "content/python/python_text.h"
#include "content/python/syntax.h"

namespace expgate::content {

namespace {

constexpr std::size_t kLongestPythonLine = 200;  // bytes; nobody wants to see a longer one
constexpr std::size_t kMostEdits = 16;           // that are tried

LineEdit python_line(std::size_t at, std::string text) {
  return {static_cast<int>(at) + 1, "", std::move(text)};
}

std::string_view last_of(std::string_view key) {
  return key.empty() ? "seed" : key.substr(key.rfind('.') + 1);
}

// An edit of the bytes from `begin` to `end`, if they are in one line.
void add_splice(const Syntax& syntax, std::size_t begin, std::size_t end, std::string_view text,
                std::vector<LineEdit>& edits) {
  const std::string_view source = syntax.source();
  const std::size_t first = begin == 0 ? 0 : source.rfind('\n', begin - 1) + 1;
  std::size_t last = std::min(source.find('\n', begin), source.size());
  if (end > last || last - first > kLongestPythonLine || edits.size() >= kMostEdits) return;
  if (last > first && source[last - 1] == '\r') --last;
  const std::string old(source.substr(first, last - first));
  std::string changed(source.substr(first, begin - first));
  changed.append(text).append(source.substr(end, last - end));
  edits.push_back({syntax.location(begin).line, old, std::move(changed)});
}

// The default of `field(default=None)`, else the value itself.
SyntaxNode default_in(SyntaxNode value) {
  const std::string function = value.is("call") ? chain_of(value.child("function")) : "";
  if (!function.ends_with("field") && !function.ends_with("Field")) return value;
  for (const SyntaxNode part : children_of(value.child("arguments")))
    if (part.is("keyword_argument") && part.child("name").text() == "default") return part.child("value");
  return value;
}

bool is_named(SyntaxNode target, std::string_view name) {
  const auto path = path_of(target);
  return path && path->back() == name;
}

// The values that a statement gives to targets of that name: one of several, where each has its own.
void add_assigned(SyntaxNode assignment, std::string_view name, std::vector<SyntaxNode>& values) {
  const SyntaxNode left = assignment.child("left");
  const SyntaxNode right = assignment.child("right");
  if (!right || right.is("assignment") || assignment.parent().is("assignment")) return;
  if (is_named(left, name)) values.push_back(default_in(right));
  const bool is_list = left.is("pattern_list") || left.is("tuple_pattern") || left.is("list_pattern");
  const bool has_items = right.is("expression_list") || right.is("tuple") || right.is("list");
  if (!is_list || !has_items) return;
  SyntaxNode item = right.first_child();
  for (const SyntaxNode target : children_of(left)) {
    if (is_named(target, name) && item) values.push_back(item);
    item = item.next();
  }
}

// The values of that name in that line.
std::vector<SyntaxNode> values_in(const Syntax& syntax, int line, std::string_view name) {
  std::vector<SyntaxNode> values;
  for (std::size_t number = 0; number < syntax.size() && values.size() < kMostEdits; ++number) {
    const SyntaxNode node = syntax.node(number);
    if (!node.is("assignment") && !node.is("keyword_argument") && !node.is("pair")) continue;
    if (node.location().line != line) continue;
    if (node.is("assignment")) add_assigned(node, name, values);
    if (node.is("keyword_argument") && node.child("name").text() == name)
      values.push_back(node.child("value"));
    if (node.is("pair") && string_of(node.child("key")) == name) values.push_back(node.child("value"));
  }
  return values;
}

// A further entry of a call or dictionary: `dict(lr=1, seed=42)`.
void add_entry(const Syntax& syntax, SyntaxNode mapping, std::string_view name,
               std::vector<LineEdit>& edits) {
  const bool is_call = mapping.is("call");
  const SyntaxNode list = is_call ? mapping.child("arguments") : mapping;
  const std::string entry = is_call ? std::string(name) + "=42" : "'" + std::string(name) + "': 42";
  SyntaxNode last;
  for (const SyntaxNode part : children_of(list)) {
    if (part.is("dictionary_splat") || part.is("list_splat")) return;
    const bool is_there = (part.is("keyword_argument") && part.child("name").text() == name) ||
                          (part.is("pair") && string_of(part.child("key")) == name);
    if (is_there) return;
    last = part;
  }
  if (last) {
    add_splice(syntax, last.end(), last.end(), ", " + entry, edits);
  } else {
    add_splice(syntax, list.begin() + 1, list.begin() + 1, entry, edits);
  }
}

// The mappings that an expression is made of, the innermost of those that hold one another last:
// `ConfigDict(dict(lr=1))` is dict(…).
SyntaxNode mapping_in(SyntaxNode value) {
  while (value.is("call")) {
    const SyntaxNode function = value.child("function");
    if (function.text() == "dict") return value;
    const SyntaxNode object = function.is("attribute") ? function.child("object") : SyntaxNode();
    const SyntaxNode first = value.child("arguments").first_child();
    const bool is_made = makes_mapping(chain_of(function).substr(chain_of(function).rfind('.') + 1));
    if (!is_made) {
      value = object;  // `ConfigDict(…).lock()`
    } else if (first && !first.is("keyword_argument")) {
      value = first;
    } else {
      return first.is("keyword_argument") && first.child("name").text() == "initial_dictionary"
                 ? mapping_in(first.child("value"))
                 : value;
    }
  }
  return value.is("dictionary") ? value : SyntaxNode();
}

// Whether a statement may leave the function, or lock what it fills.
bool may_end(const Syntax& syntax, SyntaxNode statement) {
  const std::size_t end = statement.after() ? statement.after().number() : syntax.size();
  for (std::size_t number = statement.number(); number < end; ++number) {
    const SyntaxNode node = syntax.node(number);
    if (node.is("return_statement")) return true;
    const std::string_view method = node.is("attribute") ? node.child("attribute").text() : "";
    if (method == "lock" || method == "freeze") return true;
  }
  return false;
}

SyntaxNode config_function(SyntaxNode root) {
  SyntaxNode best;
  for (const SyntaxNode statement : children_of(root)) {
    const SyntaxNode function =
        statement.is("decorated_definition") ? statement.child("definition") : statement;
    if (!function.is("function_definition")) continue;
    const std::string_view name = function.child("name").text();
    const bool makes_config = name == "get_config" || name.find("config") != std::string_view::npos;
    if (makes_config && (!best || name == "get_config")) best = function;
  }
  return best;
}

// The name of what is returned: `config`, `config.lock()`, `FrozenConfigDict(config)`.
SyntaxNode object_below(SyntaxNode value) {
  while (value && !value.is("identifier")) {
    const SyntaxNode function = value.child("function");
    const SyntaxNode argument = value.child("arguments").first_child();
    if (value.is("parenthesized_expression")) {
      value = value.first_child();
    } else if (function.child("attribute").text() == "lock") {
      value = function.child("object");
    } else if (makes_mapping(chain_of(function).substr(chain_of(function).rfind('.') + 1)) && argument &&
               !argument.next()) {
      value = argument;
    } else {
      return {};
    }
  }
  return value;
}

// Whether the name is that of a plain dict, which has no attributes.
bool is_dict(const Syntax& syntax, SyntaxNode body, std::string_view name) {
  const std::size_t end = body.after() ? body.after().number() : syntax.size();
  for (std::size_t number = body.number(); number < end; ++number) {
    const SyntaxNode node = syntax.node(number);
    if (!node.is("assignment") || node.child("left").text() != name) continue;
    const SyntaxNode value = node.child("right");
    if (value.is("dictionary") || value.child("function").text() == "dict") return true;
  }
  return false;
}

// `config.seed = 42` before the end of get_config(), or an entry of what it returns.
void add_to_get_config(const Syntax& syntax, std::string_view name, std::vector<LineEdit>& edits) {
  const SyntaxNode function = config_function(syntax.root());
  const SyntaxNode body = function.child("body");
  SyntaxNode ends;
  SyntaxNode returned;
  for (const SyntaxNode statement : children_of(body)) {
    if (!ends && may_end(syntax, statement)) ends = statement;
    if (statement.is("return_statement")) {
      returned = statement.first_child();
      break;
    }
  }
  if (!ends || !returned) return;
  const SyntaxNode object = object_below(returned);
  if (object) {
    const std::string_view source = syntax.source();
    const std::size_t begin = ends.begin() == 0 ? 0 : source.rfind('\n', ends.begin() - 1) + 1;
    const std::string indentation(source.substr(begin, ends.begin() - begin));
    const std::string statement =
        std::string(object.text()) +
        (is_dict(syntax, body, object.text()) ? "['" + std::string(name) + "']" : "." + std::string(name)) +
        " = 42";
    if (trim(indentation).empty())
      edits.push_back(
          python_line(static_cast<std::size_t>(ends.location().line) - 1, indentation + statement));
  }
  const SyntaxNode mapping = mapping_in(returned);
  if (!mapping) return;
  const bool is_empty = mapping.is("call") && mapping.child("function").text() != "dict" &&
                        !mapping.child("arguments").first_child();
  if (is_empty) {  // ConfigDict() takes no names
    const std::size_t place = mapping.child("arguments").begin() + 1;
    add_splice(syntax, place, place, "dict(" + std::string(name) + "=42)", edits);
  } else {
    add_entry(syntax, mapping, name, edits);
  }
}

// Behind `_C = CN()`, the root of yacs's defaults.
void add_behind_the_root(const Syntax& syntax, std::string_view key, std::vector<LineEdit>& edits) {
  for (const SyntaxNode statement : children_of(syntax.root())) {
    const SyntaxNode assignment = statement.first_child();
    if (!statement.is("expression_statement") || !assignment.is("assignment")) continue;
    const SyntaxNode root = assignment.child("left");
    const std::string made = chain_of(assignment.child("right").child("function"));
    const bool is_root =
        root.is("identifier") && (made == "CN" || made == "CfgNode" || made.ends_with(".CfgNode"));
    if (!is_root) continue;
    const std::string_view name = key.empty() ? "SEED" : key.substr(key.rfind('.') + 1);
    edits.push_back(python_line(static_cast<std::size_t>(syntax.location(statement.end()).line),
                                std::string(root.text()) + "." + std::string(name) + " = 42"));
    return;
  }
}

// The last statement of the module that gives that name a value.
SyntaxNode last_value_of(SyntaxNode root, std::string_view name) {
  SyntaxNode last;
  for (const SyntaxNode statement : children_of(root)) {
    const SyntaxNode assignment = statement.first_child();
    if (statement.is("expression_statement") && assignment.is("assignment") &&
        assignment.child("left").text() == name)
      last = assignment.child("right");
  }
  return last;
}

void add_to_mmengine(const Syntax& syntax, std::size_t end, bool is_inherited, std::vector<LineEdit>& edits) {
  const SyntaxNode own = last_value_of(syntax.root(), "randomness");
  const SyntaxNode mapping = own ? mapping_in(own) : SyntaxNode();
  if (mapping) add_entry(syntax, mapping, "seed", edits);
  const Document document = read_document("config.py", syntax.source());
  const text::Node* const value = document ? document->find("randomness") : nullptr;
  if (own && value != nullptr && value->is_mapping())
    edits.push_back(python_line(end, "randomness['seed'] = 42"));
  const bool is_imported = is_inherited && syntax.source().find("read_base") != std::string_view::npos;
  edits.push_back(
      python_line(end, is_imported ? "randomness.update(seed=42)" : "randomness = dict(seed=42)"));
}

bool is_assigned_or_imported(const Syntax& syntax, std::string_view name) {
  for (const SyntaxNode statement : children_of(syntax.root())) {
    const SyntaxNode first = statement.first_child();
    if (first.is("assignment") && first.child("left").text() == name) return true;
    if (!statement.is("import_from_statement")) continue;
    for (const SyntaxNode part : children_of(statement)) {
      const SyntaxNode local = part.is("aliased_import") ? part.child("alias") : part;
      if (part.field() == "name" && local.text() == name) return true;
    }
  }
  return false;
}

}  // namespace

std::vector<LineEdit> replacements_in_python(std::string_view source, int line, std::string_view key) {
  std::vector<LineEdit> edits;
  if (auto edit = replaced_default(source, line, key)) edits.push_back(*std::move(edit));
  const Syntax syntax(source);
  for (const SyntaxNode value : values_in(syntax, line, last_of(key)))
    if (value.location().line == line) add_splice(syntax, value.begin(), value.end(), "42", edits);
  return edits;
}

std::vector<LineEdit> additions_in_python(std::string_view source, std::string_view key,
                                          const ConfigSystem& system, bool is_inherited) {
  std::vector<LineEdit> edits;
  const Syntax syntax(source);
  const std::size_t end = lines(source).size();
  if (system.id == "mmengine") {
    add_to_mmengine(syntax, end, is_inherited, edits);
  } else if (system.id == "ml_collections") {
    add_to_get_config(syntax, last_of(key), edits);
  } else if (system.id == "yacs") {
    add_behind_the_root(syntax, key, edits);
  } else if (system.id == "lazyconfig") {
    if (is_assigned_or_imported(syntax, "train")) edits.push_back(python_line(end, "train.seed = 42"));
  } else if (system.id.empty() && key.find('.') == std::string_view::npos && !is_python_code(source)) {
    edits.push_back(python_line(end, (key.empty() ? "seed" : std::string(key)) + " = 42"));
  }
  return edits;
}

}  // namespace expgate::content
