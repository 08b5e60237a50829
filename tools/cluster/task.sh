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

# What another --tasks left under this name would be summed twice: that is found now, not after all is computed.
for part in "$output.part-$task.h5" "$output.part-$task.h5.checkpoint"; do
  [ -e "$part" ] || continue
  held=$("$program" info "$part" 2> /dev/null | sed -n 's/^histories .* batches \([0-9:, ]*\) (.*/\1/p')
  for range in ${held//,/ }; do
    if ((${range%:*} < first || ${range#*:} > last)); then
      echo "$part: holds batches $held, of which task $task of $tasks has $first:$last: it is of another --tasks;" \
        "give that number or another output, or move the parts away" >&2
      exit 2
    fi
  done
done

# --resume: the same command whether this is the beginning or goes on after preemption.
"$program" run "$case" -o "$output.part-$task.h5" --batches "$first:$last" --resume \
  --threads "${SLURM_CPUS_PER_TASK:-1}" "$@" &
child=$!
trap 'kill -TERM $child' TERM INT HUP USR1 USR2 XCPU
code=0
while kill -0 $child 2> /dev/null; do  # a signal ends wait before the child has saved itself
  wait $child
  code=$?
done
wait $child  # it may have ended between the signal and kill -0; bash remembers how
code=$?

# 75: asked to end, and saved; 128 + a signal that asks: before it could listen. Whom Slurm preempts it requeues itself; whom a person cancels stays so.
asked=0
for name in TERM INT HUP USR1 USR2 XCPU; do
  [ $code = $((128 + $(kill -l $name))) ] && asked=1
done
if { [ $code = 75 ] || [ $asked = 1 ]; } && [ "$(squeue --noheader --format=%T --jobs "$SLURM_JOB_ID")" = RUNNING ]; then
  scontrol requeue "$SLURM_JOB_ID"
fi
exit $code
