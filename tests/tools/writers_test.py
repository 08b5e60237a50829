#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Two processes and one output: the second is refused, or the file is one of theirs and never a mixture; what
is not ours stays as it is; file systems without locks. Usage: writers_test.py YTTRIA, with the path of
yttria_no_locks_probe in YTTRIA_NO_LOCKS"""
import fcntl
import os
import signal
import subprocess

from sandbox import QUICK, Sandbox, main

HOLDER = "yttria: process 1 on elsewhere\n"


class Writers(Sandbox):
    def setUp(self):
        super().setUp()
        self.phantom()
        self.run_case("dose.h5", "--histories", 2000)

    def hold(self, name):
        lock = open(self.path(name + ".lock"), "w+")
        self.addCleanup(lock.close)
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write(HOLDER)
        lock.flush()

    def commands(self):
        """All that write, but for the name of the output at the end."""
        self.call("export", "dose.h5", "--nifti", "dose.nii")
        self.run_case("part.h5", "--histories", 2000, "--batches", "0:4")
        return {
            "run": ("run", "case.h5", "--histories", 2000, *QUICK, "-o"),
            "merge": ("merge", "part.h5", "-o"),
            "phantom": ("phantom", "lattice", "-o"),
            "convolve": ("convolve", "case.h5", "--method", "local", "-o"),
            "kernel": ("kernel", "vsv", "--histories", 100, "-o"),
            "compare": ("compare", "dose.h5", "dose.h5", "-o"),
            "report": ("report", "dose.h5", "-o"),
            "import": ("import", "nifti", "--ct", "dose.nii", "--activity", "dose.nii", "-o"),
            "export": ("export", "dose.h5", "--mhd"),
            "progress": (*self.run_words("other.h5", "--histories", 2000), "--progress-json"),
        }

    def test_every_command_keeps_out_of_an_output_that_is_being_written(self):
        for name, words in self.commands().items():
            output = {"export": "out.mhd", "report": "out.html"}.get(name, "out.h5")
            self.hold(output)
            for force in ((), ("--force",)):
                refused = self.call(*words, output, *force, code=2)
                self.assertIn(f"{output}: is being written by process 1 on elsewhere; wait for it", refused.stderr, name)
            self.assertFalse(self.path(output).exists(), name)
            self.assertEqual(self.path(output + ".lock").read_text(), HOLDER)
            self.path(output + ".lock").unlink()

    def test_no_command_writes_what_a_run_takes_for_its_own(self):
        commands = {**self.commands(), "export": ("export", "dose.h5", "--csv"), "dvh": ("dvh", "dose.h5", "--csv")}
        run = self.start("going.h5", "--histories", "1e9", "--save-every", "0.05s")
        self.wait_for_file("going.h5.checkpoint.1")
        for name, words in commands.items():
            for ending in (".checkpoint", ".checkpoint.1", ".lock"):
                refused = self.call(*words, "./going.h5" + ending, "--force", code=2)
                self.assertIn(f"./going.h5{ending}: that name belongs to a run of ./going.h5 that is", refused.stderr,
                              name)
        run.send_signal(signal.SIGKILL)
        run.wait()
        self.call("merge", "going.h5.checkpoint.1", "-o", "saved.h5")  # to read them is another thing
        self.run_case("going.h5", "--resume", "--histories", "1e9", "--max-time", "0.1s")

    def test_files_without_a_lock_are_one_of_theirs_and_never_a_mixture(self):
        self.run_case("other.h5", "--histories", 2000, "--seed", 2)
        whole = set()
        for dose in ("dose.h5", "other.h5"):
            self.call("dvh", dose, "--csv", "one.csv", "--force")
            whole.add(self.path("one.csv").read_bytes())
        self.assertEqual(len(whole), 2)
        writers = [subprocess.Popen([self.program, "dvh", dose, "--csv", "one.csv", "--force"], cwd=self.folder,
                                    stdout=subprocess.DEVNULL) for dose in ("dose.h5", "other.h5") * 6]
        looks = 0
        while any(writer.poll() is None for writer in writers) or looks == 0:
            self.assertIn(self.path("one.csv").read_bytes(), whole)
            looks += 1
        self.assertEqual([writer.returncode for writer in writers], [0] * 12)
        self.assertIn(self.path("one.csv").read_bytes(), whole)
        self.assertEqual([name for name in os.listdir(self.folder) if name.startswith(".")], [])

    def test_of_those_who_begin_together_one_writes(self):
        words = [str(word) for word in ("phantom", "liver", "--spacing", 8, "-o", "liver.h5")]
        writers = [subprocess.Popen([self.program, *words], cwd=self.folder, stdout=subprocess.DEVNULL,
                                    stderr=subprocess.PIPE, text=True) for _ in range(6)]
        ends = [writer.communicate()[1] for writer in writers]
        self.assertEqual(sorted(writer.returncode for writer in writers), [0] + [2] * 5)
        for text in filter(None, ends):
            self.assertRegex(text, "is being written by process|exists already")
        self.call("check", "liver.h5")
        self.assertEqual(sorted(os.listdir(self.folder)), ["case.h5", "dose.h5", "liver.h5"])

    def test_a_file_of_the_users_own_with_the_name_of_the_lock_is_not_touched(self):
        self.path("new.h5.lock").write_text("my notes")
        self.path(".new.h5.7.part").write_text("mine, too")
        refused = self.run_case("new.h5", "--histories", 2000, code=2)
        self.assertIn("new.h5.lock: is no lock of yttria", refused.stderr)
        self.assertEqual(self.path("new.h5.lock").read_text(), "my notes")
        self.path("new.h5.lock").unlink()
        self.run_case("new.h5", "--histories", 2000)
        self.assertEqual(self.path(".new.h5.7.part").read_text(), "mine, too")

    def test_a_file_system_without_locks_is_told_and_used(self):
        env = {**os.environ, "LD_PRELOAD": os.environ["YTTRIA_NO_LOCKS"],
               "ASAN_OPTIONS": "verify_asan_link_order=0"}
        done = self.run_case("new.h5", "--histories", 2000, env=env)
        self.assertIn("warning: new.h5: its file system has no locks (", done.stderr)
        self.assertFalse(self.path("new.h5.lock").exists())
        self.run_case("whole.h5", "--histories", 2000)
        self.assert_same_dose("new.h5", "whole.h5")
        run = self.start("killed.h5", "--histories", "1e9", "--save-every", "0.05s", env=env)
        self.wait_for_file("killed.h5.checkpoint")
        run.send_signal(signal.SIGKILL)
        run.wait()
        self.assertTrue(self.path("killed.h5.lock").exists())  # left behind
        again = self.run_case("killed.h5", "--resume", "--histories", "1e9", "--max-time", "0.1s", env=env)
        self.assertNotIn("is being written", again.stderr)


if __name__ == "__main__":
    main()
