#include "content/configs/jsonnet/evaluator.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/paths.h"
#include "base/strings.h"
#include "content/configs/jsonnet/nested.h"

namespace expgate::content::jsonnet {

using Type = Value::Type;

Evaluation Evaluator::run(std::string path, std::string source) {
  Evaluation result;
  most_exprs_ = kMostExprs;
  Syntax& main = files_.emplace_back();
  main.path = std::move(path);
  main.source = std::move(source);
  layers_.emplace_back().is_std = true;
  objects_.emplace_back().layers.push_back(&layers_.back());
  std_.type = Type::object;
  std_.object = &objects_.back();
  Maybe<text::Node> root = text::Node{};
  if (auto parsed = parse(main, 0, most_exprs_); !parsed) {
    error_ = std::move(parsed.error());
  } else {
    auto value = eval(main.root, nullptr);
    // a function at the top is called; its arguments may come from the command line
    if (value && value->is(Type::function) && value->function->code != nullptr) {
      std::vector<Thunk*> arguments;
      for (const Bind& each : value->function->code->parts->binds) {
        if (each.value != nullptr) break;
        arguments.push_back(*done(unknown(value->function->code), main.root));
      }
      value = apply(value->function, arguments, main.root);
    }
    if (value) root = manifest(*value, main.root, 1);
    if (value && value->is_unknown() && root) root->kind = text::Node::Kind::mapping;
  }
  if (error_) {
    result.document = tl::unexpected(*std::move(error_));
  } else {
    result.document = *std::move(root);
  }
  for (const Syntax& file : files_) result.files.push_back({file.path, file.from});
  result.missing = std::move(missing_);
  result.steps = steps_;
  return result;
}

Evaluated Evaluator::force(Thunk* thunk) {
  if (thunk->state == Thunk::State::done) return thunk->value;
  const Expr* at = thunk->expr != nullptr ? thunk->expr : thunk->function->code;
  if (thunk->state == Thunk::State::running) return fail(at, tr("a value needs itself to be evaluated"));
  thunk->state = Thunk::State::running;
  if (thunk->expr != nullptr) {
    TRY_SET(thunk->value, eval(thunk->expr, thunk->env));
  } else {
    std::vector<Thunk*> arguments = {thunk->first};
    if (thunk->second != nullptr) arguments.push_back(thunk->second);
    TRY_SET(thunk->value, apply(thunk->function, arguments, at));
  }
  thunk->state = Thunk::State::done;
  return thunk->value;
}

// The value of an expression. What is the value of the whole is evaluated in the same frame.
Evaluated Evaluator::eval(const Expr* expr, const Env* env) {
  const Nested nested(*this);
  if (!spend(1, 0, expr) || !nested.is_allowed(expr)) return tl::unexpected(Failed{});
  while (true) {
    TRY_ASSIGN(const auto rest, rest_of(expr, env));
    if (!rest) break;
    if (rest->expr == nullptr) return unknown(expr);
    expr = rest->expr;
    env = rest->env;
    if (!spend(1, 0, expr)) return tl::unexpected(Failed{});
  }
  switch (expr->kind) {
    case Kind::null:
      return null();
    case Kind::boolean:
      return boolean(expr->flag);
    case Kind::number:
      return number(expr->number);
    case Kind::string:
      return text(std::string(expr->text), expr);
    case Kind::variable:
      return eval_variable(expr, env);
    case Kind::self: {
      Value value;
      value.type = Type::object;
      value.object = object_around(env)->self;
      return value;
    }
    case Kind::super_index:
    case Kind::in_super:
      return eval_super(expr, env);
    case Kind::array:
      return eval_array(expr, env);
    case Kind::list_comprehension:
      return eval_list_comprehension(expr, env);
    case Kind::object:
      return eval_object(expr, env);
    case Kind::object_comprehension:
      return eval_object_comprehension(expr, env);
    case Kind::index:
      return eval_index(expr, env);
    case Kind::slice:
      return eval_slice(expr, env);
    case Kind::call:
      return eval_call(expr, env);
    case Kind::binary:
      return eval_binary(expr, env);
    case Kind::unary:
      return eval_unary(expr, env);
    case Kind::error:
      return eval_error(expr, env);
    case Kind::import:
    case Kind::import_text:
      return eval_import(expr);
    case Kind::function: {
      if (!spend(0, sizeof(Function), expr)) return tl::unexpected(Failed{});
      Function& made = functions_.emplace_back();
      made.code = expr;
      made.env = env;
      Value value;
      value.type = Type::function;
      value.function = &made;
      return value;
    }
    case Kind::local:
    case Kind::condition:
    case Kind::assertion:
      break;  // rest_of has seen to them
  }
  return null();
}

// What is left of a local, condition or assertion: an expression in its names; without one it is not known.
// Nothing: it is another kind.
Maybe<std::optional<Evaluator::Rest>> Evaluator::rest_of(const Expr* expr, const Env* env) {
  static const Expr nothing{};
  if (expr->kind == Kind::local) {
    Env* inside = env_in(env, expr);
    if (inside == nullptr) return tl::unexpected(Failed{});
    for (const Bind& each : expr->parts->binds) {
      Thunk* value = thunk(each.value, inside);
      if (value == nullptr) return tl::unexpected(Failed{});
      inside->names.emplace_back(each.name, value);
    }
    return Rest{expr->operands.front(), inside};
  }
  if (expr->kind == Kind::assertion) {
    TRY(assert_one(expr, env));
    return Rest{expr->operands.back(), env};
  }
  if (expr->kind != Kind::condition) return std::nullopt;
  TRY_ASSIGN(const Value test, eval(expr->operands[0], env));
  if (test.is_unknown()) return Rest{nullptr, env};
  if (!test.is(Type::boolean)) return wrong_type(expr->operands[0]);
  if (test.boolean) return Rest{expr->operands[1], env};
  return Rest{expr->operands.size() > 2 ? expr->operands[2] : &nothing, env};
}

Maybe<bool> Evaluator::assert_one(const Expr* assertion, const Env* env) {
  TRY_ASSIGN(const Value holds, eval(assertion->operands[0], env));
  if (holds.is_unknown()) return true;
  if (!holds.is(Type::boolean)) return wrong_type(assertion->operands[0]);
  if (holds.boolean) return true;
  return fail(assertion,
              tr("an assertion does not hold: `{value}`", {{"value", source_of(assertion->operands[0])}}));
}

Evaluated Evaluator::eval_variable(const Expr* expr, const Env* env) {
  for (const Env* at = env; at != nullptr; at = at->around) {
    if (!spend(1 + at->names.size() / 16, 0, expr)) return tl::unexpected(Failed{});
    for (const auto& [name, value] : at->names)
      if (name == expr->text) return force(value);
  }
  return std_;
}

Evaluated Evaluator::eval_error(const Expr* expr, const Env* env) {
  TRY_ASSIGN(const Value message, eval(expr->operands.front(), env));
  TRY_ASSIGN(const Value words, to_text(message, expr));
  constexpr std::size_t kMost = 80;
  const std::string shown = words.is(Type::string) ? words.text->substr(0, kMost) : std::string();
  return fail(expr, tr("it stops with an error of its own: `{value}`", {{"value", shown}}));
}

Evaluated Evaluator::eval_import(const Expr* expr) {
  const std::string name(expr->operands.front()->text);
  const bool is_in_tree = !name.starts_with('/') && name.find("://") == std::string::npos;
  const auto path = is_in_tree ? path_in(folder_of(files_[expr->file].path), name) : std::nullopt;
  if (!path || !import_) return unknown(expr);
  const std::string key = (expr->kind == Kind::import ? "" : "text of ") + *path;
  if (const auto known = imported_.find(key); known != imported_.end()) return force(known->second);
  auto content = import_(*path);
  if (!content) {
    if (missing_.size() < 8) missing_.push_back(name);
    return unknown(expr);
  }
  if (!spend(content->size() / 16, content->size(), expr)) return tl::unexpected(Failed{});
  TRY_ASSIGN(Thunk* const slot, done(null(), expr));
  imported_.emplace(key, slot);
  if (expr->kind == Kind::import_text) {
    TRY_SET(slot->value, text(*std::move(content), expr));
    return slot->value;
  }
  constexpr std::size_t kMostFiles = 64;
  if (files_.size() > kMostFiles)
    return fail(expr, tr("it imports more than {limit} files", {{"limit", kMostFiles}}));
  Syntax& file = files_.emplace_back();
  file.path = *path;
  file.source = *std::move(content);
  file.from = static_cast<int>(expr->file);
  if (auto parsed = parse(file, static_cast<std::uint32_t>(files_.size() - 1), most_exprs_); !parsed) {
    const ParseError& error = parsed.error();
    return fail(expr, tr("it imports `{path}`, which cannot be read, line {line}: {problem}",
                         {{"path", file.path}, {"line", error.location.line}, {"problem", error.what}}));
  }
  slot->state = Thunk::State::pending;
  slot->expr = file.root;
  return force(slot);
}

Evaluated Evaluator::eval_call(const Expr* expr, const Env* env) {
  TRY_ASSIGN(const Value function, eval(expr->operands.front(), env));
  std::vector<Thunk*> arguments;
  for (std::size_t at = 1; at < expr->operands.size(); ++at) {
    arguments.push_back(thunk(expr->operands[at], env));
    if (arguments.back() == nullptr) return tl::unexpected(Failed{});
  }
  if (function.is_unknown()) return unknown(expr);
  if (!function.is(Type::function)) return wrong_type(expr);
  return apply(function.function, arguments, expr);
}

// `at`: a call, whose arguments may have names, or any other expression, whose have none.
Evaluated Evaluator::apply(const Function* function, const std::vector<Thunk*>& arguments, const Expr* at) {
  if (function->code == nullptr) return call_builtin(function, arguments, at);
  const std::vector<Bind>& parameters = function->code->parts->binds;
  const auto wrong = [&] {
    return fail(at, tr("`{value}` is called with other arguments than it takes", {{"value", source_of(at)}}));
  };
  const std::vector<std::string_view>* names =
      at->kind == Kind::call && at->parts->names.size() == arguments.size() ? &at->parts->names : nullptr;
  if (arguments.size() > parameters.size()) return wrong();
  Env* inside = env_in(function->env, at);
  if (inside == nullptr || !spend(0, parameters.size() * 24, at)) return tl::unexpected(Failed{});
  for (const Bind& each : parameters) inside->names.emplace_back(each.name, nullptr);
  for (std::size_t index = 0; index < arguments.size(); ++index) {
    std::size_t place = index;
    if (names != nullptr && !(*names)[index].empty()) {
      for (place = 0; place < parameters.size() && parameters[place].name != (*names)[index];) ++place;
    }
    if (place >= parameters.size() || inside->names[place].second != nullptr) return wrong();
    inside->names[place].second = arguments[index];
  }
  for (std::size_t index = 0; index < parameters.size(); ++index) {
    if (inside->names[index].second != nullptr) continue;
    if (parameters[index].value == nullptr) return wrong();
    inside->names[index].second = thunk(parameters[index].value, inside);
    if (inside->names[index].second == nullptr) return tl::unexpected(Failed{});
  }
  return eval(function->code->operands.front(), inside);
}

Evaluation evaluate(std::string path, std::string source, const ImportFile& import) {
  return Evaluator(import).run(std::move(path), std::move(source));
}

}  // namespace expgate::content::jsonnet
