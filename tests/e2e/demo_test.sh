#!/bin/bash
# The demo ends as told with this binary, and notices where it does not.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

test_the_demo_ends_as_told() {
  passes_demo() { run "$EXPGATE_SOURCE_DIR/examples/demo.sh"; [ "$status" = 0 ]; }
  if passes_demo; then ok 'all pushes'; else not_ok 'all pushes' "exit code $status" "$out"; fi
  local rule
  for rule in commit-header max-file-size artifact-path experiment-config experiment-seed experiment-tag \
    commit-autosquash commit-body notebook-output; do
    says "is refused by $rule" "error[$rule]"
  done
  says 'the mended push goes in' '[new branch]      exp/vit-tiny -> exp/vit-tiny'
  says 'five faults in four commits go in after one mend' '[new branch]      exp/vit-wide -> exp/vit-wide'
  is 'it fits 80 columns' '' "$(awk 'length > 80' <<<"$out")"
  is 'and shows no escape sequence without a terminal' '' "$(tr -d '\n' <<<"$out" | tr -cd '\033')"
}

test_a_demo_that_goes_wrong_says_so() {
  cp -R "$EXPGATE_SOURCE_DIR/examples" .
  sed -i 's/^refused_by commit-header/let_in/' examples/demo.sh
  exits 'a push that should go in and does not' 1 examples/demo.sh
  says 'is named' 'did not go as told: step 2 was refused'
  cp "$EXPGATE_SOURCE_DIR/examples/demo.sh" examples/
  sed -i 's/^refused_by experiment-seed/refused_by commit-type/' examples/demo.sh
  exits 'a refusal by another rule' 1 examples/demo.sh
  says 'is named' 'step 6 was refused by experiment-seed not by commit-type'
  cp "$EXPGATE_SOURCE_DIR/examples/demo.sh" examples/
  sed -i "s/commit -am 'update'/commit -am 'docs: update the tuning'/" examples/demo.sh
  exits 'a push that should be refused and is not' 1 examples/demo.sh
  says 'is named' 'step 2 was let in'
}

run_tests "$@"
