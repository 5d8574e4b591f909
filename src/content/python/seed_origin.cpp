#include "content/python/seed_origin.h"

#include <algorithm>
#include <iterator>

#include "base/strings.h"
#include "content/python/python_text.h"

namespace expgate::content {

namespace {

constexpr std::size_t kMostTraced = 100'000;
constexpr int kDeepestTrace = 60;

constexpr std::string_view kDisplays[] = {"parenthesized_expression",
                                          "binary_operator",
                                          "boolean_operator",
                                          "unary_operator",
                                          "list",
                                          "tuple",
                                          "set",
                                          "expression_list",
                                          "await",
                                          "not_operator"};
constexpr std::string_view kConstants[] = {"integer", "float", "string",
                                           "true",    "false", "concatenated_string"};

// Parsers of a command line that read configs too.
constexpr std::string_view kParsersOfConfigs[] = {"configargparse",       "jsonargparse",
                                                  "ConfigArgumentParser", "ActionConfigFile",
                                                  "default_config_files", "HfArgumentParser"};

// Whether a program may put values of a config into the options of its command line:
// `set_defaults(**config)`, `setattr(args, key, value)`, `vars(args).update(config)`, `Namespace(**config)`.
bool merges_options(const PythonProgram& program) {
  for (const std::string_view name : kParsersOfConfigs)
    if (program.mentions(name)) return true;
  for (const std::string_view function : {"set_defaults", "Namespace"})
    for (const auto& call : program.calls_of(function))
      for (const SyntaxNode part : children_of(call.node.child("arguments")))
        if (part.is("dictionary_splat")) return true;
  for (const auto& call : program.calls_of("setattr"))
    if (call.node.child("arguments").first_child().text() != "self") return true;
  for (const auto& call : program.calls_of("update")) {
    const std::string_view object = call.node.child("function").child("object").text();
    if (object.ends_with("__dict__") || object.starts_with("vars(")) return true;
  }
  return false;
}

bool is_in(std::string_view name, std::span<const std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string folded_name(std::string_view name) {
  std::string plain = ascii_lower(name);
  std::replace(plain.begin(), plain.end(), '-', '_');
  return plain;
}

bool is_about_processes(std::string_view name) {
  const std::string lower = ascii_lower(name);
  for (const std::string_view word : {"rank", "world_size", "process_index", "process_count", "worker_id",
                                      "device_count", "gpu_id", "num_processes"})
    if (lower.find(word) != std::string::npos) return true;
  return false;
}

}  // namespace

SeedTracer::SeedTracer(const PythonProgram& program, const SeedKey& key)
    : program_(program), name_(folded_name(std::string_view(key.key).substr(key.key.rfind('.') + 1))) {
  for (const auto& file : program.files())
    if (file->path == key.config) config_path_ = key.config;
  merges_options_ = merges_options(program);
  for (const Use& call : program.calls_of("exec")) run_over_.insert(call.file);
}

bool SeedTracer::is_key(std::string_view name) const {
  return folded_name(name) == name_;
}

SeedOrigin SeedTracer::origin(SyntaxNode argument, const Use& site) {
  return of(argument, {site.file, site, 0});
}

SeedOrigin SeedTracer::config(const Step& step) {
  const auto is_same = [&](const Use& site) {
    return site.file == step.site.file && site.node == step.site.node;
  };
  if (std::none_of(sites_.begin(), sites_.end(), is_same)) sites_.push_back(step.site);
  return {.config = true};
}

bool SeedTracer::spend(std::size_t steps) {
  steps_ += steps;
  return steps_ <= kMostTraced;
}

SeedOrigin SeedTracer::of(SyntaxNode node, Step step) {
  if (!node || !spend(5) || ++step.depth > kDeepestTrace) return {.unknown = true};
  const std::pair place{step.file, node.number()};
  if (!active_.insert(place).second) return {};
  const std::string_view kind = node.kind();
  SeedOrigin found{.unknown = true};
  if (is_in(kind, kConstants)) {
    found = {.constant = true};
  } else if (kind == "none") {
    found = {};
  } else if (kind == "identifier") {
    found = of_name(node, step);
  } else if (kind == "attribute") {
    found = of_attribute(node, step);
  } else if (kind == "subscript") {
    const auto key = string_of(node.child("subscript"));
    found =
        key && is_key(*key) ? of_read(node.child("value"), *key, step) : of_part(node.child("value"), step);
  } else if (kind == "call") {
    found = of_call(node, step);
  } else if (is_in(kind, kDisplays)) {
    found = of_children(node, step);
  } else if (kind == "named_expression") {
    found = of(node.child("value"), step);
  } else if (kind == "conditional_expression") {  // value, condition, other value
    const SyntaxNode value = node.first_child();
    found = of(value, step);
    found |= of(value.next().next(), step);
  } else if (kind == "list_comprehension" || kind == "generator_expression") {
    found = of(node.child("body"), step);
  }
  active_.erase(place);
  return found;
}

SeedOrigin SeedTracer::of_children(SyntaxNode node, const Step& step) {
  SeedOrigin found;
  for (const SyntaxNode part : children_of(node))
    if (part.field() != "operator") found |= of(part, step);
  return found;
}

SeedOrigin SeedTracer::of_name(SyntaxNode node, const Step& step) {
  std::size_t scope = program_.scope_of({node, step.file});
  bool is_found = false;
  while (scope != PythonProgram::kModule) {
    const SeedOrigin found = of_scope(node, scope, step, is_found);
    if (is_found) return found;
    scope = program_.function(scope).outer;
  }
  SeedOrigin found = of_global(node.text(), step.file, step, is_found);
  if (is_found) return found;
  if (const auto* const import = program_.import_of(step.file, node.text()); import != nullptr) {
    for (const std::size_t file : program_.files_of(*import))
      found |= of_global(import->member, file, step, is_found);
    if (is_found) return found;
  }
  if (is_about_processes(node.text())) return {.other = true};
  return {.unknown = true};
}

// What a name is in a function: what is assigned to it there, and what is given for it as a parameter.
SeedOrigin SeedTracer::of_scope(SyntaxNode node, std::size_t scope, const Step& step, bool& is_found) {
  SeedOrigin found;
  for (const auto& binding : program_.bindings_of(node.text())) {
    if (!spend(1)) break;
    if (binding.file != step.file || binding.scope != scope) continue;
    is_found = true;
    found |= of(binding.value, step);
  }
  for (const SyntaxNode parameter : children_of(program_.function(scope).node.child("parameters"))) {
    const SyntaxNode name = parameter.child("name");
    const SyntaxNode inner = parameter.is("identifier") ? parameter : name ? name : parameter.first_child();
    if (inner.text() != node.text()) continue;
    is_found = true;
    found |= of_parameter(scope, node.text(), step);
  }
  return found;
}

// What a name is in a module: what is assigned there. A config that is run over them wins.
SeedOrigin SeedTracer::of_global(std::string_view name, std::size_t file, const Step& step, bool& is_found) {
  SeedOrigin found;
  for (const auto& binding : program_.bindings_of(name)) {
    if (!spend(1)) break;
    if (binding.file != file || binding.scope != PythonProgram::kModule) continue;
    is_found = true;
    Step there = step;
    there.file = file;
    found |= of(binding.value, there);
  }
  const bool is_config = program_.files()[file]->path == config_path_ || run_over_.contains(file) ||
                         program_.mentions("globals");
  if (is_found && is_key(name) && is_config) found |= config(step);
  return found;
}

SeedOrigin SeedTracer::of_attribute(SyntaxNode node, const Step& step) {
  const SyntaxNode object = node.child("object");
  const std::string_view name = node.child("attribute").text();
  if (object.text() == "self" || object.text() == "cls") return of_self(node, step);
  bool is_found = false;
  if (object.is("identifier")) {
    if (const auto* const import = program_.import_of(step.file, object.text()); import != nullptr) {
      SeedOrigin found;
      for (const std::size_t file : program_.files_of(*import))
        found |= of_global(name, file, step, is_found);
      if (is_found) return found;
    }
    if (!program_.classes_named(object.text()).empty()) {
      const SeedOrigin found = of_class(object.text(), name, step, is_found);
      if (is_found) return found;
    }
  }
  if (is_key(name)) return of_read(object, name, step);
  if (is_about_processes(name) || program_.full_name({node, step.file}).starts_with("os.environ"))
    return {.other = true};
  return of_part(object, step);
}

// `self.seed`: what the methods of its class assign.
SeedOrigin SeedTracer::of_self(SyntaxNode node, const Step& step) {
  const std::string_view name = node.child("attribute").text();
  const std::size_t scope = program_.scope_of({node, step.file});
  const std::string_view owner =
      scope == PythonProgram::kModule ? std::string_view() : program_.function(scope).owner;
  bool is_found = false;
  const SeedOrigin found = of_class(owner, name, step, is_found);
  if (is_found) return found;
  if (is_key(name)) return config(step);  // of a dataclass, or of a class that it inherits from
  if (is_about_processes(name)) return {.other = true};
  return {.unknown = true};
}

SeedOrigin SeedTracer::of_class(std::string_view owner, std::string_view name, const Step& step,
                                bool& is_found) {
  SeedOrigin found;
  for (const auto& binding : program_.attributes_named(name)) {
    if (!spend(10)) break;
    const bool is_method = binding.scope != PythonProgram::kModule;
    SyntaxNode holder = binding.target;
    while (holder && !holder.is("class_definition")) holder = holder.parent();
    const bool is_own = holder && holder.child("name").text() == owner;
    const bool is_attribute =
        binding.target.is("identifier") || binding.target.child("object").text() == "self";
    if (!is_own || !is_attribute) continue;
    is_found = true;
    Step there = step;
    there.file = binding.file;
    const bool is_config = !is_method && is_key(name) && program_.files()[binding.file]->path == config_path_;
    found |= is_config ? config(step) : of(binding.value, there);
  }
  return found;
}

// A read of the config's key: from options of the command line it is none, unless they are the config.
SeedOrigin SeedTracer::of_read(SyntaxNode object, std::string_view name, const Step& step) {
  SeedOrigin from = of(object, step);
  const bool is_option = from.command_line && !from.config && !from.unknown && !from.other;
  if (!is_option || merges_options_ || !config_path_.empty()) return config(step);
  SeedOrigin found{.command_line = true};
  for (const auto& binding : program_.attributes_named(name)) {  // `args.seed = cfg.seed`
    if (!spend(1)) break;
    if (!binding.target.is("attribute") || binding.target.child("object").text() != object.text()) continue;
    Step there = step;
    there.file = binding.file;
    found |= of(binding.value, there);
  }
  return found;
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
