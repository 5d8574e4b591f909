#!/bin/bash
# What must not happen when the URIs of records are asked for, which somebody has pushed.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=servers.sh
. "$(dirname "$0")/servers.sh"
# shellcheck source=stores.sh
. "$(dirname "$0")/stores.sh"

test_hostile_servers() {
  store
  experiment
  asked 'endless' 2 unknown '["presence"]' "$at/endless"
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
  experiment
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
  experiment
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
  experiment
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

test_children_end_with_us() {
  store
  experiment
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
  experiment
  record one "$at/files/best.pt"
  mkdir empty
  ln -s "$(command -v git)" empty/git
  run env PATH="$PWD/empty" "$EXPGATE" verify results/one.json
  is 'exit code' 2 "$status"
  says 'in one line' 'cannot run `curl`'
}

run_tests "$@"
