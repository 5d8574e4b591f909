#include "rewrite/plan.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "engine/better_path.h"
#include "message/message.h"
#include "message/repair.h"
#include "rewrite/commits.h"
#include "rewrite/ignore.h"

namespace expgate::rewrite {

namespace {

// What was found about the message of one commit.
struct AboutMessage {
  std::string header;  // a better one; empty: nobody knows one
  std::size_t width = message::Repair{}.body_width;
  bool is_fold = false;
};

void look_at(const Finding& finding, AboutMessage& about) {
  if (about.header.empty()) about.header = finding.remedy.header;
  about.is_fold = about.is_fold || finding.rule == "commit-autosquash";
  if (finding.rule != "commit-body") return;
  for (const Argument& argument : finding.arguments) {
    if (argument.name != "limit") continue;
    if (const auto* limit = std::get_if<std::int64_t>(&argument.value))
      about.width = static_cast<std::size_t>(*limit);
    if (const auto* limit = std::get_if<std::uint64_t>(&argument.value))
      about.width = static_cast<std::size_t>(*limit);
  }
}

class Planner {
 public:
  Planner(git::Repository& repository, const std::unordered_map<Oid, std::string, OidHash>& messages)
      : repository_(repository), messages_(messages) {}

  void add(const Finding& finding) {
    const Oid& commit = *finding.commit;
    const std::string path = finding.path.value_or("");
    if (finding.object) bad_.insert(*finding.object);
    switch (finding.remedy.kind) {
      case Remedy::Kind::message:
        look_at(finding, worded_[commit]);
        break;
      case Remedy::Kind::remove:
        plan_.changes[commit].left_out.insert(path);
        left_out_[path].insert(finding.object.value_or(Oid{}));
        break;
      case Remedy::Kind::clean:
        plan_.changes[commit].cleaned.insert(path);
        break;
      case Remedy::Kind::rename:
        plan_.changes[commit].renamed.emplace(path, std::string());
        break;
      case Remedy::Kind::change:
        if (!path.empty()) changed_[commit].insert(path);
        break;
      case Remedy::Kind::manual:
      case Remedy::Kind::run:
        break;
    }
  }

  Result<Plan> finish(const std::vector<Oid>& commits) {
    for (const Oid& oid : commits) {
      const auto about = worded_.find(oid);
      if (about != worded_.end() || messages_.contains(oid))
        TRY(word(oid, about == worded_.end() ? AboutMessage{} : about->second));
    }
    for (auto& [oid, change] : plan_.changes)
      for (const std::string& path : change.left_out) {
        change.cleaned.erase(path);
        change.renamed.erase(path);
      }
    if (!commits.empty()) TRY(find_names(commits));
    if (!changed_.empty()) TRY(take_later_versions(commits));
    if (!faulty_.empty()) TRY(find_fixups(commits));
    if (!left_out_.empty()) TRY(ignore(commits.back()));
    return std::move(plan_);
  }

 private:
  // Better names, the same in all commits: no other path's, and none that the tip has.
  Result<void> find_names(const std::vector<Oid>& commits) {
    TRY_ASSIGN(const Commit commit, repository_.commit(commits.back()));
    Result<void> asked;
    std::set<std::string> given;
    std::map<std::string, std::string> names;
    for (const Oid& oid : commits) {
      const auto change = plan_.changes.find(oid);
      if (change == plan_.changes.end()) continue;
      for (auto& [path, better] : change->second.renamed) {
        if (const auto known = names.find(path); known != names.end()) {
          better = known->second;
          continue;
        }
        better = engine::better_path(path, [&](const std::string& name) {
          const auto is_free = repository_.is_free(commit.tree, name);
          if (!is_free) asked = tl::unexpected(is_free.error());
          return given.contains(name) || (is_free && !*is_free);
        });
        given.insert(better);
        names[path] = better;
      }
    }
    return asked;
  }

  Result<void> word(const Oid& oid, const AboutMessage& about) {
    const auto given = messages_.find(oid);
    if (given != messages_.end()) {
      plan_.changes[oid].message = message::repaired(given->second, {.body_width = about.width});
      return {};
    }
    if (about.is_fold) {
      plan_.folded.push_back(oid);
      plan_.folded_by_rule.push_back(oid);
      return {};
    }
    TRY_ASSIGN(const Commit commit, repository_.commit(oid));
    const std::string before = text_of_message(commit);
    // The text of a merge or a revert is what it is by more than its header.
    const bool is_ordinary = message::parse(commit).kind == message::Kind::ordinary;
    std::string after = before;
    if (is_ordinary && commit.message_left_out == 0)
      after = message::repaired(before, {.header = about.header, .body_width = about.width});
    if (after == before)
      plan_.unworded.push_back(oid);
    else
      plan_.changes[oid].message = std::move(after);
    return {};
  }

  // What only a person can put right may be right at the tip, or gone from it: then all commits get it so.
  Result<void> take_later_versions(const std::vector<Oid>& commits) {
    TRY_ASSIGN(const Commit tip, repository_.commit(commits.back()));
    for (const auto& [oid, paths] : changed_) {
      TRY_ASSIGN(const Commit commit, repository_.commit(oid));
      for (const std::string& path : paths) {
        TRY_ASSIGN(const auto file, repository_.file(commit.tree, path));
        if (file) bad_.insert(file->oid);
      }
    }
    for (const auto& [oid, paths] : changed_)
      for (const std::string& path : paths) {
        TRY_ASSIGN(const auto file, repository_.file(tip.tree, path));
        if (!file)
          plan_.changes[oid].left_out.insert(path);
        else if (bad_.contains(file->oid))
          faulty_.insert(oid);
        else
          plan_.changes[oid].taken[path] = {file->mode, file->oid};
      }
    return {};
  }

  // A file that only a person can put right is mended by a fixup of the commit that brought it.
  Result<void> find_fixups(const std::vector<Oid>& commits) {
    std::vector<Oid> folded;
    std::vector<std::pair<Oid, std::string>> wanted;  // of the faulty ones, with their headers
    for (const Oid& oid : commits) {
      TRY_ASSIGN(const Commit commit, repository_.commit(oid));
      const std::string header = commit.message.substr(0, commit.message.find('\n'));
      const std::string_view target = message::autosquash_target(header);
      const bool is_wanted =
          !target.empty() && std::any_of(wanted.begin(), wanted.end(), [&](const auto& each) {
            return each.second.starts_with(target) || each.first.hex().starts_with(target);
          });
      const bool is_known = std::find(plan_.folded.begin(), plan_.folded.end(), oid) != plan_.folded.end();
      if (is_wanted || is_known) folded.push_back(oid);
      if (faulty_.contains(oid)) wanted.emplace_back(oid, header);
    }
    plan_.folded = std::move(folded);
    return {};
  }

  // What the tip has of them lies in the work tree, too. Its files that stay must not be ignored by a line
  // that is meant for others.
  Result<void> ignore(const Oid& tip) {
    TRY_ASSIGN(const Commit commit, repository_.commit(tip));
    TRY_ASSIGN(const std::vector<File> files, repository_.changed(commit.tree, Oid::zero(tip.format)));
    std::set<std::string> lying_there;
    std::set<std::string> others;
    for (const File& file : files) (is_left_out(file) ? lying_there : others).insert(file.path);
    plan_.ignored = ignore_lines(lying_there, others);
    return {};
  }

  // A file may be an artefact in one commit, and a text in the next.
  [[nodiscard]] bool is_left_out(const File& file) const {
    const auto objects = left_out_.find(file.path);
    if (objects == left_out_.end()) return false;
    return objects->second.contains(file.oid) || objects->second.contains(Oid{});
  }

  git::Repository& repository_;
  const std::unordered_map<Oid, std::string, OidHash>& messages_;
  Plan plan_;
  std::unordered_map<Oid, AboutMessage, OidHash> worded_;
  std::unordered_map<Oid, std::set<std::string>, OidHash> changed_;  // files that a person has to put right
  std::unordered_set<Oid, OidHash> bad_;                             // objects that something is said against
  std::unordered_set<Oid, OidHash> faulty_;        // with files that only a person can put right
  std::map<std::string, std::set<Oid>> left_out_;  // with the objects that it is about; zero: all
};

}  // namespace

Result<Plan> plan_for(git::Repository& repository, const Report& report, const std::vector<Oid>& commits,
                      const std::unordered_map<Oid, std::string, OidHash>& messages) {
  const std::unordered_set<Oid, OidHash> known(commits.begin(), commits.end());
  Planner planner(repository, messages);
  for (const Finding& finding : report.findings)
    if (finding.severity == Severity::error && finding.commit && known.contains(*finding.commit))
      planner.add(finding);
  return planner.finish(commits);
}

}  // namespace expgate::rewrite
