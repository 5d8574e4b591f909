#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace expgate::rewrite {

inline constexpr const char* kIgnoreFile = ".gitignore";

// The line of a .gitignore at the top that covers that path, and nothing else (gitignore(5)).
std::string ignore_line(std::string_view path);

// For each of the paths its line; many files of one folder with one ending share `/folder/*.ending`, unless
// `others`, the files that stay, have such a one there.
std::map<std::string, std::string> ignore_lines(const std::set<std::string>& paths,
                                                const std::set<std::string>& others);

// The text of a .gitignore with those of the lines added that it does not have.
std::string with_ignored(std::string text, const std::set<std::string>& lines);

}  // namespace expgate::rewrite
