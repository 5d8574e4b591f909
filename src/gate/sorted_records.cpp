#include "gate/sorted_records.h"

#include <algorithm>
#include <cstring>
#include <queue>
#include <tuple>

namespace expgate::gate {

namespace {

using Length = std::uint32_t;
constexpr std::size_t kHeader = 3 * sizeof(Length);  // of group, order and body
constexpr std::size_t kTrailer = sizeof(Length);     // of all that is in front of it
constexpr std::size_t kWindow = std::size_t{64} << 10U;

void put_length(std::string& out, std::size_t length) {
  const auto number = static_cast<Length>(length);
  char bytes[sizeof number];
  std::memcpy(bytes, &number, sizeof number);
  out.append(bytes, sizeof number);
}

std::size_t length_at(std::string_view bytes, std::size_t at) {
  Length number = 0;
  std::memcpy(&number, bytes.data() + at, sizeof number);
  return number;
}

// Bytes of a record with this header, the trailer included.
std::size_t size_of(std::string_view header) {
  return kHeader + length_at(header, 0) + length_at(header, sizeof(Length)) +
         length_at(header, 2 * sizeof(Length)) + kTrailer;
}

Record record_of(std::string_view written) {
  const std::size_t group = length_at(written, 0);
  const std::size_t order = length_at(written, sizeof(Length));
  return {written.substr(kHeader, group), written.substr(kHeader + group, order),
          written.substr(kHeader + group + order, length_at(written, 2 * sizeof(Length)))};
}

auto key_of_record(std::string_view written) {
  const Record record = record_of(written);
  return std::tuple(record.group, record.order);
}

}  // namespace

Result<void> SortedRecords::add(const Record& record) {
  const std::size_t size =
      kHeader + record.group.size() + record.order.size() + record.body.size() + kTrailer;
  if (run_.empty()) run_.reserve(most_in_memory_);
  if (!run_.empty() && run_.size() + size > most_in_memory_) TRY(write_run());
  begins_.push_back(run_.size());
  put_length(run_, record.group.size());
  put_length(run_, record.order.size());
  put_length(run_, record.body.size());
  run_.append(record.group).append(record.order).append(record.body);
  put_length(run_, size - kTrailer);
  return {};
}

void SortedRecords::sort_run() {
  const std::string_view run = run_;
  std::ranges::stable_sort(begins_, {},
                           [&](std::uint64_t begin) { return key_of_record(run.substr(begin)); });
}

// From here on the run's memory is free for the next one.
Result<void> SortedRecords::write_run() {
  if (!unsorted_) {
    TRY_ASSIGN(ScratchFile made, ScratchFile::make());
    unsorted_.emplace(std::move(made));
  }
  sort_run();
  const std::uint64_t begin = unsorted_->size();
  std::string out;
  for (const std::uint64_t each : begins_) {
    const std::string_view written = std::string_view(run_).substr(each);
    out += written.substr(0, size_of(written));
    if (out.size() < kWindow) continue;
    TRY(unsorted_->append(out));
    out.clear();
  }
  TRY(unsorted_->append(out));
  runs_.push_back({begin, unsorted_->size(), {}, {}});
  run_.clear();
  begins_.clear();
  return {};
}

Result<void> SortedRecords::sort() {
  if (unsorted_) {
    if (!run_.empty()) TRY(write_run());
    run_ = {};
    return merge();
  }
  sort_run();
  std::string sorted;
  sorted.reserve(run_.size());
  for (const std::uint64_t each : begins_) {
    const std::string_view written = std::string_view(run_).substr(each);
    sorted += written.substr(0, size_of(written));
  }
  run_ = std::move(sorted);
  begins_ = {};
  return {};
}

// Reads the record that the run has next, none at its end.
Result<void> SortedRecords::advance(Run& run) const {
  run.record.clear();
  if (run.at == run.end) return {};
  TRY_ASSIGN(const std::string_view header, read(*unsorted_, run.at, kHeader, false, run.window));
  TRY_ASSIGN(const std::string_view written, read(*unsorted_, run.at, size_of(header), false, run.window));
  run.record = written;
  run.at += written.size();
  return {};
}

Result<void> SortedRecords::merge() {
  const auto is_later = [&](std::size_t one, std::size_t other) {
    const auto ones = key_of_record(runs_[one].record);
    const auto others = key_of_record(runs_[other].record);
    return ones == others ? one > other : ones > others;
  };
  std::priority_queue<std::size_t, std::vector<std::size_t>, decltype(is_later)> next(is_later);
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    TRY(advance(runs_[i]));
    next.push(i);
  }
  TRY_ASSIGN(ScratchFile sorted, ScratchFile::make());
  std::string out;
  while (!next.empty()) {
    const std::size_t first = next.top();
    next.pop();
    out += runs_[first].record;
    if (out.size() >= kWindow) {
      TRY(sorted.append(out));
      out.clear();
    }
    TRY(advance(runs_[first]));
    if (!runs_[first].record.empty()) next.push(first);
  }
  TRY(sorted.append(out));
  sorted_.emplace(std::move(sorted));
  unsorted_.reset();
  runs_ = {};
  return {};
}

// The bytes, out of the window if they are there; otherwise the window moves ahead, the way that is gone.
Result<std::string_view> SortedRecords::read(const ScratchFile& file, std::uint64_t at, std::size_t size,
                                             bool is_backwards, Window& window) {
  const bool is_there = at >= window.begin && at + size <= window.begin + window.bytes.size();
  if (!is_there) {
    const std::uint64_t most = std::max(size, kWindow);
    const std::uint64_t last = at + size;
    window.begin = !is_backwards ? at : last > most ? last - most : 0;
    window.bytes.resize(std::min(is_backwards ? last : file.size(), window.begin + most) - window.begin);
    TRY(file.read(window.begin, window.bytes));
  }
  return std::string_view(window.bytes).substr(at - window.begin, size);
}

Result<std::string_view> SortedRecords::read(std::uint64_t at, std::size_t size, bool is_backwards) {
  if (!sorted_) return std::string_view(run_).substr(at, size);
  return read(*sorted_, at, size, is_backwards, window_);
}

Result<Record> SortedRecords::next(std::uint64_t& at) {
  TRY_ASSIGN(const std::string_view header, read(at, kHeader, false));
  TRY_ASSIGN(const std::string_view written, read(at, size_of(header), false));
  at += written.size();
  return record_of(written);
}

Result<Record> SortedRecords::previous(std::uint64_t& at) {
  TRY_ASSIGN(const std::string_view trailer, read(at - kTrailer, kTrailer, true));
  const std::size_t size = length_at(trailer, 0) + kTrailer;
  TRY_ASSIGN(const std::string_view written, read(at - size, size, true));
  at -= size;
  return record_of(written);
}

}  // namespace expgate::gate
