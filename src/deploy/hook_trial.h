#pragma once

#include <string>

#include "base/result.h"

namespace expgate::deploy {

// What came of a trial of a client hook.
enum class HookTrial {
  checks,             // it lets pass what is right, and rejects what is wrong
  reports,            // it reports what is wrong, and lets it pass: warn mode
  checks_nothing,     // what is wrong passes without a word
  rejects_everything  // what is right is rejected, too
};

// Runs the client hook `name` (pre-commit, commit-msg, pre-push) with this text, which is that of a hook of
// ours that was changed, in a scratch repository: on something right and on something wrong. The hook that it
// is to run first does not run.
Result<HookTrial> try_client_hook(const std::string& name, const std::string& shim_text);

}  // namespace expgate::deploy
