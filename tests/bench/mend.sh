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

# Each run gets a copy of its own: what is measured changes it.
mend() {
  once "mend$quick" build_mend
  local copy="rm -rf '$work/copy' && cp -a '$store/mend$quick' '$work/copy' && cd '$work/copy'" times=5
  [ ! "$quick" ] || times=1
  local again="$copy && '$EXPGATE' mend --yes --quiet"
  local rebase="$copy && GIT_SEQUENCE_EDITOR=: git rebase -q -i -x 'git rm -rq --cached --ignore-unmatch models && git commit -q --amend --allow-empty --no-edit' main >'$work/rebase.log' 2>&1"
  # The copying is measured alone, and taken off both.
  local copying
  copying=$("$work/measure" "$times" /dev/null sh -c "$copy" -- sh -c "$copy" | head -1)
  subtracted 'mend of commits with weights / git rebase --exec' 0.05 1 "$copying" "$again" "$rebase"
  if ! command -v git-filter-repo >/dev/null; then
    echo 'mend: skipped beside git filter-repo, which is not installed (Debian: git-filter-repo)'
    return
  fi
  subtracted 'mend of commits with weights / git filter-repo' 1 "$times" "$copying" "$again" \
    "$copy && git filter-repo --force --invert-paths --path models --refs exp/weights >'$work/filter.log' 2>&1"
}

# subtracted JOB BAR TIMES WHAT-BOTH-PAY OURS THEIRS: a line of the table about processor time, of two shell commands.
subtracted() {
  local result
  result=$("$work/measure" "$3" /dev/null sh -c "$5" -- sh -c "$6")
  read -r _ _ our_cpu _ our_code _ <<<"$(head -1 <<<"$result")"
  read -r _ _ their_cpu _ their_code _ <<<"$(tail -1 <<<"$result")"
  read -r _ _ common_cpu _ <<<"$4"
  if [ "$our_code $their_code" != '0 0' ]; then
    echo "$1: exit codes $our_code and $their_code" >&2
    over=$((over + 1))
    return
  fi
  local ours theirs
  ours=$(awk -v a="$our_cpu" -v b="$common_cpu" 'BEGIN { printf "%.2f", a - b }')
  theirs=$(awk -v a="$their_cpu" -v b="$common_cpu" 'BEGIN { printf "%.2f", a - b }')
  line "$1, processor time" "$ours ms" "$theirs ms" "$ours" "$theirs" "$2" ''
}
