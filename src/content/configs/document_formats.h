#pragma once

#include <string_view>

#include "content/configs/document.h"

namespace expgate::content {

// One reader a language, for read_document alone: it keeps to the limit of bytes before it calls them.

// RFC 8259, without comments or trailing commas.
Document read_json(std::string_view source);

// TOML 1.0.
Document read_toml(std::string_view source);

// What a Python config assigns, without running it: a mapping of names. What it computes has the tag
// "!python"; a name that stands for another is written as an interpolation. The relative modules whose names
// it takes over are its `_base_`.
Document read_python(std::string_view source);

// The bindings of a file of gin: a mapping of dotted names. `%MACRO` is written as an interpolation; the
// files that it includes are its `_base_`.
Document read_gin(std::string_view source);

// What a program in jsonnet makes; what it imports is not known: see jsonnet/jsonnet.h.
Document read_jsonnet(std::string_view source);

}  // namespace expgate::content
