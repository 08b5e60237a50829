#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the program says: help, wrong words, names out of files. Usage: usage_test.py YTTRIA"""
import os
import re
import shlex
import signal
import subprocess

import h5py

from sandbox import LONG, Sandbox, main


class Usage(Sandbox):
    def test_version_and_help(self):
        self.assertRegex(self.call("--version").stdout, r"^yttria \d+\.\d+\.\d+ \(\S+\)\n.*CUDA (yes|no)\n$")
        for command in ("run", "check", "info", "material", "phantom", "merge", "kernel", "convolve", "compare",
                        "dvh", "plan", "report", "devices", "selftest"):
            self.assertIn(command, self.call("--help").stdout)
            self.assertIn("--json", self.call(command, "--help").stdout if command not in ("phantom", "kernel")
                          else self.call(command, {"phantom": "liver", "kernel": "vsv"}[command], "--help").stdout)

    def test_help_has_examples_and_formats(self):
        whole = self.call("--help").stdout
        self.assertEqual(self.call("help").stdout, whole)
        commands = re.findall(r"^  ([a-z]+) {5,}", whole.split("Subcommands:")[1], re.M)
        self.assertIn("report", commands)
        for command in commands:
            text = self.call("help", command).stdout
            self.assertEqual(text, self.call(command, "--help").stdout)
            self.assertIn(f"Examples:\n  yttria {command}", text)
        self.assertIn("Examples:\n  yttria phantom liver", self.call("help", "phantom", "liver").stdout)
        formats = self.call("help", "formats").stdout
        for words in ("/medium/density", '"g/cm3"', "/result/uncertainty", "energy_squared", "LPS"):
            self.assertIn(words, formats)

    def test_examples_are_calls_that_parse(self):
        """Each example fails at its missing input at the earliest, never at its words."""
        for command in ("run", "check", "info", "merge", "convolve", "dvh", "plan", "compare", "report"):
            text = re.sub(r"\\\n +", "", self.call("help", command).stdout.split("Examples:\n")[1])
            for line in text.splitlines():
                words = shlex.split(re.split(" {2,}", line.strip())[0])[1:]
                self.assertNotIn("--help", self.call(*words, code=2).stderr, line)

    def test_wrong_words_are_answered_with_the_nearest_right_one(self):
        for words, right in ((("rnu",), "run"), (("run", "x.h5", "-o", "y.h5", "--histores", "5"), "--histories"),
                             (("run", "x.h5", "-o", "y.h5", "--preset", "clinica"), "clinical"),
                             (("phantom", "livr", "-o", "x.h5"), "liver"), (("help", "formts"), "formats"),
                             (("kernel", "vsw", "-o", "x.h5"), "vsv")):
            self.assertIn(f"did you mean '{right}'?", self.call(*words, code=2).stderr)
        self.assertNotIn("did you mean", self.call("wxyz", code=2).stderr)
        for words, right in ((("convolve", "x.h5", "--method", "vsvd", "-o", "y.h5"), "vsv"),
                             (("kernel", "dpk", "--medium", "water", "--nuclide", "Y90", "-o", "y.h5"), "Y-90"),
                             (("dvhs", "--help"), "dvh"), (("phantom", "livr", "--help"), "liver")):
            self.assertIn(f"did you mean '{right}'?", self.call(*words, code=2).stderr)

    def test_help_of_a_command_that_is_not_there_is_an_error(self):
        done = self.call("dose", "--help", code=2)
        self.assertIn("there is no command 'dose'", done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertIn("yttria run", self.call("run", "--help").stdout)
        self.assertIn("yttria", self.call("--log-file", "x", "--help").stdout)

    def test_words_of_the_parser_are_those_of_the_program(self):
        self.assertIn("there is no use for 'min'", self.call("plan", "x.h5", "min", code=2).stderr)
        self.assertIn("--threads: 'two' is no whole number from 0 to 4096",
                      self.call("run", "x.h5", "-o", "y.h5", "--threads", "two", code=2).stderr)
        self.assertIn("--threads: '9999' is no whole number",
                      self.call("run", "x.h5", "-o", "y.h5", "--threads", "9999", code=2).stderr)

    def test_colours_only_on_terminals_and_not_with_NO_COLOR(self):
        def on_terminal(**environment):
            mine, theirs = os.openpty()
            subprocess.run([self.program, "rnu"], stderr=theirs, env={**os.environ, "TERM": "xterm", **environment})
            os.close(theirs)
            with open(mine, "rb", buffering=0) as terminal:
                return terminal.read(1000)
        environment = os.environ.pop("NO_COLOR", None)
        try:
            self.assertIn(b"\x1b[", on_terminal())
            self.assertNotIn(b"\x1b", on_terminal(NO_COLOR="1"))
            self.assertNotIn(b"\x1b", on_terminal(TERM="dumb"))
            self.assertNotIn("\x1b", self.call("rnu", code=2).stderr)
        finally:
            if environment is not None:
                os.environ["NO_COLOR"] = environment

    def test_bad_usage_ends_with_2_and_one_line(self):
        for words in ((), ("nonsense",), ("run",), ("run", "case.h5"), ("phantom", "-o", "x.h5"),
                      ("run", "no.h5", "-o", "x.h5"), ("run", "no.h5", "-o", "x.h5", "--histories", "0"),
                      ("run", "no.h5", "-o", "x.h5", "--max-time", "10m"), ("info", "no.h5"),
                      ("merge", "no.h5", "-o", "x.h5"), ("check", "no.h5", "--preset", "best")):
            done = self.call(*words, code=2)
            self.assertTrue(done.stderr.startswith("yttria: error: "), done.stderr)
            self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
            self.assertEqual(done.stdout, "")

    def test_a_name_in_a_file_begins_no_message_of_its_own(self):
        self.phantom()
        with h5py.File(self.folder / "case.h5", "r+") as file:
            file["roi"].create_dataset("a\nyttria: error: forged\n  b", (9, 9, 9), "u1")  # without a role
        told = self.call("run", "case.h5", "-o", "x.h5", code=2).stderr
        self.assertIn("\n  yttria: error: forged\n  b", told)
        self.assertEqual([line for line in told.splitlines() if not line.startswith("  ")], told.splitlines()[:1])

    def test_the_name_of_a_file_is_not_obeyed_by_a_terminal(self):
        self.phantom()
        name = "\x1b[31mred\nyttria: error: forged"
        run = self.interrupt(name, *LONG, "--resume", number=signal.SIGTERM)
        told = run.stderr.read()
        self.assertEqual(run.returncode, 75, told)
        for words in ("nothing to resume at ", "interrupted; what was done is in "):
            self.assertIn(f"yttria: {words}\\x1B[31mred\\x0Ayttria: error: forged; ", told)
        self.assertNotRegex(told, "\x1b|(?m:^yttria: error)")

    def test_a_name_in_a_file_is_not_obeyed_by_a_terminal(self):
        self.phantom()
        name = "\x1b]0;title\x07\x1b[31mred\nproblem: forged"
        with h5py.File(self.folder / "case.h5", "r+") as file:
            mask = file["roi"].create_dataset(name, (9, 9, 9), "u1")
            mask.attrs["role"] = "other"
            mask[4, 4, 4] = 1
        self.run_case("dose.h5", "--histories", 2000)
        self.call("compare", "dose.h5", "dose.h5", "-o", "difference.h5")
        with h5py.File(self.folder / "difference.h5", "r+") as file:
            file.attrs["test"] = name
        for words in (("check", "case.h5"), ("info", "case.h5"), ("info", "dose.h5"), ("info", "difference.h5"),
                      ("dvh", "dose.h5"), ("plan", "case.h5"), ("compare", "dose.h5", "dose.h5"),
                      ("report", "dose.h5", "-o", "page.html")):
            with self.subTest(words):
                done = self.call(*words)
                self.assertNotRegex(done.stdout + done.stderr, "[\x1b\x07]|(?m:^problem: forged)")


if __name__ == "__main__":
    main()
