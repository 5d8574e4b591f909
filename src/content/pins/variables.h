#pragma once

#include <map>
#include <string>
#include <string_view>

namespace expgate::content {

// A variable's value, and where it is written.
struct Variable {
  std::string value;  // expanded
  std::string written;
  int line = 0;
};

using Variables = std::map<std::string, Variable, std::less<>>;

// A text with its variables in it.
struct Expansion {
  std::string text;      // what is not known stays, as `${NAME}`
  bool is_known = true;  // nothing of the kind is left
  std::string last;      // the variable whose value ends the text; empty: none does
};

// `text` with $X, ${X}, ${X:-d}, ${X-d}, ${X:+d}, ${X+d} and ${X:?m} expanded, as shells, Dockerfiles and
// compose files do, and ${X#p}, ${X##p}, ${X%p}, ${X%%p}, ${X/a/b} and ${X//a/b} with one `*` in `p`; `$$`
// and `\$` stand for a `$`. Anything else between braces is not known.
Expansion expand(std::string_view text, const Variables& variables);

}  // namespace expgate::content
