#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "content/configs/document.h"

namespace expgate::content {

// A requirement that may be another version tomorrow.
struct LooseRequirement {
  std::string text;       // as written, without comments and hashes: "torch>=2"
  std::string file;       // that it is in, if that is not the file that was read but one that it includes
  Text problem;           // instead of an exact version: "no version", "a range of versions"
  std::string write;      // instead: "torch==<version>"
  std::string name;       // of the package, lower case; empty: a URL without one
  bool is_plain = false;  // a name with or without a range, which a file of constraints may pin
  int line = 0;
};

// What a file asks for.
struct Requirements {
  std::size_t entries = 0;  // packages and URLs
  std::vector<LooseRequirement> loose;
  std::vector<std::string> includes;     // `-r`, as written
  std::vector<std::string> constraints;  // `-c`
};

// Which files list requirements.
enum class RequirementsFile { none, pip, conda };

// By the name: *requirements*.txt, constraints*.txt and *.txt below requirements/ are pip's, environment*.yml
// conda's.
RequirementsFile requirements_file_of(std::string_view path);

// A requirements file of pip (pip.pypa.io, "Requirements File Format"): what is neither `==` nor `===` to one
// version, a URL nor a git URL at a commit is loose. Local paths are not.
Requirements read_requirements(std::string_view source);

// An environment of conda: `name=version`, and pip's lines below `pip:`. No `dependencies`, no entries. An
// error: it cannot be read.
tl::expected<Requirements, ParseError> read_conda_environment(std::string_view source);

}  // namespace expgate::content
