#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`yttria export`: NIfTI as nibabel reads it, MetaImage, CSV, files. Usage: export_test.py YTTRIA"""
import csv
import importlib.util
import os
import sys
import unittest

import h5py
import numpy as np
from exported_dose import DIRECTIONS, ORIGIN_MM, SHAPE, SPACING_MM, Export, yttria

if importlib.util.find_spec("nibabel"):
    import nibabel
needs_nibabel = unittest.skipUnless(importlib.util.find_spec("nibabel"), "nibabel is not installed")


class Images(Export):
    @needs_nibabel
    def test_nifti(self):
        for name, direction in DIRECTIONS.items():
            with self.subTest(position=name):
                dose = self.write_dose(direction)
                said = self.export("--nifti", "dose.nii.gz", "--uncertainty", "sigma.nii", "--force")
                self.assertEqual({output["format"] for output in said["outputs"]}, {"NIfTI-1"})
                found = nibabel.load(self.folder / "dose.nii.gz")
                corners = np.array(list(np.ndindex(2, 2, 2))) * (np.array(dose.grid.shape) - 1)
                for affine in (found.affine, found.get_sform(), found.get_qform()):
                    at = nibabel.affines.apply_affine(affine, corners) * (-1, -1, 1)
                    self.assertLess(np.abs(at - dose.grid.to_mm(corners)).max(), 1e-3)
                self.assertEqual((found.header.get_xyzt_units()[0], int(found.header["sform_code"]),
                                  int(found.header["qform_code"])), ("mm", 1, 1))
                np.testing.assert_array_equal(np.asarray(found.dataobj), dose.dose_Gy.T)
                sigma = nibabel.load(self.folder / "sigma.nii")
                np.testing.assert_array_equal(np.asarray(sigma.dataobj), dose.uncertainty.T)
                self.assertEqual(found.header["descrip"].tobytes().rstrip(b"\0"), b"Absorbed dose to medium, Gy")

    @needs_nibabel
    def test_nifti_2_where_single_precision_is_too_coarse(self):
        self.write_dose()
        with h5py.File(self.folder / "dose.h5", "r+") as file:  # 123 m: floats are 8 um apart
            file["grid"].attrs["origin_mm"] = [123456.785, 0, 0]
        dose = yttria.read_dose(self.folder / "dose.h5")
        said = self.export("--nifti", "dose.nii")
        self.assertEqual(said["outputs"][0]["format"], "NIfTI-2")
        found = nibabel.load(self.folder / "dose.nii")
        for affine in (found.get_sform(), found.get_qform()):
            at = nibabel.affines.apply_affine(affine, np.array(dose.grid.shape)) * (-1, -1, 1)
            self.assertLess(np.abs(at - dose.grid.to_mm(dose.grid.shape)).max(), 1e-3)

    def test_metaimage(self):
        dose = self.write_dose()
        said = self.export("--mhd", "dose.mhd", "--uncertainty", "sigma.mha")
        lines = dict(line.split(" = ") for line in (self.folder / "dose.mhd").read_text().splitlines())
        np.testing.assert_allclose(np.reshape(lines["TransformMatrix"].split(), (3, 3)).astype("f8").T, dose.direction)
        np.testing.assert_allclose(np.array(lines["Offset"].split(), dtype="f8"), ORIGIN_MM)
        np.testing.assert_allclose(np.array(lines["ElementSpacing"].split(), dtype="f8"), SPACING_MM)
        self.assertEqual((lines["DimSize"], lines["ElementDataFile"]), ("6 5 4", "dose.raw"))
        stored = np.fromfile(self.folder / "dose.raw", dtype="<f4").reshape(SHAPE)
        np.testing.assert_array_equal(stored, dose.dose_Gy)
        header, voxels = (self.folder / "sigma.mha").read_bytes().split(b"LOCAL\n", 1)
        np.testing.assert_array_equal(np.frombuffer(voxels, dtype="<f4").reshape(SHAPE), dose.uncertainty)
        self.assertEqual(said["outputs"][1]["voxels_unknown"], 2)

    def test_csv(self):
        self.write_dose()
        self.export("--csv", "dvh.csv")
        lines = [line for line in (self.folder / "dvh.csv").read_text().splitlines() if line[0] != "#"]
        rows = list(csv.DictReader(lines))
        self.assertEqual({row["region"] for row in rows}, {"tumour"})
        self.call("dvh", "dose.h5", "--csv", "same.csv")
        self.assertEqual((self.folder / "dvh.csv").read_bytes(), (self.folder / "same.csv").read_bytes())


class Files(Export):
    def test_of_a_run_and_of_a_kernel_method(self):
        density = np.full(SHAPE, 1.06)
        yttria.write_case(self.folder / "case.h5", yttria.Case(
            spacing_mm=SPACING_MM, density=density, materials=["liver"], source_map=np.full(SHAPE, 1e9)))
        self.call("run", "case.h5", "-o", "dose.h5", "--histories", "4096", "--batch-size", "256", "--backend", "cpu")
        said = self.export("--rtdose", "rd.dcm", "--nifti", "n.nii", "--uncertainty", "u.nii", "--uncertainty", "u.dcm")
        self.assertEqual(len(said["outputs"]), 4)
        self.call("convolve", "case.h5", "--method", "local", "-o", "local.h5")
        self.call("export", "local.h5", "--rtdose", "local.dcm")
        self.assertIn("/result/uncertainty: is not known in any voxel",
                      self.refused("local.h5", "--nifti", "l.nii", "--uncertainty", "lu.nii"))
        self.assertIn("/roi: holds no region", self.refused("local.h5", "--nifti", "l.nii", "--csv", "l.csv"))

    def test_nothing_is_replaced_unasked(self):
        self.write_dose()
        everything = ("--rtdose", "a.dcm", "--nifti", "a.nii", "--mhd", "a.mhd", "--csv", "a.csv")
        self.export(*everything)
        for flag, path in zip(everything[::2], everything[1::2]):
            self.assertIn("exists already; give another name or --force", self.refused("dose.h5", flag, path))
        (self.folder / "a.mhd").unlink()
        self.assertIn("a.raw: exists already", self.refused("dose.h5", "--mhd", "a.mhd"))
        self.export(*everything, "--force")
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()),
                         ["a.csv", "a.dcm", "a.mhd", "a.nii", "a.raw", "dose.h5"])

    def test_refusals(self):
        self.write_dose()
        (self.folder / "text.dcm").write_text("no DICOM")
        for words, said in ((("dose.h5",), "nothing to export"),
                            (("dose.h5", "--rtdose", "dose.h5", "--force"), "would replace the dose"),
                            (("dose.h5", "--rtdose", "./dose.h5", "--force"), "would replace the dose"),
                            (("dose.h5", "--rtdose", "x", "--uncertainty", "x"), "is another output as well"),
                            (("dose.h5", "--nifti", "x.img"), "x.img: is no name of a NIfTI file; end it with .nii"),
                            (("dose.h5", "--mhd", "x.nii"), "x.nii: is no name of a MetaImage; end it with .mhd"),
                            (("dose.h5", "--rtdose", "nowhere/x"), "there is no folder nowhere"),
                            (("dose.h5", "--rtdose", "text.dcm", "--like", "text.dcm", "--force"),
                             "would replace the file of --like"),
                            (("dose.h5", "--rtdose", "x", "--like", "text.dcm"), "is no DICOM file"),
                            (("dose.h5", "--rtdose", "x", "--sex", "?"), "--sex '?'"),
                            (("none.h5", "--rtdose", "x"), "none.h5")):
            self.assertIn(said, self.refused(*words))

    def test_names_of_other_formats(self):
        self.write_dose()
        for flag, names in (("--rtdose", ("x.nii", "x.nii.gz", "x.NII", "x.mhd", "x.raw", "x.csv", "x.h5", "x.nrrd")),
                            ("--nifti", ("x.dcm", "x.nii.dcm", "x", "x.NII", "x.gz")),
                            ("--mhd", ("x.dcm", "x.raw", "x.MHD", "x")),
                            ("--csv", ("x.dcm", "x.nii", "x.mha", "x.h5")),
                            ("--uncertainty", ("x.csv", "x.NII", "x.Mhd", "x.h5"))):
            for name in names:
                with self.subTest(flag=flag, name=name):
                    self.assertIn(f"{name}: is no name of a", self.refused("dose.h5", flag, name))
        self.export("--rtdose", "RD.1.2.840.113619", "--csv", "dvh.txt", "--uncertainty", "RU.DCM")

    def test_flags_about_an_rt_dose_that_is_not_written(self):
        self.write_dose()
        for flag, value in (("--like", "ct.dcm"), ("--patient-name", "A^B"), ("--patient-id", "1"), ("--sex", "F"),
                            ("--birth-date", "19560427"), ("--study-uid", "1.2"), ("--frame-of-reference", "1.2")):
            said = self.refused("dose.h5", "--nifti", "a.nii", "--uncertainty", "u.nii", flag, value)
            self.assertIn(f"{flag} is about the RT Dose, and none is written", said)
        self.export("--nifti", "a.nii", "--uncertainty", "u.dcm", "--patient-id", "1")

    def test_text(self):
        self.write_dose()
        said = self.call("export", "dose.h5", "--nifti", "a.nii", "--rtdose", "a.dcm").stdout
        for words in ("NIfTI-1        a.nii", "DICOM RT Dose  a.dcm", "voxels without mass: 1, written as NaN",
                      "voxels without mass: 1, written as 0", "frame of reference: a new one"):
            self.assertIn(words, said)


if __name__ == "__main__":
    os.environ["YTTRIA"] = os.path.abspath(sys.argv.pop(1))
    unittest.main()
