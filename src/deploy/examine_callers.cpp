#include "deploy/examine_callers.h"

#include <utility>

#include "base/files.h"
#include "base/strings.h"
#include "deploy/hook_files.h"
#include "text/utf8.h"

namespace expgate::deploy {

namespace fs = std::filesystem;

namespace {

using Effect = InstallationCheck::Effect;

}  // namespace

std::string call_for(const std::string& name, const fs::path& top) {
  std::error_code error;
  const auto package = read_file(top / "package.json");
  const bool is_of_npm = fs::exists(top / "node_modules" / ".bin" / "expgate", error) ||
                         (package && package->find("\"expgate\"") != std::string::npos);
  const std::string call = (is_of_npm ? "npx expgate " : "expgate ") + name;
  if (name == "pre-commit") return call;
  return call + (name == "commit-msg" ? R"( "$1")" : R"( "$@")");
}

fs::path disposable_folder(const fs::path& program) {
  fs::path so_far;
  for (const fs::path& part : program) {
    so_far /= part;
    // uv's, npm's and pre-commit's, in this order.
    if (part == "archive-v0" || part == "_npx") return so_far;
    if (part == "pre-commit" && so_far.parent_path().filename() == ".cache") return so_far;
  }
  return {};
}

InstallationCheck check_call(const GateCall& call, const std::string& file, const std::string& name,
                             const Text& well) {
  const Arguments arguments{
      {"file", file}, {"call", "expgate " + name}, {"line", text::printable(trim(call.line))}};
  if (call.kind == GateCall::Kind::heeded) return with_effect(ok(well), Effect::checked);
  if (call.kind == GateCall::Kind::not_reached) {
    InstallationCheck check =
        bad(tr("{file}: ends before it calls `{call}`, with the line `{line}`", arguments));
    check.help = tr("remove that line, or put the call before it");
    return with_effect(std::move(check), Effect::unchecked);
  }
  InstallationCheck check =
      bad(tr("{file}: calls `{call}` and goes on whatever it says: `{line}`", arguments));
  check.help =
      tr("let the hook fail where expgate does: nothing like `|| true` behind the call, and `|| exit` if "
         "more follows");
  return with_effect(std::move(check), Effect::unchecked);
}

Result<void> check_husky(const HookSite& site, InstallationChecks& checks) {
  for (const HookTarget& target : site.targets) {
    const fs::path file = site.husky / target.name;
    TRY_ASSIGN(const HookFile found, look_at(file));
    const std::string call = "expgate " + target.name;
    const Arguments arguments{
        {"file", shown(file)}, {"call", call}, {"line", call_for(target.name, site.top)}};
    const GateCall found_call = find_gate_call(found.text, target.name, CallSite::strict_shell);
    if (found_call.kind != GateCall::Kind::none) {
      checks.push_back(
          check_call(found_call, shown(file), target.name, tr("{file}: calls `{call}`", arguments)));
    } else {
      checks.push_back(with_effect(bad(tr("{file}: husky runs it, and it does not call expgate", arguments)),
                                   Effect::unchecked));
      checks.back().help = tr("add this line to `{file}`: `{line}`", arguments);
    }
  }
  return {};
}

}  // namespace expgate::deploy
