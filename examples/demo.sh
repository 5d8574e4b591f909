#!/usr/bin/env bash
# The gate at work: a small PyTorch project, a server with the hook, and what comes of a dozen pushes. Needs nothing but this repository: installs
# missing Debian packages, builds expgate, and leaves nothing behind but the build.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
expgate=${EXPGATE:-$here/../build/release/expgate}
[ -n "${EXPGATE:-}" ] || "$here/../install.sh" --build

work=$(mktemp -d "${TMPDIR:-/tmp}/expgate-demo.XXXXXX")
mkdir "$work/bin"
ln -s "$(readlink -f -- "$expgate")" "$work/bin/expgate"
export PATH=$work/bin:$PATH
trap 'rm -rf "$work"' EXIT
bold='' dim='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\e[1m' dim=$'\e[2m' plain=$'\e[0m'; fi

# Nothing of the caller's git may change the story.
while read -r name; do unset "$name"; done < <(compgen -e | grep -E '^(GIT|GL|CI)_')
export HOME=$work GIT_CONFIG_GLOBAL=$work/gitconfig GIT_CONFIG_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0
git config --global init.defaultBranch main
git config --global user.name Ada
git config --global user.email ada@example.com
git config --global advice.statusHints false
git config --global push.default current

step=0
story() {
  step=$((step + 1))
  printf '\n%s%d. %s%s\n' "$bold" "$step" "$1" "$plain"
}
# Types a command: shows it, runs it, and shows what it says, without git's own progress and "remote: ", for 80 columns.
typed() {
  printf '%s$ %s%s\n' "$dim" "$1" "$plain"
  status=0
  said=$(eval "$1" 2>&1) || status=$?
  [ -z "$said" ] || printf '%s\n' "$said" | sed -E 's/[[:space:]]+$//; s/^remote: ?//' |
    grep -vE '^(To |Enumerating|Counting|Writing|Total|Delta|Compressing|error: failed to push)' | cat -s | for_80_columns
}
# The same for a table, as it is.
shown() {
  printf '%s$ %s%s\n' "$dim" "$1" "$plain"
  said=$(export COLUMNS=78 && eval "$1" 2>&1) || stop "$1 failed: $said"
  printf '%s\n' "$said" | fold -s -w 77 | sed 's/^./  &/; s/ *$//'
}
# Takes apart what is wrapped for 100 columns, and wraps it for 80.
for_80_columns() {
  awk -v width=78 '
    function print_wrapped(line,   hanging, cut) {
      match(line, /^ *(= [a-z]+: |--> )?/)
      hanging = sprintf("%*s", RLENGTH > 2 ? RLENGTH : 2, "")
      while (length(line) > width) {
        for (cut = width + 1; cut > length(hanging) + 1 && substr(line, cut, 1) != " "; cut--) continue
        if (cut <= length(hanging) + 1) break
        print "  " substr(line, 1, cut - 1)
        line = hanging substr(line, cut + 1)
      }
      print line == "" ? "" : "  " line
    }
    /^      / { sub(/^ +/, " "); held = held $0; next }
    NR > 1 { print_wrapped(held) }
    { held = $0 }
    END { print_wrapped(held) }'
}
stop() {
  printf '\nthe demo did not go as told: %s\n' "$1" >&2
  exit 1
}
# The push must end as the story says: refused by exactly these rules, or let in.
refused_by() {
  local named
  [ "$status" != 0 ] || stop "step $step was let in, not refused by $*"
  named=$(printf '%s\n' "$said" | grep -oE 'error\[[a-z-]+\]' | sed 's/error\[//; s/\]//' | sort -u | tr '\n' ' ')
  [ "$named" = "$(printf '%s\n' "$@" | sort -u | tr '\n' ' ')" ] || stop "step $step was refused by ${named:-nothing }not by $*"
}
let_in() {
  [ "$status" = 0 ] || stop "step $step was refused: $said"
}
quietly() { "$@" >"$work/log" 2>&1 || stop "$* failed: $(cat "$work/log")"; }

# A record says which commit its figures are of.
record() {
  sed "s/\"commit\": \"[0-9a-f]*\"/\"commit\": \"$1\"/" "$here/pytorch-project/results/vit-tiny.json" >results/vit-tiny.json
}

cd "$work"
printf '%sA server that people push to, and the gate in front of it%s\n' "$bold" "$plain"
quietly git init --bare server.git
typed 'expgate install --server server.git'
[ "$status" = 0 ] || stop 'the hook could not be installed'
quietly git clone server.git project
cd project
git remote set-url origin ../server.git

story 'The project goes in: code, configs, a pinned environment'
cp -R "$here/pytorch-project/." .
rm -r configs/exp/vit-tiny.yaml results
git add -A
quietly git commit -m 'feat: train a vision transformer on drawn shapes'
typed 'git push origin main'
let_in

story 'Friday, half past six: "update"'
echo '# tune me' >>train.py
quietly git commit -am 'update'
typed 'git push origin main'
refused_by commit-header
typed "git commit -q --amend -m 'docs(train): say what is to be tuned'"
typed 'git push origin main'
let_in

story 'The weights come along, and everybody would carry them for ever'
git checkout -q -b exp/vit-tiny
cp "$here/pytorch-project/configs/exp/vit-tiny.yaml" configs/exp/
mkdir checkpoints
head -c 6291456 /dev/urandom >checkpoints/best.pt
git add -f configs checkpoints
quietly git commit -m 'feat(model): add a deeper transformer'
typed 'git push origin exp/vit-tiny'
refused_by artifact-path max-file-size

story 'Deleted in the next commit, so all is well? The history still has it'
git rm -q checkpoints/best.pt
quietly git commit -m 'chore: remove the weights'
typed 'git push origin exp/vit-tiny'
refused_by artifact-path max-file-size

story 'An experiment without a config: nobody can run it again'
git reset -q --hard origin/main
sed -i 's/depth/layers/' models/vit.py
quietly git commit -am 'feat(model): name the layers'
typed 'git push origin exp/vit-tiny'
refused_by experiment-config

story 'With a config, but without a seed: nobody gets the same figures'
sed '/^seed/d' "$here/pytorch-project/configs/exp/vit-tiny.yaml" >configs/exp/vit-tiny.yaml
git add -A && quietly git commit -m 'feat(model): describe the run'
typed 'git push origin exp/vit-tiny'
refused_by experiment-seed

story 'Code, environment, config, seed: somebody else can live with it'
cp "$here/pytorch-project/configs/exp/vit-tiny.yaml" configs/exp/
git add -A && quietly git commit --amend --no-edit
mkdir results
record "$(git rev-parse HEAD)"
git add -A && quietly git commit -m 'feat(results): record the run of the tiny transformer'
typed 'git push origin exp/vit-tiny'
let_in

story 'A tag that says nothing of what came out'
quietly git tag exp-vit-tiny HEAD~
typed 'git push origin exp-vit-tiny'
refused_by experiment-tag

story 'With its figures: others find it, and run it again'
typed "git tag -a -f exp-vit-tiny HEAD~ -m 'ViT-tiny | Acc@1: 96.3% | Loss: 0.0785'"
typed 'git push origin exp-vit-tiny'
let_in
shown 'expgate experiments'
shown 'expgate recipe exp-vit-tiny'

# Four commits, five faults: weights, a notebook with its outputs, no blank line, a header that is not one, a fixup that was not folded.
five_faults() {
  quietly git checkout -b exp/vit-wide origin/main
  sed 's/^seed:.*/seed: 11/' "$here/pytorch-project/configs/exp/vit-tiny.yaml" >configs/exp/vit-wide.yaml
  mkdir -p checkpoints
  head -c 300000 /dev/urandom >checkpoints/wide.pt
  git add -f configs checkpoints
  quietly git commit -m 'feat(model): widen the transformer'
  sed -i 's/"outputs": \[\]/"outputs": [{"output_type": "stream", "name": "stdout", "text": ["96.3%\\n"]}]/' notebooks/shapes.ipynb
  echo 'Circles that overlap are hard to tell apart.' >>README.md
  quietly git commit -am $'docs: look at the shapes\nThe circles are hard.'
  echo '# shapes that overlap are hard' >>datasets/shapes.py
  quietly git commit -am 'Fix(data):say which shapes are hard.'
  sed -i 's/^seed:.*/seed: 12/' configs/exp/vit-wide.yaml
  quietly git commit -am 'fixup! feat(model): widen the transformer'
}

story 'Five faults in four commits, and one command that mends them'
five_faults
typed 'git push origin exp/vit-wide'
refused_by artifact-path commit-autosquash commit-body commit-header notebook-output
typed 'expgate mend --yes'
[ "$status" = 0 ] || stop 'mend left something'
typed 'git push origin exp/vit-wide'
let_in
[ -s checkpoints/wide.pt ] || stop 'the weights are gone from the work tree'
[ "$(git rev-list --count origin/main..exp/vit-wide)" = 3 ] || stop 'the fixup was not folded'

printf '\n%s%d pushes ended as told.%s What is a rule about? expgate explain experiment-seed\n' "$bold" $((step + 2)) "$plain"
