#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""DICOM RT Dose of `yttria export` as pydicom, dcmdump and dciodvfy read it. Usage: export_dicom_test.py YTTRIA"""
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import unittest

import h5py
import numpy as np
from exported_dose import DIRECTIONS, SHAPE, SPACING_MM, Export, yttria

if importlib.util.find_spec("pydicom"):
    import pydicom
needs_pydicom = unittest.skipUnless(importlib.util.find_spec("pydicom"), "pydicom is not installed")


class RtDose(Export):
    def write_ct(self, name="ct.dcm", **changes):
        """A slice of a CT with patient and study, in Latin 1."""
        ct = pydicom.dataset.FileDataset(name, {}, preamble=b"\0" * 128)
        ct.file_meta = pydicom.dataset.FileMetaDataset()
        ct.file_meta.TransferSyntaxUID = pydicom.uid.ExplicitVRLittleEndian
        ct.file_meta.MediaStorageSOPClassUID = ct.SOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
        ct.file_meta.MediaStorageSOPInstanceUID = ct.SOPInstanceUID = "1.2.3.1"
        ct.SpecificCharacterSet = "ISO_IR 100"
        ct.PatientName, ct.PatientID, ct.PatientBirthDate, ct.PatientSex = "Müller^Änne", "P-17", "19560427", "F"
        ct.StudyInstanceUID, ct.StudyDate, ct.StudyTime, ct.StudyID = "1.2.3.2", "20240229", "101112", "S1"
        ct.FrameOfReferenceUID, ct.PositionReferenceIndicator = "1.2.3.3", ""
        ct.is_little_endian, ct.is_implicit_VR = True, False
        for key, value in changes.items():
            setattr(ct, key, value)
        ct.save_as(self.folder / name, write_like_original=False)

    def verified(self, name):
        """dciodvfy finds no error. It asserts that words of pixels have at most 16 bits, which no RT Dose of
        32 bits survives, so it is shown the object with the lower half of the pixels as 16-bit ones."""
        if shutil.which("dciodvfy") is None:
            self.skipTest("dciodvfy (dicom3tools) is not installed")
        found = pydicom.dcmread(self.folder / name)
        self.assertEqual(len(found.PixelData), 4 * int(found.NumberOfFrames) * found.Rows * found.Columns)
        self.assertEqual((found.BitsAllocated, found.BitsStored, found.HighBit), (32, 32, 31))
        found.BitsAllocated, found.BitsStored, found.HighBit = 16, 16, 15
        found.PixelData = found.PixelData[:len(found.PixelData) // 2]
        found.save_as(self.folder / "halved.dcm")
        said = subprocess.run(["dciodvfy", "halved.dcm"], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(said.returncode, 0, said.stderr)
        self.assertNotIn("Error", said.stdout + said.stderr)
        self.assertIn("RTDose", said.stdout + said.stderr)
        for line in said.stderr.splitlines():
            self.assertRegex(line, "^(RTDose|Warning.*DICOMDIR.*)$")

    @needs_pydicom
    def test_geometry_and_values(self):
        for name, direction in DIRECTIONS.items():
            with self.subTest(position=name):
                dose = self.write_dose(direction)
                self.export("--rtdose", "rd.dcm", "--force")
                found = pydicom.dcmread(self.folder / "rd.dcm")
                x, y = np.reshape(np.array(found.ImageOrientationPatient, dtype="f8"), (2, 3))
                z, y_, x_ = np.indices(SHAPE)
                frames = np.array(found.GridFrameOffsetVector, dtype="f8")
                spacing = np.array(found.PixelSpacing, dtype="f8")
                at = (np.array(found.ImagePositionPatient, dtype="f8") + x_[..., None] * spacing[1] * x
                      + y_[..., None] * spacing[0] * y + frames[z][..., None] * np.cross(x, y))
                value = found.pixel_array * float(found.DoseGridScaling)
                index = np.rint(dose.grid.to_index(at)).astype(int)
                self.assertLess(np.abs(dose.grid.to_mm(index) - at).max(), 1e-3)
                wanted = np.nan_to_num(dose.dose_Gy)[tuple(index.reshape(-1, 3).T[::-1])].reshape(SHAPE)
                np.testing.assert_allclose(value, wanted, rtol=0, atol=0.5001 * float(found.DoseGridScaling))
                self.assertLess(float(found.DoseGridScaling), 229 / 4.2e9)
                self.assertTrue((np.diff(frames) > 0).all() and frames[0] == 0)
                self.verified("rd.dcm")

    @needs_pydicom
    @unittest.skipUnless(shutil.which("dciodvfy"), "dciodvfy (dicom3tools) is not installed")
    def test_dciodvfy(self):
        self.write_dose()
        self.export("--rtdose", "rd.dcm", "--uncertainty", "ru.dcm", "--patient-name", "DOE^JANE", "--patient-id", "1",
                    "--birth-date", "19560427", "--sex", "F")
        self.verified("rd.dcm")
        self.verified("ru.dcm")
        self.write_ct()
        self.export("--rtdose", "rd.dcm", "--like", "ct.dcm", "--force")
        self.verified("rd.dcm")

    @unittest.skipUnless(shutil.which("dcmdump"), "dcmdump (DCMTK) is not installed")
    def test_dcmdump(self):
        self.write_dose(DIRECTIONS["HFS"])
        self.export("--rtdose", "rd.dcm")
        said = subprocess.run(["dcmdump", "rd.dcm"], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual((said.returncode, said.stderr), (0, ""))
        for words in ("(3004,0002) CS [GY]", "(3004,0004) CS [PHYSICAL]", "(3004,000a) CS [PLAN]",
                      r"(0020,0037) DS [1\0\0\0\1\0]", r"(0028,0030) DS [1.3\0.9765625]",
                      r"(0020,0032) DS [-249.51171875\-171.123456\1203.456789]", r"(3004,000c) DS [0\2.7\5.4\8.1]",
                      "(0028,0009) AT (3004,000c)", "(0028,0100) US 32", "(0010,0010) PN (no value available)"):
            self.assertIn(words, said.stdout)

    @needs_pydicom
    def test_uncertainty(self):
        dose = self.write_dose(DIRECTIONS["HFS"])
        said = self.export("--rtdose", "rd.dcm", "--uncertainty", "ru.dcm")
        first, second = (pydicom.dcmread(self.folder / name) for name in ("rd.dcm", "ru.dcm"))
        self.assertEqual((first.DoseType, second.DoseType), ("PHYSICAL", "ERROR"))
        for name in ("StudyInstanceUID", "SeriesInstanceUID", "FrameOfReferenceUID", "ImagePositionPatient"):
            self.assertEqual(first[name].value, second[name].value)
        self.assertNotEqual(first.SOPInstanceUID, second.SOPInstanceUID)
        wanted = np.nan_to_num(dose.dose_Gy * np.where(np.isnan(dose.uncertainty), 1, dose.uncertainty))
        np.testing.assert_allclose(second.pixel_array * float(second.DoseGridScaling), wanted, atol=1e-6)
        self.assertEqual([output["voxels_without_mass"] for output in said["outputs"]], [1, 1])
        self.assertEqual(said["outputs"][0]["sop_instance_uid"], first.SOPInstanceUID)

    @needs_pydicom
    def test_nothing_about_the_patient_is_made_up(self):
        self.write_dose()
        said = self.export("--rtdose", "rd.dcm")
        found = pydicom.dcmread(self.folder / "rd.dcm")
        for name in ("PatientName", "PatientID", "PatientBirthDate", "PatientSex", "ReferringPhysicianName"):
            self.assertEqual(str(found[name].value or ""), "", name)
        self.assertEqual([note.split(":")[0] for note in said["notes"]], ["frame of reference", "study", "plan"])

    @needs_pydicom
    def test_like(self):
        self.write_dose()
        self.write_ct()
        said = self.export("--rtdose", "rd.dcm", "--like", "ct.dcm", "--patient-id", "other")
        found = pydicom.dcmread(self.folder / "rd.dcm")
        self.assertEqual([str(found[name].value) for name in (
            "PatientName", "PatientID", "PatientBirthDate", "PatientSex", "StudyInstanceUID", "StudyDate", "StudyTime",
            "StudyID", "FrameOfReferenceUID")],
            ["Müller^Änne", "other", "19560427", "F", "1.2.3.2", "20240229", "101112", "S1", "1.2.3.3"])
        self.assertEqual(len(said["notes"]), 1)  # the plan
        plan = "1.2.840.10008.5.1.4.1.1.481.5"
        self.write_ct("plan.dcm", SOPClassUID=plan, SOPInstanceUID="1.2.3.9")
        self.assertEqual(self.export("--rtdose", "rd.dcm", "--like", "plan.dcm", "--force")["notes"], [])
        found = pydicom.dcmread(self.folder / "rd.dcm")
        self.assertEqual(found.ReferencedRTPlanSequence[0].ReferencedSOPInstanceUID, "1.2.3.9")
        self.write_ct("plan.dcm", SOPClassUID=plan, SOPInstanceUID="1.2.3.9", FrameOfReferenceUID="")
        both = ("--like", "ct.dcm", "--like", "plan.dcm")
        self.assertEqual(self.export("--rtdose", "rd.dcm", *both, "--force")["notes"], [])
        found = pydicom.dcmread(self.folder / "rd.dcm")
        self.assertEqual((found.ReferencedRTPlanSequence[0].ReferencedSOPInstanceUID, found.FrameOfReferenceUID),
                         ("1.2.3.9", "1.2.3.3"))
        self.write_ct("plan.dcm", SOPClassUID=plan, PatientID="P-18")
        self.assertIn("plan.dcm: its PatientID is not that of the --like before it",
                      self.refused("dose.h5", "--rtdose", "x.dcm", *both))

    @needs_pydicom
    def test_hashed_frame_of_reference(self):
        """A case without identifiers still knows which CT is its own."""
        self.write_ct()
        self.write_dose(frame_of_reference="sha256:5a17:" + hashlib.sha256(b"5a17" + b"1.2.3.3").hexdigest())
        said = self.export("--rtdose", "a.dcm", "--like", "ct.dcm")
        self.assertEqual(said["frame_of_reference_uid"], "1.2.3.3")
        self.write_dose(frame_of_reference="sha256:5a17:" + hashlib.sha256(b"5a17" + b"1.2.3.4").hexdigest())
        self.assertIn("has frame of reference 1.2.3.3, but",
                      self.refused("dose.h5", "--rtdose", "b.dcm", "--like", "ct.dcm"))
        self.assertIn("frame of reference: a new one", self.export("--rtdose", "b.dcm")["notes"][0])

    def test_frame_of_reference_of_an_imported_case(self):
        yttria.write_case(self.folder / "case.h5", yttria.Case(
            spacing_mm=SPACING_MM, density=np.full(SHAPE, 1.06), materials=["liver"], source_map=np.full(SHAPE, 1e9)))
        with h5py.File(self.folder / "case.h5", "r+") as file:
            file.create_group("imports/ct").attrs["frame_of_reference"] = "1.2.3.4"
        self.call("run", "case.h5", "-o", "dose.h5", "--histories", "1024", "--batch-size", "256", "--backend", "cpu")
        self.assertEqual(self.export("--rtdose", "run.dcm")["frame_of_reference_uid"], "1.2.3.4")
        self.call("convolve", "case.h5", "--method", "local", "-o", "dose.h5", "--force")
        self.assertEqual(self.export("--rtdose", "local.dcm")["frame_of_reference_uid"], "1.2.3.4")

    @needs_pydicom
    def test_frame_of_reference(self):
        self.write_dose(frame_of_reference="1.2.3.4")
        self.write_ct()
        self.assertEqual(self.export("--rtdose", "a.dcm")["frame_of_reference_uid"], "1.2.3.4")
        self.assertIn("1.2.3.3, but the dose was computed in 1.2.3.4",
                      self.refused("dose.h5", "--rtdose", "b.dcm", "--like", "ct.dcm"))
        said = self.export("--rtdose", "b.dcm", "--like", "ct.dcm", "--frame-of-reference", "1.2.3.5")
        self.assertEqual(said["frame_of_reference_uid"], "1.2.3.5")
        self.write_ct("none.dcm", FrameOfReferenceUID="")
        said = self.export("--rtdose", "c.dcm", "--like", "none.dcm", "--force")
        self.assertEqual(said["frame_of_reference_uid"], "1.2.3.4")
        self.write_dose()
        self.assertIn("has no FrameOfReferenceUID (0020,0052)",
                      self.refused("dose.h5", "--rtdose", "d.dcm", "--like", "none.dcm"))


if __name__ == "__main__":
    os.environ["YTTRIA"] = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)  # says why what is skipped is
