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

    def refusal(self, *words, before=("--tasks", "4")):
        refused = self.submit(*before, "--dry-run", *words)
        self.assertNotEqual(refused.returncode, 0, words)
        self.assertEqual(refused.stdout, "")
        return refused.stderr

    def submit(self, *words):
        return subprocess.run([sys.executable, str(CLUSTER / "submit"), "case.h5", "-o", "dose.h5", *words],
                              cwd=self.folder, env=self.env(0), capture_output=True, text=True)

    def test_what_would_be_submitted(self):
        shown = self.submit("--tasks", "3", "--histories", "1e6", "--only", "2", "--sbatch=--time=9:00", "--dry-run",
                            "--", "--preset", "clinical").stdout
        for expected in ("62 batches in 3 tasks", "task 2: batches 41:62 -> dose.h5.part-2.h5", "--array=2",
                         "--time=9:00", "--histories 1000000 --batch-size 16384 --preset clinical",
                         "--dependency=afterok:JOB"):
            self.assertIn(expected, shown)
        self.assertNotIn("task 0:", shown)  # is not submitted
        shown = self.submit("--tasks", "8", "--only", "6-7,2", "--dry-run").stdout
        self.assertIn("--array=2,6,7", shown)
        self.assertEqual(shown.count("batches "), 1 + 3)
        few = self.submit("--tasks", "99", "--dry-run")
        self.assertEqual(few.returncode, 1)
        self.assertIn("there are only 64 batches", few.stderr)

    def test_what_cannot_become_one_run_is_refused(self):
        self.assertIn("--only 4: the tasks are 0 to 3", self.refusal("--only", "2,4"))
        for word in ("x", "3-1", "1:3", "", "-1", "1,,2"):
            self.assertIn("is no task and no range of tasks", self.refusal("--only=" + word))
        self.assertIn("--goal after --: how many batches", self.refusal("--", "--goal", "liver=1"))
        for flag in ("--batches=0:4", "--histories", "--force", "-oother.h5", "--max-time", "--threads"):
            self.assertIn(" after --: ", self.refusal("--", flag))
        self.assertIn("that name belongs to a run", self.refusal("-o", "dose.h5.checkpoint"))
        self.assertIn("there is no folder", self.refusal("-o", "none/dose.h5"))
        self.path("dose.h5").write_text("kept")
        self.assertIn("dose.h5: exists already", self.refusal())
        self.assertIn("merge.sh yttria", self.submit("--tasks", "4", "--force", "--dry-run").stdout)
        self.path("case.h5").unlink()
        self.assertIn("case.h5: there is no such file", self.refusal("-o", "other.h5"))

    def test_parts_of_another_number_of_tasks_are_refused_before_anything_is_computed(self):
        run = ("run", "case.h5", "--histories", 6000, "--batch-size", 1000, *QUICK)
        size = ("--histories", "6000", "--batch-size", "1000", "--program", self.program, "--dry-run")
        for name in ("dose.h5.part-0.h5", "dose.h5.part-0.h5.checkpoint"):
            with self.subTest(name):
                self.call(*run, "--batches", "0:3", "-o", "of-two-tasks.h5")
                self.path("of-two-tasks.h5").rename(self.path(name))
                said = self.submit("--tasks", "3", *size)
                self.assertEqual(said.returncode, 1)
                self.assertIn(f"{name}: holds batches 0:3, of which task 0 of 3 has 0:2", said.stderr)
                self.assertEqual(self.submit("--tasks", "2", *size).returncode, 0)
                words = [CLUSTER / "task.sh", self.program, "case.h5", "dose.h5", 3, 6, *run[2:]]
                task = subprocess.run([str(word) for word in words], cwd=self.folder, env=self.env(0),
                                      capture_output=True, text=True)
                self.assertEqual(task.returncode, 2, task.stderr)
                self.assertIn(f"{name}: holds batches 0:3, of which task 0 of 3 has 0:2", task.stderr)
                self.path(name).unlink()
        self.assertFalse(self.path("requeued").exists())

    def test_who_ends_by_a_signal_before_it_listens_is_queued_again(self):
        for name, again in (("TERM", True), ("USR1", True), ("KILL", False), ("SEGV", False)):
            with self.subTest(name):
                self.stand_in("program", f"kill -{name} $$")
                words = [CLUSTER / "task.sh", self.path("bin/program"), "case.h5", "dose.h5", 3, 6]
                done = subprocess.run([str(word) for word in words], cwd=self.folder, env=self.env(1),
                                      capture_output=True, timeout=60)
                self.assertEqual(done.returncode, 128 + getattr(signal, "SIG" + name))
                self.assertEqual(self.path("requeued").exists(), again)
                self.path("requeued").unlink(missing_ok=True)

    def test_a_sum_that_lacks_batches_does_not_get_the_name(self):
        merge = [CLUSTER / "merge.sh", self.program, "dose.h5", "2"]
        run = ("run", "case.h5", "--histories", 8000, "--batch-size", 1000, *QUICK)
        self.call(*run, "--batches", "0:4", "-o", "dose.h5.part-0.h5")
        self.call(*run, "--batches", "4:7", "-o", "dose.h5.part-1.h5")
        lacking = subprocess.run(merge, cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(lacking.returncode, 3)
        self.assertIn("submit its lost tasks again", lacking.stderr)
        self.assertFalse(self.path("dose.h5").exists())
        self.call(*run, "--batches", "4:8", "-o", "dose.h5.part-1.h5", "--resume")
        subprocess.run(merge, cwd=self.folder, check=True, capture_output=True)
        self.assertEqual(self.info("dose.h5")["status"], "complete")
        self.assertFalse(self.path("dose.h5.sum.h5").exists())
        self.assertEqual(subprocess.run(merge, cwd=self.folder, capture_output=True).returncode, 2)
        subprocess.run([*merge, "--force"], cwd=self.folder, check=True, capture_output=True)

    def test_a_sum_whose_name_was_taken_meanwhile_is_kept_and_told(self):
        run = ("run", "case.h5", "--histories", 8000, "--batch-size", 1000, *QUICK)
        self.call(*run, "--batches", "0:4", "-o", "dose.h5.part-0.h5")
        self.call(*run, "--batches", "4:8", "-o", "dose.h5.part-1.h5")
        self.call(*run, "-o", "whole.h5")
        for takes, force in (("echo theirs > dose.h5", ()), ("mkdir -p dose.h5", ("--force",))):
            with self.subTest(takes):
                self.stand_in("program", f'{takes}; exec "{self.program}" "$@"')
                merge = [CLUSTER / "merge.sh", self.path("bin/program"), "dose.h5", "2", *force]
                done = subprocess.run(merge, cwd=self.folder, capture_output=True, text=True)
                self.assertEqual(done.returncode, 3, done.stderr)
                self.assertIn("dose.h5: something else has this name by now", done.stderr)
                self.assertIn("the result is kept in dose.h5.sum.h5\n", done.stderr)
                self.assert_same_dose("dose.h5.sum.h5", "whole.h5")
                if force:
                    self.assertEqual(os.listdir(self.path("dose.h5")), [])
                else:
                    self.assertEqual(self.path("dose.h5").read_text(), "theirs\n")
                    self.path("dose.h5").unlink()

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
        asked.send_signal(signal.SIGUSR1)  # as --signal=B:USR1 sends it
        self.assertEqual(asked.wait(timeout=60), 75)
        self.assertFalse(self.path("requeued").exists())


if __name__ == "__main__":
    main()
