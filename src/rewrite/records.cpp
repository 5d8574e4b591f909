#include "rewrite/records.h"

#include <algorithm>

namespace expgate::rewrite {

namespace {

constexpr std::string_view kFolder = "results";
constexpr std::uint64_t kLargest = std::uint64_t{1} << 20;  // bytes of a record

// The one commit of the mapping that these digits stand for, or nothing.
std::optional<Oid> named_by(std::string_view digits, const Mapping& mapping) {
  std::optional<Oid> found;
  for (const auto& [old, now] : mapping.now) {
    if (old == now || !old.hex().starts_with(digits)) continue;
    if (found) return std::nullopt;
    found = now;
  }
  return found;
}

bool is_name(std::string_view word) {
  constexpr std::size_t kShortest = 7;
  return word.size() >= kShortest && std::all_of(word.begin(), word.end(), is_oid_digit);
}

Result<bool> is_of_a_parent(git::Repository& repository, const Commit& commit, const Oid& folder) {
  for (const Oid& parent : commit.parents) {
    TRY_ASSIGN(const Commit other, repository.commit(parent));
    TRY_ASSIGN(const auto theirs, repository.folder(other.tree, kFolder));
    if (theirs == folder) return true;
  }
  return false;
}

}  // namespace

std::optional<std::string> mapped_record(std::string_view text, const Mapping& mapping) {
  std::string mapped;
  bool is_changed = false;
  std::size_t copied = 0;
  for (std::size_t open = text.find('"'); open != std::string_view::npos; open = text.find('"', open)) {
    const std::size_t close = text.find('"', open + 1);
    if (close == std::string_view::npos) break;
    const std::string_view word = text.substr(open + 1, close - open - 1);
    const auto now = is_name(word) ? named_by(word, mapping) : std::nullopt;
    if (now) {
      mapped.append(text.substr(copied, open + 1 - copied)).append(now->hex().substr(0, word.size()));
      copied = close;
      is_changed = true;
    }
    open = close + (is_name(word) ? 1 : 0);
    if (open >= text.size()) break;
  }
  if (!is_changed) return std::nullopt;
  return mapped.append(text.substr(copied));
}

Result<git::CarriedFiles> mapped_records(git::Repository& repository, const Commit& commit,
                                         const Mapping& earlier, const Mapping& mapping) {
  git::CarriedFiles mapped;
  if (mapping.now.empty() && earlier.now.empty()) return mapped;
  TRY_ASSIGN(const auto folder, repository.folder(commit.tree, kFolder));
  if (!folder) return mapped;
  TRY_ASSIGN(const bool is_inherited, is_of_a_parent(repository, commit, *folder));
  if (is_inherited) return mapped;
  Mapping all = mapping;
  for (const auto& [old, now] : earlier.now) all.now[old] = mapping.of(now);
  TRY_ASSIGN(const std::vector<File> files, repository.introduced(commit));
  for (const File& file : files) {
    const bool is_record = file.path.starts_with("results/") && file.path.ends_with(".json");
    if (!is_record || file.is_name_only || !file.has_content()) continue;
    TRY_ASSIGN(const std::uint64_t size, repository.size(file.oid));
    if (size > kLargest) continue;
    TRY_ASSIGN(const std::string text, repository.content(file.oid));
    const auto now = mapped_record(text, all);
    if (!now) continue;
    TRY_ASSIGN(const Oid blob, repository.write(ObjectKind::blob, *now));
    mapped[file.path] = git::FileEntry{file.mode, blob};
  }
  return mapped;
}

}  // namespace expgate::rewrite
