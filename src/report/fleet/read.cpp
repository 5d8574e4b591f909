#include "report/fleet/read.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>

#include "base/paths.h"
#include "report/json_text.h"

namespace expgate::report {

namespace {

constexpr std::size_t kMostAuditDepth = 64;
constexpr std::size_t kNamedLevels = 4;                // audit / categories / [] / bytes
constexpr std::size_t kLongestAuditText = 1000;        // bytes of a text that is kept
constexpr std::size_t kLongestAuditToken = 1U << 20U;  // bytes: what a text between quotes may have

struct CloseAudit {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

// The bytes of a file. It ends where the file does, or where a text gets so long that keeping it would take
// memory without bound.
class AuditBytes {
 public:
  explicit AuditBytes(std::FILE* file) : file_(file) { fill(); }

  // Whether there is no further byte. Remembers that somebody wanted one.
  bool at_end() {
    has_ended_ = has_ended_ || at_ == size_;
    return at_ == size_;
  }
  [[nodiscard]] char current() const { return chunk_[at_]; }
  [[nodiscard]] bool has_ended() const { return has_ended_; }
  [[nodiscard]] bool is_empty() const { return is_empty_; }
  [[nodiscard]] bool is_too_long() const { return is_too_long_; }
  [[nodiscard]] int problem() const { return problem_; }  // of the system

  void next() {
    const char passed = chunk_[at_++];
    if (passed == '"' && !is_escaped_) run_ = 0;
    is_escaped_ = passed == '\\' && !is_escaped_;
    if (++run_ > kLongestAuditToken) {
      is_too_long_ = true;
      at_ = size_ = 0;
    } else if (at_ == size_) {
      fill();
    }
  }

 private:
  void fill() {
    at_ = 0;
    size_ = std::fread(chunk_.data(), 1, chunk_.size(), file_);
    if (size_ > 0) is_empty_ = false;
    if (size_ == 0 && std::ferror(file_) != 0) problem_ = errno;
  }

  std::FILE* file_;
  std::array<char, 65536> chunk_;  // NOLINT(cppcoreguidelines-pro-type-member-init)
  std::size_t at_ = 0;
  std::size_t size_ = 0;
  std::size_t run_ = 0;
  bool is_escaped_ = false;
  bool has_ended_ = false;
  bool is_empty_ = true;
  bool is_too_long_ = false;
  int problem_ = 0;
};

// The same as an iterator of the standard library, which the parser wants.
class AuditByte {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = char;

  AuditByte() = default;
  explicit AuditByte(AuditBytes* bytes) : bytes_(bytes) {}
  char operator*() const { return bytes_->current(); }
  AuditByte& operator++() {
    bytes_->next();
    return *this;
  }
  AuditByte operator++(int) { return ++*this; }
  bool operator==(const AuditByte& other) const { return is_at_end() == other.is_at_end(); }
  bool operator!=(const AuditByte& other) const { return !(*this == other); }

 private:
  [[nodiscard]] bool is_at_end() const { return bytes_ == nullptr || bytes_->at_end(); }

  AuditBytes* bytes_ = nullptr;
};

// The number as it was, or nothing: the value is something else.
using AuditNumber = std::optional<std::uint64_t>;

// Takes what is needed out of the report while it is read.
class AuditHandler {
 public:
  explicit AuditHandler(FleetAudit& audit) : audit_(audit) {}

  bool null() { return scalar({}, {}); }
  bool boolean(bool /*value*/) { return scalar({}, {}); }
  bool number_integer(std::int64_t /*value*/) { return scalar({}, {}); }  // a negative one
  bool number_unsigned(std::uint64_t value) { return scalar(value, {}); }
  bool number_float(double /*value*/, const std::string& /*text*/) { return scalar({}, {}); }
  bool string(std::string& value) { return scalar({}, &value); }
  bool binary(Json::binary_t& /*value*/) { return false; }
  bool start_object(std::size_t /*size*/) { return open(true); }
  bool start_array(std::size_t /*size*/) { return open(false); }
  bool end_array() {
    --depth_;
    return true;
  }
  bool end_object() {
    if (is_at({"audit", "rules", ""}, depth_ - 1)) return end_rule();
    if (is_at({"audit", "categories", ""}, depth_ - 1)) end_category();
    --depth_;
    return true;
  }
  bool key(std::string& name) {
    if (depth_ <= kNamedLevels) keys_[depth_ - 1] = std::move(name);
    if (depth_ == 1 && keys_[0] == "audit") has_audit_ = true;
    return true;
  }
  bool parse_error(std::size_t at, const std::string& /*token*/, const nlohmann::detail::exception& /*why*/) {
    broken_at_ = at;
    return false;
  }

  // Why the handler ended the reading: a value of a wrong type or too much; empty: it did not.
  [[nodiscard]] const Text& objection() const { return objection_; }
  [[nodiscard]] std::size_t broken_at() const { return broken_at_; }

  // What is wrong with the whole.
  [[nodiscard]] Text missing() const {
    if (schema_ != "expgate-report/1") return tr("it is not a report of expgate (`expgate-report/1`)");
    if (mode_ != "audit") return tr("it is a report of `{mode}`, not of `audit`", {{"mode", mode_}});
    if (!has_verdict_) return tr("it has no `{key}`", {{"key", "verdict"}});
    constexpr std::array<const char*, 4> kNames = {"commits", "error", "warning", "waived"};
    for (std::size_t i = 0; i < kNames.size(); ++i)
      if (!has_count_[i]) return tr("it has no `{key}`", {{"key", std::string("counts.") + kNames[i]}});
    if (!has_audit_ && audit_.repository.verdict != Verdict::undecided)
      return tr("it has no `{key}`", {{"key", "audit"}});
    return {};
  }

 private:
  [[nodiscard]] bool is_at(std::initializer_list<std::string_view> path, std::size_t depth) const {
    return path.size() == depth && std::equal(path.begin(), path.end(), keys_.begin());
  }

  bool object_to(Text why) {
    objection_ = std::move(why);
    return false;
  }

  bool open(bool is_object) {
    if (depth_ == 0 && !is_object) return object_to(tr("it is not a report of expgate (`expgate-report/1`)"));
    if (depth_ == kMostAuditDepth) return object_to(tr("its values lie too deep in each other"));
    ++depth_;
    if (depth_ <= kNamedLevels) keys_[depth_ - 1].clear();
    return true;
  }

  bool scalar(AuditNumber number, std::string* text) {
    if (depth_ == 0) return object_to(tr("it is not a report of expgate (`expgate-report/1`)"));
    if (depth_ > kNamedLevels || keys_[0] == "findings") return true;
    return of_report(number, text) && of_categories(number, text) && of_rules(number, text);
  }

  // Each takes a value that stands at that path; false: it is of the wrong type.
  bool take(std::initializer_list<std::string_view> path, const AuditNumber& number, std::uint64_t& target,
            bool* has = nullptr) {
    if (!is_at(path, depth_)) return true;
    if (!number) return object_to(tr("`{key}` has a value of the wrong type", {{"key", keys_[depth_ - 1]}}));
    target = *number;
    if (has != nullptr) *has = true;
    return true;
  }
  bool take(std::initializer_list<std::string_view> path, const std::string* text, std::string& target) {
    if (!is_at(path, depth_)) return true;
    if (text == nullptr)
      return object_to(tr("`{key}` has a value of the wrong type", {{"key", keys_[depth_ - 1]}}));
    target = text->substr(0, kLongestAuditText);
    return true;
  }

  bool of_report(const AuditNumber& number, const std::string* text) {
    FleetRepository& to = audit_.repository;
    if (is_at({"verdict"}, depth_) && !take_verdict(text)) return false;
    return take({"schema"}, text, schema_) && take({"mode"}, text, mode_) &&
           take({"counts", "commits"}, number, to.commits, has_count_.data()) &&
           take({"counts", "error"}, number, to.errors, has_count_.data() + 1) &&
           take({"counts", "warning"}, number, to.warnings, has_count_.data() + 2) &&
           take({"counts", "waived"}, number, to.waived, has_count_.data() + 3) &&
           take({"error", "message"}, text, to.problem) && take({"audit", "repository"}, text, to.name) &&
           take({"audit", "last"}, text, to.last);
  }

  bool take_verdict(const std::string* text) {
    for (const Verdict verdict : {Verdict::pass, Verdict::fail, Verdict::undecided}) {
      if (text == nullptr || *text != expgate::name_of(verdict)) continue;
      audit_.repository.verdict = verdict;
      has_verdict_ = true;
      return true;
    }
    return object_to(tr("`{key}` has a value of the wrong type", {{"key", "verdict"}}));
  }

  bool of_categories(const AuditNumber& number, const std::string* text) {
    return take({"audit", "categories", "", "category"}, text, category_name_) &&
           take({"audit", "categories", "", "objects"}, number, category_.objects) &&
           take({"audit", "categories", "", "bytes"}, number, category_.size) &&
           take({"audit", "categories", "", "bytes_on_disk"}, number, category_.stored);
  }

  bool of_rules(const AuditNumber& number, const std::string* text) {
    return take({"audit", "rules", "", "rule"}, text, rule_name_) &&
           take({"audit", "rules", "", "error"}, number, rule_.errors) &&
           take({"audit", "rules", "", "warning"}, number, rule_.warnings) &&
           take({"audit", "rules", "", "waived"}, number, rule_.waived);
  }

  // A category of a newer expgate counts as "other".
  void end_category() {
    const auto* const found = std::find(kCategoryNames.begin(), kCategoryNames.end(), category_name_);
    const auto place = static_cast<std::size_t>(found - kCategoryNames.begin());
    CategorySum& sum = audit_.categories[std::min(place, kBulks - 1)];
    add_up(sum.objects, category_.objects);
    add_up(sum.size, category_.size);
    add_up(sum.stored, category_.stored);
    category_ = {};
    category_name_.clear();
  }

  bool end_rule() {
    if (audit_.rules.size() >= kMostFleetRules) return object_to(tr("it has too many rules"));
    rule_.repositories = rule_.errors + rule_.warnings > 0 ? 1 : 0;
    if (!rule_name_.empty()) audit_.rules[rule_name_] = rule_;
    rule_ = {};
    rule_name_.clear();
    --depth_;
    return true;
  }

  FleetAudit& audit_;
  std::array<std::string, kNamedLevels> keys_;  // of the containers that are open; "" in a list
  std::size_t depth_ = 0;
  std::string schema_;
  std::string mode_;
  std::array<bool, 4> has_count_{};
  bool has_verdict_ = false;
  bool has_audit_ = false;
  CategorySum category_;
  std::string category_name_;
  FleetRule rule_;
  std::string rule_name_;
  Text objection_;
  std::size_t broken_at_ = 0;
};

// What a report without a name of its repository is called: its file, without ".json".
std::string name_of_file(const std::string& file) {
  std::string_view name = file_name_of(file);
  if (name.ends_with(".json")) name.remove_suffix(5);
  return std::string(name);
}

void add_sizes(FleetAudit& audit) {
  for (std::size_t i = 0; i < kBulks; ++i) {
    const std::uint64_t stored = audit.categories[i].stored;
    add_up(audit.repository.stored, stored);
    if (is_artifact(static_cast<ContentCategory>(i))) add_up(audit.repository.artifacts, stored);
  }
}

}  // namespace

Result<FleetAudit> read_audit(const std::string& file) {
  const std::unique_ptr<std::FILE, CloseAudit> open(std::fopen(file.c_str(), "rbe"));
  if (!open) return fail(verbatim(std::strerror(errno)));
  const auto bytes = std::make_unique<AuditBytes>(open.get());
  FleetAudit audit;
  AuditHandler handler(audit);
  const bool is_whole = Json::sax_parse(AuditByte(bytes.get()), AuditByte(), &handler);
  if (bytes->problem() != 0) return fail(verbatim(std::strerror(bytes->problem())));
  if (bytes->is_too_long())
    return fail(tr("it has a text of more than {size}", {{"size", Bytes{kLongestAuditToken}}}));
  if (bytes->is_empty()) return fail(tr("it is empty: the audit did not run to its end"));
  if (!handler.objection().empty()) return fail(handler.objection());
  if (!is_whole && bytes->has_ended()) return fail(tr("it is cut off: it ends in the middle of the report"));
  if (!is_whole) return fail(tr("it is not JSON (byte {at})", {{"at", handler.broken_at()}}));
  if (Text missing = handler.missing(); !missing.empty()) return fail(std::move(missing));
  audit.repository.file = file;
  if (audit.repository.commits == 0) audit.repository.last.clear();  // there is none
  if (audit.repository.name.empty()) audit.repository.name = name_of_file(file);
  add_sizes(audit);
  return audit;
}

}  // namespace expgate::report
