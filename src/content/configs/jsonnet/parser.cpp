#include "content/configs/jsonnet/parser.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/strings.h"
#include "text/utf8.h"

namespace expgate::content::jsonnet {

namespace {

constexpr int kMostNested = 400;             // of expressions in one another, as they are written
constexpr std::uint16_t kMostChained = 600;  // of operators, one behind the other
constexpr std::string_view kKeywords[] = {
    "assert",    "else", "error", "false", "for",        "function", "if",   "import", "importstr",
    "importbin", "in",   "local", "null",  "tailstrict", "then",     "self", "super",  "true"};

// How tightly a binary operator binds; 0: it is none.
int strength(const Token& token) {
  struct Level {
    std::string_view words;
    int strength;
  };
  static constexpr Level kLevels[] = {{" * / % ", 10}, {" + - ", 9}, {" << >> ", 8}, {" < > <= >= in ", 7},
                                      {" == != ", 6},  {" & ", 5},   {" ^ ", 4},     {" | ", 3},
                                      {" && ", 2},     {" || ", 1}};
  if (token.kind != Token::Kind::mark && token.text != "in") return 0;
  const std::string word = " " + std::string(token.text) + " ";
  for (const Level& level : kLevels)
    if (level.words.find(word) != std::string_view::npos) return level.strength;
  return 0;
}

}  // namespace

tl::expected<void, ParseError> Parser::run() {
  advance();
  const Expr* root = expression();
  if (!error_ && token_.kind != Token::Kind::end) not_expected();
  if (error_) return tl::unexpected(*std::move(error_));
  syntax_.root = root;
  return {};
}

// Every function below returns an expression, whatever happens; after an error the text has no more tokens.
const Expr* Parser::expression(int least) {
  if (++nested_ > kMostNested)
    reject(token_.begin, tr("nested deeper than {limit} levels", {{"limit", kMostNested}}));
  Expr* left = error_ ? made(Kind::null, token_.begin) : operand();
  for (int power = strength(token_); !error_ && power > least; power = strength(token_)) {
    Expr* whole = made(Kind::binary, left->begin);
    whole->text = token_.text;
    advance();
    if (whole->text == "in" && is("super")) {
      advance();
      whole->kind = Kind::in_super;
      adopt(whole, left);
    } else {
      adopt(whole, left);
      adopt(whole, expression(power));
    }
    left = finished(whole);
  }
  --nested_;
  return left;
}

Expr* Parser::operand() {
  const std::size_t begin = token_.begin;
  if (token_.kind == Token::Kind::mark && token_.text.size() == 1 &&
      std::string_view("+-!~").find(token_.text.front()) != std::string_view::npos) {
    Expr* whole = made(Kind::unary, begin);
    whole->text = token_.text;
    advance();
    adopt(whole, expression(10));
    return finished(whole);
  }
  if (take("local")) {
    Parts& own = parts();
    do bind(own.binds);
    while (!error_ && take(","));
    return with_rest(made(Kind::local, begin), &own);
  }
  if (take("if")) return condition(begin);
  if (take("function")) {
    Parts& own = parts();
    parameters(own);
    return whole_of(Kind::function, begin, {expression()}, &own);
  }
  if (is("assert")) {
    Expr* whole = assertion();
    return with_rest(whole, nullptr);
  }
  if (take("error")) return whole_of(Kind::error, begin, {expression()});
  for (const std::string_view word : {"import", "importstr", "importbin"}) {
    if (!take(word)) continue;
    const Expr* path = expression();
    if (!error_ && path->kind != Kind::string)
      reject(path->begin, tr("`{word}` takes a name in quotes", {{"word", word}}));
    return whole_of(word == "import" ? Kind::import : Kind::import_text, begin, {path});
  }
  return postfix(primary());
}

Expr* Parser::condition(std::size_t begin) {
  const Expr* test = expression();
  expect("then");
  const Expr* yes = expression();
  Expr* whole = whole_of(Kind::condition, begin, {test, yes});
  if (take("else")) adopt(whole, expression());
  return finished(whole);
}

// `assert e : e`, without what follows.
Expr* Parser::assertion() {
  Expr* whole = made(Kind::assertion, token_.begin);
  expect("assert");
  adopt(whole, expression());
  whole->flag = take(":");
  if (whole->flag) adopt(whole, expression());
  return finished(whole);
}

// `; e`: what an assertion or a local is written in front of.
Expr* Parser::with_rest(Expr* whole, const Parts* own) {
  expect(";");
  adopt(whole, expression());
  whole->parts = own;
  return finished(whole);
}

// `name = e` or `name(…) = e`.
void Parser::bind(std::vector<Bind>& binds) {
  const std::size_t begin = token_.begin;
  const std::string_view name = identifier();
  Parts* function = nullptr;
  if (is("(")) {
    function = &parts();
    parameters(*function);
  }
  expect("=");
  const Expr* value = expression();
  binds.push_back({name, function == nullptr ? value : whole_of(Kind::function, begin, {value}, function)});
}

void Parser::parameters(Parts& own) {
  expect("(");
  while (!error_ && !is(")")) {
    const std::string_view name = identifier();
    own.binds.push_back({name, take("=") ? expression() : nullptr});
    if (!is(")")) expect(",");
  }
  expect(")");
}

std::string_view Parser::identifier() {
  const bool is_keyword =
      std::find(std::begin(kKeywords), std::end(kKeywords), token_.text) != std::end(kKeywords);
  const std::string_view name = token_.text;
  if (token_.kind != Token::Kind::name || is_keyword) {
    not_expected();
  } else {
    advance();
  }
  return name;
}

Expr* Parser::made(Kind kind, std::size_t begin) {
  if (most_ == 0) reject(begin, tr("too many values"));
  most_ -= most_ == 0 ? 0 : 1;
  Expr& whole = syntax_.exprs.emplace_back();
  whole.kind = kind;
  whole.begin = static_cast<std::uint32_t>(begin);
  whole.end = whole.begin;
  whole.file = file_;
  return &whole;
}

void Parser::adopt(Expr* whole, const Expr* part) {
  whole->operands.push_back(part);
  if (part != nullptr) deepen(whole, part);
}

void Parser::deepen(Expr* whole, const Expr* part) {
  whole->depth = std::max<std::uint16_t>(whole->depth, static_cast<std::uint16_t>(part->depth + 1));
  if (whole->depth > kMostChained)
    reject(whole->begin, tr("nested deeper than {limit} levels", {{"limit", kMostChained}}));
}

Expr* Parser::finished(Expr* whole) {
  whole->end = static_cast<std::uint32_t>(last_end_);
  return whole;
}

bool Parser::is(std::string_view word) const {
  return token_.text == word && token_.kind != Token::Kind::string;
}

bool Parser::take(std::string_view word) {
  if (error_ || !is(word)) return false;
  advance();
  return true;
}

void Parser::expect(std::string_view word) {
  if (!take(word)) not_expected();
}

void Parser::advance() {
  last_end_ = token_.end;
  token_ = lexer_.next();
  if (token_.kind == Token::Kind::broken) reject(token_.begin, lexer_.problem());
}

void Parser::not_expected() {
  if (token_.kind == Token::Kind::end)
    return reject(token_.begin, tr("the file ends in the middle of a value"));
  reject(token_.begin,
         tr("`{found}` is not expected here", {{"found", text::printable(token_.text.substr(0, 40))}}));
}

void Parser::reject(std::size_t at, Text what) {
  if (!error_) error_ = ParseError{syntax_.location(at), std::move(what)};
  token_ = {Token::Kind::end, at, at, {}};
  lexer_ = Lexer({});
}

text::Location Syntax::location(std::size_t offset) const {
  const auto after = std::upper_bound(line_begins.begin(), line_begins.end(), offset);
  const std::size_t begin = *std::prev(after);
  return {static_cast<int>(after - line_begins.begin()), static_cast<int>(offset - begin) + 1};
}

tl::expected<void, ParseError> parse(Syntax& syntax, std::uint32_t file, std::size_t& most) {
  syntax.line_begins = {0};
  for (std::size_t at = 0; at < syntax.source.size(); ++at)
    if (syntax.source[at] == '\n') syntax.line_begins.push_back(at + 1);
  auto parsed = Parser(syntax, file, most).run();
  return parsed ? check_names(syntax) : parsed;
}

}  // namespace expgate::content::jsonnet
