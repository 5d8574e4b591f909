#include "experiments/side_by_side.h"

#include <algorithm>

#include "text/columns.h"
#include "text/utf8.h"
#include "text/wrap.h"

namespace expgate::experiments {

namespace {

constexpr std::size_t kBetween = 2;
constexpr std::size_t kIndent = 2;
constexpr std::size_t kLeastValue = 10;

struct SideWidths {
  std::size_t name = 0;
  std::size_t a = 0;
  std::size_t b = 0;
  std::size_t note = 0;

  [[nodiscard]] std::size_t all() const {
    return kIndent + name + kBetween + a + kBetween + b + (note > 0 ? kBetween + note : 0);
  }
  [[nodiscard]] bool hold(const SideRow& row) const {
    return text::width(row.name) <= name && text::width(row.a) <= a && text::width(row.b) <= b &&
           text::width(row.note) <= note;
  }
  void take(const SideRow& row) {
    name = std::max(name, text::width(row.name));
    a = std::max(a, text::width(row.a));
    b = std::max(b, text::width(row.b));
    note = std::max(note, text::width(row.note));
  }
};

// The widths at which as much as possible stands in columns.
SideWidths widths_of(const SideRow& head, const std::vector<SideRow>& rows, std::size_t width) {
  SideWidths natural;
  natural.take(head);
  for (const SideRow& row : rows) natural.take(row);
  if (width == 0 || natural.all() <= width) return natural;
  const std::size_t gaps = natural.all() - natural.name - natural.a - natural.b - natural.note;
  const std::size_t room = width > gaps ? width - gaps : 0;
  SideWidths fitting = natural;
  fitting.note = std::min(natural.note, room / 3);
  fitting.name = std::min(natural.name, (room - fitting.note) * 2 / 5);
  const std::size_t left = room - fitting.note - fitting.name;
  fitting.a = std::min(natural.a, std::max(left / 2, left - std::min(left, natural.b)));
  fitting.b = std::min(natural.b, left - std::min(left, fitting.a));
  return fitting;
}

std::string without_end_blanks(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string noted(const SideRow& row, bool color) {
  if (row.note.empty() || row.color.empty() || !color) return row.note;
  return "\x1b[" + row.color + "m" + row.note + "\x1b[0m";
}

std::string in_columns(const SideRow& row, const SideWidths& widths, bool color) {
  const std::string gap(kBetween, ' ');
  return without_end_blanks(std::string(kIndent, ' ') + text::padded(row.name, widths.name) + gap +
                            text::padded(row.a, widths.a) + gap + text::padded(row.b, widths.b) + gap +
                            noted(row, color));
}

std::string stacked(const SideRow& row, std::size_t width, bool color) {
  const auto line = [&](std::size_t indent, const std::string& text) {
    const std::size_t room = std::max(width, indent + kLeastValue) - indent;
    return without_end_blanks(std::string(indent, ' ') + text::shortened(text, room));
  };
  std::string out = line(kIndent, row.name);
  if (!row.a.empty()) out += line(2 * kIndent, "A " + row.a);
  if (!row.b.empty()) out += line(2 * kIndent, "B " + row.b);
  if (row.note.empty()) return out;
  SideRow fitting = row;
  fitting.note = text::shortened(row.note, std::max(width, 2 * kIndent + kLeastValue) - 2 * kIndent);
  return out + without_end_blanks(std::string(2 * kIndent, ' ') + noted(fitting, color));
}

}  // namespace

std::string side_by_side(const SideRow& head, const std::vector<SideRow>& rows, std::size_t width,
                         bool color) {
  SideWidths widths = widths_of(head, rows, width);
  SideWidths needed;  // no wider than what does stand in columns
  needed.take(head);
  for (const SideRow& row : rows)
    if (widths.hold(row)) needed.take(row);
  if (widths.hold(head)) widths = needed;
  std::string out;
  const bool has_head = !head.name.empty() || !head.a.empty();
  const bool has_columns =
      std::any_of(rows.begin(), rows.end(), [&](const SideRow& row) { return widths.hold(row); });
  if (has_head && has_columns && widths.hold(head)) out += in_columns(head, widths, color);
  for (const SideRow& row : rows)
    out += widths.hold(row) ? in_columns(row, widths, color) : stacked(row, width, color);
  return out;
}

}  // namespace expgate::experiments
