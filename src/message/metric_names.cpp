#include <algorithm>
#include <span>
#include <utility>

#include "base/ascii.h"
#include "base/strings.h"
#include "message/lists/metrics.h"
#include "message/metrics.h"

namespace expgate::message {

namespace {

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
  return std::binary_search(words.begin(), words.end(), word);
}

// "beta", "beta1", "betas", "β2".
bool is_beta(std::string_view name) {
  for (const std::string_view beta : {"beta", "β"})
    if (name.starts_with(beta)) {
      const std::string_view rest = name.substr(beta.size());
      return rest == "s" || std::all_of(rest.begin(), rest.end(), is_digit);
    }
  return false;
}

// Splits "val_loss" after its prefix; the first part is empty where there is none.
std::pair<std::string_view, std::string_view> split_prefix(std::string_view key) {
  const std::size_t end = key.find('_');
  if (end == std::string_view::npos || !is_one_of(key.substr(0, end), metrics::kPrefixes)) return {{}, key};
  return {key.substr(0, end), key.substr(end + 1)};
}

std::string_view without_prefixes(std::string_view key) {
  for (;;) {
    const auto [prefix, rest] = split_prefix(key);
    if (prefix.empty() || rest.empty()) return key;
    key = rest;
  }
}

// The k of "@k", or the thresholds of "mAP50:95" and "mAP@[.5:.95]".
bool is_threshold(std::string_view text) {
  if (text.empty() || text.front() == ':' || !(is_digit(text.back()) || text.back() == ']')) return false;
  const bool is_plain = text.find_first_not_of("0123456789.:_[]") == std::string_view::npos;
  return is_plain && std::any_of(text.begin(), text.end(), is_digit);
}

}  // namespace

std::string metric_key(std::string_view name) {
  std::string key;
  for (std::size_t at = 0; at < name.size(); ++at) {
    const bool is_point = name[at] == '.' && at + 1 < name.size() && is_digit(name[at + 1]);
    const bool joins = !is_point && std::string_view(" \t-/._").find(name[at]) != std::string_view::npos;
    if (!joins)
      key += name[at];
    else if (!key.empty() && key.back() != '_')
      key += '_';
  }
  key = ascii_lower(key);
  while (key.ends_with('_')) key.pop_back();
  const std::string rest(without_prefixes(key));
  const std::string prefixes = key.substr(0, key.size() - rest.size());
  std::string base = rest;
  if (base.starts_with("accuracy")) base = "acc" + base.substr(8);
  if (base == "perplexity") base = "ppl";
  if (base.size() == 4 && base.starts_with("top") && is_digit(base[3])) base.insert(3, "_");
  std::string start = prefixes;
  if (start.starts_with("validation_")) start.replace(0, 10, "val");
  if (start.starts_with("valid_")) start.replace(0, 5, "val");
  return start + base;
}

bool is_known_metric(std::string_view name) {
  const std::string key = metric_key(name);
  const std::string_view base = without_prefixes(key);
  if (is_one_of(base, metrics::kExact)) return true;
  if (base.starts_with("map") && is_threshold(base.substr(3))) return true;
  const std::size_t at = base.find('@');
  return at != std::string_view::npos && is_one_of(base.substr(0, at), metrics::kAtK) &&
         is_threshold(base.substr(at + 1));
}

bool is_hyper_parameter(std::string_view name) {
  const std::string key = metric_key(name);
  if (is_known_metric(key)) return false;
  if (is_one_of(key, metrics::kHyper) || is_beta(key)) return true;
  const std::vector<std::string_view> parts = split(key, '_');
  return is_one_of(parts.back(), metrics::kHyper) || is_beta(parts.back()) ||
         is_one_of(parts.front(), metrics::kHyperFirst);
}

bool is_share(std::string_view name) {
  const std::string key = metric_key(name);
  std::string_view base = without_prefixes(key);
  base = base.substr(0, base.find('@'));
  return is_one_of(base, metrics::kShares) || (base.starts_with("map") && is_threshold(base.substr(3)));
}

Better better(std::string_view name) {
  const std::string key = metric_key(name);
  const std::string_view base = without_prefixes(key);
  Better found = is_known_metric(base) ? Better::higher : Better::unknown;
  for (std::string_view part : split(base, '_')) {
    part = part.substr(0, part.find('@'));
    if (is_one_of(part, metrics::kLower)) return Better::lower;
    if (is_one_of(part, metrics::kHigher)) found = Better::higher;
  }
  return found;
}

}  // namespace expgate::message
