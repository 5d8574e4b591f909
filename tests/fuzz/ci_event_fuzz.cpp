// Any bytes as the variables of a CI system, a line each up to an empty one, and then as GitHub's event: what
// an event says stands in them, and it names enough to be judged. The event's values are those that another
// reader of JSON finds.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/strings.h"
#include "content/json/json_values.h"
#include "input/ci_event.h"

namespace {

using namespace expgate;
using input::CiEvent;

using Values = std::map<std::string, std::string, std::less<>>;

// Whether a variable or the event says it: a ref perhaps without the folder of branches or tags.
bool is_said(std::string_view wanted, const Values& variables, std::string_view json) {
  for (const std::string_view folder : {"", "refs/heads/", "refs/tags/"}) {
    if (!wanted.starts_with(folder)) continue;
    const std::string_view name = wanted.substr(folder.size());
    if (json.find(name) != std::string_view::npos) return true;
    for (const auto& [key, value] : variables)
      if (value.ends_with(name)) return true;
  }
  return wanted.empty();
}

void check(const CiEvent& event, const Values& variables, std::string_view json) {
  for (const std::string& text : {event.ref, event.target, event.default_branch, event.tip, event.before,
                                  event.last_run, event.base, event.merge, event.project})
    if (!is_said(text, variables, json)) std::abort();
  for (const std::string& oid : {event.before, event.last_run})
    if (!oid.empty() && oid.find_first_not_of('0') == std::string::npos) std::abort();
  if (english(event.system).empty() || english(event.remedy).empty()) std::abort();
}

// The scalars at the paths of the document, strings with their text, others as a stroke. Keys with a point
// are on no path.
void add_scalars(const nlohmann::json& node, const std::string& path, Values& values) {
  if (node.is_object())
    for (const auto& [key, value] : node.items())
      if (key.find('.') == std::string::npos)
        add_scalars(value, path.empty() ? key : path + "." + key, values);
  if (node.is_string())
    values[path] = node.get<std::string>();
  else if (node.is_primitive() && !node.is_null())
    values[path] = "-";
}

void compare(const std::string& json) {
  const std::vector<std::string_view> wanted{"before", "after", "repository.default_branch",
                                             "pull_request.head.sha", "pull_request.base.repo.full_name"};
  const auto found = content::json_values(json, wanted);
  const nlohmann::json document = nlohmann::json::parse(json, nullptr, false);
  const auto depth = std::count_if(json.begin(), json.end(), [](char c) { return c == '[' || c == '{'; });
  // We read what Python does, and not as deep; the other reader stops at a zero byte.
  if (document.is_discarded() || depth > 900 || json.find('\0') != std::string::npos) return;
  if (!found) std::abort();
  Values scalars;
  add_scalars(document, "", scalars);
  for (const std::string_view path : wanted) {
    const auto one = found->find(path);
    const auto other = scalars.find(path);
    if ((one == found->end()) != (other == scalars.end())) std::abort();
    if (one != found->end() && other->second != "-" && one->second != other->second) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Values variables;
  const std::size_t end = bytes.find("\n\n");
  const std::string json(end == std::string_view::npos ? std::string_view() : bytes.substr(end + 2));
  for (const std::string_view line : lines(bytes.substr(0, end))) {
    const std::size_t sign = line.find('=');
    if (sign != std::string_view::npos) variables[std::string(line.substr(0, sign))] = line.substr(sign + 1);
  }
  const auto variable = [&](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::string() : found->second;
  };
  const auto read_event = [&](const std::string& /*path*/) -> Result<std::string> { return json; };
  compare(json);
  const auto gitlab = input::gitlab_event(variable);
  if (gitlab && *gitlab) {
    check(**gitlab, variables, "");
    if ((*gitlab)->tip.empty()) std::abort();
  }
  if (const auto jenkins = input::jenkins_event(variable)) check(*jenkins, variables, "");
  const auto github = input::github_event(variable, read_event);
  if (!github && english(github.error().message).empty()) std::abort();
  if (!github || !*github) return 0;
  if ((*github)->tip.empty() || ((*github)->ref.empty() && (*github)->target.empty())) std::abort();
  if (json.find('\\') == std::string::npos) check(**github, variables, json);
  return 0;
}
