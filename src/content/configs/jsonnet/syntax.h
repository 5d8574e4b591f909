#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "content/configs/document.h"

// Jsonnet as a tree (jsonnet.org/ref/spec.html): what the parser makes and the evaluator walks over.
namespace expgate::content::jsonnet {

enum class Kind : std::uint8_t {
  null,
  boolean,
  number,
  string,
  variable,
  self,
  super_index,  // super.name, super[e]
  in_super,     // e in super
  array,
  list_comprehension,
  object,
  object_comprehension,
  index,
  slice,
  call,
  function,
  local,
  condition,
  binary,
  unary,
  assertion,  // with what follows it, but for those of objects
  error,
  import,
  import_text,
};

struct Expr;

struct Bind {  // of a local; a parameter, whose value may be null
  std::string_view name;
  const Expr* value = nullptr;
};

enum class Visibility : std::uint8_t { inherited, hidden, visible };

struct Field {
  const Expr* name = nullptr;  // a string, if it is not computed
  const Expr* value = nullptr;
  Visibility visibility = Visibility::inherited;
  bool adds = false;  // `+:`
};

struct Spec {             // of a comprehension
  std::string_view name;  // `for name in`; empty: an `if`
  const Expr* value = nullptr;
};

struct Parts {
  std::vector<Bind> binds;  // of a local, an object; parameters of a function
  std::vector<Field> fields;
  std::vector<Spec> specs;
  std::vector<const Expr*> assertions;  // of an object
  std::vector<std::string_view> names;  // of a call's arguments; empty ones come first
};

struct Expr {
  Kind kind = Kind::null;
  bool flag = false;  // a boolean's value; an object inside no other
  std::uint16_t depth = 1;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t file = 0;
  double number = 0;
  std::string_view text;  // a string's value, a variable's name, an operator
  std::vector<const Expr*> operands;
  const Parts* parts = nullptr;
};

// One file as it was parsed. The tree lives as long as this.
struct Syntax {
  std::string path;
  std::string source;
  int from = -1;  // the index of the file that imports it
  const Expr* root = nullptr;
  std::deque<Expr> exprs;
  std::deque<Parts> parts;
  std::deque<std::string> texts;
  std::vector<std::size_t> line_begins;

  [[nodiscard]] text::Location location(std::size_t offset) const;
};

// Parses `syntax.source`, whose index is `file`, into its other members, of no more than `most` values, which
// it lowers by what it took. Errors: syntax, names that are not defined, a limit.
tl::expected<void, ParseError> parse(Syntax& syntax, std::uint32_t file, std::size_t& most);

// Returns what the language rejects of a tree without running it: names that are not defined or stand twice.
tl::expected<void, ParseError> check_names(const Syntax& syntax);

}  // namespace expgate::content::jsonnet
