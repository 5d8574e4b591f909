#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/text.h"

// Every text for people in the reader's language. English is the text itself; translations lie in
// src/catalogue/*.po (gettext's format) and are compiled into the binary as sorted tables.
namespace expgate::catalogue {

enum class Language { english, chinese };

// The language that a locale like "zh_CN.UTF-8" or a policy's `language` names; English for all that are not
// known.
Language language_of(std::string_view locale);

// The language of EXPGATE_LANG, LC_ALL, LC_MESSAGES or LANG, the first that is set and not empty. `variable`
// yields the value of one, or "".
Language language_of_environment(const std::function<std::string(const char*)>& variable);

// The reader's language, one for the whole process; English until it is set. What is read by programs (JSON,
// audit logs, fingerprints) does not depend on it.
Language language();
void set_language(Language language);

// The text in the reader's language.
std::string render(const Text& text);
std::string render(Msgid id, const Arguments& arguments = {});

// The same in that language; English where a translation is missing.
std::string render(const Text& text, Language language);

}  // namespace expgate::catalogue
