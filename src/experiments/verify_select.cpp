#include <algorithm>
#include <filesystem>
#include <set>

#include "base/files.h"
#include "content/configs/record.h"
#include "experiments/run_records.h"
#include "experiments/unknown_experiment.h"
#include "experiments/verify.h"
#include "git/refs.h"
#include "model/ref_name.h"
#include "text/glob.h"

namespace expgate::experiments {

namespace {

bool is_a_record(const content::RecordReading& reading) {
  return reading.kind == content::RecordReading::Kind::record ||
         reading.kind == content::RecordReading::Kind::unnamed;
}

// Collects records, each once.
class Selection {
 public:
  void add(RecordToVerify record) {
    if (!record.blob || seen_.emplace(record.path, record.blob->hex()).second)
      records_.push_back(std::move(record));
  }
  void add(std::vector<RecordToVerify> records) {
    for (RecordToVerify& each : records) add(std::move(each));
  }
  std::vector<RecordToVerify> take() { return std::move(records_); }

 private:
  std::set<std::pair<std::string, std::string>> seen_;
  std::vector<RecordToVerify> records_;
};

Result<std::vector<RecordToVerify>> records_at(git::Repository& repository, const Oid& oid) {
  TRY_ASSIGN(const Commit commit, repository.commit(oid));
  return records_of_tree(repository, commit.tree);
}

Result<std::optional<Oid>> commit_named(git::Repository& repository, const std::string& name) {
  TRY_ASSIGN(const auto named, repository.revision(name));
  if (!named) return std::optional<Oid>();
  return repository.peel_to_commit(*named);
}

// Those that are of that very commit.
std::vector<RecordToVerify> those_of(std::vector<RecordToVerify> records, const Oid& commit) {
  std::erase_if(records,
                [&](const RecordToVerify& each) { return each.reading.record.commit.value != commit.hex(); });
  return records;
}

Result<void> add_revision(git::Repository& repository, const std::string& name, Selection& selection) {
  TRY_ASSIGN(const auto commit, commit_named(repository, name));
  std::error_code ignored;
  if (!commit && std::filesystem::is_regular_file(name, ignored)) {
    TRY_ASSIGN(RecordToVerify record, record_of_file(name));
    selection.add(std::move(record));
    return {};
  }
  if (!commit) return tl::unexpected(unknown_experiment(repository, name, Named::revision_or_record));
  TRY_ASSIGN(std::vector<RecordToVerify> own, records_at(repository, *commit));
  TRY_ASSIGN(const std::vector<Oid> tips, all_tips(repository));
  std::vector<RecordToVerify> exact = those_of(own, *commit);
  for (const Oid& tip : tips) {
    if (tip == *commit) continue;
    TRY_ASSIGN(std::vector<RecordToVerify> there, records_at(repository, tip));
    for (RecordToVerify& each : those_of(std::move(there), *commit)) exact.push_back(std::move(each));
  }
  TRY_ASSIGN(const auto tag, repository.resolve(std::string(kTags) + name));
  const bool is_missing = exact.empty() && (tag || own.empty());
  if (is_missing)
    return fail(tr("no branch has a record of `{revision}` in `results/`", {{"revision", name}}),
                tr("commit its record first: `expgate record` writes one"));
  selection.add(exact.empty() ? std::move(own) : std::move(exact));
  return {};
}

}  // namespace

Result<std::vector<RecordToVerify>> records_of_tree(git::Repository& repository, const Oid& tree) {
  TRY_ASSIGN(const text::GlobSet wanted, text::GlobSet::compile({std::string(kRecordFiles)}));
  TRY_ASSIGN(const std::vector<File> files, repository.files(tree, wanted));
  std::vector<RecordToVerify> found;
  for (const File& file : files) {
    if (!file.has_content()) continue;
    TRY_ASSIGN(const std::uint64_t size, repository.size(file.oid));
    if (size > content::kLargestRecord) continue;
    TRY_ASSIGN(const std::string bytes, repository.content(file.oid));
    RecordToVerify record{file.path, file.oid, tree, content::read_record(bytes)};
    if (is_a_record(record.reading)) found.push_back(std::move(record));
  }
  return found;
}

Result<RecordToVerify> record_of_file(const std::string& path) {
  std::error_code ignored;
  const auto size = std::filesystem::file_size(path, ignored);
  const auto bytes = !ignored && size > content::kLargestRecord ? std::string() : read_file(path);
  if (!bytes)
    return fail(tr("cannot read `{path}`: {problem}",
                   {{"path", path}, {"problem", verbatim(bytes.error().message())}}));
  RecordToVerify record{path, std::nullopt, std::nullopt, content::read_record(*bytes)};
  if (!is_a_record(record.reading)) return fail(tr("`{path}` is not a record", {{"path", path}}));
  return record;
}

Result<std::vector<RecordToVerify>> select_records(git::Repository& repository,
                                                   const RecordSelection& wanted) {
  Selection selection;
  for (const std::string& name : wanted.names) TRY(add_revision(repository, name, selection));
  if (wanted.names.empty() || wanted.all) {
    TRY_ASSIGN(const auto head, commit_named(repository, "HEAD"));
    if (!head && !wanted.all) return fail(tr("there is no commit yet: `HEAD` does not name one"));
    if (head) {
      TRY_ASSIGN(std::vector<RecordToVerify> here, records_at(repository, *head));
      selection.add(std::move(here));
    }
  }
  if (!wanted.all) return selection.take();
  TRY_ASSIGN(const std::vector<Oid> tips, all_tips(repository));
  for (const Oid& commit : tips) {
    TRY_ASSIGN(std::vector<RecordToVerify> there, records_at(repository, commit));
    selection.add(std::move(there));
  }
  return selection.take();
}

}  // namespace expgate::experiments
