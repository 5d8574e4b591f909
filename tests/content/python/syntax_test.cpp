#include "content/python/syntax.h"

#include <cstdint>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

namespace expgate::content {
namespace {

// The tree in one line: "(module (expression_statement (assignment left:a right:1)))", leaves with their
// text.
std::string tree_of(SyntaxNode node) {
  const std::string field = node.field().empty() ? "" : std::string(node.field()) + ":";
  if (!node.first_child()) return field + std::string(node.text());
  std::string text = field + "(" + std::string(node.kind());
  for (const SyntaxNode child : children_of(node)) text += " " + tree_of(child);
  return text + ")";
}
std::string tree_of(std::string_view source) {
  return tree_of(Syntax(source).root());
}

// "line:column what", or "" of a source that is Python to its end.
std::string error_of(std::string_view source) {
  const Syntax syntax(source);
  if (!syntax.error()) return "";
  return std::to_string(syntax.error()->location.line) + ":" +
         std::to_string(syntax.error()->location.column) + " " + english(syntax.error()->what);
}

std::string repeated(std::string_view part, std::size_t times) {
  std::string all;
  for (std::size_t at = 0; at < times; ++at) all += part;
  return all;
}

TEST(Syntax, NodesHaveKindsFieldsAndTexts) {
  EXPECT_EQ(tree_of("seed -= 43  # c\n"),
            "(module (expression_statement (augmented_assignment left:seed operator:-= right:43)))");
  EXPECT_EQ(tree_of("f(a, seed=cfg.seed)"),
            "(module (expression_statement (call function:f arguments:(argument_list a (keyword_argument "
            "name:seed value:(attribute object:cfg attribute:seed))))))");
  EXPECT_EQ(tree_of("\xEF\xBB\xBFimport a.b as c\r\n"),
            "(module (import_statement name:(aliased_import name:(dotted_name a b) alias:c)))");
  EXPECT_EQ(tree_of(""), "");
}

TEST(Syntax, NodesKnowTheirNeighbours) {
  const std::string source = "def f(x):\n  return x\n\nf(1)\n";
  const Syntax syntax(source);
  const SyntaxNode function = syntax.root().first_child();
  EXPECT_EQ(function.kind(), "function_definition");
  EXPECT_EQ(function.child("name").text(), "f");
  EXPECT_EQ(function.child("name").parent(), function);
  EXPECT_FALSE(function.child("nothing"));
  EXPECT_EQ(function.next().location().line, 4);
  EXPECT_EQ(function.next(), function.after());
  EXPECT_FALSE(function.next().next());
  EXPECT_FALSE(syntax.root().parent());
  EXPECT_EQ(SyntaxNode().child("x").parent().text(), "");
  EXPECT_EQ(SyntaxNode().location().line, 0);
}

// What python3 says of each: SyntaxError, but for the last ones.
TEST(Syntax, MistakesAreSaid) {
  EXPECT_EQ(error_of("a = 1\nb = [1,\n"), "2:5 a bracket is not closed");
  EXPECT_EQ(error_of("a = 'x\nb = 1"), "1:5 a string is not closed");
  EXPECT_EQ(error_of("a = '''x\nb = 1"), "1:5 a string is not closed");
  EXPECT_EQ(error_of("a = 1)\n"), "1:6 a bracket is closed that was not opened");
  EXPECT_NE(error_of("a = = 1\n"), "");
  EXPECT_NE(error_of("def f(:\n  pass\n"), "");
  EXPECT_NE(error_of("for x in\n"), "");
  EXPECT_NE(error_of(std::string_view("a = 1\n\0b = 2\n", 13)), "");
  for (const char* right :
       {"", "\n", "# x", "a = 1", "print 'x'", "match = 1\nmatch match:\n  case 1: pass\n",
        "x = f'{a!r:>{w}}'", "async def f(): await g()", "type X = int", "a = (yield)", "lambda *a, **k: 0",
        "if (n := 1): pass", "x = {{_base_.seed}}", "a = 1;\r\nb = 2\r\n",
        "try:\n  pass\nexcept* E:\n  pass\n", "def f(a, /, b, *, c): pass", "\f\nx = 1"})
    EXPECT_EQ(error_of(right), "") << right;
}

// Bounds: each of these takes quadratic time, a deep stack or much memory if nothing is bounded.
TEST(Syntax, NothingIsEndless) {
  for (const char* part :
       {"[",          "(",       "{",      "f(",  "a.",     "not ",       "-",       "a + ", "x if y else ",
        "lambda: ",   "'",       "'''x\n", "f'{", "f'{a",   "\\\n",       "if x:\n", "@a\n", "a = ",
        "del ",       "else ",   "async ", ")",   "}",      "]",          "a[",      "1 ",   "**",
        "\"\"\" '",   "print ",  "(a, *",  "x: ", "\xFF",   "{{",         "`",       "0x",   "case ",
        "match x:\n", "[x for ", "=",      ";",   "\t\n  ", "class A:\n "})
    EXPECT_LE(Syntax(repeated(part, 30'000)).size(), Syntax::kMostNodes) << part;
  EXPECT_TRUE(Syntax(repeated("[", 100'000) + repeated("]", 100'000)).error());
  EXPECT_FALSE(Syntax(repeated("(", 100) + "1" + repeated(")", 100)).error());
  std::string indented;
  for (std::size_t depth = 0; depth < 600; ++depth) indented += std::string(depth, ' ') + "if x:\n";
  EXPECT_TRUE(Syntax(indented).error());
  EXPECT_TRUE(Syntax(std::string(Syntax::kMostBytes + 1, '\n')).error());
  EXPECT_FALSE(Syntax("x = '" + std::string(1'000'000, 'x') + "'").error());
  const auto stairs = [](std::size_t steps) {
    std::string source;
    for (std::size_t step = 0; step < steps; ++step) source += std::string(step, ' ') + "if x:\n";
    return source + std::string(steps, ' ') + "y\n";
  };
  EXPECT_FALSE(Syntax(stairs(90)).error());
  for (const std::size_t steps : {300U, 511U, 600U, 1200U})
    EXPECT_TRUE(Syntax(stairs(steps)).error()) << steps;
}

TEST(Syntax, Garbage) {
  std::uint32_t state = 7;
  const auto next = [&] { return state = state * 1664525U + 1013904223U; };
  const std::string_view pieces[] = {"def ",   "f",       "(",     ")", ":",   "\n", "\n  ", "'",
                                     "\"\"\"", "{",       "}",     "=", "if ", "1",  ",",    "class ",
                                     "@",      "import ", "from ", ".", "*",   "#",  "\\",   "lambda "};
  for (int round = 0; round < 3000; ++round) {
    std::string source;
    for (std::uint32_t length = (next() >> 16) % 40; length > 0; --length)
      source += pieces[(next() >> 16) % std::size(pieces)];
    const Syntax syntax(source);
    for (std::size_t number = 0; number < syntax.size(); ++number) {
      const SyntaxNode node = syntax.node(number);
      EXPECT_LE(node.end(), source.size());
      for (const SyntaxNode child : children_of(node)) EXPECT_EQ(child.parent(), node);
    }
  }
}

}  // namespace
}  // namespace expgate::content
