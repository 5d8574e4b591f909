#include "input/pre_receive.h"

#include <fmt/core.h>

#include "base/strings.h"
#include "input/context.h"
#include "text/utf8.h"

namespace expgate::input {

namespace {

Result<RefUpdate> make_update(std::string_view old_hex, std::string_view new_hex, std::string_view ref) {
  const auto old_oid = Oid::parse(old_hex);
  const auto new_oid = Oid::parse(new_hex);
  if (!old_oid || !new_oid || ref.empty() || (old_oid->is_zero() && new_oid->is_zero()))
    return fail(fmt::format("`{} {} {}` is no ref update", text::printable(old_hex), text::printable(new_hex),
                            text::printable(ref)),
                "expected `<old oid> <new oid> <ref>`, as git gives it to its hooks");
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
    return fail(fmt::format("`{}` {}, not at {}, where the push takes it to be", text::printable(update.ref),
                            current ? "is at " + current->abbreviated() : "is not there",
                            update.old_oid.abbreviated()),
                "somebody else may have pushed to it: git fetch, then push again");
  }
  return {};
}

// Git updates a symbolic ref by what it stands for: `master` may be another name for a strict `main`. Such an
// update is judged under both names.
void add_targets(const git::Repository& repository, std::vector<RefUpdate>& updates) {
  const std::size_t pushed = updates.size();
  for (std::size_t i = 0; i < pushed; ++i)
    if (const auto target = repository.symbolic_target(updates[i].ref))
      updates.push_back({*target, updates[i].old_oid, updates[i].new_oid});
}

}  // namespace

Result<std::vector<RefUpdate>> parse_updates(std::string_view text) {
  std::vector<RefUpdate> updates;
  for (const std::string_view line : lines(text)) {
    const std::size_t first = line.find(' ');
    const std::size_t second = first == std::string_view::npos ? first : line.find(' ', first + 1);
    if (second == std::string_view::npos)
      return fail(fmt::format("standard input holds `{}`, which is no ref update",
                              text::printable(line.substr(0, 200))),
                  "expected `<old oid> <new oid> <ref>`, as git gives it to its hooks");
    TRY_ASSIGN(RefUpdate update,
               make_update(line.substr(0, first), line.substr(first + 1, second - first - 1),
                           line.substr(second + 1)));
    updates.push_back(std::move(update));
  }
  if (updates.empty())
    return fail("standard input holds no ref updates", "does another hook read them before expgate does?");
  return updates;
}

Result<ChangeSet> pre_receive(git::Repository& repository) {
  ChangeSet changes;
  TRY_SET(changes.context, gather_context(Mode::pre_receive, repository));
  TRY_ASSIGN(const std::string text, read_stdin());
  TRY_SET(changes.updates, parse_updates(text));
  TRY(check_old_values(repository, changes.updates));
  add_targets(repository, changes.updates);
  return changes;
}

Result<ChangeSet> update(git::Repository& repository, const std::string& ref, const std::string& old_oid,
                         const std::string& new_oid) {
  ChangeSet changes;
  TRY_SET(changes.context, gather_context(Mode::update, repository));
  TRY_ASSIGN(RefUpdate one, make_update(old_oid, new_oid, ref));
  changes.updates.push_back(std::move(one));
  TRY(check_old_values(repository, changes.updates));
  add_targets(repository, changes.updates);
  return changes;
}

}  // namespace expgate::input
