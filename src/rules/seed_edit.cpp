#include "rules/seed_edit.h"

#include <algorithm>

#include "base/strings.h"
#include "content/configs/document.h"
#include "content/configs/seed_lines.h"

namespace expgate::rules {

Result<std::optional<Edit>> seed_edit(const TreeView& view, const std::string& path, int line,
                                      std::string_view key, const content::ConfigSystem& system) {
  TRY_ASSIGN(const auto file, view.file(path));
  if (!file || !file->has_content()) return std::nullopt;
  TRY_ASSIGN(const std::uint64_t size, view.size(*file));
  if (size > content::kMostBytes) return std::nullopt;
  TRY_ASSIGN(const std::string source, view.content(*file));
  auto edit = line > 0 ? content::replaced_seed(path, source, line, key)
                       : content::added_seed(path, source, key, system);
  if (!edit) return std::nullopt;
  return Edit{path, edit->line, std::move(edit->old), std::move(edit->replacement)};
}

std::string statement_of(const Edit& edit) {
  std::string_view text = edit.replacement;
  text = trim(text.substr(0, text.find(" #")));
  if (text.ends_with(',')) text.remove_suffix(1);
  return std::string(trim(text));
}

}  // namespace expgate::rules
