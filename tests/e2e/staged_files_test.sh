#!/bin/bash
# pre-commit with files that are named, and in indexes of other kinds.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

test_files_that_are_named() {
  git init -q work && cd work && "$EXPGATE" install >/dev/null
  big old.pt && git add -f old.pt && save 'feat: add weights' && mkdir src
  put src/a.txt && big new.pt && git add src && git add -f new.pt
  refuses 'a staged one' artifact-path "$EXPGATE" pre-commit new.pt
  refuses "HEAD's, where it is not staged" artifact-path "$EXPGATE" pre-commit old.pt src/a.txt
  passes 'and no other' "$EXPGATE" pre-commit src/a.txt
  cd src
  refuses 'from a folder below the top' artifact-path "$EXPGATE" pre-commit ../new.pt
  undecided 'one that is not there' "$EXPGATE" pre-commit new.pt
  undecided 'one of another place' "$EXPGATE" pre-commit /etc/passwd
  cd .. && git rm -q --cached old.pt
  passes 'one that is staged to go' "$EXPGATE" pre-commit old.pt
}

test_named_files_are_judged_by_the_staged_policy() {
  git init -q work && cd work
  printf 'version: 1\nextends: []\nrules:\n  max-file-size: {limit: 1 KiB}\n' >.expgate.yaml
  big large.txt 5000 && put ..odd && git add . && git add -f ..odd
  refuses 'though it is not named' max-file-size "$EXPGATE" pre-commit large.txt
  passes 'a name that begins with dots' "$EXPGATE" pre-commit ..odd
}

# E7: git does not unfold the index for this.
test_a_sparse_index() {
  git init -q work && cd work && "$EXPGATE" install >/dev/null
  mkdir -p in out/deep && put in/a.txt && put out/deep/b.txt && git add . && save 'feat: add things'
  git sparse-checkout set --cone --sparse-index in
  is 'it is sparse' 'out/' "$(git ls-files --sparse out)"
  big in/best.pt && git add -f in/best.pt
  commit_refused 'it judges' artifact-path -m 'feat: add weights'
  git rm -q --cached in/best.pt && put in/c.txt && git add in/c.txt
  passes 'a good one' env GIT_TRACE2_PERF="$work/perf" "$EXPGATE" pre-commit
  is 'nothing unfolds the index' '' "$(grep -o 'ensure_full_index' "$work/perf" | head -1)"
}

# judged INDEX: what is said with that index, and by whom it is read.
judged() {
  rm -f "$work/perf"
  run env GIT_TRACE2_PERF="$work/perf" GIT_INDEX_FILE="$1" "$EXPGATE" pre-commit
}
read_by() { if [ -e "$work/perf" ]; then echo git; else echo expgate; fi; }

# An index of the common kind is read here, any other by git: what is said is the same.
test_indexes_of_every_kind_are_judged_alike() {
  git init -q work && cd work
  local n index said
  for n in {1..30}; do put "src/part$n/module$n.py" 'import torch'; done
  mkdir -p configs data && put train.py 'import torch
if __name__ == "__main__":
    torch.rand(1)' && put configs/base.yaml 'lr: 1' && put data/a.txt && put data.txt && ln -s a.txt data/link && git add . && save 'feat: begin'
  git mv configs/base.yaml configs/other.yaml && git rm -q --cached src/part3/module3.py && rm -r data && git rm -qr --cached data
  put data && chmod +x train.py && big best.pt && git add -f data train.py best.pt && put configs/Other.yaml 'lr: 2' && git add configs
  git write-tree >/dev/null # the trees of folders are known
  index=$PWD/.git/index
  judged "$index"
  said=$out
  is 'files, links and folders, changed, moved and gone' 'artifact-path path-name' "$(named)"
  says 'the tip is what is staged' 'configs/other.yaml'
  is 'git is not asked' expgate "$(read_by)"
  cp .git/index .git/short && GIT_INDEX_FILE=.git/short git update-index --force-write-index --index-version 4
  judged "$PWD/.git/short"
  is 'with short paths' "$said expgate" "$out $(read_by)"
  cp .git/index .git/plain && judged .git/plain
  is 'at a relative path' "$said expgate" "$out $(read_by)"
  cp .git/index .git/some && GIT_INDEX_FILE=.git/some git update-index --skip-worktree src/part1/module1.py
  judged "$PWD/.git/some"
  is 'with a file that is not in the work tree' "$said expgate" "$out $(read_by)"
  cp .git/index .git/split && GIT_INDEX_FILE=$PWD/.git/split git update-index --split-index
  judged "$PWD/.git/split"
  is 'split' "$said git" "$out $(read_by)"
  put later.txt && cp .git/index .git/later && GIT_INDEX_FILE=.git/later git add -N later.txt
  judged "$PWD/.git/later"
  is 'with a file that is to be added later' "$said git" "$out $(read_by)"
  (cd src && judged .git/plain && is 'from another folder' "$said git" "$out $(read_by)")
  git ls-files --stage | GIT_INDEX_FILE=.git/bare git update-index --index-info
  judged "$PWD/.git/bare"
  is 'of which no tree is known' "$said expgate" "$out $(read_by)"
}

test_a_merge_of_what_is_no_commit() {
  git init -q work && cd work && put a.txt && git add . && save 'feat: begin' && put b.txt && git add .
  echo nothing >.git/MERGE_HEAD
  undecided 'cannot be judged' "$EXPGATE" pre-commit
  says 'it is said why' 'MERGE_HEAD'
}

test_an_index_that_is_damaged_is_left_to_git() {
  git init -q work && cd work && put a.txt && git add . && save 'feat: begin' && put b.txt && git add .
  truncate -s 120 .git/index
  undecided 'cut off' "$EXPGATE" pre-commit
  printf 'DIRCxxxx' >.git/index
  undecided 'another thing' "$EXPGATE" pre-commit
  rm .git/index && passes 'gone, as all files are' "$EXPGATE" pre-commit
}

run_tests "$@"
