#!/bin/bash
# Whose policy counts on a server, and how a refusal reads there.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

test_repository_policy_of_the_default_branch() {
  server project
  clone project
  printf 'version: 1\nextends: []\nrules:\n  artifact-path: {}\n' >.expgate.yaml
  git checkout -q -b main && git -c core.hooksPath=/dev/null commit -q --allow-empty -m 'chore: begin' && save 'chore: add policy' .expgate.yaml
  sneak project main:main
  save 'whatever' a.txt
  push_ok 'the policy of the default branch counts in full' origin main
  save 'feat: add weights' best.pt
  push_refused 'and refuses' artifact-path origin main
  printf 'version: 1\nextends: []\n' >.expgate.yaml && save 'chore: be lax' .expgate.yaml
  push_refused 'a push that changes the policy is judged by the old one' artifact-path origin main
  git checkout -q -b feature/x
  push_refused 'whatever its branch' artifact-path origin HEAD
  git checkout -q -b policy main~2 && printf 'version: 1\nextends: []\n' >.expgate.yaml && save 'chore: be lax' .expgate.yaml
  push_ok 'the lax policy goes in alone' origin HEAD:main
  save 'feat: add weights' best.pt
  push_ok 'and counts from the next push on' origin HEAD:main
}

# A bare repository whose HEAD is as `git init` made it: who makes that branch would have the policy.
test_a_default_branch_that_is_not_there() {
  server project
  git -C project.git symbolic-ref HEAD refs/heads/master
  clone project
  git checkout -q -b main
  printf 'version: 1\nextends: []\nrules:\n  artifact-path: {}\n' >.expgate.yaml
  save 'chore: add policy' .expgate.yaml
  sneak project main:main
  git checkout -q -b feature/x && save 'feat: add weights' best.pt
  push_refused 'the policy of main counts meanwhile' artifact-path origin HEAD
  git checkout -q main && printf 'version: 1\nextends: []\n' >.expgate.yaml && save 'chore: be lax' .expgate.yaml
  push_undecided 'nobody takes the policy over' origin HEAD:master
  says 'says what it would do' '`master` would become the default branch'
  says 'and who can say otherwise' 'symbolic-ref HEAD refs/heads/main'
  push_undecided 'nor by and by' origin main~:refs/heads/master
  sneak project main:develop # which sorts before it
  run "$EXPGATE" doctor --server ../project.git
  says 'the doctor tells' 'HEAD names `master`, which does not exist'
  says 'and what to type' 'symbolic-ref HEAD refs/heads/main'
  git -C ../project.git symbolic-ref HEAD refs/heads/main
  push_ok 'once that is said it is a branch as any' origin main~:refs/heads/master
}

test_no_policy_is_the_pack() {
  server project
  clone project
  save 'update' best.pt
  run git push origin HEAD:refs/heads/feature/x
  says 'no policy at all: the message is refused' 'error[commit-header]'
  says 'and the checkpoint' 'error[artifact-path]'
  says 'by the pack pytorch or those it extends' 'help:'
  git commit -q --amend -m 'feat: add x' && git mv best.pt a.txt && git commit -q --amend --no-edit
  push_ok 'a good commit on a feature branch' origin HEAD:refs/heads/feature/x
  push_refused 'without config not on exp/*' experiment-config origin HEAD:refs/heads/exp/x
}

test_server_policy_locks() {
  server project
  policy project <<'YAML'
version: 1
extends: []
rules:
  artifact-path: {}
YAML
  clone project
  printf 'version: 1\nextends: []\nrules:\n  artifact-path: {severity: off}\n  commit-header: {}\n' >.expgate.yaml
  save 'chore: add policy' .expgate.yaml
  sneak project main:main
  save 'feat: add weights' best.pt
  push_refused 'what the server has on, a repository cannot switch off' artifact-path origin main
  says 'and is told so' 'artifact-path'
  git reset -q --hard main~ && save 'update' a.txt
  push_refused 'what it has off, a repository can switch on' commit-header origin main
}

test_policy_that_does_not_parse() {
  server project
  clone project
  policy ../project <<<'version: 1
rules: {artifact-path: {sevrity: warn}}'
  save 'feat: add x' x.txt
  push_undecided "the server's policy has a misspelt key" origin main
  says 'says where' 'expgate.yaml`:2'
  says 'and what was meant' severity
  policy ../project <<<'version: ['
  push_undecided "the server's policy is no YAML" origin main
  policy ../project <<<'[]'
  push_undecided "the server's policy is a list" origin main
  : >../project.git/custom_hooks/expgate.yaml
  push_undecided "the server's policy is empty" origin main
  rm ../project.git/custom_hooks/expgate.yaml && mkdir ../project.git/custom_hooks/expgate.yaml
  push_undecided "the server's policy is a folder" origin main
  rmdir ../project.git/custom_hooks/expgate.yaml
  printf 'version: 1\nrules: {nonsense: {}}\n' >.expgate.yaml && save 'chore: add policy' .expgate.yaml
  sneak project main:main
  save 'feat: add y' y.txt
  push_undecided "the repository's policy on the default branch has an unknown check" origin main
  says 'says where' '`.expgate.yaml`:2'
}

# broken POLICY: the server project has this policy, which counts for nothing, on its default branch, and the clone is on a new branch there.
broken() {
  clone project
  git checkout -q -b main
  printf '%s\n' "$1" >.expgate.yaml && save 'chore: add a policy' .expgate.yaml a.txt
  sneak project main:main
  git fetch -q && git checkout -q -b fix/policy
}

test_a_broken_policy_of_the_default_branch_can_be_mended() {
  server project
  broken 'version: 1
rules: {nonsense: {}}'
  save 'feat: add x' x.txt
  push_undecided 'nothing else gets in' origin HEAD:refs/heads/feature/x
  is 'it is said what would, wherever the lines are broken' 1 \
    "$(sed -n 's/^remote: *//p' <<<"$out" | tr -s ' \n' ' ' | grep -c 'is fixed, only a commit on top of `main` passes that changes nothing but')"
  says 'and where to look' '`.expgate.yaml`:2'
  push_undecided 'not on the default branch either' origin HEAD:main
  push_undecided 'nor its deletion' origin :main
  git reset -q --hard main && put .expgate.yaml 'version: 2' && save 'chore: mend the policy' .expgate.yaml
  push_undecided 'a policy that is no better' origin HEAD:main
  says 'is told what is wrong with it' 'the policy in this push: `.expgate.yaml`:1'
  printf 'version: 1\nextends: []\n' >.expgate.yaml && git commit -q --amend -am 'chore: mend the policy' && save 'feat: add x' x.txt
  push_undecided 'a mend with something else on top' origin HEAD:main
  git reset -q --hard HEAD~ && git rm -q a.txt && git commit -q --amend --no-edit
  push_undecided 'a mend that takes a file away' origin HEAD:main
  git reset -q --hard main && save 'feat: add weights' best.pt && git rm -q best.pt && printf 'version: 1\nextends: []\n' >.expgate.yaml && save 'chore: mend the policy' .expgate.yaml
  push_undecided 'a mend with a past of its own' origin HEAD:main
  git reset -q --hard main && printf 'version: 1\nextends: []\n' >.expgate.yaml && save 'did it' .expgate.yaml
  push_refused 'a mend is judged like any push' 'branch-name commit-header' origin HEAD:refs/heads/fix
  git commit -q --amend -m 'chore: mend the policy'
  push_undecided 'a mend beside something else' origin HEAD:refs/heads/feature/mend main:refs/heads/feature/other
  push_ok 'a mend on a branch' origin HEAD:refs/heads/feature/mend
  says 'is told to be one' 'this push fixes it'
  git checkout -q main && git -c core.hooksPath=/dev/null merge -q --no-ff -m "Merge branch 'feature/mend'" fix/policy
  policy ../project <<<'{version: 1, extends: [], rules: {artifact-path: {}}}'
  push_ok 'and its merge' origin HEAD:main
  save 'whatever' y.txt
  push_ok 'from then on all is as it was' origin HEAD:main
  says_not 'without a word' 'fixes'
}

test_a_broken_policy_can_be_removed() {
  server project
  policy project <<<'{version: 1, extends: [], rules: {artifact-path: {}}}'
  broken 'version: ['
  git rm -q .expgate.yaml && save 'chore: remove the policy'
  push_ok 'a removal mends it, too' origin HEAD:main
}

test_a_policy_with_an_option_that_its_rule_cannot_work_with() {
  server project
  clone project
  git checkout -q -b main
  save 'chore: begin' a.txt && sneak project main:main && git fetch -q
  printf 'version: 1\nextends: []\nrules: {commit-encoding: {limit: 2 MiB}}\n' >.expgate.yaml && save 'chore: add a policy' .expgate.yaml
  push_undecided 'does not come in' origin HEAD:main
  says 'it is said why' 'over 64 KiB'
  sneak project HEAD:main && git fetch -q
  printf 'version: 1\nextends: []\nrules: {commit-encoding: {}}\n' >.expgate.yaml && save 'chore(policy): mend it' .expgate.yaml
  policy ../project <<<'{version: 1, extends: [], rules: {artifact-path: {}}}'
  push_ok 'can be mended where it is' origin HEAD:main
}

test_what_is_over_the_budget_is_not_read() {
  server project
  policy project <<<'{version: 1, extends: [], rules: {push-budget: {max_object: 1 KiB}}}'
  clone project
  git checkout -q -b main
  save 'chore: begin' a.txt
  push_ok 'a commit' origin main
  local n
  for n in $(seq 60); do put "$n.txt"; done
  put .expgate.yaml 'version: [' && save 'chore: add files' ./*.txt .expgate.yaml
  push_refused 'a large tree with a policy in it, which is not looked for' push-budget origin main
  git tag -m "$(head -c 3000 /dev/zero | tr '\0' x)" v1 HEAD~
  push_refused 'a large tag' push-budget origin v1
  git rm -q -- [1-9]*.txt && git commit -q --amend --no-edit
  push_undecided 'without them the policy is what is wrong' origin main
}

test_repository_policy() {
  server project
  broken 'version: ['
  save 'feat: add x' x.txt
  policy ../project <<<'{version: 1, extends: [], rules: {artifact-path: {}}, repository_policy: ignore}'
  push_ok 'ignored: it does no harm' origin HEAD:main
  says 'and that is told' '`.expgate.yaml` is not read'
  save 'feat: add weights' best.pt
  push_refused 'what the server says counts' artifact-path origin HEAD:main
  policy ../project <<YAML
version: 1
extends: []
rules: {artifact-path: {}}
projects: [{match: ["$(realpath ../project.git)"], repository_policy: ignore}]
YAML
  push_refused 'for one project' artifact-path origin HEAD:main
  git reset -q --hard HEAD~ && rm .expgate.yaml && ln -s a.txt .expgate.yaml && save 'feat: link' .expgate.yaml
  push_ok 'whatever it is' origin HEAD:main
  policy ../project <<<'{version: 1, extends: [], repository_policy: read}'
  push_undecided 'read again: it counts' origin HEAD:refs/heads/x
  policy ../project <<<'{version: 1, repository_policy: ingore}'
  push_undecided 'misspelt' origin HEAD:refs/heads/x
  says 'what is wrong' '1:33: unknown value `ingore`; did you mean'
}

# A server that refuses a checkpoint; the clone is about to push one with this subject and path.
sinner() {
  server project
  policy project <<<'{version: 1, extends: [], rules: {artifact-path: {}, commit-header: {}}}'
  clone project
  put "./$2"
  git add -- "$2" && save "$1"
}

# Where a repository lies on the server is the administrator's business.
test_nobody_is_told_where_things_lie_on_the_server() {
  sinner 'feat: add weights' best.pt
  printf 'version: 1\nrules: {artifact-path: {}}\nextends: [none]\n' | policy ../project
  push_undecided 'a policy that cannot be read'
  says 'is named with its place' '`custom_hooks/expgate.yaml`:3:11: unknown pack `none`'
  says_not 'but not where it lies' "$(realpath ../project.git)/c"
  printf 'version: 1\nextends: []\nrules: {artifact-path: {}}\naudit: {file: %s}\n' "$PWD/no/audit.jsonl" | policy ../project
  sed -i 's/audit.jsonl/&, on_error: allow/' ../project.git/custom_hooks/expgate.yaml
  git mv best.pt best.txt && git commit -q --amend -m 'feat: add text'
  passes 'nor the log, which cannot be written' git push origin HEAD
  says 'and is named' '`audit.jsonl` cannot be written'
  printf 'version: 1\nextends: []\nrules: {artifact-path: {severity: off}}\n' >.expgate.yaml && save 'chore: be lax' .expgate.yaml && sneak project +HEAD:main
  save 'feat: go on' more.pt
  push_refused 'nor a lock' artifact-path origin HEAD:refs/heads/x
  says 'which is named' '`custom_hooks/expgate.yaml`:3'
  hook ../project.git pre-receive --format json
  run git push -q origin HEAD:refs/heads/x
  says_not 'nor in JSON' "$(realpath ../project.git)/c"
  printf 'nonsense' >"../policy.yaml"
  hook ../project.git pre-receive --policy "$(realpath ../policy.yaml)"
  push_undecided 'nor a policy of its own' origin HEAD:refs/heads/x
  says 'which is named' '`policy.yaml`:1:1'
}

test_web_interface() {
  sinner 'feat: add weights' best.pt
  export GL_PROTOCOL=web
  run git push origin HEAD
  is 'every line that says something has the prefix' '' \
    "$(sed -n 's/^remote: //p' <<<"$out" | grep -v '^ *$' | grep -v '^GL-HOOK-ERR: ' || true)"
  says 'and says what' 'GL-HOOK-ERR: error[artifact-path]'
  policy ../project <<<'version: ['
  run git push origin HEAD
  is 'when nothing was decided, too' '' \
    "$(sed -n 's/^remote: //p' <<<"$out" | grep -v '^ *$' | grep -v '^GL-HOOK-ERR: ' || true)"
  says 'and says so' 'GL-HOOK-ERR: '
  export GL_PROTOCOL=ssh
  run git push origin HEAD
  says_not 'over ssh there is none' 'GL-HOOK-ERR'
}

# The lines that the server sent that are longer than 100 columns and could have been broken: a path and a command are left in one piece.
long_lines() {
  sed -n 's/^remote: //p' <<<"$out" | sed 's/ *$//' | grep -E '^.{101}' | grep -vE '^(GL-HOOK-ERR: )?((error\[[a-z-]+\]:)? *[^ ]+$|  (git|env|sh -c) )' || true
}

test_text() {
  sinner "feat: add $(printf 'very %.0s' {1..60})long" "$(printf 'deep/%.0s' {1..60})best.pt"
  push_refused 'a very long path' artifact-path
  is 'lines have 100 columns at most' '' "$(long_lines)"
  says_not 'and no colour' $'\e['
  GL_PROTOCOL=web run git push origin HEAD
  is 'with the prefix, too' '' "$(long_lines)"
}

test_text_of_a_push_is_escaped() {
  sinner $'feat: add \e[31m\u202eweights\rerror[nothing]: ' $'e\e[2Jvil\nerror[more]: x\xff.pt'
  run git push origin HEAD
  is 'it is refused' 1 "$status"
  says_not 'escape codes do not come through' $'\e[2J'
  says_not 'nor colours' $'\e[31m'
  says_not 'nor bidi controls' $'\u202e'
  is 'a path cannot fake a line' '' "$(grep -E '^(remote: )?error\[(more|nothing)\]' <<<"$out" || true)"
  says 'the path is shown escaped' '\x1B'
}

test_warn_mode() {
  sinner 'update' best.pt
  rm ../project.git/hooks/pre-receive ../project.git/custom_hooks/pre-receive 2>/dev/null || true
  hook ../project.git pre-receive --mode warn
  exits 'warn mode lets in' 0 git push origin HEAD
  is 'and tells all' 'artifact-path commit-header' "$(named)"
  policy ../project <<<'version: ['
  save 'feat: add x' x.txt
  push_undecided 'but not what cannot be judged' origin HEAD
}

test_severities() {
  server project
  policy project <<'YAML'
version: 1
extends: []
rules:
  artifact-path: {severity: warn}
  commit-header: {severity: off}
YAML
  clone project
  save 'update' best.pt
  push_ok 'warnings alone refuse nothing'
  is 'but are told' artifact-path "$(named warning)"
}

test_paths_and_refs_of_a_check() {
  server project
  policy project <<'YAML'
version: 1
extends: []
rules:
  max-file-size: {limit: 1 KiB, exclude: ["docs/**"]}
  figures:
    rule: max-file-size
    paths: ["docs/figures/**"]
    limit: 3 KiB
  artifact-path: {exclude_refs: ["sandbox/**"]}
YAML
  clone project
  big docs/figures/a.png 2000 && big docs/long.txt 9000 && save 'docs: add figures' docs/figures/a.png docs/long.txt
  push_ok 'each path has its own limit'
  big docs/figures/b.png 4000 && save 'docs: add a figure' docs/figures/b.png
  push_refused 'a check of another name' max-file-size
  says 'with a limit of its own' '3 KiB'
  git reset -q --hard HEAD~ && big src/a.py 2000 && save 'feat: add a' src/a.py
  push_refused 'the general one' max-file-size
  says 'with its limit' '1 KiB'
  git reset -q --hard HEAD~ && save 'feat: add weights' best.pt
  push_refused 'a branch that is not excluded' artifact-path
  push_ok 'a branch that is' origin HEAD:refs/heads/sandbox/me/x
}

test_default_branch_of_another_name() {
  git init -q --bare -b trunk project.git
  server project
  policy project <<'YAML'
version: 1
extends: []
rules:
  protected-ref: {refs: ["@default"]}
  commit-header: {refs: ["@default"]}
YAML
  clone project
  git checkout -q -B trunk && save 'feat: add x' x.txt
  push_ok 'the first push of the default branch'
  push_refused 'its deletion' protected-ref origin :trunk
  save 'update' y.txt
  push_refused 'a bad message on it' commit-header
  push_ok 'a bad message on main, which is another branch here' origin HEAD:refs/heads/main
}

test_wikis_are_left_alone() {
  sinner 'update' best.pt
  push_refused 'a project' 'artifact-path commit-header'
  export GL_REPOSITORY=project-7
  push_refused 'a project that says so' 'artifact-path commit-header'
  export GL_REPOSITORY=wiki-7
  push_ok 'its wiki'
}

# E5: what cannot be evaluated is not let in, so that it need not be mended where nothing gets in any more.
test_a_policy_over_more_sets_of_refs_than_can_be_told_apart() {
  server project && clone project
  printf 'version: 1\nextends: []\n' >.expgate.yaml && git add .expgate.yaml && save 'chore: begin' train.py
  git -C ../project.git fetch -q "$PWD" HEAD:refs/heads/main
  sets() { printf 'version: 1\nextends: []\nrules:\n'; for n in $(seq "$1"); do printf '  c%d: {rule: artifact-path, refs: ["exp/b%d"]}\n' "$n" "$n"; done; }
  sets 65 >.expgate.yaml
  exits '`policy check` says so' 2 "$EXPGATE" policy check
  says 'with the number' 'more than 64 different sets of refs'
  git add .expgate.yaml && save 'chore: add a policy'
  push_undecided 'it does not get in' origin main
  sets 64 >.expgate.yaml
  exits '64 are well' 0 "$EXPGATE" policy check
  git commit -q --amend -m 'chore: add a policy' .expgate.yaml
  push_ok 'they get in' origin main
  save 'feat: add a thing' b.txt
  push_ok 'and work' origin main
}

run_tests "$@"
