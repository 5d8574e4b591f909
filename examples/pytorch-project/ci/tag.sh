#!/bin/sh
# Puts the experiment into Git: tag.sh NAME URI. The record is committed to the branch that ran, the annotated tag is made on the commit
# that ran, and both go through the server's gate in one push. PUSH_URL says where to; the push must not start another pipeline.
set -eu
git config user.name "$GITLAB_USER_NAME"
git config user.email "$GITLAB_USER_EMAIL"
git checkout --quiet --detach
# Once more from the same files, now with the tag. It must be the record that was verified.
mv "results/$1.json" verified.json
image=$(python -c 'import json; print(json.load(open("verified.json")).get("image", ""))')
expgate record "$1" --tag --config "configs/exp/$1.yaml" --metrics checkpoints/metrics.json --artifact "best=$2,checkpoints/best.pt" \
  ${image:+--image "$image"}
cmp "results/$1.json" verified.json
git add "results/$1.json"
git commit --quiet -m "feat(results): record $1"
git push -o ci.skip "$PUSH_URL" "HEAD:refs/heads/$CI_COMMIT_BRANCH" "refs/tags/exp-$1"
