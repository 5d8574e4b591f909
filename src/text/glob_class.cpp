#include <algorithm>
#include <array>
#include <bitset>
#include <cctype>
#include <cstdio>

#include <utf8proc.h>

#include "text/glob_scan.h"
#include "text/utf8.h"

namespace expgate::text {

namespace {

constexpr std::string_view kBeyondAscii =
    R"([\x80-\xFF]|[\xC2-\xDF][\x80-\xBF]|[\xE0-\xEF][\x80-\xBF]{2}|[\xF0-\xF4][\x80-\xBF]{3})";

std::string bytes_regex(std::string_view bytes) {
  std::string regex;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && std::isalnum(byte) != 0) {
      regex += c;
      continue;
    }
    std::array<char, 8> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "\\x%02X", byte);
    regex += buffer.data();
  }
  return regex;
}

// The character as it stands in the syntax of RE2, shorter than its bytes would be.
std::string quoted(std::string_view character) {
  constexpr std::string_view kMeta = R"(\.+*?()|[]{}^$)";
  const auto first = static_cast<unsigned char>(character.front());
  if (first < 0x20 || first == 0x7F) return bytes_regex(character);
  return (kMeta.find(character.front()) == std::string_view::npos ? "" : "\\") + std::string(character);
}

std::string regex_of_character(std::string_view character, Alphabet alphabet) {
  return alphabet == Alphabet::characters ? quoted(character) : bytes_regex(character);
}

std::string bytes_of(utf8proc_int32_t value) {
  std::array<utf8proc_uint8_t, 4> bytes{};
  const auto length = static_cast<std::size_t>(utf8proc_encode_char(value, bytes.data()));
  return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length)};
}

using AsciiSet = std::bitset<128>;

struct NamedClass {
  std::string_view name;
  int (*holds)(int);
};
constexpr std::array<NamedClass, 12> kNamedClasses{{{"alnum", std::isalnum},
                                                    {"alpha", std::isalpha},
                                                    {"blank", std::isblank},
                                                    {"cntrl", std::iscntrl},
                                                    {"digit", std::isdigit},
                                                    {"graph", std::isgraph},
                                                    {"lower", std::islower},
                                                    {"print", std::isprint},
                                                    {"punct", std::ispunct},
                                                    {"space", std::isspace},
                                                    {"upper", std::isupper},
                                                    {"xdigit", std::isxdigit}}};

// The members of a class, read from between its brackets.
class ClassReader {
 public:
  ClassReader(std::string_view items, bool fold_case, Alphabet alphabet)
      : items_(items), fold_case_(fold_case), alphabet_(alphabet) {}

  Result<void> read() {
    while (at_ < items_.size()) {
      const bool is_named = items_.substr(at_).starts_with("[:") && items_.find(":]", at_ + 2) != items_.npos;
      TRY(is_named ? read_named() : read_range());
    }
    if (!fold_case_) return {};
    for (std::size_t lower = 'a'; lower <= 'z'; ++lower) {
      const std::size_t upper = lower - 'a' + 'A';
      if (ascii_[lower] || ascii_[upper]) ascii_.set(lower).set(upper);
    }
    return {};
  }

  [[nodiscard]] const AsciiSet& ascii() const { return ascii_; }
  [[nodiscard]] const std::string& others() const { return others_; }  // "|…" for each member outside ASCII

 private:
  // The next character, unquoted.
  std::string_view next() {
    if (items_[at_] == '\\') ++at_;
    const std::size_t length = decode(items_, at_).length;
    at_ += length;
    return items_.substr(at_ - length, length);
  }

  // One character, or two with '-' between.
  Result<void> read_range() {
    const std::string_view low = next();
    const bool is_range = at_ + 1 < items_.size() && items_[at_] == '-';
    if (is_range) ++at_;
    const std::string_view high = is_range ? next() : low;
    const auto first = static_cast<unsigned char>(low[0]);
    const auto last = static_cast<unsigned char>(high[0]);
    if (!is_range && first >= 0x80) {
      others_ += "|" + character_regex(low, fold_case_, alphabet_);
      return {};
    }
    const std::string range = std::string(low) + "-" + std::string(high);
    if (first >= 0x80 || last >= 0x80)
      return fail(
          tr("the range `{range}` goes beyond ASCII; name its characters one by one", {{"range", range}}));
    if (first > last) return fail(tr("the range `{range}` runs backwards", {{"range", range}}));
    for (std::size_t c = first; c <= last; ++c) ascii_.set(c);
    return {};
  }

  Result<void> read_named() {
    const std::size_t end = items_.find(":]", at_ + 2);
    const std::string_view name = items_.substr(at_ + 2, end - at_ - 2);
    for (const NamedClass& known : kNamedClasses) {
      if (known.name != name) continue;
      for (int c = 0; c < 128; ++c)
        if (known.holds(c) != 0) ascii_.set(static_cast<std::size_t>(c));
      at_ = end + 2;
      return {};
    }
    return fail(tr("`[:{name}:]` is not a class of characters", {{"name", name}}));
  }

  std::string_view items_;
  bool fold_case_;
  Alphabet alphabet_;
  std::size_t at_ = 0;
  AsciiSet ascii_;
  std::string others_;
};

std::string regex_of(const AsciiSet& set) {
  constexpr std::size_t kShortestRange = 3;
  const auto one = [](std::size_t c) { return bytes_regex(std::string(1, static_cast<char>(c))); };
  std::string members;
  for (std::size_t c = 0; c < set.size(); ++c) {
    std::size_t end = c;
    while (end < set.size() && set[end]) ++end;
    if (end == c) continue;
    const bool is_range = end - c >= kShortestRange;
    members += one(c) + (is_range ? "-" + one(end - 1) : "");
    if (is_range) c = end - 1;
  }
  return members.empty() ? "" : "[" + members + "]";
}

}  // namespace

Result<std::string> class_regex(std::string_view glob, std::size_t at, bool fold_case, Alphabet alphabet) {
  TRY_ASSIGN(const std::size_t end, piece_end(glob, at));
  const std::string whole(glob.substr(at, end - at));
  const bool negated = whole[1] == '!' || whole[1] == '^';
  const std::size_t begin = negated ? 2 : 1;
  ClassReader reader(std::string_view(whole).substr(begin, whole.size() - 1 - begin), fold_case, alphabet);
  TRY(reader.read());
  AsciiSet ascii = reader.ascii();
  if (negated) ascii.flip();
  ascii.reset('/');
  const std::string members = regex_of(ascii);
  if (negated && !reader.others().empty())
    return fail(tr("`{class}`: a class can exclude ASCII characters only", {{"class", whole}}));
  if (negated)
    return "(?:" + members + (members.empty() ? "" : "|") +
           (alphabet == Alphabet::characters ? "[^\\x00-\\x7F]" : std::string(kBeyondAscii)) + ")";
  if (members.empty() && reader.others().empty())
    return fail(tr("`{class}` cannot match anything", {{"class", whole}}));
  return "(?:" + (members.empty() ? reader.others().substr(1) : members + reader.others()) + ")";
}

std::string character_regex(std::string_view character, bool fold_case, Alphabet alphabet) {
  const CodePoint point = decode(character, 0);
  if (!fold_case || !point.valid) return regex_of_character(character, alphabet);
  const auto value = static_cast<utf8proc_int32_t>(point.value);
  const std::string lower = bytes_of(utf8proc_tolower(value));
  const std::string upper = bytes_of(utf8proc_toupper(value));
  if (lower == upper) return regex_of_character(character, alphabet);
  if (lower.size() == 1 && upper.size() == 1) return "[" + lower + upper + "]";
  return "(?:" + regex_of_character(lower, alphabet) + "|" + regex_of_character(upper, alphabet) + "|" +
         regex_of_character(character, alphabet) + ")";
}

std::string any_character_regex(Alphabet alphabet) {
  if (alphabet == Alphabet::characters) return "[^/]";
  return R"((?:[^/]|)" + std::string(kBeyondAscii.substr(kBeyondAscii.find('|') + 1)) + ")";
}

}  // namespace expgate::text
