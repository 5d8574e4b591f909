#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <sys/stat.h>

#include "app/fix/fix.h"
#include "app/notebook/files.h"
#include "app/output.h"
#include "base/strings.h"
#include "content/configs/line_edits.h"
#include "gate/gate.h"
#include "git/command.h"
#include "git/staged.h"
#include "input/pre_commit.h"

namespace expgate::app {

namespace fs = std::filesystem;

namespace {

// What git would stage of the file as it lies in the work tree, line endings and filters carried out.
Result<bool> is_same(const File& file, const fs::path& top) {
  const Result<WorkFile> here = read_work_file(top / file.path);
  if (!here) return false;
  TRY_ASSIGN(const std::string oid,
             git::output_of({"git", "-C", top.string(), "hash-object", "--stdin", "--path=" + file.path},
                            here->bytes));
  return trim(oid) == file.oid.hex();
}

// The entry of that path; nothing where it is not in the index, or not merged yet.
Result<std::optional<File>> index_entry(const std::string& path, const std::string& top) {
  TRY_ASSIGN(const auto entries,
             git::staged_entries({"git", "-C", top, "--literal-pathspecs"}, {"--", path}));
  const bool is_one = entries.size() == 1 && entries.front().stage == 0 && entries.front().path == path;
  if (!is_one) return std::optional<File>{};
  File file;
  file.mode = entries.front().mode;
  file.oid = entries.front().oid;
  file.path = path;
  return std::optional(std::move(file));
}

// What the work tree has under that name, followed through no link.
bool is_in_folder(const fs::path& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0;
}

// The plan in the making.
class Planner {
 public:
  Planner(git::Repository& repository, const FixOptions& options, const Common& common)
      : repository_(repository), options_(options), common_(common), top_(repository.work_tree()) {}

  Result<IndexPlan> make() {
    TRY_SET(draft_, collect());
    plan_.left = gate::run(Mode::pre_commit, common_.gate_settings(),
                           [](git::Repository& repository) { return input::pre_commit(repository); });
    if (plan_.left.error) return tl::unexpected(*plan_.left.error);
    std::erase_if(plan_.left.findings, [&](const Finding& each) {
      return each.path && !is_meant(*each.path, options_.paths, top_);
    });
    if (!options_.only_edits) TRY(clean_notebooks());
    if (!options_.only_edits) TRY(unstage());
    TRY(edit());
    forget_what_is_done();
    return std::move(plan_);
  }

 private:
  Result<Draft> collect() {
    TRY_ASSIGN(ChangeSet changes, input::pre_commit(repository_));
    return *std::move(changes.draft);
  }

  // Whether an error of that rule wants the file out of the commit.
  [[nodiscard]] bool is_to_go(const std::string& path, std::string_view rule = {}) const {
    return std::ranges::any_of(plan_.left.findings, [&](const Finding& each) {
      return each.remedy.kind == Remedy::Kind::remove && each.severity == Severity::error &&
             each.path == path && (rule.empty() || each.rule == rule);
    });
  }

  // Whatever the policy says of them: that is what the command is for. One that is too large may be so for
  // its outputs alone.
  Result<void> clean_notebooks() {
    for (const File& file : draft_.files) {
      if (!file.has_content() || !is_notebook_name(file.path) || !is_meant(file.path, options_.paths, top_))
        continue;
      if (is_to_go(file.path, "artifact-path")) continue;
      ++plan_.notebooks;
      TRY_ASSIGN(const std::string bytes, repository_.content(file.oid));
      Result<std::optional<Cleaning>> cleaning = clean_bytes(file.path, bytes);
      if (!cleaning) {
        print_error(cleaning.error(), common_);
        ++plan_.failed;
      } else if (*cleaning) {
        IndexChange change{.kind = IndexChange::Kind::clean, .file = file};
        change.text = std::move((*cleaning)->text);
        change.diff = std::move((*cleaning)->diff);
        change.taken = std::move((*cleaning)->taken);
        TRY_SET(change.is_same_in_work_tree, is_same(file, top_));
        add(std::move(change));
      }
    }
    return {};
  }

  Result<void> unstage() {
    for (const File& file : draft_.files) {
      if (changed_.contains(file.path) || !is_to_go(file.path)) continue;
      IndexChange change{.kind = IndexChange::Kind::unstage, .file = file};
      if (!draft_.head_tree.is_zero()) {
        TRY_SET(change.in_head, repository_.file(draft_.head_tree, file.path));
        if (change.in_head && change.in_head->mode == kModeTree) change.in_head.reset();
      }
      change.is_in_work_tree = is_in_folder(fs::path(top_) / file.path);
      if (change.is_in_work_tree) {
        // by what git knows of the files alone: nobody reads a checkpoint for that
        TRY_ASSIGN(const std::string differs,
                   git::output_of({"git", "-C", top_, "--literal-pathspecs", "diff-files", "--name-only",
                                   "-z", "--ignore-submodules=all", "--", file.path}));
        change.is_same_in_work_tree = differs.empty();
      }
      add(std::move(change));
    }
    return {};
  }

  // Edits of files that git knows. Making up a file is the author's business.
  Result<void> edit() {
    std::map<std::string, std::vector<Edit>> edits;
    for (const Finding& finding : plan_.left.findings)
      for (const Edit& each : finding.remedy.edits)
        if (is_meant(each.path, options_.paths, top_)) edits[each.path].push_back(each);
    for (auto& [path, list] : edits) {
      if (changed_.contains(path)) continue;
      TRY_ASSIGN(const std::optional<File> entry, index_entry(path, top_));
      if (!entry || !entry->has_content()) continue;
      TRY_ASSIGN(const std::string bytes, repository_.content(entry->oid));
      content::EditedText edited = content::with_edits(path, bytes, std::move(list));
      if (edited.applied.empty()) continue;
      IndexChange change{.kind = IndexChange::Kind::edit, .file = *entry};
      change.text = std::move(edited.text);
      change.diff = std::move(edited.diff);
      change.edits = std::move(edited.applied);
      TRY_SET(change.is_same_in_work_tree, is_same(*entry, top_));
      add(std::move(change));
    }
    return {};
  }

  void add(IndexChange change) {
    changed_.insert(change.file.path);
    plan_.changes.push_back(std::move(change));
  }

  void forget_what_is_done() {
    std::erase_if(plan_.left.findings, [&](const Finding& each) {
      const auto& edits = each.remedy.edits;
      // warnings come with the commit, and reject nothing
      return each.severity != Severity::error || (each.path && changed_.contains(*each.path)) ||
             std::ranges::any_of(edits, [&](const Edit& edit) { return changed_.contains(edit.path); });
    });
  }

  git::Repository& repository_;
  const FixOptions& options_;
  const Common& common_;
  std::string top_;
  Draft draft_;
  IndexPlan plan_;
  std::set<std::string> changed_;
};

}  // namespace

bool is_meant(const std::string& path, const std::vector<std::string>& given, const std::string& top) {
  const auto holds = [&](const std::string& name) {
    const std::string folder = fs::absolute(name).lexically_normal().lexically_relative(top).generic_string();
    const std::string_view plain = folder.ends_with('/')
                                       ? std::string_view(folder).substr(0, folder.size() - 1)
                                       : std::string_view(folder);
    return plain == "." || path == plain || (path.starts_with(plain) && path[plain.size()] == '/');
  };
  return given.empty() || std::any_of(given.begin(), given.end(), holds);
}

Result<IndexPlan> plan_index(git::Repository& repository, const FixOptions& options, const Common& common) {
  return Planner(repository, options, common).make();
}

}  // namespace expgate::app
