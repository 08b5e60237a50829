#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The sum of all tasks, when they are done; it has its name only when no batch is missing. Submitted by `submit`:
#   merge.sh PROGRAM OUTPUT TASKS [--force]
program=$1 output=$2 tasks=$3 force=$4
parts=()
for ((task = 0; task < tasks; ++task)); do
  parts+=("$output.part-$task.h5")
done
if [ -e "$output" ] && [ -z "$force" ]; then
  echo "$output: exists already; give another name or --force" >&2
  exit 2
fi
sum=$output.sum.h5
"$program" merge "${parts[@]}" -o "$sum" --force || exit
if ! "$program" info "$sum" --json | grep -q '"status": "complete"'; then
  echo "$output lacks batches: submit its lost tasks again with --only; what there is, is in $sum" >&2
  exit 3
fi
if [ -n "$force" ]; then mv -fT "$sum" "$output"; else mv -nT "$sum" "$output"; fi
if [ -e "$sum" ]; then  # mv -n says nothing when the name was taken meanwhile
  echo "$output: something else has this name by now, or it cannot be given; the result is kept in $sum" >&2
  exit 3
fi
