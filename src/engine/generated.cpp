#include "engine/generated.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "base/strings.h"
#include "message/release.h"
#include "rules/rule.h"

namespace expgate::engine {

namespace {

using message::Message;

bool is_number(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](unsigned char letter) { return std::isdigit(letter) != 0; });
}

// Whether a line says which request is reverted: "This reverts merge request group/project!12" (GitLab),
// "Reverts owner/name#12" (GitHub), "This reverts pull request #12" (Bitbucket).
bool names_request(std::string_view line) {
  if (line.ends_with('.')) line.remove_suffix(1);
  for (const auto& [words, mark] : {std::pair{"This reverts merge request ", '!'},
                                    {"This reverts pull request ", '#'},
                                    {"Reverts ", '#'}}) {
    if (!line.starts_with(words)) continue;
    const std::string_view request = line.substr(std::string_view(words).size());
    const std::size_t at = request.rfind(mark);
    if (at == std::string_view::npos || request.find(' ') != std::string_view::npos) continue;
    if (is_number(request.substr(at + 1))) return true;
  }
  return false;
}

bool says_it_reverts_a_request(const Message& message) {
  return (message.header.starts_with("Revert \"") || message.header.starts_with("Reapply \"")) &&
         std::ranges::any_of(message.lines, names_request);
}

// The commit that a line "(cherry picked from commit <oid>)" names; nothing: there is none.
std::optional<Oid> picked_from(std::string_view line) {
  constexpr std::string_view kBefore = "(cherry picked from commit ";
  if (!line.starts_with(kBefore) || !line.ends_with(')')) return std::nullopt;
  line.remove_prefix(kBefore.size());
  line.remove_suffix(1);
  return Oid::parse(line);
}

// Whether the message is that of a merge, up to the line that says from where it was picked, and the commit
// changes the files that the merge brought.
Result<bool> repeats_merge(const Commit& commit, const Message& message, Repository& repository) {
  const auto line =
      std::ranges::find_if(message.lines, [](const auto& text) { return picked_from(text).has_value(); });
  if (line == message.lines.end() || !message.header.starts_with("Merge ")) return false;
  const Oid picked = *picked_from(*line);
  if (!repository.has(picked)) return false;
  TRY_ASSIGN(const auto is_commit, repository.peel_to_commit(picked));
  if (!is_commit) return false;
  TRY_ASSIGN(const Commit merge, repository.commit(picked));
  const Message original = message::parse(merge);
  if (original.kind != message::Kind::merge) return false;
  const auto length = static_cast<std::size_t>(line - message.lines.begin());
  const std::string before =
      join({message.lines.begin(), message.lines.begin() + static_cast<std::ptrdiff_t>(length)}, "\n");
  // GitLab adds the names of the commits that the merge brought.
  const bool is_all = std::all_of(line + 1, message.lines.end(), [](const std::string& text) {
    return trim(text).empty() || Oid::parse(std::string_view(text).substr(0, text.find(' '))).has_value();
  });
  if (trim(before) != trim(original.text) || !is_all) return false;
  return repository.changes_no_more_files(commit, merge);
}

const std::string* value_of(const Message& message, std::string_view key) {
  for (const message::Trailer& trailer : message.trailers)
    if (trailer.key == key) return &trailer.value;
  return nullptr;
}

// Whether a commit of the push merges this one, and has that folder.
Result<bool> is_merged_at(const std::string& folder, const Commit& squash, const PushReach& reach,
                          Repository& repository) {
  for (const Reached& each : reach.reached()) {
    TRY_ASSIGN(const Commit merge, repository.commit(each.oid));
    const bool has_it =
        merge.parents.size() > 1 && std::ranges::find(merge.parents, squash.oid) != merge.parents.end();
    if (!has_it) continue;
    TRY_ASSIGN(const auto tree, repository.folder(merge.tree, folder));
    if (tree) return true;
  }
  return false;
}

// "content from commit 1234567" or "changes from 1234567..89abcde", as `git subtree` ends its header, and the
// second of the two begins the name of the commit that it has taken.
bool names_what_was_taken(std::string_view text, std::string_view split) {
  constexpr std::string_view kHex = "0123456789abcdef";
  constexpr std::string_view kContent = "content from commit ";
  constexpr std::string_view kChanges = "changes from ";
  constexpr std::size_t kShortest = 4;
  if (text.starts_with(kContent)) {
    text.remove_prefix(kContent.size());
  } else if (text.starts_with(kChanges)) {
    text.remove_prefix(kChanges.size());
    const std::size_t from = std::min(text.find_first_not_of(kHex), text.size());
    if (from < kShortest || !text.substr(from).starts_with("..")) return false;
    text.remove_prefix(from + 2);
  } else {
    return false;
  }
  return text.size() >= kShortest && split.starts_with(text);
}

// The squashed half of a `git subtree --squash`: its exact header with the trailers that say the same, on top
// of nothing or of the one before, for the folder where a commit of the push merges it, or with the tree of
// the commit that it has taken.
Result<bool> is_subtree_squash(const Commit& commit, const Message& message, const PushReach& reach,
                               Repository& repository) {
  const std::string* folder = value_of(message, "git-subtree-dir");
  const std::string* split = value_of(message, "git-subtree-split");
  if (folder == nullptr || split == nullptr) return false;
  const std::string beginning = "Squashed '" + *folder + "/' ";
  const auto taken = Oid::parse(*split);
  const bool is_named =
      taken && message.header.starts_with(beginning) &&
      names_what_was_taken(std::string_view(message.header).substr(beginning.size()), *split);
  if (!is_named || commit.parents.size() > 1) return false;
  if (!commit.parents.empty()) {
    TRY_ASSIGN(const Commit before, repository.commit(commit.parents.front()));
    const Message earlier = message::parse(before);
    const std::string* same = value_of(earlier, "git-subtree-dir");
    if (same == nullptr || *same != *folder || !earlier.header.starts_with(beginning)) return false;
  }
  if (repository.has(*taken)) {
    TRY_ASSIGN(const auto original, repository.peel_to_commit(*taken));
    if (original) {
      TRY_ASSIGN(const Commit source, repository.commit(*original));
      if (source.tree == commit.tree) return true;
    }
  }
  return is_merged_at(*folder, commit, reach, repository);
}

// Whether the commit changes nothing but what a release tool does, and says the version there.
Result<bool> is_release(const Commit& commit, const Message& message, Repository& repository) {
  constexpr std::uint64_t kMostRead = std::uint64_t{4} << 20;  // bytes of a file
  const std::string version = message::announced_version(message.header);
  if (version.empty()) return false;
  TRY_ASSIGN(const std::vector<File> files, repository.introduced(commit));
  bool is_said = false;
  for (const File& file : files) {
    if (!message::is_of_release(file.path) || !file.has_content()) return false;
    TRY_ASSIGN(const std::uint64_t size, repository.size(file.oid));
    if (is_said || size > kMostRead) continue;
    TRY_ASSIGN(const std::string content, repository.content(file.oid));
    is_said = content.find(version) != std::string::npos;
  }
  return is_said;
}

}  // namespace

bool lets_releases_pass(const ActiveChecks& checks) {
  return std::ranges::any_of(checks, [](const ActiveCheck& check) {
    return check.is_on && check.check->rule->id == "commit-header" &&
           check.check->options.boolean(rules::kReleaseCommits);
  });
}

Result<message::Kind> kind_by_history(const Commit& commit, const Message& message, bool lets_releases,
                                      const PushReach& reach, Repository& repository) {
  if (message.kind != message::Kind::ordinary) return message.kind;
  if (says_it_reverts_a_request(message)) {
    TRY_ASSIGN(const bool is_that, repository.inverts_ancestor(commit));
    return is_that ? message::Kind::revert : message::Kind::ordinary;
  }
  if (lets_releases) {
    TRY_ASSIGN(const bool is_that, is_release(commit, message, repository));
    if (is_that) return message::Kind::release;
  }
  TRY_ASSIGN(const bool is_picked, repeats_merge(commit, message, repository));
  if (is_picked) return message::Kind::merge;
  TRY_ASSIGN(const bool is_squash, is_subtree_squash(commit, message, reach, repository));
  return is_squash ? message::Kind::merge : message::Kind::ordinary;
}

}  // namespace expgate::engine
