#include "message/wording.h"

#include <algorithm>
#include <iterator>

#include "base/ascii.h"
#include "base/strings.h"
#include "message/letters.h"
#include "message/lists/wording.h"
#include "message/names.h"
#include "text/fold.h"
#include "text/utf8.h"

namespace expgate::message {

namespace {

constexpr auto kNone = std::string_view::npos;

// Programs and packages that are written with a small letter even where a sentence begins.
constexpr std::string_view kSmallNames[] = {
    "apex",   "bash",  "black",   "ccache",  "clang",    "cmake", "conda",  "cupy",   "curl",        "dask",
    "einops", "flake", "gcc",     "git",     "grep",     "hydra", "jax",    "kornia", "make",        "mypy",
    "ninja",  "npm",   "numba",   "numpy",   "pandas",   "pip",   "poetry", "pylint", "pytest",      "ruff",
    "rsync",  "scipy", "seaborn", "sklearn", "ssh",      "timm",  "tmux",   "torch",  "torchvision", "tox",
    "tqdm",   "uv",    "wandb",   "wget",    "xformers", "yapf"};

bool is_verb(std::string_view word) {
  const std::string verb = ascii_lower(word);
  return std::binary_search(std::begin(wording::kVerbs), std::end(wording::kVerbs), verb);
}

// The first letter in ASCII where it is a capital of the Latin script or, in a Latin word, looks like one;
// the letters of Latin-1 (U+00D7 is the multiplication sign) as 'A'; 0: it is none.
char capital_of(std::string_view text) {
  const text::CodePoint first = text::decode(text, 0);
  if (!first.valid) return '\0';
  if (first.value < 0x80) return is_upper(text[0]) ? text[0] : '\0';
  if (first.value >= 0xC0 && first.value <= 0xDE && first.value != 0xD7) return 'A';
  const char ascii = look_alike(first.value);
  if (!is_upper(ascii) || first.length == text.size()) return '\0';
  const text::CodePoint second = text::decode(text, first.length);
  const bool is_latin = second.value < 0x80 ? is_lower(static_cast<char>(second.value))
                                            : second.value >= 0xFF41 && second.value <= 0xFF5A;
  return is_latin ? ascii : '\0';
}

// Whether the word could not be written otherwise.
bool keeps_capital(std::string_view word, std::size_t first_length) {
  // `I/O`, `A/B`, `A*`, `C++`: a letter with a mark behind it is a name.
  if (first_length < word.size() && !is_letter_or_digit(word[first_length]) && word[first_length] != '\'' &&
      static_cast<unsigned char>(word[first_length]) < 0x80)
    return true;
  if (const std::size_t end = word.find_first_of("/+&,|");
      end != kNone && end > 0 && word.find('.', end) == kNone)
    word = word.substr(0, end);  // `CPU/GPU`, but not `Add/Remove`; `Docs/conf.py` is a path
  if (is_verb(word)) return false;
  if (const std::size_t end = word.find_first_of("-_"); end != kNone && !is_upper(word[end - 1])) {
    const std::string_view second = word.substr(end + 1);
    const std::string_view head = word.substr(0, end);
    if (is_verb(head)) return false;  // `Add-on`, `Fix_bug`
    if ((head == "Re" || head == "Un") && !is_verb(second))
      return std::all_of(second.begin(), second.end(), is_upper);
    if (head == "Re" || head == "Un") return false;  // `Re-Add`, but `Re-ID`
  }
  const std::string_view rest = word.substr(first_length);
  if (rest.empty()) return word != "A" && word != "I";  // `X is null`, but not `A new loader`
  if (word.size() > 1 && rest[0] == '-') return true;   // `Q-learning`
  return std::any_of(rest.begin(), rest.end(),
                     [](char c) { return is_upper(c) || is_digit(c) || c == '_'; }) ||
         rest.find('.') != kNone || rest.find("::") != kNone || rest.find('(') != kNone;
}

std::size_t emoji_length(std::string_view text) {
  if (text.starts_with(':')) {  // ":sparkles: ", as gitmoji writes it
    const std::size_t name = type_length(text.substr(1));
    return name > 0 && text.substr(name + 1).starts_with(": ") ? name + 2 : 0;
  }
  const text::CodePoint point = text::decode(text, 0);
  return point.valid && is_emoji(point.value) ? point.length : 0;
}

std::size_t lead_token_length(std::string_view text) {
  if (const std::size_t emoji = emoji_length(text); emoji > 0) return emoji;
  if (const text::CodePoint point = text::decode(text, 0); point.valid && is_blank(point.value))
    return point.length;
  if (text.starts_with("- ") || text.starts_with("* ") || text.starts_with('(')) return 1;
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    return close != kNone && text.substr(close + 1).starts_with(' ') ? close + 1 : 0;
  }
  const std::size_t end = std::min(text.find(' '), text.size());
  const std::string_view word = text.substr(0, text[end - 1] == ':' ? end - 1 : end);
  return is_ticket(word) && (word[0] == '#' || word.size() < end) ? end : 0;  // "CIFAR-10" is none
}

}  // namespace

std::string folded(std::string_view text) {
  std::string kept;
  if (text::is_ascii(text)) {
    for (const char c : ascii_lower(text))  // nearly all, and each hook folds 200 words that say nothing
      if (is_lower(c) || is_digit(c)) kept += c;
    return kept;
  }
  const std::string plain = text::folded(text);
  for (std::size_t at = 0; at < plain.size();) {
    const text::CodePoint point = text::decode(plain, at);
    const std::string_view bytes = std::string_view(plain).substr(at, point.length);
    const char ascii = point.value < 0x80 ? '\0' : look_alike(point.value);
    at += point.length;
    if (point.valid && ascii != '\0' && type_length({&ascii, 1}) == 1)
      kept += ascii;
    else if (!point.valid || text::is_letter_or_digit(point.value))
      kept += bytes;
  }
  return ascii_lower(kept);
}

std::string_view first_word(std::string_view text) {
  std::string_view word = text.substr(0, text.find_first_of(" \t"));
  const std::size_t end = word.find_last_not_of(".,;:!?");
  return word.substr(0, end + 1);
}

std::size_t lead_length(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size()) {
    const std::size_t token = lead_token_length(text.substr(length));
    if (token == 0) break;
    length += token;
  }
  return length < text.size() ? length : 0;
}

bool begins_with_plain_capital(std::string_view text, const std::vector<std::string>& names) {
  text.remove_prefix(lead_length(text));
  if (text.empty() || capital_of(text) == '\0') return false;
  return !keeps_capital(first_word(text), text::decode(text, 0).length) && !begins_with_name(text, names);
}

std::string with_small_initial(std::string_view text, const std::vector<std::string>& names) {
  if (!begins_with_plain_capital(text, names)) return std::string(text);
  const std::size_t lead = lead_length(text);
  const text::CodePoint first = text::decode(text, lead);
  const bool is_latin1 = first.value >= 0xC0 && first.value <= 0xDE;
  const std::string_view rest = text.substr(lead + first.length);
  const std::size_t shouted =
      static_cast<std::size_t>(std::find_if_not(rest.begin(), rest.end(), is_upper) - rest.begin());
  return std::string(text.substr(0, lead)) +
         (is_latin1 ? utf8(first.value + 0x20) : ascii_lower(std::string(1, capital_of(text.substr(lead))))) +
         ascii_lower(rest.substr(0, shouted)) + std::string(rest.substr(shouted));
}

bool begins_with_plain_small_letter(std::string_view text, const std::vector<std::string>& names) {
  text.remove_prefix(lead_length(text));
  const std::string_view word = first_word(text);
  if (word.empty() || begins_with_name(text, names)) return false;
  const text::CodePoint first = text::decode(word, 0);
  const bool is_latin1 = first.value >= 0xE0 && first.value <= 0xFE && first.value != 0xF7;
  if (!is_lower(word[0]) && !is_latin1) return false;
  if (std::find(std::begin(kSmallNames), std::end(kSmallNames), word) != std::end(kSmallNames)) return false;
  const std::string_view rest = word.substr(first.length);
  return std::all_of(rest.begin(), rest.end(), [](char c) {
    return is_lower(c) || c == '-' || c == '\'' || static_cast<unsigned char>(c) >= 0x80;
  });
}

std::string with_large_initial(std::string_view text, const std::vector<std::string>& names) {
  if (!begins_with_plain_small_letter(text, names)) return std::string(text);
  const std::size_t lead = lead_length(text);
  const text::CodePoint first = text::decode(text, lead);
  return std::string(text.substr(0, lead)) + utf8(first.value - 0x20) +
         std::string(text.substr(lead + first.length));
}

std::size_t forge_suffix_length(std::string_view text) {
  std::string_view rest = text;
  for (;;) {
    const std::size_t open = rest.rfind(" (");
    if (open == kNone || !rest.ends_with(')')) break;
    const std::string_view number = rest.substr(open + 2, rest.size() - open - 3);
    const bool is_number = number.size() > 1 && (number[0] == '#' || number[0] == '!') &&
                           std::all_of(number.begin() + 1, number.end(), is_digit);
    if (!is_number) break;
    rest = rest.substr(0, open);
  }
  return text.size() - rest.size();
}

std::string without_final_stop(std::string_view text) {
  const std::string_view said = text.substr(0, text.size() - forge_suffix_length(text));
  const std::string_view rest = text.substr(said.size());
  for (const std::string_view stop : {"。", "．", "｡"})
    if (said.ends_with(stop)) {
      const std::string_view before = said.substr(0, said.size() - stop.size());
      return std::string(before.ends_with(stop) ? said : before) + std::string(rest);
    }
  const bool is_path = said.ends_with(" ..") || said.ends_with("/..");
  if (is_path || !said.ends_with('.') || said.ends_with("...") || said.ends_with("etc.") ||
      said.ends_with("et al."))
    return std::string(text);
  return std::string(said.substr(0, said.find_last_not_of('.') + 1)) + std::string(rest);
}

}  // namespace expgate::message
