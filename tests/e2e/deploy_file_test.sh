#!/bin/bash
# A bare repository over file://: object pools, hidden refs, a snapshot of a repository. What else a push may be is in pre_receive_test.sh.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=servers.sh
. "$(dirname "$0")/servers.sh"

# A server and the clone of it by file://.
file_project() {
  server project
  policy project <<<"$team_policy"
  git clone -q "file://$PWD/project.git" project 2>/dev/null
  cd project
  begin "$PWD/../project.git"
}

test_pushes() {
  file_project
  offences
}

# pool_project FOLDER: a server whose objects lie in a pool in that folder, as a fork's do on GitLab. Its history has a sin in it.
pool_project() {
  local pool=$1/pool.git
  file_project
  save 'update' old.pt && sneak project main:main && git rm -q old.pt && save 'fix: drop weights'
  push_ok 'a past that nobody is blamed for'
  mkdir -p "$1" && git clone -q --bare ../project.git "$pool" && git --git-dir="$pool" repack -q -a -d
  printf '%s/objects\n' "${2:-$pool}" >../project.git/objects/info/alternates
  git --git-dir=../project.git repack -q -a -d -l && git --git-dir=../project.git prune-packed
  is 'the server has no object of its own' 0 "$(git --git-dir=../project.git count-objects -v | awk '/^(count|in-pack)/ { n += $2 } END { print n }')"
}

test_object_pool() {
  pool_project "$PWD/pools"
  offences
}

test_object_pool_at_a_relative_path() {
  pool_project "$PWD/pools" '../../pools/pool.git'
  offences
}

# git quotes such a path in GIT_ALTERNATE_OBJECT_DIRECTORIES, since `:` is between two of them there.
# A15: the pool has its objects from another one, as when a fork's fork gets a pool.
test_object_pool_of_a_pool() {
  pool_project "$PWD/pools" '../../pools/pool.git'
  git clone -q --bare ../pools/pool.git ../pools/first.git && git --git-dir=../pools/first.git repack -q -a -d
  echo ../../first.git/objects >../pools/pool.git/objects/info/alternates
  git --git-dir=../pools/pool.git repack -q -a -d -l && git --git-dir=../pools/pool.git prune-packed
  is 'the pool has no object of its own either' 0 "$(git --git-dir=../pools/pool.git count-objects -v | awk '/^(count|in-pack)/ { n += $2 } END { print n }')"
  exits 'its history can be read' 1 "$EXPGATE" audit --all
  offences
}

# A14: a server that keeps contents elsewhere.
test_offloaded_contents() {
  file_project
  put moved.txt && git add moved.txt && save 'feat: add a text' && git push -q origin main
  git --git-dir=../project.git config uploadpack.allowFilter true
  git clone -q --bare --filter=blob:none "file://$(realpath ../project.git)" ../offloaded.git
  mkdir -p ../offloaded.git/hooks ../offloaded.git/custom_hooks && cp ../project.git/hooks/pre-receive ../offloaded.git/hooks/
  git --git-dir=../offloaded.git config gc.auto 0
  git remote set-url origin "file://$(realpath ../offloaded.git)"
  policy ../offloaded <<<'{version: 1, extends: [], rules: {artifact-path: {}, path-name: {}, commit-header: {}}}'
  git mv moved.txt renamed.txt && save 'refactor: rename it'
  push_ok 'names alone decide' origin HEAD:feature/x
  git mv renamed.txt con.txt && save 'refactor: rename it again'
  push_refused 'names alone reject' path-name origin HEAD:feature/x
  git reset -q --hard HEAD~
  policy ../offloaded <<<'{version: 1, extends: [], rules: {max-file-size: {}}}'
  git mv renamed.txt once-more.txt && save 'refactor: rename it once more'
  push_undecided 'a size that is not known' origin HEAD:feature/x
  says 'for the true reason' 'keeps a part of its objects at a promisor'
  local advice
  advice=$(tr -s '\n ' ' ' <<<"${out//remote: /}" | grep -o 'git cat-file -e [0-9a-f]*')
  passes 'its advice works' sh -c "cd ../offloaded.git && $advice"
  push_ok 'then it can be decided' origin HEAD:feature/x
}

test_object_pool_at_an_odd_path() {
  pool_project "$PWD/data: 2, the \"new\" pools"
  offences
}

# The server's own path is in that variable, too.
test_server_at_an_odd_path() {
  local folder
  for folder in 'with blanks' 'with:colon' 'with "quotes"' "with 'those'" 'mit Ümläut' 'back\slash' '"all: of\ it"'; do
    mkdir "$folder"
    (
      cd "$folder"
      server project
      policy project <<<"$team_policy"
      git clone -q "file://$PWD/project.git" project 2>/dev/null
      cd project
      begin "$PWD/../project.git"
      save 'feat: add weights' best.pt
      refused "$folder: a checkpoint" artifact-path
      git mv best.pt a.txt && amend
      let_in "$folder: a text"
    )
  done
}

# Hidden refs came in without the gate: they make nothing known, and cost nobody anything.
test_hidden_refs() {
  local n
  file_project
  git -C ../project.git config transfer.hideRefs refs/merge-requests
  git -C ../project.git config --add transfer.hideRefs refs/keep-around
  git -C ../project.git config --add transfer.hideRefs refs/pipelines
  git checkout -q -b fork main && save 'update weights' w/best.pt
  sneak project "fork:refs/merge-requests/1/head" "fork:refs/keep-around/$(git rev-parse fork)" "fork:refs/pipelines/7"
  refused 'a sin that lies in hidden refs already' 'artifact-path commit-header' origin fork
  refused 'the same on main' 'artifact-path commit-header' origin fork:main
  git checkout -q -b merge main && git merge -q --no-ff -m 'Merge branch '\''fork'\''' fork
  refused 'the same in a merge' 'artifact-path commit-header'
  git checkout -q -b good main && save 'feat: add x' x.txt
  sneak project good:refs/merge-requests/2/head
  let_in 'what lies there already and is good'
  for n in 1 2 3; do echo "create refs/keep-around/$n $(git rev-parse main)"; done | git --git-dir=../project.git update-ref --stdin
  run git push origin main:refs/keep-around/mine
  is 'git itself refuses a hidden ref' 1 "$status"
  says 'and says so' 'deny updating a hidden ref'
  offences
}

# hook_in REPOSITORY OLD NEW REF: the hook as it is installed, in a repository that git has not prepared. $out is its stdout, $errors the rest.
hook_in() {
  status=0
  out=$(cd "$1" && echo "$2 $3 $4" | env GIT_DIR="$1" hooks/pre-receive 2>"$work/errors") || status=$?
  errors=$(cat "$work/errors")
}

# A server may judge in a snapshot of the repository at another path, as Gitaly's transactions do; objects and policy go with it.
test_snapshot() {
  local snapshot=$PWD/staging/7/snapshot/project.git
  file_project
  git checkout -q -b work && save 'feat: add weights' best.pt
  mkdir -p "${snapshot%/*}" && cp -al ../project.git "$snapshot"
  git --git-dir="$snapshot" fetch -q "$PWD" work
  mv ../project.git ../moved.git
  hook_in "$snapshot" "$zero" "$(git rev-parse work)" refs/heads/work
  is 'a checkpoint' 1 "$status"
  is 'nothing on stdout' '' "$out"
  is 'the report on stderr' 1 "$(grep -c '^error\[artifact-path\]: `best.pt`' <<<"$errors")"
  git mv best.pt a.txt && amend && git --git-dir="$snapshot" fetch -q "$PWD" work
  hook_in "$snapshot" "$zero" "$(git rev-parse work)" refs/heads/work
  is 'its twin' 0 "$status"
  is 'nothing on stdout, again' '' "$out"
  is 'nothing on stderr either' '' "$errors"
  hook_in "$snapshot" "$zero" "$(digits 1)" refs/heads/work
  is 'what is not in the snapshot cannot be judged' 2 "$status"
  is 'as is said' 1 "$(grep -c 'could not decide' <<<"$errors")"
}

test_a_foreign_hook_stays() {
  file_project
  foreign_hook_stays
}

run_tests "$@"
