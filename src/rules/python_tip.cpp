#include "rules/python_tip.h"

#include <algorithm>
#include <array>
#include <deque>
#include <iterator>
#include <memory>
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
constexpr std::size_t kMostNodes = 400'000;                 // of all syntax trees: twice what real code has
constexpr std::size_t kMostUses = 50'000;                   // of names, the same
constexpr std::size_t kMostLookups = 2000;                  // of files that may be imported
constexpr int kOther = 2;                                   // the rank of what has no name of a beginning

// Whether a word of the name says that it trains: `train_ddp`, `pretrain`; not `training_dataset`, `trainid`
// or `clip_to_mmpretrain`.
bool names_training(std::string_view stem) {
  const auto is_part = [&](std::string_view word) {  // something that trainings use
    for (const std::string_view noun :
         {"dataset", "datasets", "data", "dataloader", "loader", "utils", "util", "config", "configs", "args",
          "arguments", "metrics", "callbacks", "losses", "stats"})
      if (word == noun) return true;
    return false;
  };
  const auto trains = [](std::string_view word) {
    for (const std::string_view verb : {"train", "pretrain", "retrain", "finetune", "finetuning", "training",
                                        "pretraining", "trainer", "retraining"})
      if (word == verb) return true;
    const bool is_longer = word.starts_with("train") || word.starts_with("finetun");
    return is_longer && !word.starts_with("trainid") && !word.starts_with("trained") &&
           !word.starts_with("training");
  };
  const std::size_t first = stem.find_first_of("_-.");
  if (first == std::string_view::npos && stem.ends_with("train"))
    return !stem.ends_with("strain") && stem.find('2') == std::string_view::npos;
  if (stem.find("fine_tun") != std::string_view::npos || stem.find("fine-tun") != std::string_view::npos)
    return true;
  bool found = false;
  for (std::size_t begin = 0; begin < stem.size();) {
    const std::size_t end = std::min(stem.find_first_of("_-.", begin), stem.size());
    const std::string_view word = stem.substr(begin, end - begin);
    found = found || trains(word);
    if (end >= stem.size() && begin > 0 && is_part(word)) return false;  // `training_dataset`
    begin = end + 1;
  }
  return found;
}

// Whether a word of the name says that it runs something: `run_glue`, `main`; not `running_mean_std`.
bool names_running(std::string_view stem) {
  for (const std::string_view word : {"main", "run", "fit", "experiment"}) {
    const bool begins = stem.starts_with(word);
    const bool is_word =
        begins && (stem.size() == word.size() || stem.substr(word.size()).starts_with("ning") == false);
    if (is_word || stem.find("_" + std::string(word)) != std::string_view::npos) return true;
  }
  return false;
}

// 0: trains, by its name; 1: may be where a run begins; 2: anything else.
int rank_of(std::string_view path) {
  const std::string name = ascii_lower(file_name_of(path));
  if (names_training(std::string_view(name).substr(0, name.rfind('.')))) return 0;
  if (names_running(std::string_view(name).substr(0, name.rfind('.')))) return 1;
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

struct Parsed {
  std::shared_ptr<const content::PythonFile> file;
  std::shared_ptr<const content::PythonModule> module;
};

// A file is parsed once, although several rules look at it, and some twice.
Parsed parse(const File& file, const std::string& path, std::string text) {
  thread_local std::map<std::pair<Oid, std::string>, Parsed> known;
  thread_local std::size_t bytes = 0;
  const std::pair key{file.oid, path};
  if (const auto found = known.find(key); found != known.end()) return found->second;
  if (bytes > 2 * kMostBytes) {  // a tip is read twice at most, the second time deeper
    known.clear();
    bytes = 0;
  }
  bytes += text.size();
  Parsed made;
  made.file = std::make_shared<const content::PythonFile>(path, std::move(text));
  made.module = std::make_shared<const content::PythonModule>(content::read_python_module(made.file->syntax));
  known.emplace(key, made);
  return made;
}

// Reads files, and those that they import. They are looked up one by one: the tip is not listed for it.
class Gatherer {
 public:
  explicit Gatherer(const TreeView& view) : view_(view) {}

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
    if (code_.modules.contains(path)) return false;
    const bool is_enough = code_.modules.size() >= kMostFiles || bytes_ >= kMostBytes ||
                           nodes_ >= kMostNodes || uses_ >= kMostUses;
    if (is_enough) {
      code_.is_whole = false;
      return false;
    }
    const File& file = *files_.at(path);
    TRY_ASSIGN(const std::uint64_t size, view_.size(file));
    if (size > kMostOfOne) {
      code_.is_whole = false;
      return false;
    }
    TRY_ASSIGN(std::string text, view_.content(file));
    bytes_ += text.size();
    const Parsed parsed = parse(file, path, std::move(text));
    nodes_ += parsed.file->syntax.size();
    uses_ += parsed.module->uses.size();
    std::vector<std::string> imports;
    for (const content::PythonImport& import : parsed.module->imports) TRY(find(path, import, imports));
    std::erase(imports, path);
    code_.imports[path] = std::move(imports);
    code_.modules.emplace(path, parsed.module);
    code_.files.push_back(parsed.file);
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

  const TreeView& view_;
  std::map<std::string, std::optional<File>> files_;  // that were looked up; nothing: not in the tip
  TrainingCode code_;
  std::size_t bytes_ = 0;
  std::size_t nodes_ = 0;
  std::size_t uses_ = 0;
};

// The scripts among what was read: those that train, else those that run anything.
template <typename IsScript>
std::vector<std::string> scripts_among(const std::vector<std::string>& paths, const TrainingCode& code,
                                       IsScript is_script) {
  for (int rank = 0; rank < kOther; ++rank) {
    std::vector<std::string> scripts;
    for (const std::string& path : paths) {
      const auto found = code.modules.find(path);
      if (rank_of(path) == rank && found != code.modules.end() && is_script(path, *found->second))
        scripts.push_back(path);
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

std::vector<std::string> training_scripts() {
  return quoted_parts(kTrainingScripts);
}

std::vector<std::string> packaged_training_scripts() {
  return {"*{train,finetune,fine_tune}*.py",
          "{main,run,fit,experiment}*.py",
          "*_{main,run,fit,experiment}.py",
          "!.*",
          "!{test,tests,testing,doc,docs,build,dist,node_modules,site-packages}/",
          "!{third_party,thirdparty,vendor,venv,env}/",
          "!{test_*,*_test,tests,conftest,setup}.py"};
}

Result<TrainingCode> read_training_code(const TreeView& view, const text::GlobSet& scripts) {
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
  read.scripts =
      scripts_among(beginnings, read, [](const auto&, const auto& module) { return module.is_script; });
  if (!read.scripts.empty()) return std::move(read);
  // none says that it is one: those that no other code imports
  TRY(gatherer.read_from(by_rank[kOther]));
  const std::set<std::string> imported = imported_of(read);
  read.scripts = scripts_among(beginnings, read,
                               [&](const auto& path, const auto&) { return !imported.contains(path); });
  return std::move(read);
}

Result<TrainingCode> read_script_code(const TreeView& view, const std::string& path) {
  TRY_ASSIGN(const auto file, view.file(path));
  Gatherer gatherer(view);
  if (!file || !file->has_content()) return std::move(gatherer.code());
  TRY(gatherer.read_from({*file}));
  TrainingCode& code = gatherer.code();
  const auto found = code.modules.find(path);
  if (found != code.modules.end() && found->second->is_script) code.scripts.push_back(path);
  return std::move(code);
}

Result<TrainingCode> read_all_code(const TreeView& view, std::string_view folder) {
  static const Result<text::GlobSet> all = text::GlobSet::compile(
      {"*.py", "!.*", "!{test,tests,testing,doc,docs,build,dist,node_modules,site-packages}/",
       "!{third_party,thirdparty,vendor,venv,env}/", "!{test_*,*_test,tests,conftest,setup}.py"});
  TRY_ASSIGN(std::vector<File> files, view.files(*all));
  const std::string root = folder.empty() ? "" : std::string(folder) + "/";
  std::erase_if(files, [&](const File& file) { return !file.has_content() || !file.path.starts_with(root); });
  Gatherer gatherer(view);
  if (files.size() > kMostFiles) {
    gatherer.code().is_whole = false;
    files.resize(kMostFiles);
  }
  TRY(gatherer.read_from(files));
  return std::move(gatherer.code());
}

Result<TrainingCode> read_tip_code(const TreeView& view, const text::GlobSet& scripts,
                                   const text::GlobSet& packaged) {
  TRY_ASSIGN(TrainingCode read, read_training_code(view, scripts));
  if (!read.scripts.empty()) return read;
  TRY_ASSIGN(auto project, view.file("pyproject.toml"));
  if (!project) TRY_SET(project, view.file("setup.py"));
  if (!project) return read;
  TRY_ASSIGN(TrainingCode deeper, read_training_code(view, packaged));
  if (deeper.scripts.empty()) return read;
  return deeper;
}

bool is_training_script(std::string_view path) {
  return rank_of(path) == 0;
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
