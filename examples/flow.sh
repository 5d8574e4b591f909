#!/usr/bin/env bash
# The whole way of an experiment, for real and on this machine: branch, config and seed, push through the gate, a GitLab pipeline (checks, gate,
# image, training, upload, record, tag), merge, and the page of all experiments. The pipeline is pytorch-project/.gitlab-ci.yml, run by
# gitlab-ci-local in the shell; the store is a small S3 server that checks signatures.
#
#   examples/flow.sh [--short] [PAGE]   PAGE: where the page goes (default: experiments.html); --short: one experiment, without the merge
#   examples/flow.sh --set-up           only fetches the tools into the cache (~/.cache/expgate), where they stay
#   --offline                           fetches nothing: the tools have to be there
#
# The exit code is 77 if something that it needs is not there; it says what.
set -euo pipefail
unset CDPATH # `cd` would look there first

usage() { sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; }
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/expgate
tools=$cache/flow-$(cat "$here/flow/package-lock.json" "$here/pytorch-project/requirements-dev.txt" | sha256sum | cut -c 1-12)
versitygw=$cache/versitygw-v1.8.0/versitygw
is_short=no page=experiments.html sets_up_only=no is_offline=no
for argument in "$@"; do
  case $argument in
    --short) is_short=yes ;;
    --set-up) sets_up_only=yes ;;
    --offline) is_offline=yes ;;
    -h | --help) usage && exit 0 ;;
    -*) usage >&2 && exit 2 ;;
    *) page=$argument ;;
  esac
done
page=$(realpath -m -- "$page")

# --- tools ---

lacks() {
  printf 'flow.sh cannot run here: %s\n' "$*" >&2
  exit 77
}
# The Python that has torch; a virtual environment with the pinned checkers on top of it.
find_python() {
  local python
  for python in ${PYTHON:+"$PYTHON"} python3 /usr/bin/python3; do
    if "$python" -c 'import numpy, torch, venv, yaml' 2>/dev/null && command -v "$python"; then return; fi
  done
  return 1
}
set_up() {
  local python program
  for program in curl git node npm rsync; do command -v "$program" >/dev/null || lacks "no $program (install.sh --packages test)"; done
  if [ "$is_offline" = yes ] && ! { [ -x "$versitygw" ] && [ -e "$tools/complete" ]; }; then
    lacks 'its tools are not fetched yet: examples/flow.sh --set-up'
  fi
  if ! [ -x "$versitygw" ]; then
    command -v go >/dev/null || lacks 'no S3 server: there is no Go to build versitygw with'
    GOBIN=$(dirname "$versitygw") GOTOOLCHAIN=local go install github.com/versity/versitygw/cmd/versitygw@v1.8.0 >&2 ||
      lacks 'no S3 server: versitygw cannot be built'
  fi
  ! [ -e "$tools/complete" ] || return 0
  python=$(find_python) || lacks 'no Python with torch, numpy and yaml (install.sh --packages test, or PYTHON=…)'
  rm -rf "$tools"
  mkdir -p "$tools"
  cp "$here"/flow/package*.json "$tools/"
  (cd "$tools" && npm ci --ignore-scripts --no-audit --no-fund --silent) >&2 || lacks 'npm cannot fetch gitlab-ci-local'
  "$python" -m venv --system-site-packages "$tools/venv"
  "$tools/venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/pytorch-project/requirements-dev.txt" >&2 || lacks 'pip cannot fetch the checkers'
  touch "$tools/complete"
}
set_up
[ "$sets_up_only" = no ] || exit 0

expgate=${EXPGATE:-$here/../build/release/expgate}
[ -n "${EXPGATE:-}" ] || "$here/../install.sh" --build
# shellcheck source-path=SCRIPTDIR source=story.sh
. "$here/story.sh"
# The virtual environment of the cache comes first, and its pip finds everything there: no job fetches anything.
export PATH=$work/bin:$tools/venv/bin:$tools/node_modules/.bin:$PATH

# --- the machines: a Git server with the gate, a store, a runner ---

start_store() {
  local port variable
  mkdir -p "$work/store/experiments"
  port=$(python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  "$versitygw" --port "127.0.0.1:$port" --access ada --secret 'love/lace+1' --quiet posix "$work/store" >"$work/store.log" 2>&1 &
  store_process=$!
  trap 'kill "$store_process" 2>/dev/null; rm -rf "$work"' EXIT
  while read -r variable; do unset "$variable"; done < <(compgen -e | grep -E '^(AWS|EXPGATE_VERIFY|GCL)_')
  export no_proxy=127.0.0.1,${no_proxy:-}
  export AWS_ENDPOINT_URL=http://127.0.0.1:$port AWS_ACCESS_KEY_ID=ada AWS_SECRET_ACCESS_KEY=love/lace+1 AWS_REGION=us-east-1
  for _ in {1..100}; do
    ! curl -s -o "$work/log" "$AWS_ENDPOINT_URL" || return 0
    sleep 0.1
  done
  stop "the store did not start: $(cat "$work/store.log")"
}

# What an administrator sets for the runner and in the project's settings, as gitlab-ci-local reads it.
configure_runner() {
  local variable
  mkdir "$work/.gitlab-ci-local"
  printf '%s\n' FORCE_SHELL_EXECUTOR=true SHELL_ISOLATION=true ARTIFACTS_TO_SOURCE=false MAX_JOB_NAME_PADDING=12 >"$work/.gitlab-ci-local/.env"
  {
    printf 'global:\n'
    for variable in GITLAB_CI=true "CI_COMMIT_BEFORE_SHA=$(printf '%040d' 0)" "PUSH_URL=$work/shapes.git" \
      "AWS_ENDPOINT_URL=$AWS_ENDPOINT_URL" AWS_ACCESS_KEY_ID=ada AWS_SECRET_ACCESS_KEY=love/lace+1 AWS_REGION=us-east-1; do
      printf '  %s:\n    type: variable\n    values:\n      "*": "%s"\n' "${variable%%=*}" "${variable#*=}"
    done
  } >"$work/.gitlab-ci-local/variables.yml"
}

# Runs the pipeline of what is checked out, and shows what its jobs say but not what the runner says: pipeline [ARGUMENT…].
pipeline() {
  printf '%s$ gitlab-ci-local%s%s\n' "$dim" "${*:+ $*}" "$plain"
  status=0
  said=$(gitlab-ci-local "$@" 2>&1) || status=$?
  printf '%s\n' "$said" | grep -E '^ (PASS|FAIL) |^[a-z-]+ +> ' | grep -vE '> (still running|\.+ +\[|- generated)|now type:|  git (push|add)' | sed 's/ *$//; s/^/  /' | cut -c 1-160
}
passed() {
  local job
  [ "$status" = 0 ] || stop "a job of the pipeline in step $step failed: $said"
  for job in "$@"; do
    grep -qE "^ PASS  $job *$" <<<"$said" || stop "the job $job of the pipeline in step $step did not pass: $said"
  done
}

printf '%sA Git server with the gate, a store for weights, and a runner of GitLab pipelines%s\n' "$bold" "$plain"
cd "$work"
quietly git init --bare shapes.git
git -C shapes.git config receive.advertisePushOptions true # as GitLab does
quietly git clone shapes.git project
start_store
configure_runner
typed 'expgate install --server shapes.git'
[ "$status" = 0 ] || stop 'the hook could not be installed'
cd project
git remote set-url origin ../shapes.git
git remote add gcl-origin https://gitlab.example/research/shapes.git # the name that the runner gives the project

story 'The project goes in: code, tests, the pipeline, a pinned environment'
cp -R "$here/pytorch-project/." .
rm -rf configs/exp/vit-*.yaml results
git add -A
quietly git commit -m 'feat: train a vision transformer on drawn shapes'
typed 'git push origin main'
let_in
git fetch -q origin && git remote set-head origin main >/dev/null

story 'A branch for an experiment, with its config. The seed is forgotten'
typed 'git switch -q -c exp/vit-small'
sed '/^seed/d' "$here/pytorch-project/configs/exp/vit-small.yaml" >configs/exp/vit-small.yaml
git add -A
typed "git commit -q -m 'feat(model): add a transformer that a processor can train'"
typed 'git push origin exp/vit-small'
refused_by experiment-seed

story 'With its seed it goes in'
cp "$here/pytorch-project/configs/exp/vit-small.yaml" configs/exp/
git add -A
typed 'git commit -q --amend --no-edit'
typed 'git push origin exp/vit-small'
let_in

story 'The pipeline: checks, gate, image, training, upload, verification, record and tag'
pipeline
passed lint typing tests gate build-image train upload verify tag
typed 'git pull -q --tags origin exp/vit-small'
typed 'git log --oneline --decorate=short -2'
shown 'cat results/vit-small.json'

if [ "$is_short" = no ]; then
  story 'Another experiment: a wider model, a smaller step'
  quietly git switch -c exp/vit-wide origin/main
  sed 's/^seed:.*/seed: 4/; s/dim:.*/dim: 48/; s/lr:.*/lr: 2.0e-3/' "$here/pytorch-project/configs/exp/vit-small.yaml" >configs/exp/vit-wide.yaml
  git add -A
  typed "git commit -q -m 'feat(model): widen the transformer'"
  typed 'git push origin exp/vit-wide'
  let_in
  pipeline
  passed lint typing tests gate build-image train upload verify tag
  typed 'git pull -q --tags origin exp/vit-wide'

  # What GitLab sets in the pipeline of a merge request.
  request=(--unset-variable CI_COMMIT_BRANCH --variable CI_PIPELINE_SOURCE=merge_request_event --variable CI_MERGE_REQUEST_IID=1
    --variable CI_MERGE_REQUEST_SOURCE_BRANCH_NAME=exp/vit-wide --variable CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main
    --variable "CI_MERGE_REQUEST_DIFF_BASE_SHA=$(git rev-parse origin/main)")
  story 'A merge request, but somebody has tidied up the store'
  mv "$work/store/experiments/vit-wide" "$work/tidied"
  pipeline gate "${request[@]}"
  [ "$status" != 0 ] || stop 'a record that points to nothing can be merged'
  story 'The weights are back, and it can be merged'
  mv "$work/tidied" "$work/store/experiments/vit-wide"
  pipeline gate "${request[@]}"
  passed gate

  story 'Both are merged, and the pipeline of main publishes the page'
  git switch -q main
  for name in vit-small vit-wide; do quietly git merge --no-ff -m "Merge branch 'exp/$name' into 'main'" "exp/$name"; done
  typed 'git push origin main'
  let_in
  pipeline
  passed lint typing tests gate experiments
  cp .gitlab-ci-local/artifacts/experiments/public/index.html "$page"
else
  shown "expgate experiments --report html=$page"
fi

story 'Anyone can find it, and check it'
shown 'expgate experiments'
shown 'expgate verify --all'
[ "$is_short" = yes ] || shown 'expgate compare exp-vit-small exp-vit-wide'
shown 'expgate recipe exp-vit-small'

story 'And run it again: the same commit gives the same numbers'
git switch -q --detach exp-vit-small
typed 'python train.py --config configs/exp/vit-small.yaml'
git show origin/exp/vit-small:results/vit-small.json >"$work/recorded.json"
python - "$work/recorded.json" checkpoints/metrics.json <<'PYTHON' || stop 'the same commit gave other numbers'
import json, sys

recorded, again = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:])
sys.exit(recorded["metrics"] != again)
PYTHON

printf '\n%sIt all went as told.%s The page of experiments: %s\n' "$bold" "$plain" "$page"
