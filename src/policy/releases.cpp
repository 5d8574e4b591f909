#include "policy/releases.h"

#include <algorithm>

#include "base/strings.h"
#include "policy/policy_error.h"
#include "text/suggestion.h"
#include "text/yaml.h"

namespace expgate::policy {

namespace {

// Words below a name; of an option that is chosen from a list with the choices: "level=digest|tag".
struct Known {
  std::string_view name;
  std::string_view words;
};

struct Release {
  std::string_view version;
  std::span<const Known> keys;   // of mappings by the key that they are below; "": of the file
  std::span<const Known> rules;  // with their options
};

constexpr Known kKeys010[] = {
    {"", "version extends rules delegate projects mode repository_policy allow bypass audit"},
    {"projects", "match extends rules mode repository_policy"},
    {"allow", "rule path object reason expires"},
    {"bypass", "users rules"},
    {"audit", "file on_error"},
    {"rules", "severity rule refs exclude_refs paths exclude"},
};

constexpr Known kRules010[] = {
    {"artifact-content",
     "allow=7z|archives|arrow|bzip2|checkpoints|data|executorch|feather|flax|ggml|gguf|"
     "gzip|hdf5|joblib|keras|lmdb|log|logs|lz4|npy|npz|numeric-dump|onnx|parquet|pickle|"
     "pickled|pytorch|pytorch-legacy|safetensors|saved-model|sqlite|tar|tensorboard|"
     "tf-checkpoint|tflite|tfrecord|tracking|wandb|webdataset|weights|xz|zip|zstd "
     "archive_limit database_limit limit min_size text_limit"},
    {"artifact-path",
     "also archive_limit categories=archives|caches|checkpoints|data|editors|logs|pickled|"
     "secrets|tracking|weights data_limit"},
    {"artifact-record", "limit records"},
    {"branch-name", "allow also"},
    {"commit-atomic", "areas ignore limit"},
    {"commit-author", "email name signed"},
    {"commit-autosquash", ""},
    {"commit-body", "max_width required_for"},
    {"commit-encoding", "limit"},
    {"commit-footer", "breaking_needs_footer required"},
    {"commit-header", ""},
    {"commit-scope", "delimiters required scopes"},
    {"commit-subject", "max_width names vague"},
    {"commit-type", "types"},
    {"container-pin", "allow level=digest|tag"},
    {"dependency-pin", "allow"},
    {"experiment-config", "configs must_change name"},
    {"experiment-environment", "files level=digest|tag"},
    {"experiment-seed", "configs"},
    {"experiment-tag", "configs"},
    {"file-mode", "submodules"},
    {"max-file-size", "limit"},
    {"notebook-output", "read_limit"},
    {"path-name", "max_length"},
    {"protected-ref", "direct_push=allow|deny"},
    {"push-budget", "max_bytes max_commits max_files max_object max_refs"},
    {"ref-namespace", ""},
    {"seed-applied", "scripts"}};

constexpr Release kReleases[] = {{"0.1.0", kKeys010, kRules010}};

const Known* known_as(std::span<const Known> known, std::string_view name) {
  const auto found = std::ranges::find(known, name, &Known::name);
  return found == known.end() ? nullptr : &*found;
}

// Reads one file for the names that are in it. What is no valid policy is none of its business.
class Search {
 public:
  Search(const Release& release, const Policy& policy, std::span<const Declaration* const> rules,
         std::vector<News>& news)
      : release_(release), policy_(policy), rules_(rules), news_(news) {}

  void search(const Layer& layer, const text::Node& root) {
    file_ = layer.name;
    search_keys("", root);
  }

 private:
  void search_keys(std::string_view below, const text::Node& mapping) {
    const std::vector<std::string_view> words = split(known_as(release_.keys, below)->words, ' ');
    for (const auto& [key, value] : mapping.entries) {
      if (std::ranges::find(words, key.scalar) == words.end())
        add(key.mark, tr("the key `{key}`", {{"key", shown(key.scalar)}}));
      else
        search_value(below, key.scalar, value);
    }
  }

  void search_value(std::string_view below, std::string_view key, const text::Node& value) {
    const bool is_of_file = below.empty();
    if (key == "rules" && below != "bypass") return search_checks(value);
    if (key == "rule" || key == "delegate" || key == "rules") return search_names(value);
    if (is_of_file && known_as(release_.keys, key) != nullptr) {
      if (value.is_mapping()) search_keys(key, value);
      for (const text::Node& item : value.items) search_keys(key, item);
    }
  }

  // Names of rules, and of checks, which are whatever the file says.
  void search_names(const text::Node& names) {
    if (names.is_scalar()) search_rule(names);
    for (const text::Node& name : names.items) search_rule(name);
  }

  void search_rule(const text::Node& name) {
    const bool is_rule =
        std::ranges::any_of(rules_, [&](const Declaration* rule) { return rule->id == name.scalar; });
    if (is_rule && known_as(release_.rules, name.scalar) == nullptr)
      add(name.mark, tr("the rule `{rule}`", {{"rule", name.scalar}}));
  }

  void search_checks(const text::Node& checks) {
    for (const auto& [key, settings] : checks.entries) {
      const text::Node* named = settings.find("rule");
      const text::Node& name = named != nullptr ? *named : key;
      const auto check = std::ranges::find(policy_.checks, key.scalar, &Check::key);
      const Declaration* rule = check == policy_.checks.end() ? nullptr : check->rule;
      const Known* known = known_as(release_.rules, rule == nullptr ? name.scalar : rule->id);
      if (known == nullptr)
        search_rule(name);
      else
        search_settings(*known, settings);
    }
  }

  void search_settings(const Known& rule, const text::Node& settings) {
    const std::vector<std::string_view> common = split(known_as(release_.keys, "rules")->words, ' ');
    const std::vector<std::string_view> options = split(rule.words, ' ');
    for (const text::Node::Entry& setting : settings.entries) {
      const text::Node& name = setting.first;
      if (std::ranges::find(common, name.scalar) != common.end()) continue;
      const auto option = std::ranges::find_if(
          options, [&name](std::string_view each) { return each.substr(0, each.find('=')) == name.scalar; });
      if (option == options.end())
        add(name.mark, tr("the option `{option}` of `{rule}`",
                          {{"option", shown(name.scalar)}, {"rule", std::string(rule.name)}}));
      else if (const std::size_t equals = option->find('='); equals != std::string_view::npos)
        search_choices(name.scalar, split(option->substr(equals + 1), '|'), setting.second);
    }
  }

  void search_choices(const std::string& option, const std::vector<std::string_view>& choices,
                      const text::Node& value) {
    const auto search = [&](const text::Node& word) {
      if (std::ranges::find(choices, word.scalar) == choices.end() && word.scalar != "@default")
        add(word.mark,
            tr("the value `{value}` of `{option}`", {{"value", shown(word.scalar)}, {"option", option}}));
    };
    if (value.is_scalar()) search(value);
    for (const text::Node& item : value.items) search(item);
  }

  void add(text::Location mark, Text what) { news_.push_back({{file_, mark.line}, std::move(what)}); }

  const Release& release_;
  const Policy& policy_;
  std::span<const Declaration* const> rules_;
  std::vector<News>& news_;
  std::string file_;
};

}  // namespace

std::vector<std::string> known_releases() {
  std::vector<std::string> versions;
  for (const Release& each : kReleases) versions.emplace_back(each.version);
  return versions;
}

Result<std::vector<News>> unknown_to(std::string_view release, std::span<const Layer> layers,
                                     const Policy& policy, std::span<const Declaration* const> rules) {
  const auto found = std::ranges::find(kReleases, release, &Release::version);
  if (found == std::end(kReleases))
    return fail(tr("`{version}` is not a known older release", {{"version", shown(release)}}),
                tr("known releases: {versions}", {{"versions", text::listed(known_releases())}}));
  std::vector<News> news;
  Search search(*found, policy, rules, news);
  for (const Layer& layer : layers) {
    auto root = text::parse_yaml(layer.text);
    if (!root) return in_file({layer.name, 0}, {root.error().location, std::move(root.error().what), {}});
    search.search(layer, *root);
  }
  return news;
}

}  // namespace expgate::policy
