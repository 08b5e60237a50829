#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`yttria import`: CT numbers to media, body, caps, grids and curves. Usage: import_media_test.py YTTRIA"""
import sys
import unittest

import numpy as np

from made_images import Geometry, ImportTest, patient_hu, schneider_density, write_series


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
                           ("hu,density_g_cm3,material\n0,1,air\n1,1,watr\n", "line 3: no material 'watr'"),
                           ("hu;density_g_cm3\n0;1\n1;2\n", "commas between cells"),
                           ("hu,density_g_cm3\n0,1\n1;2\n", "line 3: '1;2' is no row of 2 cells"),
                           ("hu,density_g_cm3\n0,1\n1,1,5\n", "line 3: '1,1,5'"),
                           ("hu,density_g_cm3,material\n0,1,0,water\n", "line 2: '0,1,0,water'"),
                           ("hu,density_g_cm3,material\n0,1,5\n", "line 2: no material '5'"),
                           ("hu,density_g_cm3,material\n0,1,\n", "line 2: no material ''"), ("", "two rows")):
            (self.folder / "bad.csv").write_text(text)
            self.refused("dicom", *self.FIXED, "--hu-curve", "bad.csv", says=("bad.csv: ", says))
        self.refused("dicom", *self.FIXED, "--hu-curve", "torso", says=("torso: ", "CSV"))

    def test_a_curve_with_bytes_of_0(self):
        for text, says in (("hu,density_g_cm3\n0,1\n5\0,1.1\n", "line 3: '5\\x00,1.1' is no row of 2 cells; write"),
                           ("hu\0,density_g_cm3\n", "line 1: 'hu\\x00,density_g_cm3' is not the header"),
                           ("hu,density_g_cm3,material\n0,1,wat\0r\n", "line 2: no material 'wat\\x00r' in the library")):
            (self.folder / "zero.csv").write_text(text)
            self.refused("dicom", *self.FIXED, "--hu-curve", "zero.csv", says=("zero.csv: ", says))

    def test_ct_numbers_that_cannot_be(self):
        (self.folder / "far.csv").write_text("hu,density_g_cm3\n-1e308,1\n1e308,2\n")
        self.refused("dicom", *self.FIXED, "--hu-curve", "far.csv", says=("far.csv: line 2: -1e+308 HU", "100000"))

    def test_a_curve_from_a_spreadsheet(self):
        rows = ["hu,density_g_cm3", "-1000,0.001", "400,1.5", ""]
        cases = []
        for text in ("\n".join(rows), "\ufeff" + "\r\n".join(rows), "\ufeff" + "\r\n".join(rows).replace(",", " , ")):
            (self.folder / "sheet.csv").write_bytes(text.encode())
            cases.append(self.case(*self.FIXED, "--hu-curve", "sheet.csv"))
        for case in cases[1:]:
            np.testing.assert_array_equal(case.density, cases[0].density)

    def test_a_ct_compressed_with_loss_is_told_of(self):
        def lose(file, z):
            file.LossyImageCompression = "01" if z > 2 else "00"

        write_series(self.folder / "lossy", self.grid, self.hu, change=lose)
        said = self.call("import", "dicom", "--ct", "lossy", *self.FIXED[2:], "-o", "lossy.h5").stderr
        self.assertIn("lossy: 9 of 12 slices were compressed with loss, by LossyImageCompression (0028,2110)", said)

    def test_mass_of_voxels_partly_beyond_the_ct_is_told(self):
        said = [self.call("import", "dicom", *self.FIXED, "--grid", edges, "-o", "edge.h5", "--force").stderr
                for edges in ("8", "4,4,9")]  # a CT of 120 x 120 x 48 mm
        self.assertNotIn("partly beyond", said[0])
        self.assertRegex(said[1], "[0-9]+ voxels lie partly beyond the CT .*: [0-9.]+ g of the [0-9.]+ g of the case")

    def test_bodies_and_lungs_that_are_not_there(self):
        write_series(self.folder / "empty", self.grid, -900 + 0 * self.hu)
        words = ["--ct", "empty", *self.FIXED[2:]]
        self.refused("dicom", *words, "--body", "auto", says=("empty: --body auto", "-300 HU", "--body NAME"))
        far = Geometry(shape=(3, 3, 3), spacing=(4, 4, 4), origin=(500, 500, 500))
        write_series(self.folder / "far", far, 1 + 0 * patient_hu(far.points()), dtype="u1")
        self.refused("dicom", *self.FIXED, "--mask", "far=far", "--body", "far", says=("--body far", "no voxel"))
        write_series(self.folder / "solid", self.grid, np.where(self.body, 60, -1000))
        self.refused("dicom", "--ct", "solid", *self.FIXED[2:], "--body", "auto", "--lungs", "ct", "--lung-shunt", 5,
                     says=("solid: --lungs ct: the CT shows no lungs", "--lungs outside"))

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
