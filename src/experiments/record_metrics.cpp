#include "experiments/record_metrics.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include <fmt/core.h>

#include "base/ascii.h"
#include "base/strings.h"
#include "content/configs/document.h"
#include "experiments/input_file.h"
#include "experiments/record_rows.h"
#include "text/utf8.h"

namespace expgate::experiments {

namespace {

using text::Node;

// The numbers below `node`.
void collect(const Node& node, const std::string& name, Figures& figures) {
  if (node.is_mapping()) {
    for (const auto& [key, value] : node.entries)
      collect(value, name.empty() ? key.scalar : name + "/" + key.scalar, figures);
  } else if (node.is_sequence() && !node.items.empty()) {
    collect(node.items.back(), name, figures);  // a history: what came last counts
  } else if (node.is_scalar() && !node.is_quoted()) {
    constexpr std::array<std::string_view, 5> kNoTexts = {"true", "false", "null", "~", ""};
    const std::string word = ascii_lower(node.scalar);
    if (std::find(kNoTexts.begin(), kNoTexts.end(), word) == kNoTexts.end())
      figures.add_text(name, node.scalar);
  } else if (node.is_scalar()) {
    figures.add_quoted(name, node.scalar);
  }
}

// What the document says, or of what it calls so.
void collect_document(const Node& root, Figures& figures) {
  const Node* metrics = root.find("metrics");
  collect(metrics != nullptr && metrics->is_mapping() ? *metrics : root, "", figures);
}

// Python's json writes NaN, which is not JSON; as YAML it can be read.
content::Document read_loosely(std::string_view bytes, std::string_view path) {
  content::Document document = content::read_document(path, bytes);
  const bool may_be_python =
      bytes.find("NaN") != std::string_view::npos || bytes.find("Infinity") != std::string_view::npos;
  if (document || !may_be_python) return document;
  content::Document as_yaml = content::read_document("metrics.yaml", bytes);
  return as_yaml ? as_yaml : document;
}

// Takes the bytes of a file, piece by piece.
class FigureReader {
 public:
  virtual ~FigureReader() = default;
  virtual Result<void> add(std::string_view bytes) = 0;
  virtual Result<Figures> finish() = 0;
};

// A document of JSON or YAML, which is read as a whole.
class DocumentReader : public FigureReader {
 public:
  explicit DocumentReader(std::string_view kind) : kind_(kind) {}
  Result<void> add(std::string_view bytes) override {
    if (bytes_.size() + bytes.size() > content::kMostBytes)
      return fail(tr("it has more than {limit}", {{"limit", Bytes{content::kMostBytes}}}),
                  tr("write the last figures of the run into a file of their own, or a CSV"));
    bytes_ += bytes;
    return {};
  }
  Result<Figures> finish() override {
    const content::Document document = read_loosely(bytes_, kind_);
    if (!document)
      return fail(tr("line {line}: {problem}",
                     {{"line", document.error().location.line}, {"problem", document.error().what}}));
    Figures figures;
    collect_document(*document, figures);
    return figures;
  }

 private:
  std::string_view kind_;
  std::string bytes_;
};

// JSON Lines: what a later line says wins.
class LineReader : public FigureReader {
 public:
  Result<void> add(std::string_view bytes) override {
    for (std::size_t end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n')) {
      line_ += bytes.substr(0, end);
      TRY(take_line());
      bytes.remove_prefix(end + 1);
    }
    line_ += bytes;
    if (line_.size() > kLongestRow)
      return fail(tr("line {line}: a row has more than {limit}",
                     {{"line", number_ + 1}, {"limit", Bytes{kLongestRow}}}));
    return {};
  }
  Result<Figures> finish() override {
    TRY(take_line());
    return std::move(figures_);
  }

 private:
  Result<void> take_line() {
    ++number_;
    if (!trim(line_).empty()) {
      const content::Document document = read_loosely(line_, "line.json");
      if (!document)
        return fail(tr("line {line}: {problem}", {{"line", number_}, {"problem", document.error().what}}));
      collect_document(*document, figures_);
    }
    line_.clear();
    return {};
  }

  std::string line_;
  std::size_t number_ = 0;
  Figures figures_;
};

// What tables write where there is no value, as pandas reads them.
bool is_blank_cell(std::string_view cell) {
  if (!cell.empty() && is_digit(cell.front())) return false;
  constexpr std::array<std::string_view, 8> kBlank = {"", "-", "--", "n/a", "na", "none", "null", "#n/a"};
  return std::find(kBlank.begin(), kBlank.end(), ascii_lower(cell)) != kBlank.end();
}

class TableReader : public FigureReader {
 public:
  TableReader() : rows_([this](std::size_t line, const auto& fields) { return take(line, fields); }) {}
  Result<void> add(std::string_view bytes) override { return rows_.add(bytes); }
  Result<Figures> finish() override {
    TRY(rows_.finish());
    Figures figures;
    for (std::size_t at = 0; at < header_.size(); ++at)
      if (last_[at]) figures.add_text(trim(header_[at]), *last_[at]);
    return figures;
  }

 private:
  Result<void> take(std::size_t line, const std::vector<std::string>& fields) {
    if (header_.empty()) return take_header(fields);
    for (std::size_t at = 0; at < fields.size(); ++at) {
      const std::string_view cell = trim(fields[at]);
      if (is_blank_cell(cell)) continue;
      if (at >= header_.size())
        return fail(tr("line {line}: the row has more values than the header has names", {{"line", line}}),
                    tr("put values with a comma between quotes, and write decimals with a point"));
      last_[at].emplace(cell.substr(0, kLongestCell));
    }
    return {};
  }

  Result<void> take_header(const std::vector<std::string>& fields) {
    const bool is_data = std::all_of(fields.begin(), fields.end(), [](const std::string& field) {
      return trim(field).empty() || number_in(trim(field));
    });
    if (is_data)
      return fail(tr("its first row has numbers, so its columns have no names"),
                  tr("write the names of the metrics into the first row"));
    for (std::size_t at = 0; at < fields.size(); ++at)
      if (!trim(fields[at]).empty() && !names_.insert(std::string(trim(fields[at]))).second)
        return fail(tr("two columns are called `{name}`", {{"name", text::printable(trim(fields[at]))}}),
                    tr("give each column a name of its own"));
    header_ = fields;
    last_.resize(header_.size());
    return {};
  }

  static constexpr std::size_t kLongestCell = 400;
  RowReader rows_;
  std::set<std::string> names_;
  std::vector<std::string> header_;
  std::vector<std::optional<std::string>> last_;  // the last value of each column
};

std::unique_ptr<FigureReader> reader_for(std::string_view path) {
  const std::string lower = ascii_lower(path);
  const auto ends = [&](std::string_view ending) { return lower.ends_with(ending); };
  if (ends(".json")) return std::make_unique<DocumentReader>("metrics.json");
  if (ends(".yaml") || ends(".yml")) return std::make_unique<DocumentReader>("metrics.yaml");
  if (ends(".jsonl") || ends(".ndjson")) return std::make_unique<LineReader>();
  if (ends(".csv") || ends(".tsv")) return std::make_unique<TableReader>();
  return nullptr;
}

// Reads what `feed` hands to the reader, and puts the path in front of what goes wrong.
Result<Figures> read_all(std::string_view path,
                         const std::function<Result<void>(FigureReader& reader)>& feed) {
  const auto in_file = [&](Error error) {
    return within(verbatim(fmt::format("`{}`", path)), std::move(error));
  };
  const auto reader = reader_for(path);
  if (!reader)
    return fail(tr("`{path}` is not a file of metrics that can be read", {{"path", path}}),
                tr("its name must end in .json, .jsonl, .yaml, .yml, .csv or .tsv"));
  if (auto fed = feed(*reader); !fed) return in_file(std::move(fed.error()));
  auto figures = reader->finish();
  if (!figures) return in_file(std::move(figures.error()));
  if (figures->has_numbers()) return figures;
  const Text help = tr("name them by hand: `--metric acc@1=87.3`");
  std::vector<Text> why = figures->left_out();
  if (why.empty()) return fail(tr("`{path}` has no number that could be a metric", {{"path", path}}), help);
  return fail(tr("`{path}` has no number that could be a metric: {reasons}",
                 {{"path", path}, {"reasons", std::move(why)}}),
              help);
}

}  // namespace

Result<Figures> read_figures(std::string_view path, std::string_view bytes) {
  return read_all(path, [&](FigureReader& reader) { return reader.add(bytes); });
}

Result<Figures> figures_of_file(const std::string& path) {
  TRY_ASSIGN(InputFile file, InputFile::open(path));
  if (file.size() > kLargestTable)
    return fail(tr("`{path}` is {size}, over the limit of {limit} for a file of metrics",
                   {{"path", path}, {"size", Bytes{file.size()}}, {"limit", Bytes{kLargestTable}}}),
                tr("write the last figures of the run into a file of their own"));
  return read_all(path, [&](FigureReader& reader) {
    return file.read([&](std::string_view bytes) { return reader.add(bytes); });
  });
}

}  // namespace expgate::experiments
