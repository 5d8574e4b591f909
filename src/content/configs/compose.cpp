#include "content/configs/compose.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

#include <fmt/core.h>

#include "base/paths.h"
#include "base/strings.h"
#include "content/configs/compose_jsonnet.h"
#include "content/configs/hydra.h"
#include "content/configs/interpolation.h"
#include "content/configs/python_objects.h"

namespace expgate::content {

namespace {

using text::Node;

constexpr std::size_t kMostFiles = 64;   // that one config inherits from, counted as often as they are named
constexpr std::size_t kMostLevels = 16;  // of inheritance
constexpr std::size_t kMostLookUps = 1000;  // of paths where a parent may be
constexpr std::string_view kBaseKeys[] = {"_base_", "_BASE_", "BASE", "base_config", "extends"};

// What one file brings, and where it belongs. Later ones win.
struct Layer {
  KeyPath package;
  Node node;
};

void stamp(Node& node, int file) {
  node.mark.file = file;
  for (Node& item : node.items) stamp(item, file);
  for (auto& [key, value] : node.entries) {
    stamp(key, file);
    stamp(value, file);
  }
}

// Takes the entry of that key out of a mapping.
std::optional<Node> take(Node& mapping, std::string_view key) {
  const auto found = std::find_if(mapping.entries.begin(), mapping.entries.end(),
                                  [&](const auto& entry) { return entry.first.scalar == key; });
  if (found == mapping.entries.end()) return std::nullopt;
  Node value = std::move(found->second);
  mapping.entries.erase(found);
  return value;
}

// Lays `over` on `under`: mappings are merged key by key, anything else is replaced; `_delete_: true`
// replaces a mapping too.
void overlay(Node& under, Node over) {
  const std::optional<Node> deletes = over.is_mapping() ? take(over, "_delete_") : std::nullopt;
  const bool replaces = deletes && ascii_lower(deletes->scalar) == "true";
  if (!under.is_mapping() || !over.is_mapping() || replaces) {
    under = std::move(over);
    return;
  }
  std::unordered_map<std::string, std::size_t> index;
  for (std::size_t at = 0; at < under.entries.size(); ++at) index.emplace(under.entries[at].first.scalar, at);
  for (auto& [key, value] : over.entries) {
    const auto [found, is_new] = index.emplace(key.scalar, under.entries.size());
    if (is_new) {
      under.entries.emplace_back(std::move(key), std::move(value));
    } else {
      auto& entry = under.entries[found->second];
      if (key.tag == kReplaces) entry.second = {};
      entry.first = std::move(key);
      overlay(entry.second, std::move(value));
    }
  }
}

// The node below mappings of these names.
Node wrapped(Node node, const KeyPath& package) {
  for (auto name = package.rbegin(); name != package.rend(); ++name) {
    Node around{Node::Kind::mapping, node.mark, "?", {}, {}, {}};
    around.entries.emplace_back(Node{Node::Kind::scalar, node.mark, "!", *name, {}, {}}, std::move(node));
    node = std::move(around);
  }
  return node;
}

Node put_together(std::vector<Layer> layers) {
  Node root;
  for (Layer& layer : layers)
    if (!layer.node.is_null() || layers.size() == 1)
      overlay(root, wrapped(std::move(layer.node), layer.package));
  return root;
}

class Composer {
 public:
  explicit Composer(const OpenConfig& open) : open_(open) {}

  Result<tl::expected<Composed, ParseError>> compose(const std::string& path) {
    TRY_ASSIGN(const ConfigFile* file, open_(path));
    if (file == nullptr)
      return tl::expected<Composed, ParseError>(tl::unexpect, ParseError{{1, 1}, tr("it is not in the tip")});
    if (!file->document) return tl::expected<Composed, ParseError>(tl::unexpect, file->document.error());
    std::vector<Layer> layers;
    TRY(load(path, *file, {}, -1, layers));
    composed_.package = file->package;
    composed_.root = put_together(std::move(layers));
    composed_.system = system_of(path, composed_.root, composed_.signs);
    return tl::expected<Composed, ParseError>(std::move(composed_));
  }

 private:
  // Appends the layers of a file that can be read: those that it inherits, and its own among them.
  Result<void> load(const std::string& path, const ConfigFile& file, const KeyPath& package, int from,
                    std::vector<Layer>& out) {
    const int index = static_cast<int>(composed_.files.size());
    composed_.files.push_back({path, from});
    composed_.signs.insert(composed_.signs.end(), file.signs.begin(), file.signs.end());
    Node own = *file.document;
    if (from >= 0) stamp(own, index);
    open_files_.push_back(path);
    const std::size_t first = out.size();
    TRY(fill_in_includes(own, path, index, 0));
    for (const std::string_view key : kBaseKeys) {
      const Node* bases = own.find(key);
      if (bases == nullptr) continue;
      stops_ = key == "_base_" || key == "_BASE_" || key == "BASE";
      if (bases->is_scalar()) TRY(load_base(*bases, path, package, index, out));
      for (const Node& base : bases->items) {
        const std::size_t before = out.size();
        // names alone may come from a package without a file of its own
        stops_ = (key == "_base_" || key == "_BASE_" || key == "BASE") && base.items.empty();
        if (base.is_scalar()) TRY(load_base(base, path, package, index, out));
        if (!base.items.empty()) take_over(base, out, before);
      }
      stops_ = false;
    }
    fill_in_bases(own, out, first);
    TRY(load_defaults(std::move(own), path, package, index, out));
    open_files_.pop_back();
    return {};
  }

  // Leaves of the layers from `first` on only the names that `from .base import name` takes over.
  static void take_over(const Node& base, std::vector<Layer>& layers, std::size_t first) {
    for (std::size_t at = first; at < layers.size(); ++at) {
      std::vector<Node::Entry> kept;
      for (auto& entry : layers[at].node.entries)
        for (const Node& name : base.items) {
          if (entry.first.scalar != name.scalar) continue;
          entry.first.scalar = name.tag;
          kept.push_back(std::move(entry));
          break;
        }
      layers[at].node.entries = std::move(kept);
    }
  }

  // What mmengine's `_base_.x` and `{{_base_.x}}` stand for: values of the layers from `first` on.
  void fill_in_bases(Node& own, const std::vector<Layer>& layers, std::size_t first) {
    if (first == layers.size() || !has_base_variables(own)) return;
    const Node bases = put_together({layers.begin() + static_cast<std::ptrdiff_t>(first), layers.end()});
    fill_in(own, bases);
  }

  static std::string base_variable(const Node& node) {
    constexpr std::string_view kMarks[] = {"${_base_.", "{{_base_.", "{{ _base_."};
    for (const std::string_view mark : kMarks) {
      if (!node.is_scalar() || !node.scalar.starts_with(mark)) continue;
      const std::size_t end = node.scalar.find('}');
      return std::string(trim(node.scalar.substr(mark.size(), end - std::min(end, mark.size()))));
    }
    return {};
  }

  static bool has_base_variables(const Node& node) {
    return !base_variable(node).empty() ||
           std::any_of(node.items.begin(), node.items.end(), has_base_variables) ||
           std::any_of(node.entries.begin(), node.entries.end(),
                       [](const auto& entry) { return has_base_variables(entry.second); });
  }

  void fill_in(Node& node, const Node& bases) {
    for (Node& item : node.items) fill_in(item, bases);
    for (auto& [key, value] : node.entries) fill_in(value, bases);
    const std::string variable = base_variable(node);
    const Node* const value = variable.empty() ? nullptr : find_at(bases, variable);
    if (value == nullptr || ++filled_in_ > kMostLookUps) return;
    const text::Location mark = node.mark;
    filled_in_ += value->entries.size() + value->items.size();
    node = *value;
    node.mark = mark;
  }

  // The config at that path, or null; from a certain number on nothing is found.
  Result<const ConfigFile*> find(const std::string& path) {
    if (++look_ups_ > kMostLookUps) return nullptr;
    return open_(path);
  }

  // Whether the file could be loaded; one that is there but cannot be read is a gap, and counts as loaded.
  Result<bool> try_load(const std::string& path, const KeyPath& package, int from, std::vector<Layer>& out) {
    TRY_ASSIGN(const ConfigFile* file, find(path));
    if (file == nullptr) return false;
    TRY(load_found(path, *file, package, from, out));
    return true;
  }

  Result<void> load_found(const std::string& path, const ConfigFile& file, const KeyPath& package, int from,
                          std::vector<Layer>& out) {
    if (std::find(open_files_.begin(), open_files_.end(), path) != open_files_.end()) {
      gap(tr("it inherits from `{path}`, which inherits from it in turn", {{"path", path}}));
    } else if (composed_.files.size() > kMostFiles || open_files_.size() > kMostLevels) {
      gap(tr("it inherits from `{path}`, but no more than {files} files and {levels} levels are read",
             {{"path", path}, {"files", kMostFiles}, {"levels", kMostLevels}}));
    } else if (!file.document) {
      const ParseError& error = file.document.error();
      gap(tr("it inherits from `{path}`, which cannot be read, line {line}: {problem}",
             {{"path", path}, {"line", error.location.line}, {"problem", error.what}}));
    } else {
      return load_whole(path, file, package, from, out);
    }
    return {};
  }

  // The file by itself: what it names in turn has its own way to be missing.
  Result<void> load_whole(const std::string& path, const ConfigFile& file, const KeyPath& package, int from,
                          std::vector<Layer>& out) {
    const bool stopped = std::exchange(stops_, false);
    TRY(load(path, file, package, from, out));
    stops_ = stopped;
    return {};
  }

  // `_base_: ../base.yaml`: relative to the file, or to the root of the tree.
  Result<void> load_base(const Node& name, const std::string& path, const KeyPath& package, int from,
                         std::vector<Layer>& out) {
    const std::string base(trim(name.scalar));
    if (base.empty() || name.tag == "!python") return {};
    // another project's, or known at run time only
    const bool is_elsewhere = base.find("://") != std::string::npos || base.find("::") != std::string::npos ||
                              base.find_first_of("~$%{") != std::string::npos || base.starts_with('/');
    if (is_elsewhere) stops_ = false;
    const std::size_t dot = path.rfind('.');
    for (const std::string& folder : {std::string(folder_of(path)), std::string()}) {
      for (const std::string& file : {base, base + path.substr(std::min(dot, path.size()))}) {
        const auto candidate = path_in(folder, file);
        if (!candidate || candidate->empty()) continue;
        TRY_ASSIGN(const bool loaded, try_load(*candidate, package, from, out));
        if (loaded) return {};
      }
    }
    if (base.ends_with(".py")) {  // a package is code
      const auto package_file =
          path_in(std::string(folder_of(path)), base.substr(0, base.size() - 3) + "/__init__.py");
      TRY_ASSIGN(const ConfigFile* found,
                 package_file ? find(*package_file) : Result<const ConfigFile*>(nullptr));
      if (found != nullptr) return {};
    }
    gap_missing(base);
    return {};
  }

  // Hydra's defaults list, if there is one, with the file's own values where `_self_` stands: at the end, if
  // nowhere.
  Result<void> load_defaults(Node own, const std::string& path, const KeyPath& package, int from,
                             std::vector<Layer>& out) {
    const Node* list = own.find("defaults");
    const bool is_hydra = list != nullptr && list->is_sequence() && language_of(path) == Language::yaml;
    if (!is_hydra) {
      out.push_back({package, std::move(own)});
      return {};
    }
    composed_.signs.push_back(kDefaultsList);
    bool placed = false;
    for (const HydraDefault& entry : hydra_defaults(*take(own, "defaults"))) {
      if (entry.is_self && !placed) {
        out.push_back({package, own});
        placed = true;
      } else if (!entry.is_self) {
        TRY(load_default(entry, path, package, from, out));
      }
    }
    if (!placed) out.push_back({package, std::move(own)});
    return {};
  }

  // A group is looked for beside the file and, as far as the config root may be away, above.
  Result<void> load_default(const HydraDefault& entry, const std::string& path, const KeyPath& package,
                            int from, std::vector<Layer>& out) {
    std::vector<std::string> folders;
    for (std::string folder(folder_of(path));; folder = folder_of(folder)) {
      if (auto group = path_in(folder, entry.group)) folders.push_back(*std::move(group));
      if (folder.empty()) break;
    }
    if (entry.is_absolute) std::reverse(folders.begin(), folders.end());
    if (!entry.group.empty() && composed_.groups.size() < kMostLookUps)
      composed_.groups.insert(composed_.groups.end(), folders.begin(), folders.end());
    for (const std::string& option : entry.options) {
      TRY_ASSIGN(const bool found, load_option(entry, option, folders, package, from, out));
      const std::string name = entry.group + (entry.group.empty() ? "" : "/") + option;
      const bool is_known = found || entry.is_optional || name.find("${") != std::string::npos;
      if (!is_known) {
        gap_missing(name);
        if (!composed_.unknown && !composed_.gaps.empty()) composed_.unknown = composed_.gaps.back();
      }
    }
    return {};
  }

  Result<bool> load_option(const HydraDefault& entry, const std::string& option,
                           const std::vector<std::string>& folders, const KeyPath& package, int from,
                           std::vector<Layer>& out) {
    for (const std::string& folder : folders) {
      for (const std::string_view ending : {".yaml", ".yml"}) {
        const auto candidate =
            path_in(folder, option.ends_with(ending) ? option : option + std::string(ending));
        if (!candidate || option.starts_with('/')) continue;
        TRY_ASSIGN(const ConfigFile* file, find(*candidate));
        if (file == nullptr) continue;
        TRY(load_found(*candidate, *file, hydra_package(entry, file->package, package), from, out));
        return true;
      }
    }
    return false;
  }

  // `key: !include file.yaml`, and HyperPyYAML's `!include:file.yaml` with overrides below it.
  Result<void> fill_in_includes(Node& node, const std::string& path, int from, int depth) {
    if (depth > kMostDepth) return {};
    bool included = false;
    for (Node& item : node.items) TRY(fill_in_includes(item, path, from, depth + 1));
    for (auto& [key, value] : node.entries) {
      included = included || value.tag.starts_with("!include");
      TRY(fill_in_includes(value, path, from, depth + 1));
    }
    if (node.tag.starts_with("!include")) TRY(include(node, path, from));
    if (included) carry_out_merges(node);
    return {};
  }

  Result<void> include(Node& node, const std::string& path, int from) {
    const bool in_tag = node.tag.starts_with("!include:");
    Node name = node;
    if (in_tag) name.scalar = node.tag.substr(std::string_view("!include:").size());
    if (!in_tag && !node.is_scalar()) return {};
    name.tag = "!";
    std::vector<Layer> layers;
    TRY(load_base(name, path, {}, from, layers));
    if (layers.empty()) return {};
    Node whole = put_together(std::move(layers));
    node.tag = "?";
    if (node.is_mapping()) overlay(whole, std::move(node));
    node = std::move(whole);
    return {};
  }

  void gap(Text what) {
    if (stops_ && !composed_.broken) composed_.broken = what;
    if (composed_.gaps.size() < 8) composed_.gaps.push_back(std::move(what));
  }
  void gap_missing(const std::string& name) {
    gap(tr("it inherits from `{path}`, which is not in the tip", {{"path", name}}));
  }

  const OpenConfig& open_;
  bool stops_ = false;  // at a gap: the loader needs what is being looked for
  std::size_t look_ups_ = 0;
  std::size_t filled_in_ = 0;
  Composed composed_;
  std::vector<std::string> open_files_;  // from the config down to the file that is being loaded
};

}  // namespace

void inherit(Composed& config, std::string path, Node defaults) {
  stamp(defaults, static_cast<int>(config.files.size()));
  config.files.push_back({std::move(path), 0});
  overlay(defaults, std::move(config.root));
  config.root = std::move(defaults);
}

Result<tl::expected<Composed, ParseError>> compose(const std::string& path, const OpenConfig& open) {
  if (language_of(path) == Language::jsonnet) return compose_jsonnet(path, open);
  return Composer(open).compose(path);
}

std::string chain_to(const Composed& composed, int file) {
  std::string chain;
  for (int at = file; at >= 0; at = composed.files[static_cast<std::size_t>(at)].from) {
    const std::string name = fmt::format("`{}`", composed.files[static_cast<std::size_t>(at)].path);
    chain = chain.empty() ? name : fmt::format("{} → {}", name, chain);
  }
  return chain;
}

}  // namespace expgate::content
