#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace expgate {

enum class Mode { pre_commit, commit_msg, pre_push, pre_receive, update, ci, audit };

// The mode's name as on the command line: "pre-receive".
std::string_view name_of(Mode mode);

// Whether the mode judges a push on the server that receives it.
inline bool is_server(Mode mode) {
  return mode == Mode::pre_receive || mode == Mode::update;
}

// Who pushes, and to what, by the variables of one kind of server.
struct Identity {
  std::string_view server;  // "gitlab", "gitea" …
  std::string user;         // empty: it does not say
  std::string project;      // empty: it does not say
};

// Who pushes what to where, as far as the environment tells (GitLab's GL_* variables, docs/git-facts.md).
struct Context {
  Mode mode = Mode::pre_receive;
  std::string default_branch;  // full ref name that HEAD (of the server) names, or empty
  std::string protocol;        // GL_PROTOCOL: ssh, http, web; empty elsewhere
  std::string user;     // who pushes, as the server names him (input/context.cpp); empty: it does not say
  std::string user_id;  // GL_ID: "user-7", or "key-3" for a deploy key, which has no user
  std::string project;  // its name on the forge; on a plain server the path of the repository
  std::vector<Identity> identities;  // what `identity` of a server's policy chooses from
  std::string today;                 // in UTC: "2026-01-31"; ends exceptions and warnings
  std::string bypass;  // why the pusher wants a bypass (push option expgate.bypass); empty: he does not
  std::string remote;  // pre-push: the remote's name or URL
  std::string top;     // client hooks: what leads from the user's folder to the top of the work tree, "../"

  // Merges and edits made in GitLab's web interface.
  [[nodiscard]] bool is_web() const { return protocol == "web"; }
};

}  // namespace expgate
