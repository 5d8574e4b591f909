#include "git/refs.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>
#include <unordered_set>

#include "base/strings.h"

namespace expgate::git {

namespace {

namespace fs = std::filesystem;

bool starts_with_any(std::string_view name, const std::vector<std::string>& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(), [&](const std::string& prefix) { return name.starts_with(prefix); });
}

Result<std::string> read_file(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream.is_open() || stream.bad()) return fail("cannot read " + path.string());
  return text;
}

Result<void> add_loose(const std::string& common_folder, const std::string& prefix, std::vector<Ref>& refs) {
  const fs::path root = fs::path(common_folder) / prefix;
  std::error_code error;
  if (!fs::exists(root, error)) return {};
  fs::recursive_directory_iterator entries(root, error);
  for (; !error && entries != fs::recursive_directory_iterator(); entries.increment(error)) {
    if (!entries->is_regular_file() || entries->path().extension() == ".lock") continue;
    auto text = read_file(entries->path());
    // A ref may be packed or deleted while we look; what is gone by now is in packed-refs, or no ref any more.
    if (!text && !fs::exists(entries->path())) continue;
    if (!text) return tl::unexpected(text.error());
    const std::string_view value = trim(*text);
    if (value.starts_with("ref:")) continue;
    const auto target = Oid::parse(value);
    if (!target) return fail("the ref file " + entries->path().string() + " holds no object name", "run git fsck");
    refs.push_back({entries->path().lexically_relative(common_folder).generic_string(), *target, {}});
  }
  if (error) return fail("cannot list the refs in " + root.string() + ": " + error.message());
  return {};
}

Result<void> add_packed(const std::string& common_folder, const std::vector<std::string>& prefixes, std::vector<Ref>& refs) {
  const fs::path path = fs::path(common_folder) / "packed-refs";
  std::error_code error;
  if (!fs::exists(path, error)) return {};
  TRY_ASSIGN(const std::string text, read_file(path));
  std::unordered_set<std::string> loose;
  for (const Ref& ref : refs) loose.insert(ref.name);
  constexpr std::size_t kHex = 40;
  bool last_was_added = false;
  bool is_fully_peeled = false;  // then a ref without a '^' line points to no tag object
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.starts_with('#')) {
      is_fully_peeled = line.find(" fully-peeled") != std::string_view::npos;
      continue;
    }
    const bool peels = line.starts_with('^');
    const auto oid = Oid::parse(line.substr(peels ? 1 : 0, kHex));
    if (!oid || (!peels && (line.size() < kHex + 2 || line[kHex] != ' ')))
      return fail("packed-refs holds a line that is none", "run git fsck");
    if (peels) {
      if (last_was_added) refs.back().peeled = *oid;
      continue;
    }
    const std::string_view name = line.substr(kHex + 1);
    last_was_added = starts_with_any(name, prefixes) && !loose.contains(std::string(name));
    if (last_was_added) refs.push_back({std::string(name), *oid, is_fully_peeled ? *oid : Oid{}});
  }
  return {};
}

}  // namespace

Result<std::vector<Ref>> list_refs(const std::string& common_folder, const std::vector<std::string>& prefixes) {
  std::vector<Ref> refs;
  for (const std::string& prefix : prefixes) TRY(add_loose(common_folder, prefix, refs));
  TRY(add_packed(common_folder, prefixes, refs));
  return refs;
}

}  // namespace expgate::git
