#include "message/metrics.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/ascii.h"
#include "base/strings.h"
#include "message/header.h"
#include "message/trailers.h"

namespace expgate::message {

namespace {

constexpr std::size_t kLongestName = 64;
constexpr std::string_view kPlusMinus = "±";

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}
bool is_beyond_ascii(char c) {
  return (static_cast<unsigned char>(c) & 0x80U) != 0;
}
// What names are made of; "mAP@[.5:.95]" has more, which end_of_name() knows.
bool is_of_name(char c) {
  return is_letter(c) || is_digit(c) || is_beyond_ascii(c) ||
         std::string_view("_@./-").find(c) != std::string_view::npos;
}

// Takes a line apart from its left.
class Scanner {
 public:
  explicit Scanner(std::string_view line) : line_(line) {}

  std::vector<Metric> metrics() {
    std::vector<Metric> found;
    while (at_ < line_.size()) {
      const bool begins = is_of_name(line_[at_]) && (at_ == 0 || !is_of_name(line_[at_ - 1]));
      if (auto metric = begins ? take_metric() : std::nullopt)
        found.push_back(*std::move(metric));
      else if (begins)
        skip_word();
      else
        ++at_;
    }
    return found;
  }

 private:
  struct Value {
    std::string_view number;
    bool has_plus = false;
    double value = 0;
    std::string unit;
    std::optional<double> deviation;
    std::size_t end = 0;
  };

  [[nodiscard]] char peek(std::size_t at) const { return at < line_.size() ? line_[at] : '\n'; }
  [[nodiscard]] std::size_t skip_blanks(std::size_t at) const {
    while (is_blank(peek(at))) ++at;
    return at;
  }

  // Past a word that begins no metric; "val" of "val loss" is kept in mind.
  void skip_word() {
    const std::size_t begin = at_;
    while (at_ < line_.size() && is_of_name(line_[at_])) ++at_;
    const std::string word = ascii_lower(line_.substr(begin, at_ - begin));
    constexpr std::array<std::string_view, 7> kPrefixes = {"train", "val",        "test", "ema",
                                                           "valid", "validation", "eval"};
    if (std::find(kPrefixes.begin(), kPrefixes.end(), word) == kPrefixes.end()) return;
    if (skip_blanks(at_) > at_) {
      prefix_begin_ = begin;
      prefixed_ = skip_blanks(at_);
    }
  }

  std::optional<Metric> take_metric() {
    std::size_t end = at_;
    const auto is_wide = [](char c) { return is_of_name(c) || c == ':' || c == '[' || c == ']'; };
    while (end < line_.size() && end - at_ <= kLongestName && is_wide(line_[end])) ++end;
    for (std::size_t stop = end; stop > at_; --stop)  // the longest known name: "mAP50:95" before "mAP50"
      if (auto metric = known_until(stop)) return metric;
    return other();
  }

  std::optional<Metric> known_until(std::size_t stop) {
    const char next = peek(stop);
    if (next != ':' && next != '=' && next != '(' && next != '[' && !is_blank(next)) return std::nullopt;
    const std::string_view name = line_.substr(at_, stop - at_);
    if (!is_known_metric(name)) return std::nullopt;
    const auto value = value_after(stop, true);
    if (!value || is_bits_of(name, *value)) return std::nullopt;
    const std::size_t begin = prefixed_ == at_ && at_ > 0 ? prefix_begin_ : at_;
    return metric(line_.substr(begin, stop - begin), *value);
  }

  // A name that is not known is a metric's where its value looks like one: 0.81 or 81 %, and no change by +12
  // %.
  std::optional<Metric> other() {
    std::size_t stop = at_;
    while (stop < line_.size() && is_of_name(line_[stop])) ++stop;
    const std::string_view name = line_.substr(at_, stop - at_);
    if (name.size() < 2 || name.size() > kLongestName || !(is_letter(name[0]) || is_beyond_ascii(name[0])))
      return std::nullopt;
    const auto value = value_after(stop, false);
    if (!value || value->has_plus || is_hyper_parameter(name)) return std::nullopt;
    if (value->unit != "%" && value->number.find('.') == std::string_view::npos) return std::nullopt;
    return metric(name, *value);
  }

  // "precision=16" is the width of a number, not a share of right answers.
  static bool is_bits_of(std::string_view name, const Value& value) {
    const bool is_width =
        value.number == "16" || value.number == "32" || value.number == "64" || value.number == "8";
    return ascii_lower(name) == "precision" && is_width && value.unit.empty();
  }

  Metric metric(std::string_view name, const Value& value) {
    at_ = value.end;
    return {std::string(name), std::string(value.number), value.value, value.unit, value.deviation};
  }

  // What follows a name: its sign and number, unit and deviation.
  [[nodiscard]] std::optional<Value> value_after(std::size_t at, bool may_follow_blank) const {
    const std::size_t name_end = at;
    at = skip_blanks(at);
    std::string unit;
    for (const std::string_view stated : {"(%)", "[%]"})
      if (line_.substr(at).starts_with(stated)) {
        unit = "%";
        at = skip_blanks(at + stated.size());
      }
    const bool has_sign = peek(at) == ':' || peek(at) == '=';
    if (!has_sign && (!may_follow_blank || at == name_end)) return std::nullopt;
    auto value = number_at(skip_blanks(has_sign ? at + 1 : at));
    if (!value) return std::nullopt;
    take_unit(*value);
    take_deviation(*value);
    if (value->unit.empty()) value->unit = unit;
    if (!ends_value(value->end)) return std::nullopt;
    return value;
  }

  [[nodiscard]] std::optional<Value> number_at(std::size_t at) const {
    Value value;
    value.has_plus = peek(at) == '+';
    const std::size_t begin = value.has_plus ? at + 1 : at;
    at = begin + (peek(begin) == '-' && !value.has_plus ? 1 : 0);
    const std::size_t digits = at;
    while (is_digit(peek(at))) ++at;
    const bool has_whole = at > digits;
    if (peek(at) == '.' && is_digit(peek(at + 1)))
      for (++at; is_digit(peek(at));) ++at;
    else if (!has_whole)
      return std::nullopt;
    if (peek(at) == 'e' || peek(at) == 'E') {
      std::size_t power = at + 1;
      if (peek(power) == '+' || peek(power) == '-') ++power;
      if (is_digit(peek(power)))
        for (at = power; is_digit(peek(at));) ++at;
    }
    value.number = line_.substr(begin, at - begin);
    value.end = at;
    const auto [end, error] =
        std::from_chars(value.number.data(), value.number.data() + value.number.size(), value.value);
    if (error != std::errc() || end != value.number.data() + value.number.size() ||
        !std::isfinite(value.value))
      return std::nullopt;
    return value;
  }

  void take_unit(Value& value) const {
    const std::size_t at = skip_blanks(value.end);
    for (const std::string_view unit : {"%", "pp", "dB"}) {
      if (ascii_lower(line_.substr(at, unit.size())) != ascii_lower(unit)) continue;
      if (unit != "%" && is_of_name(peek(at + unit.size()))) continue;
      value.unit = unit;
      value.end = at + unit.size();
    }
  }

  void take_deviation(Value& value) const {
    std::size_t at = skip_blanks(value.end);
    const bool is_open = peek(at) == '(';
    if (is_open) ++at;
    for (const std::string_view sign : {kPlusMinus, std::string_view("+/-"), std::string_view("+-")}) {
      if (!line_.substr(at).starts_with(sign)) continue;
      auto deviation = number_at(skip_blanks(at + sign.size()));
      if (!deviation) return;
      take_unit(*deviation);
      value.deviation = deviation->value;
      value.end = deviation->end + (is_open && peek(deviation->end) == ')' ? 1 : 0);
      if (value.unit.empty()) value.unit = deviation->unit;
      return;
    }
  }

  // Whether a number may end there: "2k", "1.5x", "2.1.0", "87,3" and "0.5-0.9" are none that can be read.
  [[nodiscard]] bool ends_value(std::size_t at) const {
    const char c = peek(at);
    const char after = peek(at + 1);
    if (is_letter(c) || is_digit(c) || c == '_' || c == '=' || is_beyond_ascii(c)) return false;
    if (c == '.' || c == ',' || c == ':') return !is_digit(after);
    return c != '-' || !(is_digit(after) || is_letter(after));
  }

  std::string_view line_;
  std::size_t at_ = 0;
  std::size_t prefix_begin_ = 0;
  std::size_t prefixed_ = 0;  // where the word begins that a prefix stands before
};

// What is written where the figure of a metric should stand, as far as it is one word.
std::string_view word_at(std::string_view text) {
  return text.substr(0, text.find_first_of(" \t\r\n|;()"));
}

// What keeps that word from being a figure, with the argument {figure}; nothing if it is not meant as one.
std::optional<Msgid> flaw_of_figure(std::string_view word) {
  std::string plain = ascii_lower(word.substr(0, word.find_last_not_of(".,") + 1));
  if (plain.starts_with('-') || plain.starts_with('+')) plain.erase(0, 1);
  for (const std::string_view none : {"nan", "inf", "infinity"})
    if (plain == none) return msgid("`{figure}` is not a number");
  const std::size_t digits = std::min(plain.find_first_not_of("0123456789"), plain.size());
  const std::string_view rest = std::string_view(plain).substr(digits);
  if (digits == 0 || rest.empty()) return std::nullopt;
  if (rest.size() > 1 && rest[0] == ',' && is_digit(rest[1]))
    return msgid("`{figure}` has a comma: write a point");
  if (is_letter(rest[0])) return msgid("`{figure}` is not a plain number");
  return std::nullopt;
}

struct WideMark {
  std::string_view wide;
  std::string_view plain;
};
constexpr WideMark kWideMarks[] = {{"：", ": "}, {"＝", "="},  {"，", ", "}, {"％", "%"},  {"．", "."},
                                   {"；", "; "}, {"。", ". "}, {"、", ", "}, {"（", " ("}, {"）", ") "}};

// What is wrong with a line that states metrics but for its full-width marks; nothing: they are not what is
// wrong.
std::optional<Text> wide_marks_in(std::string_view line) {
  std::string plain(line);
  std::vector<Text> marks;
  for (const auto& [wide, ascii] : kWideMarks) {
    if (plain.find(wide) == std::string::npos) continue;
    marks.push_back(verbatim("`" + std::string(wide) + "`"));
    plain = replaced(std::move(plain), wide, ascii);
  }
  if (marks.empty() || Scanner(plain).metrics().empty()) return std::nullopt;
  return tr("full-width {marks} in `{line}`; write `{plain}`",
            {{"marks", std::move(marks)}, {"line", shortened(line)}, {"plain", shortened(trim(plain))}});
}

// A line of the trailers that is nothing else. "Acc: 87.3%" is a trailer to git, and a metric to us.
bool is_only_trailer(std::string_view line) {
  if (line.starts_with(' ') || line.starts_with('\t')) return true;  // goes on with the one above
  if (!trailer_of(line)) return false;
  const std::vector<Metric> metrics = Scanner(line).metrics();
  const std::string_view value = trim(line.substr(std::min(line.find(':'), line.size() - 1) + 1));
  return metrics.empty() || !line.starts_with(metrics.front().name) ||
         !value.starts_with(metrics.front().number);
}

}  // namespace

std::string_view without_signature(std::string_view message) {
  std::size_t end = message.size();
  for (std::size_t at = 0; at < message.size();) {
    const std::string_view rest = message.substr(at);
    for (const std::string_view begin : {"-----BEGIN PGP SIGNATURE-----", "-----BEGIN PGP MESSAGE-----",
                                         "-----BEGIN SIGNED MESSAGE-----", "-----BEGIN SSH SIGNATURE-----"})
      if (rest.starts_with(begin)) end = at;
    const std::size_t feed = rest.find('\n');
    if (feed == std::string_view::npos) break;
    at += feed + 1;
  }
  return message.substr(0, end);
}

std::optional<Text> failing_metric(std::string_view message) {
  for (const std::string_view line : lines(trim(without_signature(message)))) {
    if (auto marks = wide_marks_in(line.substr(0, kMaxText))) return marks;
    for (std::size_t at = 0; at < line.size(); ++at) {
      if (!is_of_name(line[at]) || (at > 0 && is_of_name(line[at - 1]))) continue;
      std::size_t end = at;
      while (end < line.size() && is_of_name(line[end])) ++end;
      const std::string_view name = line.substr(at, end - at);
      std::size_t value = std::min(line.find_first_not_of(" \t:=", end), line.size());
      const std::string_view word = word_at(line.substr(value));
      if (value == end || name.size() > kLongestName || !is_known_metric(name)) continue;
      if (const auto flaw = flaw_of_figure(word))
        return Text(*flaw, {{"figure", line.substr(at, value + word.size() - at)}});
    }
  }
  return std::nullopt;
}

TagMessage read_tag_message(std::string_view message) {
  std::vector<std::string> text;
  for (const std::string_view line : lines(trim(without_signature(message)))) text.emplace_back(line);
  const auto trailers = static_cast<std::size_t>(find_trailers_line(text));
  TagMessage read;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (trailers > 0 && at + 1 >= trailers && is_only_trailer(text[at])) continue;
    for (const std::string_view part : split(text[at], '|')) {
      const bool is_title = at == 0 && part.data() == text[at].data();
      if (is_title)
        read.title = trim(part);
      else if (!trim(part).empty())
        read.segments.emplace_back(trim(part));
      for (Metric& metric : Scanner(part).metrics()) read.metrics.push_back(std::move(metric));
    }
  }
  return read;
}

}  // namespace expgate::message
