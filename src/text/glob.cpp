#include "text/glob.h"

#include <algorithm>
#include <mutex>
#include <stdexcept>

#include <re2/re2.h>
#include <re2/set.h>

#include "base/strings.h"
#include "text/glob_pattern.h"

namespace expgate::text {

namespace {

// What one set may hold: it fits in RE2's budget, which is an upper bound (memory is taken as new states are
// met).
constexpr std::size_t kMostRegexBytes = 512 << 10;
constexpr std::int64_t kAutomatonBytes = 64 << 20;

RE2::Options byte_options() {
  RE2::Options options(RE2::Quiet);
  options.set_encoding(RE2::Options::EncodingLatin1);  // paths are bytes
  options.set_dot_nl(true);
  options.set_never_capture(true);
  options.set_max_mem(kAutomatonBytes);
  return options;
}

// All patterns at once. RE2::Set answers "no match" when it runs out of memory: then each pattern is tried
// alone, which cannot.
class Automaton {
 public:
  explicit Automaton(const std::vector<GlobPattern>& patterns) : set_(byte_options(), RE2::ANCHOR_BOTH) {
    for (const GlobPattern& pattern : patterns) {
      std::string error;
      if (set_.Add(pattern.regex, &error) < 0) throw std::logic_error("glob: " + error);
    }
    if (!set_.Compile()) throw std::runtime_error("the globs of a check are too large for one automaton");
  }

  // The indices of the patterns that match, in no order; `which` null: whether there is one.
  bool match(std::string_view path, const std::vector<GlobPattern>& patterns, std::vector<int>* which) const {
    RE2::Set::ErrorInfo info{};
    const re2::StringPiece piece(path.data(), path.size());
    if (set_.Match(piece, which, &info)) return true;
    if (info.kind == RE2::Set::kNoError) return false;
    bool matched = false;
    if (which != nullptr) which->clear();
    for (std::size_t i = 0; i < patterns.size(); ++i) {
      if (!RE2::FullMatch(piece, RE2(patterns[i].regex, byte_options()))) continue;
      matched = true;
      if (which != nullptr) which->push_back(static_cast<int>(i));
    }
    return matched;
  }

 private:
  RE2::Set set_;
};

// Whether one of the two lists of components begins with the other.
bool lie_on_one_way(const std::vector<std::string>& root, const std::vector<std::string_view>& folder) {
  const std::size_t shared = std::min(root.size(), folder.size());
  return std::equal(root.begin(), root.begin() + static_cast<std::ptrdiff_t>(shared), folder.begin());
}

// Whether all the `wanted` are among the components of a folder, in that order.
bool lie_on_way(const std::vector<std::string>& wanted, const std::vector<std::string_view>& folder) {
  auto at = folder.begin();
  for (const std::string& each : wanted) {
    at = std::find(at, folder.end(), each);
    if (at == folder.end()) return false;
    ++at;
  }
  return true;
}

// Whether a match may lie below a folder, as far as the number of components goes: it is not as deep as the
// glob, or one of them may be a folder that the glob matches.
bool is_deep_enough(const GlobAlternative& glob, const std::vector<std::string_view>& folder) {
  if (glob.most == 0 || folder.size() < glob.most) return true;
  const std::string_view last = folder[glob.most - 1];
  return last.starts_with(glob.head) && last.ends_with(glob.tail);
}

// Each once.
void add_tails(const GlobPattern& from, std::vector<std::string>& to) {
  for (const GlobAlternative& each : from.alternatives)
    if (std::find(to.begin(), to.end(), each.tail) == to.end()) to.push_back(each.tail);
}

}  // namespace

struct GlobSet::Compiled {
  std::vector<std::string> globs;
  std::vector<GlobPattern> patterns;
  std::vector<std::string> tails;  // of all that are not negated, each once
  bool fold_case = false;
  bool any_negated = false;
  std::once_flag built;  // on first use: a process that matches no path does not pay for the automaton
  std::unique_ptr<Automaton> automaton;

  // Whether some alternative that takes paths in fits the components of the folder.
  template <typename Fits>
  bool any_fits(std::string_view folder, Fits fits) const {
    const std::string folded = fold_case ? ascii_lower(folder) : std::string(folder);
    const auto components = folded.empty() ? std::vector<std::string_view>{} : split(folded, '/');
    for (const GlobPattern& pattern : patterns)
      for (const GlobAlternative& each : pattern.alternatives)
        if (!pattern.negated && is_deep_enough(each, components) && fits(each, components)) return true;
    return false;
  }

  bool match(std::string_view path, std::vector<int>* which) {
    std::call_once(built, [this] { automaton = std::make_unique<Automaton>(patterns); });
    return automaton->match(path, patterns, which);
  }
};

GlobSet::GlobSet() = default;
GlobSet::~GlobSet() = default;
GlobSet::GlobSet(GlobSet&&) noexcept = default;
GlobSet& GlobSet::operator=(GlobSet&&) noexcept = default;

Result<GlobSet> GlobSet::compile(const std::vector<std::string>& globs, bool fold_case) {
  GlobSet set;
  if (globs.empty()) return set;
  set.compiled_ = std::make_unique<Compiled>();
  set.compiled_->globs = globs;
  set.compiled_->fold_case = fold_case;
  std::size_t bytes = 0;
  for (const std::string& glob : globs) {
    Result<GlobPattern> pattern = read_glob(glob, fold_case);
    if (!pattern) return within("the glob `" + glob + "`", pattern.error());
    bytes += pattern->regex.size();
    if (bytes > kMostRegexBytes) return fail("the glob `" + glob + "`: too many globs in one list");
    set.compiled_->any_negated |= pattern->negated;
    if (!pattern->negated) add_tails(*pattern, set.compiled_->tails);
    set.compiled_->patterns.push_back(*std::move(pattern));
  }
  return set;
}

bool GlobSet::matches(std::string_view path) const {
  if (empty()) return false;
  if (!compiled_->any_negated) return compiled_->match(path, nullptr);
  return last_match(path) >= 0;
}

int GlobSet::last_match(std::string_view path) const {
  std::vector<int> which;
  if (empty() || !compiled_->match(path, nullptr)) return -1;  // most paths: nothing is allocated for them
  compiled_->match(path, &which);
  const int last = *std::max_element(which.begin(), which.end());
  return compiled_->patterns[static_cast<std::size_t>(last)].negated ? -1 : last;
}

bool GlobSet::may_match_below(std::string_view folder) const {
  return !empty() && compiled_->any_fits(folder, [](const GlobAlternative& each, const auto& components) {
    return lie_on_one_way(each.root, components);
  });
}

bool GlobSet::may_match_in(std::string_view folder) const {
  return !empty() && compiled_->any_fits(folder, [](const GlobAlternative& each, const auto& components) {
    return lie_on_one_way(each.root, components) && lie_on_way(each.folders, components);
  });
}

bool GlobSet::may_match_name(std::string_view name) const {
  if (empty()) return false;
  return std::any_of(compiled_->tails.begin(), compiled_->tails.end(),
                     [&](const std::string& tail) { return name.ends_with(tail); });
}

bool GlobSet::empty() const {
  return compiled_ == nullptr;
}

bool GlobSet::same_as(const GlobSet& other) const {
  if (empty() || other.empty()) return empty() == other.empty();
  return compiled_->globs == other.compiled_->globs && compiled_->fold_case == other.compiled_->fold_case;
}

}  // namespace expgate::text
