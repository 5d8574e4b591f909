#include "content/pins/variables.h"

#include <cstddef>
#include <utility>

#include "base/ascii.h"

namespace expgate::content {

namespace {

constexpr std::size_t kLongestValue = 4096;  // no image has a longer name; variables that double end here
constexpr int kDeepest = 16;

bool is_variable_name(char c) {
  return is_letter_or_digit(c) || c == '_';
}

// The offset of the brace that closes what opens before `at`, or npos.
std::size_t closing(std::string_view text, std::size_t at) {
  int depth = 1;
  for (; at < text.size(); ++at) {
    if (text[at] == '{') ++depth;
    if (text[at] == '}' && --depth == 0) return at;
  }
  return std::string_view::npos;
}

class Expander {
 public:
  explicit Expander(const Variables& variables) : variables_(variables) {}

  Expansion run(std::string_view text, int depth) {
    Expansion result;
    for (std::size_t at = 0; at < text.size();) {
      const char c = text[at];
      const char next = at + 1 < text.size() ? text[at + 1] : '\0';
      if ((c == '\\' || c == '$') && next == '$') {
        put(result, "$");
        at += 2;
      } else if (c == '$' && next == '{') {
        const std::size_t end = closing(text, at + 2);
        if (end == std::string_view::npos) {
          unknown(result, "?");
          break;
        }
        braced(result, text.substr(at + 2, end - at - 2), depth);
        at = end + 1;
      } else if (c == '$' && is_variable_name(next)) {
        std::size_t end = at + 1;
        while (end < text.size() && is_variable_name(text[end])) ++end;
        plain(result, text.substr(at + 1, end - at - 1));
        at = end;
      } else {
        put(result, text.substr(at, 1));
        ++at;
      }
    }
    return result;
  }

 private:
  static void put(Expansion& result, std::string_view text) {
    if (result.text.size() + text.size() > kLongestValue) return unknown(result, "?");
    result.text += text;
    if (!text.empty()) result.last.clear();
  }

  static void unknown(Expansion& result, std::string_view name) {
    if (result.text.size() <= kLongestValue) result.text += "${" + std::string(name) + "}";
    result.is_known = false;
    result.last.clear();
  }

  void plain(Expansion& result, std::string_view name) {
    const auto found = variables_.find(name);
    if (found == variables_.end()) return unknown(result, name);
    put(result, found->second.value);
    result.is_known = result.is_known && found->second.value.find("${") == std::string::npos;
    if (!found->second.value.empty()) result.last = name;
  }

  void braced(Expansion& result, std::string_view inside, int depth) {
    std::size_t end = 0;
    while (end < inside.size() && is_variable_name(inside[end])) ++end;
    const std::string_view name = inside.substr(0, end);
    std::string_view rest = inside.substr(end);
    if (rest.empty()) return plain(result, name);
    const bool asks_for_text = rest.front() == ':';
    if (asks_for_text) rest.remove_prefix(1);
    const char does = rest.empty() ? '\0' : rest.front();
    const std::string_view word = rest.substr(rest.empty() ? 0 : 1);
    const auto found = variables_.find(name);
    const bool is_set = found != variables_.end() && !(asks_for_text && found->second.value.empty());
    if (name.empty() || depth >= kDeepest || (does != '-' && does != '+' && does != '?'))
      return unknown(result, name);
    if (does == '?' || (does == '-' && is_set)) return plain(result, name);
    if (does == '+' && !is_set) return;
    Expansion of_word = run(word, depth + 1);
    put(result, of_word.text);
    result.is_known = result.is_known && of_word.is_known;
    result.last = std::move(of_word.last);
  }

  const Variables& variables_;
};

}  // namespace

Expansion expand(std::string_view text, const Variables& variables) {
  return Expander(variables).run(text, 0);
}

}  // namespace expgate::content
