# SPDX-License-Identifier: Apache-2.0
"""`yttria convolve` where its methods are exact, and its energies everywhere.

Geometry   ball: an active sphere of 50 mm in water, voxels of 3 mm. scattered: liver in voxels of
           2 x 3 x 4 mm, one in six of a box active, at random. plane: 30 mm of active water before
           water of 0.26 g/cm3, 213 mm wide. edges: liver, lung, bone and a block of vacuum,
           sources up to the surface of the grid.
Expected   in the two uniform ones `yttria run`, the kernels made with the same preset for the case.
           So for dpk-density in the plane: there dose depends on nothing but mass depth, and rays
           scaled by the mass path are exact (layers of 3 mm over the middle 63 mm).
           Doses and energies of vsv and vsv-density from the kernel file's arrays with numpy's
           Fourier transform; its sums are an independent account of what stays in the grid, leaves
           it, lies beyond the kernel or falls on vacuum. `local` in the ball is too high by one
           over the share that the ball absorbs of its own energy, here from EGSnrc's S values, and
           has no dose beside it.
Rows       mean doses of regions, and of voxels by dose (that of the first kernel, whose noise does
           not sort by the run's) above 1 % of the maximum. Kernels of 16 seeds give the kernel's
           part of sigma. Direct sums and transforms: whichever is faster for the case is taken;
           one voxel or a small radius means sums, the ball with its whole kernel transforms.
Limits     0.3 % against the run, 1 % for layers of the plane; 1e-6 for doses (of the maximum; files
           hold 24 bits) and energies.
"""
import numpy as np
from comparison import Plot, Row, Table, compare, relative
from convolution_arithmetic import (EXACT, KERNEL_OF, PRESET, account_table, arithmetic_table,
                                    fourier_convolved, make_edges, make_single)
from kernel_runs import SEEDS, convolve, kernels, seed_estimates
from simulation import (estimates, group_functionals, read_table, reference_spectrum, scratch,
                        simulate, write_case, yttria)
from vsv import S_UNIT

MILLION = 1 << 20
LIMIT, LAYER_LIMIT = 0.003, 0.01
PLANE_AT, PLANE_LAYERS = 10, (8, 16)  # of 3 mm; the light half begins at the first
LOWEST = 0.01  # of the highest dose
BIN_EDGES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, np.inf)


def make_ball():
    """An active sphere of 50 mm in a cube of water of 123 mm."""
    index = 3.0 * np.arange(-20, 21)
    squares = index[:, None, None] ** 2 + index[:, None] ** 2 + index**2
    ball = squares < 25.0**2
    near = (squares < 34.0**2) & ~ball
    return yttria.Case(spacing_mm=(3.0,) * 3, density=np.ones(ball.shape), materials=["water"],
                       source_map=np.where(ball, 1e9, 0), beta_spectrum=reference_spectrum(),
                       rois={"ball": (ball, "tumour"), "beside it": (near, "other")})


def make_scattered():
    """Liver, voxels of 2 x 3 x 4 mm, activity in one voxel in six of a box, and unlike in them."""
    generator = np.random.default_rng(7)
    source = np.zeros((24, 30, 44))
    box = np.s_[7:17, 8:22, 12:32]
    amounts = generator.uniform(1e8, 1e9, source[box].shape)
    source[box] = np.where(generator.random(source[box].shape) < 1 / 6, np.round(amounts), 0)
    inside, everything = np.zeros(source.shape, bool), np.ones(source.shape, bool)
    inside[box] = True
    return yttria.Case(spacing_mm=(2.0, 3.0, 4.0), density=np.full(source.shape, 1.06),
                       materials=["liver"], source_map=source,
                       rois={"box": (inside, "normal_liver"),
                             "active voxels": (source > 0, "tumour"),
                             "all": (everything, "other")})


def make_plane():
    """30 mm of active water before water of 0.26 g/cm3; far from the sides one layer after another
    is a region."""
    shape = (40, 71, 71)
    density, source = np.ones(shape), np.zeros(shape)
    density[PLANE_AT:], source[:PLANE_AT] = 0.26, 1e6
    rois = {}
    for layer in range(*PLANE_LAYERS):
        mask = np.zeros(shape, dtype=bool)
        mask[layer, 25:46, 25:46] = True
        rois[f"layer at {3 * (layer - PLANE_AT):+d} mm"] = mask, "other"
    light = np.zeros(shape, dtype=bool)
    light[PLANE_AT:, 25:46, 25:46] = True
    return yttria.Case(spacing_mm=(3.0,) * 3, density=density, materials=["water"],
                       source_map=source, rois={**rois, "light half": (light, "other")})


def cases():
    return {"ball": make_ball, "scattered": make_scattered, "plane": make_plane}


# ---- uniform media against a run

def parts_of(case, dose):
    """{name: mask} of regions, and of voxels by share of the highest dose."""
    share = dose / dose.max()
    bins = {f"{100 * low:g} to {100 * min(high, 1):g} % of the maximum":
            (share >= low) & (share < high) for low, high in zip(BIN_EDGES, BIN_EDGES[1:])}
    bins = {name: mask for name, mask in bins.items() if mask.any()}
    regions = {name: mask for name, (mask, _) in case.rois.items()}
    return {**regions, **bins}


def run_means(run, parts):
    """Mean doses of sets of voxels, Gy for all decays of the case."""
    union = np.any([mask for mask, _ in run.case.rois.values()], axis=0)
    masses = run.dose.mass_g[union].astype("f8") * 1e-3
    to_Gy = run.case.source_map.sum() * yttria.JOULE_PER_MEV
    weights = [part[union] / masses[part[union]].sum() * to_Gy for part in parts.values()]
    return estimates(parts, group_functionals(run.dose, union, weights))


def keep_within(parts, union):
    """Without the voxels that no region holds, for which a run has no groups."""
    return {name: mask & union for name, mask in parts.items() if (mask & union).any()}


def uniform_tables(folder, name, histories, seeds):
    """A table for each method that is exact in a uniform medium."""
    run = simulate(folder, cases(), name, histories, preset=PRESET, seed=50)
    write_case(folder / f"{name}.h5", run.case)
    union = np.any([mask for mask, _ in run.case.rois.values()], axis=0)
    results, parts = [], None
    made = {kind: kernels(folder, kind, histories / 2, seeds, case=(name, run.case), keep=kind,
                          preset=PRESET) for kind in ("vsv", "dpk")}
    for method, kind in KERNEL_OF.items():
        done = [convolve(folder, name, method, f"{kind}-{seed}")
                for seed in range(1, seeds + 1)]
        doses = iter(one.dose.dose_Gy.astype("f8") for one in done)
        first = next(doses)
        parts = parts or keep_within(parts_of(run.case, first), union)
        means = [[dose[mask].mean() for mask in parts.values()] for dose in (first, *doses)]
        found = seed_estimates(parts, means)
        results.append(Table(f"{method} against yttria run, {name}, Gy",
                             compare(found, run_means(run, parts), LIMIT), chi_square=False,
                             runs=[done[0].label, made[kind].label, run.label],
                             notes=[made[kind].note],
                             plot=Plot(f"convolution-{name}", method,
                                       [part.split(" %")[0] for part in parts],
                                       "region, % of the maximum", "", values=False)))
    return results, run


def plane_table(folder, histories):
    """dpk-density where mass depth is all that counts."""
    name = "plane"
    run = simulate(folder, cases(), name, histories, preset=PRESET, seed=50)
    made = kernels(folder, "dpk", histories / 4, 1, case=(name, run.case), keep=name,
                   preset=PRESET)
    done = convolve(folder, name, "dpk-density", f"{name}-1")
    parts = {region: mask for region, (mask, _) in run.case.rois.items()}
    rows = [relative(truth.name, done.dose.dose_Gy[parts[truth.name]].mean(dtype="f8"),
                     truth.value, 0, truth.sigma, LAYER_LIMIT)
            for truth in run_means(run, parts)]
    return Table("dpk-density against yttria run, plane of water at 1 and 0.26 g/cm3, Gy", rows,
                 runs=[done.label, made.label, run.label], chi_square=False)


# ---- local deposition

def own_share(mask):
    """Share of its own energy that a set of voxels of 3 mm absorbs, by EGSnrc's S values."""
    table = read_table("voxel_s_values_water.csv")
    S = np.zeros((6, 6, 6))
    for *key, value in zip(table["i"], table["j"], table["k"], table["s_value"]):
        i, j, k = map(int, key)
        for place in ((i, j, k), (i, k, j), (j, i, k), (j, k, i), (k, i, j), (k, j, i)):
            S[place] = value
    index = np.abs(np.arange(-5, 6))
    whole = S[np.ix_(index, index, index)]
    joule = fourier_convolved(mask.astype("f8"), whole)[mask].sum() * S_UNIT * 0.027e-3
    spectrum = reference_spectrum()
    mean_MeV = (np.trapz(spectrum[:, 0] * spectrum[:, 1], spectrum[:, 0])
                / np.trapz(spectrum[:, 1], spectrum[:, 0]))
    return joule / (mask.sum() * mean_MeV * yttria.JOULE_PER_MEV)


def local_table(folder, run):
    """What is known to be wrong with it, in the ball."""
    done = convolve(folder, "ball", "local")
    (ball, _), (near, _) = run.case.rois["ball"], run.case.rois["beside it"]
    dose = done.dose.dose_Gy.astype("f8")
    emitted_J = (done.dose.provenance["energy_per_decay_MeV"] * run.case.source_map.sum()
                 * yttria.JOULE_PER_MEV)
    truth = run_means(run, {"ball": ball, "beside": near})
    rows = [relative("ball: local, Gy, against energy over mass", dose[ball].mean(),
                     emitted_J / (ball.sum() * 0.027e-3), 0, 0, EXACT),
            relative("ball: run over local, against its own absorbed fraction",
                     truth[0].value / dose[ball].mean(), own_share(ball),
                     truth[0].sigma / dose[ball].mean(), 0, LIMIT, truth[0].degrees),
            Row("beside it: local, Gy", dose[near].mean(), 0, 0, 0, 0)]
    return Table("local against yttria run, ball", rows, runs=[done.label, run.label],
                 chi_square=False, notes=[f"the run has {truth[1].value:.3g} Gy beside the ball"])


def tables(effort):
    """effort: 'fast' or 'full'."""
    with scratch() as folder:
        fast = effort == "fast"
        makers = {"edges": make_edges, "single": make_single, **({} if fast else cases())}
        results = [arithmetic_table(folder, makers), account_table(folder)]
        millions = {"ball": 1 / 4} if fast else {"ball": 32, "scattered": 32}
        for name, count in millions.items():
            found, run = uniform_tables(folder, name, count * MILLION, 6 if fast else SEEDS)
            results += found
            if name == "ball":
                results.append(local_table(folder, run))
        return results if fast else [*results, plane_table(folder, 32 * MILLION)]


if __name__ == "__main__":
    from run_tables import main
    main(tables)
