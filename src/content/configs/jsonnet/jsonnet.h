#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "content/configs/document.h"

// Programs in jsonnet, evaluated as far as their text says what they make.
namespace expgate::content::jsonnet {

// What an evaluation may cost before it is given up.
inline constexpr std::size_t kMostSteps = 400'000;
inline constexpr std::size_t kMostMemory = std::size_t{12} << 20;
inline constexpr std::size_t kMostExprs = 50'000;   // of a program and what it imports
inline constexpr std::size_t kMostValues = 30'000;  // of its document

// Returns the content of a file that is imported, or nothing where there is none.
using ImportFile = std::function<std::optional<std::string>(const std::string& path)>;

struct Evaluation {
  struct File {
    std::string path;
    int from = -1;  // the index of the file that imports it
  };
  Document document;                 // each mark's `file` is an index of `files`
  std::vector<File> files;           // the program itself, then what it imports
  std::vector<std::string> missing;  // what it imports and is not there
  std::size_t steps = 0;             // that it took
};

// Returns the document that the program `source`, the content of `path`, makes, with its hidden members left
// out. What cannot be known before a run (std.extVar, an unknown function of std, a file that is not there)
// has the tag "!python"; so has a mapping of which not all members are known. Errors: what the language
// rejects, at any place that is evaluated, and a budget of steps, depth and memory.
Evaluation evaluate(std::string path, std::string source, const ImportFile& import);

// Where a member of an object stands in the text of a program.
struct MemberPlace {
  std::size_t mark = 0;   // of the `:` or `+:` behind its name,
  std::size_t begin = 0;  // and of its value, up to
  std::size_t end = 0;
};

// Returns where the members of that name stand that begin in this line of `source`.
std::vector<MemberPlace> members_in_line(const std::string& source, int line, std::string_view name);

}  // namespace expgate::content::jsonnet
