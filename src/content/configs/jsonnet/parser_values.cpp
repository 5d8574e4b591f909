#include <charconv>
#include <string>
#include <system_error>
#include <utility>

#include "content/configs/jsonnet/parser.h"

namespace expgate::content::jsonnet {

Expr* Parser::primary() {
  const std::size_t begin = token_.begin;
  const Token token = token_;
  if (token.kind == Token::Kind::number) return number();
  if (token.kind == Token::Kind::string) return string();
  if (take("null")) return finished(made(Kind::null, begin));
  if (is("true") || is("false")) {
    Expr* whole = made(Kind::boolean, begin);
    whole->flag = is("true");
    advance();
    return finished(whole);
  }
  if (take("self")) return finished(made(Kind::self, begin));
  if (take("super")) return super(begin);
  if (take("(")) {
    Expr* inside = const_cast<Expr*>(expression());
    expect(")");
    return inside;
  }
  if (take("{")) return object(begin);
  if (take("[")) return array(begin);
  if (is("$") || token.kind == Token::Kind::name) {
    Expr* whole = made(Kind::variable, begin);
    whole->text = is("$") ? token.text : identifier();
    if (is("$")) advance();
    return finished(whole);
  }
  not_expected();
  return made(Kind::null, begin);
}

Expr* Parser::number() {
  Expr* whole = made(Kind::number, token_.begin);
  const std::string_view digits = token_.text;
  std::from_chars(digits.data(), digits.data() + digits.size(), whole->number);
  const bool is_too_large = std::from_chars(digits.data(), digits.data() + digits.size(), whole->number).ec ==
                                std::errc::result_out_of_range &&
                            digits.find("e-") == std::string_view::npos &&
                            digits.find("E-") == std::string_view::npos;
  if (is_too_large)
    reject(token_.begin, tr("`{value}` is too large a number", {{"value", digits.substr(0, 40)}}));
  advance();
  return finished(whole);
}

Expr* Parser::string() {
  Expr* whole = made(Kind::string, token_.begin);
  auto value = value_of_string(token_.text);
  if (!value) reject(token_.begin, tr("a text has an escape sequence that does not exist"));
  whole->text = syntax_.texts.emplace_back(value.value_or(""));
  advance();
  return finished(whole);
}

Expr* Parser::super(std::size_t begin) {
  Expr* whole = made(Kind::super_index, begin);
  if (take(".")) {
    adopt(whole, name_as_string());
  } else {
    expect("[");
    adopt(whole, expression());
    expect("]");
  }
  return finished(whole);
}

// `.name`, `[e]`, `[a:b:c]`, `(…)`, `{…}` behind a value.
Expr* Parser::postfix(Expr* value) {
  while (!error_) {
    const std::size_t begin = value->begin;
    if (take(".")) {
      const Expr* name = name_as_string();
      value = whole_of(Kind::index, begin, {value, name});
    } else if (take("[")) {
      value = index(value);
    } else if (take("(")) {
      value = call(value);
    } else if (is("{")) {
      Expr* added = made(Kind::binary, begin);
      const std::size_t brace = token_.begin;
      advance();
      added->text = "+";
      adopt(added, value);
      adopt(added, object(brace));
      value = finished(added);
    } else {
      return value;
    }
  }
  return value;
}

Expr* Parser::index(const Expr* value) {
  const Expr* bounds[3] = {};
  bool is_slice = false;
  std::size_t at = 0;
  while (!error_ && !is("]")) {
    const bool is_colon = is(":") || is("::");
    if (is_colon) {
      is_slice = true;
      at += token_.text.size();
      advance();
    } else {
      if (at > 2 || bounds[at] != nullptr) not_expected();
      if (at < 3) bounds[at] = expression();
    }
    if (at > 2) not_expected();
  }
  expect("]");
  if (!is_slice && bounds[0] == nullptr && !error_) not_expected();
  if (!is_slice) return whole_of(Kind::index, value->begin, {value, bounds[0]});
  return whole_of(Kind::slice, value->begin, {value, bounds[0], bounds[1], bounds[2]});
}

Expr* Parser::call(const Expr* function) {
  Expr* whole = made(Kind::call, function->begin);
  adopt(whole, function);
  Parts& own = parts();
  while (!error_ && !is(")")) {
    std::string_view name;
    Lexer ahead = lexer_;
    const Token next = ahead.next();
    if (token_.kind == Token::Kind::name && next.kind == Token::Kind::mark && next.text == "=") {
      name = identifier();
      advance();
    } else if (!own.names.empty() && !own.names.back().empty()) {
      not_expected();
    }
    own.names.push_back(name);
    adopt(whole, expression());
    if (!is(")")) expect(",");
  }
  expect(")");
  take("tailstrict");
  whole->parts = &own;
  return finished(whole);
}

Expr* Parser::array(std::size_t begin) {
  Expr* whole = made(Kind::array, begin);
  while (!error_ && !is("]")) {
    adopt(whole, expression());
    const bool has_comma = take(",");
    if (whole->operands.size() == 1 && is("for")) {
      Parts& own = parts();
      specs(own);
      whole->kind = Kind::list_comprehension;
      whole->parts = &own;
      break;
    }
    if (!has_comma && !is("]")) not_expected();
  }
  expect("]");
  return finished(whole);
}

void Parser::specs(Parts& own) {
  while (!error_ && (is("for") || is("if"))) {
    Spec spec;
    if (take("for")) {
      spec.name = identifier();
      expect("in");
    } else {
      advance();
    }
    spec.value = expression();
    own.specs.push_back(spec);
  }
}

Expr* Parser::object(std::size_t begin) {
  Expr* whole = made(Kind::object, begin);
  whole->flag = objects_++ == 0;
  Parts& own = parts();
  while (!error_ && !is("}")) {
    if (take("local")) {
      bind(own.binds);
    } else if (is("assert")) {
      own.assertions.push_back(assertion());
    } else {
      field(own);
    }
    const bool has_comma = take(",");
    if (is("for") && own.fields.size() == 1 && own.assertions.empty()) {
      const Field& only = own.fields.front();
      if (only.name->flag || only.visibility != Visibility::inherited)
        reject(only.name->begin, tr("a key in front of `for` is written in `[…]`"));
      specs(own);
      whole->kind = Kind::object_comprehension;
      break;
    }
    if (!has_comma && !is("}")) not_expected();
  }
  expect("}");
  --objects_;
  for (const Bind& each : own.binds) deepen(whole, each.value);
  for (const Field& each : own.fields) deepen(whole, each.value);
  whole->parts = &own;
  return finished(whole);
}

void Parser::field(Parts& own) {
  Field made_field;
  if (take("[")) {
    --objects_;  // `$` and `self` are those of the object around it
    made_field.name = expression();
    ++objects_;
    expect("]");
  } else {
    Expr* name = token_.kind == Token::Kind::string ? string() : name_as_string();
    name->flag = true;
    made_field.name = name;
  }
  Parts* function = nullptr;
  if (is("(")) {
    function = &parts();
    parameters(*function);
  }
  const std::string_view mark = token_.kind == Token::Kind::mark ? token_.text : std::string_view();
  made_field.adds = mark.starts_with('+');
  const std::string_view colons = mark.substr(made_field.adds ? 1 : 0);
  if (colons.empty() || colons.size() > 3 || colons.find_first_not_of(':') != std::string_view::npos)
    return not_expected();
  made_field.visibility = colons.size() == 1   ? Visibility::inherited
                          : colons.size() == 2 ? Visibility::hidden
                                               : Visibility::visible;
  advance();
  const Expr* value = expression();
  made_field.value = function == nullptr ? value : whole_of(Kind::function, value->begin, {value}, function);
  own.fields.push_back(made_field);
}

Expr* Parser::name_as_string() {
  Expr* whole = made(Kind::string, token_.begin);
  whole->text = identifier();
  return finished(whole);
}

}  // namespace expgate::content::jsonnet
