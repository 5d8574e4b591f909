#pragma once

#include <string>
#include <string_view>

#include "model/report.h"

// The phrases that every format for people shares, in the reader's language. All of it can be printed: what
// comes from the repository is escaped.
namespace expgate::report {

// The text in the reader's language, without anything that a terminal would act on.
std::string shown(const Text& text);

// The category's name for people; programs read name_of().
Text text_of(ContentCategory category);

// Two whole sentences, one behind the other.
Text two_sentences(Text first, Text second);

// What is wrong, on one line of a bounded length.
std::string message_of(const Finding& finding);

// Why that matters.
std::string why_of(const Finding& finding);

// What to do, in words; empty where the commands say it all.
std::string help_of(const Finding& finding);

// The same with the commands behind it, on one line.
std::string help_on_one_line(const Finding& finding);

// Where the finding lies; empty where it has no place.
std::string place_of(const Finding& finding, Mode mode);

// The verdict: "push rejected: 2 errors, 1 warning in 3 commits", "passed with 1 warning", "passed", "could
// not decide: …".
std::string headline(const Report& report);

// That warn mode lets pass what would be rejected.
Text accepted_in_warn_mode(Mode mode);

// How much was checked: "3 commits, 12 files, 4.1 ms".
Text volume_of(const Report& report);

// That a hook rejects what it could not decide.
Text fails_closed(Mode mode);

}  // namespace expgate::report
