#include "engine/mending.h"

#include <algorithm>
#include <initializer_list>
#include <iterator>

#include <fmt/core.h>

#include "base/strings.h"
#include "text/shell.h"
#include "text/utf8.h"

namespace expgate::engine {

namespace {

constexpr std::size_t kMostCommits = 20;  // of one command; the rest is for the next push
constexpr std::size_t kMostPaths = 20;    // the same: a command that names 5,000 files is none
constexpr std::ptrdiff_t kMostStops = 5;  // commits that a rebase stops at to take files out

// At most so many of the paths as a command names.
template <typename Container>
std::vector<std::string> some_of(const Container& paths) {
  std::vector<std::string> some;
  for (const std::string& path : paths) {
    if (some.size() == kMostPaths) break;
    some.push_back(path);
  }
  return some;
}

// `command` with `--` and the paths behind it, where `are_patterns` as git takes them.
template <typename Container>
Command with_paths(Command command, const Container& paths, bool are_patterns = true) {
  command.emplace_back("--");
  for (const std::string& path : some_of(paths))
    command.push_back(are_patterns ? text::pathspec(path) : path);
  return command;
}

void append(std::vector<Command>& commands, std::vector<Command> more) {
  commands.insert(commands.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

// The commands that mend the files of the commit at HEAD, and put the commit right.
std::vector<Command> steps_of(const Mending& mending, std::set<std::string>& renamed) {
  const bool is_root = mending.parents == 0;
  if (mending.is_emptied && !is_root)
    return {mending.is_tip ? Command{"git", "reset", "HEAD^"} : Command{"git", "reset", "-q", "HEAD^"}};
  std::vector<Command> steps;
  if (!mending.removed.empty()) steps.push_back(with_paths({"git", "rm", "--cached"}, mending.removed));
  if (!mending.cleaned.empty()) {
    steps.push_back(with_paths({"expgate", "fix"}, mending.cleaned, false));
    steps.push_back(with_paths({"git", "add"}, mending.cleaned));
  }
  std::size_t moves = 0;
  for (const auto& [path, better] : mending.renamed)
    if (moves < kMostPaths && renamed.insert(path).second) {  // from there on it has the other name
      steps.push_back({"git", "mv", "--", path, better});
      ++moves;
    }
  if (!mending.changed.empty()) {
    steps.push_back(edit_command(some_of(mending.changed)));
    steps.push_back(with_paths({"git", "add"}, mending.changed));
  }
  Command amend{"git", "commit", "--amend"};
  if (!mending.is_worded) amend.emplace_back("--no-edit");
  if (mending.is_emptied || mending.is_redone) amend.emplace_back("--allow-empty");
  steps.push_back(std::move(amend));
  return steps;
}

bool has_files(const Mending& each) {
  return !each.removed.empty() || !each.cleaned.empty() || !each.changed.empty() || !each.renamed.empty();
}

using Paths = std::set<std::string> Mending::*;

// Whether a rebase would stop where one of these commits changes again what an earlier one was mended of.
bool has_repeated(std::span<const Mending> mendings, std::initializer_list<Paths> lists) {
  std::set<std::string> seen;
  for (const Mending& each : mendings)
    for (const Paths list : lists)
      for (const std::string& path : each.*list)
        if (!seen.insert(path).second) return true;
  return false;
}

std::string from_parent_of(const Mending& mending) {
  return mending.parents == 0 ? "--root" : mending.commit.abbreviated() + "^";
}

// Takes files out of many commits without stopping at any, and lets them lie in the work tree.
std::vector<Command> strip_commands(std::span<const Mending> mendings, const MendedRef& ref) {
  std::set<std::string> paths;
  for (const Mending& each : mendings) paths.insert(each.removed.begin(), each.removed.end());
  if (paths.size() > kMostPaths)
    paths.erase(std::next(paths.begin(), static_cast<std::ptrdiff_t>(kMostPaths)), paths.end());
  // That shell need not know $'…': there `?` stands for what cannot be printed.
  std::vector<std::string> patterns;
  for (const std::string& path : paths) {
    std::string word = text::shell_word(text::pathspec(path));
    if (word.starts_with("$'")) {
      word.clear();
      for (const char c : path) word += c > ' ' && c < 0x7F && c != '\'' && c != '\\' ? c : '?';
      word.insert(0, 1, '\'').push_back('\'');
    }
    patterns.push_back(std::move(word));
  }
  const auto first = std::find_if(mendings.begin(), mendings.end(),
                                  [](const Mending& each) { return !each.removed.empty(); });
  const std::string range = first->parents == 0 ? "HEAD" : first->commit.abbreviated() + "^..HEAD";
  std::vector<Command> commands{{"env", "FILTER_BRANCH_SQUELCH_WARNING=1", "git", "filter-branch", "-f",
                                 "--prune-empty", "--index-filter",
                                 "git rm -q --cached --ignore-unmatch -- " + join(patterns, " "), range}};
  std::vector<std::string> kept;
  for (const std::string& path : paths)
    if (std::find(ref.at_tip.begin(), ref.at_tip.end(), path) != ref.at_tip.end()) kept.push_back(path);
  if (!kept.empty())
    commands.push_back(with_paths({"git", "restore", "-s", ref.tip.abbreviated(), "-W"}, kept));
  return commands;
}

// One rebase that stops at each of the commits.
std::vector<Command> rebase_commands(std::span<const Mending> mendings, const MendedRef& ref) {
  std::vector<std::string> marks;
  std::vector<Command> stops;
  std::set<std::string> renamed;
  bool folds = false;
  for (const Mending& each : mendings) {
    folds = folds || each.is_folded;
    const std::string oid = each.commit.abbreviated();
    if (!has_files(each)) {
      if (each.is_worded && !each.is_folded)
        marks.push_back(each.parents > 1 ? fmt::format("s/^merge -C {0}/merge -c {0}/", oid)
                                         : fmt::format("s/^pick {0}/reword {0}/", oid));
      continue;
    }
    marks.push_back(fmt::format("s/^pick {0}/edit {0}/", oid));
    Mending stopped = each;
    stopped.is_tip = false;
    append(stops, steps_of(stopped, renamed));
    stops.push_back({"git", "rebase", "--continue"});
  }
  const std::string editor = marks.empty() ? ":" : fmt::format("sed -i.bak '{}'", join(marks, "; "));
  Command rebase{"env",         "GIT_SEQUENCE_EDITOR=" + editor, "git", "rebase", "-i", "-r", "--autostash",
                 "--empty=drop"};
  if (folds) rebase.emplace_back("--autosquash");
  if (has_repeated(mendings, {&Mending::cleaned, &Mending::changed}))
    rebase.insert(rebase.end(), {"-X", "theirs"});
  rebase.push_back(folds ? ref.base : from_parent_of(mendings.front()));
  std::vector<Command> commands{std::move(rebase)};
  append(commands, std::move(stops));
  return commands;
}

MendingCommands mend(std::span<const Mending> mendings, const MendedRef& ref) {
  const auto removes = std::count_if(mendings.begin(), mendings.end(),
                                     [](const Mending& each) { return !each.removed.empty(); });
  const bool folds =
      std::any_of(mendings.begin(), mendings.end(), [](const Mending& each) { return each.is_folded; });
  if (mendings.size() == 1 && mendings.front().is_tip && !folds) {
    const Mending& only = mendings.front();
    if (only.is_emptied && only.parents == 0)
      return {
          {{"git", "update-ref", "-d", "HEAD"}, with_paths({"git", "rm", "-q", "--cached"}, only.removed)},
          {}};
    std::set<std::string> renamed;
    return {steps_of(only, renamed), {}};
  }
  const bool opens_merge = std::any_of(mendings.begin(), mendings.end(), [](const Mending& each) {
    return each.parents > 1 && has_files(each);
  });
  const bool is_repeated = has_repeated(mendings, {&Mending::removed});
  if (removes > kMostStops || (removes > 0 && (is_repeated || opens_merge || folds))) {
    MendingCommands strip{strip_commands(mendings, ref), {}};
    for (const Mending& each : mendings)
      if (each.removed.empty()) strip.leaves.push_back(each.commit);
    return strip;
  }
  const bool opens_fold = std::any_of(mendings.begin(), mendings.end(),
                                      [](const Mending& each) { return each.is_folded && has_files(each); });
  if (opens_merge || opens_fold) return {};
  const std::size_t count = std::min(mendings.size(), kMostCommits);
  MendingCommands rebase{rebase_commands(mendings.first(count), ref), {}};
  for (const Mending& each : mendings.subspan(count)) rebase.leaves.push_back(each.commit);
  return rebase;
}

// The name with `_` for what some machine or shell does not take.
std::string plain(std::string_view name) {
  std::string kept;
  for (std::size_t at = 0; at < name.size();) {
    const std::string_view character = name.substr(at, text::decode(name, at).length);
    at += character.size();
    const bool is_kept = text::printable(character) == character &&
                         std::string_view("\\:*?\"<>|~").find(character) == std::string_view::npos;
    kept += is_kept ? character : std::string_view("_");
  }
  return kept;
}

}  // namespace

void Mending::add(Remedy::Kind kind, const std::string& path) {
  switch (kind) {
    case Remedy::Kind::message:
      is_worded = true;
      break;
    case Remedy::Kind::remove:
      removed.insert(path);
      break;
    case Remedy::Kind::change:
      changed.insert(path);
      break;
    case Remedy::Kind::clean:
      cleaned.insert(path);
      break;
    case Remedy::Kind::rename:
      renamed.emplace(path, better_path(path));
      break;
    case Remedy::Kind::manual:
    case Remedy::Kind::run:
      break;
  }
}

MendingCommands commands_for(std::span<const Mending> mendings, const MendedRef& ref) {
  std::vector<Mending> needed(mendings.begin(), mendings.end());
  for (Mending& each : needed) {  // what goes away needs nothing else
    const auto goes = [&](const std::string& path) { return each.removed.contains(path); };
    std::erase_if(each.cleaned, goes);
    std::erase_if(each.changed, goes);
    std::erase_if(each.renamed, [&](const auto& renamed) { return goes(renamed.first); });
  }
  MendingCommands mended = mend(needed, ref);
  if (mended.commands.empty()) return mended;
  if (!ref.other_branch.empty())
    mended.commands.insert(mended.commands.begin(), {"git", "switch", ref.other_branch});
  append(mended.commands, ref.again);
  return mended;
}

Command edit_command(const std::vector<std::string>& paths) {
  Command command{"sh", "-c", "$(git var GIT_EDITOR) \"$@\"", "edit"};
  command.insert(command.end(), paths.begin(), paths.end());
  return command;
}

std::string better_path(const std::string& path) {
  constexpr std::size_t kLongest = 100;  // bytes of a name
  std::vector<std::string> names;
  for (const std::string_view name : split(path, '/')) {
    std::string better = plain(name.substr(0, kLongest));
    while (better.ends_with('.') || better.ends_with(' ')) better.pop_back();
    if (better.empty() || ascii_lower(better) == ".git") better.insert(0, 1, '_');
    const std::string stem = ascii_lower(better.substr(0, better.find_first_of(".:")));
    for (const std::string_view device : {"con", "prn", "aux", "nul", "com", "lpt"})
      if (stem.starts_with(device) && stem.size() <= 4) {
        better.insert(stem.size(), "_file");
        break;
      }
    names.push_back(std::move(better));
  }
  std::string better = join(names, "/");
  if (better != path) return better;
  const std::size_t begin = better.rfind('/') == better.npos ? 0 : better.rfind('/') + 1;
  const std::size_t dot = better.rfind('.');
  better.insert(dot != better.npos && dot > begin ? dot : better.size(), "-2");
  return better;
}

}  // namespace expgate::engine
