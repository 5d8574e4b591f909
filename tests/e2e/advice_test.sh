#!/bin/bash
# What hooks and by-hand commands say to type, typed: rejected messages, files in HEAD, pushes of other names, `ci`, `audit`, `mend`.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=mend.sh
. "$here/mend.sh"

# An editor that writes a good header.
editor() {
  printf '#!/bin/sh\nsed -i "1s/.*/feat: add a thing/" "$1"\n' >"$work/editor"
  chmod +x "$work/editor"
  export GIT_EDITOR=$work/editor
}

# A repository whose hook judges messages, with a first commit of two files.
messages() {
  client project commit-msg
  printf 'version: 1\nextends: []\nrules: {commit-header: {}}\n' >.expgate.yaml
  put train.py 'a' && put model.py 'b'
  save 'chore: begin' .expgate.yaml train.py model.py
  editor
}

# advised: the line below "To fix this commit:", or below the title that is given.
advised() { grep -F -A 1 -e "${1:-To fix this commit:}" <<<"$out" | sed -n '2s/^ *//p'; }

# obey COMMAND…: the commit is rejected, what is printed is typed, and it goes in.
obey() {
  run "$@"
  local line
  line=$(advised)
  if [ "$status" = 0 ] || [ -z "$line" ]; then not_ok "$* (is rejected, with a command)" "$out"; return; fi
  run bash -c "$line"
  is "$line" 0 "$status"
}

test_an_empty_commit() {
  messages
  obey git commit --allow-empty -m 'did things'
  is 'is made' 'feat: add a thing' "$(git log -1 --format=%s)"
}

test_an_amended_commit() {
  messages
  save 'feat: add x' x.py
  obey git commit --amend -m 'did r'
  is 'is amended' 2 "$(git rev-list --count HEAD)"
  is 'with the message' 'feat: add a thing' "$(git log -1 --format=%s)"
}

test_a_commit_of_paths() {
  messages
  put train.py 'new' && put model.py 'new' && git add model.py
  obey git commit train.py -m 'did it'
  is 'has that file and no other' train.py "$(git show --format= --name-only HEAD)"
  is 'the other is staged still' model.py "$(git diff --cached --name-only)"
}

test_a_commit_of_all() {
  messages
  put train.py 'new' && git config alias.ci 'commit -a'
  obey git ci -m 'did it'
  is 'has what was not staged' train.py "$(git show --format= --name-only HEAD)"
  put model.py 'new' && mkdir sub
  obey git -C sub commit -am 'did it'
  is 'from elsewhere' model.py "$(git show --format= --name-only HEAD)"
}

test_a_hunk() {
  messages
  put train.py 'new'
  printf 'y\n' | (run git commit -p -m 'did it'; is 'hunks are chosen again' 'git commit -p --edit --file=.git/COMMIT_EDITMSG' "$(advised)")
}

test_a_command_that_is_not_known() {
  messages
  put bad 'did it'
  run "$EXPGATE" commit-msg bad
  is 'it is rejected' 1 "$status"
  says 'no command is guessed' "commit again with the same command and a better message, such as \`-m 'feat: …'\`"
  git config alias.say "commit -m 'did it' --allow-empty"
  obey git say
}

test_files_that_are_in_head() {
  git init -q work && cd work && "$EXPGATE" install >/dev/null
  big old.pt && git add -f old.pt && save 'feat: add weights'
  put a.py
  run "$EXPGATE" pre-commit old.pt
  is 'is rejected' 1 "$status"
  says 'where it is' '--> old.pt (in HEAD)'
  says_not 'nothing is staged' '(staged)'
  run bash -c "$(advised 'To fix what is in HEAD:')"
  is 'the advice can be typed' 0 "$status"
  is 'it is not tracked any more' '' "$(git ls-files old.pt)"
  is 'and still here' yes "$([ -e old.pt ] && echo yes)"
  passes 'and passes' "$EXPGATE" pre-commit
  printf '{"cells": [{"cell_type": "code", "execution_count": 3, "metadata": {}, "outputs": [], "source": []}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}\n' >n.ipynb
  save 'feat: add a notebook' n.ipynb
  big new.pt && git add -f new.pt
  run "$EXPGATE" pre-commit n.ipynb new.pt
  says 'what is staged is that' 'git restore --staged -- new.pt'
  git reset -q -- new.pt
}

# put_right FILE: what pre-commit says to type about a file in HEAD is typed, beside something else that is staged.
put_right() {
  put more.txt 'staged for another commit' && git add more.txt
  run "$EXPGATE" pre-commit "$1"
  is "$1: is rejected" 1 "$status"
  PATH=${EXPGATE%/*}:$PATH run bash -c "$(advised 'To fix what is in HEAD:')"
  is "$1: the advice can be typed" 0 "$status"
  is "$1: what else is staged stays so" more.txt "$(git diff --cached --name-only)"
}

test_what_else_is_staged_is_left_alone() {
  git init -q work && cd work
  printf '{"cells": [{"cell_type": "code", "execution_count": 3, "metadata": {}, "outputs": [{"name": "stdout", "output_type": "stream", "text": ["1"]}], "source": []}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}\n' >n.ipynb
  echo 'a' >'a:b.txt'
  save 'feat: begin' n.ipynb a:b.txt
  "$EXPGATE" install >/dev/null
  put_right n.ipynb
  is 'the notebook is clean' 0 "$(git show HEAD:n.ipynb | grep -c stdout || true)"
  is 'alone' 'n.ipynb' "$(git show --format= --name-only)"
  put_right a:b.txt
  is 'the file has another name' 'a:b.txt R100' "$(git show --format= --name-status -M | awk '{print $2, $1}')"
}

test_a_branch_of_another_name_here() {
  server hub
  policy hub <<<'{version: 1, extends: []}'
  clone hub
  printf 'version: 1\nextends: []\nrules: {branch-name: {}}\n' >.expgate.yaml
  save 'chore: begin' .expgate.yaml && git push -q origin main
  "$EXPGATE" install >/dev/null
  save 'feat: add x' x.py
  run git push origin HEAD:refs/heads/foo
  is 'HEAD goes elsewhere' '  git push origin main:refs/heads/feature/foo' "$(grep -A 1 'To fix this push' <<<"$out" | tail -1)"
  run bash -c "$(advised 'To fix this push')"
  is 'which works' 0 "$status"
  git checkout -q -b bar && save 'feat: add y' y.py
  run git push origin HEAD
  is 'a branch of that name is renamed' 'git branch -m bar feature/bar && git push -u origin feature/bar' "$(advised 'To fix this push')"
  run bash -c "$(advised 'To fix this push')"
  is 'which works, too' 0 "$status"
}

test_ci_by_hand() {
  server hub
  policy hub <<<'{version: 1, extends: []}'
  clone hub
  printf 'version: 1\nextends: []\nrules: {commit-header: {}}\n' >.expgate.yaml
  save 'chore: begin' .expgate.yaml && git push -q origin main
  git remote set-head origin --delete 2>/dev/null || true
  git checkout -q -b feature/x && save 'feat: add x' x.py
  undecided 'nothing says what is checked' "$EXPGATE" ci
  says 'the whole command' 'expgate ci --range origin/main..HEAD --ref feature/x --default-branch main'
  passes 'which decides' "$EXPGATE" ci --range origin/main..HEAD --ref feature/x --default-branch main
  git remote remove origin
  undecided 'without a remote' "$EXPGATE" ci
  passes 'too' bash -c "$(sed -n 's/.*name the change yourself: `\(.*\)`/\1/p' <<<"$out" | sed "s|^expgate|$EXPGATE|")"
  git checkout -q main
  undecided 'on the default branch' "$EXPGATE" ci
  passes 'as well' bash -c "$(sed -n 's/.*name the change yourself: `\(.*\)`/\1/p' <<<"$out" | sed "s|^expgate|$EXPGATE|")"
  undecided 'a ref alone' "$EXPGATE" ci --ref feature/x
  says 'is named in the hint' 'expgate ci --ref feature/x --default-branch NAME'
}

test_adopting_in_a_repository_with_a_past() {
  client project
  save 'did things' a.py && save 'more' b.py && printf 'torch\n' >requirements.txt && save 'wip' requirements.txt
  exits 'a past' 1 "$EXPGATE" audit
  local count lines
  count=$(grep -o 'baseline of the [0-9]*' <<<"$out" | grep -o '[0-9]*')
  lines=$(grep '^ *\(expgate\|git\) ' <<<"$out")
  mkdir ../bin && ln -s "$EXPGATE" ../bin/expgate
  local line
  while read -r line; do
    run env PATH="$PWD/../bin:$PATH" bash -c "$line"
    is "$line" 0 "$status"
    [[ $line != *--write-baseline* ]] || says 'as many as were announced' "waives $count finding"
  done <<<"$lines"
  is 'the baseline is committed' expgate-baseline.json "$(git ls-files expgate-baseline.json)"
  exits 'without it, the audit rejects' 1 "$EXPGATE" audit
  says 'and names it' 'expgate audit --baseline expgate-baseline.json'
  says_not 'not the same again' '--write-baseline'
  passes 'with it' "$EXPGATE" audit --baseline expgate-baseline.json
}

test_a_message_that_mend_cannot_write() {
  project
  save 'feat: add a thing.' a.py
  save 'wip' b.py
  local wip
  wip=$(git rev-parse --short=7 HEAD)
  exits 'something is left' 1 "$EXPGATE" mend --dry-run
  says 'of a commit that is here' "commit $wip"
  says 'how to give the message' "expgate mend --message '$wip=feat: …'"
  says 'or where an editor opens' '`expgate mend` opens your editor'
  "$EXPGATE" mend --dry-run --format json >mend.json || true
  is 'in JSON, too' "$(git rev-parse HEAD)" "$(json mend.json left 0 commit)"
  exits 'with the message' 0 "$EXPGATE" mend --yes --message "$wip=feat: add another"
}

test_a_seed_is_asked_for_once() {
  project
  put configs/vit.yaml 'lr: 0.1' && git rm -q --cached configs/base.yaml && rm configs/base.yaml
  save 'feat: add vit.' configs/vit.yaml
  run "$EXPGATE" mend --dry-run
  is 'once' 1 "$(grep -c 'seed: 42' <<<"$out")"
}

test_narrow_terminals() {
  client project
  save 'did things' a.py
  put big.csv 'a,b'
  local command
  export COLUMNS=60
  for command in 'rules' 'audit' 'doctor' 'init --dry-run' 'install --dry-run' 'explain commit-header'; do
    # shellcheck disable=SC2086
    run "$EXPGATE" $command
    is "$command: prose fits" '' "$(grep -v '^ *\(expgate\|git\|run:\|#\|  |\|+\|[a-z-]*: \[\)' <<<"$out" | grep -v '`[^`]\{40,\}`\|/\|sha256\|^      \|^ *-' | grep -E '^.{61,}' || true)"
  done
}

test_words_of_by_hand_commands() {
  git init -q empty && cd empty
  exits 'a recipe of nothing' 2 "$EXPGATE" recipe
  says 'as audit says it' 'there is no commit yet'
  undecided 'a slip' "$EXPGATE" fix --dryrun
  says 'what was meant' 'did you mean `--dry-run`'
  save 'feat: begin' a.py
  run "$EXPGATE" audit --report html=audit.html
  says 'where the page is' 'wrote `audit.html`'
  run "$EXPGATE" audit -q --report html=audit.html
  says_not 'quiet' 'wrote `audit.html`'
  run "$EXPGATE" experiments --report html=notebook.html
  says 'and that of experiments' 'wrote `notebook.html`'
  run env GITLAB_CI= "$EXPGATE" ci --range HEAD..HEAD --ref feature/x --report json=ci.json
  says_not 'nothing in CI' 'wrote `ci.json`'
  run "$EXPGATE" explain commit-header
  is 'a shared help stands once' 1 "$(grep -c 'write `type: description`, for example' <<<"$out")"
}

run_tests "$@"
