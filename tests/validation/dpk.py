# SPDX-License-Identifier: Apache-2.0
"""Dose point kernel of Y-90 in water against EGSnrc: shells of 0.5 mm to 5.5 mm, X90.

A point source in the middle of the middle voxel. Photons do not count up to 6 mm: bremsstrahlung
brings less than 0.1 % of any shell. Of X90, where the slope is 8 % of the energy per mm, escaped
photons take up to 0.1 %.
"""
import functools

import numpy as np
from comparison import Table, relative
from shells import shell_shares, sharing_error
from simulation import linear_functionals, read_table, reference_spectrum, scratch, simulate, yttria

EDGE_MM = 0.2
GRID_MM = 8.0  # half of the grid's edge: what comes back from farther is below 1e-4 of a shell
SCORED_MM = 6.2
SHELLS_MM = np.arange(0.0, 5.51, 0.5)
AROUND_X90_MM = np.array([5.2, 5.3, 5.4, 5.5, 5.6])
RADII_MM = np.concatenate([SHELLS_MM[1:], AROUND_X90_MM])
SHELL_LIMIT, X90_LIMIT = 0.01, 0.003
ENERGY_SHARE = 0.9
EMITTED_EGSNRC_MEV = 0.933033  # sampled mean of that run
HISTORIES_EGSNRC = 1.5e6


@functools.cache
def expected_kernel():
    """Outer radii, mm; energy within them and its sigma, MeV per decay."""
    table = read_table("point_kernel_water.csv")
    # Neighbouring shells share their electrons: their errors add up rather than average out.
    return (table["outer_mm"], np.cumsum(table["energy_keV"]) * 1e-3, table["energy_keV"] * 1e-3,
            table["sigma_keV"] * 1e-3)


def cumulative(radius_mm):
    """Expected energy within a radius, MeV per decay, by cubic interpolation of the table."""
    outer, energy, _, _ = expected_kernel()
    step = 0.1
    energy = np.concatenate([[0.0], energy[:100]])
    position = np.clip(np.abs(radius_mm) / step, 0, 98.999)
    node = np.clip(position.astype(int), 1, 97)
    t = position - node
    before, low, high, after = (energy[node + k] for k in (-1, 0, 1, 2))
    return low + 0.5 * t * (high - before + t * (2 * before - 5 * low + 4 * high - after
                                                 + t * (3 * (low - high) + after - before)))


@functools.cache
def geometry():
    """Mask of scored voxels, shares of its voxels in RADII_MM, error of the sharing in MeV."""
    cells = 2 * int(np.ceil(GRID_MM / EDGE_MM - 0.5)) + 1
    scored = 2 * int(np.ceil(SCORED_MM / EDGE_MM - 0.5)) + 1
    rim = (cells - scored) // 2
    mask = np.zeros((cells,) * 3, dtype=bool)
    mask[rim:cells - rim, rim:cells - rim, rim:cells - rim] = True
    shares = shell_shares(scored, EDGE_MM, RADII_MM)
    error = sharing_error(scored, EDGE_MM, RADII_MM, shares, cumulative)
    return mask, shares.reshape(len(RADII_MM), -1), error


def make_case():
    mask, _, _ = geometry()
    return yttria.Case(spacing_mm=(EDGE_MM,) * 3, density=np.ones(mask.shape),
                       materials=["water"], points_mm=[[0.0, 0.0, 0.0]], point_decays=[1e9],
                       beta_spectrum=reference_spectrum(), rois={"scored": (mask, "other")})


def shell_rows(energy_of):
    """Rows of the shells; energy_of(weights over RADII_MM) gives energy and sigma."""
    outer, _, energy, sigma = expected_kernel()
    rows = []
    for i, radius in enumerate(SHELLS_MM[1:]):
        weights = np.zeros(len(RADII_MM))
        weights[i] = 1
        if i:
            weights[i - 1] = -1
        value, error = energy_of(weights)
        part = (outer > radius - 0.5 + 1e-6) & (outer < radius + 1e-6)
        rows.append(relative(f"{radius - 0.5:.1f} to {radius:.1f} mm, MeV per decay", value,
                             energy[part].sum(), error, sigma[part].sum(), SHELL_LIMIT))
    return rows


def x90_row(dose, energy_of):
    """Radius of the sphere that takes 90 % of the energy deposited anywhere.

    Both sides count in parts of what their own decays emitted. Nearly all of it is deposited in
    the metre of water of the EGSnrc run; here bremsstrahlung may escape, so emission has to do.
    """
    outer, within, _, _ = expected_kernel()
    emitted = dose.emitted_quanta * dose.quantum_MeV / dose.histories
    wanted = ENERGY_SHARE * within[-1] * emitted / EMITTED_EGSNRC_MEV
    measured = np.array([energy_of(np.eye(len(RADII_MM))[len(SHELLS_MM) - 1 + i])
                         for i in range(len(AROUND_X90_MM))])
    radius = np.interp(wanted, measured[:, 0], AROUND_X90_MM)
    expected = np.interp(ENERGY_SHARE * within[-1], within[:100], outer[:100])
    slope = (cumulative(np.array(5.6)) - cumulative(np.array(5.2))) / 0.4  # MeV per mm
    sigma = np.mean(measured[:, 1]) / slope
    # EGSnrc did 1.5e6 decays: its sigma follows from ours, which has that of the emission in it.
    sigma_expected = sigma * np.sqrt(dose.histories / HISTORIES_EGSNRC)
    return relative("X90, mm", radius, expected, sigma, sigma_expected, X90_LIMIT)


def kernel_tables(run, preset):
    mask, shares, error = geometry()

    def energy_of(weights):
        value, sigma = linear_functionals(run.dose, mask, [weights @ shares])
        return value[0], sigma[0]

    shells = np.diff(error[:len(SHELLS_MM) - 1], prepend=0)
    worst = np.abs(shells / np.diff(cumulative(SHELLS_MM))).max()
    note = f"sharing of cut voxels costs at most {100 * worst:.3f} % of a shell"
    return [Table(f"Dose point kernel, water, {EDGE_MM:g} mm voxels, {preset}",
                  shell_rows(energy_of), runs=[run.label], notes=[note], systematic=0.002),
            Table(f"Radius of 90 % of the energy, water, {preset}", [x90_row(run.dose, energy_of)],
                  runs=[run.label], chi_square=False)]


def tables(effort):
    """effort: 'fast' or 'full'."""
    histories = {"fast": {"clinical": 1 << 20}, "full": {"clinical": 1 << 22, "reference": 1 << 21}}
    results = []
    with scratch() as folder:
        for preset, count in histories[effort].items():
            run = simulate(folder, f"dpk-{preset}", make_case(), count, preset=preset)
            results += kernel_tables(run, preset)
    return results


if __name__ == "__main__":
    from run_tables import main
    main(tables)
