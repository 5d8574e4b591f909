#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "content/python/syntax.h"

namespace expgate::content {

// A file of Python with its syntax.
struct PythonFile {
  PythonFile(std::string file_path, std::string text)
      : path(std::move(file_path)), source(std::move(text)), syntax(source) {}
  std::string path;
  std::string source;
  Syntax syntax;
};
using PythonFiles = std::vector<std::shared_ptr<const PythonFile>>;

// The files of one program, and where things are in them. It keeps the files.
class PythonProgram {
 public:
  static constexpr std::size_t kModule = SIZE_MAX;  // the scope of what stands in no function

  struct Function {
    SyntaxNode node;
    std::string_view name;
    std::string_view owner;       // the class that it is a method of; empty: none
    std::size_t outer = kModule;  // the function that it stands in
    std::size_t file = 0;         // its number in files()
    bool is_decorated = false;
    bool is_named = false;  // where something runs: it may be called
  };
  struct Import {
    std::string module;   // "a.b", "..utils"
    std::string member;   // empty: the module itself
    bool is_own = false;  // a module of this program, by its name
  };
  // `name = value`, `for name in value`; of an attribute or item: `….name = value`, `…["name"] = value`.
  struct Binding {
    SyntaxNode target;
    SyntaxNode value;
    std::size_t scope = kModule;  // a function's number
    std::size_t file = 0;
    std::size_t from = kModule;  // of a `global` name: the function that sets it
    int part = -1;               // of `a, b = value()`: which one; -1: all of it
  };
  struct Use {
    SyntaxNode node;
    std::size_t file = 0;
  };
  template <typename Value>
  using ByName = std::map<std::string_view, std::vector<Value>>;

  explicit PythonProgram(PythonFiles files);

  [[nodiscard]] const PythonFiles& files() const { return files_; }

  // Returns whether all of it could be read.
  [[nodiscard]] bool is_whole() const { return is_whole_; }

  [[nodiscard]] const Function& function(std::size_t number) const { return functions_[number]; }
  [[nodiscard]] std::size_t function_count() const { return functions_.size(); }

  // Returns the innermost function whose body a node stands in, or kModule.
  [[nodiscard]] std::size_t scope_of(const Use& use) const;

  // By the last part of their names: functions, methods and classes that are defined, bindings, calls, and
  // names that are given to calls as arguments.
  [[nodiscard]] const std::vector<std::size_t>& functions_named(std::string_view name) const;
  [[nodiscard]] const std::vector<Use>& classes_named(std::string_view name) const;
  [[nodiscard]] const std::vector<Binding>& bindings_of(std::string_view name) const;
  [[nodiscard]] const std::vector<Binding>& attributes_named(std::string_view name) const;
  [[nodiscard]] const std::vector<Use>& calls_of(std::string_view name) const;
  [[nodiscard]] const std::vector<Use>& given(std::string_view name) const;
  [[nodiscard]] const ByName<Use>& calls() const { return calls_; }
  [[nodiscard]] const ByName<Binding>& attributes() const { return attributes_; }

  // Functions by their names where they are neither called nor given to a call: `for f in (seed, other)`.
  [[nodiscard]] const std::vector<Use>& taken(std::string_view name) const;
  [[nodiscard]] const ByName<Use>& all_taken() const { return taken_; }

  // What is assigned to items with a computed key: `vars(args)[key] = value`.
  [[nodiscard]] const std::vector<Binding>& computed() const { return computed_; }

  // Strings that hold an option for a seed, outside the parsers of options: `["train.py", "--seed", …]`.
  [[nodiscard]] const std::vector<Use>& seed_options() const { return seed_options_; }

  // Returns whether a node is never run: `if False:`, behind a `return`.
  [[nodiscard]] bool is_dead(const Use& use) const;

  // Returns whether the function that a node stands in is named where something runs, and so on upwards.
  [[nodiscard]] bool is_reachable(const Use& use) const;

  // Returns whether a name is used anywhere, other than where it is defined or imported.
  [[nodiscard]] bool mentions(std::string_view name) const { return mentioned_.contains(name); }

  // Returns whether a file imports a library, or a part of it.
  [[nodiscard]] bool imports(std::string_view library) const;

  // Returns what a name is imported from, or null.
  [[nodiscard]] const Import* import_of(std::size_t file, std::string_view name) const;

  // Returns the name of a chain through the imports of its file: "numpy.random.seed" of `np.random.seed`.
  [[nodiscard]] std::string full_name(const Use& chain) const;

  // Returns whether a file defines a function or class of that name.
  [[nodiscard]] bool defines(std::size_t file, std::string_view name) const;

  // Returns whether a call may be one of the function or class of that name in that file, as far as imports
  // and what its own file defines say.
  [[nodiscard]] bool may_mean(const Use& call, std::string_view name, std::size_t file) const;

  // Returns the files that an import of a file may mean, by their paths.
  [[nodiscard]] std::vector<std::size_t> files_of(const Import& import) const;

 private:
  friend class ProgramReader;

  PythonFiles files_;
  bool is_whole_ = true;
  std::vector<Function> functions_;
  std::vector<std::map<std::size_t, std::size_t>> bodies_;           // by file: functions by their nodes
  std::vector<std::map<std::string, Import, std::less<>>> imports_;  // by file
  ByName<std::size_t> by_name_;
  ByName<Use> classes_;
  ByName<Binding> bindings_;
  ByName<Binding> attributes_;
  ByName<Use> calls_;
  ByName<Use> given_;
  ByName<Use> taken_;
  std::vector<Binding> computed_;
  std::vector<Use> seed_options_;
  std::vector<std::map<std::size_t, std::size_t>>
      dead_;  // by file: first and end of nodes that are never run
  std::set<std::string_view> mentioned_;
};

// Returns the path of a module as imports name it: "src/utils/seed" of "src/utils/seed.py", "src/utils" of
// "src/utils/__init__.py".
std::string_view module_path(std::string_view path);

}  // namespace expgate::content
