#include "message/names.h"

#include <algorithm>
#include <cctype>
#include <iterator>

#include "message/lists/field.h"

namespace expgate::message {

namespace {

bool is_name(std::string_view word) {
  return std::binary_search(std::begin(field::kWords), std::end(field::kWords), word);
}

bool is_word_byte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Bytes of the word, or the part of one, that `text` begins with.
std::size_t word_length(std::string_view text) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_word_byte) - text.begin());
}

bool begins_with(std::string_view text, std::string_view name) {
  if (name.empty() || !text.starts_with(name)) return false;
  text.remove_prefix(name.size());
  if (text.starts_with('s')) text.remove_prefix(1);
  return word_length(text) == 0 || text.starts_with("\xE2\x80\x99");  // Adam’s
}

}  // namespace

bool begins_with_name(std::string_view text, const std::vector<std::string>& further) {
  const std::string_view word = text.substr(0, word_length(text.substr(0, text.find("\xE2\x80\x99"))));
  if (is_name(word) || (word.ends_with('s') && is_name(word.substr(0, word.size() - 1)))) return true;
  const auto is_there = [&](std::string_view name) { return begins_with(text, name); };
  return std::any_of(std::begin(field::kPhrases), std::end(field::kPhrases), is_there) ||
         std::any_of(further.begin(), further.end(), is_there);
}

}  // namespace expgate::message
