#include "gate/log_lines.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <vector>

#include "inflate/stream.h"

namespace expgate::gate {

namespace {

constexpr std::size_t kChunk = std::size_t{256} << 10U;
// 10,000 refs and 200 findings with texts of 1,000 bytes, each byte escaped, are less.
constexpr std::size_t kLongestLine = std::size_t{64} << 20U;

// An open file, or stdin.
class Input {
 public:
  explicit Input(int fd) : fd_(fd) {}
  ~Input() {
    if (fd_ > STDIN_FILENO) ::close(fd_);
  }
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  // The next bytes, none at the end.
  Result<std::string_view> read() {
    if (buffer_.empty()) buffer_.resize(kChunk);
    for (;;) {
      const ssize_t count = ::read(fd_, buffer_.data(), buffer_.size());
      if (count >= 0) return std::string_view(buffer_.data(), static_cast<std::size_t>(count));
      if (errno != EINTR) return fail(verbatim(std::strerror(errno)));
    }
  }

 private:
  int fd_;
  std::vector<char> buffer_;
};

// Puts chunks together to lines.
class Lines {
 public:
  explicit Lines(const UseLine& use) : use_(use) {}

  void add(std::string_view chunk) {
    while (!chunk.empty()) {
      const std::size_t end = chunk.find('\n');
      const std::string_view part = chunk.substr(0, end);
      if (end == std::string_view::npos) return keep(part);
      if (begun_.empty() && !is_too_long_) {
        use_(part, false);
      } else {
        keep(part);
        finish();
      }
      chunk.remove_prefix(end + 1);
    }
  }

  // The last line may lack its line feed.
  void finish() {
    if (!begun_.empty()) use_(begun_, is_too_long_);
    begun_.clear();
    is_too_long_ = false;
  }

 private:
  void keep(std::string_view part) {
    if (is_too_long_) return;
    is_too_long_ = begun_.size() + part.size() > kLongestLine;
    begun_ += is_too_long_ ? part.substr(0, kLongestLine - begun_.size()) : part;
  }

  const UseLine& use_;
  std::string begun_;
  bool is_too_long_ = false;
};

// The members of a gzip file (RFC 1952), one after the other, perhaps with zeros behind the last.
class Members {
 public:
  explicit Members(Lines& lines) : lines_(lines), out_(kChunk) {}

  Result<void> add(std::string_view packed) {
    while (!packed.empty()) {
      if (!is_open_) {
        if (has_any_) packed.remove_prefix(std::min(packed.find_first_not_of('\0'), packed.size()));
        if (packed.empty()) return {};
        if (!stream_.begin()) return fail(tr("there is no memory for it"));
        is_open_ = has_any_ = true;
      }
      TRY_ASSIGN(const std::size_t read, unpack(packed));
      packed.remove_prefix(read);
    }
    return {};
  }

  [[nodiscard]] bool is_whole() const { return !is_open_; }

 private:
  // Returns how many bytes are done: all of them, or those to the end of the member.
  Result<std::size_t> unpack(std::string_view packed) {
    std::size_t done = 0;
    for (;;) {
      const auto made = stream_.go_on(packed.substr(done), out_);
      if (made.end == inflate::Stream::End::damaged) return fail(tr("its compressed data is damaged"));
      lines_.add(std::string_view(out_.data(), made.written));
      done += made.read;
      is_open_ = made.end != inflate::Stream::End::whole;
      if (!is_open_ || (done == packed.size() && made.written < out_.size())) return done;
    }
  }

  Lines& lines_;
  inflate::Stream stream_{inflate::Wrapping::gzip};
  std::vector<char> out_;
  bool is_open_ = false;
  bool has_any_ = false;
};

constexpr std::string_view kGzip = "\x1F\x8B";

struct Foreign {
  std::string_view magic;
  const char* unpacker;
};
constexpr Foreign kForeign[] = {{"\xFD"
                                 "7zXZ",
                                 "xz -dc"},
                                {"\x28\xB5\x2F\xFD", "zstd -dc"},
                                {"BZh", "bzip2 -dc"}};

Result<void> reject_foreign(std::string_view begin) {
  for (const Foreign& each : kForeign)
    if (begin.starts_with(each.magic))
      return fail(tr("it is compressed, and not by gzip"),
                  tr("unpack it on the way: {unpacker} FILE | expgate log -", {{"unpacker", each.unpacker}}));
  return {};
}

// What a file begins with, even if a pipe hands it over in small pieces.
Result<std::string> read_begin(Input& input) {
  constexpr std::size_t kMagic = 6;
  std::string begin;
  while (begin.size() < kMagic) {
    TRY_ASSIGN(const std::string_view more, input.read());
    if (more.empty()) break;
    begin += more;
  }
  return begin;
}

Result<void> read_all(Input& input, Lines& lines) {
  TRY_ASSIGN(const std::string begin, read_begin(input));
  TRY(reject_foreign(begin));
  Members members(lines);
  const bool is_packed = begin.starts_with(kGzip);
  for (std::string_view chunk = begin; !chunk.empty();) {
    if (is_packed)
      TRY(members.add(chunk));
    else
      lines.add(chunk);
    TRY_SET(chunk, input.read());
  }
  lines.finish();
  if (!members.is_whole()) return fail(tr("its compressed data ends too early"));
  return {};
}

}  // namespace

Result<void> read_lines(const std::string& file, const UseLine& use) {
  const int fd = file == "-" ? STDIN_FILENO : ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  Result<void> done;
  if (fd < 0) {
    done = fail(verbatim(std::strerror(errno)));
  } else {
    Input input(fd);
    Lines lines(use);
    done = read_all(input, lines);
  }
  if (done) return done;
  Error error = std::move(done.error());
  return fail(
      tr("cannot read `{file}`: {error}", {{"file", LocalFile{file}}, {"error", std::move(error.message)}}),
      std::move(error.help));
}

}  // namespace expgate::gate
