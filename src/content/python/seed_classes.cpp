// Another part of SeedTracer: what the attributes of objects are.
#include <algorithm>

#include "content/python/seed_origin.h"
#include "content/python/statement_order.h"

namespace expgate::content {

namespace {

constexpr std::size_t kMostMakers = 40;  // calls of one class

}  // namespace

// `self.seed`: what the methods of its class assign.
SeedOrigin SeedTracer::of_self(SyntaxNode node, const Step& step) {
  const std::string_view name = node.child("attribute").text();
  const std::size_t scope = program_.scope_of({node, step.file});
  const std::string_view owner =
      scope == PythonProgram::kModule ? std::string_view() : program_.function(scope).owner;
  bool is_found = false;
  const SeedOrigin found = of_class(owner, node, name, step, is_found);
  if (is_found) return found;
  const SeedOrigin made = of_constructed(owner, name, step);  // of a class that it inherits from
  if (made.any()) return made;
  if (is_about_processes(name)) return {.other = true};
  return {.unknown = true};
}

// What a class, or its methods, assign to an attribute: those of the method itself first, what stands in the
// class only where no method sets it.
SeedOrigin SeedTracer::of_class(std::string_view owner, SyntaxNode node, std::string_view name,
                                const Step& step, bool& is_found) {
  const std::size_t scope = program_.scope_of({node, step.file});
  std::vector<Change> here;
  std::vector<Change> others;
  std::vector<Change> of_body;
  for (const auto& binding : program_.attributes_named(name)) {
    if (!spend(10)) break;
    SyntaxNode holder = binding.target;
    while (holder && !holder.is("class_definition")) holder = holder.parent();
    if (!holder || holder.child("name").text() != owner) continue;
    const bool is_body = binding.target.is("identifier");
    if (!is_body && binding.target.child("object").text() != "self") continue;
    const bool is_here = !is_body && binding.file == step.file && binding.scope == scope;
    (is_body   ? of_body
     : is_here ? here
               : others)
        .push_back({Change::whole,
                    doer_of(binding.target),
                    binding.value,
                    binding.file,
                    binding.scope,
                    {},
                    binding.part});
  }
  is_found = !here.empty() || !others.empty() || !of_body.empty();
  Left left = left_by(here, node, step);
  if (left.has_base) return settled(left);
  for (auto change = others.begin(); change != others.end();) {  // method by method
    const auto end = std::find_if(change, others.end(), [&](const Change& each) {
      return each.file != change->file || each.scope != change->scope;
    });
    const Left made = left_by({change, end}, {}, step);
    const bool is_other = !made.origin.config && made.origin.any() && made.has_base;
    left.may_replace = left.may_replace || made.may_replace || is_other;
    left.origin |= made.origin;
    change = end;
  }
  if (!here.empty() || !others.empty()) return settled(left);
  for (const Change& change : of_body) {
    Step there = step;
    there.file = change.file;
    const bool is_config = is_key(name) && program_.files()[change.file]->path == config_path_;
    left.origin |= is_config ? config(step) : of(change.value, there);
  }
  // A field, which is given where an object is made.
  const bool is_read_of_self = node.child("object").text() == "self";
  if (is_read_of_self && has_fields(owner) && !left.origin.config) {
    const SeedOrigin made = of_constructed(owner, name, step);
    return made.any() ? made : SeedOrigin{.unknown = true};
  }
  return left.origin;
}

// Whether what a class says of its attributes may be told otherwise where an object of it is made.
bool SeedTracer::has_fields(std::string_view owner) const {
  for (const Use& definition : program_.classes_named(owner))
    if (definition.node.parent().is("decorated_definition") || definition.node.child("superclasses"))
      return true;
  return false;
}

// What the calls of a class give for an attribute by its name.
SeedOrigin SeedTracer::of_constructed(std::string_view owner, std::string_view name, const Step& step) {
  SeedOrigin found;
  const auto& calls = program_.calls_of(owner);
  for (std::size_t at = 0; at < std::min(calls.size(), kMostMakers); ++at) {
    if (!spend(20) || program_.is_dead(calls[at])) continue;
    Step there = step;
    there.file = calls[at].file;
    if (!step.reads) there.site = calls[at];
    SyntaxNode value = named_argument(calls[at].node, name);
    for (const SyntaxNode part : children_of(calls[at].node.child("arguments")))
      if (!value && part.is("dictionary_splat")) {
        const SeedOrigin rest =
            is_key(name) ? of_read(part.first_child(), there) : SeedOrigin{.unknown = true};
        found |= rest;
      }
    if (value) found |= of(value, there);
  }
  return found;
}

}  // namespace expgate::content
