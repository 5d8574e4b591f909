#include "content/python/python_source.h"

#include <algorithm>
#include <utility>

#include "base/strings.h"

namespace expgate::content {

namespace {

constexpr std::size_t kMostTargets = 4;  // of one assignment: each gets a copy
constexpr std::string_view kPythonBlanks = " \t\r\n\f";

bool is_quote(char c) {
  return c == '"' || c == '\'';
}

}  // namespace

PythonSource::PythonSource(std::string_view text) : text_(text), line_begins_{0} {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\n') line_begins_.push_back(at + 1);
  }
  cut();
}

text::Location PythonSource::mark(std::size_t offset) const {
  const auto line = std::upper_bound(line_begins_.begin(), line_begins_.end(), offset) - 1;
  return {static_cast<int>(line - line_begins_.begin()) + 1, static_cast<int>(offset - *line) + 1};
}

std::size_t PythonSource::after_blanks(std::size_t at) const {
  while (at < text_.size()) {
    if (text_[at] == '#') {
      at = std::min(text_.find('\n', at), text_.size());
    } else if (kPythonBlanks.find(text_[at]) != std::string_view::npos) {
      ++at;
    } else if (text_[at] == '\\' && text_.substr(at + 1, 2).find('\n') != std::string_view::npos) {
      at = text_.find('\n', at) + 1;
    } else {
      break;
    }
  }
  return at;
}

// npos: the string has no end.
std::size_t PythonSource::after_string(std::size_t at) const {
  const char quote = text_[at];
  const bool triple = text_.substr(at, 3) == std::string(3, quote);
  for (at += triple ? 3 : 1; at < text_.size(); ++at) {
    if (text_[at] == '\\') {
      ++at;
    } else if (text_[at] == '\n' && !triple) {
      break;
    } else if (text_[at] == quote && (!triple || text_.substr(at, 3) == std::string(3, quote))) {
      return at + (triple ? 3 : 1);
    }
  }
  return std::string_view::npos;
}

std::size_t PythonSource::after_token(std::size_t at) const {
  if (at >= text_.size()) return text_.size();
  const char c = text_[at];
  if (is_quote(c)) return std::min(after_string(at), text_.size());
  if (c == '(' || c == '[' || c == '{') {
    const auto found = std::lower_bound(opening_.begin(), opening_.end(), at);
    return found == opening_.end() || *found != at
               ? at + 1
               : closing_[static_cast<std::size_t>(found - opening_.begin())] + 1;
  }
  if (!is_name(c)) return std::max(after_blanks(at + 1), at + 1);
  while (at < text_.size() && is_name(text_[at])) ++at;
  return after_blanks(at);
}

// Finds the lines and the pairs of brackets in one pass.
void PythonSource::cut() {
  std::vector<std::size_t> open;  // indices of opening_
  std::size_t begin = after_blanks(0);
  for (std::size_t at = begin; at < text_.size() && !error_;) {
    const char c = text_[at];
    const bool ends_line = (c == '\n' || c == '#' || c == ';') && open.empty();
    if (ends_line) {
      if (at > begin) lines_.push_back({begin, at});
      begin = at = after_blanks(c == ';' ? at + 1 : at);
    } else if (is_quote(c)) {
      const std::size_t after = after_string(at);
      if (after == std::string_view::npos) error_ = ParseError{mark(at), tr("a string is not closed")};
      at = after;
    } else if (c == '#' || c == '\\') {
      at = std::max(after_blanks(at), at + 1);
    } else {
      if (c == '(' || c == '[' || c == '{') {
        open.push_back(opening_.size());
        opening_.push_back(at);
        closing_.push_back(at);
      } else if (c == ')' || c == ']' || c == '}') {
        if (open.empty()) {
          error_ = ParseError{mark(at), tr("a bracket is closed that was not opened")};
        } else {
          closing_[open.back()] = at;
          open.pop_back();
        }
      }
      ++at;
    }
  }
  if (!error_ && !open.empty())
    error_ = ParseError{mark(opening_[open.back()]), tr("a bracket is not closed")};
  if (!error_ && begin < text_.size()) lines_.push_back({begin, text_.size()});
}

std::optional<PythonAssignment> PythonSource::assignment(const PythonLine& line) const {
  PythonAssignment found;
  std::size_t begin = line.begin;
  for (std::size_t at = line.begin; at < line.end; at = after_token(at)) {
    if (text_[at] != '=') continue;
    const char before = at > begin ? text_[at - 1] : '=';
    const bool compares = text_.substr(at + 1, 1) == "=" ||
                          std::string_view("=!<>:+-*/%&|^@").find(before) != std::string_view::npos;
    auto names = target(text_.substr(begin, at - begin));
    if (compares || !names || found.targets.size() == kMostTargets) break;
    found.targets.push_back(*std::move(names));
    begin = at + 1;
  }
  if (found.targets.empty()) return std::nullopt;
  found.value = after_blanks(begin);
  return found;
}

// `cfg.train['seed']`, with or without an annotation.
std::optional<std::vector<std::string>> PythonSource::target(std::string_view piece) const {
  std::vector<std::string> names;
  std::string name;
  piece = trim(piece.substr(0, piece.find(':')));
  for (std::size_t at = 0; at < piece.size(); ++at) {
    const char c = piece[at];
    const std::size_t close = c == '[' ? piece.find(']', at) : 0;
    if (is_name(c)) {
      name += c;
    } else if (c == '.' && !name.empty()) {
      names.push_back(std::exchange(name, {}));
    } else if (c == '[' && close != std::string_view::npos && close > at + 3 && is_quote(piece[at + 1])) {
      names.push_back(std::exchange(name, std::string(piece.substr(at + 2, close - at - 3))));
      at = close;
    } else {
      return std::nullopt;
    }
  }
  if (name.empty() || names.size() >= kMostDepth / 2) return std::nullopt;
  names.push_back(std::move(name));
  return names;
}

bool is_python_code(std::string_view text) {
  const PythonSource source(text);
  bool defines = false;
  for (const PythonLine& line : source.lines()) {
    const bool is_top = line.begin == 0 || text[line.begin - 1] == '\n';
    if (!is_top) continue;
    const std::string_view words = text.substr(line.begin, line.end - line.begin);
    if (words.starts_with("def get_config") || words.starts_with("def config"))
      return false;  // ml_collections
    defines = defines || words.starts_with("class ") || words.starts_with("def ") ||
              words.starts_with("async def ");
  }
  return defines;
}

}  // namespace expgate::content
