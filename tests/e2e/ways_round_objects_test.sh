#!/bin/bash
# Ways round the gate by objects: messages that are no text, objects of another type than they should be, missing ones, those that no commit
# names, and sheer size. Made byte by byte where git's own commands refuse to.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=crafted.sh
. "$(dirname "$0")/crafted.sh"

project() {
  gated project 'commit-header: {}' 'commit-encoding: {}' 'artifact-path: {}' 'max-file-size: {limit: 1 KiB}' 'ref-namespace: {}'
}

# tries WHAT RULES MESSAGE: a commit with that message (printf's escapes) and the header lines $extra is refused; no rules: goes in.
tries() {
  local commit
  anew
  commit=$(printf '%b' "$3" | raw_commit "$(git rev-parse 'main^{tree}')" "$first")
  git update-ref refs/heads/work "$commit"
  if [ -n "$2" ]; then push_refused "$1" "$2" -f origin work; else push_ok "$1" -f origin work; fi
}

test_messages() {
  project
  tries 'a NUL behind a good header' commit-encoding 'feat: add x\0update\n'
  tries 'a NUL in front' 'commit-encoding commit-header' '\0feat: add x\n'
  tries 'an escape sequence' commit-encoding 'feat: add x\n\n\033[2Jwhatever\n'
  tries 'a carriage return' commit-encoding 'feat: add x\n\nbody\rupdate\n'
  tries 'bidi controls' commit-encoding 'feat: add x\n\n\xe2\x80\xae whatever\n'
  tries 'a byte order mark' commit-encoding '\xef\xbb\xbffeat: add x\n'
  tries 'UTF-16' 'commit-encoding commit-header' '\xff\xfef\0e\0a\0t\0'
  tries 'Latin-1 that is not declared' commit-encoding 'feat: add gr\xfcn\n'
  tries 'an overlong form' commit-encoding 'feat: add \xc0\xaf\n'
  extra='encoding ISO-8859-1\n' tries 'Latin-1 that is declared' '' 'feat: add gr\xfcn\n'
  extra='encoding UTF-7\n' tries 'an encoding that nobody reads' commit-encoding 'feat: add x\n'
  extra='encoding UTF-8\nencoding ISO-8859-1\n' tries 'declared twice' commit-encoding 'feat: add gr\xfcn\n'
  tries 'blank lines in front' commit-header '\n\n\nupdate\n'
  tries 'blanks in front' commit-header '  feat: add x\n'
  tries 'nothing' commit-header ''
  tries 'blanks only' commit-header ' \n\n\t\n'
  tries 'no line feed at the end' '' 'feat: add x'
  tries 'blank lines behind' '' 'feat: add x\n\n\n'
  tries 'text of any script' '' 'feat: add größe 中文 и ещё\n\nСтрока.\n'
}

test_headers() {
  project
  extra='gpgsig none\n \n feat: add x\n' tries 'a good message in a signature' commit-header 'update\n'
  extra='mergetag object x\n type commit\n \n feat: add x\n' tries 'a good message in a merge tag' commit-header 'update\n'
  extra='note feat: add x\n' tries 'a good message in a header' commit-header 'update\n'
  extra="parent $zero"'\n' tries 'a parent behind the committer is none' commit-header "Merge branch 'x'\n"
  extra='gpgsig none\n \n update\n' tries 'a bad one in a signature is none' '' 'feat: add x\n'
}

# The same object as a branch, where git lets it come that far; no rules are asked for, only that it does not get in.
keeps_out() {
  raw_refused "$1" '' project "$2" "$zero $3 refs/heads/x"
}

test_types() {
  project
  local tree blob commit
  tree=$(git rev-parse 'main^{tree}') blob=$(git rev-parse main:train.py)
  raw_refused 'a branch at a tree' ref-namespace project "$tree" "$zero $tree refs/heads/x"
  raw_refused 'a branch at a blob' ref-namespace project "$blob" "$zero $blob refs/heads/x"
  commit=$(commit_of "$blob")
  keeps_out 'a commit whose tree is a blob' "$commit $blob" "$commit"
  commit=$(printf 'feat: x\n' | raw_commit "$tree" "$blob")
  keeps_out 'a commit whose parent is a blob' "$commit" "$commit"
  commit=$(printf 'feat: x\n' | raw_commit "$tree" "$tree")
  keeps_out 'a commit whose parent is a tree' "$commit" "$commit"
  commit=$(printf 'feat: x\n' | raw_commit "$first")
  keeps_out 'a commit whose tree is a commit' "$commit" "$commit"
  tree=$(entry 40000 folder "$blob" | raw tree) && commit=$(commit_of "$tree")
  keeps_out 'a folder that is a file' "$commit $tree $blob" "$commit"
  tree=$(entry 100644 file "$(git rev-parse 'main^{tree}')" | raw tree) && commit=$(commit_of "$tree")
  keeps_out 'a file that is a folder' "$commit $tree" "$commit"
  tree=$(entry 100644 file "$first" | raw tree) && commit=$(commit_of "$tree")
  keeps_out 'a file that is a commit' "$commit $tree" "$commit"
  commit=$(printf 'tree nonsense\nauthor x\n\nfeat: x\n' | raw commit)
  keeps_out 'a commit of no tree' "$commit" "$commit"
  commit=$(printf 'author x\n\nfeat: x\n' | raw commit)
  keeps_out 'a commit without a tree' "$commit" "$commit"
  tree=$(printf 'nonsense' | raw tree) && commit=$(commit_of "$tree")
  keeps_out 'a tree that is none' "$commit $tree" "$commit"
  commit=$(commit_of "$(entry 100644 a.txt "$blob" | raw tree)")
  raw_ok 'a commit that is in order' project "$(reachable "$commit")" "$zero $commit refs/heads/x"
}

# Git asks for these before the hook does. The hook alone is asked in fail_shut_test.sh.
test_missing_objects() {
  project
  anew && save 'feat: add a' w/a.txt && save 'feat: add b' b.txt
  local what tip
  tip=$(git rev-parse HEAD)
  for what in HEAD^ 'HEAD^{tree}' HEAD:w HEAD:w/a.txt HEAD:b.txt; do
    keeps_out "without $what" "$(reachable HEAD ^main | grep -v "$(git rev-parse "$what")")" "$tip"
  done
  keeps_out 'without anything' "$first" "$tip"
  raw_ok 'with everything' project "$(reachable HEAD ^main)" "$zero $tip refs/heads/x"
}

# What no commit names lies in the server's store all the same, for whoever knows its name.
test_unreachable_objects() {
  project
  anew && save 'feat: add a' a.txt
  local commit large small
  commit=$(git rev-parse HEAD)
  big large 3000 && large=$(git hash-object -w large) && put small && small=$(git hash-object -w small)
  raw_refused 'a large blob beside a good commit' max-file-size project "$(reachable HEAD ^main) $large" "$zero $commit refs/heads/x"
  save 'feat: add text' large
  raw_refused 'a commit that no ref names, with a large file' max-file-size project "$(reachable HEAD ^main)" "$zero $commit refs/heads/x"
  raw_ok 'a small blob that nobody names' project "$(reachable "$commit" ^main) $small" "$zero $commit refs/heads/x"
}

# Numbers small enough to be quick.
test_content_that_no_commit_names() {
  gated project 'artifact-content: {}' 'max-file-size: {}'
  anew && save 'feat: add a' a.txt
  local commit array
  commit=$(git rev-parse HEAD)
  printf "\\x93NUMPY\\x01\\x00v\\x00%-117s\\n%64s" "{'descr': '<f8', 'fortran_order': False, 'shape': (8,), }" '' >array
  array=$(git hash-object -w array)
  raw_refused 'an array beside a good commit' artifact-content project "$(reachable HEAD ^main) $array" "$zero $commit refs/heads/x"
  raw_ok 'a text' project "$(reachable HEAD ^main) $(echo hello | git hash-object -w --stdin)" "$zero $commit refs/heads/x"
}

test_budget() {
  gated project 'push-budget: {max_refs: 4, max_commits: 5, max_bytes: 10 KiB, max_files: 6}' 'artifact-path: {}'
  local n object
  anew five && for n in 1 2 3 4 5; do save "feat: add $n" a.txt; done
  push_refused 'five refs' push-budget origin five:a five:b five:c five:d five:e
  push_ok 'five commits, four refs' origin five:a five:b five:c five:d
  git push -q origin five:e
  push_refused 'five deletions' push-budget origin :a :b :c :d :e five:f
  anew six && for n in 1 2 3 4 5 6; do put a.txt && save "feat: add $n" a.txt; done
  push_refused 'six commits' push-budget
  push_refused 'by a tag' push-budget origin HEAD:refs/tags/v1
  push_ok 'in steps: the first half' origin HEAD~3:refs/heads/step
  push_ok 'and the second' origin HEAD:refs/heads/step
  anew bytes && for n in 1 2 3; do head -c 4000 /dev/urandom >"$n.txt"; done && save 'feat: add texts' ./*.txt
  push_refused 'twelve kilobytes in three files' push-budget
  git rm -q 3.txt && git commit -q --amend --no-edit
  push_ok 'eight in two'
  anew zeros && head -c 10000000 /dev/zero >zero.txt && save 'feat: add zeros' zero.txt
  push_refused 'ten megabytes that are small on the way' push-budget
  anew tags && for n in 1 2 3; do head -c 4000 /dev/zero | tr '\0' x | git tag -a -F - "long-$n"; done
  push_refused 'twelve kilobytes in three tags' push-budget origin long-1 long-2 long-3
  push_ok 'eight in two' origin long-1 long-2
  object=$(printf 'feat: add x\n' | extra="note $(head -c 11000 /dev/zero | tr '\0' x)\n" raw_commit "$(git rev-parse 'main^{tree}')" "$first")
  raw_refused 'in a header that nobody sees' push-budget project "$object" "$zero $object refs/heads/x"
  anew files && for n in 1 2 3 4 5 6 7; do put "$n.txt"; done && save 'feat: add texts' ./*.txt
  push_refused 'seven files' push-budget
  git rm -q 7.txt && git commit -q --amend --no-edit
  push_ok 'six files'
}

# names COUNT: the entries of a folder of so many files, all the same.
names() {
  perl -e 'my $oid = pack "H*", shift; printf "100644 %s-%06d\0%s", "x" x 40, $_, $oid for 1 .. shift' "$(git rev-parse main:train.py)" "$1"
}

test_objects_of_megabytes() {
  gated project 'push-budget: {}' 'commit-encoding: {}' 'artifact-path: {}'
  local object tree
  object=$({ printf 'feat: add x\n\n' && head -c 3000000 /dev/zero | tr '\0' 'x'; } | raw_commit "$(git rev-parse 'main^{tree}')" "$first")
  git update-ref refs/heads/work "$object"
  push_refused 'a message of 3 MB' push-budget origin work
  object=$({ printf 'object %s\ntype commit\ntag big\ntagger A <a@b> 1 +0000\n\n' "$first" && head -c 3000000 /dev/zero | tr '\0' x; } | raw tag)
  git update-ref refs/tags/big "$object"
  push_refused 'a tag of 3 MB' push-budget origin big
  tree=$(names 20000 | raw tree) && git update-ref refs/heads/work "$(commit_of "$tree")"
  push_refused 'a folder of 20,000 files' push-budget origin work
  git update-ref refs/heads/work "$(printf 'feat: drop it\n' | raw_commit "$(git rev-parse 'main^{tree}')" "$(git rev-parse work)")"
  push_refused 'that is gone in the next commit' push-budget origin work
  raw_refused 'a tree that nobody names' push-budget project "$(reachable main) $tree" "$zero $first refs/heads/x"
  tree=$(names 10000 | raw tree) && git update-ref refs/heads/work "$(commit_of "$tree")"
  push_ok 'a folder of 10,000 files' origin work
  object=$({ printf 'feat: add x\n\n' && yes 'a line of the message' | head -c 60000; } | raw_commit "$(git rev-parse 'main^{tree}')" "$first")
  git update-ref refs/heads/work "$object"
  push_ok 'a message of 60 KB' -f origin work
  object=$({ printf 'feat: add x\n\n' && yes 'a line of the message' | head -c 70000; } | raw_commit "$(git rev-parse 'main^{tree}')" "$first")
  git update-ref refs/heads/work "$object"
  push_refused 'a message of 70 KB' commit-encoding -f origin work
}

# D6: what no message shows.
test_headers_of_hundreds_of_kilobytes() {
  gated project 'push-budget: {}'
  local object header long
  long=$(head -c 90000 /dev/zero | tr '\0' x)
  for header in "note $long" "gpgsig -----BEGIN PGP SIGNATURE-----\n $long\n -----END PGP SIGNATURE-----"; do
    object=$(printf 'feat: add x\n' | extra=$header raw_commit "$(git rev-parse 'main^{tree}')" "$first")
    git update-ref refs/heads/work "$object"
    push_refused "a commit: ${header%% *}" push-budget origin work
  done
  object=$({ printf 'object %s\ntype commit\ntag big\ntagger A <a@b> 1 +0000\nnote %s\n\nA tag.\n' "$first" "$long"; } | raw tag)
  git update-ref refs/tags/big "$object"
  push_refused 'a tag' push-budget origin big
  object=$(printf 'feat: add x\n' | extra="note ${long:0:50000}" raw_commit "$(git rev-parse 'main^{tree}')" "$first")
  git update-ref refs/heads/work "$object"
  push_ok 'fifty kilobytes pass' origin work
}

run_twice "$@"
