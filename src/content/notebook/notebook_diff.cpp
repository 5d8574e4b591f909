#include "content/notebook/notebook_diff.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/strings.h"

namespace expgate::content {

namespace {

constexpr std::size_t kContext = 3;  // lines, as diff -u has it

// Where the lines of a text begin, and at last where it ends.
std::vector<std::size_t> line_starts(std::string_view bytes) {
  std::vector<std::size_t> starts{0};
  for (std::size_t at = bytes.find('\n'); at != std::string_view::npos; at = bytes.find('\n', at + 1))
    starts.push_back(at + 1);
  if (starts.back() != bytes.size()) starts.push_back(bytes.size());
  return starts;
}

// Lines [first, end) that become others.
struct Change {
  std::size_t first = 0;
  std::size_t end = 0;
  std::string text;
};

class Differ {
 public:
  explicit Differ(std::string_view bytes) : bytes_(bytes), starts_(line_starts(bytes)) {}

  [[nodiscard]] std::vector<Change> changes(const std::vector<Cut>& cuts) const {
    std::vector<Change> all;
    for (std::size_t i = 0; i < cuts.size();) {
      Change change{std::min(line_of(cuts[i].begin), std::max(line_count(), std::size_t{1}) - 1), 0, {}};
      std::vector<Cut> inside;
      do {
        change.end = std::min(line_of(cuts[i].end) + 1, line_count());  // behind the last line there is none
        inside.push_back(cuts[i++]);
      } while (i < cuts.size() && line_of(cuts[i].begin) < change.end);
      const std::size_t begin = starts_[change.first];
      for (Cut& cut : inside) {
        cut.begin -= begin;
        cut.end -= begin;
      }
      change.text = cleaned(span(change.first, change.end), inside);
      leave_out_same(change);
      all.push_back(std::move(change));
    }
    return all;
  }

  // The changes from `from` on that are near one another, as one hunk; `shift`: how many lines those before
  // have added.
  void hunk(const std::vector<Change>& all, std::size_t& from, long& shift, std::string& out) const {
    std::size_t to = from + 1;
    while (to < all.size() && all[to].first <= all[to - 1].end + 2 * kContext) ++to;
    const std::size_t begin = all[from].first - std::min(all[from].first, kContext);
    const std::size_t end = std::min(all[to - 1].end + kContext, starts_.size() - 1);
    std::string body;
    long grown = 0;
    std::size_t at = begin;
    for (; from < to; ++from) {
      const Change& change = all[from];
      put(span(at, change.first), ' ', body);
      put(span(change.first, change.end), '-', body);
      const std::size_t lines = put(change.text, '+', body);
      grown += static_cast<long>(lines) - static_cast<long>(change.end - change.first);
      at = change.end;
    }
    put(span(at, end), ' ', body);
    const long count = static_cast<long>(end - begin);
    const long first = static_cast<long>(begin) + (count == 0 ? 0 : 1);  // an empty file has no line 1
    out +=
        fmt::format("@@ -{},{} +{},{} @@\n", first, count, std::max(first, 1L) + shift, count + grown) + body;
    shift += grown;
  }

 private:
  [[nodiscard]] std::size_t line_count() const { return starts_.size() - 1; }

  // Lines that a change begins or ends with as they are belong to what is around it.
  void leave_out_same(Change& change) const {
    while (change.first < change.end && span(change.first, change.first + 1).ends_with('\n') &&
           change.text.starts_with(span(change.first, change.first + 1))) {
      change.text.erase(0, span(change.first, change.first + 1).size());
      ++change.first;
    }
    while (change.first < change.end && change.text.ends_with(span(change.end - 1, change.end))) {
      const std::size_t kept = change.text.size() - span(change.end - 1, change.end).size();
      if (kept > 0 && change.text[kept - 1] != '\n') break;  // the same letters, but not a line
      change.text.erase(kept);
      --change.end;
    }
  }

  [[nodiscard]] std::size_t line_of(std::size_t at) const {
    return static_cast<std::size_t>(std::upper_bound(starts_.begin(), starts_.end(), at) - starts_.begin()) -
           1;
  }

  [[nodiscard]] std::string_view span(std::size_t first, std::size_t end) const {
    return bytes_.substr(starts_[first], starts_[end] - starts_[first]);
  }

  // Appends the lines with the sign in front; yields how many they are.
  static std::size_t put(std::string_view text, char sign, std::string& out) {
    const std::vector<std::string_view> parts = lines(text);
    for (const std::string_view line : parts) {
      out += sign;
      out.append(line) += '\n';
    }
    if (!text.empty() && text.back() != '\n') out += "\\ No newline at end of file\n";
    return parts.size();
  }

  std::string_view bytes_;
  std::vector<std::size_t> starts_;
};

// The name as git quotes it where it has to.
std::string name_in_diff(std::string_view side, std::string_view path) {
  const std::string name = fmt::format("{}/{}", side, path);
  const auto is_plain = [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7f && c != '"' &&
           c != '\\';
  };
  if (std::all_of(name.begin(), name.end(), is_plain)) return name;
  std::string quoted = "\"";
  for (const char c : name)
    quoted += is_plain(c) ? std::string(1, c) : fmt::format("\\{:03o}", static_cast<unsigned char>(c));
  return quoted + "\"";
}

}  // namespace

std::string unified_diff(std::string_view path, std::string_view bytes, const std::vector<Cut>& cuts) {
  if (cuts.empty()) return {};
  const std::string old_name = name_in_diff("a", path);
  const std::string new_name = name_in_diff("b", path);
  // A name with a blank is ended by a tab, or patch would cut it there.
  const std::string_view end = path.find(' ') == std::string_view::npos ? "\n" : "\t\n";
  std::string out = fmt::format("diff --git {0} {1}\n--- {0}{2}+++ {1}{2}", old_name, new_name, end);
  const Differ differ(bytes);
  const std::vector<Change> changes = differ.changes(cuts);
  long shift = 0;
  for (std::size_t at = 0; at < changes.size();) differ.hunk(changes, at, shift, out);
  return out;
}

}  // namespace expgate::content
