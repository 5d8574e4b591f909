#!/bin/bash
# Hooks in and out: beside those of others, in every kind of place, and what happens when the binary is gone.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# foreign FILE [EXIT]: a hook of somebody else that writes down what it is given, and ends with that code.
foreign() {
  mkdir -p "$(dirname "$1")"
  printf '#!/bin/sh\n{ echo "$(basename "$0") $*"; cat; } >>"%s"\necho "the other hook ran"\nexit %s\n' "$PWD/given" "${2:-0}" >"$1"
  chmod 751 "$1"
}

# snapshot FOLDER: all names, modes, links and contents below it.
snapshot() {
  (cd "$1" && find . -printf '%P %m %l\n' | sort && find . -type f -print0 | sort -z | xargs -0 sha1sum)
}

# gitaly FOLDER: runs the hooks of a folder as Gitaly does: what is executable, by name, until one fails. stdin goes to each.
gitaly() {
  local lines file
  lines=$(cat)
  for file in "$1"/*; do
    [ -x "$file" ] && [ -f "$file" ] || continue
    printf '%s\n' "$lines" | "$file" || return
  done
}

# own SETTING: its value in the user's configuration, or nothing.
own() {
  git config --global "$1" || true
}
there() {
  if [ -e "$1" ]; then echo there; else echo gone; fi
}

test_client_hooks_judge() {
  git init -q work && cd work
  passes 'installs' "$EXPGATE" install
  says 'and says where' '.git/hooks/pre-commit: installed'
  commit_refused 'a bad message' commit-header --allow-empty -m 'did things'
  big weights.pt && git add weights.pt
  commit_refused 'a checkpoint' artifact-path -m 'feat: add weights'
  git rm -q --cached weights.pt
  commit_ok 'a good commit' --allow-empty -m 'feat: add a thing'
  local before
  before=$(snapshot .git/hooks)
  passes 'a second time' "$EXPGATE" install
  says 'is already in place' '.git/hooks/pre-push: already in place'
  is 'and changes nothing' "$before" "$(snapshot .git/hooks)"
}

test_a_foreign_client_hook_runs_first_and_comes_back() {
  git init -q work && git init -q --bare server.git && cd work
  git remote add origin ../server.git
  local before hook
  for hook in pre-commit commit-msg pre-push; do foreign ".git/hooks/$hook"; done
  before=$(snapshot .git/hooks)
  passes 'installs beside them' "$EXPGATE" install
  is 'keeps the mode' 751 "$(stat -c %a .git/hooks/before-expgate/pre-push)"
  commit_ok 'a good commit' --allow-empty -m 'feat: add a thing'
  says 'the other hook still speaks' 'the other hook ran'
  is 'commit-msg got its argument' 'commit-msg .git/COMMIT_EDITMSG' "$(grep commit-msg given)"
  : >given
  passes 'a good push' git push origin HEAD:feature/x
  is 'pre-push got its arguments' 'pre-push origin ../server.git' "$(head -1 given)"
  is 'and its lines' "HEAD $(git rev-parse HEAD) refs/heads/feature/x $zero" "$(sed -n 2p given)"
  passes 'a push of nothing' git push origin HEAD:feature/x
  save 'did things'
  refuses 'the gate judges the same lines' commit-header git push origin HEAD:feature/x
  passes 'uninstalls' "$EXPGATE" uninstall
  is 'and all is as before' "$before" "$(snapshot .git/hooks)"
}

test_a_foreign_hook_may_refuse() {
  git init -q work && cd work
  foreign .git/hooks/pre-commit 3
  "$EXPGATE" install >/dev/null
  exits 'its refusal is a refusal' 1 git commit --allow-empty -m 'feat: add a thing'
  says 'by the other hook' 'the other hook ran'
  chmod -x .git/hooks/before-expgate/pre-commit
  commit_ok 'one that is not executable is skipped, as git does' --allow-empty -m 'feat: add a thing'
}

test_worktrees_and_submodules_share_the_hooks_of_their_repository() {
  git init -q work && cd work && save 'chore: begin' a.txt
  git worktree add -q ../other
  cd ../other && git checkout -q -b feature/x
  passes 'installs from a linked worktree' "$EXPGATE" install
  is 'into the common folder' there "$(there ../work/.git/hooks/pre-commit)"
  commit_refused 'judges there' commit-header --allow-empty -m 'did things'
  cd ../work
  commit_refused 'and in the main one' commit-header --allow-empty -m 'did things'
  mkdir -p sub/dir && cd sub/dir
  passes 'from a folder below the top' "$EXPGATE" install
  says 'it is the same place' 'already in place'
}

test_core_hooks_path_is_honoured() {
  git init -q work && cd work
  git config core.hooksPath tools/hooks
  passes 'installs where git looks' "$EXPGATE" install
  says 'into that folder' 'tools/hooks/pre-commit: installed'
  says 'and warns of a relative one' 'warning: core.hooksPath is relative'
  commit_refused 'judges' commit-header --allow-empty -m 'did things'
  exits 'the doctor warns too' 0 "$EXPGATE" doctor
  says 'of worktrees' 'warn  core.hooksPath is relative'
  git config core.hooksPath nowhere
  mkdir -p .git/hooks && mv tools/hooks/* .git/hooks/
  exits 'the doctor sees hooks in the shade' 1 "$EXPGATE" doctor
  says 'and says so' 'core.hooksPath makes git use the hooks in'
}

test_a_server_whose_objects_cannot_be_read() {
  of_kind "$object_format-reftable"
  GIT_DEFAULT_REF_FORMAT=files git init -q --bare project.git
  git -C project.git config core.repositoryformatversion 1
  git -C project.git config extensions.refStorage "files://$PWD/project.git"
  passes 'installs' "$EXPGATE" install --server project.git
  says 'and says what comes of it' 'pushes cannot be checked'
  exits 'the doctor' 2 "$EXPGATE" doctor --server project.git
  says 'says that nothing can be checked' 'bad   the repository stores its refs as'
}

test_husky_is_left_alone() {
  with_debians_git # which has no hooks of the configuration
  git init -q work && cd work
  mkdir -p .husky/_
  printf '#!/usr/bin/env sh\n. "$(dirname "$0")/h"\n' >.husky/_/pre-commit
  git config core.hooksPath .husky/_
  local before
  before=$(snapshot .husky)
  exits 'does not touch what husky writes anew' 2 "$EXPGATE" install
  says 'says what to type' ".husky/pre-commit"
  is 'nothing changed' "$before" "$(snapshot .husky)"
  exits 'the doctor sees that nothing is judged' 1 "$EXPGATE" doctor
  says 'and says what to type' 'expgate commit-msg "$1"'
  local hook
  for hook in pre-commit commit-msg pre-push; do echo "expgate $hook \"\$@\"" >".husky/$hook"; done
  exits 'the doctor is content with that' 0 "$EXPGATE" doctor
}

test_the_wrong_place_is_refused() {
  git init -q work && git init -q --bare server.git && mkdir plain
  exits 'no such folder' 2 "$EXPGATE" install nowhere
  exits 'a folder that is no repository' 2 "$EXPGATE" install plain
  exits 'a server that is no repository' 2 "$EXPGATE" install --server plain
  exits 'client hooks for a bare repository' 2 "$EXPGATE" install server.git
  says 'names the right option' 'expgate install --server'
  exits 'a server hook for a working copy' 2 "$EXPGATE" install --server work
  exits 'a repository where all of GitLab is meant' 2 "$EXPGATE" install --gitlab server.git
  exits 'two places at once' 2 "$EXPGATE" install --server server.git --global
  is 'nothing was installed' '' "$(find work server.git plain -name 'pre-*' ! -name '*.sample' -o -name expgate)"
}

test_a_server_with_a_hook_of_its_own() {
  git init -q --bare server.git
  foreign server.git/hooks/pre-receive
  local before
  before=$(snapshot server.git/hooks)
  passes 'installs beside it' "$EXPGATE" install --server server.git
  clone server
  save 'feat: add a thing' a.txt
  push_ok 'a good push of two refs' origin HEAD:feature/x HEAD:feature/y
  is 'the other hook got every line' 2 "$(grep -c 'refs/heads/' ../given)"
  save 'did things'
  push_refused 'the gate judges the same lines' commit-header origin HEAD:feature/x
  cd ..
  passes 'uninstalls' "$EXPGATE" uninstall --server server.git
  is 'and all is as before' "$before" "$(snapshot server.git/hooks)"
  foreign server.git/hooks/pre-receive 4
  "$EXPGATE" install --server server.git >/dev/null
  cd server && git reset -q --hard HEAD~1 && save 'feat: add another'
  run git push origin HEAD:feature/x
  is 'its refusal is a refusal' 1 "$status"
  says 'and the gate is not asked' 'the other hook ran'
}

# The other hook of a server went on rejecting after `uninstall` had said that it was done.
test_no_hook_of_a_server_is_left() {
  git init -q --bare server.git
  "$EXPGATE" install --server server.git --hook update >/dev/null
  "$EXPGATE" install --server server.git >/dev/null
  passes 'uninstalls' "$EXPGATE" uninstall --server server.git
  says 'says so' 'update'
  is 'both are gone' '' "$(find server.git -name update -o -name pre-receive)"
}

test_quiet() {
  git init -q --bare server.git
  passes 'installs' "$EXPGATE" install -q --server server.git
  is 'and says nothing but warnings' '' "$(grep -v -e '^warning' -e '^  install the binary' <<<"$out" || true)"
  is 'it is there' yes "$([ -n "$(find server.git -name pre-receive)" ] && echo yes)"
}

test_a_policy_that_nothing_would_read() {
  git init -q --bare server.git
  printf 'version: 1\n' >own.yaml
  undecided 'install' "$EXPGATE" install --server server.git --policy own.yaml
  says 'says where it belongs' 'custom_hooks/expgate.yaml'
  is 'and installs nothing' '' "$(find server.git -name pre-receive)"
  undecided 'doctor' "$EXPGATE" doctor --server server.git --policy own.yaml
}

test_warn_mode() {
  git init -q --bare server.git
  passes 'installs' "$EXPGATE" install --server server.git --mode warn
  says 'and says what that means' 'violations are reported but not blocked'
  clone server
  save 'did things'
  exits 'lets in' 0 git push origin HEAD:feature/x
  is 'and tells' commit-header "$(named)"
  exits 'the doctor warns' 0 "$EXPGATE" doctor --server ../server.git
  says 'of that' 'hooks/pre-receive: is in warn mode'
  passes 'installs again, without' "$EXPGATE" install --server ../server.git
  save 'did more'
  push_refused 'and judges' commit-header origin HEAD:feature/x
}

test_update_instead_of_pre_receive() {
  git init -q --bare server.git
  passes 'installs' "$EXPGATE" install --server server.git --hook update
  is 'that hook only' update "$(find server.git/hooks -type f ! -name '*.sample' -printf %f)"
  clone server
  save 'did things'
  push_refused 'judges' commit-header origin HEAD:feature/x
}

test_gitlab_repository_and_all_of_gitlab() {
  mkdir -p store/@hashed/aa/bb custom
  git init -q --bare store/@hashed/aa/bb/1.git
  passes 'one repository' "$EXPGATE" install --server store/@hashed/aa/bb/1.git
  is 'where Gitaly looks' 755 "$(stat -c %a store/@hashed/aa/bb/1.git/custom_hooks/pre-receive.d/expgate)"
  passes 'all of them' "$EXPGATE" install --gitlab custom
  is 'executable for all' 755 "$(stat -c %a custom/pre-receive.d/expgate)"
  git init -q work && cd work && save 'did things'
  git --git-dir ../store/@hashed/aa/bb/1.git fetch -q "$PWD" HEAD
  export GIT_DIR=../store/@hashed/aa/bb/1.git GL_PROTOCOL=web
  line="$(printf '0%.0s' {1..40}) $(git --git-dir .git rev-parse HEAD) refs/heads/feature/x"
  refuses 'it judges there' commit-header gitaly ../custom/pre-receive.d <<<"$line"
  is 'every line reaches the web interface' '' "$(grep -v '^GL-HOOK-ERR: ' <<<"$out" || true)"
  unset GIT_DIR GL_PROTOCOL
  cd ..
  chmod -x custom/pre-receive.d/expgate
  exits 'the doctor sees a lost executable bit' 1 "$EXPGATE" doctor --gitlab custom
  says 'and says what to type' 'chmod 755 '
  "$EXPGATE" uninstall --gitlab custom >/dev/null
  is 'uninstalls' '' "$(ls custom/pre-receive.d)"
  foreign custom/pre-receive.d/expgate
  exits 'a file of that name is not kept beside: Gitaly would run both' 2 "$EXPGATE" install --gitlab custom
}

test_a_binary_that_is_gone() {
  mkdir bin && cp "$EXPGATE" bin/expgate
  git init -q --bare server.git && git init -q "wo rk"
  "$PWD/bin/expgate" install --server server.git >/dev/null
  "$PWD/bin/expgate" install "wo rk" >/dev/null
  rm bin/expgate
  cd "wo rk" && git remote add origin ../server.git
  commit_ok 'a client lets the commit through' --allow-empty -m 'did things'
  says 'and says that nothing was checked' 'expgate: nothing was checked'
  exits 'a server refuses' 1 git push origin HEAD:main
  says 'and says why' 'GL-HOOK-ERR: expgate: the push is rejected: no working program'
  is 'nothing got in' '' "$(git ls-remote origin)"
  exits 'the doctor sees it' 1 "$EXPGATE" doctor
  says 'and names the program' 'is missing'
  local own
  own=$("$EXPGATE" --version) && own=${own#expgate }
  LC_ALL=C sed "s/${own//./\\.}/9${own:1}/g" "$EXPGATE" >../bin/expgate && chmod +x ../bin/expgate
  exits 'another version is worth a warning' 0 "$EXPGATE" doctor
  says 'and is named' "which is expgate 9${own:1}"
}

test_doctor() {
  git init -q work && cd work
  exits 'no hooks' 1 "$EXPGATE" doctor
  says 'what to type' 'run: expgate install'
  is 'and in one line' 'expgate: open: nothing is checked: .git/hooks/pre-commit: does not exist' "${out##*$'\n'}"
  "$EXPGATE" install >/dev/null
  exits 'all well' 0 "$EXPGATE" doctor
  is 'in one line' 'expgate: shut: commits and pushes are checked' "${out##*$'\n'}"
  says 'names git' 'ok    git version'
  says_not 'nothing bad' 'bad '
  exits 'as JSON' 0 "$EXPGATE" doctor --format json
  is 'the same' 'shut commits and pushes are checked, ok' "$(python3 -c 'import json, sys; it = json.load(sys.stdin)
print(it["gate"], it["conclusion"].split(": ")[1] + ",", *{check["health"] for check in it["checks"]})' <<<"$out")"
  chmod -x .git/hooks/commit-msg
  exits 'a hook that git skips' 1 "$EXPGATE" doctor
  says 'says so' 'is not executable'
  says 'the others check' 'expgate: half open: .git/hooks/commit-msg: is not executable'
  "$EXPGATE" install >/dev/null
  foreign .git/hooks/pre-push
  exits 'a hook that somebody put over ours' 1 "$EXPGATE" doctor
  says 'says so' "not expgate's"
  rm .git/hooks/pre-push && "$EXPGATE" install >/dev/null
  printf 'version: 1\nrules:\n  max-file-sise: {limit: 1 MiB}\n' >.expgate.yaml
  exits 'a policy that does not parse' 1 "$EXPGATE" doctor
  says 'is quoted' 'max-file-size'
  says 'nothing passes then' 'expgate: shut, even to what is right: policy:'
  rm .expgate.yaml && cd ..
  exits 'outside a repository' 2 "$EXPGATE" doctor
  git init -q --bare server.git
  exits 'a server without a hook' 1 "$EXPGATE" doctor --server server.git
  "$EXPGATE" install --server server.git >/dev/null
  exits 'a server with one' 0 "$EXPGATE" doctor --server server.git
}

test_dry_run_changes_nothing() {
  git init -q work && foreign work/.git/hooks/pre-commit
  local before
  before=$(snapshot .)
  passes 'a client' "$EXPGATE" install work --dry-run
  says 'says what would be done' 'work/.git/hooks/pre-push: installed'
  passes 'all repositories' "$EXPGATE" install --global --dry-run
  passes 'out again' "$EXPGATE" uninstall work --dry-run
  is 'nothing changed' "$before" "$(snapshot .)"
  is 'nor did the settings' '' "$(own core.hooksPath)"
}

test_global() {
  git init -q old && foreign old/.git/hooks/post-commit && foreign old/.git/hooks/pre-commit
  git init -q --bare server.git && "$EXPGATE" install --server server.git >/dev/null
  passes 'installs' "$EXPGATE" install --global
  passes 'a second time' "$EXPGATE" install --global
  says 'is already in place' 'pre-commit: already in place'
  git init -q new
  cd new
  commit_refused 'a new repository' commit-header --allow-empty -m 'did things'
  cd ../old
  commit_refused 'one that was there before' commit-header --allow-empty -m 'did things'
  : >../given
  commit_ok 'a good commit' --allow-empty -m 'feat: add a thing'
  is "the repository's own hooks still run" 'post-commit pre-commit' "$(cut -d' ' -f1 ../given | sort | xargs)"
  git remote add origin ../server.git
  save 'did things'
  push_refused 'the hook of a local server still runs' commit-header --no-verify origin HEAD:feature/x
  passes 'for one repository there is nothing to do' "$EXPGATE" install
  says 'and it says so' 'serves all your repositories'
  exits 'the doctor is content' 0 "$EXPGATE" doctor
  passes 'uninstalls' "$EXPGATE" uninstall --global
  is 'the setting is gone' '' "$(own core.hooksPath)"
  is 'the folder too' gone "$(there "$HOME/.local/share/expgate")"
  commit_ok 'nobody judges any more' --allow-empty -m 'did things'
}

test_global_over_an_earlier_hooks_path() {
  # shellcheck disable=SC2088 # git is to expand it
  local before='~/my hooks'
  git config --global core.hooksPath "$before"
  foreign "$HOME/my hooks/pre-commit" && foreign "$HOME/my hooks/post-checkout"
  passes 'installs' "$EXPGATE" install --global
  says 'says what goes on' "$before"
  git init -q work && foreign work/.git/hooks/post-commit && cd work
  : >../given
  commit_ok 'a good commit' --allow-empty -m 'feat: add a thing'
  git checkout -q -b feature/x
  is 'the earlier hooks run, and no others' 'post-checkout pre-commit' "$(cut -d' ' -f1 ../given | sort -u | xargs)"
  commit_refused 'and the gate' commit-header --allow-empty -m 'did things'
  passes 'uninstalls' "$EXPGATE" uninstall --global
  is 'the setting is back, as it was written' "$before" "$(own core.hooksPath)"
  is 'nothing is left of ours' '' "$(own expgate.hooksPathBefore)"
  git config --global --unset core.hooksPath
}

run_tests "$@"
