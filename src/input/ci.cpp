#include "input/ci.h"

#include "base/environment.h"
#include "base/files.h"
#include "input/ci_updates.h"
#include "input/context.h"
#include "model/ref_name.h"
#include "text/shell.h"
#include "text/utf8.h"

namespace expgate::input {

namespace {

Result<std::string> read_event(const std::string& path) {
  if (path.empty())
    return fail(
        tr("`GITHUB_EVENT_PATH` is not set, so the event is not known"),
        tr("pass it on to the container that expgate runs in, or name the range: `expgate ci --range A..B`"));
  auto text = read_file(path);
  if (!text)
    return fail(tr("cannot read the event `{file}`: {reason}",
                   {{"file", LocalFile{path}}, {"reason", verbatim(text.error().message())}}),
                tr("`GITHUB_EVENT_PATH` names this file: mount its folder in the container that expgate runs "
                   "in"));
  return *std::move(text);
}

// The full name of a ref as people call it.
std::string full_name(const std::string& name) {
  if (name.starts_with("refs/")) return name;
  return name.starts_with("tags/") ? "refs/" + name : branch_ref(name);
}

Result<std::optional<CiEvent>> event_of_system(const Variables& variable) {
  TRY_ASSIGN(auto gitlab, gitlab_event(variable));
  if (gitlab) return gitlab;
  TRY_ASSIGN(auto github, github_event(variable, read_event));
  if (github) return github;
  return jenkins_event(variable);
}

// The command that checks the branch here as a push to the remote, with what the repository knows.
Result<std::string> command_by_hand(git::Repository& repository) {
  TRY_ASSIGN(const auto branch, repository.head_branch());
  const std::string ref(branch ? short_name(*branch) : "BRANCH");
  std::string trunk;
  std::string base;
  if (const auto known = repository.likely_default_branch("origin")) {
    trunk = short_name(*known);
    base = "origin/" + trunk;
  }
  for (const char* usual : {"main", "master"}) {
    if (!trunk.empty()) break;
    TRY_ASSIGN(const auto tip, repository.resolve(branch_ref(usual)));
    if (!tip) continue;
    trunk = usual;
    if (ref != trunk) base = trunk;
  }
  std::vector<std::string> command{"expgate", "ci"};
  if (!base.empty()) command.insert(command.end(), {"--range", base + "..HEAD"});
  command.insert(command.end(), {"--ref", ref, "--default-branch", trunk.empty() ? "NAME" : trunk});
  return text::shell_line({command});
}

// What is to be judged outside of any CI: the tip of that branch or tag, or what the range says.
Result<CiEvent> event_by_hand(git::Repository& repository, const CiOptions& options) {
  CiEvent event;
  event.is_by_hand = true;
  event.system = tr("by hand");
  event.what = verbatim(options.range.empty() ? "--ref" : "--range");
  event.kind = CiEvent::Kind::again;
  event.remedy =
      tr("run `git fetch --unshallow`; or let expgate fetch the missing commits: `expgate ci --fetch`");
  if (options.range.empty() && options.ref.empty()) {
    TRY_ASSIGN(const std::string command, command_by_hand(repository));
    return fail(tr("this is not a known CI system (GitLab, GitHub, Gitea, Forgejo, Jenkins)"),
                tr("name the change yourself: `{command}`", {{"command", command}}));
  }
  if (!options.ref.empty()) return event;
  TRY_ASSIGN(const auto branch, repository.head_branch());
  if (!branch)
    return fail(tr("cannot tell which branch the range is for: `HEAD` is detached"),
                tr("name the branch: `expgate ci --range {range} --ref BRANCH`", {{"range", options.range}}));
  event.ref = *branch;
  return event;
}

// The revision that `--ref` means, where no system names the commit.
Result<std::string> tip_of_ref(git::Repository& repository, const std::string& ref) {
  const std::string name(short_name(ref));
  for (const std::string& place : {ref, "refs/remotes/origin/" + name}) {
    TRY_ASSIGN(const auto tip, repository.resolve(place));
    if (tip) return tip->hex();
  }
  return fail(tr("`{ref}` is neither a branch nor a tag here", {{"ref", text::printable(name)}}));
}

// Whether the event names refs that checks can be for: with none of them, checks of a branch would be left
// out without a word.
Result<void> check_refs(const CiEvent& event) {
  const bool has_target = event.kind == CiEvent::Kind::request || event.kind == CiEvent::Kind::queue;
  const std::string& ref = has_target ? event.target : event.ref;
  if (is_branch(ref) || (is_tag(ref) && !has_target)) return {};
  return fail(tr("{system}, {event}: `{ref}` is neither a branch nor a tag",
                 {{"system", event.system}, {"event", event.what}, {"ref", text::printable(ref)}}),
              tr("name the change yourself: `expgate ci --range A..B --ref BRANCH`"));
}

Result<ChangeSet> updates_of(const CiClone& clone, const CiOptions& options) {
  if (!options.range.empty()) return range_updates(clone, options);
  TRY(check_refs(clone.event));
  switch (clone.event.kind) {
    case CiEvent::Kind::request:
      return request_updates(clone);
    case CiEvent::Kind::queue:
      return queue_updates(clone);
    case CiEvent::Kind::push:
    case CiEvent::Kind::again:
      break;
  }
  return push_updates(clone);
}

}  // namespace

std::string branch_ref(const std::string& name) {
  if (name.empty() || name.starts_with("refs/")) return name;
  return std::string(kBranches) + name;
}

std::string first_said(std::initializer_list<std::string> oids) {
  for (const std::string& oid : oids)
    if (oid.find_first_not_of('0') != std::string::npos) return oid;
  return {};
}

Result<CiEvent> find_event(git::Repository& repository, const CiOptions& options, const Variables& variable) {
  Result<std::optional<CiEvent>> told = event_of_system(variable);
  if (!told && options.range.empty()) return tl::unexpected(told.error());
  std::optional<CiEvent> found = told ? *std::move(told) : std::nullopt;  // a range needs nobody's word
  const bool is_by_hand = !found;
  if (is_by_hand) TRY_SET(found, event_by_hand(repository, options));
  CiEvent event = *std::move(found);
  if (!options.ref.empty()) event.ref = full_name(options.ref);
  if (!options.default_branch.empty()) event.default_branch = branch_ref(options.default_branch);
  if (is_by_hand && options.range.empty()) TRY_SET(event.tip, tip_of_ref(repository, event.ref));
  return event;
}

Result<ChangeSet> ci(git::Repository& repository, const CiOptions& options) {
  if (options.fetches) repository.fetch_missing();
  TRY_ASSIGN(CiEvent event, find_event(repository, options, environment));
  const CiClone clone = study_clone(repository, std::move(event));
  TRY_ASSIGN(ChangeSet changes, updates_of(clone, options));
  TRY_SET(changes.context, gather_context(Mode::ci, repository, clone.remote));
  changes.context.default_branch = clone.event.default_branch;
  if (!clone.event.project.empty()) changes.context.project = clone.event.project;
  return changes;
}

}  // namespace expgate::input
