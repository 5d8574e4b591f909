#!/bin/bash
# What the gate finds in a GitLab: Gitaly's environment, its custom hooks, its quarantines, the operations of the web interface.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=servers.sh
. "$(dirname "$0")/servers.sh"
# shellcheck source=gitaly.sh
. "$(dirname "$0")/gitaly.sh"

policy_here() { mkdir -p "$repository/custom_hooks" && printf '%s' "$team_policy$*" >"$repository/custom_hooks/expgate.yaml"; }

# A GitLab whose one project has a hook and a policy of its own, and some history. $1 is added to the policy.
gitaly_project() {
  gitaly_server vit
  policy_here "${1:-}"
  "$EXPGATE" install --server "$repository" >"$gitaly/install.log"
  begin "$repository"
}

# A GitLab with a hook for all projects.
gitaly_of_all() {
  gitaly_server vit
  policy_here
  "$EXPGATE" install --gitlab "$gitaly/custom_hooks" >"$gitaly/install.log"
  begin "$repository"
}

test_pushes() {
  gitaly_project
  is 'the hook is where Gitaly looks' "$repository/custom_hooks/pre-receive.d/expgate" "$(custom_hooks)"
  offences
}

test_pushes_to_a_gitlab_with_one_hook_for_all() {
  gitaly_of_all
  is 'the hook is where Gitaly looks' "$gitaly/custom_hooks/pre-receive.d/expgate" "$(custom_hooks)"
  offences
}

test_pushes_over_http() {
  gitaly_project
  export GL_PROTOCOL=http
  save 'feat: add weights' best.pt
  refused 'a checkpoint' artifact-path
  says_not 'without the prefix of the web interface' GL-HOOK-ERR
  git mv best.pt a.txt && amend
  let_in 'a text'
}

test_push_options() {
  gitaly_project
  git --git-dir="$repository" config receive.advertisePushOptions true
  save 'feat: add weights' best.pt
  refused 'an option that is not for the gate' artifact-path -o ci.skip origin HEAD
  git mv best.pt a.txt && amend
  let_in 'the same with a text' -o ci.skip origin HEAD
}

# How many lines of the environment match.
has() { grep -c "$1" "$gitaly/said/environment" || true; }

# What a push is judged by must not hang on who runs the server, and on what lies about there.
test_environment() {
  gitaly_project
  printf '#!/bin/sh\nenv | sort >"%s/said/environment"; pwd -P >"%s/said/folder"; cat >"%s/said/lines"\n' "$gitaly" "$gitaly" "$gitaly" \
    >"$repository/custom_hooks/pre-receive"
  chmod +x "$repository/custom_hooks/pre-receive"
  save 'feat: add x' x.txt
  let_in 'a hook before the gate reads standard input'
  is 'the stand-in: there is a quarantine' 1 "$(has "^GIT_OBJECT_DIRECTORY=$repository/.*/tmp_objdir-incoming-")"
  is 'the stand-in: with the main store behind it' 1 "$(has "^GIT_ALTERNATE_OBJECT_DIRECTORIES=$repository/.*objects$")"
  is 'the stand-in: not in the variable of git' 0 "$(has GIT_QUARANTINE_PATH)"
  is 'the stand-in: in the repository' "$(realpath "$repository")" "$(cat "$gitaly/said/folder")"
  is 'the stand-in: one line a ref' "$(git rev-parse HEAD~ HEAD | paste -sd ' ') refs/heads/main" "$(cat "$gitaly/said/lines")"
}

# lay FILE SCRIPT: a hook that notes its name and does that.
lay() {
  mkdir -p "${1%/*}"
  printf '#!/bin/sh\necho "%s" >>"%s/said/names"\n%s\n' "${1##*/}" "$gitaly" "${2:-cat >/dev/null}" >"$1"
  chmod +x "$1"
}

test_order_of_hooks() {
  gitaly_of_all
  local every=$gitaly/custom_hooks/pre-receive.d own=$repository/custom_hooks
  lay "$every/zz-last" && lay "$every/aa-first" && lay "$own/pre-receive" && lay "$own/pre-receive.d/20" && lay "$own/pre-receive.d/10"
  lay "$every/backup~" 'exit 1' && lay "$every/lost" 'exit 1' && chmod 644 "$every/lost" && mkdir "$every/folder" && ln -s nowhere "$every/dangling"
  save 'feat: add x' x.txt
  let_in 'all hooks agree'
  is 'each ran once, in order' 'pre-receive 10 20 aa-first zz-last' "$(paste -sd ' ' "$gitaly/said/names")"
  : >"$gitaly/said/names"
  save 'feat: add weights' best.pt
  refused 'the gate refuses' artifact-path
  is 'and ends it' 'pre-receive 10 20 aa-first' "$(paste -sd ' ' "$gitaly/said/names")"
  lay "$own/pre-receive.d/10" 'echo "closed today"; exit 1'
  exits 'another hook refuses' 1 git push origin HEAD
  says 'and the gate is not asked' 'remote: closed today'
  says_not 'nor says a word' 'error['
}

# Files that the gate's own commands leave for a moment beside a hook must not run as one.
test_two_gates() {
  gitaly_of_all
  "$EXPGATE" install --server "$repository" >/dev/null
  save 'feat: add weights' best.pt
  refused 'the hook of the project and that of all: told once' artifact-path
  is 'one report' 1 "$(grep -c 'error\[artifact-path\]' <<<"$out")"
  git mv best.pt a.txt && amend
  let_in 'a text'
  "$EXPGATE" uninstall --server "$repository" >/dev/null
  save 'feat: add weights' best.pt
  refused 'the one for all is still there' artifact-path
}

# The three ways in which Gitaly hands over what an operation has made: as in a push, by a path relative to the repository, and not at all.
each_quarantine() {
  local kind
  for kind in absolute relative none; do
    git checkout -q -B main origin/main
    current_test="${FUNCNAME[1]} ($kind)"
    "$1" "$kind"
    git fetch -q origin
  done
}

merge_button() {
  local n=$1 message=$'Merge branch \'feature/x\' into \'main\'\n\nUpdate\n\nSee merge request vision/vit!12'
  local tree
  git checkout -q -b "feature/$n" && save 'feat: add x' "x-$n.txt" && let_in 'a branch'
  git checkout -q main && save 'fix: mend y' "y-$n.txt" && let_in 'main moves on'
  quarantine "$1"
  tree=$(on_server merge-tree --write-tree main "feature/$n")
  web_let_in 'a merge commit' refs/heads/main "$(web_commit "$tree" "$message" main "feature/$n")"
  # What came in with a fork's merge request was judged by nobody.
  git fetch -q origin && git checkout -q -b "fork-$n" origin/main && save 'update weights' "best-$n.pt"
  git --git-dir="$repository" fetch -q "$PWD" "HEAD:refs/merge-requests/$n/head"
  quarantine "$1"
  tree=$(on_server merge-tree --write-tree main "refs/merge-requests/$n/head")
  web_refused 'a merge of a checkpoint from a fork' 'artifact-path commit-header' refs/heads/main \
    "$(web_commit "$tree" "$message" main "refs/merge-requests/$n/head")"
  says 'names the file' "\`best-$n.pt\`"
}
test_merge_button() {
  gitaly_project
  each_quarantine merge_button
}

# Nothing is new in the whole of the repository, only on the branch.
fast_forward_button() {
  local n=$1
  git checkout -q -b "fork-$n" && save 'feat: add x' "x-$n.txt" && sneak_to_gitaly "refs/merge-requests/1$n/head"
  quarantine "$1"
  web_let_in 'a good branch of a fork' refs/heads/main "$(git rev-parse HEAD)"
  save 'feat: add weights' "w-$n.pt" && sneak_to_gitaly "refs/merge-requests/2$n/head"
  quarantine "$1"
  web_refused 'a branch of a fork with a checkpoint' artifact-path refs/heads/main "$(git rev-parse HEAD)"
  git rm -q "w-$n.pt" && save 'fix: drop weights' && sneak_to_gitaly "refs/merge-requests/2$n/head"
  quarantine "$1"
  web_refused 'and with a checkpoint that was deleted again' artifact-path refs/heads/main "$(git rev-parse HEAD)"
}
sneak_to_gitaly() { git --git-dir="$repository" fetch -q "$PWD" "+HEAD:$1"; }
test_fast_forward_button() {
  gitaly_project
  each_quarantine fast_forward_button
}

cherry_pick_button() {
  local n=$1 message tree
  git checkout -q -b "exp/$n" && put "configs/exp/$n.yaml" 'seed: 1' && save 'feat: add a run' "configs/exp/$n.yaml" && let_in 'an experiment'
  message=$(printf 'feat: add a run\n\n(cherry picked from commit %s)' "$(git rev-parse HEAD)")
  quarantine "$1"
  tree=$(on_server merge-tree --write-tree main "exp/$n")
  web_let_in 'its commit on main' refs/heads/main "$(web_commit "$tree" "$message" main)"
  quarantine "$1"
  web_refused 'a commit on an experiment whose config has no seed' experiment-seed "refs/heads/exp/$n-2" \
    "$(web_commit "$(edited "configs/exp/$n-2.yaml" 'lr: 1' main)" 'feat: add a run' main)"
}
test_cherry_pick_button() {
  gitaly_project
  each_quarantine cherry_pick_button
}

# edited PATH TEXT REVISION: the tree of the revision with that file, made on the server.
edited() {
  local GIT_INDEX_FILE=$gitaly/index
  export GIT_INDEX_FILE
  rm -f "$GIT_INDEX_FILE"
  on_server read-tree "$3"
  on_server update-index --add --cacheinfo "100644,$(printf '%s\n' "$2" | on_server hash-object -w --stdin),$1"
  on_server write-tree
}
web_editor() {
  local n=$1
  quarantine "$1"
  web_refused "the message that GitLab proposes" commit-header refs/heads/main "$(web_commit "$(edited README.md "$n" main)" 'Update README.md' main)"
  says 'says what is missing' 'type: description'
  quarantine "$1"
  web_let_in 'a message of ours' refs/heads/main "$(web_commit "$(edited README.md "$n" main)" 'docs: say what it is' main)"
  quarantine "$1"
  web_refused 'an upload of a checkpoint' artifact-path "refs/heads/patch-$n" "$(web_commit "$(edited best.ckpt "$n" main)" 'feat: add weights' main)"
  quarantine "$1"
  web_let_in 'an upload of a text' "refs/heads/patch-$n" "$(web_commit "$(edited notes.md "$n" main)" 'docs: add notes' main)"
}
test_web_editor() {
  gitaly_project
  each_quarantine web_editor
}

test_web_interface_undecided() {
  gitaly_project
  quarantine absolute
  web_update refs/heads/main "$(digits 1)"
  is 'an object that is not there' 2 "$status"
  says 'is told' 'GL-HOOK-ERR: '
  echo 'version: [' >"$repository/custom_hooks/expgate.yaml"
  web_update refs/heads/main "$(git rev-parse HEAD)"
  is 'a policy that does not parse' 2 "$status"
  says 'is told, too' 'could not decide'
  "$EXPGATE" uninstall --server "$repository" >/dev/null
  cp "$EXPGATE" "$gitaly/gate" && "$gitaly/gate" install --server "$repository" >/dev/null && rm "$gitaly/gate"
  web_update refs/heads/main "$(git rev-parse HEAD)"
  is 'a gate that is gone' 2 "$status"
  says 'is told to the user of the web interface' "GL-HOOK-ERR: expgate: the push is rejected: no working program at $gitaly/gate"
}

test_wikis_and_designs() {
  gitaly_of_all
  save 'update' best.pt
  for GL_REPOSITORY in wiki-1 design-1 wiki-group-5; do
    git push -q -f origin HEAD~:main
    let_in "$GL_REPOSITORY is left alone"
    echo 'version: [' >"$repository/custom_hooks/expgate.yaml"
    quarantine absolute
    web_let_in "whatever the policy" refs/heads/page "$(git rev-parse HEAD)"
    policy_here
  done
  GL_REPOSITORY=project-1
  git checkout -q -b feature/x && save 'update' last.pt
  refused 'a project is not' 'artifact-path commit-header'
}

# lost HOOK WHERE…: what happens where a hook has lost its exec bit. Gitaly skips it without a word, doctor does not.
lost() {
  local hook=$1
  shift
  git checkout -q -b "feature/$RANDOM" && save 'feat: add weights' "$RANDOM.pt"
  refused 'the gate is shut' artifact-path
  passes 'doctor finds all well' "$EXPGATE" doctor "$@"
  chmod 644 "$hook"
  exits 'doctor finds the bit that is lost' 1 "$EXPGATE" doctor "$@"
  says 'and the command that brings it back' "chmod 755"
  passes 'the gate is open, and nobody told' git push -q origin HEAD
  save 'feat: add more weights' "$RANDOM.pt"
  eval "$(sed -n 's/^ *run: chmod/chmod/p' <<<"$("$EXPGATE" doctor "$@" || true)")"
  refused 'what doctor says shuts it' artifact-path
}
test_exec_bit_that_is_lost() {
  gitaly_project
  lost "$repository/custom_hooks/pre-receive.d/expgate" --server "$repository"
  "$EXPGATE" uninstall --server "$repository" >/dev/null
  "$EXPGATE" install --gitlab "$gitaly/custom_hooks" >/dev/null
  lost "$gitaly/custom_hooks/pre-receive.d/expgate" --gitlab "$gitaly/custom_hooks"
}

# An operation of the web interface ends after 55 seconds, whatever a hook has to say by then.
test_merge_of_much() {
  gitaly_project '  max-file-size: {limit: 5 MiB}
'
  perl -e 'for (1 .. 3000) { print "commit refs/heads/many\ncommitter Ada <ada\@example.com> ", 1700001000 + $_, " +0000\ndata 11\nfeat: add x\n",
    $_ == 1 ? "from refs/heads/main\n" : "", map { "M 644 inline d$_/f$_\ndata 5\n12345\n" } $_ % 97, $_ % 89, $_ % 83, $_ % 79, $_ } print "done\n"' |
    git fast-import --quiet --done
  git --git-dir="$repository" fetch -q "$PWD" many:refs/merge-requests/1/head
  quarantine absolute
  local tree
  tree=$(on_server rev-parse 'refs/merge-requests/1/head^{tree}')
  web_let_in 'a merge of 3000 commits' refs/heads/main "$(web_commit "$tree" "Merge branch 'many' into 'main'" main refs/merge-requests/1/head)"
}

run_tests "$@"
