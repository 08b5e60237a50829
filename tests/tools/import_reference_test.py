#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`yttria import` on real data, where there is some. Usage: import_reference_test.py YTTRIA

The environment variable YTTRIA_REFERENCE_DATA (else CMake's variable of that name) names a folder with ct/ (3D-IRCADb-01, case 17), dicom/ (dcmqi's liver
segmentation, pydicom's RT files) and nm/ (a NEMA phantom), as archives; without it everything is skipped.
"""
import gzip
import json
import sys
import tarfile
import tempfile
import unittest
from pathlib import Path

import h5py
import numpy as np

from made_images import Case, ImportTest
from point_kernel import received_shares, voxel_kernel
from reference_data import FOLDER, WHY_NOT

JOULE_PER_MEV = 1.602176634e-13


@unittest.skipUnless(FOLDER, WHY_NOT)
class RealData(ImportTest):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        for name in cls.archives:
            path = FOLDER / name
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

    def run_of(self, path, parts, mass_g):
        """Mean doses in Gy by Monte Carlo, and where its energy went as shares of all emitted: they must sum to 1."""
        dose_path = "dose-" + path
        self.call("run", path, "-o", dose_path, "--histories", "4e5", "--preset", "clinical", "--backend", "cpu",
                  "--force")
        with h5py.File(self.folder / dose_path) as file:
            energy_mJ = np.nan_to_num(file["result/dose"][...].astype("f8")) * mass_g
            said = file["provenance"].attrs
            quanta = int(said["emitted"]) / said["histories"]  # as drawn, per decay
            emitted_mJ = said["total_decays"] * quanta * file["tally/energy"].attrs["quantum_MeV"] * JOULE_PER_MEV * 1e3
            escaped = int(said["escaped"]) / int(said["emitted"])
        received = {name: energy_mJ[part].sum() / emitted_mJ for name, part in parts.items()}
        elsewhere = energy_mJ[~np.any(list(parts.values()), axis=0)].sum() / emitted_mJ
        self.assertAlmostEqual(sum(received.values()) + elsewhere + escaped, 1, places=6)
        return {name: energy_mJ[part].sum() / mass_g[part].sum() for name, part in parts.items()}, received

    def check_import(self, report, case, parts):
        for name, stated in self.stated_mL.items():
            region = report["regions"][name]
            self.assertAlmostEqual(region["stated_mL"] / stated, 1, delta=1e-3)
            self.assertAlmostEqual(region["case_mL"] / stated, 1, delta=0.01)
        self.assertAlmostEqual(report["source"]["case_GBq"], 3, places=6)
        self.assertAlmostEqual(report["regions"]["lungs"]["activity_GBq"], 0.15, delta=1e-3)  # shares voxels with liver
        self.assertEqual(report["ct"]["orientation"], "LPS")
        cut = [w for w in report["warnings"] if "--lungs outside" in w]  # the bases of the lungs alone
        self.assertIn("cuts them", cut[0])
        concentration = {name: case.decays[part].mean() for name, part in parts.items()}
        self.assertAlmostEqual(concentration["tumour"] / concentration["normal_liver"], 4, places=5)

    def partition_model(self, parts, mass_g):
        """Its doses in Gy, with the masses of the case: those of local deposition."""
        plan = json.loads(self.call("plan", "case.h5", "--json").stdout)
        model = {m["compartment"]: m["dose_Gy"] for m in plan["models"] if m["model"] == "partition model"}
        self.call("convolve", "case.h5", "--method", "local", "-o", "local.h5", "--force")
        with h5py.File(self.folder / "local.h5") as file:
            local = np.nan_to_num(file["result/dose"][...].astype("f8"))
        tumour_mL = self.stated_mL["livertumor1"] + self.stated_mL["livertumor2"]
        stated_g = {"tumour": 1.06 * tumour_mL, "normal_liver": 1.06 * (self.stated_mL["liver"] - tumour_mL)}
        for name, part in parts.items():
            self.assertAlmostEqual((local * mass_g)[part].sum() / mass_g[part].sum() / model[name], 1, delta=1e-3)
            stated_Gy = {"tumour": 229, "normal_liver": 57}[name] * stated_g[name] / mass_g[part].sum()
            self.assertAlmostEqual(model[name] / stated_Gy, 1, delta=0.02)  # stated in whole Gy, for 1.06 g/cm3
        return model

    def check_at(self, spacing):
        """Monte Carlo beside the partition model, whose energy is moved as the point kernel of another program says.
        The lungs are left out of that: they are too far from all but the dome of the liver."""
        report = self.import_at("case.h5", spacing, self.uptakes)
        case, parts = self.compartments("case.h5")
        mass_g = case.density * np.prod(case.spacing) * 1e-3
        self.check_import(report, case, parts)
        model = self.partition_model(parts, mass_g)
        computed, _ = self.run_of("case.h5", parts, mass_g)

        liver = np.any(list(parts.values()), axis=0)
        kernel = voxel_kernel(case.spacing[::-1], case.density[liver].mean())
        corrected = dict.fromkeys(parts, 0.0)
        for source, uptakes in (("tumour", {"livertumor1": 1, "livertumor2": 1}),
                                ("normal_liver", {"liver": 1, "livertumor1": 0, "livertumor2": 0})):
            share = received_shares(kernel, np.where(parts[source], case.decays, 0), parts)
            for name, part in parts.items():
                corrected[name] += share[name] * model[source] * mass_g[parts[source]].sum() / mass_g[part].sum()
            self.import_at(source + ".h5", spacing, uptakes, shunt=0)
            _, received = self.run_of(source + ".h5", parts, mass_g)
            print(f"{spacing} mm, of the energy of {source}: " + ", ".join(
                f"{name} {received[name]:.4f} (point kernel {share[name]:.4f})" for name in parts))
            for name in parts:
                self.assertAlmostEqual(received[name], share[name], delta=0.005)
        for name in parts:
            print(f"{spacing} mm {name}: partition model {model[name]:.2f} Gy, corrected {corrected[name]:.2f}, "
                  f"Monte Carlo {computed[name]:.2f} ({computed[name] / corrected[name] - 1:+.2%})")
            self.assertGreater(abs(model[name] / computed[name] - 1), 0.02)  # the correction is not nothing
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
                 "--total-activity", 1, "--contour-gaps", "leave"]
        self.refused("dicom", *words, says=("PatientID", "--other-patient"))
        words.append("--other-patient")
        self.refused("dicom", *words, says=('"patient"', "frame of reference"))
        self.refused("dicom", *words, "--any-frame-of-reference", says=("patient", "closed contour"))
        self.refused("dicom", "--ct", folder, *words[2:], says=("CT_small.dcm", "rtdose.dcm", "one series"))

    def test_phantom_without_units_and_nuclide(self):
        pet = self.folder / "pet_recon_1"
        words = ["--ct", self.folder / "pydicom_rt/CT_small.dcm", "--activity", pet, "--other-patient"]
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
    unittest.main(verbosity=2)  # says why what is skipped is
