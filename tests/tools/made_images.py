# SPDX-License-Identifier: Apache-2.0
"""Images of a made-up patient for the tests of `yttria import`: DICOM series written with pydicom."""
import subprocess
import tempfile
import unittest
from pathlib import Path

import h5py
import numpy as np

try:
    import pydicom
    from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
    from pydicom.sequence import Sequence
    from pydicom.uid import (DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ExplicitVRLittleEndian,
                             ImplicitVRLittleEndian, generate_uid)
except ImportError:
    pydicom = Dataset = None

FRAME = "1.2.826.0.1.3680043.8.498.1"
STORAGE = {"CT": "1.2.840.10008.5.1.4.1.1.2", "PT": "1.2.840.10008.5.1.4.1.1.128",
           "NM": "1.2.840.10008.5.1.4.1.1.20", "RTSTRUCT": "1.2.840.10008.5.1.4.1.1.481.3",
           "SEG": "1.2.840.10008.5.1.4.1.1.66.4"}
HALF_LIFE_S = 64.0416 * 3600


def patient_hu(p):
    """HU at LPS points [..., 3]: no symmetry, no two places alike."""
    x, y, z = np.moveaxis(np.asarray(p), -1, 0)
    return np.round(40 + 1.5 * x - 0.7 * y + 2.2 * z + 60 * ((x > 5) & (y < -3)) - 300 * (z > 9))


def schneider_density(hu):
    """The density curve, written down a second time."""
    hu = np.clip(hu, -1000, 2995)
    return np.select([hu < -98, hu < 15, hu < 23, hu < 101, hu < 2001],
                     [0.00121 + 0.001029700665188 * (hu + 1000), 1.018 + 0.000893 * hu, 1.03 + 0 * hu,
                      1.003 + 0.001169 * hu, 1.017 + 0.000592 * hu], 1.201 + 0.0005 * hu)


class Geometry:
    """A stack of slices: rows and columns along `row` and `column`, slices along their normal."""

    def __init__(self, row=(1, 0, 0), column=(0, 1, 0), shape=(6, 9, 7), spacing=(3, 2, 2.5), origin=(-8, -9, -6)):
        self.row, self.column = np.array(row, float), np.array(column, float)
        self.normal = np.cross(self.row, self.column)
        self.shape, self.spacing = shape, spacing  # z, y, x; slice, between rows, between columns
        self.origin = np.array(origin, float)

    def position(self, z):
        return self.origin + self.normal * self.spacing[0] * z

    def points(self):
        z, y, x = np.meshgrid(*map(np.arange, self.shape), indexing="ij")
        return (self.origin + x[..., None] * self.spacing[2] * self.row
                + y[..., None] * self.spacing[1] * self.column + z[..., None] * self.spacing[0] * self.normal)


def new_file(path, modality, syntax=None):
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = STORAGE[modality]
    meta.MediaStorageSOPInstanceUID = generate_uid()
    meta.TransferSyntaxUID = syntax or ExplicitVRLittleEndian
    file = FileDataset(str(path), {}, file_meta=meta, preamble=b"\0" * 128)
    file.is_little_endian = meta.TransferSyntaxUID != ExplicitVRBigEndian
    file.is_implicit_VR = meta.TransferSyntaxUID == ImplicitVRLittleEndian
    file.SOPClassUID, file.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    file.Modality, file.PatientName, file.PatientID = modality, "Secret^Name", "SECRET-ID"
    file.FrameOfReferenceUID = FRAME
    return file


def set_pixels(file, values, dtype="<i2"):
    dtype = np.dtype(dtype)
    if not file.is_little_endian:
        dtype = dtype.newbyteorder(">")
    file.SamplesPerPixel, file.PhotometricInterpretation = 1, "MONOCHROME2"
    file.Rows, file.Columns = values.shape[-2:]
    file.BitsAllocated = file.BitsStored = 8 * dtype.itemsize
    file.HighBit, file.PixelRepresentation = file.BitsStored - 1, int(dtype.kind == "i")
    file.PixelData = np.ascontiguousarray(values).astype(dtype).tobytes()


def write_series(folder, geometry, values, modality="CT", slope=1.0, intercept=0.0, dtype="<i2", syntax=None,
                 reverse=False, change=None):
    """One file for each slice. `change(file, z)` may spoil each."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    series = generate_uid()
    count = geometry.shape[0]
    for z in range(count):
        name = folder / f"slice-{count - 1 - z if reverse else z:03}.dcm"
        file = new_file(name, modality, syntax)
        file.SeriesInstanceUID = series
        file.InstanceNumber = 1000 - 7 * z  # means nothing
        file.ImagePositionPatient = [float(v) for v in np.round(geometry.position(z), 6)]
        file.ImageOrientationPatient = [float(v) for v in np.round([*geometry.row, *geometry.column], 8)]
        file.PixelSpacing = [geometry.spacing[1], geometry.spacing[2]]
        file.SliceThickness = geometry.spacing[0]
        file.RescaleSlope, file.RescaleIntercept = slope, intercept
        set_pixels(file, np.round((values[z] - intercept) / slope), dtype)
        if change:
            change(file, z)
        file.save_as(name, write_like_original=False)


def dicom_date(moment):
    return moment.strftime("%Y%m%d"), moment.strftime("%H%M%S")


def set_radiopharmaceutical(file, administered, half_life=HALF_LIFE_S):
    item = Dataset()
    item.RadiopharmaceuticalStartDateTime = administered.strftime("%Y%m%d%H%M%S")
    item.RadionuclideHalfLife = half_life
    file.RadiopharmaceuticalInformationSequence = Sequence([item])


class ImportTest(unittest.TestCase):
    """Runs the program in a folder of its own, with a CT of the patient in ct/ and a mask in mask/."""
    program = None
    checked = False

    @classmethod
    def setUpClass(cls):
        if pydicom is None:
            raise unittest.SkipTest("pydicom is not installed")
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.geometry = Geometry()
        write_series(cls.folder / "ct", cls.geometry, patient_hu(cls.geometry.points()))
        write_series(cls.folder / "mask", cls.geometry, 255 * cls.inside(cls.geometry.points()), dtype="u1")

    @staticmethod
    def inside(p):
        return (p[..., 0] > -4) & (p[..., 1] > -4) & (p[..., 2] < 7)

    def call(self, *words, code=0):
        done = subprocess.run([self.program, *map(str, words)], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, code, f"{words}\n{done.stdout}\n{done.stderr}")
        return done

    def refused(self, *words, says=()):
        """Exit 2, all these words in the message, and nothing written. Returns the message."""
        output = self.folder / "refused.h5"
        message = self.call("import", *words, "-o", output, code=2).stderr
        for word in says:
            self.assertIn(word, message)
        self.assertFalse(output.exists())
        self.assertEqual([p.name for p in self.folder.glob("*refused*")], [])
        return message

    UPTAKE = ["--mask", "m=mask", "--uptake", "m=1", "--total-activity", "1"]

    def case(self, *words, kind="dicom"):
        """The case as arrays. `yttria check` must like the first one of a class."""
        self.call("import", kind, *words, "-o", "case.h5", "--force")
        if not self.checked:
            self.call("check", "case.h5")
            type(self).checked = True
        return Case(self.folder / "case.h5")


class Case:
    def __init__(self, path):
        with h5py.File(path) as file:
            grid = file["grid"].attrs
            self.spacing, self.origin = grid["spacing_mm"], grid["origin_mm"]
            self.direction = grid["direction"].reshape(3, 3)
            self.density = file["medium/density"][...].astype("f8")
            self.material = np.array([n.decode() for n in file["materials/name"][...]])[file["medium/material"][...]]
            self.decays = file["source/map"][...].astype("f8")
            self.masks = {name: mask[...] > 0 for name, mask in file.get("roi", {}).items()}
            self.roles = {name: mask.attrs["role"] for name, mask in file.get("roi", {}).items()}
            self.imports = {}
            file["imports"].visititems(lambda name, group: self.imports.update({name: dict(group.attrs)}))
            self.imports[""] = dict(file["imports"].attrs)
        self.bytes = Path(path).read_bytes()

    def points(self):
        z, y, x = np.meshgrid(*map(np.arange, self.density.shape), indexing="ij")
        index = np.stack([x, y, z], -1) * self.spacing
        return self.origin + index @ self.direction.T

    @property
    def GBq(self):
        return self.decays * np.log(2) / HALF_LIFE_S / 1e9
