#!/bin/bash
# gitolite 3 as a real server behind OpenSSH: the gate is a common hook of its LOCAL_CODE, beside gitolite's own `update`.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=servers.sh
. "$(dirname "$0")/servers.sh"
of_kind sha1-files # as gitolite makes them with the git of the system

gitolite_here() { HOME=$hosting GIT_CONFIG_GLOBAL=$hosting/.gitconfig USER=git gitolite "$@" >"$work/gitolite.log" 2>&1 || { cat "$work/gitolite.log" && return 1; }; }

# gitolite in a home of its own, with ada as its administrator and the gate in all repositories, those to come included.
gitolite_server() {
  needs gitolite
  hosting=$PWD/hosting
  mkdir -p hosting/local/hooks/common ssh
  git config -f hosting/.gitconfig init.defaultBranch master # gitolite listens to that branch of gitolite-admin only
  new_key ssh/id && cp ssh/id.pub ada.pub
  gitolite_here setup -pk ada.pub
  sed -i "s|^%RC = (|%RC = (\n    LOCAL_CODE => \"$hosting/local\",|" hosting/.gitolite.rc
  printf '#!/bin/sh\nexec "%s" pre-receive\n' "$EXPGATE" >hosting/local/hooks/common/pre-receive
  chmod 755 hosting/local/hooks/common/pre-receive
  gitolite_here setup --hooks-only
  # Nobody writes gitolite's own repository by the rules for code.
  policy hosting/repositories/gitolite-admin <<<'{version: 1, extends: []}'
  sshd_here "$hosting"
}
policy() { mkdir -p "$1.git/custom_hooks" && cat >"$1.git/custom_hooks/expgate.yaml"; }

# conf TEXT: gitolite's configuration, pushed as an administrator does it.
conf() {
  [ -d admin ] || git clone -q "$ssh_url/gitolite-admin.git" admin 2>/dev/null
  printf '%s\n' "$1" >admin/conf/gitolite.conf
  git -C admin commit -q -a -m 'update'
  (cd admin && passes 'the configuration is pushed' git push origin HEAD)
}

team_project() {
  gitolite_server
  conf 'repo gitolite-admin
    RW+ = ada
repo team
    -   refs/heads/frozen = ada
    RW+ = ada'
  policy "$hosting/repositories/team" <<<"$team_policy"
  git clone -q "$ssh_url/team.git" team 2>/dev/null
  cd team
  begin "$hosting/repositories/team.git"
}

test_pushes() {
  team_project
  is 'gitolite has put the gate into the repository it made' "$hosting/local/hooks/common/pre-receive" "$(readlink "$repository/hooks/pre-receive")"
  offences
}

test_both_gates() {
  team_project
  git checkout -q -b frozen && save 'feat: add x' x.txt
  exits 'what gitolite forbids' 1 git push origin HEAD
  says 'is refused by gitolite' 'FATAL: W refs/heads/frozen team ada DENIED'
  says_not 'not by the gate' 'error['
  save 'feat: add weights' best.pt
  refused 'what both forbid is refused by the gate, which comes first' artifact-path
  git checkout -q -b feature/x HEAD~
  let_in 'what both allow'
  exits 'a repository that is not there' 128 git push "$ssh_url/nothing.git" HEAD
  says 'is refused by gitolite' 'DENIED by fallthru'
}

# What README says of gitolite-admin.
test_gitolite_admin() {
  gitolite_server
  local repository=$hosting/repositories/gitolite-admin.git
  rm "$repository/custom_hooks/expgate.yaml"
  git clone -q "$ssh_url/gitolite-admin.git" admin 2>/dev/null
  cd admin
  printf '\nrepo other\n    RW+ = ada\n' >>conf/gitolite.conf && git commit -q -a -m 'update'
  push_refused 'the gate is there, too' 'commit-header experiment-config'
  printf 'version: 1\nextends: []\n' >"$repository/custom_hooks/expgate.yaml"
  passes 'and not with a policy that has no checks' git push origin HEAD
  is 'gitolite has done its work' yes "$([ -d "$hosting/repositories/other.git" ] && echo yes)"
}

# Without a policy of the server's, what counts is the repository's own, or the pack.
test_policy_of_the_repository() {
  team_project
  rm "$repository/custom_hooks/expgate.yaml"
  git --git-dir="$repository" symbolic-ref HEAD refs/heads/main
  git checkout -q -b feature/x && save 'feat: add weights' best.pt
  refused 'the pack pytorch refuses a checkpoint' artifact-path
  git mv best.pt a.txt && amend
  let_in 'and lets in a text'
  printf 'version: 1\nextends: []\nrules: {commit-scope: {required: true}}\n' >.expgate.yaml
  git checkout -q -B main && save 'chore: add policy' .expgate.yaml
  git --git-dir="$repository" fetch -q "$PWD" +main:main
  save 'feat: add y' y.txt
  refused "then the repository's own counts" commit-scope
  amend -m 'feat(model): add y'
  let_in 'in full'
}

# The hook of a single repository, put there by the program itself, stays when gitolite writes its own anew.
test_hook_of_one_repository() {
  team_project
  rm "$hosting/local/hooks/common/pre-receive" "$repository/hooks/pre-receive"
  save 'feat: add weights' best.pt
  passes 'without the gate all is let in' git push origin HEAD:elsewhere
  "$EXPGATE" install --server "$repository" >/dev/null
  gitolite_here setup --hooks-only
  save 'feat: add more' more.pt
  refused 'with it not' artifact-path
  is "gitolite's own hook is still there" "$hosting/.gitolite/hooks/common/update" "$(readlink "$repository/hooks/update")"
  passes 'and doctor finds all well' "$EXPGATE" doctor --server "$repository"
}

test_a_foreign_hook_stays() {
  team_project
  rm "$repository/hooks/pre-receive" # a link that gitolite made
  foreign_hook_stays
}

run_tests "$@"
