#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Flags of `yttria import` that would do nothing are usage errors. Usage: import_flags_test.py YTTRIA"""
import re
import shlex
import sys
import unittest
from datetime import datetime

import numpy as np

from made_images import Geometry, ImportTest, dicom_date, patient_hu, set_radiopharmaceutical, write_series

try:
    import nibabel
except ImportError:
    nibabel = None

WHEN, BEFORE = datetime(2024, 3, 1, 12), datetime(2024, 3, 1, 8)
BODY, TOTAL = ["--body", "auto"], ["--total-activity", 1]
TIMES = {"--administered": "2024-03-01 08:00", "--imaged": "2024-03-01 12:00"}


class Idle(ImportTest):
    def idle(self, flag, *words, kind="dicom", says=()):
        self.refused(kind, *words, says=(flag, *says))


class Dicom(Idle):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        pet = Geometry(shape=(5, 6, 4), spacing=(3.5, 3, 4), origin=(-5, -6, -5))

        def describe(file, z):
            file.Units, file.DecayCorrection = "BQML", "START"
            file.SeriesDate, file.SeriesTime = file.AcquisitionDate, file.AcquisitionTime = dicom_date(WHEN)
            set_radiopharmaceutical(file, BEFORE)

        write_series(cls.folder / "pet", pet, 100 + 0 * patient_hu(pet.points()), "PT", dtype="<u2", change=describe)

    def test_beside_other_flags(self):
        image, uptake = ["--ct", "ct", "--activity", "pet"], ["--ct", "ct", *self.UPTAKE]
        for flag, value, words, says in (
                ("--outside-body", "remove", uptake, "--body NAME"),
                ("--outside-body", "keep", image, "--body NAME"),
                ("--crop", 5, uptake, "--body NAME"),
                ("--grid", "activity", uptake, "needs --activity"),
                ("--contour-gaps", "leave", uptake, "there is none"),
                ("--lungs", "ct", [*uptake, "--lung-shunt", 5], "--body NAME"),
                ("--lungs", "m", uptake, "needs --lung-shunt"),
                ("--lungs", "m", image, "needs --lung-shunt"),
                ("--lung-shunt", 0, image, "needs --total-activity"),
                ("--residual", 0, image, "needs --total-activity"),
                ("--uptake", "m=1", ["--ct", "ct", "--mask", "m=mask"], "needs --total-activity"),
                ("--decay-correction", "start", uptake, "there is none"),
                ("--decay-correction", "start", [*image, *TOTAL], "no effect with --total-activity"),
                ("--any-nuclide", None, uptake, "there is none"),
                ("--any-nuclide", None, [*image, *TOTAL], "no effect with --total-activity"),
                ("--any-frame-of-reference", None, ["--ct", "ct", *self.UPTAKE[2:]], "there are none")):
            with self.subTest(flag=flag, words=words):
                self.idle(flag, *words, flag, *([] if value is None else [value]), says=(says,))
        for flag, value in TIMES.items():
            self.idle(flag, *uptake, flag, value, says=("there is none",))
            self.idle(flag, *image, *TOTAL, flag, value, says=("no effect with --total-activity",))

    def test_examples_of_the_help(self):
        """Every word of them is right: what is missing are the images."""
        for kind in ("dicom", "nifti", "mhd"):
            said = self.call("import", kind, "--help").stdout.split("Examples:")[1].replace("\\\n", " ")
            examples = re.findall("yttria (import .*? -o )case.h5", said)
            self.assertGreater(len(examples), 0)
            for example in examples:
                with self.subTest(example):
                    message = self.call(*shlex.split(example), "example.h5", code=2).stderr
                    self.assertRegex(message, r"(?m)^yttria: error: (CT/|ct\.[a-z.]+): is missing")

    def test_given_twice(self):
        words = ["--ct", "ct", *self.UPTAKE]
        for flag, value in (("--uptake", "m=2"), ("--mask", "m=mask"), ("--cap-hu", "m=50"), ("--role", "m=lung")):
            self.refused("dicom", *words, flag, value, flag, value, says=(f"{flag} m: is given twice",))

    def test_a_role_that_comes_too_late(self):
        words = ["--ct", "ct", *self.UPTAKE]
        self.refused("dicom", *words, "--role", "*=other", "--role", "m=lung",
                     says=("--role m: has no effect", "before"))
        case = self.case(*words, "--role", "m=lung", *BODY, "--role", "*=other")
        self.assertEqual(case.roles, {"m": "lung", "body": "other"})

    def test_what_means_something_is_accepted(self):
        self.case("--ct", "ct", *self.UPTAKE, *BODY, "--outside-body", "remove", "--crop", 2, "--cap-hu", "m=50",
                  "--residual", 0.1, "--any-frame-of-reference")
        for flag, value in TIMES.items():
            self.case("--ct", "ct", "--activity", "pet", flag, value)
        self.case("--ct", "ct", "--activity", "pet", "--decay-correction", "start", "--grid", "activity",
                  "--any-nuclide")


@unittest.skipIf(nibabel is None, "nibabel is not installed")
class Plain(Idle):
    def write(self, name, values, qform=None):
        image = nibabel.Nifti1Image(values, np.diag([-2.0, -2, 2, 1]))
        image.header.set_xyzt_units("mm")
        image.set_qform(np.diag([-2.0, -2, 2, 1]) if qform is None else qform, 1)
        nibabel.save(image, self.folder / name)

    def test_units_and_times(self):
        self.write("ct.nii", np.zeros((4, 4, 4), "i2"))
        self.write("a.nii", np.ones((4, 4, 4), "f4"))
        words = ["--ct", "ct.nii", "--activity", "a.nii"]
        known = ["--units", "Bq", "--decay-correction", "administration"]
        for flag, value in (("--units", "Bq"), ("--decay-correction", "start"), *TIMES.items()):
            self.idle(flag, *words, *TOTAL, flag, value, kind="nifti", says=("no effect with --total-activity",))
        for flag, value in TIMES.items():
            self.idle(flag, *words, *known, flag, value, kind="nifti", says=("--decay-correction administration",))
        self.case(*words, *known, kind="nifti")

    def test_orientation(self):
        values = np.arange(64, dtype="i2").reshape(4, 4, 4)
        moved = np.diag([-2.0, -2, 2, 1])
        moved[0, 3] = 7
        self.write("one.nii", values)
        self.write("two.nii", values, moved)
        words = ["--mask", "m=one.nii", "--uptake", "m=1", *TOTAL]
        for choice in ("sform", "qform", "matrix", "anatomical"):
            self.idle("--orientation", "--ct", "one.nii", *words, "--orientation", choice, kind="nifti",
                      says=("no effect", "leave it out"))
        for choice in ("sform", "qform"):
            self.case("--ct", "two.nii", *words, "--orientation", choice, kind="nifti")
            self.case("--ct", "one.nii", "--mask", "m=two.nii", *words[2:], "--orientation", choice, kind="nifti")
        self.refused("nifti", "--ct", "two.nii", *words, "--orientation", "matrix", says=("sform and qform",))


if __name__ == "__main__":
    ImportTest.program = sys.argv.pop(1)
    unittest.main()
