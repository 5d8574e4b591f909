#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace expgate::message {

// The parts of a Conventional Commits 1.0.0 header, "type(scope)!: description"; views into the line that was
// parsed.
struct Header {
  std::string_view type;                  // letters, digits, '-' and '_'; no ticket number
  std::optional<std::string_view> scope;  // what stands in the brackets
  bool is_breaking = false;               // '!'
  std::string_view description;
};

// The parts of `line`, or nothing where it has any mistake: describe_mistake() says which.
std::optional<Header> parse_header(std::string_view line);

// The one mistake to name of a header that does not parse, the first from the left where there are several.
struct HeaderMistake {
  std::string what;  // "no space after the colon in `feat:add ViT`"
  std::string
      mended;  // the header with every mistake put right, so that it parses; empty: that takes a person
};
HeaderMistake describe_mistake(std::string_view line);

// `text`, cut short with an ellipsis where it is wider than 60 columns: for messages to people.
std::string shortened(std::string_view text);

// The same in backticks.
std::string backticked(std::string_view text);

}  // namespace expgate::message
