#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Kill -9 at random moments, half of them while a checkpoint is being written: a file that was saved opens
every time, what is saved never becomes less, no batch of it is computed again, and the run that is resumed at
last has the bytes of one that was never interrupted.
Usage: kill_test.py YTTRIA [--kills N] [--seed S]"""
import collections
import json
import os
import random
import re
import signal
import time

from sandbox import Sandbox, run_tests

KILLS_PER_RUN = 25
WRITTEN = re.compile(r"^\.dose\.h5(\.checkpoint)?\.yttria-\d+\.part$")


class Kills(Sandbox):
    kills, seed = 24, 1
    histories = 100_000, 1_000_000

    def unfinished(self):
        return any(WRITTEN.match(name) for name in os.listdir(self.folder))

    def saved(self):
        return [name for name in ("dose.h5.checkpoint", "dose.h5.checkpoint.1", "dose.h5")
                if self.path(name).exists()]

    def assert_kept(self, batches, where):
        self.assertGreaterEqual(batches, self.held, f"saved batches are lost: {where}")

    def check_beginning(self, told, counts):
        """Of a run that was killed before it said where it begins, only the saved files can tell."""
        name, begun = self.gone_on_from(told)
        if name or "beginning anew" in told:
            self.assert_kept(begun, told)
            counts["runs that went on from all that was saved"] += begun > 0
        return begun

    def newest(self):
        """Changes with every checkpoint."""
        try:
            stat = self.path("dose.h5.checkpoint").stat()
        except FileNotFoundError:  # between two renames
            return None
        return stat.st_ino, stat.st_mtime_ns

    def kill_once(self, histories, chance, counts):
        """Starts or resumes a run and kills it: at any moment, or as it writes."""
        run = self.start("dose.h5", "--histories", histories, "--resume", "--save-every", "0.001s")
        if chance.random() < 0.5:
            aim, pause = "at any moment", chance.uniform(0, 0.4)
        else:
            aim, pause = "while it writes", chance.uniform(0, 0.01)
            for _ in range(chance.randrange(3)):  # or a busy machine would never get beyond the first one
                before = self.newest()
                while run.poll() is None and self.newest() in (None, before):
                    time.sleep(0.001)
            while run.poll() is None and not self.unfinished():
                pass
        time.sleep(pause)
        writing = self.unfinished()
        run.send_signal(signal.SIGKILL)
        _, err = run.communicate()
        self.check_beginning(err, counts)
        if run.returncode == 0:
            return True
        self.assertEqual(run.returncode, -signal.SIGKILL, err)
        counts[f"killed, aimed {aim}"] += 1
        counts["with a file half written"] += writing
        return False

    def check_saved(self, counts):
        """Whatever is there under its name is whole: the program reads it, digests and all. The fullest has
        all batches that were saved at any time."""
        held = 0
        for name in self.saved():
            self.call("merge", name, "-o", "read.h5", "--force")
            held = max(held, self.batches_held("read.h5"))
            counts["saved files opened"] += 1
        self.assert_kept(held, self.saved())
        self.held = held
        counts["kills with nothing saved yet"] += not self.saved()

    def check_lock(self):
        """A lock that is left behind says of whom: nobody removes one that does not."""
        lock = self.path("dose.h5.lock")
        if lock.exists():
            self.assertTrue(lock.read_text().startswith("yttria: process "), lock.read_text())

    def resume_to_the_end(self, histories, counts):
        done = self.run_case("dose.h5", "--histories", histories, "--resume", "--json")
        begun, report = self.check_beginning(done.stderr, counts), json.loads(done.stdout)
        self.assert_kept(begun, done.stderr)
        left = -(-histories // report["histories_per_batch"]) - begun
        if left:  # or it was killed between its end and its last word
            self.assertEqual(self.computed_last(report), left, report["provenance"]["workers"])

    def test_a_killed_run_loses_nothing_that_it_saved(self):
        self.phantom()
        chance, counts = random.Random(self.seed), collections.Counter()
        total = lambda: sum(n for key, n in counts.items() if key.startswith("killed"))
        while total() < self.kills:
            histories = chance.randrange(*self.histories)
            self.run_case("whole.h5", "--histories", histories, "--force")
            self.held = 0
            last, finished = total() + min(KILLS_PER_RUN, self.kills - total()), False
            while total() < last and not finished:
                finished = self.kill_once(histories, chance, counts)
                self.check_saved(counts)
                self.check_lock()
            if not finished:
                self.resume_to_the_end(histories, counts)
            counts["runs compared with uninterrupted ones"] += 1
            self.assert_same_dose("dose.h5", "whole.h5")
            left = sorted(set(os.listdir(self.folder)) - {"case.h5", "whole.h5", "read.h5"})
            self.assertEqual(left, ["dose.h5"])
            self.path("dose.h5").unlink()
        self.assertGreater(counts["runs that went on from all that was saved"], 0)
        for key in sorted(counts):
            print(f"{key}: {counts[key]}")


class Forgetful(Sandbox):
    """A program that loses what was saved is found out."""

    def found(self, lost):
        return self.failures(Kills, "test_a_killed_run_loses_nothing_that_it_saved",
                             f'[ "$1" = run ] && rm -f {lost}\nexec "$YTTRIA" "$@"', kills=20, seed=1,
                             histories=(100_000, 100_001))

    def test_losing_everything(self):
        self.assertIn("saved batches are lost", self.found("dose.h5.checkpoint dose.h5.checkpoint.1"))

    def test_losing_the_newest(self):
        self.assertIn("saved batches are lost", self.found("dose.h5.checkpoint"))


if __name__ == "__main__":
    run_tests(__doc__, Kills, "kills", "seed")
