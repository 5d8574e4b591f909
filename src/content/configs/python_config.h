#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "content/configs/document.h"
#include "content/configs/python_objects.h"
#include "content/configs/python_values.h"
#include "content/python/syntax.h"
#include "text/node.h"

namespace expgate::content {

// Goes over the statements of a config in their order, as Python would: those of the module, and of
// get_config() or, where there is none, of each function that nothing calls. What cannot be told makes the
// values that it may change uncertain.
class PythonConfig {
 public:
  explicit PythonConfig(const Syntax& syntax);

  // Returns the names and what they hold in the end.
  Document read();

 private:
  enum class Runs { yes, no, perhaps };

  // The names of the module, or of a function or class while it runs.
  struct Frame {
    text::Node names{text::Node::Kind::mapping, {1, 1}, "?", {}, {}, {}};
    SyntaxNode definition;
    std::set<std::string> globals;
    std::size_t doubts = 0;  // that there were when it began to run
    std::string late;        // when what comes now is not reached: it may have returned already
    bool has_left = false;   // nothing that comes now is reached
    std::optional<text::Node> returned;
    std::string returned_name;
    text::Location returned_at;
  };

  // Where a target is: what stands behind an index that is not known is left out, and it is not exact.
  struct Place {
    PythonPath path;
    bool is_exact = true;
    bool is_module = false;  // the path begins in the module: globals()["seed"]
  };

  // python_config.cpp: statements
  void run_all(SyntaxNode block);
  void run(SyntaxNode statement);
  void run_import(SyntaxNode statement);
  void take_base(SyntaxNode statement, text::Node file);
  void define(SyntaxNode function);
  void run_decorated(SyntaxNode statement);
  void run_class(SyntaxNode definition);
  void run_expression(SyntaxNode expression);
  void run_assignment(SyntaxNode expression);
  void run_augmented(SyntaxNode expression);
  void run_delete(SyntaxNode target);
  void run_return(SyntaxNode statement);
  void run_end(SyntaxNode statement);
  void give(SyntaxNode target, text::Node value, const text::Location& at);

  // python_branches.cpp: what may or may not run
  void run_try(SyntaxNode statement);
  void run_with(SyntaxNode statement);
  void run_loop(SyntaxNode statement);
  void run_perhaps(SyntaxNode statement);
  void run_if(SyntaxNode statement);
  Runs run_branch(SyntaxNode condition, SyntaxNode body, Runs reached);
  Runs truth_of(SyntaxNode condition);

  // python_names.cpp: names and what they hold
  [[nodiscard]] const std::string* doubt() const;
  [[nodiscard]] bool is_in_doubt() const { return doubt() != nullptr; }
  Frame& frame_of(const std::string& name, bool is_bound);
  Frame& frame_of(const Place& place);
  std::optional<text::Node> named(const PythonPath& path, SyntaxNode at);
  std::optional<Place> place_of(SyntaxNode node) const;
  text::Node* find(const Place& place);
  void put(const Place& place, const text::Location& at, text::Node value);
  void bind(std::string name, const text::Location& at, text::Node value);
  void bind_unknown(std::string name, SyntaxNode at);
  void drop(const Place& place, SyntaxNode statement);
  void taint(const Place& place, SyntaxNode because);
  void taint_all(SyntaxNode because);
  void taint_source_of(const Place& place, SyntaxNode because);
  void taint_names_in(SyntaxNode node, SyntaxNode because);
  void keep_inner(const std::string& name, std::string_view tag, const text::Location& at, text::Node value);
  void write_out_names();
  Document finished();

  // python_calls.cpp: what calls do
  void scan(SyntaxNode expression, bool is_certain = true);
  void run_call(SyntaxNode call, bool is_certain);
  void run_named_call(SyntaxNode call, std::string_view name, bool is_certain);
  void run_method(SyntaxNode call, const Place& owner, std::string_view method, bool is_certain);
  void run_update(SyntaxNode call, const Place& owner, bool is_deep);
  void lay_over(const Place& owner, text::Node& value, bool is_deep, int depth);
  void look_at_names(SyntaxNode call);
  void taint_arguments(SyntaxNode call);

  // python_functions.cpp: functions of the config itself
  std::optional<text::Node> called(SyntaxNode call);
  std::optional<text::Node> run_function(SyntaxNode function, text::Node arguments);
  void bind_parameters(SyntaxNode function, text::Node& arguments);
  void run_functions();
  void keep_returned(text::Node value);

  const Syntax& syntax_;
  PythonObjects objects_;
  PythonValues values_;
  std::deque<Frame> frames_;                     // the module's, then those that run
  Frame done_;                                   // of the function that ran last
  text::Node root_;                              // the names of the module, written out
  text::Node inner_;                             // names of classes and functions
  text::Node bases_;                             // relative modules whose names are taken over
  std::set<std::string> bound_;                  // names that are bound after that
  std::map<std::string, SyntaxNode> functions_;  // of the module
  std::map<std::string, SyntaxNode> sources_;    // of names that may be anything that is named there
  std::set<std::string> ran_;                    // of them
  std::vector<std::string> doubts_;              // conditions that are not known here
  std::optional<ParseError> error_;
  SyntaxNode last_;
  std::size_t assignments_ = 0;
  std::size_t steps_ = 0;
  bool is_strict_ = true;  // what others are given may be changed by them: it is not a script
  bool is_deep_ = false;   // update() goes into mappings
};

}  // namespace expgate::content
