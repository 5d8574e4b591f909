#include "git/staged.h"

#include <charconv>
#include <optional>
#include <string_view>

#include "base/strings.h"
#include "git/command.h"

namespace expgate::git {

namespace {

// "H <mode> <oid> <stage>\t<path>"
std::optional<StagedEntry> read_staged_entry(std::string_view line) {
  const std::size_t tab = line.find('\t');
  if (tab == std::string_view::npos) return std::nullopt;
  const std::vector<std::string_view> fields = split(line.substr(0, tab), ' ');
  constexpr std::size_t kFields = 4;
  if (fields.size() != kFields || fields[0].size() != 1) return std::nullopt;
  StagedEntry entry;
  entry.tag = fields[0].front();
  const auto [end, error] =
      std::from_chars(fields[1].data(), fields[1].data() + fields[1].size(), entry.mode, 8);
  const auto oid = Oid::parse(fields[2]);
  const auto stage = parse_decimal(fields[3]);
  if (error != std::errc() || end != fields[1].data() + fields[1].size() || !oid || !stage || *stage > 3)
    return std::nullopt;
  entry.oid = *oid;
  entry.stage = static_cast<int>(*stage);
  entry.path = line.substr(tab + 1);
  return entry;
}

}  // namespace

Result<std::vector<StagedEntry>> read_staged_entries(std::string_view listed) {
  std::vector<StagedEntry> entries;
  for (const std::string_view line : split(listed, '\0')) {
    if (line.empty()) continue;
    auto entry = read_staged_entry(line);
    if (!entry) return fail(tr("`git ls-files` printed a malformed line"));
    entries.push_back(*std::move(entry));
  }
  return entries;
}

Result<std::vector<StagedEntry>> staged_entries(std::vector<std::string> command,
                                                const std::vector<std::string>& arguments) {
  command.insert(command.end(), {"ls-files", "-v", "--stage", "-z"});
  command.insert(command.end(), arguments.begin(), arguments.end());
  TRY_ASSIGN(const std::string listed, output_of(std::move(command)));
  return read_staged_entries(listed);
}

}  // namespace expgate::git
