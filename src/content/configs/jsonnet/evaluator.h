#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "base/result.h"
#include "content/configs/jsonnet/jsonnet.h"
#include "content/configs/jsonnet/value.h"

namespace expgate::content::jsonnet {

// What goes with no value: the evaluator keeps why.
struct Failed {};
using Evaluated = tl::expected<Value, Failed>;
template <typename T>
using Maybe = tl::expected<T, Failed>;

// A function of `std`. `parameters`: names, each with what it must be: s n a o f b, x for anything, z for
// what is evaluated only if it is needed; `?` behind one that may be left out.
class Evaluator;
struct Builtin {
  std::string_view name;
  std::string_view parameters;
  Evaluated (*call)(Evaluator& evaluator, const std::vector<Thunk*>& arguments, const Expr* at);
};
const Builtin* builtin_named(std::string_view name);
// Whether `std` of the language has a member of that name.
bool is_name_of_std(std::string_view name);

// Evaluates a program, lazily, within a budget of steps, depth and bytes.
class Evaluator {
 public:
  explicit Evaluator(const ImportFile& import) : import_(import) {}

  // Returns the document of a program, `source`, which lies at `path`.
  Evaluation run(std::string path, std::string source);

  // The rest is for builtins, which are in files of their own.
  Evaluated eval(const Expr* expr, const Env* env);
  Evaluated force(Thunk* thunk);
  Evaluated apply(const Function* function, const std::vector<Thunk*>& arguments, const Expr* at);
  Evaluated binary(std::string_view op, const Value& left, const Value& right, const Expr* at);
  Evaluated add(const Value& left, const Value& right, const Expr* at);
  // A boolean, or unknown.
  Evaluated equals(const Value& left, const Value& right, const Expr* at);
  // A number below, at or above 0, or unknown.
  Evaluated compare(const Value& left, const Value& right, const Expr* at);
  // As it stands in a text: a string, or unknown. `style`: see written().
  Evaluated to_text(const Value& value, const Expr* at);
  Evaluated written(const Value& value, std::string_view indent, std::string_view colon, const Expr* at);
  Evaluated format(std::string_view pattern, const Value& values, const Expr* at);
  Evaluated slice(const Value& value, const Value& from, const Value& to, const Value& step, const Expr* at);

  // Members by name with what they are worth; hidden ones only if asked for. `is_partial`: there may be more.
  struct Named {
    std::string_view name;
    bool is_hidden = false;
    bool is_known = true;
    std::size_t layer = 0;
    const Member* member = nullptr;
  };
  Maybe<std::vector<Named>> members(Object* object, bool with_hidden);
  static bool is_partial(const Object* object);
  static const Expr* unknown_origin(const Object* object);
  Evaluated member_value(Object* object, const Named& named);
  // Nothing: the object has no such member. Unknown: it may have it.
  Maybe<std::optional<Value>> look_up(Object* object, std::string_view name, std::size_t below,
                                      const Expr* at);
  Maybe<bool> check(Object* object);

  tl::unexpected<Failed> fail(const Expr* at, Text what);
  tl::unexpected<Failed> wrong_type(const Expr* at);
  // Counts work and memory; false: that was too much.
  bool spend(std::size_t steps, std::size_t bytes, const Expr* at);

  Value null() const { return {}; }
  static Value boolean(bool value);
  static Value number(double value);
  static Value unknown(const Expr* origin);
  Evaluated finite(double value, const Expr* at);
  Evaluated text(std::string value, const Expr* at);
  Evaluated array(std::vector<Thunk*> items, const Expr* at);
  Evaluated object(Layer layer, const Expr* at);
  Maybe<Thunk*> done(const Value& value, const Expr* at);
  Maybe<Thunk*> later(const Function* function, Thunk* first, Thunk* second, const Expr* at);
  [[nodiscard]] std::string_view source_of(const Expr* expr) const;
  [[nodiscard]] const std::string& path_of(const Expr* expr) const { return files_[expr->file].path; }
  // JSON as a value.
  Evaluated parsed(std::string_view json, const Expr* at);

 private:
  friend class Nested;
  Evaluated eval_object(const Expr* expr, const Env* env);
  Evaluated eval_object_comprehension(const Expr* expr, const Env* env);
  Evaluated eval_list_comprehension(const Expr* expr, const Env* env);
  Evaluated eval_array(const Expr* expr, const Env* env);
  Evaluated eval_index(const Expr* expr, const Env* env);
  Evaluated eval_super(const Expr* expr, const Env* env);
  Evaluated eval_call(const Expr* expr, const Env* env);
  Evaluated eval_binary(const Expr* expr, const Env* env);
  Evaluated eval_unary(const Expr* expr, const Env* env);
  Evaluated eval_slice(const Expr* expr, const Env* env);
  Evaluated eval_import(const Expr* expr);
  Evaluated eval_error(const Expr* expr, const Env* env);
  Evaluated eval_variable(const Expr* expr, const Env* env);
  Evaluated call_builtin(const Function* function, std::vector<Thunk*> arguments, const Expr* at);
  // The state of what comes next in an expression, where it is the value of the whole.
  struct Rest {
    const Expr* expr = nullptr;
    const Env* env = nullptr;
  };
  Maybe<std::optional<Rest>> rest_of(const Expr* expr, const Env* env);
  Maybe<bool> assert_one(const Expr* assertion, const Env* env);
  Maybe<std::vector<const Env*>> rounds(const Expr* expr, const Env* env);
  Maybe<bool> add_member(Layer& layer, const Field& field, const Env* names, const Env* env);

  Env* env_in(const Env* around, const Expr* at);
  Thunk* thunk(const Expr* expr, const Env* env);
  const Env* names_of(Object* object, std::size_t layer, const Env* env, const Expr* at);
  static const Env* object_around(const Env* env);
  Evaluated member_of(Object* object, std::size_t layer, std::size_t member, const Expr* at);

  Maybe<text::Node> manifest(const Value& value, const Expr* at, int level);
  Maybe<text::Node> manifest_object(Object* object, const Expr* at, int level);
  [[nodiscard]] text::Node unknown_node(const Expr* origin, const Expr* at) const;
  Evaluated value_of(const text::Node& json, const Expr* at);
  [[nodiscard]] text::Location mark(const Expr* at) const;

  const ImportFile& import_;
  std::deque<Syntax> files_;
  std::map<std::string, Thunk*> imported_;  // by path
  std::vector<std::string> missing_;
  std::deque<Env> envs_;
  std::deque<Thunk> thunks_;
  std::deque<std::string> texts_;
  std::deque<Array> arrays_;
  std::deque<Layer> layers_;
  std::deque<Object> objects_;
  std::deque<Function> functions_;
  Value std_;
  std::size_t steps_ = 0;
  std::size_t bytes_ = 0;
  std::size_t most_exprs_ = 0;
  std::size_t nodes_ = 0;
  int depth_ = 0;
  std::optional<ParseError> error_;
};

}  // namespace expgate::content::jsonnet
