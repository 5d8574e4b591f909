#include "app/mend_text.h"

#include <map>

#include <fmt/core.h>

#include "base/strings.h"
#include "catalogue/catalogue.h"
#include "model/ref_name.h"
#include "report/json_finding.h"
#include "report/phrases.h"
#include "text/shell.h"
#include "text/utf8.h"
#include "text/wrap.h"

namespace expgate::app {

namespace {

using report::shown;
using rewrite::Step;

constexpr std::size_t kMostShown = 20;  // of one kind, in one commit

std::string branch_name_of(const rewrite::Destination& destination) {
  return destination.branch.empty() ? "HEAD" : std::string(short_name(destination.branch));
}

// With its final '/'; "./" of the top.
std::string shown_folder(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "./" : path.substr(0, slash + 1);
}

// What a person is to write.
Text text_of(const Edit& edit) {
  Arguments arguments{
      {"path", edit.path}, {"number", edit.line}, {"line", std::string(trim(edit.replacement))}};
  return edit.old.empty() ? tr("add to `{path}`: {line}", std::move(arguments))
                          : tr("change line {number} of `{path}` to: {line}", std::move(arguments));
}

Text text_of(const Step& action) {
  Arguments arguments{{"path", action.path}, {"detail", action.detail}};
  switch (action.kind) {
    case Step::Kind::leave_out:
      return tr("leaves out `{path}` (it stays in your work tree)", std::move(arguments));
    case Step::Kind::clean:
      return tr("clears the outputs of `{path}`", std::move(arguments));
    case Step::Kind::replace:
      return tr("takes `{path}` as a later commit has it", std::move(arguments));
    case Step::Kind::rename:
      return tr("renames `{path}` to `{detail}`", std::move(arguments));
    case Step::Kind::record:
      return tr("updates the commit IDs in `{path}`", std::move(arguments));
    case Step::Kind::message:
      return tr("new message: `{detail}`", std::move(arguments));
    case Step::Kind::fold:
      return tr("goes into `{detail}`", std::move(arguments));
    case Step::Kind::drop:
      return tr("is dropped: nothing else was in it");
  }
  return {};
}

// Lines for a terminal of that width.
class Lines {
 public:
  explicit Lines(std::size_t width) : width_(width) {}

  void add(std::string_view indent, const std::string& text) {
    const std::size_t hanging = indent.size() + 2;
    std::string_view front = indent;
    for (const std::string& line : text::wrap(text, width_, indent.size(), hanging)) {
      out_.append(front).append(line).append("\n");
      front = {};
    }
  }
  void add(std::string_view indent, const Text& text) { add(indent, report::shown(text)); }

  // A command, which can be pasted only in one piece.
  void add_command(const std::string& command) { out_.append("  ").append(command).append("\n"); }

  std::string take() { return std::move(out_); }

 private:
  std::size_t width_;
  std::string out_;
};

// Many files of one folder that are left out are one line.
void add_actions(Lines& out, const std::vector<Step>& actions) {
  constexpr std::size_t kFew = 3;
  std::map<std::string, std::size_t> folders;
  for (const Step& action : actions)
    if (action.kind == Step::Kind::leave_out) ++folders[shown_folder(action.path)];
  std::size_t count = 0;
  for (const Step& action : actions) {
    const std::string folder = shown_folder(action.path);
    std::size_t& files = folders[folder];
    if (action.kind == Step::Kind::leave_out && files == 0) continue;  // said already
    if (++count > kMostShown) continue;
    if (action.kind != Step::Kind::leave_out || files <= kFew) {
      out.add("    ", text_of(action));
      continue;
    }
    out.add("    ", tr("leaves out {count} files in `{folder}` (they stay in your work tree)",
                       {{"count", files}, {"folder", folder}}));
    files = 0;
  }
  if (count > kMostShown)
    out.add("    ", tr_n("… and {count} more change", "… and {count} more changes", count - kMostShown));
}

std::vector<Text> list_of(const std::vector<std::string>& refs) {
  std::vector<Text> names;
  for (const std::string& ref : refs) names.push_back(verbatim("`" + text::printable(short_name(ref)) + "`"));
  return names;
}

std::size_t errors_in(const Report& report) {
  return report.count(Severity::error);
}

// The finding as the user can look it up: until it is carried out, the new commits are nowhere.
Finding known_to_user(const rewrite::Mend& mend, Finding finding, bool is_done) {
  if (!is_done && finding.commit) finding.commit = mend.original_of(*finding.commit);
  return finding;
}

// How to give the messages that are left.
void add_messages(Lines& out, const rewrite::Mend& mend, bool is_done) {
  const std::vector<Oid>& commits = mend.without_message();
  if (commits.empty()) return;
  const Oid commit = is_done ? commits.front() : mend.original_of(commits.front());
  const std::vector<std::string>& words = mend.destination().words;
  std::vector<std::string> command{"expgate", "mend"};
  command.insert(command.end(), words.begin(), words.end());
  const std::string plain = text::shell_line({command});
  command.insert(command.end(), {"--message", commit.abbreviated() + "=feat: …"});
  out.add(
      "",
      tr_n("Only you can write that message. `{plain}` opens your editor for it in a terminal, or give it:",
           "Only you can write these messages. `{plain}` opens your editor for each in a terminal, or "
           "give them, with one `--message` for each commit:",
           commits.size(), {{"plain", plain}}));
  out.add_command(text::shell_line({command}));
}

void add_left(Lines& out, const rewrite::Mend& mend, bool is_done) {
  const Report& report = mend.report();
  if (errors_in(report) == 0) return;
  out.add("", tr_n("You need to fix this yourself ({count} error):",
                   "You need to fix these yourself ({count} errors):", errors_in(report)));
  std::size_t count = 0;
  for (const Finding& each : report.findings) {
    if (each.severity != Severity::error || ++count > kMostShown) continue;
    const Finding finding = known_to_user(mend, each, is_done);
    out.add("  ", fmt::format("error[{}]: {}", finding.rule, report::message_of(finding)));
    const std::string place = report::place_of(finding, report.mode);
    if (!place.empty()) out.add("    ", "--> " + place);
    for (const Edit& edit : finding.remedy.edits) out.add("    ", text_of(edit));
    // An edit says all that the help does.
    const std::string help = finding.remedy.edits.empty() ? report::help_of(finding) : std::string();
    if (!help.empty()) out.add("    ", fmt::format("{}: {}", report::shown(tr("help")), help));
  }
  if (count > kMostShown)
    out.add("  ", tr_n("… and {count} more finding (--format json has all)",
                       "… and {count} more findings (--format json has all)", count - kMostShown));
  add_messages(out, mend, is_done);
}

std::string push_command(const rewrite::Destination& destination) {
  if (destination.is_mirror)
    return text::shell_line({{"expgate", "mend", "--drop-backups"}, {"git", "push", destination.remote}});
  if (destination.branch.empty()) return text::shell_line({{"git", "push", destination.remote, "HEAD:…"}});
  return text::shell_line({{"git", "push", destination.remote, std::string(short_name(destination.branch))}});
}

report::Json action_as_json(const Step& action) {
  report::Json json = {{"action", rewrite::name_of(action.kind)}};
  if (!action.path.empty()) json["path"] = report::json_text(action.path);
  const bool is_rename = action.kind == Step::Kind::rename;
  const bool is_message = action.kind == Step::Kind::message;
  if (!action.detail.empty())
    json[is_rename ? "to" : is_message ? "header" : "into"] = report::json_text(action.detail);
  return json;
}

report::Json error_as_json(const Error& error) {
  return {{"message", report::json_text(catalogue::render(error.message))},
          {"help", report::text_or_null(error.help.empty() ? "" : catalogue::render(error.help))}};
}

}  // namespace

std::string mend_plan(const rewrite::Mend& mend, std::size_t width) {
  const rewrite::Destination& destination = mend.destination();
  Lines out(width);
  const Arguments arguments{{"branch", branch_name_of(destination)},
                            {"remote", destination.remote},
                            {"count", mend.lacking()},
                            {"changed", mend.commits().size()}};
  out.add("",
          destination.was_asked
              ? tr("{branch}: rewriting {changed} of {count} commits that are not on {remote} yet", arguments)
              : tr("{branch}: rewriting {changed} of {count} commits that were not on {remote} at the last "
                   "fetch (it does not answer now)",
                   arguments));
  for (const rewrite::MendedCommit& each : mend.commits()) {
    if (each.actions.empty()) continue;  // only its parents have other names
    out.add("  ", fmt::format("{} {}", each.old.abbreviated(), text::printable(each.subject)));
    add_actions(out, each.actions);
  }
  for (const rewrite::MovedRef& tag : mend.tags())
    out.add("  ", tr("tag `{tag}` moves along", {{"tag", text::printable(short_name(tag.name))}}));
  return out.take();
}

std::string mend_outcome(const rewrite::Mend& mend, bool is_done, std::size_t width) {
  Lines out(width);
  if (is_done)
    out.add("", tr("Rewrote {branch} ({old} → {new}). `{backup}` keeps the old commits; `expgate mend "
                   "--undo` goes back.",
                   {{"branch", branch_name_of(mend.destination())},
                    {"old", mend.destination().tip.abbreviated()},
                    {"new", mend.new_tip().abbreviated()},
                    {"backup", mend.backup()}}));
  if (!mend.holders().empty())
    out.add("", tr("Still on the old commits: {refs}", {{"refs", list_of(mend.holders())}}));
  if (!mend.dropped_signatures().empty())
    out.add("", tr_n("{count} commit or tag has lost its signature",
                     "{count} commits or tags have lost their signatures", mend.dropped_signatures().size()));
  add_left(out, mend, is_done);
  if (mend.trouble()) {
    out.add("", mend.trouble()->message);
    out.add("", tr("`git status` shows what is left to put right."));
  }
  if (is_done && mend.destination().is_mirror)
    out.add("", tr("`{remote}` is a mirror: a push would also send the backups.",
                   {{"remote", mend.destination().remote}}));
  if (!is_done || errors_in(mend.report()) > 0) return out.take();
  if (mend.left_to_push() == 0) {
    out.add("", tr("Nothing is left to push: these commits held nothing else. The files are still in your "
                   "work tree."));
  } else if (mend.destination().has_diverged) {
    out.add(
        "",
        tr("It passes now, but the branch on `{remote}` has commits that yours lacks. Take them in first:",
           {{"remote", mend.destination().remote}}));
    out.add_command(text::shell_line({{"git", "pull", "--rebase", mend.destination().remote,
                                       std::string(short_name(mend.destination().ref))}}));
  } else {
    out.add("", tr("It passes now. Push it with:"));
    out.add_command(push_command(mend.destination()));
  }
  return out.take();
}

std::string mend_json(const rewrite::Mend& mend, bool is_done) {
  const rewrite::Destination& destination = mend.destination();
  report::Json commits = report::Json::array();
  for (const rewrite::MendedCommit& each : mend.commits()) {
    report::Json actions = report::Json::array();
    for (const Step& action : each.actions) actions.push_back(action_as_json(action));
    commits.push_back({{"old", each.old.hex()},
                       {"new", each.now ? report::Json(each.now->hex()) : report::Json()},
                       {"actions", std::move(actions)}});
  }
  report::Json left = report::Json::array();
  for (const Finding& finding : mend.report().findings)
    if (finding.severity == Severity::error)
      left.push_back(report::finding_as_json(known_to_user(mend, finding, is_done)));
  report::Json signatures = report::Json::array();
  for (const Oid& oid : mend.dropped_signatures()) signatures.push_back(oid.hex());
  report::Json tags = report::Json::array();
  for (const rewrite::MovedRef& tag : mend.tags())
    tags.push_back({{"tag", report::json_text(tag.name)}, {"old", tag.before.hex()}, {"new", tag.now.hex()}});
  const report::Json all = {{"schema", "expgate-mend/1"},
                            {"branch", report::text_or_null(destination.branch)},
                            {"remote", report::text_or_null(destination.remote)},
                            {"done", is_done},
                            {"old_tip", destination.tip.hex()},
                            {"new_tip", mend.new_tip().hex()},
                            {"backup", report::text_or_null(mend.backup())},
                            {"commits", std::move(commits)},
                            {"tags", std::move(tags)},
                            {"holders", report::json_texts(mend.holders())},
                            {"left", std::move(left)},
                            {"dropped_signatures", std::move(signatures)},
                            {"error", mend.trouble() ? error_as_json(*mend.trouble()) : report::Json()}};
  return all.dump(2) + "\n";
}

std::string mend_json(const Error& error) {
  const report::Json all = {{"schema", "expgate-mend/1"}, {"done", false}, {"error", error_as_json(error)}};
  return all.dump(2) + "\n";
}

std::string message_template(const rewrite::Unworded& unworded) {
  std::string text(trim(unworded.message));
  text += "\n\n";
  const auto comment = [&](const std::string& line) {
    for (const std::string_view part : lines(line)) text.append("# ").append(part).append("\n");
  };
  comment(shown(tr("Commit {commit} needs a message that only you can write.",
                   {{"commit", unworded.commit.abbreviated()}})));
  for (const Finding* finding : unworded.findings) {
    comment("- " + report::message_of(*finding));
    if (const std::string help = report::help_of(*finding); !help.empty()) comment("  " + help);
  }
  comment(shown(tr("It changes:")));
  for (const std::string& file : unworded.files) comment("  " + text::printable(file));
  comment(shown(tr("Lines that begin with # are left out. An empty message leaves the commit as it is.")));
  return text;
}

}  // namespace expgate::app
