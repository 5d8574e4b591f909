#include "rewrite/commits.h"

#include <algorithm>
#include <utility>

#include "message/charset.h"
#include "rewrite/commit_bytes.h"

namespace expgate::rewrite {

namespace {

// A message names commits in whole ("This reverts commit …"): those that have other names by now get them.
std::optional<std::string> with_new_names(std::string_view message, const Mapping& mapping,
                                          ObjectFormat format) {
  std::string changed(message);
  bool is_changed = false;
  for (std::size_t at = 0; at + hex_size(format) <= changed.size();) {
    std::size_t end = at;
    while (end < changed.size() && is_oid_digit(changed[end])) ++end;
    const auto oid = Oid::parse(std::string_view(changed).substr(at, end - at), format);
    if (oid && mapping.of(*oid) != *oid) {
      changed.replace(at, end - at, mapping.of(*oid).hex());
      is_changed = true;
    }
    at = end + 1;
  }
  return is_changed ? std::optional(std::move(changed)) : std::nullopt;
}

// All of the message, as it is in the object.
std::string_view message_in(std::string_view bytes) {
  const std::size_t end = bytes.find("\n\n");
  return end == std::string_view::npos ? std::string_view() : bytes.substr(end + 2);
}

std::vector<Oid> new_parents(const Commit& commit, const Mapping& mapping) {
  std::vector<Oid> parents;
  for (const Oid& parent : commit.parents) {
    const Oid now = mapping.of(parent);
    if (std::find(parents.begin(), parents.end(), now) == parents.end()) parents.push_back(now);
  }
  return parents;
}

}  // namespace

std::string text_of_message(const Commit& commit) {
  return message::decode(commit.message, message::charset_of(commit.encoding)).text;
}

Result<SourceCommit> read_source(git::Repository& repository, const Oid& oid) {
  SourceCommit source;
  TRY_SET(source.bytes, repository.raw(oid, ObjectKind::commit));
  TRY_SET(source.commit, repository.commit(oid));
  return source;
}

Result<Mapping> rewrite_commits(git::Repository& repository, const std::vector<Oid>& commits,
                                const Decide& decide, const Finish& finish) {
  Mapping mapping;
  for (const Oid& oid : commits) {
    TRY_ASSIGN(const SourceCommit source, read_source(repository, oid));
    CommitEdit edit;
    edit.parents = new_parents(source.commit, mapping);
    TRY_ASSIGN(NewCommit wanted, decide(source, edit.parents, mapping));
    if (wanted.is_dropped) {
      mapping.dropped.insert(oid);
      mapping.now[oid] = edit.parents.front();
      continue;
    }
    edit.tree = wanted.tree;
    edit.message = std::move(wanted.message);
    edit.decodes_header = edit.message && !source.commit.encoding.empty();
    if (!edit.message) edit.message = with_new_names(message_in(source.bytes), mapping, oid.format);
    const bool is_changed = edit.tree != source.commit.tree || edit.parents != source.commit.parents ||
                            edit.message || wanted.is_written;
    if (!is_changed) continue;
    std::string bytes = edited_commit(source.bytes, edit);
    if (finish) TRY_SET(bytes, finish(source, bytes));
    TRY_SET(mapping.now[oid], repository.write(ObjectKind::commit, bytes));
  }
  return mapping;
}

}  // namespace expgate::rewrite
