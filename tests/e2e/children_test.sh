#!/bin/bash
# What a hook starts asks nobody anything, and ends with the hook, with all that it has started itself.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

nap="sleep 97.$$" # of this run alone

# stuck: a partial clone that lacks the config of exp/a, and whose server never answers: the ssh to it writes down what it was asked, and goes
# on for ever, as does what it starts. $line is what git tells pre-push.
stuck() {
  git init -q up && cd up
  printf 'version: 1\nextends: []\nrules: {experiment-config: {}}\n' >.expgate.yaml
  save 'chore: begin' .expgate.yaml
  put configs/a.yaml 'seed: 1' && save 'feat: add a config' configs/a.yaml
  git config uploadpack.allowFilter true
  cd ..
  git clone -q --no-checkout --filter=blob:none "file://$PWD/up" work
  cd work
  git cat-file -e HEAD:.expgate.yaml
  git show HEAD:.expgate.yaml >.expgate.yaml
  git remote set-url origin ssh://h/x
  # shellcheck disable=SC2016 # for the script
  printf '#!/bin/sh\nprintf "%%s\\n" "$* $GIT_TERMINAL_PROMPT" >>"%s"\n%s &\n%s\n' "$PWD/../asked" "$nap" "$nap" >../ssh
  chmod +x ../ssh
  export GIT_SSH_COMMAND=$PWD/../ssh GIT_SSH_VARIANT=ssh
  line="HEAD $(git rev-parse HEAD) refs/heads/exp/a $(git hash-object --stdin </dev/null | tr '0-9a-f' 0)"
}
# left: what is still there of them, after a moment.
left() {
  local i
  for ((i = 0; i < 50; i++)); do
    pgrep -x -f "$nap" >/dev/null || return 0
    sleep 0.1
  done
  pgrep -x -f -a "$nap"
  pkill -x -f "$nap"
}

test_the_deadline_ends_all_that_was_started() {
  stuck
  undecided 'a server that does not answer' env EXPGATE_DEADLINE=2 timeout 30 "$EXPGATE" pre-push origin ssh://h/x <<<"$line"
  says 'it is said' 'it took too long'
  is 'nothing is left' '' "$(left)"
  is 'nobody is asked anything' yes "$(grep -q 'BatchMode=yes .* 0$' ../asked && ! grep -qv 'BatchMode=yes .* 0$' ../asked && echo yes || cat ../asked)"
}

test_a_signal_ends_all_that_was_started() {
  stuck
  local signal hook i
  for signal in TERM HUP; do
    EXPGATE_DEADLINE=60 "$EXPGATE" pre-push origin ssh://h/x <<<"$line" >said 2>&1 &
    hook=$!
    for ((i = 0; i < 200; i++)); do pgrep -x -f "$nap" >/dev/null && break || sleep 0.1; done
    is "$signal: it waits" yes "$(pgrep -x -f "$nap" >/dev/null && echo yes || cat said)"
    kill -s "$signal" "$hook"
    status=0 && wait "$hook" || status=$?
    is "$signal: ends it" yes "$([ "$status" -gt 128 ] && echo yes || echo "$status")"
    is "$signal: nothing is left" '' "$(left)"
  done
}

# What is said there is not read: of a push that was stopped, or of a client that is gone.
test_a_full_stderr_does_not_keep_a_hook() {
  stuck
  run env EXPGATE_DEADLINE=2 python3 - "$EXPGATE" "$line" <<'PYTHON'
import os, subprocess, sys
ours, theirs = os.pipe()
os.set_blocking(theirs, False)
try:
    while True:
        os.write(theirs, b"x" * 4096)
except BlockingIOError:
    os.set_blocking(theirs, True)
hook = subprocess.Popen([sys.argv[1], "pre-push", "origin", "ssh://h/x"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=theirs)
hook.stdin.write((sys.argv[2] + "\n").encode())
hook.stdin.close()
try:
    print("it ended with", hook.wait(30))
except subprocess.TimeoutExpired:
    hook.kill()
    print("it did not end")
PYTHON
  is 'it ends' 'it ended with 2' "$out"
  is 'nothing is left' '' "$(left)"
}

run_tests "$@"
