#!/bin/bash
# expgate mend: messages, autosquash, signatures, records, and what is said about it (docs/mend.md).
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/mend.sh
. "$here/mend.sh"

test_five_faults_in_four_commits_go_in_after_one_mend() {
  project
  weights best.pt
  put model.py
  save 'feat: add a model' best.pt model.py
  git mv best.pt last.pt
  save 'Refactor: rename the weights' README.md
  notebook explore.ipynb
  save 'FIX:bug in the loader.' explore.ipynb
  put train.py 'import numpy'
  save 'fixup! feat: add a model' train.py
  push_refused 'it is rejected first' 'artifact-path commit-autosquash commit-header commit-type max-file-size notebook-output'
  mends 'in one go'
  is 'two commits are left' 'fix: bug in the loader|feat: add a model' "$(subjects)"
  push_ok 'and the push goes in'
}

test_mechanical_slips_of_messages() {
  project
  save 'FEAT(Model):Add a thing.' a.py
  save "$(printf 'feat: add another\nwithout a blank line\n\n%s' "$(printf 'word %.0s' {1..40})")" b.py
  mends 'are mended'
  is 'the header' 'feat(model): add a thing' "$(git log -1 --format=%s HEAD~ | sed 's/Model/model/')"
  is 'the body is behind a blank line' 'without a blank line' "$(git log -1 --format=%b | head -1)"
  is 'and no line is too long' 0 "$(git log -1 --format=%b | awk 'length > 100' | wc -l)"
  push_ok 'and the push goes in'
}

test_a_message_that_only_its_author_can_write() {
  project
  save 'update' a.py
  save 'feat: add another' b.py
  exits 'is left' 1 "$EXPGATE" mend --yes
  says 'with its finding' 'error[commit-'
  first=$(git rev-parse --short HEAD~)
  mends 'is given by hand' --message "$first=feat: add a loader"
  is 'and is there' 'feat: add another|feat: add a loader' "$(subjects)"
  push_ok 'and the push goes in'
}

test_a_message_for_a_commit_that_the_remote_has() {
  project
  save 'feat: add another' b.py
  exits 'is an error' 2 "$EXPGATE" mend --yes --message 'main=feat: x'
  exits 'and so is one without a text' 2 "$EXPGATE" mend --yes --message 'HEAD='
}

test_a_message_that_does_not_pass() {
  project
  save 'update' a.py
  before=$(git rev-parse HEAD)
  exits 'is not put in' 2 "$EXPGATE" mend --yes --message HEAD=wip
  says 'and it says why' 'does not pass'
  is 'nothing moved' "$before" "$(git rev-parse HEAD)"
}

test_the_editor_asks_for_a_message_on_a_terminal() {
  project
  save 'update' a.py
  cat >../editor <<'SH'
#!/bin/sh
cp "$1" ../seen
printf 'feat: add a loader\n' >"$1"
SH
  chmod +x ../editor
  out=$(printf '\n' | GIT_EDITOR=$PWD/../editor script -qec "'$EXPGATE' mend" /dev/null) || true
  is 'what it wrote is the message' 'feat: add a loader' "$(git log -1 --format=%s)"
  out=$(cat ../seen)
  says 'it was shown the old message' 'update'
  says 'and the files' 'a.py'
  push_ok 'and the push goes in'
}

test_a_no_on_the_terminal_changes_nothing() {
  project
  weights a.pt
  save 'feat: add a model' a.pt model.py
  before=$(git rev-parse HEAD)
  out=$(printf 'n\n' | script -qec "'$EXPGATE' mend" /dev/null) || true
  says 'it asks' 'Rewrite these commits?'
  is 'and leaves all as it is' "$before" "$(git rev-parse HEAD)"
}

test_without_a_terminal_or_yes_nothing_is_changed() {
  project
  weights a.pt
  save 'feat: add a model' a.pt model.py
  before=$(git rev-parse HEAD)
  exits 'it says what to add' 2 "$EXPGATE" mend
  says 'namely' 'expgate mend --yes'
  exits 'a plan can be had' 0 "$EXPGATE" mend --dry-run
  says 'with the file' 'leaves out `a.pt`'
  is 'the branch is where it was' "$before" "$(git rev-parse HEAD)"
  is 'and there is no backup' '' "$(git for-each-ref refs/expgate)"
}

test_autosquash() {
  project
  put model.py one
  save 'feat: add a model' model.py
  put train.py two
  save 'feat: train it' train.py
  put model.py better
  save 'fixup! feat: add a model' model.py
  put train.py best
  save "$(printf 'squash! feat: train it\n\nWith a better schedule.')" train.py
  mends 'commits are folded'
  is 'two are left' 'feat: train it|feat: add a model' "$(subjects)"
  is 'the fixup is in its commit' better "$(git show HEAD~:model.py)"
  is 'the squash, too' best "$(git show HEAD:train.py)"
  is 'with its text' 'With a better schedule.' "$(git log -1 --format=%b)"
  push_ok 'and the push goes in'
}

test_a_fold_over_a_conflict_goes_into_the_commit_behind_it() {
  project
  put model.py one
  save 'feat: add a model' model.py
  put model.py two
  save 'refactor: change it' model.py
  put model.py three
  save 'fixup! feat: add a model' model.py
  mends 'it is folded all the same'
  is 'into the one that changed the same line' 'refactor: change it|feat: add a model' "$(subjects)"
  is 'the first is what it was' one "$(git show HEAD~:model.py)"
  is 'the tip as well' three "$(git show HEAD:model.py)"
  push_ok 'and the push goes in'
}

test_a_fixup_of_a_commit_that_the_remote_has() {
  project
  put train.py more
  save 'fixup! chore: start the project' train.py
  exits 'cannot be folded' 1 "$EXPGATE" mend --yes
  says 'and is listed' 'commit-autosquash'
}

test_encodings_and_unknown_headers_are_kept() {
  project
  weights a.pt
  save 'feat: add a model' a.pt model.py
  raw=$(git cat-file commit HEAD | sed '/^$/,$d')
  new=$({ printf '%s\nencoding ISO-8859-1\nx-lab exp 7\n\n' "$raw"; printf 'feat: add caf\351\n'; } | git hash-object -t commit -w --stdin --literally)
  git update-ref refs/heads/exp/vit "$new"
  mends 'it is mended'
  is 'the encoding' 1 "$(git cat-file commit HEAD | grep -ac '^encoding ISO-8859-1')"
  is 'the unknown header' 1 "$(git cat-file commit HEAD | grep -ac '^x-lab exp 7')"
  is 'the bytes of the message' 1 "$(git cat-file commit HEAD | grep -ac $'caf\351')"
  is 'author and dates' "$(git log -1 --format='%an %ad %cn %cd' "$new")" "$(git log -1 --format='%an %ad %cn %cd')"
}

test_commits_are_signed_anew() {
  project
  ssh-keygen -q -t ed25519 -N '' -f ../key
  git config gpg.format ssh
  git config user.signingKey "$PWD/../key.pub"
  echo "ada@example.com $(cat ../key.pub)" >../signers
  git config gpg.ssh.allowedSignersFile "$PWD/../signers"
  git config commit.gpgSign true
  weights a.pt
  save 'feat: add a model' a.pt model.py
  save 'feat: add more' b.py
  mends 'both are signed'
  exits 'the first' 0 git verify-commit HEAD~
  exits 'and the second' 0 git verify-commit HEAD
  git config commit.gpgSign false
  weights c.pt
  save 'feat: add another' c.pt c.py
  exits 'without it, a signature is lost' 0 "$EXPGATE" mend --yes --format json
  push_ok 'and the push goes in'
}

test_signatures_of_others_are_dropped_and_named() {
  project
  weights a.pt
  save 'feat: add a model' a.pt model.py
  raw=$(git cat-file commit HEAD)
  new=$(sed '/^committer/a gpgsig -----BEGIN SSH SIGNATURE-----\n U1NI\n -----END SSH SIGNATURE-----' <<<"$raw" | git hash-object -t commit -w --stdin)
  git update-ref refs/heads/exp/vit "$new"
  "$EXPGATE" mend --yes --format json >../report.json
  is 'in JSON' "[\"$new\"]" "$(json ../report.json dropped_signatures)"
  is 'the commit has none' '' "$(git cat-file commit HEAD | grep gpgsig || true)"
}

test_records_name_the_new_commits() {
  project
  weights a.pt
  save 'feat: add a model' a.pt model.py
  old=$(git rev-parse HEAD)
  put results/vit.json "{\"commit\": \"$old\", \"short\": \"${old:0:10}\", \"metrics\": {\"acc\": 0.9}}"
  save 'docs: record the run' results/vit.json
  "$EXPGATE" mend --yes >../said 2>&1 || true
  new=$(git rev-parse HEAD~)
  is 'in whole and abbreviated' "{\"commit\": \"$new\", \"short\": \"${new:0:10}\", \"metrics\": {\"acc\": 0.9}}" "$(git show HEAD:results/vit.json)"
  is 'the work tree follows' '' "$(git status --porcelain)"
}

test_a_revert_names_the_new_commit() {
  project
  weights a.pt
  save 'feat: add a model' a.pt model.py
  put train.py better
  save 'feat: train' train.py
  git -c core.hooksPath=/dev/null revert --no-edit HEAD >/dev/null
  mends 'it is mended'
  is 'in its text' "This reverts commit $(git rev-parse HEAD~)." "$(git log -1 --format=%b | head -1)"
  push_ok 'and the push goes in'
}

test_a_remote_that_does_not_answer() {
  project
  weights a.pt
  save 'feat: add a model' a.pt model.py
  git config remote.origin.url "$PWD/../nowhere.git"
  mends 'what was heard of it will do'
  says 'and it says so' 'does not answer now'
}

test_more_remotes_than_one() {
  project
  git remote rename origin hub
  git remote add mirror ../hub.git
  weights a.pt
  save 'feat: add a model' a.pt model.py
  exits 'one has to be named' 2 "$EXPGATE" mend --yes
  mends 'then it is mended' hub
}

test_a_fixup_of_a_file_that_only_a_person_can_put_right() {
  project
  put results/vit.json '{"metrics": {'
  save 'docs: record the run' results/vit.json
  put model.py
  save 'feat: add a model' model.py
  git switch -q -c feature/x
  exits 'it is left' 1 "$EXPGATE" mend --yes
  says 'with its rule' 'error[artifact-record]'
  put results/vit.json '{"metrics": {"acc": 0.9}}'
  git add -A
  git -c core.hooksPath=/dev/null commit -q --fixup=HEAD~
  "$EXPGATE" mend --yes >../said 2>&1 || true
  is 'the fixup goes into its commit, on any branch' 'feat: add a model|docs: record the run' "$(subjects)"
}

test_a_remote_that_is_a_slip() {
  project
  save 'FIX:a slip in the loader' a.py
  exits 'is no remote' 2 "$EXPGATE" mend --yes orgin
  says 'and the right one is named' 'did you mean `origin`'
  mends 'a path is one' "$PWD/../hub.git"
}

test_a_colleague_pushed_to_the_same_branch() {
  project
  save 'feat: add a model' a.py
  git push -q origin exp/vit 2>/dev/null
  git clone -q ../hub.git ../other 2>/dev/null
  (cd ../other && git switch -q exp/vit && save 'feat: add theirs' theirs.py && git push -q origin exp/vit 2>/dev/null)
  save 'FIX:a slip in the loader' b.py
  exits 'what was not fetched' 2 "$EXPGATE" mend --yes
  says 'is to be fetched' 'git fetch origin'
  git fetch -q origin
  mends 'then it is mended'
  says 'and the other commits are to be taken in' 'git pull --rebase origin exp/vit'
  git pull -q --rebase origin exp/vit
  push_ok 'and the push goes in'
}

test_no_remote_at_all() {
  git init -q alone
  cd alone
  weights a.pt
  save 'feat: start' a.pt
  before=$(git rev-parse HEAD)
  exits 'it is not known what others have' 2 "$EXPGATE" mend --yes
  says 'and it says so' 'no remote'
  "$EXPGATE" mend --yes --format json >../report.json 2>/dev/null || true
  is 'programs are told as well' 'this repository has no remote, so it is not known which commits others have' \
    "$(json ../report.json error message)"
  is 'nothing moved' "$before" "$(git rev-parse HEAD)"
}

test_json_for_programs() {
  project
  weights a.pt
  save 'FEAT:add a model' a.pt model.py
  old=$(git rev-parse HEAD)
  exits 'a plan' 0 "$EXPGATE" mend --dry-run --format json
  is 'nothing moved' "$old" "$(git rev-parse HEAD)"
  "$EXPGATE" mend --yes --format json >../report.json
  is 'its schema' expgate-mend/1 "$(json ../report.json schema)"
  is 'the branch' refs/heads/exp/vit "$(json ../report.json branch)"
  is 'the old tip' "$old" "$(json ../report.json old_tip)"
  is 'the new one' "$(git rev-parse HEAD)" "$(json ../report.json new_tip)"
  is 'the backup' 'refs/expgate/backup/1-exp%2Fvit' "$(json ../report.json backup)"
  is 'what was done' '[{"action":"leave-out","path":"a.pt"},{"action":"message","header":"feat: add a model"}]' \
    "$(json ../report.json commits 0 actions)"
  is 'nothing is left' '[]' "$(json ../report.json left)"
}

test_a_missing_seed_is_left_with_its_edit() {
  server hub
  clone hub work
  put configs/base.yaml 'lr: 0.1'
  weights a.pt
  save 'feat: start' configs/base.yaml a.pt
  exits 'it does not guess' 1 "$EXPGATE" mend --yes
  says 'the rule' 'error[experiment-seed]'
  is 'the rest is mended' '' "$(git ls-tree --name-only HEAD a.pt)"
}

run_tests "$@"
