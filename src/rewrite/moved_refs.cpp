#include "rewrite/moved_refs.h"

#include <algorithm>
#include <map>

#include "base/sha256.h"
#include "base/strings.h"
#include "git/command.h"
#include "model/ref_name.h"
#include "text/utf8.h"

namespace expgate::rewrite {

namespace {

constexpr std::string_view kBackup = "refs/expgate/backup/";  // what the refs were
constexpr std::string_view kMended = "refs/expgate/mended/";  // what they became, under the same names

// A branch as one word: exp/vit is exp%2Fvit.
std::string label_of(const std::string& branch) {
  constexpr std::size_t kLongest = 180;  // bytes: it becomes the name of a file
  std::string label = replaced(replaced(std::string(short_name(branch)), "%", "%25"), "/", "%2F");
  if (label.size() > kLongest) label = label.substr(0, kLongest) + "-" + sha256(label).substr(0, 16);
  return label;
}

// The part of a backup's name behind its label: tags lie below it.
std::string below_label(const MovedRef& ref) {
  return is_tag(ref.name) ? ".tags/" + std::string(short_name(ref.name)) : "";
}

struct Backup {
  std::uint64_t number = 0;
  std::string label;
  std::string rest;  // ".tags/exp-vit"; empty: the branch
};

// "3-exp%2Fvit.tags/exp-vit" taken apart. A label has no slash, so that only what is below one can have.
Backup parse_backup(std::string_view name) {
  Backup backup;
  const std::size_t dash = name.find('-');
  backup.number = parse_decimal(name.substr(0, dash)).value_or(0);
  name.remove_prefix(std::min(name.size(), dash == std::string_view::npos ? dash : dash + 1));
  const std::size_t slash = name.find('/');
  constexpr std::string_view kBelow = ".tags";
  const bool is_of_tag = slash != std::string_view::npos && name.substr(0, slash).ends_with(kBelow);
  const std::size_t end = is_of_tag ? slash - kBelow.size() : name.size();
  backup.label = name.substr(0, end);
  backup.rest = name.substr(end);
  return backup;
}

Result<std::map<std::string, Oid>> refs_below(git::Repository& repository, std::string_view prefix) {
  std::map<std::string, Oid> refs;
  TRY(repository.each_ref({std::string(prefix)}, [&](const git::Ref& ref) -> Result<void> {
    refs.emplace(ref.name.substr(prefix.size()), ref.target);
    return {};
  }));
  return refs;
}

// Of the last backup of the branch with that label; 0: there is none.
std::uint64_t last_number(const std::map<std::string, Oid>& backups, const std::string& label) {
  std::uint64_t number = 0;
  for (const auto& each : backups) {
    const Backup backup = parse_backup(each.first);
    if (backup.label == label && backup.rest.empty()) number = std::max(number, backup.number);
  }
  return number;
}

// Lines for `git update-ref -z --stdin`.
std::string change_of(const std::string& ref, const Oid& before, const Oid& now) {
  return "update " + ref + '\0' + now.hex() + '\0' + before.hex() + '\0';
}
std::string creation(const std::string& ref, const Oid& oid) {
  return "create " + ref + '\0' + oid.hex() + '\0';
}
std::string removal(const std::string& ref, const Oid& oid) {
  return "delete " + ref + '\0' + oid.hex() + '\0';
}

Result<void> in_one_step(const std::string& changes, const std::string& reason) {
  std::string input = "start";
  input += '\0';
  input += changes;
  for (const std::string_view word : {"prepare", "commit"}) input.append(word) += '\0';
  TRY(git::output_of({"git", "update-ref", "-m", reason, "--no-deref", "-z", "--stdin"}, input));
  return {};
}

}  // namespace

Result<std::string> move_refs(git::Repository& repository, const std::vector<MovedRef>& refs) {
  TRY_ASSIGN(const auto backups, refs_below(repository, kBackup));
  std::uint64_t number = 1;
  for (const auto& each : backups) number = std::max(number, parse_backup(each.first).number + 1);
  const std::string name = std::to_string(number) + "-" + label_of(refs.front().name);
  std::string changes;
  for (const MovedRef& ref : refs) {
    changes += creation(std::string(kBackup) + name + below_label(ref), ref.before);
    changes += creation(std::string(kMended) + name + below_label(ref), ref.now);
    changes += change_of(ref.name, ref.before, ref.now);
  }
  TRY(in_one_step(changes, "expgate mend"));
  return std::string(kBackup) + name;
}

Result<std::vector<MovedRef>> way_back(git::Repository& repository, const std::string& branch) {
  TRY_ASSIGN(const auto backups, refs_below(repository, kBackup));
  TRY_ASSIGN(const auto mended, refs_below(repository, kMended));
  const std::string label = label_of(branch);
  const std::uint64_t number = last_number(backups, label);
  if (number == 0)
    return fail(
        tr("`{branch}` has no backup of `expgate mend`", {{"branch", text::printable(short_name(branch))}}),
        tr("`git for-each-ref refs/expgate/backup` lists the backups that there are"));
  std::vector<MovedRef> refs;
  for (const auto& [name, oid] : backups) {
    const Backup backup = parse_backup(name);
    if (backup.number != number || backup.label != label) continue;
    const auto now = mended.find(name);
    if (now == mended.end()) continue;
    const bool is_of_tag = !backup.rest.empty();
    const std::string ref =
        is_of_tag ? std::string(kTags) + backup.rest.substr(backup.rest.find('/') + 1) : branch;
    TRY_ASSIGN(const auto here, repository.resolve(ref));
    // A tag that was moved or deleted since is left to whoever did that.
    if (is_of_tag && here != now->second) continue;
    if (here != now->second)
      return fail(
          tr("`{ref}` has moved since `expgate mend` rewrote it, so undoing would lose what came after",
             {{"ref", text::printable(short_name(ref))}}),
          tr("the old tip is `{backup}`: `git branch old-tip {backup}` gives it a name",
             {{"backup", std::string(kBackup) + name}}));
    refs.insert(is_of_tag ? refs.end() : refs.begin(), {ref, now->second, oid});
  }
  if (refs.empty() || refs.front().name != branch)
    return fail(
        tr("the backup of `{branch}` is not whole", {{"branch", text::printable(short_name(branch))}}),
        tr("`git for-each-ref refs/expgate/backup` lists the backups that there are"));
  return refs;
}

Result<void> move_back(git::Repository& repository, const std::vector<MovedRef>& refs) {
  TRY_ASSIGN(const auto backups, refs_below(repository, kBackup));
  TRY_ASSIGN(const auto mended, refs_below(repository, kMended));
  const std::string label = label_of(refs.front().name);
  const std::uint64_t number = last_number(backups, label);
  std::string changes;
  for (const MovedRef& ref : refs) changes += change_of(ref.name, ref.before, ref.now);
  for (const auto& [prefix, list] : {std::pair{kBackup, &backups}, std::pair{kMended, &mended}})
    for (const auto& [name, oid] : *list) {
      const Backup backup = parse_backup(name);
      if (backup.number == number && backup.label == label)
        changes += removal(std::string(prefix) + name, oid);
    }
  return in_one_step(changes, "expgate mend --undo");
}

Result<std::size_t> drop_backups(git::Repository& repository) {
  std::size_t count = 0;
  std::string changes;
  for (const std::string_view prefix : {kBackup, kMended}) {
    TRY_ASSIGN(const auto refs, refs_below(repository, prefix));
    for (const auto& [name, oid] : refs) {
      if (prefix == kBackup && parse_backup(name).rest.empty()) ++count;
      changes += removal(std::string(prefix) + name, oid);
    }
  }
  if (!changes.empty()) TRY(in_one_step(changes, "expgate mend --drop-backups"));
  return count;
}

}  // namespace expgate::rewrite
