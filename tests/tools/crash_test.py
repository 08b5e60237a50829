#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A crash of the library that reads or writes, made by a preloaded one: it is told, with the file, and leaves
nothing; signals reach the process that does the work. Usage: crash_test.py YTTRIA PROBE"""
import os
import signal
import subprocess
import sys
import unittest
from pathlib import Path

from sandbox import QUICK, Sandbox


class Crash(Sandbox):
    probe = None

    def setUp(self):
        super().setUp()
        self.make_one_of_each()
        self.before = self.files()

    def environment(self, where):
        return {**os.environ, "LD_PRELOAD": str(self.probe), "YTTRIA_CRASH": where}

    def crashes(self, file, *words, where="read"):
        with self.subTest(words=words):
            done = self.call(*words, code=2, env=self.environment(where))
            told = done.stdout if words[0] == "check" else done.stderr
            self.assertIn(f"{file}: ", told)
            self.assertIn("signal 11 (Segmentation fault)", told)
            self.assertIn("again", told)
            self.assertEqual(self.files(), self.before)

    def test_a_crash_while_reading_names_the_file_and_leaves_nothing(self):
        for words in (("info",), ("check",), ("plan",), ("run", "-o", "out.h5", *QUICK),
                      ("convolve", "--method", "local", "-o", "out.h5")):
            self.crashes("case.h5", words[0], "case.h5", *words[1:])
        for words in (("info",), ("dvh",), ("compare", "other.h5"), ("merge", "other.h5", "-o", "out.h5"),
                      ("report", "-o", "out.html"), ("export", "--nifti", "out.nii")):
            self.crashes("dose.h5", words[0], "dose.h5", *words[1:])
        self.crashes("kernel.h5", "info", "kernel.h5")
        self.crashes("case.h5", "kernel", "vsv", "--case", "case.h5", "-o", "out.h5")

    def test_a_crash_while_writing_leaves_nothing(self):
        self.crashes("other.h5", "merge", "dose.h5", "other.h5", "-o", "out.h5", where="write")
        self.crashes("other.h5", "compare", "dose.h5", "other.h5", "-o", "out.h5", where="write")

    def test_a_crash_leaves_no_core(self):
        done = subprocess.run(["sh", "-c", 'ulimit -c unlimited 2>/dev/null; exec "$0" info case.h5', self.program],
                              cwd=self.folder, env=self.environment("read"), capture_output=True, text=True)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(self.files(), self.before)

    def waiting(self, *words):
        """The program in the middle of reading, in a session of its own, and its child."""
        process = subprocess.Popen([self.program, *words], cwd=self.folder, env=self.environment("wait"),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        self.addCleanup(lambda: (process.kill(), process.wait()))
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        self.wait_for(lambda: children.read_text().split(), "it has no child")
        child = Path("/proc") / children.read_text().split()[0]
        # Sleeping in pause(), or about to: system call 34.
        self.wait_for(lambda: self.sleeps(child), "the child does not wait")
        return process, child

    @staticmethod
    def sleeps(child):
        try:
            return (child / "syscall").read_text().startswith("34 ")
        except (PermissionError, FileNotFoundError):
            return (child / "status").read_text().count("State:\tS") > 0

    @staticmethod
    def is_gone(child):
        try:
            return "State:\tZ" in (child / "status").read_text()
        except (FileNotFoundError, ProcessLookupError):
            return True

    def test_signals_to_the_parent_end_both_the_usual_way(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT, signal.SIGKILL):
            with self.subTest(number=number):
                process, child = self.waiting("merge", "dose.h5", "other.h5", "-o", "out.h5")
                process.send_signal(number)
                self.assertEqual(process.wait(timeout=60), -number)
                self.wait_for(lambda: self.is_gone(child), "the child is left")
                if number != signal.SIGKILL:  # which nobody can clean up after
                    self.assertEqual(self.files(), self.before)

    def test_what_the_whole_group_gets_ends_both(self):
        process, child = self.waiting("info", "dose.h5")
        os.killpg(process.pid, signal.SIGINT)
        self.assertEqual(process.wait(timeout=60), -signal.SIGINT)
        self.wait_for(lambda: self.is_gone(child), "the child is left")

    def test_a_killed_child_is_told(self):
        process, child = self.waiting("info", "dose.h5")
        os.kill(int(child.name), signal.SIGKILL)
        self.assertEqual(process.wait(timeout=60), 3)


if __name__ == "__main__":
    Sandbox.program = os.path.abspath(sys.argv.pop(1))
    Crash.probe = os.path.abspath(sys.argv.pop(1))
    unittest.main()
