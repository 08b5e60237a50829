#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`yttria import`: activity from PET and NM, decay over days, calibration. Usage: import_activity_test.py YTTRIA"""
import datetime
import json
import sys
import unittest

import numpy as np

from made_images import (FRAME, HALF_LIFE_S, Dataset, Geometry, ImportTest, dicom_date, new_file, set_pixels,
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

    def test_not_corrected(self):
        start = days() + 60.0 * np.arange(self.pet.shape[0])
        decay = np.log(2) / HALF_LIFE_S
        mean = np.exp(-decay * start) * (1 - np.exp(-decay * 600)) / (decay * 600)
        self.write_pet("none", "NONE", factor=mean)
        self.assertAlmostEqual(self.total(self.imported("none")) / self.truth_GBq, 1, places=4)

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

        def set_to(**values):
            return lambda file, z: [setattr(file, k, v) for k, v in values.items()]
        for name, change, says in (
                ("counts", set_to(Units="CNTS"), ("CNTS", "Bq/mL")),
                ("word", set_to(DecayCorrection="LATER"), ("LATER", "ADMIN")),
                ("late", set_to(SeriesDate="20240302"), ("later than the first acquisition", "--imaged")),
                ("early", set_to(SeriesDate="20240228", SeriesTime="120000"), ("the image is the older",)),
                ("fluorine", lambda f, z: setattr(item(f), "RadionuclideHalfLife", 6586.2), ("1.8295 h", "Y-90")),
                ("time", time_only, ("224000", "without a date", "--administered")),
                ("moved", set_to(FrameOfReferenceUID=FRAME + ".9"), ("frame of reference", "register"))):
            with self.subTest(name):
                self.write_pet(name, "START", change)
                self.refused("dicom", "--ct", "ct", "--activity", name, says=says)
        self.imported("moved", "--any-frame-of-reference")
        self.write_pet("start", "START")
        self.refused("dicom", "--ct", "ct", "--activity", "start", "--decay-correction", "none", says=("start", "none"))

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


class Tomogram(ImportTest):
    def write_nm(self, name, step, change=None):
        geometry = Geometry(shape=(4, 5, 6), spacing=(3, 3, 3), origin=(-7, -7, -5))
        values = 10 + np.abs(geometry.points()).sum(-1)
        file = new_file(self.folder / name, "NM")
        first = 0 if step > 0 else 3
        file.ImageType = ["ORIGINAL", "PRIMARY", "RECON TOMO", "EMISSION"]
        detector = Dataset()
        detector.ImagePositionPatient = list(geometry.position(first))
        detector.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
        file.DetectorInformationSequence = [detector]
        file.PixelSpacing, file.SpacingBetweenSlices, file.NumberOfFrames = [3, 3], step, 4
        file.NumberOfSlices = 4
        set_pixels(file, np.round(values if step > 0 else values[::-1]), "<u2")
        if change:
            change(file)
        file.save_as(self.folder / name, write_like_original=False)
        return geometry, np.round(values)

    def test_counts_need_a_total_and_slices_run_either_way(self):
        maps = []
        for name, step in (("up.dcm", 3), ("down.dcm", -3)):
            self.write_nm(name, step)
            case = self.case("--ct", "ct", "--activity", name, "--total-activity", 1, "--grid", "activity")
            maps.append(case.GBq)
            np.testing.assert_allclose(case.origin, (-7, -7, -5), atol=1e-9)
        np.testing.assert_array_equal(*maps)
        geometry, counts = self.write_nm("up.dcm", 3)
        np.testing.assert_allclose(maps[0], counts / counts.sum(), rtol=1e-6)
        self.refused("dicom", "--ct", "ct", "--activity", "up.dcm", says=("Units (0054,1001)", "--total-activity"))

    def test_bq_by_real_world_values(self):
        def calibrated(file):
            code, world = Dataset(), Dataset()
            code.CodeValue = "Bq/ml"
            world.MeasurementUnitsCodeSequence = [code]
            world.RealWorldValueSlope, world.RealWorldValueIntercept = 100.0, 0.0
            file.RealWorldValueMappingSequence = [world]
        geometry, counts = self.write_nm("bq.dcm", 3, calibrated)
        case = self.case("--ct", "ct", "--activity", "bq.dcm", "--decay-correction", "administration", "--any-nuclide",
                         "--grid", "activity")
        self.assertAlmostEqual(case.GBq.sum() / (counts.sum() * 100 * 0.027 * 1e-9), 1, places=6)

    def test_planar_and_gated_images_are_refused(self):
        def planar(file):
            file.ImageType = ["ORIGINAL", "PRIMARY", "STATIC", "EMISSION"]
        self.write_nm("planar.dcm", 3, planar)
        self.refused("dicom", "--ct", "ct", "--activity", "planar.dcm", "--total-activity", 1, says=("RECON TOMO",))
        self.write_nm("gated.dcm", 3, lambda file: setattr(file, "NumberOfSlices", 2))
        self.refused("dicom", "--ct", "ct", "--activity", "gated.dcm", "--total-activity", 1, says=("NumberOfSlices",))


if __name__ == "__main__":
    ImportTest.program = sys.argv.pop(1)
    unittest.main()
