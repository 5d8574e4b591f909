#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "base/strings.h"
#include "content/configs/python_config.h"
#include "content/python/python_text.h"

namespace expgate::content {

namespace {

using text::Node;

template <std::size_t N>
bool is_among(std::string_view word, const std::string_view (&words)[N]) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

bool is_mutator(std::string_view method) {
  constexpr std::string_view kNames[] = {"update",
                                         "merge",
                                         "clear",
                                         "pop",
                                         "popitem",
                                         "setdefault",
                                         "__setitem__",
                                         "__delitem__",
                                         "append",
                                         "extend",
                                         "__setattr__",
                                         "__delattr__",
                                         "insert",
                                         "remove",
                                         "sort",
                                         "reverse",
                                         "__ior__",
                                         "__init__",
                                         "unlock",
                                         "defrost",
                                         "update_from_flattened_dict",
                                         "merge_from_file",
                                         "merge_from_list",
                                         "merge_from_other_cfg"};
  return is_among(method, kNames);
}

bool is_harmless_method(std::string_view method) {
  constexpr std::string_view kNames[] = {"get",
                                         "items",
                                         "keys",
                                         "values",
                                         "copy",
                                         "deepcopy",
                                         "clone",
                                         "lock",
                                         "freeze",
                                         "copy_and_resolve_references",
                                         "unlocked",
                                         "to_dict",
                                         "ignore_type",
                                         "to_json",
                                         "to_yaml",
                                         "format",
                                         "dump",
                                         "pretty_text",
                                         "join",
                                         "to_json_best_effort",
                                         "split",
                                         "strip",
                                         "lower",
                                         "upper",
                                         "startswith",
                                         "endswith",
                                         "replace",
                                         "encode",
                                         "get_ref",
                                         "get_oneway_ref",
                                         "iteritems",
                                         "is_frozen",
                                         "is_new_allowed",
                                         "index",
                                         "count",
                                         "set_new_allowed",
                                         "register_deprecated_key",
                                         "register_renamed_key",
                                         "add_argument",
                                         "parse_args",
                                         "__getitem__",
                                         "__contains__",
                                         "__len__"};
  return is_among(method, kNames);
}

bool is_harmless_function(std::string_view name) {
  constexpr std::string_view kNames[] = {
      "print", "len",       "str",    "repr",       "int",      "float",      "bool",     "list",
      "tuple", "set",       "sorted", "sum",        "min",      "max",        "any",      "all",
      "zip",   "enumerate", "range",  "isinstance", "type",     "id",         "hash",     "hasattr",
      "abs",   "round",     "open",   "frozenset",  "reversed", "pprint",     "super",    "round",
      "exit",  "quit",      "format", "divmod",     "iter",     "issubclass", "callable", "bytes"};
  return is_among(name, kNames);
}

bool is_harmless_module(std::string_view name) {
  constexpr std::string_view kNames[] = {"logging", "logger", "log",  "warnings", "math", "os",     "np",
                                         "numpy",   "torch",  "json", "yaml",     "copy", "pprint", "re"};
  return is_among(name, kNames);
}

bool may_or_may_not_run(SyntaxNode node) {
  constexpr std::string_view kKinds[] = {"lambda",
                                         "list_comprehension",
                                         "set_comprehension",
                                         "dictionary_comprehension",
                                         "generator_expression",
                                         "conditional_expression",
                                         "boolean_operator"};
  return is_among(node.kind(), kKinds);
}

// Whether PythonValues looks at the value of this call, and so runs it.
bool is_evaluated(SyntaxNode call) {
  constexpr std::string_view kKinds[] = {"expression_statement",
                                         "assignment",
                                         "return_statement",
                                         "keyword_argument",
                                         "argument_list",
                                         "pair",
                                         "list",
                                         "tuple"};
  return is_among(call.parent().kind(), kKinds);
}

// Whether something in it may change what a name of its own stands for: `[r.clear() for r in all]`.
bool has_mutator(SyntaxNode node) {
  const SyntaxNode end = node.after();
  for (SyntaxNode part = node; part && !(part == end);
       part = part.first_child() ? part.first_child() : part.after())
    if (part.is("attribute") && is_mutator(part.child("attribute").text())) return true;
  return false;
}

SyntaxNode argument(SyntaxNode call, std::size_t index) {
  SyntaxNode part = call.child("arguments").first_child();
  while (part && index-- > 0) part = part.next();
  return part;
}

}  // namespace

void PythonConfig::scan(SyntaxNode node, bool is_certain) {
  if (!node || node.is("block") || node.is("function_definition") || node.is("class_definition")) return;
  ++steps_;
  if (node.is("named_expression"))
    bind(std::string(node.child("name").text()), node.location(),
         computed_value(node.location(), plain_text(node, 60)));
  if (node.is("call")) run_call(node, is_certain);
  const bool is_method = node.is("attribute") && is_mutator(node.child("attribute").text());
  if (is_method && !(node.field() == "function" && node.parent().is("call")))
    if (const auto owner = place_of(node.child("object"))) taint(*owner, node);
  const bool is_certain_below = is_certain && !may_or_may_not_run(node);
  if (is_certain && !is_certain_below && has_mutator(node)) taint_names_in(node, node);
  for (const SyntaxNode part : children_of(node)) scan(part, is_certain_below);
}

void PythonConfig::run_call(SyntaxNode call, bool is_certain) {
  const SyntaxNode function = call.child("function");
  if (function.is("identifier")) return run_named_call(call, function.text(), is_certain);
  const std::string maker = chain_of(function.child("function"));
  if (function.is("call") && takes_names(maker.substr(maker.rfind('.') + 1))) return;
  if (!function.is("attribute")) return taint_arguments(call);
  const auto owner = place_of(function.child("object"));
  const std::string_view method = function.child("attribute").text();
  Node* const known = owner ? find(*owner) : nullptr;
  const bool is_own = owner && (owner->path.empty() || known != nullptr);
  const bool is_inherited =
      owner && !is_own && !bases_.items.empty() && frame_of(*owner).names.is_mapping() && is_mutator(method);
  if (is_own || is_inherited) run_method(call, *owner, method, is_certain);
  const bool is_library = owner && !owner->path.empty() && is_harmless_module(owner->path.front());
  const bool is_class = !method.empty() && is_upper(method.front());
  // what a library's function is asked for, as in `lib.format(config)`, is its result
  const bool is_statement = call.parent().is("expression_statement");
  if (known == nullptr && is_statement && !is_library && !is_class && !makes_mapping(method))
    taint_arguments(call);
}

void PythonConfig::run_named_call(SyntaxNode call, std::string_view name, bool is_certain) {
  if (name == "exec" || name == "eval") return taint_all(call);
  const bool has_arguments = static_cast<bool>(argument(call, 0));
  if (name == "globals" || ((name == "locals" || name == "vars") && !has_arguments))
    return look_at_names(call);
  if (name == "setattr" || name == "delattr" || name == "getattr") {
    const SyntaxNode object = argument(call, 0);
    auto place = place_of(object);
    const auto key = string_of(argument(call, 1));
    if (object.text().find("sys.modules") != std::string_view::npos) {
      if (name != "getattr") taint_all(call);
    } else if (name == "getattr") {
      if (place && (!key || is_mutator(*key))) taint(*place, call);
    } else if (!place) {
      taint_names_in(object, call);
    } else if (!key || !place->is_exact || !is_certain) {
      taint(*place, call);
    } else {
      place->path.push_back(*key);
      if (name == "delattr") return drop(*place, call);
      put(*place, call.location(), values_.value(argument(call, 2)));
    }
    return;
  }
  if (functions_.contains(std::string(name))) {
    if (!is_certain || !is_evaluated(call)) taint_arguments(call);
    return;
  }
  const bool is_class = !name.empty() && is_upper(name.front());
  if (!is_class && !is_harmless_function(name) && !makes_mapping(name) && !takes_names(name))
    taint_arguments(call);
}

// `globals()`: what reads it does no harm.
void PythonConfig::look_at_names(SyntaxNode call) {
  const SyntaxNode user = call.parent();
  const bool is_method = user.is("attribute") && is_harmless_method(user.child("attribute").text());
  const bool is_known = user.is("attribute") && user.parent().is("call");  // run_method sees it
  const bool is_list = user.is("argument_list") && user.parent().child("function").is("identifier") &&
                       (is_harmless_function(user.parent().child("function").text()) ||
                        user.parent().child("function").text() == "dict");
  const bool reads =
      is_method || is_known || is_list || user.is("subscript") || user.is("comparison_operator");
  if (!reads) taint_all(call);
}

void PythonConfig::run_method(SyntaxNode call, const Place& owner, std::string_view method, bool is_certain) {
  if (is_harmless_method(method) && method != "lock" && method != "freeze") return;
  Node* const known = find(owner);
  const bool is_used = !call.parent().is("expression_statement");
  const bool gives = method == "pop" || method == "popitem" || method == "setdefault";
  taint_source_of(owner, call);
  if (is_used && gives) taint(owner, call);
  const bool is_plain = is_certain && owner.is_exact && !is_in_doubt();
  const bool is_certain_enough = is_certain && owner.is_exact;
  const auto key = string_of(argument(call, 0));
  Place entry = owner;
  if (key) entry.path.push_back(*key);
  const bool locks = method == "lock" || method == "freeze";
  if (locks || method == "unlock" || method == "defrost") {
    const bool is_mapping = known != nullptr && objects_.object(*known).is_mapping();
    if (is_mapping && is_plain) objects_.object(*known).tag = std::string(locks ? kLocked : kOpen);
  } else if ((method == "update" || method == "merge") && is_certain_enough) {
    run_update(call, owner, is_deep_ || method == "merge");
  } else if ((method == "pop" || method == "__delitem__" || method == "__delattr__") && key &&
             is_certain_enough) {
    drop(entry, call);
  } else if ((method == "__setitem__" || method == "__setattr__") && key && is_certain_enough) {
    put(entry, call.location(), values_.value(argument(call, 1)));
  } else if (method == "setdefault" && key && is_certain_enough) {
    const bool may_be_there = known == nullptr || objects_.object(*known).tag == kOpen;
    if (find(entry) == nullptr)
      put(entry, call.location(),
          may_be_there ? computed_value(call.location(), plain_text(call, 60))
                       : values_.value(argument(call, 1)));
  } else if (method == "clear" && is_plain && known != nullptr && !owner.path.empty() &&
             bases_.items.empty()) {
    Node& object = objects_.object(*known);
    object.entries.clear();
    object.items.clear();
    if (object.is_mapping() && object.tag != kLocked) object.tag = "?";
  } else {
    taint(owner, call);
  }
}

void PythonConfig::run_update(SyntaxNode call, const Place& owner, bool is_deep) {
  Node arguments = values_.arguments(call);
  for (Node& item : arguments.items) {
    Node& given = objects_.object(item);
    if (!given.is_mapping() || given.tag == kOpen) taint(owner, call);
    if (given.is_mapping()) lay_over(owner, given, is_deep, 0);
  }
  if (arguments.tag == kOpen) taint(owner, call);
  lay_over(owner, arguments, is_deep, 0);
}

void PythonConfig::lay_over(const Place& owner, Node& value, bool is_deep, int depth) {
  Node& given = objects_.object(value);
  if (depth > kMostDepth / 2) return;
  for (auto& [key, entry] : given.entries) {
    Place place = owner;
    place.path.push_back(key.scalar);
    Node* const there = find(place);
    const bool goes_in = is_deep && there != nullptr && objects_.object(*there).is_mapping() &&
                         objects_.object(entry).is_mapping();
    if (goes_in) {
      lay_over(place, entry, is_deep, depth + 1);
    } else {
      put(place, key.mark, objects_.alias(entry));
    }
  }
}

// What is given to a function that is not known may be changed by it.
void PythonConfig::taint_arguments(SyntaxNode call) {
  if (!is_strict_) return;
  for (const SyntaxNode part : children_of(call.child("arguments"))) {
    const SyntaxNode given = part.is("keyword_argument") ? part.child("value") : part;
    const bool is_name = given.is("identifier") || given.is("attribute") || given.is("subscript");
    if (is_name) {
      if (const auto place = place_of(given)) {
        if (find(*place) != nullptr || !bases_.items.empty()) taint(*place, call);
      }
    } else if (given.is("list") || given.is("tuple") || given.is("dictionary")) {
      taint_names_in(given, call);
    }
  }
}

}  // namespace expgate::content
