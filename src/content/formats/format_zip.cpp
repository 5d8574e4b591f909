#include <algorithm>

#include "content/formats/format_families.h"
#include "content/formats/glance.h"
#include "content/formats/inflate.h"
#include "content/formats/zip_directory.h"

namespace expgate::content {

namespace {

constexpr Msgid kContainer = info(FormatId::zip).name;

bool any(const std::vector<std::string_view>& names, bool (*test)(std::string_view)) {
  return std::any_of(names.begin(), names.end(), test);
}

// `<one folder>/data.pkl`
bool is_pytorch_pickle(std::string_view name) {
  const std::size_t slash = name.find('/');
  return slash != 0 && slash != std::string_view::npos && name.substr(slash) == "/data.pkl";
}

bool is_keras_weights(std::string_view name) {
  return name == "model.weights.h5";
}

// torch.export.save() wrote the first until 2.8, and writes the second inside of one folder since.
bool is_exported_program(std::string_view name) {
  return name == "serialized_exported_program.json" || name == "archive_format" ||
         name.ends_with("/archive_format");
}

bool is_array(std::string_view name) {
  return name.ends_with(".npy");
}

// What office suites, e-books, Java, Python and JavaScript put into a zip is a document or a package to those
// who open it, not an archive.
bool is_document(std::string_view name) {
  return name == "[Content_Types].xml" || name == "mimetype" || name.starts_with("META-INF/") ||
         name.ends_with(".dist-info/WHEEL") || name == "EGG-INFO/PKG-INFO";
}

// What a member holds, as far as its first bytes say it.
Found find_in(const ZipMember& member, int levels, std::size_t& budget) {
  constexpr std::size_t kLook = std::size_t{64} << 10U;
  constexpr unsigned kStored = 0;
  constexpr unsigned kDeflated = 8;
  Inflated inflated;
  std::string_view bytes = member.packed;
  if (member.method == kDeflated) {
    inflated = inflate(member.packed, std::min({kLook, budget, std::size_t{member.size}}), Wrapping::none);
    bytes = inflated.bytes;
    budget -= bytes.size();
  } else if (member.method != kStored) {
    return std::nullopt;
  }
  if (bytes.empty()) return std::nullopt;
  const Deep found = find_binary({bytes, member.size, member.name}, levels);
  if (!found || info(found->id).kind == Kind::archives) return std::nullopt;
  return found->id;
}

Deep find_in_members(const std::vector<ZipMember>& members, int levels) {
  std::size_t budget = std::size_t{4} << 20U;  // bytes that are inflated at most, whatever the zip says
  for (const ZipMember& member : members) {
    if (const Found found = find_in(member, levels, budget)) return Recognised{*found, kContainer};
  }
  return std::nullopt;
}

// What its members' names and bytes make of the zip; nothing where they say nothing.
Deep find_in_names(const std::vector<std::string_view>& names) {
  if (any(names, is_pytorch_pickle) || any(names, is_exported_program))
    return Recognised{FormatId::pytorch, {}};
  if (any(names, is_keras_weights)) return Recognised{FormatId::keras, {}};
  if (!names.empty() && std::all_of(names.begin(), names.end(), is_array))
    return Recognised{FormatId::npz, {}};
  return std::nullopt;
}

std::vector<std::string_view> names_of(const std::vector<ZipMember>& members) {
  std::vector<std::string_view> names;
  names.reserve(members.size());
  for (const ZipMember& member : members) names.push_back(member.name);
  return names;
}

}  // namespace

Deep find_zip(const Sample& sample, int levels) {
  if (!sample.has(0, "PK\3\4") && !sample.has(0, "PK\5\6")) return std::nullopt;
  const auto members = sample.is_whole() ? zip_members(sample.bytes) : std::nullopt;
  const std::vector<std::string_view> names = members ? names_of(*members) : zip_local_names(sample.bytes);
  if (const Deep found = find_in_names(names)) return found;
  if (members && levels > 0) {
    if (const Deep found = find_in_members(*members, levels - 1)) return found;
  }
  if (any(names, is_document)) return std::nullopt;
  return Recognised{FormatId::zip, {}};
}

Deep find_zip_at_end(const Sample& sample, int levels) {
  if (!sample.is_whole() || !has_zip_end(sample.bytes)) return std::nullopt;
  const auto members = zip_members(sample.bytes);
  if (!members || members->empty()) return std::nullopt;
  const std::vector<std::string_view> names = names_of(*members);
  if (const Deep found = find_in_names(names)) return found;
  if (levels > 0) {
    if (const Deep found = find_in_members(*members, levels - 1)) return found;
  }
  // programs carry their resources so, Python's applications (PEP 441) begin with a line for the shell
  if (is_program(sample.bytes) || any(names, is_document)) return std::nullopt;
  return Recognised{FormatId::zip, {}};
}

}  // namespace expgate::content
