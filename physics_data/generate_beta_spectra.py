#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Beta spectra from theory: reads beta_branches.csv, writes beta_spectrum_NUCLIDE.csv.

usage: generate_beta_spectra.py [--output FOLDER]

Shapes (W total energy, p momentum, q = W0 - W neutrino energy, R nuclear radius, m = c = hbar = 1):
    allowed:                 dN/dW ~ p W q^2 F0 L0
    unique first forbidden:  dN/dW ~ p W q^2 (q^2 F0 L0 + p^2 F1)
Behrens & Buehring, Electron Radial Wave Functions and Nuclear Beta-decay (1982);
Gove & Martin (1971), doi:10.1016/S0092-640X(71)80026-8; finite-size L0: Hayen et al. (2018),
doi:10.1103/RevModPhys.90.015008. Screening after Rose (1936): the electron's factors are taken at
W - V0. Below T = V0 that argument ends; the density is held at its value there.

Only the standard library is used, and seven digits are written: enough to hide the last bits in
which C libraries differ.
"""
import argparse
import cmath
import csv
import math
import pathlib

FINE_STRUCTURE = 1 / 137.035999084
ELECTRON_REST_ENERGY_KEV = 510.99895
COMPTON_WAVELENGTH_FM = 386.159268  # reduced

HEADER = """\
# Quantity: beta particles per MeV and decay of {nuclide}, all branches of beta_branches.csv
# Units: energy MeV; density 1/MeV; linear between the points; integral 1
# Source: theory, generate_beta_spectra.py; endpoints and intensities as in beta_branches.csv
# SPDX-License-Identifier: Apache-2.0
energy_MeV,per_MeV
"""


def log_gamma(z):
    """Stirling's series after moving Re z above 12; good to 1e-15 for Re z > 0."""
    moved = 0
    while z.real < 12:
        moved -= cmath.log(z)
        z += 1
    r = 1 / (z * z)
    series = 1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r / 1188)))
    return moved + (z - 0.5) * cmath.log(z) - z + 0.5 * math.log(2 * math.pi) + series / z


def fermi_function(k, Z, W, p, radius):
    """Generalised Fermi function F_(k-1) of a point nucleus at its radius."""
    a = FINE_STRUCTURE * Z
    g = math.sqrt(k * k - a * a)
    eta = a * W / p
    double_factorial = math.prod(range(1, 2 * k, 2))
    log_value = (math.pi * eta + 2 * (g - k) * math.log(2 * p * radius)
                 + 2 * log_gamma(complex(g, eta)).real - 2 * log_gamma(complex(1 + 2 * g)).real)
    return 4**(k - 1) * 2 * k * (k + g) * double_factorial**2 * math.exp(log_value)


def finite_size(Z, W, radius):
    """L0: the electron's s and p waves at the surface of a uniformly charged sphere."""
    a = FINE_STRUCTURE * Z
    g = math.sqrt(1 - a * a)
    return (1 + 13 / 60 * a * a - W * radius * a * (41 - 26 * g) / (15 * (2 * g - 1))
            - a * radius * g * (17 - 2 * g) / (30 * W * (2 * g - 1)))


class Branch:
    """One transition; energies in keV."""

    def __init__(self, row):
        self.nuclide = row["nuclide"]
        self.endpoint = float(row["endpoint_keV"])
        self.intensity = float(row["intensity_percent"])
        self.shape = row["shape"]
        self.Z = int(row["daughter_Z"])
        A = int(row["A"])
        radius_fm = 1.121 * A**(1 / 3) + 2.426 * A**(-1 / 3) - 6.614 / A
        self.radius = radius_fm / COMPTON_WAVELENGTH_FM
        self.screening = 1.45 * FINE_STRUCTURE**2 * (self.Z - 1)**(4 / 3)
        if self.shape not in ("allowed", "first-forbidden-unique"):
            raise SystemExit(f"{self.nuclide}: unknown shape {self.shape}")

    def screening_keV(self):
        return self.screening * ELECTRON_REST_ENERGY_KEV

    def shape_factor(self, T):
        """Unnormalised density at kinetic energy T."""
        if T >= self.endpoint:
            return 0.0
        # 1e-4 keV above V0 the momentum is small enough to be the limit and large enough to divide.
        T = max(T, self.screening_keV() + 1e-4)
        W = 1 + T / ELECTRON_REST_ENERGY_KEV
        q = (self.endpoint - T) / ELECTRON_REST_ENERGY_KEV
        inner_W = W - self.screening
        inner_p = math.sqrt(inner_W * inner_W - 1)
        phase_space = inner_p * inner_W * q * q
        leading = fermi_function(1, self.Z, inner_W, inner_p, self.radius) * finite_size(
            self.Z, W, self.radius)
        if self.shape == "allowed":
            return phase_space * leading
        return phase_space * (q * q * leading + inner_p * inner_p *
                              fermi_function(2, self.Z, inner_W, inner_p, self.radius))


def integral(points):
    """Of a piecewise linear function."""
    return math.fsum((b[0] - a[0]) * (a[1] + b[1]) / 2 for a, b in zip(points, points[1:]))


def energy_grid(branches):
    """keV: 2 keV steps, finer at the start, at the screening energy and before endpoints."""
    top = max(b.endpoint for b in branches)
    grid = {0.0, top}
    grid.update(0.25 * i for i in range(1, 80))
    grid.update(1.0 * i for i in range(20, 60))
    grid.update(2.0 * i for i in range(30, int(top / 2) + 1))
    for branch in branches:
        grid.add(branch.screening_keV())
        grid.update(branch.endpoint - 0.25 * i for i in range(0, 40) if 0.25 * i < branch.endpoint)
    return sorted(T for T in grid if T <= top)


def spectrum(branches):
    """Points (MeV, 1/MeV) of the sum over branches, integral 1."""
    grid = energy_grid(branches)
    total = [0.0] * len(grid)
    for branch in branches:
        density = [branch.shape_factor(T) for T in grid]
        norm = branch.intensity / integral(list(zip(grid, density)))
        total = [t + norm * d for t, d in zip(total, density)]
    points = [(T / 1000, d) for T, d in zip(grid, total)]
    norm = 1 / integral(points)
    return [(T, norm * d) for T, d in points]


def main():
    here = pathlib.Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=pathlib.Path, default=here, metavar="FOLDER")
    output = parser.parse_args().output
    with open(here / "beta_branches.csv", encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        branches = [Branch(row) for row in rows]
    for nuclide in dict.fromkeys(b.nuclide for b in branches):
        points = spectrum([b for b in branches if b.nuclide == nuclide])
        path = output / f"beta_spectrum_{nuclide.lower().replace('-', '')}.csv"
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(HEADER.format(nuclide=nuclide))
            for energy, density in points:
                file.write(f"{energy:.7g},{density:.7g}\n")


if __name__ == "__main__":
    main()
