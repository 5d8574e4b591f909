#include "input/pre_receive.h"

#include <set>

#include "base/strings.h"
#include "input/context.h"
#include "text/utf8.h"

namespace expgate::input {

namespace {

Text expected_line() {
  return tr("write `<old oid> <new oid> <ref>`, as git does for its hooks");
}

Result<RefUpdate> make_update(std::string_view old_hex, std::string_view new_hex, std::string_view ref) {
  const auto old_oid = Oid::parse(old_hex);
  const auto new_oid = Oid::parse(new_hex);
  if (!old_oid || !new_oid || ref.empty())
    return fail(tr("`{old} {new} {ref}` is not a ref update", {{"old", text::printable(old_hex)},
                                                               {"new", text::printable(new_hex)},
                                                               {"ref", text::printable(ref)}}),
                expected_line());
  return RefUpdate{std::string(ref), *old_oid, *new_oid};
}

// The old value is the client's word: git compares it with the ref's own only after the hook, and refuses
// that one ref. By then what it names, perhaps a commit of this very push, would have counted as being there
// already.
Result<void> check_old_values(git::Repository& repository, const std::vector<RefUpdate>& updates) {
  for (const RefUpdate& update : updates) {
    if (update.old_oid.is_zero()) continue;
    TRY_ASSIGN(const auto current, repository.resolve(update.ref));
    if (current && *current == update.old_oid) continue;
    Arguments facts{{"ref", text::printable(update.ref)}, {"expected", update.old_oid.abbreviated()}};
    if (current) facts.emplace_back("actual", current->abbreviated());
    return fail(current
                    ? tr("`{ref}` is at {actual}, but the push expects {expected}", std::move(facts))
                    : tr("`{ref}` does not exist, but the push expects it at {expected}", std::move(facts)),
                tr("somebody else may have pushed to it: run `git fetch`, then push again"));
  }
  return {};
}

// An update from zero to zero deletes whatever is there: that is how git announces the deletion of a ref that
// does not exist, and what a client that was written by hand may send for one that does. Git does both.
Result<void> look_up_deletions(git::Repository& repository, std::vector<RefUpdate>& updates) {
  std::vector<RefUpdate> known;
  for (RefUpdate& update : updates) {
    if (update.old_oid.is_zero() && update.new_oid.is_zero()) {
      TRY_ASSIGN(const auto current, repository.resolve(update.ref));
      if (!current) continue;
      update.old_oid = *current;
    }
    known.push_back(std::move(update));
  }
  updates = std::move(known);
  return {};
}

// Git updates a symbolic ref by what it stands for: `master` may be another name for a strict `main`, or
// `main` one for a loose branch. Such an update is judged under both names.
Result<void> add_targets(git::Repository& repository, std::vector<RefUpdate>& updates) {
  const std::size_t pushed = updates.size();
  TRY_ASSIGN(const auto head, repository.head_branch());
  std::set<std::string> strict{"refs/heads/main", "refs/heads/master"};
  if (head) strict.insert(*head);
  for (const std::string& name : strict) {
    TRY_ASSIGN(const auto target, repository.symbolic_target(name));
    for (std::size_t i = 0; target && i < pushed; ++i)
      if (updates[i].ref == *target) updates.push_back({name, updates[i].old_oid, updates[i].new_oid});
  }
  for (std::size_t i = 0; i < pushed; ++i) {
    TRY_ASSIGN(const auto target, repository.symbolic_target(updates[i].ref));
    if (target) updates.push_back({*target, updates[i].old_oid, updates[i].new_oid});
  }
  return {};
}

}  // namespace

Result<std::vector<RefUpdate>> parse_updates(std::string_view text) {
  std::vector<RefUpdate> updates;
  for (const std::string_view line : lines(text)) {
    const std::size_t first = line.find(' ');
    const std::size_t second = first == std::string_view::npos ? first : line.find(' ', first + 1);
    if (second == std::string_view::npos)
      return fail(tr("a line of standard input is not a ref update: `{line}`",
                     {{"line", text::printable(line.substr(0, 200))}}),
                  expected_line());
    TRY_ASSIGN(RefUpdate update,
               make_update(line.substr(0, first), line.substr(first + 1, second - first - 1),
                           line.substr(second + 1)));
    updates.push_back(std::move(update));
  }
  if (updates.empty())
    return fail(tr("standard input holds no ref updates"),
                tr("check whether another hook reads them before expgate does"));
  return updates;
}

Result<std::vector<RefUpdate>> pushed_updates() {
  TRY_ASSIGN(const std::string text, read_stdin());
  return parse_updates(text);
}

Result<std::vector<RefUpdate>> given_update(const std::string& ref, const std::string& old_oid,
                                            const std::string& new_oid) {
  TRY_ASSIGN(RefUpdate update, make_update(old_oid, new_oid, ref));
  return std::vector<RefUpdate>{std::move(update)};
}

Result<ChangeSet> pre_receive(git::Repository& repository, std::vector<RefUpdate> updates) {
  ChangeSet changes;
  changes.updates = std::move(updates);
  TRY_SET(changes.context, gather_context(Mode::pre_receive, repository));
  TRY(look_up_deletions(repository, changes.updates));
  TRY(check_old_values(repository, changes.updates));
  TRY(add_targets(repository, changes.updates));
  return changes;
}

Result<ChangeSet> update(git::Repository& repository, const std::string& ref, const std::string& old_oid,
                         const std::string& new_oid) {
  ChangeSet changes;
  TRY_SET(changes.context, gather_context(Mode::update, repository));
  TRY_SET(changes.updates, given_update(ref, old_oid, new_oid));
  TRY(look_up_deletions(repository, changes.updates));
  TRY(check_old_values(repository, changes.updates));
  TRY(add_targets(repository, changes.updates));
  return changes;
}

}  // namespace expgate::input
