#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`yttria import nifti`: orientation, units, damage. Usage: import_nifti_test.py YTTRIA"""
import gzip
import itertools
import subprocess
import sys
import unittest

import numpy as np

from made_images import HALF_LIFE_S, ImportTest, patient_hu, schneider_density
from plain_images import PlainImport, affines, points

try:
    import nibabel
except ImportError:
    nibabel = None

FLIP = np.diag([-1.0, -1, 1, 1])  # LPS to RAS


@unittest.skipIf(nibabel is None, "nibabel is not installed")
class Nifti(PlainImport):
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

    WORDS = ["--mask", "m=m.nii", "--uptake", "m=1", "--total-activity", 1]
    # Where NIfTI-1 and NIfTI-2 have what, and as which type.
    PLACES = {"datatype": ((70, "i2"), (12, "i2")), "bitpix": ((72, "i2"), (14, "i2")),
              "dim": ((40, "i2"), (16, "i8")), "pixdim": ((76, "f4"), (104, "f8")),
              "vox_offset": ((108, "f4"), (168, "i8")), "scl_slope": ((112, "f4"), (176, "f8")),
              "scl_inter": ((116, "f4"), (184, "f8")), "qform_code": ((252, "i2"), (344, "i4")),
              "sform_code": ((254, "i2"), (348, "i4")), "quatern": ((256, "f4"), (352, "f8")),
              "qoffset": ((268, "f4"), (376, "f8")), "srow": ((280, "f4"), (400, "f8"))}

    def good(self, version=1, order="<", kind=None, name="good.nii", dtype="i2", both=True):
        """A file that is read, and a mask for it."""
        affine = np.diag([2.0, 2, 2, 1])
        p = points(affine, self.shape)
        self.write("m.nii", affine, self.inside(p), "u1")
        header = (nibabel.Nifti1Header if version == 1 else nibabel.Nifti2Header)(endianness=order)
        header.set_data_dtype(order + dtype)
        kind = kind or (nibabel.Nifti1Image if version == 1 else nibabel.Nifti2Image)
        image = kind(patient_hu(p).astype(order + dtype), FLIP @ affine, header)
        image.header.set_xyzt_units("mm")
        image.set_sform(FLIP @ affine, 1)
        image.set_qform(FLIP @ affine, 1 if both else 0)
        nibabel.save(image, self.folder / name)

    def edit(self, name, edits, version=1, order="<", source="good.nii"):
        """A copy of a file in which some fields of the header are others: {(field, index): value}."""
        data = bytearray((self.folder / source).read_bytes())
        for (field, index), value in edits.items():
            at, kind = self.PLACES[field][version - 1]
            item = np.array(value).astype(order + kind).tobytes()
            data[at + index * len(item):at + (index + 1) * len(item)] = item
        (self.folder / name).write_bytes(data)
        return name

    def refused_edit(self, edits, *says, words=(), **how):
        name = self.edit("bad.nii", edits, **how)
        with self.subTest(edits=edits, **how):
            return self.refused("nifti", "--ct", name, *self.WORDS, *words, says=("bad.nii: ", *says))

    def warned_of(self, edits, *says, **how):
        name = self.edit("odd.nii", edits, **how)
        said = self.call("import", "nifti", "--ct", name, *self.WORDS, "-o", "odd.h5", "--force").stderr
        for word in says:
            self.assertIn(word, said)

    def test_where_the_values_begin(self):
        for version, order in itertools.product((1, 2), "<>"):
            how = {"version": version, "order": order}
            self.good(**how)
            self.check("nifti", "good.nii", "m.nii")
            least = {1: 352, 2: 544}[version]
            offsets = (0, 100, -5, least - 1, least - 4, least - 352)
            if version == 1:
                offsets += (np.nan, np.inf, -np.inf, 352.5)
            for offset in offsets:
                self.refused_edit({("vox_offset", 0): offset}, "vox_offset is ", f", {least} or more", "write", **how)
            for offset in (10 ** 6, 2 ** 62) + ((1e30,) if version == 1 else ()):
                self.refused_edit({("vox_offset", 0): offset}, "vox_offset is ", "beyond the end of bad.nii", **how)
            self.refused_edit({("vox_offset", 0): least + 4}, "cannot hold", **how)
        self.good(name="good.nii.gz")
        packed = gzip.decompress((self.folder / "good.nii.gz").read_bytes())
        for offset, says in ((np.nan, "vox_offset is nan"), (1e30, "beyond the end"), (1e4, "from byte 10000 on")):
            (self.folder / "plain.nii").write_bytes(packed)
            self.edit("moved.nii", {("vox_offset", 0): offset}, source="plain.nii")
            (self.folder / "moved.nii.gz").write_bytes(gzip.compress((self.folder / "moved.nii").read_bytes()))
            (self.folder / "moved.nii").unlink()
            self.refused("nifti", "--ct", "moved.nii.gz", *self.WORDS, says=("moved.nii.gz: ", says))

    def test_where_the_values_of_a_second_file_begin(self):
        self.good(kind=nibabel.Nifti1Pair, name="good.img")
        values = (self.folder / "good.img").read_bytes()
        for offset in (np.nan, np.inf, -1, 0.5, 1e30):
            self.edit("bad.hdr", {("vox_offset", 0): offset}, source="good.hdr")
            (self.folder / "bad.img").write_bytes(values)
            self.refused("nifti", "--ct", "bad.hdr", *self.WORDS, says=("bad.hdr: ", "vox_offset is "))
        for offset in (0, 16):
            self.edit("moved.hdr", {("vox_offset", 0): offset}, source="good.hdr")
            (self.folder / "moved.img").write_bytes(b"x" * offset + values)
            self.check("nifti", "moved.hdr", "m.nii")
        (self.folder / "alone.nii").write_bytes((self.folder / "good.hdr").read_bytes() + values)
        self.refused("nifti", "--ct", "alone.nii", *self.WORDS, says=("alone.nii: ", "second file"))

    def test_bits_that_are_not_those_of_the_type(self):
        for version, order in itertools.product((1, 2), "<>"):
            how = {"version": version, "order": order}
            self.good(**how)
            self.refused_edit({("bitpix", 0): 8}, "bitpix is 8", "datatype 4 (INT16) has 16", **how)
            self.refused_edit({("datatype", 0): 2}, "bitpix is 16", "datatype 2 (UINT8) has 8", **how)

    def test_shapes_that_cannot_be(self):
        for version, order in itertools.product((1, 2), "<>"):
            how = {"version": version, "order": order}
            self.good(**how)
            for edits, says in (({("dim", 0): 0}, "claims 0 axes"), ({("dim", 0): 9}, "claims 9 axes"),
                                ({("dim", 0): 2}, "dim[3] is 6, beyond the 2 axes"),
                                ({("dim", 3): 0}, "dim[3] is 0"), ({("dim", 2): -4}, "dim[2] is -4"),
                                ({("dim", 4): 3}, "dim[4] is 3, beyond the 3 axes"),
                                ({("dim", 0): 4, ("dim", 4): -1}, "dim[4] is -1")):
                self.refused_edit(edits, says, **how)

    def test_more_values_than_the_header_claims(self):
        self.good()
        self.refused_edit({("dim", 3): 5}, "more bytes than", "dim")
        self.good(dtype="f4")
        self.refused_edit({("datatype", 0): 4, ("bitpix", 0): 16}, "more bytes than", "datatype")

    def test_scales_that_cannot_be(self):
        for version, order in itertools.product((1, 2), "<>"):
            how = {"version": version, "order": order}
            self.good(**how)
            for slope, intercept in ((np.inf, 0), (-np.inf, 0), (2, np.nan), (1, np.inf)):
                self.refused_edit({("scl_slope", 0): slope, ("scl_inter", 0): intercept}, "scl_slope and scl_inter",
                                  **how)
            for slope in (0, np.nan):
                edits = {("scl_slope", 0): slope, ("scl_inter", 0): -1024}
                self.warned_of(edits, "scl_inter is -1024", "not scaled", **how)
                self.edit("odd.nii", {("scl_slope", 0): slope, ("scl_inter", 0): np.nan}, **how)
                self.check("nifti", "odd.nii", "m.nii")

    def test_orientations_that_cannot_be(self):
        for version, order in itertools.product((1, 2), "<>"):
            how = {"version": version, "order": order}
            self.good(**how)
            for edits, says in (({("pixdim", 1): 0}, "pixdim[1] is 0"), ({("pixdim", 2): -2}, "pixdim[2] is -2"),
                                ({("pixdim", 3): np.nan}, "pixdim[3] is nan"),
                                ({("pixdim", 0): np.nan}, "pixdim[0] is nan"), ({("pixdim", 0): -3}, "pixdim[0] is -3"),
                                ({("quatern", 1): np.nan}, "quatern_b"), ({("quatern", 0): 5}, "no rotation"),
                                ({("qoffset", 2): np.inf}, "qoffset is not finite")):
                self.refused_edit(edits, says, "--orientation sform", **how)
                self.edit("bad.nii", edits, **how)
                self.case("--ct", "bad.nii", *self.WORDS, "--orientation", "sform", kind="nifti")
                self.refused_edit({**edits, ("sform_code", 0): 0}, says, "correct it", **how)
            for index in (0, 1, 3, 11):
                self.refused_edit({("srow", index): np.nan}, "sform", "--orientation qform", **how)
                self.refused_edit({("srow", index): np.nan, ("qform_code", 0): 0}, "sform", "correct it", **how)

    def test_edges_beside_an_sform(self):
        self.good(both=False)
        self.check("nifti", "good.nii", "m.nii")
        self.warned_of({("pixdim", 3): 5}, "odd.nii: by its sform", "2 mm along axis 3, by pixdim[3] of 5 mm")

    def survives(self, kind, name, words):
        done = subprocess.run([self.program, "import", kind, "--ct", name, *map(str, words), "-o", "f.h5", "--force"],
                              cwd=self.folder, capture_output=True, text=True, errors="replace")
        self.assertIn(done.returncode, (0, 2), done.stderr)


if __name__ == "__main__":
    ImportTest.program = sys.argv.pop(1)
    unittest.main()
