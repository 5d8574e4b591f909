#pragma once

#include <string_view>

#include "content/python/syntax.h"

namespace expgate::content {

// In which order the statements of one function, or of a module, are run.

// Whether something has been done when something else is evaluated.
enum class Done { never, sometimes, always };

// Returns whether what `first` does has been done when `then` is evaluated. Both stand in the same function
// or module; no `then`: when that is done.
Done done_before(SyntaxNode first, SyntaxNode then);

// Returns whether `first` is only done where something about `name` asks for it, or where something fails:
// `if seed is None:`, `except KeyError:`.
bool is_fallback(SyntaxNode first, SyntaxNode then, std::string_view name);

// Returns whether `first` is only done on a condition that is about neither `name` nor a config.
bool is_on_condition(SyntaxNode first, SyntaxNode then, std::string_view name);

// Returns whether a condition is about `name`.
bool is_about(SyntaxNode condition, std::string_view name);

// Returns whether `node` is run in each run in which `other`, before or behind it, is.
bool is_done_with(SyntaxNode node, SyntaxNode other);

// Returns the assignment, loop or call by which a target gets its value.
SyntaxNode doer_of(SyntaxNode target);

// Returns whether a node stands within another, or is it.
bool contains(SyntaxNode outer, SyntaxNode inner);

// Whether a condition has the same value in each run: `False`, `not 1`, `TYPE_CHECKING`.
bool is_never_true(SyntaxNode condition);
bool is_always_true(SyntaxNode condition);

// Returns whether a statement leaves its block for good: `return`, `raise`, `sys.exit()`.
bool leaves_block(SyntaxNode statement);

}  // namespace expgate::content
