#!/bin/bash
# The gate called by pre-commit, lefthook and husky, as examples/hook-managers/ says, through real commits and pushes.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

readonly examples=$EXPGATE_SOURCE_DIR/examples/hook-managers
bin=$work/bin
mkdir -p "$bin" && ln -s "$EXPGATE" "$bin/expgate"
export PATH=$bin:$PATH npm_config_cache=$work/npm npm_config_update_notifier=false npm_config_fund=false npm_config_audit=false

# A server without hooks and a clone of it, with one good commit on main.
project() {
  git init -q --bare project.git
  clone project
  save 'chore: begin' a.txt
  git push -q origin main
}

# What every manager has to let through and to hold back, in a clone where its hooks are in place. A commit carries the file of the manager.
stands() {
  git push -q --no-verify origin main
  commit_refused "$1: a bad message" commit-header --allow-empty -m 'did things'
  big best.pt && git add -f best.pt
  commit_refused "$1: a checkpoint" artifact-path -m 'feat: add weights'
  git rm -q --cached best.pt
  commit_ok "$1: a good commit" --allow-empty -m 'feat: add a thing'
  git checkout -q -b feature/x
  push_ok "$1: a good push of a new branch"
  save 'did things' b.txt
  push_refused "$1: a bad push" commit-header
  git checkout -q -b feature/y
  push_refused "$1: of a new branch, too" commit-header
  git reset -q --hard feature/x~ && save 'feat: add more' c.txt
  push_ok "$1: a good one"
  git checkout -q -b whatever && save 'feat: add even more' d.txt
  push_refused "$1: a name that is not allowed" branch-name
  git checkout -q --orphan exp/fresh && save 'did things' e.txt
  run git push origin HEAD
  is "$1: a branch that shares nothing with the remote" 1 "$status"
  says "$1: is judged from its root" 'error[commit-header]'
  git checkout -q main && git reset -q --hard origin/main
  save 'feat: go on' f.txt && git push -q --no-verify origin main
  git reset -q --hard HEAD~ && save 'feat: go elsewhere' g.txt
  push_refused "$1: main is not rewritten" 'experiment-config protected-ref' -f origin main
}

test_pre_commit() {
  if ! command -v pre-commit >/dev/null; then ok 'SKIPPED: there is no pre-commit (install.sh --packages test)'; return; fi
  project
  cp "$examples/pre-commit-config.yaml" .pre-commit-config.yaml
  git add .pre-commit-config.yaml && save 'chore: call the gate'
  run pre-commit install
  is 'it takes the file' 0 "$status"
  stands pre-commit
}

# A20: in CI nothing is staged.
test_pre_commit_in_ci() {
  if ! command -v pre-commit >/dev/null; then ok 'SKIPPED: there is no pre-commit (install.sh --packages test)'; return; fi
  project
  cp "$examples/pre-commit-config.yaml" .pre-commit-config.yaml
  git add .pre-commit-config.yaml && save 'chore: call the gate'
  git checkout -q -b feature/x
  save 'feat: add a thing' b.txt
  passes 'all files' pre-commit run --all-files
  passes 'a range' pre-commit run --from-ref main --to-ref HEAD
  dd if=/dev/zero of=best.pt bs=1M count=7 2>/dev/null && git add -f best.pt && save 'feat: add weights'
  refuses 'weights in HEAD' 'artifact-path max-file-size' pre-commit run --all-files
  refuses 'weights in the range' 'artifact-path max-file-size' pre-commit run --from-ref main --to-ref HEAD
  git rm -q --cached best.pt && save 'did things'
  passes 'weights that are gone again' pre-commit run --all-files
  refuses 'but not from the range' 'artifact-path commit-header max-file-size' pre-commit run --from-ref main --to-ref HEAD
  undecided 'a name that looks like an option' env PRE_COMMIT_FROM_REF=--help PRE_COMMIT_TO_REF=HEAD "$EXPGATE" pre-commit
}

# The manifest, with the newest pre-commit there is: Debian's is too old for its names of stages, and says so.
test_pre_commit_by_the_manifest() {
  of_kind sha1-files # pre-commit fetches hooks into repositories of the usual kind
  if ! command -v pre-commit >/dev/null; then ok 'SKIPPED: there is no pre-commit (install.sh --packages test)'; return; fi
  mkdir tool && (cd tool && git init -q && cp "$EXPGATE_SOURCE_DIR/.pre-commit-hooks.yaml" . && git add . && save 'feat: begin' && git tag v1)
  local tool=$PWD/tool
  project
  cat >.pre-commit-config.yaml <<YAML
default_install_hook_types: [pre-commit, commit-msg, pre-push]
repos:
  - repo: $tool
    rev: v1
    hooks: [{id: expgate-pre-commit}, {id: expgate-commit-msg}, {id: expgate-pre-push}]
YAML
  git add .pre-commit-config.yaml && save 'chore: call the gate'
  if dpkg --compare-versions "$(pre-commit --version | cut -d' ' -f2)" lt 3.2; then
    exits 'an old pre-commit' 1 pre-commit run --all-files
    says 'knows no such stage, and says so' 'InvalidManifestError'
    sed -i '1i minimum_pre_commit_version: "3.2.0"' .pre-commit-config.yaml && git add .pre-commit-config.yaml
    exits 'with the line of the examples' 1 pre-commit run --all-files
    says 'it says what to do' 'pre-commit version 3.2.0 is required but version'
    save 'chore: say which pre-commit'
  fi
  is 'all examples have that line' 2 "$(grep -l '^minimum_pre_commit_version: "3.2.0"' "$examples/README.md" "$EXPGATE_SOURCE_DIR/packaging/pre-commit/README.md" | wc -l)"
  if ! python3 -m venv "$work/venv" || ! "$work/venv/bin/pip" -q install 'pre-commit>=4' >pip.log 2>&1; then
    ok "SKIPPED: a newer pre-commit cannot be had: $(tail -1 pip.log)"
    return
  fi
  PATH=$work/venv/bin:$PATH
  run pre-commit install
  is 'a new one takes it' 0 "$status"
  stands 'pre-commit 4'
}

# needs_npm PACKAGE…: installs them into this repository; fails, loudly, where npm is not there or has no registry.
needs_npm() {
  if ! command -v npm >/dev/null; then ok "SKIPPED: there is no npm, so $* is not tested"; return 1; fi
  echo '{"private": true}' >package.json
  if ! npm install --silent --save-dev "$@" >npm.log 2>&1; then
    ok "SKIPPED: npm cannot install $*: $(tail -1 npm.log)"
    return 1
  fi
  printf '/node_modules/\nnpm.log\n' >.gitignore
}

test_lefthook() {
  project
  needs_npm lefthook || return 0
  cp "$examples/lefthook.yml" .
  git add package.json package-lock.json .gitignore lefthook.yml && save 'chore: call the gate'
  run npx lefthook install
  is 'it takes the file' 0 "$status"
  stands lefthook
}

test_husky() {
  project
  needs_npm husky || return 0
  run npx husky
  is 'it begins' 0 "$status"
  local hook
  for hook in "$examples"/husky/*; do cat "$hook" >>".husky/${hook##*/}"; done
  git add package.json package-lock.json .gitignore .husky && save 'chore: call the gate'
  stands husky
  exits 'the doctor is content' 0 "$EXPGATE" doctor
}

run_tests "$@"
