#!/bin/bash
# What a rejection prints, obeyed: the line of plain git is taken from behind git's `remote: `, pasted, and pushed again.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# A server that checks messages and files, and a clone with a first commit on a branch exp/vit.
project() {
  server project
  policy project <<'YAML'
version: 1
extends: []
rules:
  commit-header: {}
  max-file-size: {limit: 1 KiB}
  artifact-path: {}
  artifact-content: {}
YAML
  clone project
  save 'chore: begin' train.py
  git push -q origin main
  git checkout -q -b exp/vit
}

# line_of_git: the command of plain git in $out, as it stands there: behind `remote: `, with git's blanks at its end.
line_of_git() {
  sed -n 's/^remote: //; /^To fix this /,/^ *$/p' <<<"$out" | sed -n '/^  [a-z]/p' | grep -v '^  \(git switch --no-guess [^ ]* && \)\?expgate ' | head -n 1
}

# obey WHAT [PUSH-ARGUMENT…]: the push is rejected, what it prints is done, and it gets in.
obey() {
  local what=$1 line
  shift
  [ $# -gt 0 ] || set -- origin HEAD
  run git push "$@"
  line=$(line_of_git)
  if [ "$status" = 0 ] || [ -z "$line" ]; then not_ok "$what (is rejected, with a line of git)" "$out"; return; fi
  run env GIT_EDITOR="$PWD/../editor" bash -c "$line"
  if [ "$status" != 0 ]; then not_ok "$what (the line runs)" "$line" "$out"; return; fi
  push_ok "$what" "$@"
}

# An editor that writes a good header.
editor() {
  # shellcheck disable=SC2016
  printf '#!/bin/sh\nsed -i "1s/^update.*/feat: add a thing/" "$1"\n' >"${1:-..}/editor"
  chmod +x "${1:-..}/editor"
}

in_history() { git log --format= --name-only origin/main..HEAD | grep -c "$1" || true; }

test_the_last_commit() {
  project
  save 'feat: add weights' models/best.pt code.py
  obey 'weights beside code'
  says_not 'nothing is forced' 'forced'
  is 'the file is still here' yes "$([ -e models/best.pt ] && echo yes)"
  is 'and not in history' 0 "$(in_history best.pt)"
  editor
  save 'update' d.py
  obey 'a message'
  is 'has another header' 'feat: add a thing' "$(git log -1 --format=%s)"
  save 'feat: add weights' models/only.pt
  run git push origin HEAD
  is 'a commit of weights alone is taken back' '  git reset HEAD^' "$(line_of_git | sed 's/ *$//')"
}

# The rebase that was printed once stopped in a conflict (rename/delete).
test_weights_renamed_in_the_range() {
  project
  save 'feat: add weights' models/best.pt a.py
  git mv models weights && save 'refactor: move' b.py
  git mv weights/best.pt weights/last.ckpt && save 'refactor: rename' c.py
  obey 'two renames'
  is 'no name of it is left' 0 "$(in_history 'weights\|models')"
  is 'the file is still here' yes "$([ -e weights/last.ckpt ] && echo yes)"
  is 'nothing is staged' '' "$(git diff --cached --name-only)"
  is 'nobody lost a commit' 3 "$(git rev-list --count origin/main..HEAD)"
}

test_a_folder_moved_and_filled() {
  project
  local n
  for n in 1 2 3 4 5 6; do put "ckpt/e$n.pt"; done
  git add ckpt && save 'feat: train' a.py
  git mv ckpt runs && save 'refactor: move' b.py
  for n in 7 8 9; do put "runs/e$n.pt"; done
  git add runs && save 'feat: train on' c.py
  obey 'six of them, then nine'
  is 'none is in history' 0 "$(in_history '[.]pt')"
  is 'all are here' 9 "$(find runs -name '*.pt' | wc -l)"
}

test_an_artefact_that_becomes_a_text() {
  project
  big notes.txt && save 'feat: add notes' notes.txt a.py
  put notes.txt 'short' && save 'fix: shorten notes' notes.txt
  obey 'too large in one commit, a text in the next'
  is 'the text stays' short "$(git show HEAD:notes.txt)"
  big train.py && save 'feat: grow' train.py b.py
  obey 'a file that was small before'
  is 'is what it was' "$(git show main:train.py)" "$(git show HEAD:train.py)"
  is 'the larger one is in the work tree' yes "$([ "$(wc -c <train.py)" -gt 1000 ] && echo yes)"
}

# Of two files that are alike one may be good.
test_files_alike() {
  project
  : >data.pt && mkdir pkg && : >pkg/__init__.py && git add . && save 'feat: add a package' a.py
  save 'feat: go on' b.py
  obey 'an empty file of weights and an empty module'
  is 'the module stays' pkg/__init__.py "$(git ls-tree -r --name-only HEAD pkg)"
  is 'the other does not' '' "$(git ls-tree -r --name-only HEAD data.pt)"
}

test_with_work_in_progress() {
  project
  save 'feat: add weights' w/best.pt a.py && save 'feat: go on' b.py
  put a.py staged && git add a.py && put b.py unstaged && put new.py
  obey 'an older commit, with a dirty work tree'
  is 'what was staged is' a.py "$(git diff --cached --name-only)"
  is 'what was not is not' b.py "$(git diff --name-only)"
  git reset -q --hard && rm -rf w
  editor
  save 'update' c.py && save 'feat: go on' d.py
  put d.py unstaged
  obey 'an older message, with a dirty work tree'
  is 'is still there' unstaged "$(cat d.py)"
}

test_whatever_is_set_for_rebases() {
  project
  git config rebase.abbreviateCommands true
  git config core.abbrev 5
  git config rebase.autosquash true
  git config rebase.updateRefs true
  git config rebase.rebaseMerges true
  git config rebase.missingCommitsCheck error
  editor
  save 'update' a.py && save 'feat: add weights' w/best.pt b.py && save 'update two' c.py && save 'feat: go on' d.py
  git branch stays HEAD~1
  local before
  before=$(git rev-parse stays)
  obey 'messages and files of older commits'
  is 'another branch stays where it is' "$before" "$(git rev-parse stays)"
  is 'all commits are there' 4 "$(git rev-list --count origin/main..HEAD)"
}

test_merges() {
  project
  git checkout -q -b side && save 'feat: add weights' w/best.pt s.py
  git checkout -q exp/vit && put train.py one && save 'feat: one' train.py
  git checkout -q side && put train.py two && save 'feat: two' train.py
  git checkout -q exp/vit && { git merge -q side >/dev/null 2>&1 || true; }
  put train.py both && git add train.py && git commit -q --no-edit
  save 'feat: go on' d.py
  obey 'weights on a side that was merged with a conflict'
  is 'the merge is still one' 2 "$(git rev-list --no-walk --parents HEAD~ | wc -w | awk '{print $1 - 1}')"
  is 'with what was resolved' both "$(git show HEAD:train.py)"
}

test_links_and_submodules() {
  server links
  policy links <<<'{version: 1, extends: [], rules: {file-mode: {}}}'
  clone links
  save 'chore: begin' train.py && git push -q origin main && git checkout -q -b exp/vit
  ln -s /etc/passwd away && git update-index --add --cacheinfo "160000,$(digits 1),library"
  save 'feat: add links' away a.py
  save 'feat: go on' b.py
  obey 'a link that leads away and a submodule, in an older commit'
  is 'neither is in history' '' "$(git log --format= --name-only origin/main..HEAD | grep -E '^(away|library)$' || true)"
}

test_roots() {
  server root
  policy root <<<'{version: 1, extends: [], rules: {artifact-path: {}, commit-header: {}}}'
  clone root
  save 'chore: begin' best.pt a.py && save 'feat: go on' b.py
  obey 'the first push, with a bad root' origin main
  is 'is in' 2 "$(git -C ../root.git rev-list --count main)"
}

test_a_branch_that_is_not_checked_out() {
  project
  hook . pre-push
  git checkout -q main && cp ../project.git/custom_hooks/expgate.yaml .expgate.yaml && save 'chore: add the policy' .expgate.yaml
  git push -q --no-verify origin main && git checkout -q -B exp/vit
  save 'feat: add weights' w/best.pt a.py && save 'feat: go on' b.py
  git checkout -q main
  local main
  main=$(git rev-parse main)
  run git push origin exp/vit
  is 'the client knows where HEAD is' 1 "$(grep -c '^  expgate mend exp/vit *$' <<<"$out")"
  obey 'another branch' origin exp/vit
  is 'main is where it was' "$main" "$(git rev-parse main)"
}

test_several_branches() {
  project
  editor
  save 'feat: add weights' w/best.pt a.py && save 'feat: go on' b.py
  git checkout -q -b exp/resnet main && save 'update' c.py
  run git push origin exp/vit exp/resnet
  local lines
  lines=$(sed -n 's/^remote:   \(git switch [^ ]* [^ ]* && [^e].*\)/\1/p' <<<"$out")
  is 'each has a line of its own' 2 "$(grep -c . <<<"$lines")"
  run env GIT_EDITOR="$PWD/../editor" bash -e -c "$lines"
  is 'both run' 0 "$status"
  push_ok 'and both get in' origin exp/vit exp/resnet
}

test_tags() {
  project
  save 'feat: add weights' w/best.pt a.py && git tag v1 && git tag -a -m 'a tag' v2
  git checkout -q main
  obey 'a tag alone, while HEAD is elsewhere' origin v1
  is 'HEAD has not moved' "$(git rev-parse origin/main)" "$(git rev-parse HEAD)"
  obey 'an annotated one' origin v2
  is 'is still annotated' tag "$(git cat-file -t v2)"
}

test_names_of_any_kind() {
  project
  local name
  for name in '-v.pt' 'a b.pt' "it's.pt" $'a\tb.pt' 'a[1].pt' 'ü.pt' '$(x).pt' 'a"b.pt' 'a\b.pt' ':x.pt' '*.pt'; do
    git reset -q --hard origin/main && git clean -q -fd
    put "./$name" && put "./$name.py" && git add -- . && save 'feat: add it'
    obey "in the last commit: $name"
    git reset -q --hard origin/main && git clean -q -fd
    put "./$name" && put "./$name.py" && git add -- . && save 'feat: add it' && save 'feat: go on' b.py
    git push -q origin :exp/vit
    obey "in an older one: $name"
    is 'the other file is there' 1 "$(git ls-tree -r --name-only HEAD | grep -c '[.]pt[.]py')"
    git push -q origin :exp/vit
  done
}

# As a terminal shows it: what git writes for a terminal must not end up in the line.
test_on_a_terminal() {
  project
  save 'feat: add weights' models/best.pt a.py && git mv models weights && save 'refactor: move' b.py
  python3 - <<'PY' >shown || true
import os, pty, sys
os.environ["COLUMNS"] = "80"
pty.spawn(["git", "push", "origin", "HEAD"], lambda fd: os.read(fd, 1024), lambda fd: b"")
PY
  out=$(sed 's/\r//g; s/\x1b\[[0-9;]*[mK]//g' shown)
  local line
  line=$(line_of_git)
  is 'no word is broken at 80 columns' '' "$(grep '^remote: ' <<<"$out" | grep -v '^remote:   sh -c' | sed 's/ *$//' | grep -E '^.{81,}' || true)"
  run bash -c "$line"
  is 'the line runs' 0 "$status"
  push_ok 'and the push gets in'
}

# Folders, and nothing of what was staged before.
test_staged() {
  client project pre-commit
  printf 'version: 1\nextends: []\nrules:\n  artifact-path: {}\n' >.expgate.yaml
  save 'chore: begin' .expgate.yaml train.py
  local n
  for n in $(seq 70); do put "ckpt/run/e$n.pt"; done
  put a.py && git add .
  commit_refused 'seventy checkpoints' artifact-path
  is 'are one entry' 1 "$(grep -c '^error' <<<"$out")"
  says 'with a count' '69 more in `ckpt/run/`'
  says 'expgate can' '  expgate fix --staged'
  says 'the line names the folder' '  git restore --staged -- ckpt/'
  says 'all are counted' 'commit rejected: 70 errors'
  is 'it is a short report' yes "$([ "$(wc -l <<<"$out")" -lt 15 ] && echo yes)"
  run bash -c "$(sed -n '/without expgate/{n;p}' <<<"$out")"
  commit_ok 'obeyed'
  is 'all are still here' 70 "$(find ckpt -name '*.pt' | wc -l)"
}

test_no_commands_where_nobody_can_run_them() {
  project
  save 'update' models/best.pt
  run env GL_PROTOCOL=web git push origin HEAD
  says 'the page is spoken of' 'leave the named files out'
  says_not 'not a shell' '  git '
  says_not 'nor plain git' 'without expgate'
  says_not 'nor expgate' 'expgate mend'
  echo 'mode: warn' >>../project.git/custom_hooks/expgate.yaml
  exits 'warn mode lets it in' 0 git push origin HEAD:refs/heads/other
  says 'it begins with that' 'expgate: accepted (warn mode)'
  says 'what would be is said' 'push would be rejected'
  says_not 'no advice rewrites what the server has' 'amend'
  says_not 'nor mends it' 'mend'
  is 'and it is there' "$(git rev-parse HEAD)" "$(git -C ../project.git rev-parse other)"
}

run_tests "$@"
