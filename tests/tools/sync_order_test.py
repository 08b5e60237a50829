#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a loss of power must find on the disk, and a disk that cannot sync. A kill leaves all that was written in
memory; here a preloaded library notes in which order files are synced, named and removed, or lets the sync fail.
Usage: sync_order_test.py YTTRIA, with the path of yttria_sync_order_probe in YTTRIA_SYNC_ORDER"""
import os
import signal
import tempfile
from pathlib import Path

from sandbox import LONG, QUICK, Sandbox, main

OFTEN = ("--save-every", "0.02s")
SAVED = ("dose.h5.checkpoint", "dose.h5.checkpoint.1")
CANNOT = "cannot be synced to disk: Input/output error"


class Order:
    """Goes through the notes; AssertionError where a loss of power at that moment would lose what has its name,
    or what was given up for it."""

    def __init__(self, files):
        self.synced = set(files)  # with all that is in them
        self.named = None  # the last that has got its name since its folder was synced
        self.names = []

    def settled(self, what):
        assert self.named is None, f"{what} before the folder of {self.named} was synced"

    def sync(self, path):
        if os.path.isdir(path):
            assert self.named is None or os.path.dirname(self.named) == path, f"{path} is not where {self.named} is"
            self.named = None
        else:
            self.settled(f"{path} is another file")
            self.synced.add(path)

    def rename(self, before, after):
        assert before in self.synced, f"{after} got its name before {before} was synced"
        self.synced.remove(before)
        self.synced.add(after)
        self.named = after
        self.names.append(os.path.basename(after))

    def remove(self, path):
        self.settled(f"{path} was removed")
        self.synced.discard(path)
        if path.endswith(SAVED):
            assert SAVED[0][:-len(".checkpoint")] in self.names, f"{path} was removed before there was the output"

    def check(self, notes):
        for what, *paths in notes:
            getattr(self, what)(*paths)
        self.settled("the end came")
        return self.names


class SyncOrder(Sandbox):
    def setUp(self):
        super().setUp()
        elsewhere = tempfile.TemporaryDirectory()
        self.addCleanup(elsewhere.cleanup)
        self.elsewhere = Path(elsewhere.name)
        self.folder = self.folder.resolve()

    def env(self, fails=""):
        return {**os.environ, "LD_PRELOAD": os.environ["YTTRIA_SYNC_ORDER"], "TMPDIR": str(self.elsewhere),
                "YTTRIA_SYNC_NOTES": str(self.elsewhere / "notes"), "YTTRIA_SYNC_FAILS": fails,
                "ASAN_OPTIONS": "verify_asan_link_order=0"}

    def notes(self):
        lines = (self.elsewhere / "notes").read_text().splitlines()
        (self.elsewhere / "notes").unlink()
        return [(what, *(str(self.path(name)) for name in names))
                for what, *names in (line.split("\t") for line in lines)]

    def check(self, notes, before=()):
        """Names that files were given, in order. That the check would find any sync that is lacking, or late, is
        shown with what the program has done."""
        files = [str(self.path(name)) for name in before]
        for number, (what, *_) in enumerate(notes):
            if what == "sync":
                without = [*notes[:number], *notes[number + 1:]]
                with self.assertRaises(AssertionError, msg=notes[number]):
                    Order(files).check(without)
                if number == len(without):
                    continue
                with self.assertRaises(AssertionError, msg=notes[number]):
                    Order(files).check([*without[:number + 1], notes[number], *without[number + 1:]])
        return Order(files).check(notes)

    def interrupt_saved_twice(self, fails="", number=signal.SIGTERM, code=75):
        """A run that is ended when it has two generations of checkpoint, and what it said."""
        run = self.start("dose.h5", *LONG, *OFTEN, env=self.env(fails))
        self.wait_for_file(SAVED[1])
        run.send_signal(number)
        _, told = run.communicate(timeout=60)
        self.assertEqual(run.returncode, code, told)
        return run, told

    def kill_saved_twice(self):
        """What it leaves under the names of checkpoints; between two renames that is one."""
        self.interrupt_saved_twice(number=signal.SIGKILL, code=-signal.SIGKILL)
        return [name for name in SAVED if self.path(name).exists()]

    def check_goes_on(self, saved=SAVED):
        """From what is there, to the bytes of an uninterrupted run."""
        histories = self.enough(saved[0])
        self.run_case("dose.h5", "--histories", histories, "--resume")
        self.run_case("whole.h5", "--histories", histories)
        self.assert_same_dose("dose.h5", "whole.h5")

    def test_a_run_gives_up_nothing_before_its_output_is_on_the_disk(self):
        self.phantom()
        self.interrupt_saved_twice()
        notes = self.notes()
        names = self.check(notes)
        self.assertEqual([*names[:3], names[-1]], [SAVED[0], SAVED[1], SAVED[0], "dose.h5"])
        removed = [os.path.basename(paths[0]) for what, *paths in notes if what == "remove"]
        self.assertEqual([name for name in removed if name in SAVED], [SAVED[1], SAVED[0]])
        self.assertEqual(self.files(), ["case.h5", "dose.h5"])

    def test_nor_does_one_that_goes_on_after_a_kill(self):
        self.phantom()
        saved = self.kill_saved_twice()
        self.notes()
        before = self.files()
        self.run_case("dose.h5", "--histories", self.enough(saved[0]), "--resume", env=self.env())
        notes = self.notes()
        self.assertEqual(self.check(notes, before), ["dose.h5"])
        self.assertTrue({("remove", str(self.path(name))) for name in saved} <= set(notes))

    def test_every_output_is_synced_or_is_not_there(self):
        self.make_one_of_each()
        # Images of any values will do, but CT numbers have limits.
        self.call("phantom", "lattice", "--voxels", 9, "--margin", 1, "--activity", 1e-5, "-o", "weak-case.h5")
        self.call("run", "weak-case.h5", "-o", "weak.h5", "--histories", 2000, *QUICK)
        self.call("export", "weak.h5", "--nifti", "dose.nii")
        commands = {
            "run": self.run_words("run.h5", "--histories", 2000),
            "merge": ("merge", "dose.h5", "other.h5", "-o", "merge.h5"),
            "phantom": ("phantom", "lattice", "-o", "phantom.h5"),
            "convolve": ("convolve", "case.h5", "--method", "local", "-o", "convolve.h5"),
            "kernel": ("kernel", "vsv", "--histories", 100, "-o", "kernel-2.h5"),
            "compare": ("compare", "dose.h5", "other.h5", "-o", "compare.h5"),
            "report": ("report", "dose.h5", "-o", "report.html"),
            "import": ("import", "nifti", "--ct", "dose.nii", "--activity", "dose.nii", "--total-activity", 1, "-o",
                       "import.h5"),
            "export": ("export", "dose.h5", "--mhd", "export.mhd"),
            "dvh": ("dvh", "dose.h5", "--csv", "dvh.csv"),
        }
        for name, words in commands.items():
            with self.subTest(name):
                before = self.files()
                refused = self.call(*words, code=3, env=self.env("*"))
                self.assertIn(CANNOT, refused.stderr)
                self.assertEqual(self.files(), before)
                (self.elsewhere / "notes").unlink()  # of locks and temporary files
                self.call(*words, env=self.env())
                made = sorted(set(self.files()) - set(before))
                self.assertEqual(sorted(self.check(self.notes(), before)), made)
                whole = [self.path(output).read_bytes() for output in made]
                self.assertIn(CANNOT, self.call(*words, "--force", code=3, env=self.env("*")).stderr)
                self.assertEqual([self.path(output).read_bytes() for output in made], whole)

    def test_an_output_that_cannot_be_synced_is_not_taken_for_saved(self):
        self.phantom()
        run, told = self.interrupt_saved_twice(fails="*/.dose.h5.yttria-*", code=3)
        saved = f"dose.h5.{run.pid}.saved"
        self.assertIn(f"error: dose.h5: {CANNOT}; what was computed is in {saved}\n", told)
        self.assertEqual(self.files(), ["case.h5", saved, *SAVED])
        self.check_goes_on()

    def test_a_disk_that_syncs_nothing_keeps_what_was_saved_before(self):
        self.phantom()
        saved = self.kill_saved_twice()
        before = {name: self.path(name).read_bytes() for name in saved}
        ended = self.run_case("dose.h5", "--histories", self.enough(saved[0]), "--resume", code=3, env=self.env("*"))
        self.assertIn(f"error: dose.h5: {CANNOT}; nor can it be written", ended.stderr)
        self.assertIn(f"What was saved last is in {SAVED[0]}: ", ended.stderr)
        self.assertEqual(self.files(), ["case.h5", *saved])
        self.assertEqual({name: self.path(name).read_bytes() for name in saved}, before)
        self.check_goes_on(saved)

    def test_an_output_whose_folder_cannot_be_synced_is_told_and_saved_elsewhere(self):
        self.phantom()
        run, told = self.interrupt_saved_twice(fails=str(self.folder), code=3)
        saved = self.elsewhere / f"dose.h5.{run.pid}.saved"
        self.assertIn("dose.h5: is there, but a loss of power may take it: its folder " + CANNOT, told)
        self.assertIn(f"what was computed is in {saved}\n", told)
        self.assertTrue({*SAVED, "dose.h5"} <= set(self.files()))
        self.assert_same_dose("dose.h5", saved)

    def test_a_checkpoint_that_cannot_be_synced_is_told(self):
        self.phantom()
        run = self.start("dose.h5", *LONG, *OFTEN, "--max-time", "20s", env=self.env("*/.dose.h5.checkpoint.yttria-*"))
        told = next((line for line in run.stderr if "not saved" in line), "")
        self.assertIn(f"not saved: dose.h5.checkpoint: {CANNOT}; the run goes on", told)
        run.send_signal(signal.SIGTERM)
        _, told = run.communicate(timeout=60)
        self.assertEqual(run.returncode, 75, told)
        self.assertEqual(self.check(self.notes()), ["dose.h5"])
        self.assertEqual(self.files(), ["case.h5", "dose.h5"])


if __name__ == "__main__":
    main()
