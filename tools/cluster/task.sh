#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# One task of a job array: its share of the batches of a run. Submitted by `submit`:
#   task.sh PROGRAM CASE OUTPUT TASKS BATCHES FLAGS...
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --signal=B:TERM@120
program=$1 case=$2 output=$3 tasks=$4 batches=$5
shift 5
task=$SLURM_ARRAY_TASK_ID
first=$((batches * task / tasks)) last=$((batches * (task + 1) / tasks))

# --resume: the same command whether this is the beginning or goes on after preemption.
"$program" run "$case" -o "$output.part-$task.h5" --batches "$first:$last" --resume \
  --threads "${SLURM_CPUS_PER_TASK:-1}" "$@" &
child=$!
trap 'kill -TERM $child' TERM INT HUP
code=0
while kill -0 $child 2> /dev/null; do  # a signal ends wait before the child has saved itself
  wait $child
  code=$?
done
wait $child  # it may have ended between the signal and kill -0; bash remembers how
code=$?

# 75: asked to end, and saved. Whom Slurm preempts it requeues itself; whom a person cancels stays so.
if [ $code = 75 ] && [ "$(squeue --noheader --format=%T --jobs "$SLURM_JOB_ID")" = RUNNING ]; then
  scontrol requeue "$SLURM_JOB_ID"
fi
exit $code
