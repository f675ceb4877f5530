#!/usr/bin/env bash
# A Slurm of two nodes on this machine (Debian's packages slurm-wlm and munge; as root, without a network), for a try of sweep.sbatch:
# two tasks share a sweep, one of them is killed in the middle, and the front is complete all the same.
#   loopback.sh PROGRAM FOLDER [TRIALS [IMAGES]]
set -euo pipefail
here="$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
[ $# -ge 2 ] || { sed -n '2,4p' "$0" >&2; exit 2; }
program="$(readlink -f "$1")" folder="$2" trials="${3:-12}" images="${4:-2000}"
[ -f "$program" ] || { echo "loopback: there is no $1: build examples/Sweep first." >&2; exit 1; }
[ "$(id -u)" = 0 ] || { echo "loopback: Slurm's daemons start other users' work: run this as root." >&2; exit 1; }
for daemon in slurmctld slurmd munged; do
    command -v "$daemon" >/dev/null || { echo "loopback: $daemon is missing: apt-get install slurm-wlm munge" >&2; exit 1; }
done

state="$(mktemp -d)"
mkdir -p "$folder" "$state"/{ctld,node0,node1}
folder="$(readlink -f "$folder")"
daemons=()
clean_up() {
    for pid in "${daemons[@]}"; do kill "$pid" 2>/dev/null || true; done
    rm -rf "$state"
}
trap clean_up EXIT

host="$(hostname -s)"
cat >"$state/slurm.conf" <<CONF
ClusterName=loopback
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=16817
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$state/munge.socket
CredType=cred/munge
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
StateSaveLocation=$state/ctld
SlurmdSpoolDir=$state/%n
SlurmctldPidFile=$state/ctld.pid
SlurmdPidFile=$state/%n.pid
SlurmctldLogFile=$state/ctld.log
SlurmdLogFile=$state/%n.log
JobRequeue=1
NodeName=node[0-1] NodeHostname=$host NodeAddr=127.0.0.1 Port=[16818-16819] CPUs=1 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF="$state/slurm.conf"

# Daemons talk to each other with a key that nobody else has.
(umask 077; head -c 1024 /dev/urandom >"$state/munge.key")
chmod 755 "$state"
chmod 400 "$state/munge.key"
munged --force --foreground --socket="$state/munge.socket" --key-file="$state/munge.key" --pid-file="$state/munge.pid" --log-file="$state/munge.log" --seed-file="$state/munge.seed" 2>"$state/munged.err" &
daemons+=($!)
until [ -S "$state/munge.socket" ]; do sleep 0.2; kill -0 "${daemons[0]}" || { cat "$state/munge.log" "$state/munged.err" >&2; exit 1; }; done
slurmctld -D &>"$state/ctld.out" & daemons+=($!)
slurmd -D -N node0 &>"$state/node0.out" & daemons+=($!)
slurmd -D -N node1 &>"$state/node1.out" & daemons+=($!)
for _ in $(seq 100); do [ "$(sinfo -h -o %T -N 2>/dev/null | grep -c idle)" = 2 ] && break; sleep 0.3; done
sinfo -N -l || { tail -n 5 "$state"/*.log >&2; exit 1; }

trials_done() { find "$folder" -name 'trial-*.json' | wc -l; }
before="$(trials_done)"
job="$(sbatch --parsable --output="$folder/task-%a.log" --no-requeue "$here/sweep.sbatch" "$program" "$folder" --trials "$trials" --images "$images")"
echo "loopback: job $job, two tasks"
until [ "$(trials_done)" -ge $((before + trials / 3)) ]; do
    sleep 0.5
    [ -n "$(squeue -h -j "$job" 2>/dev/null)" ] || { tail -n 5 "$folder"/task-*.log >&2; exit 1; }
done
squeue -j "$job"
victim="$(squeue -h -j "$job" -t R -o '%K %A' | sort -n | tail -n 1)"
echo "loopback: $(trials_done) of $trials trials are done; killing task ${victim% *}"
scancel --signal=KILL --full "${job}_${victim% *}"
while [ -n "$(squeue -h -j "$job" 2>/dev/null)" ]; do sleep 0.5; done
for task in 0 1; do echo "--- task $task"; tail -n 3 "$folder/task-$task.log"; done
echo "loopback: $(trials_done) of $trials trials are done"
[ "$(trials_done)" = "$trials" ]
