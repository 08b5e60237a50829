# SPDX-License-Identifier: Apache-2.0
"""Fano's theorem: a source uniform per mass in one composition gives the same dose at any density.

Geometry   a core of voxels with random densities of 0.05 to 3 g/cm3, which is scored; around it a
           layer of dense voxels, 1.2 g/cm2 thick or more, with the same source per mass; around
           that another one with no source. 1.2 g/cm2 is more than the range of the fastest beta.
Expected   dose = decays per mass x (energy emitted - energy that photons carry off). The outer
           layer stops every electron, so what the run counts as escaped is the photons alone,
           and emitted and escaped are exact sums over all decays: the dose of the core has no part
           in its own expectation. The share of photons depends on the composition only (their
           emission is part of what scales with density), so one number serves all densities.
           Bremsstrahlung escapes where it is emitted (--photons escape): followed photons have a
           range of their own, and the theorem would need metres of medium.
Classes    voxels by density; the theorem holds for each. Core and layers follow one law, so any
           class off by more than the limit shows an error of the step at voxel faces.
"""
import numpy as np
from comparison import Table, relative
from simulation import DEGREES, linear_functionals, scratch, simulate, yttria

LOWEST, HIGHEST = 0.05, 3.0  # g/cm3
LAYER_G_CM2 = 1.2
CLASS_EDGES = (0.05, 0.64, 1.23, 1.82, 2.41, 3.0)  # g/cm3
LIMIT = 0.001
MEDIUM = "liver"
DECAYS_PER_G = 1e6

MILLION = 1 << 20
CUBIC, ANISOTROPIC = (3.0, 3.0, 3.0), (2.0, 3.0, 5.0)


def make_case(core, spacing_mm, seed):
    """Case and mask of the core: core^3 voxels of random density in two layers of dense ones.

    A layer is one voxel thick and as dense as its thinnest edge needs.
    """
    layer = LAYER_G_CM2 / (0.1 * min(spacing_mm))
    density = np.full((core + 4,) * 3, layer * 1.0001, dtype="f4")
    inside = (slice(2, -2),) * 3
    generator = np.random.default_rng(seed)
    density[inside] = generator.uniform(LOWEST, HIGHEST, (core,) * 3)
    source = np.zeros(density.shape)
    fed = (slice(1, -1),) * 3
    volume_cm3 = np.prod(spacing_mm) * 1e-3
    source[fed] = density[fed].astype("f8") * volume_cm3 * DECAYS_PER_G
    mask = np.zeros(density.shape, dtype=bool)
    mask[inside] = True
    case = yttria.Case(spacing_mm=spacing_mm, density=density, materials=[MEDIUM],
                       source_map=source, rois={"core": (mask, "other")})
    return case, mask


def class_doses(run, case, mask):
    """Doses and sigmas of the density classes and of the whole core, parts of the expected dose."""
    dose = run.dose
    density = case.density[mask].astype("f8")
    masses = density * np.prod(case.spacing_mm) * 1e-3  # g
    # MeV per history and g, if every decay left its share where it is.
    kept = (dose.emitted_quanta - dose.escaped_quanta) * dose.quantum_MeV / dose.histories
    expected = kept * DECAYS_PER_G / case.source_map.sum()
    bins = np.digitize(density, CLASS_EDGES[1:-1])
    weights = [np.where(bins == i, 1 / masses[bins == i].sum(), 0)
               for i in range(len(CLASS_EDGES) - 1)]
    weights.append(np.full(len(masses), 1 / masses.sum()))
    values, sigmas = linear_functionals(dose, mask, weights)
    return values / expected, sigmas / expected


def fano_table(name, settings, spacing_mm, seeds, histories, core=20):
    """Mean over one run per seed; each seed draws densities of its own."""
    doses, sigmas, runs = [], [], []
    with scratch() as folder:
        for seed in seeds:
            case, mask = make_case(core, spacing_mm, seed)
            run = simulate(folder, f"fano-{seed}", case, histories, seed=seed, photons="escape",
                           **settings)
            dose, sigma = class_doses(run, case, mask)
            doses.append(dose)
            sigmas.append(sigma)
            runs.append(run.label)
    mean = np.mean(doses, axis=0)
    sigma = np.sqrt(np.sum(np.square(sigmas), axis=0)) / len(seeds)
    rows = [relative(f"{low:g} to {high:g} g/cm3", mean[i], 1.0, sigma[i], 0.0, LIMIT,
                     DEGREES * len(seeds))
            for i, (low, high) in enumerate(zip(CLASS_EDGES, CLASS_EDGES[1:]))]
    size = " x ".join(f"{edge:g}" for edge in spacing_mm)
    which = f"seed {seeds[0]}" if len(seeds) == 1 else f"mean of seeds {seeds[0]} to {seeds[-1]}"
    note = f"whole core {mean[-1]:.5f}, sigma {sigma[-1]:.5f}"
    return Table(f"Fano, {MEDIUM}, {size} mm, {name}, {which}, parts of the expected dose", rows,
                 runs=runs, notes=[note])


def tables(effort):
    """The presets; effort: 'fast' or 'full'."""
    if effort == "fast":
        return [fano_table("clinical", {"preset": "clinical"}, CUBIC, [1], 8 * MILLION)]
    seeds = [1, 2, 3, 4, 5]
    results = []
    for spacing, slow in ((CUBIC, 10), (ANISOTROPIC, 5)):
        for preset, millions in (("clinical", 24), ("reference", slow)):
            results.append(fano_table(preset, {"preset": preset}, spacing, seeds,
                                      millions * MILLION))
    return results


if __name__ == "__main__":
    from run_tables import main
    main(tables)
