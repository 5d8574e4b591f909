#include "app/fix/fix.h"

#include <algorithm>
#include <memory>

#include "app/notebook/files.h"
#include "app/output.h"
#include "base/strings.h"
#include "catalogue/catalogue.h"
#include "content/formats/pointers.h"
#include "content/notebook/notebook.h"
#include "content/notebook/notebook_diff.h"
#include "deploy/hook_sites.h"
#include "git/command.h"
#include "git/repository.h"
#include "text/shell.h"
#include "text/utf8.h"

namespace expgate::app {

namespace fs = std::filesystem;

namespace {

std::vector<Text> taken_from(const content::Notebook& notebook) {
  std::vector<Text> taken;
  if (notebook.cells_with_outputs > 0)
    taken.push_back(tr_n("the outputs of {count} cell ({size})", "the outputs of {count} cells ({size})",
                         notebook.cells_with_outputs, {{"size", Bytes{notebook.output_bytes}}}));
  if (notebook.widget_bytes > 0) taken.push_back(tr("the state of widgets"));
  if (notebook.counts > 0)
    taken.push_back(tr_n("{count} execution count", "{count} execution counts", notebook.counts));
  if (notebook.identities > 0)
    taken.push_back(tr_n("who ran {count} cell", "who ran {count} cells", notebook.identities));
  if (taken.empty()) taken.push_back(tr("how cells looked in the browser"));
  return taken;
}

// The name in a diff: from the top of the work tree, as `git apply` wants it.
std::string name_in_work_tree(const fs::path& path, const fs::path& top) {
  const fs::path name = fs::absolute(path).lexically_normal().lexically_relative(top);
  return top.empty() || name.empty() || *name.begin() == ".." ? path.string() : name.string();
}

Result<bool> fix_file(const fs::path& path, const fs::path& top, const FixOptions& options,
                      const Common& common) {
  TRY_ASSIGN(const WorkFile file, read_work_file(path));
  TRY_ASSIGN(const auto cleaning, clean_bytes(name_in_work_tree(path, top), file.bytes));
  if (!cleaning) return false;
  if (options.diff) {
    TRY(print(cleaning->diff));
    return true;
  }
  TRY(replace_file(path, file, cleaning->text));
  if (!common.quiet)
    TRY(print_line(tr("{path}: removed {taken}",
                      {{"path", text::printable(deploy::shown(path))}, {"taken", cleaning->taken}})));
  return true;
}

Result<FixTally> fix_work_tree(const FixOptions& options, const Common& common) {
  TRY_ASSIGN(const std::vector<fs::path> notebooks, find_notebooks(options.paths));
  TRY_ASSIGN(const git::CommandOutput top, git::run({"git", "rev-parse", "--show-toplevel"}));
  FixTally tally;
  for (const fs::path& path : notebooks) {
    ++tally.seen;
    const Result<bool> changed = fix_file(path, trim(top.out), options, common);
    if (!changed) print_error(changed.error(), common);
    if (!changed) ++tally.failed;
    if (changed && *changed) ++tally.changed;
  }
  return tally;
}

// What --diff shows of the index. The work tree's own differences follow, if it is looked at, and stand for
// both where they are the same.
Result<void> show_plan(const IndexPlan& plan, const FixOptions& options) {
  for (const IndexChange& each : plan.changes)
    if (each.kind == IndexChange::Kind::unstage)
      TRY(print_line(tr("{path}: would be unstaged", {{"path", text::printable(each.file.path)}})));
  for (const IndexChange& each : plan.changes) {
    if (each.kind == IndexChange::Kind::unstage) continue;
    const bool is_edit = each.kind == IndexChange::Kind::edit;
    const bool is_shown_below = !options.staged && (!is_edit || !each.is_same_in_work_tree);
    if (!is_shown_below)
      TRY(print(each.diff));
    else if (is_edit)
      TRY(print_line(
          tr("{path}: would be edited in the index too", {{"path", text::printable(each.file.path)}})));
    else if (!each.is_same_in_work_tree)
      TRY(print_line(
          tr("{path}: would be cleaned in the index too", {{"path", text::printable(each.file.path)}})));
  }
  return {};
}

// Changes the index until nothing more can be done: a notebook that is too large may not be so when it is
// clean. Returns what is left.
Result<Report> fix_index(git::Repository& repository, const FixOptions& options, const Common& common,
                         FixTally& tally) {
  constexpr int kMostRounds = 4;
  for (int round = 0; round < kMostRounds; ++round) {
    TRY_ASSIGN(IndexPlan plan, plan_index(repository, options, common));
    if (round == 0) tally.seen = plan.notebooks;
    if (round == 0) tally.failed = plan.failed;
    tally.changed += plan.changes.size();
    if (options.diff) TRY(show_plan(plan, options));
    if (options.diff || plan.changes.empty()) return plan.left;
    TRY(change_index(repository, plan.changes, common));
  }
  TRY_ASSIGN(IndexPlan plan, plan_index(repository, options, common));
  return plan.left;
}

// There was nothing to do.
Text nothing_done(const FixOptions& options, const FixTally& tally) {
  if (!options.paths.empty())
    return tally.seen == 0 ? tr("nothing to fix here")
                           : tr_n("nothing to clean in {count} notebook",
                                  "nothing to clean in {count} notebooks", tally.seen);
  if (options.staged)
    return tally.seen == 0 ? tr("nothing to fix in what is staged")
                           : tr_n("nothing to clean in {count} staged notebook",
                                  "nothing to clean in {count} staged notebooks", tally.seen);
  return tally.seen == 0 ? tr("nothing to fix in what is staged or differs from HEAD")
                         : tr_n("nothing to clean in {count} changed notebook",
                                "nothing to clean in {count} changed notebooks", tally.seen);
}

Result<int> run_fix(const FixOptions& options, const Common& common) {
  FixTally tally;
  Report left;
  left.mode = Mode::pre_commit;
  auto repository = git::Repository::open_from_environment();
  const bool has_index = repository && !(*repository)->work_tree().empty();
  if (!has_index && options.staged && !repository) return tl::unexpected(repository.error());
  if (has_index) TRY_SET(left, fix_index(**repository, options, common, tally));
  if (has_index && !options.staged) {
    TRY_ASSIGN(const std::size_t edited, edit_unstaged(**repository, options, common));
    tally.changed += edited;
  }
  if (!options.staged) {
    TRY_ASSIGN(const FixTally files, fix_work_tree(options, common));
    tally.seen = std::max(tally.seen, files.seen);
    tally.changed += files.changed;
    tally.failed += files.failed;
  }
  if (!left.findings.empty()) conclude(left, common);
  if (tally.failed > 0) return 2;
  if (left.count(Severity::error) > 0 || (options.diff && tally.changed > 0)) return 1;
  if (tally.changed == 0 && !common.quiet && !options.diff && left.findings.empty())
    TRY(print_line(nothing_done(options, tally)));
  return 0;
}

Action declare_fix(CommandArguments& arguments, const Common& common) {
  auto options = std::make_shared<FixOptions>();
  arguments.add({.value = "PATH",
                 .help = msgid("Files, or folders that contain them"),
                 .fallback = msgid("all that is staged, and all notebooks that differ from HEAD or are new")},
                &options->paths);
  arguments.add(
      {.names = {"--staged"},
       .help = msgid("Fix what is staged and nothing else; files in the work tree change along with it "
                     "unless they have unstaged changes")},
      &options->staged);
  arguments.add({.names = {"--dry-run", "--diff"},
                 .help = msgid("Print the changes without making them; exits with 1 if there are any")},
                &options->diff);
  arguments.footer(
      msgid("What is staged is judged as the hook pre-commit does it. Files that may not be in a commit are "
            "unstaged and stay in the work tree, notebooks lose what a run left in them, and the edits that "
            "findings propose are made, such as a seed in a config. What is left is reported: exit code 1 if "
            "it would be rejected."));
  arguments.example("expgate fix --diff", msgid("See what it would change"));
  arguments.example("expgate fix notebooks/", msgid("Clean the notebooks in a folder"));
  return [options, &common] { return run_fix(*options, common); };
}

}  // namespace

Result<std::optional<Cleaning>> clean_bytes(const std::string& path, std::string_view bytes) {
  if (content::is_lfs_pointer(bytes)) return std::optional<Cleaning>{};
  const auto notebook = content::read_notebook(bytes);
  if (!notebook)
    return fail(tr("`{path}` is not valid JSON: {problem}",
                   {{"path", path}, {"problem", content::text_of(notebook.error())}}),
                tr("fix the file, or take it from an older commit: `git restore --source=HEAD~ -- {path}`",
                   {{"path", text::shell_word(path)}}));
  if (notebook->cuts.empty()) return std::optional<Cleaning>{};
  return std::optional(Cleaning{content::cleaned(bytes, notebook->cuts), taken_from(*notebook),
                                content::unified_diff(path, bytes, notebook->cuts)});
}

extern const Command fix;
const Command fix{"fix", msgid("Fix what is staged: unstage artifacts, clean notebooks, edit configs"),
                  declare_fix};

}  // namespace expgate::app
