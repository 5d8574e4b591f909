#!/bin/bash
# Many audits as one: `expgate audit --merge`, and examples/fleet with its script, a pipeline of GitLab, the Jobs of Kubernetes, and Slurm.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=runners.sh
. "$(dirname "$0")/runners.sh"
# shellcheck source=fleets.sh
. "$(dirname "$0")/fleets.sh"
example=$EXPGATE_SOURCE_DIR/examples/fleet

# reports: team-1, team-2 and team-3, each with larger weights than the one before, and their audits in reports/.
reports() {
  local n
  mkdir reports
  for n in 1 2 3; do
    repository "team-$n" $((n * 100000))
    (cd "team-$n" && "$EXPGATE" audit --all --format json >"../reports/$n.json") || [ $? = 1 ]
  done
}

# changed FILE PYTHON: the report reports/3.json as `r`, changed by that, as reports/FILE.
changed() { python3 -c "import json, sys; r = json.load(open('reports/3.json')); exec(sys.argv[2]); json.dump(r, open('reports/' + sys.argv[1], 'w'))" "$@"; }

merged() { python3 -c 'import json, sys; r = json.load(open("fleet.json")); print(eval(sys.argv[1]))' "$1"; }

test_the_sums() {
  reports
  exits 'findings are 1' 1 "$EXPGATE" audit --merge reports --report json=fleet.json --report markdown=fleet.md --report html=fleet.html
  says 'how many' '3 audits: 0 passed, 3 would be rejected, 0 undecided'
  says 'the worst' 'Begin with the worst, `team-3`'
  is 'the largest of the same findings first' "['team-3', 'team-2', 'team-1']" "$(merged '[each["repository"] for each in r["repositories"]]')"
  is 'the sums are those of the audits' True "$(python3 -c '
import json
r, parts = json.load(open("fleet.json")), [json.load(open(f"reports/{n}.json")) for n in (1, 2, 3)]
print(all(r["counts"][key] == sum(part["counts"][key] for part in parts) for key in ("commits", "error", "warning", "waived")) and
      all(c["bytes"] == sum(part["audit"]["categories"][i]["bytes"] for part in parts) for i, c in enumerate(r["categories"])) and
      r["categories"][0]["bytes"] == 600000)')"
  is 'a rule' 3 "$(merged '[each["repositories"] for each in r["rules"] if each["rule"] == "commit-header"][0]')"
  is 'Markdown has them' 1 "$(grep -c '^| team-3 |' fleet.md)"
  exits 'files are as good as their folder, and each counts once' 1 "$EXPGATE" audit --merge reports/3.json reports ./reports/../reports/1.json
  says 'still' '3 audits:'
  changed 1.json 'r["verdict"] = "pass"; r["counts"]["error"] = 0'
  exits 'nothing to reject is 0' 0 "$EXPGATE" audit --merge reports/1.json
}

test_what_is_no_audit() {
  reports
  head -c 2000 reports/1.json >reports/cut.json
  : >reports/empty.json
  echo '<html>' >reports/page.json
  changed ci.json 'r["mode"] = "ci"'
  changed newer.json 'r["schema"] = "expgate-report/9"'
  changed negative.json 'r["counts"]["error"] = -1'
  changed undecided.json 'r["verdict"] = "undecided"; r["error"] = {"message": "object 123 is missing", "help": None}'
  mkdir reports/sub && cp reports/1.json reports/sub/again.json
  exits 'what is not known is 2' 2 "$EXPGATE" audit --merge reports missing.json --report json=fleet.json --report html=fleet.html
  says 'the others are counted, those of folders below too' '5 audits: 0 passed, 4 would be rejected, 1 undecided; 7 files could not be read'
  says 'cut off' 'reports/cut.json: could not be read: it is cut off'
  says 'empty' 'reports/empty.json: could not be read: it is empty: the audit did not run to its end'
  says 'not JSON' 'reports/page.json: could not be read: it is not JSON'
  says 'not of an audit' 'reports/ci.json: could not be read: it is a report of `ci`, not of `audit`'
  says 'another schema' 'reports/newer.json: could not be read: it is not a report of expgate'
  says 'a number that is none' 'reports/negative.json: could not be read: `error` has a value of the wrong type'
  says 'not there' 'missing.json: could not be read: No such file or directory'
  says 'undecided' 'reports/undecided.json: object 123 is missing'
  is 'all are on the page' 8 "$(sed -n '/id="unknown"/,/<\/table>/p' fleet.html | grep -c '^<tr>')"
  mkdir none
  undecided 'a folder without reports' "$EXPGATE" audit --merge none
  undecided 'nothing' "$EXPGATE" audit --merge
  undecided 'a format that it cannot write' "$EXPGATE" audit --merge reports --report sarif=x
  undecided 'a page that cannot be written' "$EXPGATE" audit --merge reports/1.json --report html=/nowhere/fleet.html
  undecided 'beside another option' "$EXPGATE" audit --merge --all reports
}

test_the_name_of_a_repository() {
  repository vit.git 10
  called() { (cd vit.git && "$EXPGATE" audit --all --format json | python3 -c 'import json, sys; print(json.load(sys.stdin)["audit"]["repository"])') || true; }
  is 'its folder' vit "$(called)"
  git -C vit.git config remote.origin.url 'https://me:se/cret@git.example.com/group/team/vit.git'
  is 'the path of its address, without a password' git.example.com/group/team/vit "$(called)"
  git -C vit.git config remote.origin.url 'https://me:secret@git.example.com/group/team/vit.git'
  is 'nor host' group/team/vit "$(called)"
}

test_the_page_in_a_browser() {
  reports
  changed hostile.json 'r["counts"]["error"] = 99; r["audit"]["repository"] = "</script><script>injected=1</script>"
r["audit"]["rules"].append({"rule": "<img src=x onerror=\"injected=1\">", "error": 1, "warning": 0, "waived": 0}); r["audit"]["last"] = "<b>{{RULES}}</b>"'
  changed broken.json 'r["verdict"] = "undecided"; r["error"] = {"message": "<img src=x onerror=injected=1> `/var/opt/gitlab/git-data/repositories/@hashed/6b86b273ff/expgate.yaml`", "help": None}; r["audit"]["repository"] = "z"'
  : >'reports/<b>x.json'
  "$EXPGATE" audit --merge reports --report html=fleet.html >/dev/null || true
  mkdir shots
  timeout 120 python3 "$here/fleet_browser.py" fleet.html shots >found.json 2>err || { not_ok 'the browser looked at it' "$(cat err)"; return; }
  found() { python3 -c 'import json, sys; r = json.load(open("found.json")); print(eval(sys.argv[1]))' "$1"; }
  is 'its title' 'Audit of 5 repositories' "$(found 'r["title"]')"
  is 'the worst first, names as they are' "['</script><script>injected=1</script>', 'team-3', 'z', 'team-2', 'team-1']" "$(found 'r["rows"]')"
  is 'what is not known' "['reports/<b>x.json', 'z']" "$(found 'r["unknown"]')"
  is 'by size' "team-1" "$(found 'r["by size"][-1]')"
  is 'by the address' True "$(found 'r["by address"] != r["rows"] and sorted(r["by address"]) == sorted(r["rows"])')"
  is 'the filter' "['team-2'] 1 / 5" "$(found '"%s %s" % (r["filtered"], r["count"])')"
  is 'nothing of a report runs' 'undefined 1 0' "$(found '"%s %d %d" % (r["injected"], r["scripts"], r["elements"])')"
  is 'nothing is asked of the network' '1 True' "$(found '"%d %s" % (len(r["requests"]), r["requests"][0].startswith("file:"))')"
  is 'the console is silent' '[]' "$(found 'r["complaints"]')"
  is 'nothing is wider than the screen' '[]' "$(found 'r["overflows"]')"
  is 'nor a table, on a phone' 0 "$(found 'r["scrolls"]')"
  is 'dark is dark' True "$(found 'r["desk-dark"] != r["desk-light"] and r["phone-dark"] == r["desk-dark"]')"
  is 'no address of another place' '' "$(grep -oE '(src|href)=[^ >]*|url\([^)]*\)|@import|https?://[^ <]*' fleet.html | grep -v 'src=x' || true)"
  is 'no place is left over' '' "$(grep -oE '\{\{[A-Z_]+\}\}|@@[A-Z_]+@@' fleet.html | grep -v RULES || true)"
  EXPGATE_LANG=zh_CN "$EXPGATE" audit --merge reports --report html=chinese.html >/dev/null || true
  is 'the language of the reader' '<html lang="zh-CN">' "$(grep -m1 '<html' chinese.html)"
}

# The memory that the merge of a folder takes, in KiB, into ./peak; its output into ./output.
peak() { "$(type -P time)" -f %M -o peak "$EXPGATE" audit --merge "$@" >output || true; }

test_ten_thousand_reports() {
  local thousand ten slack=4096
  if grep -q __asan_init "$EXPGATE"; then slack=10000000; fi # sanitizers keep what is freed
  reports
  mkdir many few
  python3 - <<'EOF'
import json
report = json.load(open("reports/1.json"))
for n in range(10000):
    report["audit"]["repository"] = f"team/project-{n}"
    report["counts"]["error"] = n % 5000
    text = json.dumps(report)
    for folder in ["many"] + ["few"] * (n < 1000):
        open(f"{folder}/{n}.json", "w").write(text)
# One of 60 MB: its findings are many, and are not kept.
report["findings"] *= 60_000_000 // len(json.dumps(report["findings"]))
json.dump(report, open("large.json", "w"))
EOF
  peak few --report html=few.html
  thousand=$(tail -n 1 peak)
  peak many --report html=many.html --report json=fleet.json
  ten=$(tail -n 1 peak)
  is 'all are counted' '10,000 audits: 0 passed, 10,000 would be rejected, 0 undecided' "$(head -n 1 output)"
  is 'every sum' "$((4999 * 5000))" "$(merged 'r["counts"]["error"]')"
  is 'the worst are listed' '4999 True' "$(merged '"%d %s" % (r["repositories"][0]["error"], 1000 <= len(r["repositories"]) <= 2000)')"
  is 'and the page has as many' True "$([ "$(grep -c '<small class="mono">many/' many.html)" -le 2000 ] && echo True)"
  is 'it says so' 1 "$(grep -c 'Listed are the .* repositories with the most findings or the most bytes, of 10,000' many.html)"
  is "ten times as many take no more than half as much again ($thousand, $ten KiB)" yes "$([ "$ten" -le $((thousand * 3 / 2 + slack)) ] && echo yes)"
  peak large.json
  is 'one of 60 MB is read' '1 audit: 0 passed, 1 would be rejected, 0 undecided' "$(head -n 1 output)"
  is "without keeping it ($(tail -n 1 peak) KiB)" yes "$([ "$(tail -n 1 peak)" -le $((thousand + slack)) ] && echo yes)"
}

# fleet: five repositories, one of which is on no server, in the list ./list; expgate on the PATH, and the example in the working directory.
fleet() {
  local n
  mkdir bin && ln -s "$EXPGATE" bin/expgate
  PATH=$PWD/bin:$PATH
  cp "$example"/* .
  for n in 1 2 3; do repository "srv/p$n.git" $((n * 1000)); done
  git clone -q --bare srv/p1.git 'srv/with blank.git'
  printf '# all of them\n\n%s\nfile://%s\n%s\n%s\nfile://%s' "$PWD/srv/p1.git" "$PWD/srv/p2.git" "$PWD/srv/p3.git" "$PWD/srv/with blank.git" \
    "$PWD/srv/gone.git" >list
}

test_every_task_by_hand() {
  local task
  fleet
  for task in 0 1 2; do exits "task $task" 0 ./fleet.sh audit list reports "$task" 3; done
  is 'each repository was in one task' '000000-p1.json 000001-p2.json 000002-p3.json 000003-with_blank.json 000004-gone.json' "$(cd reports && echo *)"
  exits 'one is not known' 2 ./fleet.sh merge list reports fleet.html
  says 'the others are' '4 audits: 0 passed, 4 would be rejected, 0 undecided; 1 file could not be read'
  is 'a clone is called after its address' 1 "$(grep -c '^<tr><td class="path">p2<small' fleet.html)"
  says 'which' 'reports/000004-gone.json: could not be read: it is empty: the audit did not run to its end'
  rm reports/000001-p2.json
  exits 'a task that never ran' 2 ./fleet.sh merge list reports fleet.html
  says 'is missed' 'reports/000001-p2.json: could not be read'
  sed -i '/gone/d' list && rm -r reports
  for task in 0 1; do ./fleet.sh audit list reports "$task" 2 >/dev/null; done
  exits 'all are known' 1 ./fleet.sh merge list reports fleet.html
  printf 'version: 1\nextends: []\n' >none.yaml
  rm -r reports
  FLEET_POLICY=none.yaml ./fleet.sh audit list reports 0 1 >/dev/null
  exits 'the policy is the same for all' 0 ./fleet.sh merge list reports fleet.html
  exits 'a task beyond the last' 2 ./fleet.sh audit list reports 2 2
  exits 'without expgate' 2 env PATH=/usr/bin:/bin ./fleet.sh audit list reports 0 1
}

test_gitlab() {
  has_gitlab_runner || return 0
  fleet
  mv gitlab-ci.yml .gitlab-ci.yml && mv list repositories.txt
  printf '/.gitlab-ci-local/\n/srv/\n/bin/\n/reports/\n/fleet.html\n' >.gitignore
  git init -q && git remote add origin git@gitlab.test:platform/fleet.git && git add . && save 'ci: audit a fleet'
  pipeline() { PATH=$PWD/bin:/usr/bin:/bin "$gitlab_runner" --force-shell-executor --shell-isolation; }
  run pipeline
  says 'eight tasks' 'PASS audit-fleet: [8/8]'
  says 'one page' '4 audits: 0 passed, 4 would be rejected, 0 undecided; 1 file could not be read'
  says 'its job fails if one is not known' 'FAIL merge-fleet' # whatever the runner ends with
  is 'the page has all' 4 "$(sed -n '/id="repositories"/,/<\/table>/p' fleet.html | grep -c '^<tr>')"
  sed -i '/gone/d' repositories.txt && rm -r reports && save 'ci: leave out what is gone' repositories.txt
  run pipeline
  says_not 'findings alone do not fail it' 'FAIL merge-fleet'
  says 'they are a warning' 'WARN merge-fleet'
}

test_kubernetes() {
  has_kubeconform || return 0
  exits 'the Jobs are valid' 0 conforms "$example/kubernetes.yaml" "$example/kubernetes-merge.yaml"
  says 'all of them' '3 resources found in 2 files - Valid: 3'
  sed 's/completionMode/completionMod/' "$example/kubernetes.yaml" >wrong.yaml
  exits 'a slip is found' 1 conforms wrong.yaml
  is 'as many tasks as completions' "$(sed -n 's/^ *completions: \([0-9]*\).*/\1/p' "$example/kubernetes.yaml")" \
    "$(grep -A1 'name: TASKS' "$example/kubernetes.yaml" | sed -n 's/.*value: "\(.*\)"/\1/p')"
}

test_slurm() {
  local n tasks
  has_slurm || return 0
  mkdir bin && ln -s "$EXPGATE" bin/expgate
  PATH=$PWD/bin:$PATH
  cp "$example"/* .
  for n in $(seq 200); do
    repository "srv/p$n.git" $((n * 100))
    echo "$PWD/srv/p$n.git"
  done >list
  start_slurm || { not_ok 'Slurm starts'; return; }
  tasks=$(sbatch --parsable --array=3-18 audit.sbatch list reports)
  status=0
  timeout 300 sbatch --wait "--dependency=afterany:$tasks" merge.sbatch list reports fleet.html || status=$?
  stop_slurm
  is 'the job of the page ends with what was found' 1 "$status"
  is 'sixteen tasks ran' 16 "$(find . -maxdepth 1 -name 'fleet-audit-*.log' -size +0 | wc -l)"
  is 'together they audited each once' 200 "$(cat fleet-audit-*.log | sort -u | wc -l)"
  is 'all are known' '200 audits: 0 passed, 200 would be rejected, 0 undecided' "$(head -n 1 fleet-merge.log)"
  is 'the page has 200 rows' 200 "$(sed -n '/id="repositories"/,/<\/table>/p' fleet.html | grep -c '^<tr>')"
}

run_tests "$@"
