#!/bin/bash
# Messages that a forge or a program writes and nobody can edit: they pass because of what they are, and each has a forged twin that does not.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

project() {
  server project
  policy project <<<'{version: 1, extends: [conventional-commits]}'
  clone project
  printf 'a\nb\nc\nd\ne\nf\ng\n' >train.py && git add train.py && save 'feat: begin'
  git push -q origin main
  printf 'a\nb\nC\nd\ne\nf\ng\n' >train.py && put new.txt && git add . && save 'feat: change the third line (!12)'
  printf 'a\nb\nC\nd\ne\nf\nG\n' >train.py && git add . && save 'feat: change the last line (!13)'
  git push -q origin main
}

# reverted WHAT MESSAGE: passes where the commit takes something back, and not where it does something else, or only a part of it.
reverted() {
  git checkout -q -B "feature/${1//[^a-z]/-}" main
  printf 'a\nb\nc\nd\ne\nf\nG\n' >train.py && git rm -q new.txt && git add train.py && git commit -q -m "$2"
  push_ok "$1: takes back what somebody else has built on since"
  git checkout -q -B "feature/forged-${1//[^a-z]/-}" main
  printf 'a\nb\nc\nd\ne\nf\nG\nsomething else\n' >train.py && git rm -q new.txt && git add train.py && git commit -q -m "$2"
  push_refused "$1: does something else" commit-header
  git checkout -q -B "feature/part-${1//[^a-z]/-}" main
  printf 'a\nb\nc\nd\ne\nf\nG\n' >train.py && git add train.py && git commit -q -m "$2"
  push_refused "$1: takes back a part" commit-header
}

test_reverts_of_a_request() {
  project
  reverted GitLab $'Revert "Change the third line"\n\nThis reverts merge request !12'
  reverted 'GitLab, of a fork' $'Revert "Merge branch \'x\' into \'main\'"\n\nThis reverts merge request team/vit!12'
  reverted GitHub $'Revert "feat: change the third line (#12)"\n\nReverts team/vit#12'
  reverted Bitbucket $'Revert "Change the third line (pull request #12)"\n\nThis reverts pull request #12.'
  git checkout -q -B feature/words main
  save $'Revert "Change things"\n\nThis reverts merge request !x' b.txt
  push_refused 'words that name no request' commit-header
}

test_a_revert_of_a_merge() {
  project
  git checkout -q -B side main~ && save 'feat: add a side' side.txt && git checkout -q main
  git merge -q --no-ff -m "Merge branch 'side' into 'main'" side
  push_ok 'a merge' origin main
  git rm -q side.txt && git commit -q -m $'Revert "Merge branch \'side\' into \'main\'"\n\nThis reverts merge request !14'
  push_ok 'what it brought is taken back' origin main
  git checkout -q side -- side.txt && git commit -q -m $'Reapply "Merge branch \'side\' into \'main\'"\n\nThis reverts merge request !15'
  push_ok 'and done again' origin main
}

# GitLab's button picks a merge with its whole message.
test_a_cherry_pick_of_a_merge() {
  project
  git checkout -q -B side main~ && save 'feat: add a side' side.txt && git checkout -q main
  local text=$'Merge branch \'side\' into \'main\'\n\nAdd a side\n\nSee merge request team/vit!14'
  git merge -q --no-ff -m "$text" side
  git push -q origin main
  local merge
  merge=$(git rev-parse HEAD)
  git checkout -q -B feature/picked main~2 && put side.txt && git add side.txt
  git commit -q -m "$text"$'\n\n'"(cherry picked from commit $merge)"
  push_ok 'the message of that merge'
  git commit -q --amend -m "$text more"$'\n\n'"(cherry picked from commit $merge)"
  push_refused 'another message' commit-header -f origin HEAD
  git commit -q --amend -m "$text"$'\n\n'"(cherry picked from commit ${merge//[0-9]/a})"
  push_refused 'of a merge that there is not' commit-header -f origin HEAD
  git commit -q --amend -m "$text"$'\n\n'"(cherry picked from commit $(git rev-parse main~))"
  push_refused 'of a commit that is no merge' commit-header -f origin HEAD
  put other.txt && git add other.txt
  git commit -q --amend -m "$text"$'\n\n'"(cherry picked from commit $merge)"
  push_refused 'with something else in it' commit-header -f origin HEAD
  git checkout -q -B feature/plain main~2 && put b.txt && git add b.txt && git commit -q -m "Merge branch 'b' into 'main'"
  push_refused 'words alone' commit-header
}

test_git_subtree() {
  with_debians_git # `git subtree` is a part of that package
  project
  git init -q ../lib && (cd ../lib && save 'did things' lib.py && save 'did more' more.py)
  git checkout -q -B feature/subtree main
  git subtree add -q --squash --prefix vendor/lib ../lib main >/dev/null 2>&1
  push_ok '`git subtree add --squash`'
  (cd ../lib && save 'did even more' most.py)
  git subtree pull -q --squash --prefix vendor/lib ../lib main -m 'Merge the library' >/dev/null 2>&1
  is 'it has pulled' "$(git -C ../lib rev-parse 'HEAD^{tree}')" "$(git rev-parse HEAD:vendor/lib)"
  push_ok '`git subtree pull --squash`'
  echo '# patched' >>vendor/lib/lib.py && git commit -q -a -m 'fix: patch the library' && push_ok 'a patch'
  (cd ../lib && save 'did the most' last.py)
  git subtree pull -q --squash --prefix vendor/lib ../lib main -m 'Merge the library' >/dev/null 2>&1
  push_ok 'and another pull'
  git checkout -q -B feature/forged main
  save "Squashed 'vendor/lib/' wip $(git -C ../lib rev-parse --short HEAD)"$'\n\n'"git-subtree-dir: vendor/lib
git-subtree-split: $(git rev-parse HEAD)" b.txt
  push_refused 'words of ones own' commit-header
  git checkout -q -B feature/forged main
  save "Squashed 'vendor/lib/' content from commit $(git -C ../lib rev-parse --short HEAD)"$'\n\n'"git-subtree-dir: vendor/lib
git-subtree-split: $(git -C ../lib rev-parse HEAD)" b.txt
  push_refused 'a commit with another tree' commit-header
}

run_tests "$@"
