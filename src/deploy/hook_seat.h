#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"
#include "deploy/gate_calls.h"

// Programs that manage hooks, and hooks that run further hooks: we go where these look, and do not displace
// them.
namespace expgate::deploy {

// The program that manages the hook with this text ("husky", "lefthook", "pre-commit", "git lfs" …); empty:
// none that we know.
std::string_view manager_of(std::string_view text);

// Whether such a program writes its hooks anew whenever it is run, so that nobody edits them.
bool writes_whole_hooks(std::string_view manager);

// Where our hook has to lie so that it runs together with what is there.
struct HookSeat {
  std::filesystem::path path;
  bool alone = false;               // whatever is executable beside it runs: no other hook can be kept there
  std::filesystem::path displaced;  // a hook of ours that lies where it is not to: it goes first
};

// The seat of the hook `name` in the folder that git looks into: NAME.d/expgate where the hook that is there
// runs all of NAME.d (Gitea, Forgejo, soft-serve), NAME.legacy where it is pre-commit's, else NAME.
Result<HookSeat> find_seat(const std::filesystem::path& hooks, std::string_view name);

// Who calls the gate, and how; a call of the kind `none`: nobody does.
struct GateCaller {
  std::string program;  // "husky", "lefthook" …, or the name of the hook
  GateCall call;
};

// What calls the gate from the foreign hook `name` at `hook`, because the hook itself or the settings of the
// program that manages it, in the working copy `top`, say so.
Result<GateCaller> caller_of(const std::filesystem::path& hook, std::string_view name,
                             const std::filesystem::path& top);

}  // namespace expgate::deploy
