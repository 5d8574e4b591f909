#!/bin/bash
# The gate under load: many pushes at once, large files, many files, many refs. No wrong verdict, no lost line, 64 MiB for each hook at most.
# How long these take beside git is measured in tests/bench.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=crafted.sh
. "$(dirname "$0")/crafted.sh"

most=65536 longest=400 # KiB, ms
if grep -q __asan_init "$EXPGATE"; then most=10000000 longest=4000; fi # sanitizers need more

# measured SERVER: its hook writes the memory that it took at most and its processor time into ../peaks, a line a push, and its report into
# SERVER.git/report.json.
measured() {
  command -v time >/dev/null || { echo 'no time(1): ./install.sh --packages test' && return 1; }
  printf '#!/bin/sh\nexec %q -f "%%M %%U %%S" -a -o %q %q pre-receive --report json=report.json\n' \
    "$(type -P time)" "$PWD/peaks" "$EXPGATE" >"$1.git/hooks/pre-receive"
  rm -f "$1.git/custom_hooks/pre-receive"
}

# frugal WHAT PUSHES: that many hooks have run so far, and none of them took more than it may.
frugal() {
  grep -E '^[0-9]+ [0-9.]+ [0-9.]+$' ../peaks >../numbers
  is "$1: all were measured" "$2" "$(wc -l <../numbers)"
  is "$1: 64 MiB at most ($(sort -n ../numbers | tail -1 | cut -d ' ' -f 1) KiB)" '' "$(awk -v most="$most" '$1 > most' ../numbers)"
}

# quick WHAT: the last hook took no more than $longest ms of processor time, which other work on the machine does not change much.
quick() {
  local took
  took=$(tail -1 ../peaks | awk '{ print ($2 + $3) * 1000 }')
  is "$1: $longest ms at most ($took ms)" yes "$([ "$took" -le "$longest" ] && echo yes)"
}

# project RULE…: a server whose hook is measured and that writes down all pushes, and a clone.
project() {
  audit=$PWD/audit.jsonl
  gated project "$@"
  cd .. && measured project
  printf 'audit: {file: %s}\n' "$audit" >>project.git/custom_hooks/expgate.yaml
  cd project
}

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
  local blob=1234567890123456789012345678901234567890 folder=../project.git/objects/12 commit
  mkdir -p "$folder"
  perl -MCompress::Zlib -e 'print compress("blob 1073741824\0" . "x" x 100)' >"$folder/34567890123456789012345678901234567890"
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

# Few objects that stand for more names than there is memory for.
test_folders_that_stand_for_many_long_names() {
  project 'artifact-path: {}' 'max-file-size: {}' 'push-budget: {}'
  local blob folder n
  blob=$(git rev-parse main:train.py)
  folder=$(perl -e 'my $oid = pack "H*", shift; printf "100644 f%05d\0%s", $_, $oid for 1 .. 20_000' "$blob" | raw tree)
  for n in $(seq 60); do folder=$(entry 40000 "$(printf 'd%.0s' {1..2000})" "$folder" | raw tree); done
  git update-ref refs/heads/work "$(commit_of "$folder")"
  push_undecided 'deep folders' origin work
  says 'are named' 'a path is longer than 4096 bytes'
  folder=$(perl -e 'my $oid = pack "H*", shift; printf "100644 %05d%s.md\0%s", $_, "n" x 200, $oid for 1 .. 4_000' "$blob" | raw tree)
  git update-ref refs/heads/work "$(commit_of "$(for n in $(seq 100 565); do entry 40000 "d$n" "$folder"; done | raw tree)")"
  push_undecided 'wide ones' origin work
  says 'are named' 'a commit repeats the same folders'
  frugal 'many long names' 2
}

# trees COUNT: the names of so many trees of half a megabyte.
trees() {
  local n
  for n in $(seq "$1"); do
    perl -e 'my ($n, $oid) = (shift, pack "H*", shift); printf "100644 %d-%06d\0%s", $n, $_, $oid for 1 .. 14_000' "$n" "$(git rev-parse main:train.py)" | raw tree
  done
}

# D4: trees have budgets, those that commits name a larger one.
test_many_large_trees() {
  project 'push-budget: {max_bytes: 2 MiB}'
  local commit folder
  anew && save 'feat: add a' a.txt
  commit=$(git rev-parse HEAD)
  raw_refused 'nobody names them' push-budget project "$(reachable HEAD ^main) $(trees 6)" "$zero $commit refs/heads/x"
  folder=$(for tree in $(trees 6); do entry 40000 "d$tree" "$tree"; done | raw tree)
  git update-ref refs/heads/work "$(commit_of "$folder")"
  push_ok 'a commit names them' origin work
  folder=$(for tree in $(trees 55); do entry 40000 "d$tree" "$tree"; done | raw tree)
  git update-ref refs/heads/more "$(commit_of "$folder")"
  push_refused 'too many, even so' push-budget origin more
  frugal 'many large trees' 3
}

# many_refs PREFIX COUNT: the lines of packed-refs for so many branches, all at the first commit.
many_refs() {
  printf '# pack-refs with: peeled fully-peeled sorted \n'
  perl -e 'printf "%s refs/%s/b%06d\n", $ARGV[0], $ARGV[1], $_ for 1 .. $ARGV[2]' "$first" "$1" "$2"
}

test_a_push_of_10000_refs() {
  project 'push-budget: {}' 'artifact-path: {}' 'ref-namespace: {}'
  many_refs many 10000 >.git/packed-refs
  push_refused 'far too many' push-budget origin 'refs/many/*:refs/heads/many/*'
  says 'says how many' '10000 refs'
  frugal '10000 refs' 1
  quick '10000 refs'
}

test_100000_refs_that_are_there() {
  project 'push-budget: {}' 'artifact-path: {}' 'commit-header: {}' 'ref-namespace: {}'
  many_refs heads 100000 >../project.git/packed-refs
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
