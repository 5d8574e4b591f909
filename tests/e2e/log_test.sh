#!/bin/bash
# What `expgate log` makes of the audit logs that real pushes leave: in every format, from rotated, compressed and damaged files.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# pushes: a server in warn mode that logs to $audit, and a clone of it, where a user pushes what would be rejected and what passes.
pushes() {
  audit=$PWD/audit.jsonl
  server project
  git -C project.git config receive.advertisePushOptions true
  policy project <<YAML
version: 1
extends: []
rules: {artifact-path: {}, commit-header: {severity: warn}}
mode: warn
audit: {file: $audit}
bypass: [{users: [alice]}]
YAML
  clone project
  save 'feat: add weights' best.pt
  export GL_PROJECT_PATH=vision/vit GL_ID=user-1 GL_USERNAME=ada
  git push -q origin HEAD:refs/heads/a 2>/dev/null
  save 'feat: add more' worst.pt
  GL_USERNAME=bob git push -q origin HEAD:refs/heads/b 2>/dev/null
  git rm -q ./*.pt
  save 'Bad message'
  git push -q origin HEAD:refs/heads/c 2>/dev/null
  cd ..
}

# enforced: the same server rejects from now on, and alice gets round it.
enforced() {
  sed -i 's/^mode: warn/mode: enforce/' project.git/custom_hooks/expgate.yaml
  cd project
  save 'feat: add weights again' last.pt
  git push -q origin HEAD:refs/heads/d 2>/dev/null || true
  GL_USERNAME=alice git push -q -o 'expgate.bypass=demo <b>on</b> "Monday"' origin HEAD:refs/heads/d 2>/dev/null
  cd ..
}

test_what_would_happen_if_we_enforced() {
  pushes
  exits 'it sums up' 0 "$EXPGATE" log "$audit"
  says 'what warn mode let in' '3 pushes from'
  says 'and what not' '0 rejected, 2 more would have been rejected without warn mode, 0 undecided, 0 bypassed'
  "$EXPGATE" log --format json "$audit" >log.json
  is 'the rule' '"artifact-path" 2 2 1' "\"$(json log.json rules worst 0 rule)\" $(json log.json rules worst 0 would_reject) $(
    json log.json rules worst 0 users) $(json log.json rules worst 0 projects)"
  is 'who would notice' 'ada bob' "$(sorted "$(json log.json users worst 0 user) $(json log.json users worst 1 user)")"
  is 'a warning rejects nobody' 'commit-header 0 1' "$(json log.json rules worst 1 rule) $(json log.json rules worst 1 would_reject) $(
    json log.json rules worst 1 warning)"
  is 'its schema' expgate-log/1 "$(json log.json schema)"
  exits 'by user alone' 0 "$EXPGATE" log --by user "$audit"
  says_not 'no rules then' artifact-path
  exits 'in Chinese' 0 env LC_ALL=zh_CN.UTF-8 "$EXPGATE" log "$audit"
  says 'which says the same' '共 3 次推送：0 次被拒绝，另有 2 次若非警告模式本会被拒绝'
}

test_bypasses_and_undecided_pushes() {
  pushes
  enforced
  # What the log says of a push whose refs are not what the client believes.
  (cd project.git && GIT_DIR=. "$EXPGATE" pre-receive <<<"$(git rev-parse a) $(git rev-parse b) refs/heads/c" >/dev/null 2>&1) || true
  "$EXPGATE" log --format json "$audit" >log.json
  is 'rejected' 1 "$(json log.json pushes rejected)"
  is 'bypassed' 'alice 1 demo <b>on</b> "Monday" ["artifact-path"]' "$(json log.json bypasses 0 user) $(json log.json pushes bypassed) $(
    json log.json bypasses 0 reason) $(json log.json bypasses 0 rules)"
  is 'undecided, with its ref' 'refs/heads/c 1' "$(json log.json undecided 0 ref) $(json log.json pushes undecided)"
  is 'and why' yes "$([[ $(json log.json undecided 0 error) == *'expects'* ]] && echo yes)"
  exits 'in words' 0 "$EXPGATE" log "$audit"
  says 'the bypass' 'demo <b>on</b> "Monday" (artifact-path)'
  "$EXPGATE" log --report html=log.html "$audit" >/dev/null
  is 'escaped in the page' '0 yes' "$(grep -c '<b>on</b>' log.html || true) $(grep -q 'demo &lt;b&gt;on&lt;/b&gt; &quot;Monday&quot;' log.html && echo yes)"
  is 'the page loads nothing' 0 "$(grep -cE '(src|href)=' log.html || true)"
  is 'and has a policy for its content' yes "$(grep -q "Content-Security-Policy\" content=\"default-src 'none'" log.html && echo yes)"
}

test_rotated_compressed_and_damaged_logs() {
  pushes
  "$EXPGATE" log --format json "$audit" >whole.json
  head -1 "$audit" | gzip >audit.jsonl.2.gz
  sed -n 2p "$audit" | gzip >>audit.jsonl.2.gz # a second member
  sed -n 3p "$audit" >audit.jsonl.1
  "$EXPGATE" log --format json audit.jsonl.1 audit.jsonl.2.gz >parts.json
  is 'the parts are the whole' "$(cat whole.json)" "$(cat parts.json)"
  "$EXPGATE" log --format json - <audit.jsonl.2.gz >some.json
  is 'stdin, compressed' 2 "$(json some.json pushes pushes)"
  { head -c 300 "$audit" && echo && sed 's/audit\/1/audit\/9/' audit.jsonl.1 && printf '\n\xff\xfe\n' && cat "$audit"; } >damaged
  head -c 200 "$audit" >>damaged
  exits 'damaged lines are not fatal' 0 "$EXPGATE" log damaged
  says 'but counted' '3 lines are cut off or damaged and were not counted'
  says 'those of another schema too' '1 line has another schema'
  says 'and the rest is read' '3 pushes from'
  head -c 100 audit.jsonl.2.gz >cut.gz
  exits 'compressed data that is cut off is fatal' 2 "$EXPGATE" log cut.gz
  says 'which it says' 'its compressed data ends too early'
  cp audit.jsonl.2.gz bad.gz && printf 'xxxx' | dd of=bad.gz bs=1 seek=60 conv=notrunc 2>/dev/null
  exits 'damaged compressed data too' 2 "$EXPGATE" log bad.gz
  exits 'a file that is not there' 2 "$EXPGATE" log "$audit" nosuch
  says 'is named' 'cannot read `nosuch`: No such file or directory'
  exits 'a folder' 2 "$EXPGATE" log .
  printf '\3757zXZ\0' >audit.xz
  exits 'another compression' 2 "$EXPGATE" log audit.xz
  says 'and what to do' 'xz -dc FILE | expgate log -'
  exits 'an empty log' 0 "$EXPGATE" log /dev/null
  says 'has no pushes' 'no pushes in these logs'
}

test_since() {
  pushes
  sed -i '1s/"time":"[^T]*T/"time":"2020-02-02T/' "$audit"
  "$EXPGATE" log --since 2d --format json "$audit" >log.json
  is 'older pushes are left out' '2 1' "$(json log.json pushes pushes) $(json log.json lines before_since)"
  "$EXPGATE" log --since 2020-02-02 --format json "$audit" >log.json
  is 'the day itself is not' 3 "$(json log.json pushes pushes)"
  exits 'what is no date' 2 "$EXPGATE" log --since yesterday "$audit"
  says 'is said so' '`--since yesterday` is not a date'
}

test_exceptions_that_end_soon() {
  pushes
  soon=$(date -u -d '+20 days' +%F) far=$(date -u -d '+40 days' +%F)
  cat >>project.git/custom_hooks/expgate.yaml <<YAML
allow:
  - {rule: artifact-path, path: soon.pt, reason: pretrained, expires: $soon}
  - {rule: artifact-path, path: far.pt, reason: later, expires: $far}
YAML
  cd project
  save 'feat: add weights' soon.pt
  git push -q origin HEAD:refs/heads/e 2>/dev/null
  cd ..
  "$EXPGATE" log --policy project.git/custom_hooks/expgate.yaml --format json "$audit" >log.json
  is 'the one that ends soon' "1 $soon 1" "$(json log.json ending_exceptions '#') $(json log.json ending_exceptions 0 expires) $(
    json log.json ending_exceptions 0 used)"
  "$EXPGATE" log --format json "$audit" >log.json
  is 'without a policy nothing is known' null "$(json log.json ending_exceptions)"
  exits 'a policy that cannot be read' 2 "$EXPGATE" log --policy nosuch.yaml "$audit"
}

# The names of the metrics that the command prints, whatever they are asked for.
metrics() {
  for by in rule project user; do
    "$EXPGATE" log --by "$by" --policy project.git/custom_hooks/expgate.yaml --format prometheus "$audit"
  done | sed -n 's/^# TYPE \([a-z_]*\) .*/\1/p' | sort -u
}

test_prometheus() {
  pushes
  # Names that would end a label or a line.
  sed '1s/vision\/vit/a\\"} 1\\n# TYPE x\\\\/; q' "$audit" >hostile && cat hostile >>"$audit"
  "$EXPGATE" log --by project --format prometheus "$audit" >expgate.prom
  is 'what would be rejected' 'expgate_rule_pushes_total{rule="artifact-path",outcome="would_reject"} 3' "$(grep would_reject expgate.prom | grep artifact)"
  is 'hostile names are escaped' 'expgate_project_pushes_total{project="a\"} 1\n# TYPE x\\",outcome="would_reject"} 1' \
    "$(grep 'TYPE x' expgate.prom | grep would_reject)"
  if ! python3 -m venv "$work/venv" || ! "$work/venv/bin/pip" -q install 'prometheus_client==0.21.1' >pip.log 2>&1; then
    ok "SKIPPED: pip cannot install prometheus_client: $(tail -n 1 pip.log)"
    return
  fi
  cat >read.py <<'PY'
import sys
from prometheus_client.parser import text_string_to_metric_families
families = list(text_string_to_metric_families(open("expgate.prom", newline="").read()))
samples = [sample for family in families for sample in family.samples]
assert all(family.documentation and family.type != "untyped" for family in families)
assert len({(s.name, tuple(sorted(s.labels.items()))) for s in samples}) == len(samples), "a series twice"
print(len(families), [s.value for s in samples if s.labels.get("project") == 'a"} 1\n# TYPE x\\' and s.labels["outcome"] == "would_reject"])
PY
  run "$work/venv/bin/python3" read.py
  is "prometheus_client reads it" '9 [1.0]' "$out"
}

test_the_dashboard_asks_for_what_there_is() {
  local folder=$EXPGATE_SOURCE_DIR/examples/monitoring asked
  pushes
  printf 'allow: [{rule: artifact-path, path: a.pt, reason: x, expires: %s}]\n' "$(date -u +%F)" >>project.git/custom_hooks/expgate.yaml
  metrics >printed
  asked=$(python3 -c 'import json, re, sys
panels = json.load(open(sys.argv[1]))["panels"]
exprs = [target["expr"] for panel in panels for target in panel["targets"]]
print("\n".join(sorted({name for expr in exprs for name in re.findall(r"expgate_\w+", expr)})))' "$folder/dashboard.json")
  is 'every metric is printed' '' "$(comm -23 <(echo "$asked") printed)"
  is 'many are asked for' yes "$([ "$(wc -l <<<"$asked")" -ge 8 ] && echo yes)"
  is 'the docs name them all' '' "$(while read -r name; do grep -q "\`$name\`" "$EXPGATE_SOURCE_DIR/docs/reports.md" || echo "$name"; done <printed)"
  run python3 -c 'import yaml, sys
config = yaml.safe_load(open(sys.argv[1]))
for kind in ("transforms", "sinks"):
    for step in config[kind].values():
        assert all(name in config["sources"] or name in config["transforms"] for name in step["inputs"])
print(config["sources"]["expgate_audit"]["include"])' "$folder/vector.yaml"
  case $out in *"No module named 'yaml'"*) ok 'SKIPPED: no yaml for python3' ;; *) is 'Vector reads the log' "['/var/log/expgate/audit.jsonl']" "$out" ;; esac
  # The fields that Vector and the dashboard name are in a line.
  for key in time mode verdict message; do
    [ "$key" = message ] || is "a line has $key" yes "$(grep -q "\"$key\":" "$audit" && echo yes)"
  done
}

test_logrotate() {
  local rules=$EXPGATE_SOURCE_DIR/examples/monitoring/logrotate
  if ! command -v logrotate >/dev/null; then
    ok 'SKIPPED: no logrotate'
    return
  fi
  pushes
  mkdir logs && mv "$audit" logs/
  sed "s|/var/log/expgate|$PWD/logs|; s|su git adm|su $(id -un) $(id -gn)|; s|git adm|$(id -un) $(id -gn)|" "$rules" >rotation
  exits 'it rotates' 0 logrotate --force --state "$PWD/state" rotation
  is 'the new log is for its group' '640 0' "$(stat -c '%a %s' logs/audit.jsonl)"
  cat logs/audit.jsonl.1 >>logs/audit.jsonl
  exits 'and again' 0 logrotate --force --state "$PWD/state" rotation
  is 'the older one is compressed' yes "$([ -s logs/audit.jsonl.1 ] && [ -s logs/audit.jsonl.2.gz ] && echo yes)"
  "$EXPGATE" log --format json logs/audit.jsonl* >log.json
  is 'what it leaves is read' 6 "$(json log.json pushes pushes)"
}

test_a_million_lines_in_constant_memory() {
  pushes
  sed -n 1p "$audit" >line
  python3 - <<'PY'
line = open("line").read()
with open("many.jsonl", "w") as out:
    for i in range(200000):
        out.write(line.replace('"ada"', '"user%d"' % (i % 3000)).replace("vision/vit", "group/project%d" % (i % 20000)))
PY
  # A tenth of the file's size, and no more for five times as many lines.
  local most=200000 # KiB
  if grep -q __asan_init "$EXPGATE"; then most=unlimited; fi
  run bash -c "ulimit -v $most; '$EXPGATE' log --format json many.jsonl many.jsonl many.jsonl many.jsonl many.jsonl >log.json"
  is 'it is read' '0 1000000 3000 20000' "$status $(json log.json pushes pushes) $(json log.json users known) $(json log.json projects known)"
}

run_tests "$@"
