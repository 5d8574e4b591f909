#!/bin/bash
# Refs that are not as git leaves them: what git counts as a ref counts, damage is undecided, and nothing else gets a push in. Each was let
# in, or blamed on somebody, once.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# begun [BRANCH]: a server whose default branch holds a policy that wants scopes; $first is on it, $bad breaks a built-in rule, $next that policy.
begun() {
  git init -q --bare -b "${1:-trunk}" project.git && git init -q -b "${1:-trunk}" work && cd work
  printf 'version: 1\nrules:\n  commit-scope: {severity: error, required: true, scopes: [model]}\n  experiment-config: {severity: off}\n' >.expgate.yaml
  git add .expgate.yaml && git commit -q -m 'feat(model): add a policy' && first=$(git rev-parse HEAD)
  git commit -q --allow-empty -m 'feat: extend the encoder' && next=$(git rev-parse HEAD)
  git reset -q --hard "$first" && git commit -q --allow-empty -m 'WIP' && bad=$(git rev-parse HEAD)
  git reset -q --hard "$first" && git commit -q --allow-empty -m 'feat(model): add a layer' && good=$(git rev-parse HEAD)
  cd ../project.git
  git -c uploadpack.allowAnySHA1InWant=true fetch -q --no-tags ../work "$bad:refs/in/bad" "$next:refs/in/next" "$good:refs/in/good"
  git for-each-ref --format='delete %(refname)' refs/in | git update-ref --stdin
}
gate() { run env GIT_DIR=. "$EXPGATE" pre-receive "${@:2}" <<<"$1"; }
# ends WHAT CODE LINE [OPTION…]
ends() {
  gate "${@:3}"
  is "$1" "$2" "$status"
}

test_a_packed_line_behind_a_symbolic_ref_is_no_ref() {
  [ "$ref_format" = files ] || { ok 'there is no such line in a reftable' && return; }
  begun main
  git update-ref refs/heads/main "$first" && git update-ref refs/heads/old "$bad" && git pack-refs --all
  git symbolic-ref refs/heads/old refs/heads/main
  is 'git counts it no more' 0 "$(git rev-list --all | grep -c "$bad" || true)"
  ends 'nor does the gate' 1 "$zero $bad refs/heads/feature/x"
}

test_symbolic_refs_are_there() {
  begun main
  git update-ref refs/heads/main "$first" && git update-ref refs/mirror/release "$bad"
  git symbolic-ref refs/heads/release refs/mirror/release
  ends 'nobody is blamed for what a branch has' 0 "$zero $bad refs/heads/feature/x"
}

test_a_strict_branch_that_is_another_name() {
  begun main
  git update-ref refs/heads/feature/t "$good" && git symbolic-ref refs/heads/main refs/heads/feature/t
  ends 'by its own name' 1 "$good $first refs/heads/main"
  says 'a force push' 'protected-ref'
  ends 'by the name of its target' 1 "$good $first refs/heads/feature/t"
  says 'is one, too' 'protected-ref'
}

test_heads_that_git_does_not_take() {
  local head
  begun
  git update-ref refs/heads/trunk "$first"
  ends 'a sound one' 1 "$zero $next refs/heads/feature/x"
  says 'the policy of the default branch' 'commit-scope'
  [ "$ref_format" = files ] || return 0
  for head in 'ref: ../trunk' 'ref: trunk' 'ref: ' 'ref: refs/heads/trunk garbage' ''; do
    printf '%s\n' "$head" >HEAD
    ends "HEAD: $head" 2 "$zero $next refs/heads/feature/x"
  done
}

test_packed_refs_out_of_order() {
  [ "$ref_format" = files ] || { ok 'there is no such file beside a reftable' && return; }
  begun
  local name
  for name in a b c d trunk zz; do git update-ref "refs/heads/$name" "$first"; done
  git pack-refs --all && cp packed-refs ../sound
  ends 'a sound one' 1 "$zero $next refs/heads/feature/x"
  { head -1 ../sound && grep trunk ../sound && sed 1d ../sound | grep -v trunk; } >packed-refs
  ends 'not sorted, though it says so' 2 "$zero $next refs/heads/feature/x"
  sed 's/$/\r/' ../sound >packed-refs
  ends 'CR at the ends of lines' 2 "$zero $next refs/heads/feature/x"
  head -c "$(($(grep -bo refs/heads/trunk ../sound | cut -d: -f1) + 13))" ../sound >packed-refs
  ends 'cut off in a name' 2 "$zero $next refs/heads/feature/x"
  sed '2,$s/ /  /' ../sound >packed-refs
  ends 'two blanks' 2 "$zero $next refs/heads/feature/x"
  cp ../sound packed-refs
  ends 'as it was' 1 "$zero $next refs/heads/feature/x"
}

test_files_that_are_no_refs() {
  [ "$ref_format" = files ] || { ok 'there are no such files' && return; }
  begun main
  git update-ref refs/heads/main "$first"
  local name
  for name in .nfs0001 main~ 'a b~'; do
    echo "$bad" >"refs/heads/$name"
    ends "$name is none" 1 "$zero $bad refs/heads/feature/x"
    : >"refs/heads/$name"
    ends "$name without content does no harm" 0 "$zero $good refs/heads/feature/x"
    rm "refs/heads/$name"
  done
  ln -s loop refs/heads/loop
  ends 'a link to itself does no harm' 0 "$zero $good refs/heads/feature/x"
  rm refs/heads/loop && mkdir team && echo "$bad" >team/t && ln -s ../../team refs/heads/team
  is 'git sees refs below a link' refs/heads/team/t "$(git for-each-ref --format='%(refname)' refs/heads/team)"
  ends 'so does the gate' 0 "$zero $bad refs/heads/feature/x"
  ln -s .. team/round
  ends 'links that lead round in a circle' 2 "$zero $good refs/heads/feature/x"
  rm team/round refs/heads/team && rm -r refs/heads && echo x >refs/heads
  ends 'a file in place of the folder' 2 "$zero $good refs/heads/feature/x"
}

# --- reftables ---

# table FUNCTION: a repository whose only table has branches in several blocks; FUNCTION changes the bytes of the table on stdin.
table() {
  begun
  { perl -e 'print "create refs/heads/a$_ $ARGV[0]\n" for 100 .. 330' "$first" && echo "create refs/heads/trunk $first"; } | git update-ref --stdin
  git pack-refs --all
  file=$(ls reftable/*.ref) && cp "$file" ../sound
  ends 'a sound table' 1 "$zero $next refs/heads/feature/x"
  says 'the policy of the default branch' 'commit-scope'
}

test_blocks_of_a_reftable_that_are_gone() {
  [ "$ref_format" = reftable ] || { ok 'there are no tables' && return; }
  table
  local byte
  for byte in '\0' i g o x; do
    perl -e 'local $/; my $text = <STDIN>; substr($text, 4096, 1) = eval "\"$ARGV[0]\""; print $text' "$byte" <../sound >../cut
    cp ../cut "$file"
    ends "a block of type $byte" 2 "$zero $next refs/heads/feature/x"
  done
  perl -e 'local $/; my $text = <STDIN>; substr($text, 4096) =~ s/^.{1000}/"\0" x 1000/es; print $text' <../sound >../cut && cp ../cut "$file"
  ends 'a page of zeros' 2 "$zero $next refs/heads/feature/x"
}

test_names_of_a_reftable_that_are_not_in_order() {
  [ "$ref_format" = reftable ] || { ok 'there are no tables' && return; }
  table
  perl -pe 'BEGIN { undef $/; binmode STDIN; binmode STDOUT } s/(.*)trunk(?=.{20})/$1Trunk/s' <../sound >../cut && cp ../cut "$file"
  cmp -s ../sound ../cut && not_ok 'the name is changed' || ok 'the name is changed'
  ends 'out of order' 2 "$zero $next refs/heads/feature/x"
  cp ../sound "$file"
  printf '%s\0\n' "$(cat reftable/tables.list)" >reftable/tables.list
  ends 'a list with a zero byte' 2 "$zero $next refs/heads/feature/x"
}

# --- kinds that are not supported ---

test_what_only_looks_unsupported() {
  begun main
  git update-ref refs/heads/main "$first"
  printf 'version: 1\nmode: warn\n' >../warn.yaml && printf 'version: 1\nextends: []\n' >../empty.yaml
  local policy
  for policy in ../warn.yaml ../empty.yaml; do
    GIT_REFERENCE_BACKEND=bogus ends "$policy: a variable that the pusher may have set" 2 "$zero $bad refs/heads/x" --policy "$policy"
    git config -f config core.repositoryformatversion 1 && git config -f config extensions.surprise yes
    ends "$policy: an extension" 0 "$zero $bad refs/heads/x" --policy "$policy"
    ends "$policy: lines that are none" 2 garbage --policy "$policy"
    exits "$policy: no line" 2 env GIT_DIR=. "$EXPGATE" pre-receive --policy "$policy"
    exits "$policy: nor by the update hook" 2 env GIT_DIR=. "$EXPGATE" update --policy "$policy" refs/heads/x nonsense nonsense
    mv HEAD ../HEAD
    ends "$policy: no HEAD" 2 "$zero $bad refs/heads/x" --policy "$policy"
    mv ../HEAD HEAD && mv objects ../objects
    ends "$policy: no objects" 2 "$zero $bad refs/heads/x" --policy "$policy"
    mv ../objects objects && git config -f config --unset extensions.surprise
    printf '[extensions]\n\tsurprise = yes\n' >../included && git config -f config include.path "$PWD/../included"
    gate "$zero $bad refs/heads/x" --policy "$policy"
    says_not "$policy: what is included says nothing of the kind" 'surprise`'
    git config -f config --unset include.path
  done
}

test_the_last_value_of_an_extension_counts() {
  [ "$ref_format" = reftable ] || { ok 'there is one value only' && return; }
  begun
  git update-ref refs/heads/trunk "$first"
  sed -i '/refstorage/i\\trefstorage = files' config
  is 'git reads the table' refs/heads/trunk "$(git for-each-ref --format='%(refname)')"
  ends 'so does the gate' 1 "$zero $next refs/heads/feature/x"
  says 'the policy of the default branch' 'commit-scope'
}

run_tests "$@"
