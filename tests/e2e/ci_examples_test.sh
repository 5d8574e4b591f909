#!/bin/bash
# The examples for CI: valid for those who read them, and their scripts run as a runner would, on real clones.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=ci.sh
. "$(dirname "$0")/ci.sh"

readonly examples=$EXPGATE_SOURCE_DIR/examples
bin=$work/bin
mkdir -p "$bin" && ln -s "$EXPGATE" "$bin/expgate"
export PATH=$bin:$PATH

# yaml FILE DOCUMENT KEY…: the value at that path of the file's nth document; lists of texts one a line.
yaml() {
  python3 -c '
import sys, yaml
value = list(yaml.safe_load_all(open(sys.argv[1])))[int(sys.argv[2])]
for key in sys.argv[3:]:
    value = value[int(key)] if isinstance(value, list) else value[key]
is_text = isinstance(value, list) and all(isinstance(each, str) for each in value)
print("\n".join(value) if is_text else value)' "$@"
}

readonly included=$examples/gitlab-ci/expgate.gitlab-ci.yml component=$examples/gitlab-ci/templates/expgate.yml
readonly action=$EXPGATE_SOURCE_DIR/action.yml

test_gitlab_includes_and_component_do_the_same() {
  local job key
  for job in expgate expgate-audit; do
    for key in script artifacts rules; do
      is "$job: $key" "$(yaml "$included" 0 "$job" "$key")" "$(yaml "$component" 1 "$job" "$key")"
    done
  done
  is 'what comes before' "$(yaml "$included" 0 .expgate before_script)" "$(yaml "$component" 1 .expgate before_script)"
  is 'the whole history' 0 "$(yaml "$included" 0 .expgate variables GIT_DEPTH)"
  is 'there as well' 0 "$(yaml "$component" 1 .expgate variables GIT_DEPTH)"
  local input
  while read -r input; do
    exits "the input $input is declared" 0 yaml "$component" 0 spec inputs "$input"
  done < <(grep -oE 'inputs\.[a-z0-9_]+' "$component" | sed 's/inputs\.//' | sort -u)
}

# job SCRIPT: an EXPGATE for ci.sh that runs this text instead, as the runner does: it ends with the first command that fails.
job() {
  printf '#!/bin/bash\nset -eo pipefail\n%s\n' "$1" >"$work/job"
  chmod +x "$work/job"
}

test_gitlab_script() {
  strict_with_config
  local EXPGATE=$work/job base
  job "$(yaml "$included" 0 .expgate before_script)
$(yaml "$included" 0 expgate script)"
  base=$(sha)
  git checkout -q -b feature/x && commits 3 && send feature/x
  gitlab_clone 0 "$(sha)" feature/x
  passes 'a good branch' gitlab_push feature/x "$base"
  exits 'a report for the merge request' 0 json gl-code-quality-report.json
  exits 'and one of tests' 0 python3 -c 'import sys, xml.dom.minidom as x; x.parse("expgate-junit.xml")'
  cd ../work && save 'feet: add weights' best.pt && send feature/x
  gitlab_clone 0 "$(sha)" feature/x
  refuses 'a bad one' 'commit-type artifact-path' gitlab_push feature/x "$base"
  is 'the file is in the report' best.pt "$(json gl-code-quality-report.json 0 location path)"
  says_not 'nothing is installed where it is there' apt-get
  local tip
  tip=$(git -C ../work rev-parse HEAD)
  gitlab_clone 1 "$tip" feature/x
  exits 'a shallow clone is no pass' 2 gitlab_push feature/x "$base"
}

# tarball: that release behind a server at $store, which writes down what it is asked.
tarball() {
  pack_release
  python3 - store port log <<'PY' &
import http.server, sys
folder, port, log = sys.argv[1:]
class Handler(http.server.SimpleHTTPRequestHandler):
    def __init__(self, *arguments): super().__init__(*arguments, directory=folder)
    def do_GET(self):
        open(log, "a").write(f"{self.path} {self.headers.get('JOB-TOKEN')}\n")
        for word, target in (("stored", f"http://localhost:{server.server_port}/bucket"), ("renamed", "/api/v4/projects/1")):
            if f"/{word}/" in self.path:
                self.send_response(302)
                self.send_header("Location", target + "/" + self.path.split("/")[-1])
                return self.end_headers()
        self.path = "/" + self.path.split("/")[-1]
        super().do_GET()
    def log_message(self, *arguments): pass
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
open(port, "w").write(str(server.server_port))
server.serve_forever()
PY
  server=$!
  trap 'kill "$server"' EXIT
  while [ ! -s port ]; do sleep 0.1; done
  store=http://127.0.0.1:$(cat port)
}

test_gitlab_without_the_program() {
  tarball
  job "$(yaml "$included" 0 .expgate before_script)
expgate --version"
  local path=/usr/bin:/bin
  local release=(env PATH="$path" CI_JOB_TOKEN=secret EXPGATE_VERSION=1.2.3)
  exits 'no image and no release' 2 env PATH="$path" "CI_API_V4_URL=$store/api/v4" "$work/job"
  says 'is said' 'expgate is not in this image'
  exits 'a release in this GitLab' 0 "${release[@]}" "CI_API_V4_URL=$store/api/v4" "EXPGATE_SOURCE=$store/api/v4/projects/1" EXPGATE_CHECKSUM="$sum" "$work/job"
  says 'runs' "$("$EXPGATE" --version)"
  is 'and was asked for with the token' "/api/v4/projects/1/expgate-1.2.3-linux-$(uname -m).tar.gz secret" "$(cat log)"
  rm log
  exits 'one of somebody else' 0 "${release[@]}" CI_API_V4_URL=http://gitlab.test/api/v4 "EXPGATE_SOURCE=$store/x" EXPGATE_CHECKSUM="$sum" "$work/job"
  says_not 'gets no token' secret
  is 'not at all' "/x/expgate-1.2.3-linux-$(uname -m).tar.gz None" "$(cat log)"
  exits 'another file' 2 "${release[@]}" CI_API_V4_URL=http://gitlab.test/api/v4 "EXPGATE_SOURCE=$store/x" EXPGATE_CHECKSUM="$(digits 1)" "$work/job"
  says 'is not run' 'is not the file that the checksum is of'
  says_not 'at all' "$("$EXPGATE" --version)"
  exits 'a release that is not there' 2 "${release[@]}" CI_API_V4_URL=http://gitlab.test/api/v4 "EXPGATE_SOURCE=file:///nowhere" EXPGATE_CHECKSUM="$sum" "$work/job"
  says 'is said' "expgate: cannot fetch expgate-1.2.3-linux-$(uname -m).tar.gz"
}

# GitLab redirects to the store where it keeps packages, which is somebody else's.
test_the_token_of_a_job_does_not_follow_a_redirect() {
  tarball
  local name script file
  name=expgate-1.2.3-linux-$(uname -m).tar.gz
  for file in "$included" "$examples/pytorch-project/.gitlab-ci.yml"; do
    script=$(yaml "$file" 0 .expgate before_script)
    job "apt-get() { :; }
${script%%name=\$\{CI_COMMIT*}
expgate --version"
    local release=(env PATH=/usr/bin:/bin CI_JOB_TOKEN=secret EXPGATE_VERSION=1.2.3 EXPGATE_CHECKSUM="$sum" CI_API_V4_URL="$store/api/v4")
    exits 'a release that lies in a store' 0 "${release[@]}" "EXPGATE_SOURCE=$store/api/v4/stored" "$work/job"
    says 'runs' "$("$EXPGATE" --version)"
    is 'the store sees no token' "/api/v4/stored/$name secret
/bucket/$name None" "$(cat log)"
    rm log
    exits 'a release of another GitLab' 0 "${release[@]}" "EXPGATE_SOURCE=$store/x" "$work/job"
    is 'which sees no token' "/x/$name None" "$(cat log)"
    rm log
  done
  job "$(yaml "$included" 0 .expgate before_script)"
  exits 'a project that was renamed' 0 "${release[@]}" "EXPGATE_SOURCE=$store/api/v4/renamed" "$work/job"
  is 'is of the same GitLab' "/api/v4/renamed/$name secret
/api/v4/projects/1/$name secret" "$(cat log)"
}

test_checksums_as_people_paste_them() {
  tarball
  local name script text
  name=expgate-1.2.3-linux-$(uname -m).tar.gz
  mkdir temp && : >path
  local release=(env PATH=/usr/bin:/bin RUNNER_TEMP="$PWD/temp" GITHUB_PATH="$PWD/path" REPOSITORY= SOURCE="$store/x" VERSION=1.2.3
    EXPGATE_VERSION=1.2.3 EXPGATE_SOURCE="$store/x" CI_API_V4_URL=http://gitlab.test/api/v4)
  for script in "$(yaml "$included" 0 .expgate before_script)" "$(yaml "$action" 0 runs steps 0 run)"; do
    job "$script"
    for text in "${sum^^}" "$sum"$'\r\n' "$(digits 2)  other.tar.gz"$'\r\n'"${sum^^} *$name"$'\r\n'; do
      exits "this: ${text@Q}" 0 "${release[@]}" CHECKSUM="$text" EXPGATE_CHECKSUM="$text" "$work/job"
    done
    for text in "${sum:1}" "x$sum" "$sum  other.tar.gz" "$(digits 2)"; do
      exits "not this: ${text@Q}" 2 "${release[@]}" CHECKSUM="$text" EXPGATE_CHECKSUM="$text" "$work/job"
    done
  done
}

# A program that is empty, or says anything else, would let everything pass.
test_a_program_that_does_not_answer_is_not_used() {
  pack_release
  local name script text
  name=expgate-1.2.3-linux-$(uname -m)
  mkdir temp there && : >path
  local release=(env PATH=/usr/bin:/bin RUNNER_TEMP="$PWD/temp" GITHUB_PATH="$PWD/path" REPOSITORY= SOURCE="file://$PWD/store" VERSION=1.2.3
    EXPGATE_VERSION=1.2.3 EXPGATE_SOURCE="file://$PWD/store" CI_API_V4_URL=http://gitlab.test/api/v4)
  for script in "$(yaml "$included" 0 .expgate before_script)" "$(yaml "$action" 0 runs steps 0 run)"; do
    job "$script"
    for text in '' $'\n' $'#!/bin/sh\necho expgate\n'; do
      mkdir -p "$name/bin" && printf '%s' "$text" | install -m 755 /dev/stdin "$name/bin/expgate"
      tar -czf "store/$name.tar.gz" "$name"
      sum=$(sha256sum "store/$name.tar.gz" | cut -d ' ' -f 1)
      exits "fetched: ${text@Q}" 2 "${release[@]}" CHECKSUM="$sum" EXPGATE_CHECKSUM="$sum" "$work/job"
      says 'is said' 'does not run on this runner'
      cp "$name/bin/expgate" there/
      exits "there already: ${text@Q}" 2 env PATH="$PWD/there:/usr/bin:/bin" VERSION= "$work/job"
      says 'is said' "$PWD/there/expgate does not run on this runner"
    done
  done
  is 'none got into the PATH' '' "$(cat path)"
}

test_github_fetches_the_program() {
  tarball
  job "$(yaml "$action" 0 runs steps 0 run)"
  local name
  name=expgate-1.2.3-linux-$(uname -m)
  mkdir temp && : >path
  local release=(env PATH=/usr/bin:/bin RUNNER_TEMP="$PWD/temp" GITHUB_PATH="$PWD/path" GITHUB_SERVER_URL="$store" REPOSITORY= SOURCE= CHECKSUM= VERSION=)
  exits 'a runner without it' 2 "${release[@]}" "$work/job"
  says 'is said' '::error title=expgate::expgate is not on this runner: give the inputs version and checksum'
  exits 'a version alone' 2 "${release[@]}" VERSION=1.2.3 "$work/job"
  says 'needs a checksum' 'the input checksum is missing'
  exits 'a checksum' 0 "${release[@]}" VERSION=1.2.3 CHECKSUM="$sum" SOURCE="$store/x" "$work/job"
  is 'puts it into the PATH' "$PWD/temp/$name/bin" "$(cat path)"
  exits 'a file of checksums' 0 "${release[@]}" VERSION=1.2.3 CHECKSUM="$(digits 2)  other.tar.gz
$sum  $name.tar.gz" REPOSITORY=acme/expgate "$work/job"
  is 'of the releases of the repository' "/acme/expgate/releases/download/v1.2.3/$name.tar.gz" "$(tail -n 1 log | cut -d ' ' -f 1)"
  : >path
  exits 'the checksum of another file' 2 "${release[@]}" VERSION=1.2.3 SOURCE="$store/x" CHECKSUM="$sum  other.tar.gz" "$work/job"
  says 'is said' 'which is not the expected one'
  exits 'a checksum that is an expression' 2 "${release[@]}" VERSION=1.2.3 SOURCE="$store/x" CHECKSUM='.*' "$work/job"
  exits 'a release that is not there' 2 "${release[@]}" VERSION=1.2.4 SOURCE="$store/x" CHECKSUM="$sum" "$work/job"
  says 'is said' "cannot fetch expgate-1.2.4-linux-$(uname -m).tar.gz"
  is 'none of these got into the PATH' '' "$(cat path)"
}

test_github_script() {
  strict_with_config
  local EXPGATE=$work/job base
  job "export VERSION= COMMAND=ci SARIF=expgate.sarif
( $(yaml "$action" 0 runs steps 0 run) )
$(yaml "$action" 0 runs steps 1 run)"
  base=$(sha)
  git checkout -q -b feature/x && commits 2 && send feature/x
  github_branch 0 feature/x "$(sha)"
  passes 'a good branch' github_push refs/heads/feature/x "$base" "$(sha)"
  exits 'a report for code scanning' 0 json expgate.sarif runs 0 tool driver name
  cd ../work && save 'feet: add weights' best.pt && send feature/x
  github_branch 0 feature/x "$(sha)"
  exits 'a bad one' 1 github_push refs/heads/feature/x "$base" "$(sha)"
  says 'beside the file' '::error file=best.pt'
  is 'the findings are in the report' 2 "$(json expgate.sarif runs 0 results '#')"
}

# action COMMAND [SARIF]: the words that the action's step starts expgate with, one a line.
action() {
  (
    expgate() { printf '%s\n' "$@"; }
    export COMMAND=$1 SARIF=${2-out.sarif}
    eval "$(yaml "$action" 0 runs steps 1 run)"
  )
}

test_commands_of_the_action() {
  local reports=$'--format\ngithub\n--report\nsarif=out.sarif'
  is 'ci' "ci"$'\n'"$reports" "$(action ci)"
  is 'with a line break behind it' "ci"$'\n'"$reports" "$(action $'ci\n')"
  is 'on several lines' $'ci\n--verify\n--mode\nwarn\n'"$reports" "$(action $'ci\n  --verify\r\n\n\t--mode warn\n')"
  is 'with a format of its own' $'ci\n--format=text\n--report\nsarif=out.sarif' "$(action 'ci --format=text')"
  is 'without a report' $'ci\n--format\ngithub' "$(action ci '')"
  is 'another command' $'audit\n--all\n--report\nhtml=a.html' "$(action $'audit\n--all --report html=a.html\n')"
  is 'its characters are only that' $'audit\n*\n$(id)\n;\na\\b' "$(action 'audit * $(id) ; a\b')"
  job "export COMMAND=' ' SARIF=
$(yaml "$action" 0 runs steps 1 run)"
  exits 'none at all' 2 "$work/job"
}

# Of a schedule: a past in order, and one that is not.
test_audits() {
  strict_with_config
  local script
  for script in "$(yaml "$included" 0 expgate-audit script)" \
    "COMMAND='$(yaml "$examples/github-actions/audit.yml" 0 jobs audit steps 1 with command)' SARIF=
$(yaml "$action" 0 runs steps 1 run)"; do
    job "$script"
    gitlab_clone 0 "$(git -C ../project.git rev-parse main)" main
    exits 'a past in order' 0 "$work/job"
    is 'a page to look at' yes "$(grep -qi '<html' expgate-audit.html && echo yes)"
    cd ../work && git checkout -q -b feature/x && save 'feat: add weights' best.pt && send feature/x
    gitlab_clone 0 "$(sha)" feature/x
    exits 'one that is not' 1 "$work/job"
    is 'is on the page' yes "$(grep -q 'best\.pt' expgate-audit.html && echo yes)"
    cd ../work && git push -q origin :feature/x && git checkout -q main && git branch -q -D feature/x
  done
}

test_nothing_from_outside_gets_into_a_shell() {
  local file
  for file in "$examples"/github-actions/*.yml "$action"; do
    python3 - "$file" >found <<'PY'
import sys, yaml
def scripts(value):
    if isinstance(value, dict):
        for key, each in value.items():
            if key == "run": yield each
            yield from scripts(each)
    elif isinstance(value, list):
        for each in value: yield from scripts(each)
for script in scripts(yaml.safe_load(open(sys.argv[1]))):
    if "${{" in script: print(script)
PY
    is "${file##*/}: no \${{ }} in a script" '' "$(cat found)"
    is "${file##*/}: every action is pinned" '' "$(grep -E 'uses: ' "$file" | grep -vE 'uses: (\./|[A-Za-z-]+/[a-z/-]+@(v[0-9]+\.[0-9]+\.[0-9]+|[0-9a-f]{40})$)' || true)"
  done
  is 'images are pinned' '' "$(grep -rhE '^ *(FROM|image:|EXPGATE_IMAGE:|default: debian)' "$examples"/gitlab-ci | grep debian | grep -v 'debian:12\.[0-9]*-slim' || true)"
  is 'the whole history is fetched' 2 "$(grep -lE 'fetch-depth: 0' "$examples"/github-actions/*.yml | wc -l)"
}

test_they_fit_the_schemas() {
  if ! python3 -m venv "$work/venv" || ! "$work/venv/bin/pip" -q install 'check-jsonschema==0.39.0' >pip.log 2>&1; then
    ok "SKIPPED: the schemas cannot be had: $(tail -1 pip.log)"
    return
  fi
  local check=$work/venv/bin/check-jsonschema
  exits 'GitLab: to include' 0 "$check" --builtin-schema vendor.gitlab-ci --data-transform gitlab-ci "$included"
  sed '1,/^---$/d; s/\$\[\[ inputs\.\([a-z0-9_]*\) \]\]/\1/' "$component" >component.yml
  exits 'GitLab: the component' 0 "$check" --builtin-schema vendor.gitlab-ci --data-transform gitlab-ci component.yml
  exits 'GitHub: the action' 0 "$check" --builtin-schema vendor.github-actions "$action"
  exits 'GitHub: the workflows' 0 "$check" --builtin-schema vendor.github-workflows "$examples"/github-actions/{workflow,audit}.yml
  exits 'GitLab: our own' 0 "$check" --builtin-schema vendor.gitlab-ci --data-transform gitlab-ci "$EXPGATE_SOURCE_DIR/.gitlab-ci.yml"
  exits 'GitHub: our own' 0 "$check" --builtin-schema vendor.github-workflows "$EXPGATE_SOURCE_DIR/.github/workflows/ci.yml"
}

# A9: a request in the merge queue is checked once, by its own event.
test_the_workflow_does_not_run_twice_in_a_merge_queue() {
  local events
  events=$(python3 -c 'import sys, yaml; on = yaml.safe_load(open(sys.argv[1]))[True]; print("merge_group" in on, "!gh-readonly-queue/**" in on["push"]["branches"])' \
    "$EXPGATE_SOURCE_DIR/examples/github-actions/workflow.yml")
  is 'by merge_group, and not by push' 'True True' "$events"
}

run_tests "$@"
