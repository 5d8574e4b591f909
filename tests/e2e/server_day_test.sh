#!/bin/bash
# What docs/server.md has an administrator type, as one story: from nothing to warn, one group enforced, a bypass, an exception that ends, an
# upgrade from 0.1.0 and back.
# shellcheck source=own_etc.sh
. "$(dirname "$0")/own_etc.sh"
readonly policy=/etc/expgate/policy.yaml

# two_groups: the policy that server.md begins with, and a server with a clone for each of two groups.
two_groups() {
  srv=$(realpath .)/srv audit=$(realpath .)/log/audit.jsonl
  mkdir -p "$srv/research" log
  cat >"$policy" <<YAML
version: 1
extends: [pytorch]
mode: warn
audit: {file: $audit}
YAML
  local each
  for each in research/vit handbook; do
    git init -q --bare "$srv/$each.git"
    git -C "$srv/$each.git" config receive.advertisePushOptions true
    exits "the hook of $each" 0 "$EXPGATE" install --server "$srv/$each.git"
    git clone -q "$srv/$each.git" "${each##*/}" 2>/dev/null
  done
}

# weights PROJECT PATH: a commit in that clone that brings weights, on a branch of its own.
weights() {
  cd "$work_here/$1"
  save "feat: add $2" "$2"
}

log_says() {
  run "$EXPGATE" log --policy "$policy" "$audit"
  says "$1" "$2"
}

test_from_nothing_to_enforced() {
  local work_here=$PWD
  two_groups
  exits 'the policy is checked' 0 "$EXPGATE" policy check "$policy"

  weights vit best.pt
  exits 'in warn mode a push gets in' 0 git push origin HEAD:refs/heads/feature/a
  says 'and is told' 'would be rejected'
  weights handbook best.pt
  exits 'in each project' 0 git push origin HEAD:refs/heads/feature/a
  log_says 'the log answers what would have been' 'artifact-path'
  sed 's/^mode: warn/mode: enforce/' "$policy" >"$work_here/new.yaml"
  run "$EXPGATE" policy try "$work_here/new.yaml" --log "$audit"
  says 'and so does the policy that is tried' '2 newly rejected, 0 newly accepted'

  echo "projects: [{match: [\"$srv/research/**\"], mode: enforce}]" >>"$policy"
  exits 'the policy with a group that is enforced is checked' 0 "$EXPGATE" policy check "$policy"
  weights vit more.pt
  push_refused 'that group is enforced' artifact-path origin HEAD:refs/heads/feature/b
  weights handbook more.pt
  exits 'the others are not' 0 git push origin HEAD:refs/heads/feature/b
  exits 'its hook blocks, doctor says' 0 "$EXPGATE" doctor --server "$srv/research/vit.git"
  says 'in its last line' 'shut'

  echo 'bypass: [{users: [ada], rules: [artifact-path]}]' >>"$policy"
  cd "$work_here/vit"
  GL_USERNAME=ada push_ok 'a bypass with a reason' -o 'expgate.bypass=demo on Monday' origin HEAD:refs/heads/feature/b
  log_says 'the log names it' 'demo on Monday'

  echo "allow: [{rule: artifact-path, path: third.pt, reason: pretrained, expires: $(date -u +%F)}]" >>"$policy"
  weights vit third.pt
  push_ok 'an exception, on its last day' origin HEAD:refs/heads/feature/c
  log_says 'the log says that it ends' 'used for 1 finding: pretrained'
  sed -i 's/expires: [-0-9]*/expires: 2020-02-02/' "$policy"
  git rm -q third.pt && save 'feat: drop them' && weights vit third.pt
  push_refused 'after it' artifact-path origin HEAD:refs/heads/feature/d

  sed -i '/^projects/d' "$policy"
  exits 'rolled back to warn mode' 0 git push origin HEAD:refs/heads/feature/d
  exits 'or without the hook' 0 "$EXPGATE" uninstall --server "$srv/research/vit.git"
  is 'nothing is left' '' "$(ls "$srv/research/vit.git/hooks" 2>/dev/null)"
}

test_upgrade_from_0_1_0_and_back() {
  local old work_here=$PWD
  old=$(XDG_CACHE_HOME=$machine_cache "$EXPGATE_SOURCE_DIR/tests/compare/old.sh" "$([ -n "${EXPGATE_SETUP:-}" ] || echo --cached)") ||
    { ok 'skipped: version 0.1.0 is not built yet; .ci/nightly builds it (EXPGATE_SETUP=1)' && return 0; }
  local new=$EXPGATE
  if [ "$ref_format" = reftable ]; then ok 'skipped: 0.1.0 reads no reftables' && return 0; fi
  mkdir bin && cp "$old" bin/expgate
  EXPGATE=$PWD/bin/expgate
  two_groups
  sed -i 's/^mode: warn/mode: enforce/' "$policy"
  weights vit best.pt
  push_refused 'by 0.1.0' artifact-path origin HEAD:refs/heads/feature/a

  cp "$new" "$EXPGATE.new" && mv "$EXPGATE.new" "$EXPGATE"
  exits 'the new program reads the old policy' 0 "$EXPGATE" policy check "$policy"
  push_refused 'the old hook calls the new program' artifact-path origin HEAD:refs/heads/feature/a
  exits 'the hook is made anew' 0 "$EXPGATE" install --server "$srv/research/vit.git"
  exits 'and blocks' 0 "$EXPGATE" doctor --server "$srv/research/vit.git"
  push_refused 'by the new one' artifact-path origin HEAD:refs/heads/feature/a
  exits 'nothing in the policy is new' 0 "$EXPGATE" policy check --for 0.1.0 "$policy"
  echo 'deadline: 40 s' >>"$policy"
  push_refused 'with a new key' artifact-path origin HEAD:refs/heads/feature/a
  exits 'which 0.1.0 would not know' 1 "$EXPGATE" policy check --for 0.1.0 "$policy"
  says 'it is named, with its line' 'does not know the key `deadline`'

  cp "$old" "$EXPGATE.new" && mv "$EXPGATE.new" "$EXPGATE"
  push_undecided 'back without heeding that: nothing gets in' origin HEAD:refs/heads/feature/a
  sed -i '/^deadline/d' "$policy"
  push_refused 'back: the new hook calls the old program' artifact-path origin HEAD:refs/heads/feature/a
  git rm -q best.pt && git commit -q --amend -m 'feat: begin' --allow-empty
  push_ok 'and what is good gets in' origin HEAD:refs/heads/feature/a
  is 'all of it is in one log' 'fail pass' "$(grep -oE '"verdict": ?"[a-z]+"' "$audit" | grep -oE 'fail|pass' | sort -u | xargs)"
}

run_tests "$@"
