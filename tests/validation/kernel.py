# SPDX-License-Identifier: Apache-2.0
"""Point kernels of EGSnrc: energy around a point source in water."""
import numpy as np
from simulation import read_table

BETA_RANGE_MM = 12.0


def hermite(nodes, values, slopes, where):
    """Value and slope at `where` of the cubic through the nodes."""
    index = np.clip(np.searchsorted(nodes, where, side="right") - 1, 0, len(nodes) - 2)
    width = nodes[index + 1] - nodes[index]
    t = np.clip((where - nodes[index]) / width, 0, 1)
    low, rise = values[index], values[index + 1] - values[index]
    left, right = slopes[index] * width, slopes[index + 1] * width
    square, cube = 3 * rise - 2 * left - right, left + right - 2 * rise
    slope = (left + t * (2 * square + 3 * t * cube)) / width
    return low + t * (left + t * (square + t * cube)), slope


class Kernel:
    """Energy in MeV per decay, radii in mm."""

    def __init__(self, table_name):
        table = read_table(table_name)
        self.nodes = np.concatenate([[0.0], table["outer_mm"]])
        self.energies = table["energy_keV"] * 1e-3  # of shells
        self.sigmas = table["sigma_keV"] * 1e-3
        self.cumulative = np.concatenate([[0.0], np.cumsum(self.energies)])
        self.slopes = np.gradient(self.cumulative, self.nodes)

    @property
    def total(self):
        return self.cumulative[-1]

    def within(self, radius_mm):
        return hermite(self.nodes, self.cumulative, self.slopes, radius_mm)[0]

    def slope(self, radius_mm):
        """Energy per mm of radius."""
        return hermite(self.nodes, self.cumulative, self.slopes, radius_mm)[1]

    def radius(self, energy_MeV):
        """Of the sphere that holds so much energy."""
        return np.interp(energy_MeV, self.cumulative, self.nodes)

    def shell(self, inner_mm, outer_mm):
        """Energy between two radii of the table, and its sigma.

        Neighbouring shells share their electrons, whose errors add up rather than average out;
        beyond the range of the betas every interaction of a photon is one for itself.
        """
        part = (self.nodes[1:] > inner_mm * 1.000001) & (self.nodes[1:] < outer_mm * 1.000001)
        sigmas = self.sigmas[part]
        sigma = sigmas.sum() if inner_mm < BETA_RANGE_MM else np.sqrt(np.sum(sigmas**2))
        return self.energies[part].sum(), sigma
