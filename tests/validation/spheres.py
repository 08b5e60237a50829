# SPDX-License-Identifier: Apache-2.0
"""Self-absorbed fractions of filled spheres of water in water against EGSnrc.

Geometry   decays are points spread evenly over the exact sphere; water around it for backscatter of
           betas (5 mm: less than 1e-4 comes back from farther) and of photons (half a diameter:
           they bring 0.15 % of the fraction of the largest sphere, a tenth of it from outside).
Scoring    voxels that the surface cuts are shared with the energy density linear in them (the
           gradient from their neighbours). The density bends at the surface, which would cost 0.1
           to 0.2 % of the fraction; that error is computed from EGSnrc's point kernel, folded with
           the ball, and taken off.
Expected   EGSnrc. Fractions are of the energy that each run emitted, on both sides.
Limit      0.3 %.
"""
import functools

import numpy as np
from ball import ball_shares, gradient_weights, scoring_error
from comparison import Estimate, Plot, Table, compare
from simulation import (estimates, group_functionals, read_table, reference_spectrum, scratch,
                        simulate, yttria)

RIM_MM, RIM_DIAMETERS = 5.0, 0.5  # water around
VOXELS_ACROSS, SMALLEST_MM, LARGEST_MM = 24, 0.2, 1.0
POINTS = 1 << 19
LIMIT = 0.003
ROUNDED = 6  # decimals of positions
MILLION = 1 << 20


def even_points(radius_mm):
    """POINTS points spread evenly over a ball (a lattice of irrational steps), mm.

    Rounded: a processor whose cosine differs in the last bit must not make another case of it.
    """
    ratio = 1.2207440846057596  # root of x^4 = x + 1: the most even steps in three dimensions
    steps = np.array([ratio**-1, ratio**-2, ratio**-3])
    unit = (0.5 + np.arange(POINTS)[:, None] * steps) % 1
    radius = radius_mm * np.cbrt(unit[:, 0])
    cosine = 2 * unit[:, 1] - 1
    sine = np.sqrt(1 - cosine**2)
    angle = 2 * np.pi * unit[:, 2]
    unit = np.column_stack([sine * np.cos(angle), sine * np.sin(angle), cosine])
    return np.round(radius[:, None] * unit, ROUNDED)


def voxel_edge(diameter_mm):
    return float(np.clip(diameter_mm / VOXELS_ACROSS, SMALLEST_MM if diameter_mm > 5 else 0.1,
                         LARGEST_MM))


def make_case(diameter_mm):
    edge = voxel_edge(diameter_mm)
    rim = max(RIM_MM, RIM_DIAMETERS * diameter_mm)
    cells = 2 * int(np.ceil((diameter_mm / 2 + rim) / edge))
    shape = (cells,) * 3
    points = even_points(diameter_mm / 2)
    mask = ball_shares(cells, edge, diameter_mm / 2 + 2 * edge)[0] > 0
    return yttria.Case(spacing_mm=(edge,) * 3, density=np.ones(shape), materials=["water"],
                       points_mm=points, point_decays=np.full(len(points), 1.0),
                       beta_spectrum=reference_spectrum(),
                       rois={"ball and rim": (mask, "other")})


def case_name(diameter_mm):
    return f"sphere-{diameter_mm:g}-mm"


def diameters():
    return read_table("spheres_water.csv")["diameter_mm"]


def cases():
    return {case_name(diameter): functools.partial(make_case, diameter) for diameter in diameters()}


def fraction(run, diameter_mm):
    """Absorbed fraction of a run."""
    cells, edge = run.case.density.shape[0], run.case.spacing_mm[0]
    weights = gradient_weights(*ball_shares(cells, edge, diameter_mm / 2))
    mask = run.case.rois["ball and rim"][0]
    energy = group_functionals(run.dose, mask, [weights[mask]])
    emitted = run.dose.emitted_quanta * run.dose.quantum_MeV / run.dose.histories
    emitted *= 1 + scoring_error(diameter_mm / 2, edge)
    return estimates([f"{diameter_mm:g} mm"], energy / emitted)[0]


def expected_fractions():
    data = read_table("spheres_water.csv")
    return [Estimate(f"{diameter:g} mm", value, sigma) for diameter, value, sigma
            in zip(data["diameter_mm"], data["absorbed_fraction"], data["sigma"])]


def fraction_table(folder, preset, histories):
    runs = [simulate(folder, cases(), case_name(diameter), histories, preset=preset)
            for diameter in diameters()]
    measured = [fraction(run, diameter) for run, diameter in zip(runs, diameters())]
    return Table(f"Self-absorbed fraction of water spheres, {preset}",
                 compare(measured, expected_fractions(), LIMIT), systematic=0.002,
                 runs=[run.label for run in runs],
                 notes=["sharing of cut voxels, taken off: " + ", ".join(
                     f"{100 * scoring_error(diameter / 2, voxel_edge(diameter)):+.2f} %"
                     for diameter in diameters())],
                 plot=Plot("spheres", preset, [row.name for row in measured], "diameter",
                           "absorbed fraction"))


def tables(effort):
    """effort: 'fast' or 'full'."""
    with scratch() as folder:
        return [fraction_table(folder, preset, (millions if effort == "full" else 1 / 4) * MILLION)
                for preset, millions in (("clinical", 6), ("reference", 3))]


if __name__ == "__main__":
    from run_tables import main
    main(tables)
