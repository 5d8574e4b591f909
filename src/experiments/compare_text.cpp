#include "experiments/compare_text.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/bytes.h"
#include "base/strings.h"
#include "catalogue/catalogue.h"
#include "experiments/side_by_side.h"
#include "text/columns.h"
#include "text/rounding.h"
#include "text/utf8.h"
#include "text/wrap.h"

namespace expgate::experiments {

namespace {

constexpr std::size_t kMostCommitLines = 10;
constexpr std::size_t kMostFileLines = 15;
constexpr std::size_t kNoLimit = 10'000;
constexpr std::size_t kNarrowest = 24;
constexpr std::string_view kAbsent = "–";
constexpr std::string_view kGreen = "32";
constexpr std::string_view kRed = "31";

std::string said(const Text& text) {
  return text::printable(catalogue::render(text));
}

// A line with its end on lines of their own if it is too wide: a digest, or a path, that has no blank.
std::string broken(std::string_view line, std::size_t width) {
  std::string out;
  std::size_t used = 0;
  for (std::size_t at = 0; at < line.size();) {
    const std::string_view character = line.substr(at, text::decode(line, at).length);
    const std::size_t columns = text::width(character);
    if (used + columns > width) {
      out += "\n  ";
      used = 2;
    }
    out += character;
    used += columns;
    at += character.size();
  }
  return out + "\n";
}

class ComparePage {
 public:
  ComparePage(const Comparison& comparison, const CompareStyle& style) : it_(comparison), style_(style) {}

  std::string whole() {
    head();
    config();
    metrics();
    environment();
    artifacts();
    code();
    return std::move(out_);
  }

 private:
  void title(const Text& text) {
    out_ += style_.color ? "\n\x1b[1m" + said(text) + "\x1b[0m\n" : "\n" + said(text) + "\n";
  }
  void remark(const Text& text) {
    const std::size_t width = style_.width == 0 ? kNoLimit : std::max(style_.width, kNarrowest);
    const std::string wrapped = text::wrapped(said(text), 2, width);
    for (const std::string_view each : lines(wrapped)) out_ += broken(each, width);
  }
  void line(const std::string& text) {
    out_ += (style_.width == 0 ? text : text::shortened(text, style_.width)) + "\n";
  }
  void table(const SideRow& head, const std::vector<SideRow>& rows) {
    if (!rows.empty()) out_ += side_by_side(head, rows, style_.width, style_.color);
  }

  void head() {
    const std::size_t width =
        std::max(text::width(text::printable(it_.a.name)), text::width(text::printable(it_.b.name)));
    for (const auto& [letter, side] : {std::pair('A', &it_.a), std::pair('B', &it_.b)})
      line(fmt::format("{}  {}  {}  {}  {}", letter, text::padded(text::printable(side->name), width),
                       side->recipe.commit.abbreviated(), side->date, text::printable(side->recipe.subject)));
    const bool has_same_name = it_.a.name == it_.b.name;  // then anybody sees it
    if (it_.a.recipe.commit == it_.b.recipe.commit && !has_same_name) remark(tr("Both are the same commit."));
  }

  std::string cell(const ConfigValue* value) {
    return value == nullptr ? std::string(kAbsent) : text::printable(value->shown);
  }

  void config_problem(const char* option, const Side& side) {
    if (side.config_problem.empty()) return;
    if (side.recipe.config.path.empty())
      remark(tr("{name}: {problem}; name the config with `{option}`",
                {{"name", side.name}, {"problem", side.config_problem}, {"option", option}}));
    else
      remark(tr("{name}: {problem}", {{"name", side.name}, {"problem", side.config_problem}}));
    constexpr std::size_t kMostChoices = 10;
    const auto& choices = side.recipe.config.choices;
    for (std::size_t at = 0; at < std::min(kMostChoices, choices.size()); ++at)
      line("    " + text::printable(choices[at]));
  }

  void config() {
    title(tr("Config"));
    const auto path_of = [](const Side& side) {
      return side.recipe.config.path.empty() ? std::string(kAbsent)
                                             : text::printable(side.recipe.config.path);
    };
    std::vector<SideRow> rows;
    if (path_of(it_.a) != path_of(it_.b))
      rows.push_back({said(tr("file")), path_of(it_.a), path_of(it_.b), "", ""});
    std::size_t same = 0;
    for (const ValueDifference& each : it_.values) {
      if (each.is_same()) ++same;
      if (!each.is_same() || style_.all)
        rows.push_back({text::printable(each.key), cell(each.a), cell(each.b), "", ""});
    }
    const bool has_differences = same < it_.values.size();
    table({"", "A", "B", "", ""}, rows);
    config_problem("--config-a", it_.a);
    config_problem("--config-b", it_.b);
    const bool is_all_same = !has_differences && it_.is_complete();
    const bool is_listed = style_.all || same == 0;
    if (is_all_same && is_listed) remark(tr("All values are the same."));
    if (is_all_same && !is_listed)
      remark(tr_n("The only value is the same (`--all` shows it).",
                  "All {count} values are the same (`--all` shows them).", same));
    else if (!is_listed)
      remark(tr_n("{count} value is the same (`--all` shows it).",
                  "{count} values are the same (`--all` shows them).", same));
  }

  void metrics() {
    title(tr("Metrics"));
    std::vector<SideRow> rows;
    for (const MetricDifference& each : it_.metrics) {
      SideRow row;
      row.name = text::printable(each.key);
      row.a = each.a ? text::rounded(each.a->shown) : kAbsent;
      row.b = each.b ? text::rounded(each.b->shown) : kAbsent;
      row.note = said(each.outcome == Outcome::same ? words_of(each.outcome) : note_of(each));
      if (each.outcome == Outcome::better) row.color = kGreen;
      if (each.outcome == Outcome::worse) row.color = kRed;
      rows.push_back(std::move(row));
    }
    if (rows.empty()) return remark(tr("No metrics are recorded in a tag or in `results/`."));
    table({"", "A", "B", "B - A", ""}, rows);
  }

  void environment() {
    title(tr("Environment"));
    const auto& a = it_.a.recipe.environment;
    const auto& b = it_.b.recipe.environment;
    const auto or_none = [](const std::string& text) {
      return text.empty() ? std::string(kAbsent) : text::printable(text);
    };
    std::vector<SideRow> rows;
    if (a.image != b.image) rows.push_back({said(tr("image")), or_none(a.image), or_none(b.image), "", ""});
    if (it_.a.packages_file != it_.b.packages_file)
      rows.push_back(
          {said(tr("versions from")), or_none(it_.a.packages_file), or_none(it_.b.packages_file), "", ""});
    for (const PackageDifference& each : it_.packages)
      rows.push_back({text::printable(each.name), or_none(each.a), or_none(each.b), "", ""});
    table({"", "A", "B", "", ""}, rows);
    if (a.image == b.image && !a.image.empty())
      remark(tr("Both use the image {image}.", {{"image", a.image}}));
    if (it_.same_packages > 0)
      remark(tr_n("{count} package has the same version in both.",
                  "{count} packages have the same version in both.", it_.same_packages));
    const bool is_nothing_known = rows.empty() && a.image.empty() && it_.same_packages == 0;
    if (is_nothing_known) remark(tr("Neither names an image or a lock file."));
  }

  static std::string artifact_cell(const std::optional<content::RecordedArtifact>& artifact) {
    if (!artifact) return std::string(kAbsent);
    const std::string size = artifact->size ? ", " + format_size(*artifact->size) : "";
    return text::printable(artifact->sha256.substr(0, 12)) + size;
  }

  void artifacts() {
    if (it_.artifacts.empty()) return;
    title(tr("Artifacts"));
    std::vector<SideRow> rows;
    for (const ArtifactDifference& each : it_.artifacts)
      rows.push_back({text::printable(each.name), artifact_cell(each.a), artifact_cell(each.b),
                      each.is_same() ? said(tr("the same")) : "", ""});
    table({"", "A", "B", "", ""}, rows);
  }

  void commits(const CommitsOfOne& commits, const Side& side) {
    if (commits.count == 0) return;
    remark(tr_n("{count} commit only in {name}:", "{count} commits only in {name}:", commits.count,
                {{"name", side.name}}));
    const std::size_t listed = std::min(kMostCommitLines, commits.newest.size());
    for (std::size_t at = 0; at < listed; ++at)
      line("    " + commits.newest[at].oid.abbreviated() + " " + text::printable(commits.newest[at].subject));
    if (commits.count > listed) line("    …");
  }

  void code() {
    const CodeDifference& code = it_.code;
    if (it_.a.recipe.commit == it_.b.recipe.commit) return;
    title(tr("Code"));
    if (!code.base) remark(tr("They have no common history."));
    commits(code.only_a, it_.a);
    commits(code.only_b, it_.b);
    if (code.files.empty()) return remark(tr("All files are the same."));
    remark(tr_n("{count} file differs, from A to B: +{added} -{removed} lines",
                "{count} files differ, from A to B: +{added} -{removed} lines", code.files.size(),
                {{"added", code.added}, {"removed", code.removed}}));
    const std::size_t listed = std::min(kMostFileLines, code.files.size());
    for (std::size_t at = 0; at < listed; ++at) {
      const ChangedFile& file = code.files[at];
      const std::string counts =
          file.added ? fmt::format("+{} -{}", *file.added, file.removed.value_or(0)) : said(tr("binary"));
      line("    " + text::padded(counts, 12) + " " + text::printable(file.path));
    }
    if (code.files.size() > listed) line("    …");
  }

  const Comparison& it_;
  CompareStyle style_;
  std::string out_;
};

// With a sign, at most four digits that count.
std::string signed_number(double number) {
  return fmt::format("{:+.4g}", number);
}

}  // namespace

std::string shown_difference(const MetricDifference& metric) {
  std::string out = signed_number(metric.difference);
  if (!metric.unit.empty()) out += " " + metric.unit;
  if (metric.relative) out += fmt::format(" ({:+.1f} %)", *metric.relative * 100);
  return out;
}

Text note_of(const MetricDifference& metric) {
  if (metric.outcome == Outcome::none) return {};
  const Text words = words_of(metric.outcome);
  if (words.empty()) return verbatim(shown_difference(metric));
  return tr("{difference}, {outcome}", {{"difference", shown_difference(metric)}, {"outcome", words}});
}

Text words_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::same:
      return tr("the same");
    case Outcome::better:
      return tr("better");
    case Outcome::worse:
      return tr("worse");
    case Outcome::none:
    case Outcome::unknown:
      break;
  }
  return {};
}

std::string compare_text(const Comparison& comparison, const CompareStyle& style) {
  return ComparePage(comparison, style).whole();
}

}  // namespace expgate::experiments
