# shellcheck shell=bash disable=SC2154
# How the demo and the flow tell their story: source it with the program in $expgate. Everything lies in $work, which goes at the end.
work=$(mktemp -d "${TMPDIR:-/tmp}/expgate-story.XXXXXX")
mkdir "$work/bin"
ln -s "$(readlink -f -- "$expgate")" "$work/bin/expgate"
export PATH=$work/bin:$PATH
trap 'rm -rf "$work"' EXIT
bold='' dim='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\e[1m' dim=$'\e[2m' plain=$'\e[0m'; fi

# Nothing of the caller's git may change the story.
while read -r name; do unset "$name"; done < <(compgen -e | grep -E '^(GIT|GL|CI)_')
export HOME=$work GIT_CONFIG_GLOBAL=$work/gitconfig GIT_CONFIG_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0
git config --global init.defaultBranch main
git config --global user.name Ada
git config --global user.email ada@example.com
git config --global advice.statusHints false
git config --global push.default current

step=0
story() {
  step=$((step + 1))
  printf '\n%s%d. %s%s\n' "$bold" "$step" "$1" "$plain"
}
# Types a command: shows it, runs it, and shows what it says, without git's own progress and "remote: ", for 80 columns.
typed() {
  printf '%s$ %s%s\n' "$dim" "$1" "$plain"
  status=0
  said=$(eval "$1" 2>&1) || status=$?
  [ -z "$said" ] || printf '%s\n' "$said" | sed -E 's/[[:space:]]+$//; s/^remote: ?//' |
    grep -vE '^(To |Enumerating|Counting|Writing|Total|Delta|Compressing|error: failed to push)' | cat -s | for_80_columns
}
# The same for a table, as it is.
shown() {
  printf '%s$ %s%s\n' "$dim" "$1" "$plain"
  said=$(export COLUMNS=78 && eval "$1" 2>&1) || stop "$1 failed: $said"
  printf '%s\n' "$said" | fold -s -w 77 | sed 's/^./  &/; s/ *$//'
}
# Takes apart what is wrapped for 100 columns, and wraps it for 80.
for_80_columns() {
  awk -v width=78 '
    function print_wrapped(line,   hanging, cut) {
      match(line, /^ *(= [a-z]+: |--> )?/)
      hanging = sprintf("%*s", RLENGTH > 2 ? RLENGTH : 2, "")
      while (length(line) > width) {
        for (cut = width + 1; cut > length(hanging) + 1 && substr(line, cut, 1) != " "; cut--) continue
        if (cut <= length(hanging) + 1) break
        print "  " substr(line, 1, cut - 1)
        line = hanging substr(line, cut + 1)
      }
      print line == "" ? "" : "  " line
    }
    /^      / { sub(/^ +/, " "); held = held $0; next }
    NR > 1 { print_wrapped(held) }
    { held = $0 }
    END { print_wrapped(held) }'
}
stop() {
  printf '\nit did not go as told: %s\n' "$1" >&2
  exit 1
}
# The push must end as the story says: refused by exactly these rules, or let in.
refused_by() {
  local named
  [ "$status" != 0 ] || stop "step $step was let in, not refused by $*"
  named=$(printf '%s\n' "$said" | grep -oE 'error\[[a-z-]+\]' | sed 's/error\[//; s/\]//' | sort -u | tr '\n' ' ')
  [ "$named" = "$(printf '%s\n' "$@" | sort -u | tr '\n' ' ')" ] || stop "step $step was refused by ${named:-nothing }not by $*"
}
let_in() {
  [ "$status" = 0 ] || stop "step $step was refused: $said"
}
quietly() { "$@" >"$work/log" 2>&1 || stop "$* failed: $(cat "$work/log")"; }
