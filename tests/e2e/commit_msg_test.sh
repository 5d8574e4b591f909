#!/bin/bash
# The commit-msg hook: the message as git will record it, in every way that git knows to write one.
. "$(dirname "$0")/lib.sh"

# A repository with the hook that judges messages by these rules: "commit-header: {}, …".
project() {
  client project commit-msg
  printf 'version: 1\nextends: []\nrules: {%s}\n' "${1:-commit-header: {\}, commit-type: {\}}" >.expgate.yaml
  save 'chore: begin' .expgate.yaml train.py
}

# edit TEXT: an editor that writes this text in front of what git put into the file.
edit() {
  printf '%s' "$1" >"$work/message"
  printf '#!/bin/sh\ncat "%s" "$1" >"$1.new" && mv "$1.new" "$1" && cp "$1" "%s"\n' "$work/message" "$work/seen" >"$work/editor"
  chmod +x "$work/editor"
  export GIT_EDITOR=$work/editor
}

test_message_on_the_command_line() {
  project
  commit_refused 'update' commit-header --allow-empty -m update
  commit_ok 'a Conventional Commits header' --allow-empty -m 'feat: add ViT baseline'
  commit_refused 'a type that is none' commit-type --allow-empty -m 'feet: add ViT baseline'
  says 'did you mean' 'feat'
  commit_ok 'header and body' --allow-empty -m 'fix(data): shuffle once' -m 'Twice was too much.'
  commit_refused 'a good second line does not save a bad first' commit-header --allow-empty -m wip -m 'feat: add x'
}

test_in_a_subfolder() {
  project
  hook . pre-commit
  mkdir -p a/b && cd a/b
  commit_refused 'a bad message' commit-header --allow-empty -m update
  says 'the file is named from here' 'git commit --allow-empty --edit --file=../../.git/COMMIT_EDITMSG'
  GIT_EDITOR="sed -i 's/^update/feat: add x/'" commit_ok 'and that can be typed' --allow-empty --edit --file=../../.git/COMMIT_EDITMSG
  printf 'version: 1\nextends: []\nrules: {artifact-path: {}}\n' >../../.expgate.yaml
  put w.pt && git add -f w.pt ../../.expgate.yaml
  commit_refused 'a file' artifact-path -m 'feat: add weights'
  says 'the way to the top is told' 'git restore --staged -- a/b/w.pt'
  says 'which the command needs' 'cd ../../'
  cd ../..
  commit_refused 'at the top' artifact-path -m 'feat: add weights'
  says_not 'there is no way to tell' 'top of the work tree'
}

test_message_file() {
  project
  printf 'update\n' >../message
  commit_refused '-F with a bad message' commit-header --allow-empty -F ../message
  printf '\n\n  \nfeat: add x\n\n\nBody.  \n\n\n' >../message
  commit_ok '-F with blank lines around a good one' --allow-empty -F ../message
  printf 'update' | (commit_refused '-F - with a bad message' commit-header --allow-empty -F -)
  printf 'feat: add x' | (commit_ok '-F - without a line feed' --allow-empty -F -)
}

test_amend() {
  project
  save 'feat: add x'
  commit_refused 'amend to a bad message' commit-header --amend --allow-empty -m update
  commit_ok 'amend to a good one' --amend --allow-empty -m 'feat: add y'
}

test_editor() {
  project
  edit $'feat: add x\n\n'
  commit_ok "git's own comments do not count" --allow-empty
  edit $'# a comment in front\nfeat: add x\n'
  commit_ok 'a comment in front of the header' --allow-empty
  edit $'update\n'
  commit_refused 'a bad message, typed' commit-header --allow-empty
  edit ''
  run git commit --allow-empty
  says 'an empty message is for git to refuse' 'empty commit message'
  says_not 'and not for us' 'expgate'
}

test_verbose() {
  project 'commit-header: {}, commit-body: {}, commit-encoding: {}'
  { printf '%0300d\n' 0; printf 'feat no colon\n\x1b[31m \xff\n'; } >odd.txt
  git add odd.txt
  edit $'feat: add odd text\n'
  commit_ok 'the diff below the scissors does not count' -v
  grep -q '>8' "$work/seen" && ok 'there were scissors' || not_ok 'there were scissors' "$(cat "$work/seen")"
  put odd.txt && git add odd.txt
  edit $'odd text\n'
  commit_refused 'a bad message above the scissors' commit-header -v
}

test_comment_character() {
  project
  git config core.commentChar ';'
  edit $'; a comment\nfeat: add x\n'
  commit_ok 'core.commentChar=;' --allow-empty
  edit $'# no comment\n\nfeat: add x\n'
  commit_refused 'core.commentChar=; makes # a header' commit-header --allow-empty
  git config --global core.commentString '//'
  edit $'; a comment\nfeat: add x\n'
  commit_ok 'the one of the two names that is set last wins' --allow-empty
  git config --global --unset core.commentString
  git config core.commentChar auto
  edit $'feat: add x\n'
  commit_ok 'core.commentChar=auto' --allow-empty
  commit_ok 'core.commentChar=auto with a # in the body' --allow-empty -e -m 'feat: add x' -m '#12 is why'
  edit ''
  commit_refused 'core.commentChar=auto and a bad header' commit-header --allow-empty -e -m '#12' -m 'feat: add x'
}

test_cleanup() {
  project
  commit_refused '-m keeps a line with #' commit-header --allow-empty -m $'# feat\nfeat: add x'
  git config commit.cleanup strip
  commit_ok 'commit.cleanup=strip drops it' --allow-empty -m $'# feat\nfeat: add x'
  git config commit.cleanup verbatim
  edit ''
  commit_refused 'commit.cleanup=verbatim keeps it, with an editor too' commit-header --allow-empty -e -m $'# feat\nfeat: add x'
  git config commit.cleanup scissors
  edit $'feat: add x\n'
  commit_ok 'commit.cleanup=scissors' --allow-empty
  edit $'# feat\nfeat: add x\n'
  commit_refused 'commit.cleanup=scissors keeps #' commit-header --allow-empty
}

# A18: git cuts there only where it was told to.
test_scissors_that_somebody_typed() {
  project
  edit $'# ------------------------ >8 ------------------------\nfeat: add x\n'
  commit_ok 'what is below them is the message' --allow-empty
  is 'as git takes it' 'feat: add x' "$(git log -1 --format=%s)"
  edit $'feat: add z\n# ------------------------ >8 ------------------------\n\n\n\nupdate\n'
  git config commit.verbose true
  commit_ok 'commit.verbose' --allow-empty
  is 'what is below them is cut' 'feat: add z' "$(git log -1 --format=%B | sed '/^$/d')"
}

# A16: settings that only the git that runs the hook knows.
test_settings_of_the_command_line() {
  project
  { printf '%0300d\n' 0; printf 'feat no colon\n'; } >odd.txt
  git add odd.txt
  edit $'; a comment\nfeat: add odd text\n'
  passes 'git -c' git -c core.commentChar=';' commit -v
  edit $'; a comment\nfeat: add x\n'
  passes 'GIT_CONFIG_COUNT' env GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=core.commentChar GIT_CONFIG_VALUE_0=';' git commit --allow-empty
  passes '--config-env' env CHARACTER=';' git --config-env=core.commentChar=CHARACTER commit --allow-empty
  refuses 'and without' commit-header git commit --allow-empty
  edit $'\x01 a comment\nfeat: add x\n'
  passes 'a byte that no message has' git -c core.commentChar=$'\x01' commit --allow-empty
  edit $'; a comment\nfeat: add x\n'
  git config -f "$work/included" core.commentChar ';'
  git config "includeIf.hasconfig:remote.*.url:https://example.com/**.path" "$work/included"
  refuses 'an include for a remote that there is not' commit-header git commit --allow-empty
  git remote add elsewhere https://example.com/team/vit.git
  passes 'and for one that there is' git commit --allow-empty
}

# Two branches that both changed train.py, on `feature`.
diverge() {
  git branch feature
  put train.py main && save 'feat: change here' train.py
  git checkout -q feature
  put "$1" feature && save 'update' "$1"
}

test_merge() {
  project
  diverge other.py
  passes "git's own merge message" git merge --no-edit main
  git reset -q --hard HEAD~
  passes 'a merge message of my own is free' git merge -m 'bring main in' main
  commit_refused 'the same text without a merge' commit-header --allow-empty -m "Merge branch 'main' into feature"
}

test_merge_with_conflict() {
  project
  diverge train.py
  run git merge main
  put train.py both && git add train.py
  edit ''
  commit_ok 'the message of a merge with conflicts'
}

test_squash_merge() {
  project
  diverge other.py
  git checkout -q main && git merge -q --squash feature >/dev/null 2>&1
  commit_refused 'the text of a squash merge is judged' commit-header --no-edit
  commit_ok 'and may be a good one' -m 'feat: add other'
}

test_revert() {
  project
  save 'feat: add x' x.txt
  git revert --no-commit HEAD
  commit_ok "git's own revert message" --no-edit
  commit_refused 'a revert that names no commit' commit-header --allow-empty -m 'Revert "feat: add x"'
  commit_ok 'a revert of type revert' --allow-empty -m 'revert: add x'
}

test_cherry_pick() {
  project
  diverge train.py
  git checkout -q main
  run git cherry-pick feature
  put train.py both && git add train.py
  unmoved local_head refuses 'cherry-pick --continue of a bad message' commit-header git -c core.editor=: cherry-pick --continue
  git cherry-pick --abort
  git checkout -q feature && git -c core.hooksPath=/dev/null commit -q --amend -m 'feat: change there' && git checkout -q main
  run git cherry-pick feature
  put train.py both && git add train.py
  passes 'cherry-pick --continue with its conflicts in comments' git -c core.editor=: cherry-pick --continue
}

test_autosquash() {
  project 'commit-header: {}, commit-autosquash: {refs: [main, develop, "exp/*"]}'
  save 'feat: add x' x.txt
  commit_ok 'fixup! on main, which is folded before the push' --allow-empty --fixup HEAD
  says 'is only warned of' 'warning[commit-autosquash]'
  git checkout -q -b exp/vit
  commit_ok 'squash! on exp/*' --allow-empty -m 'squash! feat: add x'
  git checkout -q -b feature/x
  commit_ok 'fixup! on a feature branch' --allow-empty --fixup HEAD
  commit_ok 'squash! on a feature branch' --allow-empty -m 'squash! feat: add x'
  commit_refused 'fixup without its mark' commit-header --allow-empty -m 'fixup feat add x'
}

test_encodings() {
  project 'commit-header: {}, commit-encoding: {}'
  commit_refused 'bytes that are not UTF-8' commit-encoding --allow-empty -m $'feat: add gr\xfcn'
  commit_ok 'UTF-8' --allow-empty -m 'feat: add grün'
  git config i18n.commitEncoding ISO-8859-1
  commit_ok 'Latin 1 that says so' --allow-empty -m $'feat: add gr\xfcn'
  git config --unset i18n.commitEncoding
  commit_refused 'a byte order mark' commit-encoding --allow-empty -m $'\xef\xbb\xbffeat: add x'
  commit_refused 'an escape code' commit-encoding --allow-empty -m $'feat: add \e[31mred'
  says_not 'which is not sent to the terminal' $'\e'
  commit_refused 'a lone carriage return' commit-encoding --allow-empty -m $'feat: add x\rfeat: add y'
  printf 'feat: add x\r\n\r\nBody.\r\n' >../message
  commit_ok 'lines that end in CR LF' --allow-empty -F ../message
  printf 'feat: add \0x\n' >../message
  exits 'a NUL' 1 "$EXPGATE" commit-msg ../message
  is 'is an encoding matter' commit-encoding "$(named)"
}

test_places() {
  project
  mkdir sub && cd sub
  commit_refused 'from a folder below' commit-header --allow-empty -m update
  commit_ok 'from a folder below, a good one' --allow-empty -m 'feat: add x'
  git worktree add -q ../../linked -b linked && cd ../../linked
  commit_refused 'in a linked worktree' commit-header --allow-empty -m update
  commit_ok 'in a linked worktree, a good one' --allow-empty -m 'feat: add x'
  git checkout -q --detach
  commit_refused 'on a detached HEAD' commit-header --allow-empty -m update
  cd ..
  refuses 'with GIT_DIR' commit-header env GIT_DIR="$PWD/project/.git" GIT_WORK_TREE="$PWD/project" git commit --allow-empty -m update
}

test_template() {
  project
  printf '# say what you did\n\nCloses: \n' >../template
  git config commit.template ../template
  edit $'feat: add x\n'
  commit_ok 'a template below' --allow-empty
  edit $'x\n'
  commit_refused 'a template below, a bad header above' commit-header --allow-empty
}

test_policy() {
  project
  printf 'version: 1\nextends: []\n' >.expgate.yaml
  commit_refused 'a laxer policy in the work tree does not count' commit-header --allow-empty -m update
  git add .expgate.yaml
  commit_ok 'staged it does' -m update
  printf 'version: 2\n' >.expgate.yaml && git add .
  commit_undecided 'a policy of another version' -m 'feat: add x'
  says 'says where' '`.expgate.yaml`:1'
}

# A repository whose policy lets the hook mend messages.
fixing() {
  client project commit-msg
  printf 'version: 1\nfix_messages: true\n' >.expgate.yaml
  save 'chore: begin' .expgate.yaml
}

test_fixing_messages() {
  local long='The loader skipped every image that did not decode and nobody ever heard of it, so that the epochs were shorter than they said.'
  fixing
  commit_ok 'slips of the header' --allow-empty -m 'Feat(lr):Add a schedule.'
  says 'what was changed' 'fixed the header: `Feat(lr):Add a schedule.` is now `feat(lr): add a schedule`'
  is 'the message' 'feat(lr): add a schedule' "$(git log -1 --format=%B | head -1)"
  printf 'fix: skip broken images\n%s\n\nBREAKING CHNAGE: `strict` is gone.\n' "$long" >../message
  commit_ok 'slips of the body' --allow-empty -F ../message
  says 'that it was changed' 'fixed the body'
  says_not 'the header was not' 'fixed the header'
  is 'the footer' 'BREAKING CHANGE: `strict` is gone.' "$(git log -1 --format=%B | sed -n 6p)"
  is 'no word is lost' "$long" "$(git log -1 --format=%B | sed -n 3,4p | paste -sd ' ')"
  commit_ok 'a good message' --allow-empty -m 'feat: add a thing'
  says_not 'is left alone' 'fixed'
  commit_refused 'what only its author can say' commit-header --allow-empty -m 'fix:update'
  is 'and the file stays as it was typed' 'fix:update' "$(head -1 .git/COMMIT_EDITMSG)"
  printf 'version: 1\n' >.expgate.yaml && git commit -qam 'chore: fix by hand'
  commit_refused 'not without the key' commit-header --allow-empty -m 'feat:add a thing'
}

test_fixing_messages_in_an_editor() {
  fixing
  edit 'feat:add a thing
# my own remark
'
  commit_ok 'with comments of git' --allow-empty
  is 'they are stripped' 'feat: add a thing' "$(git log -1 --format=%B | sed '/^$/d')"
  edit 'feat:add another
'
  put new.py 'x = 1' && git add new.py
  commit_ok 'with the diff below the scissors' -v
  is 'it is cut' 'feat: add another' "$(git log -1 --format=%B | sed '/^$/d')"
  edit 'feat:add a third thing, #12
; mine
'
  git config core.commentChar ';'
  commit_ok 'with another comment character' --allow-empty
  is 'of the configuration' 'feat: add a third thing, #12' "$(git log -1 --format=%B | sed '/^$/d')"
}

test_fixing_leaves_what_git_made() {
  fixing
  git switch -qc side && commit_ok 'there' --allow-empty -m 'feat: add it there'
  git switch -q main && commit_ok 'here' --allow-empty -m 'feat: add it here'
  passes 'a merge' git merge -q --no-ff side -m 'Merge:side.'
  is 'is as it was' 'Merge:side.' "$(git log -1 --format=%s)"
  git switch -qc feature/x
  commit_ok 'a fixup' --allow-empty -m 'fixup! feat: Add a thing.'
  is 'too' 'fixup! feat: Add a thing.' "$(git log -1 --format=%s)"
  printf 'feat:add ViT\n' >message
  exits 'JSON: passed' 0 sh -c '"$EXPGATE" commit-msg --format json message >report.json'
  is 'JSON: a note' 'fixed the header: `feat:add ViT` is now `feat: add ViT`' "$(json report.json notes 0)"
  is 'the file' 'feat: add ViT' "$(cat message)"
  printf 'version: 1\nfix_messages: maybe\n' >.expgate.yaml && git add .expgate.yaml
  undecided 'another value is an error' "$EXPGATE" commit-msg message
  says 'and named' 'must be `true` or `false`'
}

test_exit_codes() {
  project
  exits 'a message file that is missing' 2 "$EXPGATE" commit-msg ../missing
  exits 'a message file that is a folder' 2 "$EXPGATE" commit-msg ..
  exits 'no message file' 2 "$EXPGATE" commit-msg
  printf 'feat: add x\n' >../message
  exits 'a good message' 0 "$EXPGATE" commit-msg ../message
  is 'about which nothing is said' '' "$out"
  exits 'outside any repository' 2 env -C "$work" "$EXPGATE" commit-msg "$PWD/../message"
  printf '# nothing but a comment\n' >../message
  touch .git/COMMIT_EDITMSG
  exits 'an empty message is for git to refuse' 0 env GIT_EDITOR=vi "$EXPGATE" commit-msg ../message
  printf 'update\n' >../message
  exits 'a bad message' 1 "$EXPGATE" commit-msg ../message
  exits 'a bad message in warn mode' 0 "$EXPGATE" commit-msg --mode warn ../message
  is 'findings go to stderr, not to stdout' '' "$("$EXPGATE" commit-msg ../message 2>/dev/null || true)"
}

run_tests "$@"
