#include <algorithm>
#include <array>
#include <utility>

#include "content/formats/recognise.h"
#include "rules/artifact_names.h"
#include "rules/rule.h"

namespace expgate::rules {

namespace {

constexpr std::size_t kKinds = kContentCategories;

// What `allow` may name: kinds, then formats.
constexpr auto kAllowable = [] {
  std::array<std::string_view, kKinds + std::size(content::kFormats)> names{};
  for (std::size_t at = 0; at < kKinds; ++at) names[at] = kCategories[at].key;
  std::transform(std::begin(content::kFormats), std::end(content::kFormats), names.begin() + kKinds,
                 [](const content::Format& format) { return format.key; });
  return names;
}();

constexpr OptionSpec kOptions[] = {
    {"allow", OptionType::choices, "", msgid("Kinds and formats that pass."), kAllowable},
    {"limit", OptionType::size, "40 MiB",
     msgid("The size up to which files are read; max-file-size reports larger ones.")},
    {"min_size", OptionType::size, "0", msgid("The size below which files are not read.")},
    {"text_limit", OptionType::size, "20 KB",
     msgid("The size over which a dump of numbers or a log is rejected.")},
    {"archive_limit", OptionType::size, "100 KiB",
     msgid("The size over which an archive itself is rejected; its content counts at any size.")},
    {"opaque_limit", OptionType::size, "0",
     msgid("The same for what cannot be looked into: bzip2, xz, Zstandard, LZ4, LZMA, LZFSE, 7z.")},
    {"database_limit", OptionType::size, "1 MiB",
     msgid("The size over which an SQLite database is rejected.")},
};

// One reason a kind, named after its category.
constexpr Msgid kContains = msgid("`{path}` contains {content}, whatever its name");
constexpr std::string_view kFound[kKinds] = {msgid("a PyTorch checkpoint").english,
                                             msgid("a Python pickle").english,
                                             msgid("the index of a TensorFlow checkpoint").english,
                                             msgid("TensorBoard events").english,
                                             msgid("a log").english,
                                             msgid("a NumPy array").english,
                                             msgid("a zip archive").english,
                                             msgid("a private key").english};
constexpr auto kExamples = [] {
  std::array<std::array<ExampleArgument, 2>, kKinds> examples{};
  for (std::size_t at = 0; at < kKinds; ++at)
    examples[at] = {ExampleArgument{"path", "docs/notes.txt"}, {"content", kFound[at]}};
  return examples;
}();
constexpr auto kByKind = [] {
  std::array<Reason, kKinds> reasons{};
  for (std::size_t at = 0; at < kKinds; ++at)
    reasons[at] = {.name = kCategories[at].key,
                   .text = kContains,
                   .help = kCategories[at].content_help,
                   .why = kCategories[at].why,
                   .example = kExamples[at]};
  return reasons;
}();
constexpr ExampleArgument kNamelessExample[] = {{"object", "4f2a9c1"},
                                                {"content", msgid("a PyTorch checkpoint").english}};
constexpr Reason kNameless{
    .name = "unnamed",
    .text = msgid("object `{object}`, which no commit of this push names, contains {content}"),
    .help = kNamelessHelp,
    .example = kNamelessExample,
};
constexpr auto kReasons = [] {
  std::array<const Reason*, kKinds + 1> all{};
  for (std::size_t at = 0; at < kKinds; ++at) all[at] = &kByKind[at];
  all.back() = &kNameless;
  return all;
}();

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
    case content::Kind::secrets:
      return Category::secrets;
  }
  return Category::data;
}

struct Settings {
  std::vector<std::string> allow;
  std::uint64_t limit = 0;
  std::uint64_t min_size = 0;
  std::uint64_t text_limit = 0;
  std::uint64_t archive_limit = 0;
  std::uint64_t opaque_limit = 0;
  std::uint64_t database_limit = 0;

  [[nodiscard]] bool allows(std::string_view key) const {
    return std::find(allow.begin(), allow.end(), key) != allow.end();
  }
};

// Whether what was found is let pass, for its format or for its size.
bool passes(const content::Recognition& found, std::uint64_t size, const Settings& settings) {
  const content::Format& format = found.format;
  if (settings.allows(format.key) || settings.allows(info(category_of(format.kind)).key)) return true;
  if (content::is_opaque(format.key)) return size <= settings.opaque_limit;
  if (format.kind == content::Kind::archives) return size <= settings.archive_limit;
  return format.key == content::info(content::FormatId::sqlite).key && size <= settings.database_limit;
}

Violation violation(const FileView& view, const content::Recognition& found) {
  const auto category = static_cast<std::size_t>(category_of(found.format.kind));
  Text content = found.format.name;
  if (!found.container.empty())
    content =
        tr("{content} (in {archive})", {{"content", std::move(content)}, {"archive", Text(found.container)}});
  if (view.is_nameless)
    return {.reason = &kNameless,
            .arguments = {{"object", view.file.oid.abbreviated()}, {"content", std::move(content)}}};
  return {.reason = &kByKind[category],
          .arguments = {{"path", view.file.path}, {"content", std::move(content)}},
          .remedy = {Remedy::Kind::remove}};
}

Result<void> judge(const FileView& view, const Settings& settings, Violations& violations) {
  if (!view.file.has_content()) return {};
  TRY_ASSIGN(const std::uint64_t size, view.size());
  if (size < settings.min_size || size > settings.limit) return {};
  TRY_ASSIGN(const std::string_view bytes, view.content());
  const auto found = content::recognise(bytes, view.file.path, settings.text_limit);
  if (found && !passes(*found, size, settings)) violations.push_back(violation(view, *found));
  return {};
}

Result<Judge> make(const Options& options) {
  const Settings settings{.allow = options.list("allow"),
                          .limit = options.number("limit"),
                          .min_size = options.number("min_size"),
                          .text_limit = options.number("text_limit"),
                          .archive_limit = options.number("archive_limit"),
                          .opaque_limit = options.number("opaque_limit"),
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
        .summary =
            msgid("No weights, pickles, data, logs, archives or private keys under another name, by their "
                  "content."),
        .why = msgid("a renamed checkpoint is still a checkpoint"),
        .bad = msgid("models/notes.txt that torch.save() wrote, docs/run that TensorBoard reads, "
                     "docker/ssh_key that opens a server"),
        .good = msgid("results/best.json that says where the checkpoint is kept"),
        .mend = msgid(
            "Take the file out of the commit that added it. Small files count as well: put test fixtures "
            "into `exclude`, or let the test create them. Git LFS pointers and .dvc files are text and "
            "pass; documents and packages (docx, jar, whl) do not count as archives. What the gate cannot "
            "unpack (bzip2, xz, Zstandard, LZ4, LZMA, 7z) is rejected at any size unless `opaque_limit` or "
            "`allow` lets it pass. A private key counts in any file that begins with it, and in any text "
            "that holds it whole, but in sources and documents below tests/, docs/ or examples/ only as a "
            "file of its own."),
        .options = kOptions,
        .reasons = kReasons,
        .yields_to = "artifact-path",
        .judges_nameless = true,
    },
    make,
};

}  // namespace expgate::rules
