#!/bin/bash
# The pre-commit hook: what a commit, made in whatever way git knows, would bring in.
. "$(dirname "$0")/lib.sh"

# A repository with the hook, whose policy is names and sizes only, and a first commit.
project() {
  client "${1:-project}" pre-commit
  cat >.expgate.yaml <<'YAML'
version: 1
extends: []
rules:
  max-file-size: {limit: 1 KiB}
  artifact-path: {}
YAML
  save 'chore: begin' .expgate.yaml train.py
}

test_plain() {
  project
  big a.txt && git add a.txt
  commit_refused 'a staged file over the limit' max-file-size
  says 'names the file' '`a.txt`'
  git reset -q && rm a.txt
  put best.pt && git add best.pt
  commit_refused 'a staged checkpoint' artifact-path
  git reset -q && rm best.pt
  big a.txt && put best.pt && git add .
  commit_refused 'both at once, and both are told' 'max-file-size artifact-path'
  git reset -q && rm a.txt best.pt
  put a.txt && git add a.txt
  commit_ok 'a small file'
  big untracked.txt
  put b.txt && git add b.txt
  commit_ok 'a large file that is not tracked does no harm'
}

test_first_commit() {
  client first pre-commit
  printf 'version: 1\nextends: []\nrules:\n  max-file-size: {limit: 1 KiB}\n' >.expgate.yaml
  big a.txt && git add .
  commit_refused 'a large file in the very first commit' max-file-size
  git rm -q --cached a.txt
  commit_ok 'the first commit without it'
}

test_commit_all() {
  project
  big train.py
  commit_refused 'commit -a of a file that has grown' max-file-size -a -m 'feat: grow'
  put train.py
  commit_ok 'commit -a of a small change' -a -m 'feat: change'
}

test_commit_paths() {
  project
  put good.txt && put best.pt && git add .
  commit_ok 'commit -- good.txt while a checkpoint is staged' -m 'feat: add good' -- good.txt
  is 'the checkpoint is still staged' 'A  best.pt' "$(git status --porcelain)"
  commit_refused 'commit -- best.pt' artifact-path -m 'feat: add best' -- best.pt
  put good.txt
  commit_refused 'commit -i good.txt takes the staged checkpoint along' artifact-path -m 'feat: add all' -i good.txt
}

test_amend() {
  project
  put good.txt && put best.pt
  save 'feat: add too much' good.txt best.pt
  git rm -q --cached best.pt
  commit_ok 'amend that takes a checkpoint out' --amend -m 'feat: add good'
  is 'it is out' '' "$(git ls-files best.pt)"
  git add best.pt
  commit_refused 'amend that brings one in' artifact-path --amend --no-edit
  git reset -q
  commit_ok 'amend of the message alone' --amend -m 'feat: add something good'
}

# main has a checkpoint of old; both sides have changed train.py.
diverge() {
  project
  git branch feature
  save 'feat: add weights' old.pt
  put train.py 'main' && save 'feat: change here' train.py
  git checkout -q feature
  put "$1" 'feature' && save 'feat: change there' "$1"
}

test_merge_with_conflict() {
  diverge train.py
  run git merge main
  put train.py 'both' && git add train.py
  commit_ok "a merge blames nobody for what was in main" --no-edit
  is 'it is a merge' 2 "$(git rev-list --no-walk --parents HEAD | wc -w | awk '{print $1 - 1}')"
}

test_merge_with_conflict_and_evil() {
  diverge train.py
  run git merge main
  put train.py 'both' && put new.pt && git add train.py new.pt
  commit_refused 'a checkpoint that comes in by the merge alone' artifact-path --no-edit
  says 'it is the new one' '`new.pt`'
  says_not 'not the old one' '`old.pt`'
  git rm -q --cached new.pt
  big train.py && git add train.py
  commit_refused 'a file whose resolution is too large' max-file-size --no-edit
}

test_merge_without_conflict() {
  diverge other.py
  run git merge --no-commit main
  put new.pt && git add new.pt
  commit_refused 'a checkpoint slipped into a clean merge' artifact-path --no-edit
  git rm -q --cached new.pt
  commit_ok 'the clean merge itself' --no-edit
  git reset -q --hard HEAD~
  passes 'git merge in one go' git merge --no-edit main
}

test_policy_that_comes_by_a_merge() {
  diverge other.py
  git checkout -q main && printf 'version: 1\nextends: []\n' >.expgate.yaml && save 'chore: be lax' .expgate.yaml
  git checkout -q feature && git merge --no-commit main 2>/dev/null >&2
  put new.pt && git add new.pt
  commit_ok 'the merged policy is the staged one' --no-edit
}

test_linked_worktree() {
  project
  git worktree add -q ../linked -b feature
  cd ../linked
  put best.pt && git add best.pt
  commit_refused 'a checkpoint in a linked worktree' artifact-path
  git rm -q --cached best.pt
  put good.txt && git add good.txt
  commit_ok 'a good file in a linked worktree'
  put best.pt && git -C ../project add -A && cd ../project
  commit_ok "what is staged in one worktree is not judged in another's commit" --allow-empty -m 'feat: go on'
}

test_submodule() {
  project library
  cd ..
  project super
  git submodule --quiet add ../library library
  commit_ok 'a submodule is no file of some size'
  cd library
  put best.pt && git add best.pt
  commit_ok 'a submodule without hooks is not judged by those around it'
  hook . pre-commit
  put new.pt && git add new.pt
  commit_refused "a submodule's own hook" artifact-path
  git rm -q --cached new.pt && printf 'version: 1\nextends: []\n' >.expgate.yaml && git add .
  commit_ok "a submodule's own policy"
  cd ..
  git add library
  commit_ok 'and the new commit of it above'
}

test_deleted_and_renamed() {
  project
  big large.txt && save 'feat: add sins' large.txt old.pt
  git rm -q old.pt large.txt
  commit_ok 'to delete is never an offence'
  git revert --no-commit HEAD && git mv old.pt other.pt && git reset -q large.txt
  commit_refused 'a new name that is not better' artifact-path
  git reset -q --hard HEAD && save 'feat: add weights' old.pt
  git mv old.pt weights.txt
  commit_ok 'a new name that is better'
  git mv weights.txt best.pt
  commit_refused 'a good file under a bad name' artifact-path
}

test_modes() {
  project
  big large.txt && save 'feat: add a sin' large.txt
  chmod +x train.py && git add train.py
  commit_ok 'a mode changed on a small file'
  ln -s large.txt link && git add link
  commit_ok 'a symbolic link to a large file is small'
  rm link && mkdir link && put link/inner.txt && git add -A
  commit_ok 'a link that becomes a folder'
  rm -r link && big link && git add -A
  commit_refused 'a folder that becomes a large file' max-file-size
}

test_intent_to_add() {
  project
  big large.txt && put best.pt && git add -N large.txt best.pt
  put good.txt && git add good.txt
  commit_ok 'a file that is only intended'
  commit_refused 'the same with -a' 'artifact-path max-file-size' -a -m 'feat: add all'
}

test_odd_paths() {
  project
  local name
  for name in 'two words.pt' 'quo"te.pt' "apo'strophe.pt" 'grün/größe.pt' $'new\nline.pt' $'tab\t.pt' '-dash.pt' '$(id).pt' \
    $'not\xffutf.pt' 'back\slash.pt'; do
    put "./$name" && git add -- "$name"
    commit_refused "a checkpoint named $(printf %q "$name")" artifact-path
    git rm -q --cached -- "$name" && rm -- "./$name"
    put "./${name%.pt}.txt" && git add -- "${name%.pt}.txt"
    commit_ok "a text named $(printf %q "${name%.pt}.txt")"
  done
  put $'e\e[31mvil\n.pt' && git add .
  commit_refused 'a name with escape codes' artifact-path
  says_not 'is not sent to the terminal' $'\e'
  says 'but shown escaped' 'e\x1B[31mvil\n.pt'
}

test_partly_staged() {
  project
  big a.txt && git add a.txt && put a.txt
  commit_refused 'staged large, shrunk in the work tree since' max-file-size
  git add a.txt && big a.txt
  commit_ok 'staged small, grown in the work tree since'
}

test_index_formats() {
  project
  git update-index --index-version 4
  put best.pt && git add best.pt
  commit_refused 'index version 4, a checkpoint' artifact-path
  git rm -q --cached best.pt && put a.txt && git add a.txt
  commit_ok 'index version 4, a text'
  git update-index --split-index
  git add best.pt
  commit_refused 'split index, a checkpoint' artifact-path
  git rm -q --cached best.pt && put b.txt && git add b.txt
  commit_ok 'split index, a text'
}

test_sparse_index() {
  project
  save 'feat: add weights' models/old.pt src/a.py
  git sparse-checkout set --cone --sparse-index src
  is 'the index is sparse' 040000 "$(git ls-files --sparse --stage models/ | cut -d' ' -f1)"
  put src/best.pt && git add src/best.pt
  commit_refused 'sparse index, a checkpoint' artifact-path
  git rm -q --cached src/best.pt && put src/b.py && git add src/b.py
  commit_ok 'sparse index, a text'
}

test_staged_policy() {
  project
  printf 'version: 1\nextends: []\n' >.expgate.yaml
  put best.pt && git add best.pt
  commit_refused 'a laxer policy in the work tree does not count' artifact-path
  git add .expgate.yaml
  commit_ok 'staged it does'
  printf 'version: 1\nextends: []\nrules: {artifact-path: {}}\n' >.expgate.yaml
  put new.pt && git add new.pt
  commit_ok 'a stricter policy in the work tree does not count'
  printf 'version: 1\nextends: []\nrules: {max-file-size: {limit: 10 KiB}}\n' >mine.yaml
  git add .expgate.yaml && put newer.pt && git add newer.pt
  undecided '--policy stands in for it, if it is there' "$EXPGATE" pre-commit --policy missing.yaml
  passes '--policy stands in for it' "$EXPGATE" pre-commit --policy mine.yaml
}

test_default_policy() {
  client bare pre-commit
  put best.pt && git add best.pt
  commit_refused 'no policy at all means the pack pytorch' artifact-path
  printf 'version: 1\nextends: []\n' >.expgate.yaml
  commit_refused 'an untracked policy does not count' artifact-path
  git add .expgate.yaml
  commit_ok 'a staged one does'
}

test_bad_policy() {
  project
  printf 'version: 1\nrules:\n  max-file-size: {limt: 1 KiB}\n' >.expgate.yaml && git add .
  commit_undecided 'a policy that does not validate'
  says 'says where' '`.expgate.yaml`:3'
  says 'says what was meant' 'did you mean `limit`'
  exits 'and is exit code 2' 2 "$EXPGATE" pre-commit
  printf 'version: 1\nrules: [\n' >.expgate.yaml && git add .
  commit_undecided 'a policy that does not parse'
  git reset -q --hard
  git rm -q --cached .expgate.yaml && put best.pt && git add best.pt
  commit_refused 'a policy that is staged for deletion is none: the pack pytorch counts' artifact-path
  git reset -q --hard
  commit_ok 'the old policy is fine' --allow-empty -m 'feat: go on'
}

test_tip_rules_warn() {
  client tips pre-commit
  printf 'version: 1\nextends: []\nrules:\n  experiment-config: {refs: ["*"]}\n' >.expgate.yaml
  git add .
  commit_ok 'a missing config refuses no commit'
  is 'but is told' experiment-config "$(named warning)"
  put configs/exp.yaml 'seed: 42' && git add .
  commit_ok 'a config makes that good'
  is 'and nothing is told' '' "$(named warning)"
}

test_blobs_are_not_read_for_their_names() {
  project
  printf 'version: 1\nextends: []\nrules:\n  artifact-path: {}\n' >.expgate.yaml
  put text.py && git add .
  local blob
  blob=$(git rev-parse :text.py)
  rm -f ".git/objects/${blob:0:2}/${blob:2}"
  passes 'a good name without its blob' "$EXPGATE" pre-commit
  printf 'version: 1\nextends: []\nrules:\n  max-file-size: {}\n' >.expgate.yaml && git add .expgate.yaml
  undecided 'a size without its blob' "$EXPGATE" pre-commit
}

test_environment() {
  project
  local top=$PWD
  put best.pt && git add best.pt
  cd ..
  unmoved "git -C $top rev-parse HEAD" refuses 'GIT_DIR and GIT_WORK_TREE' artifact-path \
    env GIT_DIR="$top/.git" GIT_WORK_TREE="$top" git commit -m 'feat: add'
  refuses 'git --git-dir --work-tree' artifact-path git --git-dir="$top/.git" --work-tree="$top" commit -m 'feat: add'
  mkdir "$top/sub" && cd "$top/sub"
  commit_refused 'from a folder below' artifact-path
  refuses 'by hand from a folder below' artifact-path "$EXPGATE" pre-commit
  git rm -q --cached ../best.pt && put a.txt && git add a.txt
  commit_ok 'from a folder below, a text'
}

test_detached_and_rebase() {
  project
  put train.py one && save 'feat: one' train.py
  git checkout -q --detach
  put best.pt && git add best.pt
  commit_refused 'a checkpoint on a detached HEAD' artifact-path
  git rm -q --cached best.pt && put a.txt && git add a.txt
  commit_ok 'a text on a detached HEAD'
  git checkout -q -b feature HEAD~2
  put train.py two && save 'feat: two' train.py
  run git rebase main
  put train.py three && git add train.py best.pt
  commit_refused 'a checkpoint in the middle of a rebase' artifact-path
  git rm -q --cached best.pt
  commit_ok 'a resolved conflict in the middle of a rebase'
  passes 'and the rebase goes on' git rebase --continue
}

# twin NAME: stages a file of that name, as on a file system that knows case; says where it cannot.
twin() {
  git update-index --add --cacheinfo "100644,$(git hash-object -w train.py),$1"
}

test_names_that_differ_in_case_alone() {
  client twins pre-commit
  printf 'version: 1\nextends: []\nrules:\n  path-name: {}\n' >.expgate.yaml
  mkdir models && put models/vit.py && save 'chore: begin' .expgate.yaml train.py models/vit.py
  twin models/ViT.py
  commit_refused 'beside a file of HEAD' path-name
  says 'both are named' '`models/ViT.py` and `models/vit.py`'
  git rm -q --cached models/vit.py
  commit_ok 'in its place'
  twin Models/resnet.py
  commit_refused 'a folder beside a folder of HEAD' path-name
  says 'the folders are named' '`Models` and `models`'
  git rm -q --cached models/ViT.py
  commit_ok 'in its place too'
  git reset -q && twin a.py && twin A.py
  commit_refused 'two that are staged together' path-name
  git rm -q --cached A.py
  commit_ok 'one of them'
  git checkout -q -f -b other HEAD~1 && twin B.py && commit_ok 'a name on one branch'
  git checkout -q -f main && twin b.py && commit_ok 'its twin on another'
  run git merge --no-commit other
  commit_refused 'where a merge joins the two' path-name -m 'chore: merge'
  git rm -q --cached B.py
  commit_ok 'not where it takes one' -m 'chore: merge'
}

test_streams() {
  project
  put best.pt && git add best.pt
  is 'findings go to stderr, not to stdout' '' "$("$EXPGATE" pre-commit 2>/dev/null || true)"
  exits 'a violation is exit code 1' 1 "$EXPGATE" pre-commit
  exits '--mode warn is exit code 0' 0 "$EXPGATE" pre-commit --mode warn
  is 'and tells it nevertheless' artifact-path "$(named 'error')"
  git rm -q --cached best.pt
  exits 'nothing staged is exit code 0' 0 "$EXPGATE" pre-commit
  is 'and says nothing' '' "$out"
}

# On a client, with a git that never answers.
test_a_client_hook_ends_with_its_children() {
  server project
  clone project
  save 'feat: begin' a.py
  git update-index --split-index # which git is asked to read
  mkdir ../slow
  # shellcheck disable=SC2016 # of that script
  printf '#!/bin/sh\necho $$ >"%s/pid"\nexec sleep 1000\n' "$(realpath ../slow)" >../slow/git
  chmod +x ../slow/git
  undecided 'a git that does not answer' env PATH="$(realpath ../slow):$PATH" EXPGATE_DEADLINE=1 timeout 20 "$EXPGATE" pre-commit
  says 'it is said where' 'another program'
  sleep 0.2
  is 'that git is gone' gone "$(ps -o stat= -p "$(cat ../slow/pid)" | grep -v '^Z' || echo gone)"
}

run_tests "$@"
