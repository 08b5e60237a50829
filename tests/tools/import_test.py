#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`yttria import dicom`: geometry, order, damage and transfer syntaxes of a CT. Usage: import_test.py YTTRIA"""
import hashlib
import itertools
import json
import resource
import shutil
import subprocess
import sys
import unittest

import numpy as np

from made_images import FRAME, Geometry, ImportTest, patient_hu, pydicom, schneider_density, set_pixels, write_series
from sandbox import needs_address_space_limits

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
        self.assertNotIn("patient_id", " ".join(case.imports["ct"]))  # few enough to be guessed from a hash
        salt, hashed = case.imports["ct"]["frame_of_reference_sha256"].split(":")
        self.assertEqual((len(salt), hashlib.sha256((salt + FRAME).encode()).hexdigest()), (32, hashed))
        again = self.case("--ct", "ct", *self.UPTAKE)  # two cases cannot be told to be of one patient
        for name in ("series_uid_sha256", "frame_of_reference_sha256"):
            self.assertNotEqual(case.imports["ct"][name], again.imports["ct"][name])
        kept = self.case("--ct", "ct", *self.UPTAKE, "--keep-identifiers")
        self.assertEqual(kept.imports["ct"]["patient_id"], "SECRET-ID")
        self.assertNotIn(b"Secret^Name", kept.bytes)


class Belonging(ImportTest):
    """Objects of one patient, in one frame of reference, or a word about it."""

    def write(self, name, **values):
        def change(file, z):
            for keyword, value in values.items():
                setattr(file, keyword, value)
        write_series(self.folder / name, self.geometry, 255 * self.inside(self.geometry.points()), dtype="u1",
                     change=change)
        return ["--mask", f"m={name}", "--uptake", "m=1", "--total-activity", 1]

    def test_another_patient(self):
        words = ["--ct", "ct", *self.write("stranger", PatientID="OTHER-ID")]
        message = self.refused("dicom", *words, says=("stranger", "PatientID (0010,0020)", "ct", "--other-patient"))
        self.assertNotIn("OTHER-ID", message)
        self.assertNotIn("SECRET", message)
        self.case(*words, "--other-patient")

    def test_what_cannot_be_compared_is_told(self):
        for keyword in ("PatientID", "FrameOfReferenceUID"):
            for where, words in (("--mask m", ["--ct", "ct", *self.write("unnamed", **{keyword: None})]),
                                 ("unnamed", ["--ct", "unnamed", *self.UPTAKE])):
                with self.subTest(keyword, where=where):
                    warnings = [w for w in self.case(*words).imports[""]["warnings"] if keyword in w]
                    self.assertEqual(len(warnings), 1)
                    self.assertIn("is missing", warnings[0])
        self.assertEqual([w for w in self.case("--ct", "ct", *self.UPTAKE).imports[""]["warnings"] if "ID" in w], [])


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
        self.refused("dicom", "--ct", "mixed", *self.UPTAKE, 
                     says=("holds 2 series", "one series", "--ct-series", "1: CT, 5 files from slice-000.dcm",
                           "2: CT, 1 file from slice-004.dcm"))

    def test_one_of_several_series(self):
        write_series(self.folder / "both", self.geometry, patient_hu(self.geometry.points()))
        for path in sorted((self.folder / "ct").glob("*.dcm")):
            shutil.copy(path, self.folder / "both" / ("z" + path.name))
        uid = pydicom.dcmread(self.folder / "ct/slice-000.dcm").SeriesInstanceUID
        def chosen(choice):
            case = self.case("--ct", "both", "--ct-series", choice, "--keep-identifiers", *self.UPTAKE)
            return case.imports["ct"]["series_uid"]
        for choice in ("2", uid):
            self.assertEqual(chosen(choice), uid)
        self.assertNotEqual(chosen("1"), uid)
        message = self.refused("dicom", "--ct", "both", *self.UPTAKE, "--ct-series", "3",
                               says=("--ct-series 3", "2: CT, 6 files"))
        self.assertNotIn(uid, message)

    def test_images_of_a_series_share_what_a_series_has_once(self):
        for keyword, value in (("PatientID", "OTHER-ID"), ("FrameOfReferenceUID", "1.2.3"), ("Modality", "PT"),
                               ("RescaleType", "US"), ("PatientID", None), ("FrameOfReferenceUID", None)):
            with self.subTest(keyword, value=value):
                def other(file, z):
                    if z == 3:
                        setattr(file, keyword, value)
                name = f"mixed-{keyword}-{len(str(value))}"
                self.spoil(name, other)
                message = self.refused("dicom", "--ct", name, *self.UPTAKE,
                                       says=(keyword, "differs from that of", "slice-003.dcm", "slice-000.dcm"))
                self.assertNotIn("SECRET", message)
                self.assertNotIn("OTHER", message)

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
                                ("BitsStored", "0028,0101"), ("PixelRepresentation", "0028,0103"),
                                ("PixelData", "7FE0,0010")):
            with self.subTest(keyword):
                self.spoil("absent-" + keyword, lambda file, z: delattr(file, keyword))
                self.refused("dicom", "--ct", "absent-" + keyword, *self.UPTAKE,
                             says=(f"{keyword} ({number}) is missing", "export", "slice-00"))

    def test_values_that_cannot_be(self):
        for keyword, value, says in (("PixelSpacing", [0, 1], "not above 0; correct it"),
                                     ("PixelRepresentation", 2, "neither 0 (unsigned) nor 1 (signed)"),
                                     ("Rows", 60000, "damaged"),
                                     ("Rows", 900, "Columns and bits claim 12600; the file is damaged"),
                                     ("RescaleSlope", 1e30, "RescaleSlope"), ("RescaleIntercept", 2e5, "column 0"),
                                     ("TemporalPositionIdentifier", "z", "a series over time"),
                                     ("ImageOrientationPatient", [1, 0, 0, 1, 0, 0], "perpendicular"),
                                     ("BitsAllocated", 12, "BitsAllocated"), ("SamplesPerPixel", 3, "colour"),
                                     ("NumberOfFrames", 4, "emf2sf"), ("RescaleType", "OD", "HU are needed")):
            with self.subTest(keyword):
                self.spoil("bad-" + keyword, lambda file, z: setattr(file, keyword, z if value == "z" else value))
                self.refused("dicom", "--ct", "bad-" + keyword, *self.UPTAKE, says=(says, "slice-00"))

    def test_a_slope_of_0_is_refused(self):
        for slices in (range(6), [2]):
            self.spoil("flat", lambda file, z: setattr(file, "RescaleSlope", 0 if z in slices else 1))
            self.refused("dicom", "--ct", "flat", *self.UPTAKE,
                         says=(f"slice-00{slices[0]}.dcm: RescaleSlope (0028,1053) is 0", "export the series again"))

    def test_a_byte_of_0_does_not_end_a_message(self):
        self.spoil("zero", lambda file, z: setattr(file, "Modality", "MR\0x"))
        self.refused("dicom", "--ct", "zero", *self.UPTAKE, says=("Modality", "is MR", "--ct needs a CT series"))

    @needs_address_space_limits
    def test_claimed_pixels_take_no_memory(self):
        def large(file, z):
            file.Rows = file.Columns = 8000

        def packed(file, z):
            large(file, z)
            file.file_meta.TransferSyntaxUID = pydicom.uid.RLELossless
            file.PixelData = pydicom.encaps.encapsulate([bytes(64)])
            file["PixelData"].is_undefined_length = True

        def vast(file, z):
            packed(file, z)
            file.Rows = file.Columns = 46000
        for change, says in ((large, "claim"), (packed, "claim"), (vast, "8192 x 8192")):
            self.spoil(change.__name__, change)
            done = self.short_of_memory(600, change.__name__)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(says, done.stderr)

    def short_of_memory(self, megabytes, ct):
        def limit():
            resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
        return subprocess.run([self.program, "import", "dicom", "--ct", ct, *self.UPTAKE, "-o", "short.h5"],
                              cwd=self.folder, capture_output=True, text=True, preexec_fn=limit)

    @needs_address_space_limits
    def test_too_little_memory_is_told(self):
        wide = Geometry(shape=(6, 1000, 1000))
        write_series(self.folder / "wide", wide, patient_hu(wide.points()))
        told = []
        for megabytes in range(40, 400, 40):
            done = self.short_of_memory(megabytes, "wide")
            if "error while loading shared libraries" in done.stderr:
                continue
            self.assertIn(done.returncode, (0, 2, 3), f"{megabytes} MB\n{done.stderr}")
            if "memory" in done.stderr:  # while a file is read, or for what is made of it
                told.append(done.stderr)
                says = "slice-" if done.returncode == 2 else "out of memory: images are read whole"
                self.assertIn(says, done.stderr)
        self.assertTrue(told)

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
        self.refused("dicom", "--ct", "nowhere", *self.UPTAKE, says=("nowhere: is missing", "the folder of a series"))

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

    def test_padding_is_air(self):
        p = self.geometry.points()
        hu = patient_hu(p)
        outside = np.hypot(p[..., 0], p[..., 1]) > 6
        air = schneider_density(np.where(outside, -1000, hu))
        for name, value, limit, signed in (("signed", -2000, None, 1), ("as-unsigned", 63536, None, 1),
                                           ("range", -3000, -1500, 1), ("highest", 65535, None, 0),
                                           ("lower", 65000, 65535, 0)):
            with self.subTest(name):
                def padded(file, z):
                    stored = np.where(outside[z], -2000 if signed else 65535, hu[z] - (0 if signed else -1024))
                    set_pixels(file, stored, "<i2" if signed else "<u2")
                    file.RescaleIntercept = 0 if signed else -1024
                    for element, number in ((0x00280120, value), (0x00280121, limit)):
                        if number is not None:
                            file.add_new(element, "US" if number > 32767 else "SS", number)
                write_series(self.folder / ("padded-" + name), self.geometry, hu, change=padded)
                case = self.case("--ct", "padded-" + name, *self.UPTAKE)
                np.testing.assert_allclose(case.density, air, rtol=2e-6)
                self.assertEqual(case.imports["ct"]["voxels_of_padding_made_air"], outside.sum())
                told = [w for w in case.imports[""]["warnings"] if "PixelPaddingValue" in w]
                self.assertEqual(len(told), 0 if signed else 1)

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
