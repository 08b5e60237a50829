# SPDX-License-Identifier: Apache-2.0
"""Self-absorbed fractions of filled spheres of water in water against EGSnrc.

Decays are points spread evenly over the exact sphere. Voxels that its surface cuts are shared
with the energy density linear in them (the gradient from their neighbours), which leaves an error
of third order in the voxel's edge; edges are a 24th of the diameter or less. Fractions are of the
energy that each run emitted, on both sides. Bremsstrahlung that escapes where it is emitted lowers
them by 0.02 (2 mm) to 0.15 % (50 mm) of their values.
"""
import numpy as np
from comparison import Table, relative
from simulation import linear_functionals, read_table, reference_spectrum, scratch, simulate, yttria

RIM_MM = 5.0  # water around, for backscatter: less than 1e-4 comes back from farther
VOXELS_ACROSS, SMALLEST_MM, LARGEST_MM = 24, 0.2, 1.0
POINTS = 1 << 19
FINE = 8  # points per axis in a cut voxel
LIMIT = 0.003


def even_points(radius_mm):
    """POINTS points spread evenly over a ball (a lattice of irrational steps), mm."""
    ratio = 1.2207440846057596  # root of x^4 = x + 1: the most even steps in three dimensions
    steps = np.array([ratio**-1, ratio**-2, ratio**-3])
    unit = (0.5 + np.arange(POINTS)[:, None] * steps) % 1
    radius = radius_mm * np.cbrt(unit[:, 0])
    cosine = 2 * unit[:, 1] - 1
    sine = np.sqrt(1 - cosine**2)
    angle = 2 * np.pi * unit[:, 2]
    return radius[:, None] * np.column_stack([sine * np.cos(angle), sine * np.sin(angle), cosine])


def make_case(diameter_mm):
    edge = float(np.clip(diameter_mm / VOXELS_ACROSS, SMALLEST_MM if diameter_mm > 5 else 0.1,
                         LARGEST_MM))
    cells = 2 * int(np.ceil((diameter_mm / 2 + RIM_MM) / edge))
    shape = (cells,) * 3
    points = even_points(diameter_mm / 2)
    mask = ball_shares(cells, edge, diameter_mm / 2 + 2 * edge)[0] > 0
    return yttria.Case(spacing_mm=(edge,) * 3, density=np.ones(shape), materials=["water"],
                       points_mm=points, point_decays=np.full(len(points), 1.0),
                       beta_spectrum=reference_spectrum(),
                       rois={"ball and rim": (mask, "other")})


def ball_shares(cells, edge, radius_mm):
    """Share of each voxel's volume in the ball, and its first moments in voxel edges, x y z."""
    offsets = (np.arange(FINE) + 0.5) / FINE - 0.5
    centres = np.arange(cells) - (cells - 1) / 2
    share, moments = np.zeros((cells,) * 3), np.zeros((3, cells, cells, cells))
    fine = np.stack(np.meshgrid(offsets, offsets, offsets, indexing="ij")).reshape(3, -1)
    for z in range(cells):
        y, x = np.meshgrid(centres, centres, indexing="ij")
        distance = np.sqrt(centres[z] ** 2 + y**2 + x**2)
        share[z] = distance * edge < radius_mm
        cut = np.abs(distance - radius_mm / edge) < 0.9
        place = (centres[z] + fine[0]) ** 2 + (y[cut, None] + fine[1]) ** 2 \
            + (x[cut, None] + fine[2]) ** 2
        inside = place * edge**2 < radius_mm**2
        share[z][cut] = inside.mean(axis=1)
        for axis, along in enumerate((fine[2], fine[1], fine[0])):
            moments[axis, z][cut] = (inside * along).mean(axis=1)
    return share, moments


def gradient_weights(share, moments):
    """Weights of the voxels' energies in the ball's energy: shares and gradient terms."""
    weights = share.copy()
    for moment, axis in zip(moments, (2, 1, 0)):  # energy at x: E + (E_next - E_before) / 2 * x
        weights += 0.5 * np.roll(moment, 1, axis) - 0.5 * np.roll(moment, -1, axis)
    return weights


def sphere_row(run, case, diameter_mm, expected, sigma_expected):
    cells, edge = case.density.shape[0], case.spacing_mm[0]
    weights = gradient_weights(*ball_shares(cells, edge, diameter_mm / 2))
    mask = case.rois["ball and rim"][0]
    energy, sigma = linear_functionals(run.dose, mask, [weights[mask]])
    emitted = run.dose.emitted_quanta * run.dose.quantum_MeV / run.dose.histories
    return relative(f"{diameter_mm:g} mm", energy[0] / emitted, expected, sigma[0] / emitted,
                    sigma_expected, LIMIT)


def tables(effort):
    """effort: 'fast' or 'full'."""
    data = read_table("spheres_water.csv")
    rows, runs = {}, {}
    with scratch() as folder:
        for diameter, fraction, sigma in zip(data["diameter_mm"], data["absorbed_fraction"],
                                             data["sigma"]):
            case = make_case(diameter)
            for preset, histories in (("clinical", 1 << 22), ("reference", 1 << 21)):
                run = simulate(folder, f"sphere-{diameter:g}-{preset}", case,
                               histories if effort == "full" else 1 << 18, preset=preset)
                rows.setdefault(preset, []).append(
                    sphere_row(run, case, diameter, fraction, sigma))
                runs.setdefault(preset, []).append(run.label)
    return [Table(f"Self-absorbed fraction of water spheres, {preset}", rows[preset],
                  runs=runs[preset], systematic=0.002) for preset in rows]


if __name__ == "__main__":
    from run_tables import main
    main(tables)
