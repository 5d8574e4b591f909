#include "app/forges/patterns.h"

#include <algorithm>
#include <array>

#include "app/forges/draft.h"
#include "base/strings.h"
#include "rules/artifact_names.h"
#include "rules/conventional_branch.h"
#include "rules/rule.h"
#include "text/glob_pattern.h"
#include "text/regex.h"

namespace expgate::app {

namespace {

constexpr std::string_view kConventional =
    "main|master|develop|(?:feature|feat|bugfix|fix|hotfix|chore)/[a-z0-9]+(?:-[a-z0-9]+)*|"
    "release/[a-z0-9]+(?:[-.][a-z0-9]+)*";

// What is no header and passes all the same: a merge whatever it says, as far as a text can tell one, and
// what reverts, `git subtree` and --fixup write.
constexpr std::string_view kOfPrograms = R"(Merge |Revert "|Reapply "|Squashed '|(?:fixup|squash|amend)! )";

constexpr std::string_view kEndingLetters = "abcdefghijklmnopqrstuvwxyz0123456789_";

std::string alternatives(const std::vector<std::string>& texts) {
  std::string regex;
  for (const std::string& each : texts) regex += (regex.empty() ? "" : "|") + quoted_for_regex(each);
  return "(?:" + regex + ")";
}

// The first check of that rule that can be handed on; with `like`, one of the same refs.
const policy::Check* find_check(const policy::Policy& policy, std::string_view rule,
                                const policy::Check* like) {
  const auto found =
      std::find_if(policy.checks.begin(), policy.checks.end(), [&](const policy::Check& check) {
        const bool is_alike =
            like == nullptr || (check.refs == like->refs && check.exclude_refs == like->exclude_refs);
        return check.rule->id == rule && check.severity == Severity::error && is_alike &&
               !obstacle(policy, check);
      });
  return found == policy.checks.end() ? nullptr : &*found;
}

// "(model)", as far as the check says what may stand there.
std::string scope_regex(const policy::Check* check) {
  constexpr std::string_view kAny = R"(\([^()\n]+\))";
  if (check == nullptr) return "(?:" + std::string(kAny) + ")?";
  const auto& scopes = check->options.list("scopes");
  std::string regex(kAny);
  if (!scopes.empty()) {
    const std::string one = R"([ \t]*)" + alternatives(scopes) + R"([ \t]*)";
    std::string marks;
    for (const char mark : check->options.text("delimiters"))
      marks += (marks.empty() ? "" : "|") + quoted_for_regex({&mark, 1});
    regex = R"(\()" + one + (marks.empty() ? "" : "(?:(?:" + marks + ")" + one + ")*") + R"(\))";
  }
  return check->options.boolean("required") ? regex : "(?:" + regex + ")?";
}

bool is_plain_ending(std::string_view text) {
  return !text.empty() && text.find_first_not_of(kEndingLetters) == std::string_view::npos;
}

// A name that no wildcard is in and that no later glob takes back.
bool is_whole_name(std::string_view glob) {
  return glob.find_first_of("*?[\\/!") == std::string_view::npos;
}

void add_names(const rules::NameRule& rule, ArtifactNames& found) {
  for (const std::string_view glob : split(rule.globs, ' ')) {
    if (glob.starts_with("*.") && is_plain_ending(glob.substr(2)))
      found.endings.emplace_back(glob.substr(2));
    else if (is_whole_name(glob))
      found.names.push_back(ascii_lower(glob));
  }
}

// What the policy adds, but for a list of which something is taken back.
void add_own(const std::vector<std::string>& globs, ArtifactNames& found) {
  if (std::any_of(globs.begin(), globs.end(), [](const std::string& glob) { return glob.starts_with('!'); }))
    return;
  for (const std::string& glob : globs) {
    if (glob.starts_with("*.") && is_plain_ending(glob.substr(2)))
      found.endings.push_back(glob.substr(2));
    else
      found.globs.push_back(glob);
  }
}

// Only folders at any depth, in which nothing but what marks an empty folder is spared.
void add_folders(const rules::FolderRule& rule, ArtifactNames& found) {
  if (rule.spared != rules::Spared::marks || rule.globs.find('!') != std::string_view::npos) return;
  for (const std::string_view glob : split(rule.globs, ' '))
    if (glob.ends_with('/') && is_whole_name(glob.substr(0, glob.size() - 1)))
      found.folders.push_back(ascii_lower(glob.substr(0, glob.size() - 1)));
}

}  // namespace

std::string quoted_for_regex(std::string_view text) {
  std::string quoted;
  for (const char c : text) {
    if (std::string_view(R"(\.+*?()|[]{}^$)").find(c) != std::string_view::npos) quoted += '\\';
    quoted += c;
  }
  return quoted;
}

std::string grouped_regex(const std::string& regex) {
  const std::string group = "(?:" + regex + ")";
  return text::Regex::compile(group) ? group : "(?:" + regex + "\\E)";  // a `\Q` goes on to the end
}

Result<std::string> branch_regex(const Options& options) {
  const bool is_conventional = options.text("convention") == "conventional-branch";
  std::string regex(is_conventional ? kConventional : "");
  const auto add = [&](const std::string& glob) -> Result<void> {
    if (glob.starts_with('!')) return {};  // an expression takes nothing back: these pass
    std::string one = quoted_for_regex(glob);
    if (glob.find_first_of("*?[{!\\") != std::string::npos)
      TRY_SET(one, text::portable_regex((glob.starts_with('/') ? "" : "/") + glob));
    regex += (regex.empty() ? "" : "|") + one;
    return {};
  };
  for (const std::string& glob : options.list("allow")) {
    const bool is_of_type =
        glob.ends_with("/*") && rules::is_conventional_type(glob.substr(0, glob.size() - 2));
    if (!is_conventional || !is_of_type) TRY(add(glob));
  }
  for (const std::string& glob : options.list("also")) TRY(add(glob));
  return regex;
}

MessageChecks message_checks(const policy::Policy& policy) {
  MessageChecks found;
  found.header = find_check(policy, "commit-header", nullptr);
  if (found.header == nullptr) return {};
  if (found.header->options.boolean(rules::kReleaseCommits)) return {};  // "1.2.3" is no header
  found.type = find_check(policy, "commit-type", found.header);
  found.scope = find_check(policy, "commit-scope", found.header);
  return found;
}

std::string message_regex(const MessageChecks& checks) {
  const std::string type =
      checks.type == nullptr ? R"([^\s:(!]+)" : alternatives(checks.type->options.list("types"));
  return R"(\A\x{FEFF}?(?:)" + type + scope_regex(checks.scope) + "!?: [^ ]|" + std::string(kOfPrograms) +
         ")";
}

ArtifactNames artifact_names(const Options& options) {
  const auto& wanted = options.list("categories");
  ArtifactNames found;
  add_own(options.list("also"), found);
  const auto all = rules::categories();
  for (std::size_t at = 0; at < all.size(); ++at) {
    if (std::find(wanted.begin(), wanted.end(), all[at].key) == wanted.end()) continue;
    const auto is_sure = [&](const auto& rule) {
      return static_cast<std::size_t>(rule.category) == at && rule.unless == rules::Unless::never;
    };
    for (const rules::NameRule& rule : rules::artifact_names())
      if (is_sure(rule)) add_names(rule, found);
    for (const rules::FolderRule& rule : rules::artifact_folders())
      if (is_sure(rule)) add_folders(rule, found);
  }
  return found;
}

}  // namespace expgate::app
