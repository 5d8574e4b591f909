# shellcheck shell=bash disable=SC2154
# Local runners of CI systems: act for GitHub's workflows, built once for this machine, and gitlab-ci-local, which examples/flow.sh --set-up
# fetches. Source it after lib.sh.
readonly act_version=v0.2.89
readonly act=$machine_cache/expgate/act-$act_version/act
gitlab_runner=$(find "$machine_cache"/expgate/flow-*/node_modules/.bin/gitlab-ci-local 2>/dev/null | head -n 1)

# Whether there is act. Builds it if EXPGATE_SETUP is set (.ci/nightly: it takes minutes), and says why not otherwise.
has_act() {
  [ ! -x "$act" ] || return 0
  if [ -z "${EXPGATE_SETUP:-}" ]; then ok 'skipped: act is not built yet; .ci/nightly builds it (EXPGATE_SETUP=1)'; return 1; fi
  if ! command -v go >/dev/null; then ok 'skipped: there is no Go to build act with'; return 1; fi
  if GOPATH=$work/go GOCACHE=$work/go-build GOFLAGS=-modcacherw GOTOOLCHAIN=local GOSUMDB=off CGO_ENABLED=0 GOBIN=$work/bin \
    go install "github.com/nektos/act@$act_version" >"$work/go.log" 2>&1 && mkdir -p "$(dirname "$act")"; then
    mv "$work/bin/act" "$act"
    return 0
  fi
  ok "skipped: act cannot be built: $(tail -n 1 "$work/go.log")"
  return 1
}

has_gitlab_runner() {
  [ -n "$gitlab_runner" ] && return
  ok 'skipped: gitlab-ci-local is not there yet; `examples/flow.sh --set-up` fetches it'
  return 1
}
