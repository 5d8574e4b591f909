#include <algorithm>
#include <unordered_map>
#include <utility>

#include "content/configs/jsonnet/builtins.h"
#include "content/configs/jsonnet/nested.h"

namespace expgate::content::jsonnet {

using Type = Value::Type;

namespace {

using Given = const std::vector<Thunk*>&;
using Named = Evaluator::Named;

Object* object_in(Given given, std::size_t at) {
  return given[at]->value.object;
}

std::vector<Named> in_order(std::vector<Named> all) {
  std::sort(all.begin(), all.end(),
            [](const Named& one, const Named& other) { return one.name < other.name; });
  return all;
}

template <bool WithHidden>
Evaluated has(Evaluator& evaluator, Given given, const Expr* at) {
  TRY_ASSIGN(const auto all, evaluator.members(object_in(given, 0), WithHidden));
  const std::string& wanted = *given[1]->value.text;
  const bool is_there =
      std::any_of(all.begin(), all.end(), [&](const Named& named) { return named.name == wanted; });
  if (!is_there && Evaluator::is_partial(object_in(given, 0))) return Evaluator::unknown(at);
  return Evaluator::boolean(is_there);
}

// What the names, the values, or both of an object's members are: 'k', 'v', 'b'.
template <char What, bool WithHidden>
Evaluated listed(Evaluator& evaluator, Given given, const Expr* at) {
  Object* object = object_in(given, 0);
  if (Evaluator::is_partial(object)) return Evaluator::unknown(at);
  TRY_ASSIGN(auto all, evaluator.members(object, WithHidden));
  std::vector<Thunk*> items;
  for (const Named& named : in_order(std::move(all))) {
    TRY_ASSIGN(const Value name, evaluator.text(std::string(named.name), at));
    Value value = name;
    if (What != 'k') TRY_SET(value, evaluator.member_value(object, named));
    TRY_ASSIGN(Thunk * item, evaluator.done(value, at));
    if (What == 'b') {
      Layer layer;
      TRY_ASSIGN(Thunk* const key, evaluator.done(name, at));
      layer.members.push_back(
          {"key", Visibility::inherited, false, named.member->key, nullptr, nullptr, key});
      layer.members.push_back(
          {"value", Visibility::inherited, false, named.member->key, nullptr, nullptr, item});
      TRY_ASSIGN(const Value pair, evaluator.object(std::move(layer), at));
      TRY_SET(item, evaluator.done(pair, at));
    }
    items.push_back(item);
  }
  return evaluator.array(std::move(items), at);
}

Evaluated get(Evaluator& evaluator, Given given, const Expr* at) {
  Object* object = object_in(given, 0);
  TRY_ASSIGN(const Value is_there, given[3] == nullptr || given[3]->value.boolean
                                       ? has<true>(evaluator, given, at)
                                       : has<false>(evaluator, given, at));
  if (is_there.is_unknown()) return is_there;
  if (is_there.boolean) {
    TRY(evaluator.check(object));
    TRY_ASSIGN(const auto found, evaluator.look_up(object, *given[1]->value.text, object->layers.size(), at));
    if (found) return *found;
  }
  return given[2] == nullptr ? Evaluated(Value{}) : evaluator.force(given[2]);
}

Evaluated map_with_key(Evaluator& evaluator, Given given, const Expr* at) {
  Object* object = object_in(given, 1);
  if (Evaluator::is_partial(object)) return Evaluator::unknown(at);
  TRY_ASSIGN(const auto all, evaluator.members(object, false));
  Layer layer;
  for (const Named& named : all) {
    TRY_ASSIGN(const Value name, evaluator.text(std::string(named.name), at));
    TRY_ASSIGN(const Value value, evaluator.member_value(object, named));
    TRY_ASSIGN(Thunk* const key, evaluator.done(name, at));
    TRY_ASSIGN(Thunk* const old, evaluator.done(value, at));
    TRY_ASSIGN(Thunk* const made, evaluator.later(given[0]->value.function, key, old, at));
    layer.members.push_back(
        {named.name, Visibility::inherited, false, named.member->key, nullptr, nullptr, made});
  }
  return evaluator.object(std::move(layer), at);
}

Evaluated without_key(Evaluator& evaluator, Given given, const Expr* at) {
  Object* object = object_in(given, 0);
  if (Evaluator::is_partial(object)) return Evaluator::unknown(at);
  TRY_ASSIGN(const auto all, evaluator.members(object, true));
  Layer layer;
  for (const Named& named : all) {
    if (named.name == *given[1]->value.text) continue;
    TRY_ASSIGN(const Value value, evaluator.member_value(object, named));
    TRY_ASSIGN(Thunk* const kept, evaluator.done(value, at));
    const Visibility visibility = named.is_hidden ? Visibility::hidden : Visibility::inherited;
    layer.members.push_back({named.name, visibility, false, named.member->key, nullptr, nullptr, kept});
  }
  return evaluator.object(std::move(layer), at);
}

// RFC 7396: what the patch says wins, a null takes away.
Evaluated merged(Evaluator& evaluator, const Value& target, const Value& patch, const Expr* at) {
  const Nested nested(evaluator);
  if (!nested.is_allowed(at)) return tl::unexpected(Failed{});
  if (!patch.is(Type::object)) return patch;
  if (target.is_unknown() || Evaluator::is_partial(patch.object)) return Evaluator::unknown(at);
  const bool is_laid = target.is(Type::object);
  if (is_laid && Evaluator::is_partial(target.object)) return Evaluator::unknown(at);
  std::vector<Named> under;
  if (is_laid) TRY_SET(under, evaluator.members(target.object, false));
  TRY_ASSIGN(const auto over, evaluator.members(patch.object, false));
  std::unordered_map<std::string_view, const Named*> patches;
  for (const Named& named : over) patches.emplace(named.name, &named);
  Layer layer;
  const auto add = [&](const Named& named, const Value& value) -> Maybe<bool> {
    TRY_ASSIGN(Thunk* const made, evaluator.done(value, at));
    layer.members.push_back(
        {named.name, Visibility::inherited, false, named.member->key, nullptr, nullptr, made});
    return true;
  };
  for (const Named& named : under) {
    TRY_ASSIGN(Value value, evaluator.member_value(target.object, named));
    const auto patched = patches.find(named.name);
    if (patched == patches.end()) {
      TRY(add(named, value));
      continue;
    }
    TRY_ASSIGN(const Value change, evaluator.member_value(patch.object, *patched->second));
    if (!change.is(Type::null)) {
      TRY_SET(value, merged(evaluator, value, change, at));
      TRY(add(*patched->second, value));
    }
    patches.erase(patched);
  }
  for (const Named& named : over) {
    if (!patches.contains(named.name)) continue;
    TRY_ASSIGN(const Value change, evaluator.member_value(patch.object, named));
    if (change.is(Type::null)) continue;
    TRY_ASSIGN(const Value value, merged(evaluator, Value{}, change, at));
    TRY(add(named, value));
  }
  return evaluator.object(std::move(layer), at);
}
Evaluated merge_patch(Evaluator& evaluator, Given given, const Expr* at) {
  return merged(evaluator, given[0]->value, given[1]->value, at);
}

Evaluated same(Evaluator& evaluator, Given given, const Expr* at) {
  return evaluator.equals(given[0]->value, given[1]->value, at);
}
Evaluated assert_same(Evaluator& evaluator, Given given, const Expr* at) {
  TRY_ASSIGN(const Value holds, same(evaluator, given, at));
  if (holds.is_unknown() || holds.boolean) return Evaluator::boolean(true);
  return evaluator.fail(at,
                        tr("an assertion does not hold: `{value}`", {{"value", evaluator.source_of(at)}}));
}
Evaluated trace(Evaluator& evaluator, Given given, const Expr*) {
  return evaluator.force(given[1]);
}

// What `prune` takes out: null, and lists and objects with nothing in them.
Evaluated pruned(Evaluator& evaluator, const Value& value, const Expr* at) {
  const Nested nested(evaluator);
  if (!nested.is_allowed(at) || !evaluator.spend(1, 0, at)) return tl::unexpected(Failed{});
  const auto is_empty = [](const Value& each) {
    return each.is(Type::null) || (each.is(Type::array) && each.array->items.empty()) ||
           (each.is(Type::object) && each.object->layers.size() == 1 &&
            each.object->layers[0]->members.empty() && !each.object->layers[0]->is_unknown &&
            !each.object->layers[0]->is_std);
  };
  if (value.is(Type::array)) {
    std::vector<Thunk*> items;
    for (Thunk* each : value.array->items) {
      TRY_ASSIGN(const Value inside, evaluator.force(each));
      TRY_ASSIGN(const Value kept, pruned(evaluator, inside, at));
      if (is_empty(kept)) continue;
      TRY_ASSIGN(Thunk* const item, evaluator.done(kept, at));
      items.push_back(item);
    }
    return evaluator.array(std::move(items), at);
  }
  if (!value.is(Type::object)) return value;
  if (Evaluator::is_partial(value.object)) return Evaluator::unknown(at);
  TRY_ASSIGN(const auto all, evaluator.members(value.object, false));
  Layer layer;
  for (const Named& named : all) {
    TRY_ASSIGN(const Value inside, evaluator.member_value(value.object, named));
    TRY_ASSIGN(const Value kept, pruned(evaluator, inside, at));
    if (is_empty(kept)) continue;
    TRY_ASSIGN(Thunk* const made, evaluator.done(kept, at));
    layer.members.push_back(
        {named.name, Visibility::inherited, false, named.member->key, nullptr, nullptr, made});
  }
  return evaluator.object(std::move(layer), at);
}
Evaluated prune(Evaluator& evaluator, Given given, const Expr* at) {
  return pruned(evaluator, given[0]->value, at);
}

constexpr Builtin kObjectFunctions[] = {
    {"objectHas", "o:o f:s", has<false>},
    {"objectHasAll", "o:o f:s", has<true>},
    {"objectFields", "o:o", listed<'k', false>},
    {"objectFieldsAll", "o:o", listed<'k', true>},
    {"objectValues", "o:o", listed<'v', false>},
    {"objectValuesAll", "o:o", listed<'v', true>},
    {"objectKeysValues", "o:o", listed<'b', false>},
    {"objectKeysValuesAll", "o:o", listed<'b', true>},
    {"get", "o:o f:s default:z? inc_hidden:b?", get},
    {"mapWithKey", "func:f obj:o", map_with_key},
    {"objectRemoveKey", "obj:o key:s", without_key},
    {"mergePatch", "target:x patch:x", merge_patch},
    {"equals", "a:x b:x", same},
    {"primitiveEquals", "a:x b:x", same},
    {"assertEqual", "a:x b:x", assert_same},
    {"trace", "str:s rest:z", trace},
    {"prune", "a:x", prune},
};

}  // namespace

std::span<const Builtin> builtins_of_objects() {
  return kObjectFunctions;
}

}  // namespace expgate::content::jsonnet
