#include "engine/remedy.h"

#include "engine/mending.h"
#include "text/shell.h"

namespace expgate::engine {

namespace {

using Kind = Remedy::Kind;

// For what is staged, or written in the file of a message.
std::vector<Command> draft_commands(Kind kind, const std::string& path, const RemedyContext& context) {
  const std::string pattern = text::pathspec(path);
  switch (kind) {
    case Kind::message:
      if (context.is_passing_index)
        return {{"git", "commit", "-a", "--edit", "--file=" + context.message_file}};
      return {{"git", "commit", "--edit", "--file=" + context.message_file}};
    case Kind::remove:  // what git staged for this commit alone, it would stage again as long as it knows the
                        // file
      if (context.has_head && !context.is_passing_index)
        return {{"git", "restore", "--staged", "--", pattern}};
      return {{"git", "rm", "--cached", "--", pattern}};
    case Kind::change:
      return {edit_command({path}), {"git", "add", "--", pattern}};
    case Kind::clean:
      if (context.is_passing_index) return {{"expgate", "fix", "--", path}};
      return {{"expgate", "fix", "--staged", "--", path}};
    case Kind::rename:
      return {{"git", "mv", "--", path, better_path(path)}};
    case Kind::manual:
    case Kind::run:
      break;
  }
  return {};
}

}  // namespace

void set_commands(Finding& finding, Commands commands, const RemedyContext& context) {
  finding.notes.clear();
  if (context.mode == Mode::ci && !commands.empty()) {
    // In CI the commit has been pushed already, and has to be replaced there too.
    commands = commands.before({"git", "push", "--force-with-lease"});
    if (!context.shared.empty())
      finding.notes.push_back(tr("others have `{branch}` already: agree with them before you rewrite it",
                                 {{"branch", context.shared}}));
  }
  finding.remedy.commands = std::move(commands);
}

void complete_remedy(Finding& finding, const RemedyContext& context) {
  const Kind kind = finding.remedy.kind;
  const bool is_rules_own = kind == Kind::manual || kind == Kind::run;
  // In an audit everybody has the commit already: what to do about the past as a whole is said once.
  if (is_rules_own || context.mode == Mode::audit) return;
  const std::string path = finding.path.value_or("");
  if (context.commit == nullptr) {
    finding.remedy.commands = draft_commands(kind, path, context);
    return;
  }
  Mending mending{context.commit->oid, context.commit->parents.size(), context.is_tip};
  mending.add(kind, path);
  set_commands(finding, commands_for({&mending, 1}, {}).commands, context);
}

}  // namespace expgate::engine
