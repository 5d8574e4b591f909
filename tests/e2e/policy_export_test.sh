#!/bin/bash
# What `policy export` makes is what GitHub's and GitLab's APIs take, and what they would do with it is never stricter than expgate unless that
# was asked for and said. `policy import` makes a policy that is valid.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# The real RE2, if it can be had.
python=python3
if python3 -m venv --system-site-packages "$work/venv" && "$work/venv/bin/pip" -q install 'google-re2==1.1.20251105' >"$work/pip.log" 2>&1; then
  python=$work/venv/bin/python3
else
  echo "SKIPPED: RE2 itself, Python's expressions stand in: $(tail -1 "$work/pip.log")"
fi
forges() { "$python" "$EXPGATE_SOURCE_DIR/tests/e2e/forges.py" "$@"; }

# export_to FILE ARGUMENT…: the export, its remarks in $out.
export_to() {
  local file=$1
  shift
  run sh -c 'file=$1; shift; exec "$@" >"$file"' sh "$file" "$EXPGATE" policy export "$@"
}

policies() {
  cat >plain.yaml <<'YAML'
version: 1
YAML
  cat >much.yaml <<'YAML'
version: 1
rules:
  branch-name: {convention: conventional-branch, also: ["v[0-9]*", "ops/{a,b}/**"]}
  commit-scope: {severity: error, scopes: [model, data, a+b]}
  commit-author: {severity: error, email: '.*@example\.(com|org)', signed: true}
  commit-footer: {required: [Signed-off-by]}
  commit-autosquash: {refs: []}
  protected-ref: {refs: [main, "release-*", "tags/**"], direct_push: deny}
  artifact-path: {also: ["*.onnxx", "/secret/*.txt", "[!a]x?.raw"]}
  max-file-size: {limit: 3 MB}
  figures: {rule: max-file-size, paths: ["docs/**"], limit: 9 MiB}
YAML
}

test_the_forges_take_it() {
  local policy strict
  policies
  for policy in plain much; do
    for strict in '' --strict; do
      export_to gitlab.json gitlab-push-rules --policy "$policy.yaml" ${strict:+"$strict"}
      exits "GitLab: $policy $strict" 0 forges schema gitlab gitlab.json
      export_to github.json github-ruleset --policy "$policy.yaml" ${strict:+"$strict"}
      exits "GitHub: $policy $strict" 0 forges schema github github.json
    done
  done
  is 'the last export has it all' 'branch push tag' "$(python3 -c 'import json; print(*sorted({each["target"] for each in json.load(open("github.json"))}))')"
}

test_no_forge_rejects_what_passes() {
  local forge format strict
  policies
  client project
  for policy in plain much; do
    # what no text of a message shows, and what needs a signature, is not the question here
    sed '/commit-author\|commit-footer/d; s/exp\/\*//' "../$policy.yaml" >.expgate.yaml
    git add .expgate.yaml
    save 'chore: begin'
    for forge in gitlab github; do
      format=gitlab-push-rules
      [ "$forge" = gitlab ] || format=github-ruleset
      for strict in '' --strict; do
        export_to "../$forge.json" "$format" ${strict:+"$strict"}
        run forges judge "$forge" "../$forge.json"
        is "$policy, $forge $strict: it ran" 0 "$status"
        is "$policy, $forge $strict: fair" '' "$(grep '^unfair' <<<"$out" || true)"
        echo "    $policy, $forge $strict: both reject $(tail -1 <<<"$out")"
      done
    done
    run forges judge gitlab ../gitlab.json
    is "$policy: it is of use" yes "$(awk 'END { print ($2 > 15 && $4 > 15 && $6 > 25) ? "yes" : $0 }' <<<"$out")"
  done
}

test_what_is_left_out_is_said() {
  policies
  export_to gitlab.json gitlab-push-rules --policy plain.yaml
  is 'to stdout: JSON alone' 5 "$(json gitlab.json max_file_size)"
  says 'with the reason' '`commit-header` is left out: a merge passes there only if its text begins with `Merge `; `--strict` exports it'
  says 'what no forge has' '`experiment-seed` is left out: the forge has no rule for it'
  says 'what only warns' '`commit-atomic` is left out: it only warns'
  says_not 'what is off' 'commit-scope'
  export_to gitlab.json gitlab-push-rules --policy plain.yaml --strict
  says 'what is stricter' '`branch-name` is stricter there: branches that exist already'
  export_to github.json github-ruleset --policy much.yaml
  says 'what is coarser' '`max-file-size` is exported in part: its limit is 10 MB there'
  exits 'an unknown format' 2 "$EXPGATE" policy export gitlab
  says 'names the right one' 'gitlab-push-rules'
  printf 'version: 1\nrules: {nonsense: {}}\n' >bad.yaml
  exits 'a bad policy' 2 "$EXPGATE" policy export gitignore --policy bad.yaml
}

test_the_gitignore_is_the_one_of_init() {
  client project
  "$EXPGATE" init --no-hooks >/dev/null 2>&1
  export_to ../ignore gitignore
  is 'the same lines' '' "$(diff .gitignore ../ignore)"
  says 'that it enforces nothing' '`max-file-size` is left out: a .gitignore only keeps names out of a commit'
  printf 'x\n' >best.pth
  is 'and git reads it' best.pth "$(git check-ignore best.pth)"
}

test_an_import_is_a_valid_policy() {
  cat >rules.json <<'JSON'
{"id": 1, "project_id": 3, "created_at": "2012-10-12T17:04:47Z", "commit_message_regex": "Fixes \\d+\\..*",
 "commit_message_negative_regex": "ssh\\:\\/\\/", "branch_name_regex": "^(feature|exp)\\/.*$", "deny_delete_tag": true, "member_check": true,
 "prevent_secrets": true, "author_email_regex": "@example\\.(com|org)$", "file_name_regex": "(\\.exe|\\.dll)$", "max_file_size": 5,
 "commit_committer_check": true, "commit_committer_name_check": null, "reject_unsigned_commits": null, "reject_non_dco_commits": true}
JSON
  run sh -c '"$1" policy import gitlab-push-rules rules.json >.expgate.yaml' sh "$EXPGATE"
  is 'it ends well' 0 "$status"
  says 'what no rule says' '`member_check`: not in the policy'
  is 'the file says it, too' 1 "$(grep -c '^# - `member_check`: not in the policy' .expgate.yaml)"
  exits 'the policy is valid' 0 "$EXPGATE" policy check .expgate.yaml
  says_not 'messages have a rule' '`commit_message_regex`: not in the policy'
  is 'both patterns are there' 1 "$(grep -c 'commit-message: {.*pattern: "Fixes .*forbidden: "ssh' .expgate.yaml)"
  is 'and the sign-off' 1 "$(grep -c 'commit-footer: {.*dco: true' .expgate.yaml)"
  exits 'stdin' 0 sh -c '"$1" policy import gitlab-push-rules - <rules.json' sh "$EXPGATE"
  for bad in '{"branch_name_regex": "("}' '[]' '{"max_file_size": -1}' '{' ''; do
    printf '%s' "$bad" >bad.json
    exits "no policy of ${bad:-nothing}" 2 "$EXPGATE" policy import gitlab-push-rules bad.json
  done
  says_not 'and no half of one' 'version: 1'
  exits 'no such file' 2 "$EXPGATE" policy import gitlab-push-rules missing.json
  head -c 2000000 /dev/zero | tr '\0' '[' >deep.json
  exits 'too large' 2 "$EXPGATE" policy import gitlab-push-rules deep.json
}

test_an_imported_policy_does_what_gitlab_did() {
  client project
  printf '%s' '{"branch_name_regex": "^(feature|exp)/.+$", "author_email_regex": "@example\\.com$", "max_file_size": 1, "file_name_regex": "\\.exe$"}' >../rules.json
  "$EXPGATE" policy import gitlab-push-rules ../rules.json >.expgate.yaml 2>/dev/null
  put a.exe && git add . && refuses 'a prohibited name' artifact-path "$EXPGATE" pre-commit
  git rm -q --cached a.exe
  big b.txt 1100000 && git add b.txt && refuses 'a large file' max-file-size "$EXPGATE" pre-commit
  git rm -q --cached b.txt
  save 'anything' c.txt
  local head
  head=$(git rev-parse HEAD)
  passes 'a branch' "$EXPGATE" update refs/heads/feature/x "$zero" "$head"
  refuses 'another' branch-name "$EXPGATE" update refs/heads/other/x "$zero" "$head"
  head=$(GIT_AUTHOR_EMAIL=ada@example.org git commit-tree -m 'anything else' 'HEAD^{tree}')
  refuses 'an address' commit-author "$EXPGATE" update refs/heads/feature/y "$zero" "$head"
}

run_tests "$@"
