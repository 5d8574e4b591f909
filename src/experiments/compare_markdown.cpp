#include <fmt/core.h>

#include "base/bytes.h"
#include "catalogue/catalogue.h"
#include "experiments/cells.h"
#include "experiments/compare_text.h"
#include "text/rounding.h"

namespace expgate::experiments {

namespace {

std::string marked(const Text& text) {
  return markdown_cell(catalogue::render(text));
}

// A table of a name and both sides, and one more column if `note` is not empty.
class MarkdownTable {
 public:
  MarkdownTable(const Comparison& comparison, const Text& title, const Text& note = {})
      : has_note_(!note.empty()) {
    out_ = "\n### " + marked(title) + "\n\n| | " + markdown_cell(comparison.a.name) + " | " +
           markdown_cell(comparison.b.name) + " |";
    if (has_note_) out_ += " " + marked(note) + " |";
    out_ += has_note_ ? "\n| --- | --- | --- | --- |\n" : "\n| --- | --- | --- |\n";
  }

  void row(const std::string& name, const std::string& a, const std::string& b,
           const std::string& note = {}) {
    is_empty_ = false;
    out_ += "| " + markdown_cell(name) + " | " + markdown_cell(a) + " | " + markdown_cell(b) + " |";
    if (has_note_) out_ += " " + markdown_cell(note) + " |";
    out_ += "\n";
  }

  [[nodiscard]] std::string text() const { return is_empty_ ? std::string() : out_; }

 private:
  bool has_note_;
  bool is_empty_ = true;
  std::string out_;
};

std::string head_of_sides(const Comparison& it) {
  MarkdownTable table(it, tr("Comparison"));
  const auto row = [&](const Text& name, const std::string& a, const std::string& b) {
    if (!a.empty() || !b.empty()) table.row(catalogue::render(name), a, b);
  };
  row(tr("commit"), it.a.recipe.commit.hex(), it.b.recipe.commit.hex());
  row(tr("date"), it.a.date, it.b.date);
  row(tr("config"), it.a.recipe.config.path, it.b.recipe.config.path);
  row(tr("seed"), it.a.recipe.config.seed, it.b.recipe.config.seed);
  row(tr("image"), it.a.recipe.environment.image, it.b.recipe.environment.image);
  row(tr("versions from"), it.a.packages_file, it.b.packages_file);
  std::string out = table.text();
  for (const Side* side : {&it.a, &it.b})
    if (!side->config_problem.empty())
      out += "\n" +
             marked(tr("{name}: {problem}", {{"name", side->name}, {"problem", side->config_problem}})) +
             "\n";
  return out;
}

std::string config_of_sides(const Comparison& it, bool all) {
  MarkdownTable table(it, tr("Config"));
  const auto cell = [](const ConfigValue* value) {
    return value == nullptr ? std::string("–") : value->shown;
  };
  for (const ValueDifference& each : it.values)
    if (all || !each.is_same()) table.row(each.key, cell(each.a), cell(each.b));
  return table.text();
}

std::string metrics_of_sides(const Comparison& it) {
  MarkdownTable table(it, tr("Metrics"), tr("difference"));
  for (const MetricDifference& each : it.metrics) {
    const std::string note = catalogue::render(note_of(each));
    table.row(each.key, each.a ? text::rounded(each.a->shown) : "–",
              each.b ? text::rounded(each.b->shown) : "–", note);
  }
  return table.text();
}

std::string packages_of_sides(const Comparison& it) {
  MarkdownTable table(it, tr("Packages"));
  for (const PackageDifference& each : it.packages)
    table.row(each.name, each.a.empty() ? "–" : each.a, each.b.empty() ? "–" : each.b);
  return table.text();
}

std::string artifacts_of_sides(const Comparison& it) {
  MarkdownTable table(it, tr("Artifacts"));
  const auto cell = [](const std::optional<content::RecordedArtifact>& artifact) {
    if (!artifact) return std::string("–");
    return artifact->sha256 + (artifact->size ? " (" + format_size(*artifact->size) + ")" : "");
  };
  for (const ArtifactDifference& each : it.artifacts) table.row(each.name, cell(each.a), cell(each.b));
  return table.text();
}

std::string code_of_sides(const Comparison& it) {
  const CodeDifference& code = it.code;
  if (it.a.recipe.commit == it.b.recipe.commit) return "\n" + marked(tr("Both are the same commit.")) + "\n";
  std::string out = "\n### " + marked(tr("Code")) + "\n\n";
  out += marked(tr_n("{count} file differs, from A to B: +{added} -{removed} lines",
                     "{count} files differ, from A to B: +{added} -{removed} lines", code.files.size(),
                     {{"added", code.added}, {"removed", code.removed}})) +
         "\n";
  for (const auto& [commits, side] : {std::pair(&code.only_a, &it.a), std::pair(&code.only_b, &it.b)}) {
    if (commits->count == 0) continue;
    out += "\n" +
           marked(tr_n("{count} commit only in {name}:", "{count} commits only in {name}:", commits->count,
                       {{"name", side->name}})) +
           "\n\n";
    for (const CommitLine& commit : commits->newest)
      out += "- " + commit.oid.abbreviated() + " " + markdown_cell(commit.subject) + "\n";
  }
  return out;
}

}  // namespace

std::string compare_markdown(const Comparison& comparison, bool all) {
  std::string out = head_of_sides(comparison) + config_of_sides(comparison, all) +
                    metrics_of_sides(comparison) + packages_of_sides(comparison) +
                    artifacts_of_sides(comparison) + code_of_sides(comparison);
  return out.substr(1);  // the first line feed
}

}  // namespace expgate::experiments
