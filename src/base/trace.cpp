#include "base/trace.h"

#include <array>
#include <atomic>
#include <chrono>
#include <list>
#include <mutex>

#include <fmt/core.h>

namespace expgate {

namespace {

constexpr std::size_t kTraced = static_cast<std::size_t>(Traced::processes) + 1;

constexpr std::array<std::string_view, kTraced> kNames = {
    "commits judged", "files judged",        "objects read", "bytes of objects read",
    "blobs read",     "object headers read", "refs read",    "processes started"};

// All times that a pass was gone through below the same outer one.
struct Pass {
  std::string_view name;
  std::uint64_t times = 0;
  std::uint64_t nanoseconds = 0;
  std::list<Pass> inner;  // a list, since open passes are pointed to
};

struct Recording {
  std::mutex mutex;  // the prefetcher has passes, too
  Pass whole{"all", 1, 0, {}};
  std::uint64_t begins_at = 0;
  std::array<std::atomic<std::uint64_t>, kTraced> counts{};
};

Recording& recording() {
  static Recording all;
  return all;
}

// The pass that this thread is in; null: none, so that what it begins stands by itself.
thread_local Pass* current = nullptr;

std::uint64_t now() {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                        std::chrono::steady_clock::now().time_since_epoch())
                                        .count());
}

Pass& inner_of(Pass& outer, std::string_view name) {
  for (Pass& each : outer.inner)
    if (each.name == name) return each;
  return outer.inner.emplace_back(Pass{name, 0, 0, {}});
}

std::uint64_t time_of(const Pass& pass) {
  if (pass.times > 0) return pass.nanoseconds;
  std::uint64_t sum = 0;  // another thread is what it does
  for (const Pass& each : pass.inner) sum += each.nanoseconds;
  return sum;
}

void write(const Pass& pass, std::size_t depth, std::string& text) {
  constexpr double kMillion = 1e6;
  const double milliseconds = static_cast<double>(time_of(pass)) / kMillion;
  text += fmt::format("{:>12.3f} ms {:>9}  {:{}}{}\n", milliseconds, fmt::format("{} x", pass.times), "",
                      2 * depth, pass.name);
  for (const Pass& each : pass.inner) write(each, depth + 1, text);
}

}  // namespace

void Trace::start() {
  Recording& all = recording();
  all.whole.inner.clear();
  for (auto& count : all.counts) count = 0;
  all.begins_at = now();
  current = &all.whole;
  is_tracing = true;
}

std::string Trace::finish() {
  is_tracing = false;
  current = nullptr;
  Recording& all = recording();
  const std::lock_guard lock(all.mutex);
  all.whole.nanoseconds = now() - all.begins_at;
  std::string text;
  write(all.whole, 0, text);
  for (std::size_t i = 0; i < kTraced; ++i)
    if (const std::uint64_t count = all.counts[i]; count > 0)
      text += fmt::format("{:>15} {}\n", count, kNames[i]);
  return text;
}

void Trace::begin(std::string_view name) {
  Recording& all = recording();
  const std::lock_guard lock(all.mutex);
  Pass& outer = current == nullptr ? inner_of(all.whole, "another thread") : *current;
  Pass& pass = inner_of(outer, name);
  outer_ = current;
  pass_ = current = &pass;
  begins_at_ = now();
}

void Trace::end() {
  const std::uint64_t ends_at = now();
  const std::lock_guard lock(recording().mutex);
  Pass& pass = *static_cast<Pass*>(pass_);
  ++pass.times;
  pass.nanoseconds += ends_at - begins_at_;
  current = static_cast<Pass*>(outer_);
}

void Trace::add(Traced what, std::uint64_t many) {
  recording().counts[static_cast<std::size_t>(what)].fetch_add(many, std::memory_order_relaxed);
}

}  // namespace expgate
