#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""yttria kernel and yttria convolve from outside. Usage: kernel_methods_test.py YTTRIA"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools" / "python"))
import yttria  # noqa: E402

QUICK = ("--preset", "clinical", "--histories", "4096", "--batch-size", "256")
MEV = yttria.JOULE_PER_MEV


def convolved(decays, kernel):
    """The sum over all pairs of voxels, by shifted copies."""
    whole = kernel.whole(kernel.energy_fraction)
    reach = [(n - 1) // 2 for n in whole.shape]
    padded = np.zeros([n + 2 * r for n, r in zip(decays.shape, reach)])
    for z, y, x in np.argwhere(decays > 0):
        padded[z:z + whole.shape[0], y:y + whole.shape[1], x:x + whole.shape[2]] += \
            decays[z, y, x] * whole
    inner = tuple(slice(r, r + n) for n, r in zip(decays.shape, reach))
    return padded[inner]


class KernelMethods(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def call(self, *words, code=0):
        done = subprocess.run([os.environ["YTTRIA"], *map(str, words)], cwd=self.folder,
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, code, f"{words}\n{done.stdout}\n{done.stderr}")
        return done

    def results(self, *words):
        return json.loads(self.call(*words, "--json").stdout)

    def refused(self, *words):
        done = self.call(*words, code=2)
        self.assertTrue(done.stderr.startswith("yttria: error: "), done.stderr)
        self.assertEqual(done.stdout, "")
        return done.stderr

    def write_case(self, name="case.h5", points=False):
        """Liver beside lung, with a voxel of vacuum; voxels of 2 x 3 x 4 mm."""
        density = np.full((6, 7, 8), 1.06)
        density[:, :, 5:] = 0.26
        density[0, 0, 0] = 0
        case = yttria.Case(spacing_mm=(2.0, 3.0, 4.0), density=density,
                           materials=["liver", "lung"], material=density < 1,
                           rois={"liver": (density > 1, "normal_liver"),
                                 "lung": (density < 1, "lung")})
        if points:
            case.points_mm, case.point_decays = [[-2.0, 0.5, 1.0], [3.0, 2.0, 3.0]], [3e9, 1e9]
        else:
            case.source_map = np.zeros(density.shape)
            case.source_map[2:4, 2:5, 1:4] = 1e9
            case.source_map[3, 3, 6] = 2e8
        yttria.write_case(self.folder / name, case)
        return case

    def test_voxel_kernel_file_and_table(self):
        report = self.results("kernel", "vsv", "--medium", "soft tissue", "--spacing", "3,3,5",
                              "--radius", 15, "--csv", "k.csv", "-o", "k.h5", *QUICK)
        kernel = yttria.read_kernel(self.folder / "k.h5")
        self.assertEqual(report["emitted_quanta"],
                         report["in_kernel_quanta"] + report["beyond_quanta"])
        whole = kernel.whole(kernel.energy_fraction)
        self.assertEqual(whole.shape, (7, 11, 11))
        self.assertAlmostEqual(whole.sum(), report["in_kernel_quanta"] / report["emitted_quanta"],
                               places=12)
        mass_kg = kernel.density_g_cm3 * 0.3 * 0.3 * 0.5 * 1e-3
        s_value = kernel.energy_fraction * kernel.energy_per_decay_MeV * MEV / mass_kg * 1e9
        np.testing.assert_allclose(kernel.s_value, s_value, rtol=1e-12)
        rows = np.loadtxt(self.folder / "k.csv", delimiter=",", skiprows=5)
        np.testing.assert_allclose(rows[:, 3], s_value.ravel(), rtol=1e-6)
        self.assertEqual(self.results("info", "k.h5")["format"], "yttria-kernel")

    def test_point_kernel_file_and_table(self):
        report = self.results("kernel", "dpk", "--nuclide", "P-32", "--radius", 10, "--csv",
                              "k.csv", "-o", "k.h5", *QUICK)
        kernel = yttria.read_kernel(self.folder / "k.h5")
        self.assertAlmostEqual(kernel.energy_fraction.sum(), 1 - report["beyond_fraction"], places=12)
        volume_cm3 = 4e-3 / 3 * np.pi * np.diff(kernel.radius_mm**3)
        dose = kernel.energy_fraction * kernel.energy_per_decay_MeV * MEV / (volume_cm3 * 1e-3) * 1e9
        np.testing.assert_allclose(kernel.dose, dose, rtol=1e-9)
        rows = np.loadtxt(self.folder / "k.csv", delimiter=",", skiprows=4)
        np.testing.assert_allclose(rows[:, 1], kernel.radius_mm[1:], rtol=1e-5)

    def test_convolution_is_the_formula(self):
        case = self.write_case()
        self.results("kernel", "vsv", "--case", "case.h5", "-o", "k.h5", *QUICK)
        kernel = yttria.read_kernel(self.folder / "k.h5")
        energy_J = convolved(case.source_map, kernel) * kernel.energy_per_decay_MeV * MEV
        volume_kg = 0.2 * 0.3 * 0.4 * 1e-3  # of 1 g/cm3
        for method, density in (("vsv", kernel.density_g_cm3), ("vsv-density", case.density)):
            report = self.results("convolve", "case.h5", "--method", method, "--kernel", "k.h5",
                                  "-o", f"{method}.h5")
            dose = yttria.read_dose(self.folder / f"{method}.h5")
            with np.errstate(divide="ignore"):
                expected = energy_J / (volume_kg * density)
            expected[0, 0, 0] = np.nan
            np.testing.assert_allclose(dose.dose_Gy, expected, rtol=1e-6)
            facts = report["provenance"]
            emitted = case.source_map.sum()
            self.assertAlmostEqual(
                facts["deposited_fraction"] + facts["in_vacuum_fraction"],
                convolved(case.source_map, kernel).sum() / emitted, places=9)
            self.assertAlmostEqual(sum(facts[f"{part}_fraction"] for part in (
                "deposited", "in_vacuum", "left_grid", "beyond_kernel")), 1, places=12)
        regions = {region["name"]: region for region in report["regions"]}
        lung = case.density == 0.26
        self.assertAlmostEqual(regions["lung"]["mean_Gy"] / dose.dose_Gy[lung].mean(), 1, places=5)

    def test_every_method_without_a_kernel_file(self):
        case = self.write_case()
        emitted_J = case.source_map.sum() * 0.9325 * MEV
        for method in ("local", "vsv", "vsv-density", "dpk-density"):
            words = () if method == "local" else ("--histories", 2048, "--preset", "clinical")
            self.call("convolve", "case.h5", "--method", method, "-o", f"{method}.h5", *words)
            dose = yttria.read_dose(self.folder / f"{method}.h5")
            self.assertTrue(np.isnan(dose.dose_Gy[0, 0, 0]))
            self.assertTrue(np.isnan(dose.uncertainty).all())
            energy_J = np.nansum(dose.dose_Gy.astype("f8") * dose.mass_g) * 1e-3
            if method != "vsv":
                share = dose.provenance["deposited_fraction"]
                self.assertAlmostEqual(energy_J / emitted_J, share, places=3)
            self.assertEqual(self.results("info", f"{method}.h5")["provenance"]["method"], method)

    def test_threads_change_nothing(self):
        self.write_case()
        for method in ("vsv", "dpk-density"):
            doses = []
            for threads in (1, 3):
                self.call("convolve", "case.h5", "--method", method, "-o", "d.h5", "--force",
                          "--threads", threads, "--histories", 1024)
                doses.append(yttria.read_dose(self.folder / "d.h5").dose_Gy)
            np.testing.assert_array_equal(*doses)

    def test_what_is_read_is_not_replaced(self):
        self.write_case()
        quick = (*QUICK, "--force")
        self.call("kernel", "vsv", "--case", "case.h5", "-o", "k.h5", *QUICK)
        before = {name: (self.folder / name).read_bytes() for name in ("case.h5", "k.h5")}
        (self.folder / "link.h5").symlink_to("case.h5")
        convolve = ("convolve", "case.h5", "--force", "--method")
        for words in ((*convolve, "local", "-o", "case.h5"), (*convolve, "local", "-o", "link.h5"),
                      (*convolve, "vsv", "--kernel", "k.h5", "-o", "k.h5"),
                      ("kernel", "vsv", "--case", "case.h5", "-o", "case.h5", *quick),
                      ("kernel", "dpk", "--case", "case.h5", "-o", "n.h5", "--csv", "case.h5", *quick),
                      ("kernel", "dpk", "-o", "n.h5", "--csv", "n.h5", *quick)):
            self.assertIn("give another name", self.refused(*words))
        for name, content in before.items():
            self.assertEqual((self.folder / name).read_bytes(), content)
        self.assertFalse((self.folder / "n.h5").exists())

    def test_flags_without_effect_are_refused(self):
        self.write_case()
        self.call("kernel", "vsv", "--case", "case.h5", "-o", "k.h5", *QUICK)
        given = ("convolve", "case.h5", "-o", "d.h5", "--method", "vsv", "--kernel", "k.h5")
        local = ("convolve", "case.h5", "-o", "d.h5", "--method", "local")
        for flag in (("--medium", "lung"), ("--density", 1), ("--histories", 1000), ("--seed", 2),
                     ("--preset", "clinical"), ("--moller-keV", 20),
                     ("--internal-bremsstrahlung", "on")):
            self.assertIn("leave them out with --kernel", self.refused(*given, *flag))
            self.assertIn("leave them out with --method local", self.refused(*local, *flag))
        for words in (given, local):
            self.assertIn("dpk-density alone", self.refused(*words, "--rays", 64))
        for words in (given, local, given[:-2]):
            self.assertIn("--dose-to water", self.refused(*words, "--dose-to", "water"))
        for kind in ("vsv", "dpk"):
            self.assertIn("--dose-to water", self.refused("kernel", kind, "-o", "n.h5", *QUICK,
                                                          "--dose-to", "water"))

    def test_points(self):
        self.write_case(points=True)
        for method in ("local", "vsv-density", "dpk-density"):
            words = () if method == "local" else ("--histories", 1024)
            self.call("convolve", "case.h5", "--method", method, "-o", f"{method}.h5", *words)
            dose = yttria.read_dose(self.folder / f"{method}.h5")
            energy = dose.dose_Gy * dose.mass_g
            self.assertEqual(np.nanargmax(energy), np.ravel_multi_index((3, 3, 3), energy.shape))

    def test_truncation_is_told(self):
        self.write_case()
        self.call("kernel", "vsv", "--case", "case.h5", "-o", "k.h5", *QUICK)
        lost = [self.results("convolve", "case.h5", "--method", "vsv", "--kernel", "k.h5", "--radius",
                             radius, "-o", "d.h5", "--force")["provenance"]["beyond_kernel_fraction"]
                for radius in (4, 8, 30)]
        self.assertGreater(lost[0], lost[1])
        self.assertGreater(lost[1], lost[2])
        self.assertLess(lost[2], 0.01)

    def test_kernels_that_do_not_fit(self):
        self.write_case()
        self.call("kernel", "vsv", "-o", "cubes.h5", *QUICK)
        self.call("kernel", "vsv", "--spacing", "2,3,4", "-o", "water.h5", *QUICK)
        self.call("kernel", "vsv", "--case", "case.h5", "--medium", "liver", "-o", "own.h5", *QUICK)
        self.call("kernel", "dpk", "-o", "dpk.h5", *QUICK)
        convolve = ("convolve", "case.h5", "-o", "d.h5", "--method")
        self.assertIn("spacing_mm is 3 3 3", self.refused(*convolve, "vsv", "--kernel", "cubes.h5"))
        self.assertIn("--any-medium", self.refused(*convolve, "vsv", "--kernel", "water.h5"))
        self.assertIn("yttria kernel vsv", self.refused(*convolve, "vsv", "--kernel", "dpk.h5"))
        self.assertIn("yttria kernel dpk", self.refused(*convolve, "dpk-density", "--kernel", "own.h5"))
        self.assertIn("uses no kernel", self.refused(*convolve, "local", "--kernel", "own.h5"))
        self.assertIn("local", self.refused(*convolve, "best"))
        self.assertFalse((self.folder / "d.h5").exists())
        self.call(*convolve, "vsv", "--kernel", "water.h5", "--any-medium")
        self.refused(*convolve, "vsv", "--kernel", "water.h5", "--any-medium")  # exists
        self.assertIn("yttria-kernel", self.refused(*convolve[:2], "-o", "e.h5", "--method", "vsv",
                                                    "--kernel", "case.h5"))

    def test_bad_orders(self):
        kernel = ("kernel", "vsv", "-o", "k.h5")
        for words in ((*kernel, "--spacing", "3,3"), (*kernel, "--medium", "jelly"),
                      (*kernel, "--nuclide", "Xy-1"), (*kernel, "--density", "-1"),
                      (*kernel, "--goal", "liver=1"), (*kernel, "--electron-MeV", "1", "--nuclide", "Y-90"),
                      (*kernel, "--spacing", "0.001"), ("kernel", "-o", "k.h5"),
                      ("kernel", "dpk", "-o", "k.h5", "--shell", "0")):
            self.refused(*words)
        self.assertFalse((self.folder / "k.h5").exists())


if __name__ == "__main__":
    os.environ["YTTRIA"] = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
