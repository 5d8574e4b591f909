#include "gate/past_push.h"

#include <algorithm>
#include <charconv>

namespace expgate::gate {

namespace {

// Texts behind one another, each with its length in front: "3:abc".
void put(std::string& out, std::string_view text) {
  out.append(std::to_string(text.size())).append(":").append(text);
}

std::string take(std::string_view& bytes) {
  std::size_t size = 0;
  std::from_chars(bytes.data(), bytes.data() + bytes.size(), size);
  bytes.remove_prefix(std::min(bytes.find(':'), bytes.size() - 1) + 1);
  std::string text(bytes.substr(0, size));
  bytes.remove_prefix(text.size());
  return text;
}

}  // namespace

PastPush push_of(const AuditEntry& entry) {
  PastPush push{entry.time, entry.user, entry.user_id, entry.protocol, entry.bypass, {}, {}};
  for (const LoggedRef& each : entry.refs) {
    const auto old_oid = Oid::parse(each.old_oid);
    const auto new_oid = Oid::parse(each.new_oid);
    // The log cuts long names, and shows bytes that are not UTF-8 as escapes: that is another ref.
    const bool is_whole = old_oid && new_oid && !each.ref.empty() && !each.ref.ends_with("…");
    if (is_whole)
      push.updates.push_back({.ref = each.ref, .old_oid = *old_oid, .new_oid = *new_oid});
    else
      push.has_all_refs = false;
  }
  if (push.updates.empty() || entry.refs.size() < entry.refs_count) push.has_all_refs = false;
  for (const LoggedFinding& finding : entry.findings)
    if (finding.severity == "error") push.rules.insert(finding.rule);
  push.is_let_in = entry.exit_code == "0";
  if (entry.verdict == "undecided")
    push.outcome = PushOutcome::undecided;
  else if (entry.verdict == "fail")
    push.outcome = PushOutcome::rejected;
  else if (entry.errors > 0)
    push.outcome = PushOutcome::warned;
  return push;
}

std::string packed_push(const PastPush& push) {
  std::string out{static_cast<char>('0' + static_cast<int>(push.outcome)), push.is_let_in ? '1' : '0',
                  push.has_all_refs ? '1' : '0'};
  for (const std::string* text : {&push.user, &push.user_id, &push.protocol, &push.bypass}) put(out, *text);
  put(out, std::to_string(push.rules.size()));
  for (const std::string& rule : push.rules) put(out, rule);
  for (const RefUpdate& update : push.updates) {
    put(out, update.ref);
    put(out, update.old_oid.hex());
    put(out, update.new_oid.hex());
  }
  return out;
}

PastPush unpacked_push(std::string_view time, std::string_view bytes) {
  PastPush push;
  push.time = time;
  push.outcome = static_cast<PushOutcome>(bytes[0] - '0');
  push.is_let_in = bytes[1] == '1';
  push.has_all_refs = bytes[2] == '1';
  bytes.remove_prefix(3);
  for (std::string* text : {&push.user, &push.user_id, &push.protocol, &push.bypass}) *text = take(bytes);
  for (std::size_t rules = std::stoull(take(bytes)); rules > 0; --rules) push.rules.insert(take(bytes));
  while (!bytes.empty()) {
    RefUpdate update{.ref = take(bytes), .old_oid = {}, .new_oid = {}};
    update.old_oid = *Oid::parse(take(bytes));
    update.new_oid = *Oid::parse(take(bytes));
    push.updates.push_back(std::move(update));
  }
  return push;
}

}  // namespace expgate::gate
