#include "content/python/seed_origin.h"

#include <algorithm>
#include <iterator>

#include "base/strings.h"
#include "content/python/python_text.h"
#include "content/python/statement_order.h"

namespace expgate::content {

namespace {

constexpr std::size_t kMostTraced = 200'000;
constexpr int kDeepestTrace = 60;
constexpr std::size_t kMostNoted = 2'000;  // that are noted

constexpr std::string_view kDisplays[] = {"parenthesized_expression",
                                          "binary_operator",
                                          "boolean_operator",
                                          "unary_operator",
                                          "list",
                                          "tuple",
                                          "set",
                                          "expression_list",
                                          "argument_list",
                                          "await",
                                          "not_operator"};
constexpr std::string_view kConstants[] = {"integer", "float", "string",
                                           "true",    "false", "concatenated_string"};

bool is_in(std::string_view name, std::span<const std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string folded_name(std::string_view name) {
  std::string plain = ascii_lower(name);
  std::replace(plain.begin(), plain.end(), '-', '_');
  return plain;
}

}  // namespace

bool is_about_processes(std::string_view name) {
  const std::string lower = ascii_lower(name);
  for (const std::string_view word : {"rank", "world_size", "process_index", "process_count", "worker_id",
                                      "device_count", "gpu_id", "num_processes"})
    if (lower.find(word) != std::string::npos) return true;
  return false;
}

SeedTracer::SeedTracer(const PythonProgram& program, const SeedKey& key)
    : program_(program), name_(folded_name(std::string_view(key.key).substr(key.key.rfind('.') + 1))) {
  for (const std::string_view part : split(key.key, '.')) names_.push_back(folded_name(part));
  for (const std::string_view part : split(key.key, '.')) spelled_.emplace_back(part);
  config_file_ = key.config.substr(key.config.rfind('/') + 1);
  for (const auto& file : program.files())
    if (file->path == key.config) config_path_ = key.config;
  word_ = name_.find("seed") != std::string::npos ? "seed" : name_;
  find_changes();
}

bool SeedTracer::is_key(std::string_view name) const {
  return folded_name(name) == name_;
}

SeedOrigin SeedTracer::origin(SyntaxNode argument, const Use& site) {
  seeding_ = site;
  const std::size_t sites = sites_.size();
  return checked(of(argument, {site.file, site, 0}), sites);
}

SeedOrigin SeedTracer::origin_in(SyntaxNode object, const Use& site) {
  seeding_ = site;
  const std::size_t sites = sites_.size();
  return checked(of_read(object, {site.file, site, 0}), sites);
}

// What was found, in doubt if the steps did not suffice.
SeedOrigin SeedTracer::checked(SeedOrigin found, std::size_t sites) {
  if (steps_ <= kMostTraced) return found;
  found.unknown = true;
  doubt_since(sites);
  return found;
}

SeedOrigin SeedTracer::config(const Step& step) {
  if (sites_.size() >= kMostNoted || steps_ > kMostTraced) return {.unknown = true};
  sites_.push_back({step.site, seeding_});
  return {.config = true};
}

bool SeedTracer::spend(std::size_t steps) {
  steps_ += steps;
  return steps_ <= kMostTraced;
}

SeedOrigin SeedTracer::of(SyntaxNode node, Step step) {
  if (step.reads) return of_read(node, step);
  if (!node || !spend(5) || ++step.depth > kDeepestTrace) return {.unknown = true};
  if (!node.is("call")) step.part = -1;
  const std::pair place{step.file, node.number()};
  if (!active_.insert(place).second) return {};
  const SeedOrigin found = of_value(node, step);
  active_.erase(place);
  return found;
}

SeedOrigin SeedTracer::of_value(SyntaxNode node, const Step& step) {
  const std::string_view kind = node.kind();
  if (is_in(kind, kConstants)) return {.constant = true};
  if (kind == "none") return {};
  if (kind == "identifier") return of_name(node, step);
  if (kind == "attribute") return of_attribute(node, step);
  if (kind == "call") return of_call(node, step);
  if (is_in(kind, kDisplays)) return of_children(node, step);
  if (kind == "named_expression" || kind == "keyword_argument") return of(node.child("value"), step);
  if (kind == "conditional_expression") return of_choice(node, step);
  if (kind == "list_comprehension" || kind == "generator_expression") return of(node.child("body"), step);
  if (kind != "subscript") return {.unknown = true};
  const auto key = string_of(node.child("subscript"));
  const SyntaxNode object = node.child("value");
  if (key && program_.full_name({object, step.file}) == "os.environ") return of_environment(*key, step);
  return key && is_key(*key) ? of_read_of(object, *key, step) : of_part(object, step);
}

// What an object holds under the config's key, as it is spelled there.
SeedOrigin SeedTracer::of_read_of(SyntaxNode object, std::string_view key, const Step& step) {
  const auto elsewhere = read_elsewhere(object, key, step);
  return elsewhere ? *elsewhere : of_read(object, step);
}

SeedOrigin SeedTracer::of_children(SyntaxNode node, const Step& step) {
  SeedOrigin found;
  for (const SyntaxNode part : children_of(node))
    if (part.field() != "operator") found |= of(part, step);
  return found;
}

// `value if condition else other`
SeedOrigin SeedTracer::of_choice(SyntaxNode node, const Step& step) {
  const SyntaxNode value = node.first_child();
  const SyntaxNode condition = value.next();
  const SyntaxNode other = condition.next();
  if (is_always_true(condition)) return of(value, step);
  if (is_never_true(condition)) return of(other, step);
  const std::size_t sites = sites_.size();
  const SeedOrigin one = of(value, step);
  const SeedOrigin two = of(other, step);
  SeedOrigin found = one;
  found |= two;
  const bool is_replaced = one.config != two.config && (one.config ? two : one).any();
  if (!is_replaced || is_about(condition, word_)) return found;
  found.replaced = true;
  doubt_since(sites);
  return found;
}

void SeedTracer::doubt_since(std::size_t sites) {
  for (std::size_t at = sites; at < sites_.size(); ++at) sites_[at].is_doubtful = true;
}

void SeedTracer::doubt_all_of(const Use& seeding) {
  for (Found& found : sites_)
    if (found.seeding.file == seeding.file && found.seeding.node == seeding.node) found.is_doubtful = true;
}

SeedTracer::Left SeedTracer::left_by(std::vector<Change> changes, SyntaxNode then, const Step& step) {
  Left left;
  left.sites = sites_.size();
  for (auto change = changes.rbegin(); change != changes.rend() && spend(3); ++change) {
    const Done done =
        program_.is_dead({change->doer, change->file}) ? Done::never : done_before(change->doer, then);
    if (done == Done::never) continue;
    if (change->kind == Change::handed) {
      Step there = step;
      there.file = change->file;
      const Left made = left_by_callee(*change, there);
      if (!made.origin.config && !made.origin.constant) continue;
      left.origin |= made.origin;
      left.is_changed = true;
      left.is_plain = left.is_plain || made.is_plain;
      left.has_base = made.has_base && done == Done::always;
      if (left.has_base) break;
      left.may_replace = left.may_replace || made.may_replace || !made.origin.config;
      continue;
    }
    left.is_changed = true;
    left.is_bound = left.is_bound || change->kind == Change::whole;
    Step there = step;
    there.file = change->file;
    if (change->kind == Change::item) there.reads = false;
    there.part = change->part;
    const bool is_config = change->kind == Change::load && !change->value;
    const SeedOrigin value = is_config                      ? config(there)
                             : change->kind == Change::item ? of_item(change->value, there)
                                                            : of(change->value, there);
    const bool is_added = change->doer.is("augmented_assignment");  // to what was there before
    const bool is_option = value.command_line && !has_option_;
    if (change->kind == Change::load && !value.config && (is_option || value.unknown)) continue;
    const bool is_odd = done == Done::sometimes && is_on_condition(change->doer, then, word_);
    left.origin |= value;
    (is_odd ? left.is_odd : left.is_plain) |= value.config;
    if (is_added) continue;
    if (done == Done::always && (change->kind != Change::load || value.config || value.constant)) {
      left.has_base = true;
      left.base = *change;
      break;
    }
    const bool is_other = !value.config && value.any();
    left.may_replace = left.may_replace || (is_other && !is_fallback(change->doer, then, word_));
  }
  return left;
}

// What is left, in doubt where something else may have come after the config's seed.
SeedOrigin SeedTracer::settled(Left left) {
  const SeedOrigin& origin = left.origin;
  const bool has_other = origin.constant || origin.command_line || origin.other || origin.unknown;
  const bool is_odd = left.is_odd && !left.is_plain && has_other;
  if (!origin.config || (!left.may_replace && !is_odd)) return left.origin;
  left.origin.replaced = true;
  doubt_since(left.sites);
  return left.origin;
}

std::vector<SeedTracer::Change> SeedTracer::bindings_in(std::string_view name, std::size_t file,
                                                        std::size_t scope) const {
  std::vector<Change> found;
  for (const auto& binding : program_.bindings_of(name))
    if (binding.file == file && binding.scope == scope && binding.from == PythonProgram::kModule)
      found.push_back({Change::whole, doer_of(binding.target), binding.value, file, scope, {}, binding.part});
  return found;
}

SeedOrigin SeedTracer::of_name(SyntaxNode node, const Step& step) {
  const std::size_t own = program_.scope_of({node, step.file});
  bool is_found = false;
  for (std::size_t scope = own; scope != PythonProgram::kModule; scope = program_.function(scope).outer) {
    const SeedOrigin found = of_scope(node, scope, step, is_found);
    if (is_found) return found;
  }
  SeedOrigin found = own == PythonProgram::kModule
                         ? of_global(node.text(), step.file, node, step, is_found)
                         : of_global_in_function(node.text(), step.file, own, node, step);
  is_found = is_found || found.any();
  if (!is_found && own != PythonProgram::kModule)
    found = of_global(node.text(), step.file, {}, step, is_found);
  if (is_found) return found;
  if (const auto* const import = program_.import_of(step.file, node.text()); import != nullptr) {
    for (const std::size_t file : program_.files_of(*import))
      found |= of_global(import->member, file, {}, step, is_found);
    if (is_found) return found;
  }
  if (is_about_processes(node.text())) return {.other = true};
  return {.unknown = true};
}

// What a name is in a function: what is assigned to it there, and what is given for it as a parameter.
SeedOrigin SeedTracer::of_scope(SyntaxNode node, std::size_t scope, const Step& step, bool& is_found) {
  const bool is_own = program_.scope_of({node, step.file}) == scope;
  const std::vector<Change> changes = bindings_in(node.text(), step.file, scope);
  if (!spend(program_.bindings_of(node.text()).size() / 3)) return {.unknown = is_found = true};
  Left left = left_by(changes, is_own ? node : SyntaxNode(), step);
  is_found = !changes.empty();
  for (const SyntaxNode parameter : children_of(program_.function(scope).node.child("parameters"))) {
    const SyntaxNode name = parameter.child("name");
    const SyntaxNode inner = parameter.is("identifier") ? parameter : name ? name : parameter.first_child();
    if (inner.text() != node.text()) continue;
    is_found = true;
    left.is_changed = true;
    if (!left.has_base) left.add(of_parameter(scope, node.text(), step));
  }
  if (is_found && !left.is_changed) return {.unknown = true};
  return settled(left);
}

// A global name that functions set: `global SEED`. What the module says before is a beginning only.
SeedOrigin SeedTracer::of_global_in_function(std::string_view name, std::size_t file, std::size_t function,
                                             SyntaxNode then, const Step& step) {
  Left left;
  left.sites = sites_.size();
  bool is_replaced = false;
  for (const auto& binding : program_.bindings_of(name)) {
    if (!spend(1)) break;
    if (binding.file != file || binding.from == PythonProgram::kModule) continue;
    if (program_.is_dead({binding.target, file})) continue;
    const SyntaxNode doer = doer_of(binding.target);
    const Done done = binding.from == function ? done_before(doer, then) : Done::sometimes;
    if (done == Done::never) continue;
    const SeedOrigin value = of(binding.value, step);
    is_replaced = is_replaced || (!value.config && value.any() && !is_fallback(doer, {}, word_));
    left.origin |= value;
  }
  left.may_replace = is_replaced;
  return settled(left);
}

// What a name is in a module: what is assigned there. A config that is run over them wins.
SeedOrigin SeedTracer::of_global(std::string_view name, std::size_t file, SyntaxNode then, const Step& step,
                                 bool& is_found) {
  const std::vector<Change> changes = bindings_in(name, file, PythonProgram::kModule);
  if (changes.empty() || !spend(program_.bindings_of(name).size() / 3)) return {.unknown = !changes.empty()};
  is_found = true;
  Left left = left_by(changes, then, step);
  SeedOrigin found = left.is_changed ? settled(left) : SeedOrigin{.unknown = true};
  if (!is_key(name) || found.config) return found;
  bool is_run_over = program_.files()[file]->path == config_path_ || merges_globals_;
  for (const Use& call : program_.calls_of("exec")) {
    if (!spend(3)) break;
    const bool is_here = call.file == file && program_.scope_of(call) == PythonProgram::kModule;
    if (!is_here || program_.is_dead(call)) continue;
    const bool is_behind = !left.has_base || done_before(left.base.doer, call.node) != Done::never;
    is_run_over = is_run_over || (is_behind && (!then || done_before(call.node, then) != Done::never));
  }
  if (is_run_over) found |= config(step);
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
        found |= of_global(name, file, {}, step, is_found);
      if (is_found) return found;
    }
    if (!program_.classes_named(object.text()).empty()) {
      const SeedOrigin found = of_class(object.text(), node, name, step, is_found);
      if (is_found) return found;
    }
  }
  if (is_key(name)) return of_read_of(object, name, step);
  if (is_about_processes(name)) return {.other = true};
  return of_part(object, step);
}

}  // namespace expgate::content
