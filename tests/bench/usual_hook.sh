#!/bin/bash
# A pre-receive hook as teams write it in bash: size and name of each new file, and one `git log` for the subject of each commit.
# expgate is measured beside it (push_peers.sh). It reads no file, and of a blob with several names it sees one.
set -euo pipefail

limit=$((5 * 1024 * 1024))
form='^(build|chore|ci|docs|feat|fix|perf|refactor|revert|style|test)(\([a-z0-9./-]+\))?!?: .{1,80}$'
zero=0000000000000000000000000000000000000000
bad=0
while read -r _ new ref; do
  [ "$new" != "$zero" ] || continue
  objects=$(git rev-list --objects "$new" --not --all | git cat-file --batch-check='%(objecttype) %(objectsize) %(rest)')
  while read -r type size path; do
    [ "$type" = blob ] || continue
    if [ "$size" -gt "$limit" ]; then
      echo "$ref: $path has $size bytes, more than $limit"
      bad=1
    fi
    case ${path##*/} in
      *.pt | *.pth | *.ckpt | *.safetensors | *.onnx | *.h5 | *.npy | *.npz | *.pkl | *.parquet | *.log | *.zip | *.tar | *.gz | *.pem | .env)
        echo "$ref: $path is not for git"
        bad=1
        ;;
    esac
  done <<<"$objects"
  commits=$(git rev-list "$new" --not --all)
  for commit in $commits; do
    subject=$(git log -1 --format=%s "$commit")
    if ! [[ $subject =~ $form ]]; then
      echo "$ref: $commit: '$subject' is not 'type(scope): subject'"
      bad=1
    fi
  done
done
exit $bad
