#include "experiments/config_values.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/core.h>

#include "base/sha256.h"
#include "base/strings.h"
#include "content/configs/interpolation.h"
#include "content/configs/seed.h"

namespace expgate::experiments {

namespace {

using text::Node;

constexpr std::size_t kMostFollowedValues = 1000;  // interpolations of one config
constexpr std::size_t kLongestShown = 4096;        // bytes of a value
constexpr std::size_t kLongestSame = 128;          // bytes; what is longer is compared by its hash
constexpr std::size_t kDeepest = 64;
constexpr std::string_view kNumberMark = "n:";

std::optional<double> config_number(std::string_view text) {
  std::string digits;
  for (const char c : text)
    if (c != '_') digits += c;
  std::string_view rest = digits;
  if (rest.starts_with('+')) rest.remove_prefix(1);
  if (rest.empty() || std::string_view("0123456789.-").find(rest[0]) == std::string_view::npos)
    return std::nullopt;
  double value = 0;
  const char* end = rest.data() + rest.size();
  if (rest.starts_with("0x") || rest.starts_with("0X")) {
    std::uint64_t whole = 0;
    const auto [at, error] = std::from_chars(rest.data() + 2, end, whole, 16);
    if (error != std::errc() || at != end) return std::nullopt;
    return static_cast<double>(whole);
  }
  const auto [at, error] = std::from_chars(rest.data(), end, value);
  if (error != std::errc() || at != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

// Whether a plain scalar with that text would not be a text.
bool reads_otherwise(const std::string& text) {
  const std::string word = ascii_lower(text);
  return text.empty() || trim(text) != text || config_number(text) || word == "true" || word == "false" ||
         word == "null" || word == "none" || word == "~";
}

std::string bounded(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;  // no half characters
  return text.substr(0, end) + "…";
}

std::string comparable(const std::string& mark, const std::string& text) {
  return text.size() <= kLongestSame ? mark + text : mark + "#" + sha256(text);
}

ConfigValue text_value(const std::string& text) {
  return {reads_otherwise(text) ? "\"" + text + "\"" : text, comparable("s:", text)};
}

ConfigValue plain_value(const Node& node) {
  const std::string& text = node.scalar;
  constexpr double kExact = 9007199254740992;  // up to here each whole number is a double of its own
  if (const auto number = config_number(text))
    return {text, std::string(kNumberMark) +
                      (std::abs(*number) < kExact ? fmt::format("{}", *number + 0.0) : ascii_lower(text))};
  if (content::is_flag(node)) {
    const std::string word = ascii_lower(text);
    const bool is_true = word == "true" || word == "yes" || word == "on";
    return {is_true ? "true" : "false", is_true ? "b:1" : "b:0"};
  }
  if (text == "None" || text == "~") return {"null", "z:"};
  return {text, comparable("s:", text)};
}

ConfigValue scalar_of(const Node& node) {
  if (node.is_null()) return {"null", "z:"};
  if (node.tag == "!") return text_value(node.scalar);
  if (node.tag.empty() || node.tag == "?") return plain_value(node);
  if (node.tag == "!python") return {node.scalar, comparable("p:", node.scalar)};
  return {node.tag + " " + node.scalar, comparable("t:" + node.tag + " ", node.scalar)};
}

// Whether the key at the root says what the config inherits from, which composing has done.
bool names_a_base(std::string_view key) {
  constexpr std::string_view kKeys[] = {"_base_", "_BASE_", "BASE", "base_config", "extends"};
  return std::find(std::begin(kKeys), std::end(kKeys), key) != std::end(kKeys);
}

// A key as part of a dotted one.
std::string key_part(const Node& key) {
  const std::string text = key.is_null() ? "null" : key.scalar;
  const bool is_plain = !text.empty() && text.find('.') == std::string::npos;
  return is_plain ? text : "\"" + text + "\"";
}

class Flattening {
 public:
  Flattening(const content::Composed& composed, std::size_t most, ConfigValues& out)
      : root_(composed.root),
        inherits_(composed.files.size() > 1 || !composed.gaps.empty()),
        most_(most),
        out_(out) {}

  void add(const Node& written, const content::KeyPath& path, const std::string& key, std::size_t depth) {
    if (out_.values.size() >= most_ || depth > kDeepest) {
      out_.is_cut = true;
      return;
    }
    content::Interpolation interpolation(root_);
    bool is_open = false;
    const Node& node = followed(interpolation, written, path, is_open);
    if (node.is_mapping() && !node.entries.empty()) {
      for (const auto& [name, value] : node.entries)
        if (!path.empty() || !inherits_ || !names_a_base(name.scalar))
          add_below(value, path, key, name.is_null() ? "null" : name.scalar, key_part(name), depth);
    } else if (node.is_sequence() && !is_flat(node)) {
      for (std::size_t at = 0; at < node.items.size(); ++at)
        add_below(node.items[at], path, key, std::to_string(at), std::to_string(at), depth);
    } else {
      keep(node, written, path, key, is_open);
    }
  }

 private:
  // Whether it holds nothing but values: those have their place in one line.
  static bool is_flat(const Node& list) {
    return std::all_of(list.items.begin(), list.items.end(), [](const Node& item) {
      return item.is_null() || (item.is_scalar() && item.scalar.find("${") == std::string::npos);
    });
  }

  void add_below(const Node& value, const content::KeyPath& path, const std::string& key,
                 const std::string& name, const std::string& part, std::size_t depth) {
    content::KeyPath below = path;
    below.push_back(name);
    std::string longer = key;
    if (!longer.empty()) longer += '.';
    add(value, below, bounded(longer + part, kLongestShown), depth + 1);
  }

  const Node& followed(content::Interpolation& interpolation, const Node& written,
                       const content::KeyPath& path, bool& is_open) {
    const bool refers = written.is_scalar() && (written.scalar.find("${") != std::string::npos ||
                                                written.tag == "!ref" || written.tag == "!copy");
    if (!refers) return written;
    is_open = true;
    if (++followed_ > kMostFollowedValues) return written;
    const auto found = interpolation.resolve(written, path);
    if (!found) return written;
    is_open = false;
    return **found;
  }

  void keep(const Node& node, const Node& written, const content::KeyPath& path, const std::string& key,
            bool is_open) {
    if (path.empty() && node.is_null()) return;  // a config without values
    ConfigValue value;
    if (node.is_mapping()) {
      value = {"{}", "{}"};
    } else if (node.is_sequence()) {
      std::string same;
      for (const Node& item : node.items) {
        const ConfigValue one = scalar_of(item);
        if (value.shown.size() <= kLongestShown)
          value.shown += (value.shown.empty() ? "" : ", ") + bounded(one.shown, kLongestShown);
        same += fmt::format("{}:{}", one.same.size(), one.same);
      }
      value.shown = "[" + value.shown + "]";
      value.same = comparable("l:", same);
    } else {
      value = scalar_of(node);
    }
    value.shown = bounded(std::move(value.shown), kLongestShown);
    value.file = written.mark.file;
    value.line = written.mark.line;
    value.is_open = is_open;
    out_.values.emplace(key, std::move(value));
  }

  const Node& root_;
  bool inherits_;
  std::size_t most_;
  std::size_t followed_ = 0;
  ConfigValues& out_;
};

}  // namespace

ConfigValues values_of(const content::Composed& composed, std::size_t most) {
  ConfigValues out;
  for (const auto& file : composed.files) out.files.push_back(file.path);
  Flattening(composed, most, out).add(composed.root, {}, "", 0);
  return out;
}

bool is_number(const ConfigValue& value, double& number) {
  if (!value.same.starts_with(kNumberMark)) return false;
  const auto found = config_number(value.shown);
  if (found) number = *found;
  return found.has_value();
}

}  // namespace expgate::experiments
