#!/bin/bash
# Commits that touch many areas of the project: told before they are made, and when they are pushed.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# A change of four areas that is not staged yet.
change() {
  for file in models/vit.py datasets/cifar.py configs/vit.yaml train.py; do echo x >>"$file"; done
}

test_before_it_is_made() {
  client work pre-commit
  printf 'version: 1\nextends: []\nrules: {commit-atomic: {severity: warn}}\n' >.expgate.yaml
  save 'chore: begin' .expgate.yaml models/vit.py datasets/cifar.py configs/vit.yaml train.py
  change
  passes 'a commit of four areas' git commit -am 'feat: change everything'
  is 'is warned of' commit-atomic "$(named warning)"
  says 'with a file of each' 'training (`train.py`)'
  says 'and how to take it apart' 'run `git reset -N`, then `git add -p`'
  for file in models/vit.py datasets/cifar.py configs/vit.yaml; do echo y >>"$file"; done
  mkdir tools
  git mv train.py tools/train.py
  passes 'what was only moved' git commit -am 'refactor: move the script'
  is 'does not count' '' "$(named warning)"
  git checkout -q -b other HEAD~2
  put models/a.py && put datasets/a.py && put configs/a.yaml && put train2.py
  git add . && git commit -qnm 'feat: much'
  passes 'a merge' git merge -q --no-ff -m 'Merge main' main
  is 'is not asked' '' "$(named warning)"
}

test_when_it_is_pushed() {
  git init -q --bare project.git
  git init -q work
  cd work
  git remote add origin "$work/$current_test/project.git"
  printf 'version: 1\nextends: []\nrules: {commit-atomic: {severity: error}}\n' >.expgate.yaml
  save 'chore: begin' .expgate.yaml models/vit.py datasets/cifar.py configs/vit.yaml train.py
  git push -q origin main
  hook ../project.git pre-receive
  change
  git commit -qam 'feat: change everything'
  push_refused 'a commit of four areas' commit-atomic
  says 'with its areas' 'the commit touches 4 areas, more than 3: configs (`configs/vit.yaml`)'
  says 'and what to type' "git rebase -i $(git rev-parse --short=7 HEAD)^"
  git reset -q --hard origin/main
  for area in models datasets configs; do echo x >>"$(git ls-files "$area")" && git commit -qam "feat: change $area"; done
  push_ok 'one commit for each'
}

run_tests "$@"
