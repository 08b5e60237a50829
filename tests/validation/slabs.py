# SPDX-License-Identifier: Apache-2.0
"""Interface profiles against EGSnrc: 15 mm of active water before a half space of another medium.

Geometry   layers of 1 mm, three by three voxels of 6.7 m wide; the source lies in the middle one
           and a layer is scored over all nine, so that it stands for an infinite one (betas along
           1 m of air find 7 m of it). As in the EGSnrc runs 0.3 m of water lie below the interface
           and 1 m of the medium above it, vacuum around.
Expected   EGSnrc. Single layers where betas dominate: above a share of the highest dose that leaves
           bremsstrahlung below 1 % of it. Beyond, sums over layers that lie out of the betas'
           range; EGSnrc's table goes from -30 to 30 mm.
Limits     1 % for layers with betas, 2 % for sums of bremsstrahlung.
"""
import functools

import numpy as np
from comparison import Estimate, Plot, Table, compare
from simulation import (estimates, group_functionals, read_table, reference_spectrum, scratch,
                        simulate, yttria)

WIDTH_MM, ACROSS = 20000.0, 3
ACTIVE_MM, BELOW_MM, BEYOND_MM = 15, 285, 1000
DENSITY = {"water": 1.0, "lung": 0.26, "cortical bone": 1.92, "air": 1.20479e-3}
LIMIT, LIMIT_BEYOND = 0.01, 0.02
# Bremsstrahlung brings about 3e-4 of the highest dose (EGSnrc's layers beyond the range).
LOWEST_SHARE = 0.03
BETA_RANGE_MM = 12.0  # of water
TAILS_MM = {"water": ((-30, -27), (12, 20), (20, 30)), "lung": ((-30, -27),),
            "cortical bone": ((-30, -27), (7, 15), (15, 30)), "air": ((-30, -27),)}
MILLION = 1 << 20


def make_case(medium, layer_mm=1, active_mm=ACTIVE_MM):
    """A column of layers, low z first; one decay per cm2. layer_mm: divides the other lengths."""
    below = (BELOW_MM + ACTIVE_MM - active_mm) // layer_mm
    active, beyond = active_mm // layer_mm, BEYOND_MM // layer_mm
    layers = below + active + beyond
    index = np.arange(layers)[:, None, None]
    medium_there = np.broadcast_to(index >= below + active, (layers, ACROSS, ACROSS))
    fed = np.zeros(medium_there.shape, dtype=bool)
    fed[below:below + active, ACROSS // 2, ACROSS // 2] = True
    width_mm = WIDTH_MM / ACROSS
    area_cm2 = (0.1 * width_mm) ** 2
    return yttria.Case(spacing_mm=(width_mm, width_mm, float(layer_mm)),
                       density=np.where(medium_there, DENSITY[medium], 1.0),
                       materials=["water", medium] if medium != "water" else ["water"],
                       material=medium_there & (medium != "water"),
                       source_map=np.where(fed, area_cm2 / active, 0),
                       beta_spectrum=reference_spectrum(),
                       rois={"all": (np.ones(fed.shape, dtype=bool), "other")})


def case_name(medium, layer_mm=1, active_mm=ACTIVE_MM):
    return f"{active_mm}-mm-before-{medium.replace(' ', '-')}-{layer_mm}-mm-voxels"


def cases():
    return {case_name(medium, *sizes): functools.partial(make_case, medium, *sizes)
            for medium in DENSITY for sizes in ((1, ACTIVE_MM), (1, 3), (3, 3))}


def span_name(low, high):
    return f"{low:g} to {high:g} mm, Gy cm2"


def layer_doses(run, spans):
    """Mean dose between pairs of heights in mm, Gy for one decay per cm2."""
    density = run.case.density[:, 0, 0]
    thickness_mm = run.case.spacing_mm[2]
    low_mm = np.arange(len(density)) * thickness_mm - BELOW_MM - ACTIVE_MM
    weights, scales = [], []
    for low, high in spans:
        part = (low_mm > low - 0.5) & (low_mm < high - 0.5)
        weights.append(np.repeat(part.astype("f8"), ACROSS**2))
        scales.append(yttria.JOULE_PER_MEV / ((density[part] * 0.1 * thickness_mm).sum() * 1e-3))
    energy = group_functionals(run.dose, run.case.rois["all"][0], weights)
    return estimates([span_name(*span) for span in spans], energy * np.array(scales)[:, None])


@functools.cache
def expected_layers(medium):
    """Lower edges, doses and sigmas of EGSnrc's layers of 1 mm."""
    table = read_table("slabs.csv")
    part = table["medium"] == medium
    return table["low_mm"][part], table["dose"][part], table["sigma"][part]


def expected_doses(medium, spans):
    """Means over layers; what photons do in one is independent of the others."""
    low_mm, dose, sigma = expected_layers(medium)
    found = []
    for low, high in spans:
        part = (low_mm > low - 0.5) & (low_mm < high - 0.5)
        found.append(Estimate(span_name(low, high), dose[part].mean(),
                              np.sqrt(np.sum(sigma[part] ** 2)) / part.sum()))
    return found


def beta_spans(medium):
    low_mm, dose, _ = expected_layers(medium)
    return [(low, low + 1) for low in low_mm[dose > LOWEST_SHARE * dose.max()]]


def slab_table(run, medium, preset):
    near, far = beta_spans(medium), TAILS_MM[medium]
    rows = (compare(layer_doses(run, near), expected_doses(medium, near), LIMIT)
            + compare(layer_doses(run, far), expected_doses(medium, far), LIMIT_BEYOND))
    return Table(f"Water with source before {medium}, {preset}", rows, runs=[run.label],
                 systematic=0.002, plot=Plot(f"slabs-{medium.replace(' ', '-')}", preset,
                                             [0.5 * sum(span) for span in (*near, *far)], "mm",
                                             "Gy cm2", log_y=True))


def tables(effort):
    """effort: 'fast' or 'full'."""
    results = []
    with scratch() as folder:
        for medium in DENSITY:
            for preset, millions in (("clinical", 16), ("reference", 5)):
                run = simulate(folder, cases(), case_name(medium),
                               (millions if effort == "full" else 1 / 2) * MILLION, preset=preset)
                results.append(slab_table(run, medium, preset))
    return results


if __name__ == "__main__":
    from run_tables import main
    main(tables)
