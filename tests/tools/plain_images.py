# SPDX-License-Identifier: Apache-2.0
"""Images of NIfTI and MetaImage: the ways their axes can run, and that an import puts every voxel where it is."""
import itertools

import numpy as np

from made_images import Case, ImportTest, patient_hu, schneider_density

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


class PlainImport(ImportTest):
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
