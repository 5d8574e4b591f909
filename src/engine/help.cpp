#include "engine/help.h"

#include <fmt/core.h>

#include "base/strings.h"

namespace expgate::engine {

namespace {

// What mends the file, to be followed by a commit.
std::string file_command(Mend mend, const std::string& path) {
  const std::string word = shell_quoted(path);
  switch (mend) {
    case Mend::remove:
      return "git rm --cached " + word;
    case Mend::change:
      return "mend " + word + ", git add " + word;
    case Mend::clean:
      return "expgate fix " + word + " && git add " + word;
    case Mend::rename:
      return "git mv " + word + " NEW-NAME";
    case Mend::message:
    case Mend::none:
      break;
  }
  return "";
}

std::string draft_command(const Violation& violation, const std::string& path, const Place& place) {
  if (violation.mend == Mend::message)
    return fmt::format("your message is kept: git commit --edit --file={}", shell_quoted(place.message_file));
  if (violation.mend == Mend::remove && place.has_head) return "git restore --staged " + shell_quoted(path);
  if (violation.mend == Mend::clean)
    return (place.is_passing_index ? "expgate fix " : "expgate fix --staged ") + shell_quoted(path) +
           ", and commit again";
  return file_command(violation.mend, path);
}

// In the last commit of a push an amend will do; in an older one history has to be gone over from there.
std::string rewrite_command(const Violation& violation, const std::string& path, const Place& place) {
  const bool is_message = violation.mend == Mend::message;
  const std::string first = file_command(violation.mend, path);
  const std::string joint = violation.mend == Mend::change ? ", then " : " && ";
  if (place.is_tip) return is_message ? "git commit --amend" : first + joint + "git commit --amend --no-edit";
  const std::string from = place.commit->parents.empty() ? "--root" : place.commit->oid.abbreviated() + "^";
  std::string rebase = fmt::format("git rebase -i {}, mark {} as `{}`", from, place.commit->oid.abbreviated(),
                                   is_message ? "reword" : "edit");
  if (is_message) return rebase;
  return rebase + ", then " + first + joint + "git commit --amend --no-edit && git rebase --continue";
}

// In CI the commit has been pushed already, and has to be replaced there too.
std::string commit_command(const Violation& violation, const std::string& path, const Place& place) {
  std::string command = rewrite_command(violation, path, place);
  if (place.mode != Mode::ci) return command;
  command += violation.mend == Mend::message && !place.is_tip ? ", then " : " && ";
  command += "git push --force-with-lease";
  if (!place.shared.empty())
    command += fmt::format(" (others have `{}` already: agree with them first)", place.shared);
  return command;
}

}  // namespace

std::string help_for(const Violation& violation, const std::string& path, const Place& place) {
  std::string command;
  if (violation.mend != Mend::none)
    command = place.commit == nullptr ? draft_command(violation, path, place)
                                      : commit_command(violation, path, place);
  if (command.empty()) return violation.advice;
  return violation.advice.empty() ? command : command + "; " + violation.advice;
}

}  // namespace expgate::engine
