// The other half of SeedTracer: what calls give back, and what parameters are given.
#include <algorithm>
#include <iterator>
#include <optional>
#include <span>
#include <utility>

#include "base/strings.h"
#include "content/python/python_text.h"
#include "content/python/seed_origin.h"

namespace expgate::content {

namespace {

constexpr std::size_t kMostCallers = 40;     // of one function
constexpr std::size_t kMostConstants = 500;  // calls that are given a constant

constexpr std::string_view kPassing[] = {
    "int",    "float",   "str",          "abs",      "max",   "min",     "sum",       "list",
    "tuple",  "set",     "round",        "hash",     "array", "asarray", "tensor",    "uint32",
    "int64",  "int32",   "SeedSequence", "fold_in",  "split", "range",   "enumerate", "zip",
    "sorted", "PRNGKey", "key",          "deepcopy", "copy"};
constexpr std::string_view kMethodsPassing[] = {"item",  "to",   "long",           "int",  "tolist",
                                                "numpy", "copy", "generate_state", "spawn"};
constexpr std::string_view kReading[] = {"get", "pop", "setdefault"};
constexpr std::string_view kParsing[] = {"parse_args", "parse_known_args", "ArgumentParser",
                                         "parse_args_into_dataclasses"};
constexpr std::string_view kDrawing[] = {
    "random.",    "numpy.random.", "torch.rand",        "secrets.",           "time.",
    "os.getpid",  "uuid.",         "torch.seed",        "torch.initial_seed", "datetime.",
    "os.urandom", "torch.empty",   "torch.distributed."};
constexpr std::string_view kRunners[] = {"CLI", "auto_cli", "LightningCLI", "cli"};

bool is_in(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string_view name_of_parameter(SyntaxNode parameter) {
  if (parameter.is("identifier")) return parameter.text();
  const SyntaxNode name = parameter.child("name");
  return name ? name.text() : parameter.first_child().text();
}

// A name or attribute of that name among the arguments of a call, in tuples and lists too.
SyntaxNode argument_called(SyntaxNode part, std::string_view name, int depth = 0) {
  if (part.is("keyword_argument")) {
    if (part.child("name").text() == name) return part.child("value");
    part = part.child("value");
  }
  if (last_part(part) == name) return part;
  if ((!part.is("tuple") && !part.is("list")) || depth > 3) return {};
  for (const SyntaxNode inner : children_of(part))
    if (const SyntaxNode found = argument_called(inner, name, depth + 1)) return found;
  return {};
}

bool is_rank(std::string_view name) {
  const std::string lower = ascii_lower(name);
  return lower.find("rank") != std::string::npos || lower.find("world_size") != std::string::npos ||
         lower.find("process_index") != std::string::npos ||
         lower.find("process_count") != std::string::npos || lower.find("device_count") != std::string::npos;
}

}  // namespace

std::string_view last_part(SyntaxNode function) {
  return function.is("attribute")    ? function.child("attribute").text()
         : function.is("identifier") ? function.text()
                                     : "";
}

bool parses_options(std::string_view function) {
  return is_in(kParsing, function);
}

SyntaxNode argument_at(SyntaxNode call, std::size_t index) {
  std::size_t at = 0;
  for (const SyntaxNode part : children_of(call.child("arguments"))) {
    if (part.is("keyword_argument")) continue;
    if (at++ == index) return part;
  }
  return {};
}

SyntaxNode named_argument(SyntaxNode call, std::string_view name) {
  for (const SyntaxNode part : children_of(call.child("arguments")))
    if (part.is("keyword_argument") && part.child("name").text() == name) return part.child("value");
  return {};
}

SeedOrigin SeedTracer::of_call(SyntaxNode node, const Step& given) {
  Step step = given;
  const int place = std::exchange(step.part, -1);
  const SyntaxNode function = node.child("function");
  const std::string_view last = last_part(function);
  const SyntaxNode first = argument_at(node, 0);
  const auto key = string_of(first);
  if (function.is("attribute") && is_in(kReading, last) && key) {
    const std::string full = program_.full_name({function, step.file});
    if (full.starts_with("os.environ")) return of_environment(*key, step);
    const SyntaxNode object = function.child("object");
    if (!is_key(*key)) return of_part(object, step);
    auto elsewhere = read_elsewhere(object, *key, step);
    if (!elsewhere) return of_read(object, step);
    if (const SyntaxNode fallback = argument_at(node, 1)) *elsewhere |= of(fallback, step);
    return *elsewhere;
  }
  if (key && program_.full_name({function, step.file}) == "os.getenv") return of_environment(*key, step);
  // `getattr(cfg, "seed", 0)`, `OmegaConf.select(cfg, "train.seed")`, `_try_get_key(cfg, "SEED")`
  const auto second = string_of(argument_at(node, 1));
  if (second && is_key(std::string_view(*second).substr(second->rfind('.') + 1))) return of_read(first, step);
  if (last == "getattr" && second) return of_part(first, step);
  if (program_.full_name({function, step.file}) == "tyro.cli")
    return {.command_line = !named_argument(node, "default"),
            .unknown = bool(named_argument(node, "default"))};
  if (is_in(kParsing, last)) return of_parse(node, step);
  if (function.is("attribute") && is_in(kMethodsPassing, last) &&
      !program_.import_of(step.file, function.child("object").text()))
    return of(function.child("object"), step);
  return of_named_call(node, last, place, step);
}

// Options: what the user types, unless the program says it, or has them from elsewhere.
SeedOrigin SeedTracer::of_parse(SyntaxNode node, const Step& step) {
  const std::string_view last = last_part(node.child("function"));
  if (last == "ArgumentParser") return {.command_line = true};
  if (last == "parse_args_into_dataclasses") return {.unknown = true};  // it looks for files of options, too
  if (named_argument(node, "namespace") || argument_at(node, 1)) return {.unknown = true};
  const SyntaxNode first = argument_at(node, 0);
  const SyntaxNode words = first ? first : named_argument(node, "args");
  const bool has_none = !words || words.is("none") || (words.is("list") && !words.first_child());
  if (has_none || words.text().find("argv") != std::string_view::npos) return {.command_line = true};
  const SeedOrigin from = words.is("list") ? SeedOrigin{.unknown = true} : of(words, step);
  return from.any() && !from.command_line ? SeedOrigin{.unknown = true} : SeedOrigin{.command_line = true};
}

SeedOrigin SeedTracer::of_named_call(SyntaxNode node, std::string_view last, int place, const Step& step) {
  const bool is_library = is_from_library(program_, {node, step.file});
  if (!is_library) {
    bool is_own = false;
    const SeedOrigin result = of_result(last, place, step, is_own);
    if (is_own) return result;
  }
  SeedOrigin given;
  for (const SyntaxNode part : children_of(node.child("arguments")))
    given |= of(part.is("keyword_argument") ? part.child("value") : part, step);
  if (is_in(kPassing, last)) return given;
  const std::string full = program_.full_name({node.child("function"), step.file});
  const bool draws = std::any_of(std::begin(kDrawing), std::end(kDrawing),
                                 [&](std::string_view prefix) { return full.starts_with(prefix); });
  if (is_library && draws) return {.config = given.config, .other = true};
  if (is_rank(last)) return {.other = true};
  return {.config = given.config, .unknown = !given.config};
}

// What the functions of that name return.
SeedOrigin SeedTracer::of_result(std::string_view function, int place, const Step& step, bool& is_own) {
  SeedOrigin found;
  const auto& all = program_.functions_named(function);
  for (std::size_t at = 0; at < std::min(all.size(), kMostCallers); ++at) {
    const auto& definition = program_.function(all[at]);
    is_own = true;
    Step there = step;
    there.file = definition.file;
    const SyntaxNode body = definition.node.child("body");
    const Syntax& syntax = program_.files()[definition.file]->syntax;
    const std::size_t end = body.after() ? body.after().number() : syntax.size();
    if (!spend((end - body.number()) / 20)) return {.unknown = true};
    for (std::size_t number = body.number(); number < end; ++number) {
      const SyntaxNode node = syntax.node(number);
      const bool is_its = node.is("return_statement") && node.first_child() &&
                          program_.scope_of({node, definition.file}) == all[at];
      if (!is_its) continue;
      const SyntaxNode value = node.first_child();
      const bool is_several = place >= 0 && (value.is("expression_list") || value.is("tuple"));
      there.part = is_several ? -1 : place;
      SyntaxNode one = is_several ? value.first_child() : value;
      for (int before = 0; is_several && before < place; ++before) one = one.next();
      found |= one ? of(one, there) : SeedOrigin{.unknown = true};
    }
  }
  return found;
}

SeedOrigin SeedTracer::of_parameter(std::size_t function, std::string_view name, const Step& step) {
  const auto& definition = program_.function(function);
  const SyntaxNode parameters = definition.node.child("parameters");
  std::size_t index = 0;
  for (const SyntaxNode parameter : children_of(parameters)) {
    if (name_of_parameter(parameter) == name) break;
    ++index;
  }
  const bool is_method = !definition.owner.empty();
  if (is_method && index > 0) --index;  // self
  const bool makes = definition.name == "__init__";
  const std::string_view called = makes ? definition.owner : definition.name;
  SeedOrigin found;
  bool has_callers = false;
  const auto& calls = program_.calls_of(called);
  for (std::size_t at = 0; at < std::min(calls.size(), kMostCallers); ++at) {
    if (!spend(20)) return {.unknown = true};
    if (!program_.may_mean(calls[at], called, definition.file) || program_.is_dead(calls[at])) continue;
    has_callers = true;
    found |= of_caller(calls[at], parameters, index, name, step);
  }
  if (calls.size() > kMostCallers) found.unknown = true;
  found |= of_handed_on(called, name, step);
  if (!has_callers && !found.any()) found = of_caller_unknown(function, name, step);
  if (definition.is_decorated && !found.config) found |= of_caller_unknown(function, name, step);
  if (!program_.taken(called).empty() && !found.config) found.unknown = true;
  return found;
}

// What one call gives for a parameter, where that call may be made.
SeedOrigin SeedTracer::of_caller(const Use& call, SyntaxNode parameters, std::size_t index,
                                 std::string_view name, const Step& step) {
  const std::size_t sites = sites_.size();
  SeedOrigin given = of_argument(call, parameters, index, name, step);
  if (step.reads) return given;
  if (!program_.is_reachable(call)) {
    doubt_since(sites);
    return {.config = given.config, .unknown = given.unknown, .replaced = given.config};
  }
  const bool is_constant = given.constant && !given.config && !given.unknown && !given.command_line;
  if (is_constant && constants_.size() < kMostConstants) constants_.push_back({call, seeding_});
  return given;
}

// What one call gives for a parameter.
SeedOrigin SeedTracer::of_argument(const Use& call, SyntaxNode parameters, std::size_t index,
                                   std::string_view name, const Step& step) {
  Step there = step;
  there.file = call.file;
  if (!step.reads) there.site = call;
  ++there.depth;
  if (const SyntaxNode value = named_argument(call.node, name)) return of(value, there);
  std::size_t at = 0;
  for (const SyntaxNode part : children_of(call.node.child("arguments"))) {
    if (part.is("keyword_argument")) continue;
    if (part.is("dictionary_splat"))
      return is_key(name) ? of_read(part.first_child(), there) : SeedOrigin{.unknown = true};
    if (part.is("list_splat")) return {.unknown = true};
    if (at++ == index) return of(part, there);
  }
  for (const SyntaxNode parameter : children_of(parameters)) {
    if (name_of_parameter(parameter) != name) continue;
    const SyntaxNode value = parameter.child("value");
    return value ? of(value, step) : SeedOrigin{.unknown = true};
  }
  return {.unknown = true};
}

// `launch(main, cfg.seed)`, `spawn(worker, args=(seed,))`: a function that something else calls.
SeedOrigin SeedTracer::of_handed_on(std::string_view function, std::string_view name, const Step& step) {
  SeedOrigin found;
  for (const Use& use : program_.given(function)) {
    if (!spend(10)) return {.unknown = true};
    SyntaxNode call = use.node;
    while (call && !call.is("call")) call = call.parent();
    if (!call) continue;
    Step there = step;
    there.file = use.file;
    if (!step.reads) there.site = {call, use.file};
    ++there.depth;
    const bool runs = is_in(kRunners, last_part(call.child("function")));
    SyntaxNode value;
    for (const SyntaxNode part : children_of(call.child("arguments")))
      if (!value) value = argument_called(part, name);
    if (value) {
      found |= of(value, there);
    } else {
      found |= runs && is_key(name) ? config(there) : SeedOrigin{.unknown = true};
    }
  }
  return found;
}

// A function that no call of the program names: it is never called, or by a framework.
SeedOrigin SeedTracer::of_caller_unknown(std::size_t function, std::string_view name, const Step& step) {
  const auto& definition = program_.function(function);
  if (!program_.taken(definition.name).empty()) return {.unknown = true};  // from a table of functions
  if (!definition.is_decorated && definition.owner.empty() && !program_.mentions(definition.name)) return {};
  const SyntaxNode decorated = definition.node.parent();
  const std::string_view head =
      definition.is_decorated ? decorated.text().substr(0, definition.node.begin() - decorated.begin()) : "";
  const bool is_command = head.find("click.") != std::string_view::npos ||
                          head.find(".command") != std::string_view::npos ||
                          head.find("option(") != std::string_view::npos;
  if (!is_command) return {.unknown = true};
  if (is_key(name) && !config_path_.empty()) return config(step);
  const bool is_doubtful = merges_options_ || doubts_options_;
  return {.command_line = !is_doubtful, .unknown = is_doubtful};
}

// `os.environ["SEED"]`: what the program sets it to, or what nobody knows.
SeedOrigin SeedTracer::of_environment(std::string_view name, const Step& step) {
  Left left;
  left.sites = sites_.size();
  for (const auto& binding : program_.attributes_named(name)) {
    if (!spend(2)) break;
    const SyntaxNode object = binding.target.child("value");
    if (program_.full_name({object, binding.file}) != "os.environ") continue;
    Step there = step;
    there.file = binding.file;
    const SeedOrigin value = of(binding.value, there);
    left.may_replace = left.may_replace || (!value.config && value.any());
    left.origin |= value;
  }
  if (left.origin.any()) return settled(left);
  const bool may_be_seed = ascii_lower(name).find("seed") != std::string::npos;
  return {.other = !may_be_seed, .unknown = may_be_seed};
}

// A part of something: an option, if the whole is the options.
SeedOrigin SeedTracer::of_part(SyntaxNode object, const Step& step) {
  const SeedOrigin from = of(object, step);
  const bool is_known = from.any() && !from.unknown && !from.config;
  return is_known ? from : SeedOrigin{.unknown = true};
}

bool is_from_library(const PythonProgram& program, const PythonProgram::Use& call) {
  const std::string chain = chain_of(call.node.child("function"));
  const auto* const import = program.import_of(call.file, std::string_view(chain).substr(0, chain.find('.')));
  return import != nullptr && !import->is_own;
}

}  // namespace expgate::content
