#include "git/inverse.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "git/commit.h"
#include "git/handle.h"
#include "git/tree.h"

namespace expgate::git {

namespace {

constexpr std::size_t kMostCompared = 1000;             // that are compared
constexpr std::size_t kMostAncestors = 1000;            // that are looked at
constexpr std::size_t kLargest = std::size_t{1} << 20;  // bytes of a file whose lines are compared

struct Version {
  std::uint32_t mode = 0;  // 0: there is no file
  Oid oid;
  bool operator==(const Version&) const = default;
};
struct Change {
  Version before;
  Version after;
};
using Changes = std::map<std::string, Change, std::less<>>;

Result<Commit> read_commit(const Objects& objects, const Oid& oid) {
  TRY_ASSIGN(const Object object, objects.read(oid, Type::commit));
  return parse_commit(oid, object.bytes());
}

Result<Changes> changes_of(const Objects& objects, const Commit& commit) {
  Oid base;
  if (!commit.parents.empty()) {
    TRY_ASSIGN(const Commit parent, read_commit(objects, commit.parents.front()));
    base = parent.tree;
  }
  Changes changes;
  TRY_ASSIGN(const std::vector<File> added, differing(objects, commit.tree, {base}));
  for (const File& file : added)
    if (!file.is_name_only) changes[file.path].after = {file.mode, file.oid};
  if (base.is_zero()) return changes;
  TRY_ASSIGN(const std::vector<File> removed, differing(objects, base, {commit.tree}));
  for (const File& file : removed)
    if (!file.is_name_only) changes[file.path].before = {file.mode, file.oid};
  return changes;
}

bool have_same_names(const Changes& one, const Changes& other) {
  return std::ranges::equal(one, other, {}, &Changes::value_type::first, &Changes::value_type::first);
}

using PatchHandle = std::unique_ptr<git_patch, Deleter<git_patch_free>>;

// The lines that a change takes away and puts in, each in their order.
struct Lines {
  std::vector<std::string> removed;
  std::vector<std::string> added;
};

Result<Lines> lines_of(const Objects& objects, const Change& change) {
  TRY_ASSIGN(const Object before, objects.read(change.before.oid, Type::blob));
  TRY_ASSIGN(const Object after, objects.read(change.after.oid, Type::blob));
  git_diff_options options = GIT_DIFF_OPTIONS_INIT;
  options.context_lines = 0;
  options.flags = GIT_DIFF_FORCE_TEXT;
  git_patch* raw = nullptr;
  if (git_patch_from_buffers(&raw, before.bytes().data(), before.bytes().size(), nullptr,
                             after.bytes().data(), after.bytes().size(), nullptr, &options) != 0)
    return tl::unexpected(last_error(msgid("cannot compare two files: {reason}")));
  const PatchHandle patch(raw);
  Lines lines;
  for (std::size_t hunk = 0; hunk < git_patch_num_hunks(raw); ++hunk) {
    const int count = git_patch_num_lines_in_hunk(raw, hunk);
    for (int at = 0; at < count; ++at) {
      const git_diff_line* line = nullptr;
      if (git_patch_get_line_in_hunk(&line, raw, hunk, static_cast<std::size_t>(at)) != 0)
        return tl::unexpected(last_error(msgid("cannot compare two files: {reason}")));
      if (line->origin == GIT_DIFF_LINE_DELETION)
        lines.removed.emplace_back(line->content, line->content_len);
      if (line->origin == GIT_DIFF_LINE_ADDITION) lines.added.emplace_back(line->content, line->content_len);
    }
  }
  return lines;
}

bool is_text_of_bearable_size(const Version& version, std::uint64_t size) {
  return kind_of_mode(version.mode) == kind_of_mode(kModeFile) && size <= kLargest;
}

Result<bool> undoes(const Objects& objects, const Change& change, const Change& earlier) {
  if (change.before == earlier.after && change.after == earlier.before) return true;
  for (const Change* each : {&change, &earlier})
    for (const Version* version : {&each->before, &each->after}) {
      if (version->mode == 0) return false;  // it was there, or is, only on one of the sides
      TRY_ASSIGN(const std::uint64_t size, objects.blob_size(version->oid));
      if (!is_text_of_bearable_size(*version, size)) return false;
    }
  if (change.before.mode != earlier.after.mode || change.after.mode != earlier.before.mode) return false;
  TRY_ASSIGN(const Lines now, lines_of(objects, change));
  TRY_ASSIGN(const Lines then, lines_of(objects, earlier));
  return now.added == then.removed && now.removed == then.added;
}

Result<bool> is_inverse(const Objects& objects, const Changes& now, const Changes& then) {
  if (!have_same_names(now, then)) return false;
  for (auto one = now.begin(), other = then.begin(); one != now.end(); ++one, ++other) {
    TRY_ASSIGN(const bool is_undone, undoes(objects, one->second, other->second));
    if (!is_undone) return false;
  }
  return true;
}

}  // namespace

Result<bool> inverts_ancestor(const Objects& objects, const Commit& commit) {
  TRY_ASSIGN(const Changes now, changes_of(objects, commit));
  if (now.empty() || now.size() > kMostCompared) return false;
  Commit at = commit;
  for (std::size_t step = 0; step < kMostAncestors && !at.parents.empty(); ++step) {
    TRY_SET(at, read_commit(objects, at.parents.front()));
    TRY_ASSIGN(const Changes then, changes_of(objects, at));
    TRY_ASSIGN(const bool is_that, is_inverse(objects, now, then));
    if (is_that) return true;
  }
  return false;
}

Result<bool> changes_no_more_files(const Objects& objects, const Commit& one, const Commit& other) {
  TRY_ASSIGN(const Changes mine, changes_of(objects, one));
  TRY_ASSIGN(const Changes theirs, changes_of(objects, other));
  return std::ranges::includes(theirs, mine, {}, &Changes::value_type::first, &Changes::value_type::first);
}

}  // namespace expgate::git
