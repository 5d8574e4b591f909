#!/bin/bash
# Git as the notebook: experiments from tags and records, chosen, sorted, drawn, and as a page in a real browser.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# a_record COMMIT CONFIG SEED METRICS
a_record() {
  printf '{"schema": "exp-result/1", "commit": "%s", "config": "%s", "seed": %s, "metrics": {%s}}\n' "$@"
}

# A tag with a record of its own, a tag alone, and a record alone on another branch.
notebook() {
  git init -q work
  cd work
  put configs/base.yaml $'seed: 42\noptimizer: {name: adamw, lr: 0.001}\nmodel: {name: vit, depth: 12}'
  put configs/exp/vit.yaml $'_base_: ../base.yaml\noptimizer: {lr: 3e-4}'
  put configs/exp/swin.yaml $'_base_: ../base.yaml\nmodel: {name: swin}\nseed: 7'
  put train.py 'parser.add_argument("--config", required=True)'
  save 'feat: add models' configs/base.yaml configs/exp/vit.yaml configs/exp/swin.yaml train.py
  tick
  git tag -a exp-vit -m 'ViT | Acc@1: 87.3% | Loss: 0.41'
  tick
  git tag -a exp-swin -m 'Swin | Acc@1: 81.1% | Loss: 0.35'
  mkdir results
  a_record "$(git rev-parse HEAD)" configs/exp/vit.yaml 42 '"acc@1": 87.31, "ece": 0.02' >results/vit.json
  save 'feat: record vit' results/vit.json
  git checkout -q -b exp/deep
  put configs/exp/deep.yaml $'_base_: ../base.yaml\nmodel: {depth: 24}'
  save 'feat: go deeper' configs/exp/deep.yaml
  a_record "$(git rev-parse HEAD)" configs/exp/deep.yaml 42 '"acc@1": 88.5' >results/deep.json
  save 'feat: record deep' results/deep.json
  git checkout -q main
}

listed() {
  "$EXPGATE" experiments --format csv "$@" | tail -n +2 | cut -d, -f1 | tr '\n' ' ' | sed 's/ $//'
}

test_records_without_tags() {
  notebook
  exits 'all' 0 "$EXPGATE" experiments
  is 'the newest first, records among them' 'results/deep.json exp-swin exp-vit' "$(listed)"
  "$EXPGATE" experiments --format json >../all.json
  is 'a record is an experiment' configs/exp/deep.yaml "$(json ../all.json experiments 0 config)"
  is 'without a tag' false "$(json ../all.json experiments 0 tag)"
  is 'with its record' results/deep.json "$(json ../all.json experiments 0 record)"
  is 'of its own commit' "$(git rev-parse exp/deep~)" "$(json ../all.json experiments 0 commit)"
  is 'a tag has its record' results/vit.json "$(json ../all.json experiments 2 record)"
  is 'and what only that states' 0.02 "$(json ../all.json experiments 2 metrics ece)"
  is 'and agrees with it' '[]' "$(json ../all.json experiments 2 disagreements)"
  is 'as before' 87.3 "$(json ../all.json experiments 2 metrics acc@1)"
  git clone -q . ../clone
  is 'branches of a remote count' 'results/deep.json exp-swin exp-vit' "$(cd ../clone && listed)"
  git checkout -q exp/deep
  is 'whatever is checked out' 'results/deep.json exp-swin exp-vit' "$(listed)"
  git -C ../clone branch -q -r -d origin/exp/deep
  is 'no branch, no record' 'exp-swin exp-vit' "$(cd ../clone && listed)"
}

test_tag_and_record_disagree() {
  notebook
  a_record "$(git rev-parse exp-vit^{})" configs/exp/vit.yaml 7 '"acc@1": 88.9, "loss": 0.4149' >results/vit.json
  a_record "$(git rev-parse HEAD)" configs/exp/swin.yaml 7 '"acc@1": 81.1' >results/swin.json
  save 'feat: record it otherwise' results/vit.json results/swin.json
  run env COLUMNS=200 "$EXPGATE" experiments
  says 'values and the seed' 'results/vit.json says acc@1 88.9, not 87.3%, seed 7, not 42'
  says 'the commit' "results/swin.json says commit $(git rev-parse HEAD~ | cut -c1-7), not $(git rev-parse exp-swin^{} | cut -c1-7)"
  "$EXPGATE" experiments --format json >../all.json
  is 'as data' 'acc@1 87.3% 88.9' "$(json ../all.json experiments 2 disagreements 0 what) $(json ../all.json experiments 2 disagreements 0 tag) $(json ../all.json experiments 2 disagreements 0 record)"
  git tag -f -a exp-vit -m 'ViT, configs/exp/swin.yaml | Acc@1: 88.9%' exp-vit^{} >/dev/null
  run env COLUMNS=200 "$EXPGATE" experiments
  says 'the config' 'results/vit.json says config configs/exp/vit.yaml, not configs/exp/swin.yaml'
}

test_what_is_no_record() {
  notebook
  put results/metrics.json '{"acc": 0.9}'
  a_record nonsense configs/exp/vit.yaml 42 '"acc@1": 1' >results/bad.json
  a_record "$(git commit-tree -m 'feat: lost' 'HEAD^{tree}' | tr 0-9a-f 1-9a-f0)" configs/exp/vit.yaml 42 '"acc@1": 1' >results/gone.json
  save 'feat: add files' results/metrics.json results/bad.json results/gone.json
  run "$EXPGATE" experiments
  says 'one that is not valid' '1 file in `results/` is not a valid record and is left out: `results/bad.json`'
  says_not 'other JSON is none' 'results/metrics.json'
  says 'one of a commit that is not here' 'is not in this repository'
}

test_chosen_by_the_config() {
  notebook
  is 'a key' exp-vit "$(listed --where 'optimizer.lr<0.001')"
  is 'however it is written' exp-vit "$(listed --where 'optimizer.lr=0.0003')"
  is 'by its end' exp-vit "$(listed --where 'lr<1e-3')"
  is 'a text' exp-swin "$(listed --where 'model.name=swin')"
  is 'a part of a text' 'exp-swin' "$(listed --where 'model.name~WI')"
  is 'the config itself' exp-swin "$(listed --where 'config=configs/exp/swin.yaml')"
  is 'with a metric' results/deep.json "$(listed --where 'depth>12' --where 'acc@1>80')"
  is 'sorted by a key' 'exp-vit results/deep.json exp-swin' "$(listed --sort lr)"
  is 'sorted by a column' 'exp-swin exp-vit results/deep.json' "$(listed --sort name)"
  is 'sorted by a text of the configs' 'exp-swin results/deep.json exp-vit' "$(listed --sort model.name)"
  exits 'no such key' 2 "$EXPGATE" experiments --where 'optimizer.lrr<1'
  is 'what was meant' 'expgate: unknown key `optimizer.lrr` in `--where`; did you mean `optimizer.lr`?' "${out%%$'\n'*}"
  exits 'nothing is like that' 0 "$EXPGATE" experiments --where 'lr>1'
  says 'so' 'no experiment matches'
}

test_a_record_is_compared() {
  notebook
  exits 'by its path, from another branch' 0 "$EXPGATE" compare exp-vit results/deep.json
  says 'its config' 'configs/exp/deep.yaml'
  says 'its metrics' '88.5'
  exits 'no such record' 2 "$EXPGATE" compare exp-vit results/none.json
}

test_sparklines() {
  notebook
  is 'one that is asked for stays at 80 columns' 1 "$(COLUMNS=80 LC_ALL=C.UTF-8 "$EXPGATE" experiments --sparkline loss | grep -c 'loss over time')"
  run env LC_ALL=C.UTF-8 "$EXPGATE" experiments --sparkline acc@1
  says 'a metric over time' 'acc@1 over time'
  says 'in blocks' '▇▁█'
  run env LC_ALL=C "$EXPGATE" experiments --sparkline acc@1
  says 'or in ASCII' '%.#'
  exits 'of no such metric' 2 "$EXPGATE" experiments --sparkline acc@2
  says 'what was meant' 'unknown metric `acc@2`; did you mean `acc@1`?'
  run "$EXPGATE" experiments
  says_not 'none in a pipe unless asked' 'over time'
  run python3 -c 'import os, pty, sys; os.environ.update(COLUMNS="200", LC_ALL="C.UTF-8", TERM="xterm"); pty.spawn(sys.argv[1:])' "$EXPGATE" experiments
  says 'on a terminal, of the first metric' 'acc@1 over time'
  is 'no line is wider than the terminal' '' "$(COLUMNS=60 LC_ALL=C.UTF-8 "$EXPGATE" experiments --sparkline acc@1 | grep -E '.{61}' || true)"
}

# Messages, names and configs of somebody who means no good.
hostile() {
  notebook
  git tag -a exp-evil -F - exp-vit^{} <<'MESSAGE'
</script><script>injected=1</script><img src=x onerror="injected=1"> | Acc@1: 90% | Loss: 0.1
MESSAGE
  put configs/exp/formula.yaml $'_base_: ../base.yaml\nnote: "<img src=x onerror=injected=1>"\n"</script><script>injected=1</script>": 1'
  save 'feat: add one' configs/exp/formula.yaml
  git tag -a exp-formula -F - <<'MESSAGE'
=HYPERLINK("http://x") | Acc@1: 70% | Loss: 0.9
MESSAGE
}

test_hostile_texts() {
  hostile
  git tag -a exp-escape -m $'\e[2Jclear | Acc@1: 70%'
  run "$EXPGATE" experiments
  is 'no escape reaches the terminal' 0 "$(tr -d '\n' <<<"$out" | grep -cP '[\x00-\x08\x0b-\x1f\x7f]' || true)"
  mkdir 'configs/=exp'
  put 'configs/=exp/calc.yaml' 'seed: 1'
  save 'feat: add a name' 'configs/=exp/calc.yaml'
  git tag -a exp-a.b -m 'x | acc=0.5'
  is 'no cell is a formula' '' "$("$EXPGATE" experiments --format csv | tr ',' '\n' | grep -E '^"?[=+@]' || true)"
}

# page REPORT-OPTION…: writes page.html, of 30 experiments more.
page() {
  hostile
  local i
  for i in $(seq 10 39); do
    put "configs/exp/run$i.yaml" "_base_: ../base.yaml
model: {name: $([ $((i % 2)) = 0 ] && echo vit || echo swin)}
data: {batch_size: $((64 * (i % 4 + 1)))}
optimizer: {lr: $((i % 9 + 1))e-$((i % 3 + 2))}"
    git add configs
    save "feat: run $i"
    git tag -a "exp-run$i" -m "Run $i | Acc@1: $((60 + i)).$((i % 10))% | Loss: 0.$((90 - i))"
  done
  "$EXPGATE" experiments --report html=../page.html "$@" >/dev/null
  cd ..
}

found() {
  python3 -c 'import json, sys; r = json.load(open("found.json")); print(eval(sys.argv[1]))' "$1"
}

test_the_page_in_a_browser() {
  page
  mkdir shots
  timeout 180 python3 "$here/notebook_browser.py" page.html shots >found.json 2>err || { not_ok 'the browser looked at it' "$(cat err)"; return; }
  ok 'the browser looked at it'
  is 'it is ready' yes "$(found 'r["ready"]')"
  is 'its title' 'Experiments of work' "$(found 'r["title"]')"
  is 'all experiments' '35 of 35 experiments' "$(found 'r["count"]')"
  is 'the newest first' exp-run39 "$(found 'r["names"][0]')"
  is 'sorted by a click, the best first' True "$(found 'r["by acc"][:-1] == sorted(r["by acc"][:-1], key=lambda v: -float(v.rstrip("%"))) and len(r["by acc"]) == 35')"
  is 'which is said' 'descending' "$(found 'r["aria"]')"
  is 'and is in the address' '#sort=metric.acc%401.desc' "$(found 'r["hash"]')"
  is 'the heading keeps the focus' 'acc@1' "$(found 'r["focus"]')"
  is 'sorted by the keyboard' True "$(found 'r["by keyboard"] == sorted(r["by keyboard"], key=lambda v: float(v.rstrip("%")))')"
  is 'sorted by name' True "$(found 'r["by name"][0] == "exp-evil" and r["by name"][-1] == "results/deep.json"')"
  is 'filtered' True "$(found 'r["filtered"][0] != r["count"] and len(r["filtered acc"]) > 3 and all(float(v.rstrip("%")) > 80 for v in r["filtered acc"])')"
  is 'the charts follow' '[True, True, True]' "$(found 'list(r["charts follow"].values())')"
  is 'and return' '[True, True, True]' "$(found 'list(r["charts return"].values())')"
  is 'filtered by a word' '1 of 35 experiments' "$(found 'r["by word"][0]')"
  is 'by a part of a text' '1 of 35 experiments' "$(found 'r["by text"][0]')"
  is 'what is no condition is named' 'Not understood: nosuch>1' "$(found 'r["unknown"][1]')"
  is 'nothing matches' '0 of 35 experiments 2' "$(found '"%s %d" % (r["nothing"][0], r["nothing drawn"])')"
  is 'another metric' '[True, True, True]' "$(found 'list(r["another metric"].values())')"
  is 'another scale' True "$(found 'r["another scale"]')"
  is 'a key of words' 2 "$(found 'r["medians"]')"
  is 'a point that is alone is where its value is' True "$(found 'r["alone"]')"
  is 'equal values have one height' 2 "$(found 'r["heights"]')"
  is 'a range on an axis' True "$(found 'r["range"][0] != r["count"] and not r["range"][1] and r["range cleared"] == r["count"]')"
  is 'a chart by the keyboard' 'True True True' "$(found '"%s %s %s" % ("acc@1" in r["tip"], r["opened by keyboard"], r["closed by keyboard"])')"
  is 'the recipe is copied without a permission' True "$(found 'r["copied in details"].strip() == r["recipe"].strip() and "git checkout exp-" in r["recipe"]')"
  is 'from a row as well' True "$(found '"git checkout exp-" in r["copied in a row"]')"
  is 'nothing of the repository runs' 'undefined 2 0' "$(found '"%s %d %d" % (r["injected"], r["scripts"], r["elements"])')"
  is 'nothing is asked of the network' '1 True' "$(found '"%d %s" % (len(r["requests"]), r["requests"][0].startswith("file:"))')"
  is 'the console is silent' '[]' "$(found 'r["complaints"]')"
  is 'nothing is wider than the screen' '[]' "$(found 'r["overflows"]')"
  is 'dark is dark' True "$(found 'r["desk-dark"] != r["desk-light"] and r["phone-dark"] == r["desk-dark"]')"
  is 'the address brings it back' True "$(found 'r["names by address"] == ["exp-swin"]')"
  local shot
  for shot in desk-light desk-dark phone-light phone-dark details-desk details-phone; do
    is "the picture $shot is one" yes "$([ "$(wc -c <"shots/$shot.png")" -gt 15000 ] && echo yes || wc -c <"shots/$shot.png")"
  done
}

test_the_page_without_a_browser() {
  page --where 'acc@1>80'
  is 'conditions hold for it' no "$(grep -q exp-run10 page.html && echo yes || echo no)"
  is 'one script, one style, one block of data' '1 1 1' "$(grep -c '<script>' page.html) $(grep -c '<style>' page.html) $(grep -c '<script type="application/json"' page.html)"
  is 'no address of another place' '' "$(grep -oE '(src|href)=[^ >]*|url\([^)]*\)|@import' page.html | grep -v 'src=x' || true)"
  is 'no place is left over' '' "$(grep -oE '\{\{[A-Z_]+\}\}|@@[A-Z_]+@@' page.html || true)"
  cat >check.py <<'PYTHON'
import base64, hashlib, html.parser, re
page = open("page.html", encoding="utf-8").read()
for what in ("script", "style"):
    text = re.search(f"<{what}>(.*?)</{what}>", page, re.S).group(1)
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    assert f"{what}-src 'sha256-{digest}'" in page, what
class Parser(html.parser.HTMLParser):
    void = {"meta", "br", "input"}
    open = []
    def handle_starttag(self, tag, attributes):
        if tag not in self.void: self.open.append(tag)
        assert not any(name.startswith("on") or name == "style" for name, _ in attributes), attributes
    def handle_endtag(self, tag):
        if tag not in self.void: assert self.open.pop() == tag, (tag, self.getpos())
parser = Parser()
parser.feed(page)
assert not parser.open, parser.open
PYTHON
  exits 'its hashes are right, and it is well-formed' 0 python3 check.py
  cd work
  EXPGATE_LANG=zh_CN "$EXPGATE" experiments --report html=../chinese.html >/dev/null
  is 'the language of the reader' '<html lang="zh-CN">' "$(grep -m1 '<html' ../chinese.html)"
  is 'is that of its words' yes "$(grep -q '筛选' ../chinese.html && echo yes)"
  exits 'a page that cannot be written' 2 "$EXPGATE" experiments --report html=/nowhere/page.html
  says 'is told' '/nowhere/page.html'
  exits 'no other report' 2 "$EXPGATE" experiments --report json=x
  says 'what there is' '`--report` of `experiments` takes html and a file'
  exits 'a file is needed' 2 "$EXPGATE" experiments --report html
}

# A stream for fast-import: 2,000 experiments with a config each, which inherits from one of 150 keys.
two_thousand() {
  python3 - <<'PYTHON'
import sys
def data(text): return f"data {len(text.encode())}\n{text}\n"
base = "seed: 42\noptimizer: {lr: 0.1}\nextra:\n" + "".join(f"  key{i}: {i}\n" for i in range(150))
out = ["commit refs/heads/main\nmark :1\ncommitter A <a@example.com> 1700000000 +0000\n", data("feat: add a base"),
       "M 100644 inline configs/base.yaml\n", data(base), "M 100644 inline train.py\n", data('parser.add_argument("--config")\n')]
for i in range(2, 2002):
    out += [f"commit refs/heads/main\nmark :{i}\ncommitter A <a@example.com> {1700000000 + i * 5000} +0000\n", data(f"feat: run {i}"),
            f"D configs/exp/run{i - 1}.yaml\nM 100644 inline configs/exp/run{i}.yaml\n",
            data(f"_base_: ../base.yaml\noptimizer: {{lr: {i % 97 + 1}e-4}}\nmodel: {{name: {('vit', 'swin')[i % 2]}}}\nseed: {i % 5}\n")]
for i in range(2, 2002):
    out += [f"tag exp-run{i}\nfrom :{i}\ntagger A <a@example.com> {1700000000 + i * 5000} +0000\n",
            data(f"run {i} | Acc@1: {60 + i % 300 / 10:.1f}% | Loss: 0.{900 - i % 700}")]
sys.stdout.write("".join(out))
PYTHON
}

test_two_thousand_without_a_wait() {
  git init -q work
  cd work
  two_thousand | git fast-import --quiet
  local started=$SECONDS
  local most=98304 # KiB: plenty
  if grep -q __asan_init "$EXPGATE"; then most=unlimited; fi
  exits 'a page of all, in bounded memory' 0 bash -c "ulimit -v $most; exec '$EXPGATE' experiments --report html=../page.html --limit 2000 --format csv"
  is 'in seconds' yes "$([ $((SECONDS - started)) -le 30 ] && echo yes || echo "$((SECONDS - started)) s")"
  is 'all are there' 2000 "$(grep -c '^exp-run' <<<"$out")"
  out=''
  is 'which is no heavy file' yes "$([ "$(wc -c <../page.html)" -le 2000000 ] && echo yes || wc -c <../page.html)"
  cd ..
  mkdir shots
  timeout 300 python3 "$here/notebook_browser.py" page.html shots >found.json 2>err || { not_ok 'the browser looked at it' "$(cat err)"; return; }
  is 'the browser shows it at once' True "$(found 'r["ready"] == "yes" and r["ms"] < 5000 and r["count"].startswith("2000 ")')"
  is 'a part of the table at first' 100 "$(found 'len(r["names"])')"
  is 'the console is silent' '[]' "$(found 'r["complaints"]')"
}

test_a_notebook_with_nothing_in_it() {
  git init -q work
  cd work
  exits 'no commit' 0 "$EXPGATE" experiments --report html=../page.html
  says 'how to make one' 'git tag -a'
  is 'a page all the same' yes "$(grep -q '</html>' ../page.html && echo yes)"
}

run_tests "$@"
