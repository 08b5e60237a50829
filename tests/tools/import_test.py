#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`yttria import dicom`: geometry, order, damage and transfer syntaxes of a CT. Usage: import_test.py YTTRIA"""
import itertools
import json
import shutil
import subprocess
import sys
import unittest

import numpy as np

from made_images import Geometry, ImportTest, patient_hu, pydicom, schneider_density, set_pixels, write_series

AXES = [(1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1)]


def rotated(vector, degrees):
    a = np.radians(degrees)
    x, y, z = vector
    x, y = np.cos(a) * x - np.sin(a) * y, np.sin(a) * x + np.cos(a) * y
    return np.array([x, np.cos(a) * y - np.sin(a) * z, np.sin(a) * y + np.cos(a) * z])


class Geometries(ImportTest):
    def check(self, name, geometry, **how):
        write_series(self.folder / name, geometry, patient_hu(geometry.points()), **how)
        case = self.case("--ct", name, *self.UPTAKE)
        expected = schneider_density(patient_hu(geometry.points()))
        self.assertEqual(case.density.shape, expected.shape)
        np.testing.assert_allclose(case.points(), geometry.points(), atol=1e-4)
        np.testing.assert_allclose(case.density, expected, rtol=2e-6)
        self.assertAlmostEqual(np.linalg.det(case.direction), 1, places=9)
        return case

    def test_every_axis_aligned_orientation(self):
        count = 0
        for row, column in itertools.permutations(AXES, 2):
            if np.dot(row, column) != 0:
                continue
            with self.subTest(row=row, column=column):
                self.check(f"axes-{count}", Geometry(row, column, origin=(3, 2, 1)), reverse=count % 2 == 1)
            count += 1
        self.assertEqual(count, 24)  # the 8 axial ones are among them

    def test_oblique_series(self):
        geometry = Geometry(rotated((1, 0, 0), 17), rotated((0, 1, 0), 17), origin=(1, -2, 3))
        case = self.check("oblique", geometry)
        self.assertGreater(case.imports["ct"]["obliquity_degrees"], 15)

    def test_order_of_files_means_nothing(self):
        hu = patient_hu(self.geometry.points())
        write_series(self.folder / "reversed", self.geometry, hu, reverse=True)
        digests = {json.loads(self.call("import", "dicom", "--ct", ct, *self.UPTAKE, "-o", "o.h5", "--force",
                                        "--json").stdout)["case_digest"] for ct in ("ct", "reversed")}
        self.assertEqual(len(digests), 1)

    def test_private_tags_and_files_of_other_kinds(self):
        def private(file, z):
            block = file.private_block(0x0099, "YTTRIA TEST", create=True)
            block.add_new(1, "DS", "12.5")
            block.add_new(2, "UN", b"\x01\x02\x03\x04")

        write_series(self.folder / "private", self.geometry, patient_hu(self.geometry.points()), change=private)
        (self.folder / "private" / "README.txt").write_text("no image")
        case = self.case("--ct", "private", *self.UPTAKE)
        self.assertEqual(case.imports["ct"]["other_files_ignored"], 1)

    def test_no_names_and_hashed_identifiers(self):
        case = self.case("--ct", "ct", *self.UPTAKE)
        for word in (b"Secret", b"SECRET", b"1.2.826.0.1.3680043"):
            self.assertNotIn(word, case.bytes)
        self.assertEqual(len(case.imports["ct"]["patient_id_sha256"]), 64)
        kept = self.case("--ct", "ct", *self.UPTAKE, "--keep-identifiers")
        self.assertEqual(kept.imports["ct"]["patient_id"], "SECRET-ID")
        self.assertNotIn(b"Secret^Name", kept.bytes)


class Damage(ImportTest):
    def spoil(self, name, change=None, remove=None):
        write_series(self.folder / name, self.geometry, patient_hu(self.geometry.points()), change=change)
        if remove is not None:
            (self.folder / name / f"slice-{remove:03}.dcm").unlink()

    def test_missing_slices(self):
        self.spoil("missing", remove=2)
        self.refused("dicom", "--ct", "missing", *self.UPTAKE,
                     says=("1 slice is missing between slice-001.dcm and slice-003.dcm", "whole series"))

    def test_double_slices(self):
        self.spoil("double")
        shutil.copy(self.folder / "double/slice-003.dcm", self.folder / "double/again.dcm")
        self.refused("dicom", "--ct", "double", *self.UPTAKE, says=("slice-003.dcm", "again.dcm", "same place"))

    def test_mixed_series(self):
        def other(file, z):
            if z == 4:
                file.SeriesInstanceUID = "1.2.3.4"
        self.spoil("mixed", other)
        self.refused("dicom", "--ct", "mixed", *self.UPTAKE, says=("slice-004.dcm", "slice-000.dcm", "one series"))

    def test_tilted_gantry(self):
        def tilt(file, z):
            x, y, zz = file.ImagePositionPatient
            file.ImagePositionPatient = [float(x), float(y) + 0.3 * z, float(zz)]
        self.spoil("tilted", tilt)
        self.refused("dicom", "--ct", "tilted", *self.UPTAKE, says=("slice-001.dcm", "tilted gantry", "resample"))

    def test_uneven_and_unlike_slices(self):
        def shift(file, z):
            if z >= 3:
                file.ImagePositionPatient[2] += 0.9
        self.spoil("uneven", shift)
        self.refused("dicom", "--ct", "uneven", *self.UPTAKE,
                     says=("slice-002.dcm and slice-003.dcm are 3.9 mm apart", "3 mm"))

        def crop(file, z):
            if z == 5:
                set_pixels(file, np.zeros((4, 4)))
        self.spoil("cropped", crop)
        self.refused("dicom", "--ct", "cropped", *self.UPTAKE, says=("slice-005.dcm", "numbers of pixels"))

    def test_absent_attributes_are_named(self):
        for keyword, number in (("ImagePositionPatient", "0020,0032"), ("PixelSpacing", "0028,0030"),
                                ("RescaleSlope", "0028,1053"), ("Modality", "0008,0060"),
                                ("BitsStored", "0028,0101"), ("PixelData", "7FE0,0010")):
            with self.subTest(keyword):
                self.spoil("absent-" + keyword, lambda file, z: delattr(file, keyword))
                self.refused("dicom", "--ct", "absent-" + keyword, *self.UPTAKE,
                             says=(f"{keyword} ({number})", "missing", "slice-00"))

    def test_values_that_cannot_be(self):
        for keyword, value, says in (("PixelSpacing", [0, 1], "not above 0"), ("Rows", 60000, "damaged"),
                                     ("ImageOrientationPatient", [1, 0, 0, 1, 0, 0], "perpendicular"),
                                     ("BitsAllocated", 12, "BitsAllocated"), ("SamplesPerPixel", 3, "colour"),
                                     ("NumberOfFrames", 4, "multi-frame"), ("RescaleType", "OD", "HU are needed")):
            with self.subTest(keyword):
                self.spoil("bad-" + keyword, lambda file, z: setattr(file, keyword, value))
                self.refused("dicom", "--ct", "bad-" + keyword, *self.UPTAKE, says=(says, "slice-00"))

    def test_truncated_and_foreign_files(self):
        self.spoil("cut")
        path = self.folder / "cut/slice-002.dcm"
        whole = path.read_bytes()
        for size in (140, 300, len(whole) // 2, len(whole) - 9):
            path.write_bytes(whole[:size])
            self.refused("dicom", "--ct", "cut", *self.UPTAKE, says=("slice-002.dcm",))
        (self.folder / "text").mkdir()
        (self.folder / "text/a.txt").write_text("no image")
        self.refused("dicom", "--ct", "text", *self.UPTAKE, says=("text", "no DICOM file"))
        self.refused("dicom", "--ct", "nowhere", *self.UPTAKE, says=("nowhere", "missing"))

    def test_damaged_bytes_never_crash(self):
        self.spoil("fuzzed")
        path = self.folder / "fuzzed/slice-002.dcm"
        whole = path.read_bytes()
        random = np.random.default_rng(1)
        for _ in range(30):
            bytes_ = bytearray(whole)
            for at in random.integers(132, 900, 6):
                bytes_[at] = random.integers(256)
            path.write_bytes(bytes_)
            done = subprocess.run([self.program, "import", "dicom", "--ct", "fuzzed", *self.UPTAKE, "-o", "f.h5",
                                   "--force"], cwd=self.folder, capture_output=True, text=True, errors="replace")
            self.assertIn(done.returncode, (0, 2), done.stderr)

    def test_existing_outputs_need_force(self):
        self.call("import", "dicom", "--ct", "ct", *self.UPTAKE, "-o", "there.h5")
        message = self.call("import", "dicom", "--ct", "ct", *self.UPTAKE, "-o", "there.h5", code=2).stderr
        self.assertIn("--force", message)


class TransferSyntaxes(ImportTest):
    def test_uncompressed_ones(self):
        uid = pydicom.uid
        for syntax in (uid.ImplicitVRLittleEndian, uid.ExplicitVRBigEndian, uid.DeflatedExplicitVRLittleEndian):
            with self.subTest(syntax.name):
                self.same(syntax.name.replace(" ", "-"), syntax=syntax)

    def same(self, name, **how):
        hu = patient_hu(self.geometry.points())
        write_series(self.folder / name, self.geometry, hu, **how)
        return self.judge(name)

    def judge(self, name):
        case = self.case("--ct", name, *self.UPTAKE)
        np.testing.assert_allclose(case.density, schneider_density(patient_hu(self.geometry.points())), rtol=2e-6)
        return case

    def test_compressed_ones(self):
        for tool, *flags in (["dcmcrle"], ["dcmcjpeg", "+e1"], ["dcmcjpls"]):
            if shutil.which(tool) is None:
                self.skipTest(f"{tool} is not installed")
            with self.subTest(tool):
                write_series(self.folder / tool, self.geometry, patient_hu(self.geometry.points()),
                             intercept=-1024, dtype="<u2")
                for path in sorted((self.folder / tool).iterdir()):
                    subprocess.run([tool, *flags, path, path], check=True, capture_output=True)
                case = self.judge(tool)
                self.assertNotIn("Little Endian Explicit", case.imports["ct"]["transfer_syntax"])

    def test_jpeg_2000_is_refused_with_a_remedy(self):
        def packed(file, z):
            file.file_meta.TransferSyntaxUID = pydicom.uid.JPEG2000Lossless
            file.PixelData = pydicom.encaps.encapsulate([b"\xff\x4f\xff\x51" + bytes(60)])
            file["PixelData"].is_undefined_length = True
        write_series(self.folder / "j2k", self.geometry, patient_hu(self.geometry.points()), change=packed)
        self.refused("dicom", "--ct", "j2k", *self.UPTAKE, says=("slice-000.dcm", "JPEG 2000", "gdcmconv --raw"))

    def test_stored_bits_of_any_kind(self):
        hu = patient_hu(self.geometry.points())

        def twelve_bits(file, z):
            values = np.round(hu[z]).astype("i2")
            file.PixelData = ((values.astype("u2") << 2) & 0x3FFC | 0x8001).astype("<u2").tobytes()
            file.BitsStored, file.HighBit, file.PixelRepresentation = 12, 13, 1

        write_series(self.folder / "bits", self.geometry, hu, change=twelve_bits)
        self.judge("bits")
        self.same("slope", slope=0.5, intercept=-1024)


if __name__ == "__main__":
    ImportTest.program = sys.argv.pop(1)
    unittest.main()
