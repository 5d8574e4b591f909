#include "git/case_collisions.h"

#include <algorithm>
#include <bitset>
#include <cstring>
#include <functional>
#include <map>
#include <string>

#include "base/bytes.h"
#include "text/fold.h"

namespace expgate::git {

namespace {

// Eight ASCII letters at once, in lower case.
std::uint64_t lower_word(std::uint64_t word) {
  constexpr std::uint64_t kEach = 0x0101010101010101U;
  const std::uint64_t is_from_a = word + kEach * (0x80 - 'A');
  const std::uint64_t is_behind_z = word + kEach * (0x7F - 'Z');
  return word | ((is_from_a ^ is_behind_z) & (kEach * 0x80)) >> 2U;
}

// Equal for names that fold to the same. Most are ASCII, and hashed without being folded.
std::uint64_t likeness(std::string_view name, bool is_plain) {
  constexpr std::uint64_t kPrime = 0x9E3779B97F4A7C15U;
  std::string folded;
  if (!is_plain) name = folded = text::folded_width(name);
  std::uint64_t hash = name.size();
  const auto mix = [&](std::size_t bytes) {
    std::uint64_t word = 0;
    std::memcpy(&word, name.data(), bytes);
    if (is_plain || text::is_ascii(name.substr(0, bytes))) word = lower_word(word);
    hash = (hash ^ word) * kPrime;
    hash ^= hash >> 32U;
    name.remove_prefix(bytes);
  };
  while (name.size() >= sizeof hash) mix(sizeof hash);
  if (!name.empty()) mix(name.size());
  return hash;
}

// Tells most ASCII names apart without their being hashed: those that fold to the same have one length, and
// the same bytes but for the bit of the case.
class AsciiKinds {
 public:
  void add(std::string_view name) {
    lengths_.set(std::min(name.size(), kLongest));
    kinds_.set(kind_of(name));
  }
  [[nodiscard]] bool have(std::string_view name) const {
    return lengths_[std::min(name.size(), kLongest)] && kinds_[kind_of(name)];
  }

 private:
  static constexpr std::size_t kLongest = 255;
  static constexpr std::size_t kKinds = 1024;
  static std::size_t kind_of(std::string_view name) {
    constexpr std::size_t kPrime = 31;
    std::size_t kind = 0;
    if (!name.empty())
      for (const char c : {name.front(), name[name.size() / 2], name.back()})
        kind = kind * kPrime + (static_cast<unsigned char>(c) | 0x20U);
    return kind % kKinds;
  }
  std::bitset<kLongest + 1> lengths_;
  std::bitset<kKinds> kinds_;
};

struct NameInTree {
  std::string_view text;
  bool is_ascii = true;
};

// The name of the entry at the start of `bytes`, which go on behind it. The walk has been here: what cannot
// be read is an error already.
NameInTree next_name(std::string_view& bytes, std::size_t oid_size) {
  std::size_t begin = place_in_word(bytes, 0, ' ');  // a mode has seven digits at most
  begin = std::min(begin + 1, bytes.size());
  const EndedName ended = ended_name(bytes, begin);
  const std::size_t end = std::min(ended.end, bytes.size());
  const NameInTree name{bytes.substr(begin, end - begin), ended.is_ascii};
  bytes.remove_prefix(std::min(end + 1 + oid_size, bytes.size()));
  return name;
}

}  // namespace

// Of names that fold to the same, in the order of the tree: each new one is told of one before it, or of one
// that was there.
void CaseCollisions::match_group(const std::vector<std::string_view>& group, std::uint64_t parents,
                                 std::vector<Match>& found) const {
  constexpr std::size_t kMostCompared = 64;  // with one name, whoever has made thousands alike
  for (std::size_t i = 0; i < group.size(); ++i) {
    const Name* name = find(group[i]);
    if (name == nullptr) continue;
    const std::size_t end = std::min(group.size(), kMostCompared);
    for (std::size_t j = 0; j < end; ++j) {
      const Name* other = find(group[j]);
      if (other != nullptr && j >= i) continue;
      const bool is_same_name = group[i] == group[j];
      const auto lacking = [&](const Name& each) {
        return each.missing & ~(is_same_name ? 0 : each.changed);
      };
      if ((lacking(*name) | (other != nullptr ? lacking(*other) : 0)) != parents) continue;
      found.push_back({name, group[j]});
      break;
    }
  }
}

// Names are added in the order of the tree, and each is where it stands there.
const CaseCollisions::Name* CaseCollisions::find(std::string_view in_tree) const {
  const auto place =
      std::lower_bound(names_.begin(), names_.end(), in_tree.data(),
                       [](const Name& name, const char* at) { return std::less<>{}(name.name.data(), at); });
  return place != names_.end() && place->name.data() == in_tree.data() ? &*place : nullptr;
}

// The names of the tree that may be like one of these, themselves too; nothing if those are all.
std::vector<std::string_view> CaseCollisions::near(std::string_view bytes) const {
  AsciiKinds kinds;
  bool is_any_kind = false;
  std::vector<std::uint64_t> wanted;
  for (const Name& each : names_) {
    const bool is_ascii = text::is_ascii(each.name);
    kinds.add(each.name);
    is_any_kind = is_any_kind || !is_ascii;
    wanted.push_back(likeness(each.name, is_ascii));
  }
  std::sort(wanted.begin(), wanted.end());
  std::vector<std::string_view> near;
  const std::size_t oid_size = names_.empty() ? 0 : names_.front().oid.raw().size();
  while (!bytes.empty()) {
    const NameInTree name = next_name(bytes, oid_size);
    if (!is_any_kind && name.is_ascii && !kinds.have(name.text)) continue;
    if (std::binary_search(wanted.begin(), wanted.end(), likeness(name.text, name.is_ascii)))
      near.push_back(name.text);
  }
  const bool are_all_different = std::adjacent_find(wanted.begin(), wanted.end()) == wanted.end();
  if (near.size() == names_.size() && are_all_different) near.clear();
  return near;
}

bool CaseCollisions::are_like_others(std::string_view bytes) const {
  return !near(bytes).empty();
}

std::vector<CaseCollisions::Match> CaseCollisions::matches(std::string_view bytes,
                                                           std::uint64_t parents) const {
  std::uint64_t lacked_somewhere = 0;
  for (const Name& each : names_) lacked_somewhere |= each.missing;
  if (lacked_somewhere != parents) return {};  // one parent has them all: a merge of what went on there
  std::map<std::string, std::vector<std::string_view>> groups;
  for (const std::string_view each : near(bytes)) groups[text::folded_width(each)].push_back(each);
  std::vector<Match> found;
  for (const auto& [folded, group] : groups)
    if (group.size() > 1) match_group(group, parents, found);
  return found;
}

}  // namespace expgate::git
