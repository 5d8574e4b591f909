#include "catalogue/catalogue.h"

#include <algorithm>

#include "catalogue/entries.h"

namespace expgate::catalogue {

namespace {

Language the_language = Language::english;

std::string_view in_english(std::string_view id, std::string_view plural, std::uint64_t count) {
  return plural.empty() || count == 1 ? id : plural;
}

std::string_view in_chinese(std::string_view id, std::string_view plural, std::uint64_t count) {
  const auto entries = chinese_entries();
  const auto found = std::ranges::lower_bound(entries, id, {}, &Entry::id);
  return found != entries.end() && found->id == id ? found->translation : in_english(id, plural, count);
}

Translate translator(Language language) {
  return language == Language::chinese ? in_chinese : in_english;
}

}  // namespace

Language language_of(std::string_view locale) {
  // zh_TW and zh_HK are read more easily in English than in the other script.
  const bool is_simplified = locale == "zh" || locale.starts_with("zh_CN") || locale.starts_with("zh_SG") ||
                             locale.starts_with("zh-CN") || locale.starts_with("zh_Hans") ||
                             locale.starts_with("zh-Hans") || locale.starts_with("zh.");
  return is_simplified ? Language::chinese : Language::english;
}

Language language_of_environment(const std::function<std::string(const char*)>& variable) {
  for (const char* name : {"EXPGATE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"})
    if (const std::string value = variable(name); !value.empty()) return language_of(value);
  return Language::english;
}

Language language() {
  return the_language;
}

void set_language(Language language) {
  the_language = language;
}

std::string render(const Text& text) {
  return render(text, the_language);
}

std::string render(Msgid id, const Arguments& arguments) {
  return render(Text(id, arguments), the_language);
}

std::string render(const Text& text, Language language) {
  return expgate::render(text, translator(language));
}

}  // namespace expgate::catalogue
