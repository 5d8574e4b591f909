#!/bin/bash
# A bare repository behind OpenSSH and git-shell, as the user who runs the test.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=servers.sh
. "$(dirname "$0")/servers.sh"
with_debians_git # the servers of the system run it

# A server with its hook that one key may use, for git only; and the clone of it.
ssh_project() {
  needs git-shell ssh-keygen
  server project
  policy project <<<"$team_policy"
  mkdir -p ssh people/.ssh
  new_key ssh/id
  # shellcheck disable=SC2016 # sshd sets it
  printf 'restrict,command="git-shell -c \\"$SSH_ORIGINAL_COMMAND\\"" %s\n' "$(cat ssh/id.pub)" >people/.ssh/authorized_keys
  sshd_here "$PWD/people"
  git clone -q "$ssh_url$PWD/project.git" project 2>/dev/null
  cd project
  begin "$PWD/../project.git"
}

test_pushes() {
  ssh_project
  offences
}

test_it_is_this_server_that_is_tested() {
  ssh_project
  exits 'git-shell runs nothing but git' 128 ssh -F "$ssh_folder/config" -p "$port" "$(id -un)@127.0.0.1" id
  says 'as it says' 'unrecognized command'
  new_key ../stranger
  sed "s|^IdentityFile.*|IdentityFile \"$PWD/../stranger\"|" "$ssh_folder/config" >../config
  exits 'a stranger is not let in' 128 env GIT_SSH_COMMAND="ssh -F ../config" git push origin HEAD:x
  says 'as sshd says' 'Permission denied (publickey)'
}

test_gate_that_is_lost() {
  ssh_project
  cp "$EXPGATE" ../gate
  ../gate install --server ../project.git >/dev/null
  git checkout -q -b feature/x && save 'feat: add x' x.txt
  let_in 'the gate is there'
  rm ../gate && save 'feat: add y' y.txt
  exits 'the gate is gone: a good push is refused' 1 git push origin HEAD
  says 'and says what is missing' "no working program at $(dirname "$PWD")/gate"
}

test_policy_that_does_not_parse() {
  ssh_project
  policy ../project <<<'version: ['
  save 'feat: add x' x.txt
  push_undecided 'a good push, and nobody can tell' origin HEAD
  says 'tells the user why' 'expgate.yaml'
}

# Several people at a time: one verdict each, and all good pushes are there.
test_pushes_at_once() {
  ssh_project
  local i pids=()
  for i in 1 2 3 4 5 6; do
    git clone -q "$ssh_url$(dirname "$PWD")/project.git" "../clone-$i" 2>/dev/null
    (
      cd "../clone-$i"
      git checkout -q -b "feature/$i"
      if ((i % 2)); then save 'feat: add x' "$i.txt"; else save 'feat: add x' "$i.pt"; fi
      git push -q origin HEAD >"../said-$i" 2>&1 || true
    ) &
    pids+=("$!")
  done
  for i in 1 2 3 4 5 6; do wait "${pids[i - 1]}"; done
  is 'the good ones are in, the bad ones are not' 'feature/1 feature/3 feature/5 main' \
    "$(git -C ../project.git for-each-ref --format='%(refname:short)' | paste -sd ' ')"
  is 'each bad one is told' 3 "$(cat ../said-[246] | grep -c '^remote: error\[artifact-path\]')"
}

test_a_foreign_hook_stays() {
  ssh_project
  foreign_hook_stays
}

run_tests "$@"
