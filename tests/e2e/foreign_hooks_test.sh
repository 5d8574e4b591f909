#!/bin/bash
# Hooks of other programs beside ours: the real programs, in both orders of installation and of removal. Theirs run, and so does the gate.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=hooks.sh
. "$(dirname "$0")/hooks.sh"

export npm_config_cache=$work/npm npm_config_update_notifier=false npm_config_fund=false npm_config_audit=false

# A clone of a server without hooks, with a good commit on main.
project() {
  git init -q --bare project.git
  clone project
  save 'chore: begin' a.txt
  git push -q --no-verify origin main
}

# needs PROGRAM: skips the test, loudly, where it is not there.
needs() {
  command -v "$1" >/dev/null && return
  ok "SKIPPED: there is no $1 (install.sh --packages test)"
  return 1
}
needs_npm() {
  needs npm || return
  echo '{"private": true}' >package.json
  if ! HUSKY_SKIP_INSTALL=1 npm install --silent --ignore-scripts --save-dev "$@" >npm.log 2>&1; then
    ok "SKIPPED: npm cannot install $*: $(tail -1 npm.log)"
    return 1
  fi
  printf '/node_modules/\nnpm.log\n' >.gitignore
  git add .gitignore package.json package-lock.json && save 'chore: add tools'
}

pre_commit_project() {
  project
  cat >.pre-commit-config.yaml <<'YAML'
default_install_hook_types: [pre-commit, commit-msg, pre-push]
repos:
  - repo: local
    hooks: [{id: theirs, name: their check, entry: echo, language: system, always_run: true, verbose: true, args: [theirs ran]}]
YAML
  git add .pre-commit-config.yaml && save 'chore: add a check'
}

test_pre_commit_first() {
  needs pre-commit || return 0
  pre_commit_project
  pre-commit install >/dev/null
  passes 'installs beside it' "$EXPGATE" install
  says 'where pre-commit looks' '.git/hooks/pre-push.legacy: installed'
  gated both
  hears theirs 'theirs ran'
  exits 'the doctor is content' 0 "$EXPGATE" doctor
  pre-commit install >/dev/null # people do so again and again
  gated 'after its second installation'
  passes 'a second time' "$EXPGATE" install
  says 'is nothing to do' 'pre-push.legacy: already in place'
  passes 'uninstalls' "$EXPGATE" uninstall
  ungated 'without us'
  hears 'theirs, without us' 'theirs ran'
  "$EXPGATE" install >/dev/null
  pre-commit uninstall >/dev/null
  gated 'without them'
  exits 'the doctor is content without them' 0 "$EXPGATE" doctor
  passes 'uninstalls last' "$EXPGATE" uninstall
  ungated 'without both'
}

test_pre_commit_second() {
  needs pre-commit || return 0
  pre_commit_project
  passes 'installs' "$EXPGATE" install
  pre-commit install >/dev/null
  gated both
  hears theirs 'theirs ran'
  exits 'the doctor is content' 0 "$EXPGATE" doctor
  passes 'a second time' "$EXPGATE" install
  gated 'after that'
  hears 'theirs after that' 'theirs ran'
  passes 'uninstalls' "$EXPGATE" uninstall
  ungated 'without us'
  hears 'theirs, without us' 'theirs ran'
}

test_pre_commit_over_the_layout_of_0_1_0() {
  needs pre-commit || return 0
  pre_commit_project
  pre-commit install >/dev/null
  local hook
  for hook in pre-commit commit-msg pre-push; do
    mv ".git/hooks/$hook" ".git/hooks/$hook.before-expgate"
    old_shim "$hook" >".git/hooks/$hook" && chmod +x ".git/hooks/$hook"
  done
  gated 'as 0.1.0 left it'
  passes 'installs over it' "$EXPGATE" install
  gated both
  hears theirs 'theirs ran'
  pre-commit install >/dev/null
  hears 'theirs after their second installation' 'theirs ran'
  is 'nothing is left of it' '' "$(find .git/hooks -name '*before-expgate')"
}

# A2: pre-commit renames our hook, which was to run that of Git LFS.
test_git_lfs_then_expgate_then_pre_commit() {
  needs pre-commit && needs git-lfs || return 0
  pre_commit_project
  git lfs install --local >/dev/null
  git lfs track '*.bin' >/dev/null
  git add .gitattributes && save 'chore: track binaries'
  passes 'installs' "$EXPGATE" install
  says 'and keeps the hook' 'the hook of git lfs that was there is kept as before-expgate/pre-push'
  pre-commit install >/dev/null
  gated 'all three'
  uploads 'all three'
  passes 'uninstalls' "$EXPGATE" uninstall
  uploads 'without us'
}

# uploads WHAT: Git LFS' pre-push brings its object to the server.
uploads() {
  git checkout -q -B "feature/${1// /-}" main
  printf '%s\n' "$1" >small.bin && git add small.bin
  commit_ok "$1: a file of Git LFS" -m 'feat: add a file'
  push_ok "$1: its push" -u origin HEAD
  local object
  object=$(git cat-file -p HEAD:small.bin | sed -n 's/^oid sha256://p')
  is "$1: the object is on the server" there "$(if [ -f "../project.git/lfs/objects/${object:0:2}/${object:2:2}/$object" ]; then echo there; else echo gone; fi)"
  git checkout -q main
}

test_git_lfs_after_expgate() {
  needs git-lfs || return 0
  project
  passes 'installs' "$EXPGATE" install
  run git lfs install --local
  says 'Git LFS does not displace a hook' 'Hook already exists: pre-push'
  git lfs update --manual >manual.txt
  gated 'the gate'
  git lfs track '*.bin' >/dev/null
  passes 'uninstalls' "$EXPGATE" uninstall
  git lfs update >/dev/null
  passes 'installs again' "$EXPGATE" install
  gated both
  uploads both
}

test_husky_4() {
  project
  needs_npm husky@4 || return 0
  printf '{"private": true, "husky": {"hooks": {"pre-commit": "echo theirs ran"}}}\n' >package.json
  (cd node_modules/husky && INIT_CWD=$OLDPWD node lib/installer/bin install >/dev/null 2>&1) || true
  if [ ! -f .git/hooks/husky.sh ]; then ok 'SKIPPED: husky 4 does not install itself here'; return; fi
  hears 'husky alone' 'theirs ran'
  passes 'installs beside it' "$EXPGATE" install
  gated both
  hears 'theirs' 'theirs ran'
  passes 'uninstalls' "$EXPGATE" uninstall
  ungated 'without us'
  hears 'theirs, without us' 'theirs ran'
  is 'nothing is left of ours' '' "$(find .git/hooks -name '*expgate*')"
}

test_husky_9_is_told_what_to_add() {
  with_debians_git # which has no hooks of the configuration, as the newest has
  project
  needs_npm husky@9 || return 0
  npx husky
  echo 'echo theirs ran' >.husky/pre-commit
  exits 'does not write into what husky owns' 2 "$EXPGATE" install
  local line
  for line in pre-commit 'commit-msg "$1"' 'pre-push "$@"'; do
    says "says what to add: $line" "\`expgate $line\`"
    echo "'$EXPGATE' $line" >>".husky/${line%% *}"
  done
  gated both
  hears theirs 'theirs ran'
  exits 'the doctor is content' 0 "$EXPGATE" doctor
}

test_husky_9_in_a_deep_folder_is_told_lines_that_can_be_pasted() {
  with_debians_git
  project
  needs_npm husky@9 || return 0
  npx husky frontend/packages/tooling/for-all-of-us/.husky
  exits 'the doctor is not content' 1 "$EXPGATE" doctor
  local line
  for line in pre-commit 'commit-msg "$1"' 'pre-push "$@"'; do
    is "no line ends within: $line" 1 "$(grep -cF "\`expgate $line\`" <<<"$out" || true)"
  done
}

test_lefthook() {
  project
  needs_npm lefthook || return 0
  printf 'pre-commit:\n  commands:\n    theirs:\n      run: echo theirs ran\n' >lefthook.yml
  git add lefthook.yml && save 'chore: add a check'
  npx lefthook install >/dev/null 2>&1
  passes 'installs beside it' "$EXPGATE" install
  gated both
  hears theirs 'theirs ran'
  passes 'uninstalls' "$EXPGATE" uninstall
  hears 'theirs, without us' 'theirs ran'
  rm .git/hooks/*
  "$EXPGATE" install >/dev/null
  npx lefthook install >/dev/null 2>&1
  exits 'the doctor sees that lefthook has displaced ours' 1 "$EXPGATE" doctor
  says 'and what it is' 'pre-commit: is a hook of lefthook'
  passes 'its advice works' "$EXPGATE" install
  gated 'after that'
  printf 'pre-commit:\n  commands:\n    gate: {run: expgate pre-commit}\n' >lefthook.yml
  "$EXPGATE" uninstall >/dev/null && npx lefthook install -f >/dev/null 2>&1
  passes 'what lefthook calls' "$EXPGATE" install
  says 'is left alone' 'left alone: lefthook runs `expgate pre-commit` already'
}

test_simple_git_hooks() {
  project
  needs_npm simple-git-hooks || return 0
  printf '{"private": true, "simple-git-hooks": {"pre-commit": "echo theirs ran"}}\n' >package.json
  npx simple-git-hooks >/dev/null
  passes 'installs beside it' "$EXPGATE" install
  gated both
  hears theirs 'theirs ran'
  passes 'uninstalls' "$EXPGATE" uninstall
  hears 'theirs, without us' 'theirs ran'
}

# Hooks that find what they need by the name and the folder they are called by, as a link, from a folder of programs.
test_a_hook_that_looks_at_its_own_name() {
  project
  mkdir -p tools .git/hooks/commit-msg.parts
  printf '#!/bin/sh\n. "$(dirname "$0")/helper.sh"\nsay "$(basename "$0")"\n' >tools/hook && chmod +x tools/hook
  echo 'say() { echo "theirs ran: $1"; }' >.git/hooks/helper.sh
  printf '#!/bin/sh\necho "theirs ran: a part"\n' >.git/hooks/commit-msg.parts/one && chmod +x .git/hooks/commit-msg.parts/one
  ln -s ../../tools/hook .git/hooks/pre-commit
  # shellcheck disable=SC2016
  printf '#!/bin/sh\nfor part in "$(dirname "$0")/$(basename "$0").parts"/*; do "$part" "$@" || exit; done\n' >.git/hooks/commit-msg
  chmod +x .git/hooks/commit-msg
  passes 'installs' "$EXPGATE" install
  hears 'a link' 'theirs ran: pre-commit'
  says 'a hook that runs the files of a folder' 'theirs ran: a part'
  cd .. && mv project moved && cd moved
  hears 'after the repository was moved' 'theirs ran: pre-commit'
  rm .git/hooks/before-expgate/pre-commit
  exits 'a hook that is gone' 1 git commit -q --allow-empty -m 'feat: add a thing'
  says 'is not skipped' 'expgate: the hook that was here before is gone'
  exits 'the doctor sees it' 1 "$EXPGATE" doctor
  says 'and says so' 'the hook that is to run before expgate is gone'
  passes 'going on without it' "$EXPGATE" install
  gated 'without it'
}

# speaks FILE: a hook that says what it is called by.
speaks() {
  # shellcheck disable=SC2016
  printf '#!/bin/sh\necho "theirs ran: ${0##*/}"\n' >"$1" && chmod +x "$1"
}

# Which of them comes first is not to matter.
test_hooks_that_are_links_to_one_another() {
  project
  local from to
  for from in pre-commit pre-push; do
    to=$([ "$from" = pre-commit ] && echo pre-push || echo pre-commit)
    rm -rf .git/hooks && mkdir .git/hooks
    speaks ".git/hooks/$to" && ln -s "$to" ".git/hooks/$from"
    speaks .git/hooks/commit-msg && ln -s commit-msg .git/hooks/prepare-commit-msg
    passes "$from is $to: installs" "$EXPGATE" install
    hears "$from is $to" 'theirs ran: pre-commit'
    says "$from is $to: another kind" 'theirs ran: prepare-commit-msg'
    git checkout -q -B "feature/$from" && push_ok "$from is $to: a push" && says "$from is $to: it runs there" 'theirs ran: pre-push'
    git checkout -q main && git reset -q --hard "feature/$from"
    passes "$from is $to: a second time" "$EXPGATE" install
    passes "$from is $to: uninstalls" "$EXPGATE" uninstall
    is "$from is $to: as before" "$to commit-msg" "$(readlink ".git/hooks/$from") $(readlink .git/hooks/prepare-commit-msg)"
    is "$from is $to: nothing of ours" '' "$(grep -lr 'expgate install' .git/hooks || true)"
  done
}

test_a_hook_that_runs_whatever_begins_like_it() {
  project && mkdir -p .git/hooks
  # shellcheck disable=SC2016
  printf '#!/bin/sh\necho theirs ran\nfor hook in .git/hooks/pre-commit*; do case $hook in "$0") continue ;; esac; "$hook" || exit; done\n' >.git/hooks/pre-commit
  chmod +x .git/hooks/pre-commit
  passes 'installs' "$EXPGATE" install
  echo x >x.txt && git add x.txt
  exits 'it ends' 0 timeout 20 git commit -q -m 'feat: add a thing'
  is 'and runs once' 1 "$(grep -c 'theirs ran' <<<"$out")"
}

test_words_are_no_call() {
  project && mkdir -p .git/hooks
  printf '#!/bin/sh\ntrue # expgate pre-commit ran here once\n' >.git/hooks/pre-commit
  printf '#!/bin/sh\necho "run expgate commit-msg"\n' >.git/hooks/commit-msg
  printf '#!/bin/sh\ntrue # as /etc/profile.d does\n' >.git/hooks/pre-push && chmod +x .git/hooks/*
  mkdir .git/hooks/pre-push.d
  passes 'installs' "$EXPGATE" install
  gated 'all the same'
}

# A13: somebody else calls the gate.
test_the_doctor_where_pre_commit_calls_the_gate() {
  needs pre-commit || return 0
  project
  cp "$EXPGATE_SOURCE_DIR/examples/hook-managers/pre-commit-config.yaml" .pre-commit-config.yaml
  pre-commit install >/dev/null
  exits 'the doctor is content' 0 "$EXPGATE" doctor
  says 'and says who runs it' 'pre-commit runs `expgate pre-push`'
  passes 'there is nothing to install' "$EXPGATE" install
  is 'and nothing is' '' "$(find .git/hooks -name '*.legacy')"
}

run_tests "$@"
