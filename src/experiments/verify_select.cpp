#include <algorithm>
#include <filesystem>
#include <set>

#include "content/configs/record.h"
#include "content/formats/pointers.h"
#include "experiments/input_file.h"
#include "experiments/record_name.h"
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

bool is_broken(const RecordToVerify& record) {
  return record.unread || record.reading.kind == content::RecordReading::Kind::unreadable;
}

// What `artifact-record` takes for a record that cannot be read: JSON in results/ itself, and deeper there
// what names the schema.
bool should_be_record(std::string_view path, std::string_view bytes) {
  const bool is_at_top = path.find('/', kRecordFolder.size()) == std::string_view::npos;
  return (is_at_top || content::names_record_schema(bytes)) && !content::is_lfs_pointer(bytes);
}

// The record in the file of a tree; nothing if it is none.
Result<std::optional<RecordToVerify>> record_of_blob(git::Repository& repository, const File& file,
                                                     const Oid& tree) {
  constexpr std::uint64_t kMostSearched = std::uint64_t{16} << 20U;  // what is larger is for max-file-size
  TRY_ASSIGN(const std::uint64_t size, repository.size(file.oid));
  if (size > kMostSearched) return std::optional<RecordToVerify>();
  TRY_ASSIGN(const std::string bytes, repository.content(file.oid));
  RecordToVerify record{file.path, file.oid, tree, {}};
  if (size > content::kLargestRecord) {
    if (!content::names_record_schema(bytes)) return std::optional<RecordToVerify>();
    record.unread = Error{tr("it is {size}, over the limit of {limit} up to which records are read",
                             {{"size", Bytes{size}}, {"limit", Bytes{content::kLargestRecord}}}),
                          tr("keep tables and predictions in your artifact store, and record where")};
    return std::optional(std::move(record));
  }
  record.reading = content::read_record(bytes);
  const bool is_one =
      is_a_record(record.reading) || (is_broken(record) && should_be_record(file.path, bytes));
  return is_one ? std::optional(std::move(record)) : std::nullopt;
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

// Those that are of that very commit, and the one at `path` if nobody can tell what it is of.
std::vector<RecordToVerify> those_of(std::vector<RecordToVerify> records, const Oid& commit,
                                     const std::string& path) {
  std::erase_if(records, [&](const RecordToVerify& each) {
    const bool may_be_meant = each.path == path && is_broken(each);
    return each.reading.record.commit.value != commit.hex() && !may_be_meant;
  });
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
  if (!commit && std::filesystem::is_directory(name, ignored))
    return fail(tr("`{path}` is a folder", {{"path", name}}),
                tr("name the records in it: `expgate verify results/NAME.json`; those of HEAD need no name"));
  if (!commit) return tl::unexpected(unknown_experiment(repository, name, Named::revision_or_record));
  const std::string path = record_path(experiment_name(name));
  TRY_ASSIGN(std::vector<RecordToVerify> own, records_at(repository, *commit));
  TRY_ASSIGN(const std::vector<Oid> tips, all_tips(repository));
  std::vector<RecordToVerify> exact = those_of(own, *commit, path);
  for (const Oid& tip : tips) {
    if (tip == *commit) continue;
    TRY_ASSIGN(std::vector<RecordToVerify> there, records_at(repository, tip));
    for (RecordToVerify& each : those_of(std::move(there), *commit, path)) exact.push_back(std::move(each));
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
    TRY_ASSIGN(auto record, record_of_blob(repository, file, tree));
    if (record) found.push_back(*std::move(record));
  }
  return found;
}

Result<RecordToVerify> record_of_file(const std::string& path) {
  TRY_ASSIGN(const std::string bytes, read_input(path, content::kLargestRecord));
  RecordToVerify record{path, std::nullopt, std::nullopt, content::read_record(bytes)};
  const bool is_broken_json = is_broken(record) && path.ends_with(".json");
  if (!is_a_record(record.reading) && !is_broken_json)
    return fail(tr("`{path}` is not a record", {{"path", path}}),
                tr("name a file that `expgate record` wrote, as in results/NAME.json"));
  return record;
}

Result<std::vector<RecordToVerify>> select_records(git::Repository& repository,
                                                   const RecordSelection& wanted) {
  Selection selection;
  for (const std::string& name : wanted.names) TRY(add_revision(repository, name, selection));
  if (wanted.names.empty() || wanted.all) {
    TRY_ASSIGN(const auto head, commit_named(repository, "HEAD"));
    if (!head && !wanted.all)
      return fail(tr("there is no commit yet: `HEAD` does not name one"),
                  tr("name the records: `expgate verify results/NAME.json`, or `--all` branches and tags"));
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
