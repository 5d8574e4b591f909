#include "content/configs/python_arguments.h"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/strings.h"
#include "content/configs/python_values.h"
#include "content/python/python_text.h"
#include "content/python/syntax.h"

namespace expgate::content {

namespace {

using text::Node;

constexpr std::size_t kMostArguments = 2000;

// One argument of a command line.
struct ScriptArgument {
  std::string name;     // "seed" of "--seed"
  SyntaxNode call;      // add_argument(…); none: a parameter of a function
  SyntaxNode fallback;  // its default; none: it has none
  SyntaxNode required;  // `required=True` of argparse: no default counts

  // What says its value, or that it has none.
  [[nodiscard]] SyntaxNode place() const { return fallback && !required ? fallback : call; }
};

bool may_have_arguments(std::string_view source) {
  constexpr std::string_view kMarks[] = {"add_argument(", "DEFINE_", "option(", "typer", "tyro", "fire"};
  return std::any_of(std::begin(kMarks), std::end(kMarks),
                     [&](std::string_view mark) { return source.find(mark) != std::string_view::npos; });
}

std::string_view last_part(std::string_view chain) {
  return chain.substr(chain.rfind('.') + 1);
}

// `add_argument("--seed", type=int, default=42)`, `DEFINE_integer("seed", 42, "…")`
std::optional<ScriptArgument> argument_of_call(SyntaxNode call) {
  const std::string chain = chain_of(call.child("function"));
  const std::string_view function = last_part(chain);
  const bool is_flag = function.starts_with("DEFINE_");
  if (!is_flag && function != "add_argument" && function != "option") return std::nullopt;
  ScriptArgument argument{{}, call, {}, {}};
  std::size_t position = 0;
  for (const SyntaxNode part : children_of(call.child("arguments"))) {
    const std::string_view keyword = part.is("keyword_argument") ? part.child("name").text() : "";
    if (keyword == "default") argument.fallback = part.child("value");
    if (keyword == "required" && function == "add_argument" && part.child("value").is("true"))
      argument.required = part;
    if (keyword == "dest") argument.name = string_of(part.child("value")).value_or(argument.name);
    if (!keyword.empty()) continue;
    const std::string text = string_of(part).value_or("");
    const bool is_name = is_flag ? position == 0 : text.starts_with("--");
    if (is_name && argument.name.empty()) argument.name = text.substr(is_flag ? 0 : 2);
    if (is_flag && position == 1) argument.fallback = part;
    ++position;
  }
  return argument.name.empty() ? std::nullopt : std::optional(std::move(argument));
}

// Parameters of a function that typer, tyro, fire or click make a command of.
void add_parameters(SyntaxNode function, std::vector<ScriptArgument>& found) {
  constexpr std::string_view kNames[] = {"main", "train", "run", "cli"};
  const std::string_view name = function.child("name").text();
  const bool is_command = std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames) ||
                          function.parent().is("decorated_definition");
  if (!is_command) return;
  for (const SyntaxNode part : children_of(function.child("parameters")))
    if (part.is("typed_default_parameter") || part.is("default_parameter"))
      found.push_back({std::string(part.child("name").text()), {}, part.child("value"), {}});
}

std::vector<ScriptArgument> arguments_of(const Syntax& syntax) {
  std::vector<ScriptArgument> found;
  const bool has_commands = syntax.source().find("typer") != std::string_view::npos ||
                            syntax.source().find("tyro") != std::string_view::npos ||
                            syntax.source().find("fire.Fire") != std::string_view::npos;
  for (std::size_t at = 0; at < syntax.size() && found.size() < kMostArguments; ++at) {
    const SyntaxNode node = syntax.node(at);
    if (node.is("call")) {
      if (auto argument = argument_of_call(node)) found.push_back(*std::move(argument));
    } else if (has_commands && node.is("function_definition")) {
      add_parameters(node, found);
    }
  }
  return found;
}

std::size_t line_begin(std::string_view source, std::size_t offset) {
  return offset == 0 ? 0 : source.rfind('\n', offset - 1) + 1;
}

// The bytes from `begin` to `end`, which are in one line, as others.
std::optional<LineEdit> spliced(const Syntax& syntax, std::size_t begin, std::size_t end,
                                std::string_view text) {
  const std::string_view source = syntax.source();
  const std::size_t first = line_begin(source, begin);
  const std::size_t last = std::min(source.find('\n', begin), source.size());
  if (end > last || last - first > 200) return std::nullopt;
  const std::string old(source.substr(first, last - first));
  std::string changed(source.substr(first, begin - first));
  changed.append(text).append(source.substr(end, last - end));
  return LineEdit{syntax.location(begin).line, old, std::move(changed)};
}

}  // namespace

void add_argument_defaults(std::string_view source, Node& root) {
  if (!root.is_mapping() || !may_have_arguments(source)) return;
  const Syntax syntax(source);
  PythonObjects objects;
  PythonValues values(
      objects, source, [](const PythonPath&, SyntaxNode) { return std::optional<Node>(); },
      [](SyntaxNode) { return std::optional<Node>(); });
  for (const ScriptArgument& argument : arguments_of(syntax)) {
    if (root.find(argument.name) != nullptr) continue;
    const SyntaxNode at = argument.place();
    Node value = at == argument.fallback ? values.value(argument.fallback)
                                         : Node{Node::Kind::null, at.location(), "?", {}, {}, {}};
    root.entries.emplace_back(Node{Node::Kind::scalar, at.location(), "!", argument.name, {}, {}},
                              std::move(value));
  }
}

std::optional<LineEdit> replaced_default(std::string_view source, int line, std::string_view name) {
  if (!may_have_arguments(source)) return std::nullopt;
  const Syntax syntax(source);
  for (const ScriptArgument& argument : arguments_of(syntax)) {
    if (argument.name != name || argument.place().location().line != line) continue;
    if (argument.required) {
      const SyntaxNode one = argument.required;
      const SyntaxNode other = argument.fallback;
      if (!other) return spliced(syntax, one.begin(), one.end(), "default=42");
      const bool is_before = one.begin() < other.begin();
      const std::size_t begin = is_before ? one.end() : other.end();
      const std::size_t end = is_before ? other.begin() : one.begin();
      const std::string between(source.substr(begin, end - begin));
      return is_before ? spliced(syntax, one.begin(), other.end(), "required=False" + between + "42")
                       : spliced(syntax, other.begin(), one.end(), "42" + between + "required=False");
    }
    if (argument.fallback) return spliced(syntax, argument.fallback.begin(), argument.fallback.end(), "42");
    SyntaxNode last;
    for (const SyntaxNode part : children_of(argument.call.child("arguments"))) last = part;
    return spliced(syntax, last.end(), last.end(), ", default=42");
  }
  return std::nullopt;
}

std::optional<LineEdit> added_argument(std::string_view source) {
  if (!may_have_arguments(source)) return std::nullopt;
  const Syntax syntax(source);
  SyntaxNode last;
  for (const ScriptArgument& argument : arguments_of(syntax)) {
    const std::string chain = argument.call ? chain_of(argument.call.child("function")) : "";
    const bool is_statement = argument.call && argument.call.parent().is("expression_statement");
    if (is_statement && last_part(chain) == "add_argument") last = argument.call;
  }
  if (!last) return std::nullopt;
  const std::size_t begin = line_begin(source, last.begin());
  const std::string indentation(source.substr(begin, last.begin() - begin));
  if (!trim(indentation).empty()) return std::nullopt;
  const int line = syntax.location(last.end()).line + 1;
  return LineEdit{line, "",
                  indentation + chain_of(last.child("function")) + R"(("--seed", type=int, default=42))"};
}

}  // namespace expgate::content
