#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/strings.h"
#include "content/configs/jsonnet/jsonnet.h"
#include "content/configs/seed_lines.h"

namespace expgate::content {

namespace {

using text::Node;
using SourceLines = std::vector<std::string_view>;

constexpr std::size_t kLongestProposed = 200;  // bytes; nobody wants to see a longer one

// The line with a part of it written anew; both offsets are of the line.
LineEdit with_part(const SourceLines& all, std::size_t at, std::size_t begin, std::size_t end,
                   std::string_view part) {
  std::string changed(all[at].substr(0, begin));
  changed += part;
  changed += all[at].substr(end);
  return {static_cast<int>(at) + 1, std::string(all[at]), std::move(changed)};
}

// The entry at a dotted path of a mapping, or null.
const Node::Entry* entry_at(const Node& root, std::string_view dotted) {
  const Node* at = &root;
  const Node::Entry* found = nullptr;
  for (const std::string_view name : split(dotted, '.')) {
    const auto entry = std::find_if(at->entries.begin(), at->entries.end(),
                                    [&](const auto& each) { return each.first.scalar == name; });
    if (entry == at->entries.end()) return nullptr;
    found = &*entry;
    at = &entry->second;
  }
  return found;
}

// "seed: 42", "train: {seed: 42}".
std::string yaml_entry(std::string_view key) {
  const std::vector<std::string_view> names = split(key.empty() ? "seed" : key, '.');
  std::string text = std::string(names.back()) + ": 42";
  for (std::size_t at = names.size() - 1; at-- > 0;)
    text = std::string(names[at]).append(": {").append(text).append("}");
  return text;
}

// A value that is written out in one piece, wherever it stands.
void add_value(const SourceLines& all, const Node& root, std::string_view key, std::vector<LineEdit>& edits) {
  const Node::Entry* entry = entry_at(root, key);
  if (entry == nullptr || entry->second.scalar.empty() || entry->second.mark.column < 1) return;
  const Node& value = entry->second;
  const auto at = static_cast<std::size_t>(std::max(value.mark.line, 1)) - 1;
  const auto begin = static_cast<std::size_t>(value.mark.column) - 1;
  if (at >= all.size() || begin >= all[at].size()) return;
  const std::string_view rest = all[at].substr(begin);
  for (const std::string_view quote : {"", "\"", "'"}) {
    const std::string written = std::string(quote) + value.scalar + std::string(quote);
    if (rest.starts_with(written)) edits.push_back(with_part(all, at, begin, begin + written.size(), "42"));
  }
}

// In front of the first key of the root, in its braces, and at the end.
void add_to_root(const SourceLines& all, const Node& root, std::string_view key,
                 std::vector<LineEdit>& edits) {
  if (!root.is_mapping()) return;
  const std::string entry = yaml_entry(key);
  if (root.entries.empty()) {
    const auto at = static_cast<std::size_t>(std::max(root.mark.line, 1)) - 1;
    const std::size_t brace = at < all.size() ? all[at].find("{}") : std::string_view::npos;
    if (brace != std::string_view::npos) edits.push_back(with_part(all, at, brace + 1, brace + 1, entry));
    return;
  }
  const Node* first = &root.entries.front().first;
  for (const auto& [name, value] : root.entries)
    if (name.mark.line < first->mark.line) first = &name;
  const auto at = static_cast<std::size_t>(std::max(first->mark.line, 1)) - 1;
  if (at >= all.size()) return;
  const std::string_view before =
      all[at].substr(0, static_cast<std::size_t>(std::max(first->mark.column, 1)) - 1);
  const bool is_alone = trim(before).empty();
  if (is_alone) edits.push_back({static_cast<int>(at) + 1, "", std::string(before) + entry});
  const auto brace_at = static_cast<std::size_t>(std::max(root.mark.line, 1)) - 1;
  if (brace_at >= all.size()) return;
  const std::size_t brace =
      all[brace_at].find('{', static_cast<std::size_t>(std::max(root.mark.column, 1)) - 1);
  if (brace != std::string_view::npos) {
    const bool ends_line = trim(all[brace_at].substr(brace + 1)).empty();
    if (ends_line && is_alone) {
      edits.push_back({static_cast<int>(at) + 1, "", std::string(before) + entry + ","});
    }
    edits.push_back(with_part(all, brace_at, brace + 1, brace + 1, entry + (ends_line ? "," : ", ")));
  }
  if (is_alone) edits.push_back({static_cast<int>(all.size()) + 1, "", std::string(before) + entry});
}

void add_by_place(std::string_view path, std::string_view source, int line, std::string_view key,
                  std::vector<LineEdit>& edits) {
  const Document document = read_document(path, source);
  if (!document) return;
  const SourceLines all = lines(source);
  if (line > 0) add_value(all, *document, key, edits);
  // a key that a merge brings can be stated as well
  if (language_of(path) == Language::yaml) add_to_root(all, *document, key, edits);
}

// A member's value in that line, `+:` without its plus; and an object that is laid on the whole.
void add_for_jsonnet(std::string_view source, int line, std::string_view key, std::vector<LineEdit>& edits) {
  const SourceLines all = lines(source);
  const std::vector<std::string_view> names = split(key.empty() ? "seed" : key, '.');
  const std::string text(source);
  for (const jsonnet::MemberPlace& place : jsonnet::members_in_line(text, line, names.back())) {
    const auto at = static_cast<std::size_t>(line) - 1;
    const auto begin = static_cast<std::size_t>(all[at].data() - source.data());
    if (place.end > begin + all[at].size()) continue;
    edits.push_back(with_part(all, at, place.begin - begin, place.end - begin, "42"));
    if (source[place.mark] == '+')
      edits.push_back(with_part(all, at, place.mark - begin, place.end - begin, ": 42"));
  }
  std::string laid = std::string(names.back()) + ": 42";
  for (std::size_t at = names.size() - 1; at-- > 0;)
    laid = std::string(names[at]).append("+: { ").append(laid).append(" }");
  edits.push_back({static_cast<int>(all.size()) + 1, "", "+ { " + laid + " }"});
  // what is hidden below stays hidden, unless it is told not to
  const std::size_t colon = laid.rfind(": 42");
  edits.push_back({static_cast<int>(all.size()) + 1, "",
                   "+ { " + laid.substr(0, colon) + "::" + laid.substr(colon) + " }"});
}

}  // namespace

std::vector<LineEdit> seed_edits(std::string_view path, std::string_view source, int line,
                                 std::string_view key, const ConfigSystem& system, bool is_inherited) {
  std::vector<LineEdit> edits;
  const auto language = language_of(path);
  const bool is_jsonnet = language == Language::jsonnet;
  auto usual = line > 0 ? (is_jsonnet ? std::nullopt : replaced_seed(path, source, line, key, system))
                        : added_seed(path, source, key, system, is_inherited);
  if (usual) edits.push_back(*std::move(usual));
  if (language == Language::yaml || language == Language::json) add_by_place(path, source, line, key, edits);
  if (is_jsonnet) add_for_jsonnet(source, line, key, edits);
  std::erase_if(edits, [](const LineEdit& edit) {
    return edit.old == edit.replacement || edit.old.size() > kLongestProposed ||
           edit.replacement.size() > kLongestProposed;
  });
  return edits;
}

}  // namespace expgate::content
