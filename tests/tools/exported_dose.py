# SPDX-License-Identifier: Apache-2.0
"""Doses on grids of every kind, and `yttria export` of them, for the tests of export."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import h5py
import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools" / "python"))
import yttria  # noqa: E402

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
