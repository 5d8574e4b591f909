#include "content/pins/variables.h"

#include <algorithm>
#include <cstddef>
#include <optional>
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

// What `${X#pattern}`, `##`, `%` and `%%` leave of a value; nothing: the pattern has more than one `*`.
std::optional<std::string> without_match(std::string_view value, std::string_view does) {
  const bool is_front = does.front() == '#';
  const bool is_longest = does.size() > 1 && does[1] == does[0];
  const std::string_view pattern = does.substr(is_longest ? 2 : 1);
  if (pattern.find_first_of("?[]\\$") != std::string_view::npos) return std::nullopt;
  const std::size_t star = pattern.find('*');
  const std::string_view head = pattern.substr(0, star);
  const std::string_view tail = star == std::string_view::npos ? "" : pattern.substr(star + 1);
  if (tail.find('*') != std::string_view::npos) return std::nullopt;
  if (star == std::string_view::npos) {
    if (is_front && value.starts_with(head)) value.remove_prefix(head.size());
    if (!is_front && value.ends_with(head)) value.remove_suffix(head.size());
    return std::string(value);
  }
  if (is_front) {
    if (!value.starts_with(head)) return std::string(value);
    const std::size_t at = is_longest ? value.rfind(tail) : value.find(tail, head.size());
    if (at == std::string_view::npos || at < head.size()) return std::string(value);
    return std::string(value.substr(at + tail.size()));
  }
  if (!value.ends_with(tail)) return std::string(value);
  const std::string_view before = value.substr(0, value.size() - tail.size());
  const std::size_t at = is_longest ? before.find(head) : before.rfind(head);
  return std::string(at == std::string_view::npos ? value : value.substr(0, at));
}

// What `${X/old/new}` and `${X//old/new}` make of a value; nothing: `old` has wildcards.
std::optional<std::string> with_replacement(std::string_view value, std::string_view does) {
  const bool is_each = does.starts_with("//");
  const std::string_view rest = does.substr(is_each ? 2 : 1);
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  const std::string_view old = rest.substr(0, slash);
  const std::string_view replacement = rest.substr(std::min(slash + 1, rest.size()));
  if (old.empty() || rest.find_first_of("*?[]\\$") != std::string_view::npos) return std::nullopt;
  std::string made;
  for (std::size_t at = value.find(old); at != std::string_view::npos; at = value.find(old)) {
    made.append(value.substr(0, at)).append(replacement);
    value.remove_prefix(at + old.size());
    if (!is_each || made.size() > kLongestValue) break;
  }
  return made.append(value);
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

  void changed(Expansion& result, std::string_view name, std::string_view does) {
    const auto found = variables_.find(name);
    const bool is_known = found != variables_.end() && found->second.value.find("${") == std::string::npos;
    if (!is_known) return unknown(result, name);
    const std::string& value = found->second.value;
    const auto made = does.front() == '/' ? with_replacement(value, does) : without_match(value, does);
    if (!made) return unknown(result, name);
    put(result, *made);
  }

  void braced(Expansion& result, std::string_view inside, int depth) {
    std::size_t end = 0;
    while (end < inside.size() && is_variable_name(inside[end])) ++end;
    const std::string_view name = inside.substr(0, end);
    std::string_view rest = inside.substr(end);
    if (rest.empty()) return plain(result, name);
    if (std::string_view("#%/").find(rest.front()) != std::string_view::npos)
      return changed(result, name, rest);
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
