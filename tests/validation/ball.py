# SPDX-License-Identifier: Apache-2.0
"""Energy of a ball that is filled with decays, from voxels that its surface cuts.

They are shared with the energy density linear in them, the gradient from their neighbours. The
density bends at the surface; what that costs is computed from EGSnrc's point kernel folded with the
ball.
"""
import functools

import numpy as np
from kernel import Kernel

FINE = 8  # points per axis in a cut voxel
BEYOND_MM = 4.0  # how far outside of the ball the density is needed


def ball_shares(cells, edge, radius_mm):
    """Share of each voxel's volume in the ball, and its first moments in voxel edges, x y z."""
    offsets = (np.arange(FINE) + 0.5) / FINE - 0.5
    centres = np.arange(cells) - (cells - 1) / 2
    share, moments = np.zeros((cells,) * 3), np.zeros((3, cells, cells, cells))
    fine = np.stack(np.meshgrid(offsets, offsets, offsets, indexing="ij")).reshape(3, -1)
    for z in range(cells):
        y, x = np.meshgrid(centres, centres, indexing="ij")
        distance = np.sqrt(centres[z] ** 2 + y**2 + x**2)
        share[z] = distance * edge < radius_mm
        cut = np.abs(distance - radius_mm / edge) < 0.9
        place = (centres[z] + fine[0]) ** 2 + (y[cut, None] + fine[1]) ** 2 \
            + (x[cut, None] + fine[2]) ** 2
        inside = place * edge**2 < radius_mm**2
        share[z][cut] = inside.mean(axis=1)
        for axis, along in enumerate((fine[2], fine[1], fine[0])):
            moments[axis, z][cut] = (inside * along).mean(axis=1)
    return share, moments


def gradient_weights(share, moments):
    """Weights of the voxels' energies in the ball's energy: shares and gradient terms."""
    weights = share.copy()
    for moment, axis in zip(moments, (2, 1, 0)):  # energy at x: E + (E_next - E_before) / 2 * x
        weights += 0.5 * np.roll(moment, 1, axis) - 0.5 * np.roll(moment, -1, axis)
    return weights


def expected_density(radius_mm):
    """Distances from the middle, and the energy per mm3 there of decays in a ball, MeV.

    Of a sphere around each place, the share that lies in the ball holds the decays.
    """
    kernel = Kernel("point_kernel_water.csv")
    reach = np.concatenate([np.linspace(0, 12, 3000), np.linspace(12.1, 120, 300)])
    middle, energy = 0.5 * (reach[1:] + reach[:-1]), np.diff(kernel.within(reach))
    place = np.linspace(1e-3, radius_mm + BEYOND_MM, 3000)[:, None]
    share = (radius_mm**2 - (place - middle) ** 2) / (4 * place * middle)
    share = np.where(np.abs(radius_mm - place) > middle, place < radius_mm, np.clip(share, 0, 1))
    return place[:, 0], share @ energy / (4 / 3 * np.pi * radius_mm**3)


@functools.cache
def scoring_error(radius, edge):
    """Error of the ball's energy from the sharing of cut voxels, as a fraction; in mm."""
    cells = 2 * int(np.ceil(radius / edge + 2))
    place, density = expected_density(radius)
    inside = np.linspace(0, radius, 20001)
    exact = np.trapz(np.interp(inside, place, density) * 4 * np.pi * inside**2, inside)
    offsets = (np.arange(FINE) + 0.5) / FINE - 0.5
    along = ((np.arange(cells) - (cells - 1) / 2)[:, None] + offsets) * edge
    squares = along.ravel() ** 2
    energy = np.empty((cells,) * 3)
    for z in range(cells):
        distance = np.sqrt(along[z][:, None, None] ** 2 + squares[:, None] + squares)
        fine = np.interp(distance, place, density).sum(axis=0)
        energy[z] = fine.reshape(cells, FINE, cells, FINE).sum(axis=(1, 3)) * (edge / FINE) ** 3
    weights = gradient_weights(*ball_shares(cells, edge, radius))
    return (weights * energy).sum() / exact - 1
