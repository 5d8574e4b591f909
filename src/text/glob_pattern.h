#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace expgate::text {

// One way to expand the braces of a glob: what is certain of the paths that it matches. Letters are in lower
// case where the glob takes both.
struct GlobAlternative {
  std::vector<std::string> root;  // the leading components, as far as they have no wildcard
  std::vector<std::string>
      folders;           // all but the last component, in their order, without those that have a wildcard
  std::string head;      // what the last component begins with, before its wildcards
  std::string tail;      // what it ends in, behind them
  std::string inside;    // what it holds somewhere; of a simple glob: nothing
  std::size_t most = 0;  // components of the shortest match and of the longest, alike; 0: any number
  bool folders_only = false;  // a match is a folder, and what lies below it
  // Head, tail and at most one `*` between them are all there is: any component that is like that matches.
  bool is_simple = false;
  bool is_literal = false;  // there is no `*`: the component is `head`
};

// One glob, read: the regular expression for whole paths that it stands for, and where its matches can lie.
struct GlobPattern {
  bool negated = false;  // "!…"
  std::string regex;     // in RE2's syntax, over bytes (Latin-1), anchored at both ends by its user
  std::vector<GlobAlternative> alternatives;
};

// The glob read as GlobSet documents it; an error that says what is wrong with it.
Result<GlobPattern> read_glob(std::string_view glob, bool fold_case);

// The same regular expression for other programs: in RE2's syntax, which those of Ruby, Python and PCRE have
// in common with it, over the characters of UTF-8. Unanchored alternatives, `a|b`; a `!` in front has no
// meaning.
Result<std::string> portable_regex(std::string_view glob);

}  // namespace expgate::text
