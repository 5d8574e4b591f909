// Any bytes as a message: taken apart, judged by every rule of messages, and mended.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "engine/active_check.h"
#include "message/clean.h"
#include "message/message.h"
#include "message/repair.h"
#include "policy/load.h"
#include "rules/header_proposal.h"
#include "rules/rule.h"

namespace {

using namespace expgate;

class View : public rules::CommitView {
 public:
  using CommitView::CommitView;
  Result<std::span<const File>> introduced() const override { return std::span<const File>(); }
  Result<std::vector<File>> replaced() const override { return std::vector<File>(); }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  static const policy::Policy policy = *policy::load({}, rules::declarations());
  static const engine::ActiveChecks checks = *engine::activate(policy, {Scope::commit}, "refs/heads/main");
  Commit commit;
  commit.message = bytes;
  commit.parents = {Oid{}};
  if (size > 0 && data[0] % 4 == 0) commit.encoding = "latin1";
  const message::Message message = message::parse(commit);
  const View view(commit, message);
  Violations violations;
  std::vector<const rules::JudgeCommit*> judges;
  for (const engine::ActiveCheck& check : checks) {
    if (!check.is_on) continue;
    judges.push_back(&std::get<rules::JudgeCommit>(check.judge));
    static_cast<void>((*judges.back())(view, violations));
  }
  std::vector<Violation*> found;
  for (Violation& violation : violations) found.push_back(&violation);
  static_cast<void>(rules::settle_header(view, judges, found));
  static_cast<void>(message::repaired(message.text, {.body_width = 40}));
  static_cast<void>(message::clean(bytes, message::cleanup_for({}, bytes)));
  return 0;
}
