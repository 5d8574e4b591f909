#include "base/text.h"

#include <ostream>

#include <fmt/core.h>

#include "base/bytes.h"

namespace expgate {

namespace {

std::string_view untranslated(std::string_view id, std::string_view plural, std::uint64_t count) {
  return plural.empty() || count == 1 ? id : plural;
}

// Writes a value the way that people read it.
struct Writer {
  Translate translate;

  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(std::uint64_t number) const { return std::to_string(number); }
  std::string operator()(double number) const { return fmt::format("{:g}", number); }
  std::string operator()(const Bytes& size) const { return format_size(size.count); }
  std::string operator()(const LocalFile& file) const { return file.path; }
  std::string operator()(const std::vector<Text>& texts) const {
    std::string list;
    for (const Text& text : texts) {
      if (!list.empty()) list += translate(msgid(", ").english, {}, 0);
      list += render(text, translate);
    }
    return list;
  }
};

// Whether a Chinese character (U+4E00 to U+9FFF, in UTF-8) begins there.
bool is_chinese_at(std::string_view text, std::size_t at) {
  if (at + 2 >= text.size()) return false;
  const auto lead = static_cast<unsigned char>(text[at]);
  return lead >= 0xE4 && lead <= 0xE9;
}

bool is_latin(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '`' || c == '%';
}

}  // namespace

Text::Text() = default;
Text::Text(Msgid id) : id_(id) {}
Text::Text(Msgid id, Arguments arguments) : id_(id), arguments_(std::move(arguments)) {}
Text::Text(std::string text) : verbatim_(std::move(text)) {}
Text::Text(Msgid one, Msgid many, std::uint64_t count, Arguments arguments)
    : id_(one), plural_(many), count_(count), arguments_(std::move(arguments)) {}
Text::Text(const Text& other) = default;
Text::Text(Text&& other) noexcept = default;
Text& Text::operator=(const Text& other) = default;
Text& Text::operator=(Text&& other) noexcept = default;
Text::~Text() = default;

Argument::Argument(std::string_view the_name, std::string text) : name(the_name), value(std::move(text)) {}
Argument::Argument(std::string_view the_name, std::string_view text)
    : name(the_name), value(std::string(text)) {}
Argument::Argument(std::string_view the_name, const char* text) : name(the_name), value(std::string(text)) {}
Argument::Argument(std::string_view the_name, double number) : name(the_name), value(number) {}
Argument::Argument(std::string_view the_name, Bytes size) : name(the_name), value(size) {}
Argument::Argument(std::string_view the_name, LocalFile file) : name(the_name), value(std::move(file)) {}
Argument::Argument(std::string_view the_name, Text text)
    : name(the_name), value(std::vector<Text>{std::move(text)}) {}
Argument::Argument(std::string_view the_name, std::vector<Text> list)
    : name(the_name), value(std::move(list)) {}
Argument::Argument(std::string_view the_name, Number<std::int64_t> number)
    : name(the_name), value(number.value) {}
Argument::Argument(std::string_view the_name, Number<std::uint64_t> number)
    : name(the_name), value(number.value) {}
Argument::Argument(const Argument& other) = default;
Argument::Argument(Argument&& other) noexcept = default;
Argument& Argument::operator=(const Argument& other) = default;
Argument& Argument::operator=(Argument&& other) noexcept = default;
Argument::~Argument() = default;

Text tr_n(const char* one, const char* many, std::uint64_t count, Arguments arguments) {
  arguments.emplace_back("count", count);
  return {Msgid(one), Msgid(many), count, std::move(arguments)};
}

bool operator==(const Argument& one, const Argument& other) {
  return one.name == other.name && one.value.index() == other.value.index() &&
         std::visit(
             [&](const auto& value) {
               using T = std::decay_t<decltype(value)>;
               const T& second = std::get<T>(other.value);
               if constexpr (std::is_same_v<T, Bytes>)
                 return value.count == second.count;
               else if constexpr (std::is_same_v<T, LocalFile>)
                 return value.path == second.path;
               else
                 return value == second;
             },
             one.value);
}

bool operator==(const Text& one, const Text& other) {
  return one.id() == other.id() && one.plural() == other.plural() && one.count() == other.count() &&
         one.verbatim() == other.verbatim() && one.arguments() == other.arguments();
}

std::string render(std::string_view pattern, const Arguments& arguments, Translate translate) {
  std::string out;
  for (std::size_t at = 0; at < pattern.size();) {
    const char c = pattern[at];
    if ((c == '{' || c == '}') && at + 1 < pattern.size() && pattern[at + 1] == c) {
      out += c;
      at += 2;
      continue;
    }
    const std::size_t end = c == '{' ? pattern.find('}', at) : std::string_view::npos;
    const Argument* found = nullptr;
    if (end != std::string_view::npos)
      for (const Argument& each : arguments)
        if (each.name == pattern.substr(at + 1, end - at - 1)) found = &each;
    if (found == nullptr) {  // a brace of its own, or an argument that is missing: better seen than lost
      out += c;
      ++at;
      continue;
    }
    const std::string value = std::visit(Writer{translate}, found->value);
    // Chinese sets a space between its characters and Latin ones, and a translation cannot know what comes.
    if (at >= 3 && is_chinese_at(pattern, at - 3) && !value.empty() && is_latin(value.front())) out += ' ';
    out += value;
    at = end + 1;
    if (is_chinese_at(pattern, at) && !value.empty() && is_latin(value.back())) out += ' ';
  }
  return out;
}

std::string render(const Text& text, Translate translate) {
  if (text.is_verbatim()) return text.verbatim();
  return render(translate(text.id(), text.plural(), text.count()), text.arguments(), translate);
}

std::string english(const Text& text) {
  return render(text, untranslated);
}

std::ostream& operator<<(std::ostream& out, const Text& text) {
  return out << english(text);
}

}  // namespace expgate
