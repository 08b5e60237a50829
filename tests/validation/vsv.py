# SPDX-License-Identifier: Apache-2.0
"""Voxel S values of 3 mm voxels in water against EGSnrc: source voxel, face, edge, corner, beyond.

The grid reaches 13.5 mm from the middle, farther than any beta from the source voxel. Photons do
not count here: they bring less than 0.1 % of any row.
"""
import itertools

import numpy as np
from comparison import Table, relative
from simulation import (DEGREES, linear_functionals, read_table, reference_spectrum, scratch,
                        simulate, yttria)

EDGE_MM = 3.0
REACH = 4  # voxels on each side of the source
JOULE_PER_MEV = yttria.JOULE_PER_MEV
S_UNIT = 1e-9  # 1 mGy/(MBq s) in Gy per decay
NAMES = {(0, 0, 0): "source voxel", (0, 0, 1): "face", (0, 1, 1): "edge", (1, 1, 1): "corner"}
LIMITS = {(0, 0, 0): 0.01, (0, 0, 1): 0.01, (0, 1, 1): 0.01, (1, 1, 1): 0.01}
LIMIT_BEYOND = 0.02  # two voxels away: only looked at


def make_case():
    """One active voxel in the middle of water."""
    shape = (2 * REACH + 1,) * 3
    source = np.zeros(shape)
    source[REACH, REACH, REACH] = 1.0
    return yttria.Case(spacing_mm=(EDGE_MM,) * 3, density=np.ones(shape), materials=["water"],
                       source_map=source, beta_spectrum=reference_spectrum(),
                       rois={"all": (np.ones(shape), "other")})


def weights_of(offset):
    """Average over all voxels that symmetry maps on `offset`, [voxels]."""
    weights = np.zeros((2 * REACH + 1,) * 3)
    for order in set(itertools.permutations(offset)):
        for signs in itertools.product((-1, 1), repeat=3):
            z, y, x = (REACH + sign * step for sign, step in zip(signs, order))
            weights[z, y, x] = 1
    return (weights / weights.sum()).ravel()


def expected_values():
    table = read_table("voxel_s_values_water.csv")
    offsets = zip(table["i"].astype(int), table["j"].astype(int), table["k"].astype(int))
    return {offset: (value, sigma)
            for offset, value, sigma in zip(offsets, table["s_value"], table["sigma"])}


def s_value_table(run, offsets, title):
    """Compares the S values of one run, mGy/(MBq s)."""
    energy, sigma = linear_functionals(run.dose, np.ones((2 * REACH + 1,) * 3),
                                       [weights_of(offset) for offset in offsets])
    mass_kg = (0.1 * EDGE_MM) ** 3 * 1e-3
    scale = JOULE_PER_MEV / mass_kg / S_UNIT
    expected = expected_values()
    rows = []
    for offset, value, error in zip(offsets, energy * scale, sigma * scale):
        name = NAMES.get(offset, "%d,%d,%d" % offset)
        rows.append(relative(name, value, expected[offset][0], error, expected[offset][1],
                             LIMITS.get(offset, LIMIT_BEYOND), DEGREES))
    return Table(title, rows, runs=[run.label], systematic=0.002)


def tables(effort):
    """effort: 'fast' or 'full'."""
    histories = {"fast": {"clinical": 1 << 20, "reference": 1 << 18},
                 "full": {"clinical": 1 << 24, "reference": 1 << 22}}[effort]
    offsets = list(NAMES) + ([(0, 0, 2), (0, 1, 2), (1, 1, 2)] if effort == "full" else [])
    results = []
    with scratch() as folder:
        for preset, count in histories.items():
            run = simulate(folder, f"vsv-{preset}", make_case(), count, preset=preset)
            results.append(s_value_table(run, offsets,
                                         f"Voxel S values, 3 mm, water, mGy/(MBq s), {preset}"))
    return results


if __name__ == "__main__":
    from run_tables import main
    main(tables)
