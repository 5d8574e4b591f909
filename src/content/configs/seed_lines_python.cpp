#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "base/strings.h"
#include "content/configs/seed_lines.h"
#include "content/python/python_module.h"

namespace expgate::content {

namespace {

bool is_python_name(char c) {
  return is_letter(c) || is_digit(c) || c == '_';
}

LineEdit python_line(std::size_t at, std::string text) {
  return {static_cast<int>(at) + 1, "", std::move(text)};
}

std::string_view indent_of(std::string_view line) {
  return line.substr(0, std::min(line.find_first_not_of(" \t"), line.size()));
}

// The name that `return name` of a line returns, or nothing.
std::optional<std::string_view> returned_name(std::string_view line) {
  constexpr std::string_view kReturn = "return ";
  line = trim(line);
  if (!line.starts_with(kReturn)) return std::nullopt;
  line = trim(line.substr(kReturn.size(), line.find('#') - std::min(kReturn.size(), line.find('#'))));
  const bool is_word = !line.empty() && std::all_of(line.begin(), line.end(), is_python_name);
  return is_word ? std::optional(line) : std::nullopt;
}

// `config.seed = 42` before the end of get_config().
std::optional<LineEdit> before_the_return(const std::vector<std::string_view>& all, std::string_view key) {
  const std::string_view name = key.substr(key.rfind('.') + 1);
  bool is_inside = false;
  std::size_t depth = 0;
  for (std::size_t at = 0; at < all.size(); ++at) {
    const std::string_view text = trim(all[at]);
    if (text.empty() || text.starts_with('#')) continue;
    const std::size_t indent = indent_of(all[at]).size();
    if (is_inside && indent <= depth) is_inside = false;
    if (text.starts_with("def get_config(") || text.starts_with("def default_config(")) {
      is_inside = true;
      depth = indent;
    }
    const auto returned = is_inside ? returned_name(all[at]) : std::nullopt;
    if (!returned) continue;
    return python_line(at, std::string(indent_of(all[at])) + std::string(*returned) + "." +
                               std::string(name.empty() ? "seed" : name) + " = 42");
  }
  return std::nullopt;
}

// Behind `_C = CN()`, the root of yacs's defaults.
std::optional<LineEdit> behind_the_root(const std::vector<std::string_view>& all, std::string_view key) {
  for (std::size_t at = 0; at < all.size(); ++at) {
    const std::string_view line = all[at];
    const std::size_t equals = line.find('=');
    const std::string_view made =
        equals == std::string_view::npos ? "" : trim(line.substr(equals + 1, line.find('#') - equals));
    const bool is_root =
        (made.starts_with("CN()") || made.starts_with("CfgNode()") || made.ends_with(".CfgNode()")) &&
        !line.empty() && is_python_name(line.front()) && line.find('.') > equals;
    if (!is_root) continue;
    const std::string root(trim(line.substr(0, equals)));
    return python_line(
        at + 1, root + "." + std::string(key.empty() ? "SEED" : key.substr(key.rfind('.') + 1)) + " = 42");
  }
  return std::nullopt;
}

bool assigns(const std::vector<std::string_view>& all, std::string_view name) {
  return std::any_of(all.begin(), all.end(), [&](std::string_view line) {
    const bool is_assigned = line.starts_with(name) && trim(line.substr(name.size())).starts_with('=');
    const bool is_imported = line.starts_with("from ") && line.find("import") != std::string_view::npos &&
                             (" " + std::string(trim(line))).ends_with(" " + std::string(name));
    return is_assigned || is_imported;
  });
}

}  // namespace

std::optional<LineEdit> added_seed_in_python(std::string_view source, std::string_view key,
                                             const ConfigSystem& system) {
  const std::vector<std::string_view> all = lines(source);
  if (system.id == "mmengine") return python_line(all.size(), "randomness = dict(seed=42)");
  if (system.id == "ml_collections") return before_the_return(all, key);
  if (system.id == "yacs") return behind_the_root(all, key);
  if (system.id == "lazyconfig" && assigns(all, "train")) return python_line(all.size(), "train.seed = 42");
  const bool is_plain = system.id.empty() && key.find('.') == std::string_view::npos;
  if (!is_plain || is_python_code(source)) return std::nullopt;
  return python_line(all.size(), (key.empty() ? "seed" : std::string(key)) + " = 42");
}

}  // namespace expgate::content
