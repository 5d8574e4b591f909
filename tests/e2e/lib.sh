# shellcheck shell=bash
# What every suite of this folder shares: source it, define functions named test_*, end with `run_tests "$@"`.
#
# Each test runs in a folder and a subshell of its own, with `set -e`: a command of its preparation that fails is a failure of the test.
# Assertions never end a test; each says what it is about first, and shows the output where it fails. By hand: `bash x_test.sh [test_y…]`.
set -u

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
EXPGATE_SOURCE_DIR=${EXPGATE_SOURCE_DIR:-$(cd "$here/../.." && pwd)}
EXPGATE=${EXPGATE:-$EXPGATE_SOURCE_DIR/build/dev/expgate}
export EXPGATE EXPGATE_SOURCE_DIR
[ -x "$EXPGATE" ] || { echo "no binary at $EXPGATE: build it, or set EXPGATE" >&2; exit 99; }

# The kind of all repositories that a suite makes: EXPGATE_KIND is sha1-files, sha256-files, sha1-reftable or sha256-reftable. Debian's git
# has no reftables: install.sh builds one that has.
kind=${EXPGATE_KIND:-sha1-files}
readonly newest_git=${XDG_CACHE_HOME:-$HOME/.cache}/expgate/git-2.55.0

# of_kind KIND: from now on repositories are of that kind, with all that it takes to make them.
of_kind() {
  object_format=${1%-*} ref_format=${1#*-}
  export GIT_DEFAULT_HASH=$object_format GIT_DEFAULT_REF_FORMAT=$ref_format PATH=${PATH//"$newest_git/bin:"/}
  if [ "$ref_format" = reftable ]; then
    [ -x "$newest_git/bin/git" ] || { echo "no git with reftables at $newest_git: run ./install.sh --git" >&2; exit 99; }
    PATH=$newest_git/bin:$PATH
  fi
  # shellcheck disable=SC2034 # for the suites: git's "no object", and the tree without entries
  zero=$(digits 0) empty_tree=$(git hash-object -t tree --stdin </dev/null)
}

# with_debians_git: refs in files from now on, where a program runs the git that the system has, or another user who cannot reach the newest.
with_debians_git() { of_kind "$object_format-files"; }

# digits DIGIT: the name of an object of that digit alone.
digits() {
  local length=40
  [ "$object_format" = sha1 ] || length=64
  printf "%0${length}d" 0 | tr 0 "$1"
}

# Nothing of the caller's git, GitLab, CI or locale may reach a test.
while read -r name; do unset "$name"; done < <(compgen -e | grep -E '^(GIT_|GL_|CI_|GITHUB_|EXPGATE_[^S]|SSH_)|^(CI|PAGER|EDITOR|VISUAL|NO_COLOR|FORCE_COLOR)$')
work=$(mktemp -d "${TMPDIR:-/tmp}/expgate-e2e.XXXXXX")
readonly work
suite_process=$BASHPID
trap 'if [ "$BASHPID" = "$suite_process" ]; then rm -rf "$work"; fi' EXIT
mkdir "$work/home"
# shellcheck disable=SC2034 # for tests that build: libgit2 lies there, and what ccache has
readonly machine_cache=${XDG_CACHE_HOME:-$HOME/.cache}
export HOME=$work/home XDG_CONFIG_HOME=$work/home/.config LC_ALL=C.UTF-8 TZ=UTC TERM=dumb
export GIT_CONFIG_GLOBAL=$work/gitconfig GIT_CONFIG_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0 GIT_EDITOR=false
of_kind "$kind"
export GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.com GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@example.com
export GIT_AUTHOR_DATE='1700000000 +0000' GIT_COMMITTER_DATE='1700000000 +0000'
cat >"$GIT_CONFIG_GLOBAL" <<'EOF'
[init]
	defaultBranch = main
	templateDir =
[advice]
	detachedHead = false
	statusHints = false
	pushUpdateRejected = false
	skippedCherryPicks = false
	addEmbeddedRepo = false
	mergeConflict = false
	updateSparsePath = false
[core]
	fsync = none
[gc]
	auto = 0
[maintenance]
	auto = false
[receive]
	autogc = false
[push]
	default = current
[protocol "file"]
	allow = always
EOF

# --- telling ---

# ok WHAT, not_ok WHAT [DETAIL…]: one assertion, counted. The details are shown indented.
ok() {
  echo ok >>"$work/results"
  printf 'ok - %s: %s\n' "$current_test" "$1"
}

not_ok() {
  echo "not ok" >>"$work/results"
  printf 'not ok - %s: %s\n' "$current_test" "$1"
  shift
  printf '%s\n' "$@" | sed 's/^/    /'
}

# is WHAT EXPECTED ACTUAL
is() {
  if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "expected: $2" "     got: $3" "${out:+output:}" "${out:-}"; fi
}

# says WHAT TEXT, says_not WHAT TEXT: the output of the last command has that text in it, literally, however its lines are wrapped.
says() {
  case $out$'\n'$(unwrapped) in *"$2"*) ok "$1" ;; *) not_ok "$1" "does not say: $2" "$out" ;; esac
}
says_not() {
  case $out$'\n'$(unwrapped) in *"$2"*) not_ok "$1" "says: $2" "$out" ;; *) ok "$1" ;; esac
}
unwrapped() { sed 's/^remote: //; s/^GL-HOOK-ERR: //' <<<"$out" | tr -s '[:space:]' ' '; }

# run COMMAND…: $out is what it printed (both streams), $status its exit code.
run() {
  status=0
  out=$("$@" 2>&1 | tr '\0' '@'; exit "${PIPESTATUS[0]}") || status=$?
}

# The rules that the last output names as errors (or as what $1 says), sorted, on one line.
named() {
  grep -oE "\\b${1:-error}\\[[a-z0-9-]+\\]" <<<"$out" | sed 's/.*\[//; s/\]//' | sort -u | tr '\n' ' ' | sed 's/ $//'
}
sorted() {
  tr ' ' '\n' <<<"$1" | sed '/^$/d' | sort -u | tr '\n' ' ' | sed 's/ $//'
}

# --- judging ---

# exits WHAT STATUS COMMAND…: the command ends with exactly that code.
exits() {
  local what=$1 expected=$2
  shift 2
  run "$@"
  if [ "$status" = "$expected" ]; then ok "$what"; else not_ok "$what" "exit code $status instead of $expected" "$out"; fi
}

# passes WHAT COMMAND…: ends with 0 and names no error.
passes() {
  local what=$1
  shift
  run "$@"
  if [ "$status" = 0 ] && [ -z "$(named)" ]; then ok "$what"; else not_ok "$what" "exit code $status: $*" "$out"; fi
}

# refuses WHAT RULES COMMAND…: fails and names exactly these rules as errors, and did decide.
refuses() {
  local what=$1 rules
  rules=$(sorted "$2")
  shift 2
  run "$@"
  if [ "$status" = 0 ]; then not_ok "$what" "was let in, expected: $rules" "$out"
  elif [ "$(named)" != "$rules" ]; then not_ok "$what" "expected: $rules" "     got: $(named)" "$out"
  elif grep -q 'could not decide' <<<"$out"; then not_ok "$what" "could not decide" "$out"
  else ok "$what"; fi
}

# undecided WHAT COMMAND…: fails, says so, and blames no rule. A command that judges nothing only says why.
undecided() {
  local what=$1
  shift
  run "$@"
  if [ "$status" != 0 ] && [ -z "$(named)" ] && grep -q 'could not decide' <<<"$out"; then ok "$what"
  elif [ "$status" = 2 ] && [ -z "$(named)" ] && grep -q '^expgate: ' <<<"$out" && ! grep -q ' rejected: ' <<<"$out"; then ok "$what"
  else not_ok "$what" "exit code $status, expected: could not decide" "$out"; fi
}

# unmoved STATE-COMMAND WHAT ASSERTION…: the assertion holds and the state is the same afterwards.
unmoved() {
  local state=$1 before
  before=$($state)
  shift
  "$@"
  [ "$before" = "$($state)" ] || not_ok "$2 (and nothing moved)" "before:" "$before" "after:" "$($state)"
}
remote_refs() { git ls-remote "$remote_url"; }
local_head() { git rev-parse -q --verify HEAD || echo none; }

# push_ok WHAT [PUSH-ARGUMENT…], push_refused WHAT RULES [PUSH-ARGUMENT…], push_undecided WHAT [PUSH-ARGUMENT…]: git push, by default of
# HEAD to the same name. Refused means: fails, names exactly these rules, and no ref of the server moved.
push_ok() {
  local what=$1
  shift
  [ $# -gt 0 ] || set -- origin HEAD
  passes "$what" git push "$@"
}
push_refused() {
  local what=$1 rules=$2 remote_url
  shift 2
  [ $# -gt 0 ] || set -- origin HEAD
  remote_url=$(git config remote.origin.url)
  unmoved remote_refs refuses "$what" "$rules" git push "$@"
}
push_undecided() {
  local what=$1 remote_url
  shift
  [ $# -gt 0 ] || set -- origin HEAD
  remote_url=$(git config remote.origin.url)
  unmoved remote_refs undecided "$what" git push "$@"
}

# commit_ok WHAT [ARGUMENT…], commit_refused WHAT RULES [ARGUMENT…], commit_undecided …: git commit with the hooks of the clone, by default
# with a good message of its own. HEAD must move, or stay.
commit_ok() {
  local what=$1 before
  shift
  [ $# -gt 0 ] || set -- -m 'feat: add a thing'
  before=$(local_head)
  tick
  passes "$what" git commit "$@"
  [ "$status" != 0 ] || [ "$before" != "$(local_head)" ] || not_ok "$what (and makes a commit)" "$out"
}
commit_refused() {
  local what=$1 rules=$2
  shift 2
  [ $# -gt 0 ] || set -- -m 'feat: add a thing'
  tick
  unmoved local_head refuses "$what" "$rules" git commit "$@"
}
commit_undecided() {
  local what=$1
  shift
  [ $# -gt 0 ] || set -- -m 'feat: add a thing'
  tick
  unmoved local_head undecided "$what" git commit "$@"
}

# --- building ---

# The next commit is a minute younger.
clock=1700000000
tick() {
  clock=$((clock + 60))
  export GIT_AUTHOR_DATE="$clock +0000" GIT_COMMITTER_DATE="$clock +0000"
}

# put PATH [TEXT]: a small file, other content at each call. big PATH [BYTES]: one of that size (2,000).
put() {
  case $1 in */*) mkdir -p "${1%/*}" ;; esac
  if [ $# -gt 1 ]; then printf '%s\n' "$2" >"$1"; else printf '%s %s\n' "$1" "$RANDOM$RANDOM" >"$1"; fi
}
big() {
  case $1 in */*) mkdir -p "${1%/*}" ;; esac
  { printf '%s ' "$RANDOM$RANDOM"; head -c "${2:-2000}" /dev/zero | tr '\0' x; } >"$1"
}

# save MESSAGE [PATH…]: commits these files (new small ones where they do not exist) and what is staged, past all hooks.
save() {
  local message=$1 path
  shift
  tick
  for path in "$@"; do
    [ -e "$path" ] || [ -L "$path" ] || put "$path"
    git add -f -- "$path"
  done
  git -c core.hooksPath=/dev/null commit -q --allow-empty --cleanup=verbatim -m "$message"
}

# hook REPOSITORY NAME [ARGUMENT…]: a one-line hook that runs the binary with these arguments more.
hook() {
  local folder name=$2
  folder=$(git -C "$1" rev-parse --absolute-git-dir)/hooks
  shift 2
  mkdir -p "$folder"
  printf '#!/bin/sh\nexec "%s" %s "$@" %s\n' "$EXPGATE" "$name" "$*" >"$folder/$name"
  chmod +x "$folder/$name"
}

# server NAME: a bare repository NAME.git with the hook as the binary installs it; its policy is read from stdin unless that is a terminal.
server() {
  git init -q --bare "$1.git"
  mkdir -p "$1.git/custom_hooks"
  "$EXPGATE" install --server "$1.git" >install.log 2>&1 || { cat install.log; return 1; }
}

# policy SERVER: that server's own policy, from stdin.
policy() {
  cat >"$1.git/custom_hooks/expgate.yaml"
}

# sneak SERVER REFSPEC…: brings refs of this clone to the server past its hooks, as a fork's merge request or a restored backup does.
sneak() {
  local server=$1
  shift
  git --git-dir="../$server.git" fetch -q "$PWD" "$@"
}

# clone SERVER [FOLDER]: a clone, and the working directory from there on.
clone() {
  git clone -q "$PWD/$1.git" "${2:-$1}" 2>/dev/null
  cd "${2:-$1}"
}

# client NAME HOOK…: a repository with these client hooks and no policy yet, and the working directory from there on.
client() {
  git init -q "$1"
  cd "$1"
  shift
  local name
  for name in "$@"; do hook . "$name"; done
}

# json FILE KEY…: the value at that path of a JSON file: "json report counts commits". Fails where the file is not JSON. Lists as [..].
json() {
  perl -MJSON::PP -e '
    my $file = shift; open my $in, "<", $file or die "$file: $!"; local $/; my $value = JSON::PP->new->utf8->decode(<$in>);
    for (@ARGV) {
      if (ref $value eq "ARRAY") { $value = $_ eq "#" ? scalar @$value : $value->[$_] }
      else { exists $value->{$_} or die "no key $_\n"; $value = $value->{$_} }
    }
    binmode STDOUT, ":utf8";
    print defined $value ? ref $value ? JSON::PP->new->canonical->allow_nonref->encode($value) : $value : "null"' "$@"
}

# --- running ---

# run_tests [TEST…]: runs all functions named test_*, or these; ends the script with the number of failures.
run_tests() {
  local all=("$@") code passed failed
  [ $# -gt 0 ] || mapfile -t all < <(grep -oE '^test_[a-z0-9_]+' "$0")
  : >"$work/results"
  for current_test in "${all[@]}"; do
    mkdir "$work/$current_test"
    (
      set -eE
      trap 'echo "    stopped at ${BASH_SOURCE[0]##*/}:$LINENO: $BASH_COMMAND"' ERR
      cd "$work/$current_test"
      "$current_test"
    ) </dev/null
    code=$?
    [ "$code" = 0 ] || not_ok "did not reach its end (exit code $code)"
    rm -rf "${work:?}/$current_test"
  done
  passed=$(grep -c '^ok' "$work/results")
  failed=$(grep -c '^not ok' "$work/results")
  echo "$passed passed, $failed failed"
  [ "$passed" -gt 0 ] || failed=$((failed + 1))
  exit $((failed > 100 ? 100 : failed))
}
