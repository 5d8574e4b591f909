#include "rules/seed_edit.h"

#include <algorithm>
#include <string>

#include "base/strings.h"
#include "content/configs/document.h"
#include "content/configs/line_edits.h"
#include "content/configs/seed.h"
#include "content/configs/seed_lines.h"

namespace expgate::rules {

namespace {

using text::Node;

// Of a file that an edit is sought for: each that may do is tried out on the whole config.
constexpr std::uint64_t kLargestEdited = std::uint64_t{256} << 10;

bool is_same(const Node& one, const Node& other) {
  if (one.kind != other.kind || one.scalar != other.scalar || one.items.size() != other.items.size() ||
      one.entries.size() != other.entries.size() || (one.is_scalar() && one.tag != other.tag))
    return false;
  for (std::size_t at = 0; at < one.items.size(); ++at)
    if (!is_same(one.items[at], other.items[at])) return false;
  for (const auto& [key, value] : one.entries) {
    const Node* found = other.find(key.scalar);
    if (found == nullptr || !is_same(value, *found)) return false;
  }
  return true;
}

bool is_same_but_for(const Node& before, const Node& after, std::string_view key);

// Whether a value at `name` is what it was, but for what `key` leads to in it. `before`: null if it is new.
bool is_allowed(const Node* before, const Node& after, std::string_view name, std::string_view key) {
  if (name == key) return true;
  const bool leads_there = key.starts_with(name) && key.substr(name.size()).starts_with('.');
  if (!leads_there || after.is_scalar()) return before != nullptr && is_same(*before, after);
  const Node nothing{after.kind, {}, "?", {}, {}, {}};
  return is_same_but_for(before != nullptr && before->kind == after.kind ? *before : nothing, after,
                         key.substr(name.size() + 1));
}

// Whether the values are the same but for that key, which `after` may have alone, in parents of its own.
bool is_same_but_for(const Node& before, const Node& after, std::string_view key) {
  if (before.items.size() != after.items.size()) return false;
  for (std::size_t at = 0; at < after.items.size(); ++at)
    if (!is_allowed(&before.items[at], after.items[at], std::to_string(at), key)) return false;
  std::size_t seen = 0;
  for (const auto& [name, value] : after.entries) {
    const Node* old = before.find(name.scalar);
    seen += old == nullptr ? 0 : 1;
    if (!is_allowed(old, value, name.scalar, key)) return false;
  }
  return seen == before.entries.size();
}

// What a program makes of its seed elsewhere changes with it: only its keys stay.
bool has_same_keys(const Node& before, const Node& after, std::string_view key) {
  const auto has = [&](const Node& node, const Node& other) {
    return std::all_of(node.entries.begin(), node.entries.end(), [&](const auto& entry) {
      return entry.first.scalar == key || other.find(entry.first.scalar) != nullptr;
    });
  };
  return has(before, after) && has(after, before);
}

// Whether the config with the file edited has the seed that the edit is for. Of code, that is known already.
Result<bool> sets_the_seed(ConfigReader& reader, const SeedPlace& place, const std::string& source,
                           const content::LineEdit& edit) {
  const auto language = content::language_of(place.file);
  if (language == content::Language::python || language == content::Language::gin) return true;
  const content::EditedText edited =
      content::with_edits(place.file, source, {Edit{place.file, edit.line, edit.old, edit.replacement}});
  if (edited.applied.empty()) return false;
  TRY_ASSIGN(const auto after, reader.compose_with(place.config, place.file, edited.text));
  if (!after) return false;
  const content::SeedVerdict verdict = content::find_seed(*after);
  if (!verdict.seed || verdict.seed->value != "42") return false;
  TRY_ASSIGN(const auto before, reader.compose(place.config));
  if (!before) return true;
  return language == content::Language::jsonnet
             ? has_same_keys(before->root, after->root, verdict.seed->key)
             : is_same_but_for(before->root, after->root, verdict.seed->key);
}

}  // namespace

Result<std::optional<Edit>> seed_edit(const TreeView& view, ConfigReader& reader, const SeedPlace& place,
                                      const content::ConfigSystem& system) {
  TRY_ASSIGN(const auto file, view.file(place.file));
  if (!file || !file->has_content()) return std::nullopt;
  TRY_ASSIGN(const std::uint64_t size, view.size(*file));
  if (size > kLargestEdited) return std::nullopt;
  TRY_ASSIGN(const std::string source, view.content(*file));
  auto edits = content::seed_edits(place.file, source, place.line, place.key, system, place.is_inherited);
  for (content::LineEdit& edit : edits) {
    TRY_ASSIGN(const bool is_right, sets_the_seed(reader, place, source, edit));
    if (is_right) return Edit{place.file, edit.line, std::move(edit.old), std::move(edit.replacement)};
  }
  return std::nullopt;
}

std::string statement_of(const Edit& edit) {
  std::string_view text = edit.replacement;
  if (text.find_first_of("\"'") == std::string_view::npos) text = text.substr(0, text.find(" #"));
  text = trim(text);
  if (text.ends_with(',')) text.remove_suffix(1);
  return std::string(trim(text));
}

}  // namespace expgate::rules
