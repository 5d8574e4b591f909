#include "rules/experiment_files.h"

#include <algorithm>

#include "base/strings.h"
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
  return content::read_document(file.path, text);
}

namespace {

// What the tree's own .gitignore says; nothing: there is none, or it cannot be read as globs.
text::GlobSet ignored_by(const TipView& view) {
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

Remedy remedy_to_create(const std::string& path) {
  return {.commands = commands_to_commit(path), .edits = {{path, 1, "", "seed: 42"}}};
}

}  // namespace expgate::rules
