# shellcheck shell=bash disable=SC2034,SC2154
# What the suites share that ask stores of artifacts: source it after lib.sh and servers.sh.

# Nothing of the caller's stores may reach a test.
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
experiment() {
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
