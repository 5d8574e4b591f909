#!/bin/bash
# The bars of speed and size, measured side by side in one run: ours and git's in turn. Medians in ms (the least and the most),
# their ratio, that of processor time, which a busy machine changes less, and the bar that both ratios keep to.
#
#   tests/bench/run.sh [--quick] [--import] [--keep FOLDER] [--strict] [JOB…]
#
#   --quick   small repositories and few runs, for CI: it says that the benchmarks work, the ratios are rough
#   --import  the import of 80,000 commits, its audit, and histories of up to 1,000,000 commits too (minutes to build)
#   --keep    build the repositories in FOLDER and leave them there for the next run
#   --strict  exit code 1 where a bar is not held; without it, only where a verdict is wrong
#   JOB       start refs commits big-file index ci notebook mend import audit linear peers push-peers (default: all but the last five)
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
quick='' strict='' import='' keep='' jobs=()
while [ $# -gt 0 ]; do
  case $1 in
    --quick) quick=yes ;;
    --import) import='import audit linear' ;;
    --strict) strict=yes ;;
    --keep) keep=$2 && shift ;;
    -*) sed -n '2,11s/^# \{0,1\}//p' "$0" && exit 2 ;;
    *) jobs+=("$1") ;;
  esac
  shift
done
[ ${#jobs[@]} -gt 0 ] || read -ra jobs <<<"start refs commits index big-file ci notebook mend $import"

EXPGATE=${EXPGATE:-$here/../../build/release/expgate}
[ -x "$EXPGATE" ] || { echo "no binary at $EXPGATE: cmake --preset release && cmake --build --preset release, or set EXPGATE" >&2; exit 2; }
EXPGATE=$(realpath "$EXPGATE")

newest_git=${XDG_CACHE_HOME:-$HOME/.cache}/expgate/git-2.55.0/bin # ./install.sh --git: for reftables
work=$(mktemp -d "${TMPDIR:-/tmp}/expgate-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
store=${keep:-$work}
mkdir -p "$store"
store=$(realpath "$store")
while read -r name; do unset "$name"; done < <(compgen -e | grep -E '^(GIT_|GL_|CI)')
home=$HOME # where cargo is
export HOME=$work GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=$work/gitconfig LC_ALL=C.UTF-8 TZ=UTC GIT_NO_REPLACE_OBJECTS=1
export GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.com GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@example.com
export GIT_AUTHOR_DATE='1700000000 +0000' GIT_COMMITTER_DATE='1700000000 +0000'
printf '[init]\ndefaultBranch = main\n[gc]\nauto = 0\n' >"$GIT_CONFIG_GLOBAL"
# What is measured is installed: a copy, which lies otherwise in the page cache than what a linker wrote piece by piece.
install -m 755 "$EXPGATE" "$work/expgate"
EXPGATE=$work/expgate
"${CXX:-c++}" -O2 -std=c++20 -o "$work/measure" "$here/measure.cpp"
zero=0000000000000000000000000000000000000000
over=0

# shellcheck source=tests/bench/table.sh
. "$here/table.sh"

# once NAME COMMAND…: builds $store/NAME unless an earlier run has left it there whole.
once() {
  local name=$1
  shift
  [ -e "$store/$name.done" ] && return
  rm -rf "${store:?}/$name"
  "$@" "$store/$name" >&2
  touch "$store/$name.done"
}

# bare FOLDER KIND COUNT: a bare repository with that history.
bare() {
  git init -q --bare "$1"
  perl "$here/history.pl" "$2" "$3" | git -C "$1" fast-import --quiet --done
}

# quarantine: the environment in which git runs pre-receive, for the repository we stand in.
quarantine() {
  export GIT_DIR=. GIT_QUARANTINE_PATH=$PWD/objects/incoming
  export GIT_OBJECT_DIRECTORY=$GIT_QUARANTINE_PATH GIT_ALTERNATE_OBJECT_DIRECTORIES=$PWD/objects
}

start() {
  printf 'feat(model): add ViT baseline\n\nTrained for 90 epochs.\n' >"$work/message"
  git init -q "$work/start"
  cd "$work/start"
  compare 'start: commit-msg, whole process / true' 1.8 "$([ $quick ] && echo 100 || echo 500)" 0 /dev/null \
    "$EXPGATE" commit-msg "$work/message" -- /bin/true
  memory 'start: commit-msg' 6144
  faults 'start: commit-msg' 90
  compare 'start: --version / true' 1.8 "$([ $quick ] && echo 100 || echo 500)" 0 /dev/null "$EXPGATE" --version -- /bin/true
  memory 'start: --version' 6144
  faults 'start: --version' 90
}

build_refs() {
  bare "$1" line "$([ $quick ] && echo 2000 || echo 20000)"
  cd "$1"
  git rev-list main >commits
  {
    echo '# pack-refs with: peeled fully-peeled sorted '
    awk -v n="$([ $quick ] && echo 10000 || echo 100000)" '{ c[NR] = $1 } END { for (i = 0; i < n; i++) printf "%s refs/heads/feature/topic-%06d\n", c[i * 7919 % NR + 1], i
      print c[1] " refs/heads/main" }' commits
  } >packed-refs
  rm -f refs/heads/main
  mkdir -p objects/incoming
  quarantine
  local tip tree n
  tip=$(git rev-parse feature/topic-000007)
  tree=$(git rev-parse "$tip^{tree}")
  echo "$tip" >old
  for n in 1 2 3; do
    tree=$({ git ls-tree "$tree" && printf '100644 blob %s\tnew%s.py\n' "$(echo "x = $n" | git hash-object -w --stdin)" $n; } | git mktree)
    tip=$(git commit-tree -p "$tip" -m "feat: add part $n" "$tree")
  done
  echo "$tip" >new
}

# The same repository with its refs in reftables.
build_reftables() {
  cp -r "$store/refs$quick" "$1"
  env -u GIT_DIR -u GIT_QUARANTINE_PATH -u GIT_OBJECT_DIRECTORY -u GIT_ALTERNATE_OBJECT_DIRECTORIES \
    git -C "$1" refs migrate --ref-format=reftable
}

refs() {
  local count=100,000 times=9
  [ ! $quick ] || { count=10,000 times=3; }
  once "refs$quick" build_refs
  pushes_among_refs "refs$quick" "$count refs"
  [ -x "$newest_git/git" ] || { echo "skipped: $count refs in reftables: no newest git, run ./install.sh --git" && return; }
  PATH=$newest_git:$PATH
  once "reftables$quick" build_reftables
  pushes_among_refs "reftables$quick" "$count refs in reftables"
}

# pushes_among_refs REPOSITORY WHAT
pushes_among_refs() {
  cd "$store/$1"
  quarantine
  echo "$(cat old) $(cat new) refs/heads/feature/topic-000007" >"$work/update"
  echo "$zero $(cat new) refs/heads/feature/brand-new" >"$work/creation"
  echo "$zero $(cat new) refs/heads/exp/brand-new" >"$work/strict"
  local git
  git="git rev-list --objects $(cat new) --not --all"
  compare "$2, 3 commits onto a branch" 0.05 "$times" 0 "$work/update" "$EXPGATE" pre-receive -- sh -c "$git"
  compare "$2, 3 commits as a new branch" 0.05 "$times" 0 "$work/creation" "$EXPGATE" pre-receive -- sh -c "$git"
}

# receive CLIENT: brings the revisions on stdin from the client into the quarantine as a push does: a thin pack, completed and indexed.
receive() {
  mkdir -p objects/incoming/pack
  git -C "$1" pack-objects -q --revs --stdout --thin --delta-base-offset | (quarantine && git index-pack --stdin --fix-thin >/dev/null)
}

build_commits() {
  bare "$1" line "$([ $quick ] && echo 500 || echo 5000)"
  cd "$1"
  local base
  base=$(git rev-parse main)
  git clone -q --bare --shared . "$1.client"
  perl "$here/history.pl" push "$([ $quick ] && echo 200 || echo 2000)" "$base" | git -C "$1.client" fast-import --quiet --done
  git -C "$1.client" rev-parse push >new
  git -C "$1.client" repack -q -adf
  printf '%s\n^%s\n' "$(cat new)" "$base" | receive "$1.client"
  rm -rf "$1.client"
}

# What git's own tools take for the same: sizes and types of all new objects, and what each commit changed.
pipeline() {
  echo "git rev-list --objects $1 --not --all | git cat-file --batch-check='%(objectname) %(objecttype) %(objectsize) %(rest)' &&
    git log --raw -r -c --no-renames --format=raw $1 --not --all"
}

commits() {
  local count=2,000 times=7
  [ ! $quick ] || { count=200 times=3; }
  once "commits$quick" build_commits
  cd "$store/commits$quick"
  quarantine
  echo "$zero $(cat new) refs/heads/feature/push" >"$work/push"
  compare "$count commits x 5 files, names, sizes and messages" 0.4 $times 0 "$work/push" \
    "$EXPGATE" pre-receive --policy "$here/names.yaml" -- sh -c "$(pipeline "$(cat new)")"
  compare "$count commits x 5 files, every rule" 0.8 $times 0 "$work/push" \
    "$EXPGATE" pre-receive -- sh -c "$(pipeline "$(cat new)")"
}

build_index() {
  git init -q "$1"
  cd "$1"
  perl "$here/history.pl" files "$([ $quick ] && echo 10000 || echo 100000)" | git fast-import --quiet --done
  git read-tree HEAD
  git update-index --cacheinfo "100644,$(echo 'y = 1' | git hash-object -w --stdin),src/folder7/file700.py"
}

index() {
  local count=100,000
  [ ! $quick ] || count=10,000
  once "index$quick" build_index
  cd "$store/index$quick"
  git update-ref refs/heads/feature/x refs/heads/main && git symbolic-ref HEAD refs/heads/feature/x
  compare "$count files in the index, one staged: pre-commit" 1.2 15 0 /dev/null "$EXPGATE" pre-commit -- git diff --cached --raw
  git symbolic-ref HEAD refs/heads/main
  compare "the same on main, where configs and seeds are looked for" 1.5 15 0 /dev/null "$EXPGATE" pre-commit -- git diff --cached --raw
  once "sparse$quick" build_sparse
  cd "$store/sparse$quick"
  compare "$count files, a sparse index: pre-commit" 2 15 0 /dev/null "$EXPGATE" pre-commit -- git diff --cached --raw
}

# The same files with one folder of them in the work tree and in the index.
build_sparse() {
  cp -r "$store/index$quick" "$1"
  cd "$1"
  git symbolic-ref HEAD refs/heads/feature/x
  git read-tree HEAD
  git sparse-checkout set --cone --sparse-index src/folder7 >/dev/null
  git update-index --cacheinfo "100644,$(echo 'y = 1' | git hash-object -w --stdin),src/folder7/file700.py"
}

build_big() {
  git init -q --bare "$1"
  cd "$1"
  mkdir -p objects/incoming/pack
  quarantine
  truncate -s "$([ $quick ] && echo 64M || echo 1G)" "$work/big"
  local blob tree
  blob=$(git -c core.bigFileThreshold=16m hash-object -w "$work/big")
  rm "$work/big"
  tree=$(printf '100644 blob %s\tbig.txt\n' "$blob" | git mktree)
  git commit-tree -m 'feat: add text' "$tree" >new
}

big_file() {
  once "big$quick" build_big
  cd "$store/big$quick"
  quarantine
  echo "$zero $(cat new) refs/heads/feature/big" >"$work/push"
  compare "a file of $([ $quick ] && echo '64 MiB' || echo '1 GiB'), refused / rev-list of it" 100 3 1 "$work/push" \
    "$EXPGATE" pre-receive -- sh -c "git rev-list --objects $(cat new) --not --all"
  memory 'the same' 16384
}

# A clone as CI has it, in one pack: 2,000 commits on main, and `first` is the 200th of them.
build_ci() {
  git init -q --bare "$1"
  cd "$1"
  perl "$here/history.pl" line 500 | git fast-import --quiet --done
  perl "$here/history.pl" push "$([ $quick ] && echo 200 || echo 2000)" "$(git rev-parse main)" | git fast-import --quiet --done
  git branch first "$(git rev-list --reverse main..push | sed -n 200p)"
  git repack -q -adf
}

# install_commitlint FOLDER: that version, since differences.txt tells of it. One list, so that its failure is seen in an `if`.
install_commitlint() {
  [ -e "$1.done" ] && return
  rm -rf "${1:?}" && mkdir "$1" &&
    npm install --prefix "$1" --no-audit --no-fund --fetch-retries=0 --loglevel=error @commitlint/{cli,config-conventional}@20.5.3 &&
    echo "export default {extends: ['@commitlint/config-conventional']}" >"$1/commitlint.config.mjs" && touch "$1.done"
}

# ci_of COMMITS REVISION BAR TIMES: the messages alone, which is what commitlint looks at, and with all that expgate looks at by itself.
ci_of() {
  local gate=("$EXPGATE" ci --range "main..$2" --ref feature/push)
  local lint=("$store/commitlint/node_modules/.bin/commitlint" --config "$store/commitlint/commitlint.config.mjs" --from main --to "$2")
  compare "ci: $1 commits, messages / commitlint" "$3" "$4" 0 /dev/null "${gate[@]}" --policy "$here/messages.yaml" -- "${lint[@]}"
  compare "ci: $1 commits x 5 files, every rule / commitlint" "$3" "$4" 0 /dev/null "${gate[@]}" -- "${lint[@]}"
}

ci() {
  if ! install_commitlint "$store/commitlint" >"$work/npm.log" 2>&1; then
    echo 'ci: skipped, commitlint cannot be had here (npm install @commitlint/cli @commitlint/config-conventional)'
    return
  fi
  once "ci$quick" build_ci
  cd "$store/ci$quick"
  ci_of 200 first 15ms "$([ $quick ] && echo 3 || echo 9)"
  [ $quick ] || ci_of 2,000 push 60ms 7
  verdicts
}

# The verdicts of both on the messages of messages.txt, which differ as differences.txt says and not otherwise.
verdicts() {
  git init -q --bare "$work/messages"
  cd "$work/messages"
  perl "$here/history.pl" messages "$here/messages.txt" | git fast-import --quiet --done
  "$EXPGATE" ci --range "$(git rev-list --max-parents=0 main)..main" --ref main --policy "$here/messages.yaml" --format json >report.json || [ $? = 1 ]
  node "$here/verdicts.mjs" "$store/commitlint" "$here/messages.txt" "$here/differences.txt" <report.json || over=$((over + 1))
}

# install_peers FOLDER: those versions, since peers.txt tells of them. What cannot be had is skipped, and named.
install_peers() {
  mkdir -p "$1"
  [ -x "$1/venv/bin/gitlint" ] ||
    { python3 -m venv "$1/venv" && "$1/venv/bin/pip" install -q commit-check==2.19.3 gitlint-core==0.19.1 committed==1.1.11; } || true
  [ -x "$1/cog/bin/cog" ] || HOME=$home cargo install cocogitto --version 7.0.0 --locked --root "$1/cog" || true
}

# The verdicts and times of other checkers of messages, each as a commit-msg hook. Takes some minutes, and a quarter of an hour to build.
peers() {
  install_peers "$store/peers" >"$work/peers.log" 2>&1
  python3 "$here/peers.py" "$store/peers" "$here/messages.txt" "$here/peers.txt" "$EXPGATE" "$here/messages.yaml" || over=$((over + 1))
}

# notebook_of CELLS BYTES: a notebook with that many cells, each with a picture of that size.
notebook_of() {
  perl -e 'my ($cells, $bytes) = @ARGV;
    my $cell = qq(  {\n   "cell_type": "code",\n   "execution_count": 7,\n   "id": "c%d",\n   "metadata": {},\n   "outputs": [\n    {\n     "data": {\n      "image/png": "%s"\n     },\n     "metadata": {},\n     "output_type": "display_data"\n    }\n   ],\n   "source": [\n    "plot()"\n   ]\n  });
    print qq({\n "cells": [\n), join(",\n", map { sprintf $cell, $_, "iVBORw0K" x ($bytes / 8) } 1 .. $cells), qq(\n ],\n "metadata": {},\n "nbformat": 4,\n "nbformat_minor": 5\n}\n)' "$1" "$2"
}

notebook() {
  if ! { python3 -m venv "$work/venv" && "$work/venv/bin/pip" install -q nbstripout; } >"$work/venv.log" 2>&1; then
    echo 'notebook: skipped, nbstripout cannot be had here (python3 -m venv, pip install nbstripout)'
    return
  fi
  notebook_of 12 20000 >"$work/small.ipynb"
  notebook_of 500 100000 >"$work/large.ipynb"
  # Both through a pipe, as git has them: nbstripout fails where it writes to /dev/null.
  # shellcheck disable=SC2016
  local filter=(bash -o pipefail -c '"$0" notebook-clean | cat' "$EXPGATE") stripper=(bash -o pipefail -c '"$0" | cat' "$work/venv/bin/nbstripout")
  compare 'a notebook of 240 KB through the filter / nbstripout' 0.05 9 0 "$work/small.ipynb" "${filter[@]}" -- "${stripper[@]}"
  compare 'a notebook of 50 MB through the filter / nbstripout' 0.5 3 0 "$work/large.ipynb" "${filter[@]}" -- "${stripper[@]}"
  memory 'the same' "$their_kib" nbstripout
}

# shellcheck source=tests/bench/mend.sh
. "$here/mend.sh"
# shellcheck source=tests/bench/push_peers.sh
. "$here/push_peers.sh"

build_import() {
  bare "$1.source" import "$([ $quick ] && echo 4000 || echo 80000)"
  git -C "$1.source" repack -q -adf --window=5
  git init -q --bare "$1"
  cd "$1"
  git -C "$1.source" rev-parse main >new
  receive "$1.source" <new
  rm -rf "$1.source"
}

import() {
  local count=80,000
  [ ! $quick ] || count=4,000
  once "import$quick" build_import
  cd "$store/import$quick"
  quarantine
  echo "$zero $(cat new) refs/heads/feature/import" >"$work/push"
  compare "import of $count commits, names, sizes and messages" 0.3 2 0 "$work/push" \
    "$EXPGATE" pre-receive --policy "$here/names.yaml" -- sh -c "$(pipeline "$(cat new)")"
  memory 'the same' "$((their_kib * 6 / 10))" git
}

audit() {
  local count=80,000
  [ ! $quick ] || count=4,000
  once "import$quick" build_import
  cd "$store/import$quick"
  quarantine
  # 1: an import has no experiment config.
  compare "audit of $count commits / git log --raw -r -c" 1 3 1 /dev/null \
    "$EXPGATE" audit "$(cat new)" -- git log --raw -r -c --no-renames --format=raw "$(cat new)"
}

build_long() { bare "$1" long "$([ $quick ] && echo 10000 || echo 1000000)"; }

# Audits of a longer and longer history: time and memory grow no faster than the commits do.
linear() {
  once "long$quick" build_long
  cd "$store/long$quick"
  local name commits first='' first_ms first_kib
  for name in $(git for-each-ref --sort=version:refname --format='%(refname:short)' 'refs/tags/size-*') main; do
    commits=$(git rev-list --count "$name")
    measure "audit of $commits commits" 1 1 /dev/null "$EXPGATE" audit --quiet "$(git rev-parse "$name^{commit}")" -- true || return 0
    first=${first:-$commits} first_ms=${first_ms:-$ours} first_kib=${first_kib:-$our_kib}
    line "audit of $commits commits" "$ours ms" "" "$ours" "$first_ms" \
      "$(ratio "$commits" "$first")" "$(ratio "$our_cpu" "$first_ms")"
    line "audit of $commits commits, peak memory" "$((our_kib / 1024)) MiB" "" "$our_kib" "$first_kib" "$(ratio "$commits" "$first")" ''
  done
}

grep -m1 'model name' /proc/cpuinfo 2>/dev/null | sed 's/.*: //' || true
# shellcheck disable=SC2059
printf "$row" "job ($("$EXPGATE" --version), $(git --version))" 'ours, ms' 'theirs, ms' ratio cpu bar "load $(cut -d' ' -f1 /proc/loadavg)"
for job in "${jobs[@]}"; do
  case $job in
    start | refs | commits | index | big-file | ci | notebook | mend | import | audit | linear | peers | push-peers) ;;
    *) echo "no job named $job" >&2 && exit 2 ;;
  esac
  before=$over
  # A subshell each: the quarantine of one is not the other's. Its exit code is the number of bars that it did not hold.
  code=0 && (set -e; over=0; "${job//-/_}"; exit $over) || code=$?
  over=$((before + code))
done
[ "$over" = 0 ] || echo "$over not held"
[ ! -e "$work/broken" ] || exit 1
[ ! $strict ] || [ "$over" = 0 ]
