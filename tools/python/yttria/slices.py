# SPDX-License-Identifier: Apache-2.0
"""Slices of a volume as a radiologist looks at them."""
from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

import numpy as np

from .grid import Array, Grid, letters

# The LPS axis that each plane cuts across, and those that run right and down, with their sign.
PLANES = {"transverse": (2, (0, 1), (1, 1)),
          "coronal": (1, (0, 1), (2, -1)),
          "sagittal": (0, (1, 1), (2, -1))}


@dataclass(frozen=True, eq=False)
class Slice:
    """A slice along the grid's own axes (never interpolated), seen from the patient's feet
    (transverse), front (coronal) or left (sagittal), head or front up.

    values          [down][right]: the row at the top first
    right_mm        edges of the columns, in mm from the LPS origin along the axis that runs right; LPS
                    coordinates where the grid is not oblique
    down_mm         edges of the rows, likewise along the axis that runs down; descends where H is up
    position_mm     LPS point of the centre of the slice
    sides           letters at the left, right, top and bottom
    """
    plane: str
    index: int
    values: Array
    right_mm: Array
    down_mm: Array
    position_mm: Array
    sides: tuple[str, str, str, str]


def anatomical_axes(grid: Grid) -> tuple[int, ...]:
    """The index axis (0, 1, 2: x, y, z) that runs nearest to each of LPS x, y, z."""
    return max(permutations(range(3)),
               key=lambda axes: sum(abs(grid.direction[lps, axis]) for lps, axis in enumerate(axes)))


def slice_of(grid: Grid, volume: Array, plane: str = "transverse", index: int | None = None,
             at_mm: float | None = None) -> Slice:
    """One slice of a volume [z][y][x].

    plane     transverse | coronal | sagittal: the axis of the grid that is nearest to its normal
    index     which one along that axis; the middle one when neither is given
    at_mm     instead: the slice whose centre is nearest to this LPS coordinate (z, y or x) there
    Raises ValueError for a plane that is none, IndexError outside.
    """
    if plane not in PLANES:
        raise ValueError(f"plane {plane!r} is not known; use {', '.join(PLANES)}")
    axes = anatomical_axes(grid)
    normal, right_is, down_is = PLANES[plane]
    across, right, down = axes[normal], axes[right_is[0]], axes[down_is[0]]
    if at_mm is not None:
        index = _nearest(grid, normal, across, at_mm)
    index = grid.shape[across] // 2 if index is None else index
    if not 0 <= index < grid.shape[across]:
        raise IndexError(f"{plane} slice {index} is not one of 0 to {grid.shape[across] - 1}")
    image = np.moveaxis(volume, (2 - across, 2 - down, 2 - right), (0, 1, 2))[index]
    down_mm, down_to = _edges(grid, down, down_is)
    right_mm, right_to = _edges(grid, right, right_is)
    image = image[::_step(grid, down, down_to), ::_step(grid, right, right_to)]
    middle = (np.array(grid.shape) - 1) / 2
    middle[across] = index
    return Slice(plane, index, image, right_mm, down_mm, grid.to_mm(middle),
                 (letters(-right_to), letters(right_to), letters(-down_to), letters(down_to)))


def _step(grid: Grid, axis: int, to: Array) -> int:
    """1 where the index ascends along the vector, -1 where it descends."""
    return 1 if float(grid.direction[:, axis] @ to) > 0 else -1


def _edges(grid: Grid, axis: int, towards: tuple[int, int]) -> tuple[Array, Array]:
    """Edges of the voxels along an axis in the order in which they are drawn, and the unit vector
    that the drawing runs along."""
    lps, sign = towards
    along = grid.direction[:, axis] * np.sign(grid.direction[lps, axis] or 1)  # ascends with the LPS axis
    step_mm = grid.spacing_mm[axis] * _step(grid, axis, along)
    edges = np.sort(grid.origin_mm @ along + (np.arange(grid.shape[axis] + 1) - 0.5) * step_mm)
    return (edges, along) if sign > 0 else (edges[::-1], -along)


def _nearest(grid: Grid, lps: int, axis: int, at_mm: float) -> int:
    """Index of the slice whose centre is nearest to an LPS coordinate; IndexError outside."""
    indices = np.repeat([(np.array(grid.shape) - 1) / 2], grid.shape[axis], axis=0)
    indices[:, axis] = np.arange(grid.shape[axis])
    away = np.abs(grid.to_mm(indices)[:, lps] - at_mm)
    index = int(np.argmin(away))
    if away[index] > grid.spacing_mm[axis]:
        raise IndexError(f"{'xyz'[lps]} = {at_mm:g} mm lies outside the grid")
    return index
