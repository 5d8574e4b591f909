#include "app/where_options.h"

namespace expgate::app {

void declare_where(CommandArguments& arguments, deploy::Where& where) {
  arguments.add({.value = "REPO",
                 .help = "A working copy",
                 .fallback = "the one that contains the current folder",
                 .excludes = {"--server", "--gitlab", "--global"}},
                &where.repository);
  arguments.add({.names = {"--server"},
                 .value = "REPO.git",
                 .help = "A bare repository that people push to",
                 .excludes = {"--gitlab", "--global"}},
                &where.server);
  arguments.add({.names = {"--gitlab"},
                 .value = "DIR",
                 .help = "All repositories of a GitLab: the custom_hooks_dir of its Gitaly",
                 .excludes = {"--global"}},
                &where.gitlab);
  arguments.add({.names = {"--global"}, .help = "All your repositories, through core.hooksPath"},
                &where.global);
  arguments.add({.names = {"--hook"},
                 .value = "HOOK",
                 .help = "With --server: `pre-receive` checks a whole push, `update` each ref by itself",
                 .fallback = "pre-receive",
                 .choices = {"pre-receive", "update"},
                 .needs = {"--server"}},
                &where.server_hook);
}

}  // namespace expgate::app
