#include "content/configs/jsonnet/jsonnet.h"

#include <map>
#include <string>

#include <gtest/gtest.h>

#include "content/configs/compose.h"
#include "content/configs/seed.h"

namespace expgate::content {
namespace {

using text::Node;

// In one line, as it is read by others: `?` is not known.
std::string shown(const Node& node) {
  std::string whole;
  if (node.is_mapping()) {
    for (const auto& [key, value] : node.entries)
      whole += (whole.empty() ? "" : ", ") + key.scalar + ": " + shown(value);
    return "{" + whole + (node.tag == "!python" ? ", ?}" : "}");
  }
  if (node.is_sequence()) {
    for (const Node& item : node.items) whole += (whole.empty() ? "" : ", ") + shown(item);
    return "[" + whole + "]";
  }
  if (node.tag == "!python") return "?" + node.scalar;
  return node.is_quoted() ? "'" + node.scalar + "'" : node.scalar;
}

std::string made(const std::string& source, const std::map<std::string, std::string>& tree = {}) {
  const jsonnet::ImportFile import = [&](const std::string& path) -> std::optional<std::string> {
    const auto found = tree.find(path);
    return found == tree.end() ? std::nullopt : std::optional(found->second);
  };
  const jsonnet::Evaluation done = jsonnet::evaluate("c/a.jsonnet", source, import);
  if (done.document) return shown(*done.document);
  const ParseError& error = done.document.error();
  return std::to_string(error.location.line) + ":" + std::to_string(error.location.column) + " " +
         english(error.what);
}

struct Row {
  const char* source;
  const char* expected;
};

TEST(Jsonnet, MakesTheDocumentThatItsLoaderSees) {
  constexpr Row kRows[] = {
      {"local s = 42; {random_seed: s, numpy_seed: self.random_seed, torch: $.random_seed}",
       "{random_seed: 42, numpy_seed: 42, torch: 42}"},
      {"{seed:: 42}", "{}"},
      {"{seed:: 42} + {seed: 1}", "{}"},
      {"{seed:: 42} + {seed::: 1}", "{seed: 1}"},
      {"{a: {b: 1}} + {a+: {c: 2}}", "{a: {b: 1, c: 2}}"},
      {"{a: 1} {a: super.a + 1}", "{a: 2}"},
      {"local f(x, y=2) = x * y; {a: f(3), b: f(y=5, x=1)}", "{a: 6, b: 5}"},
      {"{f(x):: x + 1, a: self.f(1)}", "{a: 2}"},
      {"local o = {b: {a: 7}}; {seed: o.b.a}", "{seed: 7}"},
      {"{seed: if std.length('abc') > 2 then 5 else null}", "{seed: 5}"},
      {"{[k]: k + '!' for k in ['a', 'b']}", "{a: 'a!', b: 'b!'}"},
      {"[x * x for x in std.range(1, 4) if x % 2 == 0]", "[4, 16]"},
      {"std.mergePatch({a: 1, b: {c: 1}}, {b: {c: null, d: 2}})", "{a: 1, b: {d: 2}}"},
      {"'%s-%03d' % ['vit', 7]", "'vit-007'"},
      {"'%(name)s' % {name: 'vit'}", "'vit'"},
      {"[1, 2, 3, 4][1:3] + [std.parseInt('42')]", "[2, 3, 42]"},
      {"assert std.type(1) == 'number' : 'no'; {seed: 4.2e1}", "{seed: 42}"},
      {"{assert self.a == 1, a: 1}", "{a: 1}"},
      {"|||\n  one\n  two\n|||", "'one\ntwo\n'"},
      {"// c\n# d\n/* e */ {'a b': @'\\n', \"c\": \"\\u0041\"}", "{a b: '\\n', c: 'A'}"},
      {"function(seed=3) {seed: seed}", "{seed: 3}"},
      {"{a: error 'not asked for'}.b", "1:1 `{a: error 'not asked for'}.b` does not exist"},
      {"{lr: 1e-5, big: 1e20, half: 0.5}", "{lr: 1e-05, big: 100000000000000000000, half: 0.5}"},
  };
  for (const Row& row : kRows) EXPECT_EQ(made(row.source), row.expected) << row.source;
}

TEST(Jsonnet, RejectsWhatItsLoaderRejects) {
  constexpr Row kRows[] = {
      {"{seed: x}", "1:8 `x` is not defined"},
      {"{a: 1 b: 2}", "1:7 `b` is not expected here"},
      {"{a: 1", "1:6 the file ends in the middle of a value"},
      {"{a: 1, a: 2}", "1:8 duplicate key `a`"},
      {"{seed: 1 / 0}", "1:8 it divides by zero"},
      {"{seed: error 'later'}", "1:8 it stops with an error of its own: `later`"},
      {"{assert false, seed: 1}", "1:2 an assertion does not hold: `false`"},
      {"{seed: 1} + {seed+: null}", "1:14 `seed` has a value of another type than it needs"},
      {"local x = x; x", "1:11 a value needs itself to be evaluated"},
      {"{a: function(x) x}", "1:5 `function(x) x` is a function, not a value"},
      {"{seed: std.lenght('a')}", "1:8 `std.lenght` does not exist"},
      {"local f(x) = x; {a: f()}", "1:21 `f()` is called with other arguments than it takes"},
      {"import 'a' + 'b'", "1:8 `import` takes a name in quotes"},
      {"\"a", "1:1 a quote is not closed"},
      {"01", "1:2 `1` is not expected here"},
      {"self.a", "1:1 `self` is not defined"},
  };
  for (const Row& row : kRows) EXPECT_EQ(made(row.source), row.expected) << row.source;
}

TEST(Jsonnet, WhatOnlyARunKnowsIsLeftOpen) {
  constexpr Row kRows[] = {
      {"{data: std.extVar('DATA') + '/train', seed: 42}", "{data: ?std.extVar('DATA') + '/train', seed: 42}"},
      {"{seed: std.parseInt(std.extVar('SEED'))}", "{seed: ?std.parseInt(std.extVar('SEED'))}"},
      {"{a: std.md5('x'), seed: 1}", "{a: ?std.md5('x'), seed: 1}"},
      {"std.extVar('BASE') + {seed: 42}", "{seed: 42, ?}"},
      {"{seed: 42} + std.extVar('OVER')", "{seed: ?std.extVar('OVER'), ?}"},
      {"if std.extVar('X') == '1' then {seed: 1} else {seed: 2}", "{, ?}"},
      {"{[std.extVar('K')]: 1, seed: 2}", "{seed: 2, ?}"},
      {"{a: std.extVar('X'), b: 1 / 0}", "1:25 it divides by zero"},
  };
  for (const Row& row : kRows) EXPECT_EQ(made(row.source), row.expected) << row.source;
}

TEST(Jsonnet, ImportsFilesOfTheTree) {
  const std::map<std::string, std::string> tree = {
      {"c/base.libsonnet", "{f(x):: x, seed: 7, b: import '../j.json'}"},
      {"j.json", "{\"k\": [1]}"},
      {"c/t.txt", "words"},
      {"c/bad.libsonnet", "{\n a: }"},
      {"c/self.libsonnet", "import 'self.libsonnet'"}};
  EXPECT_EQ(made("local b = import 'base.libsonnet'; b + {c: b.f(3)}", tree), "{seed: 7, b: {k: [1]}, c: 3}");
  EXPECT_EQ(made("{a: importstr 't.txt'}", tree), "{a: 'words'}");
  EXPECT_EQ(made("import 'bad.libsonnet'", tree),
            "1:1 it imports `c/bad.libsonnet`, which cannot be read, line 2: `}` is not expected here");
  EXPECT_EQ(made("import 'self.libsonnet'", tree),
            "1:1 a value needs itself to be evaluated (`c/self.libsonnet`:1)");
  EXPECT_EQ(made("(import 'nope.libsonnet') + {seed: 1}", tree), "{seed: 1, ?}");
  EXPECT_EQ(made("(import '/etc/passwd') + {seed: 1}", tree), "{seed: 1, ?}");
}

// Whatever a program does, it takes no more than a budget.
TEST(Jsonnet, EndsWithinItsBudget) {
  std::string doubling = "local a0 = [1, 1];";
  for (int at = 1; at < 40; ++at)
    doubling += "local a" + std::to_string(at) + " = [a" + std::to_string(at - 1) + ", a" +
                std::to_string(at - 1) + "];";
  const auto deep = [](int count, const std::string& one) {
    std::string whole;
    for (int at = 0; at < count; ++at) whole += one;
    return whole;
  };
  const std::string programs[] = {
      doubling + "a39",
      doubling + "std.toString(a39)",
      doubling + "a39 == a39",
      doubling + "std.mergePatch(a39, a39)",
      "std.range(1, 1e12)",
      "std.repeat('abcdefgh', 1e8)",
      "local f(n) = f(n + 1); f(0)",
      "local f(n) = if n < 2 then n else f(n - 1) + f(n - 2); f(60)",
      deep(100'000, "("),
      deep(100'000, "["),
      deep(100'000, "{a:"),
      deep(100'000, "- "),
      "1" + deep(100'000, "+1"),
      "{}" + deep(100'000, ".a"),
      deep(100'000, "local a = 1;"),
      "local x = {a: x}; x",
      "'%99999s' % 1",
      "std.sort(std.makeArray(1e7, function(i) -i))",
  };
  for (const std::string& program : programs) {
    const jsonnet::Evaluation done = jsonnet::evaluate("a.jsonnet", program, {});
    EXPECT_LE(done.steps, 2 * jsonnet::kMostSteps) << program.substr(0, 60);
    EXPECT_TRUE(!done.document || program.starts_with("'%")) << program.substr(0, 60);
  }
}

// The seed of a program as the rule sees it.
std::string seed_of(const std::string& source) {
  const ConfigFile file = read_config_file("a.jsonnet", source);
  const OpenConfig open = [&](const std::string& path) -> Result<const ConfigFile*> {
    return path == "a.jsonnet" ? &file : nullptr;
  };
  const auto config = compose("a.jsonnet", open).value();
  if (!config) return "ERROR: " + english(config.error().what);
  const SeedVerdict verdict = find_seed(*config);
  return verdict.seed ? verdict.seed->value : english(verdict.problems.front().what);
}

TEST(Jsonnet, TheSeedIsTheOneThatTheLoaderSees) {
  constexpr Row kRows[] = {
      {"{seed:: 42}", "it has no `seed`"},
      {"{seed: 42} + {seed:: 1}", "it has no `seed`"},
      {"{seed: 6 * 7}", "42"},
      {"{seed: std.extVar('SEED')}", "`seed` is computed at run time: `std.extVar('SEED')`"},
      {"{d: std.extVar('DATA'), seed: 42}", "42"},
      {"std.extVar('CONFIG')", "its seed, if it has one, is made at run time: `std.extVar('CONFIG')`"},
      {"{seed: {value: 3}}", "`seed` is a mapping, not a number"},
      {"(import 'nope.jsonnet') + {seed: 1}", "it inherits from `nope.jsonnet`, which is not in the tip"},
  };
  for (const Row& row : kRows) EXPECT_EQ(seed_of(row.source), row.expected) << row.source;
}

}  // namespace
}  // namespace expgate::content
