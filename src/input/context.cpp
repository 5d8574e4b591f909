#include "input/context.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

namespace expgate::input {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

namespace {

// git runs its hooks at the top of the work tree, wherever the user is; GIT_PREFIX says where that is: "a/b/".
std::string way_to_top() {
  std::string way;
  for (const char letter : environment("GIT_PREFIX"))
    if (letter == '/') way += "../";
  return way;
}

}  // namespace

Result<Context> gather_context(Mode mode, git::Repository& repository, const std::string& remote) {
  Context context;
  context.mode = mode;
  context.protocol = environment("GL_PROTOCOL");
  context.user = environment("GL_USERNAME");
  context.project = environment("GL_PROJECT_PATH");
  if (is_server(mode)) {
    TRY_ASSIGN(const auto head, repository.head_branch());
    context.default_branch = head.value_or("");
  } else {
    context.top = way_to_top();
    context.default_branch = repository.remote_default_branch(remote).value_or("");
  }
  return context;
}

Result<std::string> read_stdin() {
  constexpr std::size_t kMost = std::size_t{256} << 20;  // bytes: a million refs with long names
  std::string text;
  std::array<char, 65536> buffer{};
  for (;;) {
    const ssize_t got = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (got == 0) return text;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(std::string("cannot read standard input: ") + std::strerror(errno));
    text.append(buffer.data(), static_cast<std::size_t>(got));
    if (text.size() > kMost) return fail("standard input is larger than any push");
  }
}

}  // namespace expgate::input
