# shellcheck shell=bash disable=SC2154
# What runs the audit of a fleet: Slurm on this machine alone, and kubeconform with the schemas of Kubernetes. Source it after lib.sh.
readonly kubeconform_version=v0.6.7 kubernetes_version=1.32.0 schemas_version=1.37.0
readonly kubeconform=$machine_cache/expgate/kubeconform-$kubeconform_version/kubeconform
readonly kubernetes_schemas=$machine_cache/expgate/kubernetes-$kubernetes_version

# repository FOLDER BYTES: a bare repository whose only commit has weights of that size and a bad message.
repository() {
  git init -q --bare "$1"
  {
    printf 'blob\nmark :1\ndata %d\n' "$2"
    head -c "$2" /dev/zero | tr '\0' x
    printf '\ncommit refs/heads/main\ncommitter Ada <ada@example.com> 1700000000 +0000\ndata 10\ndid things\nM 100644 :1 model.pt\n'
  } | git -C "$1" fast-import --quiet
}

# Whether there is kubeconform with its schemas, which are those of a package of Python's. Fetches both if EXPGATE_SETUP is set, and says why
# not otherwise.
has_kubeconform() {
  [ ! -x "$kubeconform" ] || [ ! -d "$kubernetes_schemas" ] || return 0
  if [ -z "${EXPGATE_SETUP:-}" ]; then ok 'skipped: kubeconform is not built yet; .ci/nightly builds it (EXPGATE_SETUP=1)'; return 1; fi
  if ! command -v go >/dev/null; then ok 'skipped: there is no Go to build kubeconform with'; return 1; fi
  if ! GOPATH=$work/go GOCACHE=$work/go-build GOFLAGS=-modcacherw GOTOOLCHAIN=local CGO_ENABLED=0 GOBIN=$work/bin \
    go install "github.com/yannh/kubeconform/cmd/kubeconform@$kubeconform_version" >"$work/go.log" 2>&1; then
    ok "skipped: kubeconform cannot be built: $(tail -n 1 "$work/go.log")"
    return 1
  fi
  if ! { python3 -m venv "$work/venv" && "$work/venv/bin/pip" install -q --no-deps --no-compile --target "$work/schemas" \
    "kubernetes-validate==$schemas_version"; } >"$work/pip.log" 2>&1; then
    ok "skipped: the schemas of Kubernetes cannot be fetched: $(tail -n 1 "$work/pip.log")"
    return 1
  fi
  mkdir -p "$(dirname "$kubeconform")" "$kubernetes_schemas"
  # Draft 4, as kubeconform reads them, with references to the file beside them.
  python3 - "$work/schemas/kubernetes_validate/kubernetes-json-schema/v$kubernetes_version-local-strict" "$kubernetes_schemas" <<'PYTHON'
import json, pathlib, sys
source, target = map(pathlib.Path, sys.argv[1:])
for name in ("_definitions", "job-batch-v1", "persistentvolumeclaim-v1"):
    schema = json.loads((source / f"{name}.json").read_text())
    for key in ("$id", "$schema"):
        schema.pop(key, None)
    (target / f"{name}.json").write_text(json.dumps(schema).replace('"/api/_definitions.json#', '"_definitions.json#'))
PYTHON
  mv "$work/bin/kubeconform" "$kubeconform"
}

conforms() {
  "$kubeconform" -strict -summary -kubernetes-version "$kubernetes_version" \
    -schema-location "$kubernetes_schemas/{{.ResourceKind}}{{.KindSuffix}}.json" "$@"
}

# Whether there is Slurm. Installs it if EXPGATE_SETUP is set (no service is started), and says why not otherwise.
has_slurm() {
  local program
  if [ -n "${EXPGATE_SETUP:-}" ]; then (cd "$EXPGATE_SOURCE_DIR" && ./install.sh --packages fleet >"$work/apt.log" 2>&1) || tail -n 1 "$work/apt.log"; fi
  for program in munged slurmctld slurmd sbatch; do
    PATH=$PATH:/usr/sbin command -v "$program" >/dev/null || { ok "skipped: there is no $program (install.sh --packages fleet)" && return 1; }
  done
}

free_port() { perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1")->sockport'; }

# start_slurm: a Slurm of one node in ./slurm, with keys, sockets and ports of its own; sbatch finds it by $SLURM_CONF. stop_slurm ends it,
# and so does the end of the test.
start_slurm() {
  local home=$PWD/slurm name
  name=$(uname -n)
  name=${name%%.*}
  mkdir -m 755 slurm slurm/state slurm/spool
  (umask 077 && head -c 1024 /dev/urandom >slurm/munge.key)
  cat >slurm/slurm.conf <<EOF
ClusterName=fleet
SlurmctldHost=$name(127.0.0.1)
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
SlurmctldPort=$(free_port)
SlurmdPort=$(free_port)
AuthType=auth/munge
AuthInfo=socket=$home/munge.socket
CredType=cred/munge
StateSaveLocation=$home/state
SlurmdSpoolDir=$home/spool
SlurmctldPidFile=$home/slurmctld.pid
SlurmdPidFile=$home/slurmd.pid
SlurmctldLogFile=$home/slurmctld.log
SlurmdLogFile=$home/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=1,batch_sched_delay=0
MailProg=/bin/true
ReturnToService=2
NodeName=$name NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=fleet Nodes=ALL Default=YES MaxTime=INFINITE State=UP
EOF
  export SLURM_CONF=$home/slurm.conf PATH=$PATH:/usr/sbin
  slurm_processes=()
  trap stop_slurm EXIT
  munged --foreground --force --socket="$home/munge.socket" --key-file="$home/munge.key" --pid-file="$home/munge.pid" --log-file="$home/munge.log" \
    --seed-file="$home/munge.seed" >"$home/munged.out" 2>&1 &
  slurm_processes+=("$!")
  until_there 10 test -S "$home/munge.socket" || return 1
  slurmctld -D -f "$SLURM_CONF" >"$home/slurmctld.out" 2>&1 &
  slurm_processes+=("$!")
  slurmd -D -f "$SLURM_CONF" >"$home/slurmd.out" 2>&1 &
  slurm_processes+=("$!")
  until_there 60 node_is_idle || { tail -n 5 "$home"/*.log "$home"/*.out; return 1; }
}

node_is_idle() { [ "$(timeout 5 sinfo -h -o %T 2>/dev/null)" = idle ]; }

# until_there SECONDS COMMAND…: waits until it succeeds.
until_there() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.2
  done
}

stop_slurm() {
  local i
  for ((i = ${#slurm_processes[@]} - 1; i >= 0; i--)); do
    kill "${slurm_processes[i]}" 2>/dev/null || true
    wait "${slurm_processes[i]}" 2>/dev/null || true
  done
  slurm_processes=()
}
