#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`yttria dvh` against the same figures computed here from the arrays of the file. Usage: dvh_test.py YTTRIA"""
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import h5py
import numpy as np
from dvh_oracle import BED, D, Oracle, V

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools" / "python"))
import yttria  # noqa: E402

PROGRAM = None
QUICK = ["--preset", "clinical", "--backend", "cpu", "--batch-size", "500"]


def make_case():
    shape = (10, 10, 10)
    density = np.full(shape, 1.06)
    density[:, :, 7:] = 0.26
    density[8:, 8:, 8:] = 0
    masks = {name: np.zeros(shape, dtype=bool) for name in ("one", "five", "block", "holes", "vacuum")}
    masks["one"][4, 4, 4] = True
    masks["five"][3, 3, 2:7] = True
    masks["block"][2:6, 2:6, 2:6] = True
    masks["holes"][6:, 6:, 6:] = True
    masks["vacuum"][9, 9, 8:] = True
    wave = np.zeros(10)
    wave[1:7] = np.sin(np.pi * np.arange(1, 7) / 7)
    roles = {"one": "other", "five": "tumour", "block": "normal_liver", "holes": "lung", "vacuum": "other"}
    return yttria.Case(spacing_mm=(3.0, 3.0, 3.0), density=density, materials=["liver", "lung"],
                       material=density < 1, source_map=np.round(3e10 * np.einsum("i,j,k", wave, wave, wave)),
                       rois={name: (mask, roles[name]) for name, mask in masks.items()})


def figures():
    """Names of the JSON's numbers and what they are of the doses."""
    of = {f"D{x}_Gy": D(x) for x in (98, 95, 90, 70, 50, 2, 33.3)}
    of.update({f"V{d}": V(d) for d in (100, 40, 55.5)})
    of.update({"min_Gy": np.min, "max_Gy": np.max,
               "homogeneity": lambda dose: (D(2)(dose) - D(98)(dose)) / (D(50)(dose) or np.nan),
               "BED_mean_Gy": lambda dose: np.mean(BED(dose)), "BED98_Gy": lambda dose: BED(D(98)(dose)),
               "EUBED_Gy": lambda dose: -np.log(np.mean(np.exp(-0.05 * BED(dose)))) / 0.05,
               "gEUD(-3)_Gy": lambda dose: np.mean(dose**-3.0) ** (-1 / 3) if dose.min() > 0 else 0.0,
               "gEUD(4)_Gy": lambda dose: np.mean(dose**4) ** 0.25})
    return of


FLAGS = ["--D", "33.3", "--V", "40,55.5", "--alpha-beta", "8", "--repair-half-time", "90min",
         "--effective-half-life", "64h", "--alpha", "0.05", "--gEUD", "-3,4"]


class Dvh(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        yttria.write_case(cls.folder / "case.h5", make_case())
        # 40 batches: groups of 2 and 3, so that the replicates have weights.
        cls.call(cls, "run", "case.h5", "-o", "dose.h5", "--histories", 20000, *QUICK)

    def call(self, *words, code=0):
        done = subprocess.run([PROGRAM, *map(str, words)], cwd=self.folder, capture_output=True, text=True)
        if done.returncode != code:
            raise AssertionError(f"{words}: exit {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done

    def dvh(self, *words):
        report = json.loads(self.call("dvh", *words, "--json").stdout)
        return report, {region["name"]: region for region in report["regions"]}

    def same(self, found, expected, message, tolerance=1e-6):
        found = np.nan if found is None else found  # JSON has no NaN
        np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance * 1e-3, err_msg=message)

    def test_every_figure_is_that_of_the_arrays(self):
        _, regions = self.dvh("dose.h5", *FLAGS)
        with h5py.File(self.folder / "dose.h5") as file:
            for name in ("one", "five", "block", "holes"):
                oracle = Oracle(file, name)
                region, stored = regions[name], file["roi"][name].attrs
                for key, function in figures().items():
                    short = key.replace("_Gy", "")
                    unit = key[len(short):]
                    value, sigma, bias = oracle.estimate(function)
                    self.same(region[key], value, f"{name} {key}")
                    known = sigma if sigma > 0 else np.nan  # half samples that agree say nothing
                    self.same(region[f"{short}_sigma{unit}"], known, f"{name} {key} sigma", 1e-5)
                    self.same(region[f"{short}_noise_bias{unit}"], bias, f"{name} {key} bias", 1e-4)
                    if short in stored:
                        self.assertEqual(stored[short], region[key])
                        self.same(region[f"{short}_sigma{unit}"], stored[f"{short}_sigma"], key, 1e-15)
                mean = (oracle.dose * oracle.mass).sum() / oracle.mass.sum()
                self.same(region["mean_Gy"], mean, name)
                self.same(region["mass_g"], oracle.mass.sum(), name)

    def test_the_oracle_sees_deliberate_errors(self):
        _, regions = self.dvh("dose.h5", *FLAGS)
        with h5py.File(self.folder / "dose.h5") as file:
            oracle = Oracle(file, "block")
            wrong_order = oracle.estimate(lambda dose: np.sort(dose)[int(0.98 * len(dose)) - 1])
            without = [oracle.in_Gy((oracle.groups.sum(axis=0) - group) * 40 / (40 - count))
                       for group, count in zip(oracle.groups, oracle.counts)]
            jackknife = np.std([D(50)(dose) for dose in without]) * np.sqrt(15)
            unweighted = np.std([D(50)(dose) for dose, _ in oracle.replicates()])
            with self.assertRaises(AssertionError):
                self.same(regions["block"]["D98_Gy"], wrong_order[0], "")
            for wrong in (jackknife, unweighted):
                with self.assertRaises(AssertionError):
                    self.same(regions["block"]["D50_sigma_Gy"], wrong, "", 1e-5)

    def test_histograms_in_json_csv_and_the_file(self):
        _, regions = self.dvh("dose.h5", "--csv", "dvh.csv", "--force")
        lines = (self.folder / "dvh.csv").read_text().splitlines()
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
        self.assertIn("Gy", "".join(line for line in lines if line.startswith("#")))
        with h5py.File(self.folder / "dose.h5") as file:
            for name in ("one", "five", "block", "holes"):
                dvh = {key: np.array(values) for key, values in regions[name]["dvh"].items()}
                oracle, axis = Oracle(file, name), dvh["dose_Gy"]
                V, sigma, _ = oracle.estimate(lambda dose: (dose[:, None] >= axis).mean(axis=0))
                self.assertEqual((axis[0], len(axis)), (0, 401))
                self.same(axis[-1], oracle.dose.max(), name)
                self.same(dvh["volume_fraction"], V, name)
                self.same(dvh["lower"], np.maximum(V - sigma, 0), name)
                self.same(dvh["upper"], np.minimum(V + sigma, 1), name)
                slope, slope_sigma, _ = oracle.estimate(
                    lambda dose: np.histogram(dose.clip(max=axis[-1]), axis)[0] / len(dose)
                    / np.diff(axis))
                self.same(dvh["differential_per_Gy"][:-1], slope, name)
                self.same(dvh["differential_sigma_per_Gy"][:-1], slope_sigma, name)
                for key in ("volume_fraction", "lower", "upper"):
                    np.testing.assert_array_equal(file["roi"][name]["dvh"][key], dvh[key])
                mine = [row for row in rows if row["region"] == name]
                for key in dvh:
                    self.same([float(row[key]) for row in mine], dvh[key], key)

    def test_regions_without_mass_are_named(self):
        report, regions = self.dvh("dose.h5", "--roi", "vacuum", "--roi", "five")
        self.assertEqual(list(regions), ["vacuum", "five"])
        self.assertEqual(regions["vacuum"]["gap"], "none of its 2 voxels has mass (density 0)")
        self.assertIsNone(regions["vacuum"]["D50_Gy"])
        self.assertTrue(any("five: 5 voxels" in note for note in report["notes"]))
        text = self.call("dvh", "dose.h5").stdout
        self.assertIn("none of its 2 voxels has mass", text)
        self.assertNotIn("nan", text)
        for word in ("one: 1 voxel with mass", "D98 is the minimum", "too high", "1 sigma"):
            self.assertIn(word, text)

    def test_files_without_sums_have_no_sigma_and_say_why(self):
        with h5py.File(self.folder / "dose.h5") as file, h5py.File(self.folder / "plain.h5", "w") as plain:
            for key in file.attrs:
                plain.attrs[key] = file.attrs[key]
            for key in ("grid", "result"):
                file.copy(key, plain)
            for name, (mask, role) in make_case().rois.items():
                plain.create_dataset(f"roi/{name}", data=mask.astype("u1")).attrs["role"] = role
        whole, with_sums = self.dvh("dose.h5")
        report, without = self.dvh("plain.h5", "--csv", "plain.csv")
        self.assertTrue(whole["has_sums"] and not report["has_sums"])
        self.assertIn("no sums of batches", report["notes"][-1])
        for name in ("one", "block", "holes"):
            for key in ("mean_Gy", "D98_Gy", "max_Gy", "V100", "mass_g"):
                self.same(without[name][key], with_sums[name][key], key)
            for key in ("mean_sigma_Gy", "D98_sigma_Gy", "max_noise_bias_Gy"):
                self.assertIsNone(without[name][key])
        self.assertRegex(self.call("dvh", "plain.h5").stdout, r"1 sigma +- +-")
        self.assertIn("one,0,1,,,", (self.folder / "plain.csv").read_text())
        del_mass = self.folder / "volume.h5"
        shutil.copy(self.folder / "plain.h5", del_mass)
        with h5py.File(del_mass, "r+") as file:
            del file["result/mass"]
        _, regions = self.dvh("volume.h5")
        self.assertIsNone(regions["block"]["mass_g"])
        self.assertEqual(regions["block"]["D50_Gy"], with_sums["block"]["D50_Gy"])

    def test_errors_name_the_remedy(self):
        yttria.write_case(self.folder / "bare.h5", yttria.Case(
            spacing_mm=(3, 3, 3), density=np.ones((3, 3, 3)), materials=["water"], electron_MeV=1.0,
            source_map=np.full((3, 3, 3), 1e9)))
        self.call("run", "bare.h5", "-o", "bare-dose.h5", "--histories", 1000, *QUICK, "--force")
        case = make_case()
        case.nuclide, case.electron_MeV = "electron", 1.0
        yttria.write_case(self.folder / "electrons.h5", case)
        self.call("run", "electrons.h5", "-o", "electrons-dose.h5", "--histories", 1000, *QUICK, "--force")
        effect = ["--alpha-beta", "8", "--repair-half-time", "1h", "--effective-half-life"]
        for words, parts in (
                (("bare-dose.h5",), ("bare-dose.h5: /roi", "masks to /roi of the case")),
                (("dose.h5", "--roi", "spleen"), ("spleen", "block, five, holes, one, vacuum")),
                (("dose.h5", "--alpha-beta", 8), ("--repair-half-time: is missing",)),
                (("dose.h5", "--repair-half-time", "1h"), ("--alpha-beta: is missing",)),
                (("dose.h5", *effect[:4]), ("--effective-half-life: is missing",)),
                (("dose.h5", "--alpha", 0.3), ("--alpha: needs --alpha-beta",)),
                (("dose.h5", "--gEUD", 0), ("other than 0",)),
                (("dose.h5", *effect, "64"), ("--effective-half-life '64'", "1.5h")),
                (("electrons-dose.h5", *effect, "physical"), ("half_life_h", "give a time")),
                (("dose.h5", "--D", 101), ("--D '101'",)), (("dose.h5", "--D", "50,x"), ("'x'",)),
                (("dose.h5", "--V", -1), ("--V '-1'",)), (("no.h5",), ("no.h5",)),
                (("case.h5",), ("case.h5", "yttria-dose")),
                (("dose.h5", "--csv", "dose.h5", "--force"), ("would replace the dose",)),
                (("dose.h5", "--csv", "dose.h5"), ("dose.h5", "--force"))):
            done = self.call("dvh", *words, code=2)
            self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
            for part in parts:
                self.assertIn(part, done.stderr)
            self.assertEqual(done.stdout, "")

    def test_radiobiology_repeats_its_parameters_and_is_absent_unless_asked(self):
        report, regions = self.dvh("dose.h5")
        self.assertEqual(report["radiobiology"], {})
        self.assertFalse(any("BED" in key or "EUD" in key for key in regions["block"]))
        report, _ = self.dvh("dose.h5", *FLAGS)
        self.assertEqual(report["radiobiology"], {"alpha_beta_Gy": 8, "repair_half_time_h": 1.5,
                                                  "effective_half_life_h": 64, "alpha_per_Gy": 0.05,
                                                  "gEUD_a": [-3, 4]})
        text = self.call("dvh", "dose.h5", *FLAGS).stdout
        for word in ("alpha/beta 8 Gy", "repair half-time 1.5 h", "effective half-life 64 h", "alpha 0.05"):
            self.assertIn(word, text)
        report, _ = self.dvh("dose.h5", "--alpha-beta", 8, "--repair-half-time", "1h",
                             "--effective-half-life", "physical")
        self.assertAlmostEqual(report["radiobiology"]["effective_half_life_h"], 64.05, delta=0.1)

    def test_run_and_info_say_the_same(self):
        info = json.loads(self.call("info", "dose.h5", "--json").stdout)
        _, regions = self.dvh("dose.h5")
        for region in info["regions"]:
            for key, value in region.items():
                self.assertEqual(regions[region["name"]][key], value, key)
        self.assertIn("D98_sigma_Gy", info["regions"][0])


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main()
