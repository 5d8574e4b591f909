#include <utility>

#include "base/strings.h"
#include "content/formats/pointers.h"
#include "content/notebook/notebook.h"
#include "rules/rule.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    {"read_limit", OptionType::size, "32 MiB",
     msgid("The size up to which a notebook is read; `max-file-size` reports larger ones.")},
};

constexpr Msgid kKeepHelp = msgid("to keep the output of a cell, tag it `keep_output`");
constexpr Msgid kUnreadableWhy = msgid("nobody can open it");
constexpr Msgid kNoiseWhy = msgid("every run changes it, and so every diff");

constexpr ExampleArgument kConflictExample[] = {{"path", "eda.ipynb"}, {"line", "12"}};
constexpr ExampleArgument kSyntaxExample[] = {{"path", "eda.ipynb"},
                                              {"line", "3"},
                                              {"column", "7"},
                                              {"problem", msgid("a number begins with 0").english}};
constexpr ExampleArgument kOutputsExample[] = {
    {"path", "eda.ipynb"}, {"cells", msgid("3 of 12 cells have outputs").english}, {"size", "48.2 KiB"}};
constexpr ExampleArgument kWidgetsExample[] = {{"path", "eda.ipynb"}, {"size", "3.1 KiB"}};
constexpr ExampleArgument kBothExample[] = {{"path", "eda.ipynb"},
                                            {"cells", msgid("3 of 12 cells have outputs").english},
                                            {"size", "48.2 KiB"},
                                            {"widget_size", "3.1 KiB"}};
constexpr ExampleArgument kCountsExample[] = {{"path", "eda.ipynb"},
                                              {"counts", msgid("12 execution counts").english}};
constexpr ExampleArgument kIdentitiesExample[] = {{"path", "eda.ipynb"}, {"cells", msgid("3 cells").english}};
constexpr ExampleArgument kNoiseExample[] = {{"path", "eda.ipynb"},
                                             {"counts", msgid("12 execution counts").english},
                                             {"cells", msgid("3 cells").english}};

constexpr Reason kConflict{
    .name = "conflict",
    .text = msgid("`{path}` is not valid JSON: conflict marker at line {line}"),
    .help = msgid("resolve the conflict cell by cell with `git mergetool --tool nbdime`"),
    .why = kUnreadableWhy,
    .example = kConflictExample,
};
constexpr Reason kSyntax{
    .name = "not-json",
    .text = msgid("`{path}` is not valid JSON: line {line}, column {column}: {problem}"),
    .why = kUnreadableWhy,
    .example = kSyntaxExample,
};
constexpr Reason kOutputs{
    .name = "outputs",
    .text = msgid("`{path}`: {cells} ({size})"),
    .help = kKeepHelp,
    .example = kOutputsExample,
};
constexpr Reason kWidgets{
    .name = "widgets",
    .text = msgid("`{path}`: the state of widgets is saved ({size})"),
    .example = kWidgetsExample,
};
constexpr Reason kOutputsAndWidgets{
    .name = "outputs-and-widgets",
    .text = msgid("`{path}`: {cells} ({size}), and the state of widgets is saved ({widget_size})"),
    .help = kKeepHelp,
    .example = kBothExample,
};
constexpr Reason kCounts{
    .name = "counts",
    .text = msgid("`{path}` records {counts}"),
    .why = kNoiseWhy,
    .example = kCountsExample,
};
constexpr Reason kIdentities{
    .name = "identities",
    .text = msgid("`{path}` records who ran {cells} (`executionInfo`)"),
    .why = kNoiseWhy,
    .example = kIdentitiesExample,
};
constexpr Reason kCountsAndIdentities{
    .name = "counts-and-identities",
    .text = msgid("`{path}` records {counts} and who ran {cells} (`executionInfo`)"),
    .why = kNoiseWhy,
    .example = kNoiseExample,
};
constexpr const Reason* kReasons[] = {&kConflict,          &kSyntax, &kOutputs,    &kWidgets,
                                      &kOutputsAndWidgets, &kCounts, &kIdentities, &kCountsAndIdentities};

Violation unreadable(const std::string& path, const content::NotebookError& error) {
  const auto& [location, what] = error.error;
  const bool is_conflict = error.kind == content::NotebookError::Kind::conflict;
  Arguments arguments{{"path", path}, {"line", location.line}};
  if (!is_conflict) {
    arguments.emplace_back("column", location.column);
    arguments.emplace_back("problem", what);
  }
  return {.reason = is_conflict ? &kConflict : &kSyntax,
          .arguments = std::move(arguments),
          .remedy = {Remedy::Kind::change},
          .line = location.line};
}

// What is rejected: outputs and the state of widgets.
Violation rejection(const std::string& path, const content::Notebook& notebook) {
  const bool has_outputs = notebook.cells_with_outputs > 0;
  const bool has_widgets = notebook.widget_bytes > 0;
  const Bytes widget_size{notebook.widget_bytes};
  Violation violation{.reason = has_outputs && has_widgets ? &kOutputsAndWidgets
                                : has_outputs              ? &kOutputs
                                                           : &kWidgets,
                      .arguments = {{"path", path}},
                      .remedy = {Remedy::Kind::clean},
                      .line = has_outputs ? notebook.output_line : notebook.widget_line};
  if (!has_outputs) {
    violation.arguments.emplace_back("size", widget_size);
    return violation;
  }
  const Text total = tr_n("{count} cell", "{count} cells", notebook.cells);
  violation.arguments.emplace_back("cells",
                                   tr_n("{count} of {total} has outputs", "{count} of {total} have outputs",
                                        notebook.cells_with_outputs, {{"total", total}}));
  violation.arguments.emplace_back("size", Bytes{notebook.output_bytes});
  if (has_widgets) violation.arguments.emplace_back("widget_size", widget_size);
  return violation;
}

// What is only a warning: counts, and who ran a cell.
Violation warning(const std::string& path, const content::Notebook& notebook) {
  const bool has_counts = notebook.counts > 0;
  const bool has_identities = notebook.identities > 0;
  Violation violation{.reason = has_counts && has_identities ? &kCountsAndIdentities
                                : has_counts                 ? &kCounts
                                                             : &kIdentities,
                      .arguments = {{"path", path}},
                      .remedy = {Remedy::Kind::clean},
                      .line = has_counts ? notebook.count_line : notebook.identity_line,
                      .only_warns = true};
  if (has_counts)
    violation.arguments.emplace_back(
        "counts", tr_n("{count} execution count", "{count} execution counts", notebook.counts));
  if (has_identities)
    violation.arguments.emplace_back("cells", tr_n("{count} cell", "{count} cells", notebook.identities));
  return violation;
}

Result<Judge> make(const Options& options) {
  const std::uint64_t limit = options.number("read_limit");
  return JudgeFile{[limit](const FileView& view, Violations& violations) -> Result<void> {
    const std::string& path = view.file.path;
    if (!view.file.has_content() || !ascii_lower(path).ends_with(".ipynb")) return {};
    TRY_ASSIGN(const std::uint64_t size, view.size());
    if (size > limit) return {};
    TRY_ASSIGN(const std::string_view bytes, view.content());
    if (content::is_lfs_pointer(bytes)) return {};
    const auto notebook = content::read_notebook(bytes);
    if (!notebook)
      violations.push_back(unreadable(path, notebook.error()));
    else if (notebook->cells_with_outputs > 0 || notebook->widget_bytes > 0)
      violations.push_back(rejection(path, *notebook));
    else if (notebook->counts > 0 || notebook->identities > 0)
      violations.push_back(warning(path, *notebook));
    return {};
  }};
}

}  // namespace

extern const Rule notebook_output;
const Rule notebook_output{
    {
        .id = "notebook-output",
        .scope = Scope::file,
        .summary =
            msgid("Notebooks (*.ipynb) are valid JSON, without outputs and without the state of widgets."),
        .why = msgid(
            "outputs hide what was changed, keep data and pictures in the history for ever, and conflict in "
            "every merge"),
        .bad = msgid("notebooks/eda.ipynb, in which 3 of 12 cells have outputs (48.2 KiB)"),
        .good = msgid("notebooks/eda.ipynb as `expgate fix` leaves it: code and text, nothing of a run"),
        .mend = msgid(
            "`expgate fix --staged` cleans what is staged, `expgate fix PATH` cleans a file, and a filter "
            "(`expgate install --filter`) cleans by itself. A cell that is tagged `keep_output`, or has "
            "`\"keep_output\": true` in its metadata, keeps its outputs; in the notebook's metadata it keeps "
            "all. "
            "Execution counts, and Colab's record of who ran a cell, are warnings. Git LFS pointers are left "
            "alone."),
        .options = kOptions,
        .reasons = kReasons,
    },
    make,
};

}  // namespace expgate::rules
