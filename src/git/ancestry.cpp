#include "git/ancestry.h"

#include "git/commit.h"

namespace expgate::git {

Result<Ancestry> Ancestry::from(const Objects& objects, const Oid& ancestor) {
  constexpr std::int64_t kDay = 86'400;  // seconds
  TRY_ASSIGN(const Object object, objects.read(ancestor, Type::commit));
  TRY_ASSIGN(const CommitLinks links, parse_links(ancestor, object.bytes()));
  return Ancestry(objects, ancestor, links.date - kDay);
}

Result<Ancestry::Visit> Ancestry::visit(const Oid& commit) const {
  TRY_ASSIGN(const Object object, objects_->read(commit, Type::commit));
  TRY_ASSIGN(CommitLinks links, parse_links(commit, object.bytes()));
  Visit visit{commit, {}};
  if (links.date < earliest_) return visit;
  for (const Oid& parent : links.parents)
    if (objects_->exists(parent)) visit.parents.push_back(parent);
  return visit;
}

Result<bool> Ancestry::holds(const Oid& commit) {
  if (const auto known = known_.find(commit); known != known_.end()) return bool{known->second};
  std::vector<Visit> path;
  TRY_ASSIGN(Visit first, visit(commit));
  known_[commit] = false;  // until one of its parents says otherwise
  path.push_back(std::move(first));
  while (!path.empty()) {
    Visit& last = path.back();
    if (last.parents.empty()) {
      path.pop_back();
      continue;
    }
    const Oid parent = last.parents.back();
    last.parents.pop_back();
    const auto known = known_.find(parent);
    if (known != known_.end() && known->second) {
      for (const Visit& each : path) known_[each.commit] = true;
      return true;
    }
    if (known != known_.end()) continue;
    TRY_ASSIGN(Visit next, visit(parent));
    known_[parent] = false;
    path.push_back(std::move(next));
  }
  return false;
}

}  // namespace expgate::git
