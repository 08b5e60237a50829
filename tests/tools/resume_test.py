#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs that are interrupted, resumed, extended and merged give the bytes of one run that was not; what
does not belong together is refused. Usage: resume_test.py YTTRIA
YTTRIA_JUMPING_CLOCK names yttria_jumping_clock_probe"""
import json
import os
import shutil
import signal
import time

import h5py

from sandbox import LONG, QUICK, Sandbox, main


class Resume(Sandbox):
    def setUp(self):
        super().setUp()
        self.phantom()

    def test_a_killed_run_goes_on_from_its_checkpoint(self):
        self.interrupt("dose.h5", *LONG)
        with h5py.File(self.path("dose.h5.checkpoint"), "r") as file:
            self.assertEqual(file.attrs["status"], "partial")
        histories = self.enough("dose.h5.checkpoint")
        done = self.run_case("dose.h5", "--histories", histories, "--resume")
        self.assertIn("going on from dose.h5.checkpoint", done.stderr)
        self.assertEqual(self.files(), ["case.h5", "dose.h5"])
        self.run_case("whole.h5", "--histories", histories)
        self.assert_same_dose("dose.h5", "whole.h5")
        self.assertEqual(self.info("dose.h5")["status"], "complete")

    def test_names_that_leave_no_room_for_their_endings_are_refused_before_work(self):
        done = self.run_case("d" * 239, "--histories", 2000, code=2)
        self.assertIn("too long; give one of at most", done.stderr)
        self.assertEqual(self.files(), ["case.h5"])
        self.run_case("d" * 191, "--histories", 2000, "--save-every", "0.01s")

    def test_what_a_run_writes_on_its_way_is_not_what_it_reads(self):
        for name in ("z.h5.checkpoint", "z.h5.checkpoint.1", "z.h5.lock"):
            shutil.copy(self.path("case.h5"), self.path(name))
            before = self.path(name).read_bytes()
            words = ("--histories", 2000, "--batch-size", 200, *QUICK)
            for more in ("--force", "--resume"):
                done = self.call("run", name, "-o", "z.h5", more, *words, code=2)
                self.assertIn(name, done.stderr)
            self.call("run", "case.h5", "-o", "z.h5", "--progress-json", name, "--force", *words, code=2)
            self.assertEqual(self.path(name).read_bytes(), before)
            self.path(name).unlink()

    def test_reports_of_progress_go_on_and_replace_nothing_else(self):
        words = ("--batch-size", 200, *QUICK, "--progress-json", "progress.json")
        self.path("progress.json").write_text("precious")
        for case in ("case.h5", "none.h5"):
            done = self.call("run", case, "-o", "dose.h5", "--histories", 2000, "--resume", *words, code=2)
            self.assertIn("progress.json", done.stderr)
        self.assertEqual(self.path("progress.json").read_text(), "precious")
        self.path("progress.json").unlink()
        for histories in (2000, 4000):
            self.call("run", "case.h5", "-o", "dose.h5", "--histories", histories, "--resume", *words)
        told = [json.loads(line)["histories_done"] for line in self.path("progress.json").read_text().splitlines()]
        self.assertEqual(told, list(range(200, 4001, 200)))
        with self.path("progress.json").open("a") as file:
            file.write('{"histories_do')  # as a kill leaves it
        self.call("run", "case.h5", "-o", "dose.h5", "--histories", 4200, "--resume", *words)
        *_, torn, last = self.path("progress.json").read_text().splitlines()
        self.assertEqual((torn, json.loads(last)["histories_done"]), ('{"histories_do', 4200))
        os.mkfifo(self.path("pipe"))
        self.call("run", "case.h5", "-o", "dose.h5", "--resume", "--progress-json", "pipe", code=2)  # not waited for

    def test_what_begins_anew_gives_up_nothing_before_it_has_something(self):
        self.interrupt("dose.h5", *LONG)
        saved = {name: self.path(name).read_bytes() for name in self.files() if "checkpoint" in name}
        self.assertTrue(saved)
        huge = ("--histories", "1e14", "--batch-size", 100000000, *QUICK)
        for words in (("--histories", 2000, *QUICK, "--goal", "nosuch=1"), huge):
            self.call("run", "case.h5", "-o", "dose.h5", "--force", *words, code=2)
            self.assertEqual({name: self.path(name).read_bytes() for name in saved}, saved)
        self.run_case("dose.h5", "--histories", 2000, "--force")
        self.assertFalse([name for name in self.files() if "checkpoint" in name])
        self.assertEqual(self.batches("dose.h5"), [(0, 10)])

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

    def test_a_complete_set_of_batches_is_complete_however_reached(self):
        self.run_case("whole.h5", "--histories", 8000)
        self.run_case("all.h5", "--histories", 8000, "--batches", "0:40")
        self.run_case("rest.h5", "--histories", 8000, "--batches", "10:40")
        self.run_case("rest.h5", "--histories", 8000, "--batches", "0:10", "--resume")
        for name in ("all.h5", "rest.h5"):
            self.assertEqual(self.info(name)["status"], "complete")
            self.assert_same_dose(name, "whole.h5")
        before = self.path("whole.h5").read_bytes()
        for words in (("--batches", "3:5"), ("--batches", "3:5", "--histories", 2000), ()):
            self.run_case("whole.h5", "--resume", *words)
            self.assertEqual(self.path("whole.h5").read_bytes(), before, words)
        self.run_case("whole.h5", "--batches", "50:52", "--resume")  # more than was planned
        self.assertEqual(self.info("whole.h5")["status"], "complete")
        more = self.path("whole.h5").read_bytes()
        self.run_case("whole.h5", "--resume")
        self.assertEqual(self.path("whole.h5").read_bytes(), more)
        self.call("merge", "whole.h5", "-o", "merged.h5")
        self.assertEqual(self.info("merged.h5")["status"], "complete")

    def test_batches_added_to_a_goal_leave_it_reached(self):
        self.run_case("dose.h5", "--goal", "interior=0.5")
        last = self.batches("dose.h5")[0][1]
        self.run_case("dose.h5", "--batches", f"{last}:{last + 2}", "--resume")
        self.assertEqual(self.batches("dose.h5"), [(0, last + 2)])
        self.assertEqual(self.info("dose.h5")["status"], "complete")
        self.run_case("dose.h5", "--resume", "--goal", "interior=0.0001", "--max-time", "0.01s")
        self.assertEqual(self.info("dose.h5")["status"], "partial")  # another one is not

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
        self.assertEqual(self.files(), ["case.h5", "dose.h5"])

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

    def test_what_is_damaged_is_never_replaced(self):
        self.run_case("dose.h5", "--histories", 2000)
        whole = self.path("dose.h5").read_bytes()
        for name in ("dose.h5", "dose.h5.checkpoint"):
            self.path(name).write_bytes(whole[:20_000])
        refused = self.run_case("dose.h5", "--histories", 2000, "--resume", code=2)
        self.assertIn("--resume --force keeps what is damaged under another name", refused.stderr)
        done = self.run_case("dose.h5", "--histories", 2000, "--resume", "--force")
        self.assertIn("beginning anew", done.stderr)
        for name in ("dose.h5.damaged", "dose.h5.checkpoint.damaged"):
            self.assertIn(f"it is kept as {name}", done.stderr)
            self.assertEqual(self.path(name).read_bytes(), whole[:20_000])
        self.run_case("whole.h5", "--histories", 2000)
        self.assert_same_dose("dose.h5", "whole.h5")

    def test_a_second_process_is_refused(self):
        self.path("dose.h5.lock").write_text("yttria: process 1 on a machine that lost its power\n")
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

    def test_a_date_that_jumps_changes_nothing(self):
        probe = os.environ.get("YTTRIA_JUMPING_CLOCK")
        if probe is None:
            self.skipTest("YTTRIA_JUMPING_CLOCK does not name yttria_jumping_clock_probe")
        env = {**os.environ, "LD_PRELOAD": probe}
        run = self.start("dose.h5", *LONG, "--save-every", "0.2s", "--log-file", "log", env=env)
        saves = lambda: self.path("log").exists() and self.path("log").read_text().count(" saved ")
        self.wait_for(lambda: saves() >= 3 or run.poll() is not None, "is not saved again and again", seconds=20)
        self.assertLess(saves(), 30)
        run.send_signal(signal.SIGTERM)
        _, err = run.communicate(timeout=60)
        self.assertEqual(run.returncode, 75, err)
        hours = [line[:13] for line in self.path("log").read_text().splitlines()]
        self.assertGreater(len(set(hours)), 2, "the date did not jump")
        begin = time.monotonic()
        self.run_case("timed.h5", *LONG, "--max-time", "1s", env=env)
        self.assertTrue(0.9 < time.monotonic() - begin < 20)
        self.run_case("dose.h5", "--histories", self.enough("dose.h5"), "--resume", env=env)
        self.run_case("whole.h5", "--histories", self.info("dose.h5")["histories"])
        self.assert_same_dose("dose.h5", "whole.h5")


if __name__ == "__main__":
    main()
