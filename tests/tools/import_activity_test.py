#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`yttria import`: activity from PET, decay over days, calibration. Usage: import_activity_test.py YTTRIA"""
import datetime
import json
import sys
import unittest

import numpy as np

from made_images import (FRAME, HALF_LIFE_S, Dataset, Geometry, ImportTest, dicom_date, set_pixels,
                         set_radiopharmaceutical, write_series)

ADMINISTERED = datetime.datetime(2024, 2, 28, 22, 40, 0)
IMAGED = datetime.datetime(2024, 3, 1, 0, 20, 0)  # past midnight, past a leap day


def days(imaged=IMAGED, administered=ADMINISTERED):
    return (imaged - administered).total_seconds()


class Activity(ImportTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pet = Geometry(shape=(5, 6, 4), spacing=(3.5, 3, 4), origin=(-5, -6, -5))
        p = cls.pet.points()
        cls.truth = 4000.0 * (1 + np.abs(p).sum(-1))  # Bq/mL at administration
        cls.truth_GBq = cls.truth.sum() * 3.5 * 3 * 4 * 1e-3 * 1e-9

    def write_pet(self, name, correction, change=None, factor=1.0, modality="PT"):
        """Values are those at administration times `factor` (a number, or one for each slice)."""
        factor = np.broadcast_to(factor, self.pet.shape[0])

        def describe(file, z):
            file.Units, file.DecayCorrection = "BQML", correction
            file.SeriesDate, file.SeriesTime = dicom_date(IMAGED)
            file.AcquisitionDate, file.AcquisitionTime = dicom_date(IMAGED + datetime.timedelta(minutes=z))
            file.ActualFrameDuration = 600000
            set_radiopharmaceutical(file, ADMINISTERED)
            if change:
                change(file, z)

        write_series(self.folder / name, self.pet, self.truth * factor[:, None, None], modality, slope=2.0,
                     dtype="<u2", change=describe)

    def imported(self, name, *words):
        return self.case("--ct", "ct", "--activity", name, *words)

    def total(self, case):
        source = case.imports["source"]
        self.assertAlmostEqual(source["case_GBq"] / case.GBq.sum(), 1, places=9)
        self.assertLess(abs(source["resampling_residual"]), 1e-6)
        self.assertLess(abs(source["rounding_residual"]), 1e-6)
        return source["case_GBq"] + source["beyond_case_GBq"]

    def test_corrected_to_administration(self):
        self.write_pet("admin", "ADMIN")
        self.assertAlmostEqual(self.total(self.imported("admin")) / self.truth_GBq, 1, places=5)

    def test_corrected_to_the_start_of_the_series(self):
        self.write_pet("start", "START", factor=2 ** (-days() / HALF_LIFE_S))
        case = self.imported("start", "--grid", "activity")
        self.assertAlmostEqual(self.total(case) / self.truth_GBq, 1, places=4)
        record = case.imports["activity"]
        self.assertAlmostEqual(record["hours_between"], days() / 3600, places=9)
        self.assertEqual(record["administered"], "2024-02-28 22:40:00")
        self.assertEqual(record["imaged"], "2024-03-01 00:20:00")
        self.assertAlmostEqual(record["half_life_h"], HALF_LIFE_S / 3600)

    def test_a_series_dated_otherwise_than_its_acquisition(self):
        at_start = 2 ** (-days() / HALF_LIFE_S)

        def prepared(file, z):  # half a day before; the factors say that it does not count
            file.SeriesDate, file.SeriesTime = "20240229", "120000"
            file.DecayFactor = f"{2 ** ((60 * z + 300) / HALF_LIFE_S):.6f}"

        def reformatted(file, z):
            file.SeriesDate = "20240302"
        for name, change in (("prepared", prepared), ("reformatted", reformatted)):
            self.write_pet(name, "START", change, at_start)
            case = self.imported(name)
            self.assertAlmostEqual(self.total(case) / self.truth_GBq, 1, places=4)
            record = case.imports["activity"]
            self.assertEqual(record["imaged"], "2024-03-01 00:20:00")
            self.assertIn("first AcquisitionDate", record["imaged_from"])
            self.assertTrue([w for w in case.imports[""]["warnings"] if "SeriesDate" in w])
        case = self.imported("prepared", "--imaged", "2024-03-01 01:20:00")
        self.assertAlmostEqual(self.total(case) / self.truth_GBq, 2 ** (3600 / HALF_LIFE_S), places=4)

    def test_times_by_flags(self):
        start = 2 ** (-days() / HALF_LIFE_S)
        mean = start * (1 - 2 ** (-600 / HALF_LIFE_S)) / (np.log(2) * 600 / HALF_LIFE_S)
        self.write_pet("timeless", "NONE", lambda file, z: delattr(file, "AcquisitionDate"), mean)
        self.refused("dicom", "--ct", "ct", "--activity", "timeless", says=("AcquisitionDate", "or --imaged"))
        case = self.imported("timeless", "--imaged", "2024-03-01 00:20:00")
        self.assertAlmostEqual(self.total(case) / self.truth_GBq, 1, places=4)
        self.write_pet("admin", "ADMIN")
        for flag in ("--imaged", "--administered"):
            self.refused("dicom", "--ct", "ct", "--activity", "admin", flag, "2024-03-01 00:20:00",
                         says=(flag, "cannot count", "leave it out"))

    def test_not_corrected(self):
        start = days() + 60.0 * np.arange(self.pet.shape[0])
        decay = np.log(2) / HALF_LIFE_S
        mean = np.exp(-decay * start) * (1 - np.exp(-decay * 600)) / (decay * 600)
        self.write_pet("none", "NONE", factor=mean)
        self.assertAlmostEqual(self.total(self.imported("none")) / self.truth_GBq, 1, places=4)

    def test_times_of_single_slices_can_be(self):
        def dated(slices, **shift):
            def change(file, z):
                moment = IMAGED + datetime.timedelta(minutes=z)
                if z in slices:
                    moment += datetime.timedelta(**shift)
                file.AcquisitionDate, file.AcquisitionTime = dicom_date(moment)
            return change

        def long(milliseconds):
            def change(file, z):
                file.ActualFrameDuration = milliseconds if z == 3 else 600000
            return change
        total = ["--total-activity", 1]
        names = ("slice-000.dcm", "slice-003.dcm")
        dates = (*names, "AcquisitionDate (0008,0022)", "at most 6 h")
        for correction, change, says in (
                ("NONE", dated([3], days=29), (*dates, "2024-03-30 00:23:00", "2024-03-01 00:20:00", "696 h apart")),
                ("NONE", dated([3, 4], days=1), ("slice-000.dcm", "slice-004.dcm", "24.07 h")),
                ("NONE", dated([0, 1], days=-1), ("slice-000.dcm", "slice-004.dcm", "24.07 h")),
                ("NONE", long(14 * 86400000), (*names, "ActualFrameDuration (0018,1242)", "336 h", "0.1667 h", "ms"))):
            with self.subTest(says):
                self.write_pet("times", correction, change)
                message = self.refused("dicom", "--ct", "ct", "--activity", "times", says=says)
                self.assertEqual("--imaged" in message, "AcquisitionDate" in message)
                message = self.refused("dicom", "--ct", "ct", "--activity", "times", *total, says=says)
                self.assertNotIn("--imaged", message)  # it has no effect beside --total-activity
        self.write_pet("times", "START", dated([3], days=-1))
        self.refused("dicom", "--ct", "ct", "--activity", "times", says=("--imaged", *names))
        self.write_pet("times", "NONE", dated(range(5), days=-3))
        self.refused("dicom", "--ct", "ct", "--activity", "times", says=("slice-000.dcm", "image is the older"))
        self.write_pet("times", "NONE", dated([3], days=29))
        self.imported("times", "--imaged", "2024-03-01 00:20:00")
        self.write_pet("times", "NONE", dated([3, 4], hours=5))  # several bed positions
        self.imported("times")
        self.imported("times", *total)
        self.write_pet("times", "ADMIN", dated([3], days=29))  # of no interest there
        self.imported("times")

    def test_corrections_that_are_not_listed_are_told(self):
        for listed, words in ((["DECY", "ATTN"], ()), (["DECY"], ("ATTN",)), (["ATTN", "SCAT"], ("DECY",))):
            self.write_pet("listed", "ADMIN", lambda file, z: setattr(file, "CorrectedImage", listed))
            told = [w for w in self.imported("listed").imports[""]["warnings"] if "CorrectedImage" in w]
            self.assertEqual(len(told), len(words))
            for word, warning in zip(words, told):
                self.assertIn(f"without {word}", warning)

    def test_zones_and_given_times(self):
        def zoned(file, z):
            file.TimezoneOffsetFromUTC = "+0100"
            file.RadiopharmaceuticalInformationSequence[0].RadiopharmaceuticalStartDateTime = "20240228234000+0200"
        factor = 2 ** (-days() / HALF_LIFE_S)
        self.write_pet("zoned", "START", zoned, factor)  # 23:40 two hours east is 22:40 one hour east
        self.assertAlmostEqual(self.total(self.imported("zoned")) / self.truth_GBq, 1, places=4)
        self.write_pet("start", "START", factor=factor)
        case = self.imported("start", "--administered", "2024-02-28 23:40:00")
        self.assertAlmostEqual(self.total(case) / self.truth_GBq, 2 ** (-3600 / HALF_LIFE_S), places=4)

    def test_what_is_missing_is_listed(self):
        def strip(file, z):
            for keyword in ("Units", "DecayCorrection", "RadiopharmaceuticalInformationSequence"):
                delattr(file, keyword)
        self.write_pet("stripped", "START", strip)
        self.refused("dicom", "--ct", "ct", "--activity", "stripped",
                     says=("Units (0054,1001)", "DecayCorrection (0054,1102)", "RadionuclideHalfLife (0018,1075)",
                           "--total-activity"))
        self.write_pet("undated", "START", lambda file, z: file.RadiopharmaceuticalInformationSequence.clear())
        self.refused("dicom", "--ct", "ct", "--activity", "undated", "--any-nuclide",
                     says=("RadiopharmaceuticalStartDateTime (0018,1078)", "--administered"))

    def test_contradictions(self):
        def item(file):
            return file.RadiopharmaceuticalInformationSequence[0]

        def time_only(file, z):
            del item(file).RadiopharmaceuticalStartDateTime
            item(file).RadiopharmaceuticalStartTime = "224000"

        def two_nuclides(file, z):
            file.RadiopharmaceuticalInformationSequence.append(Dataset())
            file.RadiopharmaceuticalInformationSequence[1].RadionuclideHalfLife = 6586.2

        def set_to(**values):
            return lambda file, z: [setattr(file, k, v) for k, v in values.items()]
        for name, change, says in (
                ("counts", set_to(Units="CNTS"), ("CNTS", "Bq/mL")),
                ("word", set_to(DecayCorrection="LATER"), ("LATER", "ADMIN", "--decay-correction")),
                ("before", set_to(SeriesDate="20240229", SeriesTime="120000"),
                 ("neither DecayFactor", "FrameReferenceTime", "--imaged")),
                ("fluorine", lambda f, z: setattr(item(f), "RadionuclideHalfLife", 6586.2), ("1.8295 h", "Y-90")),
                ("huge", set_to(RescaleSlope=1e30), ("slice-000.dcm", "column 0 and row 0", "RescaleSlope")),
                ("dynamic", set_to(SeriesType=["DYNAMIC", "IMAGE"], NumberOfSlices=2), ("DYNAMIC", "5 images", "one time")),
                ("two", two_nuclides, ("1.8295 h", "--any-nuclide")),
                ("time", time_only, ("224000", "without a date", "--administered")),
                ("moved", set_to(FrameOfReferenceUID=FRAME + ".9"), ("frame of reference", "register"))):
            with self.subTest(name):
                self.write_pet(name, "START", change)
                self.refused("dicom", "--ct", "ct", "--activity", name, says=says)
        self.imported("moved", "--any-frame-of-reference")
        self.refused("dicom", "--ct", "ct", "--activity", "before", "--imaged", "2024-02-28 12:00:00",
                     says=("the image is the older", "--administered"))
        self.write_pet("start", "START")
        self.refused("dicom", "--ct", "ct", "--activity", "start", "--decay-correction", "none", says=("start", "none"))

    def test_facts_of_a_series_agree(self):
        def item(file):
            return file.RadiopharmaceuticalInformationSequence[0]

        def late(file):
            item(file).RadiopharmaceuticalStartDateTime = "20240229224000"
        for keyword, change in (("Units", lambda f: setattr(f, "Units", "CNTS")),
                                ("DecayCorrection", lambda f: setattr(f, "DecayCorrection", "NONE")),
                                ("RadionuclideHalfLife", lambda f: setattr(item(f), "RadionuclideHalfLife", 6586.2)),
                                ("RadiopharmaceuticalStartDateTime", late),
                                ("RadiopharmaceuticalInformationSequence",
                                 lambda f: f.RadiopharmaceuticalInformationSequence.clear())):
            with self.subTest(keyword):
                self.write_pet("one-" + keyword, "START", lambda file, z: change(file) if z == 3 else None)
                self.refused("dicom", "--ct", "ct", "--activity", "one-" + keyword,
                             says=(keyword, "slice-003.dcm", "slice-000.dcm"))

    def test_slopes_may_differ(self):
        def steeper(file, z):
            file.RescaleSlope = 2.0 * (1 + z)
            set_pixels(file, np.round(self.truth[z] / file.RescaleSlope), "<u2")
        self.write_pet("slopes", "ADMIN", steeper)
        self.assertAlmostEqual(self.total(self.imported("slopes")) / self.truth_GBq, 1, places=4)

    def test_slopes_of_0(self):
        def without_counts(file, z):
            if z == 1:
                file.RescaleSlope = 0
                set_pixels(file, 0 * self.truth[z], "<u2")
        self.write_pet("zeros", "ADMIN", without_counts)
        kept = self.truth.sum() - self.truth[1].sum()
        self.assertAlmostEqual(self.total(self.imported("zeros")) / self.truth_GBq * self.truth.sum() / kept, 1, places=4)
        for slices in (range(5), [3]):
            def flat(file, z):
                if z in slices:
                    file.RescaleSlope, file.RescaleIntercept = 0, 5
            self.write_pet("flat", "ADMIN", flat)
            for words in ((), ("--total-activity", 1)):
                self.refused("dicom", "--ct", "ct", "--activity", "flat", *words,
                             says=(f"slice-00{slices[0]}.dcm: RescaleSlope (0028,1053) is 0", "export"))

    def test_activity_of_another_patient(self):
        self.write_pet("stranger", "ADMIN", lambda file, z: setattr(file, "PatientID", "OTHER-ID"))
        message = self.refused("dicom", "--ct", "ct", "--activity", "stranger",
                               says=("stranger", "PatientID", "--other-patient"))
        self.assertNotIn("OTHER-ID", message)
        self.imported("stranger", "--other-patient")

    def test_self_calibration(self):
        self.write_pet("bare", "NONE", lambda file, z: [delattr(file, k) for k in (
            "Units", "DecayCorrection", "RadiopharmaceuticalInformationSequence", "AcquisitionDate")])
        case = self.imported("bare", "--total-activity", 3, "--residual", 0.25)
        self.assertAlmostEqual(self.total(case), 2.75, places=6)
        case = self.imported("bare", "--total-activity", 3, "--residual", 0.5, "--lung-shunt", 8, "--mask", "m=mask",
                             "--role", "m=lung")
        self.assertAlmostEqual(case.GBq[case.masks["m"]].sum(), 0.2, places=6)
        self.assertLess(np.ptp(case.GBq[case.masks["m"]]), 1e-9)
        self.assertAlmostEqual(self.total(case), 2.5, places=6)
        case = self.imported("bare", "--total-activity", 3, "--lung-shunt", 10, "--lungs", "outside")
        self.assertAlmostEqual(self.total(case), 3, places=6)
        self.assertGreater(case.imports["source"]["beyond_case_GBq"], 0.3 - 1e-6)
        self.refused("dicom", "--ct", "ct", "--activity", "bare", "--total-activity", 3, "--lung-shunt", 10,
                     says=("role lung", "--lungs outside"))

    def test_no_shunt_is_the_least_shunt(self):
        self.write_pet("admin", "ADMIN")
        words = ["--total-activity", 3, "--mask", "m=mask", "--role", "m=lung"]
        none, least = (self.imported("admin", *words, "--lung-shunt", percent) for percent in (0, 1e-3))
        self.assertEqual(none.GBq[none.masks["m"]].sum(), 0)
        np.testing.assert_allclose(none.GBq, least.GBq, atol=1e-5)
        self.assertAlmostEqual(self.total(none), 3, places=6)
        for key in ("lungs", "lungs_of_the_image_percent"):
            self.assertEqual(none.imports["source"][key], least.imports["source"][key])
        self.assertGreater(none.imports["source"]["lungs_of_the_image_percent"], 10)
        self.refused("dicom", "--ct", "ct", "--activity", "admin", "--total-activity", 3, "--lung-shunt", 0,
                     says=("role lung", "--lungs outside"))

    def test_amounts_of_no_treatment_are_told(self):
        def told(*words):
            return [w for w in self.case("--ct", "ct", *words).imports[""]["warnings"] if "any treatment" in w]
        uptake = ["--mask", "m=mask", "--uptake", "m=1", "--total-activity"]
        for GBq, says in ((3000, "3000 GBq is more"), (3e9, "3e+09 GBq is more"), (0.9e-3, "0.0009 GBq is less"),
                          (1e-3, None), (3, None), (100, None)):
            warnings = told(*uptake, GBq)
            self.assertEqual(len(warnings), 1 if says else 0)
            for word in ("--total-activity: " + says, "counts in GBq") if says else ():
                self.assertIn(word, warnings[0])
        self.write_pet("admin", "ADMIN")  # 0.2 MBq
        self.assertIn("is less", told("--activity", "admin")[0])
        self.assertIn("check units, rescale and dates", told("--activity", "admin")[0])
        self.assertEqual(told("--activity", "admin", "--total-activity", 1), [])

    def test_lungs_that_the_ct_cuts_are_told(self):
        big = Geometry(shape=(14, 16, 16), spacing=(20, 20, 20), origin=(-150, -150, -130))

        def lungs(name, z):
            chosen = np.zeros(big.shape)
            chosen[z, 4:12, 4:12] = 255
            write_series(self.folder / name, big, chosen, dtype="u1")
        hu = np.full(big.shape, 40.0)
        hu[:, 4:12, 4:12] = -700
        hu[:, [0, -1]] = hu[:, :, [0, -1]] = -1000
        write_series(self.folder / "chest", big, hu)
        lungs("whole", slice(1, 13))  # 6144 mL
        lungs("top", slice(9, 14))
        lungs("both", slice(0, 14))
        lungs("light", slice(5, 8))  # 1536 mL
        liver = np.zeros(big.shape)
        liver[2:4, 12:15, 2:5] = 255
        write_series(self.folder / "liver", big, liver, dtype="u1")
        shared = ["--ct", "chest", "--mask", "liver=liver", "--uptake", "liver=1", "--total-activity", 2]

        def told(*words, shunt=10):
            case = self.case(*shared, "--lung-shunt", shunt, *words)
            return [w for w in case.imports[""]["warnings"] if "--lungs outside" in w], case.imports
        for name, says in (("whole", ()), ("top", ("z = 13", "cuts them")), ("both", ("z = 0 and z = 13",)),
                           ("light", ("times that of 1000 g",))):
            for words in (["--lungs", name], ["--role", f"{name}=lung"], ["--lungs", name, "--grid", 9]):
                with self.subTest(name, words=words):
                    warnings, imports = told("--mask", f"{name}={name}", *words)
                    self.assertEqual(len(warnings), 1 if says else 0)
                    for word in (*says, f"({name})", "--ct: ", " g in the case") if says else ():
                        self.assertIn(word, warnings[0])
                    mass = imports["shunted_lungs"]["mass_g"]
                    self.assertAlmostEqual(mass / imports[f"regions/{name}"]["mass_g"], 1, places=9)
                    self.assertEqual(told("--mask", f"{name}={name}", *words, shunt=0)[0], [])
        warnings, _ = told("--lungs", "ct", "--body", "auto")
        self.assertIn("(lungs)", warnings[0])
        self.assertIn("z = 0 and z = 13", warnings[0])
        self.assertEqual(told("--lungs", "outside")[0], [])

    def test_remedies_for_absent_lungs_are_not_what_was_given(self):
        self.write_pet("admin", "ADMIN")
        words = ["dicom", "--ct", "ct", "--activity", "admin", "--total-activity", 3, "--lung-shunt", 5]
        message = self.refused(*words, "--lungs", "ct", "--body", "auto", says=("shows no lungs", "--lungs NAME"))
        self.assertNotIn("or --lungs ct", message)
        self.refused(*words, "--lungs", "m", "--mask", "m=mask", "--role", "m=normal_liver",
                     says=("--lungs m", "liver by its role", "--lungs outside"))

    def test_a_word_that_is_none_of_the_standard(self):
        self.write_pet("later", "LATER")
        for words in (["--decay-correction", "administration"], ["--total-activity", 1]):
            self.imported("later", *words)

    def test_uptakes_of_regions(self):
        words = ["--mask", "m=mask", "--mask", "t=tumour", "--role", "t=tumour", "--role", "m=normal_liver"]
        p = self.geometry.points()
        write_series(self.folder / "tumour", self.geometry, 255 * (self.inside(p) & (p[..., 2] < 1)), dtype="u1")
        case = self.case("--ct", "ct", *words, "--uptake", "t=4", "--uptake", "m=1", "--total-activity", 2)
        tumour, normal = case.masks["t"], case.masks["m"] & ~case.masks["t"]
        self.assertAlmostEqual(case.GBq.sum(), 2, places=6)
        self.assertAlmostEqual(case.GBq[tumour].mean() / case.GBq[normal].mean(), 4, places=5)
        self.assertEqual(case.GBq[~case.masks["m"]].sum(), 0)
        self.refused("dicom", "--ct", "ct", *words[:4], "--uptake", "t=4", "--uptake", "m=1", "--total-activity", 2,
                     says=("roles", "tumour before"))
        self.refused("dicom", "--ct", "ct", *words, "--uptake", "x=1", "--total-activity", 2, says=("x", "m, t"))
        for options in ([], ["--uptake", "m=1"], ["--activity", "ct", "--lung-shunt", 5],
                        ["--uptake", "m=1", "--total-activity", 1, "--residual", 1]):
            self.refused("dicom", "--ct", "ct", *words, *options)

    def test_negative_values_are_counted(self):
        def signed(file, z):
            set_pixels(file, np.where(np.arange(24).reshape(6, 4) == 3, -5, 10))
        self.write_pet("noise", "ADMIN", signed)
        done = self.call("import", "dicom", "--ct", "ct", "--activity", "noise", "-o", "noise.h5", "--json")
        source = json.loads(done.stdout)["source"]
        self.assertEqual(source["voxels_below_0"], 5)
        self.assertIn("below 0", done.stderr)


if __name__ == "__main__":
    ImportTest.program = sys.argv.pop(1)
    unittest.main()
