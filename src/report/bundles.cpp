#include "report/bundles.h"

#include <map>
#include <string_view>
#include <tuple>

#include "catalogue/catalogue.h"

namespace expgate::report {

namespace {

constexpr std::size_t kMostNamed = 3;

std::string_view folder_of_path(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == path.npos ? std::string_view() : path.substr(0, slash + 1);
}

std::string_view folder_of_finding(const Finding& finding) {
  return finding.path ? folder_of_path(*finding.path) : std::string_view();
}

// `b.pt`, `vit.py:3`, line 7
Text named_in_folder(const Finding& finding) {
  if (!finding.path) return tr("line {line}", {{"line", finding.line.value_or(0)}});
  const std::string name(std::string_view(*finding.path).substr(folder_of_finding(finding).size()));
  if (!finding.line) return tr("`{path}`", {{"path", name}});
  return tr("`{path}`:{line}", {{"path", name}, {"line", *finding.line}});
}

}  // namespace

std::vector<Bundle> bundles_of(const std::vector<Finding>& findings) {
  using Key = std::tuple<std::string_view, const Reason*, Severity, std::optional<Oid>, bool,
                         std::string_view, std::string_view>;
  std::map<Key, std::size_t> known;
  std::vector<Bundle> bundles;
  for (const Finding& each : findings) {
    const bool has_place = each.path || each.line;
    const std::string_view ref = each.refs.empty() ? std::string_view() : each.refs.front();
    const Key key{each.check,  each.reason,           each.severity,
                  each.commit, each.path.has_value(), folder_of_finding(each),
                  ref};
    const auto found = has_place ? known.emplace(key, bundles.size()) : std::pair{known.end(), true};
    if (found.second)
      bundles.push_back({&each, {}});
    else
      bundles[found.first->second].others.push_back(&each);
  }
  return bundles;
}

Text others_of(const Bundle& bundle) {
  if (bundle.others.empty()) return {};
  std::vector<Text> names;
  for (std::size_t i = 0; i < bundle.others.size() && i < kMostNamed; ++i)
    names.push_back(named_in_folder(*bundle.others[i]));
  if (bundle.others.size() > kMostNamed) names.push_back(verbatim("…"));
  const std::string_view folder = folder_of_finding(*bundle.first);
  if (folder.empty())
    return tr_n("{count} more: {names}", "{count} more: {names}", bundle.others.size(),
                {{"names", std::move(names)}});
  return tr_n("{count} more in `{folder}`: {names}", "{count} more in `{folder}`: {names}",
              bundle.others.size(), {{"folder", std::string(folder)}, {"names", std::move(names)}});
}

}  // namespace expgate::report
