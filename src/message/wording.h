#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace expgate::message {

// `text` with case, blanks, punctuation, pictures and invisible characters taken out, and letters of other
// scripts that look like Latin ones as those, for comparing what is said: "Fix bug!" is "fixbug".
std::string folded(std::string_view text);

// The first word of `text`, without punctuation behind it.
std::string_view first_word(std::string_view text);

// Bytes in front of what is said in `text`: emoji, tickets, what stands in [ ], a dash and a bracket.
std::size_t lead_length(std::string_view text);

// Whether `text`, behind its lead, begins with a capital of the Latin script that is only there because a
// sentence begins: the first word is no acronym (`LSTM`, `U-Net`), has no other capital (`ResNet`), no digit
// (`B0`), is no piece of code (`Config.load`, `Foo::bar`, `Foo()`) and no name (`Transformer`, or one of
// `names`). A verb of every day has no such excuse (`FIX the loader`, `Add-on`).
bool begins_with_plain_capital(std::string_view text, const std::vector<std::string>& names = {});

// `text` with small letters where begins_with_plain_capital() found a capital.
std::string with_small_initial(std::string_view text, const std::vector<std::string>& names = {});

// Whether `text`, behind its lead, begins with a small Latin letter where a sentence would have a capital:
// the first word is an ordinary one, no piece of code (`torch.compile`, `lr_scheduler`), no path, no program
// that is written so (`pip`) and none of `names`.
bool begins_with_plain_small_letter(std::string_view text, const std::vector<std::string>& names = {});

// `text` with a capital where begins_with_plain_small_letter() found a small letter.
std::string with_large_initial(std::string_view text, const std::vector<std::string>& names = {});

// Bytes of the numbers that forges put behind a header when they merge it: " (#1234)", " (!12)".
std::size_t forge_suffix_length(std::string_view text);

// `text` without the full stop at its end (`.`, `。` and their like), where there is one: an ellipsis and
// "etc." stay. The number that a forge puts behind does not count.
std::string without_final_stop(std::string_view text);

}  // namespace expgate::message
