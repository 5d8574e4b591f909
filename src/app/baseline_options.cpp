#include "app/baseline_options.h"

#include <algorithm>
#include <filesystem>

#include <fmt/core.h>

#include "base/strings.h"
#include "gate/baseline_file.h"
#include "text/utf8.h"

namespace expgate::app {

namespace {

namespace fs = std::filesystem;

// "line 3: max-file-size models/best.bin 4f2a9c1"
std::string in_words(const engine::BaselineEntry& entry) {
  std::string words = fmt::format("line {}: {}", entry.line, entry.key.rule);
  if (!entry.key.path.empty()) words += " " + entry.key.path;
  if (entry.key.object) words += " " + entry.key.object->abbreviated();
  if (!entry.key.ref.empty()) words += " " + entry.key.ref;
  return words;
}

// The path of the file in the repository; nothing: it lies elsewhere.
std::optional<std::string> path_in_tree(const git::Repository& repository, const std::string& file) {
  if (repository.work_tree().empty()) return std::nullopt;
  std::error_code error;
  const fs::path whole = fs::weakly_canonical(file, error);
  const fs::path top = fs::weakly_canonical(repository.work_tree(), error);
  const std::string path = whole.lexically_relative(top).generic_string();
  if (error || path.empty() || path.starts_with("..")) return std::nullopt;
  return path;
}

Result<std::optional<File>> file_in(git::Repository& repository, const Oid& tip, const std::string& path) {
  TRY_ASSIGN(const auto oid, repository.peel_to_commit(tip));
  if (!oid) return std::optional<File>{};
  TRY_ASSIGN(const Commit commit, repository.commit(*oid));
  return repository.file(commit.tree, path);
}

// The text of the baseline that counts in CI; nothing where the change itself brings it.
Result<std::optional<std::string>> text_in_ci(git::Repository& repository, const ChangeSet& changes,
                                              const std::string& file) {
  const auto path = path_in_tree(repository, file);
  const auto base = changes.policy_base.value_or(std::nullopt);
  if (path && base) {
    TRY_ASSIGN(const auto known, file_in(repository, *base, *path));
    if (known && known->has_content()) {
      TRY_ASSIGN(std::string text, repository.content(known->oid));
      return std::optional<std::string>(std::move(text));
    }
    for (const RefUpdate& update : changes.updates) {
      if (update.deletes()) continue;
      TRY_ASSIGN(const auto brought, file_in(repository, update.new_oid, *path));
      if (brought) return std::optional<std::string>{};
    }
  }
  TRY_ASSIGN(std::string text, gate::read_baseline(file));
  return std::optional<std::string>(std::move(text));
}

}  // namespace

void BaselineOptions::declare(CommandArguments& arguments) {
  arguments.add({.names = {"--baseline"},
                 .value = "FILE",
                 .help = msgid("Ignore the findings that this file lists as known")},
                &file);
}

void BaselineOptions::declare_writing(CommandArguments& arguments) {
  arguments.add({.names = {"--write-baseline"},
                 .value = "FILE",
                 .help = msgid("Write all findings to FILE as known, and ignore them from now on")},
                &target);
  arguments.add({.names = {"--prune-baseline"},
                 .help = msgid("Remove the entries of the --baseline file that no longer match a finding")},
                &prunes);
}

Result<void> BaselineOptions::check(bool is_of_all, bool is_of_range) const {
  if (prunes && file.empty()) return fail(tr("`--prune-baseline` needs `--baseline FILE`"));
  if (prunes && !target.empty())
    return fail(tr("`--write-baseline` writes a new baseline, so there is nothing to prune"),
                tr("leave out `--prune-baseline`"));
  if (prunes && is_of_range)
    return fail(tr("a range does not show which entries of a baseline are stale"),
                tr("leave out the range: `expgate audit --baseline FILE --prune-baseline`"));
  if (file.empty()) return {};
  TRY_ASSIGN(const std::string text, gate::read_baseline(file));
  TRY_ASSIGN(const engine::Baseline baseline, gate::parse_baseline(text, file));
  if (prunes && baseline.is_of_all && !is_of_all)
    return fail(tr("`{file}` was written for all branches and tags", {{"file", text::printable(file)}}),
                tr("run `expgate audit --all --baseline FILE --prune-baseline`"));
  return {};
}

Result<std::optional<BaselineUse>> BaselineOptions::apply(git::Repository& repository,
                                                          const ChangeSet& changes, bool is_of_all,
                                                          Report& report) const {
  (void)repository;
  if (file.empty() && target.empty()) return std::optional<BaselineUse>{};
  // What could not be read might have had findings: no baseline is made of a part.
  if (report.error && !target.empty()) return std::optional<BaselineUse>{};
  BaselineUse use;
  use.file = file.empty() ? target : file;
  engine::Baseline baseline;
  if (!target.empty()) {
    const std::vector<engine::BaselineKey> keys = engine::baseline_keys(report);
    const std::string text = gate::baseline_text(keys, is_of_all);
    TRY(gate::write_baseline(target, text));
    TRY_SET(baseline, gate::parse_baseline(text, target));
    use.file = target;
    use.done = "written";
  } else {
    TRY_ASSIGN(const std::string text, gate::read_baseline(file));
    TRY_SET(baseline, gate::parse_baseline(text, file));
  }
  const std::vector<engine::BaselineEntry> stale = engine::apply(baseline, report);
  use.waived = report.waived.size();
  // Of a part of history, most entries say nothing.
  const bool is_whole =
      std::ranges::none_of(changes.updates,
                           [](const RefUpdate& update) { return update.known.has_value(); }) &&
      (is_of_all || !baseline.is_of_all);
  if (!is_whole || report.error) return use;
  for (const engine::BaselineEntry& entry : stale) use.stale.push_back(in_words(entry));
  if (!prunes || stale.empty()) return use;
  std::vector<engine::BaselineKey> kept;
  std::size_t next = 0;  // both in the order of the file
  for (const engine::BaselineEntry& entry : baseline.entries) {
    const bool is_stale = next < stale.size() && stale[next].key == entry.key;
    if (is_stale)
      ++next;
    else
      kept.push_back(entry.key);
  }
  std::sort(kept.begin(), kept.end());
  kept.erase(std::unique(kept.begin(), kept.end()), kept.end());
  TRY(gate::write_baseline(file, gate::baseline_text(kept, baseline.is_of_all)));
  use.done = "pruned";
  return use;
}

Result<void> BaselineOptions::apply_in_ci(git::Repository& repository, const ChangeSet& changes,
                                          Report& report) const {
  if (file.empty()) return {};
  TRY_ASSIGN(const auto text, text_in_ci(repository, changes, file));
  if (!text) {
    report.notes.push_back(tr("this change adds the baseline `{file}`, which takes effect after the merge",
                              {{"file", text::printable(file)}}));
    return {};
  }
  TRY_ASSIGN(const engine::Baseline baseline, gate::parse_baseline(*text, file));
  engine::apply(baseline, report);
  return {};
}

}  // namespace expgate::app
