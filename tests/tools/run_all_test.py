#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""benchmarks/run_all: its arithmetic and what it says of trouble, with stand-ins for the programs
(gpu_check_fakes.py), and once with the real program. Usage: run_all_test.py YTTRIA"""
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
FAKES = Path(__file__).resolve().with_name("gpu_check_fakes.py")
PROGRAM = None
HEADER = "case,preset,decays,s2\n"


class RunAll(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.output = self.folder / "results" / "all.md"
        self.program = self.fake("yttria")
        self.loop = self.fake("benchmarks/yttria_bench_loop")
        self.independent = self.folder / "independent.csv"

    def fake(self, name):
        path = self.folder / "build" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!{sys.executable} -SEB\n{FAKES.read_text()}")
        path.chmod(0o755)
        return path

    def run_all(self, *words, wrong=("no gpu",), program=None, output=True):
        """Exit code. Rows by name and what computed them."""
        environment = {name: value for name, value in os.environ.items()
                       if name != "YTTRIA_REFERENCE_DATA"}
        done = subprocess.run(
            [sys.executable, "-B", TOP / "benchmarks" / "run_all", "--program",
             program or self.program, "--loop", self.loop, "--independent-s2", self.independent,
             *(["--output", self.output] if output else []), *words], text=True, capture_output=True,
            env={**environment, "FAKE": ",".join(wrong)})
        self.printed = done.stdout + done.stderr
        self.rows = {}
        if output and self.output.exists():
            self.lines = [json.loads(line) for line
                          in self.output.with_suffix(".jsonl").read_text().splitlines()]
            self.rows = {(row["row"], row["backend"]): row for row in self.lines}
            self.assertEqual(len(self.rows), len(self.lines))
            self.text = self.output.read_text()
        return done.returncode

    def row(self, name, backend="cpu, 1 thread"):
        self.assertIn((name, backend), self.rows, self.printed)
        return self.rows[name, backend]

    def test_everything_is_in_the_table(self):
        self.assertEqual(self.run_all(wrong=()), 0, self.printed)
        for place in ("cpu, 1 thread", "cpu, 16 threads", "cuda, Fake GPU 9000"):
            for case in ("liver-2mm", "liver-3mm", "liver-4mm", "water-3mm"):
                for preset in ("clinical", "reference"):
                    self.assertEqual(self.row(f"{case}, {preset}", place)["status"], "measured")
            self.row("memory per voxel, clinical", place)
            self.row("water 256^3: start-up, clinical", place)
        for place, most in (("cpu, 16 threads", "1e+08"), ("cuda, Fake GPU 9000", "1e+09")):
            self.row(f"water-3mm, {most} histories, clinical", place)
            self.row("water 64^3 voxels, clinical", place)
            self.row("liver-3mm, to 1 % in max50, clinical", place)
        left_out = self.rows.pop(("icrp110", "-"))
        self.assertEqual((left_out["status"], left_out["also"]),
                         ("left out", "YTTRIA_REFERENCE_DATA is not set"))
        for row in self.rows.values():
            if row["status"] == "left out":  # 512^3 where there is no room for it
                continue
            self.assertEqual(row["commit"], "abc123")
            self.assertEqual(row["machine"]["threads"], 16)
            self.assertEqual((len(row["run_digest"]), len(row["tally_digest"])), (16, 64))
            self.assertTrue(row["command"].startswith("yttria run "), row)
            self.assertEqual(row["loop_seconds"], {"before": 0.5, "after": 0.5})
        self.assertEqual(self.text.count("\n| "), len(self.lines) + 1)
        self.assertIn("`yttria phantom liver --spacing 2 -o liver-2mm.h5`", self.text)
        self.assertNotIn("busy", self.text)
        self.assertEqual(sorted(path.name for path in self.output.parent.iterdir()),
                         ["all.jsonl", "all.md"])

    def test_arithmetic(self):
        self.assertEqual(self.run_all("--only", "liver-3mm"), 0)
        row = self.row("liver-3mm, clinical")
        self.assertEqual(row["decays"], 2**24)
        self.assertAlmostEqual(row["transport_seconds"], 2**24 / 1e8)
        self.assertAlmostEqual(row["decays_per_loop"], 1e8 * 0.5)
        self.assertAlmostEqual(row["efficiency"], 1 / (0.02**2 * 2**24 / 1e8))
        self.assertAlmostEqual(row["efficiency_per_loop"], row["efficiency"] * 0.5)
        self.assertIn("| liver-3mm, clinical | cpu, 1 thread | 1.678e+07 | 1e+08 | 5e+07 | 2 % | "
                      "1.49e+04 | 7.45e+03 |", self.text)

    def test_against_egsnrc(self):
        self.independent.write_text(f"# from somewhere\n{HEADER}water-3mm,clinical,1e6,0.5\n"
                                    f"water-3mm,clinical,4e6,0.01\nliver-3mm,reference,4e6,0.01\n")
        self.assertEqual(self.run_all("--only", "water-3mm"), 0)
        full = self.row("water-3mm, clinical: against EGSnrc")["egsnrc"]
        self.assertEqual(full["kind"], "efficiency")
        self.assertAlmostEqual(full["independent_s2"], 0.01 * 4e6 / 2**24)  # the better known row
        self.assertAlmostEqual(full["ratio"], 1e8 / 3e4 * 0.01 * 4e6 / 2**24 / 0.02**2)
        plain = self.row("water-3mm, reference: against EGSnrc")["egsnrc"]
        self.assertEqual(plain["kind"], "rate")
        self.assertAlmostEqual(plain["ratio"], 1e7 / 3e4)
        self.assertIn("speed alone (independent_sampling.csv has no row for it)", self.text)
        self.assertNotIn(("water-3mm, clinical: against EGSnrc", "cpu, 16 threads"), self.rows)
        self.assertEqual(self.run_all("--only", "water-3mm", wrong=("no gpu", "max50 unknown")), 0)
        self.assertEqual(self.row("water-3mm, clinical: against EGSnrc")["egsnrc"]["kind"], "rate")
        self.assertIsNone(self.row("water-3mm, clinical")["efficiency"])

    def test_independent_sampling_that_cannot_be_is_refused(self):
        for text in ("case,preset,s2,decays\n", f"{HEADER}water-3mm,clinical,1e6,3.2\n",
                     f"{HEADER}water-3mm,clinical,1e6\n", f"{HEADER}water-3mm,clinical,nan,0.1\n"):
            self.independent.write_text(text)
            self.assertEqual(self.run_all("--only", "water-3mm"), 1, text)
            self.assertIn("independent.csv: ", self.printed)
        shipped = TOP / "benchmarks" / "independent_sampling.csv"
        self.assertEqual(self.run_all("--only", "water-3mm", "--independent-s2", shipped), 0)

    def test_other_digests_on_one_thread_fail(self):
        self.assertEqual(self.run_all("--only", "liver-3mm", wrong=("no gpu", "threads differ")), 1)
        row = self.row("liver-3mm, reference", "cpu, 16 threads")
        self.assertEqual(row["status"], "failed")
        self.assertIn("but on cpu, 1 thread run", row["also"])

    def test_trouble_is_a_row(self):
        self.assertEqual(self.run_all("--only", "liver-3mm", "goal", wrong=("crash run",)), 1)
        self.assertEqual({row["status"] for row in self.lines}, {"failed"})
        self.assertIn("failed: yttria: killed by SIGABRT: yttria: something is on fire", self.text)
        self.row("liver-3mm, reference", "cuda, Fake GPU 9000")
        self.assertEqual(self.run_all("--only", "voxels", wrong=("no gpu", "too large")), 0)
        self.assertIn("a run takes 256.0 GiB of memory", self.text)
        self.assertEqual(self.run_all(wrong=("crash devices",)), 1)

    def test_a_goal_that_is_not_reached_fails(self):
        self.assertEqual(self.run_all("--only", "goal", wrong=("no gpu", "max50 unknown")), 1)

    def test_the_loop(self):
        self.assertEqual(self.run_all("--only", "goal", wrong=("no gpu", "busy")), 0)
        self.assertIn("the machine was busy", self.text)
        self.assertEqual(self.run_all("--only", "goal", wrong=("no gpu", "wrong loop")), 0)
        self.assertIn("- loop: not timed: yttria_bench_loop: exit code 1", self.text)
        self.loop.unlink()
        self.assertEqual(self.run_all("--only", "goal"), 0)
        self.assertIn("- loop: not timed: yttria_bench_loop is not built", self.text)
        row = self.row("liver-3mm, to 1 % in max50, clinical", "cpu, 16 threads")
        self.assertIsNone(row["decays_per_loop"])

    def test_part_of_the_work_is_no_result(self):
        self.assertEqual(self.run_all("--quick", output=False), 2)
        self.assertEqual(self.run_all("--only", "goal", output=False), 2)

    def test_the_real_program(self):
        self.assertEqual(self.run_all("--quick", "--only", "water-3mm", "start-up", program=PROGRAM,
                                      wrong=()), 0, self.printed)
        one = self.row("water-3mm, clinical")
        self.assertEqual(one["decays"], 64 * -(-(2**24 // 100) // 64))
        self.assertTrue(0.02 < one["max50_uncertainty"] < 0.3, one)
        self.assertGreater(one["decays_per_second"], one["decays"] / one["wall_seconds"])
        start = self.row("water 64^3: start-up, clinical")
        self.assertTrue(all(0 < s < start["wall_seconds"] + 10 for s in start["start_up_seconds"]))
        memory = self.row("memory per voxel, clinical")["bytes_per_voxel"]
        self.assertGreater(memory, 4)  # the density alone
        self.assertIn("no results", self.text)


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main()
