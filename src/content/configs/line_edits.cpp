#include "content/configs/line_edits.h"

#include <algorithm>
#include <deque>
#include <optional>

#include "base/ascii.h"
#include "content/notebook/notebook.h"
#include "content/notebook/notebook_diff.h"

namespace expgate::content {

namespace {

// Whether a word in angle brackets stands for what nobody but its author knows: `<version>`.
bool has_blank(std::string_view text) {
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    const std::size_t end = text.find('>', at);
    if (end == std::string_view::npos) return false;
    const std::string_view word = text.substr(at + 1, end - at - 1);
    if (!word.empty() && std::all_of(word.begin(), word.end(), is_lower)) return true;
  }
  return false;
}

class EditableLines {
 public:
  explicit EditableLines(std::string_view bytes) : bytes_(bytes) {
    for (std::size_t at = 0; at < bytes.size();) {
      starts_.push_back(at);
      const std::size_t end = bytes.find('\n', at);
      at = end == std::string_view::npos ? bytes.size() : end + 1;
    }
    const std::size_t first = bytes.find('\n');
    if (first != std::string_view::npos && first > 0 && bytes[first - 1] == '\r') ending_ = "\r\n";
  }

  // The bytes that the edit replaces, and by what; nothing where the line is another one. Texts that are made
  // for it are kept in `made`.
  [[nodiscard]] std::optional<Cut> cut(const Edit& edit, std::deque<std::string>& made) const {
    if (edit.line < 1) return std::nullopt;
    const auto at = static_cast<std::size_t>(edit.line) - 1;
    if (edit.old.empty()) return insertion(at, edit, made);
    if (at >= starts_.size()) return std::nullopt;
    const std::string_view line = line_at(at);
    if (line == edit.old) return Cut{starts_[at], starts_[at] + line.size(), edit.replacement};
    const std::size_t found = line.find(edit.old);
    if (found == std::string_view::npos || line.find(edit.old, found + 1) != std::string_view::npos)
      return std::nullopt;
    const std::size_t begin = starts_[at] + found;
    return Cut{begin, begin + edit.old.size(), edit.replacement};
  }

 private:
  [[nodiscard]] std::string_view line_at(std::size_t at) const {
    std::string_view line = bytes_.substr(starts_[at]);
    line = line.substr(0, line.find('\n'));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
  }

  [[nodiscard]] Cut insertion(std::size_t at, const Edit& edit, std::deque<std::string>& made) const {
    const std::size_t place = at < starts_.size() ? starts_[at] : bytes_.size();
    const bool is_open = place == bytes_.size() && place > 0 && bytes_.back() != '\n';
    made.push_back((is_open ? ending_ : "") + edit.replacement + ending_);
    return {place, place, made.back()};
  }

  std::string_view bytes_;
  std::vector<std::size_t> starts_;
  std::string ending_ = "\n";
};

bool is_same(const Edit& one, const Edit& other) {
  return one.line == other.line && one.old == other.old && one.replacement == other.replacement;
}

}  // namespace

EditedText with_edits(std::string_view path, std::string_view bytes, std::vector<Edit> edits) {
  for (Edit& edit : edits)
    for (std::string* line : {&edit.old, &edit.replacement})
      if (line->ends_with('\r')) line->pop_back();
  std::stable_sort(edits.begin(), edits.end(),
                   [](const Edit& one, const Edit& other) { return one.line < other.line; });
  edits.erase(std::unique(edits.begin(), edits.end(), is_same), edits.end());
  EditedText result;
  const EditableLines lines(bytes);
  std::deque<std::string> made;
  std::vector<Cut> cuts;
  for (const Edit& edit : edits) {
    const bool can_be_made = !has_blank(edit.replacement) || has_blank(edit.old);
    const auto cut = can_be_made ? lines.cut(edit, made) : std::nullopt;
    if (cut && (cuts.empty() || cut->begin >= cuts.back().end)) {
      cuts.push_back(*cut);
      result.applied.push_back(edit);
    } else {
      result.left.push_back(edit);
    }
  }
  result.text = cleaned(bytes, cuts);
  result.diff = unified_diff(path, bytes, cuts);
  return result;
}

}  // namespace expgate::content
