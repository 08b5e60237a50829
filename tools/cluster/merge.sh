#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The sum of all tasks, when they are done. Submitted by `submit`:
#   merge.sh PROGRAM OUTPUT TASKS
program=$1 output=$2 tasks=$3
parts=()
for ((task = 0; task < tasks; ++task)); do
  parts+=("$output.part-$task.h5")
done
"$program" merge "${parts[@]}" -o "$output" || exit
if ! "$program" info "$output" --json | grep -q '"status": "complete"'; then
  echo "$output lacks batches: submit its lost tasks again with --only" >&2
  exit 3
fi
