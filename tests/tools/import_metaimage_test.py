#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`yttria import mhd`: orientation, units, damage. Usage: import_metaimage_test.py YTTRIA"""
import itertools
import sys
import unittest
import zlib

import numpy as np

from made_images import Geometry, ImportTest, patient_hu
from plain_images import PlainImport, affines, points


class MetaImage(PlainImport):
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

    def refused_header(self, says, name="bad.mhd", tail=b"", **header):
        affine = np.diag([2.0, 2, 2, 1])
        p = points(affine, self.shape)
        self.write("m.mhd", affine, self.inside(p), "u1")
        self.write(name, affine, patient_hu(p), header=header, compressed=header.get("CompressedData") == "True")
        data = self.folder / name.replace(".mhd", ".raw")
        data.write_bytes(data.read_bytes() + tail)
        with self.subTest(says, **header):
            return self.refused("mhd", "--ct", name, *self.WORDS, says=(f"{name}: ", *says))

    def test_where_the_values_begin(self):
        affine = np.diag([2.0, 2, 2, 1])
        p = points(affine, self.shape)
        self.write("m.mhd", affine, self.inside(p), "u1")
        for size in (0, -1):
            for name in ("ct.mha", "ct.mhd"):
                self.write(name, affine, patient_hu(p), header={"HeaderSize": size})
                self.check("mhd", name, "m.mhd")
        self.write("begun.mhd", affine, patient_hu(p), header={"HeaderSize": 7})
        raw = self.folder / "begun.raw"
        raw.write_bytes(b"1234567" + raw.read_bytes())
        self.check("mhd", "begun.mhd", "m.mhd")
        for size in (-2, 0.5, 10 ** 9):
            self.refused_header(("HeaderSize",), HeaderSize=size)
        self.refused_header(("HeaderSize is 3",), name="bad.mha", HeaderSize=3)

    def test_lengths_that_do_not_fit(self):
        for header in ({"DimSize": "5 4 5"}, {"ElementType": "MET_UCHAR"}):
            self.refused_header(("bytes, of which bad.raw has 240", "DimSize, ElementType and HeaderSize"), **header)
        self.refused_header(("of which bad.raw has 243",), tail=b"123")
        packed = {"CompressedData": "True"}
        self.refused_header(("compressed values",), tail=b"123", **packed)
        self.refused_header(("compressed values",), DimSize="5 4 5", **packed)
        self.refused_header(("CompressedDataSize is 9,",), CompressedDataSize=9, **packed)

    def test_keys_that_do_not_agree(self):
        for key, value, other in (("Position", "1 2 3", "Offset"), ("Origin", "1 2 3", "Offset"),
                                  ("Rotation", "0 1 0 1 0 0 0 0 1", "TransformMatrix"),
                                  ("ElementByteOrderMSB", "True", "BinaryDataByteOrderMSB")):
            self.refused_header((f"{other} and {key} do not agree",), **{key: value})
        self.refused_header(("DistanceUnits is 'cm'", "mm"), DistanceUnits="cm")
        self.refused_header(("AnatomicalOrientation is 'RAIX'",), AnatomicalOrientation="RAIX")
        self.refused_header(("ElementSpacing is not above 0",), ElementSpacing="2 2 -2")
        self.refused_header(("several channels",), ElementNumberOfChannels=3)

    def test_bytes_of_0_in_a_header(self):
        self.refused_header(("line 3 holds a byte of 0", "MetaImage"), BinaryData="True\0, and more")

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
