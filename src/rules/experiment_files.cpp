#include "rules/experiment_files.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <span>

#include "base/paths.h"
#include "base/strings.h"
#include "content/configs/compose.h"
#include "content/configs/python_arguments.h"
#include "content/configs/python_objects.h"
#include "content/python/python_module.h"
#include "text/shell.h"

namespace expgate::rules {

namespace {

std::string_view stem_of(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name.substr(0, name.rfind('.'));
}

// 0: it has the branch's last name, or its whole name in its path; 1: any other; 2: JSON, which results are
// in too.
int distance(const File& file, std::string_view branch) {
  const std::string_view last = branch.substr(branch.rfind('/') + 1);
  if (!branch.empty() && (stem_of(file.path) == last || file.path.find(branch) != std::string::npos))
    return 0;
  return content::language_of(file.path) == content::Language::json ? 2 : 1;
}

}  // namespace

Result<std::shared_ptr<const text::GlobSet>> config_globs(const Options& options) {
  TRY_ASSIGN(text::GlobSet globs, text::GlobSet::compile(options.list("configs")));
  return std::make_shared<const text::GlobSet>(std::move(globs));
}

std::string_view short_name(std::string_view ref) {
  for (const std::string_view prefix : {"refs/heads/", "refs/tags/"}) {
    if (ref.starts_with(prefix)) return ref.substr(prefix.size());
  }
  return ref;
}

bool is_work_branch(const TipView& view) {
  const std::string& ref = view.update.ref;
  return ref.starts_with("refs/heads/") && ref != view.context.default_branch && ref != "refs/heads/main";
}

std::vector<File> in_order(std::vector<File> files, std::string_view branch) {
  std::erase_if(files, [](const File& file) { return !file.has_content(); });
  std::stable_sort(files.begin(), files.end(), [&](const File& one, const File& other) {
    return distance(one, branch) < distance(other, branch);
  });
  return files;
}

Result<content::Document> read_config(const TreeView& view, const File& file) {
  TRY_ASSIGN(const std::uint64_t size, view.size(file));
  if (size > content::kMostBytes) return content::too_large();
  TRY_ASSIGN(const std::string text, view.content(file));
  return content::read_config_file(file.path, text).document;
}

namespace {

constexpr std::size_t kMostElsewhere = 300;  // files that are opened for what they hold
constexpr std::uint64_t kLargestElsewhere = std::uint64_t{64} << 10U;  // bytes of one of them

constexpr std::uint64_t kMostScriptBytes = std::uint64_t{1} << 20U;
constexpr std::uint64_t kMostElsewhereBytes = std::uint64_t{4} << 20U;

// Whether these are the globs of the pack: a policy that says where its configs are means just that.
bool is_default(const text::GlobSet& configs) {
  if (configs.is_of(quoted_parts(kDefaultConfigs))) return true;
  constexpr std::string_view kPaths[] = {"a/conf/b.toml",    "a/config_hub/b/c.yaml",
                                         "a/recipes/b.json", "a/training_config/b.jsonnet",
                                         "hparams.yaml",     "a/b.gin"};
  return std::all_of(std::begin(kPaths), std::end(kPaths),
                     [&](std::string_view path) { return configs.matches(std::string(path)); });
}

// Whether a config is one of a run: it has a seed, or it is of a system that is known by more than its name.
// What a script computes its seed from (`config["seed"]` of a file that it loads) does not make it a config.
bool describes_a_run(const File& file, const std::string& text) {
  const content::ConfigFile read = content::read_config_file(file.path, text);
  if (!read.document || !read.document->is_mapping()) return false;
  const content::ConfigSystem* system = content::system_of(file.path, *read.document, read.signs);
  const content::SeedVerdict verdict = content::find_seed(*read.document, system);
  // what a script reads from a config, or counts in a loop, is no argument
  const text::Node* const value = content::find_at(*read.document, verdict.key);
  const bool is_read = content::language_of(file.path) == content::Language::python && !verdict.seed &&
                       value != nullptr && value->tag == content::kComputed;
  const bool has_seed = !verdict.key.empty() && !is_read;
  const bool is_known = system->role == content::Role::run && !system->others;
  return has_seed || is_known;
}

// Those of the scripts that are at hand, as far as a number of bytes goes, until `done` says so.
Result<void> read_scripts(const TreeView& view,
                          const std::function<Result<bool>(const File&, const std::string&)>& done) {
  TRY_ASSIGN(const std::vector<File> scripts, training_scripts(view));
  std::uint64_t bytes = 0;
  for (const File& file : scripts) {
    TRY_ASSIGN(const std::uint64_t size, view.size(file));
    if (size > kLargestElsewhere) continue;
    bytes += size;
    if (bytes > kMostScriptBytes) return {};
    TRY_ASSIGN(const std::string text, view.content(file));
    TRY_ASSIGN(const bool is_done, done(file, text));
    if (is_done) return {};
  }
  return {};
}

bool has_word(std::string_view path, std::span<const std::string_view> words) {
  const std::string name = ascii_lower(file_name_of(path));
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return name.find(word) != std::string::npos; });
}

// Scripts whose arguments have a default for the seed. Beside one that trains, those that do something else
// speak for no run, whatever they draw.
Result<void> add_scripts_with_a_seed(const TreeView& view, std::vector<File>& found) {
  constexpr std::string_view kTraining[] = {"train", "finetune"};
  constexpr std::string_view kOther[] = {"eval",     "sample",     "infer",  "predict",  "download",
                                         "prepare",  "preprocess", "plot",   "visual",   "demo",
                                         "generate", "convert",    "export", "benchmark"};
  const std::size_t before = found.size();
  bool has_training = false;
  TRY(read_scripts(view, [&](const File& file, const std::string& text) -> Result<bool> {
    const bool may_seed = text.find("seed") != std::string::npos || text.find("SEED") != std::string::npos;
    has_training =
        has_training || (has_word(file.path, kTraining) && text.find("add_argument(") != std::string::npos);
    if (may_seed && describes_a_run(file, text)) found.push_back(file);
    return false;
  }));
  const auto is_other = [&](const File& file) {
    return has_word(file.path, kOther) && !has_word(file.path, kTraining);
  };
  if (has_training)
    found.erase(std::remove_if(found.begin() + static_cast<std::ptrdiff_t>(before), found.end(), is_other),
                found.end());
  return {};
}

// Whether any of the Python among configs is one: the rest is code that lies in a folder of that name.
Result<bool> has_python_config(const TreeView& view, const std::vector<File>& files) {
  constexpr std::size_t kMost = 50;
  for (std::size_t at = 0; at < files.size(); ++at) {
    if (!files[at].has_content()) continue;
    TRY_ASSIGN(const std::uint64_t size, view.size(files[at]));
    if (at >= kMost || size > kLargestElsewhere) return true;
    TRY_ASSIGN(const std::string text, view.content(files[at]));
    if (!content::is_python_code(text)) return true;
  }
  return false;
}

}  // namespace

Result<std::vector<File>> config_files(const TreeView& view, const text::GlobSet& configs) {
  TRY_ASSIGN(std::vector<File> found, view.files(configs));
  const bool has_data = std::any_of(found.begin(), found.end(), [](const File& file) {
    return file.has_content() && content::language_of(file.path) != content::Language::python;
  });
  if (has_data || !is_default(configs)) return found;
  const std::size_t by_name = found.size();
  // the view may ask for these globs again as long as it lives
  static const Result<text::GlobSet> anywhere = text::GlobSet::compile(
      {"*.{yaml,yml,toml,json,jsonnet}", "!.*",
       "!{ci,doc,docs,test,tests,testing,node_modules,site-packages,results}/",
       "!{docker-compose,compose}*.{yml,yaml}", "!{pyproject,Cargo,poetry,uv}.toml",
       "!{package,package-lock,composer,tsconfig}*.json", "!{mkdocs,environment,conda}.{yml,yaml}"});
  TRY_ASSIGN(const std::vector<File> others, view.files(*anywhere));
  std::size_t opened = 0;
  std::uint64_t bytes = 0;
  for (const File& file : others) {
    if (!file.has_content() || configs.matches(file.path)) continue;
    TRY_ASSIGN(const std::uint64_t size, view.size(file));
    if (size > kLargestElsewhere) continue;
    bytes += size;
    if (++opened > kMostElsewhere || bytes > kMostElsewhereBytes) break;
    TRY_ASSIGN(const std::string text, view.content(file));
    if (describes_a_run(file, text)) found.push_back(file);
  }
  if (found.size() > by_name) return found;
  TRY_ASSIGN(const bool has_config, has_python_config(view, found));
  if (!has_config) TRY(add_scripts_with_a_seed(view, found));
  return found;
}

namespace {

// By the words in its name, then by its depth.
std::size_t rank_of_script(std::string_view path) {
  constexpr std::size_t kFurther = std::size_t{1} << 16U;
  static constexpr std::string_view kWords[] = {"train", "main", "run", "finetune", "arg", "option"};
  // of a letter the word that begins with it: of 100,000 names each letter is looked at once
  static constexpr auto kWordOf = [] {
    std::array<std::uint8_t, 256> words{};
    words.fill(std::size(kWords));
    for (std::size_t i = 0; i < std::size(kWords); ++i)
      words[static_cast<unsigned char>(kWords[i].front())] = static_cast<std::uint8_t>(i);
    return words;
  }();
  std::size_t first = std::size(kWords);
  std::size_t at = path.size();
  for (; at > 0 && path[at - 1] != '/'; --at) {
    const std::size_t word = kWordOf[static_cast<unsigned char>(path[at - 1])];
    if (word < first && path.substr(at - 1).starts_with(kWords[word])) first = word;
  }
  return first * kFurther + static_cast<std::size_t>(std::count(path.begin(), path.begin() + at, '/'));
}

}  // namespace

Result<std::vector<File>> training_scripts(const TreeView& view) {
  constexpr std::size_t kMost = 150;
  // the view may ask for these globs again as long as it lives
  static const Result<text::GlobSet> all_scripts =
      text::GlobSet::compile({"*.py", "!.*", "!{ci,doc,docs,test,tests,testing,node_modules,site-packages}/",
                              "!{setup,conftest,__init__,test_*}.py"});
  return view.first_files(*all_scripts, rank_of_script, kMost);
}

namespace {

// What the tree's own .gitignore says; nothing: there is none, or it cannot be read as globs.
text::GlobSet ignored_by(const TreeView& view) {
  constexpr std::uint64_t kLargest = std::uint64_t{64} << 10U;
  const auto file = view.file(".gitignore");
  if (!file || !*file || !(*file)->has_content() || view.size(**file).value_or(kLargest + 1) > kLargest)
    return {};
  const std::string source = view.content(**file).value_or("");
  std::vector<std::string> globs;
  for (const std::string_view line : lines(source))
    if (!trim(line).empty() && line.front() != '#') globs.emplace_back(trim(line));
  auto compiled = text::GlobSet::compile(globs);
  return compiled ? std::move(*compiled) : text::GlobSet();
}

}  // namespace

// A path that git does not ignore, if there is one: `git add` takes no other.
std::string proposed_path(const TipView& view, const text::GlobSet& configs) {
  const std::string name(is_work_branch(view) ? short_name(view.update.ref) : "baseline");
  const text::GlobSet ignored = ignored_by(view);
  std::string first;
  for (const std::string_view folder : {"configs/", "config/", "conf/", ""}) {
    std::string path = std::string(folder) + name + ".yaml";
    if (!configs.matches(path)) continue;
    if (!ignored.matches(path)) return path;
    if (first.empty()) first = std::move(path);
  }
  return first;
}

std::vector<Command> commands_to_commit(const std::string& path) {
  return {{"git", "add", "--", text::pathspec_from_top(path)}, {"git", "commit"}};
}

Result<std::optional<Edit>> edit_of_a_script(const TreeView& view, const text::GlobSet& configs) {
  std::optional<Edit> found;
  if (!is_default(configs)) return found;
  TRY(read_scripts(view, [&](const File& file, const std::string& text) -> Result<bool> {
    auto edit = content::added_argument(text);
    if (edit) found = Edit{file.path, edit->line, std::move(edit->old), std::move(edit->replacement)};
    return found.has_value();
  }));
  return found;
}

Remedy remedy_to_create(const TreeView& view, const std::string& path) {
  Remedy remedy{.commands = commands_to_commit(path), .edits = {{path, 1, "", "seed: 42"}}};
  if (ignored_by(view).matches(path))
    remedy.commands = {{"git", "add", "-f", "--", text::pathspec_from_top(path)}, {"git", "commit"}};
  return remedy;
}

}  // namespace expgate::rules
