#include "app/where_options.h"

#include <CLI/CLI.hpp>

namespace expgate::app {

void declare_where(CLI::App& sub, deploy::Where& where) {
  CLI::Option* repository =
      sub.add_option("repository", where.repository, "A working copy; default: the one here")
          ->type_name("REPO");
  CLI::Option* server = sub.add_option("--server", where.server, "A bare repository that people push to")
                            ->type_name("REPO.git");
  CLI::Option* gitlab = sub.add_option("--gitlab", where.gitlab, "All of a GitLab: Gitaly's custom_hooks_dir")
                            ->type_name("DIR");
  CLI::Option* global =
      sub.add_flag("--global", where.global, "All your repositories, through core.hooksPath");
  sub.add_option("--hook", where.server_hook,
                 "With --server: pre-receive (judges a push whole) or update (ref by ref)")
      ->check(CLI::IsMember({"pre-receive", "update"}))
      ->type_name("HOOK")
      ->needs(server);
  repository->excludes(server)->excludes(gitlab)->excludes(global);
  server->excludes(gitlab)->excludes(global);
  gitlab->excludes(global);
}

}  // namespace expgate::app
