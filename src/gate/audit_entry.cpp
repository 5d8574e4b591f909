#include "gate/audit_entry.h"

#include <cstddef>

#include "base/strings.h"
#include "content/json/json_scan.h"

namespace expgate::gate {

namespace {

// Which part of the line a list or an object is.
enum class Part { none, top, counts, refs, findings, waived };

struct TopKey {
  std::string_view name;
  std::string AuditEntry::*target;
};
constexpr TopKey kTopKeys[] = {
    {"schema", &AuditEntry::schema},       {"time", &AuditEntry::time},
    {"project", &AuditEntry::project},     {"user", &AuditEntry::user},
    {"user_id", &AuditEntry::user_id},     {"protocol", &AuditEntry::protocol},
    {"mode", &AuditEntry::mode},           {"verdict", &AuditEntry::verdict},
    {"bypass", &AuditEntry::bypass},       {"error", &AuditEntry::error},
    {"exit_code", &AuditEntry::exit_code}, {"elapsed_ms", &AuditEntry::elapsed_ms}};

struct FindingKey {
  std::string_view name;
  std::string LoggedFinding::*target;
};
constexpr FindingKey kFindingKeys[] = {
    {"rule", &LoggedFinding::rule},         {"check", &LoggedFinding::check},
    {"severity", &LoggedFinding::severity}, {"enforce_from", &LoggedFinding::enforce_from},
    {"reason", &LoggedFinding::reason},     {"by", &LoggedFinding::by}};

Part part_of(std::string_view key) {
  if (key == "counts") return Part::counts;
  if (key == "refs") return Part::refs;
  if (key == "findings") return Part::findings;
  return key == "waived" ? Part::waived : Part::none;
}

// A list whose elements keep their memory from one line to the next.
template <typename T>
class Reused {
 public:
  explicit Reused(std::vector<T>& list) : list_(list) {}
  T& next() {
    if (used_ == list_.size()) list_.emplace_back();
    T& next = list_[used_++];
    next.reset();
    return next;
  }
  T& last() { return list_[used_ - 1]; }
  [[nodiscard]] std::size_t size() const { return used_; }
  void finish() { list_.resize(used_); }

 private:
  std::vector<T>& list_;
  std::size_t used_ = 0;
};

class Reader : public content::JsonVisitor {
 public:
  Reader(std::string_view line, std::size_t most_refs, AuditEntry& entry)
      : line_(line),
        most_refs_(most_refs),
        entry_(entry),
        refs_(entry.refs),
        findings_(entry.findings),
        waived_(entry.waived) {}

  void key(std::size_t begin, std::size_t end) override { key_ = line_.substr(begin + 1, end - begin - 2); }

  void open(bool is_object, std::size_t /*at*/) override {
    ++depth_;
    if (depth_ == 1) is_object_ = is_object;
    if (depth_ == 2) part_ = is_object == (part_of(key_) == Part::counts) ? part_of(key_) : Part::none;
    if (depth_ == 3 && is_object) begin_element();
  }

  void close(std::size_t /*end*/) override {
    if (depth_ == 3) is_in_element_ = false;
    if (depth_ == 2) part_ = Part::none;
    --depth_;
  }

  void scalar(std::size_t begin, std::size_t end) override {
    const std::string_view written = line_.substr(begin, end - begin);
    if (depth_ == 1) return top(written);
    if (depth_ == 2 && part_ == Part::counts) return count(written);
    if (depth_ != 3 || !is_in_element_) return;
    if (part_ == Part::refs) return ref(written);
    for (const FindingKey& each : kFindingKeys)
      if (each.name == key_)
        set((part_ == Part::findings ? findings_ : waived_).last().*each.target, written);
  }

  void finish() {
    refs_.finish();
    findings_.finish();
    waived_.finish();
  }

  [[nodiscard]] bool is_object() const { return is_object_; }

 private:
  static void set(std::string& target, std::string_view written) {
    if (!written.starts_with('"'))
      target = written == "null" ? std::string_view() : written;
    else if (written.find('\\') == std::string_view::npos)
      target = written.substr(1, written.size() - 2);
    else
      target = content::json_text(written);
  }

  void top(std::string_view written) {
    for (const TopKey& each : kTopKeys)
      if (each.name == key_) return set(entry_.*each.target, written);
  }

  void count(std::string_view written) {
    if (key_ == "refs") entry_.refs_count = parse_decimal(written).value_or(0);
    if (key_ == "error") entry_.errors = parse_decimal(written).value_or(0);
  }

  void ref(std::string_view written) {
    LoggedRef& last = refs_.last();
    if (key_ == "ref") set(last.ref, written);
    if (key_ == "old") set(last.old_oid, written);
    if (key_ == "new") set(last.new_oid, written);
  }

  void begin_element() {
    is_in_element_ = true;
    if (part_ == Part::findings)
      findings_.next();
    else if (part_ == Part::waived)
      waived_.next();
    else if (part_ == Part::refs && refs_.size() < most_refs_)
      refs_.next();
    else
      is_in_element_ = false;
  }

  std::string_view line_;
  std::size_t most_refs_;
  AuditEntry& entry_;
  Reused<LoggedRef> refs_;
  Reused<LoggedFinding> findings_;
  Reused<LoggedFinding> waived_;
  std::string_view key_;
  std::size_t depth_ = 0;
  Part part_ = Part::none;
  bool is_in_element_ = false;
  bool is_object_ = false;
};

// "2026-01-31T09:05:00.123Z"
bool is_time(std::string_view text) {
  constexpr std::string_view kShape = "0000-00-00T00:00:00";
  if (text.size() <= kShape.size() || !text.ends_with('Z')) return false;
  for (std::size_t at = 0; at < kShape.size(); ++at) {
    const bool is_digit = text[at] >= '0' && text[at] <= '9';
    if (kShape[at] == '0' ? !is_digit : text[at] != kShape[at]) return false;
  }
  return true;
}

}  // namespace

void LoggedFinding::reset() {
  for (const FindingKey& each : kFindingKeys) (this->*each.target).clear();
}

void LoggedRef::reset() {
  ref.clear();
  old_oid.clear();
  new_oid.clear();
}

EntryState read_entry(std::string_view line, std::size_t most_refs, AuditEntry& entry) {
  for (const TopKey& each : kTopKeys) (entry.*each.target).clear();
  entry.refs_count = entry.errors = 0;
  Reader reader(line, most_refs, entry);
  const bool is_json = !content::scan_json(line, reader);
  reader.finish();
  if (!is_json || !reader.is_object()) return EntryState::damaged;
  if (entry.schema != "expgate-audit/1")
    return entry.schema.empty() ? EntryState::damaged : EntryState::unknown_schema;
  const bool is_verdict = entry.verdict == "pass" || entry.verdict == "fail" || entry.verdict == "undecided";
  const bool is_mode = entry.mode == "warn" || entry.mode == "enforce";
  return is_time(entry.time) && is_verdict && is_mode ? EntryState::whole : EntryState::damaged;
}

}  // namespace expgate::gate
