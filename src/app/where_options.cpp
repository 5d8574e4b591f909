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

Result<void> check_no_policy(const Common& common) {
  if (common.policy.empty()) return {};
  return fail(
      tr("`--policy` has no effect here: a hook finds its policy each time it runs"),
      tr("on a server, write it to custom_hooks/expgate.yaml or /etc/expgate/policy.yaml; elsewhere to "
         ".expgate.yaml"));
}

}  // namespace expgate::app
