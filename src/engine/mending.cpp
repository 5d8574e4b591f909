#include "engine/mending.h"

#include <algorithm>
#include <iterator>

#include <fmt/core.h>

#include "base/strings.h"
#include "engine/better_path.h"
#include "text/shell.h"
#include "text/utf8.h"

namespace expgate::engine {

namespace {

using Kind = Remedy::Kind;

constexpr std::size_t kMostCommits = 20;   // that one command gives other messages; the rest is for later
constexpr std::size_t kMostPaths = 20;     // the same: a command that names 5,000 files is none
constexpr std::size_t kMostObjects = 100;  // that are taken out by what they are
constexpr std::size_t kMostOutside = 10;   // commits that a range ends at
constexpr std::size_t kFolderFrom = 4;     // files: fewer are named one by one

void append(std::vector<Command>& commands, std::vector<Command> more) {
  commands.insert(commands.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

template <typename Container>
std::vector<std::string> some_of(const Container& paths) {
  std::vector<std::string> some;
  for (const std::string& path : paths) {
    if (some.size() == kMostPaths) break;
    some.push_back(path);
  }
  return some;
}

// Takes files out of the commit at HEAD: those that its parent had as well become what they were.
std::vector<Command> removal_steps(const Mending& mending) {
  std::vector<std::string> gone;
  for (const std::string& path : mending.to_remove)
    if (!mending.put_back.contains(path)) gone.push_back(path);
  std::vector<Command> steps;
  if (!gone.empty()) {
    const bool has_folder =
        std::any_of(gone.begin(), gone.end(), [](const std::string& path) { return path.ends_with('/'); });
    Command remove =
        has_folder ? Command{"git", "rm", "-r", "-q", "--cached"} : Command{"git", "rm", "--cached"};
    steps.push_back(with_paths(std::move(remove), gone));
  }
  if (!mending.put_back.empty())
    steps.push_back(with_paths({"git", "restore", "--source=HEAD^", "--staged"}, some_of(mending.put_back)));
  return steps;
}

bool has_files(const Mending& each) {
  return !each.removed.empty() || !each.cleaned.empty() || !each.changed.empty() || !each.renamed.empty();
}

// The commands that mend the commit at HEAD.
std::vector<Command> tip_steps(const Mending& mending) {
  if (mending.is_emptied && mending.parents > 0) return {{"git", "reset", "HEAD^"}};
  if (mending.is_emptied)
    return {{"git", "update-ref", "-d", "HEAD"},
            with_paths({"git", "rm", "-r", "-q", "--cached"}, mending.to_remove)};
  std::vector<Command> steps = removal_steps(mending);
  if (!mending.cleaned.empty()) {
    const std::vector<std::string> some = some_of(mending.cleaned);
    Command fix{"expgate", "fix", "--"};
    fix.insert(fix.end(), some.begin(), some.end());
    steps.push_back(std::move(fix));
    steps.push_back(with_paths({"git", "add"}, some));
  }
  std::size_t moves = 0;
  for (const auto& [path, better] : mending.renamed)
    if (moves++ < kMostPaths) steps.push_back({"git", "mv", "--", path, better});
  if (!mending.changed.empty()) {
    steps.push_back(edit_command(some_of(mending.changed)));
    steps.push_back(with_paths({"git", "add"}, some_of(mending.changed)));
  }
  Command amend{"git", "commit", "--amend"};
  if (!mending.is_worded) amend.emplace_back("--no-edit");
  if (mending.is_emptied || mending.is_redone) amend.emplace_back("--allow-empty");
  steps.push_back(std::move(amend));
  return steps;
}

std::string from_parent_of(const Mending& mending) {
  return mending.parents == 0 ? "--root" : mending.commit.abbreviated() + "^";
}

using Objects = std::set<std::pair<std::string, Oid>>;

std::string_view folder_in_front(std::string_view path) {
  return path.substr(0, path.rfind('/') == path.npos ? 0 : path.rfind('/') + 1);
}

// The path as a pattern that means the same to any shell: any text where it has an odd character, and room
// for the quotes that git then puts around it.
std::string loosely(std::string_view path) {
  std::string pattern;
  bool is_odd = false;
  for (const char c : path) {
    const bool is_plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    const bool is_separator = c == '/' || c == '.';
    if (is_plain || is_separator) pattern += is_plain ? c : '.';
    if (!is_plain && !is_separator && !pattern.ends_with(".*")) pattern += ".*";
    is_odd = is_odd || (!is_plain && !is_separator);
  }
  return is_odd ? ".?" + pattern + ".?" : pattern;
}

// A line of git fast-export that brings one of the files, as a pattern of sed -E: its object and its name, of
// several in a folder their objects.
std::string lines_with(const Objects& objects) {
  constexpr std::size_t kDigits = 12;
  std::vector<std::string> patterns;
  for (auto at = objects.begin(); at != objects.end();) {
    const std::string_view folder = folder_in_front(at->first);
    std::vector<std::string> oids;
    auto end = at;
    for (; end != objects.end() && folder_in_front(end->first) == folder; ++end)
      oids.push_back(end->second.hex().substr(0, kDigits));
    if (oids.size() >= kFolderFrom) {
      patterns.push_back(fmt::format("({})[^ ]* {}[^/]*", join(oids, "|"), loosely(folder)));
      at = end;
    }
    for (; at != end; ++at)
      patterns.push_back(at->second.hex().substr(0, kDigits) + "[^ ]* " + loosely(at->first));
  }
  return "M [0-7]+ (" + join(patterns, "|") + ")$";
}

// Takes files out of the commits of a range without a look at index or work tree: no conflict, no checkout,
// merges stay as they are. A file that was something else before stays that. In a root commit whose message
// does not end its line, the first file stands behind it on that line.
std::vector<Command> strip_commands(const Objects& objects, const MendedRef& ref) {
  std::string range = text::shell_quoted(ref.name);
  for (const std::string& each : ref.outside) range += " ^" + each;
  std::vector<Command> commands{
      {"sh", "-c",
       fmt::format("git fast-export --no-data --use-done-feature --reencode=no --signed-tags=strip "
                   "--reference-excluded-parents {} | LC_ALL=C sed -E \"\\,{},{{s///;/^$/d;}}\" | "
                   "git fast-import --quiet --force --done",
                   range, lines_with(objects))}};
  if (ref.name == "HEAD" && !ref.at_tip.empty()) {
    const bool is_too_long = ref.at_tip.size() > kMostPaths;
    commands.push_back(is_too_long ? Command{"git", "reset", "-q"}
                                   : with_paths_from_top({"git", "restore", "--staged"}, ref.at_tip));
  }
  return commands;
}

// One rebase that stops at nothing: nothing but messages changes, so that each commit applies as it is. What
// the user has set for rebases must not reach it.
Command reword_command(std::span<const Mending> worded, bool folds, const MendedRef& ref) {
  std::vector<std::string> oids;
  for (const Mending& each : worded)
    if (!each.is_folded) oids.push_back(each.commit.abbreviated());
  const std::string editor =
      oids.empty() ? ":" : fmt::format("sed -i.bak -E \"s/^p(ick)? ({})/reword \\2/\"", join(oids, "|"));
  return {"env",
          "GIT_SEQUENCE_EDITOR=" + editor,
          "git",
          "-c",
          "core.abbrev=40",
          "-c",
          "rebase.abbreviateCommands=false",
          "-c",
          "rebase.updateRefs=false",
          "rebase",
          "-i",
          "--no-rebase-merges",
          "--autostash",
          folds ? "--autosquash" : "--no-autosquash",
          folds ? ref.base : from_parent_of(worded.front())};
}

// Mends what it can of several commits, or of one that is not the last.
class Mender {
 public:
  Mender(std::span<const Mending> mendings, const MendedRef& ref) : ref_(ref) {
    for (const Mending& each : mendings) sort_out(each);
  }

  MendingCommands commands() {
    mend_words();
    MendingCommands mended;
    if (tip_.is_worded || has_files(tip_)) append(mended.commands, tip_steps(tip_));
    if (!words_.empty()) mended.commands.push_back(std::move(words_));
    if (!objects_.empty()) append(mended.commands, strip_commands(objects_, ref_));
    mended.leaves = std::move(leaves_);
    return mended;
  }

 private:
  void leave(const Mending& each, Kind kind) { leaves_.emplace_back(each.commit, kind); }

  // Where each part of what is to be done belongs.
  void sort_out(const Mending& each) {
    const bool can_strip =
        ref_.outside.size() <= kMostOutside && objects_.size() + each.objects.size() <= kMostObjects;
    if (can_strip)
      objects_.insert(each.objects.begin(), each.objects.end());
    else if (!each.removed.empty())
      leave(each, Kind::remove);
    if (each.is_worded || each.is_folded) worded_.push_back(each);
    if (each.is_tip && ref_.name == "HEAD") {
      tip_ = each;
      tip_.removed.clear();
      tip_.to_remove.clear();
      tip_.put_back.clear();
      tip_.is_emptied = tip_.is_worded = false;
      return;
    }
    if (!each.cleaned.empty()) leave(each, Kind::clean);
    if (!each.changed.empty()) leave(each, Kind::change);
    if (!each.renamed.empty()) leave(each, Kind::rename);
  }

  // The rebase names commits, and the tip is another one once it is amended: what changes its files changes
  // its message as well.
  void mend_words() {
    const bool amends_tip = !worded_.empty() && worded_.back().is_tip && !worded_.back().is_folded &&
                            ref_.name == "HEAD" && (worded_.size() == 1 || has_files(tip_));
    if (amends_tip) {
      tip_.is_worded = true;
      worded_.pop_back();
    }
    const bool can_rebase = !ref_.has_merges && ref_.name == "HEAD";
    const std::size_t count = can_rebase ? std::min(worded_.size(), kMostCommits) : 0;
    for (std::size_t i = count; i < worded_.size(); ++i) leave(worded_[i], Kind::message);
    if (count == 0) return;
    const bool folds =
        std::any_of(worded_.begin(), worded_.end(), [](const Mending& each) { return each.is_folded; });
    words_ = reword_command(std::span(worded_).first(count), folds, ref_);
  }

  const MendedRef& ref_;
  std::vector<Mending> worded_;
  Objects objects_;
  Mending tip_;
  Command words_;
  std::vector<std::pair<Oid, Kind>> leaves_;
};

MendingCommands mend(std::span<const Mending> mendings, const MendedRef& ref) {
  const Mending& first = mendings.front();
  const bool is_amended = mendings.size() == 1 && first.is_tip && !first.is_folded && ref.name == "HEAD";
  if (is_amended && first.to_remove.size() <= kMostPaths) return {tip_steps(first), {}};
  return Mender(mendings, ref).commands();
}

}  // namespace

Command with_paths(Command command, std::span<const std::string> paths) {
  command.emplace_back("--");
  for (const std::string& path : paths) command.push_back(text::pathspec(path));
  return command;
}

Command with_paths_from_top(Command command, std::span<const std::string> paths) {
  command.emplace_back("--");
  for (const std::string& path : paths) command.push_back(text::pathspec_from_top(path));
  return command;
}

std::vector<std::string> by_folder(const std::set<std::string>& bad, std::span<const std::string_view> all) {
  const auto each_folder = [](std::string_view path, const auto& visit) {  // the outermost first
    for (std::size_t slash = path.find('/'); slash != path.npos; slash = path.find('/', slash + 1))
      if (!visit(path.substr(0, slash + 1))) return;
  };
  std::map<std::string_view, std::size_t> bad_in;
  std::map<std::string_view, std::size_t> all_in;
  const auto count_in = [&](std::map<std::string_view, std::size_t>& counts, std::string_view path) {
    each_folder(path, [&](std::string_view folder) {
      ++counts[folder];
      return true;
    });
  };
  for (const std::string& path : bad) count_in(bad_in, path);
  for (const std::string_view path : all) count_in(all_in, path);
  std::vector<std::string> named;
  for (const std::string& path : bad) {
    std::string name = path;
    each_folder(path, [&](std::string_view folder) {
      if (bad_in[folder] < kFolderFrom || bad_in[folder] != all_in[folder]) return true;
      name = folder;
      return false;
    });
    if (named.empty() || named.back() != name) named.push_back(std::move(name));
  }
  return named;
}

void Mending::add(Remedy::Kind kind, const std::string& path, const std::optional<Oid>& object) {
  switch (kind) {
    case Remedy::Kind::message:
      is_worded = true;
      break;
    case Remedy::Kind::remove:
      removed.insert(path);
      if (object) objects.emplace(path, *object);
      break;
    case Remedy::Kind::change:
      changed.insert(path);
      break;
    case Remedy::Kind::clean:
      cleaned.insert(path);
      break;
    case Remedy::Kind::rename:
      renamed.emplace(path, better_path(path, [&](const std::string& name) {
                        return std::any_of(renamed.begin(), renamed.end(),
                                           [&](const auto& each) { return each.second == name; });
                      }));
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
    if (each.to_remove.empty()) each.to_remove.assign(each.removed.begin(), each.removed.end());
  }
  MendingCommands mended = mend(needed, ref);
  if (mended.commands.empty()) return mended;
  if (!ref.other_branch.empty())
    mended.commands.insert(mended.commands.begin(), {"git", "switch", "--no-guess", ref.other_branch});
  append(mended.commands, ref.again);
  return mended;
}

Command edit_command(const std::vector<std::string>& paths) {
  Command command{"sh", "-c", "$(git var GIT_EDITOR) \"$@\"", "edit"};
  command.insert(command.end(), paths.begin(), paths.end());
  return command;
}

}  // namespace expgate::engine
