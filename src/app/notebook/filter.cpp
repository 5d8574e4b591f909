#include "app/notebook/filter.h"

#include <optional>
#include <vector>

#include "app/notebook/files.h"
#include "base/strings.h"
#include "catalogue/catalogue.h"
#include "git/command.h"
#include "text/shell.h"

namespace expgate::app {

namespace fs = std::filesystem;

namespace {

constexpr const char* kSection = "filter.expgate-notebook";
constexpr const char* kClean = "filter.expgate-notebook.clean";
constexpr std::string_view kLine = "*.ipynb filter=expgate-notebook";

Result<std::string> git_in(const std::string& repository, std::vector<std::string> arguments) {
  std::vector<std::string> argv{"git", "-C", repository.empty() ? "." : repository};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  TRY_ASSIGN(const std::string said, git::output_of(std::move(argv)));
  return std::string(trim(said));
}

// info/attributes, which all work trees of the repository share.
Result<fs::path> attributes_file(const std::string& repository) {
  TRY_ASSIGN(const std::string path, git_in(repository, {"rev-parse", "--git-path", "info/attributes"}));
  return fs::absolute(fs::path(repository.empty() ? "." : repository) / path).lexically_normal();
}

Result<std::string> text_of_file(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(path, error)) return std::string();
  TRY_ASSIGN(const WorkFile file, read_work_file(path));
  return file.bytes;
}

// Puts a text there in one step, whether there is a file yet or not.
Result<void> write_attributes(const fs::path& path, std::string_view text) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (fs::exists(path, error)) {
    TRY_ASSIGN(const WorkFile before, read_work_file(path));
    return replace_file(path, before, text);
  }
  return create_file(path, text);
}

// The text without our line; nothing if it is not in it.
std::optional<std::string> without_line(std::string_view text) {
  std::string rest;
  bool is_found = false;
  for (const std::string_view line : lines(text)) {
    if (trim(line) == kLine)
      is_found = true;
    else
      rest.append(line) += '\n';
  }
  return is_found ? std::optional(rest) : std::nullopt;
}

// What git has a shell run for each notebook. A program that was cut short would be an empty script there,
// and would make every notebook empty: this fails instead, and git stages the notebook as it is.
std::string clean_command(const fs::path& gate) {
  const std::string program = text::shell_quoted(gate.string());
  return "head= && IFS= read -r head <" + program + "; case $head in ?ELF*) exec " + program +
         " notebook-clean -- %f ;; esac; exit 1";
}

}  // namespace

Result<std::string> put_filter(const std::string& repository, const fs::path& gate, bool dry_run) {
  TRY_ASSIGN(const fs::path attributes, attributes_file(repository));
  TRY_ASSIGN(std::string text, text_of_file(attributes));
  const bool has_line = without_line(text).has_value();
  if (!dry_run) {
    TRY(git_in(repository, {"config", "--local", kClean, clean_command(gate)}));
    if (!text.empty() && !text.ends_with('\n')) text += '\n';
    if (!has_line) TRY(write_attributes(attributes, text + std::string(kLine) + "\n"));
  }
  const Text done =
      tr("{filter}: installed; git cleans notebooks when they are staged, the files keep their outputs",
         {{"filter", kSection}});
  const Text more =
      tr("to clean the notebooks that are committed already: `git add --renormalize . && git commit`");
  return catalogue::render(done) + "\n  " + catalogue::render(more) + "\n";
}

Result<std::string> take_filter(const std::string& repository, bool dry_run) {
  TRY_ASSIGN(const fs::path attributes, attributes_file(repository));
  TRY_ASSIGN(const std::string text, text_of_file(attributes));
  const std::optional<std::string> rest = without_line(text);
  const bool is_set =
      git_in(repository, {"config", "--local", "--get", kClean}).has_value();  // fails where it is not
  if (!rest && !is_set) return std::string();
  std::error_code error;
  if (!dry_run && rest && rest->empty()) fs::remove(attributes, error);
  if (!dry_run && rest && !rest->empty()) TRY(write_attributes(attributes, *rest));
  if (!dry_run && is_set) TRY(git_in(repository, {"config", "--local", "--remove-section", kSection}));
  return catalogue::render(tr("{filter}: removed", {{"filter", kSection}})) + "\n";
}

}  // namespace expgate::app
