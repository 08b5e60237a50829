#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`yttria import`: NM tomograms and what their frames are. Usage: import_tomogram_test.py YTTRIA"""
import sys
import unittest

import numpy as np

from made_images import Dataset, Geometry, ImportTest, new_file, set_pixels


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
        file.FrameIncrementPointer, file.SliceVector = [0x00540080], [1, 2, 3, 4]
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

    def test_frames_are_the_slices_that_the_file_says(self):
        words = ["--total-activity", 1, "--grid", "activity"]
        self.write_nm("plain.dcm", 3)
        plain = self.case("--ct", "ct", "--activity", "plain.dcm", *words)
        self.assertNotIn("SliceVector", str(plain.imports[""]["warnings"]))

        def shuffled(file):
            frames = file.pixel_array
            file.SliceVector = [3, 1, 4, 2]
            file.PixelData = frames[[2, 0, 3, 1]].tobytes()
        self.write_nm("shuffled.dcm", 3, shuffled)
        case = self.case("--ct", "ct", "--activity", "shuffled.dcm", *words)
        np.testing.assert_array_equal(case.GBq, plain.GBq)

        def bare(file):
            del file.SliceVector, file.FrameIncrementPointer
        self.write_nm("bare.dcm", 3, bare)
        case = self.case("--ct", "ct", "--activity", "bare.dcm", *words)
        np.testing.assert_array_equal(case.GBq, plain.GBq)
        self.assertIn("SliceVector", str(case.imports[""]["warnings"]))

    def test_several_images_in_one_file_are_refused(self):
        def set_to(**values):
            return lambda file: [setattr(file, keyword, value) for keyword, value in values.items()]

        def moved(file):
            other = Dataset()
            other.ImagePositionPatient, other.ImageOrientationPatient = [0, 0, 0], [1, 0, 0, 0, 1, 0]
            file.DetectorInformationSequence.append(other)
        for change, says in (
                (set_to(EnergyWindowVector=[1, 1, 2, 2], FrameIncrementPointer=[0x00540010, 0x00540080],
                        SliceVector=[1, 2, 1, 2]), ("EnergyWindowVector (0054,0010)", "2 energy windows", "export one")),
                (set_to(DetectorVector=[1, 2, 1, 2]), ("DetectorVector", "2 detectors")),
                (set_to(RotationVector=[1, 1, 2, 2]), ("RotationVector", "2 rotations")),
                (set_to(TimeSlotVector=[1, 2, 3, 4]), ("TimeSlotVector", "4 time slots")),
                (set_to(FrameIncrementPointer=[0x00540010]), ("FrameIncrementPointer", "no slices")),
                (set_to(SliceVector=[1, 2, 1, 2]), ("SliceVector", "slice 1 twice")),
                (set_to(SliceVector=[1, 2, 3]), ("SliceVector", "3 values for 4 frames")),
                (set_to(SliceVector=[1, 2, 3, 9]), ("SliceVector", "slice 9 of 4")),
                (moved, ("ImagePositionPatient", "first detector"))):
            with self.subTest(says):
                self.write_nm("several.dcm", 3, change)
                self.refused("dicom", "--ct", "ct", "--activity", "several.dcm", "--total-activity", 1, says=says)

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

        def flat(file):
            calibrated(file)
            file.RealWorldValueMappingSequence[0].RealWorldValueSlope = 0.0
            file.RealWorldValueMappingSequence[0].RealWorldValueIntercept = 5.0
        self.write_nm("flat.dcm", 3, flat)
        self.refused("dicom", "--ct", "ct", "--activity", "flat.dcm", "--decay-correction", "administration",
                     "--any-nuclide", says=("flat.dcm: RealWorldValueSlope (0040,9225) is 0", "export"))

    def test_a_slope_of_0_is_refused(self):
        def flat(file):
            file.RescaleSlope, file.RescaleIntercept = 0, 5
        self.write_nm("flat.dcm", 3, flat)
        self.refused("dicom", "--ct", "ct", "--activity", "flat.dcm", "--total-activity", 1,
                     says=("flat.dcm: RescaleSlope (0028,1053) is 0", "export"))

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
