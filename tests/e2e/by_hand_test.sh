#!/bin/bash
# The commands that speak about rules and policies, as a person types them.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

test_explain() {
  exits 'a rule is explained' 0 "$EXPGATE" explain max-file-size
  says 'what' 'max-file-size: '
  says 'why' 'every clone downloads it, for ever'
  says 'an example that is refused' 'models/best.bin, 48.2 MiB'
  says 'an option with its type and default' 'size, default 5 MiB'
  exits 'another name is not' 2 "$EXPGATE" explain max-fil-size
  says 'what was meant' 'did you mean `max-file-size`?'
  exits 'a name is wanted' 2 "$EXPGATE" explain
}

# slip MESSAGE ARGUMENT…: exit code 2, and the message is the first line.
slip() {
  local message=$1
  shift
  exits "expgate $*" 2 "$EXPGATE" "$@"
  is 'is named' "expgate: $message" "${out%%$'\n'*}"
}

test_slips() {
  slip 'unknown command `polcy`; did you mean `policy`?' polcy
  says 'where to look' '`expgate help` lists the commands'
  slip 'unknown command `nosuch`' --color never nosuch
  slip 'unknown command `show`; did you mean `policy show`?' show
  slip 'unknown command `policy chekc`; did you mean `policy check`?' policy chekc
  slip '`policy` needs a command after it: check, show, try, export or import' policy
  slip 'no command was given'
  slip 'unknown option `--formt` for `ci`; did you mean `--format`?' ci --formt yaml
  says 'whose options are listed' '`expgate help ci` lists its options'
  slip 'unknown option `--colr`; did you mean `--color`?' --colr never
  slip 'unknown option `--colr` for `ci`; did you mean `--color`?' --colr never ci
  slip 'unknown option `--rnage` for `ci`; did you mean `--range`?' --rnage A..B ci
  slip '`--mode` takes enforce or warn, not `enforced`; did you mean `enforce`?' ci --mode enforced
  slip '`--format` of `recipe` takes text or json, not `jsno`; did you mean `json`?' recipe --format jsno
  slip '`SHELL` takes bash, zsh or fish, not `bsh`; did you mean `bash`?' completion bsh
  slip '`--policy` needs a value: `--policy FILE`' ci --policy
  slip 'missing argument for `update`: OLD, NEW' update refs/heads/x
  slip 'unexpected argument `extra` for `rules`' rules extra
  slip 'unknown rule `max-file`; did you mean `max-file-size`?' explain max-file
  git init -q work
  cd work
  slip 'unknown format `jsn`; did you mean `json`?' pre-commit --format jsn
  git branch -q develop 2>/dev/null || git -c core.hooksPath=/dev/null commit -q --allow-empty -m 'feat: begin' && git branch develop
  exits 'a revision' 2 "$EXPGATE" audit devlop
  says 'that is near to one' '`devlop` names no revision here; did you mean `develop`?'
  printf 'nonsense\n' >lines
  exits 'which is told before anything is read' 2 "$EXPGATE" pre-receive --format jsn <lines
  says_not 'that is' nonsense
  exits 'nor such a report' 2 "$EXPGATE" pre-commit --report jsn=x
  says 'what was meant there' 'did you mean `json`?'
  printf 'version: 1\nrules:\n  max-file-size: {severity: warning}\n' >.expgate.yaml
  exits 'a value in a policy' 2 "$EXPGATE" policy check
  says 'what was meant by it' 'did you mean `warn`?'
}

test_options_in_any_order() {
  git init -q work && cd work && save 'feat: begin' a.txt
  local line expected
  expected=$("$EXPGATE" policy show --ref main --format json)
  for line in '--ref main policy show --format json' 'policy --ref main --format json show' '--format=json policy show --ref=main'; do
    # shellcheck disable=SC2086  # words are meant
    is "expgate $line" "$expected" "$("$EXPGATE" $line)"
  done
  exits 'an option of the command in front' 1 "$EXPGATE" --range HEAD..HEAD --default-branch main ci
  says 'is its own' '(--range)'
  exits 'whose value is a command, too' 2 "$EXPGATE" --ref update ci --range x..y
  says 'ci is meant' 'revision `y` is not in this clone'
}

test_a_mistyped_revision() {
  git init -q work && cd work && save 'feat: begin' a.txt
  git branch develop && git init -q --bare ../hub && git remote add origin ../hub
  undecided 'in a range' "$EXPGATE" ci --range mian..HEAD --default-branch main
  says 'the nearest branch' 'revision `mian` is not in this clone; did you mean `main`?'
  undecided 'one like no other' "$EXPGATE" ci --range zzz..HEAD --default-branch main
  says_not 'no guess' 'did you mean'
  undecided 'a branch to mend' "$EXPGATE" mend origin develpo
  says 'the nearest one' 'there is no branch `develpo` here; did you mean `develop`?'
}

test_outside_a_repository() {
  mkdir nothing && cd nothing
  local command
  for command in init install uninstall doctor recipe experiments 'compare a b' 'record x' verify audit ci pre-commit 'commit-msg f' mend \
    'policy check' 'policy show' 'fix --staged'; do
    # shellcheck disable=SC2086  # words are meant
    slip 'no Git repository here or in the folders above' $command
    says 'what to do' 'cd'
  done
  exits 'another folder' 2 "$EXPGATE" install "$work"
  says 'is named' "no Git repository in \`$work\` or in the folders above"
  exits 'in JSON it is undecided' 2 "$EXPGATE" audit --format json
  says 'as ever' '"undecided"'
  exits 'rules need none' 0 "$EXPGATE" rules
}

test_formats_of_commands_without_a_report() {
  slip '`man` only prints text, so it does not take `--format yaml`' --format yaml man
  slip '`--format` of `rules` takes text or json, not `yaml`' --format yaml rules
  slip '`policy check` only prints text, so it does not take `--format json`' policy check --format json
  slip '`--format` of `policy show` takes text or json, not `yaml`' policy show --format yaml
  slip '`rules` writes no report, so it does not take `--report`' rules --report json=x
  exits 'text is what they print' 0 "$EXPGATE" --format text rules
}

# same_help ARGUMENT…: the help is on stdout, and says what `expgate help …` says.
same_help() {
  local expected=$1
  shift
  exits "expgate $*" 0 "$EXPGATE" "$@"
  is 'is on stdout' "$expected" "$("$EXPGATE" "$@" 2>/dev/null)"
}

test_help_and_version() {
  local name all
  for name in version --version -V 'ci --version' '-q -V'; do
    # shellcheck disable=SC2086  # words are meant
    is "expgate $name" "$("$EXPGATE" --version)" "$("$EXPGATE" $name 2>&1)"
  done
  all=$("$EXPGATE" help)
  same_help "$all" --help
  same_help "$all" -h
  # shellcheck disable=SC2013  # names of commands have no blanks
  for name in $(sed '/^Options/,$d' <<<"$all" | grep -oE '^  [a-z-]+'); do
    same_help "$("$EXPGATE" help "$name")" "$name" --help
    says "$name has a usage line" "Usage: expgate $name"
  done
  same_help "$("$EXPGATE" help policy show)" policy show -h
  says 'of a command below another' 'Usage: expgate policy show'
  same_help "$("$EXPGATE" help ci)" --help ci
  says 'and what all commands take' '--report FORMAT=FILE'
  run "$EXPGATE" help rules
  says_not 'if they do' '--report FORMAT=FILE'
  slip 'unknown command `polcy`; did you mean `policy`?' help polcy
  slip 'unknown command `policy shw`; did you mean `policy show`?' help policy shw
}

test_rules() {
  exits 'the rules are listed' 0 "$EXPGATE" rules
  says 'with their scopes' 'max-file-size           file    error'
  is 'no line is wider than 100 columns' '' "$("$EXPGATE" rules | grep -E '.{101}' || true)"
  is 'and as JSON, all of them' "$("$EXPGATE" rules --markdown | grep -c '^## ')" "$("$EXPGATE" rules --format json | python3 -c 'import json, sys; print(len(json.load(sys.stdin)["rules"]))')"
  is 'one of them too' 'max-file-size file limit' "$("$EXPGATE" explain max-file-size --format json |
    python3 -c 'import json, sys; rule = json.load(sys.stdin)["rules"][0]; print(rule["rule"], rule["scope"], rule["options"][0]["name"])')"
  exits 'not both' 2 "$EXPGATE" rules --markdown --format json
  is 'and written as a page' '# Rules' "$("$EXPGATE" rules --markdown | head -1)"
}

test_policy_check() {
  git init -q work
  cd work
  exits 'there is none yet' 2 "$EXPGATE" policy check
  says 'and what then counts' 'the pack `pytorch` applies'
  printf 'version: 1\nrules:\n  max-file-size: {limit: 1 MiB}\n' >.expgate.yaml
  exits 'a good one' 0 "$EXPGATE" policy check
  says 'is counted' 'ok: `.expgate.yaml`: '
  mkdir deep
  (cd deep && exits 'is found from below' 0 "$EXPGATE" policy check)
  printf 'version: 1\nrules:\n  max-file-size: {limt: 1 MiB}\n' >other.yaml
  exits 'another file' 2 "$EXPGATE" policy check other.yaml
  says 'has its mistake named with its place' '`other.yaml`:3:19: unknown key `limt`; did you mean `limit`?'
  exits 'the same by --policy' 2 "$EXPGATE" --policy other.yaml policy check
  exits 'no such file' 2 "$EXPGATE" policy check none.yaml
  exits 'a folder' 2 "$EXPGATE" policy check deep
  printf 'version: 1\nrules:\n  commit-type: {paths: [a]}\n' >.expgate.yaml
  exits 'what has no effect is no error' 0 "$EXPGATE" policy check
  says 'but said' 'note: `.expgate.yaml`:3: `paths` has no effect on `commit-type`'
  head -c 1100000 /dev/zero | tr '\0' '#' >.expgate.yaml
  exits 'a mebibyte is enough' 2 "$EXPGATE" policy check
  says 'and why' 'larger than 1 MiB'
}

test_policy_show() {
  git init -q work
  cd work
  exits 'without a file' 0 "$EXPGATE" policy show
  says 'the pack counts' 'this is the pack `pytorch`'
  printf 'version: 1\nrules:\n  max-file-size: {limit: 1 MiB}\n  own: {rule: max-file-size, refs: ["exp/*"]}\n' >.expgate.yaml
  exits 'with one' 0 "$EXPGATE" policy show
  says 'settings have their origin' '# .expgate.yaml:3'
  says 'those of a pack too' '# pack artifacts:'
  "$EXPGATE" policy show >shown.yaml
  exits 'what is shown is a policy itself' 0 "$EXPGATE" policy check shown.yaml
  "$EXPGATE" policy show --format json >shown.json
  is 'as JSON' expgate-policy/1 "$(json shown.json schema)"
  run cat shown.json
  says 'sizes are bytes in it' '"value": 1048576'
  run "$EXPGATE" policy show --ref exp/vit
  says 'the check for this ref' '  own: '
  run "$EXPGATE" policy show --ref feature/vit
  says_not 'and not for that' '  own: '
  run "$EXPGATE" policy show --ref main
  says 'the default branch is one of the protected' '  protected-ref: '
  exits 'an unknown format' 2 "$EXPGATE" policy show --format yaml
}

# As the server's hook reads it.
test_policy_of_a_bare_repository() {
  server project
  cd project.git
  exits 'none is there' 2 "$EXPGATE" policy check
  says 'and what then counts' 'the pack `pytorch` applies'
  exits 'which is shown' 0 "$EXPGATE" policy show
  cd .. && clone project
  printf 'version: 1\nextends: []\nrules:\n  commit-scope: {severity: error}\n  artifact-path: {severity: off}\n' >.expgate.yaml
  save 'chore: add a policy' .expgate.yaml && sneak project HEAD:main
  cd ../project.git
  exits "the default branch's is checked" 0 "$EXPGATE" policy check
  says 'with its name' 'ok: `.expgate.yaml`: 2 checks, 1 of them on'
  printf 'version: 1\nextends: []\nrules:\n  artifact-path: {}\nprojects: [{match: [vision/vit], mode: warn}]\n' | policy ../project
  exits "so is the server's" 0 "$EXPGATE" policy check
  says 'both are named' "custom_hooks/expgate.yaml\`, \`.expgate.yaml\`: 2 checks, 2 of them on"
  says 'and what is ignored' '`severity` of `artifact-path` is ignored: the check is locked'
  run "$EXPGATE" policy show
  says 'where a setting comes from' 'severity: error                                           # .expgate.yaml:4'
  says_not 'another project' 'mode: warn'
  run "$EXPGATE" policy show --project vision/vit
  says 'this one' 'mode: warn'
  printf 'version: 1\nrules: {artifact-pth: {}}\n' | policy ../project
  exits 'what would refuse every push' 2 "$EXPGATE" policy check
  says 'is named, whole' "$(realpath .)/custom_hooks/expgate.yaml\`:2:9:"
  says 'without a list of all rules' '`expgate rules` lists them'
  mkdir ../none && cd ../none
  exits 'no repository' 2 "$EXPGATE" policy show
  says 'what to type' '--policy FILE'
}

run_tests "$@"
