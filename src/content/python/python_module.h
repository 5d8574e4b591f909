#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "content/python/syntax.h"

namespace expgate::content {

// What one file of Python imports, defines and uses, read and not run.

// `import a.b as c`, `from a import b as c`.
struct PythonImport {
  std::string module;  // "a.b"; "a"; with the dots of a relative one: "..utils"
  std::string member;  // "b" of `from a import b`; "*"; empty: none
  std::string local;   // the name it has here
  int line = 0;
};

// A function, or a method of a class.
struct PythonFunction {
  std::string name;
  int line = 0;
  bool is_called_by_others = false;  // a method, or decorated: a framework may call it
};

// A dotted name where it is used.
struct PythonUse {
  std::string name;       // through the imports: "numpy.random.seed" for np.random.seed; ".cuda" of a result
  std::string function;   // the innermost one that it stands in; empty: none
  std::string arguments;  // of a call, as written, shortened
  std::string value;      // of an assignment to it
  int line = 0;
  bool is_imported = false;  // its first part is
  bool is_call = false;
  bool is_assigned = false;
  bool is_called_by_others = false;  // as the function that it stands in
};

struct PythonModule {
  std::vector<PythonImport> imports;
  std::vector<PythonFunction> functions;
  std::vector<PythonUse> uses;  // imported names, calls and assignments
  std::set<std::string, std::less<>>
      mentioned;           // every name that stands somewhere, without what is before its dot
  bool is_script = false;  // asks for `__name__`, as what is run does
  bool is_whole = true;    // it could be read to its end
};

// Returns what a module has, as far as it can be read.
PythonModule read_python_module(const Syntax& syntax);
PythonModule read_python_module(std::string_view source);

// Returns whether the file defines classes or functions, as a module does and a config does not: get_config()
// and what helps it are none of these.
bool is_python_code(std::string_view text);

}  // namespace expgate::content
