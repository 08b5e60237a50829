#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`yttria import`: contours, segmentations, masks, body, grids and curves. Usage: import_regions_test.py YTTRIA"""
import json
import sys
import unittest

import numpy as np

from made_images import (FRAME, Dataset, Geometry, ImportTest, new_file, patient_hu, schneider_density, set_pixels,
                         write_series)


def rectangle(x0, x1, y0, y1, z):
    return [v for x, y in ((x0, y0), (x1, y0), (x1, y1), (x0, y1)) for v in (x, y, z)]


def polygon(radius, z, corners=200, centre=(0, 0)):
    angles = 2 * np.pi * np.arange(corners) / corners
    return [v for a in angles for v in (centre[0] + radius * np.cos(a), centre[1] + radius * np.sin(a), z)]


class Regions(ImportTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.grid = Geometry(shape=(8, 40, 50), spacing=(3, 1.5, 1.2), origin=(-29.4, -29.25, 0))
        write_series(cls.folder / "wide", cls.grid, 40 + 0 * patient_hu(cls.grid.points()))
        write_series(cls.folder / "all", cls.grid, 255 + 0 * patient_hu(cls.grid.points()), dtype="u1")

    FIXED = ["--ct", "wide", "--mask", "all=all", "--uptake", "all=1", "--total-activity", "1"]

    def write_structures(self, name, structures, frame=FRAME, kind="CLOSED_PLANAR"):
        """structures: {name: [contour data, ...]}"""
        file = new_file(self.folder / name, "RTSTRUCT")
        file.StructureSetROISequence, file.ROIContourSequence = [], []
        for number, (label, contours) in enumerate(structures.items(), 1):
            roi, drawn = Dataset(), Dataset()
            roi.ROINumber, roi.ROIName, roi.ReferencedFrameOfReferenceUID = number, label, frame
            drawn.ReferencedROINumber, drawn.ContourSequence = number, []
            for data in contours:
                contour = Dataset()
                contour.ContourGeometricType, contour.NumberOfContourPoints = kind, len(data) // 3
                contour.ContourData = [f"{v:.6f}" for v in data]
                drawn.ContourSequence.append(contour)
            file.StructureSetROISequence.append(roi)
            file.ROIContourSequence.append(drawn)
        file.save_as(self.folder / name, write_like_original=False)

    def regions(self, *words):
        self.last = self.call("import", "dicom", *self.FIXED, *words, "-o", "regions.h5", "--force", "--json")
        return json.loads(self.last.stdout)["regions"]

    def test_holes_and_several_contours(self):
        ring = [c for z in (6, 9, 12) for c in (polygon(20, z), polygon(8, z, centre=(3, -2)))]
        twins = [c for z in (6, 9, 12) for c in (rectangle(-20, -5, -9, 9, z), rectangle(4, 14, -9, 9, z))]
        keyhole = [[v for x, y in ((-10, -10), (10, -10), (10, 10), (0, 10), (0, 5), (5, 5), (5, -5), (-5, -5), (-5, 5),
                                   (0, 5), (0, 10), (-10, 10)) for v in (x, y, 9)]]
        self.write_structures("rt.dcm", {"ring": ring, "twins": twins, "keyhole": keyhole, "a/b": twins[:1]})
        found = self.regions("--rtstruct", "rt.dcm", "--role", "RIN*=tumour")
        area = 0.5 * 200 * np.sin(2 * np.pi / 200)
        for name, expected_mm3 in (("ring", area * (400 - 64) * 9), ("twins", 25 * 18 * 9), ("keyhole", 300 * 3),
                                   ("a-b", 15 * 18 * 3)):
            with self.subTest(name):
                self.assertAlmostEqual(found[name]["stated_mL"] / (expected_mm3 * 1e-3), 1, places=5)
                self.assertAlmostEqual(found[name]["image_mL"] / (expected_mm3 * 1e-3), 1, delta=0.003)
        self.assertAlmostEqual(found["ring"]["case_mL"] / found["ring"]["stated_mL"], 1, delta=0.01)
        self.assertEqual(found["ring"]["role"], "tumour")
        self.assertEqual(found["twins"]["role"], "other")
        self.assertIn('is called "a-b"', self.last.stderr)

    def test_contours_between_slices_and_gaps(self):
        fine = [rectangle(-12, 12, -9, 9, z) for z in np.arange(4, 14, 1.0)]  # 1 mm apart on slices of 3 mm
        gap = [rectangle(-12, 12, -9, 9, z) for z in (3, 6, 15, 18)]
        self.write_structures("between.dcm", {"fine": fine, "gap": gap})
        found = self.regions("--rtstruct", "between.dcm")
        for name, expected_mL in (("fine", 4.32), ("gap", 5.184)):
            self.assertAlmostEqual(found[name]["stated_mL"], expected_mL, places=6)
            self.assertAlmostEqual(found[name]["image_mL"] / expected_mL, 1, delta=0.005)
        self.assertIn('"gap": no contours between slices 2.00 and 5.00', self.last.stderr)

    def test_what_is_no_region_is_left_out(self):
        self.write_structures("points.dcm", {"marker": [[0, 0, 6]], "empty": []}, kind="POINT")
        found = self.regions("--rtstruct", "points.dcm")
        self.assertEqual(list(found), ["all"])
        self.assertIn('"marker" has no closed contour', self.last.stderr)
        self.write_structures("flat.dcm", {"sagittal": [[0, 0, 0, 0, 9, 0, 0, 9, 9]]})
        self.refused("dicom", *self.FIXED, "--rtstruct", "flat.dcm", says=("sagittal", "leaves the planes"))
        self.write_structures("foreign.dcm", {"r": [rectangle(0, 9, 0, 9, 6)]}, frame=FRAME + ".7")
        self.refused("dicom", *self.FIXED, "--rtstruct", "foreign.dcm", says=("foreign.dcm", "frame of reference"))
        self.refused("dicom", *self.FIXED, "--rtstruct", "wide/slice-000.dcm", says=("Modality", "RTSTRUCT"))
        self.refused("dicom", *self.FIXED, "--role", "tumour*=tumour", says=("--role tumour*", "all"))

    def write_seg(self, name, fractional):
        """Two segments; frames in no order, the empty ones left out."""
        shape = (4, 16, 20)
        z, y, x = np.meshgrid(*map(np.arange, shape), indexing="ij")
        shares = {"liver": 1.0 * ((x > 3) & (z > 0)), "spot": np.where((y > 5) & (z == 3), 0.75 if fractional else 1, 0)}
        file = new_file(self.folder / name, "SEG")
        file.SegmentationType = "FRACTIONAL" if fractional else "BINARY"
        file.MaximumFractionalValue = 200
        measures, plane, shared = Dataset(), Dataset(), Dataset()
        measures.PixelSpacing, measures.SliceThickness = [3, 2.4], 3
        plane.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
        shared.PixelMeasuresSequence, shared.PlaneOrientationSequence = [measures], [plane]
        file.SharedFunctionalGroupsSequence = [shared]
        file.SegmentSequence, file.PerFrameFunctionalGroupsSequence, frames = [], [], []
        for number, (label, share) in enumerate(shares.items(), 1):
            segment = Dataset()
            segment.SegmentNumber, segment.SegmentLabel = number, label
            file.SegmentSequence.append(segment)
            for k in (3, 1, 2):
                if not share[k].any():
                    continue
                frame, position, identification = Dataset(), Dataset(), Dataset()
                position.ImagePositionPatient = [-28.8, -28.5, 3.0 * k]
                identification.ReferencedSegmentNumber = number
                frame.PlanePositionSequence, frame.SegmentIdentificationSequence = [position], [identification]
                file.PerFrameFunctionalGroupsSequence.append(frame)
                frames.append(share[k])
        frames = np.array(frames)
        set_pixels(file, frames * 200, "u1")
        file.NumberOfFrames = len(frames)
        if not fractional:
            file.BitsAllocated, file.BitsStored, file.HighBit = 1, 1, 0
            bits = np.packbits(frames.astype("u1").ravel(), bitorder="little").tobytes()
            file.PixelData = bits + b"\0" * (len(bits) % 2)
        file.save_as(self.folder / name, write_like_original=False)
        return {label: share.sum() * 3 * 2.4 * 3e-3 for label, share in shares.items()}

    def test_segmentations(self):
        for fractional in (False, True):
            with self.subTest(fractional=fractional):
                volumes = self.write_seg("seg.dcm", fractional)
                found = self.regions("--seg", "seg.dcm")
                for label, expected_mL in volumes.items():
                    self.assertAlmostEqual(found[label]["stated_mL"] / expected_mL, 1, places=2)
                self.assertAlmostEqual(found["liver"]["case_mL"] / volumes["liver"], 1, delta=0.01)
        found = self.regions("--seg", "seg.dcm", "--roi", "spo?")
        self.assertEqual(sorted(found), ["all", "spot"])


class Media(ImportTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.grid = Geometry(shape=(12, 30, 30), spacing=(4, 4, 4), origin=(-58, -58, -22))
        cls.p = cls.grid.points()
        cls.body = (np.hypot(cls.p[..., 0], cls.p[..., 1]) < 44)
        couch = (cls.p[..., 1] > 51) & (cls.p[..., 1] < 55)
        lung = np.hypot(cls.p[..., 0] - 15, cls.p[..., 1]) < 20
        cls.hu = np.where(lung, -750, np.where(cls.body, 60, np.where(couch, 200, -1024)))
        cls.hu = np.where((np.abs(cls.p[..., 0] + 20) < 5) & (np.abs(cls.p[..., 1]) < 5), 300, cls.hu)
        write_series(cls.folder / "torso", cls.grid, cls.hu)
        write_series(cls.folder / "vessel", cls.grid, 1 * (cls.hu == 300), dtype="u1")

    FIXED = ["--ct", "torso", "--mask", "vessel=vessel", "--uptake", "vessel=1", "--total-activity", "1"]

    def test_couch_and_air_outside_the_body(self):
        plain = self.case(*self.FIXED)
        self.assertGreater(plain.density[:, -1 - 1, :].max(), 1)
        case = self.case(*self.FIXED, "--body", "auto")
        np.testing.assert_array_equal(case.masks["body"], self.body)
        self.assertLess(case.density[~self.body].max(), 0.0013)
        self.assertEqual(case.imports["medium"]["voxels_outside_made_air"], (self.hu == 200).sum())
        np.testing.assert_allclose(case.density[self.body], plain.density[self.body])

    def test_lungs_and_crop(self):
        case = self.case(*self.FIXED, "--body", "auto", "--lungs", "ct", "--lung-shunt", 5, "--crop", 8)
        self.assertEqual(case.density.shape, (12, 26, 26))  # 22 voxels across the body, 2 on each side
        self.assertEqual(case.roles["lungs"], "lung")
        self.assertEqual(case.masks["lungs"].sum(), (self.hu == -750).sum())
        self.assertAlmostEqual(case.GBq[case.masks["lungs"]].sum(), 0.05, places=6)
        self.refused("dicom", *self.FIXED, "--crop", 8, says=("--crop", "--body"))

    def test_contrast_agent_is_capped(self):
        case = self.case(*self.FIXED, "--cap-hu", "vessel=70")
        self.assertAlmostEqual(case.density[self.hu == 300].max(), schneider_density(70), places=6)
        self.assertEqual(case.imports["medium/vessel"]["voxels_changed"], (self.hu == 300).sum())
        self.assertAlmostEqual(case.imports["medium/vessel"]["mean_change_hu"], 230)

    def test_values_beyond_the_curve_are_counted(self):
        done = self.call("import", "dicom", *self.FIXED, "-o", "clip.h5", "--force")
        self.assertIn(f"{(self.hu == -1024).sum()} voxels of the CT lie below -1000 HU", done.stderr)

    def test_a_curve_of_ones_own(self):
        (self.folder / "curve.csv").write_text("# scanner 7\nhu,density_g_cm3,material\n-1000,0.001,air\n"
                                               "-800,0.2,lung\n0,1,water\n400,1.5,spongiosa\n")
        case = self.case(*self.FIXED, "--hu-curve", "curve.csv")
        self.assertAlmostEqual(case.density[self.hu == 60].max(), 1 + 60 * 0.5 / 400, places=6)
        self.assertEqual(set(case.material[self.hu == -750]), {"lung"})
        self.assertEqual(set(case.material[self.hu == 300]), {"water"})
        for text, says in (("hu;density\n", "line 1"), ("hu,density_g_cm3\n0,1\n0,1.1\n", "line 3"),
                           ("hu,density_g_cm3\n0,1\n", "two rows"), ("hu,density_g_cm3\n0,1\n1,-1\n", "line 3"),
                           ("hu,density_g_cm3,material\n0,1,watr\n", "watr")):
            (self.folder / "bad.csv").write_text(text)
            self.refused("dicom", *self.FIXED, "--hu-curve", "bad.csv", says=(says,))

    def test_grids(self):
        fine = self.case(*self.FIXED)
        coarse = self.case(*self.FIXED, "--grid", "8")
        self.assertEqual(coarse.density.shape, (6, 15, 15))
        mean = fine.density.reshape(6, 2, 15, 2, 15, 2).mean((1, 3, 5))
        np.testing.assert_allclose(coarse.density, mean, rtol=1e-6)
        self.assertAlmostEqual(coarse.GBq.sum(), 1, places=6)
        uneven = self.case(*self.FIXED, "--grid", "7,5,3")
        volume = np.prod(uneven.spacing)
        self.assertAlmostEqual(uneven.density.sum() * volume / (fine.density.sum() * 64), 1, delta=0.02)
        self.refused("dicom", *self.FIXED, "--grid", "activity", says=("--grid activity",))


if __name__ == "__main__":
    ImportTest.program = sys.argv.pop(1)
    unittest.main()
