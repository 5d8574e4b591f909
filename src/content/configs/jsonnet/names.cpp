#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "content/configs/jsonnet/syntax.h"
#include "text/utf8.h"

namespace expgate::content::jsonnet {

namespace {

// Walks over a tree with the names that are defined at each place.
class Names {
 public:
  explicit Names(const Syntax& syntax) : syntax_(syntax) { define("std"); }

  std::optional<ParseError> run() {
    visit(syntax_.root);
    return std::move(error_);
  }

 private:
  void visit(const Expr* at) {
    if (at == nullptr || error_) return;
    switch (at->kind) {
      case Kind::variable:
        if (defined_[at->text] == 0) not_defined(at);
        return;
      case Kind::self:
      case Kind::super_index:
      case Kind::in_super:
        if (objects_ == 0) return not_defined(at);
        break;
      case Kind::function:
        return function(at);
      case Kind::local:
        return local(at);
      case Kind::list_comprehension:
        return comprehension(*at->parts, 0, [&] { visit(at->operands.front()); });
      case Kind::object_comprehension:
        return comprehension(*at->parts, 0, [&] { object(at); });
      case Kind::object:
        return object(at);
      default:
        break;
    }
    for (const Expr* each : at->operands) visit(each);
  }

  void local(const Expr* at) {
    enter(at->parts->binds, at);
    for (const Bind& each : at->parts->binds) visit(each.value);
    for (const Expr* each : at->operands) visit(each);
    leave(at->parts->binds);
  }

  void function(const Expr* at) {
    enter(at->parts->binds, at);
    for (const Bind& each : at->parts->binds) visit(each.value);
    visit(at->operands.front());
    leave(at->parts->binds);
  }

  template <typename Inside>
  void comprehension(const Parts& parts, std::size_t from, Inside inside) {
    std::size_t at = from;
    for (; at < parts.specs.size(); ++at) {
      visit(parts.specs[at].value);
      if (!parts.specs[at].name.empty()) define(parts.specs[at].name);
    }
    inside();
    for (const Spec& spec : parts.specs)
      if (!spec.name.empty()) --defined_[spec.name];
  }

  void object(const Expr* at) {
    const Parts& parts = *at->parts;
    std::unordered_set<std::string_view> keys;
    for (const Field& field : parts.fields) {
      visit(field.name);
      if (field.name->flag && field.name->kind == Kind::string && !keys.insert(field.name->text).second)
        reject(field.name, tr("duplicate key `{key}`", {{"key", text::printable(field.name->text)}}));
    }
    ++objects_;
    if (at->flag) define("$");
    enter(parts.binds, at);
    for (const Bind& each : parts.binds) visit(each.value);
    for (const Field& field : parts.fields) visit(field.value);
    for (const Expr* each : parts.assertions) visit(each);
    leave(parts.binds);
    if (at->flag) --defined_["$"];
    --objects_;
  }

  void enter(const std::vector<Bind>& binds, const Expr* at) {
    std::unordered_set<std::string_view> names;
    for (const Bind& each : binds) {
      if (!names.insert(each.name).second) reject(at, tr("`{name}` is defined twice", {{"name", each.name}}));
      define(each.name);
    }
  }
  void leave(const std::vector<Bind>& binds) {
    for (const Bind& each : binds) --defined_[each.name];
  }
  void define(std::string_view name) { ++defined_[name]; }

  void not_defined(const Expr* at) {
    const std::string_view word = at->kind == Kind::variable ? at->text
                                  : at->kind == Kind::self   ? std::string_view("self")
                                                             : std::string_view("super");
    reject(at, tr("`{name}` is not defined", {{"name", word}}));
  }
  void reject(const Expr* at, Text what) {
    if (!error_) error_ = ParseError{syntax_.location(at->begin), std::move(what)};
  }

  const Syntax& syntax_;
  std::unordered_map<std::string_view, int> defined_;
  int objects_ = 0;
  std::optional<ParseError> error_;
};

}  // namespace

tl::expected<void, ParseError> check_names(const Syntax& syntax) {
  if (auto error = Names(syntax).run()) return tl::unexpected(*std::move(error));
  return {};
}

}  // namespace expgate::content::jsonnet
