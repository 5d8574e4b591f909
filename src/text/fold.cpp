#include "text/fold.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

#include <utf8proc.h>

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
  constexpr std::uint64_t kHighBits = 0x8080808080808080U;
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

std::string folded_path(std::string_view path) {
  const std::string all = folded(path);
  std::string result;
  for (const std::string_view component : split(all, '/')) {
    if (!result.empty()) result += '/';
    const std::size_t last = component.find_last_not_of(". ");
    result += last == std::string_view::npos ? component : component.substr(0, last + 1);
  }
  return result;
}

}  // namespace expgate::text
