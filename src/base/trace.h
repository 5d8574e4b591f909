#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace expgate {

// What a trace counts.
enum class Traced : std::uint8_t {
  commits,       // judged
  files,         // judged
  objects,       // read whole: commits, trees, blobs and tags
  object_bytes,  // uncompressed, of these
  blobs,         // read whole
  headers,       // of objects of which no more was read
  refs,          // read from the repository's branches and tags
  processes,     // that were started: git, mostly
};

// How long one pass takes, from here to the end of the block: `const Trace trace("walk");`. Passes nest, and
// those of one name below the same pass are added up. Without Trace::start() a pass costs one branch.
//
// A trace goes into bug reports: a name is a literal or the id of a rule, never anything from a repository.
// It ends with a zero byte and has to live as long as the program.
class Trace {
 public:
  explicit Trace(std::string_view name)
      : name_before_(pass_name.exchange(name.data(), std::memory_order_relaxed)) {
    if (is_tracing) begin(name);
  }
  ~Trace() {
    if (pass_ != nullptr) end();
    pass_name.store(name_before_, std::memory_order_relaxed);
  }
  Trace(const Trace&) = delete;
  Trace& operator=(const Trace&) = delete;
  Trace(Trace&&) = delete;
  Trace& operator=(Trace&&) = delete;

  // Adds to a count.
  static void count(Traced what, std::uint64_t many = 1) {
    if (is_tracing) add(what, many);
  }

  // The pass that was begun last, in whatever thread: what the program is doing. For signal handlers too.
  static std::string_view pass() { return pass_name.load(std::memory_order_relaxed); }

  // From now on passes are timed. To be called before there is a second thread.
  static void start();

  // Ends what start() began. Returns the passes, those in others indented, then what was counted: lines of
  // text, for people.
  static std::string finish();

 private:
  void begin(std::string_view name);
  void end();
  static void add(Traced what, std::uint64_t many);

  static inline bool is_tracing = false;
  static inline std::atomic<const char*> pass_name{"start"};
  const char* name_before_;
  void* pass_ = nullptr;
  void* outer_ = nullptr;
  std::uint64_t begins_at_ = 0;  // nanoseconds
};

}  // namespace expgate
