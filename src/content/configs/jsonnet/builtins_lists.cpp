#include <algorithm>
#include <cmath>
#include <utility>

#include "content/configs/jsonnet/builtins.h"
#include "text/utf8.h"

namespace expgate::content::jsonnet {

using Type = Value::Type;

namespace {

using Given = const std::vector<Thunk*>&;

const std::vector<Thunk*>& list_in(Given given, std::size_t at) {
  return given[at]->value.array->items;
}
const Function* function_in(Given given, std::size_t at) {
  return given[at] == nullptr ? nullptr : given[at]->value.function;
}

// The whole number that is given there, or -1.
double count_in(Given given, std::size_t at) {
  const double number = given[at]->value.number;
  return number == std::floor(number) && number < 1e9 ? number : -1;
}

Evaluated length(Evaluator& evaluator, Given given, const Expr* at) {
  const Value& value = given[0]->value;
  if (value.is(Type::array)) return Evaluator::number(static_cast<double>(value.array->items.size()));
  if (value.is(Type::function))
    return value.function->code == nullptr
               ? Evaluator::unknown(at)
               : Evaluator::number(static_cast<double>(value.function->code->parts->binds.size()));
  if (value.is(Type::object)) {
    if (Evaluator::is_partial(value.object)) return Evaluator::unknown(at);
    TRY_ASSIGN(const auto all, evaluator.members(value.object, false));
    return Evaluator::number(static_cast<double>(all.size()));
  }
  if (!value.is(Type::string)) return evaluator.wrong_type(at);
  double characters = 0;
  for (std::size_t offset = 0; offset < value.text->size(); ++characters)
    offset += text::decode(*value.text, offset).length;
  if (!evaluator.spend(static_cast<std::size_t>(characters / 32), 0, at)) return tl::unexpected(Failed{});
  return Evaluator::number(characters);
}

Evaluated range(Evaluator& evaluator, Given given, const Expr* at) {
  std::vector<Thunk*> items;
  for (double each = std::trunc(given[0]->value.number); each <= given[1]->value.number; ++each) {
    TRY_ASSIGN(Thunk* const item, evaluator.done(Evaluator::number(each), at));
    items.push_back(item);
  }
  return evaluator.array(std::move(items), at);
}

Evaluated make_array(Evaluator& evaluator, Given given, const Expr* at) {
  const double count = count_in(given, 0);
  if (count < 0) return evaluator.wrong_type(at);
  std::vector<Thunk*> items;
  for (double each = 0; each < count; ++each) {
    TRY_ASSIGN(Thunk* const index, evaluator.done(Evaluator::number(each), at));
    TRY_ASSIGN(Thunk* const item, evaluator.later(function_in(given, 1), index, nullptr, at));
    items.push_back(item);
  }
  return evaluator.array(std::move(items), at);
}

Evaluated repeat(Evaluator& evaluator, Given given, const Expr* at) {
  const Value& what = given[0]->value;
  const double count = count_in(given, 1);
  if (count < 0 || (!what.is(Type::array) && !what.is(Type::string))) return evaluator.wrong_type(at);
  std::string text;
  std::vector<Thunk*> items;
  for (double each = 0; each < count; ++each) {
    const std::size_t more =
        what.is(Type::string) ? what.text->size() : what.array->items.size() * sizeof(void*);
    if (!evaluator.spend(1, more, at)) return tl::unexpected(Failed{});
    if (what.is(Type::string)) {
      text += *what.text;
    } else {
      items.insert(items.end(), what.array->items.begin(), what.array->items.end());
    }
  }
  return what.is(Type::string) ? evaluator.text(std::move(text), at) : evaluator.array(std::move(items), at);
}

Evaluated map(Evaluator& evaluator, Given given, const Expr* at) {
  if (!given[1]->value.is(Type::array)) return Evaluator::unknown(at);
  std::vector<Thunk*> items;
  for (Thunk* each : list_in(given, 1)) {
    TRY_ASSIGN(Thunk* const item, evaluator.later(function_in(given, 0), each, nullptr, at));
    items.push_back(item);
  }
  return evaluator.array(std::move(items), at);
}

Evaluated map_with_index(Evaluator& evaluator, Given given, const Expr* at) {
  std::vector<Thunk*> items;
  for (Thunk* each : list_in(given, 1)) {
    TRY_ASSIGN(Thunk* const index, evaluator.done(Evaluator::number(static_cast<double>(items.size())), at));
    TRY_ASSIGN(Thunk* const item, evaluator.later(function_in(given, 0), index, each, at));
    items.push_back(item);
  }
  return evaluator.array(std::move(items), at);
}

Evaluated filter(Evaluator& evaluator, Given given, const Expr* at) {
  std::vector<Thunk*> items;
  for (Thunk* each : list_in(given, 1)) {
    TRY_ASSIGN(const Value keeps, evaluator.apply(function_in(given, 0), {each}, at));
    if (keeps.is_unknown()) return keeps;
    if (!keeps.is(Type::boolean)) return evaluator.wrong_type(at);
    if (keeps.boolean) items.push_back(each);
  }
  return evaluator.array(std::move(items), at);
}

Evaluated filter_map(Evaluator& evaluator, Given given, const Expr* at) {
  TRY_ASSIGN(const Value kept, filter(evaluator, {given[0], given[2]}, at));
  if (kept.is_unknown()) return kept;
  TRY_ASSIGN(Thunk* const list, evaluator.done(kept, at));
  return map(evaluator, {given[1], list}, at);
}

template <bool FromRight>
Evaluated fold(Evaluator& evaluator, Given given, const Expr* at) {
  if (!given[1]->value.is(Type::array)) return Evaluator::unknown(at);
  std::vector<Thunk*> items = list_in(given, 1);
  if (FromRight) std::reverse(items.begin(), items.end());
  Thunk* so_far = given[2];
  for (Thunk* each : items) {
    const std::vector<Thunk*> both =
        FromRight ? std::vector<Thunk*>{each, so_far} : std::vector<Thunk*>{so_far, each};
    TRY_ASSIGN(const Value value, evaluator.apply(function_in(given, 0), both, at));
    TRY_SET(so_far, evaluator.done(value, at));
  }
  return evaluator.force(so_far);
}

Evaluated flat_map(Evaluator& evaluator, Given given, const Expr* at) {
  if (!given[1]->value.is(Type::array)) return Evaluator::unknown(at);
  std::vector<Thunk*> items;
  for (Thunk* each : list_in(given, 1)) {
    TRY_ASSIGN(const Value part, evaluator.apply(function_in(given, 0), {each}, at));
    if (part.is_unknown()) return part;
    if (!part.is(Type::array)) return evaluator.wrong_type(at);
    if (!evaluator.spend(1, part.array->items.size() * sizeof(void*), at)) return tl::unexpected(Failed{});
    items.insert(items.end(), part.array->items.begin(), part.array->items.end());
  }
  return evaluator.array(std::move(items), at);
}

// Lists in a list as one; with a separator, of lists or texts.
Evaluated join(Evaluator& evaluator, Given given, const Expr* at) {
  const Value& by = given[0]->value;
  const bool is_text = by.is(Type::string);
  if (!is_text && !by.is(Type::array)) return evaluator.wrong_type(at);
  std::string text;
  std::vector<Thunk*> items;
  bool is_first = true;
  for (Thunk* each : list_in(given, 1)) {
    TRY_ASSIGN(const Value part, evaluator.force(each));
    if (part.is_unknown()) return part;
    if (part.is(Type::null)) continue;
    if (!part.is(by.type)) return evaluator.wrong_type(at);
    const std::size_t more = is_text ? by.text->size() + part.text->size()
                                     : (by.array->items.size() + part.array->items.size()) * sizeof(void*);
    if (!evaluator.spend(1, more, at)) return tl::unexpected(Failed{});
    if (is_text) {
      text += (is_first ? "" : *by.text) + *part.text;
    } else {
      if (!is_first) items.insert(items.end(), by.array->items.begin(), by.array->items.end());
      items.insert(items.end(), part.array->items.begin(), part.array->items.end());
    }
    is_first = false;
  }
  return is_text ? evaluator.text(std::move(text), at) : evaluator.array(std::move(items), at);
}

Evaluated flatten(Evaluator& evaluator, Given given, const Expr* at) {
  TRY_ASSIGN(const Value none, evaluator.array({}, at));
  TRY_ASSIGN(Thunk* const by, evaluator.done(none, at));
  return join(evaluator, {by, given[0]}, at);
}

Evaluated lines(Evaluator& evaluator, Given given, const Expr* at) {
  if (list_in(given, 0).empty()) return evaluator.text({}, at);
  TRY_ASSIGN(const Value end, evaluator.text("\n", at));
  TRY_ASSIGN(Thunk* const by, evaluator.done(end, at));
  TRY_ASSIGN(const Value joined, join(evaluator, {by, given[0]}, at));
  if (joined.is_unknown()) return joined;
  return evaluator.add(joined, end, at);
}

Evaluated reverse(Evaluator& evaluator, Given given, const Expr* at) {
  std::vector<Thunk*> items = list_in(given, 0);
  std::reverse(items.begin(), items.end());
  return evaluator.array(std::move(items), at);
}

// How often the value is in the list; unknown where that cannot be told.
Evaluated occurrences(Evaluator& evaluator, const std::vector<Thunk*>& items, const Value& wanted,
                      const Expr* at) {
  double count = 0;
  for (Thunk* each : items) {
    TRY_ASSIGN(const Value item, evaluator.force(each));
    TRY_ASSIGN(const Value same, evaluator.equals(item, wanted, at));
    if (same.is_unknown()) return same;
    count += same.boolean ? 1 : 0;
  }
  return Evaluator::number(count);
}
Evaluated count(Evaluator& evaluator, Given given, const Expr* at) {
  return occurrences(evaluator, list_in(given, 0), given[1]->value, at);
}
Evaluated member(Evaluator& evaluator, Given given, const Expr* at) {
  const Value& all = given[0]->value;
  if (all.is(Type::string)) {
    if (!given[1]->value.is(Type::string)) return evaluator.wrong_type(at);
    return Evaluator::boolean(all.text->find(*given[1]->value.text) != std::string::npos);
  }
  if (!all.is(Type::array)) return evaluator.wrong_type(at);
  TRY_ASSIGN(const Value found, occurrences(evaluator, all.array->items, given[1]->value, at));
  return found.is_unknown() ? found : Evaluator::boolean(found.number > 0);
}

struct Keyed {
  Thunk* item = nullptr;
  Value key;
};

// The items with what they are put in order by. Nothing: that is not known.
Maybe<std::optional<std::vector<Keyed>>> keyed(Evaluator& evaluator, Given given, const Expr* at) {
  std::vector<Keyed> all;
  for (Thunk* each : list_in(given, 0)) {
    Keyed one{each, {}};
    if (const Function* key = function_in(given, 1)) {
      TRY_SET(one.key, evaluator.apply(key, {each}, at));
    } else {
      TRY_SET(one.key, evaluator.force(each));
    }
    if (one.key.is_unknown()) return std::nullopt;
    all.push_back(one);
  }
  return all;
}

Evaluated sort(Evaluator& evaluator, Given given, const Expr* at) {
  TRY_ASSIGN(auto all, keyed(evaluator, given, at));
  if (!all) return Evaluator::unknown(at);
  bool is_known = true;
  bool has_failed = false;
  std::stable_sort(all->begin(), all->end(), [&](const Keyed& one, const Keyed& other) {
    if (has_failed || !is_known) return false;
    const Evaluated order = evaluator.compare(one.key, other.key, at);
    has_failed = !order;
    is_known = has_failed || !order->is_unknown();
    return !has_failed && is_known && order->number < 0;
  });
  if (has_failed) return tl::unexpected(Failed{});
  if (!is_known) return Evaluator::unknown(at);
  std::vector<Thunk*> items;
  for (const Keyed& each : *all) items.push_back(each.item);
  return evaluator.array(std::move(items), at);
}

template <bool All>
Evaluated all_or_any(Evaluator& evaluator, Given given, const Expr* at) {
  for (Thunk* each : list_in(given, 0)) {
    TRY_ASSIGN(const Value value, evaluator.force(each));
    if (value.is_unknown()) return value;
    if (!value.is(Type::boolean)) return evaluator.wrong_type(at);
    if (value.boolean != All) return Evaluator::boolean(!All);
  }
  return Evaluator::boolean(All);
}

Evaluated sum(Evaluator& evaluator, Given given, const Expr* at) {
  double total = 0;
  for (Thunk* each : list_in(given, 0)) {
    TRY_ASSIGN(const Value value, evaluator.force(each));
    if (value.is_unknown()) return value;
    if (!value.is(Type::number)) return evaluator.wrong_type(at);
    total += value.number;
  }
  return evaluator.finite(total, at);
}

Evaluated part(Evaluator& evaluator, Given given, const Expr* at) {
  return evaluator.slice(given[0]->value, given[1]->value, given[2]->value, given[3]->value, at);
}

constexpr Builtin kListFunctions[] = {
    {"length", "x:x", length},
    {"range", "from:n to:n", range},
    {"makeArray", "sz:n func:f", make_array},
    {"repeat", "what:x count:n", repeat},
    {"map", "func:f arr:x", map},
    {"mapWithIndex", "func:f arr:a", map_with_index},
    {"filter", "func:f arr:a", filter},
    {"filterMap", "filter_func:f map_func:f arr:a", filter_map},
    {"foldl", "func:f arr:x init:z", fold<false>},
    {"foldr", "func:f arr:x init:z", fold<true>},
    {"flatMap", "func:f arr:x", flat_map},
    {"flattenArrays", "arrs:a", flatten},
    {"join", "sep:x arr:a", join},
    {"lines", "arr:a", lines},
    {"reverse", "arr:a", reverse},
    {"count", "arr:a x:x", count},
    {"member", "arr:x x:x", member},
    {"contains", "arr:a elem:x", member},
    {"sort", "arr:a keyF:f?", sort},
    {"all", "arr:a", all_or_any<true>},
    {"any", "arr:a", all_or_any<false>},
    {"sum", "arr:a", sum},
    {"slice", "indexable:x index:x end:x step:x", part},
};

}  // namespace

std::span<const Builtin> builtins_of_lists() {
  return kListFunctions;
}

}  // namespace expgate::content::jsonnet
