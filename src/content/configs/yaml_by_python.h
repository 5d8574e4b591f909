#pragma once

#include <optional>
#include <string_view>

#include "content/configs/document.h"
#include "text/node.h"

// Nearly every config in YAML is read by PyYAML (OmegaConf, yacs, mmengine, jsonargparse and transformers use
// it), which is YAML 1.1 and in places stricter than the library that reads it here.
namespace expgate::content {

// Returns what PyYAML rejects of a text that is YAML otherwise: tabs between values, escapes that are none,
// items left out, a line without its colon. Nothing: it takes the text.
std::optional<ParseError> rejected_by_pyyaml(std::string_view source);

// Rewrites the plain numbers of a document that PyYAML reads differently from how they look: `042` is 34.
// What it takes for a text gets the tag kTextTag: `0o17`, `08`.
void read_numbers_as_pyyaml(text::Node& node);

// The tag of a plain scalar that looks like a number and is a text to the reader of its file.
inline constexpr std::string_view kTextTag = "!text";

}  // namespace expgate::content
