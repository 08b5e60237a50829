#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`yttria import` on real data, where there is some. Usage: import_reference_test.py YTTRIA

The environment variable YTTRIA_REFERENCE_DATA names a folder with ct/ (3D-IRCADb-01, case 17), dicom/ (dcmqi's liver
segmentation, pydicom's RT files) and nm/ (a NEMA phantom), as archives; without it everything is skipped.
"""
import gzip
import json
import os
import sys
import tarfile
import tempfile
import unittest
from pathlib import Path

import h5py
import numpy as np

from made_images import Case, ImportTest

DATA = os.environ.get("YTTRIA_REFERENCE_DATA", "")
JOULE_PER_MEV = 1.602176634e-13


@unittest.skipUnless(DATA, "YTTRIA_REFERENCE_DATA does not name a folder with real data")
class RealData(ImportTest):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        for name in cls.archives:
            path = Path(DATA) / name
            if not path.exists():
                raise unittest.SkipTest(f"{path} is missing")
            with tarfile.open(path) as archive:
                archive.extractall(cls.folder)


class Liver(RealData):
    """A liver with two tumours: 3 GBq, 5 % lung shunt, four times the concentration in tumours."""
    archives = ["ct/3Dircadb1.17_PATIENT_DICOM.tar.xz", "ct/3Dircadb1.17_MASKS_DICOM.tar.xz"]
    stated_mL = {"liver": 1860.6, "livertumor1": 85.6, "livertumor2": 78.6}  # by the makers of the masks
    uptakes = {"liver": 1, "livertumor1": 4, "livertumor2": 4}

    def import_at(self, output, spacing, uptakes, shunt=5):
        words = ["import", "dicom", "--ct", "PATIENT_DICOM", "--body", "skin", "--crop", 10, "--grid", spacing,
                 "--role", "livertumor*=tumour", "--role", "liver=normal_liver", "--total-activity", 3, "-o", output,
                 "--force"]
        for name in ("skin", *self.stated_mL):
            words += ["--mask", f"{name}=MASKS_DICOM/{name}"]
        for name, ratio in uptakes.items():
            words += ["--uptake", f"{name}={ratio}"]
        if shunt:
            words += ["--lungs", "ct", "--lung-shunt", shunt]
        return json.loads(self.call(*words, "--json").stdout)

    def compartments(self, path):
        case = Case(self.folder / path)
        tumour = case.masks["livertumor1"] | case.masks["livertumor2"]
        return case, {"tumour": tumour, "normal_liver": case.masks["liver"] & ~tumour}

    def energy_shares(self, path, parts, mass_g):
        """What part of all emitted energy each compartment receives, by Monte Carlo."""
        self.call("run", path, "-o", "dose-" + path, "--histories", "4e5", "--preset", "clinical", "--backend", "cpu",
                  "--force")
        with h5py.File(self.folder / ("dose-" + path)) as file:
            dose = file["result/dose"][...].astype("f8")
            emitted_J = Case(self.folder / path).decays.sum() * file["provenance"].attrs["energy_per_decay_MeV"]
            emitted_J *= JOULE_PER_MEV
        energy = {name: np.nansum((dose * mass_g)[part]) * 1e-3 / emitted_J for name, part in parts.items()}
        means = {name: np.nansum((dose * mass_g)[part]) / mass_g[part].sum() for name, part in parts.items()}
        return energy, means, emitted_J

    def check_at(self, spacing):
        report = self.import_at("case.h5", spacing, self.uptakes)
        for name, stated in self.stated_mL.items():
            region = report["regions"][name]
            self.assertAlmostEqual(region["stated_mL"] / stated, 1, delta=1e-3)
            self.assertAlmostEqual(region["case_mL"] / stated, 1, delta=0.01)
        self.assertAlmostEqual(report["source"]["case_GBq"], 3, places=6)
        self.assertAlmostEqual(report["regions"]["lungs"]["activity_GBq"], 0.15, delta=1e-3)  # shares voxels with liver
        self.assertEqual(report["ct"]["orientation"], "LPS")

        case, parts = self.compartments("case.h5")
        mass_g = case.density * np.prod(case.spacing) * 1e-3
        concentration = {name: case.decays[part].mean() for name, part in parts.items()}
        self.assertAlmostEqual(concentration["tumour"] / concentration["normal_liver"], 4, places=5)
        _, computed, _ = self.energy_shares("case.h5", parts, mass_g)

        # The partition model with the masses of the case is local deposition.
        plan = json.loads(self.call("plan", "case.h5", "--json").stdout)
        model = {m["compartment"]: m["dose_Gy"] for m in plan["models"] if m["model"] == "partition model"}
        gray = plan["energy_per_decay_MeV"] * JOULE_PER_MEV * 1e3
        self.assertAlmostEqual(model["normal_liver"] / 57, 1, delta=0.04)  # stated for masses of 1.06 g/cm3
        self.assertAlmostEqual(model["tumour"] / 229, 1, delta=0.04)

        # Each compartment alone tells what part of its energy stays, and what goes to the other.
        corrected = dict.fromkeys(parts, 0.0)
        for source, uptakes in (("tumour", {"livertumor1": 1, "livertumor2": 1}),
                                ("normal_liver", {"liver": 1, "livertumor1": 0, "livertumor2": 0})):
            self.import_at(source + ".h5", spacing, uptakes, shunt=0)
            received, _, _ = self.energy_shares(source + ".h5", parts, mass_g)
            emitted_J = model[source] * mass_g[parts[source]].sum() * 1e-3  # by the partition model
            for name, part in parts.items():
                corrected[name] += received[name] * emitted_J / (mass_g[part].sum() * 1e-3)
            self.assertLess(sum(received.values()), 1)
        for name, part in parts.items():
            local = gray * case.decays[part].sum() / mass_g[part].sum()
            print(f"{spacing} mm {name}: partition model {model[name]:.2f} Gy, local {local:.2f}, corrected "
                  f"{corrected[name]:.2f}, Monte Carlo {computed[name]:.2f} ({computed[name] / corrected[name] - 1:+.2%})")
            self.assertAlmostEqual(model[name] / local, 1, delta=1e-3)
            self.assertAlmostEqual(computed[name] / corrected[name], 1, delta=0.03)

    def test_3_mm(self):
        self.check_at(3)

    def test_2_mm(self):
        self.check_at(2)


class Clinical(RealData):
    archives = ["dicom/dcmqi_ct3slice_liverSEG.tar.xz", "dicom/pydicom_rt.tar.xz",
                "nm/NEMA_IEC_PET_DICOM_pynemaiqpet_recon1.tar.xz"]

    def test_segmentation_is_that_of_the_nrrd(self):
        source = self.folder / "dcmqi_ct3slice_liverSEG"
        (source / "ct").mkdir()
        for path in source.glob("0*.dcm"):
            path.rename(source / "ct" / path.name)
        case = self.case("--ct", source / "ct", "--seg", source / "liver.dcm", "--uptake", "Liver=1",
                         "--total-activity", 1)
        header, _, data = (source / "liver_seg.nrrd").read_bytes().partition(b"\n\n")
        mask = np.frombuffer(gzip.decompress(data), "<i2").reshape(3, 512, 512) > 0
        np.testing.assert_array_equal(case.masks["Liver"], mask)
        np.testing.assert_allclose(case.origin, (-235.2, -226.8, -128.69), atol=1e-4)

    def test_contours_of_another_image_and_pieces_of_it(self):
        folder = self.folder / "pydicom_rt"
        words = ["--ct", folder / "CT_small.dcm", "--rtstruct", folder / "rtstruct.dcm", "--uptake", "patient=1",
                 "--total-activity", 1]
        self.refused("dicom", *words, says=('"patient"', "frame of reference"))
        self.refused("dicom", *words, "--any-frame-of-reference", says=("patient", "closed contour"))
        self.refused("dicom", "--ct", folder, *words[2:], says=("CT_small.dcm", "rtdose.dcm", "one series"))

    def test_phantom_without_units_and_nuclide(self):
        pet = self.folder / "pet_recon_1"
        words = ["--ct", self.folder / "pydicom_rt/CT_small.dcm", "--activity", pet]
        self.refused("dicom", *words, says=("Units (0054,1001)", "DecayCorrection (0054,1102)",
                                            "RadionuclideHalfLife (0018,1075)", "--total-activity"))
        report = json.loads(self.call("import", "dicom", *words, "--total-activity", 2, "--any-frame-of-reference",
                                      "-o", "pet.h5", "--json").stdout)
        self.assertEqual(report["activity"]["voxels"], [192, 192, 89])
        self.assertAlmostEqual(report["activity"]["spacing_mm"][2], 2.78, places=6)
        source = report["source"]
        self.assertAlmostEqual(source["case_GBq"] + source["beyond_case_GBq"], 2, places=6)


if __name__ == "__main__":
    ImportTest.program = sys.argv.pop(1)
    unittest.main()
