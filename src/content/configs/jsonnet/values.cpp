#include <cmath>
#include <cstdlib>
#include <utility>

#include "base/strings.h"
#include "content/configs/document_formats.h"
#include "content/configs/jsonnet/nested.h"

namespace expgate::content::jsonnet {

using Type = Value::Type;

tl::unexpected<Failed> Evaluator::fail(const Expr* at, Text what) {
  if (!error_) error_ = ParseError{at == nullptr ? text::Location{1, 1} : mark(at), std::move(what)};
  // places are those of the program itself
  if (error_->location.file != 0) {
    error_->what = tr("{problem} ({files}:{line})", {{"problem", std::move(error_->what)},
                                                     {"files", "`" + files_[at->file].path + "`"},
                                                     {"line", error_->location.line}});
    error_->location = {1, 1, 0};
  }
  return tl::unexpected(Failed{});
}

tl::unexpected<Failed> Evaluator::wrong_type(const Expr* at) {
  return fail(at, tr("`{value}` has a value of another type than it needs", {{"value", source_of(at)}}));
}

bool Evaluator::spend(std::size_t steps, std::size_t bytes, const Expr* at) {
  steps_ += steps;
  bytes_ += bytes;
  if (steps_ <= kMostSteps && bytes_ <= kMostMemory) return true;
  static_cast<void>(fail(
      at,
      steps_ > kMostSteps
          ? tr("it could not be evaluated: it takes more than {limit} steps", {{"limit", kMostSteps}})
          : tr("it could not be evaluated: it takes more than {limit}", {{"limit", Bytes{kMostMemory}}})));
  return false;
}

Value Evaluator::boolean(bool value) {
  Value made;
  made.type = Type::boolean;
  made.boolean = value;
  return made;
}

Value Evaluator::number(double value) {
  Value made;
  made.type = Type::number;
  made.number = value;
  return made;
}

Value Evaluator::unknown(const Expr* origin) {
  Value made;
  made.type = Type::unknown;
  made.origin = origin;
  return made;
}

Evaluated Evaluator::finite(double value, const Expr* at) {
  if (std::isfinite(value)) return number(value);
  return fail(at, tr("`{value}` is not a number that can be written", {{"value", source_of(at)}}));
}

Evaluated Evaluator::text(std::string value, const Expr* at) {
  if (!spend(value.size() / 64, sizeof(std::string) + value.size(), at)) return tl::unexpected(Failed{});
  Value made;
  made.type = Type::string;
  made.text = &texts_.emplace_back(std::move(value));
  return made;
}

Evaluated Evaluator::array(std::vector<Thunk*> items, const Expr* at) {
  if (!spend(items.size() / 4, sizeof(Array) + items.size() * sizeof(void*), at))
    return tl::unexpected(Failed{});
  Value made;
  made.type = Type::array;
  made.array = &arrays_.emplace_back(Array{std::move(items)});
  return made;
}

Evaluated Evaluator::object(Layer layer, const Expr* at) {
  constexpr std::size_t kMember = sizeof(Member) + 64;
  if (!spend(layer.members.size(), sizeof(Layer) + sizeof(Object) + layer.members.size() * kMember, at))
    return tl::unexpected(Failed{});
  for (std::size_t index = 0; index < layer.members.size(); ++index)
    layer.places.emplace(layer.members[index].name, index);
  objects_.emplace_back().layers.push_back(&layers_.emplace_back(std::move(layer)));
  Value made;
  made.type = Type::object;
  made.object = &objects_.back();
  return made;
}

Maybe<Thunk*> Evaluator::done(const Value& value, const Expr* at) {
  if (!spend(1, sizeof(Thunk), at)) return tl::unexpected(Failed{});
  Thunk& made = thunks_.emplace_back();
  made.value = value;
  made.state = Thunk::State::done;
  return &made;
}

Maybe<Thunk*> Evaluator::later(const Function* function, Thunk* first, Thunk* second, const Expr* at) {
  TRY_ASSIGN(Thunk* const made, done(null(), at));
  made->state = Thunk::State::pending;
  made->function = function;
  made->first = first;
  made->second = second;
  made->env = nullptr;
  return made;
}

Env* Evaluator::env_in(const Env* around, const Expr* at) {
  if (!spend(1, sizeof(Env) + 64, at)) return nullptr;
  Env& made = envs_.emplace_back();
  made.around = around;
  return &made;
}

Thunk* Evaluator::thunk(const Expr* expr, const Env* env) {
  if (!spend(1, sizeof(Thunk) + 24, expr)) return nullptr;
  Thunk& made = thunks_.emplace_back();
  made.expr = expr;
  made.env = env;
  return &made;
}

const Env* Evaluator::object_around(const Env* env) {
  while (env->self == nullptr) env = env->around;
  return env;
}

std::string_view Evaluator::source_of(const Expr* expr) const {
  constexpr std::size_t kMost = 60;
  const std::string_view source = files_[expr->file].source;
  const std::string_view whole = trim(source.substr(expr->begin, expr->end - expr->begin));
  return trim(whole.substr(0, std::min(whole.find('\n'), kMost)));
}

Evaluated Evaluator::parsed(std::string_view json, const Expr* at) {
  if (!spend(json.size() / 8, json.size(), at)) return tl::unexpected(Failed{});
  const Document document = json.find('\0') == std::string_view::npos ? read_json(json) : too_large();
  if (!document) return fail(at, document.error().what);
  return value_of(*document, at);
}

Evaluated Evaluator::value_of(const text::Node& node, const Expr* at) {
  if (node.is_null()) return null();
  if (node.is_quoted()) return text(node.scalar, at);
  if (node.is_scalar()) {
    if (node.scalar == "true" || node.scalar == "false") return boolean(node.scalar == "true");
    return finite(std::strtod(node.scalar.c_str(), nullptr), at);
  }
  std::vector<Thunk*> items;
  for (const text::Node& item : node.items) {
    TRY_ASSIGN(const Value value, value_of(item, at));
    TRY_ASSIGN(Thunk* const made, done(value, at));
    items.push_back(made);
  }
  if (node.is_sequence()) return array(std::move(items), at);
  Layer layer;
  for (const auto& [key, inside] : node.entries) {
    TRY_ASSIGN(const Value name, text(key.scalar, at));
    TRY_ASSIGN(const Value value, value_of(inside, at));
    TRY_ASSIGN(Thunk* const made, done(value, at));
    layer.members.push_back({*name.text, Visibility::inherited, false, nullptr, nullptr, nullptr, made});
  }
  return object(std::move(layer), at);
}

text::Location Evaluator::mark(const Expr* at) const {
  text::Location location = files_[at->file].location(at->begin);
  location.file = static_cast<int>(at->file);
  return location;
}

}  // namespace expgate::content::jsonnet
