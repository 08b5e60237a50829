# SPDX-License-Identifier: Apache-2.0
"""A folder of its own for each test of the program, with a small case in it, and what of a dose file
must not depend on how it came about."""
import argparse
import contextlib
import io
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import h5py

GOING_ON = re.compile(r"going on from (\S+): batches 0:(\d+) \(")
QUICK = ("--preset", "clinical", "--backend", "cpu")
LONG = ("--histories", "1e9")  # never reached
needs_address_space_limits = unittest.skipIf(
    os.environ.get("YTTRIA_SANITIZE"), "sanitizers reserve more address space than they use")


def content(path):
    """Bytes of every dataset and attribute in /result, /tally and /roi, and the digests."""
    found = {}

    def raw(value):
        texts = not hasattr(value, "dtype") or value.dtype.kind == "O"
        return str(value) if texts else value.tobytes()
    with h5py.File(path, "r") as file:
        def note(name, item):
            if isinstance(item, h5py.Dataset):
                found[name] = (item.shape, item.dtype.str, raw(item[...]))
            for key, value in item.attrs.items():
                found[f"{name}@{key}"] = raw(value)
        for group in ("result", "tally", "roi"):
            note(group, file[group])
            file[group].visititems(lambda name, item, group=group: note(f"{group}/{name}", item))
        for key in ("run_digest", "tally_digest"):
            found[key] = file["provenance"].attrs[key]
    return found


class Sandbox(unittest.TestCase):
    program = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def path(self, name):
        return self.folder / name

    def call(self, *words, code=0, **options):
        done = subprocess.run([self.program, *map(str, words)], cwd=self.folder, capture_output=True,
                              text=True, timeout=300, **options)
        self.assertEqual(done.returncode, code, f"{words}\n{done.stdout}\n{done.stderr}")
        return done

    def phantom(self, name="case.h5", voxels=9):
        self.call("phantom", "lattice", "--voxels", voxels, "--margin", 1, "-o", name)

    def files(self):
        return sorted(path.name for path in self.folder.iterdir())

    def make_one_of_each(self):
        """case.h5, two parts of a run (dose.h5, other.h5) and kernel.h5."""
        self.phantom()
        self.run_case("dose.h5", "--histories", 2000, "--batches", "0:6")
        self.run_case("other.h5", "--histories", 2000, "--batches", "6:10")
        self.call("kernel", "vsv", "--case", "case.h5", "--radius", 6, "--histories", 2000, "--backend", "cpu",
                  "-o", "kernel.h5")

    def run_words(self, output, *words):
        size = () if "--batch-size" in words else ("--batch-size", 200)
        return ("run", "case.h5", "-o", output, *size, *QUICK, *words)

    def run_case(self, output, *words, code=0, **options):
        return self.call(*self.run_words(output, *words), code=code, **options)

    def start(self, output, *words, **options):
        """A run in the background, which is killed with the test."""
        settings = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True, **options}
        process = subprocess.Popen([self.program, *map(str, self.run_words(output, *words))],
                                   cwd=self.folder, **settings)

        def end():
            if process.poll() is None:
                process.kill()
            process.wait()
            if process.stderr:
                process.stderr.close()
        self.addCleanup(end)
        return process

    def wait_for(self, what, message, seconds=60):
        deadline = time.monotonic() + seconds
        while not what():
            self.assertLess(time.monotonic(), deadline, message)
            time.sleep(0.002)

    def wait_for_file(self, name):
        self.wait_for(self.path(name).exists, f"{name} does not appear")

    def interrupt(self, output, *words, number=signal.SIGKILL):
        """Starts a run and stops it when it has saved itself, if it has not come to its end."""
        run = self.start(output, "--save-every", "0.05s", *words)
        saved = self.path(output + ".checkpoint")
        self.wait_for(lambda: saved.exists() or run.poll() is not None, f"{saved} does not appear")
        run.send_signal(number)
        run.wait(timeout=60)
        return run

    def batches_held(self, name):
        with h5py.File(self.path(name), "r") as file:
            return sum(int(last) - int(first) for first, last in file["tally/batches"][...])

    @staticmethod
    def gone_on_from(told):
        """(file, batches) that a resumed run says it goes on from; nothing and 0 when it does not say so."""
        found = GOING_ON.search(told)
        return (found[1], int(found[2])) if found else (None, 0)

    @staticmethod
    def computed_last(report):
        """Batches that the last process of a run has computed, by what --json prints."""
        return int(report["provenance"]["workers"][-1].rpartition(" ")[2])

    def info(self, name):
        return json.loads(self.call("info", name, "--json").stdout)

    def batches(self, name):
        with h5py.File(self.path(name), "r") as file:
            return [tuple(int(end) for end in row) for row in file["tally/batches"][...]]

    def enough(self, name):
        """Histories of a run that goes a little beyond what a file holds."""
        return (self.batches(name)[-1][1] + 40) * 200

    def assert_same_dose(self, one, other):
        a, b = content(self.path(one)), content(self.path(other))
        self.assertEqual(sorted(a), sorted(b))
        self.assertEqual([key for key in a if a[key] != b[key]], [])

    def failures(self, case, test, faulty, **numbers):
        """What a check finds in a faulty program: a shell script, to which $YTTRIA is the right one. A check
        that passes there proves nothing."""
        program = self.path("faulty")
        program.write_text(f"#!/bin/sh\nYTTRIA={shlex.quote(self.program)}\n{faulty}\n")
        program.chmod(0o755)
        check, result = case(test), unittest.TestResult()
        check.program = str(program)
        for number, value in numbers.items():
            setattr(check, number, value)
        with contextlib.redirect_stdout(io.StringIO()):
            check.run(result)
        self.assertEqual(result.errors, [])
        return "\n".join(text for _, text in result.failures)


def run_visibly(**options):
    """Runs the tests. Exit code 77, CTest's "skipped", when none failed but one was left out: what was not
    tried must not look like what was."""
    result = unittest.main(exit=False, **options).result
    for test, why in result.skipped:
        print(f"left out: {test}: {why}")
    sys.exit(1 if not result.wasSuccessful() else 77 if result.skipped else 0)


def main():
    Sandbox.program = os.path.abspath(sys.argv.pop(1))
    run_visibly(module="__main__")


def run_tests(description, case, *numbers):
    """Runs a test class for the program on the command line; flags set these whole numbers of it."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("program")
    for number in numbers:
        parser.add_argument(f"--{number}", type=int, default=getattr(case, number))
    words = parser.parse_args()
    Sandbox.program = os.path.abspath(words.program)
    for number in numbers:
        setattr(case, number, getattr(words, number))
    run_visibly(module=case.__module__, argv=sys.argv[:1])
