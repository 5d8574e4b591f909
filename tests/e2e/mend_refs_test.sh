#!/bin/bash
# expgate mend: branches, tags, work trees, hooks, backups, and what stops it (docs/mend.md).
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/mend.sh
. "$here/mend.sh"

test_undo() {
  project
  weights a.pt
  notebook n.ipynb
  save 'feat: add a model' a.pt model.py n.ipynb
  git tag v0
  before=$(git rev-parse HEAD) files=$(cat a.pt n.ipynb | sha256sum)
  mends 'it is mended'
  is 'the tag moved along' "$(git rev-parse HEAD)" "$(git rev-parse v0)"
  is 'a backup keeps the old tip' "$before" "$(git rev-parse 'refs/expgate/backup/1-exp%2Fvit')"
  exits 'and taken back' 0 "$EXPGATE" mend --undo
  is 'the branch is where it was' "$before" "$(git rev-parse HEAD)"
  is 'the tag as well' "$before" "$(git rev-parse v0)"
  is 'index and files too' '' "$(git status --porcelain)"
  is 'byte by byte' "$files" "$(cat a.pt n.ipynb | sha256sum)"
  is 'without the backup' '' "$(git for-each-ref refs/expgate)"
  exits 'there is no more to undo' 2 "$EXPGATE" mend --undo
}

test_undo_does_not_lose_what_came_after() {
  project
  weights a.pt
  save 'feat: add a model' a.pt model.py
  old=$(git rev-parse HEAD)
  mends 'it is mended'
  put more.py
  save 'feat: add more' more.py
  tip=$(git rev-parse HEAD)
  exits 'it is not undone' 2 "$EXPGATE" mend --undo
  says 'and says where the old tip is' 'refs/expgate/backup/1-exp%2Fvit'
  is 'nothing moved' "$tip" "$(git rev-parse HEAD)"
  exits 'backups can be dropped' 0 "$EXPGATE" mend --drop-backups
  is 'all of them' '' "$(git for-each-ref refs/expgate)"
  is 'the old commit is still there' commit "$(git cat-file -t "$old")"
}

test_a_branch_that_is_not_checked_out() {
  project
  weights a.pt
  save 'feat: add a model' a.pt model.py
  git switch -q main
  before=$(git status --porcelain)
  mends 'it is mended' origin exp/vit
  holds 'without its weights' exp/vit .gitignore README.md configs/base.yaml model.py train.py
  is 'the work tree stays' "$before" "$(git status --porcelain)"
  push_ok 'and the push goes in' origin exp/vit
}

test_the_branch_alone_needs_no_remote() {
  project
  mkdir -p exp/vit && put exp/vit/notes.md # a folder of that name is not a remote either
  weights a.pt
  save 'feat: add a model' a.pt model.py
  git switch -q main
  mends 'the word is the branch' exp/vit
  push_ok 'and the push goes in' origin exp/vit
  run "$EXPGATE" mend --yes exp/vti
  is 'a slip is neither' 2 "$status"
  says 'says so' 'there is no remote `exp/vti`'
}

test_the_branch_whose_push_would_be_rejected() {
  project
  weights a.pt
  save 'feat: add a model' a.pt model.py
  git switch -q -c feature/good main && put good.py && save 'feat: add good' good.py
  exits 'from a branch with nothing to mend' 0 "$EXPGATE" mend --dry-run
  says 'finds it' 'exp/vit: rewriting 1 of 1 commits'
  git switch -q -c exp/large exp/vit
  git switch -q main
  run "$EXPGATE" mend --yes
  is 'of two it takes neither' 2 "$status"
  says 'and names them' 'exp/large`, `exp/vit'
  git branch -q -D exp/large
  mends 'of one it takes that'
  is 'HEAD stays' main "$(git branch --show-current)"
  push_ok 'and the push goes in' origin exp/vit
  exits 'then there is nothing left' 0 "$EXPGATE" mend
  says 'says so' 'nothing to mend'
}

test_a_branch_in_another_work_tree() {
  project
  weights a.pt
  save 'feat: add a model' a.pt model.py
  git switch -q main
  git worktree add -q ../linked exp/vit
  mends 'it is mended from here' origin exp/vit
  is 'the other work tree follows' '' "$(git -C ../linked status --porcelain)"
  [ -e ../linked/a.pt ] || not_ok 'the file is gone'
  cd ../linked
  weights b.pt
  save 'feat: add another' b.pt loss.py
  mends 'and from there'
  is 'clean' '' "$(git status --porcelain)"
  push_ok 'and the push goes in'
}

test_a_detached_head() {
  project
  git switch -q --detach
  weights a.pt
  save 'feat: add a model' a.pt model.py
  mends 'it is mended'
  holds 'without its weights' HEAD .gitignore README.md configs/base.yaml model.py train.py
  is 'detached as before' HEAD "$(git rev-parse --abbrev-ref HEAD)"
  push_ok 'and the push goes in' origin HEAD:refs/heads/exp/loose
  exits 'and it can be taken back' 0 "$EXPGATE" mend --undo
  is 'with its weights' a.pt "$(git ls-tree --name-only HEAD a.pt)"
}

test_a_branch_that_has_another_name_here() {
  project
  git branch -q -m exp/vit mine
  git config branch.mine.remote origin
  git config branch.mine.merge refs/heads/exp/vit
  weights a.pt
  save 'feat: add a model' a.pt model.py
  mends 'it is found by its upstream' origin exp/vit
  holds 'and mended' mine .gitignore README.md configs/base.yaml model.py train.py
  exits 'no other branch is' 2 "$EXPGATE" mend --yes origin exp/other
  git switch -q --detach
  weights b.pt
  save 'feat: add another' b.pt other.py
  mends 'a detached HEAD is what is going to be pushed by that name' origin exp/new
  push_ok 'and the push goes in' origin HEAD:refs/heads/exp/new
}

test_two_branches_of_one_push_one_after_the_other() {
  project
  weights a.pt
  save 'feat: add a model' a.pt model.py
  git switch -q -c exp/large
  put large.py
  save 'feat: make it larger' large.py
  mends 'the one' origin exp/vit
  mends 'and the other' origin exp/large
  is 'share the commit that they shared' "$(git rev-parse exp/vit)" "$(git rev-parse exp/large~)"
  push_ok 'and both go in' origin exp/vit exp/large
}

test_it_may_be_ended_at_any_moment() {
  project
  weights a.pt
  save 'feat: add a model' a.pt model.py
  notebook n.ipynb
  save 'FEAT: explore' n.ipynb
  local old step
  old=$(git rev-parse HEAD)
  cd ..
  for step in 005 010 015 020 025 030 040 050 060 080 100 150 300 600 999; do
    rm -rf copy
    cp -a work copy
    (cd copy && timeout -s KILL "0.$step" "$EXPGATE" mend --yes --quiet >/dev/null 2>&1 || true)
    git -C copy fsck --connectivity-only >"$work/said" 2>&1 || not_ok "the repository is damaged after $step ms"
    is "the old tip can be found after $step ms" commit "$(git -C copy cat-file -t "$old")"
    [ "$(git -C copy rev-parse HEAD)" = "$old" ] ||
      is "and has its backup after $step ms" "$old" "$(git -C copy rev-parse 'refs/expgate/backup/1-exp%2Fvit')"
    is "the weights lie there after $step ms" 0 "$(cmp -s work/a.pt copy/a.pt; echo $?)"
  done
}

test_submodules_and_lfs_pointers_stay() {
  project
  local pointer
  pointer=$(printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%064d\nsize 12345678' 7)
  put data.bin "$pointer"
  weights a.pt
  save 'feat: add data' data.bin a.pt
  git update-index --add --cacheinfo "160000,$(git rev-parse main),lib"
  save 'feat: add a library' model.py
  "$EXPGATE" mend --yes >../said 2>&1 || true
  is 'the pointer' "$pointer" "$(git show HEAD:data.bin)"
  is 'no weights' '' "$(git ls-tree --name-only HEAD a.pt)"
}

test_a_merge_under_way() {
  project
  weights a.pt
  save 'feat: add a model' a.pt train.py
  git switch -q -c side main
  put train.py side
  save 'feat: train' train.py
  git switch -q exp/vit
  put train.py here
  save 'feat: train here' train.py
  git merge -q side >/dev/null 2>&1 || true
  before=$(git rev-parse HEAD)
  exits 'stops it' 2 "$EXPGATE" mend --yes
  says 'which is said' 'a merge is under way'
  is 'nothing moved' "$before" "$(git rev-parse HEAD)"
}

test_a_rebase_under_way() {
  project
  weights a.pt
  save 'feat: add a model' a.pt model.py
  save 'feat: add more' b.py
  GIT_SEQUENCE_EDITOR='sed -i s/^pick/edit/' git rebase -q -i HEAD~2 >/dev/null 2>&1 || true
  exits 'stops it' 2 "$EXPGATE" mend --yes
  says 'which is said' 'rebase'
}

test_replace_refs_and_grafts() {
  project
  weights a.pt
  save 'feat: add a model' a.pt model.py
  other=$(git commit-tree -p HEAD~ -m 'feat: add another' 'HEAD~^{tree}')
  git replace HEAD "$other"
  exits 'a replaced commit stops it' 2 "$EXPGATE" mend --yes
  says 'and it says how to go on' 'git replace -d'
  git replace -d "$(git rev-parse HEAD)" >/dev/null
  mkdir -p "$(git rev-parse --git-common-dir)/info"
  git rev-parse HEAD >"$(git rev-parse --git-common-dir)/info/grafts"
  exits 'and so do grafts' 2 "$EXPGATE" mend --yes
}

test_the_index_is_locked() {
  project
  weights a.pt
  save 'feat: add a model' a.pt model.py
  before=$(git rev-parse HEAD)
  : >.git/index.lock
  exits 'by somebody else' 2 "$EXPGATE" mend --yes
  says 'which is said' 'locked'
  is 'nothing moved' "$before" "$(git rev-parse HEAD)"
  is 'and the lock is theirs still' 0 "$(stat -c %s .git/index.lock)"
}

test_the_branch_moves_meanwhile() {
  project
  weights a.pt
  save 'feat: add a model' a.pt model.py
  mkdir -p .git/hooks
  printf '#!/bin/sh\n[ "$1" != prepared ] || exit 1\n' >.git/hooks/reference-transaction
  chmod +x .git/hooks/reference-transaction
  before=$(git rev-parse HEAD) index=$(sha256sum <.git/index)
  exits 'refs that cannot move' 2 "$EXPGATE" mend --yes
  is 'the branch is where it was' "$before" "$(git rev-parse HEAD)"
  is 'and the index what it was' "$index" "$(sha256sum <.git/index)"
  [ ! -e .git/index.lock ] || not_ok 'the index stays locked'
}

test_tags_move_along() {
  project
  weights a.pt
  save 'feat: add a model' a.pt model.py
  git tag -a exp-vit -m 'acc@1: 0.81'
  git tag light
  save 'feat: add more' b.py
  mends 'they are moved'
  is 'the annotated one' "$(git rev-parse HEAD~)" "$(git rev-parse 'exp-vit^{commit}')"
  is 'with its text' 'acc@1: 0.81' "$(git tag -l --format='%(contents:subject)' exp-vit)"
  is 'the light one' "$(git rev-parse HEAD~)" "$(git rev-parse light)"
  push_ok 'and both go in' origin exp/vit exp-vit
}

test_post_rewrite_and_notes() {
  project
  weights a.pt
  save 'feat: add a model' a.pt model.py
  old=$(git rev-parse HEAD)
  git config notes.rewriteRef 'refs/notes/*'
  git notes add -m 'a note' HEAD
  mkdir -p .git/hooks
  printf '#!/bin/sh\necho "$1" >../args; cat >../rewritten\n' >.git/hooks/post-rewrite
  chmod +x .git/hooks/post-rewrite
  mends 'it is mended'
  is 'the hook is told by what' rebase "$(cat ../args)"
  is 'and what' "$old $(git rev-parse HEAD)" "$(cat ../rewritten)"
  is 'the note follows' 'a note' "$(git notes show HEAD)"
}

run_tests "$@"
