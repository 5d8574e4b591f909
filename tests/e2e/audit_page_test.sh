#!/bin/bash
# The page of an audit, in a real browser: what it shows, wide and narrow, light and dark, and that nothing from a repository runs in it.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# past: a repository with weights, data, a notebook, a secret and names that want to be markup; the working directory from there on.
past() {
  local n
  git init -q repo
  cd repo
  for n in 1 2 3; do
    clock=$((clock + 5000000))
    head -c $((n * 400000)) /dev/urandom >"best$n.pt"
    save "Add weights $n" "best$n.pt"
  done
  git rm -q best1.pt best2.pt
  save 'chore: remove weights'
  clock=$((clock + 5000000))
  # Names that would be markup, and a message that would.
  mkdir -p '</script><script>injected=1<'
  head -c 300000 /dev/urandom >'</script><script>injected=1</script>.npy'
  head -c 200000 /dev/urandom >'<img src=x onerror="injected=1">.npy'
  put "\"'{{RULES}}.npy" text
  printf 'KEY=1\n' >.env
  save '<b onclick="injected=1">Bold</b></title><script>injected=1</script>' '</script><script>injected=1</script>.npy' \
    '<img src=x onerror="injected=1">.npy' "\"'{{RULES}}.npy" .env
}

found() {
  python3 -c 'import json, sys; r = json.load(open("found.json")); print(eval(sys.argv[1]))' "$1"
}

test_the_page_in_a_browser() {
  past
  "$EXPGATE" audit --report html=../audit.html >/dev/null || true
  cd ..
  mkdir shots
  timeout 120 python3 "$here/browser.py" audit.html shots >found.json 2>err || { not_ok 'the browser looked at it' "$(cat err)"; return; }
  ok 'the browser looked at it'
  is 'its title, with the repository' 'Audit of repo: main' "$(found 'r["title"]')"
  is 'all heavy objects, the heaviest first' "['best3.pt', 'best2.pt', 'best1.pt']" "$(found 'r["rows"][:3]')"
  is 'names are shown as they are' True "$(found '"</script><script>injected=1</script>.npy" in r["rows"] and "\"'\''{{RULES}}.npy" in r["rows"]')"
  is 'sorted by a click' True "$(found 'r["by path"] != r["rows"] and sorted(r["by path"]) == sorted(r["rows"]) and r["aria"] == "ascending"')"
  is 'sorted by the keyboard' True "$(found 'r["by keyboard"] == sorted(r["by keyboard"], reverse=True) and r["hash"] == "#sort=worst.3.desc"')"
  is 'sorted by the address' True "$(found 'r["by address"] == sorted(r["by address"]) and len(r["by address"]) >= 7')"
  is 'nothing of the repository runs' 'undefined 1 0' "$(found '"%s %d %d" % (r["injected"], r["scripts"], r["elements"])')"
  is 'nothing is asked of the network' '1 True' "$(found '"%d %s" % (len(r["requests"]), r["requests"][0].startswith("file:"))')"
  is 'the console is silent' '[]' "$(found 'r["complaints"]')"
  is 'nothing is wider than the screen' '[]' "$(found 'r["overflows"]')"
  is 'dark is dark' True "$(found 'r["desk-dark"] != r["desk-light"] and r["phone-dark"] == r["desk-dark"]')"
  local shot
  for shot in desk-light desk-dark phone-light phone-dark; do
    is "the picture $shot is one" yes "$([ "$(wc -c <"shots/$shot.png")" -gt 30000 ] && echo yes || wc -c <"shots/$shot.png")"
  done
  is 'it can be printed' yes "$([ "$(head -c 4 shots/page.pdf)" = %PDF ] && echo yes)"
}

test_the_page_without_a_script() {
  past
  "$EXPGATE" audit --report html=audit.html >/dev/null || true
  out=$(cat audit.html)
  says 'what to do first' 'What to do first'
  says 'a secret comes first' '<ol>
<li>Replace the keys and passwords in <code>.env</code> now'
  says 'to be adopted' 'expgate audit --write-baseline expgate-baseline.json'
  says_not 'no author' Ada
  says_not 'no address' ada@example.com
  says 'its language' '<html lang="en">'
  EXPGATE_LANG=zh_CN "$EXPGATE" audit --report html=chinese.html >/dev/null || true
  is 'the language of the reader' '<html lang="zh-CN">' "$(grep -m1 '<html' chinese.html)"
  is 'one script, one style' '1 1' "$(grep -c '<script>' audit.html) $(grep -c '<style>' audit.html)"
  is 'no address of another place' '' "$(grep -oE '(src|href)=[^ >]*|url\([^)]*\)|@import|https?://[^ <]*' audit.html | grep -v 'src=x' || true)"
  is 'no place is left over' '' "$(grep -oE '\{\{[A-Z_]+\}\}|@@[A-Z_]+@@' audit.html | grep -v RULES || true)"
  python3 - <<'EOF'
import base64, hashlib, re
page = open("audit.html", encoding="utf-8").read()
for what in ("script", "style"):
    text = re.search(f"<{what}>(.*?)</{what}>", page, re.S).group(1)
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    assert f"{what}-src 'sha256-{digest}'" in page, what
open("hashes", "w").write("right")
EOF
  is 'the hashes of its policy are right' right "$(cat hashes)"
  exits 'it is well-formed' 0 python3 - <<'EOF'
import html.parser
class Parser(html.parser.HTMLParser):
    void = {"meta", "br", "line", "rect", "polygon", "input"}
    open = []
    def handle_starttag(self, tag, attributes):
        if tag not in self.void: self.open.append(tag)
        assert len({name for name, _ in attributes}) == len(attributes), attributes
    def handle_endtag(self, tag):
        if tag not in self.void: assert self.open.pop() == tag, (tag, self.getpos())
parser = Parser()
parser.feed(open("audit.html", encoding="utf-8").read())
assert not parser.open, parser.open
EOF
}

test_a_history_with_nothing_in_it() {
  git init -q repo
  cd repo
  "$EXPGATE" audit --report html=audit.html >/dev/null
  is 'no commit' yes "$([ -s audit.html ] && echo yes)"
  save 'feat: add a thing' a.py
  "$EXPGATE" audit --report html=audit.html --policy <(printf 'version: 1\nextends: [conventional-commits]\n') >/dev/null
  out=$(cat audit.html)
  says 'nothing to do' 'Nothing in it would be rejected.'
  says_not 'no number that is none' nan
}

test_a_report_that_cannot_be_written_is_told() {
  past
  run "$EXPGATE" audit --report html=/nowhere/audit.html
  is 'the verdict is the same' 1 "$status"
  says 'it is told' '/nowhere/audit.html'
}

run_tests "$@"
