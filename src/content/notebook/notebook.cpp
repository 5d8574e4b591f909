#include "content/notebook/notebook.h"

#include <algorithm>
#include <optional>

#include "content/json/json_scan.h"
#include "content/notebook/notebook_parts.h"

namespace expgate::content {

namespace {

// What somebody said about keeping outputs.
enum class Keep : unsigned char { unsaid, no, yes };

// A cut that may not be wanted: that is known when the whole notebook has been read, since its own metadata
// comes last.
struct PossibleCut {
  enum class When { always, if_not_kept, if_kept };
  Cut cut;
  When when = When::always;
  std::size_t cell = 0;
};

// A part of the notebook that is being read.
struct Frame {
  Place place = Place::elsewhere;
  Key key = Key::other;  // the last one that was read in it
  std::size_t begin = 0;
  bool is_empty = true;
};

// The metadata that is being read, of which members are taken out.
struct Members {
  std::size_t key_begin = 0;
  std::size_t last_end = 0;  // of the member before, or the opening brace
  bool has_kept = false;
  std::optional<std::size_t> leading;  // taken out from here on: nothing was kept before
};

class NotebookReader : public JsonVisitor {
 public:
  explicit NotebookReader(std::string_view bytes) : bytes_(bytes) { frames_.push_back({Place::document}); }

  void key(std::size_t begin, std::size_t end) override {
    Frame& top = frames_.back();
    top.is_empty = false;
    if (top.place == Place::elsewhere) return;
    top.key = key_of(json_text(bytes_.substr(begin, end - begin)));
    if (is_metadata(top.place)) key_of_member(begin);
    if (top.place == Place::cell && top.key == Key::metadata) keep_.back() = Keep::unsaid;  // the last counts
  }

  void scalar(std::size_t begin, std::size_t end) override {
    Frame& parent = frames_.back();
    parent.is_empty = false;
    if (parent.place != Place::elsewhere) value(parent, begin, end, bytes_.substr(begin, end - begin), {});
  }

  void open(bool is_object, std::size_t at) override {
    Frame& parent = frames_.back();
    parent.is_empty = false;
    const Place place = place_in(parent.place, parent.key, is_object);
    frames_.push_back({place, Key::other, at});
    if (is_metadata(place)) members_ = {.last_end = at + 1};
    if (place == Place::cell) {
      keep_.push_back(Keep::unsaid);
      has_outputs_.push_back(false);
    }
  }

  void close(std::size_t end) override {
    const Frame closed = frames_.back();
    frames_.pop_back();
    if (is_metadata(closed.place)) end_members(end);
    Frame& parent = frames_.back();
    if (parent.place != Place::elsewhere) value(parent, closed.begin, end, {}, closed);
  }

  Notebook finish();

 private:
  [[nodiscard]] std::size_t cell() const { return keep_.size() - 1; }

  void add(std::size_t begin, std::size_t end, std::string_view text, PossibleCut::When when) {
    candidates_.push_back({{begin, end, text}, when, keep_.empty() ? 0 : cell()});
  }

  // A value is over, `raw` if it is a scalar, otherwise what was in the frame `closed`.
  void value(Frame& parent, std::size_t begin, std::size_t end, std::string_view raw, const Frame& closed) {
    const bool is_scalar = !raw.empty();
    const bool is_nothing = is_scalar ? raw == "null" : closed.is_empty;
    switch (parent.place) {
      case Place::cell:
        if (parent.key == Key::outputs && !is_nothing) add(begin, end, "[]", PossibleCut::When::if_not_kept);
        if ((parent.key == Key::execution_count || parent.key == Key::prompt_number) && raw != "null")
          add(begin, end, "null", PossibleCut::When::always);
        break;
      case Place::output:
        if (parent.key == Key::execution_count && raw != "null")
          add(begin, end, "null", PossibleCut::When::if_kept);
        break;
      case Place::tags:
        if (is_scalar && raw.front() == '"' && json_text(raw) == "keep_output") keep_.back() = Keep::yes;
        break;
      case Place::cell_metadata:
        if (parent.key == Key::keep_output && keep_.back() != Keep::yes)
          keep_.back() = is_true(raw) ? Keep::yes : Keep::no;
        if (parent.key == Key::execution_info) note(identity_, begin, notebook_.identities, 1);
        end_of_member(takes_from_cell(parent.key), end);
        break;
      case Place::metadata:
        if (parent.key == Key::keep_output) keeps_all_ = is_true(raw);
        if (parent.key == Key::widgets && has_state_)
          note(widgets_, begin, notebook_.widget_bytes, end - begin);
        end_of_member(parent.key == Key::widgets || parent.key == Key::signature, end);
        break;
      case Place::widgets:
      case Place::widget_kind:
        if (!is_nothing && !is_scalar)
          has_state_ = has_state_ || parent.key == Key::state || parent.place == Place::widget_kind;
        break;
      default:
        break;
    }
  }

  template <typename Count>
  static void note(std::optional<std::size_t>& first, std::size_t at, Count& count, std::size_t more) {
    if (!first) first = at;
    count += more;
  }

  // As Python takes what may be there for true or not.
  static bool is_true(std::string_view raw) {
    return !raw.empty() && raw != "false" && raw != "null" && raw != "0" && raw != "\"\"";
  }

  // A member that is taken out goes with the comma before it; where nothing is kept before it, with all up to
  // the next key; where nothing is kept at all, with all up to the brace.
  void key_of_member(std::size_t begin) { members_.key_begin = begin; }

  void end_of_member(bool is_taken, std::size_t end) {
    if (!is_taken && members_.leading) {
      add(*members_.leading, members_.key_begin, "", PossibleCut::When::always);
      members_.leading.reset();
    }
    if (is_taken && members_.has_kept) add(members_.last_end, end, "", PossibleCut::When::always);
    if (is_taken && !members_.has_kept && !members_.leading) members_.leading = members_.key_begin;
    members_.has_kept = members_.has_kept || !is_taken;
    members_.last_end = end;
  }

  void end_members(std::size_t end) {
    if (!members_.leading) return;
    const std::size_t brace = bytes_.rfind('{', *members_.leading);
    add(brace + 1, end - 1, "", PossibleCut::When::always);
    members_.leading.reset();
  }

  std::string_view bytes_;
  std::vector<Frame> frames_;
  Members members_;
  std::vector<PossibleCut> candidates_;
  std::vector<Keep> keep_;         // a cell
  std::vector<bool> has_outputs_;  // a cell
  bool keeps_all_ = false;
  bool has_state_ = false;
  std::optional<std::size_t> widgets_;
  std::optional<std::size_t> identity_;
  Notebook notebook_;
};

Notebook NotebookReader::finish() {
  std::optional<std::size_t> output;
  std::optional<std::size_t> count;
  notebook_.cells = keep_.size();
  for (const PossibleCut& each : candidates_) {
    const bool is_kept = each.when != PossibleCut::When::always &&
                         (keep_[each.cell] == Keep::unsaid ? keeps_all_ : keep_[each.cell] == Keep::yes);
    if (each.when == (is_kept ? PossibleCut::When::if_not_kept : PossibleCut::When::if_kept)) continue;
    notebook_.cuts.push_back(each.cut);
    if (each.cut.text == "null") note(count, each.cut.begin, notebook_.counts, 1);
    if (each.cut.text != "[]") continue;
    note(output, each.cut.begin, notebook_.output_bytes, each.cut.end - each.cut.begin);
    if (!has_outputs_[each.cell]) ++notebook_.cells_with_outputs;
    has_outputs_[each.cell] = true;
  }
  const auto line = [&](const std::optional<std::size_t>& at) { return at ? line_at(bytes_, *at) : 0; };
  notebook_.output_line = line(output);
  notebook_.count_line = line(count);
  notebook_.widget_line = line(widgets_);
  notebook_.identity_line = line(identity_);
  std::sort(notebook_.cuts.begin(), notebook_.cuts.end(),
            [](const Cut& a, const Cut& b) { return a.begin < b.begin; });
  return std::move(notebook_);
}

// The first line that a merge has begun with `<<<<<<<`, or nothing. JSON has no such line.
std::optional<std::size_t> conflict_in(std::string_view bytes) {
  for (const std::string_view marker : {"<<<<<<< ", ">>>>>>> "}) {
    if (bytes.starts_with(marker)) return 0;
    const std::size_t at = bytes.find("\n" + std::string(marker));
    if (at != std::string_view::npos) return at + 1;
  }
  return std::nullopt;
}

// The location of the byte at that offset.
text::Location location_at(std::string_view bytes, std::size_t at) {
  std::string_view before = bytes.substr(0, at);
  before.remove_prefix(before.rfind('\n') + 1);  // npos + 1 is 0
  if (before.starts_with("\xEF\xBB\xBF")) before.remove_prefix(3);
  const auto begins_character = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  const auto column = 1 + std::count_if(before.begin(), before.end(), begins_character);
  return {line_at(bytes, at), static_cast<int>(column)};
}

NotebookError notebook_error(std::string_view bytes, const JsonError& error) {
  if (const auto conflict = conflict_in(bytes))
    return {NotebookError::Kind::conflict,
            {{line_at(bytes, *conflict), 1}, tr("a merge has left a conflict marker")}};
  const bool is_utf16 = bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
  return {NotebookError::Kind::syntax,
          {location_at(bytes, error.at), is_utf16 ? tr("the file is UTF-16, not UTF-8") : error.what}};
}

}  // namespace

Text text_of(const NotebookError& error) {
  const auto& [location, what] = error.error;
  if (error.kind == NotebookError::Kind::conflict)
    return tr("conflict marker at line {line}", {{"line", location.line}});
  return tr("line {line}, column {column}: {problem}",
            {{"line", location.line}, {"column", location.column}, {"problem", what}});
}

tl::expected<Notebook, NotebookError> read_notebook(std::string_view bytes) {
  NotebookReader reader(bytes);
  if (const auto error = scan_json(bytes, reader)) return tl::unexpected(notebook_error(bytes, *error));
  return reader.finish();
}

std::string cleaned(std::string_view bytes, const std::vector<Cut>& cuts) {
  std::string out;
  out.reserve(bytes.size());
  std::size_t at = 0;
  for (const Cut& cut : cuts) {
    out.append(bytes.substr(at, cut.begin - at)).append(cut.text);
    at = cut.end;
  }
  return out.append(bytes.substr(at));
}

int line_at(std::string_view bytes, std::size_t at) {
  const std::string_view before = bytes.substr(0, at);
  return 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
}

}  // namespace expgate::content
