#include "policy/names.h"

#include "policy/policy_error.h"

namespace expgate::policy {

Result<std::vector<Name>> read_names(std::string_view key, const text::Node& node) {
  if (node.is_scalar()) return std::vector<Name>{{node.scalar, node.mark}};
  const auto wrong = [&](const text::Node& at, const char* in) {
    return refuse(at.mark, quoted(key) + " wants a list of names, not " + description_of(at) + in);
  };
  if (!node.is_sequence()) return wrong(node, "");
  std::vector<Name> names;
  for (const text::Node& item : node.items) {
    if (!item.is_scalar()) return wrong(item, " in it");
    names.push_back({item.scalar, item.mark});
  }
  return names;
}

std::vector<std::string> texts_of(const std::vector<Name>& names) {
  std::vector<std::string> texts;
  texts.reserve(names.size());
  for (const Name& name : names) texts.push_back(name.text);
  return texts;
}

Result<text::Node> read_checks(text::Node node) {
  if (node.is_mapping() || node.is_null()) return node;
  return refuse(node.mark, "`rules` wants a mapping of checks, not " + description_of(node));
}

}  // namespace expgate::policy
