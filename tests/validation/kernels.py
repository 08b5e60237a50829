# SPDX-License-Identifier: Apache-2.0
"""`yttria kernel`: voxel S values and point kernels against EGSnrc, published ones and themselves.

Geometry   what the program makes of its flags: a block of the medium that reaches the range of the
           betas and 10 g/cm2, at most 40 voxels, on each side of one source voxel or point. Like
           for like with EGSnrc (`--case`): water at density 1, the spectrum of its runs.
Expected   EGSnrc: S values of 3 mm as in vsv.py; those of 3 x 6 x 9 mm, which follow from them: a
           voxel of several is a sum over pairs. Shells, X90 and tail as in dpk.py, in parts of the
           emitted energy. Published: see PUBLISHED. Itself: `yttria run` of one active voxel of
           2 x 3 x 4 mm; the kernel of 4 x 3 x 2 mm; at another density the kernel of voxels or
           shells that are as thick in g/cm2 (the density effect of a material is that of its
           nominal density); the scatter of its stated uncertainties over 100 seeds; its energies.
Rows       several seeds stand for groups of batches: their scatter is sigma.
Limits     0.5 % for S values where betas bring the dose and for shells up to X90, 0.3 % for X90, 2 %
           beyond; 0.1 % for scaling; energies to the last quantum.
"""
import functools

import h5py
import numpy as np
from comparison import Estimate, Plot, Row, Table, compare, compare_paired, relative
from dpk import NEAR, SHELL_LIMIT, X90, X90_LIMIT, expected_x90, steps
from kernel_runs import kernels
from published_s_values import published_table
from simulation import (estimates, group_functionals, reference_spectrum, scratch, simulate,
                        yttria)
from vsv import (LIMIT, LIMIT_BEYOND, NAMES, NEXT, S_UNIT, SURFACES, expected_values, positions,
                 read_table, row_names, surface_weights)

MILLION = 1 << 20
FULL = {"clinical": 16, "reference": 5}  # millions of decays of an S value, 1.5 of a shell

COARSE = (1, 2, 3)  # voxels of 3 mm along x, y, z in one
COARSE_OFFSETS = ((0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0), (1, 0, 1), (1, 1, 1))
EDGES_MM, ANISOTROPIC = (2.0, 3.0, 4.0), "active-voxel-2-3-4"
EDGE_OFFSETS = COARSE_OFFSETS + ((0, 1, 1), (2, 0, 0), (0, 2, 0), (0, 0, 2))
SCORED, AROUND_MM = 2, 40.0

NEAR_MM = steps(0.5, 11)
BEYOND_MM = (5.5, 6.0, 7.0, 8.0, 9.0, 10.0, 12.0, 20.0, 30.0, 40.0, 60.0, 80.0, 100.0)
EMITTED_MEV = NEAR.source.emitted_MeV

DENSE, LIGHT, SCALING_LIMIT = 1.0, 0.26, 0.001
COVERAGE_SEEDS, COVERAGE_HISTORIES = 100, 1 << 14


def make_reference_case(edges_mm):
    """Whose kernel is like EGSnrc's: water and its spectrum."""
    source = np.zeros((3, 3, 3))
    source[1, 1, 1] = 1e9
    return yttria.Case(spacing_mm=edges_mm, density=np.ones(source.shape), materials=["water"],
                       source_map=source, beta_spectrum=reference_spectrum())


def make_anisotropic_case():
    """One active voxel in the middle of water that reaches 40 mm to each side."""
    reach = [int(AROUND_MM / edge) for edge in EDGES_MM[::-1]]
    source = np.zeros([2 * n + 1 for n in reach])
    mask = np.zeros(source.shape, dtype=bool)
    source[tuple(reach)] = 1e9
    mask[tuple(slice(n - SCORED, n + SCORED + 1) for n in reach)] = True
    return yttria.Case(spacing_mm=EDGES_MM, density=np.ones(source.shape), materials=["water"],
                       source_map=source, rois={"scored": (mask, "other")})


def reference_name(edges_mm):
    return "water-" + "-".join(f"{edge:g}" for edge in edges_mm)


def cases():
    return {ANISOTROPIC: make_anisotropic_case}


def like_egsnrc(folder, kind, histories, edges_mm=(3.0, 3.0, 3.0), **flags):
    case = reference_name(edges_mm), make_reference_case(edges_mm)
    return kernels(folder, kind, histories, case=case, **flags)


# ---- voxel S values

def s_of(kernel, offsets):
    """S values of offsets in x, y, z."""
    return [kernel.s_value[offset[::-1]] for offset in offsets]


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


def offset_name(offset):
    return "%d,%d,%d" % offset


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

def within(kernel, radii_mm):
    """Parts of the emitted energy inside radii; linear within a shell."""
    cumulative = np.concatenate([[0.0], np.cumsum(kernel.energy_fraction)])
    return np.interp(radii_mm, kernel.radius_mm, cumulative)


def shell_names(bounds_mm):
    return [f"{low:g} to {high:g} mm" for low, high in zip(bounds_mm, bounds_mm[1:])]


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


# ---- against itself

def anisotropic_tables(folder, histories):
    """The kernel of 2 x 3 x 4 mm against a run of one active voxel, and against 4 x 3 x 2 mm."""
    names = [*map(offset_name, EDGE_OFFSETS)]
    spacing = ",".join(f"{edge:g}" for edge in EDGES_MM)
    made = kernels(folder, "vsv", histories, preset="clinical", spacing=spacing, radius=24)
    found = made.estimates(names, lambda kernel: s_of(kernel, EDGE_OFFSETS))
    run = simulate(folder, cases(), ANISOTROPIC, histories, preset="clinical", seed=100)
    turned = kernels(folder, "vsv", histories, preset="clinical", spacing=spacing[::-1], radius=24)
    other = turned.estimates(names, lambda kernel: s_of(kernel, [offset[::-1]
                                                                for offset in EDGE_OFFSETS]))
    return [Table("Kernel of 2 x 3 x 4 mm against yttria run of one active voxel, mGy/(MBq s)",
                  compare(found, run_estimates(run), LIMIT), runs=[made.label, run.label],
                  notes=[made.note]),
            Table("Kernel of 2 x 3 x 4 mm against that of 4 x 3 x 2 mm, mGy/(MBq s)",
                  compare(found, other, LIMIT), runs=[made.label, turned.label],
                  notes=[made.note], chi_square=False)]


def run_estimates(run):
    weights = []
    for offset in EDGE_OFFSETS:
        part = np.zeros((2 * SCORED + 1,) * 3)
        for signs in np.ndindex(2, 2, 2):
            place = [SCORED + (1 - 2 * sign) * step for sign, step in zip(signs, offset)]
            part[tuple(place[::-1])] = 1
        weights.append((part / part.sum()).ravel())
    energy = group_functionals(run.dose, run.case.rois["scored"][0], weights)
    mass_kg = np.prod(EDGES_MM) * 1e-6
    return estimates([*map(offset_name, EDGE_OFFSETS)],
                     energy * yttria.JOULE_PER_MEV / mass_kg / S_UNIT)


def scaling_tables(folder, histories):
    """Water at 0.26 g/cm3 against voxels and shells that are thinner by that factor at 1 g/cm3."""
    ratio, results = DENSE / LIGHT, []
    flags = {"preset": "reference", "medium": "water"}
    light = kernels(folder, "vsv", histories, density=LIGHT, spacing=3, radius=60, **flags)
    dense = kernels(folder, "vsv", histories, density=DENSE, spacing=3 / ratio, radius=60 / ratio,
                    **flags)
    names = [*NAMES.values()]
    pair = [made.estimates(names, lambda kernel: [kernel.energy_fraction[offset]
                                                  for offset in NAMES]) for made in (light, dense)]
    results.append(Table("Energy by voxel, water, 3 mm at 0.26 g/cm3 against 0.78 mm at 1 g/cm3",
                         compare_paired(*pair, SCALING_LIMIT), runs=[light.label, dense.label],
                         chi_square=False))
    light = kernels(folder, "dpk", histories, density=0.5, shell=1, radius=24, **flags)
    dense = kernels(folder, "dpk", histories, density=1, shell=0.5, radius=12, **flags)
    bounds = steps(0.5, 11)
    pair = [made.estimates(shell_names(bounds),
                           lambda kernel, s=scale: np.diff(within(kernel, s * np.array(bounds))))
            for made, scale in ((light, 2), (dense, 1))]
    results.append(Table("Energy by shell, water, at 0.5 g/cm3 with radii doubled against 1 g/cm3",
                         compare_paired(*pair, SCALING_LIMIT), runs=[light.label, dense.label],
                         chi_square=False))
    return results


def energy_rows(path, lost=0):
    """What must be 0, and sums over S values and doses against the exact energies."""
    kernel = yttria.read_kernel(path)
    with h5py.File(path, "r") as file:
        tally = file["tally/energy"]
        total, beyond = int(tally[...].sum(dtype="u8")) - lost, int(tally.attrs["beyond"])
    if isinstance(kernel, yttria.VoxelKernel):
        kind, doses = "voxels", kernel.whole(kernel.s_value)
        masses_kg = kernel.density_g_cm3 * np.prod(kernel.spacing_mm) * 1e-6
    else:
        kind, doses = "shells", kernel.dose
        masses_kg = kernel.density_g_cm3 * np.diff(4 / 3 * np.pi * kernel.radius_mm**3) * 1e-6
    joule = (doses * masses_kg).sum() * S_UNIT
    share = joule / (kernel.energy_per_decay_MeV * yttria.JOULE_PER_MEV)
    return [Row(f"{kind}: emitted - in the kernel - beyond, quanta",
                kernel.emitted_quanta - kernel.in_kernel_quanta - beyond, 0, 0, 0, 0),
            Row(f"{kind}: sum of the tally - in the kernel, quanta",
                total - kernel.in_kernel_quanta, 0, 0, 0, 0),
            relative(f"{kind}: dose times mass, of the emitted energy", share,
                     kernel.in_kernel_quanta / kernel.emitted_quanta, 0, 0, 1e-9)]


def energy_table(folder):
    rows, twin = [], []
    for kind, flags in (("vsv", ("--spacing", "2,3,4")), ("dpk", ())):
        path = folder / "energies.h5"
        yttria.call("kernel", kind, "-o", path, "--force", "--preset", "clinical", "--medium",
                    "lung", "--histories", 1 << 16, *flags)
        rows += energy_rows(path)
        twin += energy_rows(path, lost=1)
        path.unlink()
    return Table("Energies of kernels, lung", rows, chi_square=False, twin_rows=twin,
                 twin_name="one quantum lost")


def coverage_rows(made, names, look, factor=1.0):
    """Stated uncertainty over the scatter of the seeds; look: (values, relative uncertainties)."""
    values, stated = (np.array(part) for part in zip(*(look(kernel) for kernel in made.kernels)))
    count, batches = len(made.kernels), 64
    sigma = np.sqrt(0.5 / (count - 1) + 0.5 / (count * (batches - 1)))
    ratio = factor * np.sqrt(np.mean((stated * values) ** 2, axis=0)) / values.std(0, ddof=1)
    return [Row(name, one, 1.0, sigma, 0.0, 0.0) for name, one in zip(names, ratio)]


def coverage_table(folder):
    total = COVERAGE_SEEDS * COVERAGE_HISTORIES
    voxels = kernels(folder, "vsv", total, COVERAGE_SEEDS, preset="clinical", radius=16)
    shells = kernels(folder, "dpk", total, COVERAGE_SEEDS, preset="clinical", shell=1)
    offsets, some = [*NAMES, *NEXT[:6]], np.arange(10)
    parts = [(voxels, row_names(offsets, ()),
              lambda kernel: (s_of(kernel, offsets), [kernel.uncertainty[at] for at in offsets])),
             (shells, shell_names(np.arange(11)),
              lambda kernel: (kernel.energy_fraction[some], kernel.uncertainty[some]))]
    rows, twin = ([row for part in parts for row in coverage_rows(*part, factor)]
                  for factor in (1.0, 1.4))
    return Table("Stated uncertainty of kernels over scatter of repeated ones", rows,
                 runs=[voxels.label, shells.label], chi_square=False, twin_rows=twin,
                 twin_name="uncertainties x 1.4", notes=[voxels.note])


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
