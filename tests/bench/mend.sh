# shellcheck shell=bash
# `expgate mend` beside git rebase and git filter-repo: a part of run.sh.
# shellcheck disable=SC2154 # quick, work, store, here, EXPGATE, over are run.sh's

# A branch of many commits, every tenth of which brings weights; what the remote has is one commit.
build_mend() {
  local count=1000
  [ ! "$quick" ] || count=100
  git init -q "$1"
  perl "$here/history.pl" weights "$count" | git -C "$1" fast-import --quiet --done
  git -C "$1" symbolic-ref HEAD refs/heads/exp/weights
  git -C "$1" reset -q --hard
  git init -q --bare "$1.remote"
  git -C "$1" push -q "$1.remote" main
  git -C "$1" remote add origin "$1.remote"
  git -C "$1" repack -qad
}

# Each run gets a copy of its own, made before: what is measured changes it.
copies() {
  local number
  rm -rf "$work/fresh" "$work/used"
  mkdir "$work/fresh" "$work/used"
  for ((number = 0; number < 2 * $1 + 2; ++number)); do cp -a "$store/mend$quick" "$work/fresh/$number"; done
}

mend() {
  once "mend$quick" build_mend
  local times=5 take
  [ ! "$quick" ] || times=1
  # shellcheck disable=SC2016 # for the shell that is measured
  take="set -- '$work'/fresh/* && mv \"\$1\" '$work/used/' && cd '$work/used/'\"\${1##*/}\""
  local ours="$take && '$EXPGATE' mend --yes --quiet"
  copies 1
  beside 'mend of commits with weights / git rebase --exec' 0.05 1 "$ours" \
    "$take && GIT_SEQUENCE_EDITOR=: git rebase -q -i -x 'git rm -rq --cached --ignore-unmatch models && git commit -q --amend --allow-empty --no-edit' main >'$work/rebase.log' 2>&1"
  if ! command -v git-filter-repo >/dev/null; then
    echo 'mend: skipped beside git filter-repo, which is not installed (Debian: git-filter-repo)'
    return
  fi
  copies "$times"
  beside 'mend of commits with weights / git filter-repo' 1 "$times" "$ours" \
    "$take && git filter-repo --force --invert-paths --path models --refs exp/weights >'$work/filter.log' 2>&1"
}

# beside JOB BAR TIMES OURS THEIRS: a line of the table about processor time, of two shell commands.
beside() {
  local result
  result=$("$work/measure" "$3" /dev/null sh -c "$4" -- sh -c "$5")
  read -r _ _ our_cpu _ our_code _ <<<"$(head -1 <<<"$result")"
  read -r _ _ their_cpu _ their_code _ <<<"$(tail -1 <<<"$result")"
  if [ "$our_code $their_code" != '0 0' ]; then
    echo "$1: exit codes $our_code and $their_code" >&2
    over=$((over + 1))
    return
  fi
  line "$1, processor time" "$our_cpu ms" "$their_cpu ms" "$our_cpu" "$their_cpu" "$2" ''
}
