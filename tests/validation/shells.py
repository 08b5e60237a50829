# SPDX-License-Identifier: Apache-2.0
"""From voxels to spherical shells about the middle of a cubic grid with an odd number of voxels.

The energy of a voxel that a shell surface cuts is shared with weight 1/r^2, as if the energy per
radius were constant in it. What that costs, with the curvature of a beta kernel, is computed by
`sharing_error` from the expected kernel itself, so that it can be taken off. Work is done in one
octant; the others mirror it.
"""
import numpy as np

FINE = 8  # points per axis within a voxel


def squared_radii(cells, edge_mm):
    """mm2 of FINE^3 points in each voxel of the octant, slice by slice: [y][x][points]."""
    offsets = (np.arange(FINE) + 0.5) / FINE - 0.5
    along = ((np.arange(cells // 2 + 1)[:, None] + offsets) * edge_mm) ** 2
    for z in along:
        squares = (z[None, None, :, None, None] + along[:, None, None, :, None]
                   + along[None, :, None, None, :])
        yield squares.reshape(len(along), len(along), FINE**3)


def whole_grid(octant):
    """Mirrors the last three axes of an octant, whose index 0 is the middle."""
    half = octant.shape[-1] - 1
    index = np.abs(np.arange(-half, half + 1))
    return octant[..., index, :, :][..., index, :][..., index]


def shell_shares(cells, edge_mm, radii_mm):
    """Share of each voxel's energy inside each radius: [radii][z][y][x]."""
    slices = []
    for squares in squared_radii(cells, edge_mm):
        weight = 1 / squares
        total = weight.sum(axis=-1)
        slices.append([(weight * (squares < radius**2)).sum(axis=-1) / total
                       for radius in radii_mm])
    return whole_grid(np.array(slices).swapaxes(0, 1))


def sharing_error(cells, edge_mm, radii_mm, shares, slope):
    """Error of the energy inside each radius from the sharing, in the unit of the energies.

    slope   function of radius in mm: the expected energy per mm of radius
    """
    energies, parts = [], []
    for squares in squared_radii(cells, edge_mm):
        energy = slope(np.sqrt(squares)) / (4 * np.pi * squares) * (edge_mm / FINE) ** 3
        energies.append(energy.sum(axis=-1))
        parts.append([(energy * (squares < limit**2)).sum(axis=-1) for limit in radii_mm])
    direct = whole_grid(np.array(parts).swapaxes(0, 1)).sum(axis=(1, 2, 3))
    return np.tensordot(shares, whole_grid(np.array(energies)), axes=3) - direct
