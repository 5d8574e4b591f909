#include "rules/config_reader.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace expgate::rules {

namespace {

constexpr std::size_t kWorkOfStep = 4;  // of a program, against a byte that is parsed

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
  const bool lies_on_defaults = composed && composed->system->id == "yacs" &&
                                content::language_of(path) == content::Language::yaml &&
                                (wanted == CodeDefaults::always || content::find_seed(*composed).key.empty());
  if (lies_on_defaults) {
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

}  // namespace

// Those that have every key of the config: yacs takes no other.
Result<const ConfigReader::Defaults*> ConfigReader::defaults_for(const text::Node& config) {
  if (!defaults_) TRY(read_defaults());
  const Defaults* best = nullptr;
  for (const Defaults& defaults : *defaults_) {
    const bool has_all = std::all_of(config.entries.begin(), config.entries.end(), [&](const auto& entry) {
      const std::string& name = entry.first.scalar;
      return name == "_BASE_" || name == "BASE" || defaults.values.find(name) != nullptr;
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
    defaults_->push_back({file.path, root_of_yacs(*std::move(read.document))});
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
