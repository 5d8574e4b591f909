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

run_tests "$@"
