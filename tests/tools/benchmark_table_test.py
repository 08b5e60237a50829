#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The arithmetic of benchmarks/run_all, and a row from a run of the program.

Usage: benchmark_table_test.py YTTRIA
"""
import contextlib
import importlib.machinery
import importlib.util
import io
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parents[2]
loader = importlib.machinery.SourceFileLoader("run_all", str(ROOT / "benchmarks" / "run_all"))
run_all = importlib.util.module_from_spec(importlib.util.spec_from_loader("run_all", loader))
loader.exec_module(run_all)
PROGRAM = Path(sys.argv[1])


def row(**more):
    return {"what": "water", "flags": "", "histories": 1000, "device": "1 thread",
            "decays_per_second": 6e5, "transport_seconds": 2.0, "wall_seconds": 3.0,
            "max50_uncertainty": 0.5, "run_digest": "aa", "tally_digest": "bb", **more}


class AgainstEgsnrc(unittest.TestCase):
    def test_rate_times_saved_variance(self):
        line, = run_all.against_egsnrc([row(), row(egsnrc="clinical")], {"clinical": 500.0})
        # 6e5 / 3e4 = 20; 500 / (0.25 x 1000) = 2
        self.assertEqual(line, "clinical: 20 times the decays/s of EGSnrc, 2 times less variance "
                               "per decay: 40 times its efficiency")

    def test_without_a_variance_only_the_rate(self):
        line, = run_all.against_egsnrc([row(egsnrc="reference")], {"clinical": 500.0})
        self.assertEqual(line, "reference: 20 times the decays/s of EGSnrc")

    def test_variances_are_read(self):
        found = run_all.independent_variance()
        self.assertEqual(set(found), set(run_all.PRESETS))
        self.assertTrue(all(600 < value < 1000 for value in found.values()), found)


class Rows(unittest.TestCase):
    def test_has_a_cell_for_every_column(self):
        columns = run_all.HEADER.splitlines()[0].count("|")
        self.assertEqual(run_all.line_of(row()).count("|"), columns)
        self.assertEqual(run_all.line_of(row(max50_uncertainty=None)).count("|"), columns)

    def test_of_a_run_says_what_was_computed(self):
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
            bench = run_all.Bench(PROGRAM.parent, folder, quick=True)
            made = bench.run("water", bench.case(run_all.WATER), "--backend", "cpu", "--preset",
                             "clinical", "--histories", 200_000)
        self.assertEqual(made["histories"], 13 * 2**14)
        self.assertEqual(len(made["run_digest"]), 16)
        self.assertAlmostEqual(made["efficiency_per_second"] * made["transport_seconds"]
                               * made["max50_uncertainty"] ** 2, 1)

    def test_of_a_failed_run_stops_with_its_words(self):
        with tempfile.TemporaryDirectory() as folder:
            bench = run_all.Bench(PROGRAM.parent, folder, quick=True)
            with self.assertRaisesRegex(SystemExit, "(?s)exit code 2.*absent.h5: there is no such file"):
                bench.run("absent", "absent.h5")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
