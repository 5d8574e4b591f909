# shellcheck shell=bash
# What the suites of CI share: a server without a gate, and clones and variables as each system's runner makes them
# (docs/ci.md, "Facts about CI systems"). Source it after lib.sh.

# shellcheck disable=SC2154 # lib.sh sets it
readonly zeros=$zero
while read -r name; do unset "$name"; done < <(compgen -e | grep -E '^(GITLAB_|GITEA_|FORGEJO_|JENKINS_|CHANGE_|BRANCH_NAME$|TAG_NAME$|RUNNER_)')

# project [POLICY on stdin]: project.git that takes everything, and a clone of it on main with that policy pushed; the working directory.
project() {
  git init -q --bare project.git
  git -C project.git config uploadpack.allowAnySHA1InWant true
  git -C project.git config core.logAllRefUpdates false
  clone project work
  cat >.expgate.yaml
  save 'chore: begin' .expgate.yaml train.py
  send main
}

# A policy with one check of each kind.
strict() {
  project <<'YAML'
version: 1
extends: []
rules:
  commit-type: {}
  artifact-path: {}
  branch-name: {}
  protected-ref: {refs: [main], direct_push: deny}
  experiment-config: {refs: [main, "exp/*"]}
YAML
}

# The same with a config on main, so that its tip is in order.
strict_with_config() {
  strict
  put configs/base.yaml 'seed: 1'
  save 'feat: add a config' configs/base.yaml
  send main
}

# send REFSPEC…: pushes, by force if need be.
send() { git push -q --force origin "$@" 2>/dev/null; }

# commits NUMBER: as many good ones.
commits() {
  local i
  for ((i = 0; i < $1; ++i)); do save "feat: go on $i"; done
}

sha() { git rev-parse "${1:-HEAD}^{commit}"; }

# clone_of FOLDER DEPTH REFSPEC…: a fresh clone in ../FOLDER with these refs alone, as deep as that (0: whole); the working directory.
clone_of() {
  local folder=../$1 depth=$2
  shift 2
  rm -rf "$folder"
  git init -q "$folder"
  cd "$folder" || return
  git remote add origin "file://$(cd ../project.git && pwd)"
  if [ "$depth" = 0 ]; then git fetch -q --no-tags origin "$@"; else git fetch -q --no-tags --depth "$depth" origin "$@"; fi
}

# gitlab_clone DEPTH SHA [BRANCH]: what GitLab's runner makes: refs/pipelines/ID and the branch; at depth 0 all branches and tags.
gitlab_clone() {
  local refspecs=('+refs/pipelines/1:refs/pipelines/1')
  git --git-dir=../project.git update-ref refs/pipelines/1 "$2"
  if [ "$1" = 0 ]; then refspecs+=('+refs/heads/*:refs/remotes/origin/*' '+refs/tags/*:refs/tags/*')
  elif [ -n "${3-}" ]; then refspecs+=("+refs/heads/$3:refs/remotes/origin/$3"); fi
  clone_of job "$1" "${refspecs[@]}"
  git checkout -q --detach "$2"
}

# gitlab [NAME=VALUE…] [-- ARGUMENT…]: expgate ci in that environment.
gitlab() {
  local variables=(GITLAB_CI=true CI_DEFAULT_BRANCH=main CI_PROJECT_PATH=research/vit "CI_COMMIT_SHA=$(sha)")
  while [ $# -gt 0 ] && [ "$1" != -- ]; do variables+=("$1") && shift; done
  [ $# = 0 ] || shift
  env "${variables[@]}" "$EXPGATE" ci "$@"
}

# gitlab_push BRANCH BEFORE [-- ARGUMENT…], gitlab_request [NAME=VALUE…]: of feature/x to main, as a detached pipeline.
gitlab_push() {
  local branch=$1 before=$2
  shift 2
  gitlab CI_PIPELINE_SOURCE=push "CI_COMMIT_BRANCH=$branch" "CI_COMMIT_REF_NAME=$branch" "CI_COMMIT_BEFORE_SHA=$before" "$@"
}
gitlab_request() {
  gitlab CI_PIPELINE_SOURCE=merge_request_event CI_MERGE_REQUEST_IID=7 CI_MERGE_REQUEST_EVENT_TYPE=detached "CI_COMMIT_BEFORE_SHA=$zeros" \
    CI_MERGE_REQUEST_SOURCE_BRANCH_NAME=feature/x CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main CI_COMMIT_REF_NAME=feature/x \
    CI_MERGE_REQUEST_PROJECT_ID=1 CI_MERGE_REQUEST_SOURCE_PROJECT_ID=1 "$@"
}

# github_clone DEPTH REFSPEC…: what actions/checkout makes: these refs alone; at depth 0 all branches and tags, and then these.
github_clone() {
  local depth=$1
  shift
  if [ "$depth" = 0 ]; then
    clone_of job 0 '+refs/heads/*:refs/remotes/origin/*' '+refs/tags/*:refs/tags/*'
    git fetch -q --no-tags --force origin "$@"
  else
    clone_of job "$depth" "$@"
  fi
}

# github_branch DEPTH BRANCH SHA: for a push; the branch is checked out as one of its own.
github_branch() {
  github_clone "$1" "+$3:refs/remotes/origin/$2"
  git checkout -q -B "$2" "refs/remotes/origin/$2"
}

# github EVENT REF SHA JSON [NAME=VALUE…] [-- ARGUMENT…]: expgate ci for that event, whose file has the repository and JSON.
github() {
  local variables=(GITHUB_ACTIONS=true "GITHUB_EVENT_NAME=$1" "GITHUB_REF=$2" "GITHUB_SHA=$3" GITHUB_REPOSITORY=lab/vit)
  printf '{%s"repository":{"full_name":"lab/vit","default_branch":"main"},"sender":{"login":"ada"}}' "${4:+$4,}" >../event.json
  variables+=("GITHUB_EVENT_PATH=$PWD/../event.json")
  shift 4
  while [ $# -gt 0 ] && [ "$1" != -- ]; do variables+=("$1") && shift; done
  [ $# = 0 ] || shift
  env "${variables[@]}" "$EXPGATE" ci "$@"
}

# github_push REF BEFORE AFTER […], github_request HEAD-SHA MERGE-SHA [BASE-SHA [HEAD-REF [REPOSITORY]]] as JSON and variables.
github_push() {
  local ref=$1 before=$2 after=$3 commit
  shift 3
  commit=$(git -C ../work rev-parse "$after^{commit}" 2>/dev/null || echo "$after")
  github push "$ref" "$commit" "\"ref\":\"$ref\",\"before\":\"$before\",\"after\":\"$after\",\"commits\":[{\"id\":\"$after\",\"message\":\"x\"}]" "$@"
}
request_json() {
  printf '"action":"synchronize","number":7,"pull_request":{"number":7,"base":{"ref":"main","sha":"%s","repo":{"full_name":"lab/vit"}},"head":{"ref":"%s","sha":"%s","repo":%s}}' \
    "$2" "${3:-feature/x}" "$1" "${4:-{\"full_name\":\"lab/vit\"\}}"
}

# shellcheck disable=SC2034 # $sum is for the suites
# pack_release: what a release 1.2.3 would be, with the program that is tested, as a tarball in ./store; $sum is its checksum.
pack_release() {
  local name
  name=expgate-1.2.3-linux-$(uname -m)
  mkdir -p store "$name/bin" && cp "$(readlink -f "$EXPGATE")" "$name/bin/expgate" && tar -czf "store/$name.tar.gz" "$name" && rm -r "$name"
  sum=$(sha256sum "store/$name.tar.gz" | cut -d ' ' -f 1)
}
