#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs that are interrupted, resumed, extended and merged give the bytes of one run that was not; what
does not belong together is refused. Usage: resume_test.py YTTRIA"""
import shutil
import signal
import subprocess
from pathlib import Path

import h5py

from sandbox import Sandbox, main

LONG = ("--histories", "1e9")  # never reached


class Resume(Sandbox):
    def setUp(self):
        super().setUp()
        self.phantom()

    def batches(self, name):
        with h5py.File(self.path(name), "r") as file:
            return [tuple(int(end) for end in row) for row in file["tally/batches"][...]]

    def enough(self, name):
        """Histories of a run that goes a little beyond what a file holds."""
        return (self.batches(name)[-1][1] + 40) * 200

    def names(self):
        return sorted(path.name for path in self.folder.iterdir())

    def test_a_killed_run_goes_on_from_its_checkpoint(self):
        self.interrupt("dose.h5", *LONG)
        with h5py.File(self.path("dose.h5.checkpoint"), "r") as file:
            self.assertEqual(file.attrs["status"], "partial")
        histories = self.enough("dose.h5.checkpoint")
        done = self.run_case("dose.h5", "--histories", histories, "--resume")
        self.assertIn("going on from dose.h5.checkpoint", done.stderr)
        self.assertEqual(self.names(), ["case.h5", "dose.h5"])
        self.run_case("whole.h5", "--histories", histories)
        self.assert_same_dose("dose.h5", "whole.h5")
        self.assertEqual(self.info("dose.h5")["status"], "complete")

    def test_signals_save_and_end_with_75(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            run = self.interrupt("dose.h5", *LONG, number=number)
            self.assertEqual(run.returncode, 75, number)
            self.assertEqual(self.names(), ["case.h5", "dose.h5"])
            histories = self.enough("dose.h5")
            self.run_case("dose.h5", "--histories", histories, "--resume")
            self.run_case("whole.h5", "--histories", histories)
            self.assert_same_dose("dose.h5", "whole.h5")
            for name in ("dose.h5", "whole.h5"):
                self.path(name).unlink()

    def test_batch_systems_may_ask_twice(self):
        run = self.start("dose.h5", *LONG, "--save-every", "0.05s")
        self.wait_for_file("dose.h5.checkpoint")
        for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGTERM, signal.SIGCONT):
            run.send_signal(number)
        run.wait(timeout=60)
        self.assertEqual(run.returncode, 75)
        self.assertTrue(self.path("dose.h5").exists())

    def test_the_second_ctrl_c_ends_at_once_without_damage(self):
        run = self.start("dose.h5", "--histories", "1e10", "--batch-size", 100_000_000, "--save-every", "0.05s")
        self.wait_for_file("dose.h5.lock")
        self.wait_for(lambda: self.catches(run.pid, signal.SIGINT), "no handler")
        run.send_signal(signal.SIGINT)
        self.wait_for(lambda: not self.catches(run.pid, signal.SIGINT), "still one handler")
        run.send_signal(signal.SIGINT)
        run.wait(timeout=60)
        self.assertEqual(run.returncode, -signal.SIGINT)
        self.run_case("dose.h5", "--histories", 1000, "--resume")

    @staticmethod
    def catches(process, number):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("SigCgt:"):
                return bool(int(line.split()[1], 16) >> (number - 1) & 1)
        return False

    def test_nohup_is_respected(self):
        run = self.start("dose.h5", *LONG, "--save-every", "0.05s",
                         preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        self.wait_for_file("dose.h5.checkpoint")
        run.send_signal(signal.SIGHUP)
        with self.assertRaises(subprocess.TimeoutExpired):
            run.wait(timeout=1)
        run.send_signal(signal.SIGTERM)
        run.wait(timeout=60)
        self.assertEqual(run.returncode, 75)

    def test_a_reader_that_goes_away_ends_the_run_saved(self):
        run = self.start("dose.h5", *LONG, "--save-every", "0.05s", "--log-file", "log.txt", "--verbose")
        self.wait_for_file("dose.h5.checkpoint")
        run.stderr.close()
        self.assertEqual(run.wait(timeout=60), 75)
        self.assertTrue(self.path("dose.h5").exists())
        run.stderr = open("/dev/null")

    def test_a_finished_run_is_extended(self):
        self.run_case("dose.h5", "--histories", 4000)
        first = self.path("dose.h5").read_bytes()
        self.run_case("dose.h5", "--histories", 4000, "--resume")
        self.assertEqual(self.path("dose.h5").read_bytes(), first)  # nothing was to be done
        self.call("run", "case.h5", "-o", "dose.h5", "--preset", "clinical", "--histories", 9000, "--resume")
        self.run_case("whole.h5", "--histories", 9000)
        self.assert_same_dose("dose.h5", "whole.h5")
        self.assertEqual(self.batches("dose.h5"), [(0, 45)])
        less = self.run_case("dose.h5", "--histories", 4000, "--resume", code=2)
        self.assertIn("at least 9000 histories", less.stderr)

    def test_parts_are_extended_and_merged(self):
        self.run_case("part.h5", "--histories", 8000, "--batches", "10:14")
        self.run_case("part.h5", "--histories", 8000, "--batches", "12:20", "--resume")
        self.assertEqual(self.batches("part.h5"), [(10, 20)])
        self.run_case("rest.h5", "--histories", 8000, "--batches", "20:40")
        self.run_case("rest.h5", "--histories", 8000, "--batches", "0:10", "--resume")
        self.assertEqual(self.batches("rest.h5"), [(0, 10), (20, 40)])
        self.call("merge", "part.h5", "rest.h5", "-o", "merged.h5")
        self.run_case("whole.h5", "--histories", 8000)
        self.assert_same_dose("merged.h5", "whole.h5")
        self.run_case("part.h5", "--resume")  # what is missing, of a plan that it knows
        self.assert_same_dose("part.h5", "whole.h5")
        self.assertEqual(self.info("part.h5")["status"], "complete")

    def test_a_goal_is_reached_at_the_same_batch(self):
        goal = ("--goal", "interior=0.15")
        self.run_case("whole.h5", *goal)
        last = self.batches("whole.h5")[0][1]
        self.assertGreater(last, 64)
        for _ in range(3):
            self.interrupt("dose.h5", *goal, "--resume")
        self.run_case("dose.h5", *goal, "--resume")
        self.assert_same_dose("dose.h5", "whole.h5")
        self.assertEqual(self.info("dose.h5")["status"], "complete")
        stricter = ("--goal", "interior=0.12")
        done = self.run_case("dose.h5", *stricter, "--resume")
        self.assertNotIn("warning", done.stderr)
        self.run_case("stricter.h5", *stricter)
        self.assert_same_dose("dose.h5", "stricter.h5")

    def test_every_time_limited_step_towards_a_goal_is_on_the_way(self):
        goal = ("--goal", "interior=0.15")
        self.run_case("whole.h5", *goal)
        for _ in range(200):
            self.run_case("dose.h5", *goal, "--resume", "--max-time", "0.05s")
            if self.info("dose.h5")["status"] == "complete":
                break
        self.assert_same_dose("dose.h5", "whole.h5")
        with h5py.File(self.path("dose.h5"), "r") as file:
            self.assertEqual([w for w in file["provenance"].attrs["warnings"] if "goal" in w], [])

    def test_a_goal_that_comes_later_is_warned_of(self):
        self.run_case("dose.h5", "--histories", 20_000)
        done = self.run_case("dose.h5", "--goal", "interior=0.9", "--resume")
        self.assertIn("may have been reached before", done.stderr)
        self.run_case("capped.h5", "--goal", "interior=0.001", "--histories", 6000)
        self.run_case("capped.h5", "--goal", "interior=0.001", "--histories", 9000, "--resume")
        self.run_case("whole.h5", "--goal", "interior=0.001", "--histories", 9000)
        self.assert_same_dose("capped.h5", "whole.h5")

    def test_another_run_is_refused_and_the_difference_named(self):
        self.run_case("dose.h5", "--histories", 2000, "--batches", "0:5")
        before = self.path("dose.h5").read_bytes()
        for words, expected in ((("--seed", 7), "seed differs (1 and 7)"),
                                (("--electron-cutoff-keV", 30), "electron_cutoff_keV differs"),
                                (("--dose-to", "water"), "dose_to differs"),
                                (("--batch-size", 100), "histories_per_batch differs (200 and 100)")):
            refused = self.run_case("dose.h5", "--histories", 2000, "--resume", *words, code=2)
            self.assertIn(expected, refused.stderr)
            self.assertEqual(self.path("dose.h5").read_bytes(), before)
        refused = self.call("run", "case.h5", "-o", "dose.h5", "--preset", "reference", "--resume", code=2)
        self.assertIn("preset differs (clinical and reference)", refused.stderr)
        self.path("case.h5").unlink()
        self.phantom(voxels=7)
        refused = self.run_case("dose.h5", "--histories", 2000, "--resume", code=2)
        self.assertIn("case_digest differs", refused.stderr)

    def test_a_checkpoint_is_not_lost_by_mistake(self):
        self.interrupt("dose.h5", *LONG)
        saved = self.path("dose.h5.checkpoint").read_bytes()
        refused = self.run_case("dose.h5", "--histories", 2000, code=2)
        self.assertIn("--resume goes on from it, --force begins anew", refused.stderr)
        self.assertEqual(self.path("dose.h5.checkpoint").read_bytes(), saved)
        self.run_case("dose.h5", "--histories", 2000, "--force")
        self.assertEqual(self.names(), ["case.h5", "dose.h5"])

    def test_an_output_and_a_checkpoint_of_different_runs_are_not_mixed_up(self):
        self.run_case("dose.h5", "--histories", 2000, "--seed", 9)
        shutil.copy(self.path("dose.h5"), self.path("kept"))
        self.interrupt("dose.h5", *LONG, "--force")
        histories = self.enough("dose.h5.checkpoint")
        refused = self.run_case("dose.h5", "--histories", histories, "--resume", code=2)
        self.assertIn("seed differs (9 and 1)", refused.stderr)
        self.assertEqual(self.path("dose.h5").read_bytes(), self.path("kept").read_bytes())
        self.run_case("dose.h5", "--histories", histories, "--resume", "--force")
        self.run_case("whole.h5", "--histories", histories)
        self.assert_same_dose("dose.h5", "whole.h5")

    def test_nothing_to_resume_is_a_beginning(self):
        done = self.run_case("dose.h5", "--histories", 2000, "--resume")
        self.assertIn("beginning anew", done.stderr)
        self.run_case("whole.h5", "--histories", 2000)
        self.assert_same_dose("dose.h5", "whole.h5")

    def test_a_second_process_is_refused(self):
        self.path("dose.h5.lock").write_text("left behind by a machine that lost its power")
        self.start("dose.h5", *LONG, "--save-every", "0.05s")
        self.wait_for_file("dose.h5.checkpoint")
        for words in (("--histories", 2000), ("--resume",), ("--force",)):
            refused = self.run_case("dose.h5", *words, code=2)
            self.assertRegex(refused.stderr, r"dose.h5: is being written by process \d+ on ")
        self.run_case("part.h5", "--histories", 2000, "--batches", "0:4")
        self.assertIn("is being written", self.call("merge", "part.h5", "-o", "dose.h5", code=2).stderr)

    def test_batches_that_are_computed_twice_change_nothing(self):
        self.run_case("dose.h5", "--histories", 4000, "--verify", "10%")
        self.run_case("whole.h5", "--histories", 4000)
        self.assert_same_dose("dose.h5", "whole.h5")
        with h5py.File(self.path("dose.h5"), "r") as file:
            self.assertIn("computed twice 2", file["provenance"].attrs["workers"][0])

    def test_a_case_that_changes_meanwhile_is_told(self):
        run = self.start("dose.h5", *LONG, "--save-every", "0.05s")
        self.wait_for_file("dose.h5.checkpoint")
        with h5py.File(self.path("case.h5"), "r+") as file:
            file["medium/density"][0, 0, 0] = 2
        run.send_signal(signal.SIGTERM)
        _, err = run.communicate(timeout=60)
        self.assertEqual(run.returncode, 75)
        self.assertIn("case.h5 was changed or removed during the run", err)
        refused = self.run_case("dose.h5", "--resume", code=2)
        self.assertIn("case_digest differs", refused.stderr)


if __name__ == "__main__":
    main()
