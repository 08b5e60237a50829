#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes small valid inputs for every target to OUT/TARGET: what the fuzzers begin with.

Usage: make_seeds.py YTTRIA OUT     (YTTRIA: the program; needs pydicom)
"""
import datetime
import gzip
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "tools"))
from made_images import (FRAME, Dataset, ExplicitVRBigEndian, Geometry, ImplicitVRLittleEndian, dicom_date,  # noqa: E402
                         new_file, set_pixels, set_radiopharmaceutical, write_series)

GEOMETRY = Geometry(shape=(2, 3, 4))
ADMINISTERED = datetime.datetime(2024, 2, 28, 22, 40)
IMAGED = datetime.datetime(2024, 3, 1, 0, 20)


def joined(paths):
    """The files of a series as one input (dicom_files.hpp)."""
    return b"".join(path.read_bytes()[128:] for path in sorted(paths))


def saved(file):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "0.dcm"
        file.save_as(path, write_like_original=False)
        return joined([path])


def series(modality="CT", **options):
    values = np.arange(24.0).reshape(2, 3, 4)
    with tempfile.TemporaryDirectory() as folder:
        write_series(folder, GEOMETRY, values, modality, **options)
        return joined(Path(folder).iterdir())


def ct_seeds():
    def rle(file, _):
        file.decompress() if file.file_meta.TransferSyntaxUID.is_compressed else None
        file.compress("1.2.840.10008.1.2.5")
    yield "plain", series()
    yield "implicit", series(syntax=ImplicitVRLittleEndian)
    yield "big-endian", series(syntax=ExplicitVRBigEndian)
    yield "mask", series(dtype="u1")
    yield "rle", series(dtype="<u2", change=rle)
    yield "single", series()[: len(series()) // 2]


def pet(correction, **options):
    def change(file, _):
        file.Units, file.DecayCorrection = "BQML", correction
        file.SeriesDate, file.SeriesTime = dicom_date(IMAGED)
        file.AcquisitionDate, file.AcquisitionTime = dicom_date(IMAGED)
        file.ActualFrameDuration = 600000
        file.TimezoneOffsetFromUTC = "+0100"
        set_radiopharmaceutical(file, ADMINISTERED)
    return series("PT", slope=0.5, change=change, **options)


def nm():
    file, detector = new_file("x", "NM"), Dataset()
    file.ImageType = ["ORIGINAL", "PRIMARY", "RECON TOMO", "EMISSION"]
    detector.ImagePositionPatient, detector.ImageOrientationPatient = [-8, -9, -6], [1, 0, 0, 0, 1, 0]
    file.DetectorInformationSequence = [detector]
    file.PixelSpacing, file.SpacingBetweenSlices, file.NumberOfFrames, file.NumberOfSlices = [3, 3], -3, 2, 2
    set_pixels(file, np.arange(24).reshape(2, 3, 4), "<u2")
    return saved(file)


def emission_seeds():
    for correction in ("NONE", "START", "ADMIN"):
        yield correction, b"\0" + pet(correction)
    yield "relative", b"\x0f" + pet("START")
    yield "nm", b"\x01" + nm()


def structures(shapes):
    file = new_file("x", "RTSTRUCT")
    file.StructureSetROISequence, file.ROIContourSequence = [], []
    for number, contours in enumerate(shapes, 1):
        roi, drawn = Dataset(), Dataset()
        roi.ROINumber, roi.ROIName, roi.ReferencedFrameOfReferenceUID = number, f"roi {number}", FRAME
        drawn.ReferencedROINumber, drawn.ContourSequence = number, []
        for points in contours:
            contour = Dataset()
            contour.ContourGeometricType = "CLOSED_PLANAR" if len(points) > 3 else "POINT"
            contour.NumberOfContourPoints, contour.ContourData = len(points) // 3, points
            drawn.ContourSequence.append(contour)
        file.StructureSetROISequence.append(roi)
        file.ROIContourSequence.append(drawn)
    return saved(file)


def square(half, z):
    return [-half, -half, z, half, -half, z, half, half, z, -half, half, z]


def rtstruct_seeds():
    yield "ring", structures([[square(5, z) for z in (-3, 0, 3)], [square(5, 0), square(2, 0)]])
    yield "gap", structures([[square(5, -3), square(5, 0), square(4, 9)], [[0, 0, 0]]])


def seg(fractional):
    file, shared, measures, plane = new_file("x", "SEG"), Dataset(), Dataset(), Dataset()
    file.SegmentationType, file.MaximumFractionalValue = "FRACTIONAL" if fractional else "BINARY", 200
    measures.PixelSpacing, measures.SliceThickness = [3, 2.4], 3
    plane.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    shared.PixelMeasuresSequence, shared.PlaneOrientationSequence = [measures], [plane]
    file.SharedFunctionalGroupsSequence = [shared]
    file.SegmentSequence, file.PerFrameFunctionalGroupsSequence = [], []
    for number in (1, 2):
        segment = Dataset()
        segment.SegmentNumber, segment.SegmentLabel = number, f"s{number}"
        file.SegmentSequence.append(segment)
    for number, z in ((1, 0), (1, 6), (2, 3)):
        frame, position, identification = Dataset(), Dataset(), Dataset()
        position.ImagePositionPatient, identification.ReferencedSegmentNumber = [-8, -9, z], number
        frame.PlanePositionSequence, frame.SegmentIdentificationSequence = [position], [identification]
        file.PerFrameFunctionalGroupsSequence.append(frame)
    set_pixels(file, 200 * (np.arange(3 * 4 * 8).reshape(3, 4, 8) % 2), "u1")
    file.NumberOfFrames = 3
    if not fractional:
        file.BitsAllocated = file.BitsStored = 1
        file.HighBit = 0
        file.PixelData = np.packbits(np.arange(96) % 2 == 1, bitorder="little").tobytes()
    return saved(file)


def nifti(code=16, word="f", qform=1, sform=1, order="<"):
    header = bytearray(352)
    def put(at, kind, *values):
        struct.pack_into(order + kind, header, at, *values)
    put(0, "i", 348)
    put(40, "8h", 3, 4, 3, 2, 1, 1, 1, 1)
    put(70, "2h", code, 8 * struct.calcsize(word))
    put(76, "8f", 1, 2, 2, 3, 1, 0, 0, 0)
    put(108, "3f", 352, 1, 0)
    put(123, "B", 2)
    put(252, "2h6f", qform, sform, 0, 0, 0, -4, -3, 5)
    put(280, "12f", 2, 0, 0, -4, 0, 2, 0, -3, 0, 0, 3, 5)
    header[344:348] = b"n+1\0"
    return bytes(header) + struct.pack(f"{order}24{word}", *range(24))


def nifti2():
    header = bytearray(544)
    struct.pack_into("<i8s", header, 0, 540, b"n+2\0\r\n\x1a\n")
    struct.pack_into("<2h8q", header, 12, 4, 16, 3, 4, 3, 2, 1, 1, 1, 1)
    struct.pack_into("<3d8d", header, 80, 0, 0, 0, 1, 2, 2, 3, 1, 0, 0, 0)
    struct.pack_into("<q2d", header, 168, 544, 1, 0)
    struct.pack_into("<2i6d", header, 344, 0, 1, 0, 0, 0, 0, 0, 0)
    struct.pack_into("<12d", header, 400, 2, 0, 0, -4, 0, 2, 0, -3, 0, 0, 3, 5)
    struct.pack_into("<i", header, 500, 2)
    return bytes(header) + struct.pack("<16h", *range(16)) + bytes(16)


def nifti_seeds():
    for name, code, word in (("u1", 2, "B"), ("i2", 4, "h"), ("f4", 16, "f"), ("f8", 64, "d"), ("i8", 1024, "q")):
        yield name, b"\0" + nifti(code, word)
    yield "qform", b"\x08" + nifti(qform=1, sform=0)
    yield "big-endian", b"\0" + nifti(order=">")
    yield "packed", b"\x01" + nifti()
    yield "gz", b"\x02" + gzip.compress(nifti(), mtime=0)
    yield "pair", b"\x03" + nifti().replace(b"n+1\0", b"ni1\0").replace(struct.pack("<f", 352), bytes(4), 1)
    yield "nifti2", b"\0" + nifti2()


def metaimage(data, **changed):
    words = {"ObjectType": "Image", "NDims": "3", "BinaryData": "True", "BinaryDataByteOrderMSB": "False",
             "CompressedData": "False", "TransformMatrix": "1 0 0 0 1 0 0 0 1", "Offset": "-4 -3 5",
             "AnatomicalOrientation": "RAI", "ElementSpacing": "2 2 3", "DimSize": "4 2 2", "ElementType": "MET_SHORT",
             **changed}
    words["ElementDataFile"] = words.pop("ElementDataFile", "LOCAL")  # ends the header
    return "".join(f"{key} = {value}\n" for key, value in words.items()).encode() + data


def metaimage_seeds():
    yield "short", b"\0" + metaimage(bytes(range(32)))
    yield "float", b"\0" + metaimage(bytes(64), ElementType="MET_FLOAT", BinaryDataByteOrderMSB="True")
    yield "packed", b"\0" + metaimage(zlib.compress(bytes(32)), CompressedData="True", CompressedDataSize="11")
    yield "raw", b"\x01" + metaimage(b"", ElementDataFile="image.raw", HeaderSize="-1")
    yield "letters", b"\x04" + metaimage(bytes(32), AnatomicalOrientation="LPS")


def import_seeds():
    ct = metaimage(struct.pack("<16h", *range(-200, 1400, 100)))
    mask = metaimage(bytes(8 * [0, 1]), ElementType="MET_UCHAR")
    activity = metaimage(struct.pack("<16f", *range(16)), ElementType="MET_FLOAT")
    for name, choices in (("uptake", [0]), ("shunt", [1, 2, 1, 0, 2]), ("scaled", [2, 0, 0, 1]), ("values", [4, 2, 0, 3]),
                          ("outside", [3, 1, 1, 1, 2, 1])):
        yield name, bytes(choices + [0] * (8 - len(choices))) + ct + mask + activity


def hu_curve_seeds():
    yield "density", b"hu,density_g_cm3\n-1000,0.0012\n0,1.0 # water\n1000,1.6\n"
    yield "material", b"hu,density_g_cm3,material\n-1000,0.0012,air\n-200,0.9,schneider-3\n50,1.06,liver\n"


def words_seeds():
    words = ["1e7", "17", "10min", "1.5h", "98,50", "2.5", "liver=0.5", "0:16", "0.5:2", "31,31,61", "2,2,3", "0.01,0.1,1",
             "2%/2mm", "10%", "0,cpu", "lung:5:0.3:source", "liver=DIR", "tumour1=4", "*tumor*=tumour",
             "2024-01-31 14:30:00", "20240131143000.5+0100", "liver-left*l?ft", "Leber \u00e4\U0001f600"]
    for kind, word in enumerate(words):
        yield f"{kind:02}", bytes([kind]) + word.encode()


def hdf5_seeds(yttria):
    """Files of the program; the structured targets make their own good files."""
    with tempfile.TemporaryDirectory() as folder:
        def run(*words):
            subprocess.run([yttria, *words], cwd=folder, check=True, capture_output=True)
        run("phantom", "slab", "--layer", "water:4:source", "--spacing", "2", "-o", "case.h5")
        run("run", "case.h5", "-o", "dose.h5", "--histories", "64", "--batch-size", "32", "--preset", "clinical",
            "--backend", "cpu")
        run("kernel", "dpk", "--histories", "64", "--batch-size", "32", "--shell", "2", "--radius", "8", "-o", "kernel.h5")
        for name in ("case", "dose", "kernel"):
            yield name, (Path(folder) / f"{name}.h5").read_bytes()


def main():
    yttria, out = Path(sys.argv[1]).resolve(), sys.argv[2]
    sets = {"case": [("nothing", b"\0"), ("points", b"\x01")],
            "dose": [("sums", b"\0"), ("map", b"\x01"), ("masks", b"\x02")],
            "kernel": [("voxels", b"\0"), ("shells", b"\x01")],
            "hdf5_bytes": hdf5_seeds(yttria), "ct": ct_seeds(), "emission": emission_seeds(),
            "rtstruct": rtstruct_seeds(), "seg": [("binary", seg(False)), ("fractional", seg(True))],
            "nifti": nifti_seeds(), "metaimage": metaimage_seeds(), "import": import_seeds(),
            "hu_curve": hu_curve_seeds(), "words": words_seeds()}
    for target, seeds in sets.items():
        folder = Path(out) / target
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in seeds:
            (folder / name).write_bytes(data)
        print(f"{target:12} {sum(p.stat().st_size for p in folder.iterdir()):8} bytes")


if __name__ == "__main__":
    main()
