#include "git/command.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <limits>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>

#include "base/deadline.h"
#include "base/environment.h"
#include "base/strings.h"
#include "base/trace.h"

extern char** environ;

namespace expgate::git {

namespace {

// An open file descriptor, closed at the end; -1: none.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    close();
    fd_ = std::exchange(other.fd_, -1);
    return *this;
  }
  ~Descriptor() { close(); }

  [[nodiscard]] int get() const { return fd_; }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_ = -1;
};

struct Pipe {
  Descriptor read_end;
  Descriptor write_end;
};

Text system_message(int error) {
  return verbatim(std::strerror(error));  // NOLINT(concurrency-mt-unsafe)
}

// `fd` at 3 or above: where the caller closed its own stdin, a pipe would land on 0 and be clobbered in the
// child.
Result<Descriptor> above_standard(int fd) {
  constexpr int kFirstFree = 3;
  if (fd >= kFirstFree) return Descriptor(fd);
  const Descriptor low(fd);
  const int high = ::fcntl(fd, F_DUPFD_CLOEXEC, kFirstFree);
  if (high < 0) return fail(tr("cannot duplicate a pipe: {reason}", {{"reason", system_message(errno)}}));
  return Descriptor(high);
}

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    return fail(tr("cannot create a pipe: {reason}", {{"reason", system_message(errno)}}));
  Result<Descriptor> read_end = above_standard(ends[0]);
  Result<Descriptor> write_end = above_standard(ends[1]);
  if (!read_end) return tl::unexpected(read_end.error());
  if (!write_end) return tl::unexpected(write_end.error());
  return Pipe{std::move(*read_end), std::move(*write_end)};
}

std::string_view name_of_variable(std::string_view variable) {
  return variable.substr(0, variable.find('='));
}

// Ours with `more` in it, in place of what they were.
std::vector<std::string> child_environment(const std::vector<std::string>& more) {
  std::vector<std::string> variables{"GIT_NO_REPLACE_OBJECTS=1"};
  variables.insert(variables.end(), more.begin(), more.end());
  const std::size_t set = variables.size();
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view name = name_of_variable(*variable);
    const bool is_set = std::any_of(variables.begin(), variables.begin() + static_cast<std::ptrdiff_t>(set),
                                    [&](const std::string& each) { return name_of_variable(each) == name; });
    if (!is_set) variables.emplace_back(*variable);
  }
  return variables;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

// Starts the program on the far ends of the pipes; yields its process id.
Result<pid_t> start(std::vector<std::string>& argv, const Pipe& in, const Pipe& out, const Pipe& err,
                    bool in_own_group, const std::vector<std::string>& variables) {
  std::vector<std::string> environment = child_environment(variables);
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_adddup2(&actions, in.read_end.get(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out.write_end.get(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err.write_end.get(), STDERR_FILENO);
  sigset_t pipe_signal;  // we ignore it; a child that did too would not end when nobody reads
  sigemptyset(&pipe_signal);
  sigaddset(&pipe_signal, SIGPIPE);
  posix_spawnattr_setsigdefault(&attributes, &pipe_signal);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(
      &attributes, static_cast<short>(POSIX_SPAWN_SETSIGDEF | (in_own_group ? POSIX_SPAWN_SETPGROUP : 0)));
  pid_t pid = 0;
  const int error = ::posix_spawnp(&pid, argv.front().c_str(), &actions, &attributes, pointers(argv).data(),
                                   pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (error != 0)
    return fail(tr("cannot run `{program}`: {reason}",
                   {{"program", argv.front()}, {"reason", system_message(error)}}),
                tr("check that it is installed and in the `PATH` of this process"));
  return pid;
}

// Reads what there is; closes the descriptor at the end of it.
void drain(Descriptor& from, std::string& into) {
  constexpr std::size_t kChunk = 65536;
  std::array<char, kChunk> buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init)
  const ssize_t count = ::read(from.get(), buffer.data(), buffer.size());
  if (count > 0)
    into.append(buffer.data(), static_cast<std::size_t>(count));
  else if (count == 0 || (errno != EINTR && errno != EAGAIN))
    from.close();
}

// Writes what fits; closes the descriptor when all is written or nobody reads any more.
void feed(Descriptor& to, std::string_view& input) {
  const ssize_t count = ::write(to.get(), input.data(), input.size());
  if (count > 0) input.remove_prefix(static_cast<std::size_t>(count));
  if (input.empty() || (count < 0 && errno != EINTR && errno != EAGAIN)) to.close();
}

using Clock = std::chrono::steady_clock;

// How long poll(2) may wait: for ever without an end, else until then.
int milliseconds_until(const std::optional<Clock::time_point>& end) {
  if (!end) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*end - Clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, std::numeric_limits<int>::max()));
}

// How a program is talked to.
struct Talk {
  std::string_view input = {};
  std::optional<Clock::time_point> end = {};            // nothing: it may take as long as it likes
  const TakeOutput* take = nullptr;                     // null: its stdout is kept
  const std::vector<std::string>* variables = nullptr;  // that it gets beside ours; null: none
};

constexpr std::size_t kMostWords = std::size_t{4} << 20;  // bytes of stderr that are kept, the last ones
// Bytes of stdout of a program that is not trusted to end: more than a listing of keys or signatures has.
constexpr std::size_t kMostOutput = std::size_t{64} << 20;

enum class Ending { by_itself, too_late, not_wanted };

// Moves bytes both ways until the program has closed its ends, so that neither side can wait for the other
// for ever. Returns why that is over.
Ending converse(Pipe& in, Pipe& out, Pipe& err, Talk talk, CommandOutput& result) {
  auto& [input, end, take, variables] = talk;
  ::fcntl(in.write_end.get(), F_SETFL, O_NONBLOCK);
  if (input.empty()) in.write_end.close();
  while (out.read_end.get() >= 0 || err.read_end.get() >= 0) {
    std::array<pollfd, 3> waits{
        {{in.write_end.get(), POLLOUT, 0}, {out.read_end.get(), POLLIN, 0}, {err.read_end.get(), POLLIN, 0}}};
    const int ready = ::poll(waits.data(), waits.size(), milliseconds_until(end));
    if (ready == 0 && end) return Ending::too_late;
    if (ready < 0) continue;  // a signal came in between
    if (waits[0].revents != 0) feed(in.write_end, input);
    if (waits[1].revents != 0) drain(out.read_end, result.out);
    if (waits[2].revents != 0) drain(err.read_end, result.err);
    if (result.err.size() > 2 * kMostWords) result.err.erase(0, result.err.size() - kMostWords);
    if (take != nullptr) {
      if (!result.out.empty() && !(*take)(result.out)) return Ending::not_wanted;
      result.out.clear();
    }
    if (end && result.out.size() > kMostOutput) return Ending::not_wanted;
    // One that always has something to say is never waited for.
    if (end && Clock::now() >= *end) return Ending::too_late;
  }
  return Ending::by_itself;
}

// While a child may go away without reading its input, writing to it must not end this process.
class IgnoredPipeSignal {
 public:
  IgnoredPipeSignal() : before_(std::signal(SIGPIPE, SIG_IGN)) {}
  ~IgnoredPipeSignal() { std::signal(SIGPIPE, before_); }
  IgnoredPipeSignal(const IgnoredPipeSignal&) = delete;
  IgnoredPipeSignal& operator=(const IgnoredPipeSignal&) = delete;

 private:
  void (*before_)(int);
};

// Whether the program, which has closed its ends, ends itself by then; it is still to be waited for.
bool ends_by(pid_t pid, Clock::time_point end) {
  constexpr std::chrono::milliseconds kPause{2};
  for (;;) {
    siginfo_t info{};
    const bool is_asked = ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0;
    if (is_asked ? info.si_pid == pid : errno != EINTR) return true;
    if (Clock::now() >= end) return false;
    std::this_thread::sleep_for(kPause);
  }
}

// Kills the program and its group. False if it goes on: it may be another user's by now (sudo).
bool end_group(pid_t pid) {
  constexpr std::chrono::milliseconds kMost{500};
  ::kill(-pid, SIGKILL);
  ::kill(pid, SIGKILL);  // it may have left the group
  return ends_by(pid, Clock::now() + kMost);
}

// Nothing: it took longer than until the end of the talk.
Result<std::optional<CommandOutput>> run_until(std::vector<std::string> argv, const Talk& talk) {
  if (argv.empty()) return fail(tr("no program to run"));
  const Trace trace("another program");
  Trace::count(Traced::processes);
  TRY_ASSIGN(Pipe in, make_pipe());
  TRY_ASSIGN(Pipe out, make_pipe());
  TRY_ASSIGN(Pipe err, make_pipe());
  const IgnoredPipeSignal guard;
  // In a group of its own, what it starts can be ended with it. Without a limit it stays in ours, since only
  // the foreground group of a terminal may ask the user.
  const bool in_own_group = talk.end || deadline::is_started();
  TRY_ASSIGN(const pid_t pid,
             start(argv, in, out, err, in_own_group,
                   talk.variables != nullptr ? *talk.variables : std::vector<std::string>()));
  const deadline::Child child(in_own_group ? -pid : pid);  // as kill(2) takes a group
  in.read_end.close();
  out.write_end.close();
  err.write_end.close();
  CommandOutput result;
  Ending ending = converse(in, out, err, talk, result);
  in.write_end.close();
  if (ending == Ending::by_itself && talk.end && !ends_by(pid, *talk.end)) ending = Ending::too_late;
  int status = SIGKILL;  // what waitpid(2) would say of one that is not waited for
  const bool is_over = ending == Ending::by_itself || end_group(pid);
  while (is_over && ::waitpid(pid, &status, 0) < 0)
    if (errno != EINTR)
      return fail(tr("cannot wait for `{program}`: {reason}",
                     {{"program", argv.front()}, {"reason", system_message(errno)}}));
  constexpr int kSignalled = 128;  // as shells count
  result.code = WIFEXITED(status) ? WEXITSTATUS(status) : kSignalled + WTERMSIG(status);
  return ending == Ending::too_late ? std::nullopt : std::optional(std::move(result));
}

}  // namespace

Result<CommandOutput> run(std::vector<std::string> argv, std::string_view input) {
  TRY_ASSIGN(std::optional<CommandOutput> output, run_until(std::move(argv), {.input = input}));
  return std::move(output).value();  // there is one: it had all the time in the world
}

Result<std::optional<CommandOutput>> run_for(std::chrono::milliseconds most, std::vector<std::string> argv) {
  return run_until(std::move(argv), {.end = Clock::now() + most});
}

Result<std::optional<CommandOutput>> run_for(std::chrono::milliseconds most, std::vector<std::string> argv,
                                             std::string_view input,
                                             const std::vector<std::string>& variables) {
  return run_until(std::move(argv), {.input = input, .end = Clock::now() + most, .variables = &variables});
}

Result<std::optional<CommandOutput>> stream_for(std::chrono::milliseconds most, std::vector<std::string> argv,
                                                std::string_view input, const TakeOutput& take) {
  return run_until(std::move(argv), {.input = input, .end = Clock::now() + most, .take = &take});
}

namespace {

// The last line of what a program wrote to its stderr, with those before it that it goes on from: git indents
// them.
std::string last_words(std::string_view text) {
  const std::vector<std::string_view> said = lines(trim(text));
  std::size_t first = said.size();
  while (first > 0 && (first == said.size() || said[first].starts_with('\t'))) --first;
  std::string words;
  for (; first < said.size(); ++first) words.append(words.empty() ? "" : " ").append(trim(said[first]));
  return words;
}

}  // namespace

std::vector<std::string> without_questions(const std::optional<std::string>& ssh) {
  std::vector<std::string> argv{"env", "GIT_TERMINAL_PROMPT=0", "SSH_ASKPASS=true"};
  // Editors and CI systems name a program that knows the password. Without it, git would ask by core.askPass.
  if (environment("GIT_ASKPASS").empty()) argv.emplace_back("GIT_ASKPASS=true");
  std::string command = environment("GIT_SSH_COMMAND");
  if (command.empty()) command = ssh.value_or(environment("GIT_SSH").empty() ? "ssh" : "");
  if (!command.empty()) argv.push_back("GIT_SSH_COMMAND=" + command + " -o BatchMode=yes");
  return argv;
}

Result<std::string> output_of(std::vector<std::string> argv, std::string_view input) {
  const std::string command = join(argv, " ");
  TRY_ASSIGN(CommandOutput output, run(std::move(argv), input));
  if (output.ok()) return std::move(output.out);
  const std::string said = last_words(output.err);
  if (said.empty())
    return fail(
        tr("`{command}` failed with exit code {code}", {{"command", command}, {"code", output.code}}));
  return fail(tr("`{command}` failed with exit code {code}: {reason}",
                 {{"command", command}, {"code", output.code}, {"reason", verbatim(said)}}));
}

}  // namespace expgate::git
