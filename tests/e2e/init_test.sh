#!/bin/bash
# A first policy for a repository: what `expgate init` finds there, writes, leaves alone and says.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# A project as people have them before there is a gate: master, no conventions, outputs that slipped in.
old_project() {
  git init -q -b master work
  cd work
  put settings/train.yml 'manual_seed: 0'
  put train.py 'import torch'
  put logs/writer.py 'x = 1'
  put notebooks/a.ipynb '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
  put Dockerfile 'FROM python:3.11'
  put requirements.txt 'torch'
  put .gitattributes '*.onnx filter=lfs'
  head -c 6000000 /dev/urandom >best.pt
  git add . && git commit -qm 'Initial commit'
  git branch experiments/one
  git branch gh-pages && git branch one-off
  printf '*.tmp' >.gitignore
}

test_what_it_writes() {
  old_project
  exits 'init' 0 "$EXPGATE" init
  says 'what it did' '.expgate.yaml: written'
  says 'what it found: the default branch' 'apply to the default branch `master`'
  says 'configs elsewhere' 'configs with seeds in `settings/`: the policy includes that folder'
  says 'notebooks' '1 notebook: `expgate fix` removes outputs'
  says 'a container' 'container-pin'
  says 'requirements' 'dependency-pin'
  says 'Git LFS' 'Git LFS: '
  says 'large files of the past' '1 file over 5 MiB in the history, `best.pt` of 5.7 MiB'
  says 'branches' 'branches `experiments/*` are in use here'
  says 'one that teams keep' 'the branch `gh-pages` is in use here'
  says_not 'and not what comes and goes' one-off
  says 'the hooks' 'pre-commit: installed'
  exits 'what it wrote is valid' 0 "$EXPGATE" policy check
  run "$EXPGATE" policy show --ref experiments/two
  says 'experiments are held to their config' '  experiment-config: '
  run cat .gitignore
  is 'what was ignored is so still' '*.tmp' "$(head -1 .gitignore)"
  is 'and a checkpoint too' best2.pt "$(git check-ignore best2.pt)"
  is 'but no code' '' "$(git check-ignore models/vit.py datasets/cifar.py logs/reader.py .env.example || true)"
  is 'and nothing that is tracked' '' "$(git ls-files -ci --exclude-standard | grep -v best.pt || true)"
  for hook in pre-commit commit-msg pre-push; do is "the hook $hook" yes "$([ -x .git/hooks/"$hook" ] && echo yes)"; done
}

test_an_ordinary_commit_passes_afterwards() {
  old_project
  git init -q --bare "$work/remote.git"
  git remote add origin "$work/remote.git"
  git push -q origin master
  "$EXPGATE" init >/dev/null
  git add .expgate.yaml .gitignore
  commit_ok 'the policy itself' -m 'chore: add a policy for the gate'
  push_ok 'its push' origin master
  echo 'y = 2' >>train.py
  commit_ok 'a change of code' -am 'feat: use y'
  push_ok 'a push of the default branch' origin master
  git checkout -q -b experiments/two
  echo 'lr: 1' >>settings/train.yml
  commit_ok 'an experiment' -am 'feat: train with another rate'
  push_ok 'is pushed' origin HEAD
  put new.pt weights
  git add -f new.pt
  commit_refused 'a checkpoint is still none' artifact-path -m 'feat: add weights'
}

test_nothing_is_overwritten() {
  old_project
  "$EXPGATE" init >/dev/null
  cp .expgate.yaml policy
  cp .gitignore ignored
  cp .git/hooks/pre-commit hook
  exits 'once more' 0 "$EXPGATE" init
  says 'it says so' '.expgate.yaml: exists already and is left as it is'
  says 'of the ignored too' 'has the block of expgate already'
  says 'and of the hooks' 'already in place'
  is 'the policy' "$(cat policy)" "$(cat .expgate.yaml)"
  is 'the ignored' "$(cat ignored)" "$(cat .gitignore)"
  is 'the hooks' "$(cat hook)" "$(cat .git/hooks/pre-commit)"
  printf 'version: 1\n' >.expgate.yaml
  rm .gitignore
  printf '#!/bin/sh\necho mine\n' >.git/hooks/pre-push && chmod +x .git/hooks/pre-push
  exits 'with a policy of ones own' 0 "$EXPGATE" init
  is 'it stays' 'version: 1' "$(cat .expgate.yaml)"
  says 'a hook of ones own is kept' before-expgate/pre-push
  rm .gitignore
  ln -s elsewhere .gitignore
  exits 'a link' 0 "$EXPGATE" init
  says 'is left alone' '.gitignore: is not a regular file'
}

test_dry_run() {
  old_project
  before=$(find . | sort)
  exits 'a dry run' 0 "$EXPGATE" init --dry-run
  says 'shows the policy' '    extends: [pytorch]'
  says 'and the block' '    # >>> expgate'
  is 'and changes nothing' "$before" "$(find . | sort)"
  is 'not even an end of line' '*.tmp' "$(cat .gitignore)"
  exits 'without hooks' 0 "$EXPGATE" init --no-hooks
  says 'says how to get them' '  expgate install'
  is 'and leaves them' no "$([ -e .git/hooks/pre-commit ] && echo yes || echo no)"
}

# obey: what init says to type.
obey() {
  local commands
  commands=$(sed -n '/^Next:/,$s/^  //p' <<<"$out")
  run bash -e -c "expgate() { '$EXPGATE' \"\$@\"; }; $commands"
  is "$1" 0 "$status"
}
# A server with the gate, and a clone of it that has no hooks.
gated() {
  git init -q --bare project.git && "$EXPGATE" install --server project.git >/dev/null
  git clone -q project.git project 2>/dev/null && cd project
}

test_the_advice_works_in_an_empty_project() {
  gated
  exits 'init' 0 "$EXPGATE" init
  obey 'the commands'
  push_ok 'and the push' origin HEAD
  exits 'once more' 0 "$EXPGATE" init
  says_not 'there is nothing left to do' 'Next:'
  says 'and it says so' 'Nothing is left to commit. `expgate doctor` checks the installation.'
}

test_the_advice_works_beside_files_that_are_not_committed() {
  gated
  put configs/base.yaml 'seed: 42'
  put train.py 'import torch'
  put staged.py 'x = 1' && git add staged.py
  mkdir sub && cd sub
  exits 'init' 0 "$EXPGATE" init
  says 'the config is none yet' '1 config is not committed yet'
  says_not 'nor is it counted' 'with a valid seed'
  obey 'the commands, from below'
  cd ..
  is 'what was staged stays so' '.expgate.yaml .gitignore' "$(git show --name-only --format= HEAD | tr '\n' ' ' | sed 's/ $//')"
  push_ok 'and the push' origin HEAD
  git add . && commit_ok 'then the rest' -m 'feat: add a project'
  push_ok 'is pushed' origin HEAD
}

test_the_advice_works_with_a_history() {
  gated
  put configs/base.yaml 'seed: 42'
  put train.py 'import torch'
  printf '.*\n' >.gitignore
  save 'feat: begin' configs/base.yaml train.py .gitignore
  git push -q --no-verify origin HEAD 2>/dev/null || git -C ../project.git fetch -q "$PWD" HEAD:refs/heads/main
  git fetch -q
  exits 'init' 0 "$EXPGATE" init
  says 'the config counts' 'configs: 1, 1 with a valid seed'
  obey 'the commands, though .gitignore has all dot files'
  push_ok 'and the push' origin HEAD
  put a.py && save 'feat: add a' a.py
  rm .expgate.yaml && exits 'init' 0 "$EXPGATE" init
  put b.py && save 'feat: add b' b.py
  echo '# more' >>.gitignore
  exits 'again' 0 "$EXPGATE" init
  says 'commits that nobody has' 'does not have the 2 commits before that one. Push them first'
  says 'with a command' "git push --no-verify origin 'HEAD~1:refs/heads/main'"
}

test_the_advice_works_with_a_bad_past_and_an_empty_remote() {
  git init -q --bare project.git
  git clone -q project.git project 2>/dev/null && cd project
  big best.pt && save 'did things' best.pt && save 'more things' train.py
  exits 'init' 0 "$EXPGATE" init
  obey 'the commands, pushes included'
  is 'the remote has all of it' "$(git rev-parse HEAD)" "$(git --git-dir=../project.git rev-parse main)"
  git checkout -q -b feature/x && save 'feat: go on' b.txt
  push_ok 'and work goes on' origin HEAD
}

test_what_is_in_the_way_is_named() {
  git init -q work && cd work && save 'feat: begin' train.py
  local name
  for name in .gitignore .gitattributes .expgate.yaml; do
    mkfifo "$name"
    exits "a pipe $name" 2 timeout 20 "$EXPGATE" init --no-hooks
    says "a pipe $name is named" "$name"
    [ "$name" = .expgate.yaml ] || rm "$name"
  done
  exits 'the doctor does not wait' 1 timeout 20 "$EXPGATE" doctor
  says 'but says so' '`.expgate.yaml` is not a regular file'
  exits 'policy check does not wait' 2 timeout 20 "$EXPGATE" policy check
  exits 'nor does policy show' 2 timeout 20 "$EXPGATE" policy show
  exits 'nor does the export' 2 timeout 20 "$EXPGATE" policy export gitignore
  rm .expgate.yaml && mkdir .expgate.yaml
  exits 'a folder' 1 "$EXPGATE" doctor
  says_not 'is not helped by chmod' chmod
  rmdir .expgate.yaml && printf 'version: 1\npolcy: 2\n' >.expgate.yaml
  exits 'a policy that is not valid' 2 "$EXPGATE" init --no-hooks
  says 'is not left without a word' polcy
  rm .expgate.yaml && ln -s /nonexistent .gitignore
  exits 'a link .gitignore' 0 "$EXPGATE" init --no-hooks
  says 'is not in the commands' '  git add .expgate.yaml'
  says_not 'of the commit' 'git add .expgate.yaml .gitignore'
}

# full_after KIB COMMAND…: runs it where no file can become larger, as on a full disk.
full_after() {
  local kib=$1
  shift
  (trap '' XFSZ && ulimit -f "$kib" && "$@")
}

test_a_full_disk_leaves_nothing_half_written() {
  git init -q work && cd work && save 'feat: begin' train.py
  printf 'build/\n%.0s' {1..300} >.gitignore
  cp .gitignore ../before
  exits 'no room for a policy' 2 full_after 0 "$EXPGATE" init
  is 'a part of a policy is none' no "$([ -e .expgate.yaml ] && echo yes || echo no)"
  cp "$EXPGATE_SOURCE_DIR/.expgate.yaml" . # from here on only the other two are written
  exits 'no room in .gitignore' 2 full_after 2 "$EXPGATE" init
  is '.gitignore is as it was' yes "$(cmp -s .gitignore ../before && echo yes)"
  rm .gitignore
  exits 'no room for hooks' 2 full_after 0 "$EXPGATE" init
  is '.gitignore is not there' no "$([ -e .gitignore ] && echo yes || echo no)"
  echo '# expgate' >.gitignore
  exits 'once there is room again' 0 "$EXPGATE" init
  is 'hooks' 'commit-msg pre-commit pre-push' "$(cd .git/hooks && echo [a-z.]*)"
}

test_bots_and_release_tools() {
  git init -q -b main work && cd work
  save 'feat: begin' train.py
  git commit -q --no-verify --allow-empty -m 'Bump torch from 2.0.0 to 2.1.0'
  git commit -q --no-verify --allow-empty -m 'chore(release): 1.2.3 [skip ci]'
  git branch dependabot/pip/torch-2.1.0 && git branch release-please--branches--main && git branch release/1.0
  git update-ref refs/heads/-d/x HEAD # no name of a branch, and so none to allow
  exits 'init' 0 "$EXPGATE" init
  says 'the release tool' 'messages of a release tool, as `chore(release): 1.2.3 [skip ci]`: allowed'
  says 'what Dependabot needs' 'Dependabot writes `Bump …`: set `commit-message: {prefix: "build"}` in .github/dependabot.yml'
  is 'branches of bots' '  branch-name: {also: ["release-please--branches--*", "release/*"]}' "$(grep '^  branch-name' .expgate.yaml)"
  is 'releases' '  commit-header: {release_commits: true}' "$(grep release_commits .expgate.yaml)"
  git add .expgate.yaml .gitignore
  commit_ok 'its commit passes its own hooks' -m 'chore: add a policy for expgate'
  exits 'it is valid' 0 "$EXPGATE" policy check
}

test_fits_what_is_there() {
  git init -q empty
  (
    cd empty
    exits 'an empty repository' 0 "$EXPGATE" init
    says 'has no config' 'configs: none in the usual folders'
    exits 'and a valid policy' 0 "$EXPGATE" policy check
    is 'that asks main for none yet' '' "$("$EXPGATE" policy show --ref main | grep -E "experiment-(config|seed)" || true)"
  )
  git init -q seeded
  (
    cd seeded
    put configs/base.yaml 'random_seed: 42'
    put configs/a.yaml '_base_: base.yaml'
    put sub/x.txt x
    git add . && git commit -qm 'feat: begin'
    (cd sub && exits 'from below' 0 "$EXPGATE" init && says 'the seed by its name' 'configs: 2, 2 with a valid seed, named `random_seed`')
    run "$EXPGATE" policy show --ref main
    says 'main is held to it' '  experiment-seed: '
    is 'and nothing is restated' '' "$(grep -E '^  experiment' .expgate.yaml || true)"
  )
  git init -q --bare "$work/bare.git"
  (cd "$work/bare.git" && exits 'a bare repository has no place for it' 2 "$EXPGATE" init)
  mkdir "$work/nothing"
  (cd "$work/nothing" && exits 'nor has a folder that is no repository' 2 "$EXPGATE" init)
}

run_tests "$@"
