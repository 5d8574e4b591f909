#include "git/refs.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <optional>

#include "base/files.h"
#include "base/strings.h"
#include "base/trace.h"
#include "git/mapped_file.h"
#include "model/ref_name.h"

namespace expgate::git {

namespace {

namespace fs = std::filesystem;

bool starts_with_any(std::string_view name, const std::vector<std::string>& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](const std::string& prefix) { return name.starts_with(prefix); });
}

tl::unexpected<Error> cannot_look_at(const fs::path& path, const std::error_code& error) {
  return fail(tr("cannot look at `{file}`: {reason}",
                 {{"file", LocalFile{path.string()}}, {"reason", verbatim(error.message())}}));
}

// What lies at the path; not_found only where that is certain.
Result<fs::file_type> type_at(const fs::path& path) {
  std::error_code error;
  const fs::file_type type = fs::status(path, error).type();
  if (type == fs::file_type::none || type == fs::file_type::unknown) return cannot_look_at(path, error);
  return type;
}

// Visits the loose refs below a prefix and adds their names to `seen`.
Result<void> visit_loose(const std::string& common_folder, const std::string& prefix, const VisitRef& visit,
                         std::vector<std::string>& seen) {
  const fs::path root = fs::path(common_folder) / prefix;
  TRY_ASSIGN(const fs::file_type type, type_at(root));
  if (type == fs::file_type::not_found) return {};
  std::error_code error;
  fs::recursive_directory_iterator entries(root, error);
  for (; !error && entries != fs::recursive_directory_iterator(); entries.increment(error)) {
    if (!entries->is_regular_file() || entries->path().extension() == ".lock") continue;
    auto text = read_file(entries->path());
    // A ref may be packed or deleted while we look; what is gone by now is in packed-refs, or no ref any
    // more.
    if (!text && is_not_there(text.error())) continue;
    if (!text)
      return fail(tr("cannot read `{file}`: {reason}", {{"file", LocalFile{entries->path().string()}},
                                                        {"reason", verbatim(text.error().message())}}));
    const std::string_view value = trim(*text);
    if (value.starts_with("ref:")) continue;
    const auto target = Oid::parse(value);
    if (!target)
      return fail(
          tr("the ref file `{file}` holds no object ID", {{"file", LocalFile{entries->path().string()}}}),
          tr("run `git fsck`"));
    seen.push_back(entries->path().lexically_relative(common_folder).generic_string());
    Trace::count(Traced::refs);
    TRY(visit({seen.back(), *target, {}}));
  }
  if (error)
    return fail(tr("cannot list the refs in `{folder}`: {reason}",
                   {{"folder", LocalFile{root.string()}}, {"reason", verbatim(error.message())}}));
  return {};
}

// Visits the refs of packed-refs below the prefixes, save those `seen` (sorted): a loose ref hides the packed
// one.
Result<void> visit_packed(std::string_view text, const std::vector<std::string>& prefixes,
                          const std::vector<std::string>& seen, const VisitRef& visit) {
  constexpr std::size_t kHex = 40;
  const auto malformed = [] {
    return fail(tr("a line of `packed-refs` is malformed"), tr("run `git fsck`"));
  };
  std::optional<Ref> last;       // to be visited once we know whether the line that peels it follows
  bool is_fully_peeled = false;  // then a ref without a '^' line points to no tag object
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.starts_with('#')) {
      is_fully_peeled = line.find(" fully-peeled") != std::string_view::npos;
      continue;
    }
    if (line.starts_with('^')) {
      const auto peeled = Oid::parse(line.substr(1));
      if (!peeled) return malformed();
      if (last) last->peeled = *peeled;
      continue;
    }
    if (last) TRY(visit(*last));
    last.reset();
    if (line.size() < kHex + 2 || line[kHex] != ' ') return malformed();
    const std::string_view name = line.substr(kHex + 1);
    if (!starts_with_any(name, prefixes) || std::binary_search(seen.begin(), seen.end(), name)) continue;
    const auto target = Oid::parse(line.substr(0, kHex));
    if (!target) return malformed();
    Trace::count(Traced::refs);
    last = Ref{name, *target, is_fully_peeled ? *target : Oid{}};
  }
  if (last) TRY(visit(*last));
  return {};
}

}  // namespace

Result<void> each_ref(const std::string& common_folder, const std::vector<std::string>& prefixes,
                      const VisitRef& visit) {
  std::vector<std::string> seen;
  for (const std::string& prefix : prefixes) TRY(visit_loose(common_folder, prefix, visit, seen));
  std::sort(seen.begin(), seen.end());
  TRY_ASSIGN(const MappedFile packed, MappedFile::open(common_folder + "packed-refs"));
  return visit_packed(packed.text(), prefixes, seen, visit);
}

Result<void> packed_refs_at(const std::string& common_folder, const std::vector<std::string>& prefixes,
                            const Oid& commit, const VisitRef& visit) {
  TRY_ASSIGN(const MappedFile packed, MappedFile::open(common_folder + "packed-refs"));
  const std::string wanted = "\n" + commit.hex() + " ";
  std::string_view text = packed.text();
  constexpr int kMost = 64;  // refs: where all of them are at that commit, a few say as much
  for (int visited = 0; !text.empty() && visited < kMost;) {
    const void* found = ::memmem(text.data(), text.size(), wanted.data(), wanted.size());
    if (found == nullptr) return {};
    text.remove_prefix(static_cast<std::size_t>(static_cast<const char*>(found) - text.data()) +
                       wanted.size());
    const std::string_view name = text.substr(0, text.find('\n'));
    ++visited;
    Trace::count(Traced::refs);
    if (!starts_with_any(name, prefixes)) continue;
    // A loose ref of that name is where it points to now.
    TRY_ASSIGN(const fs::file_type loose, type_at(fs::path(common_folder) / name));
    if (loose == fs::file_type::not_found) TRY(visit({name, commit, commit}));
  }
  return {};
}

Result<std::optional<std::string>> symbolic_target(const std::string& common_folder,
                                                   const std::string& name) {
  constexpr int kDeepest = 5;  // SYMREF_MAXDEPTH in git's refs-internal.h
  std::optional<std::string> target;
  for (int depth = 0; depth < kDeepest; ++depth) {
    const std::string& at = target ? *target : name;
    if (ref_name_problem(at)) return target;
    TRY_ASSIGN(const fs::file_type type, type_at(common_folder + at));
    if (type != fs::file_type::regular) return target;  // a folder that a deletion left
    const auto text = read_file(common_folder + at);
    if (!text && !is_not_there(text.error())) return cannot_look_at(common_folder + at, text.error());
    if (!text || !text->starts_with("ref:")) return target;
    target = std::string(trim(std::string_view(*text).substr(4)));
  }
  return target;
}

}  // namespace expgate::git
