#include "text/fold.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <memory>
#include <new>

#include <utf8proc.h>

#include "base/bytes.h"
#include "base/strings.h"
#include "text/utf8.h"

namespace expgate::text {

namespace {

struct Free {
  void operator()(utf8proc_uint8_t* bytes) const {
    std::free(bytes);
  }  // NOLINT(*-no-malloc): utf8proc allocates so
};

constexpr int kCanonical = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
constexpr int kCompatible = kCanonical | UTF8PROC_COMPAT;

// Of text that is UTF-8 throughout.
std::string mapped_utf8(std::string_view text, int options) {
  utf8proc_uint8_t* bytes = nullptr;
  const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                   static_cast<utf8proc_ssize_t>(text.size()), &bytes,
                                   static_cast<utf8proc_option_t>(options));
  const std::unique_ptr<utf8proc_uint8_t, Free> owned(bytes);
  if (length < 0) throw std::bad_alloc();  // the text is valid, so memory is all that it can lack
  return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length)};
}

std::string mapped(std::string_view text, int options) {
  if (is_ascii(text)) return ascii_lower(text);
  std::string result;
  while (const auto bad = first_invalid(text)) {
    result += mapped_utf8(text.substr(0, *bad), options);
    result += text[*bad];
    text.remove_prefix(*bad + 1);
  }
  return result + mapped_utf8(text, options);
}

}  // namespace

bool is_ascii(std::string_view text) {
  std::uint64_t word = 0;
  for (; text.size() >= sizeof word; text.remove_prefix(sizeof word)) {
    std::memcpy(&word, text.data(), sizeof word);
    if ((word & kHighBits) != 0) return false;
  }
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string folded(std::string_view text) {
  return mapped(text, kCompatible);
}

std::string folded_name(std::string_view name) {
  return mapped(name, kCanonical);
}

std::string folded_width(std::string_view name) {
  if (is_ascii(name)) return folded_name(name);
  std::string narrow;
  for (std::size_t at = 0; at < name.size();) {
    constexpr char32_t kFirst = 0xFF01;  // the wide `!`
    constexpr char32_t kLast = 0xFF5E;   // and `~`
    constexpr char32_t kSlash = 0xFF0F;  // would be the end of a folder
    const CodePoint point = decode(name, at);
    if (point.valid && point.value >= kFirst && point.value <= kLast && point.value != kSlash)
      narrow += static_cast<char>(point.value - kFirst + '!');
    else
      narrow += name.substr(at, point.length);
    at += point.length;
  }
  return folded_name(narrow);
}

std::string folded_path(std::string_view path) {
  const std::string all = folded(path);
  std::string result;
  result.reserve(all.size());
  for (std::size_t at = 0, end = 0; at <= all.size(); at = end + 1) {
    end = std::min(all.find('/', at), all.size());
    const std::string_view component = std::string_view(all).substr(at, end - at);
    if (!result.empty()) result += '/';
    const std::size_t last = component.find_last_not_of(". ");
    result += last == std::string_view::npos ? component : component.substr(0, last + 1);
  }
  return result;
}

namespace {

// Letters of the extensions that artifacts go by, upper case and lower case apart: a Greek capital Nu is an
// N, the small one a v.
char latin_look_alike(char32_t value) {
  constexpr std::u32string_view kLetters =
      U"\u0430\u0435\u043E\u0440\u0441\u0445\u0443\u043A\u043C\u0442\u0456\u0458\u0455\u04BB\u0501\u051B"
      U"\u051D"
      U"\u0410\u0412\u0415\u041E\u0420\u0421\u0425\u0423\u041A\u041C\u0422\u041D\u0406\u0408\u0405"
      U"\u03B1\u03B5\u03B9\u03BA\u03BD\u03BF\u03C1\u03C4\u03C5\u03C7\u03B7"
      U"\u0391\u0392\u0395\u0396\u0397\u0399\u039A\u039C\u039D\u039F\u03A1\u03A4\u03A5\u03A7\u0131\u0261";
  constexpr std::string_view kLatin =
      "aeopcxykmtijshdqw"
      "abeopcxykmthijs"
      "aeikvoptuxn"
      "abezhikmnoptyxig";
  static_assert(kLetters.size() == kLatin.size());
  const std::size_t place = kLetters.find(value);
  return place == std::u32string_view::npos ? '\0' : kLatin[place];
}

std::string with_latin_extension(std::string_view path) {
  const std::size_t dot = path.find('.', path.find_last_of('/') + 1);
  if (dot == std::string_view::npos) return std::string(path);
  std::string result(path.substr(0, dot));
  for (std::size_t at = dot; at < path.size();) {
    const CodePoint point = decode(path, at);
    const char latin = point.valid ? latin_look_alike(point.value) : '\0';
    if (latin != '\0')
      result += latin;
    else
      result += path.substr(at, point.length);
    at += point.length;
  }
  return result;
}

}  // namespace

std::string read_path(std::string_view path) {
  std::string plain;
  std::copy_if(path.begin(), path.end(), std::back_inserter(plain),
               [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F; });
  if (is_ascii(plain)) return folded_path(plain);
  constexpr int kWithoutMarks = kCompatible | UTF8PROC_STRIPMARK;
  return folded_path(mapped(with_latin_extension(plain), kWithoutMarks));
}

}  // namespace expgate::text
