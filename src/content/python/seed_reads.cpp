// A third of SeedTracer: what an object holds under the config's key.
#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "base/strings.h"
#include "content/configs/seed.h"
#include "content/python/python_text.h"
#include "content/python/seed_origin.h"
#include "content/python/statement_order.h"

namespace expgate::content {

namespace {

// What gives back what it is given, in another dress.
constexpr std::string_view kDressing[] = {"dict",
                                          "vars",
                                          "deepcopy",
                                          "copy",
                                          "clone",
                                          "EasyDict",
                                          "edict",
                                          "Namespace",
                                          "Munch",
                                          "munchify",
                                          "Box",
                                          "AttrDict",
                                          "ConfigDict",
                                          "Config",
                                          "DictConfig",
                                          "create",
                                          "SimpleNamespace",
                                          "to_container",
                                          "asdict",
                                          "OrderedDict",
                                          "AttributeDict",
                                          "DotMap",
                                          "CfgNode",
                                          "CN"};
// What makes an object of what it is given by name.
constexpr std::string_view kMaking[] = {"replace", "_replace", "evolve", "merge", "unsafe_merge"};
// Methods that give back their object, or a copy of it.
constexpr std::string_view kCopying[] = {"copy", "clone", "to_dict", "copy_and_resolve_references",
                                         "_asdict"};

// Sections that hold what is said of the whole run.
constexpr std::string_view kWholes[] = {"config",     "cfg",        "conf",
                                        "args",       "opt",        "opts",
                                        "options",    "hparams",    "hyperparameters",
                                        "params",     "parameters", "settings",
                                        "flags",      "train",      "training",
                                        "trainer",    "general",    "common",
                                        "global",     "experiment", "exp",
                                        "run",        "runtime",    "main",
                                        "base",       "system",     "setup",
                                        "solver",     "engine",     "env",
                                        "randomness", "root",       "self",
                                        "cls",        "defaults",   "misc"};

bool holds_name(std::string_view name, std::span<const std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string folded_part(std::string_view name) {
  std::string plain = ascii_lower(name);
  std::replace(plain.begin(), plain.end(), '-', '_');
  return plain;
}

bool is_name_in(SyntaxNode parameters, std::string_view name) {
  for (const SyntaxNode parameter : children_of(parameters)) {
    const SyntaxNode named = parameter.child("name");
    const SyntaxNode inner = parameter.is("identifier") ? parameter : named ? named : parameter.first_child();
    if (inner.text() == name) return true;
  }
  return false;
}

}  // namespace

SeedOrigin SeedTracer::of_read(SyntaxNode object, Step step) {
  step.reads = true;
  if (!object || !spend(10) || ++step.depth > kDeepestRead) return {.unknown = true};
  if (!object.is("call")) step.part = -1;
  const std::pair place{step.file, object.number()};
  if (!reading_.insert(place).second) return {};
  const std::string_view kind = object.kind();
  SeedOrigin found;
  if (kind == "identifier") {
    found = of_read_name(object, step);
  } else if (kind == "attribute" || kind == "subscript") {
    found = of_read_part(object, step);
  } else if (kind == "dictionary") {
    found = of_dictionary(object, step);
  } else if (kind == "call") {
    found = of_made(object, step);
  } else if (kind == "none") {
    found = {};
  } else if (kind == "parenthesized_expression" || kind == "await" || kind == "boolean_operator" ||
             kind == "tuple" || kind == "expression_list") {
    for (const SyntaxNode part : children_of(object))
      if (part.field() != "operator" && !part.is("comparison_operator")) found |= of_read(part, step);
  } else if (kind == "conditional_expression") {
    found = of_choice(object, step);
  } else if (kind == "binary_operator") {  // `defaults | config`
    found = of_read(object.child("right"), step);
    if (!found.config && !found.constant) found = of_read(object.child("left"), step);
  } else {
    found = config(step);
  }
  reading_.erase(place);
  return found;
}

// A variable: what it holds, and what is put into it.
SeedOrigin SeedTracer::of_read_name(SyntaxNode object, const Step& step) {
  const std::string_view name = object.text();
  const std::size_t own = program_.scope_of({object, step.file});
  Left all;
  all.sites = sites_.size();
  for (std::size_t scope = own;; scope = program_.function(scope).outer) {
    const std::vector<Change> changes = changes_in(name, step.file, scope, true);
    const bool is_parameter = scope != PythonProgram::kModule &&
                              is_name_in(program_.function(scope).node.child("parameters"), name);
    const Left left = left_by(changes, scope == own ? object : SyntaxNode(), step);
    all.origin |= left.origin;
    all.may_replace = all.may_replace || left.may_replace;
    all.is_odd = all.is_odd || left.is_odd;
    all.is_plain = all.is_plain || left.is_plain;
    if (left.has_base) break;
    if (is_parameter) all.add(of_read_parameter(scope, name, step));
    if (is_parameter || left.is_bound) break;
    if (scope != PythonProgram::kModule) continue;
    bool is_found = false;
    const auto* const import = program_.import_of(step.file, name);
    if (import != nullptr) all.add(of_read_module(*import, step, is_found));
    if (!is_found) all.add(config(step));
    break;
  }
  const SeedOrigin found = settled(all);
  const bool is_option = found.command_line && !found.config && !found.unknown;
  const bool is_doubtful = found.unknown && !found.config && !found.constant;
  return is_option || is_doubtful ? of_merged(name, found, step) : found;
}

// Options, into which a function may put a config: `setattr(args, key, value)`.
SeedOrigin SeedTracer::of_merged(std::string_view object, const SeedOrigin& options, const Step& step) {
  SeedOrigin found;
  for (const Change& change : changes_) {
    if (!spend(1)) return {.unknown = true};
    if (!change.is_dressed || change.object != object) continue;
    Step there = step;
    there.file = change.file;
    found |= change.value ? of_read(change.value, there) : config(step);
  }
  return found.config || found.unknown ? found : options;
}

// What is given for the key where an object is made; in the config itself it is the config's.
SeedOrigin SeedTracer::of_item(SyntaxNode value, const Step& step) {
  const bool is_config = !config_path_.empty() && program_.files()[step.file]->path == config_path_;
  return is_config && !value.is("none") ? config(step) : of(value, step);
}

// A name of another module.
SeedOrigin SeedTracer::of_read_module(const PythonProgram::Import& import, const Step& step, bool& is_found) {
  SeedOrigin found;
  for (const std::size_t file : program_.files_of(import)) {
    std::vector<Change> changes = bindings_in(import.member, file, PythonProgram::kModule);
    if (changes.empty()) continue;
    if (program_.files()[file]->path == config_path_) {
      is_found = true;
      return config(step);
    }
    Left left = left_by(std::move(changes), {}, step);
    if (!left.origin.any()) continue;
    is_found = true;
    found |= settled(left);
  }
  return found;
}

SeedOrigin SeedTracer::of_read_parameter(std::size_t function, std::string_view name, const Step& step) {
  const std::size_t sites = sites_.size();
  const SeedOrigin given = of_parameter(function, name, step);
  if (given.config || given.replaced || (given.any() && !given.unknown)) return given;
  sites_.resize(sites);
  if (given.constant) return {.unknown = true};
  return config(step);
}

// `cfg.train`, `cfg["train"]`, `self.args`
SeedOrigin SeedTracer::of_read_part(SyntaxNode object, const Step& step) {
  if (is_of_part(object)) return {.unknown = true, .replaced = true};
  const std::size_t scope = program_.scope_of({object, step.file});
  std::vector<Change> changes;
  for (const Change& change : changes_) {
    if (!spend(1)) return {.unknown = true};
    if (change.file == step.file && change.scope == scope && change.object == object.text())
      changes.push_back(change);
  }
  Left left = left_by(std::move(changes), object, step);
  if (left.has_base) return settled(left);
  const SyntaxNode holder = object.child("object");
  left.origin |= holder.text() == "self" ? of_read_self(object, step) : SeedOrigin();
  if (!left.origin.any() || (left.is_changed && !left.origin.config)) {
    Step plain = step;
    plain.reads = false;
    const std::size_t sites = sites_.size();
    const SeedOrigin from = of(object, plain);
    const bool is_option = from.command_line && !from.config && !from.unknown && !from.other;
    sites_.resize(sites);
    left.origin |= is_option ? of_option(step) : config(step);
  }
  return settled(left);
}

// `self.args`, as the methods of the class assign it.
SeedOrigin SeedTracer::of_read_self(SyntaxNode object, const Step& step) {
  const std::size_t scope = program_.scope_of({object, step.file});
  if (scope == PythonProgram::kModule) return {};
  bool is_found = false;
  const std::size_t sites = sites_.size();
  const SeedOrigin found =
      of_class(program_.function(scope).owner, object, object.child("attribute").text(), step, is_found);
  if (is_found && found.any() && !found.unknown) return found;
  sites_.resize(sites);
  return {};
}

// Whether an object is a section that is no place for the seed of the run, as its name and the key say.
bool SeedTracer::is_of_part(SyntaxNode object) const {
  const auto key = string_of(object.child("subscript"));
  const std::string name = folded_part(object.is("attribute") ? object.child("attribute").text()
                                       : key                  ? *key
                                                              : std::string_view());
  if (name.empty()) return object.is("subscript") && object.child("subscript").is("string");
  if (names_.size() > 1 && names_[names_.size() - 2] == name) return false;
  const SyntaxNode holder = object.child("object");
  if (holder.text() == "self" || holder.text() == "cls") return names_partial_seed(name);
  return !holds_name(name, kWholes);
}

SeedOrigin SeedTracer::of_dictionary(SyntaxNode node, const Step& step) {
  std::vector<SyntaxNode> parts;
  for (const SyntaxNode part : children_of(node)) parts.push_back(part);
  Step plain = step;
  plain.reads = false;
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    if (part->is("dictionary_splat")) {
      const SeedOrigin found = of_read(part->first_child(), step);
      const bool has_none = found.command_line && !has_option_;
      if (found.any() && !has_none && !(found.unknown && !found.config)) return found;
    }
    const auto key = string_of(part->child("key"));
    if (key && is_key(*key)) return of_item(part->child("value"), plain);
  }
  return {.unknown = true};
}

// What a call gives back: a parser's options, a copy, an object of what it is given by name.
SeedOrigin SeedTracer::of_made(SyntaxNode call, const Step& given_step) {
  Step step = given_step;
  const int place = std::exchange(step.part, -1);
  Step plain = step;
  plain.reads = false;
  const SyntaxNode function = call.child("function");
  const std::string_view last = last_part(function);
  bool is_own = false;
  if (!is_from_library(program_, {call, step.file})) {
    const SeedOrigin result = of_result(last, place, step, is_own);
    if (is_own && result.any()) return result;
  }
  const bool is_class = !program_.classes_named(last).empty();
  const std::string full = program_.full_name({function, step.file});
  if (const SyntaxNode value = named_argument(call, "default"); value && full == "tyro.cli")
    return of_read(value, step);
  const bool is_training = full.starts_with("transformers.") || full.starts_with("trl.");
  const bool is_arguments = is_training && (last.ends_with("Arguments") || last.ends_with("Config"));
  const bool makes = holds_name(last, kDressing) || holds_name(last, kMaking) || is_class || is_arguments;
  for (const SyntaxNode part : children_of(call.child("arguments"))) {
    if (!part.is("keyword_argument") || !is_key(part.child("name").text())) continue;
    SeedOrigin found = of_item(part.child("value"), plain);
    if (!makes && !found.config) found.unknown = true;
    return found;
  }
  if (function.is("attribute") && holds_name(last, kCopying) &&
      !program_.import_of(step.file, function.child("object").text()))
    return of_read(function.child("object"), step);
  std::vector<SyntaxNode> given;
  for (const SyntaxNode part : children_of(call.child("arguments")))
    given.push_back(part.is("keyword_argument") ? part.child("value") : part);
  const bool has_splat =
      std::any_of(given.begin(), given.end(), [](SyntaxNode part) { return part.is("dictionary_splat"); });
  if (is_arguments && !has_splat) return {.constant = true};  // the library's own
  if (last == "dict" && std::none_of(given.begin(), given.end(), [](SyntaxNode part) {
        return part.is("dictionary_splat") || part.parent().is("argument_list");
      }))
    return {.unknown = true, .replaced = true};
  if (holds_name(last, kDressing) && given.size() == 1)
    return of_read(given[0].is("dictionary_splat") ? given[0].first_child() : given[0], step);
  for (auto part = given.rbegin(); part != given.rend(); ++part) {  // `merge(cfg, {"seed": 0})`
    if (!part->is("dictionary")) continue;
    const SeedOrigin found = of_dictionary(*part, step);
    if (!found.unknown) return found;
  }
  const std::size_t sites = sites_.size();
  const SeedOrigin from = of(call, plain);
  sites_.resize(sites);
  const bool is_option = from.command_line && !from.config && !from.unknown && !from.other;
  const bool is_doubtful = parses_options(last) && !merges_options_ && config_path_.empty();
  if (!is_option && is_doubtful) return {.unknown = true, .replaced = true};
  return is_option ? of_option(step) : config(step);
}

// An option of the command line, unless a config gives it.
SeedOrigin SeedTracer::of_option(const Step& step) {
  if (merges_options_ || !config_path_.empty()) return config(step);
  SeedOrigin found;
  const auto add_default = [&](SyntaxNode value, std::size_t file) {
    Step there = step;
    there.file = file;
    there.reads = false;
    if (value) found |= of(value, there);
  };
  for (const Use& call : program_.calls_of("add_argument")) {
    if (!spend(2)) return {.unknown = true};
    for (const SyntaxNode part : children_of(call.node.child("arguments"))) {
      const auto name = string_of(part);
      if (!name ||
          !is_key(std::string_view(*name).substr(std::min(name->find_first_not_of('-'), name->size()))))
        continue;
      add_default(named_argument(call.node, "default"), call.file);
      break;
    }
  }
  for (const Use& call : program_.calls_of("set_defaults"))
    for (const SyntaxNode part : children_of(call.node.child("arguments")))
      if (part.is("keyword_argument") && is_key(part.child("name").text()))
        add_default(part.child("value"), call.file);
  if (found.config) return {.config = true, .replaced = found.replaced};
  if (doubts_options_ || merges_somewhere_ || found.unknown) return {.unknown = true, .replaced = true};
  return {.command_line = true};
}

}  // namespace expgate::content
