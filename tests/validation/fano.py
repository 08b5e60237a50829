# SPDX-License-Identifier: Apache-2.0
"""Fano's theorem: a source uniform per mass in one composition gives the same dose at any density.

Geometry   lattice: a core of voxels with random densities of 0.05 to 3 g/cm3, which is scored;
           around it a layer of dense voxels, 1.2 g/cm2 thick or more, with the same source per
           mass; around that another one with no source. 1.2 g/cm2 is more than the range of the
           fastest beta.
           slab pairs: dense layers of 0.3 g/cm2 (half of the betas reach that far), each followed
           by a light one of the same thickness and a thousandth of the density. The outer 1.2 g/cm2
           on both sides and as much again without source stop everything; what lies between is
           scored. Layers are 60 m wide and the source lies in the middle third, so that the energy
           of a layer is that of the middle third of an infinite one: a beta finds 20 m to its
           sides, and its range in the light layers is 11 m.
Expected   dose = decays per mass x (energy emitted - energy that photons carry off). The outer
           layer stops every electron, so what the run counts as escaped is the photons alone,
           and emitted and escaped are exact sums over all decays: the dose of the core has no part
           in its own expectation. The share of photons depends on the composition only (their
           emission is part of what scales with density), so one number serves all densities.
           Photons escape where they are emitted (--photons escape): followed ones have a range of
           their own, and the theorem would need metres of medium.
Classes    voxels by density; the theorem holds for each. Core and layers follow one law, so any
           class off by more than the limit shows an error of the step at voxel faces.
Settings   reference; clinical, whose steps are coarser where voxels are 2 mm or more.
Limit      0.1 %.
"""
import functools

import numpy as np
from comparison import Plot, Table, relative
from simulation import DEGREES, linear_functionals, scratch, simulate, yttria

LOWEST, HIGHEST = 0.05, 3.0  # g/cm3
LAYER_G_CM2 = 1.2
CLASS_EDGES = (0.05, 0.64, 1.23, 1.82, 2.41, 3.0)  # g/cm3
LIMIT = 0.001
MEDIUM = "liver"
DECAYS_PER_G = 1e6
CORE = 20  # voxels along an edge of the lattice

PAIRS, DENSE_G_CM2, RATIO = 60, 0.3, 1000  # slabs
SLAB_WIDTH_MM, ACROSS = 20000.0, 3

MILLION = 1 << 20
LATTICES = {"3 mm": (3.0, 3.0, 3.0), "2 x 3 x 5 mm": (2.0, 3.0, 5.0),
            "1.5 mm": (1.5, 1.5, 1.5), "1 x 1.5 x 2.5 mm": (1.0, 1.5, 2.5)}
SLABS_MM = {"3 mm": 3.0, "1.5 mm": 1.5}
SEEDS = range(1, 19)  # of densities; 11 and more are of fano_ends.py
# geometry: preset: millions of decays of each run, number of runs
LATTICE_RUNS = {"3 mm": {"clinical": (8, 5), "reference": (5, 5)},
                "2 x 3 x 5 mm": {"clinical": (8, 5), "reference": (5, 5)},
                "1.5 mm": {"clinical": (6, 5)},
                "1 x 1.5 x 2.5 mm": {"clinical": (6, 5)}}
SLAB_RUNS = {"3 mm": {"clinical": 30, "reference": 16}, "1.5 mm": {"clinical": 30}}


def lattice(spacing_mm, seed):
    """CORE^3 voxels of random density in two layers of dense ones.

    A layer is one voxel thick and as dense as its thinnest edge needs.
    """
    layer = LAYER_G_CM2 / (0.1 * min(spacing_mm))
    density = np.full((CORE + 4,) * 3, layer * 1.0001, dtype="f4")
    inside = (slice(2, -2),) * 3
    generator = np.random.default_rng(seed)
    density[inside] = generator.uniform(LOWEST, HIGHEST, (CORE,) * 3)
    source = np.zeros(density.shape)
    fed = (slice(1, -1),) * 3
    volume_cm3 = np.prod(spacing_mm) * 1e-3
    source[fed] = density[fed].astype("f8") * volume_cm3 * DECAYS_PER_G
    mask = np.zeros(density.shape, dtype=bool)
    mask[inside] = True
    return yttria.Case(spacing_mm=spacing_mm, density=density, materials=[MEDIUM],
                       source_map=source, rois={"core": (mask, "other")})


def slab_pairs(thickness_mm):
    """Layers of equal thickness, dense and light in turn, low z first."""
    rim = int(np.ceil(LAYER_G_CM2 / DENSE_G_CM2))  # dense layers that stop everything
    layers = 2 * (PAIRS + 4 * rim)
    density = np.full((layers, ACROSS, ACROSS), DENSE_G_CM2 / (0.1 * thickness_mm), dtype="f4")
    density[1::2] /= RATIO
    spacing_mm = (SLAB_WIDTH_MM, SLAB_WIDTH_MM, thickness_mm)
    source, mask = np.zeros(density.shape), np.zeros(density.shape, dtype=bool)
    fed = (slice(2 * rim, -2 * rim), ACROSS // 2, ACROSS // 2)
    source[fed] = density[fed].astype("f8") * np.prod(spacing_mm) * 1e-3 * DECAYS_PER_G
    mask[4 * rim:-4 * rim] = True
    return yttria.Case(spacing_mm=spacing_mm, density=density, materials=[MEDIUM],
                       source_map=source, rois={"core": (mask, "other")})


def lattice_name(spacing_mm, seed):
    return "lattice-%g-%g-%g-seed-%d" % (*spacing_mm, seed)


def slabs_name(thickness_mm):
    return f"slab-pairs-{thickness_mm:g}"


def cases():
    found = {lattice_name(spacing, seed): functools.partial(lattice, spacing, seed)
             for spacing in LATTICES.values() for seed in SEEDS}
    found |= {slabs_name(thickness): functools.partial(slab_pairs, thickness)
              for thickness in SLABS_MM.values()}
    return found


def class_doses(run, bins, masses_g):
    """Doses and sigmas of classes of voxels and of the whole core, parts of the expected dose.

    bins       class of each voxel of the core
    masses_g   what each voxel of the core would hold of the source's mass
    """
    dose, mask = run.dose, run.case.rois["core"][0]
    # MeV per history and g, if every decay left its share where it is.
    kept = (dose.emitted_quanta - dose.escaped_quanta) * dose.quantum_MeV / dose.histories
    expected = kept * DECAYS_PER_G / run.case.source_map.sum()
    weights = [np.where(bins == i, 1 / masses_g[bins == i].sum(), 0)
               for i in range(bins.max() + 1)]
    weights.append(np.full(len(masses_g), 1 / masses_g.sum()))
    values, sigmas = linear_functionals(dose, mask, weights)
    return values / expected, sigmas / expected


def lattice_doses(run):
    case = run.case
    density = case.density[case.rois["core"][0]].astype("f8")
    return class_doses(run, np.digitize(density, CLASS_EDGES[1:-1]),
                       density * np.prod(case.spacing_mm) * 1e-3)


def slab_doses(run):
    """Light layers and dense ones."""
    case = run.case
    mask = case.rois["core"][0]
    density = case.density[mask].astype("f8")
    # The source lies in the middle third, so all energy of a layer belongs to its mass.
    fed = (case.source_map > 0)[mask]
    return class_doses(run, (density > density.mean()).astype(int),
                       np.where(fed, density * np.prod(case.spacing_mm) * 1e-3, 0))


def fano_table(title, series, classes, measured, runs):
    """Mean over runs; measured: [(doses, sigmas)] of the classes and the whole core."""
    doses, sigmas = (np.array(part) for part in zip(*measured))
    mean, sigma = doses.mean(axis=0), np.sqrt(np.sum(sigmas**2, axis=0)) / len(runs)
    rows = [relative(name, mean[i], 1.0, sigma[i], 0.0, LIMIT, DEGREES * len(runs))
            for i, name in enumerate(classes)]
    count = "one run" if len(runs) == 1 else f"mean of {len(runs)} runs"
    return Table(f"Fano, {MEDIUM}, {title}, {count}, parts of the expected dose", rows,
                 runs=[run.label for run in runs],
                 notes=[f"whole core {mean[-1]:.5f}, sigma {sigma[-1]:.5f}"],
                 plot=Plot(series, title, [name.split(" g/")[0] for name in classes], "g/cm3",
                           "dose / expected", values=False))


def lattice_table(name, settings, spacing_mm, seeds, histories, picture="fano"):
    """Each seed draws densities of its own."""
    runs = []
    with scratch() as folder:
        for seed in seeds:
            runs.append(simulate(folder, cases(), lattice_name(spacing_mm, seed), histories,
                                 seed=seed, photons="escape", **settings))
    size = " x ".join(f"{edge:g}" for edge in spacing_mm)
    classes = [f"{low:g} to {high:g} g/cm3" for low, high in zip(CLASS_EDGES, CLASS_EDGES[1:])]
    return fano_table(f"{size} mm, {name}", f"{picture}-lattices", classes,
                      [lattice_doses(run) for run in runs], runs)


def slab_table(name, settings, thickness_mm, histories, picture="fano"):
    with scratch() as folder:
        run = simulate(folder, cases(), slabs_name(thickness_mm), histories, photons="escape",
                       **settings)
    dense = run.case.density.max()
    classes = [f"light, {dense / RATIO:g} g/cm3", f"dense, {dense:g} g/cm3"]
    return fano_table(f"slabs of {thickness_mm:g} mm, {name}", f"{picture}-slabs", classes,
                      [slab_doses(run)], [run])


def tables(effort):
    """The presets; effort: 'fast' or 'full'."""
    clinical = {"preset": "clinical"}
    if effort == "fast":
        return [lattice_table("clinical", clinical, LATTICES["3 mm"], [1], 4 * MILLION),
                slab_table("clinical", clinical, SLABS_MM["3 mm"], 4 * MILLION)]
    results = []
    for size, spacing in LATTICES.items():
        for preset, (millions, count) in LATTICE_RUNS[size].items():
            results.append(lattice_table(preset, {"preset": preset}, spacing,
                                         range(1, count + 1), millions * MILLION))
    for size, thickness in SLABS_MM.items():
        for preset, millions in SLAB_RUNS[size].items():
            results.append(slab_table(preset, {"preset": preset}, thickness, millions * MILLION))
    return results


if __name__ == "__main__":
    from run_tables import main
    main(tables)
