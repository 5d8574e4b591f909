#include "report/fixes.h"

#include <algorithm>
#include <set>

#include "catalogue/catalogue.h"
#include "model/ref_name.h"
#include "report/phrases.h"
#include "text/shell.h"
#include "text/utf8.h"

namespace expgate::report {

namespace {

using Kind = Remedy::Kind;

constexpr std::size_t kMostEdits = 5;  // of a ref; each finding says its own

bool is_draft(Mode mode) {
  return mode == Mode::pre_commit || mode == Mode::commit_msg;
}

// The errors of one ref.
struct Group {
  std::string ref;
  bool is_in_head = false;  // of a draft: files that are not staged, but in HEAD
  std::vector<const Finding*> errors;
};

std::vector<Group> groups_of(const Report& report) {
  std::vector<Group> groups;
  for (const Finding& finding : report.findings) {
    if (finding.severity != Severity::error) continue;
    const bool is_of_no_ref = finding.refs.empty() && !is_draft(report.mode);
    if (is_of_no_ref && finding.remedy.commands.empty()) continue;
    const std::string ref = is_draft(report.mode) || is_of_no_ref ? "" : finding.refs.front();
    auto group = std::find_if(groups.begin(), groups.end(), [&](const Group& each) {
      return each.ref == ref && each.is_in_head == finding.is_in_head;
    });
    if (group == groups.end()) group = groups.insert(groups.end(), Group{ref, finding.is_in_head, {}});
    group->errors.push_back(&finding);
  }
  return groups;
}

// A finding that other commits would not have: not about the tree of the tip, nor about the ref.
bool is_of_commit(const Finding& finding) {
  return finding.scope == Scope::commit || finding.scope == Scope::file;
}

bool can_be_mended(const Finding& finding) {
  const Kind kind = finding.remedy.kind;
  return is_of_commit(finding) && finding.commit &&
         (kind == Kind::remove || kind == Kind::clean || kind == Kind::rename || kind == Kind::message);
}

Text title_of(const Group& group, Mode mode) {
  if (group.is_in_head) return tr("To fix what is in HEAD:");
  if (is_draft(mode)) return tr("To fix this commit:");
  std::set<Oid> commits;
  for (const Finding* each : group.errors)
    if (each->commit && is_of_commit(*each)) commits.insert(*each->commit);
  Text errors = tr_n("{count} error", "{count} errors", group.errors.size());
  Text tally = commits.empty() ? std::move(errors)
                               : tr_n("{findings} in {count} commit", "{findings} in {count} commits",
                                      commits.size(), {{"findings", std::move(errors)}});
  if (group.ref.empty()) return tr("To fix this push ({tally}):", {{"tally", std::move(tally)}});
  Arguments arguments{{"ref", std::string(short_name(group.ref))}, {"tally", std::move(tally)}};
  return mode == Mode::ci ? tr("To fix this change ({ref}, {tally}):", std::move(arguments))
                          : tr("To fix this push ({ref}, {tally}):", std::move(arguments));
}

bool is_own(const Command& command) {
  return !command.empty() && command.front() == "expgate";
}

// Commands on one line, without those that need expgate.
std::string git_line_of(const std::vector<Commands>& lists) {
  std::vector<Command> all;
  for (const Commands& list : lists)
    for (const Command& command : list)
      if (!is_own(command)) all.push_back(command);
  return text::printable(text::shell_line(all));
}

// The commands of the findings that `is_meant` takes, each list once.
template <typename Predicate>
std::vector<Commands> commands_of(const Group& group, const Predicate& is_meant) {
  std::vector<Commands> lists;
  for (const Finding* each : group.errors)
    if (is_meant(*each) && !each->remedy.commands.empty() &&
        std::find(lists.begin(), lists.end(), each->remedy.commands) == lists.end())
      lists.push_back(each->remedy.commands);
  return lists;
}

bool has_kind(const Group& group, Kind kind) {
  return std::any_of(group.errors.begin(), group.errors.end(),
                     [&](const Finding* each) { return each->remedy.kind == kind; });
}

FixStep sentence(const Text& text) {
  return {shown(text), "", true};
}

// For somebody who has a form and buttons instead of a shell.
void add_web_steps(const Group& group, std::vector<FixStep>& steps) {
  if (has_kind(group, Kind::message))
    steps.push_back(sentence(tr("write another commit message in the form (the help above says which)")));
  if (has_kind(group, Kind::remove)) steps.push_back(sentence(tr("leave the named files out of the upload")));
  if (has_kind(group, Kind::clean))
    steps.push_back(sentence(tr("clear the outputs of the notebooks before you upload them")));
  if (has_kind(group, Kind::rename)) steps.push_back(sentence(tr("give the named files other names")));
  const bool has_more = std::any_of(group.errors.begin(), group.errors.end(), [](const Finding* each) {
    return each->remedy.kind == Kind::change || each->remedy.kind == Kind::run ||
           each->remedy.kind == Kind::manual;
  });
  if (has_more) steps.push_back(sentence(tr("edit the files in the page as the help above says")));
  steps.push_back(sentence(tr("then commit again")));
}

// What expgate does by itself, and the same for somebody who has only git.
void add_two_ways(const std::string& own, const std::string& other, bool has_notebooks,
                  std::vector<FixStep>& steps) {
  if (!own.empty()) steps.push_back({"", own});
  if (other.empty() && !has_notebooks) return;
  if (!own.empty()) steps.push_back({shown(tr("or without expgate:")), ""});
  if (has_notebooks)
    steps.push_back(sentence(other.empty()
                                 ? tr("clear the outputs of the notebooks in Jupyter and stage them again")
                                 : tr("clear the outputs of the notebooks in Jupyter, then:")));
  if (!other.empty()) steps.push_back({"", other});
}

bool has_own(const std::vector<Commands>& lists) {
  return std::any_of(lists.begin(), lists.end(),
                     [](const Commands& list) { return std::any_of(list.begin(), list.end(), is_own); });
}

void add_draft_steps(const Group& group, Mode mode, std::vector<FixStep>& steps) {
  const bool is_unknown = std::any_of(group.errors.begin(), group.errors.end(), [](const Finding* each) {
    return each->remedy.kind == Kind::message && each->remedy.commands.empty();
  });
  if (mode == Mode::commit_msg && is_unknown)
    steps.push_back(
        sentence(tr("commit again with the same command and a better message, such as `-m 'feat: …'`")));
  const auto lists = commands_of(group, [](const Finding&) { return true; });
  if (group.is_in_head) {
    std::vector<Command> all;
    for (const Commands& list : lists) all.insert(all.end(), list.begin(), list.end());
    if (!all.empty()) steps.push_back({"", text::printable(text::shell_line(all))});
    return;
  }
  const bool has_files = has_kind(group, Kind::remove) || has_kind(group, Kind::clean);
  const bool is_passing = std::any_of(lists.begin(), lists.end(), [](const Commands& list) {
    return std::any_of(list.begin(), list.end(), [](const Command& command) {
      return is_own(command) && std::find(command.begin(), command.end(), "--staged") == command.end();
    });
  });
  const std::string own = !has_files ? "" : is_passing ? "expgate fix" : "expgate fix --staged";
  add_two_ways(own, git_line_of(lists), has_own(lists), steps);
}

bool ends_in_mend(const Commands& list) {
  return list.at(list.list().size() - 1) == Command{"expgate", "mend"};
}

bool is_switch(const Command& command) {
  return command.size() > 1 && command[1] == "switch";
}

// What is to be written has to be written on that branch: `git switch` comes first, on a line of its own, and
// goes out of the lists.
void add_switch(std::vector<Commands>& lists, std::vector<FixStep>& steps) {
  std::vector<Commands> rest;
  for (const Commands& list : lists) {
    const bool begins = is_switch(list.front());
    if (begins && rest.empty()) steps.push_back({"", text::printable(text::shell_line({list.front()}))});
    rest.emplace_back(std::vector<Command>(list.begin() + (begins ? 1 : 0), list.end()));
  }
  lists = std::move(rest);
}

std::string mend_line(const std::vector<Commands>& lists) {
  const auto fixups = std::find_if(lists.begin(), lists.end(), ends_in_mend);
  if (fixups != lists.end()) return text::printable(text::shell_line(fixups->list()));
  Command mend{"expgate", "mend"};
  if (!lists.empty() && is_switch(lists.front().front()))
    mend.push_back(lists.front().front().back());  // it needs no checkout
  return text::printable(text::shell_line({mend}));
}

Text edit_in_words(const Edit& edit) {
  if (edit.old.empty())
    return tr("in `{path}`, add the line `{line}`", {{"path", edit.path}, {"line", edit.replacement}});
  return tr("in `{path}`, line {number}, write `{line}`",
            {{"path", edit.path}, {"number", edit.line}, {"line", edit.replacement}});
}

// What has to be written before the commands can be run.
template <typename Predicate>
void add_edits(const Group& group, const Predicate& is_meant, std::vector<FixStep>& steps) {
  std::set<std::string> said;
  for (const Finding* each : group.errors)
    for (const Edit& edit : each->remedy.edits)
      if (is_meant(*each) && said.size() < kMostEdits && said.insert(shown(edit_in_words(edit))).second)
        steps.push_back(sentence(edit_in_words(edit)));
}

// Whether something in these commits passes that `mend` would change: it knows no exception, bypass or
// baseline.
bool is_too_much_for_mend(const Report& report, const Group& group) {
  return std::any_of(report.waived.begin(), report.waived.end(), [&](const Finding& each) {
    return can_be_mended(each) && std::find(each.refs.begin(), each.refs.end(), group.ref) != each.refs.end();
  });
}

// The commits: written anew.
void add_commit_steps(const Report& report, const Group& group, std::vector<FixStep>& steps) {
  const Mode mode = report.mode;
  const auto is_meant = [](const Finding& each) { return is_of_commit(each); };
  auto lists = commands_of(group, is_meant);
  // What CI judges has been pushed, and `mend` leaves alone what the remote has. It works on branches.
  const bool is_mended = mode != Mode::ci && is_branch(group.ref) &&
                         std::any_of(group.errors.begin(), group.errors.end(),
                                     [](const Finding* each) { return can_be_mended(*each); });
  const bool has_fixups = std::any_of(lists.begin(), lists.end(), ends_in_mend);
  if (has_fixups) {
    add_switch(lists, steps);
    add_edits(group, is_meant, steps);
  }
  std::string own = is_mended || has_fixups ? mend_line(lists) : "";
  std::erase_if(lists, ends_in_mend);
  const std::string line = git_line_of(lists);
  if (!line.empty() && is_too_much_for_mend(report, group)) own.clear();
  const auto first_left = std::find_if(group.errors.begin(), group.errors.end(), [](const Finding* each) {
    return is_of_commit(*each) && each->commit && each->remedy.commands.empty();
  });
  add_two_ways(own, line, has_own(lists), steps);
  if (first_left == group.errors.end()) return;
  Arguments arguments{{"commit", (*first_left)->commit->abbreviated()}};
  if (!line.empty())
    steps.push_back(sentence(
        tr("this leaves commit {commit}: push again to see what to do about it", std::move(arguments))));
  else
    steps.push_back(
        {shown(is_mended ? tr("or by hand: stop at commit {commit} in a rebase, and fix it there",
                              std::move(arguments))
                         : tr("stop at commit {commit} in a rebase, and fix it there", std::move(arguments))),
         "", !is_mended});
}

// The tip and the ref: new commits, other names. What has to be written comes first.
void add_tip_steps(const Group& group, std::vector<FixStep>& steps) {
  const auto is_meant = [](const Finding& each) { return !is_of_commit(each); };
  auto lists = commands_of(group, is_meant);
  add_switch(lists, steps);
  add_edits(group, is_meant, steps);
  const std::string line = git_line_of(lists);
  if (!line.empty()) steps.push_back({"", line});
}

}  // namespace

std::vector<Fixes> fixes_of(const Report& report) {
  std::vector<Fixes> all;
  if (report.warn_only || report.mode == Mode::audit) return all;
  for (const Group& group : groups_of(report)) {
    Fixes fixes{shown(title_of(group, report.mode)), {}};
    if (report.is_web) {
      add_web_steps(group, fixes.steps);
    } else if (is_draft(report.mode)) {
      add_draft_steps(group, report.mode, fixes.steps);
    } else {
      add_commit_steps(report, group, fixes.steps);
      std::vector<FixStep> then;
      add_tip_steps(group, then);
      // Whichever way the commits are mended, this is left.
      if (!fixes.steps.empty() && !then.empty()) fixes.steps.push_back({shown(tr("and in any case:")), ""});
      fixes.steps.insert(fixes.steps.end(), then.begin(), then.end());
    }
    if (!fixes.steps.empty()) all.push_back(std::move(fixes));
  }
  return all;
}

}  // namespace expgate::report
