#include "policy/policy_error.h"

#include "base/strings.h"
#include "text/suggestion.h"
#include "text/utf8.h"

namespace expgate::policy {

tl::unexpected<PolicyError> policy_error(text::Location location, Text what, Text help) {
  return tl::unexpected(PolicyError{location, std::move(what), std::move(help)});
}

tl::unexpected<Error> in_file(const Origin& file, PolicyError error) {
  return fail(tr("`{file}`:{line}:{column}: {what}", {file_argument(file),
                                                      {"line", error.location.line},
                                                      {"column", error.location.column},
                                                      {"what", std::move(error.what)}}),
              std::move(error.help));
}

std::string shown(std::string_view word) {
  constexpr std::size_t kMost = 60;  // bytes
  return text::printable(word.substr(0, kMost)) + (word.size() > kMost ? "…" : "");
}

std::vector<Text> quoted(const std::vector<std::string>& words) {
  std::vector<Text> list;
  list.reserve(words.size());
  for (const std::string& word : words) list.push_back(verbatim("`" + shown(word) + "`"));
  return list;
}

tl::unexpected<PolicyError> unknown(text::Location location, const UnknownName& kind, std::string_view word,
                                    const std::vector<std::string>& candidates) {
  constexpr std::size_t kMostListed = 16;  // rules alone are more
  const auto near = text::suggestion(word, candidates);
  Arguments arguments{{"word", shown(word)}};
  if (near) arguments.emplace_back("near", *near);
  return policy_error(location, Text(near ? kind.guess : kind.plain, std::move(arguments)),
                      candidates.size() > kMostListed
                          ? tr("`expgate rules` lists them")
                          : tr("known here: {names}", {{"names", quoted(candidates)}}));
}

Text description_of(const text::Node& node) {
  switch (node.kind) {
    case text::Node::Kind::null:
      return tr("nothing");
    case text::Node::Kind::scalar:
      return verbatim("`" + shown(node.scalar) + "`");
    case text::Node::Kind::sequence:
      return tr("a list");
    case text::Node::Kind::mapping:
      break;
  }
  return tr("a mapping");
}

}  // namespace expgate::policy
