#include "engine/remedy.h"

#include <algorithm>
#include <set>

#include "engine/better_path.h"
#include "engine/mending.h"
#include "text/shell.h"

namespace expgate::engine {

namespace {

using Kind = Remedy::Kind;

// For what is staged, or written in the file of a message. `paths` may name a "folder/".
std::vector<Command> draft_commands(Kind kind, std::span<const std::string> paths,
                                    const RemedyContext& context) {
  switch (kind) {
    case Kind::message: {
      Command again = context.commit_command;
      if (again.empty()) return {};
      const auto paths_begin = std::find(again.begin(), again.end(), "--");
      again.insert(paths_begin, {"--edit", "--file=" + context.message_file});
      return {std::move(again)};
    }
    case Kind::remove: {  // what git staged for this commit alone, it would stage again as long as it knows
                          // the file
      if (context.has_head && !context.is_passing_index)
        return {with_paths({"git", "restore", "--staged"}, paths)};
      const bool has_folder = std::any_of(paths.begin(), paths.end(),
                                          [](const std::string& path) { return path.ends_with('/'); });
      return {with_paths(
          has_folder ? Command{"git", "rm", "-r", "-q", "--cached"} : Command{"git", "rm", "--cached"},
          paths)};
    }
    case Kind::change:
      return {edit_command({paths.begin(), paths.end()}), with_paths({"git", "add"}, paths)};
    case Kind::clean: {
      Command fix{"expgate", "fix"};
      if (!context.is_passing_index) fix.emplace_back("--staged");
      fix.emplace_back("--");
      fix.insert(fix.end(), paths.begin(), paths.end());
      return {std::move(fix)};
    }
    case Kind::rename: {
      std::vector<Command> moves;
      std::set<std::string> given;
      for (const std::string& path : paths) {
        const std::string better =
            better_path(path, [&](const std::string& name) { return given.contains(name); });
        moves.push_back({"git", "mv", "--", path, better});
        given.insert(better);
      }
      return moves;
    }
    case Kind::manual:
    case Kind::run:
      break;
  }
  return {};
}

// For files that a commit has already: they are put right in one more, without what else is staged. A removal
// cannot name its files: git would take them from the work tree, where they stay, and so keep them.
std::vector<Command> committed_commands(Kind kind, std::span<const std::string> paths) {
  std::vector<Command> commands;
  switch (kind) {
    case Kind::remove:
      return {with_paths({"git", "rm", "--cached"}, paths),
              {"git", "commit", "-m", "chore: stop tracking files"}};
    case Kind::clean:
      return {with_paths({"expgate", "fix"}, paths), with_paths({"git", "add"}, paths),
              with_paths({"git", "commit", "-m", "chore: clear notebooks"}, paths)};
    case Kind::rename: {
      commands = draft_commands(kind, paths, {});
      std::vector<std::string> names;
      for (const Command& move : commands) names.insert(names.end(), move.end() - 2, move.end());
      commands.push_back(with_paths({"git", "commit", "-m", "chore: rename files"}, names));
      return commands;
    }
    case Kind::change:
      commands = draft_commands(kind, paths, {});
      commands.push_back(with_paths({"git", "commit"}, paths));
      return commands;
    case Kind::message:
    case Kind::manual:
    case Kind::run:
      break;
  }
  return commands;
}

// One command for all of these files of a draft.
Commands commands_for_all(Kind kind, const std::set<std::string>& paths, std::span<const std::string> staged,
                          const RemedyContext& context, bool is_in_head) {
  constexpr std::size_t kMostPaths = 20;  // of one command; what is beyond is for the next try
  const bool has_folders = kind == Kind::remove && !context.is_passing_index && !is_in_head;
  std::vector<std::string> named =
      has_folders ? by_folder(paths, std::vector<std::string_view>(staged.begin(), staged.end()))
                  : std::vector<std::string>(paths.begin(), paths.end());
  if (named.size() > kMostPaths) named.resize(kMostPaths);
  return is_in_head ? committed_commands(kind, named) : draft_commands(kind, named, context);
}

bool is_rules_own(Kind kind) {
  return kind == Kind::manual || kind == Kind::run;
}

}  // namespace

void set_commands(Finding& finding, Commands commands, const RemedyContext& context) {
  finding.notes.clear();
  if (context.mode == Mode::ci && !commands.empty()) {
    // In CI the commit has been pushed already, and has to be replaced there too.
    commands = commands.before({"git", "push", "--force-with-lease"});
    if (!context.shared.empty())
      finding.notes.push_back(tr("others have `{branch}` already: agree with them before you rewrite it",
                                 {{"branch", context.shared}}));
  }
  finding.remedy.commands = std::move(commands);
}

void complete_remedy(Finding& finding, const RemedyContext& context) {
  const Kind kind = finding.remedy.kind;
  // In an audit everybody has the commit already: what to do about the past as a whole is said once.
  if (is_rules_own(kind) || context.mode == Mode::audit) return;
  const std::string path = finding.path.value_or("");
  if (context.commit == nullptr) {
    finding.remedy.commands = draft_commands(kind, {&path, 1}, context);
    return;
  }
  Mending mending{context.commit->oid, context.commit->parents.size(), context.is_tip};
  mending.add(kind, path, finding.object);
  MendedRef ref;
  if (!context.commit->parents.empty()) ref.outside.push_back(context.commit->oid.abbreviated() + "^");
  set_commands(finding, commands_for({&mending, 1}, ref).commands, context);
}

void complete_draft_remedies(std::vector<Finding>& findings, std::span<const std::string> staged,
                             const RemedyContext& context) {
  const bool has_errors = std::any_of(findings.begin(), findings.end(),
                                      [](const Finding& each) { return each.severity == Severity::error; });
  std::set<std::string> removed;  // what is taken out needs nothing else
  for (const Kind kind : {Kind::remove, Kind::clean, Kind::rename, Kind::change}) {
    std::set<std::string> of_kind;
    for (const bool is_in_head : {false, true}) {
      // Nobody has to heed a warning: those have no part in what an error takes.
      const auto is_meant = [&](const Finding& each) {
        return each.remedy.kind == kind && each.path && (each.severity == Severity::error) == has_errors &&
               each.is_in_head == is_in_head;
      };
      std::set<std::string> paths;
      for (const Finding& each : findings)
        if (is_meant(each) && !removed.contains(*each.path)) paths.insert(*each.path);
      const Commands shared =
          paths.empty() ? Commands() : commands_for_all(kind, paths, staged, context, is_in_head);
      for (Finding& each : findings)
        if (is_meant(each)) each.remedy.commands = shared;
      of_kind.merge(paths);
    }
    if (kind == Kind::remove) removed = std::move(of_kind);
  }
}

void withhold_commands(Report& report) {
  if (!report.warn_only && !report.is_web) return;
  for (Finding& each : report.findings) {
    const bool is_of_commits = each.scope == Scope::commit || each.scope == Scope::file;
    if (report.is_web || is_of_commits || !is_rules_own(each.remedy.kind)) each.remedy.commands = {};
  }
}

}  // namespace expgate::engine
