#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The templates of tools/cluster without Slurm: what would be submitted, and the two job scripts, run by
hand with stand-ins for squeue and scontrol. slurm_test.py has the real one. Usage: cluster_test.py YTTRIA"""
import os
import signal
import subprocess
import sys
from pathlib import Path

from sandbox import QUICK, Sandbox, main

CLUSTER = Path(__file__).resolve().parents[2] / "tools/cluster"
HISTORIES = 1_500_000


class Cluster(Sandbox):
    def setUp(self):
        super().setUp()
        self.phantom()
        self.path("bin").mkdir()
        self.stand_in("squeue", "echo RUNNING")
        self.stand_in("scontrol", 'echo "$@" >> requeued')

    def stand_in(self, name, what):
        self.path(f"bin/{name}").write_text(f"#!/bin/sh\n{what}\n")
        self.path(f"bin/{name}").chmod(0o755)

    def env(self, task):
        return {**os.environ, "PATH": f"{self.path('bin')}:{os.environ['PATH']}", "SLURM_ARRAY_TASK_ID": str(task),
                "SLURM_JOB_ID": f"17{task}", "SLURM_CPUS_PER_TASK": "1"}

    def task(self, number, histories=HISTORIES):
        words = [CLUSTER / "task.sh", self.program, "case.h5", "dose.h5", 3, histories // 1000, "--histories",
                 histories, "--batch-size", 1000, "--save-every", "0.02s", *QUICK]
        return subprocess.Popen([str(word) for word in words], cwd=self.folder, env=self.env(number),
                                stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def submit(self, *words):
        return subprocess.run([sys.executable, str(CLUSTER / "submit"), "case.h5", "-o", "dose.h5", *words],
                              cwd=self.folder, env=self.env(0), capture_output=True, text=True)

    def test_what_would_be_submitted(self):
        shown = self.submit("--tasks", "3", "--histories", "1e6", "--only", "2", "--sbatch=--time=9:00", "--dry-run",
                            "--", "--preset", "clinical").stdout
        for expected in ("62 batches in 3 tasks", "task 1: batches 20:41 -> dose.h5.part-1.h5", "--array=2",
                         "--time=9:00", "--histories 1000000 --batch-size 16384 --preset clinical",
                         "--dependency=afterok:JOB"):
            self.assertIn(expected, shown)
        few = self.submit("--tasks", "99", "--dry-run")
        self.assertEqual(few.returncode, 1)
        self.assertIn("there are only 64 batches", few.stderr)

    def test_tasks_that_are_asked_to_end_are_queued_again_and_add_up(self):
        self.assertEqual([self.task(number).wait(timeout=120) for number in (0, 2)], [0, 0])
        lost = subprocess.run([CLUSTER / "merge.sh", self.program, "dose.h5", "3"], cwd=self.folder,
                              capture_output=True)
        self.assertNotEqual(lost.returncode, 0)
        asked = self.task(1)
        self.wait_for(lambda: self.path("dose.h5.part-1.h5.checkpoint").exists() or asked.poll() is not None, "")
        asked.send_signal(signal.SIGTERM)
        self.assertEqual(asked.wait(timeout=60), 75)
        self.assertEqual(self.path("requeued").read_text(), "requeue 171\n")
        self.assertEqual(self.task(1).wait(timeout=120), 0)
        subprocess.run([CLUSTER / "merge.sh", self.program, "dose.h5", "3"], cwd=self.folder, check=True,
                       capture_output=True)
        self.call("run", "case.h5", "-o", "whole.h5", "--histories", HISTORIES, "--batch-size", 1000, *QUICK)
        self.assert_same_dose("dose.h5", "whole.h5")

    def test_who_is_cancelled_is_not_queued_again(self):
        self.stand_in("squeue", "echo COMPLETING")
        asked = self.task(1, 1_000_000_000)
        self.wait_for(self.path("dose.h5.part-1.h5.checkpoint").exists, "nothing is saved")
        asked.send_signal(signal.SIGTERM)
        self.assertEqual(asked.wait(timeout=60), 75)
        self.assertFalse(self.path("requeued").exists())


if __name__ == "__main__":
    main()
