#!/bin/bash
# expgate doctor in a clone: hooks that were edited, and hooks of others that call the gate and do not listen to it.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=hooks.sh
. "$(dirname "$0")/hooks.sh"

# work: a clone with the hooks, and an empty folder for what is temporary.
work() {
  git init -q work && cd work && save 'chore: begin' a.txt
  "$EXPGATE" install >/dev/null
  mkdir ../tmp && export TMPDIR=$PWD/../tmp
}

# doctor WHAT STATUS CONCLUSION
doctor() {
  exits "$1" "$2" "$EXPGATE" doctor
  is "$1: in one line" yes "$(unwrapped | grep -qF "$3" && echo yes || echo "${out##*expgate: }")"
  is "$1: nothing is left behind" '' "$(ls -A "$TMPDIR")"
}

test_a_hook_of_ours_that_was_edited() {
  work
  doctor 'whole hooks' 0 'expgate: shut: commits and pushes are checked'
  local hook
  for hook in pre-commit commit-msg pre-push; do
    sed -i '3i exit 0' ".git/hooks/$hook"
    doctor "$hook that ends early" 1 "expgate: half open: .git/hooks/$hook: was changed and checks nothing any more"
    says "$hook: it says how to mend it" 'run: expgate install'
    "$EXPGATE" install >/dev/null
    sed -i 's/exec "$gate".*/"$gate" "$@"; true/' ".git/hooks/$hook"
    sed -i 's/^printf %s .*/&; true/' ".git/hooks/$hook"
    [ "$hook" = pre-push ] || doctor "$hook that goes on" 1 "expgate: half open: .git/hooks/$hook: was changed"
    "$EXPGATE" install >/dev/null
  done
  sed -i '3i exit 0' .git/hooks/*-*
  doctor 'all of them' 1 'expgate: open: nothing is checked: .git/hooks/pre-commit: was changed'
  "$EXPGATE" install >/dev/null
  sed -i '3i exit 1' .git/hooks/commit-msg
  doctor 'one that rejects everything' 1 'was changed: in a trial it rejected what is right'
  "$EXPGATE" install >/dev/null
  sed -i '$a # edited' .git/hooks/commit-msg
  doctor 'a comment does no harm' 0 'expgate: shut'
  says 'but it is said' '.git/hooks/commit-msg: is of another version'
}

test_hooks_of_an_older_version() {
  work
  local hook
  for hook in pre-commit commit-msg pre-push; do old_shim "$hook" >".git/hooks/$hook"; done
  doctor 'do their work' 0 'expgate: shut'
  says 'and are known as older ones' '.git/hooks/pre-push: is of another version'
  sed -i 's/"$gate" commit-msg/"$gate" --mode warn commit-msg/' .git/hooks/commit-msg
  doctor 'in warn mode' 0 'expgate: half open: .git/hooks/commit-msg: is in warn mode'
}

test_the_hook_that_runs_first_does_not_run_in_a_trial() {
  git init -q work && cd work && save 'chore: begin' a.txt
  mkdir -p .git/hooks
  printf '#!/bin/sh\ntouch "%s/ran"\n' "$PWD/.." >.git/hooks/commit-msg && chmod +x .git/hooks/commit-msg
  "$EXPGATE" install >/dev/null
  mkdir ../tmp && export TMPDIR=$PWD/../tmp
  sed -i '3i exit 0' .git/hooks/commit-msg
  doctor 'sees the change' 1 'was changed and checks nothing any more'
  is 'the other hook did not run' no "$([ -e ../ran ] && echo yes || echo no)"
}

test_hooks_of_others_that_do_not_listen() {
  work
  rm -r .git/hooks && mkdir .git/hooks
  printf '#!/bin/sh\nexpgate pre-commit\n' >.git/hooks/pre-commit
  printf '#!/bin/sh\nexpgate commit-msg "$1" || exit\nnpm test\n' >.git/hooks/commit-msg
  printf '#!/bin/sh\nexec expgate pre-push "$@"\n' >.git/hooks/pre-push
  chmod +x .git/hooks/*
  doctor 'those that listen' 0 'expgate: shut'
  printf '#!/bin/sh\nexpgate commit-msg "$1" || true\n' >.git/hooks/commit-msg
  doctor 'one that does not' 1 'half open: .git/hooks/commit-msg: calls `expgate commit-msg` and goes on whatever it says'
  says 'it is shown' '`expgate commit-msg "$1" || true`'
  printf '#!/bin/sh\nexpgate commit-msg "$1"\nnpm test\n' >.git/hooks/commit-msg
  doctor 'one that ends as another command does' 1 'goes on whatever it says: `npm test`'
  printf '#!/bin/sh\nexit 0\nexpgate commit-msg "$1"\n' >.git/hooks/commit-msg
  doctor 'one that ends before' 1 'ends before it calls `expgate commit-msg`, with the line `exit 0`'
}

test_husky_files_that_do_not_listen() {
  work
  rm -r .git/hooks && mkdir .git/hooks
  mkdir -p .husky/_ && git config core.hooksPath .husky/_
  printf 'expgate pre-commit\nnpm test\n' >.husky/pre-commit
  echo 'expgate commit-msg "$1"' >.husky/commit-msg
  echo 'npx expgate pre-push "$@"' >.husky/pre-push
  doctor 'those that listen' 0 'expgate: shut'
  printf 'exit 0\nexpgate pre-commit\n' >.husky/pre-commit
  doctor 'one that ends before' 1 'half open: .husky/pre-commit: ends before it calls `expgate pre-commit`'
  echo 'expgate commit-msg "$1" || true' >.husky/commit-msg
  doctor 'and one that goes on' 1 'half open: .husky/pre-commit: ends before'
  says 'both are named' '.husky/commit-msg: calls `expgate commit-msg` and goes on whatever it says'
  echo 'expgate pre-push "$@" || :' >.husky/pre-push
  doctor 'all of them' 1 'open: nothing is checked'
}

run_tests "$@"
