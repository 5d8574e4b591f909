#!/bin/sh
# Audits the repositories of a list, in as many tasks as you like, and makes one page of what they found. A line of LIST is an address for
# git clone, or a bare repository's folder, which is audited where it lies. Empty lines and those that begin with # do not count.
#
#   fleet.sh audit LIST REPORTS TASK TASKS   the part of task number TASK, from 0 to TASKS-1; one report (JSON) a repository in REPORTS
#   fleet.sh merge LIST REPORTS PAGE         when all tasks have ended: all reports as one page; a repository without a report is on it
#
# FLEET_POLICY is the policy file that all are checked with; without it, each is checked with its own. `audit` ends with 0 whatever was found,
# and `merge` with what expgate found: 0 nothing, 1 something that would be rejected, 2 if anything is not known.
set -eu
export GIT_TERMINAL_PROMPT=0 # nobody is there to type a password

usage() {
  sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2
  exit 2
}

# each FUNCTION: calls it with the number of each repository, its address and its report; $name is what a file can be called after it.
each() {
  number=0
  while IFS= read -r address || [ -n "$address" ]; do
    case $address in '' | '#'*) continue ;; esac
    name=$(printf '%s' "${address%/}" | sed 's|.*[/:]||; s|\.git$||' | LC_ALL=C tr -c 'A-Za-z0-9._\n-' '_')
    [ -n "$name" ] || name=repository
    "$1" "$number" "$address" "$reports/$(printf '%06d' "$number")-$name.json" </dev/null
    number=$((number + 1))
  done <"$list"
}

# audited FOLDER FILE: the audit of the repository in that folder. If it cannot be decided, the report says so.
audited() {
  (cd -- "$1" && expgate audit --all --format json ${FLEET_POLICY:+--policy "$FLEET_POLICY"}) >"$2" || [ $? -le 2 ] ||
    echo "fleet.sh: the audit of $1 was ended" >&2
}

# shellcheck disable=SC2317 # `each` calls it
audit_mine() {
  [ $(($1 % tasks)) -eq "$task" ] || return 0
  echo "$2"
  : >"$3.part" # empty if there is no audit: the page says so
  if [ -d "$2" ]; then
    audited "$2" "$3.part"
  else
    clone=$(mktemp -d)
    if git clone --quiet --mirror -- "$2" "$clone/$name.git"; then audited "$clone/$name.git" "$3.part"; fi
    rm -rf "$clone"
  fi
  mv -- "$3.part" "$3" # whole, or not at all
}

# shellcheck disable=SC2317 # `each` calls it
note_missing() {
  [ -e "$3" ] || : >"$3"
}

[ $# -ge 4 ] || usage
list=$2 reports=$3
[ -r "$list" ] || usage
for program in expgate git; do
  command -v "$program" >/dev/null || { echo "fleet.sh: there is no $program" >&2 && exit 2; }
done
mkdir -p -- "$reports"
case $1 in
  audit)
    [ $# -eq 5 ] || usage
    task=$4 tasks=$5
    if [ "$task" -lt 0 ] || [ "$task" -ge "$tasks" ]; then usage; fi
    case ${FLEET_POLICY:-} in '' | /*) ;; *) FLEET_POLICY=$PWD/$FLEET_POLICY ;; esac
    each audit_mine
    ;;
  merge)
    each note_missing
    exec expgate audit --merge "$reports" --report "html=$4"
    ;;
  *) usage ;;
esac
