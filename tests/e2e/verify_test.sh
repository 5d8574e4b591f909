#!/bin/bash
# `expgate verify` and `ci --verify`: what stores say, well and badly.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=servers.sh
. "$(dirname "$0")/servers.sh"
# shellcheck source=stores.sh
. "$(dirname "$0")/stores.sh"

test_https() {
  store
  experiment
  asked 'there' 0 good '["presence","size"]' "$at/files/best.pt"
  asked 'missing' 1 missing '["presence"]' "$at/files/none.pt"
  asked 'gone' 1 missing '["presence"]' "$at/status/410"
  asked 'another size' 1 different-size '["presence","size"]' "$at/files/best.pt" "$hello" 6
  asked 'followed' 0 good '["presence","size"]' "$at/to/x?url=$at/files/best.pt"
  asked 'followed by a path' 0 good '["presence","size"]' "$at/to/x?url=/files/best.pt"
  asked 'a checksum of the server' 0 good '["presence","size","sha256"]' "$at/checksum/best.pt"
  asked 'another one' 1 different-checksum '["presence","size","sha256"]' "$at/checksum/best.pt" "$(printf 'a%.0s' {1..64})"
  asked 'no HEAD' 0 good '["presence","size"]' "$at/headless/best.pt"
  asked 'a compressed answer has no size' 2 unknown '["presence"]' "$at/gzip"
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
  experiment
  record one "$at/files/best.pt"
  run "$EXPGATE" verify --download results/one.json
  is 'the same content' 0 "$status"
  says 'how' 'sha256 of the content'
  printf 'HELLO' >"$folder/best.pt"
  passes 'the size alone is the same' "$EXPGATE" verify results/one.json
  run "$EXPGATE" verify --download results/one.json
  is 'other content' 1 "$status"
  says 'which' "its sha256 is $(printf HELLO | sha256sum | cut -d ' ' -f 1)"
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

test_the_other_stores() {
  store
  experiment
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
  experiment
  run "$EXPGATE" verify
  is 'none' 0 "$status"
  says 'in words' 'no records'
  git tag -a exp-lost -m 'lost | acc@1: 1.0'
  run "$EXPGATE" verify exp-lost
  is 'of an experiment that is named: nobody can say' 2 "$status"
  says 'why' 'no branch has a record of `exp-lost` in `results/`'
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
  says 'two of them' '2 artifacts in 2 records: 1 verified'
  run "$EXPGATE" verify exp-one
  is 'a tag: the record of its commit' 0 "$status"
  says 'alone' '1 artifact in 1 record'
  run "$EXPGATE" verify other
  says 'a branch' '`results/three.json`'
  run "$EXPGATE" verify --all
  says 'all' '3 artifacts in 3 records'
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

test_a_record_that_is_broken_is_not_left_out() {
  store
  experiment
  record one "$at/files/best.pt"
  put results/broken.json '{"schema": "exp-result/1", '
  mkdir -p results/deep && put results/deep/x.json '{"schema": "exp-result/1", ' && put results/deep/other.json '{'
  save 'feat: record' results/one.json results/broken.json results/deep/x.json results/deep/other.json
  run "$EXPGATE" verify
  is 'broken JSON' 1 "$status"
  says 'in one line' 'not valid: `results/broken.json`: it is not valid JSON: '
  says 'deeper, where the schema is named' '`results/deep/x.json`'
  says_not 'but no other JSON there' deep/other.json
  run "$EXPGATE" verify results/broken.json
  is 'by its name' 1 "$status"
  printf 'version: 1\nextends: []\nrules: {artifact-record: {}}\n' >.expgate.yaml
  refuses 'in CI' artifact-record "$EXPGATE" ci --verify --range HEAD~..HEAD --ref main --policy .expgate.yaml
  is 'once a record' 2 "$(grep -c 'is not valid JSON' <<<"$out")"
  # It came in past the rule, with a branch that it does not judge.
  printf 'version: 1\nextends: []\nrules: {artifact-record: {refs: [main]}}\n' >.expgate.yaml
  git tag -a exp-broken -m 'broken | acc: 0.9' HEAD~
  run "$EXPGATE" verify exp-broken
  is 'the record of an experiment that is named' 1 "$status"
  head -c 300000 /dev/zero | tr '\0' ' ' >results/large.json
  printf '{"schema": "exp-result/1"}' >>results/large.json
  git rm -q -r results/broken.json results/deep && save 'feat: record much' results/large.json
  run "$EXPGATE" verify
  is 'a record that is too large' 2 "$status"
  says 'in one line' 'undecided: `results/large.json`: it is 293 KiB, over the limit'
}

test_the_policy_says_how_much_it_matters() {
  store
  experiment
  record one "$at/files/none.pt"
  save 'feat: record one' results/one.json
  local severity
  for severity in error warn off; do
    printf 'version: 1\nextends: []\nrules: {artifact-record: {severity: %s}}\nverify_hosts: ["127.0.0.1"]\n' "$severity" >policy.yaml
    : >"$log"
    run "$EXPGATE" ci --verify --range HEAD~..HEAD --ref main --policy policy.yaml
    case $severity in
      error) is 'an error' '1 artifact-record' "$status $(named)" ;;
      warn) is 'a warning' '0 artifact-record' "$status $(named warning)" ;;
      off)
        is 'nothing' 0 "$status"
        says 'and it is said' '1 new record is not verified: `artifact-record` is off for it'
        is 'nobody is asked' '' "$(cat "$log")"
        ;;
    esac
  done
  printf 'version: 1\nextends: []\nrules: {}\n' >policy.yaml
  refuses 'a policy without the check: what is asked for by --verify counts' artifact-record \
    "$EXPGATE" ci --verify --range HEAD~..HEAD --ref main --policy policy.yaml
  printf 'version: 1\nextends: []\nrules: {artifact-record: {exclude: ["results/*"]}}\n' >policy.yaml
  passes 'a path that the check leaves alone' "$EXPGATE" ci --verify --range HEAD~..HEAD --ref main --policy policy.yaml
}

test_what_to_do_is_said() {
  store
  experiment
  local uri
  for uri in "$at/status/500" "$at/status/403" "$at/status/418" https://nowhere.invalid/x oci://host/x https://127.0.0.1:1/x dvc:models/best.pt \
    https://10.0.0.1/x; do
    record one "$uri"
    run "$EXPGATE" verify results/one.json
    is "$uri" 2 "$status"
    says 'with a help' 'help: '
  done
  git tag -a exp-vit -m 'vit | acc: 0.9'
  undecided 'a name without its prefix' "$EXPGATE" verify vit
  says 'the nearest' 'did you mean `exp-vit`?'
  undecided 'a folder' "$EXPGATE" verify results
  says 'what to name' 'results/NAME.json'
}

test_in_ci() {
  store
  experiment
  export EXPGATE_VERIFY_HOSTS=
  printf 'version: 1\nextends: []\nrules: {artifact-record: {}}\nverify_hosts: ["127.0.0.1:%s"]\n' "$port" >.expgate.yaml
  record one "$at/files/none.pt"
  save 'feat: record one' results/one.json .expgate.yaml
  record two "$at/files/best.pt"
  save 'feat: record two' results/two.json
  passes 'a record of an artifact that is there' "$EXPGATE" ci --verify --range HEAD~..HEAD --ref main
  says 'in words' '1 of 1 match'
  refuses 'one that points to nothing' artifact-record "$EXPGATE" ci --verify --range HEAD~2..HEAD --ref main --policy .expgate.yaml
  says 'which' "\`$at/files/none.pt\`"
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
  experiment
  passes 'a store that knows the checksum' "$EXPGATE" record vit --metric acc=0.9 --artifact "best=$at/checksum/best.pt"
  is 'its checksum' "$hello 5" "$(json results/vit.json artifacts 0 sha256) $(json results/vit.json artifacts 0 size)"
  passes 'one that does not' "$EXPGATE" record other --metric acc=0.9 --artifact "best=$at/files/best.pt"
  is 'is read' "$hello 5" "$(json results/other.json artifacts 0 sha256) $(json results/other.json artifacts 0 size)"
  passes 'and verified' "$EXPGATE" verify results/vit.json results/other.json
  undecided 'nothing there' "$EXPGATE" record third --metric acc=0.9 --artifact "best=$at/files/none.pt"
  undecided 'nobody there' "$EXPGATE" record third --metric acc=0.9 --artifact best=https://127.0.0.1:1/x
  undecided 'no way to ask' "$EXPGATE" record third --metric acc=0.9 --artifact best=oci://host/x
}

test_a_real_s3() {
  # shellcheck source=s3.sh
  . "$here/s3.sh"
  has_s3 || return 0
  store
  experiment
  s3_server
  s3_checks
}

test_a_real_mlflow() {
  # shellcheck source=mlflow.sh
  . "$here/mlflow.sh"
  has_mlflow || return 0
  experiment
  mlflow_server
  mlflow_checks
}

run_tests "$@"
