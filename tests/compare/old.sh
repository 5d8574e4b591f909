#!/bin/bash
# Prints where the binary of version 0.1.0 is, for tests that need one: upgrades, and run.sh beside it. Builds it from a work tree of its
# commit, once a machine, and keeps it in ~/.cache/expgate/compare. That takes about five minutes on two cores.
#
#   tests/compare/old.sh [--cached]
#
#   --cached   do not build it: exit code 1 if it is not there
set -euo pipefail

readonly commit=d4759f1205c3 # 0.1.0
root=$(cd "$(dirname "$0")/../.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/expgate/compare
old=$cache/expgate-$commit

if [ ! -x "$old" ]; then
  [ "${1:-}" != --cached ] || exit 1
  echo "building $commit, once on this machine" >&2
  work=$(mktemp -d "${TMPDIR:-/tmp}/expgate-old.XXXXXX")
  # shellcheck disable=SC2064 # now is when it is known
  trap "git -C '$root' worktree remove --force '$work/tree'; rm -rf '$work'" EXIT
  git -C "$root" worktree add -q --detach "$work/tree" "$commit"
  "$work/tree/install.sh" --build >&2
  mkdir -p "$cache"
  cp "$work/tree/build/release/expgate" "$old.new"
  mv "$old.new" "$old"
fi
echo "$old"
