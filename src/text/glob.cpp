#include "text/glob.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <stdexcept>

#include <re2/re2.h>
#include <re2/set.h>

#include "base/ascii.h"
#include "base/strings.h"
#include "text/glob_folder.h"
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

// The indices of the patterns that match, one tried after the other; `which` null: whether there is one.
template <typename Predicate>
bool match_each(const std::vector<GlobPattern>& patterns, Predicate is_match, std::vector<int>* which) {
  bool matched = false;
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    if (!is_match(i)) continue;
    matched = true;
    if (which == nullptr) break;
    which->push_back(static_cast<int>(i));
  }
  return matched;
}

bool matches_whole(std::string_view path, const RE2& regex) {
  return RE2::FullMatch(re2::StringPiece(path.data(), path.size()), regex);
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
    const auto is_match = [&](std::size_t i) {
      return matches_whole(path, RE2(patterns[i].regex, byte_options()));
    };
    return match_each(patterns, is_match, which);
  }

 private:
  RE2::Set set_;
};

// A pattern by itself, which is compiled when it is asked for.
struct SinglePattern {
  std::once_flag compiled;
  std::unique_ptr<RE2> regex;
};

}  // namespace

struct GlobSet::Compiled {
  std::vector<std::string> globs;
  std::vector<GlobPattern> patterns;
  bool fold_case = false;
  bool any_negated = false;
  std::once_flag laid_out;  // on first use, as the automaton: a process that matches no path pays for neither
  FolderGlobs folders;
  std::once_flag built;
  std::unique_ptr<Automaton> automaton;
  // Before that:
  std::once_flag taken_apart;
  std::unique_ptr<SinglePattern[]> single;
  std::atomic<int> matches = 0;
  std::atomic<int> tried = 0;  // patterns that were compiled alone

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

  const RE2& single_pattern(std::size_t i) {
    std::call_once(taken_apart, [this] { single = std::make_unique<SinglePattern[]>(patterns.size()); });
    std::call_once(single[i].compiled, [&] {
      ++tried;
      single[i].regex = std::make_unique<RE2>(patterns[i].regex, byte_options());
    });
    return *single[i].regex;
  }

  // The patterns one by one. Most are told by one name in the path; others are tried if they have something
  // in common with it.
  bool match_alone(std::string path, std::vector<int>* which) {
    const std::string whole = path;
    const std::vector<std::string_view> components = components_of(path);
    const auto is_match = [&](std::size_t i) {
      NameVerdict verdict = NameVerdict::no;
      for (const GlobAlternative& each : patterns[i].alternatives) {
        verdict = std::max(verdict, verdict_on_path(each, components));
        if (verdict == NameVerdict::yes) return true;
      }
      return verdict == NameVerdict::unknown && matches_whole(whole, single_pattern(i));
    };
    return match_each(patterns, is_match, which);
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
  return compiled_->any_alternative(
      [&](const GlobAlternative& each) { return may_hold_below(each, components); });
}

GlobSet::Folder GlobSet::in(std::string_view folder) const {
  Folder there;
  if (empty()) return there;
  std::call_once(compiled_->laid_out, [this] { compiled_->folders = FolderGlobs(compiled_->patterns); });
  std::string path(folder);
  there.globs_ = compiled_->folders.in(compiled_->components_of(path));
  if (there.globs_.ends().empty()) return there;
  there.set_ = this;
  there.name_at_ = folder.empty() ? 0 : folder.size() + 1;
  return there;
}

bool GlobSet::Folder::matches(std::string_view path) const {
  if (set_ == nullptr) return false;
  const std::string_view name = path.substr(name_at_);
  const NameVerdict verdict = set_->compiled_->fold_case ? globs_.of(ascii_lower(name)) : globs_.of(name);
  return verdict == NameVerdict::unknown ? set_->matches(path) : verdict == NameVerdict::yes;
}

bool GlobSet::empty() const {
  return compiled_ == nullptr;
}

bool GlobSet::is_of(const std::vector<std::string>& globs) const {
  return empty() ? globs.empty() : compiled_->globs == globs && !compiled_->fold_case;
}

bool GlobSet::same_as(const GlobSet& other) const {
  if (empty() || other.empty()) return empty() == other.empty();
  return compiled_->globs == other.compiled_->globs && compiled_->fold_case == other.compiled_->fold_case;
}

}  // namespace expgate::text
