#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "text/node.h"
#include "text/parse_error.h"

namespace expgate::content {

using text::ParseError;
using Document = tl::expected<text::Node, ParseError>;

// The languages that configs are written in.
enum class Language { yaml, json, toml, python, gin, jsonnet };

// The language that a path's ending names (.yaml .yml .json .toml .py .gin .jsonnet .libsonnet, in
// either case), or nothing.
std::optional<Language> language_of(std::string_view path);

// What a config may cost before it is refused.
inline constexpr std::size_t kMostBytes = std::size_t{4} << 20;
inline constexpr std::size_t kMostNodes = 200'000;
inline constexpr int kMostDepth = 64;

// The document that `source`, the content of `path`, holds. Scalars carry the tags of YAML in every language:
// "!" for a text that is quoted, "?" for anything else. An empty document is null. Errors: syntax, a key that
// stands twice, several documents, a limit, an ending that names no language.
Document read_document(std::string_view path, std::string_view source);

// Returns the parse error of a document that is not read, since it is over the limit of bytes.
Document too_large();

// Carries out YAML's merge keys, `<<: *defaults`, all over the document: what is written out wins, then what
// is merged first. read_document has done so; what is put in the place of an `!include` may bring more.
void carry_out_merges(text::Node& node);

}  // namespace expgate::content
