# SPDX-License-Identifier: Apache-2.0
"""Where voxels are in the patient."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import h5py
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
LETTERS = (("R", "L"), ("A", "P"), ("F", "H"))  # against and along LPS x, y, z
SECOND_LETTER_FROM = 0.2  # a cosine: axes turned by more than about 12 degrees have two letters


@dataclass(frozen=True, eq=False)
class Grid:
    """A regular grid of voxels, DICOM LPS coordinates in mm; axes in the order x, y, z.

    shape         voxels along x, y, z; the arrays are [z][y][x]
    spacing_mm    edges of a voxel along x, y, z, mm
    origin_mm     centre of voxel (0,0,0), mm
    direction     3x3, columns: unit vectors of the x, y, z index
    """
    shape: tuple[int, int, int]
    spacing_mm: Array
    origin_mm: Array
    direction: Array = field(default_factory=lambda: np.eye(3))

    def to_mm(self, index: npt.ArrayLike) -> Array:
        """LPS mm of (fractional) indices, [...][3] in the order x, y, z."""
        along = np.asarray(index, dtype="f8") * self.spacing_mm
        return np.asarray(self.origin_mm + along @ self.direction.T)

    def to_index(self, point_mm: npt.ArrayLike) -> Array:
        """Fractional indices x, y, z of LPS points in mm, [...][3]."""
        along = (np.asarray(point_mm, dtype="f8") - self.origin_mm) @ self.direction
        return np.asarray(along / self.spacing_mm)

    def voxel_at(self, point_mm: npt.ArrayLike) -> tuple[int, int, int]:
        """(z, y, x) of the voxel with this LPS point, ready to index an array with; IndexError
        outside. A face belongs to the voxel above it."""
        index = np.floor(self.to_index(point_mm) + 0.5).astype(int)
        if np.any(index < 0) or np.any(index >= self.shape):
            raise IndexError(f"({', '.join(f'{x:g}' for x in np.asarray(point_mm))}) mm lies outside the "
                             f"grid, whose corners are {self.corners_mm()[0]} and {self.corners_mm()[1]} mm")
        x, y, z = (int(i) for i in index)
        return z, y, x

    def corners_mm(self) -> tuple[Array, Array]:
        """Outer corners of the first and the last voxel, LPS mm."""
        return self.to_mm(np.full(3, -0.5)), self.to_mm(np.array(self.shape) - 0.5)

    @property
    def voxel_volume_mL(self) -> float:
        return float(np.prod(self.spacing_mm)) * 1e-3

    def same_as(self, other: Grid, within_mm: float = 1e-3) -> bool:
        """Whether both have the same voxels: the same shape, and the centres of the
        corner voxels within a micrometre."""
        if self.shape != other.shape:
            return False
        ends = np.array(list(np.ndindex(2, 2, 2))) * (np.array(self.shape) - 1)
        return float(np.abs(self.to_mm(ends) - other.to_mm(ends)).max()) <= within_mm


def letters(vector: npt.ArrayLike) -> str:
    """What an LPS vector points to: "L", or "LA" when oblique, the larger part first (DICOM PS3.3
    C.7.6.1.1.1; L R left and right, A P front and back, H F head and feet)."""
    parts = np.asarray(vector, dtype="f8")
    size = np.abs(parts) / np.linalg.norm(parts)
    order = sorted(range(3), key=lambda axis: -size[axis])
    return "".join(LETTERS[axis][int(parts[axis] > 0)]
                   for place, axis in enumerate(order) if place == 0 or size[axis] > SECOND_LETTER_FROM)


def read_grid(file: h5py.File, volume: h5py.Dataset) -> Grid:
    """The grid of a case or dose file; `volume` gives its shape."""
    stored = file["grid"].attrs
    z, y, x = volume.shape
    return Grid((int(x), int(y), int(z)), np.asarray(stored["spacing_mm"]),
                np.asarray(stored["origin_mm"]), np.asarray(stored["direction"]).reshape(3, 3))


def write_grid(file: h5py.File, grid: Grid) -> None:
    for edge in np.asarray(grid.spacing_mm, dtype="f8"):
        if not (np.isfinite(edge) and edge > 0):
            raise ValueError(f"spacing_mm: {tuple(grid.spacing_mm)}; give three edges above 0, in mm")
    stored = file.create_group("grid").attrs
    stored["spacing_mm"] = np.asarray(grid.spacing_mm, dtype="f8")
    stored["origin_mm"] = np.asarray(grid.origin_mm, dtype="f8")
    stored["direction"] = np.asarray(grid.direction, dtype="f8").ravel()
