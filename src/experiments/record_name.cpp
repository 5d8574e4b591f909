#include "experiments/record_name.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/strings.h"

namespace expgate::experiments {

namespace {

constexpr std::size_t kLongestRecordName = 80;

bool begins_name(char c) {
  return is_lower(c) || is_digit(c);
}
bool is_in_name(char c) {
  return begins_name(c) || c == '.' || c == '_' || c == '-' || c == '/';
}

// The nearest name that is one: "ViT B" → "vit-b".
std::string mended_name(std::string_view given) {
  std::string name;
  given = experiment_name(given);
  for (const char c : ascii_lower(given)) {
    const char next = is_in_name(c) ? c : '-';
    const bool doubles = !name.empty() && !begins_name(name.back()) && !begins_name(next);
    if (!doubles && (!name.empty() || begins_name(next))) name += next;
  }
  name.resize(std::min(name.size(), kLongestRecordName));
  while (!name.empty() && !begins_name(name.back())) name.pop_back();
  if (name.ends_with(".lock")) name.resize(name.size() - 5);
  if (name.ends_with(".json")) name.resize(name.size() - 5);
  return name.empty() ? "vit" : name;
}

// What git-check-ref-format(1) and file systems take as well.
bool is_good_part(std::string_view part) {
  return !part.empty() && begins_name(part.front()) && !part.ends_with('.') && !part.ends_with(".lock") &&
         part.find("..") == std::string_view::npos;
}

}  // namespace

std::string_view experiment_name(std::string_view named) {
  constexpr std::string_view kJson = ".json";
  if (named.starts_with(kRecordFolder)) {
    named.remove_prefix(kRecordFolder.size());
    if (named.ends_with(kJson)) named.remove_suffix(kJson.size());
  }
  if (named.starts_with("exp-") || named.starts_with("exp/")) named.remove_prefix(4);
  return named;
}

std::string record_path(std::string_view name) {
  return std::string(kRecordFolder) + std::string(name) + ".json";
}

Result<std::string> record_name(std::string_view given) {
  std::string_view name = given;
  if (name.starts_with("exp-") || name.starts_with("exp/")) name.remove_prefix(4);
  const auto parts = split(name, '/');
  const bool is_good = name.size() <= kLongestRecordName && !name.ends_with(".json") &&
                       std::all_of(name.begin(), name.end(), is_in_name) &&
                       std::all_of(parts.begin(), parts.end(), is_good_part);
  if (is_good) return std::string(name);
  return fail(tr("`{name}` is not a name for an experiment: it has lower-case letters, digits, `.`, `_`, `-` "
                 "and `/`, and each part begins with a letter or digit",
                 {{"name", given}}),
              tr("call it `{better}`", {{"better", mended_name(name)}}));
}

}  // namespace expgate::experiments
