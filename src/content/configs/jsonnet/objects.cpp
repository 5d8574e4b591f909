#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "content/configs/jsonnet/nested.h"
#include "text/utf8.h"

namespace expgate::content::jsonnet {

using Type = Value::Type;

// A member of the layer, whose name is computed in `names` and its value in `env`, null: in the layer's.
Maybe<bool> Evaluator::add_member(Layer& layer, const Field& field, const Env* names, const Env* env) {
  TRY_ASSIGN(const Value name, eval(field.name, names));
  if (name.is(Type::null)) return true;
  if (name.is_unknown()) {
    layer.is_unknown = true;
    return true;
  }
  if (!name.is(Type::string)) return wrong_type(field.name);
  const bool is_new = layer.places.emplace(*name.text, layer.members.size()).second;
  if (!is_new) return fail(field.name, tr("duplicate key `{key}`", {{"key", text::printable(*name.text)}}));
  layer.members.push_back({*name.text, field.visibility, field.adds, field.name, field.value, env, nullptr});
  return true;
}

Evaluated Evaluator::eval_object(const Expr* expr, const Env* env) {
  Layer layer;
  layer.code = expr;
  layer.env = env;
  for (const Field& field : expr->parts->fields) TRY(add_member(layer, field, env, nullptr));
  return object(std::move(layer), expr);
}

// The names of each round of a comprehension.
Maybe<std::vector<const Env*>> Evaluator::rounds(const Expr* expr, const Env* env) {
  std::vector<const Env*> all = {env};
  for (const Spec& spec : expr->parts->specs) {
    std::vector<const Env*> next;
    for (const Env* each : all) {
      TRY_ASSIGN(const Value value, eval(spec.value, each));
      if (value.is_unknown()) return std::vector<const Env*>{nullptr, nullptr};
      const bool is_loop = !spec.name.empty();
      if (!value.is(is_loop ? Type::array : Type::boolean)) return wrong_type(spec.value);
      if (!is_loop && value.boolean) next.push_back(each);
      if (!is_loop) continue;
      for (Thunk* item : value.array->items) {
        Env* inside = env_in(each, expr);
        if (inside == nullptr) return tl::unexpected(Failed{});
        inside->names.emplace_back(spec.name, item);
        next.push_back(inside);
      }
    }
    all = std::move(next);
  }
  return all;
}

namespace {

// What rounds() gives where what is gone through is not known.
bool is_unknown(const std::vector<const Env*>& rounds) {
  return rounds.size() == 2 && rounds.front() == nullptr && rounds.back() == nullptr;
}

std::uint64_t slot_of(std::size_t layer, std::size_t member) {
  return (static_cast<std::uint64_t>(layer) << 32U) | member;
}

}  // namespace

Evaluated Evaluator::eval_object_comprehension(const Expr* expr, const Env* env) {
  TRY_ASSIGN(const auto all, rounds(expr, env));
  if (is_unknown(all)) return unknown(expr);
  Layer layer;
  layer.code = expr;
  layer.env = env;
  for (const Env* each : all) TRY(add_member(layer, expr->parts->fields.front(), each, each));
  return object(std::move(layer), expr);
}

Evaluated Evaluator::eval_list_comprehension(const Expr* expr, const Env* env) {
  TRY_ASSIGN(const auto all, rounds(expr, env));
  if (is_unknown(all)) return unknown(expr);
  std::vector<Thunk*> items;
  for (const Env* each : all) {
    items.push_back(thunk(expr->operands.front(), each));
    if (items.back() == nullptr) return tl::unexpected(Failed{});
  }
  return array(std::move(items), expr);
}

Evaluated Evaluator::eval_array(const Expr* expr, const Env* env) {
  std::vector<Thunk*> items;
  for (const Expr* each : expr->operands) {
    items.push_back(thunk(each, env));
    if (items.back() == nullptr) return tl::unexpected(Failed{});
  }
  return array(std::move(items), expr);
}

// The names that a member's value sees: those of its layer, for the whole object.
const Env* Evaluator::names_of(Object* object, std::size_t layer, const Env* env, const Expr* at) {
  const Layer& own = *object->layers[layer];
  Env* names = env_in(env != nullptr ? env : own.env, at);
  if (names == nullptr) return nullptr;
  names->self = object;
  names->layer = layer;
  for (const Bind& each : own.code->parts->binds) {
    Thunk* value = thunk(each.value, names);
    if (value == nullptr) return nullptr;
    names->names.emplace_back(each.name, value);
  }
  if (!own.code->flag) return names;
  Value self;
  self.type = Type::object;
  self.object = object;
  const auto dollar = done(self, at);
  if (!dollar) return nullptr;
  names->names.emplace_back("$", *dollar);
  return names;
}

Evaluated Evaluator::member_of(Object* object, std::size_t layer, std::size_t index, const Expr* at) {
  const Member& member = object->layers[layer]->members[index];
  if (member.made != nullptr) return force(member.made);
  Thunk*& value = object->values[slot_of(layer, index)];
  if (value == nullptr) {
    const Env* names = names_of(object, layer, member.env, member.value);
    value = names == nullptr ? nullptr : thunk(member.value, names);
    if (value == nullptr || !spend(0, 48, at)) return tl::unexpected(Failed{});
  }
  Thunk* const kept = value;
  if (!member.adds || kept->state == Thunk::State::done) return force(kept);
  TRY_ASSIGN(const auto below, look_up(object, member.name, layer, member.key));
  TRY_ASSIGN(const Value own, force(kept));
  kept->state = Thunk::State::running;
  if (below) TRY_SET(kept->value, add(*below, own, member.key));
  kept->state = Thunk::State::done;
  return kept->value;
}

Maybe<std::optional<Value>> Evaluator::look_up(Object* object, std::string_view name, std::size_t below,
                                               const Expr* at) {
  const Nested nested(*this);
  if (!nested.is_allowed(at)) return tl::unexpected(Failed{});
  for (std::size_t layer = below; layer-- > 0;) {
    if (!spend(1, 0, at)) return tl::unexpected(Failed{});
    const Layer& own = *object->layers[layer];
    const auto known = own.places.find(name);
    if (known != own.places.end()) {
      TRY_ASSIGN(const Value value, member_of(object, layer, known->second, at));
      return value;
    }
    if (own.is_unknown) return unknown(own.code != nullptr ? own.code : at);
    if (!own.is_std) continue;
    if (name == "pi") return number(3.14159265358979323846);
    if (name == "thisFile") return unknown(at);
    if (const Builtin* builtin = builtin_named(name)) {
      if (!spend(1, sizeof(Function), at)) return tl::unexpected(Failed{});
      Value function;
      function.type = Type::function;
      functions_.emplace_back().builtin = builtin;
      function.function = &functions_.back();
      return function;
    }
    if (is_name_of_std(name)) return unknown(at);
  }
  return std::nullopt;
}

Maybe<bool> Evaluator::check(Object* object) {
  if (object->checked != Object::Checked::no) return true;
  object->checked = Object::Checked::running;
  for (std::size_t layer = 0; layer < object->layers.size(); ++layer) {
    const Layer& own = *object->layers[layer];
    if (own.code == nullptr || own.code->kind != Kind::object || own.code->parts->assertions.empty())
      continue;
    const Env* names = names_of(object, layer, nullptr, own.code);
    if (names == nullptr) return tl::unexpected(Failed{});
    for (const Expr* assertion : own.code->parts->assertions) TRY(assert_one(assertion, names));
  }
  object->checked = Object::Checked::yes;
  return true;
}

bool Evaluator::is_partial(const Object* object) {
  return std::any_of(object->layers.begin(), object->layers.end(),
                     [](const Layer* layer) { return layer->is_unknown || layer->is_std; });
}

const Expr* Evaluator::unknown_origin(const Object* object) {
  for (const Layer* layer : object->layers)
    if (layer->is_unknown) return layer->code;
  return nullptr;
}

// In the order in which they first stand; what lies below a layer that is not known may be another.
Maybe<std::vector<Evaluator::Named>> Evaluator::members(Object* object, bool with_hidden) {
  std::vector<Named> found;
  std::unordered_map<std::string_view, std::size_t> places;
  for (std::size_t layer = 0; layer < object->layers.size(); ++layer) {
    const Layer& own = *object->layers[layer];
    if (!spend(1 + own.members.size(), 0, own.code)) return tl::unexpected(Failed{});
    if (own.is_unknown)
      for (Named& each : found) each.is_known = false;
    for (const Member& member : own.members) {
      const auto [place, is_new] = places.emplace(member.name, found.size());
      if (is_new) found.push_back({member.name});
      Named& named = found[place->second];
      if (member.visibility != Visibility::inherited)
        named.is_hidden = member.visibility == Visibility::hidden;
      named.layer = layer;
      named.member = &member;
      named.is_known = !own.is_unknown || named.is_known || is_new;
    }
  }
  if (!with_hidden) std::erase_if(found, [](const Named& named) { return named.is_hidden; });
  return found;
}

Evaluated Evaluator::member_value(Object* object, const Named& named) {
  const Layer& own = *object->layers[named.layer];
  if (!named.is_known) return unknown(unknown_origin(object));
  return member_of(object, named.layer, static_cast<std::size_t>(named.member - own.members.data()),
                   named.member->key);
}

Evaluated Evaluator::eval_index(const Expr* expr, const Env* env) {
  TRY_ASSIGN(const Value value, eval(expr->operands[0], env));
  TRY_ASSIGN(const Value index, eval(expr->operands[1], env));
  if (value.is_unknown() || index.is_unknown()) return unknown(expr);
  if (value.is(Type::object)) {
    if (!index.is(Type::string)) return wrong_type(expr);
    TRY(check(value.object));
    TRY_ASSIGN(const auto found, look_up(value.object, *index.text, value.object->layers.size(), expr));
    if (found) return *found;
    return fail(expr, tr("`{value}` does not exist", {{"value", source_of(expr)}}));
  }
  if (!index.is(Type::number)) return wrong_type(expr);
  const bool is_array = value.is(Type::array);
  if (!is_array && !value.is(Type::string)) return wrong_type(expr);
  const bool is_whole =
      index.number >= 0 &&
      index.number == static_cast<double>(static_cast<std::uint64_t>(std::min(index.number, 1e15)));
  const auto at = is_whole ? static_cast<std::size_t>(index.number) : SIZE_MAX;
  if (is_array && at < value.array->items.size()) return force(value.array->items[at]);
  if (!is_array && at != SIZE_MAX) {
    TRY_ASSIGN(const Value character,
               slice(value, number(index.number), number(index.number + 1), null(), expr));
    if (!character.text->empty()) return character;
  }
  return fail(expr, tr("`{value}` does not exist", {{"value", source_of(expr)}}));
}

// super.name, and `name in super`.
Evaluated Evaluator::eval_super(const Expr* expr, const Env* env) {
  TRY_ASSIGN(const Value name, eval(expr->operands.front(), env));
  const Env* names = object_around(env);
  if (name.is_unknown()) return unknown(expr);
  if (!name.is(Type::string)) return wrong_type(expr);
  if (expr->kind == Kind::in_super) {
    for (std::size_t layer = names->layer; layer-- > 0;) {
      const Layer& own = *names->self->layers[layer];
      if (own.places.contains(*name.text)) return boolean(true);
      if (own.is_unknown) return unknown(expr);
    }
    return boolean(false);
  }
  TRY_ASSIGN(const auto found, look_up(names->self, *name.text, names->layer, expr));
  if (found) return *found;
  return fail(expr, tr("`{value}` does not exist", {{"value", source_of(expr)}}));
}

}  // namespace expgate::content::jsonnet
