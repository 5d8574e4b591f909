#include "rules/artifact_finder.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/strings.h"
#include "content/formats/glance.h"
#include "content/formats/pointers.h"
#include "rules/path_memo.h"
#include "text/fold.h"
#include "text/glob.h"

namespace expgate::rules {

namespace {

// Content is looked at up to this many bytes: programs and texts that go by an artifact's name are small.
constexpr std::uint64_t kLargestLook = std::uint64_t{1} << 20U;

// One automaton for all globs of one kind, and what each of them stands for.
template <typename Entry>
struct Table {
  struct Match {
    const Entry* entry = nullptr;
    std::string_view glob;
  };
  text::GlobSet globs;
  std::vector<Match> matches;

  // `folder`: the globs in the path's folder.
  [[nodiscard]] const Match* find(std::string_view path, const text::GlobSet::Folder& folder) const {
    if (!folder.matches(path)) return nullptr;
    const int index = globs.last_match(path);
    return index < 0 ? nullptr : &matches[static_cast<std::size_t>(index)];
  }
};

template <typename Entry>
Result<Table<Entry>> compile(std::span<const Entry> entries, const std::vector<std::string>& keys) {
  Table<Entry> table;
  std::vector<std::string> globs;
  for (const Entry& entry : entries) {
    if (std::find(keys.begin(), keys.end(), info(entry.category).key) == keys.end()) continue;
    for (const std::string_view glob : split(entry.globs, ' ')) {
      globs.emplace_back(glob);
      table.matches.push_back({&entry, glob});
    }
  }
  TRY_ASSIGN(table.globs, text::GlobSet::compile(globs, true));
  return table;
}

Result<text::GlobSet> compile(Spared spared) {
  std::vector<std::string> globs;
  for (const std::string_view glob : split(spared_names(spared), ' ')) globs.emplace_back(glob);
  return text::GlobSet::compile(globs, true);
}

}  // namespace

struct ArtifactFinder::Tables {
  mutable PathMemo<bool> is_clean;  // on no list, whatever the file holds
  Table<NameRule> names;
  text::GlobSet::Folder names_alone;
  Table<FolderRule> folders;
  mutable PathMemo<text::GlobSet::Folder> each_folder;
  std::vector<std::string> also_globs;
  text::GlobSet also;
  text::GlobSet marks;
  text::GlobSet sources;
  text::GlobSet assets;
  std::uint64_t data_limit = 0;
  std::uint64_t archive_limit = 0;
  std::uint64_t opaque_limit = 0;
};

namespace {

// A name as it is and without the endings of copies and packed files: `best.pth.gz` is `best.pth` too.
struct Stem {
  std::string_view name;
  bool packed = false;
  bool is_part = false;  // of a file that was split
};

// Whether the ending is that of one part of many: part1, partaa, part-00, 001, or aa and those that split(1)
// makes next.
bool is_part(std::string_view ending) {
  constexpr std::string_view kPart = "part";
  if (ending.size() == 2 && ending[0] == 'a' && is_lower(ending[1])) return true;
  if (ending.size() >= 2 && ending[0] == '0' && parse_decimal(ending)) return true;
  if (!ending.starts_with(kPart)) return false;
  ending.remove_prefix(kPart.size());
  if (ending.starts_with('-') || ending.starts_with('_')) ending.remove_prefix(1);
  return ending.starts_with('a') ? ending.size() == 2 : parse_decimal(ending).has_value();
}

std::vector<Stem> stems(std::string_view name) {
  std::vector<Stem> list{{name}};
  while (true) {
    Stem next = list.back();
    const auto endings = copy_endings();
    const auto ending = std::find_if(endings.begin(), endings.end(),
                                     [&](const Ending& each) { return next.name.ends_with(each.text); });
    const std::size_t dot = next.name.find_last_of('.');
    if (ending != endings.end()) {
      next.name.remove_suffix(ending->text.size());
      next.packed = next.packed || ending->packs;
    } else if (dot != std::string_view::npos &&
               (parse_decimal(next.name.substr(dot + 1)) || is_part(next.name.substr(dot + 1)))) {
      next.is_part = next.is_part || is_part(next.name.substr(dot + 1));
      next.name = next.name.substr(0, dot);  // train.log.1
    } else {
      return list;
    }
    if (next.name.empty()) return list;
    list.push_back(next);
  }
}

Result<bool> content_is(const FileView& view, bool (*what)(std::string_view)) {
  TRY_ASSIGN(const std::uint64_t size, view.size());
  if (size > kLargestLook) return false;
  TRY_ASSIGN(const std::string_view content, view.content());
  return what(content);
}

bool is_text_or_vocabulary(std::string_view bytes) {
  return content::is_text(bytes) || content::is_sentencepiece(bytes);
}

// The size up to which files are left alone.
std::uint64_t limit_of(Unless unless, const ArtifactFinder::Tables& tables) {
  constexpr std::uint64_t kFewLines = 1024;
  if (unless == Unless::small_data) return tables.data_limit;
  if (unless == Unless::small_archive) return tables.archive_limit;
  return unless == Unless::small_opaque ? tables.opaque_limit : kFewLines;
}

// Whether the file is left alone though its name is on the list.
Result<bool> left_alone(Unless unless, const FileView& view, const ArtifactFinder::Tables& tables) {
  switch (unless) {
    case Unless::never:
      return false;
    case Unless::always:
      return true;
    case Unless::program:
      return content_is(view, content::is_program);
    case Unless::text:
      return content_is(view, content::is_text);
    case Unless::vocabulary:
      return content_is(view, is_text_or_vocabulary);
    case Unless::certificate:
      return content_is(view, content::is_public_pem);
    case Unless::no_key:
      return content_is(view, content::is_no_key);
    case Unless::no_secret:
      return content_is(view, content::is_env_without_secret);
    case Unless::blank:
      return content_is(view, content::is_blank_text);
    case Unless::few_lines:
    case Unless::small_data:
    case Unless::small_archive:
    case Unless::small_opaque: {
      TRY_ASSIGN(const std::uint64_t size, view.size());
      return size <= limit_of(unless, tables);
    }
  }
  return false;
}

// `is_listed`: whether a list has the name, even if the file is left alone for what it holds.
Result<std::optional<ArtifactHit>> by_name(std::string_view name, const FileView& view,
                                           const ArtifactFinder::Tables& tables, bool& is_listed) {
  const std::vector<Stem> list = stems(name);
  for (auto stem = list.rbegin(); stem != list.rend(); ++stem) {
    const auto* match = tables.names.find(stem->name, tables.names_alone);
    if (match == nullptr) continue;
    is_listed = true;
    const Unless unless = match->entry->unless;
    if (stem->packed && unless != Unless::never) continue;  // what is packed cannot be looked at
    // the size of one part says nothing of the whole
    const bool is_part = stem->is_part && match->entry->category == Category::archives;
    TRY_ASSIGN(const bool passes, is_part ? Result<bool>(false) : left_alone(unless, view, tables));
    if (!passes) return ArtifactHit{&info(match->entry->category), match->glob};
  }
  return std::nullopt;
}

// As by_name().
Result<std::optional<ArtifactHit>> by_folder(std::string_view path, std::string_view name,
                                             const FileView& view, const ArtifactFinder::Tables& tables,
                                             bool& is_listed) {
  const std::string folder(path.substr(0, path.size() - std::min(path.size(), name.size() + 1)));
  const text::GlobSet::Folder* globs = tables.each_folder.find(folder);
  if (globs == nullptr) globs = &tables.each_folder.add(folder, tables.folders.globs.in(folder));
  const auto* match = tables.folders.find(path, *globs);
  if (match == nullptr) return std::nullopt;
  const Spared spared = match->entry->spared;
  if (spared != Spared::marks && tables.sources.matches(name)) return std::nullopt;
  if (spared == Spared::assets && tables.assets.matches(name)) return std::nullopt;
  is_listed = true;
  TRY_ASSIGN(const bool passes, left_alone(match->entry->unless, view, tables));
  if (passes) return std::nullopt;
  return ArtifactHit{&info(match->entry->category), match->glob};
}

}  // namespace

Result<ArtifactFinder> ArtifactFinder::make(ArtifactLimits limits) {
  auto tables = std::make_shared<Tables>();
  TRY_SET(tables->names, compile(artifact_names(), limits.categories));
  tables->names_alone = tables->names.globs.in("");
  TRY_SET(tables->folders, compile(artifact_folders(), limits.categories));
  tables->also_globs = std::move(limits.also);
  TRY_SET(tables->also, text::GlobSet::compile(tables->also_globs, true));
  TRY_SET(tables->marks, compile(Spared::marks));
  TRY_SET(tables->sources, compile(Spared::sources));
  TRY_SET(tables->assets, compile(Spared::assets));
  tables->data_limit = limits.data_limit;
  tables->archive_limit = limits.archive_limit;
  tables->opaque_limit = limits.opaque_limit;
  ArtifactFinder finder;
  finder.tables_ = std::move(tables);
  return finder;
}

Result<std::optional<ArtifactHit>> ArtifactFinder::find(const FileView& view) const {
  const Tables& tables = *tables_;
  if (tables.is_clean.find(view.file.path)) return std::nullopt;
  const std::string path = text::read_path(view.file.path);
  const std::string_view name = std::string_view(path).substr(path.find_last_of('/') + 1);
  for (const std::string_view each : {std::string_view(view.file.path), std::string_view(path)}) {
    if (const int index = tables.also.last_match(each); index >= 0)
      return ArtifactHit{nullptr, tables.also_globs[index]};
  }
  constexpr std::string_view kDvc = ".dvc";
  const bool is_mark = tables.marks.matches(name);
  std::string_view stem = name;
  if (is_mark && text::folded(name).ends_with(kDvc)) stem.remove_suffix(kDvc.size());
  bool is_listed = false;
  TRY_ASSIGN(std::optional<ArtifactHit> hit, by_name(stem, view, tables, is_listed));
  if (!hit) TRY_SET(hit, by_folder(path, name, view, tables, is_listed));
  if (!hit && !is_listed) tables.is_clean.add(view.file.path, true);
  if (!hit || !is_mark) return hit;
  // such a file is a text, whatever its name is: `best.pth.dvc` can hold a checkpoint
  TRY_ASSIGN(const bool is_text, content_is(view, content::is_text));
  return is_text ? std::nullopt : hit;
}

Result<bool> is_pointer(const FileView& view) {
  TRY_ASSIGN(const std::uint64_t size, view.size());
  if (size > content::kLargestPointer) return false;
  TRY_ASSIGN(const std::string_view bytes, view.content());
  return content::is_lfs_pointer(bytes);
}

}  // namespace expgate::rules
