#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace expgate::message {

// What a line of a message is, for those who ask whether it may be broken.
enum class LineKind {
  header,
  blank,
  fenced,   // between the fences of a code block (CommonMark 0.31, 4.5), and the fences themselves
  code,     // indented like code: four columns or a tab, and not the rest of a list item
  table,    // a row of a Markdown table
  trailer,  // the first line of a trailer in the last paragraph, or of a BREAKING CHANGE footer anywhere
  quote,    // "> …"
  item,     // the first line of a list item
  prose,    // all others, the further lines of items and trailers included
};

// The kind of each line of a message, the header first. A fence that is never closed goes to the end.
std::vector<LineKind> line_kinds(std::span<const std::string> lines);

// Whether the line may be as wide as it must be: a URL or a Markdown link is in it, or it is a single word
// (behind a list mark, a label or a footnote's number) of a script that parts words by blanks.
bool is_unbreakable(std::string_view line);

// Bytes of the mark of a list item that the line begins with, and of the blanks around it: those of "- ",
// "  12. "; 0: the line begins no item.
std::size_t item_mark_length(std::string_view line);

// Whether the line before `index` ends a block: it is blank, the header, or a trailer.
bool begins_block(std::span<const std::string> lines, std::size_t index);

}  // namespace expgate::message
