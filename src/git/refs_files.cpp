#include <algorithm>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <optional>
#include <utility>

#include "base/files.h"
#include "base/strings.h"
#include "base/trace.h"
#include "git/mapped_file.h"
#include "git/refs.h"

namespace expgate::git {

namespace {

namespace fs = std::filesystem;

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

// What a loose ref's file holds. An error if it is neither an object's name nor the name of a ref.
Result<RefValue> parse_loose(const std::string& path, std::string_view text, ObjectFormat format) {
  constexpr std::string_view kSymbolic = "ref:";
  constexpr std::string_view kBlank = " \t\n\v\f\r";
  const std::string_view value =
      text.substr(0, text.find_last_not_of(kBlank) + 1);  // in front git allows none
  if (value.starts_with(kSymbolic) && value.size() > kSymbolic.size())
    return RefValue{{}, std::string(trim(value.substr(kSymbolic.size())))};
  const auto target = Oid::parse(value, format);
  if (!target)
    return fail(
        tr("the ref file `{file}` holds no object ID", {{"file", LocalFile{path}}}),
        tr("write the object ID into it, or remove it; `git fsck` lists commits that no ref leads to"));
  return RefValue{*target, {}};
}

// `before` is what the file holds in front of the line.
tl::unexpected<Error> malformed(std::string_view before) {
  return fail(tr("line {line} of `packed-refs` is malformed",
                 {{"line", std::count(before.begin(), before.end(), '\n') + 1}}),
              tr("correct or remove that line, or restore the file from a backup"));
}

bool says_sorted(std::string_view header) {
  return header.starts_with('#') && header.find(" sorted") != std::string_view::npos;
}

// Visits the refs of packed-refs below the prefixes, save those `seen` (sorted): a loose ref hides the packed
// one.
Result<void> visit_packed(std::string_view text, const std::vector<std::string>& prefixes,
                          ObjectFormat format, const std::vector<std::string>& seen, const VisitRef& visit) {
  const std::size_t hex = hex_size(format);
  const std::string_view whole = text;
  const auto malformed_line = [&](std::string_view line) {
    return malformed(whole.substr(0, static_cast<std::size_t>(line.data() - whole.data())));
  };
  std::optional<Ref> last;       // to be visited once we know whether the line that peels it follows
  bool is_fully_peeled = false;  // then a ref without a '^' line points to no tag object
  bool is_sorted = false;
  std::string_view name_before;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    if (end == std::string_view::npos) return malformed_line(line);  // cut off
    text.remove_prefix(end + 1);
    if (line.starts_with('#')) {
      is_fully_peeled = line.find(" fully-peeled") != std::string_view::npos;
      is_sorted = says_sorted(line);
      continue;
    }
    if (line.starts_with('^')) {
      const auto peeled = Oid::parse(line.substr(1), format);
      if (!peeled) return malformed_line(line);
      if (last) last->peeled = *peeled;
      continue;
    }
    if (last) TRY(visit(*last));
    last.reset();
    if (line.size() < hex + 2 || line[hex] != ' ') return malformed_line(line);
    const std::string_view name = line.substr(hex + 1);
    if (is_sorted && name <= name_before) return malformed_line(line);
    name_before = name;
    if (!starts_with_any(name, prefixes) || std::binary_search(seen.begin(), seen.end(), name)) continue;
    const auto target = Oid::parse(line.substr(0, hex), format);
    if (!target || !is_ref_name(name)) return malformed_line(line);
    Trace::count(Traced::refs);
    last = Ref{name, *target, is_fully_peeled ? *target : Oid{}};
  }
  if (last) TRY(visit(*last));
  return {};
}

class FilesRefStore : public RefStore {
 public:
  FilesRefStore(GitFolders folders, ObjectFormat format) : folders_(std::move(folders)), format_(format) {}

  // Loose ones before packed ones.
  Result<void> each(const std::vector<std::string>& prefixes, const VisitRef& visit) const override {
    std::vector<std::string> seen;
    for (const std::string& prefix : prefixes) TRY(visit_loose(prefix, visit, seen));
    std::sort(seen.begin(), seen.end());
    TRY_ASSIGN(const MappedFile packed, packed_refs());
    return visit_packed(packed.text(), prefixes, format_, seen, visit);
  }

  // A search in packed-refs for the name of the commit, so that the rest need not be read.
  Result<void> each_at(const Oid& commit, const std::vector<std::string>& prefixes,
                       const VisitRef& visit) const override {
    TRY_ASSIGN(const MappedFile packed, packed_refs());
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
      std::error_code error;
      const fs::path path = fs::path(folders_.common) / name;
      const fs::file_type loose = fs::symlink_status(path, error).type();
      if (loose == fs::file_type::none) return cannot_look_at(path, error);
      if (loose == fs::file_type::not_found) TRY(visit({name, commit, commit}));
    }
    return {};
  }

  Result<std::optional<RefValue>> read(const std::string& name) const override {
    TRY_ASSIGN(std::optional<RefValue> loose, read_loose(name));
    if (loose) return loose;
    return read_packed(name);
  }

  // None of them is packed.
  Result<std::optional<std::string>> read_symbolic(const std::string& name) const override {
    TRY_ASSIGN(const std::optional<RefValue> loose, read_loose(name));
    return loose && !loose->symbolic.empty() ? std::optional(loose->symbolic) : std::nullopt;
  }

 private:
  // Visits the loose refs below a prefix and adds their names to `seen`, whatever they hold. Folders may be
  // links of the file system, as for git; files whose names are not those of refs are none.
  Result<void> visit_loose(const std::string& prefix, const VisitRef& visit,
                           std::vector<std::string>& seen) const {
    constexpr int kDeepest = 64;  // folders: links may lead round in a circle
    // Without its final '/': a file in place of the folder would not be there.
    const fs::path root = folders_.common + prefix.substr(0, prefix.find_last_not_of('/') + 1);
    TRY_ASSIGN(const fs::file_type type, type_at(root));
    if (type == fs::file_type::not_found) return {};
    std::error_code error;
    fs::recursive_directory_iterator entries(root, fs::directory_options::follow_directory_symlink, error);
    for (; !error && entries != fs::recursive_directory_iterator(); entries.increment(error)) {
      if (entries.depth() > kDeepest)
        return cannot_look_at(entries->path(),
                              std::make_error_code(std::errc::too_many_symbolic_link_levels));
      const std::string name = entries->path().lexically_relative(folders_.common).generic_string();
      std::error_code unknown;
      const fs::file_type kind = entries->status(unknown).type();
      if (kind == fs::file_type::directory) continue;
      if (kind == fs::file_type::none && unknown != std::errc::too_many_symbolic_link_levels &&
          !is_not_there(unknown))
        return cannot_look_at(entries->path(), unknown);
      if (!is_ref_name(name)) continue;
      TRY_ASSIGN(const std::optional<RefValue> value, read_loose(name));
      if (!value) continue;  // packed or deleted meanwhile; a link to nothing
      seen.push_back(name);
      Trace::count(Traced::refs);
      TRY(visit_value(name, *value, visit));
    }
    if (error)
      return fail(tr("cannot list the refs in `{folder}`: {reason}",
                     {{"folder", LocalFile{root.string()}}, {"reason", verbatim(error.message())}}));
    return {};
  }

  [[nodiscard]] Result<MappedFile> packed_refs() const {
    return MappedFile::open(folders_.common + "packed-refs");
  }

  [[nodiscard]] Result<std::optional<RefValue>> read_loose(const std::string& name) const {
    const std::string path = (is_per_worktree(name) ? folders_.own : folders_.common) + name;
    std::error_code error;
    const fs::file_status status = fs::symlink_status(path, error);
    if (status.type() == fs::file_type::none && !is_not_there(error)) return cannot_look_at(path, error);
    if (status.type() == fs::file_type::symlink) {  // as git once wrote symbolic refs
      const std::string target = fs::read_symlink(path, error).string();
      if (error) return cannot_look_at(path, error);
      if (target.starts_with("refs/")) return std::optional(RefValue{{}, target});
      static_cast<void>(fs::status(path, error));
      if (error == std::errc::too_many_symbolic_link_levels) return std::optional<RefValue>{};
    }
    TRY_ASSIGN(const fs::file_type type, type_at(path));
    // A folder that a deletion left, or a link to nothing.
    if (type == fs::file_type::directory || type == fs::file_type::not_found)
      return std::optional<RefValue>{};
    if (type != fs::file_type::regular)
      return cannot_look_at(path, std::make_error_code(std::errc::invalid_argument));
    const auto text = read_file(path);
    if (!text && is_not_there(text.error())) return std::optional<RefValue>{};  // packed meanwhile
    if (!text) return cannot_look_at(path, text.error());
    TRY_ASSIGN(RefValue value, parse_loose(path, *text, format_));
    return std::optional(std::move(value));
  }

  [[nodiscard]] Result<std::optional<RefValue>> read_packed(const std::string& name) const {
    TRY_ASSIGN(const MappedFile packed, packed_refs());
    const std::string_view text = packed.text();
    const std::string_view header = text.substr(0, text.find('\n'));
    if (says_sorted(header)) {
      TRY_ASSIGN(auto found, find_sorted(text, std::min(header.size() + 1, text.size()), name));
      // Lines that are not sorted hide refs from such a search.
      const std::string line_end = " " + name + "\n";
      const void* hidden =
          found ? nullptr : ::memmem(text.data(), text.size(), line_end.data(), line_end.size());
      if (hidden != nullptr)
        return malformed(
            text.substr(0, static_cast<std::size_t>(static_cast<const char*>(hidden) - text.data())));
      return found;
    }
    std::optional<RefValue> found;
    const VisitRef look = [&](const Ref& ref) -> Result<void> {
      if (ref.name == name) found = RefValue{ref.target, {}};
      return {};
    };
    TRY(visit_packed(text, {name}, format_, {}, look));
    return found;
  }

  // The ref in lines that are sorted by name, from `begin` on, each with a line behind it where it is a tag
  // that was peeled.
  [[nodiscard]] Result<std::optional<RefValue>> find_sorted(std::string_view file, std::size_t begin,
                                                            std::string_view name) const {
    const std::string_view text = file.substr(begin);
    const auto malformed_at = [&](std::size_t at) { return malformed(file.substr(0, begin + at)); };
    const std::size_t hex = hex_size(format_);
    const auto line_before = [&](std::size_t at) { return at == 0 ? 0 : text.rfind('\n', at - 1) + 1; };
    if (!text.empty() && !text.ends_with('\n')) return malformed(file);  // cut off
    std::size_t low = 0;
    std::size_t high = text.size();
    while (low < high) {
      std::size_t at = line_before(low + (high - low) / 2);
      if (text[at] == '^' && at > 0) at = line_before(at - 1);
      const std::string_view line = text.substr(at, text.find('\n', at) - at);
      if (line.size() < hex + 2 || line[hex] != ' ' || !is_ref_name(line.substr(hex + 1)))
        return malformed_at(at);
      const int order = line.substr(hex + 1).compare(name);
      if (order == 0) {
        const auto target = Oid::parse(line.substr(0, hex), format_);
        if (!target) return malformed_at(at);
        return std::optional(RefValue{*target, {}});
      }
      if (order > 0) {
        high = at;
        continue;
      }
      low = std::min(at + line.size() + 1, text.size());
      if (low < high && text[low] == '^') low = std::min(text.find('\n', low), text.size() - 1) + 1;
    }
    return std::optional<RefValue>{};
  }

  GitFolders folders_;
  ObjectFormat format_;
};

}  // namespace

std::unique_ptr<RefStore> files_ref_store(const GitFolders& folders, ObjectFormat format) {
  return std::make_unique<FilesRefStore>(folders, format);
}

}  // namespace expgate::git
