#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/report.h"

namespace expgate::report {

// The page with `{{NAME}}` where its parts go: src/report/page/, put together while expgate is built.
std::string_view page_template();

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

// The pictures: what came over time by category, and what was found over time by rule.
std::string growth_chart(const Survey& survey);
std::string findings_chart(const Survey& survey);

// The tables of the largest objects, of the rules, and of the first findings.
std::string worst_table(const Survey& survey);
std::string rules_table(const Survey& survey);
std::string findings_table(const Report& report);

}  // namespace expgate::report
