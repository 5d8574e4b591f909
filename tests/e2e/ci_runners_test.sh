#!/bin/bash
# The GitHub action and the GitLab component in the hands of runners: act, and gitlab-ci-local. Both fetch a release from a server on loopback.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=ci.sh
. "$(dirname "$0")/ci.sh"
# shellcheck source=servers.sh
. "$(dirname "$0")/servers.sh"
# shellcheck source=runners.sh
. "$(dirname "$0")/runners.sh"

# release: that of ci.sh behind a server at $store.
release() {
  pack_release
  configure() { store=http://127.0.0.1:$1; echo "$1" >server-port; }
  start_at_port configure "$PWD/server.log" sh -c "exec python3 -m http.server --bind 127.0.0.1 --directory '$PWD/store' \$(cat '$PWD/server-port')"
}

# project: a clone with a server, one good commit on main, and the branch feature/x.
project() {
  git init -q --bare project.git
  git -C project.git symbolic-ref HEAD refs/heads/main
  clone project
  "$@"
  save 'ci: check commits'
  git push -q origin main && git remote set-head origin main
  git checkout -q -b feature/x
}

test_gitlab() {
  has_gitlab_runner || return 0
  release
  component() {
    mkdir templates && cp "$EXPGATE_SOURCE_DIR/examples/gitlab-ci/templates/expgate.yml" templates/
    cat >.gitlab-ci.yml <<YAML
include:
  - local: templates/expgate.yml
    inputs: {version: "1.2.3", source: "$store", checksum: "$sum"}
YAML
    printf '/.gitlab-ci-local/\n/gl-code-quality-report.json\n/expgate-junit.xml\n' >.gitignore
    git add .
  }
  project component
  pipeline() {
    PATH=/usr/bin:/bin "$gitlab_runner" --force-shell-executor --variable "CI_COMMIT_BEFORE_SHA=$(git rev-parse main)" --variable CI_DEFAULT_BRANCH=main \
      --variable "CI_API_V4_URL=http://gitlab.test/api/v4" expgate
  }
  save 'feat: add a thing' a.txt && git push -q origin feature/x
  exits 'a good branch' 0 pipeline
  says 'is checked as what it is' 'feature/x'
  save 'did things' b.txt && git push -q origin feature/x
  exits 'a bad one' 1 pipeline
  says 'is rejected' 'error[commit-header]'
}

test_github() {
  has_act || return 0
  release
  workflow() {
    mkdir -p .github/workflows && cp "$EXPGATE_SOURCE_DIR/action.yml" .
    cat >.github/workflows/expgate.yml <<YAML
on: push
jobs:
  expgate:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4.2.2
      - uses: ./
        with: {version: 1.2.3, source: "$store", checksum: $sum, sarif: ""}
YAML
    git add .
  }
  project workflow
  event() {
    printf '{"ref": "refs/heads/feature/x", "before": "%s", "after": "%s", "repository": {"default_branch": "main"}}\n' "$(git rev-parse main)" \
      "$(git rev-parse HEAD)" >../event.json
    PATH=/usr/bin:/bin "$act" push --eventpath ../event.json -P ubuntu-24.04=-self-hosted --defaultbranch main
  }
  save 'feat: add a thing' a.txt && git push -q origin feature/x
  exits 'a good branch' 0 event
  save 'did things' b.txt && git push -q origin feature/x
  exits 'a bad one' 1 event
  says 'is rejected' 'commit-header'
}

run_tests "$@"
