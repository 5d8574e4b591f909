#include "app/forges/simple_regex.h"

#include <utility>

#include "base/ascii.h"
#include "text/glob.h"

namespace expgate::app {

namespace {

constexpr std::size_t kMostTexts = 200;
constexpr std::string_view kAnything = "**";

using Texts = std::vector<std::string>;

// Reads literals, `(a|b)`, `(?:a|b)`, `.*`, `.+` and `\.` as the globs that they stand for.
class SimpleRegex {
 public:
  explicit SimpleRegex(std::string_view regex) : rest_(regex) {}

  // All alternatives, up to a closing bracket or the end; nothing: there is more in it.
  std::optional<Texts> alternatives(int depth = 0) {
    constexpr int kDeepest = 8;
    if (depth > kDeepest) return std::nullopt;
    Texts all;
    while (true) {
      auto one = sequence(depth);
      if (!one || all.size() + one->size() > kMostTexts) return std::nullopt;
      all.insert(all.end(), one->begin(), one->end());
      if (!rest_.starts_with('|')) return all;
      rest_.remove_prefix(1);
      is_split_ = is_split_ || depth == 0;
    }
  }

  // Whether all of it was read, and it is one alternative: `^a|b$` anchors each of the two at one end only.
  [[nodiscard]] bool is_one() const { return rest_.empty() && !is_split_; }

 private:
  std::optional<Texts> sequence(int depth) {
    Texts texts{""};
    while (!rest_.empty() && rest_.front() != '|' && rest_.front() != ')') {
      const auto next = piece(depth);
      if (!next || texts.size() * next->size() > kMostTexts) return std::nullopt;
      Texts longer;
      for (const std::string& begin : texts)
        for (const std::string& end : *next) longer.push_back(begin + end);
      texts = std::move(longer);
    }
    return texts;
  }

  std::optional<Texts> piece(int depth) {
    if (rest_.starts_with('(')) return group(depth);
    if (rest_.starts_with(".*") || rest_.starts_with(".+")) {
      rest_.remove_prefix(2);
      return is_quantified() ? std::nullopt : std::optional(Texts{std::string(kAnything)});
    }
    const bool is_escaped = rest_.starts_with('\\') && rest_.size() > 1;
    const char c = rest_[is_escaped ? 1 : 0];
    const bool is_word = is_lower(c) || is_upper(c) || is_digit(c);
    // a mark may be a sign of the one syntax or the other; beyond ASCII a character is more than a byte
    const bool is_mark =
        std::string_view("-_/#@,=: ").find(c) != std::string_view::npos || (is_escaped && c == '.');
    if (is_escaped ? !is_mark : !is_word && !is_mark) return std::nullopt;
    rest_.remove_prefix(is_escaped ? 2 : 1);
    if (is_quantified()) return std::nullopt;
    return Texts{std::string(1, c)};
  }

  std::optional<Texts> group(int depth) {
    rest_.remove_prefix(rest_.starts_with("(?:") ? 3 : 1);
    auto inner = alternatives(depth + 1);
    if (!inner || !rest_.starts_with(')')) return std::nullopt;
    rest_.remove_prefix(1);
    return is_quantified() ? std::nullopt : std::move(inner);
  }

  [[nodiscard]] bool is_quantified() const {
    return !rest_.empty() && std::string_view("*+?{").find(rest_.front()) != std::string_view::npos;
  }

  std::string_view rest_;
  bool is_split_ = false;
};

// The globs, if all of them can be read as such: `a//b` cannot.
std::optional<Texts> checked(Texts globs) {
  if (!text::GlobSet::compile(globs)) return std::nullopt;
  return globs;
}

bool is_bounded(std::string_view regex) {
  return regex.ends_with('$') && !regex.ends_with("\\$");
}

}  // namespace

std::optional<Texts> globs_for_names(std::string_view regex) {
  if (!regex.starts_with('^')) return std::nullopt;
  regex.remove_prefix(1);
  const bool has_end = is_bounded(regex);
  if (has_end) regex.remove_suffix(1);
  SimpleRegex reader(regex);
  auto globs = reader.alternatives();
  if (!globs || !reader.is_one()) return std::nullopt;
  for (std::string& glob : *globs) {
    if (glob.empty()) return std::nullopt;
    if (!has_end && !glob.ends_with(kAnything)) glob += kAnything;
  }
  return checked(*std::move(globs));
}

std::optional<Texts> globs_for_endings(std::string_view regex) {
  if (!is_bounded(regex)) return std::nullopt;
  regex.remove_suffix(1);
  SimpleRegex reader(regex);
  auto globs = reader.alternatives();
  if (!globs || !reader.is_one()) return std::nullopt;
  for (std::string& glob : *globs) {
    if (glob.empty() || glob.find_first_of("*/") != std::string::npos) return std::nullopt;
    glob.insert(0, "*");
  }
  return checked(*std::move(globs));
}

}  // namespace expgate::app
