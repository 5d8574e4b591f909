#include "text/fold.h"

#include <algorithm>
#include <cstdlib>
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

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Of text that is UTF-8 throughout.
std::string folded_utf8(std::string_view text) {
  constexpr auto kOptions = static_cast<utf8proc_option_t>(
      UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
  utf8proc_uint8_t* bytes = nullptr;
  const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                   static_cast<utf8proc_ssize_t>(text.size()), &bytes, kOptions);
  const std::unique_ptr<utf8proc_uint8_t, Free> owned(bytes);
  if (length < 0) throw std::bad_alloc();  // the text is valid, so memory is all that it can lack
  return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length)};
}

}  // namespace

std::string folded(std::string_view text) {
  if (is_ascii(text)) return ascii_lower(text);
  std::string result;
  while (const auto bad = first_invalid(text)) {
    result += folded_utf8(text.substr(0, *bad));
    result += text[*bad];
    text.remove_prefix(*bad + 1);
  }
  return result + folded_utf8(text);
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
