#!/bin/bash
# examples/flow.sh: from a branch with a config and a seed, through a pipeline that trains, to a record, a tag and a page. Real throughout:
# gitlab-ci-local runs the jobs, PyTorch trains, an S3 server keeps the weights.
own_home=$HOME
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

readonly examples=$EXPGATE_SOURCE_DIR/examples

# flow ARGUMENT…: with the real cache of this machine. EXPGATE_SETUP (.ci/nightly) lets it fetch what it needs, which takes minutes.
flow() {
  if [ -n "${EXPGATE_SETUP:-}" ]; then
    run env "HOME=$own_home" "XDG_CACHE_HOME=$machine_cache" "$examples/flow.sh" --set-up
    [ "$status" = 0 ] || return 0
  fi
  run env "XDG_CACHE_HOME=$machine_cache" "$examples/flow.sh" --offline "$@"
}

# went: whether it ran to its end; says why not.
went() {
  case $status in
    0) ok 'it all goes as told' ;;
    77) ok "skipped: $(tail -n 1 <<<"$out")" && return 1 ;;
    *) not_ok 'it all goes as told' "exit code $status" "$out" && return 1 ;;
  esac
}

# passed JOB TIMES: that job of the pipeline passed so often.
passed() { is "the job $1 passes" "$2" "$(grep -cxE " +PASS +$1" <<<"$out")"; }

# on_page NAME…: the page is one document that has these experiments, and loads nothing.
on_page() {
  local name
  is 'the page is a document' '<!doctype html>' "$(head -c 15 page.html | tr '[:upper:]' '[:lower:]')"
  for name in "$@"; do exits "it has $name" 0 grep -qF "$name" page.html; done
  is 'it loads nothing' '' "$(grep -oiE '(src|href)="?(https?:)?//[^ >]*' page.html || true)"
}

test_one_experiment() {
  [ -z "${EXPGATE_SETUP:-}" ] || { ok 'a part of the whole flow, which runs here' && return 0; }
  flow --short page.html
  went || return 0
  says 'a forgotten seed is rejected' 'error[experiment-seed]'
  local job
  for job in lint typing tests gate build-image train upload verify tag; do passed "$job" 1; done
  says 'the image has a digest' 'TRAIN_IMAGE=local-registry.gitlab.example/research/shapes/train@sha256:'
  says 'the record is written by train.py' 'train > wrote `results/vit-small.json`: 2 metrics, 1 artifact'
  says 'what it points to is in the store' 'ok: `results/vit-small.json`: `best`: `s3://experiments/vit-small/best.pt` (size, sha256)'
  says 'the tag goes through the gate' '[new tag] exp-vit-small -> exp-vit-small'
  says 'the same commit gives the same numbers' 'the same commit gives the same numbers'
  on_page exp-vit-small
}

test_the_whole_flow() {
  [ -n "${EXPGATE_SETUP:-}" ] || { ok 'skipped: .ci/nightly runs the whole flow (EXPGATE_SETUP=1), this is its short form' && return 0; }
  flow page.html
  went || return 0
  says 'a forgotten seed is rejected' 'error[experiment-seed]'
  local job
  for job in build-image train upload verify tag; do passed "$job" 2; done
  for job in lint typing tests; do passed "$job" 3; done
  passed gate 4
  passed experiments 1
  says 'a record without its weights is not merged' 'error[artifact-record]: `results/vit-wide.json`: the artifact `best` is not there'
  says 'the two are compared' 'model.dim 32 48'
  says 'the records are as the store has them' '2 artifacts in 2 records: all verified'
  on_page exp-vit-small exp-vit-wide
}

# An image layout that other tools read, the same for the same commit.
test_an_image_without_an_engine() {
  local digest tool=$examples/pytorch-project/ci/oci_layout.py
  cp -R "$examples/pytorch-project" project
  cd project
  git init -q . && git add -A && git commit -q -m 'feat: begin'
  digest=$(python3 "$tool" ../image Dockerfile)
  is 'it is that of the manifest' "${digest#sha256:}" "$(sha256sum "../image/blobs/sha256/${digest#sha256:}" | cut -d ' ' -f 1)"
  is 'the same once more' "$digest" "$(python3 "$tool" ../again Dockerfile)"
  is 'every blob is what its name says' '' "$(cd ../image/blobs/sha256 && sha256sum ./* | awk '"./" $1 != $2')"
  is 'it names its base' "sha256:$(grep -oE '^FROM .*' Dockerfile | sed 's/.*sha256://')" \
    "$(json "../image/blobs/sha256/${digest#sha256:}" annotations org.opencontainers.image.base.digest)"
  echo '# more' >>train.py && git commit -q -am 'feat: go on'
  is 'another commit, another image' yes "$([ "$(python3 "$tool" ../other Dockerfile)" != "$digest" ] && echo yes)"
  sed -i 's/@sha256:.*//' Dockerfile
  exits 'a base without a digest' 1 python3 "$tool" ../none Dockerfile
  if command -v skopeo >/dev/null; then
    is 'skopeo reads it' "$digest" "$(skopeo inspect --format '{{.Digest}}' oci:../image)"
    exits 'and copies it whole' 0 skopeo copy --quiet oci:../image oci:../copy
  else
    ok 'skipped: there is no skopeo to read it with (install.sh --packages test)'
  fi
}

# The project passes the gate that it is an example of, with what CI adds to it.
test_the_project_accepts_itself() {
  server shapes
  clone shapes
  cp -R "$examples/pytorch-project/." .
  rm -r results # its record names a commit that is not here
  git add -A && git commit -q -m 'feat: train a vision transformer on drawn shapes'
  push_ok 'it goes in' origin HEAD:main
  is 'without a warning' '' "$(named warning)"
}

run_tests "$@"
