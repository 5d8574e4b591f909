#!/bin/bash
# `expgate verify` and `ci --verify`: what stores say, well and badly, and what a pushed URI must not reach.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=servers.sh
. "$(dirname "$0")/servers.sh"

for name in $(compgen -e | grep -E '^(AWS_|HF_|HUGGING|MLFLOW_|AZURE_|GOOGLE_|STORAGE_|SSL_CERT|CURL_|https?_proxy|HTTPS?_PROXY|all_proxy|ALL_PROXY|no_proxy|NO_PROXY)'); do
  unset "$name"
done

# A store on loopback with a certificate of its own, which curl trusts here, with the files of store/; $at is its URL.
store() {
  needs python3 curl openssl
  folder=$PWD/store log=$PWD/requests.log
  mkdir -p "$folder"
  printf 'hello' >"$folder/best.pt"
  export EXPGATE_VERIFY_TIMEOUT=3 # a slow drip is not waited for as long as usual
  if [ ! -e "$work/cert.pem" ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
      -addext subjectAltName=DNS:localhost,IP:127.0.0.1,DNS:store.example -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
  fi
  configure() { printf '%s\n' "$1" >port; }
  start_at_port configure server.log sh -c "exec python3 '$here/store_server.py' \$(cat port) '$folder' '$log' '$work/cert.pem' '$work/key.pem'"
  at=https://127.0.0.1:$port
  export CURL_CA_BUNDLE=$work/cert.pem EXPGATE_VERIFY_HOSTS=127.0.0.1:$port
}
# The same over http, as stores of one's own often are; $plain is its URL.
plain_store() {
  start_at_port configure plain.log sh -c "exec python3 '$here/store_server.py' \$(cat port) '$folder' '$log'"
  plain=http://127.0.0.1:$port
}

hello=$(printf hello | sha256sum | cut -d ' ' -f 1)

# A repository whose HEAD has a config; record NAME URI [SHA256 [SIZE]] adds a record of one artifact to the work tree.
project() {
  client work
  put configs/exp/vit.yaml 'seed: 42'
  save 'feat: add vit' configs/exp/vit.yaml
  first=$(git rev-parse HEAD)
}
record() {
  mkdir -p results
  {
    printf '{"schema": "exp-result/1", "commit": "%s", "config": "configs/exp/vit.yaml", "seed": 42, "metrics": {"acc": 0.9},\n' "$first"
    printf '"artifacts": [{"name": "best", "uri": "%s", "sha256": "%s", "size": %s}]}\n' "$2" "${3:-$hello}" "${4:-5}"
  } >"results/$1.json"
}

# asked WHAT STATUS STATE COMPARED URI [SHA256 [SIZE]]: what is said of one artifact with that URI.
asked() {
  record one "$5" "${6:-$hello}" "${7:-5}"
  status=0
  "$EXPGATE" verify results/one.json --format json >answer 2>error || status=$?
  out=$(cat answer error)
  is "$1" "$2 $3 $4" "$status $(json answer artifacts 0 state) $(json answer artifacts 0 compared)"
}

test_https() {
  store
  project
  asked 'there' 0 good '["presence","size"]' "$at/files/best.pt"
  asked 'missing' 1 missing '["presence"]' "$at/files/none.pt"
  asked 'gone' 1 missing '["presence"]' "$at/status/410"
  asked 'another size' 1 different-size '["presence","size"]' "$at/files/best.pt" "$hello" 6
  asked 'followed' 0 good '["presence","size"]' "$at/to/x?url=$at/files/best.pt"
  asked 'followed by a path' 0 good '["presence","size"]' "$at/to/x?url=/files/best.pt"
  asked 'a checksum of the server' 0 good '["presence","size","sha256"]' "$at/checksum/best.pt"
  asked 'another one' 1 different-checksum '["presence","size","sha256"]' "$at/checksum/best.pt" "$(printf 'a%.0s' {1..64})"
  asked 'no HEAD' 0 good '["presence","size"]' "$at/headless/best.pt"
  asked 'a compressed answer has no size' 0 good '["presence"]' "$at/gzip"
  asked 'a store that recovers' 0 good '["presence","size"]' "$at/flaky/best.pt"
  asked 'denied' 2 unknown '[]' "$at/status/403"
  asked 'broken' 2 unknown '[]' "$at/status/500"
  run "$EXPGATE" verify results/one.json
  is 'exit code in words' 2 "$status"
  says 'in words' 'undecided: `results/one.json`: `best`: it answers with status 500'
  EXPGATE_LANG=zh_CN run "$EXPGATE" verify results/one.json
  says 'in Chinese' '状态码 500'
}

test_downloads() {
  store
  project
  record one "$at/files/best.pt"
  run "$EXPGATE" verify --download results/one.json
  is 'the same content' 0 "$status"
  says 'how' 'sha256 of the content'
  printf 'HELLO' >"$folder/best.pt"
  passes 'the size alone is the same' "$EXPGATE" verify results/one.json
  run "$EXPGATE" verify --download results/one.json
  is 'other content' 1 "$status"
  says 'which' "sha256 $(printf HELLO | sha256sum | cut -d ' ' -f 1)"
  head -c 30000000 /dev/zero >"$folder/big.bin"
  record one "$at/files/big.bin" "$(sha256sum <"$folder/big.bin" | cut -d ' ' -f 1)" 30000000
  run "$EXPGATE" verify --download results/one.json
  is 'megabytes' 0 "$status"
  record one "$at/short/best.pt" "$hello" 1000
  run "$EXPGATE" verify --download results/one.json
  is 'fewer bytes than it says' 2 "$status"
  says 'why' 'the answer ended too early'
  is 'nothing is written' '?? answer ?? error ?? results/one.json' "$(touch answer error && git status --porcelain --untracked-files=all | tr '\n' ' ' | sed 's/ $//')"
}

test_hostile_servers() {
  store
  project
  asked 'endless' 0 good '["presence"]' "$at/endless"
  run timeout 60 "$EXPGATE" verify --download results/one.json
  is 'an endless body is over the size soon' 1 "$status"
  asked 'a head without end' 2 unknown '[]' "$at/wide"
  asked 'no web server' 2 unknown '[]' "$at/junk"
  asked 'round and round' 2 unknown '[]' "$at/around/x"
  asked 'to a file' 2 unknown '[]' "$at/to/x?url=file:///etc/passwd"
  asked 'to the metadata of a cloud' 2 unknown '[]' "$at/to/x?url=https://169.254.169.254/latest/meta-data"
  says 'why' '169.254.169.254'
  asked 'to another port here' 2 unknown '[]' "$at/to/x?url=https://127.0.0.1:1/"
  asked 'to plain http' 2 unknown '[]' "$at/to/x?url=http://127.0.0.1:$port/files/best.pt"
  asked 'to a name in numbers' 2 unknown '[]' "$at/to/x?url=https://2130706433/"
  asked 'to a scheme of its own' 2 unknown '[]' "$at/to/x?url=gopher://127.0.0.1:1/x"
  local began=$SECONDS
  asked 'a slow drip' 2 unknown '[]' "$at/drip"
  says 'why' 'it took too long'
  [ $((SECONDS - began)) -lt 100 ] || not_ok 'within its time' "$((SECONDS - began)) s"
}

test_what_a_pushed_uri_may_not_reach() {
  store
  project
  local uri
  export EXPGATE_VERIFY_HOSTS=
  for uri in "$at/files/best.pt" "https://localhost:$port/files/best.pt" "https://[::1]:$port/x" "https://[::ffff:127.0.0.1]:$port/x" \
    https://169.254.169.254/latest/meta-data https://10.0.0.1/x https://192.168.1.1/x 'https://[fe80::1]/x' 'https://[fd00::1]/x' https://0.0.0.0/x \
    https://2130706433/x https://0x7f000001/x https://127.1/x https://017700000001/x "https://127.0.0.1.:$port/x"; do
    asked "$uri" 2 unknown '[]' "$uri"
  done
  [ ! -e "$log" ] || not_ok 'nobody was asked' "$(cat "$log")"
  for uri in file:///etc/passwd /etc/passwd ftp://127.0.0.1/x http://127.0.0.1/x gopher://127.0.0.1/x 'https://u:p@127.0.0.1/x' 'https://h/x?X-Amz-Signature=x' 'https://h\\@127.0.0.1/x'; do
    asked "$uri" 1 invalid '[]' "$uri"
  done
  for uri in s3://-bucket/../x s3://b/x 's3://bucket@127.0.0.1/x' 's3://127.0.0.1:1/x' gs://a:1/x gs://a@b/x hf://x hf://a/b hf://../../x/y az://a.evil.example/c/x \
    'abfss://c@evil.example/x' mlflow-artifacts:/x oci://host/x wandb-artifact://a/b dvc:../x dvc:none; do
    asked "$uri" 2 unknown '[]' "$uri"
  done
}

# A name that resolves to an address of the public internet when it is looked at, and to this machine a moment later.
test_a_name_is_looked_up_once() {
  store
  project
  local real
  real=$(command -v curl)
  mkdir bin
  printf '#!/bin/sh\n[ "$2" = store.example ] && echo "203.0.114.1 STREAM x"\n' >bin/getent
  printf '#!/bin/sh\ntee -a config | grep -v ^resolve | "%s" "$@" --resolve "store.example:%s:127.0.0.1"\necho "$@" >>arguments\n' "$real" "$port" >bin/curl
  chmod +x bin/*
  export PATH=$PWD/bin:$PATH EXPGATE_VERIFY_HOSTS=
  record one "https://store.example:$port/files/best.pt"
  run "$EXPGATE" verify results/one.json
  is 'the address that was looked at is the one that is used' "resolve = \"store.example:$port:203.0.114.1\"" "$(grep ^resolve config)"
  is 'no proxy comes between' 'noproxy = "*"' "$(grep ^noproxy config)"
  is 'and no secret or URL is an argument' '-q --config -' "$(sort -u arguments)"
  printf '#!/bin/sh\necho "203.0.114.1 STREAM x"; echo "10.0.0.1 STREAM x"\n' >bin/getent
  rm config
  asked 'one private address among several' 2 unknown '[]' "https://store.example:$port/files/best.pt"
  says 'which' 10.0.0.1
  [ ! -e config ] || not_ok 'and nobody is asked'
  printf '#!/bin/sh\nexit 2\n' >bin/getent
  asked 'an unknown name' 2 unknown '[]' "https://store.example:$port/files/best.pt"
  rm bin/getent bin/curl
  asked 'a real name of this machine' 2 unknown '[]' "https://localhost:$port/files/best.pt"
  EXPGATE_VERIFY_HOSTS=localhost asked 'that is listed' 0 good '["presence","size"]' "https://localhost:$port/files/best.pt"
  asked 'without it' 2 unknown '[]' "https://localhost:$port/files/best.pt"
}

test_credentials_stay_where_they_belong() {
  store
  project
  printf 'machine 127.0.0.1 login ada password lovelace\n' >"$HOME/.netrc"
  asked 'a listed host is shown the password for it' 0 good '["presence","size"]' "$at/signed/best.pt"
  asked 'but not along a redirect' 2 unknown '[]' "$at/to/x?url=$at/signed/best.pt"
  export HF_ENDPOINT=$at HF_TOKEN=hf_secret
  asked 'a gated repository' 0 good '["presence","size","sha256"]' hf://gated/vit/best.pt
  : >"$log"
  run "$EXPGATE" verify --download results/one.json
  is 'its bytes' 0 "$status"
  is 'lie elsewhere, where the token is not shown' "GET /files/best.pt" "$(grep /files/ "$log")"
  HF_TOKEN='' asked 'without a token' 2 unknown '[]' hf://gated/vit/best.pt
  : >"$log"
  unset HF_TOKEN HF_ENDPOINT
  export AWS_ACCESS_KEY_ID=key AWS_SECRET_ACCESS_KEY=verysecret AWS_SESSION_TOKEN=session HF_TOKEN=hf_secret MLFLOW_TRACKING_TOKEN=letmein \
    MLFLOW_TRACKING_URI=https://mlflow.example.com AZURE_STORAGE_SAS_TOKEN=sig=secret GOOGLE_OAUTH_ACCESS_TOKEN=ya29
  rm "$HOME/.netrc"
  asked 'a plain URL' 0 good '["presence","size"]' "$at/files/best.pt"
  asked 'a tracking server that was pushed' 2 unknown '[]' "mlflow-artifacts://127.0.0.1:$port/x/best.pt"
  is 'is shown nothing' 'GET /api/2.0/mlflow-artifacts/artifacts?path=x HEAD /files/best.pt' "$(sort -u "$log" | tr '\n' ' ' | sed 's/ $//')"
  # What runs while it asks: arguments of curl, and what is said about it all.
  mkdir bin
  printf '#!/bin/sh\necho "$@" >>"%s/arguments"\nexec "%s" "$@"\n' "$PWD" "$(command -v curl)" >bin/curl
  chmod +x bin/curl
  export AWS_ENDPOINT_URL=$at PATH=$PWD/bin:$PATH
  asked 'a store that denies' 2 unknown '[]' s3://status/403
  run cat arguments answer error
  says_not 'no secret is said' secret
  says_not 'none is an argument' session
  is 'the store is shown the signature and the token' 1 "$(grep -c 'HEAD /status/403 authorization=AWS4-HMAC-SHA256 Credential=key/.*x-amz-security-token=session' "$log")"
  is 'never the secret' 0 "$(grep -c verysecret "$log" || true)"
  unset HOME
  asked 'no home' 0 good '["presence","size"]' "$at/files/best.pt"
}

test_the_other_stores() {
  store
  project
  plain_store
  export HF_ENDPOINT=$plain
  asked 'Hugging Face' 0 good '["presence","size","sha256"]' hf://ada/vit/best.pt
  asked 'of a revision' 0 good '["presence","size","sha256"]' hf://datasets/ada/vit@refs/pr/1/data/best.pt
  is 'whose slashes are escaped' 'HEAD /datasets/ada/vit/resolve/refs%2Fpr%2F1/data/best.pt' "$(tail -1 "$log")"
  asked 'missing there' 1 missing '["presence"]' hf://ada/vit/none.pt
  asked 'another checksum' 1 different-checksum '["presence","size","sha256"]' hf://ada/vit/best.pt "$(printf 'a%.0s' {1..64})"
  export MLFLOW_TRACKING_URI=$plain MLFLOW_TRACKING_USERNAME=ada MLFLOW_TRACKING_PASSWORD=lovelace
  mkdir -p "$folder/7/run/artifacts" "$folder/ab"
  cp "$folder/best.pt" "$folder/7/run/artifacts/"
  asked 'MLflow' 0 good '["presence","size"]' mlflow-artifacts:/7/run/artifacts/best.pt
  asked 'missing there' 1 missing '["presence"]' mlflow-artifacts:/7/run/artifacts/none.pt
  asked 'no such folder' 1 missing '["presence"]' mlflow-artifacts:/7/none/best.pt
  record one mlflow-artifacts:/7/run/artifacts/best.pt
  run "$EXPGATE" verify --download results/one.json
  is 'downloaded' 0 "$status"
  MLFLOW_TRACKING_PASSWORD=no asked 'denied' 2 unknown '[]' mlflow-artifacts:/7/run/artifacts/best.pt
  export STORAGE_EMULATOR_HOST=$plain AZURE_STORAGE_SERVICE_ENDPOINT=$plain AZURE_STORAGE_ACCOUNT=ada
  asked 'Google' 0 good '["presence","size"]' gs://gcs/best.pt
  asked 'Google, missing' 1 missing '["presence"]' gs://gcs/none.pt
  asked 'Azure' 0 good '["presence","size"]' az://azure/best.pt
  asked 'of its account' 0 good '["presence","size"]' abfss://azure@ada.dfs.core.windows.net/best.pt
  AZURE_STORAGE_SAS_TOKEN='?sv=1&sig=a%2Fb' asked 'with a signature' 0 good '["presence","size"]' az://azure/best.pt
  is 'which is in the query' 'HEAD /azure/best.pt?sv=1&sig=a%2Fb' "$(tail -1 "$log")"
  # DVC: what a pointer and the remote in the same tree lead to.
  export AWS_ENDPOINT_URL=$plain
  mkdir -p models .dvc
  cp "$folder/best.pt" "$folder/ab/cdefabcdefabcdefabcdefabcdefab"
  printf 'outs:\n- md5: abcdefabcdefabcdefabcdefabcdefab\n  size: 5\n  path: best.pt\n' >models/best.pt.dvc
  printf "[core]\n    remote = store\n['remote \"store\"']\n    url = s3://files\n" >.dvc/config
  record one dvc:models/best.pt
  save 'feat: record it' results/one.json models/best.pt.dvc .dvc/config
  passes 'DVC' "$EXPGATE" verify
  is 'its object' "HEAD /files/ab/cdefabcdefabcdefabcdefabcdefab" "$(tail -1 "$log")"
  printf "[core]\n    remote = store\n['remote \"store\"']\n    url = /srv/dvc\n" >.dvc/config
  save 'feat: move the remote' .dvc/config
  run "$EXPGATE" verify
  is 'a remote on one machine' 2 "$status"
}

test_which_records() {
  store
  project
  run "$EXPGATE" verify
  is 'none' 0 "$status"
  says 'in words' '0 artifacts of 0 records'
  record one "$at/files/best.pt"
  save 'feat: record one' results/one.json
  local second
  second=$(git rev-parse HEAD)
  first=$second
  record two "$at/files/none.pt"
  save 'feat: record two' results/two.json
  git tag -a -m 'one | acc: 0.9' exp-one HEAD~2
  git checkout -q --orphan other
  git rm -rqf .
  mkdir -p results
  first=$second
  record three "$at/files/best.pt"
  put results/list.json '[1, 2]'
  save 'feat: record three' results/three.json results/list.json
  git checkout -q main
  run "$EXPGATE" verify
  is 'HEAD' 1 "$status"
  says 'two of them' '2 artifacts of 2 records: 1 of them'
  run "$EXPGATE" verify exp-one
  is 'a tag: the record of its commit' 0 "$status"
  says 'alone' '1 artifact of 1 record'
  run "$EXPGATE" verify other
  says 'a branch' '`results/three.json`'
  run "$EXPGATE" verify --all
  says 'all' '3 artifacts of 3 records'
  run "$EXPGATE" verify --all -q
  says 'only what is wrong' '`results/two.json`'
  says_not 'not the rest' '`results/one.json`'
  undecided 'no such revision' "$EXPGATE" verify nowhere
  run "$EXPGATE" verify nowhere --format json
  is 'as JSON' 2 "$status"
  says 'an error' '"verdict": "undecided"'
  printf '{"schema": "exp-result/1"}' >results/bad.json
  run "$EXPGATE" verify results/bad.json
  is 'a record that is not valid' 1 "$status"
  cd results
  run "$EXPGATE" verify one.json
  is 'from a subfolder' 0 "$status"
  undecided 'another file' "$EXPGATE" verify ../.git/config
  : >"$log"
  cd ..
  for name in a b c d e f g h i j; do record "$name" "$at/files/best.pt"; done
  run "$EXPGATE" verify results/{a,b,c,d,e,f,g,h,i,j}.json
  is 'ten records of one place' 0 "$status"
  is 'ask once' 1 "$(wc -l <"$log")"
}

test_in_ci() {
  store
  project
  export EXPGATE_VERIFY_HOSTS=
  printf 'version: 1\nextends: []\nrules: {artifact-record: {}}\nverify_hosts: ["127.0.0.1:%s"]\n' "$port" >.expgate.yaml
  record one "$at/files/none.pt"
  save 'feat: record one' results/one.json .expgate.yaml
  record two "$at/files/best.pt"
  save 'feat: record two' results/two.json
  passes 'a record of an artifact that is there' "$EXPGATE" ci --verify --range HEAD~..HEAD --ref main
  says 'in words' '1 of 1 are there'
  refuses 'one that points to nothing' artifact-record "$EXPGATE" ci --verify --range HEAD~2..HEAD --ref main --policy .expgate.yaml
  says 'which' "nothing is at \`$at/files/none.pt\`"
  passes 'without --verify nobody is asked' "$EXPGATE" ci --range HEAD~2..HEAD --ref main --policy .expgate.yaml
  record two "$at/files/best.pt" "$hello" 6
  save 'fix: record another size' results/two.json
  refuses 'another size' artifact-record "$EXPGATE" ci --verify --range HEAD~..HEAD --ref main
  run "$EXPGATE" ci --verify --range HEAD~..HEAD --ref main --format json
  says 'as JSON' '"reason": "different-artifact"'
  printf 'HELLO' >"$folder/best.pt"
  record two "$at/files/best.pt"
  save 'fix: record it' results/two.json
  passes 'other content of that size' "$EXPGATE" ci --verify --range HEAD~..HEAD --ref main
  refuses 'is found by reading it' artifact-record "$EXPGATE" ci --verify --download --range HEAD~..HEAD --ref main
  record two "$at/status/500"
  save 'fix: record it elsewhere' results/two.json
  run "$EXPGATE" ci --verify --range HEAD~..HEAD --ref main
  is 'a store that cannot be reached' 2 "$status"
  says 'is not decided' 'could not decide: `results/two.json`'
  # What is pushed does not say who may be asked.
  git checkout -q -b evil HEAD~5
  printf 'version: 1\nextends: []\nrules: {artifact-record: {}}\nverify_hosts: ["*.example", "127.0.0.1"]\n' >.expgate.yaml
  record three "$at/files/best.pt"
  save 'feat: record three' results/three.json .expgate.yaml
  : >"$log"
  run "$EXPGATE" ci --verify --range HEAD~..HEAD --ref main
  is 'a host of the pushed policy' 2 "$status"
  is 'is not asked' '' "$(cat "$log")"
  undecided '--download alone' "$EXPGATE" ci --download
  printf 'version: 1\nverify_hosts: ["https://x"]\n' >policy.yaml
  undecided 'a policy that names no host' "$EXPGATE" policy check policy.yaml
  says 'where' 'policy.yaml`:2:16'
}

test_a_record_without_the_file_asks_the_store() {
  store
  project
  passes 'a store that knows the checksum' "$EXPGATE" record vit --metric acc=0.9 --artifact "best=$at/checksum/best.pt"
  is 'its checksum' "$hello 5" "$(json results/vit.json artifacts 0 sha256) $(json results/vit.json artifacts 0 size)"
  passes 'one that does not' "$EXPGATE" record other --metric acc=0.9 --artifact "best=$at/files/best.pt"
  is 'is read' "$hello 5" "$(json results/other.json artifacts 0 sha256) $(json results/other.json artifacts 0 size)"
  passes 'and verified' "$EXPGATE" verify results/vit.json results/other.json
  undecided 'nothing there' "$EXPGATE" record third --metric acc=0.9 --artifact "best=$at/files/none.pt"
  undecided 'nobody there' "$EXPGATE" record third --metric acc=0.9 --artifact best=https://127.0.0.1:1/x
  undecided 'no way to ask' "$EXPGATE" record third --metric acc=0.9 --artifact best=oci://host/x
}

test_children_end_with_us() {
  store
  project
  record one "$at/drip"
  "$EXPGATE" verify results/one.json >/dev/null 2>&1 &
  local pid=$!
  has_child() { pgrep -P "$pid" -x curl >child; }
  until_true has_child || not_ok 'curl runs'
  local child
  child=$(cat child)
  isnt_group() { [ "$(ps -o pgid= -p "$1" | tr -d ' ')" != "$(ps -o pgid= -p "$2" | tr -d ' ')" ]; }
  isnt_group "$pid" "$child" || not_ok 'in a group of its own'
  kill -INT "$pid"
  wait "$pid" 2>/dev/null || true
  is_gone() { ! kill -0 "$child" 2>/dev/null; }
  if until_true is_gone; then ok 'curl is ended with us'; else not_ok 'curl is ended with us' "$child"; fi
}

test_without_curl() {
  store
  project
  record one "$at/files/best.pt"
  mkdir empty
  ln -s "$(command -v git)" empty/git
  run env PATH="$PWD/empty" "$EXPGATE" verify results/one.json
  is 'exit code' 2 "$status"
  says 'in one line' 'cannot run `curl`'
}

test_a_real_s3() {
  # shellcheck source=s3.sh
  . "$here/s3.sh"
  has_s3 || return 0
  store
  project
  s3_server
  s3_checks
}

test_a_real_mlflow() {
  # shellcheck source=mlflow.sh
  . "$here/mlflow.sh"
  has_mlflow || return 0
  project
  mlflow_server
  mlflow_checks
}

run_tests "$@"
