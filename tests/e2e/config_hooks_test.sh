#!/bin/bash
# Hooks that git's configuration names: in and out, beside husky, and whether git runs them. The git at hand need not be new enough (2.54)
# for all but the last: what it is told to run is run as it would.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

has_config_hooks() { printf '2.54\n%s\n' "$(git version | awk '{ print $3 }')" | sort -V -C; }

# configured EVENT ARGUMENT…: what git ≥ 2.54 does for that event (prepare_shell_cmd in its run-command.c).
configured() {
  local event=$1 command
  shift
  command=$(git config "hook.expgate-$event.command") || return
  sh -c "$command${1:+ \"\$@\"}" "$command" "$@"
}

work_with_config() {
  git init -q work && cd work
  passes 'installs' "$EXPGATE" install --config
}

test_what_git_is_told() {
  work_with_config
  says 'and says where' '.git/expgate/hooks/pre-commit: installed'
  says 'and what it told git' 'hook.expgate-*: named in the configuration'
  is 'one event each' 'pre-commit commit-msg pre-push' "$(for each in pre-commit commit-msg pre-push; do git config --get-all "hook.expgate-$each.event"; done | xargs)"
  exits 'nothing in the folder of hooks' 1 test -e .git/hooks/pre-commit
  local before
  before=$(cat .git/config)
  passes 'a second time' "$EXPGATE" install
  says 'goes by the configuration' 'hook.expgate-*: already in place'
  is 'and changes nothing' "$before" "$(cat .git/config)"
}

test_what_is_told_judges() {
  work_with_config
  printf 'did things\n' >message
  exits 'a bad message' 1 configured commit-msg message
  printf 'feat: add a thing\n' >message
  exits 'a good one' 0 configured commit-msg message
  big weights.pt && git add weights.pt
  exits 'a checkpoint' 1 configured pre-commit
  cd .. && mv work moved && cd moved
  exits 'and where the repository was moved to' 1 configured pre-commit
  git commit -q --no-verify -m 'feat: add weights' && git worktree add -q ../linked
  cd ../linked && big other.pt && git add other.pt
  exits 'and in a linked worktree' 1 configured pre-commit
}

test_hooks_in_the_folder_are_not_run_twice() {
  git init -q work && cd work
  "$EXPGATE" install >/dev/null && passes 'from one to the other' "$EXPGATE" install --config
  says 'takes the others out' '.git/hooks/pre-commit: removed'
  is 'all of them' '' "$(find .git/hooks -name 'pre-*' -o -name 'commit-msg')"
}

test_out_again() {
  git init -q work && cd work
  local before
  before=$(cat .git/config)
  "$EXPGATE" install --config >/dev/null
  passes 'removes them' "$EXPGATE" uninstall
  says 'and says so' 'hook.expgate-*: removed'
  is 'the configuration is as before' "$before" "$(cat .git/config)"
  is 'no file is left' '' "$(find .git -path '*expgate*')"
}

test_dry_run_changes_nothing() {
  git init -q work && cd work
  local before
  before=$(cat .git/config)
  passes 'says what it would do' "$EXPGATE" install --config --dry-run
  is 'nothing is told' "$before" "$(cat .git/config)"
  is 'nothing is put' '' "$(find .git -path '*expgate*')"
}

test_only_for_a_working_copy() {
  git init -q --bare server.git
  exits 'a server has a folder of its own' 2 "$EXPGATE" install --config --server server.git
  says 'and is told' 'is for a working copy'
}

test_the_doctor_knows() {
  work_with_config
  if has_config_hooks; then
    exits 'all is well' 0 "$EXPGATE" doctor
  else
    exits 'this git does not run them' 1 "$EXPGATE" doctor
    says 'says which would' '2.54 is needed'
  fi
  git config hook.expgate-pre-push.enabled false
  exits 'one is off' 1 "$EXPGATE" doctor
  says 'says which, and what to type' 'git config --unset-all hook.expgate-pre-push.enabled'
  git config --unset-all hook.expgate-pre-push.enabled
  git config --unset hook.expgate-commit-msg.event
  exits 'one has no event' 1 "$EXPGATE" doctor
  says 'and says that' 'hook.expgate-commit-msg: the configuration does not name'
  "$EXPGATE" install >/dev/null
  rm .git/expgate/hooks/commit-msg
  exits 'one has no file' 1 "$EXPGATE" doctor
  says 'and says which' '.git/expgate/hooks/commit-msg: does not exist'
}

test_git_runs_them() {
  if ! has_config_hooks; then ok 'SKIPPED: this git has no hooks of the configuration (2.54)'; return; fi
  git init -q --bare server.git && work_with_config
  git remote add origin ../server.git
  commit_refused 'a bad message' commit-header --allow-empty -m 'did things'
  big weights.pt && git add weights.pt
  commit_refused 'a checkpoint' artifact-path -m 'feat: add weights'
  git rm -q --cached weights.pt
  commit_ok 'a good commit' --allow-empty -m 'feat: add a thing'
  git commit -q --no-verify --allow-empty -m 'did things'
  push_refused 'and what went round them' commit-header origin HEAD:refs/heads/feature/x
}

test_beside_husky() {
  git init -q work && cd work
  mkdir -p .husky/_ && git config core.hooksPath .husky/_
  if ! has_config_hooks; then
    exits 'an old git needs the help of husky' 2 "$EXPGATE" install
    says 'or to be new' 'git 2.54'
    return
  fi
  passes 'is installed beside it' "$EXPGATE" install
  is 'nothing is in the folder of husky' '' "$(find .husky -type f)"
  commit_refused 'a bad message' commit-header --allow-empty -m 'did things'
  exits 'the doctor is content' 0 "$EXPGATE" doctor
}

run_tests "$@"
