#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "base/files.h"
#include "base/strings.h"
#include "git/refs.h"
#include "git/reftable.h"

namespace expgate::git {

namespace {

using Kind = Reftable::Kind;
using Tables = std::shared_ptr<const std::vector<Reftable>>;

// The tables of one folder, oldest first: what a later one says of a name counts (reftable.adoc, "Update
// transactions"; git puts tables together while others read).
class Stack {
 public:
  Stack(std::string folder, ObjectFormat format) : folder_(std::move(folder)), format_(format) {}

  // The tables as they are now. The caller keeps them alive, since a visitor may load newer ones.
  Result<Tables> tables() {
    constexpr int kMostTries = 100;
    for (int tries = 0; tries < kMostTries; ++tries) {
      const auto text = read_file(folder_ + "tables.list");
      if (!text)
        return fail(tr("cannot read `{file}`: {reason}", {{"file", LocalFile{folder_ + "tables.list"}},
                                                          {"reason", verbatim(text.error().message())}}),
                    tr("run `git fsck`"));
      if (tables_ && *text == list_) return Tables(tables_);
      TRY_ASSIGN(const bool is_whole, read_all(*text));
      if (is_whole) return Tables(tables_);
    }
    return fail(
        tr("the tables of refs in `{folder}` are listed, but not there", {{"folder", LocalFile{folder_}}}),
        tr("run `git fsck`"));
  }

 private:
  // False: a table is gone, since git has put it together with others; then there is a new list.
  Result<bool> read_all(const std::string& list) {
    std::vector<Reftable> tables;
    const bool is_cut = !list.empty() && !list.ends_with('\n');
    for (const std::string_view name : lines(list)) {
      if (name.empty() && !is_cut) continue;
      if (is_cut || name.find_first_of(std::string_view("/\0\r", 3)) != std::string_view::npos)
        return fail(tr("`{file}` is malformed", {{"file", LocalFile{folder_ + "tables.list"}}}),
                    tr("run `git fsck`"));
      std::string path = folder_ + std::string(name);
      TRY_ASSIGN(MappedFile file, MappedFile::open(path));
      if (!file.is_there()) return false;
      TRY_ASSIGN(Reftable table, Reftable::read(std::move(path), std::move(file), format_));
      tables.push_back(std::move(table));
    }
    tables_ = std::make_shared<const std::vector<Reftable>>(std::move(tables));
    list_ = list;
    return true;
  }

  std::string folder_;
  ObjectFormat format_;
  std::string list_;
  Tables tables_;  // null: not read yet
};

// Goes through the records of several tables in the order of their names, of each name the last one.
class Merged {
 public:
  static Result<Merged> seek(const std::vector<Reftable>& tables, std::string_view name) {
    Merged merged;
    for (const Reftable& table : tables) {
      TRY_ASSIGN(Reftable::Cursor cursor, Reftable::Cursor::seek(table, name));
      if (!cursor.at_end()) merged.cursors_.push_back(std::move(cursor));
    }
    merged.choose();
    return merged;
  }

  // The record, or null at the end; good until the next call.
  [[nodiscard]] const Reftable::Record* record() const {
    return chosen_ == cursors_.size() ? nullptr : &cursors_[chosen_].record();
  }

  Result<void> advance() {
    if (cursors_.size() == 1) {
      TRY(cursors_.front().advance());
    } else {
      const std::string name = cursors_[chosen_].record().name;
      for (Reftable::Cursor& cursor : cursors_)
        if (cursor.record().name == name) TRY(cursor.advance());
    }
    std::erase_if(cursors_, [](const Reftable::Cursor& cursor) { return cursor.at_end(); });
    choose();
    return {};
  }

 private:
  void choose() {
    chosen_ = 0;
    for (std::size_t i = 1; i < cursors_.size(); ++i)
      if (cursors_[i].record().name <= cursors_[chosen_].record().name) chosen_ = i;
  }

  std::vector<Reftable::Cursor> cursors_;  // none of them at its end, oldest table first
  std::size_t chosen_ = 0;
};

class ReftableRefStore : public RefStore {
 public:
  ReftableRefStore(const GitFolders& folders, ObjectFormat format)
      : format_(format), common_(folders.common + "reftable/", format) {
    if (folders.own != folders.common) own_.emplace(folders.own + "reftable/", format);
  }

  Result<void> each(const std::vector<std::string>& prefixes, const VisitRef& visit) const override {
    TRY_ASSIGN(const Tables tables, common_.tables());
    for (const std::string& prefix : prefixes) {
      TRY_ASSIGN(Merged merged, Merged::seek(*tables, prefix));
      for (; const Reftable::Record* record = merged.record();) {
        if (!std::string_view(record->name).starts_with(prefix)) break;
        if (record->kind == Kind::object || record->kind == Kind::peeled_tag)
          TRY(visit({record->name, target_of(*record), peeled_of(*record)}));
        if (record->kind == Kind::symbolic)
          TRY(visit_value(record->name, {{}, std::string(record->value)}, visit));
        TRY(merged.advance());
      }
    }
    return {};
  }

  Result<void> each_at(const Oid& commit, const std::vector<std::string>& prefixes,
                       const VisitRef& visit) const override {
    constexpr std::size_t kMost = 64;  // refs of a table: if all are at that commit, a few say as much
    TRY_ASSIGN(const Tables tables, common_.tables());
    for (const Reftable& table : *tables) {
      TRY_ASSIGN(const std::vector<Reftable::Record> records, table.holding(commit.raw(), kMost));
      for (const Reftable::Record& record : records) {
        if (record.kind != Kind::object || !starts_with_any(record.name, prefixes)) continue;
        TRY_ASSIGN(const std::optional<RefValue> now, read(record.name));  // a later table may say otherwise
        if (now && now->target == commit) TRY(visit({record.name, commit, commit}));
      }
    }
    return {};
  }

  Result<std::optional<RefValue>> read(const std::string& name) const override {
    Stack& stack = own_ && is_per_worktree(name) ? *own_ : common_;
    TRY_ASSIGN(const Tables tables, stack.tables());
    for (auto table = tables->rbegin(); table != tables->rend(); ++table) {
      TRY_ASSIGN(const Reftable::Cursor cursor, Reftable::Cursor::seek(*table, name));
      if (cursor.at_end() || cursor.record().name != name) continue;
      const Reftable::Record& record = cursor.record();
      if (record.kind == Kind::deletion) break;
      if (record.kind == Kind::symbolic) return std::optional(RefValue{{}, std::string(record.value)});
      return std::optional(RefValue{target_of(record), {}});
    }
    return std::optional<RefValue>{};
  }

  Result<std::optional<std::string>> read_symbolic(const std::string& name) const override {
    TRY_ASSIGN(const std::optional<RefValue> value, read(name));
    return value && !value->symbolic.empty() ? std::optional(value->symbolic) : std::nullopt;
  }

 private:
  [[nodiscard]] Oid target_of(const Reftable::Record& record) const {
    return Oid::from_raw(format_, record.value.data());
  }
  [[nodiscard]] Oid peeled_of(const Reftable::Record& record) const {
    const std::size_t at = record.kind == Kind::peeled_tag ? raw_size(format_) : 0;
    return Oid::from_raw(format_, record.value.data() + at);
  }

  ObjectFormat format_;
  mutable Stack common_;
  mutable std::optional<Stack> own_;  // of a linked work tree
};

}  // namespace

std::unique_ptr<RefStore> reftable_ref_store(const GitFolders& folders, ObjectFormat format) {
  return std::make_unique<ReftableRefStore>(folders, format);
}

}  // namespace expgate::git
