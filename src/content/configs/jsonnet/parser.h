#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "content/configs/jsonnet/lexer.h"
#include "content/configs/jsonnet/syntax.h"

namespace expgate::content::jsonnet {

// Reads the tree of a program from its tokens, for parse() alone. Its functions return an expression whatever
// happens; after an error the text has no more tokens.
class Parser {
 public:
  Parser(Syntax& syntax, std::uint32_t file, std::size_t& most)
      : syntax_(syntax), file_(file), most_(most), lexer_(syntax.source) {}

  tl::expected<void, ParseError> run();

 private:
  const Expr* expression(int least = 0);
  Expr* operand();
  Expr* condition(std::size_t begin);
  Expr* assertion();
  Expr* with_rest(Expr* whole, const Parts* own);
  void bind(std::vector<Bind>& binds);
  void parameters(Parts& own);
  Expr* primary();
  Expr* number();
  Expr* string();
  Expr* super(std::size_t begin);
  Expr* postfix(Expr* value);
  Expr* index(const Expr* value);
  Expr* call(const Expr* function);
  Expr* array(std::size_t begin);
  void specs(Parts& own);
  Expr* object(std::size_t begin);
  void field(Parts& own);
  Expr* name_as_string();
  std::string_view identifier();
  Expr* made(Kind kind, std::size_t begin);
  Parts& parts() { return syntax_.parts.emplace_back(); }
  void adopt(Expr* whole, const Expr* part);
  void deepen(Expr* whole, const Expr* part);
  Expr* finished(Expr* whole);
  Expr* whole_of(Kind kind, std::size_t begin, const std::vector<const Expr*>& operands,
                 const Parts* own = nullptr) {
    Expr* whole = made(kind, begin);
    for (const Expr* each : operands) adopt(whole, each);
    whole->parts = own;
    return finished(whole);
  }

  [[nodiscard]] bool is(std::string_view word) const;
  bool take(std::string_view word);
  void expect(std::string_view word);
  void advance();
  void not_expected();
  void reject(std::size_t at, Text what);
  Syntax& syntax_;
  std::uint32_t file_;
  std::size_t& most_;
  Lexer lexer_;
  Token token_;
  std::size_t last_end_ = 0;
  int nested_ = 0;
  int objects_ = 0;  // around what is being parsed
  std::optional<ParseError> error_;
};

}  // namespace expgate::content::jsonnet
