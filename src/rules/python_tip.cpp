#include "rules/python_tip.h"

#include <algorithm>
#include <array>
#include <deque>
#include <iterator>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "base/paths.h"
#include "base/strings.h"
#include "rules/lists/modules.h"

namespace expgate::rules {

namespace {

constexpr std::size_t kMostFiles = 300;
constexpr std::size_t kMostBytes = std::size_t{2} << 20;    // of all of them
constexpr std::size_t kMostOfOne = std::size_t{512} << 10;  // a larger one is generated
constexpr std::size_t kMostLookups = 2000;                  // of files that may be imported
constexpr int kOther = 2;                                   // the rank of what has no name of a beginning

// Whether a word of the name says that it trains: `train_ddp`, `pretrain`, and not `clip_to_mmpretrain`.
bool names_training(std::string_view stem) {
  const auto trains = [](std::string_view word) {
    if (word.starts_with("pretrained")) return false;
    return word.starts_with("train") || word.starts_with("pretrain") || word.starts_with("retrain") ||
           word.starts_with("finetun");
  };
  const std::size_t first = stem.find_first_of("_-.");
  if (first == std::string_view::npos && stem.ends_with("train") && !stem.ends_with("strain")) return true;
  if (stem.find("fine_tun") != std::string_view::npos || stem.find("fine-tun") != std::string_view::npos)
    return true;
  for (std::size_t begin = 0; begin < stem.size();) {
    const std::size_t end = std::min(stem.find_first_of("_-.", begin), stem.size());
    if (trains(stem.substr(begin, end - begin))) return true;
    begin = end + 1;
  }
  return false;
}

// 0: trains, by its name; 1: may be where a run begins; 2: anything else.
int rank_of(std::string_view path) {
  const std::string name = ascii_lower(file_name_of(path));
  if (names_training(std::string_view(name).substr(0, name.rfind('.')))) return 0;
  for (const std::string_view word : {"main", "run", "fit", "experiment"})
    if (name.starts_with(word) || name.find("_" + std::string(word)) != std::string::npos) return 1;
  return kOther;
}

// Whether it is never a file of the tip: to look for it would cost the most.
bool is_from_elsewhere(std::string_view module) {
  const std::string_view top = module.substr(0, module.find('.'));
  return std::binary_search(std::begin(modules::kElsewhere), std::end(modules::kElsewhere), top);
}

std::string joined(std::string_view folder, std::string_view name) {
  if (folder.empty() || name.empty()) return std::string(folder) + std::string(name);
  return std::string(folder) + "/" + std::string(name);
}

// Reads files, and those that they import. They are looked up one by one: the tip is not listed for it.
class Gatherer {
 public:
  explicit Gatherer(const TipView& view) : view_(view) {}

  // Reads what is wanted, and then what that imports.
  Result<void> read_from(const std::vector<File>& wanted) {
    for (const File& file : wanted) files_.insert_or_assign(file.path, file);
    std::deque<std::string> queue;
    for (const File& file : wanted) queue.push_back(file.path);
    while (!queue.empty()) {
      const std::string path = std::move(queue.front());
      queue.pop_front();
      TRY_ASSIGN(const bool is_new, read(path));
      if (!is_new) continue;
      for (const std::string& next : code_.imports[path]) queue.push_back(next);
    }
    return {};
  }

  TrainingCode& code() { return code_; }

 private:
  Result<bool> read(const std::string& path) {
    if (code_.modules.contains(path) || code_.modules.size() >= kMostFiles || bytes_ >= kMostBytes)
      return false;
    const File& file = *files_.at(path);
    TRY_ASSIGN(const std::uint64_t size, view_.size(file));
    if (size > kMostOfOne) return false;
    TRY_ASSIGN(const std::string text, view_.content(file));
    bytes_ += text.size();
    content::PythonModule module = content::read_python_module(text);
    std::vector<std::string> imports;
    for (const content::PythonImport& import : module.imports) TRY(find(path, import, imports));
    std::erase(imports, path);
    code_.imports[path] = std::move(imports);
    code_.modules.emplace(path, std::move(module));
    return true;
  }

  // The files that an import names: from the folder of the file, or from one above it.
  Result<void> find(std::string_view path, const content::PythonImport& import,
                    std::vector<std::string>& found) {
    std::string_view module = import.module;
    std::string_view base = folder_of(path);
    const bool is_relative = module.starts_with('.');
    if (!is_relative && is_from_elsewhere(module)) return {};
    if (is_relative) module.remove_prefix(1);
    while (is_relative && module.starts_with('.')) {
      base = folder_of(base);
      module.remove_prefix(1);
    }
    std::string tail(module);
    std::replace(tail.begin(), tail.end(), '.', '/');
    const std::size_t before = found.size();
    while (true) {
      for (const std::string_view source : {"", "src"}) {
        const std::string stem = joined(joined(base, source), tail);
        if (!import.member.empty() && import.member != "*") TRY(add(joined(stem, import.member), found));
        TRY(add(stem, found));
      }
      if (found.size() > before || is_relative || base.empty()) return {};
      base = folder_of(base);
    }
  }

  Result<void> add(const std::string& stem, std::vector<std::string>& found) {
    if (stem.empty()) return {};
    for (const std::string& path : {stem + ".py", stem + "/__init__.py"}) {
      TRY_ASSIGN(const bool is_there, exists(path));
      if (is_there) found.push_back(path);
    }
    return {};
  }

  Result<bool> exists(const std::string& path) {
    const auto known = files_.find(path);
    if (known != files_.end()) return known->second.has_value();
    if (files_.size() >= kMostLookups) return false;
    TRY_ASSIGN(std::optional<File> file, view_.file(path));
    if (file && !file->has_content()) file.reset();
    const bool is_there = file.has_value();
    files_.emplace(path, std::move(file));
    return is_there;
  }

  const TipView& view_;
  std::map<std::string, std::optional<File>> files_;  // that were looked up; nothing: not in the tip
  TrainingCode code_;
  std::size_t bytes_ = 0;
};

// The scripts among what was read: those that train, else those that run anything.
template <typename IsScript>
std::vector<std::string> scripts_among(const std::vector<std::string>& paths, const TrainingCode& code,
                                       IsScript is_script) {
  for (int rank = 0; rank < kOther; ++rank) {
    std::vector<std::string> scripts;
    for (const std::string& path : paths) {
      const auto found = code.modules.find(path);
      if (rank_of(path) == rank && found != code.modules.end() && is_script(*found)) scripts.push_back(path);
    }
    if (!scripts.empty()) return scripts;
  }
  return {};
}

std::set<std::string> imported_of(const TrainingCode& code) {
  std::set<std::string> imported;
  for (const auto& [path, imports] : code.imports) imported.insert(imports.begin(), imports.end());
  return imported;
}

}  // namespace

Result<TrainingCode> read_training_code(const TipView& view, const text::GlobSet& scripts) {
  TRY_ASSIGN(const std::vector<File> files, view.files(scripts));
  std::array<std::vector<File>, kOther + 1> by_rank;
  for (const File& file : files)
    if (file.has_content()) by_rank[static_cast<std::size_t>(rank_of(file.path))].push_back(file);
  std::vector<std::string> beginnings;
  Gatherer gatherer(view);
  TrainingCode& read = gatherer.code();
  for (std::size_t rank = 0; rank < kOther; ++rank) {
    for (const File& file : by_rank[rank]) beginnings.push_back(file.path);
    TRY(gatherer.read_from(by_rank[rank]));
  }
  read.scripts = scripts_among(beginnings, read, [](const auto& module) { return module.second.is_script; });
  if (!read.scripts.empty()) return std::move(read);
  // none says that it is one: those that no other code imports
  TRY(gatherer.read_from(by_rank[kOther]));
  const std::set<std::string> imported = imported_of(read);
  read.scripts =
      scripts_among(beginnings, read, [&](const auto& module) { return !imported.contains(module.first); });
  return std::move(read);
}

std::vector<std::string> parts_of(const TrainingCode& code, const std::string& script) {
  std::vector<std::string> parts{script};
  std::set<std::string> seen{script};
  for (std::size_t at = 0; at < parts.size(); ++at) {
    const auto found = code.imports.find(parts[at]);
    if (found == code.imports.end()) continue;
    for (const std::string& next : found->second)
      if (code.modules.contains(next) && seen.insert(next).second) parts.push_back(next);
  }
  return parts;
}

}  // namespace expgate::rules
