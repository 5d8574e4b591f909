#!/bin/bash
# The same checks as usual_hook.sh, by somebody who has measured it: no process for each commit, and no loop in bash.
set -euo pipefail

form='^[0-9a-f]+ (build|chore|ci|docs|feat|fix|perf|refactor|revert|style|test)(\([a-z0-9./-]+\))?!?: .{1,80}$'
zero=0000000000000000000000000000000000000000
bad=0
while read -r _ new ref; do
  [ "$new" != "$zero" ] || continue
  git rev-list --objects "$new" --not --all | git cat-file --batch-check='%(objecttype) %(objectsize) %(rest)' |
    awk -v ref="$ref" -v limit=$((5 * 1024 * 1024)) '
      $1 != "blob" { next }
      { path = substr($0, length($1) + length($2) + 3) }
      $2 > limit { print ref ": " path " has " $2 " bytes, more than " limit; bad = 1 }
      path ~ /(\.(pt|pth|ckpt|safetensors|onnx|h5|npy|npz|pkl|parquet|log|zip|tar|gz|pem)|(^|\/)\.env)$/ { print ref ": " path " is not for git"; bad = 1 }
      END { exit bad }' || bad=1
  subjects=$(git log --format='%H %s' "$new" --not --all)
  if [ -n "$subjects" ] && grep -vE "$form" <<<"$subjects"; then
    echo "$ref: these commits are not 'type(scope): subject'"
    bad=1
  fi
done
exit $bad
