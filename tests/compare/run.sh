#!/bin/bash
# Compares the verdicts of this tree's binary with those of version 0.1.0: exit codes, verdicts, counts, rules and places of the findings,
# never their wording. Run by hand before a release and after a change that should change no verdict; not part of ctest, since the old
# binary has to be built first. On two idle cores the messages take a quarter of a minute and 1,000 pushes a minute. The end-to-end tests
# take about as long as three runs of them.
#
#   tests/compare/run.sh [--old BINARY] [--new BINARY] [--pushes N] [--jobs N] [--keep FOLDER] [PART…]
#
#   --old BINARY   the old one; default: built from a work tree of its commit, once, and kept in ~/.cache/expgate/compare
#   --new BINARY   the new one; default: build/release/expgate, else build/dev/expgate
#   --pushes N     how many pushes to generate (1,000)
#   --jobs N       how many end-to-end tests to run at the same time (1)
#   --keep FOLDER  leave the results there, a folder a part
#   PART           messages: the messages of tests/bench, through commit-msg and ci
#                  pushes: generated pushes, through pre-receive; some through git push, update, ci, pre-commit, pre-push and audit
#                  e2e: all that the end-to-end tests let the gate judge; e2e/NAME: those of one test (e2e/ci_gitlab_test)
#                  default: all three
#
# Exit code 1 if a run differs in a way that differences.md does not list, or if fewer runs were compared than there should be.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
# The first waits for the program to be the one that it started, which the shim becomes only later. The others build, or read help and
# sources, and let the gate judge nothing.
readonly left_out='fail_shut_test:test_a_crash package_test house_test completion_test help_commands_test install_script_test'
old='' new='' pushes=1000 keep='' jobs=1 parts=()
while [ $# -gt 0 ]; do
  case $1 in
    --old) old=$(realpath "$2") && shift ;;
    --new) new=$(realpath "$2") && shift ;;
    --pushes) pushes=$2 && shift ;;
    --jobs) jobs=$2 && shift ;;
    --keep) keep=$2 && shift ;;
    messages | pushes | e2e | e2e/*) parts+=("$1") ;;
    *) sed -n '2,21s/^# \{0,1\}//p' "$0" && exit 2 ;;
  esac
  shift
done
[ ${#parts[@]} -gt 0 ] || parts=(messages pushes e2e)

work=$(mktemp -d "${TMPDIR:-/tmp}/expgate-compare.XXXXXX")
# shellcheck disable=SC2317 # the trap calls it
cleanup() {
  rm -rf "$work"
}
trap cleanup EXIT
chmod 755 "$work" # tests run hooks under other accounts

[ -n "$old" ] || old=$("$here/old.sh")
for each in "$root/build/release/expgate" "$root/build/dev/expgate"; do
  [ -n "$new" ] || [ ! -x "$each" ] || new=$each
done
[ -x "$new" ] || { echo "no binary to compare: ./install.sh --build, or --new BINARY" >&2; exit 2; }
# Copies: a build that goes on meanwhile changes nothing, and every account may run them.
install -m 755 "$old" "$work/old"
install -m 755 "$new" "$work/new"
echo "old: $("$work/old" --version), new: $("$work/new" --version)"

results=${keep:-$work/results}
mkdir -p "$results"
results=$(realpath "$results")
rm -rf "${results:?}"/{messages,pushes,e2e} # of an earlier run

# alone COMMAND…: with nothing of the caller's git, GitLab, CI or locale.
alone() {
  env -i HOME="$work" PATH="$PATH" LC_ALL=C.UTF-8 TZ=UTC PYTHONDONTWRITEBYTECODE=1 GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL="$work/gitconfig" "$@"
}
printf '[init]\ndefaultBranch = main\ntemplateDir =\n[core]\nfsync = none\n[gc]\nauto = 0\n[user]\nname = Ada\nemail = ada@example.com\n' >"$work/gitconfig"

compare_messages() (
  local bench=$root/tests/bench
  alone git init -q "$work/messages"
  cd "$work/messages"
  perl "$bench/history.pl" messages "$bench/messages.txt" | alone git fast-import --quiet --done
  alone python3 "$here/messages.py" "$work/old" "$work/new" "$bench/messages.txt" "$bench/messages.yaml" "$1"
)

compare_pushes() (
  mkdir "$work/pushes"
  alone python3 "$here/pushes.py" "$work/old" "$work/new" "$pushes" "$1" "$work/pushes"
)

# shim FILE RESULTS SUITE: writes the program that the tests run instead of expgate.
shim() {
  sed -e "s|@PYTHON@|$(command -v python3)|; s|@OLD@|$work/old|; s|@NEW@|$work/new|; s|@HELPERS@|$here|; s|@RESULTS@|$2|; s|@SUITE@|$3|" "$here/shim.py" >"$1.new"
  chmod 755 "$1.new"
  mv "$1.new" "$1"
}

# run_test FILE RESULTS: one test file, with a shim of its own. What the test itself says does not count: some look at the program.
run_test() {
  local name tests each bin
  name=$(basename "$1" .sh)
  bin=$work/bin/$name
  mkdir -p "$bin"
  mapfile -t tests < <(grep -oE '^test_[a-z0-9_]+' "$1")
  for each in "${!tests[@]}"; do
    case " $left_out " in *" $name:${tests[each]} "*) unset "tests[$each]" ;; esac
  done
  shim "$bin/expgate" "$2" "$name"
  TMPDIR=$work/tmp EXPGATE=$bin/expgate EXPGATE_SOURCE_DIR=$root \
    timeout --kill-after=10 900 bash "$1" "${tests[@]}" >"$bin/log" 2>&1 </dev/null || true
  printf '  %-28s %6d runs; the test: %s\n' "$name" "$(cat "$2"/*.jsonl 2>/dev/null | grep -c "^\[\"$name ")" "$(tail -n 1 "$bin/log")"
}

# compare_e2e RESULTS FILE…: all these test files, JOBS at a time.
compare_e2e() {
  local results=$1 file
  shift
  mkdir -p "$work/tmp"
  chmod 1777 "$results" "$work/tmp"
  for file; do
    case " $left_out " in *" $(basename "$file" .sh) "*) continue ;; esac
    while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do wait -n; done
    run_test "$file" "$results" &
  done
  wait
}

declare -A minimums=()
for part in "${parts[@]}"; do
  folder=$results/${part%%/*}
  mkdir -p "$folder"
  start=$SECONDS
  case $part in
    messages) compare_messages "$folder"; minimums[messages]=900 ;;
    pushes) compare_pushes "$folder"; minimums[pushes]=$((pushes * 3 / 2)) ;;
    e2e) compare_e2e "$folder" "$root"/tests/e2e/*_test.sh; minimums[e2e]=2000 ;;
    e2e/*) compare_e2e "$folder" "$root/tests/$part.sh"; minimums[e2e]=${minimums[e2e]:-1} ;;
  esac
  echo "$part: $((SECONDS - start)) s"
done
arguments=()
for part in "${!minimums[@]}"; do arguments+=("$part" "${minimums[$part]}"); done
status=0
python3 -B "$here/summary.py" "$here/differences.md" "$results" "${arguments[@]}" || status=$?
if compgen -G "$results/e2e/*.trouble" >/dev/null; then
  echo "the shim had trouble with $(cat "$results"/e2e/*.trouble | wc -l) runs, such as:" && cat "$results"/e2e/*.trouble | head -3
fi
exit $status
