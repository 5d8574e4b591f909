#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "content/configs/jsonnet/syntax.h"

namespace expgate::content::jsonnet {

struct Object;
struct Array;
struct Function;

// A value, as far as it is known. `unknown`: only a run can say, for example what `std.extVar` gives.
struct Value {
  enum class Type : std::uint8_t { null, boolean, number, string, array, object, function, unknown };
  Type type = Type::null;
  union {
    bool boolean;
    double number = 0;
    const std::string* text;
    const Array* array;
    Object* object;
    const Function* function;
    const Expr* origin;  // of what is unknown
  };

  [[nodiscard]] bool is(Type wanted) const { return type == wanted; }
  [[nodiscard]] bool is_unknown() const { return type == Type::unknown; }
};

// The names at a place, inside those around it.
struct Env {
  const Env* around = nullptr;
  std::vector<std::pair<std::string_view, struct Thunk*>> names;
  Object* self = nullptr;  // where an object begins: the one that the names are looked up for
  std::size_t layer = 0;   // of it
};

// A value that is made when it is asked for.
struct Thunk {
  enum class State : std::uint8_t { pending, running, done };
  State state = State::pending;
  Value value;
  const Expr* expr = nullptr;  // to be evaluated in `env`,
  const Env* env = nullptr;
  const Function* function = nullptr;  // or to be called with these
  Thunk* first = nullptr;
  Thunk* second = nullptr;
};

struct Array {
  std::vector<Thunk*> items;
};

struct Builtin;

struct Function {
  const Expr* code = nullptr;  // null: it is `builtin`
  const Env* env = nullptr;
  const Builtin* builtin = nullptr;
};

struct Member {
  std::string_view name;
  Visibility visibility = Visibility::inherited;
  bool adds = false;
  const Expr* key = nullptr;    // where it stands; null: nowhere
  const Expr* value = nullptr;  // to be evaluated in the names of its object,
  const Env* env = nullptr;     // and in these, if they are not the layer's
  Thunk* made = nullptr;        // or this, as it is
};

// An object as it is written; `+` lays one on another.
struct Layer {
  std::vector<Member> members;
  std::unordered_map<std::string_view, std::size_t> places;
  const Expr* code = nullptr;
  const Env* env = nullptr;
  bool is_unknown = false;  // any member may be there
  bool is_std = false;
};

struct Object {
  enum class Checked : std::uint8_t { no, running, yes };  // its assertions
  std::vector<const Layer*> layers;
  std::unordered_map<std::uint64_t, Thunk*> values;  // by layer and member
  Checked checked = Checked::no;
};

}  // namespace expgate::content::jsonnet
