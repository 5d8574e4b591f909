#include "content/python/seed_order.h"

#include <algorithm>
#include <string_view>

namespace expgate::content {

namespace {

using Use = PythonProgram::Use;

constexpr int kMostCallLevels = 8;

constexpr std::size_t kMostBetween = 5'000;  // nodes that are looked through

// Whether anything but seeding is called between two nodes of a file: what is drawn there has the first seed.
bool has_work(const PythonProgram& program, std::size_t file, std::size_t begin, std::size_t end) {
  const Syntax& syntax = program.files()[file]->syntax;
  if (end > begin + kMostBetween) return true;
  for (std::size_t number = begin; number < std::min(end, syntax.size()); ++number) {
    const SyntaxNode node = syntax.node(number);
    if (!node.is("call")) continue;
    const SyntaxNode function = node.child("function");
    const std::string_view name =
        function.is("attribute") ? function.child("attribute").text() : function.text();
    const bool is_quiet = name.find("seed") != std::string_view::npos || name == "print" || name == "int" ||
                          name == "info" || name == "is_available" || name == "get" || name == "get_rank" ||
                          name.find("deterministic") != std::string_view::npos;
    if (is_quiet) continue;
    // A function of the program that only seeds.
    const auto& numbers = program.functions_named(name);
    if (numbers.size() != 1) return true;
    const SyntaxNode body = program.function(numbers.front()).node.child("body");
    const bool seeds = body.text().find("seed") != std::string_view::npos && body.text().size() < 1000;
    if (!seeds) return true;
  }
  return false;
}

std::size_t end_of(SyntaxNode node, const PythonProgram& program, std::size_t file) {
  return node.after() ? node.after().number() : program.files()[file]->syntax.size();
}

struct Level {
  Use use;
  std::size_t scope = PythonProgram::kModule;
  bool is_certain = true;    // whenever that call is made
  bool is_fallback = false;  // made only where there is no seed
  bool is_first = true;      // nothing else is called in the functions below before it
  bool is_last = true;       // nor behind it
};

// The only call of a function, or no node. A call that it is handed to may leave it alone.
Use caller_of(const PythonProgram& program, std::size_t number, bool& is_certain) {
  const auto& function = program.function(number);
  if (function.is_decorated || !program.taken(function.name).empty()) return {};
  const bool is_made = function.name == "__init__";
  const std::string_view called = is_made ? function.owner : function.name;
  Use found;
  for (const Use& call : program.calls_of(called)) {
    if (program.is_dead(call) || !program.may_mean(call, called, function.file)) continue;
    if (found.node) return {};
    found = call;
  }
  const auto& given = program.given(called);
  if (given.empty()) return found;
  if (found.node || given.size() > 1) return {};
  SyntaxNode call = given.front().node;
  while (call && !call.is("call")) call = call.parent();
  is_certain = false;
  return {call, given.front().file};
}

void climb(const PythonProgram& program, Use use, std::string_view name, std::vector<Level>& levels) {
  Level level{use, program.scope_of(use)};
  for (int at = 0; at < kMostCallLevels && level.use.node; ++at) {
    levels.push_back(level);
    if (level.scope == PythonProgram::kModule) return;
    level.is_certain = level.is_certain && done_before(level.use.node, {}) == Done::always;
    const SyntaxNode body = program.function(level.scope).node.child("body");
    const std::size_t file = level.use.file;
    level.is_first = level.is_first && !has_work(program, file, body.number(), level.use.node.number());
    level.is_last = level.is_last && !has_work(program, file, end_of(level.use.node, program, file),
                                               end_of(body, program, file));
    level.is_fallback = level.is_fallback || is_fallback(level.use.node, {}, name);
    level.use = caller_of(program, level.scope, level.is_certain);
    if (level.use.node) level.scope = program.scope_of(level.use);
  }
}

std::vector<Level> levels_of(const PythonProgram& program, const SeededAt& at, std::string_view name) {
  std::vector<Level> levels;
  climb(program, at.seeding, name, levels);
  if (at.site.node != at.seeding.node || at.site.file != at.seeding.file)
    climb(program, at.site, name, levels);
  return levels;
}

// Whether `later`, which stands behind, is run whenever `earlier` is.
Done order_of(const PythonProgram& program, const Level& later, const Level& earlier, std::string_view name) {
  const SyntaxNode first = earlier.use.node;
  const SyntaxNode then = later.use.node;
  if (contains(first, then) || contains(then, first) || first.end() > then.begin()) return Done::never;
  if (done_before(first, then) == Done::never) return Done::never;
  if (later.is_fallback || is_fallback(then, first, name)) return Done::never;
  // What `later` stands under up to where `earlier` is.
  const std::size_t file = later.use.file;
  const bool is_next = later.is_first && earlier.is_last &&
                       !has_work(program, file, end_of(first, program, file), then.number());
  const bool is_certain = is_next && later.is_certain && is_done_with(then, first);
  return is_certain ? Done::always : Done::sometimes;
}

}  // namespace

Done follows(const PythonProgram& program, const SeededAt& later, const SeededAt& earlier,
             std::string_view name) {
  Done found = Done::never;
  const std::vector<Level> befores = levels_of(program, earlier, name);
  for (const Level& after : levels_of(program, later, name)) {
    for (const Level& before : befores) {
      if (before.use.file != after.use.file || before.scope != after.scope) continue;
      const Done order = order_of(program, after, before, name);
      if (order == Done::always) return order;
      if (order == Done::sometimes) found = order;
    }
  }
  return found;
}

}  // namespace expgate::content
