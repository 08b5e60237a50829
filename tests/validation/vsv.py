# SPDX-License-Identifier: Apache-2.0
"""Voxel S values of 3 mm voxels in water against EGSnrc: source voxel, neighbours, beyond.

Geometry   one active voxel in the middle of a cube of water that reaches 150 mm to each side, far
           enough for photons: from farther comes less than 1 % of what they bring to a row.
Expected   EGSnrc in 50 cm of water to each side, symmetric offsets averaged, as here.
Rows       single offsets where betas bring the dose; beyond (offsets with a 4 or a 5,
           bremsstrahlung but for a few voxels) the sum over all voxels of a cube's surface.
Limits     0.5 % for the source voxel and its face, edge and corner neighbours, 2 % beyond.
"""
import itertools

import numpy as np
from comparison import Estimate, Plot, Table, compare
from simulation import (estimates, group_functionals, read_table, reference_spectrum, scratch,
                        simulate, yttria)

EDGE_MM = 3.0
REACH, SCORED = 50, 5  # voxels on each side of the source
S_UNIT = 1e-9  # 1 mGy/(MBq s) in Gy per decay
NAMES = {(0, 0, 0): "source voxel", (0, 0, 1): "face", (0, 1, 1): "edge", (1, 1, 1): "corner"}
NEXT = ((0, 0, 2), (0, 1, 2), (1, 1, 2), (0, 2, 2), (1, 2, 2), (2, 2, 2), (0, 0, 3), (0, 1, 3),
        (1, 1, 3), (0, 2, 3), (1, 2, 3), (2, 2, 3))
SURFACES = (4, 5)
LIMIT, LIMIT_BEYOND = 0.005, 0.02
CASE = "active-voxel"
MILLION = 1 << 20


def make_case():
    """One active voxel in the middle of water."""
    shape = (2 * REACH + 1,) * 3
    source, mask = np.zeros(shape), np.zeros(shape, dtype=bool)
    source[REACH, REACH, REACH] = 1.0
    mask[(slice(REACH - SCORED, REACH + SCORED + 1),) * 3] = True
    return yttria.Case(spacing_mm=(EDGE_MM,) * 3, density=np.ones(shape), materials=["water"],
                       source_map=source, beta_spectrum=reference_spectrum(),
                       rois={"scored": (mask, "other")})


def cases():
    return {CASE: make_case}


def positions(offset):
    """Offsets that symmetry maps on this one."""
    return {tuple(sign * step for sign, step in zip(signs, order))
            for order in itertools.permutations(offset)
            for signs in itertools.product((-1, 1), repeat=3)}


def weights_of(offset):
    """Average over all voxels that symmetry maps on `offset`, [voxels]."""
    weights = np.zeros((2 * SCORED + 1,) * 3)
    for place in positions(offset):
        weights[tuple(SCORED + step for step in place)] = 1
    return (weights / weights.sum()).ravel()


def surface_weights(reach):
    """Sum over the surface of a cube of voxels, [voxels]."""
    index = np.abs(np.arange(-SCORED, SCORED + 1))
    largest = np.maximum.reduce(np.meshgrid(index, index, index, indexing="ij"))
    return (largest == reach).astype("f8").ravel()


def row_names(offsets, surfaces):
    return ([NAMES.get(offset, "%d,%d,%d" % offset) for offset in offsets]
            + [f"sum of offsets with {reach}" for reach in surfaces])


def expected_values(offsets, surfaces):
    table = read_table("voxel_s_values_water.csv")
    known = {tuple(int(step) for step in key): pair
             for *key, pair in zip(table["i"], table["j"], table["k"],
                                   zip(table["s_value"], table["sigma"]))}
    pairs = [known[offset] for offset in offsets]
    for reach in surfaces:  # voxels of one offset share a sigma, those of two are independent
        parts = [(len(positions(offset)), *pair) for offset, pair in known.items()
                 if max(offset) == reach]
        pairs.append((sum(count * value for count, value, _ in parts),
                      np.sqrt(sum((count * sigma) ** 2 for count, _, sigma in parts))))
    return [Estimate(name, *pair) for name, pair in zip(row_names(offsets, surfaces), pairs)]


def s_values(run, offsets=tuple(NAMES), surfaces=()):
    """S values of a run, mGy/(MBq s)."""
    weights = [weights_of(offset) for offset in offsets] \
        + [surface_weights(reach) for reach in surfaces]
    energy = group_functionals(run.dose, run.case.rois["scored"][0], weights)
    scale = yttria.JOULE_PER_MEV / ((0.1 * EDGE_MM) ** 3 * 1e-3) / S_UNIT
    return estimates(row_names(offsets, surfaces), energy * scale)


def s_value_table(run, offsets, surfaces, preset):
    rows = compare(s_values(run, offsets, surfaces), expected_values(offsets, surfaces),
                   lambda name: LIMIT if name in NAMES.values() else LIMIT_BEYOND)
    return Table(f"Voxel S values, 3 mm, water, mGy/(MBq s), {preset}", rows, runs=[run.label],
                 systematic=0.002, plot=Plot("s-values", preset, [row.name for row in rows], "",
                                             "mGy/(MBq s)", log_y=True))


def tables(effort):
    """effort: 'fast' or 'full'."""
    fast = effort == "fast"
    millions = {"clinical": 1, "reference": 1 / 4} if fast else {"clinical": 32, "reference": 8}
    offsets, surfaces = (tuple(NAMES), ()) if fast else (tuple(NAMES) + NEXT, SURFACES)
    results = []
    with scratch() as folder:
        for preset, count in millions.items():
            run = simulate(folder, cases(), CASE, count * MILLION, preset=preset)
            results.append(s_value_table(run, offsets, surfaces, preset))
    return results


if __name__ == "__main__":
    from run_tables import main
    main(tables)
