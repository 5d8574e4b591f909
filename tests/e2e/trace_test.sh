#!/bin/bash
# EXPGATE_TRACE=FILE: what expgate read and how long it took, for bug reports; and that nobody who pushes can write files by it.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# secret NAME: a repository whose names and contents must not get into a trace.
secret() {
  git init -q "$1"
  cd "$1"
  mkdir -p classified
  echo 'password = 1' >classified/plan.py
  save 'feat: add the classified plan' classified/plan.py
  save 'feat: add a model' model.py
}

test_a_command_is_traced() {
  secret repo
  local verdict
  run "$EXPGATE" audit
  verdict=$status
  EXPGATE_TRACE=$work/trace exits 'the verdict is the same' "$verdict" "$EXPGATE" audit
  out=$(cat "$work/trace")
  is 'it says what it is' '# expgate trace' "$(head -1 "$work/trace")"
  says 'which command' ' audit'
  says 'the passes' 'read the policy'
  says 'those in others' 'judge commits'
  says 'the walk' 'walk to the end'
  says 'each rule' commit-header
  says 'the report' 'write the report'
  says 'what was judged' '2 commits judged'
  says 'what was read' 'objects read'
  says_not 'no path' plan
  says_not 'no folder' classified
  says_not 'no content' password
  says_not 'no author' Ada
  says_not 'no ref' main
  is 'it is for its owner' 600 "$(stat -c %a "$work/trace")"
}

test_the_next_command_is_added() {
  secret repo
  EXPGATE_TRACE=$PWD/trace run "$EXPGATE" audit
  EXPGATE_TRACE=$PWD/trace run "$EXPGATE" audit
  is 'two traces' 2 "$(grep -c 'write the report' trace)"
  is 'one first line' 1 "$(grep -c '# expgate trace' trace)"
}

test_no_other_file_is_touched() {
  secret repo
  echo precious >notes
  ln -s notes link
  EXPGATE_TRACE=./notes exits 'the verdict stays' 0 "$EXPGATE" audit --mode warn --quiet
  says 'and the reason is told' 'cannot write the trace to `./notes`'
  EXPGATE_TRACE=./link run "$EXPGATE" audit
  is 'the file is as it was' precious "$(cat notes)"
  ln -s nowhere dangling
  EXPGATE_TRACE=dangling run "$EXPGATE" audit
  is 'no file at the end of a link' missing "$([ -e nowhere ] && echo made || echo missing)"
  EXPGATE_TRACE=missing/trace exits 'a folder that is not there' 0 "$EXPGATE" audit --mode warn --quiet
}

test_a_hook_is_traced() {
  client project pre-commit commit-msg
  printf 'version: 1\nextends: []\nrules: {commit-header: {}, artifact-path: {}}\n' >.expgate.yaml
  git add .expgate.yaml
  EXPGATE_TRACE=$work/trace commit_ok 'a commit' -m 'feat: add a policy'
  out=$(cat "$work/trace")
  says 'the first hook' ' pre-commit'
  says 'the second hook' ' commit-msg'
  says 'its pass' 'judge what is staged'
}

# The variables of whoever pushes over SSH reach the hook, where sshd is told to accept them.
test_who_pushes_writes_no_file() {
  secret repo
  git init -q --bare ../server.git
  mkdir -p ../server.git/hooks
  printf '#!/bin/sh\nexec %q pre-receive\n' "$EXPGATE" >../server.git/hooks/pre-receive
  chmod +x ../server.git/hooks/pre-receive
  printf 'version: 1\nextends: []\nrules: {commit-header: {}}\n' >.expgate.yaml
  save 'chore: add a policy' .expgate.yaml
  echo 'ssh-ed25519 AAAA' >"$work/keys"
  EXPGATE_TRACE=$work/keys passes 'a file of the server' git push -q ../server.git main:refs/heads/feature/one
  says_not 'it is not told that it is there' trace
  is 'it is as it was' 'ssh-ed25519 AAAA' "$(cat "$work/keys")"
  EXPGATE_TRACE=$work/new passes 'a new file' git push -q ../server.git main:refs/heads/feature/two
  is 'is not made' missing "$([ -e "$work/new" ] && echo made || echo missing)"
  mkfifo "$work/pipe"
  EXPGATE_TRACE=$work/pipe passes 'a pipe does not stop it' timeout 20 git push -q ../server.git main:refs/heads/feature/three
  echo '# expgate trace' >"$work/trace"
  EXPGATE_TRACE=$work/trace passes 'a file of the administrator, for this' git push -q ../server.git main:refs/heads/feature/four
  out=$(cat "$work/trace")
  says 'is written' ' pre-receive'
  says 'with the walk' walk
}

run_tests "$@"
