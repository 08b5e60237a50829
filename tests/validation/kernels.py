# SPDX-License-Identifier: Apache-2.0
"""`yttria kernel`: voxel S values and point kernels against EGSnrc, published ones and themselves.

Geometry   what the program makes of its flags: a block of the medium that reaches the range of the
           betas and 10 g/cm2, at most 40 voxels, on each side of one source voxel or point. Like
           for like with EGSnrc (`--case`): water at density 1, the spectrum of its runs.
Expected   EGSnrc: S values of 3 mm as in vsv.py; those of 3 x 6 x 9 mm, which follow from them: a
           voxel of several is a sum over pairs. Shells, X90 and tail as in dpk.py, in parts of the
           emitted energy. Published: published_s_values.py. Itself: `yttria run` of one active
           voxel of 2 x 3 x 4 mm; the kernel of 4 x 3 x 2 mm; at another density the kernel of
           voxels or shells that are as thick in g/cm2 (the density effect of a material is that of
           its nominal density); the scatter of its stated uncertainties over 400 seeds; energies.
Rows       several seeds stand for groups of batches: their scatter is sigma.
Limits     0.5 % for S values where betas bring the dose and for shells up to X90, 0.3 % for X90,
           2 % beyond; 0.1 % for scaling; energies to the last quantum.
"""
import functools

import numpy as np
from comparison import Estimate, Plot, Table, compare
from dpk import NEAR, SHELL_LIMIT, X90, X90_LIMIT, steps
from kernel_consistency import (anisotropic_tables, cases, coverage_table, energy_table,
                                scaling_tables)
from kernel_runs import kernels, offset_name, s_of, shell_names, within
from published_s_values import published_table
from simulation import read_table, reference_spectrum, scratch, yttria
from vsv import (LIMIT, LIMIT_BEYOND, NAMES, NEXT, SURFACES, expected_values, row_names,
                 surface_weights)

MILLION = 1 << 20
FULL = {"clinical": 16, "reference": 16}  # millions of decays of an S value, 1.5 of a shell

COARSE = (1, 2, 3)  # voxels of 3 mm along x, y, z in one
COARSE_OFFSETS = ((0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0), (1, 0, 1), (1, 1, 1))

NEAR_MM = steps(0.5, 11)
BEYOND_MM = (5.5, 6.0, 7.0, 8.0, 9.0, 10.0, 12.0, 20.0, 30.0, 40.0, 60.0, 80.0, 100.0)
EMITTED_MEV = NEAR.source.emitted_MeV


def make_reference_case(edges_mm):
    """Whose kernel is like EGSnrc's: water and its spectrum."""
    source = np.zeros((3, 3, 3))
    source[1, 1, 1] = 1e9
    return yttria.Case(spacing_mm=edges_mm, density=np.ones(source.shape), materials=["water"],
                       source_map=source, beta_spectrum=reference_spectrum())


def reference_name(edges_mm):
    return "water-" + "-".join(f"{edge:g}" for edge in edges_mm)


def like_egsnrc(folder, kind, histories, edges_mm=(3.0, 3.0, 3.0), **flags):
    case = reference_name(edges_mm), make_reference_case(edges_mm)
    return kernels(folder, kind, histories, case=case, **flags)


# ---- voxel S values

def surface_sums(kernel, surfaces):
    whole = kernel.whole(kernel.s_value)
    middle = tuple(slice(n // 2 - 5, n // 2 + 6) for n in whole.shape)
    return [whole[middle].ravel() @ surface_weights(reach) for reach in surfaces]


def s_value_table(folder, preset, histories, offsets, surfaces, **flags):
    made = like_egsnrc(folder, "vsv", histories, preset=preset, **flags)
    found = made.estimates(row_names(offsets, surfaces), lambda kernel: s_of(kernel, offsets)
                           + surface_sums(kernel, surfaces))
    rows = compare(found, expected_values(offsets, surfaces),
                   lambda name: LIMIT if name in NAMES.values() else LIMIT_BEYOND)
    return Table(f"Kernel of 3 mm, water, against EGSnrc, mGy/(MBq s), {preset}", rows,
                 runs=[made.label], systematic=0.002, notes=[made.note],
                 plot=Plot("kernel-vsv", preset, [row.name for row in rows], "", "mGy/(MBq s)",
                           log_y=True))


@functools.cache
def pairs(factors, offset):
    """{offset of small voxels: weight}: S of large voxels, of so many small ones, from theirs."""
    weights = {}
    spans = [range(n * at - n + 1, n * at + n) for n, at in zip(factors, offset)]
    for step in np.stack(np.meshgrid(*spans, indexing="ij"), -1).reshape(-1, 3):
        within = [n - abs(s - n * at) for n, at, s in zip(factors, offset, step)]
        weight = np.prod(within) / np.prod(factors) ** 2
        key = tuple(sorted(int(abs(s)) for s in step))
        weights[key] = weights.get(key, 0) + weight
    return weights


def expected_coarse(factors, offsets):
    table = read_table("voxel_s_values_water.csv")
    known = {tuple(sorted(map(int, key))): pair
             for *key, pair in zip(table["i"], table["j"], table["k"],
                                   zip(table["s_value"], table["sigma"]))}
    return [Estimate(offset_name(offset),
                     sum(weight * known[key][0] for key, weight in pairs(factors, offset).items()),
                     np.sqrt(sum((weight * known[key][1]) ** 2
                                 for key, weight in pairs(factors, offset).items())))
            for offset in offsets]


def coarse_table(folder, histories):
    edges_mm = tuple(3.0 * n for n in COARSE)
    made = like_egsnrc(folder, "vsv", histories, edges_mm, preset="reference")
    found = made.estimates(map(offset_name, COARSE_OFFSETS),
                           lambda kernel: s_of(kernel, COARSE_OFFSETS))
    return Table("Kernel of 3 x 6 x 9 mm, water, against EGSnrc, mGy/(MBq s), reference",
                 compare(found, expected_coarse(COARSE, COARSE_OFFSETS), LIMIT),
                 runs=[made.label], systematic=0.002, notes=[made.note])


# ---- point kernels

def expected_shells(bounds_mm):
    parts = [NEAR.kernel.shell(*pair) for pair in zip(bounds_mm, bounds_mm[1:])]
    return [Estimate(name, energy / EMITTED_MEV, sigma / EMITTED_MEV)
            for name, (energy, sigma) in zip(shell_names(bounds_mm), parts)]


def shell_table(made, bounds_mm, limit, title, preset, twin_factor):
    found = made.estimates(shell_names(bounds_mm),
                           lambda kernel: np.diff(within(kernel, bounds_mm)))
    middles = [0.5 * sum(pair) for pair in zip(bounds_mm, bounds_mm[1:])]
    return Table(f"Point kernel, water, {title}, against EGSnrc, parts of the energy, {preset}",
                 compare(found, expected_shells(bounds_mm), limit), runs=[made.label],
                 systematic=0.002, notes=[made.note], twin_factor=twin_factor,
                 plot=Plot(f"kernel-dpk-{title.replace(' ', '-')}", preset, middles, "mm",
                           "of the energy", log_y=title != "near"))


def x90_of(kernel):
    """Radius that takes 90 % of what EGSnrc finds deposited, in parts of the emission."""
    cumulative = np.concatenate([[0.0], np.cumsum(kernel.energy_fraction)])
    return np.interp(0.9 * NEAR.kernel.total / EMITTED_MEV, cumulative, kernel.radius_mm)


def x90_table(made, preset):
    found, = made.estimates([X90], lambda kernel: [x90_of(kernel)])
    sigma = found.sigma * np.sqrt(made.histories / NEAR.source.histories)
    expected = Estimate(X90, NEAR.kernel.radius(0.9 * NEAR.kernel.total), sigma)
    return Table(f"Point kernel, water, radius of 90 % of the energy, against EGSnrc, {preset}",
                 compare([found], [expected], X90_LIMIT), runs=[made.label], chi_square=False)


def point_tables(folder, preset, histories):
    made = like_egsnrc(folder, "dpk", histories, preset=preset, shell=0.1)
    return [shell_table(made, NEAR_MM, SHELL_LIMIT, "near", preset, 1.02),
            x90_table(made, preset),
            shell_table(made, BEYOND_MM, LIMIT_BEYOND, "beyond", preset, 1.1)]


def tables(effort):
    """effort: 'fast' or 'full'."""
    with scratch() as folder:
        if effort == "fast":
            return [s_value_table(folder, "clinical", MILLION / 2, tuple(NAMES), (), radius=15),
                    *point_tables(folder, "clinical", MILLION / 4)[:2], energy_table(folder)]
        results = []
        for preset, count in FULL.items():
            results.append(s_value_table(folder, preset, count * MILLION, tuple(NAMES) + NEXT,
                                         SURFACES))
        results.append(coarse_table(folder, FULL["reference"] * MILLION))
        results.append(published_table(folder, FULL["reference"] * MILLION))
        for preset, count in FULL.items():
            results += point_tables(folder, preset, count / 1.5 * MILLION)
        return [*results, *anisotropic_tables(folder, 8 * MILLION),
                *scaling_tables(folder, MILLION / 2), energy_table(folder), coverage_table(folder)]


if __name__ == "__main__":
    from run_tables import main
    main(tables)
