#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/push_log.h"
#include "model/report.h"

namespace expgate::report {

// The page with `{{NAME}}` where its parts go: src/report/page/, put together while expgate is built.
std::string_view page_template();

// The same of the page of an audit log.
std::string_view push_log_template();

// The same of the page of experiments.
std::string_view notebook_template();

// And of the page of many audits.
std::string_view fleet_template();

// Returns the template with the parts in their places, which come in the order of the parts. What a part says
// is not a place.
std::string filled(std::string_view page, std::span<const std::pair<std::string_view, std::string>> parts);

// The language of the page (https://www.rfc-editor.org/rfc/rfc5646).
std::string language_of_page();

// Text from anywhere for a place in HTML, attributes included: nothing in it is markup, control characters
// and what is not UTF-8 are shown as escapes.
std::string escaped(std::string_view text);

// A text in the reader's language for a place in HTML, and the same with what stands in `backquotes` as code.
std::string words(const Text& text);
std::string prose(const Text& text);

// A small square in the colour of a series.
std::string swatch(std::size_t series);

// A text from anywhere for a cell of a table, which is cut if it is long.
std::string cut_text(std::string_view text);

// The head of a table that can be sorted, whose columns are texts or (true) numbers; `sorted` is the column
// that it is sorted by, -1: none.
std::string table_head(std::string_view id, const std::vector<std::pair<Text, bool>>& columns, int sorted);

// A cell with a number, and one with HTML. On narrow screens the label stands before it.
std::string number_cell(const Text& label, std::uint64_t value, const std::string& shown);
std::string table_cell(const std::string& content, const Text& label = {}, std::string_view css = "");

// The pictures: what came over time by category, and what was found over time by rule.
std::string growth_chart(const Survey& survey);
std::string findings_chart(const Survey& survey);

// The picture of what came of pushes, day by day.
std::string pushes_chart(const PushLog& log);

// The tables of the largest objects, of the rules, and of the first findings.
std::string worst_table(const Survey& survey);
std::string rules_table(const Survey& survey);
std::string findings_table(const Report& report);

}  // namespace expgate::report
