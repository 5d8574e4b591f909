#include "git/foresight.h"

#include <algorithm>

#include "git/commit.h"
#include "git/tree.h"

namespace expgate::git {

namespace {

constexpr std::size_t kMostAhead = 256;  // commits

}  // namespace

Result<std::vector<File>> introduced_by(const Objects& objects, const Oid& tree,
                                        const std::vector<Oid>& parents) {
  std::vector<Oid> trees;
  for (const Oid& parent : parents) {
    TRY_ASSIGN(const Object object, objects.read(parent, Type::commit));
    TRY_ASSIGN(const Oid parents_tree, parse_tree(parent, object.bytes()));
    trees.push_back(parents_tree);
  }
  // Parents that are alike say nothing new, and somebody may have made a commit of thousands of them.
  std::sort(trees.begin(), trees.end());
  trees.erase(std::unique(trees.begin(), trees.end()), trees.end());
  return differing(objects, tree, trees);
}

Foresight::Foresight(Objects objects, std::vector<Oid> commits)
    : objects_(std::move(objects)), commits_(std::move(commits)) {
  for (std::size_t i = 0; i < commits_.size(); ++i) places_.emplace(commits_[i], i);
  thread_ = std::thread([this] { run(); });
}

Foresight::~Foresight() {
  {
    const std::lock_guard lock(mutex_);
    stops_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

// Nothing that is thrown here may end the program: it is thrown again where the result is asked for.
void Foresight::run() {
  try {
    for (const Oid& commit : commits_) {
      Result<std::vector<File>> files = work_out(commit);
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return stops_ || done_.size() < kMostAhead; });
      if (stops_) return;
      done_.push_back(std::move(files));
      lock.unlock();
      changed_.notify_one();
    }
  } catch (...) {
    const std::lock_guard lock(mutex_);
    failure_ = std::current_exception();
    changed_.notify_one();
  }
}

Result<std::vector<File>> Foresight::work_out(const Oid& commit) const {
  TRY_ASSIGN(const Object object, objects_.read(commit, Type::commit));
  TRY_ASSIGN(const Oid tree, parse_tree(commit, object.bytes()));
  TRY_ASSIGN(const CommitLinks links, parse_links(commit, object.bytes()));
  return introduced_by(objects_, tree, links.parents);
}

std::optional<Result<std::vector<File>>> Foresight::take(const Oid& commit) {
  const auto place = places_.find(commit);
  if (place == places_.end()) return std::nullopt;
  std::unique_lock lock(mutex_);
  while (first_done_ <= place->second) {
    changed_.wait(lock, [&] { return !done_.empty() || failure_; });
    if (done_.empty()) std::rethrow_exception(failure_);
    Result<std::vector<File>> files = std::move(done_.front());
    done_.pop_front();
    if (done_.size() + 1 == kMostAhead) changed_.notify_one();
    if (first_done_++ == place->second) return files;
  }
  return std::nullopt;
}

}  // namespace expgate::git
