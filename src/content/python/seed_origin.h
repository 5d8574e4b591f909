#pragma once

#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "content/python/python_program.h"
#include "content/python/seed_flow.h"

namespace expgate::content {

// Where the value of an expression may come from.
struct SeedOrigin {
  bool config = false;        // the config's seed
  bool constant = false;      // written in the code
  bool command_line = false;  // an option that the config has no say in
  bool other = false;         // a rank, the time, a generator
  bool unknown = false;

  SeedOrigin& operator|=(const SeedOrigin& from) {
    config = config || from.config;
    constant = constant || from.constant;
    command_line = command_line || from.command_line;
    other = other || from.other;
    unknown = unknown || from.unknown;
    return *this;
  }
  [[nodiscard]] bool any() const { return config || constant || command_line || other || unknown; }
};

// Follows values backwards through a program. Its steps are bounded: what is over the bound is unknown.
class SeedTracer {
 public:
  using Use = PythonProgram::Use;

  SeedTracer(const PythonProgram& program, const SeedKey& key);

  // Returns where an argument of the call `site` comes from; notes the calls to which the config's seed is
  // given on its way.
  SeedOrigin origin(SyntaxNode argument, const Use& site);

  // Returns the calls that have been noted.
  [[nodiscard]] const std::vector<Use>& sites() const { return sites_; }

  // Returns whether a name is that of the config's key.
  [[nodiscard]] bool is_key(std::string_view name) const;

 private:
  struct Step {
    std::size_t file = 0;
    Use site;
    int depth = 0;
  };

  SeedOrigin of(SyntaxNode node, Step step);
  SeedOrigin of_children(SyntaxNode node, const Step& step);
  SeedOrigin of_name(SyntaxNode node, const Step& step);
  SeedOrigin of_scope(SyntaxNode node, std::size_t scope, const Step& step, bool& is_found);
  SeedOrigin of_global(std::string_view name, std::size_t file, const Step& step, bool& is_found);
  SeedOrigin of_attribute(SyntaxNode node, const Step& step);
  SeedOrigin of_self(SyntaxNode node, const Step& step);
  SeedOrigin of_class(std::string_view owner, std::string_view name, const Step& step, bool& is_found);
  SeedOrigin of_read(SyntaxNode object, std::string_view name, const Step& step);
  SeedOrigin of_part(SyntaxNode object, const Step& step);
  SeedOrigin of_call(SyntaxNode node, const Step& step);
  SeedOrigin of_named_call(SyntaxNode node, std::string_view last, const Step& step);
  SeedOrigin of_result(std::string_view function, const Step& step, bool& is_own);
  SeedOrigin of_parameter(std::size_t function, std::string_view name, const Step& step);
  SeedOrigin of_argument(const Use& call, SyntaxNode parameters, std::size_t index, std::string_view name,
                         const Step& step);
  SeedOrigin of_handed_on(std::string_view function, std::string_view name, const Step& step);
  SeedOrigin of_caller_unknown(std::size_t function, std::string_view name, const Step& step);
  SeedOrigin config(const Step& step);

  // Counts so many steps; whether there are any left.
  bool spend(std::size_t steps);

  const PythonProgram& program_;
  std::string name_;                // the last part of the key, folded
  std::string config_path_;         // where it is a file of the program; else empty
  std::set<std::size_t> run_over_;  // files over whose names something is run: `exec(…)`
  bool merges_options_ = false;     // the options of the command line may get values of a config
  std::vector<Use> sites_;
  std::set<std::pair<std::size_t, std::size_t>> active_;  // nodes that are being followed, by file and number
  std::size_t steps_ = 0;
};

// Returns whether a call's function is one of another library, as its imports say.
bool is_from_library(const PythonProgram& program, const PythonProgram::Use& call);

}  // namespace expgate::content
