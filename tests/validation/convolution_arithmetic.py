# SPDX-License-Identifier: Apache-2.0
"""Sums and energies of `yttria convolve` against numpy's; see convolution.py."""
import numpy as np
from comparison import Row, Table, relative
from kernel_runs import convolve, kernels
from simulation import write_case, yttria

EXACT = 1e-6
ROUNDING = 1e-12  # of numpy's transforms
PRESET = "clinical"
KERNEL_OF = {"vsv": "vsv", "vsv-density": "vsv", "dpk-density": "dpk"}


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


def fourier_convolved(values, kernel):
    """Linear convolution, cut to the shape of `values`."""
    shape = [n + k - 1 for n, k in zip(values.shape, kernel.shape)]
    product = np.fft.rfftn(values, shape) * np.fft.rfftn(kernel, shape)
    full = np.fft.irfftn(product, shape)
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
    parts = [energy[~vacuum].sum() / total, in_kernel - inside, 1 - in_kernel,
             energy[vacuum].sum() / total]
    return [0 if abs(part) < ROUNDING else part for part in parts]


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


def arithmetic_table(folder, makers):
    """Sums and transforms, with the whole kernel and truncated; makers: {name: of a case}."""
    rows, runs = [], []
    for name, make in makers.items():
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
