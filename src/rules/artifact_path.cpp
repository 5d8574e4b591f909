#include <algorithm>
#include <cctype>
#include <memory>
#include <string>
#include <unordered_set>

#include <fmt/core.h>

#include "base/bytes.h"
#include "base/strings.h"
#include "content/glance.h"
#include "content/pointers.h"
#include "rules/artifact_names.h"
#include "rules/rule.h"
#include "text/fold.h"

namespace expgate::rules {

namespace {

constexpr std::string_view kCategoryNames[] = {"weights", "pickled",  "checkpoints", "tracking", "logs",
                                               "data",    "archives", "caches",      "editors",  "secrets"};
constexpr OptionSpec kOptions[] = {
    {"categories", OptionType::choices,
     "[weights, pickled, checkpoints, tracking, logs, data, archives, caches, editors, secrets]",
     "The categories of names to refuse.", kCategoryNames},
    {"also", OptionType::globs, "", "Further paths to refuse."},
    {"data_limit", OptionType::size, "1 MiB",
     "The size over which *.csv, *.tsv, *.jsonl and *.ndjson are data."},
    {"archive_limit", OptionType::size, "100 KiB", "The size over which an archive is refused."},
};

// Content is looked at up to this many bytes: programs and texts that go by an artefact's name are small.
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

  [[nodiscard]] const Match* find(std::string_view path) const {
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

// Paths that are on no list, whatever the files hold: a push often changes the same file in many commits. Not
// for threads.
class CleanPaths {
 public:
  [[nodiscard]] bool holds(const std::string& path) const { return paths_.contains(path); }
  void add(const std::string& path) {
    constexpr std::size_t kMost = 8192;
    if (paths_.size() == kMost) paths_.clear();
    paths_.insert(path);
  }

 private:
  std::unordered_set<std::string> paths_;
};

struct Tables {
  mutable CleanPaths clean;
  Table<NameRule> names;
  Table<FolderRule> folders;
  std::vector<std::string> also_globs;
  text::GlobSet also;
  text::GlobSet marks;
  text::GlobSet sources;
  text::GlobSet assets;
  std::uint64_t data_limit = 0;
  std::uint64_t archive_limit = 0;
};

// A name as it is and without the endings of copies and packed files: `best.pth.gz` is `best.pth` too.
struct Stem {
  std::string_view name;
  bool packed = false;
};

// Whether the ending is that of one part of many: part1, partaa, part-00, or aa as split(1) begins.
bool is_part(std::string_view ending) {
  constexpr std::string_view kPart = "part";
  if (ending == "aa") return true;
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

// Whether the file is left alone though its name is on the list.
Result<bool> left_alone(Unless unless, const FileView& view, const Tables& tables) {
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
    case Unless::small_data:
    case Unless::small_archive: {
      TRY_ASSIGN(const std::uint64_t size, view.size());
      return size <= (unless == Unless::small_data ? tables.data_limit : tables.archive_limit);
    }
  }
  return false;
}

// What a file was refused for.
struct Hit {
  const CategoryInfo* category = nullptr;  // null: the policy's own list
  std::string_view glob;
};

// `is_listed`: whether a list has the name, even if the file is left alone for what it holds.
Result<std::optional<Hit>> by_name(std::string_view name, const FileView& view, const Tables& tables,
                                   bool& is_listed) {
  const std::vector<Stem> list = stems(name);
  for (auto stem = list.rbegin(); stem != list.rend(); ++stem) {
    const auto* match = tables.names.find(stem->name);
    if (match == nullptr) continue;
    is_listed = true;
    const Unless unless = match->entry->unless;
    if (stem->packed && unless != Unless::never) continue;  // what is packed cannot be looked at
    TRY_ASSIGN(const bool passes, left_alone(unless, view, tables));
    if (!passes) return Hit{&info(match->entry->category), match->glob};
  }
  return std::nullopt;
}

std::optional<Hit> by_folder(std::string_view path, std::string_view name, const Tables& tables) {
  const auto* match = tables.folders.find(path);
  if (match == nullptr) return std::nullopt;
  const Spared spared = match->entry->spared;
  if (spared != Spared::marks && tables.sources.matches(name)) return std::nullopt;
  if (spared == Spared::assets && tables.assets.matches(name)) return std::nullopt;
  return Hit{&info(match->entry->category), match->glob};
}

Result<std::optional<Hit>> find(const FileView& view, const Tables& tables) {
  if (tables.clean.holds(view.file.path)) return std::nullopt;
  const std::string path = text::read_path(view.file.path);
  const std::string_view name = std::string_view(path).substr(path.find_last_of('/') + 1);
  for (const std::string_view each : {std::string_view(view.file.path), std::string_view(path)}) {
    if (const int index = tables.also.last_match(each); index >= 0)
      return Hit{nullptr, tables.also_globs[index]};
  }
  if (tables.marks.matches(name)) return std::nullopt;
  bool is_listed = false;
  TRY_ASSIGN(std::optional<Hit> hit, by_name(name, view, tables, is_listed));
  if (!hit) hit = by_folder(path, name, tables);
  if (!hit && !is_listed) tables.clean.add(view.file.path);
  return hit;
}

// Whether git holds a pointer only, and a Git LFS server the content.
Result<bool> is_pointer(const FileView& view) {
  TRY_ASSIGN(const std::uint64_t size, view.size());
  if (size > content::kLargestPointer) return false;
  TRY_ASSIGN(const std::string_view bytes, view.content());
  return content::is_lfs_pointer(bytes);
}

Violation violation(const std::string& path, const Hit& hit) {
  if (hit.category == nullptr) {
    return {.message = fmt::format("`{}` is on this policy's list of artefacts (`{}`)", path, hit.glob),
            .mend = Mend::remove,
            .advice = "keep it in your artifact store"};
  }
  std::string advice(hit.category->advice);
  if (hit.category->ignore) advice = fmt::format("add `{}` to .gitignore; {}", hit.glob, advice);
  return {.message = fmt::format("`{}` looks like {} (`{}`)", path, hit.category->noun, hit.glob),
          .why = std::string(hit.category->why),
          .mend = Mend::remove,
          .advice = std::move(advice)};
}

Result<void> judge(const FileView& view, const Tables& tables, Violations& violations) {
  if (!view.file.has_content()) return {};  // a link or a submodule of that name holds no such bytes
  TRY_ASSIGN(const std::optional<Hit> hit, find(view, tables));
  if (!hit) return {};
  TRY_ASSIGN(const bool pointer, is_pointer(view));
  if (!pointer) violations.push_back(violation(view.file.path, *hit));
  return {};
}

Result<Judge> make(const Options& options) {
  auto tables = std::make_shared<Tables>();
  TRY_ASSIGN(tables->names, compile(artifact_names(), options.list("categories")));
  TRY_ASSIGN(tables->folders, compile(artifact_folders(), options.list("categories")));
  tables->also_globs = options.list("also");
  TRY_ASSIGN(tables->also, text::GlobSet::compile(tables->also_globs, true));
  TRY_ASSIGN(tables->marks, compile(Spared::marks));
  TRY_ASSIGN(tables->sources, compile(Spared::sources));
  TRY_ASSIGN(tables->assets, compile(Spared::assets));
  tables->data_limit = options.number("data_limit");
  tables->archive_limit = options.number("archive_limit");
  return JudgeFile{
      [tables = std::shared_ptr<const Tables>(tables)](const FileView& view, Violations& violations) {
        return judge(view, *tables, violations);
      }};
}

}  // namespace

extern const Rule artifact_path;
const Rule artifact_path{
    {
        .id = "artifact-path",
        .scope = Scope::file,
        .summary = "No weights, checkpoints, logs, data, archives, caches or secrets, by their names.",
        .why = "history keeps it for ever, and every clone with it",
        .bad = "models/best.pth, wandb/run-20240101/config.yaml, .env",
        .good = "results/best.json, configs/exp/vit.yaml, .env.example",
        .mend = "Take the file out of the commit that brought it, and add its name to .gitignore. Git LFS "
                "pointers, .dvc files, "
                "links and submodules pass under any name, sources also below runs/ and the like. A folder "
                "that must hold "
                "such files, test fixtures for example, goes into `exclude`.",
        .options = kOptions,
    },
    make,
};

}  // namespace expgate::rules
