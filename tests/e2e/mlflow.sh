# shellcheck shell=bash disable=SC2034,SC2154
# A real MLflow tracking server with its artifacts. Source it after lib.sh and servers.sh.
readonly mlflow_version=3.17.0
readonly mlflow=$machine_cache/expgate/mlflow-$mlflow_version/bin/mlflow

# Whether there is one. Installs it if EXPGATE_SETUP is set (.ci/nightly: 850 MB), and says why not otherwise.
has_mlflow() {
  [ ! -x "$mlflow" ] || return 0
  if [ -z "${EXPGATE_SETUP:-}" ]; then ok 'skipped: no MLflow is installed yet; .ci/nightly installs it (EXPGATE_SETUP=1)'; return 1; fi
  local folder=$machine_cache/expgate/mlflow-$mlflow_version
  if python3 -m venv "$folder" && "$folder/bin/pip" install -q "mlflow==$mlflow_version" >"$work/pip.log" 2>&1; then return 0; fi
  rm -rf "$folder"
  ok "skipped: MLflow cannot be installed: $(tail -1 "$work/pip.log")"
  return 1
}

# Starts it; the environment names it from then on.
mlflow_server() {
  mkdir -p ../mlflow
  # Not start_at_port: this one takes its time, and a second one would be in its way.
  port=$(perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1")->sockport')
  start ../mlflow.log sh -c "cd ../mlflow && exec '$mlflow' server --host 127.0.0.1 --port $port --workers 1 \
    --backend-store-uri sqlite:///runs.db --artifacts-destination ./artifacts --serve-artifacts"
  export MLFLOW_TRACKING_URI=http://127.0.0.1:$port
  for ((i = 0; i < 600; i++)); do
    if curl -s -q -f -o /dev/null "$MLFLOW_TRACKING_URI/health"; then return; fi
    sleep 0.2
  done
  tail -20 ../mlflow.log
  return 1
}

# mlflow_api PATH JSON: the answer.
mlflow_api() { curl -sS -q -f -H 'Content-Type: application/json' -d "$2" "$MLFLOW_TRACKING_URI/api/2.0/mlflow/$1" | tee answer; }

# What record and verify say of a run and its artifact; asked() is the suite's.
mlflow_checks() {
  local run_id place
  mlflow_api runs/create '{"experiment_id": "0", "start_time": 1700000000000}' >/dev/null
  run_id=$(json answer run info run_id)
  mlflow_api runs/log-metric "{\"run_id\": \"$run_id\", \"key\": \"acc\", \"value\": 0.5, \"timestamp\": 1, \"step\": 1}" >/dev/null
  mlflow_api runs/log-metric "{\"run_id\": \"$run_id\", \"key\": \"acc\", \"value\": 0.873, \"timestamp\": 2, \"step\": 2}" >/dev/null
  mlflow_api runs/log-metric "{\"run_id\": \"$run_id\", \"key\": \"val/loss\", \"value\": \"NaN\", \"timestamp\": 1, \"step\": 1}" >/dev/null
  place=0/$run_id/artifacts
  printf hello >hello
  curl -sS -q -f -T hello "$MLFLOW_TRACKING_URI/api/2.0/mlflow-artifacts/artifacts/$place/model/best.pt" >/dev/null
  asked 'there' 0 good '["presence","size"]' "mlflow-artifacts:/$place/model/best.pt"
  asked 'missing' 1 missing '["presence"]' "mlflow-artifacts:/$place/model/none.pt"
  asked 'a folder that is not there' 1 missing '["presence"]' "mlflow-artifacts:/$place/none/best.pt"
  asked 'a folder' 1 missing '["presence"]' "mlflow-artifacts:/$place/model"
  asked 'another size' 1 different-size '["presence","size"]' "mlflow-artifacts:/$place/model/best.pt" "$hello" 6
  record one "mlflow-artifacts:/$place/model/best.pt"
  run "$EXPGATE" verify --download results/one.json
  is 'downloaded' 0 "$status"
  rm -r results
  passes 'a record of the run' "$EXPGATE" record vit --run "mlflow:$run_id" --artifact "best=mlflow-artifacts:/$place/model/best.pt"
  is 'its last metric' '{"acc":0.873}' "$(json results/vit.json metrics)"
  says 'NaN is left out' '`val/loss` is NaN'
  is 'the content of its artifact' "$hello" "$(json results/vit.json artifacts 0 sha256)"
  passes 'which is verified' "$EXPGATE" verify results/vit.json
  passes 'by its page' "$EXPGATE" record page --run "$MLFLOW_TRACKING_URI/#/experiments/0/runs/$run_id"
  undecided 'no such run' "$EXPGATE" record none --run mlflow:0123456789abcdef0123456789abcdef
  says 'why' 'it has no such run'
}
