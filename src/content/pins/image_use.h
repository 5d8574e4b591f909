#pragma once

#include <string>
#include <vector>

namespace expgate::content {

// A place where a file names the image of a container.
struct ImageUse {
  enum class Role {
    base,     // what the work runs in, or is built upon
    copied,   // a stage copies from it
    service,  // runs beside: a database, a server
  };

  Role role = Role::base;
  std::string image;    // with variables expanded; those whose values are not known stay, as `${NAME}`
  std::string written;  // as it stands in the file
  std::string before;   // what stands before and behind it there: "FROM ", " AS build"
  std::string after;
  int line = 0;
  std::string variable;  // whose default ends the image: the line to change is that of the default
  std::string value;     // the default, as it stands there
  int variable_line = 0;
  bool is_given_outside = false;  // what is not known is for whoever runs the file to set, not for its author
};

using ImageUses = std::vector<ImageUse>;

inline constexpr std::size_t kMostImageUses = 1000;  // of a file: more are not worth a line each

}  // namespace expgate::content
