#!/bin/bash
# The gate under load: many pushes at once, large files, many files, many refs. No wrong verdict, no lost line, 64 MiB for each hook at most.
# How long these take beside git is measured in tests/bench.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=crafted.sh
. "$(dirname "$0")/crafted.sh"

# shellcheck source=measured.sh
. "$(dirname "$0")/measured.sh"

# branches COUNT: that many branches, good-N and bad-N in turn.
branches() {
  local n
  for n in $(seq "$1"); do
    anew "$([ $((n % 2)) = 0 ] && echo good || echo bad)-$n"
    save "feat: add $n" "src/$n.py" && save "feat: go on with $n" "$([ $((n % 2)) = 0 ] && echo "docs/$n.md" || echo "w/$n.pt")"
  done
}

# What is in the audit log, as "FAIL bad, PASS good, LINES".
audited() {
  perl -MJSON::PP -ne '
    my $line = JSON::PP->new->utf8->decode($_);
    my ($kind) = $line->{refs}[0]{ref} =~ /(good|bad)-/ or next;
    $count{"$line->{verdict} $kind"}++; $all++;
    END { print join(", ", map { "$count{$_} $_" } sort keys %count), ", $all\n" }' "$audit"
}

test_64_pushes_to_one_repository() {
  project 'artifact-path: {}' 'commit-header: {}'
  git -C ../project.git config reftable.lockTimeout -1 # 100 ms is too little for 64 at once
  branches 64
  git for-each-ref --format='%(refname)' 'refs/heads/*-*' >../names
  while read -r name; do git push -q origin "$name" >/dev/null 2>&1 & done <../names
  wait
  is 'the good ones are in, and no others' "$(grep good- ../names)" "$(git -C ../project.git for-each-ref --format='%(refname)' 'refs/heads/*-*')"
  is 'all were written down' '32 fail bad, 32 pass good, 64' "$(audited)"
  frugal 'pushes at once' 64
  exits 'the repository is sound' 0 git -C ../project.git fsck --strict
}

test_64_pushes_to_64_repositories() {
  project 'artifact-path: {}' 'commit-header: {}'
  branches 64
  local n
  for n in $(seq 64); do cp -r ../project.git "../copy-$n.git"; done
  git for-each-ref --format='%(refname)' 'refs/heads/*-*' >../names
  while read -r name; do git push -q "../copy-${name##*-}.git" "$name" >/dev/null 2>&1 & done <../names
  wait
  is 'the good ones are in, and no others' "$(grep good- ../names)" \
    "$(for n in $(seq 64); do git -C "../copy-$n.git" for-each-ref --format='%(refname)' 'refs/heads/*-*'; done | sort)"
  is 'all were written down' '32 fail bad, 32 pass good, 64' "$(audited)"
  frugal 'pushes at once' 64
}

# Zeros are small on the way.
test_a_file_of_1_gib() {
  project 'push-budget: {}'
  git config core.compression 1
  truncate -s 1G zeros.txt && save 'feat: add zeros' zeros.txt && rm zeros.txt
  push_refused 'over the budget' push-budget
  frugal 'by the budget' 1
  quick 'by the budget'
  sed -i 's/push-budget: {}/max-file-size: {}/' ../project.git/custom_hooks/expgate.yaml
  run git push origin HEAD
  is 'and by its own size' max-file-size "$(named)"
  frugal 'by its size' 2
  quick 'by its size'
}

# A loose object that says 1 GiB and holds a hundred bytes: whoever reads it fails.
test_a_loose_file_of_1_gib() {
  project 'max-file-size: {}' 'artifact-path: {}'
  local blob folder=../project.git/objects/11 commit
  blob=$(digits 1)
  mkdir -p "$folder"
  perl -MCompress::Zlib -e 'print compress("blob 1073741824\0" . "x" x 100)' >"$folder/${blob:2}"
  cd ../project.git
  commit=$(commit_of "$(entry 100644 large.txt "$blob" | raw tree)")
  printf '%s %s refs/heads/x\n' "$zero" "$commit" >line
  refuses 'it is not read' max-file-size hooks/pre-receive <line
  frugal 'a loose one' 1
  sed -i 's/max-file-size: {}/max-file-size: {limit: 2 GiB}/' custom_hooks/expgate.yaml
  passes 'nor where it is allowed' hooks/pre-receive <line
  frugal 'a loose one' 2
}

# As where the administrator has switched push-budget off: what nobody could look at is not let in, nor read.
test_objects_of_40_mib() {
  project 'artifact-path: {}' 'commit-header: {}'
  local tree object
  tree=$(perl -e 'my $oid = pack "H*", shift; printf "100644 %s-%06d\0%s", "x" x 40, $_, $oid for 1 .. 600_000' "$(git rev-parse main:train.py)" | raw tree)
  git update-ref refs/heads/work "$(commit_of "$tree")"
  push_undecided 'a folder of 600,000 files' origin work
  says 'is named' "tree $tree is"
  object=$({ printf 'feat: add x\n\n' && head -c 40000000 /dev/zero | tr '\0' 'x'; } | raw_commit "$(git rev-parse 'main^{tree}')" "$first")
  git update-ref refs/heads/work "$object"
  push_undecided 'a message' origin work
  object=$({ printf 'object %s\ntype commit\ntag big\ntagger A <a@b> 1 +0000\n\n' "$first" && head -c 40000000 /dev/zero | tr '\0' x; } | raw tag)
  git update-ref refs/tags/big "$object"
  push_undecided 'a tag' origin big
  frugal 'objects of 40 MiB' 3
}

# Only what is new is read twice, and may stay in memory for that.
test_a_branch_that_is_rewritten_has_100000_commits_behind_it() {
  project 'protected-ref: {}'
  perl -e '
    for (1 .. 100000) {
      my $message = "feat: change $_\n\n" . join "", map { ("x" x 60) . "$_\n" } 1 .. 8;
      printf "commit refs/heads/main\ncommitter A <a\@b> %d +0000\ndata %d\n%s", 1700000000 + $_, length $message, $message;
      print "from $ARGV[0]\n" if $_ == 1;
    }' "$first" | git -C ../project.git fast-import --quiet
  git fetch -q && git reset -q --hard origin/main~1 && save 'feat: change it again' again.py
  push_refused 'a commit in place of the last' protected-ref --force origin HEAD:main
  frugal 'beside all of them' 1
}

# history FILES BAD: a commit with that many files in folders of a thousand, and one that may be bad.
many_files() {
  perl -e '
    my ($count, $bad, $parent) = @ARGV;
    print "commit refs/heads/many\ncommitter A <a\@b> 1700000500 +0000\ndata 16\nfeat: add files\nfrom $parent\n";
    for (1 .. $count) { my $text = "line $_\n"; printf "M 644 inline d%d/f%d.txt\ndata %d\n%s\n", $_ / 1000, $_, length $text, $text }
    print "M 644 inline $bad\ndata 2\nx\n"' "$1" "$2" "$first" | git fast-import --quiet --force
}

test_100000_files() {
  project 'push-budget: {}' 'max-file-size: {}' 'artifact-path: {}' 'commit-header: {}'
  many_files 100000 d50/best.pt
  push_refused 'one of them is a checkpoint' artifact-path origin many
  is 'all were seen' 100001 "$(json ../project.git/report.json counts files)"
  frugal '100,000 files' 1
  many_files 100000 d50/best.txt
  push_ok 'none of them is' origin many
  frugal '100,000 files' 2
}

# A data set, all of it: a finding for each file would fill the memory.
test_100000_checkpoints() {
  project 'artifact-path: {}' 'max-file-size: {}' 'commit-header: {}'
  perl -e '
    my $parent = shift;
    print "commit refs/heads/many\ncommitter A <a\@b> 1700000500 +0000\ndata 16\nfeat: add files\nfrom $parent\n";
    for (1 .. 100_000) { my $text = "line $_\n"; printf "M 644 inline weights/run-%d/epoch-%d.pt\ndata %d\n%s\n", $_ / 1000, $_, length $text, $text }' \
    "$first" | git fast-import --quiet --force
  push_refused 'each is refused' artifact-path origin many
  is 'and counted' 95000 "$(json ../project.git/report.json findings 5000 message | cut -d ' ' -f 1)"
  frugal '100,000 checkpoints' 1
}

# many_refs REPOSITORY PREFIX COUNT: so many branches, all at the first commit, as git packs them.
many_refs() {
  if [ "$ref_format" = files ]; then
    printf '# pack-refs with: peeled fully-peeled sorted \n'
    perl -e 'printf "%s refs/%s/b%06d\n", $ARGV[0], $ARGV[1], $_ for 1 .. $ARGV[2]' "$first" "$2" "$3"
  fi >"$1/packed-refs"
  [ "$ref_format" = files ] || perl -e 'printf "create refs/%s/b%06d %s\n", $ARGV[1], $_, $ARGV[0] for 1 .. $ARGV[2]' "$first" "$2" "$3" |
    git --git-dir="$1" update-ref --stdin
}

test_a_push_of_10000_refs() {
  project 'push-budget: {}' 'artifact-path: {}' 'ref-namespace: {}'
  many_refs .git many 10000
  push_refused 'far too many' push-budget origin 'refs/many/*:refs/heads/many/*'
  says 'says how many' '10000 refs'
  frugal '10000 refs' 1
  quick '10000 refs'
}

test_100000_refs_that_are_there() {
  project 'push-budget: {}' 'artifact-path: {}' 'commit-header: {}' 'ref-namespace: {}'
  many_refs ../project.git heads 100000
  anew && save 'feat: add a' a.txt && save 'feat: add b' b.txt && save 'feat: add c' c.txt
  push_ok 'three commits' origin work
  quick 'three commits'
  save 'feat: add weights' w/best.pt
  push_refused 'a checkpoint' artifact-path origin work
  quick 'a checkpoint'
  push_ok 'nothing new' origin main:again
  quick 'nothing new'
  frugal '100,000 refs' 3
}

run_tests "$@"
