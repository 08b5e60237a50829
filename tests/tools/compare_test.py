#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""yttria compare from outside. Usage: compare_test.py YTTRIA"""
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import h5py
import numpy as np

from dose_map_file import write_dose_map

PROGRAM = None
QUICK = ["--preset", "clinical", "--batch-size", "1000", "--histories", "20000", "--backend", "cpu"]


class Compare(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def call(self, *words, code=0):
        done = subprocess.run([PROGRAM, *map(str, words)], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, code, f"{words}\n{done.stdout}\n{done.stderr}")
        return done

    def results(self, *words):
        return json.loads(self.call(*words, "--json").stdout)

    def write(self, name, dose, spacing=(2, 2, 2), **more):
        write_dose_map(self.folder / name, dose, spacing, **more)

    def write_pair(self):
        rng = np.random.default_rng(5)
        dose = 20 + 80 * rng.random((5, 6, 7))
        mask = np.zeros(dose.shape)
        mask[1:3] = 1
        self.write("a.h5", dose, rois={"part": mask})
        self.write("b.h5", 1.03 * dose)
        return dose, mask

    def test_maps_of_other_programs(self):
        dose, mask = self.write_pair()
        made = self.results("compare", "a.h5", "b.h5", "-o", "c.h5", "--gamma", "3%/2mm", "--gamma", "2%/1mm")
        self.assertFalse(made["resampled"])
        self.assertAlmostEqual(made["local"]["mean"], 0.03, places=6)
        self.assertAlmostEqual(made["agreement"]["mare"], 0.03, places=6)
        self.assertAlmostEqual(made["global"]["highest"]["value"], 0.03, places=6)
        place = made["global"]["highest"]["voxel"][::-1]
        self.assertEqual(tuple(place), np.unravel_index(dose.argmax(), dose.shape))
        self.assertEqual([g["criterion"] for g in made["gamma"]], ["3%/2mm", "2%/1mm"])
        self.assertEqual(made["gamma"][0]["passing_rate"], 1)
        mean = made["regions"][0]["values"]["mean_Gy"]
        self.assertAlmostEqual(mean["reference"] / dose[mask > 0].mean(), 1, places=6)
        self.assertAlmostEqual(mean["difference"] / mean["reference"], 0.03, places=6)
        self.assertIsNone(mean["sigma"])
        self.assertIn("not_given", made["z"])
        with h5py.File(self.folder / "c.h5") as file:
            self.assertEqual(file.attrs["format"], "yttria-comparison")
            np.testing.assert_allclose(file["difference/local"][()], 0.03, atol=1e-6)
            self.assertEqual(file["difference/gamma_2"].attrs["criterion"], "2%/1mm")
            self.assertEqual(len(file["roi/part/dvh"]), 401)
        self.assertIn("Reference".lower(), self.call("compare", "a.h5", "b.h5").stdout)

    def test_info_says_what_a_comparison_is(self):
        self.write_pair()
        self.call("compare", "a.h5", "b.h5", "-o", "c.h5")
        self.assertIn("yttria compare", self.call("info", "c.h5").stdout)
        self.assertEqual(self.results("info", "c.h5")["reference"], "a.h5")
        self.assertIn("yttria-comparison", self.call("compare", "a.h5", "c.h5", code=2).stderr)

    def test_options_count(self):
        self.write_pair()
        everything = self.results("compare", "a.h5", "b.h5", "--threshold", "0")
        some = self.results("compare", "a.h5", "b.h5", "--threshold", "60%")
        self.assertGreater(everything["judged"], some["judged"])
        local = self.results("compare", "a.h5", "b.h5", "--gamma-normalisation", "local")
        self.assertLess(local["gamma"][0]["passing_rate"],
                        self.results("compare", "a.h5", "b.h5")["gamma"][0]["passing_rate"])
        self.assertEqual(self.results("compare", "a.h5", "b.h5", "--gamma", "none")["gamma"], [])
        capped = self.results("compare", "a.h5", "b.h5", "--gamma-max", "0.5")["gamma"][0]
        self.assertEqual(capped["largest"], 0.5)
        one = self.call("compare", "a.h5", "b.h5", "--threads", "1", "--json").stdout
        self.assertEqual(one, self.call("compare", "a.h5", "b.h5", "--threads", "3", "--json").stdout)

    def test_errors_name_place_and_remedy(self):
        self.write_pair()
        self.write("far.h5", np.ones((3, 3, 3)), origin_mm=(500, 0, 0))
        for words, expected in ((("a.h5", "far.h5"), "do not overlap"),
                                (("a.h5", "no.h5"), "no.h5"),
                                (("a.h5", "b.h5", "--roi", "spleen"), "there are part"),
                                (("b.h5", "a.h5", "--roi", "part"), "there is no region"),
                                (("a.h5", "b.h5", "--gamma=-2%/2mm"), "--gamma '-2%/2mm'"),
                                (("a.h5", "b.h5", "--gamma", "2%/0mm"), "above 0"),
                                (("a.h5", "b.h5", "--gamma", "2"), "such as 2%/2mm"),
                                (("a.h5", "b.h5", "--threshold", "120%"), "0 to 100"),
                                (("a.h5", "b.h5", "--gamma-max", "0"), "above 0"),
                                (("a.h5", "b.h5", "-o", "b.h5"), "b.h5"),
                                (("a.h5", "b.h5", "-o", "a.h5", "--force"), "replace the reference"),
                                (("a.h5", "b.h5", "-o", "b.h5", "--force"), "replace the test")):
            done = self.call("compare", *words, code=2)
            self.assertTrue(done.stderr.startswith("yttria: error: "), done.stderr)
            self.assertIn(expected, done.stderr)
        both = self.call("compare", "a.h5", "far.h5", code=2).stderr
        self.assertIn("a.h5 and far.h5", both)
        self.assertIn("x 500 to 504", both)

    def test_other_grids_are_resampled_with_a_clear_word(self):
        z, y, x = np.meshgrid(*[np.arange(n) * 2.0 for n in (6, 6, 6)], indexing="ij")
        self.write("coarse.h5", 10 + x + 2 * y + 3 * z)
        z, y, x = np.meshgrid(*[1 + np.arange(n) * 0.5 for n in (10, 10, 10)], indexing="ij")
        self.write("fine.h5", 10 + x + 2 * y + 3 * z, (0.5, 0.5, 0.5), origin_mm=(1, 1, 1))
        made = self.results("compare", "fine.h5", "coarse.h5")
        self.assertTrue(made["resampled"])
        self.assertEqual(made["compared"], 1000)
        self.assertLess(abs(made["local"]["rms"]), 1e-6)
        self.assertIn("resampled", made["z"]["not_given"])
        self.assertTrue(any("trilinear" in warning for warning in made["warnings"]))
        self.assertIn("RESAMPLED", self.call("compare", "fine.h5", "coarse.h5").stdout)

    def test_runs(self):
        self.call("phantom", "lattice", "--voxels", 9, "--margin", 1, "--pitch", 2, "-o", "case.h5")
        for name, seed, to in (("a", 1, "medium"), ("b", 2, "medium"), ("w", 3, "water")):
            self.call("run", "case.h5", "-o", f"{name}.h5", "--seed", seed, "--dose-to", to, *QUICK)
        made = self.results("compare", "a.h5", "b.h5")
        self.assertGreater(made["z"]["voxels"], 10)
        # 20 batches: Student's t with 38 degrees of freedom; correlated voxels, so a wide interval.
        self.assertLess(abs(made["z"]["sd"] - 1), 0.35)
        mean = made["regions"][0]["values"]["mean_Gy"]
        self.assertGreater(mean["sigma"], 0)
        self.assertLess(abs(mean["difference"]), 5 * mean["sigma"])
        same = self.results("compare", "a.h5", "a.h5")
        self.assertIn("same run", same["z"]["not_given"])
        self.assertEqual(same["gamma"][0]["largest"], 0)
        water = self.results("compare", "a.h5", "w.h5")
        self.assertTrue(any("to medium" in w and "to water" in w for w in water["warnings"]))


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main()
