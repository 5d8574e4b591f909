#include <algorithm>

#include "content/format_families.h"
#include "content/inflate.h"
#include "content/zip_directory.h"

namespace expgate::content {

namespace {

constexpr std::string_view kContainer = "a zip archive";

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

}  // namespace

Deep find_zip(const Sample& sample, int levels) {
  if (!sample.has(0, "PK\3\4") && !sample.has(0, "PK\5\6")) return std::nullopt;
  const auto members = sample.is_whole() ? zip_members(sample.bytes) : std::nullopt;
  std::vector<std::string_view> names;
  if (members)
    for (const ZipMember& member : *members) names.push_back(member.name);
  else
    names = zip_local_names(sample.bytes);
  if (any(names, is_pytorch_pickle)) return Recognised{FormatId::pytorch, {}};
  if (any(names, is_keras_weights)) return Recognised{FormatId::keras, {}};
  if (!names.empty() && std::all_of(names.begin(), names.end(), is_array))
    return Recognised{FormatId::npz, {}};
  if (members && levels > 0) {
    if (const Deep found = find_in_members(*members, levels - 1)) return found;
  }
  if (any(names, is_document)) return std::nullopt;
  return Recognised{FormatId::zip, {}};
}

}  // namespace expgate::content
