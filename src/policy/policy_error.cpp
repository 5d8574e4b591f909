#include "policy/policy_error.h"

#include "base/strings.h"
#include "text/suggestion.h"
#include "text/utf8.h"

namespace expgate::policy {

tl::unexpected<Error> refuse(text::Location mark, const std::string& message, std::string help) {
  return fail(std::to_string(mark.line) + ":" + std::to_string(mark.column) + ": " + message,
              std::move(help));
}

std::string quoted(std::string_view word) {
  constexpr std::size_t kMost = 60;
  const bool is_long = word.size() > kMost;
  return "`" + text::printable(word.substr(0, kMost)) + (is_long ? "…`" : "`");
}

std::string list_of(const std::vector<std::string>& candidates) {
  std::vector<std::string> words;
  words.reserve(candidates.size());
  for (const std::string& candidate : candidates) words.push_back(quoted(candidate));
  return join(words, ", ");
}

tl::unexpected<Error> unknown(text::Location mark, std::string_view what, std::string_view word,
                              const std::vector<std::string>& candidates) {
  std::string message = "unknown " + std::string(what) + " " + quoted(word);
  if (const auto near = text::suggestion(word, candidates)) message += ", did you mean `" + *near + "`?";
  constexpr std::size_t kMostListed = 16;  // rules alone are more
  return refuse(
      mark, message,
      candidates.size() > kMostListed ? "expgate rules lists them" : "known here: " + list_of(candidates));
}

std::string description_of(const text::Node& node) {
  switch (node.kind) {
    case text::Node::Kind::null:
      return "nothing";
    case text::Node::Kind::scalar:
      return quoted(node.scalar);
    case text::Node::Kind::sequence:
      return "a list";
    case text::Node::Kind::mapping:
      break;
  }
  return "a mapping";
}

}  // namespace expgate::policy
