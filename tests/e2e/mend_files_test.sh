#!/bin/bash
# expgate mend: files leave the commits that the remote lacks, and nothing else of index and work tree changes (docs/mend.md).
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/mend.sh
. "$here/mend.sh"

test_weights_leave_every_commit_and_stay_in_the_work_tree() {
  project
  weights models/best.pt
  save 'feat: add a model' models/best.pt model.py
  put train.py
  save 'fix: mend the training' train.py
  cp models/best.pt ../kept.pt
  mends 'they are left out'
  holds 'of the first commit' HEAD~ .gitignore README.md configs/base.yaml model.py train.py
  holds 'and of the second' HEAD .gitignore README.md configs/base.yaml model.py train.py
  is 'and are ignored from there on' /models/best.pt "$(git show HEAD~:.gitignore)"
  is 'the file lies there still' "$(sha256sum <../kept.pt)" "$(sha256sum <models/best.pt)"
  is 'nothing else changed' '' "$(git status --porcelain)"
  push_ok 'and the push goes in'
}

test_a_file_that_was_renamed_or_moved_in_the_range_is_no_conflict() {
  project
  weights best.pt
  save 'feat: add a model' best.pt model.py
  mkdir -p runs
  git mv best.pt runs/best.pt
  save 'refactor: move the model' README.md
  git mv runs checkpoints
  put train.py
  save 'refactor: move it again' train.py
  mends 'each of its names is left out'
  holds 'of the tip' HEAD .gitignore README.md configs/base.yaml model.py train.py
  is 'where it lies, it is ignored' /checkpoints/best.pt "$(git show HEAD:.gitignore)"
  is 'it lies there still' 7000000 "$(($(stat -c %s checkpoints/best.pt) / 1000000 * 1000000))"
  push_ok 'and the push goes in'
}

test_an_artefact_that_is_a_text_in_the_next_commit() {
  project
  weights notes.txt
  save 'feat: add notes' notes.txt model.py
  put notes.txt 'short'
  save 'docs: shorten the notes' notes.txt
  mends 'only the large one is left out'
  holds 'of the first commit' HEAD~ README.md configs/base.yaml model.py train.py
  is 'the text stays' short "$(git show HEAD:notes.txt)"
  is 'and nothing is ignored' '' "$(git ls-tree --name-only HEAD .gitignore)"
  push_ok 'and the push goes in'
}

test_a_text_that_is_an_artefact_in_one_commit_keeps_its_old_text_there() {
  project
  put notes.txt 'before'
  save 'docs: add notes' notes.txt
  git push -q origin exp/vit
  weights notes.txt
  save 'docs: add a dump to the notes' notes.txt model.py
  mends 'the change is left out'
  is 'the old text stays' before "$(git show HEAD:notes.txt)"
  is 'and the new one lies in the work tree' ' M notes.txt' "$(git status --porcelain)"
  push_ok 'and the push goes in'
}

test_a_past_that_the_remote_has_is_left_alone() {
  project
  weights old.pt
  save 'Old habits' old.pt
  sneak hub exp/vit:exp/vit
  git fetch -q origin
  put model.py
  save 'feat: add a model' model.py
  passes 'nothing to mend' "$EXPGATE" mend --yes
  says 'and it says so' 'nothing to mend'
  weights new.pt
  save 'feat: add new weights' new.pt loss.py
  old=$(git rev-parse HEAD~)
  mends 'the new ones are left out'
  is 'the commits before are what they were' "$old" "$(git rev-parse HEAD~)"
  is 'the old file stays' old.pt "$(git ls-tree --name-only HEAD old.pt)"
  push_ok 'and the push goes in'
}

test_a_commit_that_becomes_empty_is_dropped() {
  project
  weights a.pt
  save 'feat: add weights' a.pt
  put model.py
  save 'feat: add a model' model.py
  save 'ci: run again'
  mends 'the commit of nothing but weights goes'
  is 'the others stay, an empty one too' 'ci: run again|feat: add a model' "$(subjects)"
  is 'and the file is ignored by the one behind it' /a.pt "$(git show HEAD:.gitignore)"
  push_ok 'and the push goes in'
}

test_nothing_is_left_of_the_branch() {
  project
  weights a.pt
  save 'feat: add weights' a.pt
  mends 'all is left out'
  is 'the tip is what the remote has' "$(git rev-parse origin/main)" "$(git rev-parse HEAD)"
  is 'the file lies there still, ignored by a file that is yours to commit' '?? .gitignore' "$(git status --porcelain)"
  says 'and there is nothing to push' 'Nothing is left to push'
}

test_the_first_push_of_all_with_a_root_commit() {
  server hub
  clone hub work
  put configs/base.yaml 'seed: 42'
  weights a.pt
  save 'feat: start' a.pt configs/base.yaml
  save 'docs: say what it is' README.md
  mends 'the root is written anew'
  holds 'without the weights' HEAD .gitignore README.md configs/base.yaml
  is 'as a root' '' "$(git log -1 --format=%P HEAD~)"
  push_ok 'and the push goes in'
}

test_merges_keep_their_resolutions() {
  project
  git switch -q -c side
  put train.py side
  weights side.pt
  save 'feat: train on the side' train.py side.pt
  git switch -q exp/vit
  put train.py here
  save 'feat: train here' train.py
  git merge -q side >/dev/null 2>&1 || true
  put train.py 'both, by hand'
  git add train.py
  git -c core.hooksPath=/dev/null commit -qm "Merge branch 'side' into exp/vit"
  put model.py
  save 'feat: add a model' model.py
  mends 'the side is mended'
  is 'the resolution stays' 'both, by hand' "$(git show HEAD:train.py)"
  is 'and so does the merge' 2 "$(git log -1 --format=%P HEAD~ | wc -w)"
  is 'nothing of the weights is left' '' "$(git log --format= --name-only origin/main..HEAD -- side.pt)"
  says 'the other branch is named' '`side`'
  push_ok 'and the push goes in'
}

test_an_octopus() {
  project
  for name in one two three; do
    git switch -q -c "$name" main
    put "$name.py"
    weights "$name.pt"
    save "feat: add $name" "$name.py" "$name.pt"
  done
  git switch -q exp/vit
  put model.py
  save 'feat: add a model' model.py
  git merge -q one two three -m 'Merge them all' >/dev/null
  mends 'all its sides are mended'
  is 'it has four parents' 4 "$(git log -1 --format=%P | wc -w)"
  holds 'and no weights' HEAD .gitignore README.md configs/base.yaml model.py one.py three.py train.py two.py
  push_ok 'and the push goes in'
}

test_notebooks_are_cleaned_in_every_commit() {
  project
  notebook a.ipynb
  save 'feat: explore' a.ipynb
  sed -i "s/print('hi')/print('ho')/" a.ipynb
  save 'feat: explore more' a.ipynb
  mends 'in both commits'
  is 'no outputs in the first' '' "$(git show HEAD~:a.ipynb | grep stdout || true)"
  is 'nor in the second' '' "$(git show HEAD:a.ipynb | grep stdout || true)"
  is 'whose source stays' 1 "$(git show HEAD:a.ipynb | grep -c "print('ho')")"
  is 'and the work tree follows' '' "$(git status --porcelain)"
  push_ok 'and the push goes in'
}

test_a_notebook_with_unstaged_changes_stays_as_it_is() {
  project
  notebook a.ipynb
  save 'feat: explore' a.ipynb
  sed -i "s/print('hi')/print('mine')/" a.ipynb
  cp a.ipynb ../mine.ipynb
  mends 'the commit is cleaned'
  exits 'the file is mine still' 0 cmp a.ipynb ../mine.ipynb
  is 'and differs from the index' ' M a.ipynb' "$(git status --porcelain)"
}

test_staged_and_changed_files_stay_staged_and_changed() {
  project
  weights a.pt
  save 'feat: add a model' a.pt model.py other.py
  put model.py staged
  git add model.py
  put other.py changed
  put new.py new
  git add new.py
  git rm -q --cached README.md
  before=$(git status --porcelain)
  mends 'the weights are left out'
  is 'and all else is as it was' "$before" "$(git status --porcelain)"
  is 'what is staged' staged "$(git show :model.py)"
  is 'what is changed' changed "$(cat other.py)"
}

test_a_gitignore_with_changes_of_its_own() {
  project
  put .gitignore '*.log'
  save 'chore: ignore logs' .gitignore
  weights a.pt
  save 'feat: add a model' a.pt model.py
  put .gitignore "$(printf '*.log\n*.tmp')"
  git add .gitignore
  put .gitignore "$(printf '*.log\n*.tmp\n*.bak')"
  mends 'the weights are left out'
  is 'the commit ignores them' "$(printf '*.log\n/a.pt')" "$(git show HEAD:.gitignore)"
  is 'what was staged does, too' "$(printf '*.log\n*.tmp\n/a.pt')" "$(git show :.gitignore)"
  is 'and the file' "$(printf '*.log\n*.tmp\n*.bak\n/a.pt')" "$(cat .gitignore)"
}

test_many_files_of_one_folder_share_a_line() {
  project
  for i in 1 2 3 4 5; do put "ckpt/$i.pt"; done
  save 'feat: add checkpoints' ckpt/*.pt model.py
  mends 'all are left out'
  is 'by one pattern' '/ckpt/*.pt' "$(cat .gitignore)"
  is 'which covers them' '' "$(git status --porcelain)"
}

test_two_names_that_become_one_are_two() {
  project
  put 'configs/exp/a?b.yaml' 'seed: 1'
  put 'configs/exp/a*b.yaml' 'seed: 2'
  put 'configs/exp/c?d.yaml' 'seed: 3'
  put configs/exp/c_d.yaml 'seed: 4'
  save 'feat: add configs' 'configs/exp/a?b.yaml' 'configs/exp/a*b.yaml' 'configs/exp/c?d.yaml' configs/exp/c_d.yaml
  mends 'both are renamed'
  is 'and nothing is lost' 'seed: 1 seed: 2 seed: 3 seed: 4' "$(git grep -h seed HEAD -- configs/exp | sort | paste -sd' ')"
  is 'the one that was there has its name' 'seed: 4' "$(git show HEAD:configs/exp/c_d.yaml)"
  is 'the work tree follows' '' "$(git status --porcelain)"
  push_ok 'and the push goes in'
}

test_odd_names() {
  project
  local names=(-v.pt 'a b.pt' $'tab\there.pt' 'star*.pt' '[x].pt' '!no.pt' '#no.pt' 'end .pt ' '数据.pt' $'a\\b.pt')
  for name in "${names[@]}"; do printf '%s' "$RANDOM" >"$name"; done
  git add -f -A
  save 'feat: add weights' model.py
  mends 'all are left out'
  is 'and ignored' '' "$(git status --porcelain)"
  for name in "${names[@]}"; do [ -e "./$name" ] || not_ok "lost: $name"; done
  push_ok 'and the push goes in'
}

run_tests "$@"
