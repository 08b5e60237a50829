#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`yttria export` as other programs read it: pydicom, dcmdump, dciodvfy, nibabel. Usage: export_test.py YTTRIA"""
import csv
import hashlib
import importlib.util
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import h5py
import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools" / "python"))
import yttria  # noqa: E402

if importlib.util.find_spec("pydicom"):
    import pydicom
if importlib.util.find_spec("nibabel"):
    import nibabel
needs_pydicom = unittest.skipUnless(importlib.util.find_spec("pydicom"), "pydicom is not installed")
needs_nibabel = unittest.skipUnless(importlib.util.find_spec("nibabel"), "nibabel is not installed")

SHAPE = (4, 5, 6)
SPACING_MM, ORIGIN_MM = np.array([0.9765625, 1.3, 2.7]), np.array([-249.51171875, -171.123456, 1203.456789])
L, P, H = np.eye(3)
TURN = np.array([[0.36, 0.48, -0.8], [-0.8, 0.6, 0], [0.48, 0.64, 0.6]])
DIRECTIONS = {name: np.column_stack(axes) for name, axes in {
    "HFS": (L, P, H), "HFP": (-L, -P, H), "HFDR": (P, -L, H), "HFDL": (-P, L, H), "FFS": (-L, P, -H),
    "FFP": (L, -P, -H), "FFDR": (-P, -L, -H), "FFDL": (P, L, -H), "coronal": (L, -H, P), "oblique": TURN.T,
    "left-handed": (L, P, -H)}.items()}


def write_dose(path, direction, **provenance):
    """A dose as a program without sums writes it: one voxel in vacuum, one of unknown uncertainty."""
    dose = np.random.default_rng(5).uniform(0, 229, SHAPE).astype("f4")
    dose[0, 0, 1] = np.nan
    uncertainty = np.full(SHAPE, 0.03, dtype="f4")
    uncertainty[0, 0, 1:3] = np.nan
    mask = np.zeros(SHAPE, dtype="u1")
    mask[1:3, 1:4, 2:5] = 1
    with h5py.File(path, "w") as file:
        file.attrs.update(format="yttria-dose", format_version=np.array([1, 0]), status="complete")
        file.create_group("grid").attrs.update(spacing_mm=SPACING_MM, origin_mm=ORIGIN_MM,
                                               direction=np.asarray(direction, dtype="f8").ravel())
        for name, values, units in (("dose", dose, "Gy"), ("uncertainty", uncertainty, "1")):
            file.create_dataset(f"result/{name}", data=values).attrs["units"] = units
        file.create_dataset("roi/tumour", data=mask).attrs["role"] = "tumour"
        file.create_group("provenance").attrs.update(provenance)
    return yttria.read_dose(path)


class Export(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def call(self, *words, code=0):
        done = subprocess.run([os.environ["YTTRIA"], *map(str, words)], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, code, f"{words}\n{done.stdout}\n{done.stderr}")
        return done

    def export(self, *words):
        return json.loads(self.call("export", "dose.h5", *words, "--json").stdout)

    def refused(self, *words):
        before = {path: path.read_bytes() for path in self.folder.iterdir()}
        done = self.call("export", *words, code=2)
        self.assertTrue(done.stderr.startswith("yttria: error: "), done.stderr)
        self.assertEqual({path: path.read_bytes() for path in self.folder.iterdir()}, before)
        return done.stderr

    def write_dose(self, direction=None, **provenance):
        return write_dose(self.folder / "dose.h5", DIRECTIONS["oblique"] if direction is None else direction,
                          **provenance)

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


class RtDose(Export):
    def verified(self, name):
        """dciodvfy finds no error. It asserts that words of pixels have at most 16 bits, which no RT Dose of
        32 bits survives, so it is shown the object with the lower half of the pixels as 16-bit ones."""
        if shutil.which("dciodvfy") is None:
            return
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

    @needs_pydicom
    def test_hashed_frame_of_reference(self):
        """A case without identifiers still knows which CT is its own."""
        self.write_ct()
        self.write_dose(frame_of_reference="sha256:" + hashlib.sha256(b"1.2.3.3").hexdigest())
        said = self.export("--rtdose", "a.dcm", "--like", "ct.dcm")
        self.assertEqual(said["frame_of_reference_uid"], "1.2.3.3")
        self.write_dose(frame_of_reference="sha256:" + hashlib.sha256(b"1.2.3.4").hexdigest())
        self.assertIn("has frame of reference 1.2.3.3, but", self.refused("dose.h5", "--rtdose", "b.dcm", "--like", "ct.dcm"))
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
        self.assertIn("has no FrameOfReferenceUID (0020,0052)",
                      self.refused("dose.h5", "--rtdose", "c.dcm", "--like", "none.dcm"))


class Images(Export):
    @needs_nibabel
    def test_nifti(self):
        for name, direction in DIRECTIONS.items():
            with self.subTest(position=name):
                dose = self.write_dose(direction)
                said = self.export("--nifti", "dose.nii.gz", "--uncertainty", "sigma.nii", "--force")
                self.assertEqual({output["format"] for output in said["outputs"]}, {"NIfTI-1"})
                found = nibabel.load(self.folder / "dose.nii.gz")
                corners = np.array(list(np.ndindex(2, 2, 2))) * (np.array(dose.grid.shape) - 1)
                for affine in (found.affine, found.get_sform(), found.get_qform()):
                    at = nibabel.affines.apply_affine(affine, corners) * (-1, -1, 1)
                    self.assertLess(np.abs(at - dose.grid.to_mm(corners)).max(), 1e-3)
                self.assertEqual((found.header.get_xyzt_units()[0], int(found.header["sform_code"]),
                                  int(found.header["qform_code"])), ("mm", 1, 1))
                np.testing.assert_array_equal(np.asarray(found.dataobj), dose.dose_Gy.T)
                sigma = nibabel.load(self.folder / "sigma.nii")
                np.testing.assert_array_equal(np.asarray(sigma.dataobj), dose.uncertainty.T)
                self.assertEqual(found.header["descrip"].tobytes().rstrip(b"\0"), b"Absorbed dose to medium, Gy")

    @needs_nibabel
    def test_nifti_2_where_single_precision_is_too_coarse(self):
        self.write_dose()
        with h5py.File(self.folder / "dose.h5", "r+") as file:  # 123 m: floats are 8 um apart
            file["grid"].attrs["origin_mm"] = [123456.785, 0, 0]
        dose = yttria.read_dose(self.folder / "dose.h5")
        said = self.export("--nifti", "dose.nii")
        self.assertEqual(said["outputs"][0]["format"], "NIfTI-2")
        found = nibabel.load(self.folder / "dose.nii")
        for affine in (found.get_sform(), found.get_qform()):
            at = nibabel.affines.apply_affine(affine, np.array(dose.grid.shape)) * (-1, -1, 1)
            self.assertLess(np.abs(at - dose.grid.to_mm(dose.grid.shape)).max(), 1e-3)

    def test_metaimage(self):
        dose = self.write_dose()
        said = self.export("--mhd", "dose.mhd", "--uncertainty", "sigma.mha")
        lines = dict(line.split(" = ") for line in (self.folder / "dose.mhd").read_text().splitlines())
        np.testing.assert_allclose(np.reshape(lines["TransformMatrix"].split(), (3, 3)).astype("f8").T, dose.direction)
        np.testing.assert_allclose(np.array(lines["Offset"].split(), dtype="f8"), ORIGIN_MM)
        np.testing.assert_allclose(np.array(lines["ElementSpacing"].split(), dtype="f8"), SPACING_MM)
        self.assertEqual((lines["DimSize"], lines["ElementDataFile"]), ("6 5 4", "dose.raw"))
        stored = np.fromfile(self.folder / "dose.raw", dtype="<f4").reshape(SHAPE)
        np.testing.assert_array_equal(stored, dose.dose_Gy)
        header, voxels = (self.folder / "sigma.mha").read_bytes().split(b"LOCAL\n", 1)
        np.testing.assert_array_equal(np.frombuffer(voxels, dtype="<f4").reshape(SHAPE), dose.uncertainty)
        self.assertEqual(said["outputs"][1]["voxels_unknown"], 2)

    def test_csv(self):
        self.write_dose()
        self.export("--csv", "dvh.csv")
        lines = [line for line in (self.folder / "dvh.csv").read_text().splitlines() if line[0] != "#"]
        rows = list(csv.DictReader(lines))
        self.assertEqual({row["region"] for row in rows}, {"tumour"})
        self.call("dvh", "dose.h5", "--csv", "same.csv")
        self.assertEqual((self.folder / "dvh.csv").read_bytes(), (self.folder / "same.csv").read_bytes())


class Files(Export):
    def test_of_a_run_and_of_a_kernel_method(self):
        density = np.full(SHAPE, 1.06)
        yttria.write_case(self.folder / "case.h5", yttria.Case(
            spacing_mm=SPACING_MM, density=density, materials=["liver"], source_map=np.full(SHAPE, 1e9)))
        self.call("run", "case.h5", "-o", "dose.h5", "--histories", "4096", "--batch-size", "256", "--backend", "cpu")
        said = self.export("--rtdose", "rd.dcm", "--nifti", "n.nii", "--uncertainty", "u.nii", "--uncertainty", "u.dcm")
        self.assertEqual(len(said["outputs"]), 4)
        self.call("convolve", "case.h5", "--method", "local", "-o", "local.h5")
        self.call("export", "local.h5", "--rtdose", "local.dcm")
        self.assertIn("/result/uncertainty: is not known in any voxel",
                      self.refused("local.h5", "--nifti", "l.nii", "--uncertainty", "lu.nii"))
        self.assertIn("/roi: holds no region", self.refused("local.h5", "--nifti", "l.nii", "--csv", "l.csv"))

    def test_nothing_is_replaced_unasked(self):
        self.write_dose()
        everything = ("--rtdose", "a.dcm", "--nifti", "a.nii", "--mhd", "a.mhd", "--csv", "a.csv")
        self.export(*everything)
        for flag, path in zip(everything[::2], everything[1::2]):
            self.assertIn("exists already; give another name or --force", self.refused("dose.h5", flag, path))
        (self.folder / "a.mhd").unlink()
        self.assertIn("a.raw: exists already", self.refused("dose.h5", "--mhd", "a.mhd"))
        self.export(*everything, "--force")
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()),
                         ["a.csv", "a.dcm", "a.mhd", "a.nii", "a.raw", "dose.h5"])

    def test_refusals(self):
        self.write_dose()
        (self.folder / "text.dcm").write_text("no DICOM")
        for words, said in ((("dose.h5",), "nothing to export"),
                            (("dose.h5", "--rtdose", "dose.h5", "--force"), "would replace the dose"),
                            (("dose.h5", "--rtdose", "./dose.h5", "--force"), "would replace the dose"),
                            (("dose.h5", "--rtdose", "x", "--uncertainty", "x"), "is another output as well"),
                            (("dose.h5", "--nifti", "x.img"), "must end with .nii or .nii.gz"),
                            (("dose.h5", "--mhd", "x.nii"), "must end with .mhd or .mha"),
                            (("dose.h5", "--rtdose", "nowhere/x"), "there is no folder nowhere"),
                            (("dose.h5", "--rtdose", "text.dcm", "--like", "text.dcm", "--force"),
                             "would replace the file of --like"),
                            (("dose.h5", "--rtdose", "x", "--like", "text.dcm"), "is no DICOM file"),
                            (("dose.h5", "--rtdose", "x", "--sex", "?"), "--sex '?'"),
                            (("none.h5", "--rtdose", "x"), "none.h5")):
            self.assertIn(said, self.refused(*words))

    def test_text(self):
        self.write_dose()
        said = self.call("export", "dose.h5", "--nifti", "a.nii", "--rtdose", "a.dcm").stdout
        for words in ("NIfTI-1        a.nii", "DICOM RT Dose  a.dcm", "1 voxels without mass are NaN",
                      "1 voxels without mass are 0", "frame of reference: a new one"):
            self.assertIn(words, said)


if __name__ == "__main__":
    os.environ["YTTRIA"] = os.path.abspath(sys.argv.pop(1))
    unittest.main()
