# SPDX-License-Identifier: Apache-2.0
"""`yttria convolve` where its methods are exact, and its energies everywhere.

Geometry   ball: an active sphere of 50 mm in water, voxels of 3 mm. scattered: liver in voxels of
           2 x 3 x 4 mm, one in six of a box active, at random. edges: liver, lung, bone and a
           block of vacuum, sources up to the surface of the grid.
Expected   in the two uniform ones `yttria run`, the kernels made with the same preset for the case.
           Doses and energies of vsv and vsv-density from the kernel file's arrays with numpy's
           Fourier transform; its sums are an independent account of what stays in the grid, leaves
           it, lies beyond the kernel or falls on vacuum. `local` in the ball is too high by one
           over the share that the ball absorbs of its own energy, here from EGSnrc's S values, and
           has no dose beside it.
Rows       mean doses of regions, and of voxels by dose (that of the first kernel, whose noise does
           not sort by the run's) above 1 % of the maximum. Kernels of 16 seeds give the kernel's
           part of sigma. Direct sums and transforms: whichever is faster for the case is taken;
           one voxel or a small radius means sums, the ball with its whole kernel transforms.
Limits     0.3 % against the run; 1e-6 for doses (of the maximum; files hold 24 bits) and energies.
"""
import numpy as np
from comparison import Plot, Row, Table, compare, relative
from kernel_runs import convolve, kernels
from simulation import (estimates, group_functionals, read_table, reference_spectrum, scratch,
                        simulate, write_case, yttria)
from vsv import S_UNIT

MILLION = 1 << 20
LIMIT, EXACT = 0.003, 1e-6
LOWEST = 0.01  # of the highest dose
BIN_EDGES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, np.inf)
PRESET = "clinical"
KERNEL_OF = {"vsv": "vsv", "vsv-density": "vsv", "dpk-density": "dpk"}
UNIFORM = ("ball", "scattered")


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


def make_edges():
    """Liver beside lung and bone, vacuum in a corner, sources up to the surface."""
    density = np.full((18, 20, 22), 1.06)
    material = np.zeros(density.shape)
    density[:, :, 14:], material[:, :, 14:] = 0.26, 1
    density[:, 15:, :8], material[:, 15:, :8] = 1.92, 2
    density[:5, :5, :5] = 0
    source = np.zeros(density.shape)
    source[3:12, 2:14, 0:16] = 1e8
    source[density == 0] = 0
    return yttria.Case(spacing_mm=(3.0,) * 3, density=density,
                       materials=["liver", "lung", "cortical bone"], material=material,
                       source_map=source)


def make_single():
    """One active voxel, off the middle."""
    case = make_edges()
    case.source_map = np.zeros(case.density.shape)
    case.source_map[8, 9, 6] = 1e9
    return case


def cases():
    return {"ball": make_ball, "scattered": make_scattered}


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


def uniform_tables(folder, name, histories):
    """A table for each method that is exact in a uniform medium."""
    run = simulate(folder, cases(), name, histories, preset=PRESET, seed=50)
    write_case(folder / f"{name}.h5", run.case)
    union = np.any([mask for mask, _ in run.case.rois.values()], axis=0)
    results, parts = [], None
    made = {kind: kernels(folder, kind, histories / 2, case=(name, run.case), keep=kind,
                          preset=PRESET) for kind in ("vsv", "dpk")}
    for method, kind in KERNEL_OF.items():
        done = [convolve(folder, name, method, f"{kind}-{seed}")
                for seed in range(1, len(made[kind].kernels) + 1)]
        doses = iter(one.dose.dose_Gy.astype("f8") for one in done)
        first = next(doses)
        parts = parts or keep_within(parts_of(run.case, first), union)
        means = [[dose[mask].mean() for mask in parts.values()] for dose in (first, *doses)]
        found = estimates(parts, np.transpose(means))
        results.append(Table(f"{method} against yttria run, {name}, Gy",
                             compare(found, run_means(run, parts), LIMIT), chi_square=False,
                             runs=[done[0].label, made[kind].label, run.label],
                             notes=[made[kind].note],
                             plot=Plot(f"convolution-{name}", method,
                                       [part.split(" %")[0] for part in parts],
                                       "region, % of the maximum", "", values=False)))
    return results, run


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


# ---- arithmetic

def fourier_convolved(values, kernel, whole=False):
    """Linear convolution; the same shape as `values`, or whole: all that the kernel reaches."""
    shape = [n + k - 1 for n, k in zip(values.shape, kernel.shape)]
    product = np.fft.rfftn(values, shape) * np.fft.rfftn(kernel, shape)
    full = np.fft.irfftn(product, shape)
    if whole:
        return full
    return full[tuple(slice(k // 2, k // 2 + n) for n, k in zip(values.shape, kernel.shape))]


def kernel_array(kernel, radius_mm):
    """Energy fractions of all offsets, without those farther than the radius."""
    whole = kernel.whole(kernel.energy_fraction)
    axes = [(np.arange(n) - n // 2) * edge for n, edge in zip(whole.shape, kernel.spacing_mm[::-1])]
    far = np.sqrt(axes[0][:, None, None] ** 2 + axes[1][:, None] ** 2 + axes[2] ** 2)
    return np.where(far <= radius_mm * (1 + 1e-9), whole, 0)


def expected_account(case, energy, in_kernel):
    """Parts of all emitted energy as `convolve` names them, from energies in the grid."""
    total, vacuum = case.source_map.sum(), case.density == 0
    inside = energy.sum() / total
    return [energy[~vacuum].sum() / total, in_kernel - inside, 1 - in_kernel,
            energy[vacuum].sum() / total]


def arithmetic_rows(case, kernel, done, density, radius_mm, name):
    """The dose against numpy's, largest difference over the maximum, and the four shares."""
    fractions = kernel_array(kernel, radius_mm)
    energy = fourier_convolved(case.source_map, fractions)
    joule = energy * kernel.energy_per_decay_MeV * yttria.JOULE_PER_MEV
    mass_kg = np.broadcast_to(density, energy.shape) * np.prod(case.spacing_mm) * 1e-6
    full = case.density > 0
    expected = joule[full] / mass_kg[full]
    difference = np.abs(done.dose.dose_Gy[full] - expected).max() / expected.max()
    rows = [Row(f"{name}: largest difference from numpy, of the maximum", difference, 0, 0, 0,
                EXACT)]
    account = expected_account(case, energy, fractions.sum())
    words = ("deposited", "left the grid", "beyond the kernel", "in vacuum")
    return rows + [Row(f"{name}: {word}", share, wanted, 0, 0, EXACT)
                   for word, share, wanted in zip(words, done.shares, account)]


def arithmetic_table(folder):
    """Sums and transforms, with the whole kernel and truncated."""
    rows, runs = [], []
    for name, make in (("edges", make_edges), ("single", make_single), ("ball", make_ball)):
        case = make()
        made = kernels(folder, "vsv", 1 << 14, 1, case=(name, case), keep=name, preset=PRESET)
        kernel = made.kernels[0]
        for method, radius_mm in (("vsv", None), ("vsv", 12.0), ("vsv-density", None)):
            flags = {"radius": radius_mm} if radius_mm else {}
            done = convolve(folder, name, method, f"{name}-1", **flags)
            density = kernel.density_g_cm3 if method == "vsv" else np.float32(case.density)
            label = f"{name}, {method}" + (f" to {radius_mm:g} mm" if radius_mm else "")
            rows += arithmetic_rows(case, kernel, done, density, radius_mm or np.inf, label)
            runs.append(done.label)
    return Table("Doses and energies of vsv and vsv-density against numpy", rows, runs=runs,
                 chi_square=False)


def account_table(folder):
    """That nothing is lost: the four shares, and dose times mass, for every method."""
    rows, runs, name = [], [], "edges"
    case = make_edges()
    write_case(folder / f"{name}.h5", case)
    for kind in ("vsv", "dpk"):
        kernels(folder, kind, 1 << 14, 1, case=(name, case), keep=kind, preset=PRESET)
    for method in ("local", *KERNEL_OF):
        kind = KERNEL_OF.get(method)
        done = convolve(folder, name, method, f"{kind}-1" if kind else None)
        facts = done.dose.provenance
        mass_kg = done.dose.mass_g.astype("f8") * 1e-3
        if method == "vsv":  # its doses are those of the kernel's medium
            mass_kg = np.where(mass_kg > 0, facts["kernel_density_g_cm3"] * 0.027e-3, 0)
        joule = np.nansum(done.dose.dose_Gy * mass_kg)
        emitted = facts["energy_per_decay_MeV"] * yttria.JOULE_PER_MEV * facts["total_decays"]
        rows += [relative(f"{method}: sum of the four shares", sum(done.shares), 1, 0, 0, EXACT),
                 relative(f"{method}: dose times mass over emitted, against deposited",
                          joule / emitted, facts["deposited_fraction"], 0, 0, EXACT)]
        runs.append(done.label)
    return Table("Energy account of all methods: liver, lung, bone, vacuum", rows, runs=runs,
                 chi_square=False)


def tables(effort):
    """effort: 'fast' or 'full'."""
    with scratch() as folder:
        results = [arithmetic_table(folder), account_table(folder)]
        millions = {"ball": 1 / 2} if effort == "fast" else {"ball": 32, "scattered": 32}
        for name, count in millions.items():
            found, run = uniform_tables(folder, name, count * MILLION)
            results += found
            if name == "ball":
                results.append(local_table(folder, run))
        return results


if __name__ == "__main__":
    from run_tables import main
    main(tables)
