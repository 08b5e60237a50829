# SPDX-License-Identifier: Apache-2.0
"""Dose point kernels in water against EGSnrc: shells, radius of 90 % of the energy, the tail.

Geometry   a point source in the middle of the middle voxel of a cube of water. Y-90 near: voxels of
           0.2 mm to 8 mm from the source; middle: 0.8 mm to 60 mm; far: 5 mm to 300 mm. 1 MeV
           electrons: 0.2 mm to 6 mm; 0.1 MeV: 0.01 mm to 0.2 mm. What a shell loses because water
           farther out is missing is below 1e-4 of it near, and below 1 % beyond the betas.
Expected   EGSnrc in a sphere of 1 m. Energies of voxels that a shell cuts are shared and the error
           of the sharing, computed from EGSnrc's kernel, is taken off (shells.py).
X90        the radius that takes 90 % of the energy deposited anywhere. Both sides count in parts of
           what their own decays emitted: nearly all of it is deposited in the metre of water of the
           EGSnrc run; here photons may leave, so emission has to do.
Limits     0.5 % for shells up to the one that contains X90, 0.3 % for X90; 2 % beyond.
0.1 MeV    EGSnrc ran with a threshold of 10 keV and losses below it do not straggle there. At
           0.1 MeV that straggling (Bohr's formula) is 9 % of the path, 0.013 mm, and moves shells
           near its end by percents: those up to 0.08 mm are compared, a note tells of the others.
"""
import functools
from dataclasses import dataclass

import numpy as np
from comparison import Estimate, Plot, Table, compare
from kernel import Kernel
from shells import shell_shares, sharing_error
from simulation import (estimates, group_functionals, reference_spectrum, scratch, simulate,
                        yttria)

SHELL_LIMIT, X90_LIMIT, LIMIT_BEYOND = 0.005, 0.003, 0.02
ENERGY_SHARE = 0.9
X90 = "X90, mm"


@dataclass(frozen=True)
class Source:
    """What EGSnrc's table is of; emitted: the sampled mean of that run."""
    name: str
    table: str
    emitted_MeV: float
    histories: float
    electron_MeV: float = None


Y90 = Source("Y-90", "point_kernel_water.csv", 0.933033, 1.5e6)
ONE_MEV = Source("1 MeV", "point_kernel_water_1MeV.csv", 1.0, 2.5e5, 1.0)
TENTH_MEV = Source("0.1 MeV", "point_kernel_water_0.1MeV.csv", 0.1, 2.5e5, 0.1)


@dataclass(frozen=True)
class Setup:
    """A grid about a source; bounds_mm of shells, x90_mm: radii about X90, if it is asked for."""
    name: str
    source: Source
    edge_mm: float
    half_mm: float
    bounds_mm: tuple
    x90_mm: tuple = ()
    compared_mm: float = np.inf
    twin_factor: float = 1.02

    @property
    def radii_mm(self):
        return self.bounds_mm + self.x90_mm

    @property
    def kernel(self):
        return read_kernel(self.source.table)


def steps(width, count):
    return tuple(round(width * i, 6) for i in range(count + 1))


NEAR = Setup("near", Y90, 0.2, 8.0, steps(0.5, 11), (5.2, 5.3, 5.4, 5.5, 5.6))
MIDDLE = Setup("middle", Y90, 0.8, 60.0, (5.5, 6.0, 7.0, 8.0, 9.0, 10.0, 12.0, 20.0),
               twin_factor=1.1)
FAR = Setup("far", Y90, 5.0, 300.0, (20.0, 30.0, 40.0, 60.0, 80.0, 100.0, 150.0, 200.0),
            twin_factor=1.1)
FAST = Setup("1-MeV", ONE_MEV, 0.2, 6.0, steps(0.5, 8), (3.3, 3.4, 3.5, 3.6))
SLOW = Setup("0.1-MeV", TENTH_MEV, 0.01, 0.2, steps(0.02, 7), compared_mm=0.08)
SETUPS = (NEAR, MIDDLE, FAR, FAST, SLOW)

MILLION = 1 << 20
# setup: preset: millions of decays. The clinical cut-offs are not meant for voxels of 0.01 mm.
FAST_RUNS = {NEAR: {"clinical": 1}}
FULL_RUNS = {NEAR: {"clinical": 16, "reference": 6}, MIDDLE: {"clinical": 8, "reference": 3},
             FAR: {"clinical": 16, "reference": 4}, FAST: {"clinical": 2, "reference": 1},
             SLOW: {"reference": 2}}


@functools.cache
def read_kernel(table):
    return Kernel(table)


def cells(setup, reach_mm):
    """Voxels across a cube that reaches so far on each side."""
    return 2 * int(np.ceil(reach_mm / setup.edge_mm - 0.5)) + 1


@functools.cache
def geometry(setup):
    """Mask of the scored voxels, their shares in the radii, error of the sharing in MeV."""
    across, scored = cells(setup, setup.half_mm), cells(setup, max(setup.radii_mm))
    rim = (across - scored) // 2
    mask = np.zeros((across,) * 3, dtype=bool)
    mask[(slice(rim, across - rim),) * 3] = True
    shares = shell_shares(scored, setup.edge_mm, setup.radii_mm)
    error = sharing_error(scored, setup.edge_mm, setup.radii_mm, shares, setup.kernel.slope)
    return mask, shares.reshape(len(setup.radii_mm), -1), error


def make_case(setup):
    mask, _, _ = geometry(setup)
    spectrum = None if setup.source.electron_MeV else reference_spectrum()
    return yttria.Case(spacing_mm=(setup.edge_mm,) * 3, density=np.ones(mask.shape),
                       materials=["water"], points_mm=[[0.0, 0.0, 0.0]], point_decays=[1e9],
                       electron_MeV=setup.source.electron_MeV, beta_spectrum=spectrum,
                       rois={"scored": (mask, "other")})


def case_name(setup):
    return f"point-{setup.name}"


def cases():
    return {case_name(setup): functools.partial(make_case, setup) for setup in SETUPS}


def shell_weights(setup):
    """Of the energies within each radius, for each shell: [shells][radii]."""
    weights = np.eye(len(setup.radii_mm))
    shells = weights[1:len(setup.bounds_mm)] - weights[:len(setup.bounds_mm) - 1]
    return shells


def shell_name(inner, outer):
    return f"{inner:g} to {outer:g} mm, MeV per decay"


def shell_names(setup):
    return [shell_name(*pair) for pair in zip(setup.bounds_mm, setup.bounds_mm[1:])]


def shell_estimates(run, setup):
    mask, shares, error = geometry(setup)
    weights = shell_weights(setup)
    parts = group_functionals(run.dose, mask, weights @ shares)
    return estimates(shell_names(setup), parts - (weights @ error)[:, None])


def x90_estimate(run, setup):
    """Linear between the radii about X90; its sigma is that of the energy there, over the slope."""
    mask, shares, error = geometry(setup)
    about = slice(len(setup.bounds_mm), None)
    parts = group_functionals(run.dose, mask, shares[about]) - error[about, None]
    within = parts.mean(axis=1)
    emitted = run.dose.emitted_quanta * run.dose.quantum_MeV / run.dose.histories
    wanted = ENERGY_SHARE * setup.kernel.total * emitted / setup.source.emitted_MeV
    radius = np.interp(wanted, within, setup.x90_mm)
    nearest = np.argmin(np.abs(np.array(setup.x90_mm) - radius))
    moved = (within[nearest] - parts[nearest]) / setup.kernel.slope(radius)
    return estimates([X90], [radius + moved])[0]


def expected_shells(setup):
    return [Estimate(name, *setup.kernel.shell(inner, outer)) for name, inner, outer
            in zip(shell_names(setup), setup.bounds_mm, setup.bounds_mm[1:])]


def expected_x90(setup, run, sigma):
    """EGSnrc's sigma follows from ours by the numbers of decays."""
    radius = setup.kernel.radius(ENERGY_SHARE * setup.kernel.total)
    return Estimate(X90, radius, sigma * np.sqrt(run.dose.histories / setup.source.histories))


def shell_limit(setup):
    """The limit by the name of a shell."""
    x90 = setup.kernel.radius(ENERGY_SHARE * setup.kernel.total)
    inner_of = dict(zip(shell_names(setup), setup.bounds_mm))
    return lambda name: SHELL_LIMIT if inner_of[name] < x90 else LIMIT_BEYOND


def beyond_note(measured, expected):
    """What is not compared, in percent."""
    parts = [f"{one.name.split(',')[0]} {100 * (one.value / other.value - 1):+.1f}"
             f"({100 * one.sigma / other.value:.1f}) %" for one, other in zip(measured, expected)]
    return ["not compared: " + ", ".join(parts)] if parts else []


def stretch_note(setup):
    """Beyond X90 shells magnify a difference of the range: what its limit means for them."""
    stretch = 1 + X90_LIMIT
    parts = [f"{100 * (np.diff(setup.kernel.within(bounds / stretch))[0] / shell - 1):+.1f} %"
             for bounds in map(np.array, zip(setup.bounds_mm, setup.bounds_mm[1:]))
             for shell in [np.diff(setup.kernel.within(bounds))[0]]]
    return f"a range longer by {100 * X90_LIMIT:g} % changes these rows by {', '.join(parts)}"


def kernel_tables(run, setup, preset):
    _, _, error = geometry(setup)
    measured, expected = shell_estimates(run, setup), expected_shells(setup)
    shared = shell_weights(setup) @ error / [shell.value for shell in expected]
    title = f"{setup.source.name}, water, {setup.edge_mm:g} mm voxels, {preset}"
    count = sum(outer <= setup.compared_mm for outer in setup.bounds_mm[1:])
    middles = [0.5 * (low + high) for low, high in zip(setup.bounds_mm, setup.bounds_mm[1:])]
    results = [Table(f"Dose point kernel, {title}",
                     compare(measured[:count], expected[:count], shell_limit(setup)),
                     runs=[run.label], systematic=0.002, twin_factor=setup.twin_factor,
                     notes=[f"sharing of cut voxels, taken off: at most "
                            f"{100 * np.abs(shared[:count]).max():.3f} % of a shell"]
                     + beyond_note(measured[count:], expected[count:])
                     + ([stretch_note(setup)] if setup is MIDDLE else []),
                     plot=Plot(f"dpk-{setup.name}", preset, middles[:count], "mm", "MeV per shell",
                               log_y=setup in (MIDDLE, FAR)))]
    if setup.x90_mm:
        estimate = x90_estimate(run, setup)
        results.append(Table(f"Radius of 90 % of the energy, {title}",
                             compare([estimate], [expected_x90(setup, run, estimate.sigma)],
                                     X90_LIMIT), runs=[run.label], chi_square=False))
    return results


def tables(effort):
    """effort: 'fast' or 'full'."""
    results = []
    with scratch() as folder:
        for setup, counts in (FAST_RUNS if effort == "fast" else FULL_RUNS).items():
            for preset, millions in counts.items():
                run = simulate(folder, cases(), case_name(setup), millions * MILLION,
                               preset=preset)
                results += kernel_tables(run, setup, preset)
    return results


if __name__ == "__main__":
    from run_tables import main
    main(tables)
