// Another part of SeedTracer: where a program changes what objects and options hold.
#include <algorithm>
#include <iterator>

#include "base/strings.h"
#include "content/python/python_text.h"
#include "content/python/seed_origin.h"
#include "content/python/statement_order.h"

namespace expgate::content {

namespace {

constexpr std::size_t kMostChanges = 2'000;
constexpr std::size_t kMostCallees = 5;  // of one name

// Parsers of a command line that read configs too.
constexpr std::string_view kParsersOfConfigs[] = {
    "configargparse",       "jsonargparse",    "ConfigArgumentParser", "ActionConfigFile",
    "default_config_files", "parse_json_file", "parse_yaml_file",      "TrlParser",
    "H4ArgumentParser"};
constexpr std::string_view kLoading[] = {"merge_from_file", "merge_from_other_cfg", "merge_from_dict",
                                         "merge_with", "load_yaml"};

// "args" of `vars(args)`, `args.__dict__`, `args`.
std::string_view object_in(SyntaxNode object) {
  if (object.is("call") && object.child("function").text() == "vars") object = argument_at(object, 0);
  if (object.is("attribute") && object.child("attribute").text() == "__dict__")
    object = object.child("object");
  return object.text();
}

// Whether an object is written as what holds the attributes of another.
bool is_dressed(SyntaxNode object) {
  return object.is("call") || object.text().ends_with("__dict__");
}

}  // namespace

void SeedTracer::add_change(Change change) {
  if (changes_.size() < kMostChanges) changes_.push_back(change);
}

// `for key, value in config.items(): vars(args)[key] = value`; from what comes by name, an option may be.
void SeedTracer::add_load(SyntaxNode doer, SyntaxNode value, std::string_view object, const Use& at) {
  const std::size_t scope = program_.scope_of(at);
  SyntaxNode loop = doer.parent();
  while (loop && !loop.is("for_statement") && !loop.is("function_definition")) loop = loop.parent();
  if (!value && loop.is("for_statement")) {
    value = loop.child("right");
    if (value.is("call")) {
      const SyntaxNode function = value.child("function");
      const SyntaxNode first = argument_at(value, 0);
      value = function.is("attribute") ? function.child("object") : first ? first : value;
    }
  }
  const SyntaxNode parameters =
      scope == PythonProgram::kModule ? SyntaxNode() : program_.function(scope).node.child("parameters");
  for (const SyntaxNode parameter : children_of(parameters)) {
    const bool is_rest =
        parameter.is("dictionary_splat_pattern") && parameter.first_child().text() == value.text();
    if (!is_rest) continue;
    doubts_options_ = true;
    return;
  }
  add_change({Change::load, doer, value, at.file, scope, object, -1, true});
}

void SeedTracer::find_changes() {
  for (const auto& [name, bindings] : program_.attributes()) {
    if (!is_key(name)) continue;
    for (const auto& binding : bindings) {
      const bool is_item = binding.target.is("subscript");
      const SyntaxNode object = binding.target.child(is_item ? "value" : "object");
      if (!object || object.text() == "self") continue;
      add_change({Change::item, doer_of(binding.target), binding.value, binding.file, binding.scope,
                  object_in(object)});
    }
  }
  for (const auto& binding : program_.computed()) {
    const SyntaxNode object = binding.target.child("value");
    merges_globals_ = merges_globals_ || object.text() == "globals()";
    if (!is_dressed(object)) continue;
    merges_somewhere_ = true;
    add_load(doer_of(binding.target), {}, object_in(object), {binding.target, binding.file});
  }
  for (const std::string_view name : {"setattr", "__setattr__", "__setitem__", "update", "merge_from_list"})
    for (const Use& call : program_.calls_of(name)) read_setting_call(name, call);
  for (const std::string_view name : kLoading)
    for (const Use& call : program_.calls_of(name))
      add_change({Change::load,
                  call.node,
                  {},
                  call.file,
                  program_.scope_of(call),
                  object_in(call.node.child("function").child("object"))});
  read_options();
  std::stable_sort(changes_.begin(), changes_.end(), [](const Change& one, const Change& other) {
    return std::pair(one.file, one.doer.begin()) < std::pair(other.file, other.doer.begin());
  });
}

// `setattr(cfg, "seed", 0)`, `cfg.update(seed=0)`, `vars(args).update(config)`, `OmegaConf.update(cfg,
// "seed", 0)`
void SeedTracer::read_setting_call(std::string_view name, const Use& call) {
  const SyntaxNode function = call.node.child("function");
  const SyntaxNode first = argument_at(call.node, 0);
  const SyntaxNode second = argument_at(call.node, 1);
  const SyntaxNode third = argument_at(call.node, 2);
  Change change{Change::item, call.node, {}, call.file, program_.scope_of(call), {}};
  const bool is_function = name == "setattr" || third;
  change.object = is_function ? object_in(first) : object_in(function.child("object"));
  if (change.object == "self" || change.object.empty()) return;
  const auto set = [&](SyntaxNode key, SyntaxNode value) {
    const auto text = string_of(key);
    if (text && !is_key(std::string_view(*text).substr(text->rfind('.') + 1))) return;
    merges_somewhere_ = merges_somewhere_ || !text;
    if (!text) return add_load(call.node, {}, change.object, call);
    change.value = value;
    add_change(change);
  };
  if (is_function) return set(second, third);
  if (name == "__setattr__" || name == "__setitem__") return set(first, second);
  if (name == "merge_from_list") {
    bool is_value = false;
    for (const SyntaxNode part : children_of(first.is("list") ? first : SyntaxNode())) {
      if (is_value) change.value = part;
      const auto text = string_of(part);
      is_value = text && is_key(std::string_view(*text).substr(text->rfind('.') + 1));
    }
    return change.value ? add_change(change) : void();
  }
  for (const SyntaxNode part : children_of(call.node.child("arguments"))) {
    if (part.is("keyword_argument") && is_key(part.child("name").text())) {
      change.value = part.child("value");
      return add_change(change);
    }
    for (const SyntaxNode pair : children_of(part.is("dictionary") ? part : SyntaxNode())) {
      const auto key = string_of(pair.child("key"));
      if (!key || !is_key(*key)) continue;
      change.value = pair.child("value");
      return add_change(change);
    }
  }
  if (!first || first.is("dictionary")) return;
  const SyntaxNode object = function.child("object");
  merges_globals_ = merges_globals_ || object.text() == "globals()";
  merges_somewhere_ = merges_somewhere_ || is_dressed(object);
  change.kind = Change::load;
  change.value = first.is("dictionary_splat") ? first.first_child() : first;
  change.is_dressed = is_dressed(object);
  add_change(change);
}

// Whether a program puts values of a config into the options of its command line, and whether it can be told
// what that command line is.
void SeedTracer::read_options() {
  for (const std::string_view name : kParsersOfConfigs)
    if (program_.mentions(name)) merges_options_ = true;
  for (const Use& call : program_.calls_of("set_defaults"))
    for (const SyntaxNode part : children_of(call.node.child("arguments")))
      if (part.is("dictionary_splat")) merges_options_ = true;
  for (const Use& call : program_.calls_of("Namespace"))
    for (const SyntaxNode part : children_of(call.node.child("arguments")))
      if (part.is("dictionary_splat") && part.first_child().text().find("vars(") != 0) doubts_options_ = true;
  for (const std::string_view name : {"add_argument", "option", "Option", "DEFINE_integer"})
    for (const Use& call : program_.calls_of(name))
      for (const SyntaxNode part : children_of(call.node.child("arguments"))) {
        const auto text = string_of(part);
        if (text &&
            is_key(std::string_view(*text).substr(std::min(text->find_first_not_of('-'), text->size()))))
          has_option_ = true;
      }
  doubts_options_ = !program_.seed_options().empty();
  for (const auto& binding : program_.attributes_named("argv"))
    doubts_options_ = doubts_options_ || binding.target.child("object").text() == "sys";
  for (const std::string_view name : {"append", "extend", "insert"})
    for (const Use& call : program_.calls_of(name))
      doubts_options_ = doubts_options_ || call.node.child("function").child("object").text() == "sys.argv";
}

// What changes a name, or what it holds, in one function or module, in the order of the source.
std::vector<SeedTracer::Change> SeedTracer::changes_in(std::string_view name, std::size_t file,
                                                       std::size_t scope, bool is_name) {
  std::vector<Change> found;
  if (is_name) found = bindings_in(name, file, scope);
  for (const Change& change : changes_)
    if (spend(1) && change.file == file && change.scope == scope && change.object == name)
      found.push_back(change);
  for (const Use& use : program_.given(name)) {
    if (!spend(5)) break;
    if (use.file != file || use.node.text() != name || program_.scope_of(use) != scope) continue;
    SyntaxNode call = use.node;
    while (call && !call.is("call")) call = call.parent();
    if (call) found.push_back({Change::handed, call, use.node, file, scope, name});
  }
  std::stable_sort(found.begin(), found.end(), [](const Change& one, const Change& other) {
    return one.doer.begin() < other.doer.begin();
  });
  return found;
}

// What a function of the program puts into an object that it is handed: `update(config, args)`.
SeedTracer::Left SeedTracer::left_by_callee(const Change& call, const Step& step) {
  Left left;
  left.sites = sites_.size();
  const SyntaxNode function = call.doer.child("function");
  const std::pair place{call.file, call.value.number()};
  if (step.depth > kDeepestRead / 2 || is_from_library(program_, {call.doer, call.file}) ||
      !reading_.insert(place).second)
    return left;
  const SyntaxNode keyword =
      call.value.parent().is("keyword_argument") ? call.value.parent().child("name") : SyntaxNode();
  std::size_t index = 0;
  for (const SyntaxNode part : children_of(call.doer.child("arguments"))) {
    if (part == call.value) break;
    ++index;
  }
  const auto& numbers = program_.functions_named(last_part(function));
  for (std::size_t at = 0; at < std::min(numbers.size(), kMostCallees); ++at) {
    const auto& definition = program_.function(numbers[at]);
    std::size_t number = definition.owner.empty() ? 0 : 1;  // self
    std::string_view parameter = keyword.text();
    std::size_t seen = 0;
    for (const SyntaxNode each : children_of(definition.node.child("parameters"))) {
      const SyntaxNode named = each.child("name");
      const std::string_view name = each.is("identifier") ? each.text()
                                    : named               ? named.text()
                                                          : each.first_child().text();
      if (!keyword && seen++ == index + number) parameter = name;
    }
    if (parameter.empty()) continue;
    Step there = step;
    there.file = definition.file;
    ++there.depth;
    const Left made = left_by(changes_in(parameter, definition.file, numbers[at], false), {}, there);
    left.add(made.origin);
    left.has_base = made.has_base;
    left.may_replace = left.may_replace || made.may_replace;
  }
  reading_.erase(place);
  return left;
}

}  // namespace expgate::content
