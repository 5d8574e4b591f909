#include "text/glob_pattern.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/strings.h"
#include "text/glob_scan.h"
#include "text/utf8.h"

namespace expgate::text {

namespace {

bool is_ascii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}

// Its beginning that has no spelling but its own and that of the other case.
std::string_view ascii_part(std::string_view text) {
  return {text.begin(), std::find_if_not(text.begin(), text.end(), is_ascii)};
}

// Writes one alternative of a glob, its braces expanded, as a regular expression.
class Translator {
 public:
  Translator(std::string_view glob, bool fold_case, Alphabet alphabet = Alphabet::bytes)
      : glob_(glob), fold_case_(fold_case), alphabet_(alphabet) {}

  Result<std::string> run() {
    TRY(read_slashes());
    if (!anchored_) regex_ += "(?:.*/)?";
    while (at_ < glob_.size()) TRY(step());
    TRY(end_component());
    return regex_ + (folders_only_ ? "/.*" : "(?:/.*)?");
  }

  // After run().
  GlobAlternative alternative() {
    const bool is_simple =
        !anchored_ && (!fold_case_ || is_ascii_) && wildcards_ <= 1 && wildcards_ == stars_;
    return {.root = anchored_ ? root_ : std::vector<std::string>{},
            .folders = folders_,
            .head = fold_case_ ? ascii_lower(ascii_part(head_)) : head_,
            .tail = fold_case_ ? ascii_lower(tail_) : tail_,
            .inside = is_simple    ? ""
                      : fold_case_ ? ascii_lower(longest_run_)
                                   : longest_run_,
            .most = anchored_ && !has_any_depth_ ? components_ : 0,
            .folders_only = folders_only_,
            .is_simple = is_simple,
            .is_literal = wildcards_ == 0};
  }

 private:
  // A '/' in front, at the end or between decides where the glob applies.
  Result<void> read_slashes() {
    if (glob_.starts_with('/')) {
      anchored_ = true;
      glob_.remove_prefix(1);
    }
    if (glob_.ends_with('/')) {
      folders_only_ = true;
      glob_.remove_suffix(1);
    }
    if (glob_.empty()) return fail(tr("it is empty"));
    if (glob_.find_first_of("[\\") == std::string_view::npos) {
      anchored_ = anchored_ || glob_.find('/') != std::string_view::npos;
      return {};
    }
    for (std::size_t i = 0; i < glob_.size();) {
      anchored_ = anchored_ || glob_[i] == '/';
      TRY_ASSIGN(i, piece_end(glob_, i));
    }
    return {};
  }

  Result<void> step() {
    switch (glob_[at_]) {
      case '/': {
        if (!component_is_wild_ && has_one_spelling_)
          folders_.push_back(fold_case_ ? ascii_lower(component_) : component_);
        TRY(end_component());
        regex_ += '/';
        tail_.clear();
        run_.clear();
        longest_run_.clear();
        ++at_;
        return {};
      }
      case '*':
        stars();
        return {};
      case '?':
        wildcard(any_character_regex(alphabet_), at_ + 1);
        return {};
      case '[': {
        TRY_ASSIGN(const std::string regex, class_regex(glob_, at_, fold_case_, alphabet_));
        TRY_ASSIGN(const std::size_t end, piece_end(glob_, at_));
        wildcard(regex, end);
        return {};
      }
      default:
        literal();
        return {};
    }
  }

  void stars() {
    const std::size_t end = std::min(glob_.find_first_not_of('*', at_), glob_.size());
    const bool starts_component = component_.empty() && !component_is_wild_;
    const bool ends_component = end == glob_.size() || glob_[end] == '/';
    // git takes what is literal in front of the first wildcard away before it looks for a `**` of its own.
    const bool is_own = ends_component && (starts_component || wildcards_ == 0);
    has_any_depth_ = has_any_depth_ || (end - at_ > 1 && is_own);
    if (end - at_ == 1 || !is_own) {
      ++stars_;
      wildcard("[^/]*", end);
    } else if (starts_component && end < glob_.size() && glob_[end] == '/') {
      wildcard("(?:.*/)?", end + 1);  // any number of folders, none too
      component_is_wild_ = false;     // behind the slash begins another component
    } else {
      wildcard(starts_component ? ".+" : ".*", end);
      head_.clear();  // it may be in another component
      longest_run_.clear();
    }
  }

  void wildcard(const std::string& regex, std::size_t end) {
    regex_ += regex;
    if (!component_is_wild_) head_ = component_;
    tail_.clear();
    run_.clear();
    component_is_wild_ = true;
    root_ends_ = true;
    ++wildcards_;
    at_ = end;
  }

  // Most of a glob is letters and digits, which stand for themselves.
  void add_regex(std::string_view character) {
    const char c = character[0];
    if (is_letter(c) && fold_case_) {
      const char lower = static_cast<char>(c | 0x20);
      regex_.append({'[', lower, static_cast<char>(lower ^ 0x20), ']'});
    } else if (is_letter(c) || is_digit(c)) {
      regex_ += c;
    } else {
      regex_ += character_regex(character, fold_case_, alphabet_);
    }
  }

  void literal() {
    if (glob_[at_] == '\\') ++at_;
    const std::string_view character = glob_.substr(at_, decode(glob_, at_).length);
    add_regex(character);
    component_ += character;
    tail_ += character;
    run_ = fold_case_ && !is_ascii(character[0]) ? "" : run_ + std::string(character);
    if (run_.size() > longest_run_.size()) longest_run_ = run_;
    is_ascii_ = is_ascii_ && is_ascii(character[0]);
    if (fold_case_ && !is_ascii(character[0])) {
      root_ends_ = true;
      has_one_spelling_ = false;
      tail_.clear();
    }
    at_ += character.size();
  }

  Result<void> end_component() {
    if (component_.empty() && !component_is_wild_) return fail(tr("it has two `/` in a row"));
    if (!component_is_wild_ && (component_ == "." || component_ == ".."))
      return fail(tr("a path in a repository has no `{part}`; a leading `/` stands for the root",
                     {{"part", component_}}));
    if (!root_ends_) root_.push_back(fold_case_ ? ascii_lower(component_) : component_);
    if (!component_is_wild_) head_ = component_;
    ++components_;
    component_.clear();
    component_is_wild_ = false;
    has_one_spelling_ = true;
    return {};
  }

  std::string_view glob_;
  bool fold_case_;
  Alphabet alphabet_;
  std::size_t at_ = 0;
  bool anchored_ = false;
  bool folders_only_ = false;
  std::string regex_;
  std::string component_;  // literal characters of the component that is being read
  std::string head_;       // those of them before its first wildcard; of the last that had an end
  std::string tail_;       // those of them behind its last wildcard
  std::string run_;        // the last ones that stand side by side, of one spelling but for ASCII case
  std::string longest_run_;
  std::size_t components_ = 0;
  bool has_any_depth_ = false;  // `**` has been read
  std::size_t wildcards_ = 0;
  std::size_t stars_ = 0;  // of those the ones that stand alone
  bool is_ascii_ = true;   // of literal characters
  bool component_is_wild_ = false;
  bool root_ends_ = false;        // a wildcard has been read
  bool has_one_spelling_ = true;  // of the component that is being read, but for ASCII case
  std::vector<std::string> root_;
  std::vector<std::string> folders_;
};

}  // namespace

Result<GlobPattern> read_glob(std::string_view glob, bool fold_case) {
  GlobPattern pattern;
  if (glob.starts_with('!')) {
    pattern.negated = true;
    glob.remove_prefix(1);
  }
  TRY_ASSIGN(const std::vector<std::string> alternatives, expand_braces(glob));
  for (const std::string& alternative : alternatives) {
    Translator translator(alternative, fold_case);
    TRY_ASSIGN(const std::string regex, translator.run());
    if (!pattern.regex.empty()) pattern.regex += '|';
    pattern.regex += regex;
    pattern.alternatives.push_back(translator.alternative());
  }
  return pattern;
}

Result<std::string> portable_regex(std::string_view glob) {
  if (first_invalid(glob)) return fail(tr("it is not valid UTF-8"));
  TRY_ASSIGN(const std::vector<std::string> alternatives, expand_braces(glob));
  std::string regex;
  for (const std::string& alternative : alternatives) {
    TRY_ASSIGN(const std::string one, Translator(alternative, false, Alphabet::characters).run());
    regex += (regex.empty() ? "" : "|") + one;
  }
  return regex;
}

}  // namespace expgate::text
