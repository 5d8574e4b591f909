#!/bin/bash
# The same pushes, once to a server with the pre-receive hook and once to one without, where CI finds them afterwards: both say the same.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=ci.sh
. "$(dirname "$0")/ci.sh"

# A project with all rules on, in order.
everything() {
  project <<'YAML'
version: 1
extends: [pytorch]
rules:
  commit-scope: {severity: warn, scopes: [model, data]}
  figures:
    rule: max-file-size
    refs: [main]
    paths: ["docs/**"]
    limit: 1 KiB
YAML
  put configs/base.yaml 'seed: 42'
  put configs/vit.yaml 'seed: 7'
  save 'feat: add configs' configs/base.yaml configs/vit.yaml
  send main
}

# What a report says, but for its place and time; without its help and remedy, which in CI go on to push, and the order of refs.
essence() {
  perl -MJSON::PP -e '
    open my $in, "<", $ARGV[0] or die; local $/; my $report = decode_json(<$in>);
    my $json = JSON::PP->new->canonical;
    for (@{$report->{findings}}) { delete @$_{qw(help remedy ref)}; $_->{refs} = [sort @{$_->{refs}}] }
    print "$report->{verdict} ", $json->encode($report->{error}), "\n";
    print "$_\n" for sort map { $json->encode($_) } @{$report->{findings}}' "$1"
}

# judge_on_server REFSPEC…: pushes to a copy of the server that has the hook; what that says is in ../server.json.
judge_on_server() {
  rm -rf ../gate.git && cp -r ../project.git ../gate.git
  mkdir -p ../gate.git/hooks
  printf '#!/bin/sh\nexec "%s" pre-receive --format json >"%s/../server.json"\n' "$EXPGATE" "$PWD" >../gate.git/hooks/pre-receive
  chmod +x ../gate.git/hooks/pre-receive
  rm -f ../server.json
  git push -q --force "file://$PWD/../gate.git" "$@" >/dev/null 2>&1 || true
}

before_of() { git --git-dir=../project.git rev-parse -q --verify "$1" || echo "$zeros"; }

# same WHAT VERDICT REF [REFSPEC]: a push of HEAD (or REFSPEC) to that ref of the server; the verdict is VERDICT, there and in CI.
same() {
  local what=$1 verdict=$2 ref=$3 refspec=${4:-HEAD:$3} before new name=${3#refs/*/} variables=()
  before=$(before_of "$ref") new=$(git rev-parse "${refspec%%:*}")
  judge_on_server "$refspec"
  git push -q --force origin "$refspec"
  if [ "${ref#refs/tags/}" = "$ref" ]; then variables=("CI_COMMIT_BRANCH=$name"); else variables=("CI_COMMIT_TAG=$name"); fi
  gitlab_clone 0 "$(git rev-parse "$new^{commit}")"
  gitlab CI_PIPELINE_SOURCE=push "CI_COMMIT_REF_NAME=$name" "CI_COMMIT_BEFORE_SHA=$before" "${variables[@]}" -- --format json --fetch >../ci.json || true
  cd ../work
  is "$what: the verdict" "$verdict" "$(json ../server.json verdict)"
  is "$what: what is found" "$(essence ../server.json)" "$(essence ../ci.json)"
}

branch() { git checkout -q -B "$1" "${2:-main}"; }

test_branches() {
  everything
  branch feature/x && save 'feat: add x' x.py && save 'fix: mend it' x.py
  same 'a new branch in order' pass refs/heads/feature/x
  save 'feet: add weights' best.pt
  same 'an update that is not' fail refs/heads/feature/x
  save 'feat: go on' y.py
  same 'one on top of it that is' pass refs/heads/feature/x
  save 'feat(unknown): add a thing' z.py && save 'Feat: wrong'
  same 'a warning and an error' fail refs/heads/feature/x
  git rm -q best.pt && save 'feat: drop it' && save 'feat: add a' a.ckpt && git rm -q a.ckpt && save 'feat: drop it, too'
  same 'added, then deleted' fail refs/heads/feature/x
  branch whatever && save 'feat: add w' w.py
  same 'a name that is not allowed' fail refs/heads/whatever
  same 'the same, at main' fail refs/heads/other main:refs/heads/other
  branch feature/none
  same 'a new branch without a commit' pass refs/heads/feature/none
}

test_merges() {
  everything
  branch feature/old && save 'feet: old sin' old.pt
  git push -q --force origin feature/old
  branch main origin/main && tick && git merge -q --no-ff -m 'Merge old' feature/old && git push -q origin main
  branch feature/x main~1 && save 'feat: add x' x.py && git push -q origin feature/x
  tick && git merge -q -m 'Merge main' main
  same "main's past" pass refs/heads/feature/x
  branch feature/y main~1 && save 'feat: add y' y.py && tick && git merge -q --no-commit main && save 'Merge main' && git commit -q --amend --no-edit
  same 'a merge that is none' pass refs/heads/feature/y
  branch feature/z main && save 'feat: add z' z.py && git checkout -q main && tick && git merge -q --no-ff -m 'Merge feature/z' feature/z
  same 'a merge into main' pass refs/heads/main
  branch feature/evil main && save 'feat: add e' e.py && git checkout -q main && tick && git merge -q --no-ff --no-commit feature/evil
  put evil.pt && git add -f evil.pt && git commit -q -m 'Merge feature/evil'
  same 'a merge that brings a file of its own' fail refs/heads/main
}

test_main() {
  everything
  save 'feat: go on' y.py
  same 'a push to main' pass refs/heads/main
  save 'feat: drop configs' && git rm -q -r configs && save 'feat: really'
  same 'one that takes the configs away' fail refs/heads/main
  git reset -q --hard HEAD~2 && save 'feat: another way' z.py
  same 'a force push' fail refs/heads/main
  save 'fixup! feat: another way' z.py
  same 'a fixup on main' fail refs/heads/main
}

test_loose_to_strict() {
  everything
  branch feature/x && mkdir -p docs && big docs/figure.svg && save 'feat: add a figure' docs/figure.svg && save 'fixup! feat: add a figure'
  same 'what a branch may do' pass refs/heads/feature/x
  same 'main may not, whatever has it already' fail refs/heads/main feature/x:refs/heads/main
}

test_old_commits() {
  everything
  branch feature/a && save 'feet: old sin' old.pt && git push -q origin feature/a
  save 'feat: go on' b.py
  same 'a new branch on top of another' pass refs/heads/feature/b
  git tag -m 'Old' v0 feature/a && git push -q origin v0 feature/a:refs/heads/zoo
  branch feature/c feature/a && save 'feat: go on' c.py
  same 'on top of what a tag and a branch have' pass refs/heads/feature/c
  same 'main as it was, pushed anew' pass refs/heads/feature/again main~1:refs/heads/feature/again
  same 'a branch that falls back' pass refs/heads/feature/c main:refs/heads/feature/c
}

test_experiments() {
  everything
  branch exp/none && git rm -q -r configs && save 'feat: drop configs'
  same 'an experiment without a config' fail refs/heads/exp/none
  branch exp/vit && put configs/exp/vit.yaml 'lr: 0.1' && save 'feat: add vit' configs/exp/vit.yaml
  same 'without a seed' fail refs/heads/exp/vit
  put configs/exp/vit.yaml 'seed: 3' && save 'feat: seed it' configs/exp/vit.yaml
  same 'with one' pass refs/heads/exp/vit
  save 'squash! feat: seed it'
  same 'with a squash' fail refs/heads/exp/vit
}

test_force() {
  everything
  branch feature/x && save 'feat: add x' x.py && save 'feet: add y' y.py && git push -q origin feature/x
  git reset -q --hard HEAD~ && save 'feat: add y' y.py
  same 'a mended branch' pass refs/heads/feature/x
  git reset -q --hard HEAD~ && save 'feet: add z' z.py
  same 'one that is worse now' fail refs/heads/feature/x
}

test_tags() {
  everything
  git tag light && git tag -m 'Version 1' v1
  same 'a lightweight tag' pass refs/tags/light light
  same 'an annotated one' pass refs/tags/v1 v1
  git checkout -q --detach main && save 'feet: add x' best.pt && git tag v2
  same 'of a commit that is on no branch' fail refs/tags/v2 v2
  git checkout -q main && git tag exp-light
  same 'a lightweight one of an experiment' fail refs/tags/exp-light exp-light
  git tag -m 'vit | Acc@1: 80%' exp-vit
  same 'an annotated one of an experiment' pass refs/tags/exp-vit exp-vit
}

# Of several refs pushed at once CI runs once a ref: together they find what the server finds.
test_several_refs() {
  everything
  branch feature/a && save 'feet: common' common.py && save 'feat: add a' a.pt
  branch feature/b feature/a~1 && save 'feat: add b' b.pt
  git checkout -q main && save 'Feat: on main' m.py && git tag v1
  judge_on_server main v1 feature/a
  before=$(before_of refs/heads/main)
  git push -q origin main v1 feature/a
  gitlab_clone 0 "$(git rev-parse main)"
  gitlab_push main "$before" -- --format json >../main.json || true
  gitlab_push feature/a "$zeros" "CI_COMMIT_SHA=$(git rev-parse origin/feature/a)" -- --format json >../a.json || true
  gitlab CI_PIPELINE_SOURCE=push CI_COMMIT_TAG=v1 CI_COMMIT_REF_NAME=v1 "CI_COMMIT_BEFORE_SHA=$zeros" -- --format json >../v1.json || true
  cd ..
  for each in server main a v1; do
    perl -MJSON::PP -e 'open my $in, "<", $ARGV[0] or die; local $/; print "$_->{rule} $_->{severity} ", $_->{commit} // "-", " ", $_->{path} // "-", "\n" for @{decode_json(<$in>)->{findings}}' \
      "$each.json" | sort >"$each.list"
  done
  is 'main, its tag and a branch' "$(cat server.list)" "$(sort -u main.list a.list v1.list)"
}

# A merge request that could be merged as it is, against the push of its commits to its target and of its branch.
test_merge_requests() {
  everything
  local case
  for case in good bad experiment; do
    branch feature/x main && save 'feat: add x' x.py
    [ "$case" = good ] || { save 'feet: add weights' best.pt && save 'fixup! feat: add x' x.py; }
    [ "$case" != experiment ] || { git rm -q -r configs && save 'feat: drop configs'; }
    judge_on_server HEAD:refs/heads/feature/x HEAD:refs/heads/main
    send feature/x && gitlab_clone 0 "$(sha)"
    gitlab_request -- --format json >../ci.json || true
    cd ../work && send :feature/x
    is "$case" "$(essence ../server.json)" "$(essence ../ci.json)"
  done
  is 'the last one is refused' fail "$(json ../ci.json verdict)"
}

run_tests "$@"
