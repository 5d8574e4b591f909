#include "text/glob.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <span>
#include <stdexcept>

#include <re2/re2.h>
#include <re2/set.h>

#include "base/ascii.h"
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

// The indices of the patterns that match the path, one tried after the other; `which` null: whether there is
// one.
template <typename Predicate>
bool match_each(std::string_view path, const std::vector<GlobPattern>& patterns, Predicate may_match,
                std::vector<int>* which) {
  const re2::StringPiece piece(path.data(), path.size());
  bool matched = false;
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    if (!may_match(patterns[i]) || !RE2::FullMatch(piece, RE2(patterns[i].regex, byte_options()))) continue;
    matched = true;
    if (which == nullptr) break;
    which->push_back(static_cast<int>(i));
  }
  return matched;
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
    if (set_.Match(re2::StringPiece(path.data(), path.size()), which, &info)) return true;
    if (info.kind == RE2::Set::kNoError) return false;
    if (which != nullptr) which->clear();
    return match_each(
        path, patterns, [](const GlobPattern&) { return true; }, which);
  }

 private:
  RE2::Set set_;
};

// Whether one of the two lists of components begins with the other.
bool lie_on_one_way(const std::vector<std::string>& root, std::span<const std::string_view> folder) {
  const std::size_t shared = std::min(root.size(), folder.size());
  return std::equal(root.begin(), root.begin() + static_cast<std::ptrdiff_t>(shared), folder.begin());
}

// Whether all the `wanted` are among the components of a folder, in that order.
bool lie_on_way(const std::vector<std::string>& wanted, std::span<const std::string_view> folder) {
  auto at = folder.begin();
  for (const std::string& each : wanted) {
    at = std::find(at, folder.end(), each);
    if (at == folder.end()) return false;
    ++at;
  }
  return true;
}

// Whether the last component of a match may be that one.
bool may_have_name(const GlobAlternative& glob, std::string_view name) {
  return name.starts_with(glob.head) && name.ends_with(glob.tail);
}

// Whether a match may lie below a folder, as far as the number of components goes: it is not as deep as the
// glob, or one of them may be a folder that the glob matches.
bool is_deep_enough(const GlobAlternative& glob, std::span<const std::string_view> folder) {
  if (glob.most == 0 || folder.size() < glob.most) return true;
  return may_have_name(glob, folder[glob.most - 1]);
}

// Whether a match may lie in the folder itself.
bool may_hold(const GlobAlternative& glob, std::span<const std::string_view> folder) {
  return is_deep_enough(glob, folder) && lie_on_one_way(glob.root, folder) &&
         lie_on_way(glob.folders, folder);
}

// `tail` is in lower case.
bool ends_in_any_case(std::string_view name, std::string_view tail) {
  return name.size() >= tail.size() &&
         std::equal(tail.begin(), tail.end(), name.end() - static_cast<std::ptrdiff_t>(tail.size()),
                    [](char lower, char c) { return lower == (is_upper(c) ? c | 0x20 : c); });
}

// Whether the name ends in one of the tails, which are in lower case if letters match in either.
bool ends_in_one(std::string_view name, const std::vector<std::string_view>& tails, bool fold_case) {
  return std::any_of(tails.begin(), tails.end(), [&](std::string_view tail) {
    return fold_case ? ends_in_any_case(name, tail) : name.ends_with(tail);
  });
}

// Adds the tail of each alternative that `is_wanted`, each once.
template <typename Predicate>
void add_tails(const std::vector<GlobPattern>& patterns, Predicate is_wanted,
               std::vector<std::string_view>& tails) {
  for (const GlobPattern& pattern : patterns) {
    if (pattern.negated) continue;
    for (const GlobAlternative& each : pattern.alternatives)
      if (std::find(tails.begin(), tails.end(), each.tail) == tails.end() && is_wanted(each))
        tails.push_back(each.tail);
  }
}

}  // namespace

struct GlobSet::Compiled {
  std::vector<std::string> globs;
  std::vector<GlobPattern> patterns;
  std::vector<std::string_view> tails;  // of all that are not negated, each once; views into the patterns
  bool fold_case = false;
  bool any_negated = false;
  std::once_flag built;  // on first use: a process that matches no path does not pay for the automaton
  std::unique_ptr<Automaton> automaton;
  std::atomic<int> matches = 0;  // before that
  std::atomic<int> tried = 0;    // patterns that were compiled alone

  [[nodiscard]] std::vector<std::string_view> components_of(std::string& path) const {
    if (fold_case) path = ascii_lower(path);
    return path.empty() ? std::vector<std::string_view>{} : split(path, '/');
  }

  // Whether there is an alternative like that among those that take paths in.
  template <typename Predicate>
  [[nodiscard]] bool any_alternative(Predicate is_like_that) const {
    return std::any_of(patterns.begin(), patterns.end(), [&](const GlobPattern& pattern) {
      return !pattern.negated &&
             std::any_of(pattern.alternatives.begin(), pattern.alternatives.end(), is_like_that);
    });
  }

  // The patterns one by one, as far as they have something in common with the path.
  bool match_alone(std::string path, std::vector<int>* which) {
    const std::string whole = path;
    const std::vector<std::string_view> components = components_of(path);
    const auto may_match = [&](const GlobAlternative& each) {
      for (std::size_t i = 0; i < components.size(); ++i)
        if (may_have_name(each, components[i]) && may_hold(each, {components.data(), i})) return true;
      return false;
    };
    const auto is_tried = [&](const GlobPattern& pattern) {
      if (std::none_of(pattern.alternatives.begin(), pattern.alternatives.end(), may_match)) return false;
      ++tried;
      return true;
    };
    return match_each(whole, patterns, is_tried, which);
  }

  bool match(std::string_view path, std::vector<int>* which) {
    // To build the automaton takes as long as some thousand matches, or as a dozen or two patterns alone.
    constexpr int kManyPaths = 256;
    constexpr int kManyTried = 16;
    if (matches < kManyPaths && tried < kManyTried && ++matches < kManyPaths)
      return match_alone(std::string(path), which);
    std::call_once(built, [this] { automaton = std::make_unique<Automaton>(patterns); });
    return automaton->match(path, patterns, which);
  }
};

Result<GlobSet> GlobSet::compile(const std::vector<std::string>& globs, bool fold_case) {
  GlobSet set;
  if (globs.empty()) return set;
  set.compiled_ = std::make_shared<Compiled>();
  set.compiled_->globs = globs;
  set.compiled_->fold_case = fold_case;
  std::size_t bytes = 0;
  for (const std::string& glob : globs) {
    Result<GlobPattern> pattern = read_glob(glob, fold_case);
    if (!pattern) return within(tr("the glob `{glob}`", {{"glob", glob}}), pattern.error());
    bytes += pattern->regex.size();
    if (bytes > kMostRegexBytes)
      return fail(tr("the list of globs is too long at `{glob}`", {{"glob", glob}}));
    set.compiled_->any_negated |= pattern->negated;
    set.compiled_->patterns.push_back(*std::move(pattern));
  }
  add_tails(
      set.compiled_->patterns, [](const GlobAlternative&) { return true; }, set.compiled_->tails);
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
  if (empty()) return false;
  std::string path(folder);
  const auto components = compiled_->components_of(path);
  return compiled_->any_alternative([&](const GlobAlternative& each) {
    return is_deep_enough(each, components) && lie_on_one_way(each.root, components);
  });
}

GlobSet::Names GlobSet::names_in(std::string_view folder) const {
  Names names;
  if (empty()) return names;
  names.fold_case_ = compiled_->fold_case;
  std::string path(folder);
  const auto components = compiled_->components_of(path);
  add_tails(
      compiled_->patterns, [&](const GlobAlternative& each) { return may_hold(each, components); },
      names.tails_);
  return names;
}

bool GlobSet::Names::may_match(std::string_view name) const {
  return ends_in_one(name, tails_, fold_case_);
}

bool GlobSet::may_match_name(std::string_view name) const {
  return !empty() && ends_in_one(name, compiled_->tails, compiled_->fold_case);
}

bool GlobSet::empty() const {
  return compiled_ == nullptr;
}

bool GlobSet::same_as(const GlobSet& other) const {
  if (empty() || other.empty()) return empty() == other.empty();
  return compiled_->globs == other.compiled_->globs && compiled_->fold_case == other.compiled_->fold_case;
}

}  // namespace expgate::text
