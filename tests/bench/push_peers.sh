# shellcheck shell=bash
# expgate beside what else checks pushes and staged files: bash hooks, gitleaks, pre-commit-hooks. A part of run.sh.
# shellcheck disable=SC2154 # quick, work, store, here, home, zero, EXPGATE, over are run.sh's

gitleaks_version=8.30.1
pre_commit_hooks_version=6.0.0

# install_gitleaks FOLDER, install_pre_commit_hooks FOLDER: those versions, which are part of the folders' names.
install_gitleaks() {
  [ -x "$1/gitleaks" ] || HOME=$home GOBIN=$1 go install "github.com/zricethezav/gitleaks/v8@v$gitleaks_version"
}

install_pre_commit_hooks() {
  [ -x "$1/bin/check-added-large-files" ] ||
    { python3 -m venv "$1" && "$1/bin/pip" install -q "pre-commit-hooks==$pre_commit_hooks_version"; }
}

# plant PATH [MESSAGE] <CONTENT: prints a commit on top of the push of this repository that brings that file.
plant() {
  local blob tree
  blob=$(git hash-object -w --stdin)
  tree=$({ git ls-tree "$(cat new)" && printf '100644 blob %s\t%s\n' "$blob" "$1"; } | git mktree)
  git commit-tree -p "$(cat new)" -m "${2:-feat: add a file}" "$tree"
}

big_text() { head -c 6291456 /dev/zero | tr '\0' x | fold; }

a_key() {
  printf -- '-----BEGIN %s KEY-----\n' 'RSA PRIVATE'
  seq 1000 1300 | base64
  printf -- '-----END %s KEY-----\n' 'RSA PRIVATE'
}

# plant_faults REF: the push of this repository and one fault more, as $work/push-size, -name, -message and -key. Enters their
# quarantine, a copy of the push's.
plant_faults() {
  rm -rf objects/planted && cp -al objects/incoming objects/planted
  export GIT_QUARANTINE_PATH=$PWD/objects/planted GIT_OBJECT_DIRECTORY=$PWD/objects/planted
  echo "$zero $(big_text | plant planted-table.txt) $1" >"$work/push-size"
  echo "$zero $(echo x | plant planted-weights.pt) $1" >"$work/push-name"
  echo "$zero $(echo x | plant note.txt 'planted message without a type') $1" >"$work/push-message"
  echo "$zero $(a_key | plant planted-key.txt) $1" >"$work/push-key"
}

# rejects WORD STDIN COMMAND…: checks that the command ends with 1 and names the WORD, before its time is taken.
rejects() {
  local code=0
  "${@:3}" <"$2" >"$work/said" 2>&1 || code=$?
  [ "$code" = 1 ] && grep -qF -- "$1" "$work/said" && return
  echo "push-peers: exit code $code (expected 1, and '$1' named) from: ${*:3}" >&2
  head -5 "$work/said" >&2
  touch "$work/broken" # run.sh then ends with 1 even without --strict
  return 1
}

# rejects_faults COMMAND…: checks that it rejects a file by its size, another by its name, and a message.
rejects_faults() {
  rejects planted-table.txt "$work/push-size" "$@" && rejects planted-weights.pt "$work/push-name" "$@" &&
    rejects 'planted message' "$work/push-message" "$@"
}

bash_hooks_judge() {
  plant_faults "$1" && rejects_faults "$EXPGATE" pre-receive && rejects_faults "$EXPGATE" pre-receive --policy "$here/names.yaml" &&
    rejects_faults "$here/usual_hook.sh" && rejects_faults "$here/careful_hook.sh"
}

hooks_on_commits() {
  local count=2,000 times=5
  [ ! "$quick" ] || { count=200 times=3; }
  once "commits$quick" build_commits
  cd "$store/commits$quick" || return
  quarantine
  (bash_hooks_judge refs/heads/feature/push) || return
  rm -r objects/planted
  echo "$zero $(cat new) refs/heads/feature/push" >"$work/push"
  compare "$count commits x 5 files, every rule / usual bash hook" 0.2 $times 0 "$work/push" "$EXPGATE" pre-receive -- "$here/usual_hook.sh"
  compare "$count commits x 5 files, every rule / hook with awk" 1 $times 0 "$work/push" "$EXPGATE" pre-receive -- "$here/careful_hook.sh"
  compare "$count commits x 5 files, names, sizes, messages / the same" 1 $times 0 "$work/push" \
    "$EXPGATE" pre-receive --policy "$here/names.yaml" -- "$here/careful_hook.sh"
}

hooks_among_refs() {
  local count=100,000 times=5
  [ ! "$quick" ] || { count=10,000 times=3; }
  once "refs$quick" build_refs
  cd "$store/refs$quick" || return
  quarantine
  (bash_hooks_judge refs/heads/feature/brand-new) || return
  rm -r objects/planted
  echo "$zero $(cat new) refs/heads/feature/brand-new" >"$work/push"
  compare "$count refs, 3 commits, every rule / usual bash hook" 0.05 $times 0 "$work/push" "$EXPGATE" pre-receive -- "$here/usual_hook.sh"
  compare "$count refs, 3 commits, every rule / hook with awk" 0.05 $times 0 "$work/push" "$EXPGATE" pre-receive -- "$here/careful_hook.sh"
}

# leaks PUSH: sets how gitleaks is started for it. It has no mode of its own for pre-receive: `--log-opts` says which commits are new.
leaks() {
  local new
  read -r _ new _ <"$1"
  gitleaks=("$store/gitleaks-$gitleaks_version/gitleaks" git --no-banner --redact --verbose "--log-opts=$new --not --all" .)
}

gitleaks_judges() {
  local gitleaks
  plant_faults refs/heads/feature/push && leaks "$work/push-key" && rejects planted-key.txt "$work/push-key" "${gitleaks[@]}" &&
    rejects planted-key.txt "$work/push-key" "$EXPGATE" pre-receive
}

leaks_on_commits() {
  local count=2,000 times=5 gitleaks
  [ ! "$quick" ] || { count=200 times=3; }
  if ! install_gitleaks "$store/gitleaks-$gitleaks_version" >"$work/go.log" 2>&1; then
    echo "push-peers: skipped gitleaks, which cannot be had here (go install github.com/zricethezav/gitleaks/v8@v$gitleaks_version)"
    return
  fi
  once "commits$quick" build_commits
  cd "$store/commits$quick" || return
  quarantine
  (gitleaks_judges) || return
  rm -r objects/planted
  echo "$zero $(cat new) refs/heads/feature/push" >"$work/push"
  leaks "$work/push"
  compare "$count commits x 5 files, every rule / gitleaks $gitleaks_version" 1 $times 0 "$work/push" "$EXPGATE" pre-receive -- "${gitleaks[@]}"
}

# 1,000 files in HEAD, 20 more staged on a branch.
build_staged() {
  local number
  git init -q "$1" && cd "$1" || return
  perl "$here/history.pl" files 1000 | git fast-import --quiet --done
  git reset -q --hard
  git switch -q -c feature/x
  mkdir src/new
  for number in {1..20}; do echo "x = $number" >"src/new/part$number.py"; done
  git add src/new
}

# The program alone, started on the staged files as pre-commit does: what pre-commit itself takes comes on top.
large_files_staged() {
  local version=$pre_commit_hooks_version
  local venv=$store/pre-commit-hooks-$version
  if ! install_pre_commit_hooks "$venv" >"$work/venv.log" 2>&1; then
    echo "push-peers: skipped pre-commit-hooks, which cannot be had here (python3 -m venv, pip install pre-commit-hooks==$version)"
    return
  fi
  local check=("$venv/bin/check-added-large-files" --maxkb=5120)
  (build_staged "$work/staged") && cd "$work/staged" || return
  big_text >src/new/planted-table.txt && git add src/new
  rejects planted-table.txt /dev/null "${check[@]}" src/new/* && rejects planted-table.txt /dev/null "$EXPGATE" pre-commit || return
  git rm -q -f src/new/planted-table.txt
  compare "20 staged files, every rule / pre-commit-hooks $version" 0.5 "$([ "$quick" ] && echo 5 || echo 25)" 0 /dev/null \
    "$EXPGATE" pre-commit -- "${check[@]}" src/new/*
}

push_peers() {
  local part code
  for part in hooks_on_commits hooks_among_refs leaks_on_commits large_files_staged; do
    # A subshell each: the quarantine of one is not the other's.
    code=0 && (misses_of "$part") || code=$?
    over=$((over + code))
  done
}

# misses_of PART: exits with the number of bars that it did not hold, or of verdicts that are wrong.
misses_of() {
  over=0
  "$1" || over=$((over + 1))
  exit "$over"
}
