#include "support/fake_repository.h"

#include <algorithm>
#include <stdexcept>

#include "base/strings.h"
#include "support/fake_oid.h"

namespace expgate::test {

namespace {

Oid named(std::string_view name) {
  return fake_oid("object " + std::string(name));
}

bool same(const File& one, const File& other) {
  return one.mode == other.mode && one.oid == other.oid;
}

}  // namespace

FakeRepository::FakeRepository(std::string_view history) {
  for (const std::string_view part : split(history, ';')) {
    std::string_view previous;
    for (const std::string_view step : split(part, '-')) {
      const std::size_t colon = step.find(':');
      const std::string_view name = trim(step.substr(0, colon));
      std::vector<std::string_view> parents;
      if (!previous.empty()) parents.push_back(previous);
      if (colon != std::string_view::npos) {
        for (const std::string_view parent : split(step.substr(colon + 1), ','))
          parents.push_back(trim(parent));
      }
      const bool goes_on_from =
          previous.empty() && colon == std::string_view::npos && commits_.contains(named(name));
      if (!goes_on_from) draw(name, parents);
      previous = name;
    }
  }
}

void FakeRepository::draw(std::string_view name, const std::vector<std::string_view>& parents) {
  Drawn made;
  made.commit.oid = named(name);
  for (const std::string_view parent : parents) made.commit.parents.push_back(drawn(parent).commit.oid);
  made.commit.author = {"Ada Lovelace", "ada@example.org"};
  made.commit.committer = made.commit.author;
  made.commit.message = "feat: add " + ascii_lower(name) + "\n";
  if (name.empty() || !commits_.emplace(made.commit.oid, made).second) {
    throw std::logic_error("commit `" + std::string(name) + "` is drawn twice, or has no name");
  }
  order_.push_back(made.commit.oid);
}

FakeRepository::Drawn& FakeRepository::drawn(std::string_view name) {
  const auto found = commits_.find(named(name));
  if (found == commits_.end()) throw std::logic_error("no commit `" + std::string(name) + "` is drawn");
  return found->second;
}

void FakeRepository::set(std::string_view commit, File file, Blob blob) {
  if (file.mode != kModeSubmodule) blobs_[file.oid] = std::move(blob);
  drawn(commit).changes[file.path] = file;
  settled_ = false;
}

void FakeRepository::add(std::string_view commit, const std::string& path, const std::string& content,
                         std::uint32_t mode) {
  set(commit, {path, mode, blob(content)}, {content.size(), content});
}

void FakeRepository::add(std::string_view commit, const std::string& path, std::uint64_t size) {
  set(commit, {path, kModeFile, fake_oid("blob of size " + std::to_string(size))}, {size, std::nullopt});
}

void FakeRepository::remove(std::string_view commit, const std::string& path) {
  drawn(commit).changes[path] = std::nullopt;
  settled_ = false;
}

void FakeRepository::message(std::string_view commit, std::string text) {
  drawn(commit).commit.message = std::move(text);
}

void FakeRepository::tag(std::string_view name, std::string_view target, std::string message) {
  tags_[named(name)] = {
      named(name), oid(target), std::string(name), {"Ada Lovelace", "ada@example.org"}, std::move(message)};
}

void FakeRepository::ref(const std::string& full_name, std::string_view target) {
  ref(full_name, oid(target));
}

void FakeRepository::ref(const std::string& full_name, const Oid& target) {
  refs_[full_name] = target;
}

void FakeRepository::lose(std::string_view name) {
  lost_.insert(oid(name));
}

void FakeRepository::arrives(std::string_view content) {
  blobs_[blob(content)] = {content.size(), std::string(content)};
  arrives({blob(content), ObjectKind::blob, content.size()});
}

Oid FakeRepository::oid(std::string_view name) const {
  const Oid oid = named(name);
  if (!commits_.contains(oid) && !tags_.contains(oid)) {
    throw std::logic_error("no commit or tag `" + std::string(name) + "`");
  }
  return oid;
}

Oid FakeRepository::blob(std::string_view content) {
  return fake_oid("blob " + std::string(content));
}

void FakeRepository::settle() {
  const std::scoped_lock lock(settling_);
  if (settled_) return;
  for (const Oid& oid : order_) {
    Drawn& made = commits_.at(oid);
    Tree tree;
    for (const Oid& parent : made.commit.parents)
      tree.merge(Tree(trees_.at(commits_.at(parent).commit.tree)));
    for (const auto& [path, file] : made.changes) {
      tree.erase(path);
      if (file) tree.emplace(path, *file);
    }
    std::string listing = "tree";
    for (const auto& [path, file] : tree) listing += "\n" + std::to_string(file.mode) + file.oid.hex() + path;
    made.commit.tree = fake_oid(listing);
    trees_[made.commit.tree] = std::move(tree);
  }
  settled_ = true;
}

Result<const FakeRepository::Tree*> FakeRepository::tree(const Oid& oid) {
  static const Tree kEmpty;
  settle();
  if (oid.is_zero()) return &kEmpty;
  const auto found = trees_.find(oid);
  if (found == trees_.end()) return fail(tr("no tree {oid}", {{"oid", oid.hex()}}));
  return &found->second;
}

Result<std::set<Oid>> FakeRepository::ancestors(const std::vector<Oid>& tips) {
  std::set<Oid> seen;
  std::vector<Oid> open = tips;
  while (!open.empty()) {
    const Oid oid = open.back();
    open.pop_back();
    if (!seen.insert(oid).second) continue;
    TRY_ASSIGN(const Commit found, commit(oid));
    open.insert(open.end(), found.parents.begin(), found.parents.end());
  }
  return seen;
}

Result<Commit> FakeRepository::commit(const Oid& oid) {
  settle();
  const auto found = commits_.find(oid);
  if (found == commits_.end() || lost_.contains(oid))
    return fail(tr("no commit {oid}", {{"oid", oid.hex()}}));
  return found->second.commit;
}

Result<std::optional<Oid>> FakeRepository::peel_to_commit(const Oid& oid) {
  settle();
  Oid target = oid;
  while (tags_.contains(target) && !lost_.contains(target)) target = tags_.at(target).target;
  if (lost_.contains(target)) return fail(tr("no object {oid}", {{"oid", target.hex()}}));
  if (commits_.contains(target)) return target;
  if (trees_.contains(target) || blobs_.contains(target)) return std::nullopt;
  return fail(tr("no object {oid}", {{"oid", target.hex()}}));
}

Result<std::optional<Tag>> FakeRepository::tag(const Oid& oid) {
  if (!has(oid)) return fail(tr("no object {oid}", {{"oid", oid.hex()}}));
  const auto found = tags_.find(oid);
  return found == tags_.end() ? std::nullopt : std::optional<Tag>(found->second);
}

bool FakeRepository::has(const Oid& oid) const {
  if (lost_.contains(oid)) return false;
  return commits_.contains(oid) || tags_.contains(oid) || trees_.contains(oid) || blobs_.contains(oid);
}

Result<FirstReached> FakeRepository::first_reached(std::span<const ReachScope> scopes, Effort /*effort*/) {
  std::map<Oid, std::uint64_t> masks;
  for (std::size_t n = 0; n < scopes.size(); ++n) {
    std::vector<Oid> known = scopes[n].known;
    for (const auto& [name, target] : refs_) {
      if (!name.starts_with("refs/heads/") && !name.starts_with("refs/tags/")) continue;
      if (!scopes[n].covers(name)) continue;
      TRY_ASSIGN(const std::optional<Oid> commit, peel_to_commit(target));
      if (commit) known.push_back(*commit);
    }
    TRY_ASSIGN(const std::set<Oid> before, ancestors(known));
    TRY_ASSIGN(const std::set<Oid> after, ancestors(scopes[n].tips));
    for (const Oid& oid : after) {
      if (!before.contains(oid)) masks[oid] |= std::uint64_t{1} << n;
    }
  }
  FirstReached reached;
  std::map<Oid, std::uint32_t> places;
  for (const Oid& oid : order_)
    if (masks.contains(oid)) places.emplace(oid, static_cast<std::uint32_t>(places.size()));
  for (const Oid& oid : order_) {
    const auto mask = masks.find(oid);
    if (mask == masks.end()) continue;
    reached.commits.push_back({oid, static_cast<std::uint32_t>(reached.parents.size()), mask->second});
    TRY_ASSIGN(const Commit commit, this->commit(oid));
    for (const Oid& parent : commit.parents) {
      const auto [place, is_outside] =
          places.emplace(parent, static_cast<std::uint32_t>(masks.size() + reached.outside.size()));
      if (is_outside) reached.outside.push_back(parent);
      reached.parents.push_back(place->second);
    }
  }
  return reached;
}

Result<std::vector<File>> FakeRepository::introduced(const Commit& commit) {
  TRY_ASSIGN(const Tree* own, tree(commit.tree));
  std::vector<const Tree*> parents;
  for (const Oid& oid : commit.parents) {
    TRY_ASSIGN(const Commit parent, this->commit(oid));
    TRY_ASSIGN(const Tree* parent_tree, tree(parent.tree));
    parents.push_back(parent_tree);
  }
  std::vector<File> files;
  for (const auto& entry : *own) {
    const auto& file = entry.second;
    const bool is_new = std::none_of(parents.begin(), parents.end(), [&](const Tree* parent) {
      const auto before = parent->find(entry.first);
      return before != parent->end() && same(before->second, file);
    });
    if (!is_new) continue;
    files.push_back(file);
    for (const Tree* parent : parents)
      if (const auto before = parent->find(entry.first); before != parent->end())
        files.back().old_mode = before->second.mode;
  }
  return files;
}

Result<std::vector<File>> FakeRepository::changed(const Oid& tree_oid, const Oid& base) {
  TRY_ASSIGN(const Tree* after, tree(tree_oid));
  TRY_ASSIGN(const Tree* before, tree(base));
  std::vector<File> files;
  for (const auto& [path, file] : *after) {
    const auto old = before->find(path);
    if (old == before->end() || !same(old->second, file)) files.push_back(file);
  }
  return files;
}

Result<std::vector<File>> FakeRepository::files(const Oid& tree_oid, const text::GlobSet& wanted) {
  TRY_ASSIGN(const Tree* found, tree(tree_oid));
  std::vector<File> files;
  for (const auto& [path, file] : *found)
    if (wanted.matches(path)) files.push_back(file);
  return files;
}

Result<std::optional<File>> FakeRepository::file(const Oid& tree_oid, std::string_view path) {
  TRY_ASSIGN(const Tree* found, tree(tree_oid));
  const auto entry = found->find(path);
  if (entry == found->end()) return std::nullopt;
  return entry->second;
}

Result<std::uint64_t> FakeRepository::size(const Oid& blob) {
  const auto found = blobs_.find(blob);
  if (found == blobs_.end()) return fail(tr("no blob {oid}", {{"oid", blob.hex()}}));
  return found->second.size;
}

Result<std::string> FakeRepository::content(const Oid& blob) {
  const auto found = blobs_.find(blob);
  if (found == blobs_.end()) return fail(tr("no blob {oid}", {{"oid", blob.hex()}}));
  if (!found->second.content) throw std::logic_error("a blob was read, where its name and size should do");
  ++contents_read_;
  return *found->second.content;
}

Result<std::vector<QuarantinedObject>> FakeRepository::quarantined() {
  ++arrivals_listed_;
  std::vector<QuarantinedObject> sorted = arrivals_;
  std::sort(sorted.begin(), sorted.end(),
            [](const QuarantinedObject& a, const QuarantinedObject& b) { return a.oid < b.oid; });
  return sorted;
}

Result<bool> FakeRepository::is_ancestor(const Oid& ancestor, const Oid& descendant) {
  TRY_ASSIGN(const std::set<Oid> all, ancestors({descendant}));
  return all.contains(ancestor);
}

Result<std::optional<Oid>> FakeRepository::merge_base(const Oid& one, const Oid& other) {
  TRY_ASSIGN(const std::set<Oid> of_one, ancestors({one}));
  TRY_ASSIGN(const std::set<Oid> of_other, ancestors({other}));
  for (auto oid = order_.rbegin(); oid != order_.rend(); ++oid) {  // the last drawn is no other's ancestor
    if (of_one.contains(*oid) && of_other.contains(*oid)) return *oid;
  }
  return std::nullopt;
}

Result<std::optional<Oid>> FakeRepository::resolve(std::string_view ref) {
  const auto found = refs_.find(ref);
  if (found == refs_.end()) return std::nullopt;
  return found->second;
}

}  // namespace expgate::test
