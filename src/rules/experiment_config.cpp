#include <algorithm>

#include "base/strings.h"
#include "rules/experiment_files.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    kConfigsOption,
    {"name", OptionType::text, "",
     msgid("The config that a branch must have by its name: `configs/{{branch}}.yaml`, where {{branch}} is "
           "`exp/vit` and {{name}} its last part, `vit`. The default branch, main and tags need none.")},
    {"must_change", OptionType::boolean, "false",
     msgid("A branch must change a config. The default branch, main and tags need not.")},
};

constexpr std::size_t kShown = 3;  // files that do not parse, one finding each
// What a program costs at most, in bytes that are parsed.
constexpr std::uint64_t kProgram = std::uint64_t{128} << 10U;

constexpr ExampleArgument kNoneExample[] = {
    {"ref", "exp/vit"}, {"globs", "`configs/**/*.yaml`, `*.toml`"}, {"path", "configs/exp/vit.yaml"}};
constexpr ExampleArgument kArgumentExample[] = {
    {"ref", "exp/vit"},
    {"path", "train.py"},
    {"seed", "parser.add_argument(\"--seed\", type=int, default=42)"}};
constexpr ExampleArgument kUnreadableExample[] = {
    {"path", "configs/exp/vit.yaml"}, {"problem", "duplicate key `lr`"}, {"line", "3"}, {"column", "1"}};
constexpr ExampleArgument kOthersExample[] = {{"path", "configs/exp/vit.yaml"},
                                              {"problem", "duplicate key `lr`"},
                                              {"others", "6 others"},
                                              {"line", "3"},
                                              {"column", "1"}};
constexpr ExampleArgument kNamedExample[] = {{"branch", "exp/vit"}, {"path", "configs/exp/vit.yaml"}};
constexpr ExampleArgument kChangeExample[] = {{"branch", "exp/vit"}};

constexpr Msgid kMendHelp = msgid("fix line {line}, column {column} of `{path}`");

constexpr Reason kNoConfig{
    .name = "no-config",
    .text = msgid("the tip of `{ref}` has no experiment config; looked for {globs}"),
    .help = msgid(
        "commit the config that the experiment runs with, for example `{path}` with the line `seed: 42`"),
    .example = kNoneExample,
};
constexpr Reason kNoConfigAnywhere{
    .name = "no-config-in-globs",
    .text = msgid("the tip of `{ref}` has no experiment config; looked for {globs}"),
    .help =
        msgid("commit the config that the experiment runs with, at a path that the option `configs` allows"),
    .example = kNoneExample,
};
constexpr Reason kNoArgument{
    .name = "no-argument",
    .text = msgid("the tip of `{ref}` has no experiment config, and `{path}` no argument with a seed"),
    .help = msgid("add the line `{seed}` to `{path}`, or commit the config that the experiment runs with"),
    .example = kArgumentExample,
};
constexpr Reason kUnreadable{
    .name = "unreadable",
    .text = msgid("`{path}` is not an experiment config: {problem}"),
    .help = kMendHelp,
    .example = kUnreadableExample,
};
constexpr Reason kUnreadableLikeOthers{
    .name = "unreadable-like-others",
    .text = msgid("`{path}` is not an experiment config, nor are {others}: {problem}"),
    .help = kMendHelp,
    .example = kOthersExample,
};
constexpr Reason kTooManyUnreadable{
    .name = "too-many-unreadable",
    .text = msgid("`{path}` is not an experiment config, nor are {others}, and there are more than are read: "
                  "{problem}"),
    .help = kMendHelp,
    .example = kOthersExample,
};
constexpr Reason kNoNamedConfig{
    .name = "no-named-config",
    .text = msgid("the branch `{branch}` has no config of its name, `{path}`"),
    .help = msgid("commit the config that the experiment runs with as `{path}`"),
    .example = kNamedExample,
};
constexpr Reason kNoChange{
    .name = "no-change",
    .text = msgid("the branch `{branch}` changes no experiment config"),
    .help = msgid("give the experiment a config of its own: copy the one you ran, change it and commit it"),
    .example = kChangeExample,
};
constexpr const Reason* kReasons[] = {
    &kNoConfig,          &kNoConfigAnywhere, &kNoArgument, &kUnreadable, &kUnreadableLikeOthers,
    &kTooManyUnreadable, &kNoNamedConfig,    &kNoChange};

struct Settings {
  std::shared_ptr<const text::GlobSet> configs;
  std::vector<Text> globs;  // where configs are looked for
  std::string name;
  bool must_change = false;
};

// Why the file is not an experiment config, if it is not. Only Python can read configs in Python: they pass.
Result<std::optional<content::ParseError>> problem_of(const TipView& view, const File& file) {
  if (content::language_of(file.path) == content::Language::python) return std::nullopt;
  TRY_ASSIGN(const content::Document document, read_config(view, file));
  if (!document) return document.error();
  if (document->is_null()) return content::ParseError{{1, 1}, tr("the file is empty")};
  if (!document->is_mapping())
    return content::ParseError{document->mark, tr("it is not a mapping of names to values")};
  return std::nullopt;
}

Violation unreadable(const File& file, const content::ParseError& error) {
  return {.reason = &kUnreadable,
          .arguments = {{"path", file.path},
                        {"problem", error.what},
                        {"line", error.location.line},
                        {"column", error.location.column}},
          .remedy = {.commands = commands_to_commit(file.path)},
          .line = error.location.line,
          .path = file.path};
}

Result<Violation> none(const TipView& view, const Settings& settings) {
  TRY_ASSIGN(auto edit, edit_of_a_script(view, *settings.configs));
  if (edit) {
    const std::string script = edit->path;
    return Violation{.reason = &kNoArgument,
                     .arguments = {{"ref", short_name(view.update.ref)},
                                   {"path", script},
                                   {"seed", trim(edit->replacement)}},
                     .remedy = {.commands = commands_to_commit(script), .edits = {*std::move(edit)}},
                     .path = script};
  }
  const std::string path = proposed_path(view, *settings.configs);
  Violation violation{.reason = &kNoConfigAnywhere,
                      .arguments = {{"ref", short_name(view.update.ref)}, {"globs", settings.globs}}};
  if (path.empty()) return violation;
  violation.reason = &kNoConfig;
  violation.arguments.emplace_back("path", path);
  violation.remedy = remedy_to_create(view, path);
  return violation;
}

// At least one of the tip's configs parses.
Result<void> judge_any(const TipView& view, const Settings& settings, Violations& violations) {
  TRY_ASSIGN(std::vector<File> found, config_files(view, *settings.configs));
  const std::vector<File> files = in_order(std::move(found), short_name(view.update.ref));
  if (files.empty()) {
    TRY_ASSIGN(Violation violation, none(view, settings));
    violations.push_back(std::move(violation));
  }
  Violations unread;
  std::size_t looked_at = 0;
  for (std::uint64_t bytes = 0; looked_at < std::min(files.size(), kMostConfigs) && bytes < kMostConfigBytes;
       ++looked_at) {
    TRY_ASSIGN(const auto problem, problem_of(view, files[looked_at]));
    if (!problem) return {};
    if (unread.size() < kShown) unread.push_back(unreadable(files[looked_at], *problem));
    TRY_ASSIGN(const std::uint64_t size, view.size(files[looked_at]));
    if (size <= content::kMostBytes) bytes += size;  // a larger one was not read
    if (content::language_of(files[looked_at].path) == content::Language::jsonnet) bytes += kProgram;
  }
  if (looked_at > kShown) {  // a limit is never reached by fewer
    unread.back().reason = looked_at < files.size() ? &kTooManyUnreadable : &kUnreadableLikeOthers;
    unread.back().arguments.emplace_back("others",
                                         tr_n("{count} other", "{count} others", looked_at - kShown));
  }
  for (Violation& violation : unread) violations.push_back(std::move(violation));
  return {};
}

// The config that bears the branch's name is there and parses.
Result<void> judge_named(const TipView& view, const Settings& settings, Violations& violations) {
  const std::string_view branch = short_name(view.update.ref);
  const std::string path =
      replaced(replaced(settings.name, "{name}", branch.substr(branch.rfind('/') + 1)), "{branch}", branch);
  TRY_ASSIGN(const auto file, view.file(path));
  if (!file || !file->has_content()) {
    violations.push_back({.reason = &kNoNamedConfig,
                          .arguments = {{"branch", branch}, {"path", path}},
                          .remedy = remedy_to_create(view, path),
                          .path = path});
    return {};
  }
  TRY_ASSIGN(const auto problem, problem_of(view, *file));
  if (problem) violations.push_back(unreadable(*file, *problem));
  return {};
}

Result<void> judge_changes(const TipView& view, const Settings& settings, Violations& violations) {
  TRY_ASSIGN(const std::vector<File> changed, view.changed(*settings.configs));
  if (!changed.empty()) return {};
  violations.push_back({.reason = &kNoChange, .arguments = {{"branch", short_name(view.update.ref)}}});
  return {};
}

std::vector<Text> shown(const std::vector<std::string>& globs) {
  std::vector<Text> list;
  for (const std::string& glob : globs) {
    if (!glob.starts_with('!')) list.push_back(verbatim("`" + glob + "`"));
  }
  return list;
}

Result<Judge> make(const Options& options) {
  TRY_ASSIGN(auto configs, config_globs(options));
  const Settings settings{std::move(configs), shown(options.list("configs")), options.text("name"),
                          options.boolean("must_change")};
  return JudgeTip{[settings](const TipView& view, Violations& violations) -> Result<void> {
    const bool own = is_work_branch(view);
    if (own && !settings.name.empty()) {
      TRY(judge_named(view, settings, violations));
    } else {
      TRY(judge_any(view, settings, violations));
    }
    if (own && settings.must_change && violations.empty()) TRY(judge_changes(view, settings, violations));
    return {};
  }};
}

}  // namespace

Result<void> judge_config(const TipView& view, std::shared_ptr<const text::GlobSet> configs,
                          const std::vector<std::string>& globs, Violations& violations) {
  Settings settings;
  settings.configs = std::move(configs);
  settings.globs = shown(globs);
  return judge_any(view, settings, violations);
}

extern const Rule experiment_config;
const Rule experiment_config{
    {
        .id = "experiment-config",
        .scope = Scope::tip,
        .summary = msgid("The tip has an experiment config that parses."),
        .why = msgid("what is not written down in a config cannot be run again"),
        .bad = msgid("exp/vit with train.py, and the learning rate on the command line"),
        .good = msgid("exp/vit with train.py and configs/exp/vit.yaml"),
        .mend =
            msgid("Commit the config that the experiment runs with: YAML, JSON, TOML or Python, in one of "
                  "the folders that `configs` names."),
        .options = kOptions,
        .reasons = kReasons,
    },
    make,
};

}  // namespace expgate::rules
