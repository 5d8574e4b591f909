#!/bin/bash
# Faults on purpose: the N-th system call of each kind fails, small repositories are cut and flipped byte by byte, the hook is killed. What
# was to be rejected is never let in, and nothing takes longer than its deadline.
#
#   tests/faults/run.sh [--long] [KIND…]
#
#   --long  every N, every byte, and every error; otherwise a part of them, spread evenly
#   KIND    calls bytes kills (default: all)
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
    calls | bytes | kills) kinds+=("$word") ;;
    *) sed -n '2,11s/^# \{0,1\}//p' "$0" && exit 2 ;;
  esac
done
[ ${#kinds[@]} -gt 0 ] || kinds=(calls bytes kills)

work=$(mktemp -d "${TMPDIR:-/tmp}/expgate-faults.XXXXXX")
trap 'rm -rf "$work"' EXIT
while read -r name; do unset "$name"; done < <(compgen -e | grep -E '^(GIT_|GL_|CI|EXPGATE_)')
export HOME=$work GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=$work/gitconfig LC_ALL=C.UTF-8 TZ=UTC
export GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.com GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@example.com
printf '[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n' >"$GIT_CONFIG_GLOBAL"
readonly zero=0000000000000000000000000000000000000000 longest=60 # seconds
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
  esac
done
printf '%d variants, %d wrong; ended with' "$total" "$wrong"
for code in "${!ended[@]}"; do printf ' %s: %d' "$code" "${ended[$code]}"; done
echo
[ "$wrong" = 0 ]
