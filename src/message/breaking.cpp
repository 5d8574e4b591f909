#include "message/breaking.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/strings.h"
#include "message/header.h"

namespace expgate::message {

namespace {

using Miss = BreakingMistake::Kind;
using NearMiss = std::optional<BreakingMistake>;

constexpr std::array<std::string_view, 2> kKeys = {"BREAKING CHANGE", "BREAKING-CHANGE"};
constexpr std::array<std::string_view, 5> kMeant = {"breaking change", "breaking changes", "breaking",
                                                    "break change", "braking change"};
constexpr std::string_view kWideColon = "：";

// Words behind the key that make a sentence of it: "BREAKING CHANGE was discussed".
constexpr std::string_view kOfSentences[] = {
    "and",      "are",    "as",      "at",    "because", "but",     "by",     "can",   "commit", "commits",
    "did",      "does",   "entries", "entry", "footer",  "footers", "for",    "from",  "had",    "has",
    "if",       "in",     "into",    "is",    "label",   "labels",  "line",   "lines", "may",    "means",
    "must",     "no",     "note",    "notes", "of",      "on",      "or",     "per",   "policy", "section",
    "should",   "since",  "so",      "text",  "than",    "that",    "though", "to",    "token",  "trailer",
    "trailers", "unless", "was",     "were",  "when",    "where",   "which",  "will",  "with",   "would"};

// What a section of a template says if nothing breaks.
constexpr std::string_view kNothing[] = {"none", "no", "n/a", "na", "nothing", "-", "无", "没有"};

// Words that are no slip of "change".
constexpr std::string_view kOtherWords[] = {"chance", "chances", "charge", "charges", "chain", "chains"};

template <typename Words>
bool has_word(const Words& words, std::string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

// Lower case, `_`, `-` and runs of blanks as one blank, Markdown's marks at the ends taken off.
std::string folded_key(std::string_view key) {
  constexpr std::string_view kMarks = " \t*_#-`";
  const std::size_t begin = std::min(key.find_first_not_of(kMarks), key.size());
  const std::size_t end = key.find_last_not_of(kMarks) + 1;
  std::string folded;
  for (const char c : key.substr(begin, std::max(begin, end) - begin)) {
    const char letter = c == '_' || c == '-' || c == '\t' ? ' ' : c;
    if (letter != ' ' || !folded.ends_with(' ')) folded += letter;
  }
  return ascii_lower(folded);
}

// "brekaing chnage"
bool is_misspelt(std::string_view folded) {
  const std::size_t blank = folded.find(' ');
  if (blank == std::string_view::npos) return false;
  const std::string_view first = folded.substr(0, blank);
  const std::string_view second = folded.substr(blank + 1);
  return first.starts_with('b') && second.starts_with('c') && !has_word(kOtherWords, second) &&
         nearest(first, {"breaking"}) && nearest(second, {"change", "changes"});
}

// The text behind a colon, without the marks that close what Markdown shows bold or as code: "**KEY:** text".
std::string said(std::string_view rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of("*_"), rest.size()));
  const bool closes_code = rest.starts_with('`') && std::count(rest.begin(), rest.end(), '`') % 2 == 1;
  return std::string(trim(rest.substr(closes_code ? 1 : 0)));
}

// "(api): text", behind the right key.
NearMiss with_scope(std::string_view rest) {
  const std::size_t close = rest.find(')');
  if (close == std::string_view::npos) return std::nullopt;
  std::string_view behind = rest.substr(close + 1);
  if (behind.starts_with('!')) behind.remove_prefix(1);
  if (behind.starts_with(':'))
    behind.remove_prefix(1);
  else if (behind.starts_with(kWideColon))
    behind.remove_prefix(kWideColon.size());
  else
    return std::nullopt;
  const std::string_view scope = trim(rest.substr(1, close - 1));
  return BreakingMistake{
      Miss::scope, {}, {}, (scope.empty() ? "" : std::string(scope) + ": ") + said(behind)};
}

// Another mark where the colon should be: "; text", "!: text", " - text".
NearMiss with_other_mark(std::string_view rest, bool begins_block) {
  if (rest.starts_with("!:")) return BreakingMistake{Miss::other_mark, {}, "!", said(rest.substr(2))};
  if (rest.starts_with(';')) return BreakingMistake{Miss::other_mark, {}, ";", said(rest.substr(1))};
  const std::string_view behind = trim(rest);
  for (const std::string_view dash : {"-", "–", "—", "="})
    if (begins_block && behind.starts_with(dash) && rest.starts_with(' '))
      return BreakingMistake{Miss::other_mark, {}, std::string(dash), said(behind.substr(dash.size()))};
  return std::nullopt;
}

// The line begins with the right key: what follows is wrong, unless it is prose or the footer.
NearMiss wrong_end(std::string_view rest, bool begins_block) {
  const std::string_view behind = trim(rest);
  if (behind.starts_with(kWideColon))
    return BreakingMistake{Miss::wide_colon, {}, {}, said(behind.substr(kWideColon.size()))};
  if (behind == ":") return BreakingMistake{Miss::no_text, {}, {}, {}};
  if (rest.starts_with(':')) return BreakingMistake{Miss::no_space, {}, {}, said(rest.substr(1))};
  if (behind.starts_with(':'))
    return BreakingMistake{Miss::space_before_colon, {}, {}, said(behind.substr(1))};
  if (rest.starts_with('(')) return with_scope(rest);
  if (auto marked = with_other_mark(rest, begins_block)) return marked;
  const bool is_number = behind.size() > 1 && behind[0] == '#' && is_digit(behind[1]);
  if (!begins_block && !is_number) return std::nullopt;
  if (!rest.empty() && !rest.starts_with(' ')) return std::nullopt;
  const std::string word = ascii_lower(behind.substr(0, behind.find_first_of(" ,;")));
  if (has_word(kOfSentences, word)) return std::nullopt;
  return BreakingMistake{Miss::no_colon, {}, {}, std::string(behind)};
}

// The line has another key, with a colon or, in capitals or as a heading, without one.
NearMiss other_key(std::string_view line, bool begins_block) {
  const std::size_t colon = std::min(line.find(':'), line.find(kWideColon));
  const bool has_colon = colon != std::string_view::npos;
  constexpr std::size_t kLongestKey = 60;  // with its marks and a scope
  std::string_view key = line.substr(0, colon);
  if (key.size() > kLongestKey) return std::nullopt;
  if (has_colon && key.ends_with(')')) key = trim(key.substr(0, key.find('(')));
  const std::string folded = folded_key(key);
  if (!has_word(kMeant, folded) && !(has_colon && is_misspelt(folded))) return std::nullopt;
  const bool is_lower_case = ascii_lower(key) == key;
  const bool is_heading = trim(key).starts_with('#');
  if (!begins_block && (is_lower_case || !has_colon) && !is_heading) return std::nullopt;
  // Without a colon only capitals or a heading's mark tell it from prose.
  if (!has_colon && !is_heading && (is_lower_case || folded == "breaking")) return std::nullopt;
  if (!has_colon) return BreakingMistake{Miss::other_key, shortened(line), {}, {}};
  const bool is_wide = line.substr(colon).starts_with(kWideColon);
  const std::size_t text = colon + (is_wide ? kWideColon.size() : 1);
  std::string about = said(line.substr(text));
  if (key.size() < colon)
    if (const std::string_view scope = trim(line.substr(0, colon)).substr(key.size()); scope.size() > 2)
      about = std::string(trim(scope)) + ": " + about;
  return BreakingMistake{Miss::other_key, shortened(line.substr(0, text)), {}, std::move(about)};
}

}  // namespace

bool is_breaking_footer(std::string_view line) {
  return std::any_of(kKeys.begin(), kKeys.end(), [&](std::string_view key) {
    return line.starts_with(key) && line.substr(key.size()).starts_with(": ") &&
           !trim(line.substr(key.size() + 1)).empty();
  });
}

bool says_nothing_breaks(std::string_view text) {
  return has_word(kNothing, ascii_lower(text.substr(0, text.find_last_not_of(". ") + 1)));
}

NearMiss breaking_near_miss(std::string_view line, bool begins_block) {
  if (is_breaking_footer(line)) return std::nullopt;
  const std::size_t first = line.find_first_not_of(" \t*_#-`");
  // Nearly every line begins with another letter, and this is asked of all.
  if (first == std::string_view::npos || (line[first] | 0x20) != 'b') return std::nullopt;
  for (const std::string_view key : kKeys) {
    if (!line.starts_with(key)) continue;
    auto mistake = wrong_end(line.substr(key.size()), begins_block);
    if (!mistake) continue;
    mistake->key = key;
    return mistake;
  }
  return other_key(line, begins_block);
}

}  // namespace expgate::message
