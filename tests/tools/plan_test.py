#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`yttria plan` against the models computed here from the arrays of the case. Usage: plan_test.py YTTRIA"""
import json
import math
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import h5py
import numpy as np

PROGRAM = None
QUICK = ["--preset", "clinical", "--backend", "cpu"]
JOULE_PER_MEV = 1.602176634e-13


class Plan(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.call(cls, "phantom", "liver", "--spacing", 6, "-o", "liver.h5")
        cls.call(cls, "run", "liver.h5", "-o", "dose.h5", "--histories", "1e5", *QUICK)
        with h5py.File(cls.folder / "liver.h5") as file:
            volume = np.prod(file["grid"].attrs["spacing_mm"]) * 1e-3
            cls.volume_mL = volume
            cls.mass_g = file["medium/density"][...].astype("f8") * volume
            cls.decays = file["source/map"][...].astype("f8")
            cls.masks = {name: mask[...] > 0 for name, mask in file["roi"].items()}

    def call(self, *words, code=0):
        done = subprocess.run([PROGRAM, *map(str, words)], cwd=self.folder, capture_output=True, text=True)
        if done.returncode != code:
            raise AssertionError(f"{words}: exit {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done

    def plan(self, *words):
        return json.loads(self.call("plan", *words, "--json").stdout)

    def compartments(self):
        tumour = np.any([mask for name, mask in self.masks.items() if name.startswith("lesion")], axis=0)
        normal = self.masks["liver"] & ~tumour
        return {"tumour": tumour, "normal_liver": normal, "lung": self.masks["lungs"],
                "liver with tumours": tumour | normal}

    def test_models_are_those_of_the_arrays(self):
        plan = self.plan("liver.h5", "--device", "resin", "--height-cm", 172, "--weight-kg", 68,
                         "--lung-mass-g", 900)
        gray = plan["energy_per_decay_MeV"] * JOULE_PER_MEV * 1e3
        part = self.compartments()
        mass = {name: self.mass_g[mask].sum() for name, mask in part.items()}
        decays = {name: self.decays[mask].sum() for name, mask in part.items()}
        ratio = decays["tumour"] / mass["tumour"] / (decays["normal_liver"] / mass["normal_liver"])
        self.assertAlmostEqual(plan["tumour_to_normal"] / ratio, 1, places=6)
        self.assertAlmostEqual(plan["tumour_to_normal"], 4, places=3)  # that of the phantom
        self.assertAlmostEqual(plan["lung_shunt_fraction"], 0.05, places=5)
        expected = {("MIRD one compartment", "liver with tumours"): None, ("partition model", "tumour"): None,
                    ("partition model", "normal_liver"): None, ("lung, mass of the case", "lung"): None,
                    ("lung, mass as given", "lung"): 900, ("lung, 1000 g by convention", "lung"): 1000}
        for model in plan["models"]:
            name = model["compartment"]
            grams = expected.pop((model["model"], name)) or mass[name]
            self.assertAlmostEqual(model["dose_Gy"] / (gray * decays[name] / grams), 1, places=5)
        self.assertEqual(expected, {})
        self.assertEqual(plan["device"], "resin")
        self.assertIn("one-compartment", self.call("plan", "liver.h5", "--device", "glass").stdout)
        surface = 0.007184 * 172**0.725 * 68**0.425
        share = part["tumour"].sum() / part["liver with tumours"].sum()
        self.assertAlmostEqual(plan["body_surface_area"]["activity_GBq"], surface - 0.2 + share, places=3)
        self.assertAlmostEqual(plan["activity_GBq"], 3, places=5)
        self.assertAlmostEqual(plan["Gy_kg_per_GBq"], 49.67, delta=0.05)
        for region in plan["regions"]:
            self.assertAlmostEqual(region["decays"] / self.decays[self.masks[region["name"]]].sum(), 1, places=6)

    def test_the_dose_stands_beside_the_models(self):
        plan = self.plan("liver.h5", "--dose", "dose.h5")
        with h5py.File(self.folder / "dose.h5") as file:
            dose = file["result/dose"][...].astype("f8")
            for region in plan["regions"]:
                mask, stored = self.masks[region["name"]], file["roi"][region["name"]].attrs
                mean = (dose[mask] * self.mass_g[mask]).sum() / self.mass_g[mask].sum()
                self.assertAlmostEqual(region["computed_Gy"] / mean, 1, places=5)
                self.assertAlmostEqual(region["computed_sigma_Gy"],
                                       stored["mean_Gy"] * stored["mean_uncertainty"], places=9)
        part = self.compartments()
        for model in plan["models"]:
            mask = part[model["compartment"]]
            mean = (dose[mask] * self.mass_g[mask]).sum() / self.mass_g[mask].sum()
            self.assertAlmostEqual(model["computed_Gy"] / mean, 1, places=5)
            self.assertAlmostEqual(model["difference_percent"], 100 * (model["dose_Gy"] / mean - 1), places=3)
            self.assertGreater(model["computed_sigma_Gy"], 0)
            self.assertLess(model["computed_sigma_Gy"], 0.05 * mean)
        text = self.call("plan", "liver.h5", "--dose", "dose.h5").stdout
        for word in ("MIRD one compartment", "computed Gy", "lesion-3", "lung shunt", "k 49."):
            self.assertIn(word, text)

    def test_another_case_is_refused_and_doubts_are_told(self):
        self.call("phantom", "liver", "--spacing", 6, "--lung-shunt", 9, "-o", "other.h5", "--force")
        refused = self.call("plan", "other.h5", "--dose", "dose.h5", code=2)
        for word in ("dose.h5", "case_digest", "other.h5", "give the dose of this case"):
            self.assertIn(word, refused.stderr)
        with h5py.File(self.folder / "dose.h5") as file, h5py.File(self.folder / "plain.h5", "w") as plain:
            for key in file.attrs:
                plain.attrs[key] = file.attrs[key]
            file.copy("grid", plain)
            file.copy("result", plain)
        told = self.call("plan", "liver.h5", "--dose", "plain.h5", "--json")
        self.assertIn("warning: plain.h5 does not say of which case it is", told.stderr)
        tumour = next(m for m in json.loads(told.stdout)["models"] if m["compartment"] == "tumour")
        self.assertIsNone(tumour["computed_sigma_Gy"])
        self.assertGreater(tumour["computed_Gy"], 100)

    def test_missing_roles_points_and_electrons(self):
        self.call("phantom", "lattice", "--voxels", 9, "--sources", "points", "--pitch", 3, "-o", "points.h5",
                  "--force")
        plan = self.plan("points.h5")
        self.assertEqual(plan["models"], [])
        self.assertEqual(len(plan["not_computed"]), 5)
        self.assertTrue(all("has the role" in reason for reason in plan["not_computed"]))
        with h5py.File(self.folder / "points.h5", "r+") as file:
            middle = np.zeros((9, 9, 9), dtype="u1")
            middle[4, 4, 4] = 1
            for name, mask, role in (("spot", middle, "tumour"), ("all", middle * 0 + 1, "normal_liver")):
                file.create_dataset(f"roi/{name}", data=mask).attrs["role"] = role
            decays = file["source/points/decays"][...]
        plan = self.plan("points.h5")
        spot, rest = plan["compartments"]["tumour"], plan["compartments"]["normal_liver"]
        self.assertEqual((spot["voxels"], rest["voxels"]), (1, 728))
        self.assertAlmostEqual(spot["decays"] / decays[0], 1, places=9)
        self.assertAlmostEqual((spot["decays"] + rest["decays"]) / decays.sum(), 1, places=9)
        self.assertEqual(plan["overlaps"], [{"regions": ["all", "spot"], "voxels": 1, "counted_as": "tumour"}])
        self.assertIn("share 1 voxels, counted once, as tumour", self.call("plan", "points.h5").stdout)
        with h5py.File(self.folder / "points.h5", "r+") as file:
            file["source/points"].attrs["nuclide"] = "electron"
            file["source/points"].attrs["energy_MeV"] = 0.5
        plan = self.plan("points.h5")
        self.assertIsNone(plan["activity_GBq"])
        self.assertIn("no half-life", plan["not_computed"][0])
        self.assertNotIn("nan", self.call("plan", "points.h5").stdout)

    def test_bad_choices_end_with_2(self):
        for words, part in ((("--height-cm", 170), "--weight-kg: is missing"),
                            (("--weight-kg", 70), "--height-cm: is missing"),
                            (("--height-cm", 170, "--weight-kg", 70), "--device resin"),
                            (("--device", "glass", "--height-cm", 170, "--weight-kg", 70), "--device resin"),
                            (("--device", "steel"), "--device"), (("--lung-mass-g", 0), "--lung-mass-g '0'"),
                            (("--dose", "liver.h5"), "yttria-dose")):
            done = self.call("plan", "liver.h5", *words, code=2)
            self.assertIn(part, done.stderr)
            self.assertEqual(done.stdout, "")
        self.assertIn("--height-cm and --weight-kg", self.plan("liver.h5", "--device", "resin")["not_computed"][0])

    def test_a_wrong_model_would_be_seen(self):
        """The comparisons above tell a model that forgets the shunt, or counts tumours as normal liver."""
        plan = self.plan("liver.h5")
        part, gray = self.compartments(), plan["energy_per_decay_MeV"] * JOULE_PER_MEV * 1e3
        whole, normal = part["liver with tumours"], part["normal_liver"]
        for model in plan["models"]:
            if model["compartment"] == "liver with tumours":
                wrong = gray * self.decays.sum() / self.mass_g[whole].sum()
                self.assertFalse(math.isclose(model["dose_Gy"], wrong, rel_tol=1e-2))
            if model["compartment"] == "normal_liver":
                wrong = gray * self.decays[whole].sum() / self.mass_g[whole].sum()
                self.assertFalse(math.isclose(model["dose_Gy"], wrong, rel_tol=1e-2))
        self.assertTrue(normal.any())


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main()
