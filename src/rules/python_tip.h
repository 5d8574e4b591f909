#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "content/python/python_module.h"
#include "content/python/python_program.h"
#include "rules/rule.h"

namespace expgate::rules {

// The Python of a tip that belongs to training: the scripts that begin it, and what they import of the tip.
struct TrainingCode {
  std::vector<std::string> scripts;  // where a run begins, the likeliest first; empty: none stands out
  std::map<std::string, std::shared_ptr<const content::PythonModule>> modules;  // what was read, by path
  content::PythonFiles files;                                                   // the same, with their syntax
  bool is_whole = true;                                     // nothing was left out for its size
  std::map<std::string, std::vector<std::string>> imports;  // between them
};

// Returns the globs of the Python files in which runs begin, as lists of YAML hold them. Near the root, so
// that a tip of many folders is not listed whole; in a tip that is a package they may lie deeper, by their
// names.
inline constexpr std::string_view kTrainingScripts =
    R"(["/*.py", "/*/*.py", "/{tools,scripts,bin,train,training,experiments,projects}/**/*.py", "!.*",)"
    R"( "!{test,tests,testing,doc,docs,build,dist,node_modules,site-packages}/",)"
    R"( "!{third_party,thirdparty,vendor,venv,env}/", "!{test_*,*_test,tests,conftest,setup}.py"])";
std::vector<std::string> training_scripts();
std::vector<std::string> packaged_training_scripts();

// Reads the scripts and what they import, as far as a number of files and bytes goes. Errors: the repository
// cannot give a file.
Result<TrainingCode> read_training_code(const TreeView& view, const text::GlobSet& scripts);

// Reads the code of a tip: from `scripts`, and of a package, if they are none that stand out, from
// `packaged`.
Result<TrainingCode> read_tip_code(const TreeView& view, const text::GlobSet& scripts,
                                   const text::GlobSet& packaged);

// Reads a script and what it imports; `scripts` is empty if it is none that is run.
Result<TrainingCode> read_script_code(const TreeView& view, const std::string& path);

// Reads all Python of a tip, or of a folder of it, that is no test, whatever its name, as far as a number of
// files and bytes goes.
Result<TrainingCode> read_all_code(const TreeView& view, std::string_view folder = {});

// Returns whether a script trains, by its name.
bool is_training_script(std::string_view path);

// The paths of what a script is made of, itself first.
std::vector<std::string> parts_of(const TrainingCode& code, const std::string& script);

}  // namespace expgate::rules
