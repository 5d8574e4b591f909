#include <fmt/core.h>

#include "base/bytes.h"
#include "base/strings.h"
#include "content/formats/pointers.h"
#include "content/notebook/notebook.h"
#include "rules/rule.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    {"read_limit", OptionType::size, "32 MiB",
     "The size up to which a notebook is read; `max-file-size` speaks of what is larger."},
};

Violation unreadable(const std::string& path, const content::NotebookFlaw& flaw) {
  return {.message = fmt::format("`{}` is not valid JSON: {}", path, content::text_of(flaw)),
          .why = "nobody can open it",
          .mend = Mend::change,
          .advice = flaw.is_conflict ? "`git mergetool --tool nbdime` resolves conflicts cell by cell" : "",
          .line = flaw.line};
}

// What is refused: outputs and the state of widgets.
Violation refusal(const std::string& path, const content::Notebook& notebook) {
  std::vector<std::string> found;
  if (notebook.cells_with_outputs > 0)
    found.push_back(
        fmt::format("{} of {} {} outputs ({})", notebook.cells_with_outputs, count_of(notebook.cells, "cell"),
                    notebook.cells_with_outputs == 1 ? "has" : "have", format_size(notebook.output_bytes)));
  if (notebook.widget_bytes > 0)
    found.push_back(fmt::format("the state of widgets is saved ({})", format_size(notebook.widget_bytes)));
  return {
      .message = fmt::format("`{}`: {}", path, join(found, ", and ")),
      .mend = Mend::clean,
      .advice = notebook.cells_with_outputs > 0 ? "to keep the output of a cell, tag it `keep_output`" : "",
      .line = notebook.cells_with_outputs > 0 ? notebook.output_line : notebook.widget_line};
}

// What is only told: counts, and who ran a cell.
Violation remark(const std::string& path, const content::Notebook& notebook) {
  std::vector<std::string> found;
  if (notebook.counts > 0) found.push_back(count_of(notebook.counts, "execution count"));
  if (notebook.identities > 0)
    found.push_back("who ran " + count_of(notebook.identities, "cell") + " (`executionInfo`)");
  return {.message = fmt::format("`{}` records {}", path, join(found, " and ")),
          .why = "every run changes it, and so every diff",
          .mend = Mend::clean,
          .line = notebook.counts > 0 ? notebook.count_line : notebook.identity_line,
          .only_warns = true};
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
      violations.push_back(refusal(path, *notebook));
    else if (notebook->counts > 0 || notebook->identities > 0)
      violations.push_back(remark(path, *notebook));
    return {};
  }};
}

}  // namespace

extern const Rule notebook_output;
const Rule notebook_output{
    {
        .id = "notebook-output",
        .scope = Scope::file,
        .summary = "Notebooks (*.ipynb) are valid JSON and come without outputs and the state of widgets.",
        .why =
            "outputs hide what was changed, keep data and pictures in the history for ever, and conflict in "
            "every merge",
        .bad = "notebooks/eda.ipynb, 3 of whose 12 cells have outputs (48.2 KiB)",
        .good = "notebooks/eda.ipynb as `expgate fix` leaves it: code and text, nothing of a run",
        .mend =
            "`expgate fix --staged` cleans what is staged, `expgate fix PATH` a file; a filter does it by "
            "itself (`expgate install --filter`). A cell that is tagged `keep_output`, or has "
            "`\"keep_output\": true` in its metadata, keeps its outputs; in the notebook's metadata it "
            "keeps all. Execution counts, and Colab's record of who ran a cell, are warnings. Git LFS "
            "pointers are left alone.",
        .options = kOptions,
    },
    make,
};

}  // namespace expgate::rules
