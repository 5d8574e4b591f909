#!/bin/bash
# The processor time of a clean release build, against that of version 0.1.0, built in the same run without a compiler cache. Takes
# about a quarter of an hour on two cores. libgit2 is built before, once a machine, and counts for neither.
#
#   tests/bench/build.sh [--strict] [REVISION]
#
#   --strict   exit code 1 if the bar is not met
#   REVISION   what to build (HEAD)
set -euo pipefail

readonly old=d4759f1205c3 bar=0.4 # that is 0.1.0
strict='' revision=HEAD
while [ $# -gt 0 ]; do
  case $1 in
    --strict) strict=yes ;;
    -*) sed -n '2,8s/^# \{0,1\}//p' "$0" && exit 2 ;;
    *) revision=$1 ;;
  esac
  shift
done

root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/expgate-build.XXXXXX")
# shellcheck disable=SC2317 # the trap calls it
cleanup() {
  for each in "$work"/*/; do git -C "$root" worktree remove --force "$each"; done
  rm -rf "$work"
}
trap cleanup EXIT
export CCACHE_DISABLE=1

# cpu_seconds NAME REVISION: builds it in a work tree of its own; prints the processor time, user and system.
cpu_seconds() {
  git -C "$root" worktree add -q --detach "$work/$1" "$2"
  "$work/$1/install.sh" --packages build >/dev/null 2>&1
  cmake -S "$work/$1" -B "$work/$1/build/release" --preset release >/dev/null
  local TIMEFORMAT='%U %S'
  { time cmake --build "$work/$1/build/release" >/dev/null 2>&1; } 2>&1 | awk '{ print $1 + $2 }'
}

ours=$(cpu_seconds new "$revision")
theirs=$(cpu_seconds old "$old")
awk -v a="$ours" -v b="$theirs" -v bar="$bar" 'BEGIN {
  printf "clean release build: %.0f s of processor time, 0.1.0: %.0f s, ratio %.3f (bar %s) %s\n", a, b, a / b, bar, a / b <= bar ? "ok" : "over"
  exit a / b > bar
}' || [ -z "$strict" ]
