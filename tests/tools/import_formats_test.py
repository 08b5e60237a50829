#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`yttria import nifti` and `mhd`: orientation, units, damage. Usage: import_formats_test.py YTTRIA"""
import itertools
import subprocess
import sys
import unittest
import zlib

import numpy as np

from made_images import HALF_LIFE_S, Case, Geometry, ImportTest, patient_hu, schneider_density

try:
    import nibabel
except ImportError:
    nibabel = None

FLIP = np.diag([-1.0, -1, 1, 1])  # LPS to RAS
AXES = [np.array(axis) for axis in itertools.permutations(np.eye(3))]


def affines():
    """Every way in which three axes run along those of the patient, left-handed ones too."""
    for axes in AXES:
        for signs in itertools.product((1, -1), repeat=3):
            affine = np.eye(4)
            affine[:3, :3] = (axes.T * signs) * (2, 2.5, 3)
            affine[:3, 3] = (4.1, -3.2, 2.3)
            yield affine


def points(affine, shape):
    index = np.stack(np.meshgrid(*map(np.arange, shape), indexing="ij"), -1)
    return index @ affine[:3, :3].T + affine[:3, 3]


class Plain(ImportTest):
    shape = (5, 4, 6)  # x, y, z

    def check(self, kind, ct, mask):
        self.call("import", kind, "--ct", ct, "--mask", f"m={mask}", "--uptake", "m=1", "--total-activity", 1, "-o",
                  "case.h5", "--force")
        case = Case(self.folder / "case.h5")
        # NIfTI has positions in single precision, which may round a CT number to its neighbour.
        np.testing.assert_allclose(case.density, schneider_density(patient_hu(case.points())), atol=1.2e-3)
        np.testing.assert_array_equal(case.masks["m"], self.inside(case.points()))
        self.assertAlmostEqual(np.linalg.det(case.direction), 1, places=9)
        return case


@unittest.skipIf(nibabel is None, "nibabel is not installed")
class Nifti(Plain):
    def write(self, name, affine_lps, values, dtype="i2", kind=None, spoil=None):
        image = (kind or nibabel.Nifti1Image)(values.astype(dtype), FLIP @ affine_lps)
        image.header.set_xyzt_units("mm")
        if spoil:
            spoil(image)
        nibabel.save(image, self.folder / name)

    def test_every_orientation(self):
        # A file of the same stem beside it must not be taken for it.
        self.write("m.nii", np.eye(4), np.zeros(self.shape), "u1")
        for affine in affines():
            p = points(affine, self.shape)
            self.write("ct.nii", affine, patient_hu(p))
            self.write("m.nii.gz", affine, self.inside(p), "u1")
            self.check("nifti", "ct.nii", "m.nii.gz")

    def test_forms_that_disagree_need_a_choice(self):
        affine = np.diag([2.0, 2, 2, 1])
        p = points(affine, self.shape)

        def moved(image):
            image.set_qform(FLIP @ np.diag([2.0, 2, 2, 1]) + np.array([[0, 0, 0, 5]] + [[0] * 4] * 3), "scanner")
        self.write("two.nii", affine, patient_hu(p), spoil=moved)
        self.write("m.nii", affine, self.inside(p), "u1")
        words = ["--mask", "m=m.nii", "--uptake", "m=1", "--total-activity", 1]
        self.refused("nifti", "--ct", "two.nii", *words, says=("sform and qform", "5 mm", "--orientation"))
        by_sform = self.case("--ct", "two.nii", *words, "--orientation", "sform", kind="nifti")
        np.testing.assert_allclose(by_sform.density, schneider_density(patient_hu(by_sform.points())), rtol=2e-6)

        def none(image):
            image.set_sform(None, 0)
            image.set_qform(None, 0)
        self.write("none.nii", affine, patient_hu(p), spoil=none)
        self.refused("nifti", "--ct", "none.nii", *words, says=("neither sform nor qform",))

    def test_kinds_of_numbers_and_versions(self):
        affine = np.diag([2.0, 2, 2, 1])
        p = points(affine, self.shape)
        self.write("m.nii", affine, self.inside(p), "u1")
        for dtype in ("i2", "i4", "f4", "f8"):
            for kind in (nibabel.Nifti1Image, nibabel.Nifti2Image, nibabel.Nifti1Pair):
                name = "ct.img" if kind is nibabel.Nifti1Pair else "ct.nii"
                self.write(name, affine, patient_hu(p), dtype, kind)
                self.check("nifti", "ct.hdr" if name == "ct.img" else name, "m.nii")
        big = nibabel.Nifti1Image(patient_hu(p).astype(">i2"), FLIP @ affine, nibabel.Nifti1Header(endianness=">"))
        nibabel.save(big, self.folder / "big.nii")
        self.assertEqual((self.folder / "big.nii").read_bytes()[:4], b"\0\0\x01\x5c")
        self.check("nifti", "big.nii", "m.nii")

        header = nibabel.Nifti1Header()
        header.set_data_dtype("i2")
        scaled = nibabel.Nifti1Image(2 * (patient_hu(p) + 1024), FLIP @ affine, header)
        scaled.header.set_slope_inter(0.5, -1024)
        nibabel.save(scaled, self.folder / "scaled.nii")
        self.check("nifti", "scaled.nii", "m.nii")

    def test_numbers_that_are_none_are_refused_with_their_place(self):
        affine = np.diag([2.0, 2, 2, 1])
        p = points(affine, self.shape)
        good = {"ct": patient_hu(p).astype("f4"), "activity": (1 + np.abs(p).sum(-1)).astype("f4")}
        for role in good:
            for value in (np.inf, -np.inf, np.nan, 3e5):
                if role == "activity" and np.isfinite(value):
                    continue
                bad = good[role].copy()
                bad[2, 1, 0] = value
                for name, values in {**good, role: bad}.items():
                    self.write(f"{name}.nii", affine, values, "f4")
                with self.subTest(role, value=value):
                    self.refused("nifti", "--ct", "ct.nii", "--activity", "activity.nii", "--total-activity", 1,
                                 says=(role, "voxel (2, 1, 0)", "nan" if np.isnan(value) else f"{value:.0f}"))

    def test_activity_needs_units_and_times(self):
        affine = np.diag([2.0, 2, 2, 1])
        p = points(affine, self.shape)
        self.write("ct.nii", affine, patient_hu(p))
        self.write("a.nii", affine, 100 * (1 + np.abs(p).sum(-1)), "f4")
        words = ["--ct", "ct.nii", "--activity", "a.nii"]
        self.refused("nifti", *words, says=("a.nii", "--units", "--total-activity"))
        self.refused("nifti", *words, "--units", "Bq", "--decay-correction", "start", says=("--administered",))
        total = 100 * (1 + np.abs(p).sum(-1)).sum() * 1e-9
        case = self.case(*words, "--units", "Bq", "--decay-correction", "administration", kind="nifti")
        self.assertAlmostEqual(case.GBq.sum() / total, 1, places=6)
        self.refused("nifti", *words, "--units", "Bq", "--decay-correction", "administration", "--imaged",
                     "2024-01-02 01:00:00", says=("--imaged cannot count", "leave them out"))
        case = self.case(*words, "--units", "Bq/mL", "--decay-correction", "none", "--administered",
                         "2023-12-31 23:00", "--imaged", "2024-01-02 01:00:00", kind="nifti")
        self.assertAlmostEqual(case.GBq.sum() / (total * 8e-3 * 2 ** (26 * 3600 / HALF_LIFE_S)), 1, places=6)

    def test_damage(self):
        affine = np.diag([2.0, 2, 2, 1])
        p = points(affine, self.shape)
        self.write("whole.nii", affine, patient_hu(p))
        self.write("m.nii", affine, self.inside(p), "u1")
        words = ["--mask", "m=m.nii", "--uptake", "m=1", "--total-activity", 1]
        whole = (self.folder / "whole.nii").read_bytes()
        for name, data in (("short", whole[:300]), ("cut", whole[:-5]), ("none", b"")):
            (self.folder / f"{name}.nii").write_bytes(data)
            self.refused("nifti", "--ct", f"{name}.nii", *words, says=(f"{name}.nii",))
        huge = bytearray(whole)
        huge[40:56] = np.array([3, 30000, 30000, 30000, 1, 1, 1, 1], "<i2").tobytes()
        (self.folder / "huge.nii").write_bytes(huge)
        self.refused("nifti", "--ct", "huge.nii", *words, says=("huge.nii", "30000"))
        self.write("series.nii", affine, np.stack([patient_hu(p)] * 2, -1))
        self.refused("nifti", "--ct", "series.nii", *words, says=("2 volumes",))
        random = np.random.default_rng(2)
        for _ in range(40):
            spoiled = bytearray(whole)
            for at in random.integers(0, 348, 4):
                spoiled[at] = random.integers(256)
            (self.folder / "fuzzed.nii").write_bytes(spoiled)
            self.survives("nifti", "fuzzed.nii", words)

    def survives(self, kind, name, words):
        done = subprocess.run([self.program, "import", kind, "--ct", name, *map(str, words), "-o", "f.h5", "--force"],
                              cwd=self.folder, capture_output=True, text=True, errors="replace")
        self.assertIn(done.returncode, (0, 2), done.stderr)


class MetaImage(Plain):
    def write(self, name, affine, values, dtype="<i2", **how):
        """LPS: row i of TransformMatrix is the direction of axis i, as ITK writes it."""
        data = np.ascontiguousarray(values.transpose(2, 1, 0)).astype(dtype)
        spacing = np.linalg.norm(affine[:3, :3], axis=0)
        direction = affine[:3, :3] / spacing
        kinds = {"i2": "MET_SHORT", "u1": "MET_UCHAR", "f4": "MET_FLOAT", "f8": "MET_DOUBLE", "i4": "MET_INT"}
        packed = how.get("compressed", False)
        raw = zlib.compress(data.tobytes()) if packed else data.tobytes()

        def text(numbers):
            return " ".join(f"{n:.12g}" for n in numbers)
        header = {"ObjectType": "Image", "NDims": "3", "BinaryData": "True",
                  "BinaryDataByteOrderMSB": str(dtype.startswith(">")), "CompressedData": str(packed),
                  "TransformMatrix": text(direction.T.ravel()), "Offset": text(affine[:3, 3]),
                  "CenterOfRotation": "0 0 0", "ElementSpacing": text(spacing), "DimSize": text(values.shape),
                  "ElementType": kinds[dtype.lstrip("<>")]}
        header.update(how.get("header", {}))
        local = name.endswith(".mha")
        header["ElementDataFile"] = "LOCAL" if local else name.replace(".mhd", ".raw")
        lines = "".join(f"{k} = {v}\n" for k, v in header.items() if v is not None)
        (self.folder / name).write_bytes(lines.encode() + (raw if local else b""))
        if not local:
            (self.folder / header["ElementDataFile"]).write_bytes(raw)

    WORDS = ["--mask", "m=m.mhd", "--uptake", "m=1", "--total-activity", 1]

    def test_every_orientation(self):
        for affine in affines():
            p = points(affine, self.shape)
            self.write("ct.mhd", affine, patient_hu(p))
            self.write("m.mha", affine, self.inside(p), "u1")
            self.check("mhd", "ct.mhd", "m.mha")

    def test_same_case_as_from_dicom(self):
        g = Geometry()
        affine = np.eye(4)
        affine[:3, :3] = np.stack([g.row, g.column, g.normal], 1) * (g.spacing[2], g.spacing[1], g.spacing[0])
        affine[:3, 3] = g.origin
        values = patient_hu(g.points()).transpose(2, 1, 0)
        self.write("ct.mhd", affine, values)
        self.write("m.mhd", affine, self.inside(g.points()).transpose(2, 1, 0), "u1")
        mine, other = self.check("mhd", "ct.mhd", "m.mhd"), self.case("--ct", "ct", *self.UPTAKE)
        np.testing.assert_array_equal(mine.density, other.density)
        np.testing.assert_array_equal(mine.decays, other.decays)

    def test_kinds_of_numbers(self):
        affine = np.diag([2.0, 2, 2, 1])
        p = points(affine, self.shape)
        self.write("m.mhd", affine, self.inside(p), "u1")
        for dtype, packed in itertools.product(("<i2", ">i2", "<f4", ">f4", "<f8", "<i4"), (False, True)):
            for name in ("ct.mhd", "ct.mha"):
                self.write(name, affine, patient_hu(p), dtype, compressed=packed)
                self.check("mhd", name, "m.mhd")

    def test_scales_of_the_values_are_refused(self):
        affine = np.diag([2.0, 2, 2, 1])
        p = points(affine, self.shape)
        self.write("m.mhd", affine, self.inside(p), "u1")
        for key, value in (("Slope", 2), ("Offset", -1024)):
            key = "ElementToIntensityFunction" + key
            self.write("scaled.mhd", affine, patient_hu(p), header={key: value})
            self.refused("mhd", "--ct", "scaled.mhd", *self.WORDS, says=(f"scaled.mhd: {key} is {value}, not",))
        self.write("plain.mhd", affine, patient_hu(p), header={"ElementToIntensityFunctionSlope": 1,
                                                               "ElementToIntensityFunctionOffset": 0})
        self.check("mhd", "plain.mhd", "m.mhd")

    def test_orientations_that_disagree_need_a_choice(self):
        affine = np.diag([2.0, 2, 2, 1])
        p = points(affine, self.shape)
        self.write("m.mhd", affine, self.inside(p), "u1")
        self.write("right.mhd", affine, patient_hu(p), header={"AnatomicalOrientation": "RAI"})
        self.check("mhd", "right.mhd", "m.mhd")
        self.write("wrong.mhd", affine, patient_hu(p), header={"AnatomicalOrientation": "LPI"})
        self.refused("mhd", "--ct", "wrong.mhd", *self.WORDS, says=("LPS", "RAS", "--orientation"))
        self.case("--ct", "wrong.mhd", *self.WORDS, "--orientation", "matrix", kind="mhd")
        self.write("letters.mhd", affine, patient_hu(p),
                   header={"AnatomicalOrientation": "RAI", "TransformMatrix": None})
        self.refused("mhd", "--ct", "letters.mhd", *self.WORDS, says=("TransformMatrix", "--orientation anatomical"))
        self.case("--ct", "letters.mhd", *self.WORDS, "--orientation", "anatomical", kind="mhd")

    def test_damage(self):
        affine = np.diag([2.0, 2, 2, 1])
        p = points(affine, self.shape)
        self.write("m.mhd", affine, self.inside(p), "u1")
        for key, value, says in (("DimSize", "5 4", "2 values instead of 3"), ("DimSize", "5 4 7", "bytes"),
                                 ("NDims", "2", "NDims"), ("ElementSpacing", "2 0 2", "ElementSpacing"),
                                 ("ElementType", "MET_OTHER", "MET_OTHER"), ("Offset", "0 x 0", "'x'"),
                                 ("TransformMatrix", "1 0 0 0.5 1 0 0 0 1", "sheared"), ("Offset", None, "missing"),
                                 ("DimSize", "900000 900000 900000", "cannot be read")):
            self.write("bad.mhd", affine, patient_hu(p), header={key: value})
            self.refused("mhd", "--ct", "bad.mhd", *self.WORDS, says=("bad.mhd", says))
        for name, data in (("text", b"no header"), ("empty", b""), ("open", b"NDims = 3\n")):
            (self.folder / f"{name}.mhd").write_bytes(data)
            self.refused("mhd", "--ct", f"{name}.mhd", *self.WORDS, says=(f"{name}.mhd", "MetaImage"))


if __name__ == "__main__":
    ImportTest.program = sys.argv.pop(1)
    unittest.main()
