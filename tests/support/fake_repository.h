#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/repository.h"

namespace expgate::test {

// A repository in memory whose history is drawn as text and whose answers are worked out the plain way, so
// that they are obviously right: ancestors as sets, files as whole trees.
//
//   FakeRepository repo("A-B-C; B-D; E:C,D");   // A is a root, C and D follow B, E merges C and D
//   repo.add("B", "models/x.pth", 6_MiB);        // from B on, until somebody removes it
//   repo.ref("refs/heads/main", "C");
//   repo.commit(repo.oid("C"));
//
// A commit has the files of its parents (where they disagree, the first parent's) with its own changes on
// top, its message is "feat: add <name>" unless told otherwise. Drawing a commit twice, or naming one that is
// not drawn, throws.
class FakeRepository : public Repository {
 public:
  explicit FakeRepository(std::string_view history);

  void add(std::string_view commit, const std::string& path, const std::string& content,
           std::uint32_t mode = kModeFile);
  void add(std::string_view commit, const std::string& path, std::uint64_t size);  // content may not be read
  void remove(std::string_view commit, const std::string& path);
  void message(std::string_view commit, std::string text);
  // An annotated tag object, of a commit or a tag.
  void tag(std::string_view name, std::string_view target, std::string message = {});
  void ref(const std::string& full_name, std::string_view target);
  void ref(const std::string& full_name, const Oid& target);  // of anything: a tree, a blob
  void lose(std::string_view name);                           // a commit or tag is missing from now on

  // The object waits in the quarantine from now on; nothing more to it than what is said.
  void arrives(const QuarantinedObject& quarantined_object) { arrivals_.push_back(quarantined_object); }
  void arrives(std::string_view content);  // a blob, of that content

  // The object was there before it arrived.
  void had(const Oid& oid) { was_there_.insert(oid); }

  // The oid of a commit or tag by its name in the drawing, of a blob by its content.
  [[nodiscard]] Oid oid(std::string_view name) const;
  static Oid blob(std::string_view content);

  // How often arrivals() was asked.
  [[nodiscard]] int arrivals_listed() const { return arrivals_listed_; }

  // How many blobs' contents were read so far.
  [[nodiscard]] int contents_read() const { return contents_read_; }

  Result<Commit> commit(const Oid& oid) override;
  Result<std::optional<Oid>> peel_to_commit(const Oid& oid) override;
  Result<std::optional<Tag>> tag(const Oid& oid) override;
  [[nodiscard]] bool has(const Oid& oid) const override;
  [[nodiscard]] bool is_shallow() const override { return false; }
  Result<FirstReached> first_reached(std::span<const ReachScope> scopes, Effort effort) override;
  Result<std::vector<File>> introduced(const Commit& commit) override;
  Result<std::vector<File>> changed(const Oid& tree, const Oid& base) override;
  Result<bool> inverts_ancestor(const Commit& /*commit*/) override { return false; }
  Result<bool> changes_no_more_files(const Commit& /*one*/, const Commit& /*other*/) override {
    return false;
  }
  Result<std::optional<Oid>> folder(const Oid& /*tree*/, std::string_view /*path*/) override {
    return std::optional<Oid>();
  }
  Result<std::uint64_t> header_size(const QuarantinedObject& /*object*/) override { return 0; }
  Result<std::vector<Oid>> folders(const Oid& /*tree*/) override { return std::vector<Oid>(); }
  Result<std::vector<File>> files(const Oid& tree, const text::GlobSet& wanted) override;
  Result<std::optional<File>> file(const Oid& tree, std::string_view path) override;
  Result<std::uint64_t> size(const Oid& blob) override;
  Result<std::string> content(const Oid& blob) override;
  Result<std::vector<QuarantinedObject>> quarantined() override;
  bool was_there(const Oid& oid) override { return was_there_.contains(oid); }
  Result<bool> is_ancestor(const Oid& ancestor, const Oid& descendant) override;
  Result<std::optional<Oid>> merge_base(const Oid& one, const Oid& other) override;
  Result<std::optional<Oid>> resolve(std::string_view ref) override;

 private:
  using Tree = std::map<std::string, File, std::less<>>;
  struct Blob {
    std::uint64_t size = 0;
    std::optional<std::string> content;
  };
  struct Drawn {
    Commit commit;
    std::map<std::string, std::optional<File>> changes;  // nothing: removed
  };

  void draw(std::string_view name, const std::vector<std::string_view>& parents);
  Drawn& drawn(std::string_view name);
  void set(std::string_view commit, File file, Blob blob);
  void settle();  // gives every commit its tree
  Result<const Tree*> tree(const Oid& oid);
  Result<std::set<Oid>> ancestors(const std::vector<Oid>& tips);

  std::vector<Oid> order_;  // as drawn: parents before children
  std::map<Oid, Drawn> commits_;
  std::map<Oid, Tag> tags_;
  std::map<Oid, Blob> blobs_;
  std::map<Oid, Tree> trees_;
  std::map<std::string, Oid, std::less<>> refs_;
  std::set<Oid> lost_;
  std::vector<QuarantinedObject> arrivals_;
  std::set<Oid> was_there_;
  int arrivals_listed_ = 0;
  std::atomic<int> contents_read_ = 0;
  std::mutex settling_;
  bool settled_ = false;
};

}  // namespace expgate::test
