#!/bin/bash
# Completions of bash, zsh and fish, asked of the shells themselves, and the manual page.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# in_bash LINE: what bash offers for the last word of the line, sorted, on one line. What readline replaces of it begins behind the last `=`.
in_bash() {
  # shellcheck disable=SC2016
  bash --norc -i -c '
    source "$1"
    COMP_LINE=$2 COMP_POINT=${#2} word=${2##*[ =]} COMPREPLY=()
    compopt() { :; }
    _expgate expgate "$word"; printf "%s\n" "${COMPREPLY[@]}"' bash "$work/expgate.bash" "expgate $1" 2>/dev/null | sort | xargs
}

# in_zsh LINE: what zsh lists for it, one per line, in a terminal of its own.
in_zsh() {
  cat >drive.zsh <<'ZSH'
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1=; PROMPT_EOL_MARK=; fpath=($1 \$fpath); autoload -U compinit; compinit -u -d $1/dump; zstyle ':completion:*' list-separator '--'; LISTMAX=9999; setopt nobeep; bindkey -e; bindkey '^X' list-choices; print READY"
zpty -r -m shell line '*READY*'
zpty -r -m shell line '*READY*'
zpty -n -w shell "$2"$'\C-x'
sleep 1
zpty -w shell $'\C-u'"print DO''NE"
zpty -r -m shell line '*DONE*'
print -r -- $line
ZSH
  COLUMNS=400 zsh -f drive.zsh "$work/zsh" "$1" | tr -d '\r' | sed 's/\x1b\[[0-9;?]*[A-Za-z]//g'
}

# zsh_types FILE LINE: what the line is when zsh has completed it, word by word as zsh understands it, goes into FILE.
zsh_types() {
  cat >drive.zsh <<'ZSH'
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1=; fpath=($1 \$fpath); autoload -U compinit; compinit -u -d $1/dump; setopt nobeep; bindkey -e; print READY"
zpty -r -m shell line '*READY*'
zpty -r -m shell line '*READY*'
zpty -n -w shell "$3"$'\t'
sleep 1
zpty -w shell $'\C-a'">$2 print -r -- "
sleep 1
ZSH
  zsh -f drive.zsh "$work/zsh" "$@"
}

# in_fish LINE: what fish offers, the words alone, sorted, on one line.
in_fish() {
  fish --no-config -c "source $work/expgate.fish; complete -C '$1'" | cut -f1 | sort | xargs
}

prepare() {
  mkdir -p "$work/zsh"
  "$EXPGATE" completion bash >"$work/expgate.bash"
  "$EXPGATE" completion zsh >"$work/zsh/_expgate"
  "$EXPGATE" completion fish >"$work/expgate.fish"
  PATH=${EXPGATE%/*}:$PATH
  git init -q repo && cd repo && save 'chore: begin' a.yaml "b c.yaml" && git branch exp/vit && git tag exp-vit
  mkdir configs results && echo '{}' >results/vit.json
}

# The commands that help lists.
commands() {
  "$EXPGATE" --help | sed '/^Options/,$d' | grep -oE '^  [a-z-]+'
}

rule_ids() {
  "$EXPGATE" rules | sed -n '2,/^$/p' | grep -oE '^[a-z][a-z0-9-]+' | sort | xargs
}

test_bash() {
  prepare
  exits 'it parses' 0 bash -n "$work/expgate.bash"
  is 'commands' 'recipe record rules' "$(in_bash r)"
  is 'all commands' "$(commands | sort | xargs)" "$(in_bash '')"
  is 'commands below commands' 'check export import show try' "$(in_bash 'policy ')"
  is 'rules' "$(rule_ids)" "$(in_bash 'explain ')"
  is 'one rule and no more' '' "$(in_bash 'explain max-file-size ')"
  is 'branches, where a remote can stand' 'exp/vit' "$(in_bash 'mend exp/')"
  is 'options of a command' '--markdown --mode' "$(in_bash 'rules --m')"
  is 'options of one below another' '--project' "$(in_bash 'policy show --pr')"
  is 'not those of others' '' "$(in_bash 'rules --staged')"
  is 'nor one that is there already' '' "$(in_bash 'rules --markdown --mark')"
  is 'commands to get help on' 'recipe record rules' "$(in_bash 'help r')"
  is 'and those below them' 'check export import show try' "$(in_bash 'help policy ')"
  is 'values of an option' 'always auto never' "$(in_bash 'fix --color ')"
  is 'an option in front of the command' 'recipe record rules' "$(in_bash '--policy a.yaml r')"
  is 'one of the command itself' 'ci' "$(in_bash '--range main..HEAD c' | xargs -n1 | grep -x ci)"
  is 'with an equals sign' 'always auto' "$(in_bash 'fix --color=a')"
  is 'right behind it' 'always auto never' "$(in_bash 'fix --color=')"
  is 'and a command after that' 'recipe record rules' "$(in_bash '--color=auto r')"
  is 'files' '.git a.yaml b c.yaml configs results' "$(in_bash 'policy check ')"
  is 'files of an option' 'a.yaml' "$(in_bash '--policy a')"
  is 'behind an equals sign' 'a.yaml' "$(in_bash '--policy=a')"
  is 'folders' '.git configs results' "$(in_bash 'install ')"
  is 'revisions' 'exp-vit exp/vit main' "$(in_bash 'recipe ')"
  is 'ranges' 'main..exp-vit main..exp/vit' "$(in_bash 'ci --range main..e')"
  is 'branches' 'exp/vit main tags/exp-vit' "$(in_bash 'policy show --ref ')"
  is 'formats' 'csv json markdown text' "$(in_bash 'experiments --format ')"
  is 'experiments to compare, and records' 'exp-vit exp/vit main results/vit.json' "$(in_bash 'compare main ')"
  is 'records to verify' 'results/vit.json' "$(in_bash 'verify r')"
  is 'the reports of a command' 'html=' "$(in_bash 'experiments --report ')"
  is 'formats of a recipe' 'json text' "$(in_bash 'recipe --format ')"
  is 'formats of reports' 'json=' "$(in_bash 'ci --report js')"
  is 'and their files' 'a.yaml' "$(in_bash 'ci --report json=a')"
  is 'reports to merge' 'a.yaml' "$(in_bash 'audit --merge a')"
  git tag -f -m 'vit | acc@1: 87.3%' exp-vit >/dev/null
  is 'what to sort experiments by' 'seed' "$(in_bash 'experiments --sort se')"
  is 'a metric among it' 'acc@1' "$(in_bash 'experiments --sort ac')"
  is 'a metric to draw' 'acc@1' "$(in_bash 'experiments --sparkline ')"
  is 'nothing where nothing is known' '' "$(in_bash 'record x --metric ')"
  is 'no word splits into a command' '' "$(in_bash 'commit-msg a.yaml pol')"
  is 'nothing below what is no command' '' "$(in_bash 'polcy ')"
}

# Branches can have names that a shell would run.
test_hostile_names() {
  prepare
  local name
  for name in 'x/$(touch${IFS}owned)' 'x/`touch${IFS}owned`' "x/a';touch\${IFS}owned;'" 'x/a;touch${IFS}owned' 'x/a&b' 'x/ü'; do
    git update-ref "refs/heads/$name" HEAD
  done
  git tag 'x/y"$(touch${IFS}owned)"'
  local word count=0
  while IFS= read -r word; do
    [ -n "$word" ] || continue
    count=$((count + 1))
    eval "set -- $word" # as if it were typed
    exits "bash means the branch by $word" 0 git rev-parse -q --verify "$1"
  done < <("$EXPGATE" __complete --bash x/ -- 'expgate recipe x/')
  is 'it offers all of them' 7 "$count"
  is 'inside quotes only what means the same there' 'x/ü' "$("$EXPGATE" __complete --bash x/ -- 'expgate recipe "x/')"
  is 'a name that is begun with an escape' 'x/\$\(touch\$\{IFS\}owned\)' "$("$EXPGATE" __complete --bash 'x/\$' -- 'expgate recipe x/\$')"
  is 'nothing was run' '' "$(find . -name owned)"
  if command -v zsh >/dev/null; then
    zsh_types typed 'expgate recipe x/y'
    is 'zsh types it so that it is one word' 'expgate recipe x/y"$(touch${IFS}owned)"' "$(cat typed)"
    is 'nothing was run there either' '' "$(find . -name owned)"
  fi
  printf '%s refs/heads/evil\033[2J\n' "$(git rev-parse HEAD)" >>.git/packed-refs
  is 'a name with control characters is left out' '' "$("$EXPGATE" __complete -- recipe ev)"
}

test_it_is_silent_and_quick() {
  prepare
  local line
  for line in '' '--' '-- ' '-- recipe --format=' '-- polcy x' '-- --nosuch' '-- policy show --ref' '--bash' '--bash x -- expgate' '-- compare a b c d'; do
    # shellcheck disable=SC2086  # words are meant
    run "$EXPGATE" __complete $line
    is "__complete $line: exit code" 0 "$status"
    # shellcheck disable=SC2086  # words are meant
    is "__complete $line: nothing on stderr" '' "$("$EXPGATE" __complete $line 2>&1 >/dev/null)"
  done
  is 'outside of a repository there are no revisions' '' "$(cd / && "$EXPGATE" __complete -- recipe '')"
  printf 'broken' >.expgate.yaml
  is 'a broken policy is not read' json "$("$EXPGATE" __complete -- policy show --format j | cut -f1)"
  printf 'broken' >.git/packed-refs
  is 'nor is a broken repository a reason to speak' '' "$("$EXPGATE" __complete -- recipe x 2>&1)"
  rm .git/packed-refs
  local number
  { for ((number = 10000; number < 30000; ++number)); do echo "create refs/heads/many/$number HEAD"; done; } | git update-ref --stdin
  git pack-refs --all
  "$EXPGATE" __complete -- recipe many/ >names
  is 'of too many names some' 5000 "$(grep -c . names)"
  is 'the first and the last' 'many/10000 many/29999' "$(sed -n '1p;$p' names | cut -f1 | xargs)"
  is 'help does not list it' '' "$("$EXPGATE" --help | grep __complete || true)"
  is 'in Chinese' 分支 "$(LC_ALL=C.UTF-8 EXPGATE_LANG=zh_CN "$EXPGATE" __complete -- recipe main | cut -f2)"
}

test_fish() {
  if ! command -v fish >/dev/null; then ok 'SKIPPED: there is no fish (install.sh --packages test)'; return; fi
  prepare
  exits 'it parses' 0 fish -n "$work/expgate.fish"
  is 'commands' 'recipe record rules' "$(in_fish 'expgate r')"
  is 'commands below commands' 'check export import show try' "$(in_fish 'expgate policy ')"
  is 'rules' "$(rule_ids)" "$(in_fish 'expgate explain ')"
  is 'options of a command' '--markdown --mode' "$(in_fish 'expgate rules --m')"
  is 'values of an option' 'always auto never' "$(in_fish 'expgate fix --color ')"
  is 'files of an option' 'a.yaml' "$(in_fish 'expgate fix --policy a')"
  is 'folders' 'configs/ results/' "$(in_fish 'expgate install ')"
  is 'files of a report' 'json=a.yaml' "$(in_fish 'expgate ci --report json=a')"
  is 'a value behind an equals sign' '--color=always --color=auto' "$(in_fish 'expgate fix --color=a')"
  is 'revisions' 'exp-vit exp/vit' "$(in_fish 'expgate recipe exp')"
  is 'formats' 'csv json markdown text' "$(in_fish 'expgate experiments --format ')"
  is 'no files where none are wanted' '' "$(in_fish 'expgate rules a')"
}

test_zsh() {
  if ! command -v zsh >/dev/null; then ok 'SKIPPED: there is no zsh (install.sh --packages test)'; return; fi
  prepare
  exits 'it parses' 0 zsh -n "$work/zsh/_expgate"
  run in_zsh 'expgate '
  says 'commands with what they do' 'Install the hooks; existing hooks keep running first'
  says_not 'without mistakes in the script' '_expgate:'
  run in_zsh 'expgate explain max'
  says 'rules' 'max-file-size'
  run in_zsh 'expgate rules --m'
  says 'options of a command' '--markdown'
  says 'with what they do' 'Print the text of rules/README.md'
  says 'and the common ones' '--mode'
  run in_zsh 'expgate policy '
  says 'commands below commands' 'Check that a policy file is valid'
  run in_zsh 'expgate policy show --'
  says 'options of those' '--project'
  run in_zsh 'expgate experiments --format '
  says 'formats' 'markdown'
  run in_zsh 'expgate experiments --report '
  says 'reports' 'html'
  run in_zsh 'expgate recipe --format '
  says_not 'of each command its own' 'markdown'
  run in_zsh 'expgate recipe '
  says 'revisions' 'exp/vit'
  run in_zsh 'expgate fix --color='
  says 'values of an option' 'never'
  run in_zsh 'expgate policy check '
  says 'files' 'a.yaml'
}

test_the_manual_page() {
  "$EXPGATE" man >expgate.1
  exits 'it is formatted' 0 env MANWIDTH=100 man --warnings -P cat -l expgate.1
  is 'without warnings' '' "$(man --warnings -P cat -l expgate.1 2>&1 >/dev/null)"
  local command
  for command in $(commands); do
    says "tells of $command" "expgate $command"
  done
  says 'an option with its value' '--server REPO.git'
  says 'the codes' 'EXIT STATUS'
  is 'it names its version' "$("$EXPGATE" --version)" "$(grep -oE 'expgate [0-9.]+' expgate.1 | head -1)"
  if command -v mandoc >/dev/null; then
    exits 'mandoc has nothing to say' 0 mandoc -T lint -W warning expgate.1
  else
    ok 'SKIPPED: there is no mandoc (install.sh --packages lint)'
  fi
}

test_a_wrong_shell() {
  exits 'is told' 2 "$EXPGATE" completion tcsh
  exits 'none' 2 "$EXPGATE" completion
}

run_tests "$@"
