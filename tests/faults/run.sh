#!/bin/bash
# Faults on purpose: the N-th system call of each kind fails, small repositories are cut and flipped byte by byte, the hook is killed, the
# disk is full. What was to be rejected is never let in, nothing takes longer than its deadline, and no file is left half written.
#
#   tests/faults/run.sh [--long] [KIND…]
#
#   EXPGATE_KIND=sha256-reftable chooses what kind of repositories they are, as in tests/e2e/lib.sh.
#
#   --long  every N, every byte, and every error; otherwise a part of them, spread evenly
#   KIND    calls bytes kills disk (default: all)
#
# Prints how many variants ended with which exit code; exit code 1 if one of them was wrong.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
EXPGATE=${EXPGATE:-$here/../../build/release/expgate}
[ -x "$EXPGATE" ] || { echo "no binary at $EXPGATE: build it, or set EXPGATE" >&2; exit 2; }
EXPGATE=$(realpath "$EXPGATE")
long='' kinds=()
for word; do
  case $word in
    --long) long=yes ;;
    calls | bytes | kills | disk) kinds+=("$word") ;;
    *) sed -n '2,13s/^# \{0,1\}//p' "$0" && exit 2 ;;
  esac
done
[ ${#kinds[@]} -gt 0 ] || kinds=(calls bytes kills disk)

kind=${EXPGATE_KIND:-sha1-files}
newest_git=${XDG_CACHE_HOME:-$HOME/.cache}/expgate/git-2.55.0/bin
case $kind in
  *-reftable) [ -x "$newest_git/git" ] || { echo "no git with reftables: run ./install.sh --git" >&2; exit 2; } && PATH=$newest_git:$PATH ;;
esac

work=$(mktemp -d "${TMPDIR:-/tmp}/expgate-faults.XXXXXX")
trap 'umount "$work/disk" 2>/dev/null; rm -rf "$work"' EXIT
while read -r name; do unset "$name"; done < <(compgen -e | grep -E '^(GIT_|GL_|CI|EXPGATE_)')
export HOME=$work GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=$work/gitconfig LC_ALL=C.UTF-8 TZ=UTC
export GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.com GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@example.com
printf '[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n' >"$GIT_CONFIG_GLOBAL"
export GIT_DEFAULT_HASH=${kind%-*} GIT_DEFAULT_REF_FORMAT=${kind#*-}
readonly longest=60 # seconds
zero=$(git hash-object --stdin </dev/null | tr '0-9a-f' 0)
wrong=0 total=0
declare -A ended

# The cases: each is a bare repository with the lines of a push that has to be rejected, in its file `lines`.
commit() { git -C "$work/work" commit -q --allow-empty -m "$1" && git -C "$work/work" rev-parse HEAD; }
prepare() {
  git init -q "$work/work"
  local first good
  first=$(commit 'feat: begin')
  head -c 3000 /dev/urandom >"$work/work/best.pt" && git -C "$work/work" add best.pt
  commit 'feat: add weights' >/dev/null
  git -C "$work/work" rm -q best.pt
  good=$(commit 'feat: go on')
  # loose objects, a branch that is another name for main, where weights may not go
  git init -q --bare "$work/alias.git"
  git -C "$work/alias.git" -c transfer.unpackLimit=1000 fetch -q "$work/work" "$good" && git -C "$work/alias.git" update-ref refs/heads/main "$first"
  git -C "$work/alias.git" symbolic-ref refs/heads/feature/alias refs/heads/main
  mkdir "$work/alias.git/custom_hooks"
  printf 'version: 1\nextends: []\nrules: {artifact-path: {refs: [main]}}\n' >"$work/alias.git/custom_hooks/expgate.yaml"
  echo "$first $good refs/heads/feature/alias" >"$work/alias.git/lines"
  # packed objects and refs; the repository's own policy, and an object store that it borrows
  git clone -q --bare "$work/work" "$work/pool.git" && git -C "$work/pool.git" repack -q -a -d && git -C "$work/pool.git" pack-refs --all
  git init -q --bare "$work/packed.git"
  echo ../../pool.git/objects >"$work/packed.git/objects/info/alternates"
  git -C "$work/packed.git" update-ref refs/heads/main "$first" && git -C "$work/packed.git" pack-refs --all
  echo "$zero $good refs/heads/feature/x" >"$work/packed.git/lines"
}

# ends CASE WHAT CODE: notes how a variant ended; only 1 and 2 (and, killed, more) are right.
ends() {
  total=$((total + 1))
  ended[$3]=$((${ended[$3]:-0} + 1))
  case $3 in
    0 | 124 | 137) wrong=$((wrong + 1)) && echo "wrong: $1: $2: exit code $3" ;;
  esac
}

hook() { (cd "$work/$1.git" && GIT_DIR=. timeout -k 5 "$longest" "${@:2}" "$EXPGATE" pre-receive <lines >"$work/out" 2>&1); }

# The calls by which the hook learns of the world, and errors that say nothing of what is there.
readonly calls=(openat read pread64 fstat newfstatat lstat stat access mmap getdents64 readlink fcntl brk)
readonly errors=(EIO EMFILE EACCES ENOMEM)

faults_in_calls() {
  command -v strace >/dev/null || { echo 'skipped: there is no strace (install.sh --packages test)'; return; }
  strace -o /dev/null true 2>/dev/null || { echo 'skipped: strace may not trace programs here'; return; }
  local case call n step error number=0
  for case in alias packed; do
    for call in "${calls[@]}"; do
      hook "$case" strace -f -qq -o "$work/trace" -e "trace=$call"
      n=$(grep -c "$call(" "$work/trace")
      step=$([ -n "$long" ] && echo 1 || echo $((n / 6 + 1)))
      for ((at = 1; at <= n; at += step)); do
        for error in "${errors[@]}"; do
          number=$((number + 1))
          [ -n "$long" ] || [ $((number % 2)) = 0 ] || continue
          hook "$case" strace -f -qq -o /dev/null -e "trace=$call" -e "inject=$call:error=$error:when=$at"
          ends "$case" "$call number $at fails with $error" $?
        done
      done
    done
  done
}

# Every file of the repository, cut at each byte, and each byte flipped; but the policy, which may say something else then, in good order.
faults_in_bytes() {
  local case file size step at
  for case in alias packed; do
    while read -r file; do
      cp -r "$work/$case.git" "$work/broken.git"
      size=$(stat -c %s "$work/$case.git/$file")
      step=$([ -n "$long" ] && echo 1 || echo $((size / 4 + 1)))
      for ((at = 0; at < size; at += step)); do
        head -c "$at" "$work/$case.git/$file" >"$work/cut" && cat "$work/cut" >"$work/broken.git/$file" 2>/dev/null
        hook broken
        ends "$case" "$file cut at $at" $?
        perl -e 'local $/; open my $in, "<", shift; binmode $in; my $text = <$in>; substr($text, $ARGV[0], 1) ^= "\xff"; binmode STDOUT; print $text' \
          "$work/$case.git/$file" "$at" >"$work/cut" && cat "$work/cut" >"$work/broken.git/$file" 2>/dev/null
        hook broken
        ends "$case" "$file flipped at $at" $?
      done
      rm -rf "$work/broken.git"
    done < <(cd "$work/$case.git" && find . -type f -size +0 ! -name '*.sample' ! -name lines ! -name description ! -name exclude ! -name expgate.yaml ! -name '*.rev' -printf '%P\n' | sort)
  done
}

faults_by_kills() {
  local n most
  most=$([ -n "$long" ] && echo 500 || echo 20)
  for ((n = 1; n <= most; n++)); do
    (cd "$work/packed.git" && GIT_DIR=. timeout -s KILL "0.00$((n % 9 + 1))" "$EXPGATE" pre-receive <lines >"$work/out" 2>&1)
    local code=$?
    total=$((total + 1))
    ended[$code]=$((${ended[$code]:-0} + 1))
    [ $code != 0 ] || { wrong=$((wrong + 1)) && echo "wrong: killed after ${n}: exit code 0"; }
  done
}

# bad WHAT: one of the variants was wrong, and why.
bad() {
  wrong=$((wrong + 1))
  echo "wrong: $1"
}

# ended_with CODE: counts a variant that is judged by more than its exit code.
ended_with() {
  total=$((total + 1))
  ended[$1]=$((${ended[$1]:-0} + 1))
}

# $work/disk, a disk of 64 KiB, has room for so many more pages of 4 KiB from here on.
leave_room() {
  rm -f "$work/disk/ballast"
  head -c 65536 /dev/zero >"$work/disk/ballast" 2>/dev/null
  truncate -s "-$(($1 * 4096))" "$work/disk/ballast"
}

# whole WHAT: each file of the folder on the disk is as it was ($work/before), or as it becomes on a disk with room ($work/after).
whole() {
  local name
  while read -r name; do
    cmp -s "$work/disk/here/$name" "$work/before/$name" || cmp -s "$work/disk/here/$name" "$work/after/$name" || bad "$1: $name is half written"
  done < <(cd "$work/disk/here" && find . -type f)
}

# on_full_disk WHAT COMMAND…: runs it in a copy of $work/before, with room on the disk for all that it writes, then with less and less. It
# says so if it could not write all, and leaves no file half written.
on_full_disk() {
  local what=$1 room code
  shift
  begin() { rm -rf "$work/disk/"* && cp -a "$work/before" "$work/disk/here"; }
  run() { (cd "$work/disk/here" && timeout -k 5 "$longest" "$@" >"$work/out" 2>&1); }
  begin && rm -rf "$work/after"
  run "$@" || { bad "$what, with room on the disk:" && cat "$work/out"; }
  cp -a "$work/disk/here" "$work/after"
  for room in 8 7 6 5 4 3 2 1 0; do
    begin && leave_room "$room"
    run "$@"
    code=$?
    ended_with "$code"
    whole "$what, room for $room pages"
    case $code in
      0) diff -r "$work/disk/here" "$work/after" >"$work/out" 2>&1 || { bad "$what, room for $room pages: exit code 0, but not all was written:" && cat "$work/out"; } ;;
      1 | 2) ;;
      *) bad "$what, room for $room pages: exit code $code" ;;
    esac
  done
  [ "$code" != 0 ] || bad "$what: exit code 0 on a full disk"
}

# What a push to $1 is told when its line in the audit log, which ends so many bytes before the end of the last page of a full disk, can only
# be written in part; and the line of the next push, once there is room again, stands on its own.
audit_on_full_disk() {
  local case=$1 left=$2
  rm -rf "$work/disk/"*
  perl -e 'print "{\"a\": \"", "x" x (4096 - 10 - shift), "\"}\n"' "$left" >"$work/disk/audit"
  leave_room 0
  hook "$case"
  ends "$case" "audit log, $left bytes left on the disk" $?
  hook good
  ends good "audit log, $left bytes left on the disk" $?
  rm "$work/disk/ballast"
  hook good || { bad "good, audit log, room on the disk again:" && cat "$work/out"; }
  [ "$(tail -n 1 "$work/disk/audit" | grep -o '"schema"' | wc -l)" = 1 ] || { bad "a line of the audit log is lost behind one that was written in part:" && tail -n 1 "$work/disk/audit"; }
}

# A report is whole, or empty, and what is to be rejected is rejected all the same.
report_on_full_disk() {
  local room
  cp -r "$work/packed.git" "$work/wide.git" # its report takes more than a page
  for room in $(seq 300); do sed "s|\$|-$room|" "$work/packed.git/lines"; done >"$work/wide.git/lines"
  for room in 8 2 1 0; do
    rm -rf "$work/disk/"*
    leave_room "$room"
    (cd "$work/wide.git" && GIT_DIR=. timeout -k 5 "$longest" "$EXPGATE" pre-receive --report "json=$work/disk/report.json" <lines >"$work/out" 2>&1)
    ends wide "report, room for $room pages" $?
    grep -q 'cannot write the report' "$work/out" || [ -s "$work/disk/report.json" ] || bad "wide, report, room for $room pages: it is not said"
    perl -e 'undef $/; my $text = <>; exit($text eq "" || $text =~ /\}\s*\z/ ? 0 : 1)' "$work/disk/report.json" || bad "wide, report, room for $room pages: it is half written"
  done
}

faults_of_disk() {
  mkdir -p "$work/disk"
  mount -t tmpfs -o size=64k tmpfs "$work/disk" 2>"$work/out" || { echo "skipped: no disk can be mounted here: $(cat "$work/out")"; return; }
  # A push that is to be rejected, and one that is let in only if its line is in the log.
  cp -r "$work/packed.git" "$work/logged.git" && cp -r "$work/packed.git" "$work/good.git"
  mkdir "$work/logged.git/custom_hooks" "$work/good.git/custom_hooks"
  printf 'version: 1\nrules: {artifact-path: {refs: ["**"]}}\naudit: {file: %s/disk/audit}\n' "$work" >"$work/logged.git/custom_hooks/expgate.yaml"
  printf 'version: 1\nextends: []\nrules: {}\naudit: {file: %s/disk/audit}\n' "$work" >"$work/good.git/custom_hooks/expgate.yaml"
  local left
  for left in 0 1 2 50 300; do audit_on_full_disk logged "$left"; done
  report_on_full_disk
  # Commands that write hooks, files of the work tree, and a notebook.
  mkdir "$work/before" && git -C "$work/before" init -q --template= && mkdir "$work/before/.git/hooks"
  printf 'build/\n' >"$work/before/.gitignore"
  printf '#!/bin/sh\nexit 0\n' >"$work/before/.git/hooks/pre-commit" && chmod +x "$work/before/.git/hooks/pre-commit"
  on_full_disk install "$EXPGATE" install
  on_full_disk init "$EXPGATE" init
  rm -rf "$work/before" && mkdir "$work/before"
  perl -e 'print qq({"cells": [{"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": ["), "x" x 9_000, qq("], "source": ["),
    "y" x 9_000, qq("]}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}\n)' >"$work/before/a.ipynb"
  on_full_disk fix "$EXPGATE" fix a.ipynb
  umount "$work/disk"
}

prepare
for case in alias packed; do
  hook "$case"
  [ $? = 1 ] || { echo "the case $case is not rejected as it is:" && cat "$work/out" && exit 2; }
done
for kind in "${kinds[@]}"; do
  case $kind in
    calls) faults_in_calls ;;
    bytes) faults_in_bytes ;;
    kills) faults_by_kills ;;
    disk) faults_of_disk ;;
  esac
done
printf '%d variants, %d wrong; ended with' "$total" "$wrong"
for code in "${!ended[@]}"; do printf ' %s: %d' "$code" "${ended[$code]}"; done
echo
[ "$wrong" = 0 ]
