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

test_install_leaves_husky_what_it_has() {
  git init -q work && cd work && save 'chore: begin' a.txt
  mkdir -p .husky/_ && git config core.hooksPath .husky/_
  echo 'expgate pre-commit' >.husky/pre-commit
  exits 'some calls are missing' 2 "$EXPGATE" install
  says 'they are named' 'add `expgate commit-msg "$1"` to `.husky/commit-msg`'
  says_not 'the one that is there is not' 'add `expgate pre-commit`'
  echo '{"devDependencies": {"expgate": "0.1.0"}}' >package.json
  exits 'with npm' 2 "$EXPGATE" install
  says 'by npx' '`npx expgate pre-push "$@"` to `.husky/pre-push`'
  echo 'npx expgate commit-msg "$1"' >.husky/commit-msg
  echo 'npx expgate pre-push "$@"' >.husky/pre-push
  exits 'all of them are there' 0 "$EXPGATE" install
  says 'it says so' '.husky/pre-push: left alone: husky runs `expgate pre-push` already'
}

test_a_program_in_a_cache() {
  local cache=$PWD/.cache/uv/archive-v0/x/bin
  mkdir -p "$cache" && cp "$EXPGATE" "$cache/"
  git init -q work && cd work && save 'chore: begin' a.txt
  exits 'it installs' 0 "$cache/expgate" install
  says 'and warns' 'warning: this program lies in the cache `'
  exits 'the doctor' 0 "$EXPGATE" doctor
  says 'warns, too' 'when that is emptied, nothing is checked'
  exits 'another program' 0 "$EXPGATE" install
  says_not 'does not warn' 'warning:'
}

test_a_kept_hook_that_leads_nowhere() {
  git init -q work && cd work && save 'chore: begin' a.txt
  mkdir -p .git/hooks && ln -s /nonexistent .git/hooks/commit-msg
  "$EXPGATE" install >/dev/null
  exits 'the doctor' 0 "$EXPGATE" doctor
  says 'says what is wrong' '.git/hooks/before-expgate/commit-msg: is a link whose target does not exist'
  rm .git/hooks/before-expgate/commit-msg # as it says
  exits 'once that is done' 0 "$EXPGATE" doctor
  says_not 'all is well' 'warn '
}

test_a_relative_home() {
  mkdir rel
  exits 'install --global' 0 env -u GIT_CONFIG_GLOBAL -u XDG_DATA_HOME HOME=rel XDG_CONFIG_HOME="$PWD/rel" "$EXPGATE" install --global
  is 'names an absolute folder' "$PWD/rel/.local/share/expgate/hooks" "$(env -u GIT_CONFIG_GLOBAL HOME=rel XDG_CONFIG_HOME="$PWD/rel" git config --global core.hooksPath)"
}

run_tests "$@"
