#!/usr/bin/env bash
# The gate at work: a small PyTorch project, a server with the hook, and what comes of a dozen pushes. Needs nothing but this repository: installs
# missing Debian packages, builds expgate, and leaves nothing behind but the build.
set -euo pipefail
unset CDPATH # `cd` would look there first

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
expgate=${EXPGATE:-$here/../build/release/expgate}
[ -n "${EXPGATE:-}" ] || "$here/../install.sh" --build

# shellcheck source-path=SCRIPTDIR source=story.sh
. "$here/story.sh"

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
