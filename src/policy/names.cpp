#include "policy/names.h"

#include "policy/policy_error.h"

namespace expgate::policy {

Checked<std::vector<Name>> read_names(std::string_view key, const text::Node& node) {
  if (node.is_scalar()) return std::vector<Name>{{node.scalar, node.mark}};
  if (!node.is_sequence())
    return policy_error(node.mark, tr("`{key}` must be a list of names, not {found}",
                                      {{"key", shown(key)}, {"found", description_of(node)}}));
  std::vector<Name> names;
  for (const text::Node& item : node.items) {
    if (!item.is_scalar())
      return policy_error(item.mark, tr("`{key}` must be a list of names, but {found} is in it",
                                        {{"key", shown(key)}, {"found", description_of(item)}}));
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

Checked<text::Node> read_checks(text::Node node) {
  if (node.is_mapping() || node.is_null()) return node;
  return policy_error(
      node.mark, tr("`rules` must be a mapping of checks, not {found}", {{"found", description_of(node)}}));
}

}  // namespace expgate::policy
