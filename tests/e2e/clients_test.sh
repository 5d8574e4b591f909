#!/bin/bash
# Clones and worktrees of every kind that git knows: each client hook works there, or says exactly what is missing. Never a wrong pass.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# A server without hooks, that serves partial clones, and on it four commits with this policy.
upstream() {
  git init -q --bare up.git
  git -C up.git config uploadpack.allowFilter true
  git clone -q up.git full 2>/dev/null
  (
    cd full
    cat >.expgate.yaml <<'YAML'
version: 1
extends: []
rules:
  commit-header: {}
  artifact-path: {}
  max-file-size: {limit: 1 KiB}
  experiment-seed: {refs: ["exp/*"]}
YAML
    put configs/vit.yaml 'seed: 42'
    big models/large.txt
    save 'chore: begin' .expgate.yaml configs/vit.yaml models/large.txt models/a.py src/a.py
    for n in 1 2 3; do put src/a.py && save "feat: train part $n" src/a.py; done
    git push -q origin main
  )
}

# copy FOLDER [ARGUMENT…]: a clone of it with all three hooks, and the working directory from there on.
copy() {
  local folder=$1
  shift
  git clone -q "$@" "file://$PWD/up.git" "$folder" 2>/dev/null
  cd "$folder"
  for name in pre-commit commit-msg pre-push; do hook . "$name"; done
}

# What every kind of repository must do: refuse by each of the three hooks, and let the good through. In the folder src.
hooks_work() {
  local kind=$1 branch=${2:-feature/x}
  git checkout -q -b "$branch"
  put src/best.pt && git add src/best.pt
  commit_refused "$kind, pre-commit: a checkpoint" artifact-path
  git rm -q --cached src/best.pt && rm src/best.pt && big src/large.txt && git add src/large.txt
  commit_refused "$kind, pre-commit: a large file" max-file-size
  git rm -q --cached src/large.txt && rm src/large.txt && put src/b.py && git add src/b.py
  commit_refused "$kind, commit-msg: a bad message" commit-header -m 'update'
  commit_ok "$kind: a good commit"
  push_ok "$kind, pre-push: a good commit" origin HEAD
  save 'feat: add weights' src/best.pt
  push_refused "$kind, pre-push: a checkpoint" artifact-path origin HEAD
  git reset -q --hard HEAD~
}

test_shallow_clone() {
  upstream
  copy shallow --depth 1
  is 'it is shallow' true "$(git rev-parse --is-shallow-repository)"
  hooks_work 'shallow'
  commit_ok 'amend of a commit at the border' --amend -m 'feat: begin anew' --allow-empty
  git checkout -q --orphan new && save "feat: begin anew"
  push_refused 'a new root brings what is large' max-file-size origin HEAD:feature/new
}

test_shallow_clone_of_which_nothing_is_known() {
  upstream
  copy shallow --depth 1
  git init -q --bare ../other.git
  git remote add other ../other.git
  push_undecided 'to a remote of which nothing is known' other HEAD:feature/x
  says 'says where history ends' 'history ends at the shallow commit'
  says 'says what to do' 'git fetch --unshallow'
  git fetch -q --unshallow
  push_refused 'which is then enough to tell' max-file-size other HEAD:feature/x
}

test_partial_clone() {
  upstream
  copy partial --filter=blob:none --sparse
  git sparse-checkout set src
  is 'it lacks blobs' '?' "$(git rev-list --objects --missing=print HEAD | grep -o '^?' | sort -u)"
  hooks_work 'blob:none'
  git update-index --add --cacheinfo "100644,$(git rev-parse HEAD:models/large.txt),src/large.txt"
  commit_refused 'a file that is not here, under a new name' max-file-size
  git reset -q --hard
  git checkout -q -b exp/vit && put src/c.py && git add src/c.py
  commit_ok 'pre-commit reads a config that is not here' -m 'feat: add c'
  is 'without a warning' '' "$(named warning)"
  push_ok 'and pre-push does' origin HEAD
}

test_partial_clone_without_its_remote() {
  upstream
  copy partial --filter=blob:none --sparse
  git sparse-checkout set src
  git update-index --add --cacheinfo "100644,$(git rev-parse HEAD:models/large.txt),src/large.txt"
  mv ../up.git ../away.git
  undecided 'a file that cannot be fetched' "$EXPGATE" pre-commit
  out=$(tr -s ' \n' ' ' <<<"$out") # lines end elsewhere where names are longer
  says 'says what is missing' "this partial clone lacks object $(git rev-parse HEAD:models/large.txt)"
  says 'says what to do' 'fetch it with `git cat-file -t'
  git reset -q --hard && put src/b.py && git add src/b.py
  commit_ok 'what is here is enough for other files'
}

test_partial_clone_without_trees() {
  upstream
  copy treeless --filter=tree:0
  hooks_work 'tree:0'
}

test_partial_clone_as_an_extension() {
  upstream
  copy partial --filter=blob:none
  git config core.repositoryformatversion 1
  git config extensions.partialClone origin
  hooks_work 'extensions.partialClone'
}

test_sparse_index() {
  upstream
  copy sparse
  git sparse-checkout set --cone --sparse-index src
  is 'the index is sparse' 040000 "$(git ls-files --sparse --stage models/ | cut -d' ' -f1)"
  hooks_work 'sparse index'
}

test_split_index() {
  upstream
  copy split
  git update-index --split-index
  is 'the index is split' 1 "$(find .git -name 'sharedindex.*' | wc -l)"
  hooks_work 'split index'
}

test_index_of_another_name() {
  upstream
  copy project
  cp .git/index .git/other
  put src/best.pt && git add src/best.pt
  export GIT_INDEX_FILE=$PWD/.git/other
  hooks_work 'GIT_INDEX_FILE'
  git update-index --split-index && put src/c.py && git add src/c.py
  commit_ok 'GIT_INDEX_FILE that is split'
  printf 'version: 1\nextends: []\n' >.expgate.yaml && git add .expgate.yaml
  commit_ok 'the policy in it counts' -m 'whatever'
  unset GIT_INDEX_FILE
  commit_refused 'and not here' artifact-path
}

test_linked_worktree_with_its_own_configuration() {
  upstream
  copy project
  git config extensions.worktreeConfig true
  git worktree add -q ../linked -b linked
  cd ../linked
  git config --worktree core.commentChar ';'
  hooks_work 'a linked worktree'
  GIT_EDITOR="sed -i '1i feat: add d'" commit_ok 'its own configuration counts' --allow-empty
  GIT_EDITOR="sed -i '1i # no comment here'" commit_refused 'wherever it matters' commit-header --allow-empty
  git config --unset core.hooksPath || true
  git sparse-checkout set --cone --sparse-index src
  hooks_work 'a linked worktree with a sparse index' feature/y
}

test_formats_that_are_not_known() {
  git init -q odd && cd odd
  git config core.repositoryformatversion 1 && git config extensions.surprise yes
  echo 'feat: add a' >message
  exits 'an extension that nobody knows' 2 "$EXPGATE" pre-commit
  says 'says which' 'the repository uses the extension `surprise`'
  exits 'commit-msg too' 2 "$EXPGATE" commit-msg message
  exits 'pre-push too' 2 "$EXPGATE" pre-push origin ../up.git
  cd .. && git init -q elsewhere && cd elsewhere
  git config core.repositoryformatversion 1 && git config extensions.refStorage reftable:///store
  exits 'refs that lie elsewhere' 2 "$EXPGATE" pre-commit
  says 'says where' 'the repository stores its refs as `reftable:///store`'
  out=$(tr -s ' \n' ' ' <<<"$out")
  says 'and what to do' 'set `extensions.refStorage` to'
  git config -f .git/config extensions.refStorage shelves
  exits 'refs of a kind that nobody knows' 2 "$EXPGATE" pre-commit
  out=$(tr -s ' \n' ' ' <<<"$out")
  says 'with what to do' 'git refs migrate --ref-format=files'
  cd .. && git init -q two && cd two
  git config core.repositoryformatversion 1 && git config extensions.compatObjectFormat sha1
  exits 'two names for each object' 2 "$EXPGATE" pre-commit
  says 'says so' 'extensions.compatObjectFormat'
}

run_tests "$@"
