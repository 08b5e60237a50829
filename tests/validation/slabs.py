# SPDX-License-Identifier: Apache-2.0
"""Interface profiles against EGSnrc: 15 mm of active water before a half space of another medium.

Nine voxels, 20 m wide together and 1 mm high, make a layer; the source lies in the middle one, so
that betas along 1 m of air (the half space of the EGSnrc runs) find 7 m of it. Only layers where
betas dominate are compared: those above a share of the highest dose that leaves bremsstrahlung
below 1 % of them.
Below, the grid loses nothing: the range of the fastest beta is 11 mm of water.
"""
import numpy as np
from comparison import Table, relative
from simulation import (DEGREES, linear_functionals, read_table, reference_spectrum, scratch,
                        simulate, yttria)

WIDTH_MM, ACROSS = 20000.0, 3
ACTIVE_MM, BELOW_MM = 15, 13  # active water, and water below it that betas can come back from
DEPTH_MM = {"water": 13, "lung": 45, "cortical bone": 8, "air": 1000}
DENSITY = {"water": 1.0, "lung": 0.26, "cortical bone": 1.92, "air": 1.20479e-3}
LIMIT = 0.01
# Bremsstrahlung brings about 3e-4 of the highest dose (EGSnrc's layers beyond the range).
LOWEST_SHARE = 0.03


def make_case(medium):
    """A column of layers of 1 mm, low z first; one decay per cm2."""
    layers = BELOW_MM + ACTIVE_MM + DEPTH_MM[medium]
    low_mm = np.arange(layers) - BELOW_MM - ACTIVE_MM
    shape = (layers, ACROSS, ACROSS)
    beyond = np.broadcast_to((low_mm >= 0)[:, None, None], shape)
    active = np.zeros(shape, dtype=bool)
    active[(low_mm >= -ACTIVE_MM) & (low_mm < 0), ACROSS // 2, ACROSS // 2] = True
    width_mm = WIDTH_MM / ACROSS
    area_cm2 = (0.1 * width_mm) ** 2
    case = yttria.Case(spacing_mm=(width_mm, width_mm, 1.0),
                       density=np.where(beyond, DENSITY[medium], 1.0),
                       materials=["water", medium] if medium != "water" else ["water"],
                       material=beyond & (medium != "water"),
                       source_map=np.where(active, area_cm2 / ACTIVE_MM, 0),
                       beta_spectrum=reference_spectrum(),
                       rois={"all": (np.ones(shape), "other")})
    return case, low_mm


def slab_rows(run, case, low_mm, medium):
    table = read_table("slabs.csv")
    of_medium = table["medium"] == medium
    low, dose, sigma = (table[name][of_medium] for name in ("low_mm", "dose", "sigma"))
    expected = {at: (value, error) for at, value, error in zip(low, dose, sigma)}
    highest = dose.max()
    layers = np.repeat(np.eye(len(low_mm)), ACROSS**2, axis=1)
    energy, sigma = linear_functionals(run.dose, np.ones(case.density.shape), layers)
    mass_kg_per_cm2 = case.density[:, 0, 0] * 0.1 * 1e-3  # of a layer 1 mm thick
    rows = []
    for i, low in enumerate(low_mm):
        if expected.get(low, (0, 0))[0] < LOWEST_SHARE * highest:
            continue
        scale = yttria.JOULE_PER_MEV / mass_kg_per_cm2[i]
        rows.append(relative(f"{low:g} to {low + 1:g} mm, Gy cm2", energy[i] * scale,
                             expected[low][0], sigma[i] * scale, expected[low][1], LIMIT,
                             DEGREES))
    return rows


def tables(effort):
    """effort: 'fast' or 'full'."""
    results = []
    with scratch() as folder:
        for medium in DEPTH_MM:
            case, low_mm = make_case(medium)
            for preset, histories in (("clinical", 1 << 23), ("reference", 1 << 22)):
                run = simulate(folder, f"slab-{medium.replace(' ', '-')}-{preset}", case,
                               histories if effort == "full" else 1 << 19, preset=preset)
                results.append(Table(f"Water with source before {medium}, {preset}",
                                     slab_rows(run, case, low_mm, medium), runs=[run.label],
                                     systematic=0.002))
    return results


if __name__ == "__main__":
    from run_tables import main
    main(tables)
