#!/bin/bash
# Ways round the gate by refs: tags of anything, names that lead elsewhere or hold what no name may, good refs beside bad ones, and what a
# push says about its own policy.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=crafted.sh
. "$(dirname "$0")/crafted.sh"

project() {
  gated project 'commit-header: {}' 'artifact-path: {}' 'max-file-size: {limit: 1 KiB}' 'ref-namespace: {}' 'protected-ref: {refs: [main]}'
}

# nest TAG TARGET DEPTH: a tag of a tag of a … of that target.
nest() {
  local target=$2
  for _ in $(seq "$3"); do
    target=$(printf 'object %s\ntype %s\ntag %s\ntagger A <a@b> 1 +0000\n\ndeep\n' "$target" "$(git cat-file -t "$target")" "$1" | raw tag)
  done
  git update-ref "refs/tags/$1" "$target"
}

test_tags() {
  project
  anew && save 'feat: add weights' w/best.pt && git rm -q -r w && save 'feat: drop them'
  git tag light && git tag -m one one && nest deep "$(git rev-parse HEAD)" 10
  push_refused 'a tag of a bad commit' artifact-path origin light
  push_refused 'an annotated one' artifact-path origin one
  push_refused 'a tag of tags of it' artifact-path origin deep
  push_refused 'beside a branch that is fine' artifact-path origin one main:refs/heads/fine
  git tag -f tree 'HEAD^{tree}' && git tag -f -m x blob HEAD:train.py && nest deep-tree "$(git rev-parse 'HEAD^{tree}')" 3
  push_refused 'a tag of a tree' ref-namespace origin tree
  push_refused 'an annotated tag of a blob' ref-namespace origin blob
  push_refused 'tags of tags of a tree' ref-namespace origin deep-tree
  big hidden.bin 5000
  git update-ref refs/tags/hidden "$(git hash-object -w hidden.bin)" && rm hidden.bin
  push_refused 'a tag of a large blob' 'max-file-size ref-namespace' origin hidden
  nest endless "$first" 70
  push_undecided 'tags of tags without end' origin endless
  git tag good "$first" && git tag -m one good-one "$first" && nest good-deep "$first" 10
  push_ok 'tags of a good commit' origin good good-one good-deep
}

test_a_tag_that_lies_about_its_target() {
  project
  local tag
  for tag in blob:commit commit:blob tree:commit; do
    case ${tag%:*} in blob) oid=$(git rev-parse main:train.py) ;; tree) oid=$(git rev-parse 'main^{tree}') ;; *) oid=$first ;; esac
    lie=$(printf 'object %s\ntype %s\ntag lie\ntagger A <a@b> 1 +0000\n\nx\n' "$oid" "${tag#*:}" | raw tag)
    run raw_push project "$lie" "$zero $lie refs/heads/${tag/:/-}"
    is "a branch at a tag of a $tag" '' "$(git ls-remote ../project.git "refs/heads/${tag/:/-}")"
  done
  nest true "$first" 1
  raw_ok 'a tag that tells the truth' project "$(git rev-parse true)" "$zero $(git rev-parse true) refs/tags/true"
}

# What git writes for a merge or a revert is free only where the commit is one; and no name of a ref makes up for its commits.
test_names_that_look_generated() {
  project
  local message name
  for message in "Merge branch 'x' into 'main'" 'Merge remote-tracking branch "origin/main"' 'Merge tag "v1"' 'Revert "feat: add x"' \
    'Squashed commit of the following:' 'v1.2.0' 'Initial commit'; do
    anew && save "$message" a.txt
    push_refused "$message" commit-header
  done
  for name in refs/heads/merge refs/heads/refs/heads/main refs/heads/tags/v1 refs/tags/main refs/tags/heads/main refs/heads/revert-1 \
    refs/heads/heads refs/heads/HEAD/x; do
    push_refused "to $name" commit-header origin "HEAD:$name"
  done
  git tag -m 'feat: add x' nice
  push_refused 'below a tag whose own message is good' commit-header origin nice
  anew side && save 'feat: add b' b.txt && anew && save 'feat: add a' a.txt && git merge -q -m "Merge branch 'side' with 'work'" side
  push_ok 'a real merge'
  save $'Revert "feat: add a"\n\nThis reverts commit '"$(git rev-parse HEAD^2)." c.txt
  push_ok 'a revert that says of what'
  message=$(printf 'update\n' | raw_commit "$(git rev-parse 'main^{tree}')" "$first" "$first")
  raw_refused 'a merge of a commit with itself is none' commit-header project "$message" "$zero $message refs/heads/self"
}

test_outside_branches_and_tags() {
  project
  local ref
  anew && save 'feat: add a' a.txt
  for ref in refs/mine/x refs/notes/commits refs/remotes/origin/main refs/stash refs/headsx/a refs/bisect/bad refs/meta/config \
    refs/merge-requests/1/head refs/keep-around/x refs/pipelines/1 refs/environments/x refs/tmp/x refs/replace/"$first" \
    refs/worktree/x refs/rewritten/x refs/Heads/x; do
    push_refused "$ref" ref-namespace origin "HEAD:$ref"
  done
  push_refused 'with a branch that is fine' ref-namespace origin HEAD HEAD:refs/mine/x
  for ref in HEAD MERGE_HEAD main heads/x refs/ refs/heads refs/heads/ 'refs/heads/../../x' 'refs//x' /refs/heads/x 'refs/heads/a b'; do
    raw_refused "$ref" ref-namespace project "$(reachable HEAD)" "$zero $(git rev-parse HEAD) $ref"
  done
  push_ok 'a branch' origin HEAD
}

test_replace_refs() {
  project
  anew good && save 'feat: add a' a.txt && anew bad && save 'feat: add weights' w/best.pt
  git replace bad good
  push_refused 'a commit that is replaced here' artifact-path origin bad
  push_refused 'the replacement' ref-namespace origin "refs/replace/$(git rev-parse bad)"
  push_refused 'both' 'artifact-path ref-namespace' origin bad "refs/replace/$(git rev-parse bad)"
  sneak project "good:refs/replace/$(git rev-parse bad)"
  push_refused 'a commit that is replaced there' artifact-path origin bad
  push_ok 'what it is replaced by' origin good
}

test_several_refs() {
  project
  anew good && save 'feat: add a' a.txt && anew bad && save 'feat: add weights' w/best.pt && git rm -q -r w && save 'feat: drop them'
  push_refused 'a good branch beside a bad one' artifact-path origin good bad
  push_refused 'the bad one first' artifact-path origin bad good
  push_refused 'a good tag beside a bad branch' artifact-path origin good:refs/tags/good bad
  push_refused 'a bad one beside a deletion of main' 'artifact-path protected-ref' origin bad :main
  push_refused 'all at once' 'artifact-path' --all origin
  push_refused 'in one piece' artifact-path --atomic origin good bad
  push_ok 'the good one' origin good good:refs/tags/good
}

# Git compares the name with its own idea of names only after the hook, to which it has given two lines for one.
test_a_ref_name_with_a_line_feed() {
  project
  local good evil
  anew good && save 'feat: add a' a.txt && good=$(git rev-parse good)
  anew bad && save 'feat: add weights' w/best.pt && evil=$(git rev-parse bad)
  raw_refused 'a second line that is a good update' 'artifact-path' project "$(reachable good bad)" \
    "$zero $evil refs/heads/x"$'\n'"$zero $good refs/heads/y"
  raw_refused 'a bad one hidden behind a good one' 'artifact-path' project "$(reachable good bad)" \
    "$zero $good refs/heads/x"$'\n'"$zero $evil refs/heads/y"
  raw_refused 'a line that says the bad one is there already' '' project "$(reachable good bad)" \
    "$zero $evil refs/heads/x" "$zero $good refs/heads/y"$'\n'"$evil $evil refs/heads/z"
  raw_refused 'a line that is none' '' project "$(reachable good)" "$zero $good refs/heads/x"$'\n'"rest"
  printf '%s %s refs/heads/x\n%s %s refs/heads/y\n' "$zero" "$good" "$zero" "$evil" >../line
  sneak project bad:refs/tmp/bad good:refs/tmp/good
  (cd ../project.git && refuses 'the hook itself: both lines count' artifact-path "$EXPGATE" pre-receive <../line)
  printf '%s %s refs/heads/x\r\n' "$zero" "$good" >../line
  (cd ../project.git && refuses 'the hook itself: a carriage return' ref-namespace "$EXPGATE" pre-receive <../line)
  printf '%s %s refs/heads/x\0y\n' "$zero" "$good" >../line
  (cd ../project.git && refuses 'the hook itself: a NUL' ref-namespace "$EXPGATE" pre-receive <../line)
  printf '%s %s refs/heads/x' "$zero" "$good" >../line
  (cd ../project.git && passes 'the hook itself: no line feed at the end' "$EXPGATE" pre-receive <../line)
  raw_ok 'names of one line' project "$(reachable good)" "$zero $good refs/heads/x" "$zero $good refs/heads/y"
}

# Where a server has renamed its default branch, the old name may be a link to the new one, and git follows it.
test_another_name_for_a_strict_branch() {
  gated project 'commit-header: {refs: [main]}' 'artifact-path: {}' 'protected-ref: {refs: [main]}'
  git -C ../project.git symbolic-ref refs/heads/master refs/heads/main
  git -C ../project.git symbolic-ref refs/heads/feature/old refs/heads/master
  anew && save 'whatever' a.txt
  push_refused 'a message that main does not take' commit-header origin work:master
  says 'says where it would go' 'refs/heads/main'
  push_refused 'by a link to the link' commit-header origin work:feature/old
  push_refused 'its deletion' protected-ref origin :master
  git checkout -q --orphan other && save 'feat: begin anew' b.txt
  push_refused 'a force push' protected-ref origin +other:master
  push_ok 'a branch of its own' origin work
  anew && save 'feat: add a' a.txt
  push_ok 'a message that main takes' origin work:master
  is 'it is on main' "$(git rev-parse work)" "$(git -C ../project.git rev-parse main)"
  [ "$ref_format" = reftable ] || mkdir -p ../project.git/refs/heads/gone/x
  push_ok 'a branch where an empty folder is left' origin work:gone
}

test_what_the_push_itself_says() {
  project
  printf 'version: 1\nextends: []\n' >../lax
  anew && cp ../lax .expgate.yaml && save 'chore: be lax' .expgate.yaml && save 'feat: add weights' w/best.pt
  push_refused 'a policy in the same push' artifact-path
  push_refused 'to the default branch' artifact-path origin HEAD:main
  anew && printf '*.pt filter=lfs diff=lfs merge=lfs -text\n*.txt expgate=off\n* linguist-generated export-ignore\n' >.gitattributes &&
    save 'chore: add attributes' .gitattributes && save 'feat: add weights' w/best.pt
  push_refused 'attributes that call it a pointer' artifact-path
  anew && printf 'w/\n' >.gitignore && save 'chore: ignore' .gitignore && save 'feat: add weights' w/best.pt
  push_refused 'a file that is ignored' artifact-path
  anew lax && cp ../lax .expgate.yaml && save 'chore: be lax' .expgate.yaml
  push_ok 'a policy on a branch that nobody protects' origin lax
  save 'feat: add weights' w/best.pt
  push_refused 'changes nothing there' artifact-path origin lax
  anew && save 'feat: add weights' w/best.pt
  push_refused 'nor elsewhere' artifact-path origin work
  push_ok 'nor at the default branch, where the server has a policy of its own' origin lax~:main
  push_refused 'it is still the server that decides' artifact-path origin work
}

# LFS pointers pass by what they are.
test_pointers() {
  project
  local hash
  hash=$(printf '%064d' 7)
  anew && mkdir w && printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 12345\n' "$hash" >w/best.pt
  save 'feat: add weights' w/best.pt
  push_ok 'a pointer, without a word in .gitattributes'
  printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 12345\nand more\n' "$hash" >w/best.pt && save 'feat: add more' w/best.pt
  push_refused 'what only begins like one' artifact-path
  git reset -q --hard HEAD~ && printf 'outs:\n- md5: %032d\n  size: 5\n  path: best.pt\n' 7 >w/best.pt.dvc && save 'feat: add data' w/best.pt.dvc
  push_ok 'what DVC writes, under its own name'
  cp w/best.pt.dvc w/other.pt && save 'feat: add more' w/other.pt
  push_refused 'not under another one' artifact-path
  git reset -q --hard HEAD~ && big w/big.pt.dvc 5000 && save 'feat: add data' w/big.pt.dvc
  push_refused 'nor data that calls itself so' max-file-size
}

run_twice "$@"
