#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gate/audit_entry.h"
#include "model/policy_trial.h"
#include "model/ref_update.h"

namespace expgate::gate {

// A push as the audit log has it.
struct PastPush {
  std::string time;
  std::string user;
  std::string user_id;
  std::string protocol;
  std::string bypass;
  std::vector<RefUpdate> updates;
  std::set<std::string> rules;  // with errors
  PushOutcome outcome = PushOutcome::passes;
  bool is_let_in = false;
  bool has_all_refs = true;
};

PastPush push_of(const AuditEntry& entry);

// The push but for its time as bytes, and back.
std::string packed_push(const PastPush& push);
PastPush unpacked_push(std::string_view time, std::string_view bytes);

}  // namespace expgate::gate
