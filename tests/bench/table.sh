# shellcheck shell=bash
# What is measured and the lines of the table: a part of run.sh.
# shellcheck disable=SC2154 # work, over are run.sh's

row='%-60s %24s %24s %7s %6s %5s %s\n' # the job, ours, theirs, ratio, that of processor time, bar, verdict

# compare JOB BAR TIMES EXPECTED-CODE STDIN OURS… -- THEIRS…: a line of the table. A verdict other than the expected one is an error.
# BAR is the ratio that may be, of the clock and of processor time, or with `ms` behind it the time that ours may take. What is over
# is measured again: over twice in three runs counts.
compare() {
  local job=$1 bar=$2 times=$3 expected=$4 misses=0
  shift 4
  for _ in 1 2 3; do
    measure "$job" "$times" "$expected" "$@" || return 0
    is_held "$bar" || misses=$((misses + 1))
    case $misses in 0 | 2) break ;; esac
  done
  [ $misses -lt 2 ] || over=$((over + 1))
  # shellcheck disable=SC2059
  printf "$row" "$job" "$(spread "$ours" "$our_least" "$our_most")" "$(spread "$theirs" "$their_least" "$their_most")" \
    "$(ratio "$ours" "$theirs")" "$(ratio "$our_cpu" "$their_cpu")" "$bar" "$([ $misses -lt 2 ] && echo ok || echo over)"
}

# measure JOB TIMES EXPECTED-CODE STDIN OURS… -- THEIRS…: sets what the line says, medians in ms beside the least and the most.
measure() {
  local job=$1 times=$2 expected=$3 result
  shift 3
  result=$("$work/measure" "$times" "$@")
  read -r our_least ours _ our_kib our_code our_most our_cpu our_faults <<<"$(head -1 <<<"$result")"
  read -r their_least theirs _ their_kib their_code their_most their_cpu _ <<<"$(tail -1 <<<"$result")"
  [ "$our_code $their_code" = "$expected 0" ] && return
  echo "$job: exit codes $our_code (expected $expected) and $their_code" >&2
  touch "$work/broken" # run.sh then ends with 1 even without --strict
  over=$((over + 1))
  return 1
}

# spread MEDIAN LEAST MOST
spread() {
  printf '%.2f (%.2f-%.2f)' "$@"
}

ratio() {
  awk -v a="$1" -v b="$2" 'BEGIN { if (b > 0) printf "%.3f", a / b; else print "-" }'
}

# is_held BAR: whether what was measured last is within it.
is_held() {
  awk -v a="$ours" -v b="$theirs" -v cpu="$our_cpu" -v their_cpu="$their_cpu" -v bar="$1" \
    'BEGIN { exit bar ~ /ms$/ ? a > bar + 0 : a > b * bar || cpu > their_cpu * bar }'
}

# memory JOB BAR-KIB [REFERENCE-KIB]: a line about the memory of what was compared last.
memory() {
  line "$1, peak memory" "$((our_kib / 1024)).$((our_kib % 1024 * 10 / 1024)) MiB" "${3:+$((their_kib / 1024)).$((their_kib % 1024 * 10 / 1024)) MiB}" \
    "$our_kib" "$2" 1 ''
}

# faults JOB BAR: a line about the page faults of what was compared last, which no load of the machine changes.
faults() {
  line "$1, page faults" "$our_faults" '' "$our_faults" "$2" 1 ''
}

# line JOB OURS THEIRS OUR-NUMBER THEIR-NUMBER BAR CPU-RATIO
line() {
  local verdict
  verdict=$(awk -v a="$4" -v b="$5" -v bar="$6" 'BEGIN { printf "%.3f %s", a / b, a / b <= bar + 0 ? "ok" : "over" }')
  [ "${verdict#* }" = ok ] || over=$((over + 1))
  # shellcheck disable=SC2059
  printf "$row" "$1" "$2" "$3" "${verdict% *}" "$7" "$6" "${verdict#* }"
}
