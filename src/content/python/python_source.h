#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "content/configs/document.h"
#include "text/node.h"

namespace expgate::content {

// Offsets of one logical line: brackets and backslashes carry it over line ends. Indentation and comments are
// outside.
struct PythonLine {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// `cfg.train.seed = seed = …`: the names that are assigned to, and the offset where the value begins.
struct PythonAssignment {
  std::vector<std::vector<std::string>> targets;
  std::size_t value = 0;
};

inline bool is_name_start(char c) {
  return is_letter(c) || c == '_';
}
inline bool is_name(char c) {
  return is_name_start(c) || is_digit(c);
}

// Python source cut into logical lines and tokens, as far as strings, comments and brackets go. The text must
// outlive it.
class PythonSource {
 public:
  explicit PythonSource(std::string_view text);

  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] const std::vector<PythonLine>& lines() const { return lines_; }

  // What keeps it from being cut: a string or bracket without its end.
  [[nodiscard]] const std::optional<ParseError>& error() const { return error_; }

  // The line and column of an offset.
  [[nodiscard]] text::Location mark(std::size_t offset) const;

  // The offset after blanks, line ends and comments.
  [[nodiscard]] std::size_t after_blanks(std::size_t at) const;

  // The offset after the string, the bracket with all that it holds, the name or the character at `at`.
  [[nodiscard]] std::size_t after_token(std::size_t at) const;

  // The line as an assignment to names, attributes and items with literal keys, or nothing.
  [[nodiscard]] std::optional<PythonAssignment> assignment(const PythonLine& line) const;

 private:
  [[nodiscard]] std::size_t after_string(std::size_t at) const;
  [[nodiscard]] std::optional<std::vector<std::string>> target(std::string_view piece) const;
  void cut();

  std::string_view text_;
  std::vector<std::size_t> line_begins_;
  std::vector<PythonLine> lines_;
  std::vector<std::size_t> closing_;  // by the order of opening brackets; see after_token
  std::vector<std::size_t> opening_;
  std::optional<ParseError> error_;
};

// Whether the file defines classes or functions, as a module does and a config does not: get_config() and
// what helps it are none of these.
bool is_python_code(std::string_view text);

}  // namespace expgate::content
