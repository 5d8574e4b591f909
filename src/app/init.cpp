#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include <CLI/CLI.hpp>

#include "app/command.h"
#include "app/init_texts.h"
#include "app/output.h"
#include "base/strings.h"
#include "git/command.h"
#include "git/repository.h"
#include "text/utf8.h"

namespace expgate::app {

namespace fs = std::filesystem;

namespace {

// The local branches, without refs/heads/.
Result<std::vector<std::string>> branches() {
  TRY_ASSIGN(const std::string out,
             git::output_of({"git", "for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads/"}));
  std::vector<std::string> names;
  for (const std::string_view line : lines(out)) names.emplace_back(line);
  return names;
}

// Globs for the families of branches ("release/*") that the pack would not let grow.
std::vector<std::string> own_families(const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 10;
  constexpr std::string_view kHarmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
  std::vector<std::string> globs;
  for (const std::string& name : names) {
    const std::size_t slash = name.find('/');
    if (slash == std::string::npos) continue;
    const std::string family = name.substr(0, slash);
    const bool is_known = family == "feature" || family == "exp";
    if (is_known || family.find_first_not_of(kHarmless) != std::string::npos) continue;
    const std::string glob = family + "/*";
    if (std::ranges::find(globs, glob) == globs.end() && globs.size() < kMost) globs.push_back(glob);
  }
  return globs;
}

tl::unexpected<Error> write_error(const std::string& name) {
  return fail("`" + name + "` cannot be written: " + std::strerror(errno));
}

// Writes a file that is not there yet; false where there is one.
Result<bool> create(const fs::path& path, const std::string& text) {
  std::FILE* file = std::fopen(path.c_str(), "wxe");
  if (file == nullptr && errno == EEXIST) return false;
  if (file == nullptr) return write_error(path.filename());
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  if (std::fclose(file) != 0 || !written) return write_error(path.filename());
  return true;
}

Result<std::string> put_policy(const fs::path& root, const std::vector<std::string>& families) {
  TRY_ASSIGN(const bool created, create(root / ".expgate.yaml", first_policy(families)));
  if (!created) return std::string(".expgate.yaml: is there already, left as it is\n");
  std::string said = ".expgate.yaml: written; it extends the pack pytorch\n";
  for (const std::string& glob : families) said += "  branches `" + glob + "` are in use here: allowed\n";
  return said;
}

// Adds our block at the end of .gitignore: what others wrote stays.
Result<std::string> put_ignores(const fs::path& root) {
  const fs::path path = root / ".gitignore";
  std::string before;
  std::error_code error;
  if (fs::exists(path, error) || error) {
    std::ifstream in(path, std::ios::binary);
    before.assign(std::istreambuf_iterator<char>(in), {});
    if (!in) return fail("`.gitignore` cannot be read");
  }
  if (before.find(kIgnoreBegin) != std::string::npos)
    return std::string(".gitignore: has the block of expgate already, left as it is\n");
  std::string added = ignore_block();
  if (!before.empty()) added.insert(0, before.ends_with('\n') ? "\n" : "\n\n");
  std::ofstream out(path, std::ios::binary | std::ios::app);
  out << added;
  out.close();
  if (!out) return write_error(".gitignore");
  return std::string(before.empty() ? ".gitignore: written\n" : ".gitignore: a block added at its end\n");
}

std::string about_branches(const std::vector<std::string>& names, const std::string& head) {
  const auto has = [&](const char* name) {
    return std::ranges::find(names, name) != names.end() || head == name;
  };
  std::string said;
  if (!has("main") && !head.empty())
    said += "branches: no `main`; the rules for main count on the default branch, here `" +
            text::printable(head) + "`\n";
  if (!has("develop")) said += "branches: no `develop` yet; if you want one: git branch develop\n";
  return said;
}

Result<int> init_repository() {
  TRY_ASSIGN(const auto repository, git::Repository::open_from_environment());
  if (repository->work_tree().empty())
    return fail("this repository has no work tree", "go to a clone of it and run expgate init there");
  TRY_ASSIGN(const auto head, repository->head_branch());
  TRY_ASSIGN(const std::vector<std::string> names, branches());
  const fs::path root = repository->work_tree();
  TRY_ASSIGN(std::string said, put_policy(root, own_families(names)));
  TRY_ASSIGN(const std::string ignores, put_ignores(root));
  constexpr std::string_view kHeads = "refs/heads/";
  const std::string branch = head && head->starts_with(kHeads) ? head->substr(kHeads.size()) : "";
  said += ignores + about_branches(names, branch);
  said +=
      "\nNext:\n"
      "  git add .expgate.yaml .gitignore\n"
      "  git commit -m \"chore: add a policy for the gate\"\n"
      "  expgate install\n";
  TRY(print(said));
  return 0;
}

Action declare(CLI::App&, const Common&) {
  return init_repository;
}

}  // namespace

extern const Command init;
const Command init{"init", "Write a first .expgate.yaml and a block for .gitignore", declare};

}  // namespace expgate::app
