#!/bin/bash
# `expgate fix` on what is staged: artifacts leave the index and stay in the work tree, edits are made, and nothing else changes.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

dirty='{"cells":[{"cell_type":"code","metadata":{},"execution_count":1,"outputs":[{"x":1}],"source":[]}]}'
clean='{"cells":[{"cell_type":"code","metadata":{},"execution_count":null,"outputs":[],"source":[]}]}'

# project [NAME]: a repository with the hook and a commit, on a branch of an experiment.
project() {
  client "${1:-project}" pre-commit
  printf 'version: 1\n' >.expgate.yaml
  put train.py 'import random, yaml; random.seed(yaml.safe_load(open("configs/vit.yaml"))["seed"])'
  put configs/vit.yaml "$(printf 'lr: 0.1\nseed: 7\nepochs: 3')"
  save 'chore: begin' .expgate.yaml train.py configs/vit.yaml
  git switch -q -c exp/vit
}

staged() { git diff --cached --name-only --no-renames; }

test_what_may_not_be_committed_is_unstaged() {
  project
  mkdir -p ckpt '数据'
  printf 'x' >ckpt/best.pth
  printf 'x' >'数据/特征 1.npy'
  odd=$(printf 'a\t"\\\n.pkl')
  printf 'x' >"$odd"
  put .env 'TOKEN=abc'
  ln -s /etc/passwd link
  put good.py
  put requirements.txt 'torch==2.1.0'
  git add -f .
  commit_refused 'all of it' 'artifact-path file-mode path-name'
  index=$(git ls-files -s | git hash-object --stdin)
  exits '--diff says that there is something to do' 1 "$EXPGATE" fix --diff
  says 'and what' 'ckpt/best.pth: would be unstaged'
  is 'and does nothing' "$index" "$(git ls-files -s | git hash-object --stdin)"
  exits 'fix' 0 "$EXPGATE" fix
  says 'says what it did' 'ckpt/best.pth: unstaged; the file stays in the work tree'
  is 'what is good stays staged' 'good.py requirements.txt' "$(staged | xargs)"
  for file in ckpt/best.pth '数据/特征 1.npy' "$odd" .env; do
    is "the file is still there: $file" yes "$([ -s "$file" ] && echo yes || echo no)"
  done
  is 'so is the link' /etc/passwd "$(readlink link)"
  commit_ok 'the commit goes through'
  exits 'and nothing is left to do' 0 "$EXPGATE" fix
  says 'which it says' 'nothing to fix in what is staged or differs from HEAD'
}

test_before_the_first_commit() {
  client project pre-commit
  put best.pth && put train.py && git add .
  exits 'fix' 0 "$EXPGATE" fix
  is 'the index has the rest' train.py "$(git ls-files)"
  is 'the file is still there' yes "$([ -s best.pth ] && echo yes)"
}

test_what_head_has_stays_in_the_index() {
  project
  put best.pth old && save 'chore: add a checkpoint' best.pth
  put best.pth new && put train.py 'import random; random.seed(1)' && git add -f best.pth train.py
  exits 'fix' 0 "$EXPGATE" fix --staged
  is 'the index has the version of HEAD' "$(git rev-parse HEAD:best.pth)" "$(git rev-parse :best.pth)"
  is 'the work tree has the new one' new "$(cat best.pth)"
  is 'the rest stays staged' train.py "$(staged)"
}

test_nothing_is_lost() {
  project
  put gone.pth 'only staged' && put edited.pth 'staged' && git add -f gone.pth edited.pth
  rm gone.pth && put edited.pth 'in the work tree'
  oid=$(git rev-parse :edited.pth)
  exits 'fix' 0 "$EXPGATE" fix --staged
  is 'what was staged alone is written to the work tree' 'only staged' "$(cat gone.pth)"
  says 'and that is said' 'gone.pth: unstaged and written to the work tree'
  is 'an edited file is left alone' 'in the work tree' "$(cat edited.pth)"
  says 'and how to see the other version' "git cat-file -p $(printf %.7s "$oid")"
  is 'which is there' staged "$(git cat-file -p "$oid")"
}

test_edits_are_made_where_they_belong() {
  project
  printf 'lr: 0.1\r\nseed: null\r\nepochs: 3\r\n' >configs/vit.yaml
  put requirements.txt 'torch==2.1.0'
  git add configs/vit.yaml requirements.txt
  exits '--diff says that there is something to do' 1 "$EXPGATE" fix --diff
  says 'and shows it' '-seed: null'
  "$EXPGATE" fix --diff 2>../notes >../patch || true
  cp configs/vit.yaml ../before.yaml
  passes 'git can apply it' git apply --check ../patch
  exits 'fix' 0 "$EXPGATE" fix
  says 'says what it did' 'configs/vit.yaml:2: now `seed: 42`, in the index and the work tree'
  is 'the file keeps its line endings' "$(printf 'lr: 0.1\r\nseed: 42\r\nepochs: 3\r\n' | git hash-object --stdin)" \
    "$(git hash-object --no-filters configs/vit.yaml)"
  is 'the index has it too' '' "$(git diff --name-only)"
  commit_ok 'and it is committed'
  is 'without a warning' '' "$(named warning)"
}

test_edits_beside_unstaged_changes() {
  project
  printf 'lr: 0.1\nseed: null\nepochs: 3\n' >configs/vit.yaml && git add configs/vit.yaml
  printf 'lr: 0.1\nseed: null\nepochs: 9\n' >configs/vit.yaml
  exits 'fix --staged' 0 "$EXPGATE" fix --staged
  is 'the index is edited' "$(printf 'lr: 0.1\nseed: 42\nepochs: 3\n')" "$(git show :configs/vit.yaml)"
  is 'and the file, but for its own changes' "$(printf 'lr: 0.1\nseed: 42\nepochs: 9\n')" "$(cat configs/vit.yaml)"
  printf 'lr: 0.1\nseed: null\n' >configs/vit.yaml && git add configs/vit.yaml
  printf 'lr: 0.1\nwarmup: 5\nseed: 8\n' >configs/vit.yaml
  exits 'fix where the line is another one' 0 "$EXPGATE" fix
  says 'says that the file is left alone' 'in the index only, since the file has unstaged changes there'
  is 'the file is as it was' "$(printf 'lr: 0.1\nwarmup: 5\nseed: 8\n')" "$(cat configs/vit.yaml)"
}

test_edits_of_what_is_not_staged() {
  project
  printf 'lr: 0.1\nseed: null\nepochs: 3\n' >configs/vit.yaml
  index=$(git ls-files -s)
  exits '--diff' 1 "$EXPGATE" fix --diff
  says 'shows it' '+seed: 42'
  exits '--staged' 0 "$EXPGATE" fix --staged
  is 'leaves it alone' 'seed: null' "$(sed -n 2p configs/vit.yaml)"
  exits 'fix' 0 "$EXPGATE" fix
  says 'says what it did' 'configs/vit.yaml:2: now `seed: 42`, in the work tree'
  is 'the file is edited' 'seed: 42' "$(sed -n 2p configs/vit.yaml)"
  is 'the index is not touched' "$index" "$(git ls-files -s)"
  is 'and nothing is left beside it' '' "$(find .git -name '*expgate-*')"
  commit_ok 'commit -a goes through' -a -m 'feat: use a seed'
  is 'without a warning about it' '' "$(named warning | grep seed || true)"
}

test_what_only_a_person_can_do_is_left() {
  project
  put requirements.txt torch && put Dockerfile 'FROM python:latest' && put 'aux.py' && put best.pth
  git add -f .
  exits 'something is left' 1 "$EXPGATE" fix
  is 'which is named' path-name "$(named error)"
  says 'the rest is done' 'best.pth: unstaged'
  is 'blanks are not filled in' torch "$(cat requirements.txt)"
  is 'anywhere' 'FROM python:latest' "$(git show :Dockerfile)"
  git rm -q --cached aux.py
  exits 'warnings alone are no reason to fail' 0 "$EXPGATE" fix
}

test_paths_that_are_named() {
  project
  mkdir a b && put a/x.pth && put b/x.pth && git add -f a b
  cd a
  exits 'a folder' 0 "$EXPGATE" fix .
  is 'the other one is left alone' b/x.pth "$(staged)"
  cd ..
  rm b/x.pth
  exits 'a path that is staged alone' 0 "$EXPGATE" fix b/x.pth
  is 'is unstaged' '' "$(staged)"
  exits 'a path that is nowhere' 2 "$EXPGATE" fix c.pth
}

test_a_new_notebook() {
  project
  mkdir nb && printf %s "$dirty" >nb/new.ipynb && printf %s "$dirty" >ignored.ipynb && echo ignored.ipynb >.gitignore
  exits '--diff' 1 "$EXPGATE" fix --diff
  says 'shows it' 'b/nb/new.ipynb'
  exits 'fix' 0 "$EXPGATE" fix
  is 'cleans one that git does not know' "$clean" "$(cat nb/new.ipynb)"
  is 'but none that it ignores' "$dirty" "$(cat ignored.ipynb)"
  printf %s "$dirty" >nb/new.ipynb && git add nb
  exits 'fix of a staged one' 0 "$EXPGATE" fix
  is 'cleans the index as well' "$clean" "$(git show :nb/new.ipynb)"
}

test_a_notebook_that_is_large_for_its_outputs() {
  project
  printf '{"cells":[{"cell_type":"code","metadata":{},"execution_count":1,"outputs":[{"x":"%s"}],"source":[]}]}' \
    "$(head -c 6000000 /dev/zero | tr '\0' x)" >large.ipynb
  git add large.ipynb
  commit_refused 'it is too large and has outputs' 'max-file-size notebook-output'
  exits 'fix' 0 "$EXPGATE" fix
  is 'it is clean, not unstaged' "$clean" "$(git show :large.ipynb)"
  mkdir .ipynb_checkpoints && printf %s "$dirty" >.ipynb_checkpoints/a.ipynb && git add -f .ipynb_checkpoints
  exits 'fix of one in a cache' 0 "$EXPGATE" fix
  is 'unstages it' large.ipynb "$(staged)"
}

test_places_of_the_index() {
  project
  git worktree add -q ../linked -b exp/linked
  cd ../linked
  mkdir sub && put sub/best.pth && git add -f . && cd sub
  exits 'in a linked work tree, from a folder below' 0 "$EXPGATE" fix
  is 'nothing is staged' '' "$(staged)"
  cd ../../project
  put best.pth && git add -f best.pth
  cp .git/index .git/other
  exits 'in an index of its own' 0 env GIT_INDEX_FILE="$PWD/.git/other" "$EXPGATE" fix --staged
  is 'that one is fixed' '' "$(GIT_INDEX_FILE=$PWD/.git/other git ls-files best.pth)"
  is 'the usual one is not touched' best.pth "$(git ls-files best.pth)"
  git rm -q --cached best.pth
  git -c protocol.file.allow=always submodule --quiet add ../linked vendor 2>/dev/null
  exits 'a submodule' 0 "$EXPGATE" fix
  is 'is unstaged' .gitmodules "$(staged)"
  is 'and stays in the work tree' yes "$([ -e vendor/train.py ] && echo yes)"
}

test_a_sparse_index() {
  project
  mkdir -p in out && put in/a.py && put out/b.py && save 'feat: add folders' in/a.py out/b.py
  git sparse-checkout set --cone --sparse-index in 2>/dev/null
  put in/best.pth && git add -f in/best.pth
  exits 'fix' 0 "$EXPGATE" fix
  is 'nothing is staged' '' "$(staged)"
  is 'and what is not checked out is not missing' '?? in/best.pth' "$(git status --porcelain)"
}

test_a_merge() {
  project
  put best.pth theirs && save 'chore: add a checkpoint' best.pth
  git switch -q -c exp/other HEAD~1 && put b.py && save 'feat: add b' b.py
  git merge -q --no-commit exp/vit 2>/dev/null
  put new.pth && git add -f new.pth
  exits 'fix in a merge' 0 "$EXPGATE" fix
  is 'leaves alone what the other side brings' best.pth "$(staged)"
  is 'and the merge goes on' yes "$([ -e .git/MERGE_HEAD ] && echo yes)"
}

test_what_cannot_be_judged() {
  project
  put best.pth && git add -f best.pth
  printf 'version: 1\nrules: {no-rule: {}}\n' >.expgate.yaml && git add .expgate.yaml
  index=$(git ls-files -s)
  exits 'a policy that cannot be read' 2 "$EXPGATE" fix
  is 'nothing is changed' "$index" "$(git ls-files -s)"
}

run_tests "$@"
