#!/bin/bash
# pre-push says what pre-receive will say: the same findings, word for word, for the same push.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# A server and a clone with hooks that write their reports down; the clone's policy (stdin) is on the default branch $1 there.
pair() {
  local branch=$1
  git init -q --bare -b "$branch" server.git
  hook server.git pre-receive --report "json=$PWD/there.json"
  git init -q -b "$branch" work
  cd work
  cat >.expgate.yaml
  put configs/base.yaml 'seed: 1'
  save 'chore: begin' .expgate.yaml configs/base.yaml requirements.txt
  git remote add origin ../server.git
  git -c core.hooksPath=/dev/null push -q origin HEAD 2>/dev/null
  hook . pre-push --report "json=$(dirname "$PWD")/here.json"
}
packs() {
  pair "$1" <<'YAML'
version: 1
extends: [pytorch]
rules:
  branch-name: {also: [master, trunk, next]}
YAML
}

# What a report says: its verdict, then each finding on a line, in an order of its own. That HEAD is on another branch, and from
# where a branch of another name is pushed, only the client knows.
findings() {
  perl -MJSON::PP -e '
    local $/; my $report = JSON::PP->new->utf8->decode(<STDIN>);
    for (@{$report->{findings}}) {
      my $commands = $_->{remedy}{commands};
      shift @$commands if @$commands && join(" ", @{$commands->[0]}) =~ /^git switch --no-guess /;
      $_->{help} =~ s/git switch --no-guess \S+ && //;
      next if $_->{rule} ne "branch-name";
      next unless @$commands && $commands->[-1][-1] =~ /(^|:refs\/heads\/)\Q$_->{arguments}{meant}\E$/;
      $_->{remedy}{commands} = [];
      $_->{help} =~ s/^(\Q$_->{remedy}{text}\E): git .*/$1/;
    }
    print "$report->{verdict}\n", sort map { JSON::PP->new->canonical->utf8->encode($_) . "\n" } @{$report->{findings}};' <"$1"
}

# same WHAT PUSH-ARGUMENT…: both sides judge this push alike. It is made, where the server takes it.
same() {
  local what=$1
  shift
  rm -f ../here.json ../there.json
  git push --dry-run "$@" >../here.txt 2>&1 || true
  git push --no-verify "$@" >../there.txt 2>&1 || true
  if [ ! -e ../there.json ]; then not_ok "$what: nothing reached the server" "$(cat ../there.txt)"; return; fi
  if [ ! -e ../here.json ]; then not_ok "$what: pre-push said nothing" "$(cat ../here.txt)"; return; fi
  is "$what" "$(findings ../there.json)" "$(findings ../here.json)"
}
# has_news PUSH-ARGUMENT…: this push would change a ref; a hook is not asked about one that would not.
has_news() { git push --no-verify --dry-run --porcelain "$@" 2>/dev/null | grep '^[-+* ]'$'\t' >/dev/null; }
# verdict_was EXPECTED: of the last push.
verdict_was() { is "… and that is: $1" "$1" "$(json ../there.json verdict)"; }

test_a_branch_and_its_faults() {
  packs main
  git checkout -q -b feature/x
  save 'feet: add x' a.txt && save 'feat: add weights' w/best.pt b.txt && save 'fixup! feat: add weights' w/other.pt
  same 'bad message, weights, fixup' origin HEAD
  verdict_was fail
  git reset -q --hard main && save 'feat: add x' a.txt
  same 'a good branch' origin HEAD
  verdict_was pass
  save 'feat: add NUL' 'aux.txt' && git rm -q aux.txt && save 'feat: drop it' && git merge -q --no-ff -m 'Merge main' main 2>/dev/null
  same 'an update' origin HEAD
  git reset -q --hard main && save 'feat: start anew' c.txt
  same 'a forced one' --force origin HEAD
  same 'its deletion' origin :feature/x
}

test_experiments_and_tags() {
  packs main
  git checkout -q -b exp/vit && put configs/vit.yaml 'lr: 1' && save 'feat: add a run' configs/vit.yaml
  same 'an experiment without seed' origin HEAD
  put configs/vit.yaml 'seed: 0' && save 'fix: add the seed' configs/vit.yaml
  same 'with one' origin HEAD
  git tag exp-vit && git tag -a exp-full -m 'ViT | Acc@1: 80%' && git tag -a exp-none -m 'ViT'
  same 'tags' origin exp-vit exp-full exp-none
  same 'a good tag' origin exp-full
  same 'a branch name that is not allowed' origin HEAD:whatever
  same 'several refs' origin HEAD:refs/heads/feature/z HEAD:refs/heads/other main:refs/heads/exp/none
  same 'a ref outside of branches' origin HEAD:refs/odd/x
  git tag -f -a exp-full -m 'ViT | Acc@1: 90%' >/dev/null 2>&1
  same 'a moved tag' --force origin exp-full
}

# The rules for `@default`: an old clone knows what HEAD of the remote was, a repository that was begun here does not.
test_the_default_branch() {
  local branch
  for branch in main master trunk; do
    (
      mkdir "$branch" && cd "$branch"
      packs "$branch"
      git rm -q configs/base.yaml && save 'feat: drop the config'
      same "$branch without a config, HEAD of the remote is not known" origin HEAD
      verdict_was fail
      git fetch -q && git remote set-head origin --auto >/dev/null
      same "$branch, once it is" origin HEAD
      git symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/gone
      same "$branch, where HEAD names a branch that is gone" origin HEAD
      git checkout -q -b feature/x && save 'feat: go on'
      same "$branch: a feature beside it" origin HEAD
      verdict_was pass
      same "$branch: all at once" --all origin
      same "$branch to the URL" ../server.git "$branch"
    )
  done
}

# The first push of all: what HEAD of the empty repository names is the default branch already.
test_the_first_push() {
  local branch
  for branch in main master; do
    (
      mkdir "$branch" && cd "$branch"
      git init -q --bare -b "$branch" server.git
      hook server.git pre-receive --report "json=$PWD/there.json"
      git init -q -b "$branch" work && cd work
      hook . pre-push --report "json=$(dirname "$PWD")/here.json"
      save 'feat: begin' train.py
      same "$branch into an empty repository" "file://$PWD/../server.git" HEAD
      verdict_was fail
      git remote add origin ../server.git
      same "$branch, to a remote" origin HEAD
      git checkout -q -b feature/x
      same 'a feature first' origin HEAD
      verdict_was pass
      same 'all' --all origin
      git checkout -q "$branch" && put configs/base.yaml 'seed: 1' && save 'feat: add a config' configs/base.yaml
      put .expgate.yaml 'version: 1'
      same 'and then the default branch' origin "$branch"
    )
  done
}

test_a_default_branch_that_nobody_knows() {
  pair trunk <<'YAML'
version: 1
extends: []
rules:
  experiment-config: {refs: ["@default"]}
YAML
  git -c core.hooksPath=/dev/null push -q origin HEAD:develop
  git rm -q configs/base.yaml && save 'feat: drop the config'
  run git push --dry-run origin trunk
  says 'it is said, with what to do' 'git remote set-head origin --auto'
  git checkout -q -b feature/x
  run git push --dry-run origin feature/x
  says_not 'but not where it hardly matters' 'set-head'
  git remote set-head origin --auto >/dev/null 2>&1
  same 'and then both say the same' origin trunk
  verdict_was fail
}

# Other remotes than origin, and branches that were renamed there.
test_other_remotes() {
  packs trunk
  git remote rename origin upstream 2>/dev/null
  git init -q --bare -b main ../fork.git
  git remote add fork ../fork.git
  git -c core.hooksPath=/dev/null push -q fork HEAD:main
  git rm -q configs/base.yaml && save 'feat: drop the config'
  same 'trunk of upstream' upstream HEAD:trunk
  verdict_was fail
  hook ../fork.git pre-receive --report "json=$(dirname "$PWD")/there.json"
  same 'main of a fork' fork HEAD:main
  verdict_was fail
  git -C ../server.git branch -m trunk next
  git fetch -q --prune upstream
  same 'a default branch that was renamed' upstream HEAD:next
  verdict_was fail
}

# Thirty pushes that nobody has thought of: commits, merges and refs at random.
test_random_pushes() {
  packs main
  local i n count ref push types=(feat fix docs feet '') names=(a.txt best.pt run.log data.csv nb.ipynb x/y.py 'a b.npy' conf.yaml)
  RANDOM=4711
  for i in $(seq 30); do
    case $((RANDOM % 4)) in
      0) git checkout -q -B "feature/r$((RANDOM % 4))" "$(git for-each-ref --format='%(refname)' refs/heads | shuf -n 1 --random-source=<(yes "$i"))" ;;
      1) git checkout -q -B "exp/r$((RANDOM % 2))" ;;
      2) git checkout -q main ;;
      3) git merge -q --no-ff -m "Merge $i" -X theirs "$(git for-each-ref --format='%(refname)' refs/heads | shuf -n 1 --random-source=<(yes "$i"))" >/dev/null 2>&1 || git reset -q --hard ;;
    esac
    count=$((RANDOM % 3)) # outside of the substitution: a subshell has a RANDOM of its own, without our seed
    for n in $(seq "$count"); do
      ref=${types[RANDOM % 5]}
      [ $((RANDOM % 2)) = 0 ] || put "${names[RANDOM % 8]}"
      git add -A
      save "${ref:+$ref: }say $i $n"
    done
    push=(--force origin HEAD)
    [ $((RANDOM % 4)) != 0 ] || push=(--force --all origin)
    ! has_news "${push[@]}" || same "random $i: ${push[*]}, on $(git branch --show-current)" "${push[@]}"
  done
}

run_tests "$@"
