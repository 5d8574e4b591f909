#include "engine/history_survey.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "content/formats/recognise.h"
#include "model/ref_name.h"

namespace expgate::engine {

namespace {

constexpr std::size_t kMostHeavy = 20;
constexpr std::size_t kMostNamed = 5;                          // commits, refs and paths of one object
constexpr std::size_t kMostSecrets = 20;                       // paths
constexpr std::uint64_t kMostRead = std::uint64_t{16} << 20U;  // bytes of an object that is looked into

// A blob by one of its names.
class SurveyedFile : public rules::FileView {
 public:
  SurveyedFile(const File& the_file, std::uint64_t size, Repository& repository)
      : FileView(the_file), size_(size), repository_(repository) {}
  Result<std::uint64_t> size() const override { return std::uint64_t{size_}; }
  Result<std::string_view> content() const override {
    if (!content_) TRY_SET(content_, repository_.content(file.oid));
    return std::string_view(*content_);
  }
  Result<std::unique_ptr<rules::TreeView>> tree_of(const Oid& /*commit*/) const override {
    return std::unique_ptr<rules::TreeView>();
  }

 private:
  std::uint64_t size_;
  Repository& repository_;
  mutable std::optional<std::string> content_;
};

ContentCategory bulk_of_ending(std::string_view path) {
  constexpr std::string_view kMedia[] = {"png", "jpg", "jpeg", "gif",  "bmp",  "tif",  "tiff", "webp", "ico",
                                         "psd", "mp4", "mov",  "avi",  "webm", "mkv",  "mp3",  "wav",  "flac",
                                         "ogg", "pdf", "ppt",  "pptx", "doc",  "docx", "svg"};
  const std::string ending = ascii_lower(path.substr(path.rfind('.') + 1));
  if (ending == "ipynb") return ContentCategory::notebooks;
  return std::find(std::begin(kMedia), std::end(kMedia), ending) != std::end(kMedia) ? ContentCategory::media
                                                                                     : ContentCategory::other;
}

// Nothing: the category says nothing about what the bytes are.
std::optional<ContentCategory> bulk_of_category(std::string_view key) {
  if (key == "weights" || key == "pickled") return ContentCategory::weights;
  if (key == "checkpoints") return ContentCategory::checkpoints;
  if (key == "tracking" || key == "logs") return ContentCategory::logs;
  if (key == "data") return ContentCategory::data;
  if (key == "archives") return ContentCategory::archives;
  return std::nullopt;
}

ContentCategory bulk_of_kind(content::Kind kind) {
  switch (kind) {
    case content::Kind::weights:
    case content::Kind::pickled:
      return ContentCategory::weights;
    case content::Kind::checkpoints:
      return ContentCategory::checkpoints;
    case content::Kind::tracking:
    case content::Kind::logs:
      return ContentCategory::logs;
    case content::Kind::data:
      return ContentCategory::data;
    case content::Kind::archives:
      return ContentCategory::archives;
    case content::Kind::secrets:
      return ContentCategory::other;
  }
  return ContentCategory::other;
}

}  // namespace

Result<void> HistorySurvey::open(SurveySource source) {
  source_ = std::move(source);
  progress_.enter(Stage::reading_history);
  rules::ArtifactLimits limits{.categories = {},
                               .also = {},
                               .data_limit = std::uint64_t{1} << 20U,
                               .archive_limit = std::uint64_t{100} << 10U,
                               .opaque_limit = 0};
  for (const rules::CategoryInfo& category : rules::categories())
    limits.categories.emplace_back(category.key);
  TRY_ASSIGN(rules::ArtifactFinder finder, rules::ArtifactFinder::make(std::move(limits)));
  finder_ = std::move(finder);
  survey_.has_remote = source_.has_remote;
  return {};
}

Result<void> HistorySurvey::begins(std::size_t commits) {
  progress_.enter(Stage::listing_objects);
  TRY_SET(blobs_, source_.blobs());
  is_seen_.resize(blobs_.size());
  days_.reserve(commits);
  progress_.start(commits);
  return {};
}

Result<void> HistorySurvey::judged(const Commit& commit, std::span<const File> introduced,
                                   std::size_t pending) {
  const Day day = day_of(commit);
  if (days_.empty()) survey_.first_day = survey_.last_day = day;
  survey_.first_day = std::min(survey_.first_day, day);
  survey_.last_day = std::max(survey_.last_day, day);
  days_.emplace(commit.oid, day);
  for (const File& file : introduced)
    if (!file.is_name_only && file.has_content()) see(file, commit.oid, day);
  objects_ += 1 + introduced.size();
  progress_.step(objects_, pending);
  return {};
}

// Clocks lie: no commit came before its parents.
Day HistorySurvey::day_of(const Commit& commit) {
  constexpr std::int64_t kSeconds = 86'400;
  constexpr std::int64_t kLatest = 100'000;  // days: the year 2243
  Day day = static_cast<Day>(std::clamp<std::int64_t>(commit.committer.date / kSeconds, 0, kLatest));
  for (const Oid& parent : commit.parents)
    if (const auto found = days_.find(parent); found != days_.end()) day = std::max(day, found->second);
  return day;
}

// The blob if it was not met before.
Result<std::optional<StoredBlob>> HistorySurvey::first_sight(const Oid& blob) {
  const auto place = std::lower_bound(blobs_.begin(), blobs_.end(), blob,
                                      [](const StoredBlob& each, const Oid& oid) { return each.oid < oid; });
  if (place != blobs_.end() && place->oid == blob) {
    const auto index = static_cast<std::size_t>(place - blobs_.begin());
    if (is_seen_[index]) return std::optional<StoredBlob>{};
    is_seen_[index] = true;
    return std::optional<StoredBlob>(*place);
  }
  // It came after they were listed.
  if (!seen_elsewhere_.insert(blob).second) return std::optional<StoredBlob>{};
  TRY_ASSIGN(const std::uint64_t size, source_.repository->size(blob));
  return std::optional<StoredBlob>(StoredBlob{blob, size, size});
}

bool HistorySurvey::goes_on_without(const std::string& path, const Oid& commit, const Error& why) {
  constexpr std::size_t kMostUnread = 10;
  if (all_unread_.emplace(path, commit).second && unread_.size() < kMostUnread)
    unread_.push_back({path, commit, why});
  return true;
}

std::optional<Error> HistorySurvey::undecided() const {
  if (unread_.empty()) return std::nullopt;
  std::vector<Text> files;
  for (const Unread& each : unread_) {
    Arguments arguments{
        {"path", each.path}, {"commit", each.commit.abbreviated()}, {"problem", each.why.message}};
    files.push_back(each.path.empty()
                        ? tr("something in the tree of commit {commit} ({problem})", std::move(arguments))
                        : tr("`{path}` in commit {commit} ({problem})", std::move(arguments)));
  }
  const std::size_t more = all_unread_.size() - unread_.size();
  if (more > 0) files.push_back(tr_n("and {count} more", "and {count} more", more));
  return Error{
      tr("the history is checked, but for what cannot be read: {files}", {{"files", std::move(files)}}),
      unread_.front().why.help};
}

std::optional<Text> HistorySurvey::note() const {
  if (unsized_ == 0) return std::nullopt;
  return tr_n("{count} file is not counted: its object is not here",
              "{count} files are not counted: their objects are not here", unsized_);
}

// A blob that is not here matters to the verdict only if a check asks for it.
void HistorySurvey::see(const File& file, const Oid& commit, Day day) {
  const Result<std::optional<StoredBlob>> blob = first_sight(file.oid);
  if (!blob) ++unsized_;
  if (!blob) return;
  if (!*blob) {
    bring_again(file, commit, day);
    return;
  }
  const Result<ContentCategory> told = category_of(file, (*blob)->size);
  if (!told) ++unsized_;
  if (!told) return;
  add(file, **blob, *told, commit, day);
}

void HistorySurvey::add(const File& file, const StoredBlob& blob, ContentCategory category, const Oid& commit,
                        Day day) {
  const auto place = static_cast<std::size_t>(category);
  CategorySum& sum = survey_.categories[place];
  ++sum.objects;
  sum.size += blob.size;
  sum.stored += blob.stored;
  survey_.growth[day][place] += blob.stored;
  keep_if_large(file, blob, category, commit, day);
}

Result<ContentCategory> HistorySurvey::category_of(const File& file, std::uint64_t size) {
  const SurveyedFile view(file, size, *source_.repository);
  TRY_ASSIGN(const auto hit, finder_->find(view));
  if (!hit) return bulk_of_ending(file.path);
  if (hit->category->key == "secrets" && survey_.secrets.size() < kMostSecrets &&
      std::find(survey_.secrets.begin(), survey_.secrets.end(), file.path) == survey_.secrets.end())
    survey_.secrets.push_back(file.path);
  return bulk_of_category(hit->category->key).value_or(bulk_of_ending(file.path));
}

// What is lighter than the heaviest so many when it is met first will never be among them.
void HistorySurvey::keep_if_large(const File& file, const StoredBlob& blob, ContentCategory category,
                                  const Oid& commit, Day day) {
  std::vector<LargeObject>& worst = survey_.worst;
  if (worst.size() == kMostHeavy && blob.stored <= worst.back().stored) return;
  LargeObject large_object{.oid = blob.oid, .category = category, .size = blob.size, .stored = blob.stored};
  large_object.paths.push_back(file.path);
  paths_of_worst_[blob.oid].insert(file.path);
  large_object.commits.push_back({commit, day});
  const auto place = std::upper_bound(
      worst.begin(), worst.end(), large_object,
      [](const LargeObject& one, const LargeObject& other) { return one.stored > other.stored; });
  worst.insert(place, std::move(large_object));
  if (worst.size() <= kMostHeavy) return;
  paths_of_worst_.erase(worst.back().oid);
  worst.pop_back();
}

// The same blob by another commit, or under another name.
void HistorySurvey::bring_again(const File& file, const Oid& commit, Day day) {
  const auto large_object = std::find_if(survey_.worst.begin(), survey_.worst.end(),
                                         [&](const LargeObject& each) { return each.oid == file.oid; });
  if (large_object == survey_.worst.end()) return;
  if (paths_of_worst_[file.oid].insert(file.path).second) large_object->paths.push_back(file.path);
  if (large_object->commits.back().commit == commit) return;
  if (large_object->commits.size() < kMostNamed)
    large_object->commits.push_back({commit, day});
  else
    ++large_object->further_commits;
}

// A renamed checkpoint is still a checkpoint: what nobody could tell by its name is told by its content.
Result<void> HistorySurvey::look_into(LargeObject& large_object) {
  if (is_artifact(large_object.category) || large_object.size > kMostRead) return {};
  TRY_ASSIGN(const std::string content, source_.repository->content(large_object.oid));
  const auto found = content::recognise(content, large_object.paths.front());
  if (!found) return {};
  const ContentCategory category = bulk_of_kind(found->format.kind);
  const auto from = static_cast<std::size_t>(large_object.category);
  const auto to = static_cast<std::size_t>(category);
  --survey_.categories[from].objects;
  ++survey_.categories[to].objects;
  survey_.categories[from].size -= large_object.size;
  survey_.categories[to].size += large_object.size;
  survey_.categories[from].stored -= large_object.stored;
  survey_.categories[to].stored += large_object.stored;
  auto& growth = survey_.growth[large_object.commits.front().day];
  growth[from] -= large_object.stored;
  growth[to] += large_object.stored;
  large_object.category = category;
  return {};
}

// At which tips of branches and tags the heavy objects still are: of all there are, whatever was judged,
// since who is told that an object is gone takes it out of all of them.
Result<void> HistorySurvey::find_tips(const ChangeSet& changes) {
  if (!changes.updates.empty()) survey_.main_ref = changes.updates.front().ref;
  TRY_ASSIGN(auto refs, source_.branches_and_tags());
  std::stable_partition(refs.begin(), refs.end(),
                        [&](const auto& each) { return each.first == survey_.main_ref; });
  for (const auto& [ref, target] : refs) {
    TRY_ASSIGN(const auto oid, source_.repository->peel_to_commit(target));
    if (!oid) continue;
    TRY_ASSIGN(const Commit tip, source_.repository->commit(*oid));
    for (LargeObject& large_object : survey_.worst) TRY(look_for(large_object, ref, tip.tree));
  }
  return {};
}

Result<void> HistorySurvey::look_for(LargeObject& large_object, const std::string& ref, const Oid& tree) {
  for (const std::string& path : large_object.paths) {
    TRY_ASSIGN(const auto file, source_.repository->file(tree, path));
    if (!file || file->oid != large_object.oid) continue;
    if (large_object.tips.empty()) large_object.tip_path = path;
    if (large_object.tips.size() < kMostNamed)
      large_object.tips.push_back(ref);
    else
      ++large_object.further_tips;
    return {};
  }
  return {};
}

void HistorySurvey::count_rules(const Report& report) {
  std::unordered_map<std::string, std::size_t> places;
  for (const auto* findings : {&report.findings, &report.waived}) {
    for (const Finding& finding : *findings) {
      const auto [place, is_new] = places.emplace(finding.rule, survey_.rules.size());
      if (is_new) survey_.rules.emplace_back().rule = finding.rule;
      RuleSum& sum = survey_.rules[place->second];
      const bool is_error = finding.severity == Severity::error;
      ++(!finding.waived.empty() ? sum.waived : is_error ? sum.errors : sum.warnings);
      if (!finding.commit) continue;
      const auto day = days_.find(*finding.commit);
      if (day != days_.end()) ++sum.days[day->second];
    }
  }
  std::stable_sort(survey_.rules.begin(), survey_.rules.end(), [](const RuleSum& one, const RuleSum& other) {
    return std::pair(one.errors, one.all()) > std::pair(other.errors, other.all());
  });
}

Result<Survey> HistorySurvey::finish(const ChangeSet& changes, const Report& report) {
  progress_.enter(Stage::looking_at_largest);
  for (LargeObject& large_object : survey_.worst) TRY(look_into(large_object));
  TRY(find_tips(changes));
  count_rules(report);
  progress_.finish();
  return std::move(survey_);
}

}  // namespace expgate::engine
