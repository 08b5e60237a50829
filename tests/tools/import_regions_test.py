#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`yttria import`: contours, segmentations and masks. Usage: import_regions_test.py YTTRIA"""
import json
import resource
import subprocess
import sys
import unittest
import warnings

import h5py
import numpy as np

from made_images import (FRAME, Dataset, Geometry, ImportTest, new_file, patient_hu, pydicom, set_pixels,
                         write_series)
from sandbox import needs_address_space_limits


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
        file.SpecificCharacterSet = "ISO_IR 192"
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
        two = [rectangle(-12, 12, -9, 9, z) for z in (3, 18)]
        self.write_structures("between.dcm", {"fine": fine, "gap": gap, "two": two})
        self.refused("dicom", *self.FIXED, "--rtstruct", "between.dcm",
                     says=('"two": its contours are 15 mm apart', "slices of the CT 3 mm", "--contour-gaps bridge"))
        for name, expected_mL in (("gap", 5.184 + 2.592), ("two", 7.776)):
            bridged = self.regions("--rtstruct", "between.dcm", "--contour-gaps", "bridge")
            self.assertAlmostEqual(bridged[name]["stated_mL"], expected_mL, places=6)
            self.assertAlmostEqual(bridged[name]["image_mL"] / expected_mL, 1, delta=0.005)
        found = self.regions("--rtstruct", "between.dcm", "--roi", "gap", "--roi", "fine")
        self.assertIn("--contour-gaps bridge", self.last.stderr)
        found = self.regions("--rtstruct", "between.dcm", "--contour-gaps", "leave")
        for name, expected_mL in (("fine", 4.32), ("gap", 5.184), ("two", 2.592)):
            self.assertAlmostEqual(found[name]["stated_mL"], expected_mL, places=6)
            self.assertAlmostEqual(found[name]["image_mL"] / expected_mL, 1, delta=0.005)
        self.assertIn('"gap": contours are missing between slices 2.00 and 5.00 (6 and 15 mm)', self.last.stderr)
        self.assertNotIn('"fine":', self.last.stderr)

    def test_contours_of_more_text_than_explicit_lengths_hold(self):
        """Above 64 KiB contour data is written with the value representation UN. Read value by value, each from the
        first, these contours would take minutes: the limit of 30 s of CPU time is a hundred times what they need."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.write_structures("long.dcm", {"round": [polygon(20, z, corners=20000) for z in (6, 9, 12)]})
        self.assertIn(b"UN\0\0", (self.folder / "long.dcm").read_bytes())
        done = subprocess.run([self.program, "import", "dicom", *self.FIXED, "--rtstruct", "long.dcm", "--json", "-o",
                               "long.h5"], cwd=self.folder, capture_output=True, text=True,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (30, 30)))
        self.assertEqual(done.returncode, 0, done.stderr)
        found = json.loads(done.stdout)["regions"]
        self.assertAlmostEqual(found["round"]["stated_mL"] / (np.pi * 400 * 9e-3), 1, places=5)

    def test_what_is_cut_is_told_with_both_volumes(self):
        square = [rectangle(-9.6, 9.6, -9, 9, z) for z in (6, 9, 12)]
        beside = [rectangle(12, 60, -9, 9, z) for z in (6, 9, 12)]  # 18 of 48 mm are in the CT
        above = [rectangle(-9.6, 9.6, -9, 9, z) for z in (18, 21, 24, 27)]  # two of four slices
        self.write_structures("cut.dcm", {"whole": square, "beside": beside, "above": above})
        found = self.regions("--rtstruct", "cut.dcm")
        self.assertEqual(len([line for line in self.last.stderr.splitlines() if "warning" in line]), 2, self.last.stderr)
        for name, stated_mL, image_mL in (("beside", 7.776, 2.916), ("above", 4.1472, 2.0736)):
            self.assertAlmostEqual(found[name]["stated_mL"], stated_mL, places=4)
            self.assertIn(f'region "{name}" has {stated_mL:.4g} mL by its contours, {image_mL:.4g} mL of it in the image',
                          self.last.stderr)
        # Cropped to a body that is smaller than the others.
        self.regions("--rtstruct", "cut.dcm", "--roi", "whole", "--mask", "wide=all", "--body", "whole", "--crop", 0)
        self.assertNotIn('"whole"', self.last.stderr)
        for name in ("wide", "all"):
            self.assertRegex(self.last.stderr, f'region "{name}" has 86.4 mL by its image, 86.4 mL .*, [0-9.]* mL within the '
                                               "case, .*edge of the case")
        # A segmentation from 1.5 to 10.5 mm, on a CT that ends at 7.5 mm.
        volumes = self.write_seg("seg.dcm", False)
        low = Geometry(shape=(3, 40, 50), spacing=(3, 1.5, 1.2), origin=(-29.4, -29.25, 0))
        write_series(self.folder / "low", low, 40 + 0 * patient_hu(low.points()))
        self.regions("--seg", "seg.dcm")
        self.assertNotIn('"liver"', self.last.stderr)
        told = self.call("import", "dicom", "--ct", "low", "--seg", "seg.dcm", "--uptake", "liver=1", "--total-activity",
                         1, "-o", "low.h5").stderr
        self.assertIn(f'region "liver" has {volumes["liver"]:.4g} mL by its image', told)
        self.assertIn(f'{volumes["liver"] * 2 / 3:.4g} mL within the case', told)

    def test_names_do_not_command_the_terminal(self):
        name = "t\x1b[2J\x9b1\u202e"
        square = [rectangle(-9.6, 9.6, -9, 9, z) for z in (6, 9, 12)]
        self.write_structures("escape.dcm", {name: square, name + "cut": [rectangle(0, 90, -9, 9, 6)]})
        words = [*self.FIXED, "--rtstruct", "escape.dcm", "-o", "escape.h5", "--force"]
        told = self.call("import", "dicom", *words)
        text = told.stdout + told.stderr
        for words in (("check", "escape.h5"), ("info", "escape.h5"), ("plan", "escape.h5")):
            done = self.call(*words)
            self.assertIn("t\\x1B[2J", done.stdout)
            text += done.stdout + done.stderr
        self.assertIn('region "t\\x1B[2J', told.stderr)
        for character in "\x1b\x9b\u202e":
            self.assertNotIn(character, text)
        with h5py.File(self.folder / "escape.h5") as file:
            self.assertTrue(any(found.startswith("t\x1b[2J") for found in file["roi"]))
        message = self.call("import", "dicom", *self.FIXED, "--rtstruct", "escape.dcm", "--role", "none=tumour", "-o",
                            "escape.h5", "--force", code=2).stderr
        self.assertIn("t\\x1B[2J", message)
        self.assertNotIn("\x1b", message)

    def named(self, name, character_set, label, patient=b"Secret"):
        """Contours with these bytes as a name, and what the program calls them."""
        square = [rectangle(-9.6, 9.6, -9, 9, z) for z in (6, 9, 12)]
        self.write_structures(name, {"plain": square, "X" * len(label): square})
        file = pydicom.dcmread(self.folder / name)
        del file.SpecificCharacterSet
        file.save_as(self.folder / name, write_like_original=False)
        whole = (self.folder / name).read_bytes()
        element = b""
        if character_set:
            value = character_set.encode() + b" " * (len(character_set) % 2)
            element = b"\x08\x00\x05\x00CS" + len(value).to_bytes(2, "little") + value
        at = whole.index(b"\x08\x00\x16\x00UI")  # SOPClassUID comes next
        whole = whole[:at] + element + whole[at:]
        whole = whole.replace(b"X" * len(label), label).replace(b"Secret^Name", patient.ljust(11))
        (self.folder / name).write_bytes(whole)
        found = self.regions("--rtstruct", name)
        told = [line for line in self.last.stderr.splitlines() if "ROIName (3006,0026)" in line]
        return next(key for key in found if key not in ("all", "plain")), told

    def test_names_in_many_character_sets(self):
        for character_set, label, name in (
                ("ISO_IR 192", "Lésion 肝".encode(), "Lésion 肝"), ("ISO_IR 100", b"L\xe9sion", "Lésion"),
                ("ISO_IR 144", "печень".encode("iso8859_5"), "печень"), ("GB18030", "肝脏".encode("gb18030"), "肝脏")):
            for patient in (b"Secret", b"S\xff\x01t"):  # damaged: no other name suffers
                with self.subTest(character_set, patient=patient):
                    self.assertEqual(self.named("set.dcm", character_set, label, patient), (name, []))

    def test_names_that_cannot_be_read_are_replaced_and_told(self):
        for character_set, label in (("\\UNKNOWN 7", b"\x1b$B4NB!"), ("UNKNOWN 7", b"L\xe9sion"),
                                     ("ISO_IR 192", b"L\xe9sion"), ("", b"L\xe9sion"), ("ISO_IR 100", b"\x1b$B4NB!")):
            with self.subTest(character_set, label=label):
                name, told = self.named("set.dcm", character_set, label)
                self.assertEqual(name, "roi-2")
                self.assertEqual(len(told), 1)
                for word in ("set.dcm: StructureSetROISequence[1]", "SpecificCharacterSet (0008,0005)", '"roi-2"',
                             "dcmconv +U8", f"'{character_set}'" if character_set else "is missing"):
                    self.assertIn(word, told[0])

        def spoil(file):
            file.SpecificCharacterSet = "ISO_IR 192"
            file.SegmentSequence[0].add_new(0x00620005, "LO", b"Le\xe9ber")
        self.spoiled_seg("names.dcm", spoil)
        self.assertIn("segment-1", self.regions("--seg", "names.dcm"))
        self.assertIn("SegmentLabel (0062,0005) cannot be read", self.last.stderr)

    def test_structures_of_another_patient(self):
        self.write_structures("own.dcm", {"r": [rectangle(-9.6, 9.6, -9, 9, z) for z in (6, 9, 12)]})
        file = pydicom.dcmread(self.folder / "own.dcm")
        file.PatientID = "OTHER-ID"
        file.save_as(self.folder / "stranger.dcm", write_like_original=False)
        self.spoiled_seg("stranger-seg.dcm", lambda file: setattr(file, "PatientID", "OTHER-ID"))
        for words in (("--rtstruct", "stranger.dcm"), ("--seg", "stranger-seg.dcm")):
            message = self.refused("dicom", *self.FIXED, *words, says=(words[1], "PatientID", "--other-patient"))
            self.assertNotIn("OTHER-ID", message)
            self.regions(*words, "--other-patient")

    def test_a_missing_frame_of_reference_is_an_error(self):
        self.write_structures("lost.dcm", {"r": [rectangle(0, 9, 0, 9, 6)]}, frame=None)
        self.spoiled_seg("lost-seg.dcm", lambda file: delattr(file, "FrameOfReferenceUID"))
        write_series(self.folder / "nowhere", self.grid, 40 + 0 * patient_hu(self.grid.points()),
                     change=lambda file, z: delattr(file, "FrameOfReferenceUID"))
        self.write_structures("drawn.dcm", {"r": [rectangle(0, 9, 0, 9, 6)]})
        lost = ("is missing", "--any-frame-of-reference")
        for words, says in ((("--rtstruct", "lost.dcm"), ('lost.dcm: "r"', "ReferencedFrameOfReferenceUID")),
                            (("--seg", "lost-seg.dcm"), ('lost-seg.dcm: "liver"', "FrameOfReferenceUID")),
                            (("--rtstruct", "drawn.dcm", "--ct", "nowhere"), ('"r"', "in the CT (nowhere)"))):
            with self.subTest(words=words):
                words = (*self.FIXED[2:], *(() if "--ct" in words else self.FIXED[:2]), *words)
                self.refused("dicom", *words, says=(*says, *lost))
                self.call("import", "dicom", *words, "--any-frame-of-reference", "-o", "regions.h5", "--force")

    def test_what_is_no_region_is_left_out(self):
        self.write_structures("points.dcm", {"marker": [[0, 0, 6]], "empty": []}, kind="POINT")
        found = self.regions("--rtstruct", "points.dcm")
        self.assertEqual(list(found), ["all"])
        self.assertIn('"marker" has no closed contour', self.last.stderr)
        self.write_structures("forged.dcm", {"a\nyttria: error: b": [[0, 0, 6]]}, kind="POINT")
        self.regions("--rtstruct", "forged.dcm")
        self.assertIn(r'"a\x0Ayttria: error: b" has no closed contour', self.last.stderr)
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

    def spoiled_seg(self, name, change):
        self.write_seg(name, False)
        file = pydicom.dcmread(self.folder / name)
        change(file)
        file.save_as(self.folder / name, write_like_original=False)

    def limited(self, *words, says):
        """Refused within 1.5 GiB of address space."""
        done = subprocess.run([self.program, "import", "dicom", *self.FIXED, *words, "-o", "limited.h5"], cwd=self.folder,
                              capture_output=True, text=True,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (3 << 29, 3 << 29)))
        self.assertEqual(done.returncode, 2, done.stderr)
        for word in says:
            self.assertIn(word, done.stderr)

    @needs_address_space_limits
    def test_what_a_segmentation_claims_is_not_allocated(self):
        def huge(file):
            file.Rows, file.Columns, file.NumberOfFrames = 46000, 46000, 1
            file.PerFrameFunctionalGroupsSequence = file.PerFrameFunctionalGroupsSequence[:1]

        def vast(file):  # small in the file: 4 frames of 2000 x 2000 bits, of each segment two far apart
            file.Rows = file.Columns = 2000
            items = file.PerFrameFunctionalGroupsSequence
            file.PerFrameFunctionalGroupsSequence = items = items[:4]
            for k, item in enumerate(items):
                item.PlanePositionSequence[0].ImagePositionPatient = [0, 0, 6000 * (k % 2)]
                item.SegmentIdentificationSequence[0].ReferencedSegmentNumber = 1 + k // 2
            file.NumberOfFrames, file.PixelData = 4, bytes(2000 * 2000 * 4 // 8)
        self.spoiled_seg("huge.dcm", huge)
        self.limited("--seg", "huge.dcm", says=("huge.dcm", "bytes", "damaged"))
        self.spoiled_seg("vast.dcm", vast)
        self.limited("--seg", "vast.dcm", says=("vast.dcm", "2 segments", "2000 x 2000", "2001 slices", "8 GiB", "--roi"))

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
        self.refused("dicom", *self.FIXED, "--seg", "seg.dcm", "--roi", "spo?", "--roi", "lever",
                     says=("--roi lever", "there are: liver, spot"))
        self.refused("dicom", *self.FIXED, "--roi", "liver", says=("--roi liver", "--rtstruct or --seg"))


    def test_names_of_files_are_not_written(self):
        """Folders are named after patients; what is told on the screen is another thing."""
        folder = "MUELLER_HANS"
        (self.folder / folder).mkdir()
        self.write_structures(f"{folder}/rt_mueller.dcm", {"marker": [[0, 0, 6]]}, kind="POINT")
        for path in (f"{folder}/rt_mueller.dcm", self.folder / folder / "rt_mueller.dcm"):
            case = self.case(*self.FIXED, "--rtstruct", path)
            self.assertIn('--rtstruct: "marker" has no closed contour', " ".join(case.imports[""]["warnings"]))
            self.assertNotIn(b"mueller", case.bytes.lower())
        (self.folder / folder / "curve.csv").write_text("hu,density_g_cm3\n-1000,0.001\n400,1.5\n")
        case = self.case(*self.FIXED, "--hu-curve", f"{folder}/curve.csv")
        self.assertRegex(case.imports["medium"]["curve"], "^CSV with SHA-256 [0-9a-f]{64}$")
        self.assertNotIn(b"curve.csv", case.bytes)


if __name__ == "__main__":
    ImportTest.program = sys.argv.pop(1)
    unittest.main()
