#include "rules/config_reader.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "base/strings.h"
#include "content/configs/python_objects.h"

namespace expgate::rules {

namespace {

constexpr std::size_t kWorkOfStep = 4;  // of a program, against a byte that is parsed

// Whether a key at the root is in capitals, as those of yacs are: `seed: 42` beside `TRAIN:` may be a
// mistake.
bool is_partly_capital(const text::Node& root) {
  return std::any_of(root.entries.begin(), root.entries.end(), [](const auto& entry) {
    const std::string& name = entry.first.scalar;
    return name.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != std::string::npos &&
           name.find_first_of("abcdefghijklmnopqrstuvwxyz") == std::string::npos;
  });
}

}  // namespace

Result<tl::expected<content::Composed, content::ParseError>> ConfigReader::compose(const std::string& path,
                                                                                   CodeDefaults wanted) {
  if (kept_bytes_ > kMostKept) {
    kept_.clear();
    kept_bytes_ = 0;
  }
  at_once_ = 0;
  TRY_ASSIGN(auto composed,
             content::compose(path, [this](const std::string& needed) { return open(needed); }));
  if (composed) work_ += composed->steps * kWorkOfStep;
  if (composed && composed->system->id == "ml_collections" && content::find_seed(*composed).key.empty())
    TRY(lay_on_module(path, *composed));
  const bool is_of_yacs =
      composed && composed->system->id == "yacs" && content::language_of(path) == content::Language::yaml;
  const bool may_be_of_yacs = composed && composed->system->id.empty() && is_partly_capital(composed->root);
  if (!is_of_yacs && !may_be_of_yacs) return composed;
  const content::SeedVerdict verdict = content::find_seed(*composed);
  if (verdict.seed) TRY(hold_against_defaults(*composed, *verdict.seed));
  if (is_of_yacs && (wanted == CodeDefaults::always || verdict.key.empty())) {
    TRY_ASSIGN(const Defaults* defaults, defaults_for(composed->root));
    if (defaults != nullptr) content::inherit(*composed, defaults->path, defaults->values);
  }
  return composed;
}

Result<tl::expected<content::Composed, content::ParseError>> ConfigReader::compose_with(
    const std::string& path, const std::string& edited, std::string_view text) {
  edited_file_ = content::read_config_file(edited, text);
  edited_ = edited;
  work_ += text.size();
  auto composed = compose(path);
  edited_.clear();
  return composed;
}

namespace {

// The mapping that a module fills as yacs's root: the one of its names that has most keys.
text::Node root_of_yacs(const text::Node& module) {
  const text::Node* most = nullptr;
  for (const auto& [name, value] : module.entries)
    if (value.is_mapping() && (most == nullptr || value.entries.size() > most->entries.size())) most = &value;
  return most == nullptr ? text::Node{} : *most;
}

// A whole number as Python writes it, with its sign.
bool is_number(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  const bool has_base = text.starts_with("0x") || text.starts_with("0o") || text.starts_with("0b");
  return !text.empty() && is_digit(text.front()) &&
         (has_base || text.find_first_not_of("0123456789_") == std::string_view::npos);
}

// Whether yacs puts a value of the kind of `seed` in the place of that default: one of its own kind, or of
// any kind where it is None. What is computed may be of any kind.
bool takes(const text::Node& fallback, const text::Node& seed) {
  if (fallback.is_null() || fallback.tag == content::kComputed || fallback.tag == content::kOpen) return true;
  if (fallback.is_mapping() || fallback.is_sequence()) return fallback.kind == seed.kind;
  const bool is_unknown = !fallback.is_quoted() && fallback.scalar.starts_with("${");
  return is_unknown || (seed.is_scalar() && !fallback.is_quoted() && is_number(fallback.scalar));
}

bool is_base_key(std::string_view name) {
  return name == "_BASE_" || name == "BASE";
}

}  // namespace

// yacs stops at a key that the defaults do not have, and at a value of another kind than its default.
Result<void> ConfigReader::hold_against_defaults(content::Composed& config, const content::Seed& seed) {
  TRY_ASSIGN(const Defaults* defaults, defaults_most_like(config.root));
  const text::Node* const value = content::find_at(config.root, seed.key);
  if (defaults == nullptr || value == nullptr) return {};
  const text::Node* at = &defaults->values;
  for (const std::string_view name : split(seed.key, '.')) {
    const bool is_known = at->is_mapping() && at->tag != content::kOpen;
    if (!is_known && at->find(name) == nullptr) return {};
    at = at->find(name);
    if (at != nullptr) continue;
    config.refused = {seed.key,
                      tr("`{key}` is not among the defaults in `{file}`, so yacs does not load it",
                         {{"key", seed.key}, {"file", defaults->path}}),
                      seed.location};
    return {};
  }
  if (!takes(*at, *value))
    config.refused = {seed.key,
                      tr("the default of `{key}` in `{file}` is not a whole number, so yacs does not load it",
                         {{"key", seed.key}, {"file", defaults->path}}),
                      seed.location};
  return {};
}

// Those that know at least half of the keys of a config, and of which all keys are known.
Result<const ConfigReader::Defaults*> ConfigReader::defaults_most_like(const text::Node& config) {
  if (!defaults_) TRY(read_defaults());
  const Defaults* best = nullptr;
  std::size_t most = 0;
  for (const Defaults& defaults : *defaults_) {
    std::size_t known = 0;
    std::size_t all = 0;
    for (const auto& [key, value] : config.entries) {
      if (is_base_key(key.scalar)) continue;
      ++all;
      known += defaults.values.find(key.scalar) != nullptr ? 1 : 0;
    }
    if (known <= most || 2 * known < all) continue;
    best = &defaults;
    most = known;
  }
  return best != nullptr && best->is_whole ? best : nullptr;
}

// Those that have every key of the config: yacs takes no other.
Result<const ConfigReader::Defaults*> ConfigReader::defaults_for(const text::Node& config) {
  if (!defaults_) TRY(read_defaults());
  const Defaults* best = nullptr;
  for (const Defaults& defaults : *defaults_) {
    const bool has_all = std::all_of(config.entries.begin(), config.entries.end(), [&](const auto& entry) {
      const std::string& name = entry.first.scalar;
      return is_base_key(name) || defaults.values.find(name) != nullptr;
    });
    const bool is_better = best == nullptr || defaults.values.entries.size() > best->values.entries.size();
    if (has_all && is_better) best = &defaults;
  }
  return best;
}

Result<void> ConfigReader::read_defaults() {
  constexpr std::size_t kMostFiles = 20;
  constexpr std::uint64_t kLargest = std::uint64_t{256} << 10U;
  defaults_.emplace();
  // the view may ask for these globs again as long as it lives
  static const Result<text::GlobSet> wanted =
      text::GlobSet::compile({"**/{config,configs,default,defaults,cfg,default_config,config_default}.py",
                              "!{doc,docs,test,tests,testing,node_modules,site-packages}/"});
  TRY_ASSIGN(const std::vector<File> files, view_.files(*wanted));
  for (std::size_t at = 0; at < std::min(files.size(), kMostFiles); ++at) {
    const File& file = files[at];
    if (!file.has_content()) continue;
    TRY_ASSIGN(const std::uint64_t size, view_.size(file));
    if (size > kLargest) continue;
    TRY_ASSIGN(const std::string text, view_.content(file));
    const bool is_of_yacs =
        text.find("CfgNode") != std::string::npos || text.find("yacs") != std::string::npos;
    content::ConfigFile read =
        is_of_yacs ? content::read_config_file(file.path, text) : content::ConfigFile{};
    if (!is_of_yacs || !read.document) continue;
    text::Node root = root_of_yacs(*std::move(read.document));
    const bool is_whole = root.tag != content::kOpen && text.find("new_allowed") == std::string::npos &&
                          text.find("register_") == std::string::npos;
    defaults_->push_back({file.path, std::move(root), is_whole});
  }
  return {};
}

Result<const content::ConfigFile*> ConfigReader::open(const std::string& path) {
  if (!edited_.empty() && path == edited_) return &edited_file_;
  auto found = kept_.find(path);
  if (found == kept_.end()) {
    TRY_ASSIGN(const std::optional<File> file, view_.file(path));
    if (!file || !file->has_content()) return nullptr;
    TRY_ASSIGN(const std::uint64_t size, view_.size(*file));
    Kept kept;
    if (size > content::kMostBytes || at_once_ + size > kMostAtOnce) {
      kept.file.document = content::too_large();
    } else {
      TRY_ASSIGN(const std::string text, view_.content(*file));
      kept = {content::read_config_file(path, text), text.size()};
    }
    work_ += kept.file.steps * kWorkOfStep;
    kept_bytes_ += kept.size;
    work_ += kept.size;
    found = kept_.emplace(path, std::move(kept)).first;
  }
  at_once_ += found->second.size;
  work_ += found->second.size / 16 + 256;  // to copy it costs a fraction of parsing it
  return &found->second.file;
}

}  // namespace expgate::rules
