#!/bin/bash
# expgate mend: nothing that is nowhere else is lost, and nothing that others have is rewritten (docs/mend.md).
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/mend.sh
. "$here/mend.sh"

test_a_fixup_that_makes_a_link_of_a_folder() {
  project
  put data/a.txt a
  save 'feat: add data' data/a.txt
  save 'feat: add a loader' loader.py
  git rm -rq data
  ln -s store data
  save 'fixup! feat: add data' data
  before=$(git rev-parse 'HEAD^{tree}')
  mends 'it is folded'
  is 'and the tip has what it had' "$before" "$(git rev-parse 'HEAD^{tree}')"
  is 'the work tree, too' store "$(readlink data)"
  push_ok 'and the push goes in'
}

test_files_that_git_does_not_look_at_stay_as_they_are() {
  project
  notebook a.ipynb
  notebook b.ipynb
  save 'feat: explore' a.ipynb b.ipynb
  git update-index --assume-unchanged a.ipynb
  git update-index --skip-worktree b.ipynb
  put a.ipynb mine
  put b.ipynb 'mine, too'
  mends 'the commit is mended'
  is 'assume-unchanged' mine "$(cat a.ipynb)"
  is 'skip-worktree' 'mine, too' "$(cat b.ipynb)"
}

test_an_untracked_file_in_the_way_of_a_folder() {
  project
  put 'd?/a.py' hi
  save 'feat: add a folder' 'd?/a.py'
  put d_ precious
  mends 'the name is mended'
  is 'the file is still there' precious "$(cat d_)"
  project_of_weights
  mends 'weights in a folder'
  rm -r models
  put models precious
  exits 'to take that back' 0 "$EXPGATE" mend --undo
  is 'leaves what lies in its way' precious "$(cat models)"
}
project_of_weights() {
  cd ..
  mkdir more
  cd more
  project
  weights models/best.pt
  save 'feat: add a model' models/best.pt model.py
}

test_a_submodule_is_mended_where_it_lies() {
  project
  cd ..
  git init -q super
  cd super
  git submodule --quiet add "$PWD/../hub.git" sub >/dev/null 2>&1
  cd sub
  git switch -q -c exp/vit
  weights best.pt
  save 'feat: add a model' best.pt model.py
  printf '.gitignore\nmine\n' >.gitignore
  mends 'it is mended'
  is 'its own .gitignore has what it had' '.gitignore mine /best.pt' "$(paste -sd' ' .gitignore)"
  put best.pt retrained
  exits 'and taken back' 0 "$EXPGATE" mend --undo
  is 'the file that lies there stays' retrained "$(cat best.pt)"
}

test_a_name_that_is_a_folder_already() {
  project
  put 'd?' hi
  put d_/x there
  put 'e?' ho
  save 'feat: add names' 'd?' d_/x 'e?'
  put e_/y later
  save 'feat: add a folder' e_/y
  mends 'gets another one'
  is 'and nothing is lost' 'hi ho later there' "$(git grep -hE 'hi|ho|there|later' HEAD -- 'd_*' 'e_*' | sort | paste -sd' ')"
  is 'in the work tree neither' '' "$(git status --porcelain)"
  push_ok 'and the push goes in'
}

test_a_gitignore_that_is_a_link_is_not_written_through() {
  project
  weights best.pt
  save 'feat: add a model' best.pt model.py
  put ../outside theirs
  ln -s ../outside .gitignore
  mends 'it is mended'
  is 'what it leads to stays' theirs "$(cat ../outside)"
}

test_a_renamed_notebook_keeps_its_outputs_on_disk() {
  project
  printf '*.ipynb filter=clean\n' >.gitattributes
  git config filter.clean.clean "'$EXPGATE' notebook-clean"
  git config filter.clean.smudge cat
  notebook 'a?.ipynb'
  save 'feat: explore' 'a?.ipynb' .gitattributes
  mends 'it gets another name'
  is 'and is moved as it lies there' 1 "$(grep -c stdout a_.ipynb)"
}

test_a_commit_that_the_remote_has_by_a_tag_that_was_not_fetched() {
  project
  weights old.pt
  save 'feat: add an old model' old.pt model.py
  git tag -a v1 -m one
  sneak hub refs/tags/v1:refs/tags/v1
  git tag -d v1 >/dev/null
  old=$(git rev-parse HEAD)
  put more.py
  save 'FIX:mend the loader' more.py
  mends 'only the one on top is rewritten'
  is 'the other stays' "$old" "$(git rev-parse HEAD~)"
}

test_a_branch_that_was_merged_and_deleted_there() {
  project
  weights model.pt
  save 'feat: add a model' model.pt
  sneak hub exp/vit:exp/vit
  git fetch -q origin
  old=$(git rev-parse HEAD)
  git --git-dir=../hub.git update-ref -d refs/heads/exp/vit
  save 'FIX:mend the model' more.py
  "$EXPGATE" mend --yes >../said 2>&1 || true
  is 'what was pushed once is not rewritten' "$old" "$(git rev-parse HEAD~)"
  is 'what was not, is' 'fix: mend the model' "$(git log -1 --format=%s)"
}

test_a_remote_that_is_not_known_and_does_not_answer() {
  project
  save 'FIX:mend the loader' more.py
  exits 'nothing is rewritten' 2 "$EXPGATE" mend --yes https://127.0.0.1:9/none.git
  says 'since nobody knows what it has' 'does not say what it has'
}

test_a_second_url_is_asked_as_well() {
  project
  git init -q --bare ../second.git
  git remote set-url --add --push origin "$PWD/../hub.git"
  git remote set-url --add --push origin "$PWD/../second.git"
  save 'FIX:mend the loader' more.py
  git push -q "$PWD/../second.git" exp/vit
  old=$(git rev-parse HEAD)
  "$EXPGATE" mend --yes >../said 2>&1 || true
  is 'what the second has is not rewritten' "$old" "$(git rev-parse HEAD)"
}

test_a_branch_that_is_being_rebased() {
  project
  weights a.pt
  save 'feat: add a model' a.pt model.py
  save 'feat: add more' b.py
  GIT_SEQUENCE_EDITOR='sed -i s/^pick/edit/' git rebase -q -i HEAD~2 >/dev/null 2>&1 || true
  exits 'is left alone, by name as well' 2 "$EXPGATE" mend --yes origin exp/vit
  says 'and it says why' 'rebase'
}

test_a_branch_that_is_another_name_of_one() {
  project
  weights a.pt
  save 'feat: add a model' a.pt model.py
  git symbolic-ref refs/heads/exp/alias refs/heads/exp/vit
  git symbolic-ref HEAD refs/heads/exp/alias
  mends 'it is mended'
  is 'and stays one' refs/heads/exp/vit "$(git symbolic-ref refs/heads/exp/alias)"
  is 'the index follows' '' "$(git status --porcelain)"
}

test_the_variables_of_a_hook_or_an_alias() {
  project
  weights a.pt
  save 'feat: add a model' a.pt model.py
  git switch -q -c exp/other main
  git worktree add -q ../linked exp/vit
  git config alias.m "!'$EXPGATE' mend --yes"
  before=$(git status --porcelain)
  exits 'from an alias in one work tree' 0 git m origin exp/vit
  is 'its index stays' "$before" "$(git status --porcelain)"
  is 'and the other one follows' '' "$(git -C ../linked status --porcelain)"
  put b.py
  export GIT_INDEX_FILE=$PWD/../elsewhere
  cd ../linked
  weights b.pt
  (unset GIT_INDEX_FILE && save 'feat: add another' b.pt c.py)
  mends 'another index in the environment'
  unset GIT_INDEX_FILE
  is 'is not the one that follows' '' "$(git status --porcelain)"
}

test_an_amended_message_is_not_lost() {
  project
  put f.py 1
  save 'feat: add f' f.py
  put f.py 2
  save 'feat: add two' f.py
  put f.py 3
  save "$(printf 'amend! feat: add f\n\nfeat: add the f module\n\nIt took an hour to say so.')" f.py
  mends 'the commit is folded'
  is 'and its message is there' 1 "$(git log --format=%B origin/main.. | grep -c 'took an hour')"
  is 'in the commit that it is meant for' 'feat: add two|feat: add the f module' "$(subjects)"
}

test_records_follow_folds_and_signatures() {
  project
  put model.py one
  save 'feat: add a model' model.py
  put results/vit.json "{\"commit\": \"$(git rev-parse HEAD)\"}"
  save 'docs: record the run' results/vit.json
  put model.py two
  save 'fixup! feat: add a model' model.py
  ssh-keygen -q -t ed25519 -N '' -f ../key
  git config gpg.format ssh
  git config user.signingKey "$PWD/../key.pub"
  git config commit.gpgSign true
  "$EXPGATE" mend --yes >../said 2>&1 || true
  is 'two commits are left' 2 "$(git rev-list --count origin/main..)"
  is 'the record names the one that is there' "$(git rev-parse HEAD~)" "$(git show HEAD:results/vit.json | json /dev/stdin commit)"
}

test_a_file_that_was_put_right_later_is_right_from_the_start() {
  project
  put results/vit.json '{"metrics": {'
  save 'docs: record the run' results/vit.json
  put results/vit.json '{"metrics": {"acc": '
  save 'docs: record it again' results/vit.json more.py
  printf '{"schema": "expgate-record/1", "name": "vit", "metrics": {"acc": 0.9}}\n' >results/vit.json
  save 'docs: mend the record' results/vit.json
  put gone/run.json '{'
  "$EXPGATE" mend --yes >../said 2>&1 || true
  is 'as the tip has it' "$(git show HEAD:results/vit.json)" "$(git show HEAD~:results/vit.json)"
}

test_undo_of_what_is_not_whole() {
  project
  weights a.pt
  save 'feat: add a model' a.pt model.py
  git tag v0
  mends 'it is mended'
  git tag -d v0 >/dev/null
  exits 'a tag that was deleted since is left' 0 "$EXPGATE" mend --undo origin exp/vit
  mends 'it is mended again'
  git update-ref -d "$(git for-each-ref --format='%(refname)' refs/expgate/mended | head -1)"
  exits 'a backup that is not whole is said to be so' 2 "$EXPGATE" mend --undo
  says_not 'and is no crash' crashed
}

test_a_long_name_of_a_branch() {
  project
  local name
  name=exp/$(printf 'deep/%.0s' {1..40})end
  git branch -q -m exp/vit "$name"
  weights a.pt
  save 'feat: add a model' a.pt model.py
  mends 'it is mended'
  exits 'and taken back' 0 "$EXPGATE" mend --undo
  is 'with its weights' a.pt "$(git ls-tree --name-only HEAD a.pt)"
}

test_a_work_tree_that_cannot_be_reached() {
  project
  weights a.pt
  save 'feat: add a model' a.pt model.py
  git switch -q main
  git worktree add -q ../linked exp/vit
  git worktree lock ../linked
  mv ../linked ../away
  exits 'its index would bring the weights back' 2 "$EXPGATE" mend --yes origin exp/vit
  says 'and it is named' 'cannot be reached'
}

test_a_filter_that_fails_afterwards() {
  project
  printf '*.ipynb filter=broken\n' >.gitattributes
  save 'chore: filter notebooks' .gitattributes
  notebook a.ipynb
  save 'feat: explore' a.ipynb
  git config filter.broken.required true
  git config filter.broken.clean cat
  git config filter.broken.smudge false
  exits 'is something left' 1 "$EXPGATE" mend --yes
  says 'and said' 'the work tree could not follow'
  is 'the branch is rewritten' 1 "$(git for-each-ref refs/expgate/backup | wc -l)"
}

run_tests "$@"
