#!/usr/bin/env bash
# Grades a class as a Slurm array: one task for each part. From the kit's folder, after `npm ci`:
#
#   SUBMISSIONS=~/submissions OUT=~/results SECRET=~/secret.txt \
#     AT=$(date -u +%Y-%m-%dT%H:%M:%SZ) sbatch --array=1-8 docs/scale-out/slurm-array.sh
#   npm run merge-results ~/results/part-* out=~/results/all
#
# A task that ended early continues from its journal: submit it again, with the number of parts:
#
#   PARTS=8 SUBMISSIONS=... sbatch --array=3 docs/scale-out/slurm-array.sh
#
#SBATCH --job-name=raft-lab-grade
#SBATCH --cpus-per-task=2
#SBATCH --mem=3G
#SBATCH --time=06:00:00
#SBATCH --output=raft-lab-grade-%A-%a.log
set -euo pipefail

fail() {
  echo "$1" >&2
  exit 2
}

part=${SLURM_ARRAY_TASK_ID:-}
parts=${PARTS:-${SLURM_ARRAY_TASK_COUNT:-}}
[ -n "$part" ] && [ -n "$parts" ] || fail 'Submit it as an array: sbatch --array=1-8'
[ "$part" -ge 1 ] && [ "$part" -le "$parts" ] ||
  fail "There is no part $part of $parts. Number the array from 1, or say PARTS= as the first time."
[ -n "${SUBMISSIONS:-}" ] || fail 'Say where the submissions are: SUBMISSIONS=FOLDER'
[ -n "${OUT:-}" ] || fail 'Say where the results go: OUT=FOLDER'

# The folder in which sbatch was run: Slurm runs a copy of this script from elsewhere.
cd "${KIT:-${SLURM_SUBMIT_DIR:-.}}"

words=("stage=${STAGE:-2C}" "assignment=${ASSIGNMENT:-raft}" "shard=$part/$parts" "out=$OUT/part-$part")
if [ -n "${SECRET:-}" ]; then words+=("secret=$SECRET"); fi
if [ -n "${AT:-}" ]; then words+=("at=$AT"); fi
# Node counts the processors of the machine, not those of the task.
if [ -n "${SLURM_CPUS_PER_TASK:-}" ]; then words+=("workers=$SLURM_CPUS_PER_TASK"); fi

# 1 means that a submission has no score. This is not a failure of the task.
code=0
"${NPM:-npm}" run -s grade-class "$SUBMISSIONS" "${words[@]}" || code=$?
[ "$code" -le 1 ] || exit "$code"
