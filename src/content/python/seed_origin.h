#pragma once

#include <cstddef>
#include <optional>
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
  bool replaced = false;  // something else may have taken the place of the config's seed

  SeedOrigin& operator|=(const SeedOrigin& from) {
    config = config || from.config;
    constant = constant || from.constant;
    command_line = command_line || from.command_line;
    other = other || from.other;
    unknown = unknown || from.unknown;
    replaced = replaced || from.replaced;
    return *this;
  }
  [[nodiscard]] bool any() const { return config || constant || command_line || other || unknown; }
};

// Follows values backwards through a program. Its steps are bounded: what is over the bound is unknown.
class SeedTracer {
 public:
  using Use = PythonProgram::Use;

  SeedTracer(const PythonProgram& program, const SeedKey& key);

  // A call to which the config's seed, or a constant, is given on its way to a seeding call.
  struct Found {
    Use site;
    Use seeding;
    bool is_doubtful = false;
  };

  // Returns where an argument of the seeding call `site` comes from; notes the calls to which the config's
  // seed is given on its way.
  SeedOrigin origin(SyntaxNode argument, const Use& site);

  // Returns where what an object holds under the config's key comes from, the same way.
  SeedOrigin origin_in(SyntaxNode object, const Use& site);

  // Returns the calls that get the config's seed, and those that get a constant.
  [[nodiscard]] const std::vector<Found>& sites() const { return sites_; }
  [[nodiscard]] const std::vector<Found>& constants() const { return constants_; }

  // Puts in doubt what the calls that a seeding call notes say: it may never be made.
  void doubt_all_of(const Use& seeding);

  // Returns whether a name is that of the config's key.
  [[nodiscard]] bool is_key(std::string_view name) const;

 private:
  struct Step {
    std::size_t file = 0;
    Use site;
    int depth = 0;
    bool reads = false;  // what the value holds under the key is asked for, not the value
    int part = -1;       // of several values that a call gives back, which one; -1: all of them
  };
  // Something that changes what a name, or an object under the config's key, is.
  struct Change {
    enum Kind { whole, item, load, handed } kind = whole;
    SyntaxNode doer;
    SyntaxNode value;  // of a load: what is merged; no node: a config
    std::size_t file = 0;
    std::size_t scope = PythonProgram::kModule;
    std::string_view object;  // as it is written; of an item or a load
    int part = -1;            // of several values
    bool is_dressed = false;  // what is merged goes into the attributes of the object
  };
  // What several changes leave, and whether one of them is made in each run.
  struct Left {
    SeedOrigin origin;
    bool has_base = false;
    bool is_changed = false;
    bool is_bound = false;  // the name itself is
    bool may_replace = false;
    bool is_odd = false;    // it is the config's only on a condition that is about something else
    bool is_plain = false;  // it is the config's without such a condition
    std::size_t sites = 0;
    Change base;

    void add(const SeedOrigin& from) {
      origin |= from;
      is_plain = is_plain || from.config;
    }
  };

  SeedOrigin checked(SeedOrigin found, std::size_t sites);
  SeedOrigin of(SyntaxNode node, Step step);
  SeedOrigin of_value(SyntaxNode node, const Step& step);
  SeedOrigin of_children(SyntaxNode node, const Step& step);
  SeedOrigin of_choice(SyntaxNode node, const Step& step);
  SeedOrigin of_name(SyntaxNode node, const Step& step);
  SeedOrigin of_scope(SyntaxNode node, std::size_t scope, const Step& step, bool& is_found);
  SeedOrigin of_global(std::string_view name, std::size_t file, SyntaxNode then, const Step& step,
                       bool& is_found);
  SeedOrigin of_global_in_function(std::string_view name, std::size_t file, std::size_t function,
                                   SyntaxNode then, const Step& step);
  SeedOrigin of_attribute(SyntaxNode node, const Step& step);
  SeedOrigin of_self(SyntaxNode node, const Step& step);
  SeedOrigin of_class(std::string_view owner, SyntaxNode node, std::string_view name, const Step& step,
                      bool& is_found);
  SeedOrigin of_constructed(std::string_view owner, std::string_view name, const Step& step);
  bool has_fields(std::string_view owner) const;
  SeedOrigin of_environment(std::string_view name, const Step& step);
  SeedOrigin of_part(SyntaxNode object, const Step& step);
  SeedOrigin of_call(SyntaxNode node, const Step& step);
  SeedOrigin of_named_call(SyntaxNode node, std::string_view last, int place, const Step& step);
  SeedOrigin of_parse(SyntaxNode node, const Step& step);
  SeedOrigin of_result(std::string_view function, int place, const Step& step, bool& is_own);
  SeedOrigin of_parameter(std::size_t function, std::string_view name, const Step& step);
  SeedOrigin of_caller(const Use& call, SyntaxNode parameters, std::size_t index, std::string_view name,
                       const Step& step);
  SeedOrigin of_argument(const Use& call, SyntaxNode parameters, std::size_t index, std::string_view name,
                         const Step& step);
  SeedOrigin of_handed_on(std::string_view function, std::string_view name, const Step& step);
  SeedOrigin of_caller_unknown(std::size_t function, std::string_view name, const Step& step);
  SeedOrigin config(const Step& step);

  // What objects hold under the key: seed_reads.cpp.
  static constexpr int kDeepestRead = 60;
  SeedOrigin of_read(SyntaxNode object, Step step);
  SeedOrigin of_read_of(SyntaxNode object, std::string_view key, const Step& step);
  SeedOrigin of_read_name(SyntaxNode object, const Step& step);
  SeedOrigin of_read_module(const PythonProgram::Import& import, const Step& step, bool& is_found);
  SeedOrigin of_read_part(SyntaxNode object, const Step& step);
  SeedOrigin of_read_self(SyntaxNode object, const Step& step);
  SeedOrigin of_read_parameter(std::size_t function, std::string_view name, const Step& step);
  SeedOrigin of_dictionary(SyntaxNode node, const Step& step);
  SeedOrigin of_made(SyntaxNode call, const Step& step);
  SeedOrigin of_option(const Step& step);
  SeedOrigin of_merged(std::string_view object, const SeedOrigin& options, const Step& step);
  bool is_of_part(SyntaxNode object) const;

  // Where a value stands in a file that is read: seed_places.cpp.
  struct Place {
    std::vector<std::string> path;  // of keys, as they are spelled
    std::string file;               // its name, where the code says which it is
  };
  std::optional<SeedOrigin> read_elsewhere(SyntaxNode object, std::string_view key, const Step& step);
  std::optional<Place> place_of(SyntaxNode object, const Step& given);
  std::optional<Place> place_of_name(SyntaxNode object, const Step& step);
  std::optional<Place> place_of_call(SyntaxNode call, const Step& step);
  std::optional<Place> place_of_result(std::string_view name, const Step& given);
  std::optional<Place> place_of_parameter(std::size_t number, std::string_view name, const Step& given);
  std::optional<Place> place_by_hydra(SyntaxNode function) const;
  static bool add_place(std::optional<Place> place, std::optional<Place>& found);
  std::string file_named_in(SyntaxNode argument, const Step& step);
  bool keeps(const Change& change) const;
  bool is_dressed_anew(const Change& change, std::string_view name) const;
  void find_changes();
  void add_change(Change change);
  void add_load(SyntaxNode doer, SyntaxNode value, std::string_view object, const Use& at);
  void read_setting_call(std::string_view name, const Use& call);
  void read_options();

  // Goes backwards through what is done before `then` to where it must have been done.
  Left left_by(std::vector<Change> changes, SyntaxNode then, const Step& step);
  SeedOrigin settled(Left left);
  Left left_by_callee(const Change& call, const Step& step);
  SeedOrigin of_item(SyntaxNode value, const Step& step);
  std::vector<Change> changes_in(std::string_view name, std::size_t file, std::size_t scope, bool is_name);
  std::vector<Change> bindings_in(std::string_view name, std::size_t file, std::size_t scope) const;
  void doubt_since(std::size_t sites);

  // Counts so many steps; whether there are any left.
  bool spend(std::size_t steps);

  const PythonProgram& program_;
  std::string name_;                  // the last part of the key, folded
  std::string word_;                  // which conditions about a seed have: "seed", or the name
  bool merges_somewhere_ = false;     // into the attributes of an object, whatever that is called
  bool merges_globals_ = false;       // `globals().update(config)`
  std::vector<std::string> names_;    // all parts of the key, folded
  std::vector<std::string> spelled_;  // the same as they are spelled
  std::string config_file_;           // the name of the config's file
  std::string config_path_;           // where it is a file of the program; else empty
  bool merges_options_ = false;       // the options of the command line get values of a config
  bool has_option_ = false;           // a parser has an option of the key's name
  bool doubts_options_ = false;       // it cannot be told what the command line says
  std::vector<Change> changes_;       // of the key in objects, in the order of the source
  std::vector<Found> sites_;
  std::vector<Found> constants_;
  Use seeding_;
  std::set<std::pair<std::size_t, std::size_t>> active_;  // nodes that are being followed, by file and number
  std::set<std::pair<std::size_t, std::size_t>> reading_;  // objects, the same
  std::size_t steps_ = 0;
};

// Returns whether a call's function is one of another library, as its imports say.
bool is_from_library(const PythonProgram& program, const PythonProgram::Use& call);

// Returns the argument of a call by its place, or by its name; or no node.
SyntaxNode argument_at(SyntaxNode call, std::size_t index);
SyntaxNode named_argument(SyntaxNode call, std::string_view name);

// Returns whether a name is that of a rank, or of a number of processes.
bool is_about_processes(std::string_view name);

// Returns whether a function of that name reads the command line.
bool parses_options(std::string_view function);

// Returns the last part of what is called: "seed" of `np.random.seed`.
std::string_view last_part(SyntaxNode function);

}  // namespace expgate::content
