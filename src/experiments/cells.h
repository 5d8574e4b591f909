#pragma once

#include <string>
#include <string_view>

// What people wrote, made safe for the places where tables show it.
namespace expgate::experiments {

// Returns the text for a cell of a Markdown table: nothing in it is markup, a link, HTML or an entity.
std::string markdown_cell(std::string_view text);

// Returns the text as one field of CSV (RFC 4180). A spreadsheet takes none of it for a formula: what begins
// like one, and is not a number, gets a `'` in front.
std::string csv_cell(std::string_view text);

}  // namespace expgate::experiments
