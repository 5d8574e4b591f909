#pragma once

#include <optional>
#include <string_view>

#include "content/configs/seed_lines.h"
#include "text/node.h"

// The defaults of a script's command line (argparse, absl, click, typer, tyro): its config, where a project
// has no files for that.
namespace expgate::content {

// Puts the defaults of the arguments of a Python script into `root`, under the names of the arguments. One
// that has none is null.
void add_argument_defaults(std::string_view source, text::Node& root);

// Returns the edit that makes 42 the default of the argument of that name whose default, or which itself,
// stands in that line. Nothing: there is none such.
std::optional<LineEdit> replaced_default(std::string_view source, int line, std::string_view name);

// Returns the edit that adds an argument `--seed` behind the last of a script. Nothing: it has none, or only
// a person can do it.
std::optional<LineEdit> added_argument(std::string_view source);

}  // namespace expgate::content
