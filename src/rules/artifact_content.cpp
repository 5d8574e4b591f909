#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/bytes.h"
#include "content/formats/recognise.h"
#include "rules/artifact_names.h"
#include "rules/rule.h"

namespace expgate::rules {

namespace {

constexpr std::size_t kKinds = 7;
constexpr std::string_view kKindNames[kKinds] = {"weights", "pickled", "checkpoints", "tracking",
                                                 "logs",    "data",    "archives"};

// What `allow` may name: kinds, then formats.
constexpr auto kAllowable = [] {
  std::array<std::string_view, kKinds + std::size(content::kFormats)> names{};
  std::copy(std::begin(kKindNames), std::end(kKindNames), names.begin());
  std::transform(std::begin(content::kFormats), std::end(content::kFormats), names.begin() + kKinds,
                 [](const content::Format& format) { return format.key; });
  return names;
}();

constexpr OptionSpec kOptions[] = {
    {"allow", OptionType::choices, "", "Kinds and formats to let pass.", kAllowable},
    {"limit", OptionType::size, "64 MiB",
     "The size up to which files are read; beyond it they are the business of max-file-size."},
    {"min_size", OptionType::size, "0", "The size below which files are not looked at."},
    {"text_limit", OptionType::size, "20 KB",
     "The size over which a text is refused that is a dump of numbers or a log."},
    {"archive_limit", OptionType::size, "100 KiB",
     "The size over which an archive is refused for itself; what it holds counts at any size."},
    {"database_limit", OptionType::size, "1 MiB", "The size over which an SQLite database is refused."},
};

Category category_of(content::Kind kind) {
  switch (kind) {
    case content::Kind::weights:
      return Category::weights;
    case content::Kind::pickled:
      return Category::pickled;
    case content::Kind::checkpoints:
      return Category::checkpoints;
    case content::Kind::tracking:
      return Category::tracking;
    case content::Kind::logs:
      return Category::logs;
    case content::Kind::data:
      return Category::data;
    case content::Kind::archives:
      return Category::archives;
  }
  return Category::data;
}

struct Settings {
  std::vector<std::string> allow;
  std::uint64_t limit = 0;
  std::uint64_t min_size = 0;
  std::uint64_t text_limit = 0;
  std::uint64_t archive_limit = 0;
  std::uint64_t database_limit = 0;

  [[nodiscard]] bool allows(std::string_view key) const {
    return std::find(allow.begin(), allow.end(), key) != allow.end();
  }
};

// Whether what was found is let pass, for its format or for its size.
bool passes(const content::Recognition& found, std::uint64_t size, const Settings& settings) {
  const content::Format& format = found.format;
  if (settings.allows(format.key) || settings.allows(info(category_of(format.kind)).key)) return true;
  if (format.kind == content::Kind::archives) return size <= settings.archive_limit;
  return format.key == content::info(content::FormatId::sqlite).key && size <= settings.database_limit;
}

Violation violation(const std::string& path, const content::Recognition& found) {
  const CategoryInfo& category = info(category_of(found.format.kind));
  std::string in;
  if (!found.container.empty()) in = fmt::format(" (in {})", found.container);
  return {.message = fmt::format("`{}` holds {}{}, whatever its name", path, found.format.name, in),
          .why = std::string(category.why),
          .mend = Mend::remove,
          .advice = std::string(category.advice)};
}

Result<void> judge(const FileView& view, const Settings& settings, Violations& violations) {
  if (!view.file.has_content()) return {};
  TRY_ASSIGN(const std::uint64_t size, view.size());
  if (size < settings.min_size || size > settings.limit) return {};
  TRY_ASSIGN(const std::string_view bytes, view.content());
  const auto found = content::recognise(bytes, view.file.path, settings.text_limit);
  if (found && !passes(*found, size, settings)) violations.push_back(violation(view.file.path, *found));
  return {};
}

Result<Judge> make(const Options& options) {
  const Settings settings{.allow = options.list("allow"),
                          .limit = options.number("limit"),
                          .min_size = options.number("min_size"),
                          .text_limit = options.number("text_limit"),
                          .archive_limit = options.number("archive_limit"),
                          .database_limit = options.number("database_limit")};
  return JudgeFile{
      [settings](const FileView& view, Violations& violations) { return judge(view, settings, violations); }};
}

}  // namespace

extern const Rule artifact_content;
const Rule artifact_content{
    {
        .id = "artifact-content",
        .scope = Scope::file,
        .summary = "No weights, pickles, data, logs or archives under another name, by their content.",
        .why = "a renamed checkpoint is still a checkpoint",
        .bad = "models/notes.txt that torch.save() wrote, docs/run that TensorBoard reads",
        .good = "results/best.json that says where the checkpoint is kept",
        .mend =
            "Take the file out of the commit that brought it. Small files count, too: test fixtures go "
            "into `exclude`, or are made by the test. Git LFS pointers and .dvc files are texts and pass; "
            "documents and packages (docx, jar, whl) are no archives.",
        .options = kOptions,
        .yields_to = "artifact-path",
    },
    make,
};

}  // namespace expgate::rules
