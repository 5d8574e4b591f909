#include "input/context.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <initializer_list>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "base/environment.h"
#include "base/strings.h"
#include "git/account.h"

namespace expgate::input {

namespace {

// git runs its hooks at the top of the work tree, wherever the user is; GIT_PREFIX says where that is:
// "a/b/".
std::string way_to_top() {
  std::string way;
  for (const char letter : environment("GIT_PREFIX"))
    if (letter == '/') way += "../";
  return way;
}

// The day in UTC: "2026-01-31". Not by gmtime_r(), which reads the machine's time zone first.
std::string today() {
  namespace chrono = std::chrono;
  const chrono::year_month_day day{chrono::floor<chrono::days>(chrono::system_clock::now())};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

// The first of these variables that says something.
std::string first_of(std::initializer_list<const char*> names) {
  for (const char* name : names)
    if (std::string value = environment(name); !value.empty()) return value;
  return {};
}

// Who pushes, where no policy says whose variables count. GitLab names its users, and a deploy key has none.
// Elsewhere: gitolite's user, the one that a web server has let in, or the account that the hook runs in.
std::string pusher(const Context& context) {
  const bool is_gitlab = !context.user_id.empty() || !environment("GL_REPOSITORY").empty();
  if (is_gitlab) return environment("GL_USERNAME");
  const std::string named = first_of({"GL_USERNAME", "GL_USER", "REMOTE_USER"});
  return named.empty() ? git::account_name() : named;
}

// The project that two variables name together: "owner/name"; empty where one says nothing.
std::string project_of(const char* owner, const char* name) {
  if (environment(owner).empty() || environment(name).empty()) return {};
  return environment(owner) + "/" + environment(name);
}

// Gitea and Forgejo name the owner of the repository where a deploy key pushes, which has no user.
Identity gitea_identity() {
  const std::string deploy_key = environment("GITEA_DEPLOY_KEY_ID");
  const bool is_user = deploy_key.empty() || deploy_key == "0";
  std::string project = project_of("GITEA_REPO_USER_NAME", "GITEA_REPO_NAME");
  if (environment("GITEA_REPO_IS_WIKI") == "true" && !project.empty()) project += ".wiki";
  return {"gitea", is_user ? environment("GITEA_PUSHER_NAME") : std::string(), std::move(project)};
}

// What the kinds of servers say in their variables. An SSH client may be able to set any of them, so that
// only those count that the server's policy names.
std::vector<Identity> identities() {
  return {{"gitlab", environment("GL_USERNAME"), environment("GL_PROJECT_PATH")},
          gitea_identity(),
          {"gogs", environment("GOGS_AUTH_USER_NAME"), project_of("GOGS_REPO_OWNER_NAME", "GOGS_REPO_NAME")},
          {"soft-serve", environment("SOFT_SERVE_USERNAME"), environment("SOFT_SERVE_REPO_NAME")},
          {"gitolite", environment("GL_USER"), environment("GL_REPO")}};
}

// The path of the repository without the '/' at its end.
std::string path_of(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

// The reason in the last push option `expgate.bypass=…`, without the quotes that a shell left; empty: none
// was given.
std::string bypass_reason() {
  constexpr std::string_view kName = "expgate.bypass=";
  constexpr std::uint64_t kMost = 10'000;  // options, more than any push has
  const std::uint64_t count = parse_decimal(environment("GIT_PUSH_OPTION_COUNT")).value_or(0);
  std::string reason;
  for (std::uint64_t i = 0; i < std::min(count, kMost); ++i) {
    const std::string option = environment(("GIT_PUSH_OPTION_" + std::to_string(i)).c_str());
    if (!option.starts_with(kName)) continue;
    std::string_view value = trim(std::string_view(option).substr(kName.size()));
    if (value.size() > 1 && value.front() == value.back() && (value.front() == '"' || value.front() == '\''))
      value = trim(value.substr(1, value.size() - 2));
    reason = value;
  }
  return reason;
}

// What only a server knows.
void add_server_side(Context& context, const std::string& common_folder) {
  context.user_id = environment("GL_ID");
  context.user = pusher(context);
  if (context.project.empty()) context.project = path_of(common_folder);
  context.identities = identities();
  context.today = today();
  if (context.mode == Mode::pre_receive) context.bypass = bypass_reason();
}

Context context_of(Mode mode) {
  Context context;
  context.mode = mode;
  context.protocol = environment("GL_PROTOCOL");
  context.user = environment("GL_USERNAME");
  context.project = environment("GL_PROJECT_PATH");
  return context;
}

}  // namespace

Context server_context(Mode mode, const std::string& common_folder) {
  Context context = context_of(mode);
  add_server_side(context, common_folder);
  return context;
}

Result<Context> gather_context(Mode mode, git::Repository& repository, const std::string& remote) {
  Context context = context_of(mode);
  if (is_server(mode)) {
    add_server_side(context, repository.common_folder());
    TRY_ASSIGN(const auto head, repository.head_branch());
    context.default_branch = head.value_or("");
  } else {
    context.top = mode == Mode::audit ? "" : way_to_top();
    context.today = today();  // what only warns until a day, and what a server's policy lets pass until one
    context.default_branch = repository.likely_default_branch(remote).value_or("");
  }
  return context;
}

Result<std::string> read_stdin() {
  constexpr std::size_t kMost = std::size_t{12} << 20;  // bytes: a hundred thousand refs with usual names
  std::string text;
  std::array<char, 65536> buffer{};
  for (;;) {
    const ssize_t got = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (got == 0) return text;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0)
      return fail(tr("cannot read standard input: {reason}", {{"reason", verbatim(std::strerror(errno))}}));
    text.append(buffer.data(), static_cast<std::size_t>(got));
    if (text.size() > kMost)
      return fail(tr("standard input is over {limit}, larger than any push", {{"limit", Bytes{kMost}}}));
  }
}

}  // namespace expgate::input
