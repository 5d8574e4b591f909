#include "content/pins/requirement_line.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/ascii.h"
#include "base/strings.h"
#include "model/oid.h"

namespace expgate::content {

namespace {

bool is_package_name(char c) {
  return is_letter_or_digit(c) || c == '_' || c == '-' || c == '.';
}

bool is_commit(std::string_view text) {
  return Oid::parse(text).has_value();
}

// `text` up to ` --hash=…` and other options of the requirement.
std::string_view without_options(std::string_view text) {
  for (std::size_t at = text.find(" -"); at != std::string_view::npos; at = text.find(" -", at + 1))
    if (text.substr(at + 1, 2) == "--") return trim(text.substr(0, at));
  return trim(text);
}

// The option's value: `-r FILE`, `-rFILE`, `--requirement=FILE`; nothing: another option.
std::optional<std::string_view> value_of(std::string_view line, std::string_view brief,
                                         std::string_view name) {
  if (line.starts_with(name)) {
    const std::string_view rest = line.substr(name.size());
    if (rest.empty() || rest.front() == ' ' || rest.front() == '=' || rest.front() == '\t')
      return trim(rest.substr(rest.empty() ? 0 : 1));
    return std::nullopt;
  }
  if (line.starts_with(brief) && !line.starts_with("--")) return trim(line.substr(brief.size()));
  return std::nullopt;
}

bool is_url(std::string_view text) {
  const std::size_t colon = text.find("://");
  return colon != std::string_view::npos && colon > 0 && text.find_first_of(" <>=!~;[,") > colon;
}

std::string name_in_fragment(std::string_view url) {
  const std::size_t egg = url.find("#egg=");
  if (egg == std::string_view::npos) return "";
  const std::string_view name = url.substr(egg + 5);
  return ascii_lower(name.substr(0, name.find_first_of("[&")));
}

// `git+https://host/path.git@REV#egg=…`
std::optional<LooseRequirement> judge_repository(std::string_view url) {
  const std::string_view main = url.substr(0, url.find('#'));
  const std::string_view fragment = url.substr(main.size());
  const std::size_t host = main.find("://") + 3;
  const std::size_t slash = main.find('/', host);
  const std::size_t at = main.rfind('@');
  const bool has_revision = at != std::string_view::npos && slash != std::string_view::npos && at > slash;
  const std::string_view revision = has_revision ? main.substr(at + 1) : "";
  const bool counts = main.starts_with("svn+") || main.starts_with("bzr+");  // their revisions are numbers
  if (is_commit(revision) || (counts && parse_decimal(revision))) return std::nullopt;
  LooseRequirement loose;
  loose.problem = !has_revision ? tr("no commit")
                                : tr("`{revision}` instead of a full commit id", {{"revision", revision}});
  loose.write = std::string(has_revision ? main.substr(0, at) : main) + "@<commit>" + std::string(fragment);
  loose.name = name_in_fragment(url);
  return loose;
}

// An archive of a branch, as GitHub and GitLab make them.
bool is_of_branch(std::string_view url) {
  if (url.find("/refs/heads/") != std::string_view::npos) return true;
  for (const std::string_view folder : {"/archive/", "/tarball/", "/zipball/"}) {
    const std::size_t at = url.find(folder);
    if (at == std::string_view::npos) continue;
    const std::string_view rest = url.substr(at + folder.size());
    for (const std::string_view branch : {"master", "main", "develop", "dev", "HEAD"})
      if (rest.starts_with(branch) && (rest.size() == branch.size() ||
                                       !is_package_name(rest[branch.size()]) || rest[branch.size()] == '.'))
        return true;
  }
  return false;
}

LooseRequirement of_one_machine(std::string_view url) {
  LooseRequirement loose;
  loose.problem = tr("a path that one machine only has");
  loose.write = "git+https://…@<commit>";
  loose.name = name_in_fragment(url);
  return loose;
}

// Whether a path leads out of the repository: "/home/ada/vit", "../vit"; ".." may be its top.
bool leads_out(std::string_view path) {
  if (path.starts_with('/') || path.starts_with("~/")) return true;
  const bool is_above = path.starts_with("../");
  while (path.starts_with("../")) path.remove_prefix(3);
  return is_above && !path.empty() && !path.starts_with('.') && !path.starts_with('[');
}

std::optional<LooseRequirement> judge_url(std::string_view url) {
  if (url.starts_with("file:") || url.starts_with("git+file:")) return of_one_machine(url);
  for (const std::string_view system : {"git+", "hg+", "svn+", "bzr+"})
    if (url.starts_with(system)) return judge_repository(url);
  if (!is_of_branch(url)) return std::nullopt;
  LooseRequirement loose;
  loose.problem = tr("an archive of a branch, which moves");
  loose.write = "git+https://…@<commit>";
  loose.name = name_in_fragment(url);
  return loose;
}

bool is_local(std::string_view text) {
  const std::string_view path = text.substr(0, text.find('['));
  if (path.starts_with('.') || path.starts_with('/') || path.starts_with("~/")) return true;
  return path.find_first_of("<>=!~@; ") == std::string_view::npos &&
         (path.find('/') != std::string_view::npos || path.find('\\') != std::string_view::npos ||
          path.ends_with(".whl") || path.ends_with(".tar.gz") || path.ends_with(".zip"));
}

// Whether one of the comma-separated clauses names one version.
bool is_exact(std::string_view specifier) {
  for (std::string_view clause : split(specifier, ',')) {
    clause = trim(clause);
    const bool is_equal = clause.starts_with("==");
    const std::string_view version = trim(clause.substr(clause.starts_with("===") ? 3 : is_equal ? 2 : 0));
    if (is_equal && !version.empty() && version.find('*') == std::string_view::npos) return true;
  }
  return false;
}

// Whether a line can be a requirement at all: a name, extras, and a specifier or nothing. What is prose, or a
// template's, pip would not read.
bool is_requirement(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && is_package_name(text[end])) ++end;
  std::string_view rest = trim(text.substr(end));
  if (rest.starts_with('[')) rest = trim(rest.substr(std::min(rest.find(']'), rest.size() - 1) + 1));
  return end > 0 && (rest.empty() || std::string_view("=<>!~(").find(rest.front()) != std::string_view::npos);
}

// `name[extra] specifier`, the marker taken off.
std::optional<LooseRequirement> judge_name(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && is_package_name(text[end])) ++end;
  LooseRequirement loose;
  loose.name = ascii_lower(text.substr(0, end));
  loose.is_plain = true;
  std::string_view rest = trim(text.substr(end));
  std::string head(text.substr(0, end));
  if (rest.starts_with('[')) {
    const std::size_t close = std::min(rest.find(']'), rest.size() - 1);
    head += rest.substr(0, close + 1);
    rest = trim(rest.substr(close + 1));
  }
  if (rest.starts_with('(') && rest.ends_with(')')) rest = trim(rest.substr(1, rest.size() - 2));
  if (is_exact(rest)) return std::nullopt;
  loose.problem = rest.empty()                                ? tr("no version")
                  : rest.find(".*") != std::string_view::npos ? tr("a version with a wildcard")
                                                              : tr("a range of versions");
  loose.write = head + "==<version>";
  return loose;
}

}  // namespace

void take_requirement(std::string_view line, int number, Requirements& into) {
  line = trim(line);
  if (line.empty()) return;
  if (line.starts_with('-')) {
    if (const auto file = value_of(line, "-r", "--requirement"))
      return into.includes.emplace_back(*file), void();
    if (const auto file = value_of(line, "-c", "--constraint"))
      return into.constraints.emplace_back(*file), void();
    const auto editable = value_of(line, "-e", "--editable");
    if (!editable) return;
    line = *editable;
  }
  if (line.size() > 1 && (line.front() == '"' || line.front() == '\'') && line.back() == line.front())
    line = trim(line.substr(1, line.size() - 2));
  line = without_options(line);
  if (line.empty()) return;
  std::optional<LooseRequirement> loose;
  const std::string_view bare = trim(line.substr(0, line.find(';')));
  const std::size_t at = line.find('@');
  if (at != std::string_view::npos && !is_url(line) && !is_local(line)) {
    const std::string head = std::string(trim(line.substr(0, at)));
    const std::string_view target = trim(line.substr(at + 1));
    loose = judge_url(trim(target.substr(0, target.find(" ;"))));
    if (loose) {
      loose->name = ascii_lower(head.substr(0, head.find('[')));
      loose->write = target.starts_with("file:") ? head + "==<version>" : head + " @ " + loose->write;
    }
  } else if (is_url(line)) {
    loose = judge_url(trim(line.substr(0, line.find(" ;"))));
  } else if (!is_local(bare)) {
    if (!is_requirement(bare)) return;
    loose = judge_name(bare);
  } else if (leads_out(bare)) {
    loose = of_one_machine(bare);
  }
  ++into.entries;
  if (!loose) return;
  loose->text = std::string(line);
  loose->line = number;
  into.loose.push_back(*std::move(loose));
}

}  // namespace expgate::content
