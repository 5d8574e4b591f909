#include "app/where_options.h"

namespace expgate::app {

void declare_where(CommandArguments& arguments, deploy::Where& where) {
  arguments.add({.value = "REPO",
                 .help = msgid("A working copy"),
                 .fallback = msgid("the one that contains the current folder"),
                 .excludes = {"--server", "--gitlab", "--global"}},
                &where.repository);
  arguments.add({.names = {"--server"},
                 .value = "REPO.git",
                 .help = msgid("A bare repository that people push to"),
                 .excludes = {"--gitlab", "--global"}},
                &where.server);
  arguments.add({.names = {"--gitlab"},
                 .value = "DIR",
                 .help = msgid("All repositories of a GitLab: the custom_hooks_dir of its Gitaly"),
                 .excludes = {"--global"}},
                &where.gitlab);
  arguments.add({.names = {"--global"}, .help = msgid("All your repositories, through core.hooksPath")},
                &where.global);
  arguments.add(
      {.names = {"--hook"},
       .value = "HOOK",
       .help = msgid("With --server: `pre-receive` checks a whole push, `update` each ref by itself"),
       .fallback = verbatim("pre-receive"),
       .choices = {"pre-receive", "update"},
       .needs = {"--server"}},
      &where.server_hook);
}

}  // namespace expgate::app
