# SPDX-License-Identifier: Apache-2.0
"""Whether the stated uncertainties are right: many short runs with different seeds.

With B batches the deviation from the truth in units of the stated uncertainty follows Student's t
with B - 1 degrees of freedom. Truth is one long run with a seed of its own.
"""
import numpy as np
from comparison import Row, Table
from significance import student_cumulative
from simulation import scratch, yttria

BATCHES, HISTORIES = 16, 16 * 1024
TRUE_HISTORIES = 1 << 23
SCATTER_LIMIT = 0.10
KOLMOGOROV = 1.9495  # larger with probability 0.001 (Stephens' form for finite samples)
PLACES = {"source voxel": (4, 4, 4), "face": (4, 4, 5), "corner": (5, 5, 5), "lung": (4, 4, 7)}


def make_case():
    """Two active voxels in liver beside lung."""
    shape = (9, 9, 9)
    density = np.full(shape, 1.06)
    density[:, :, 6:] = 0.26
    source = np.zeros(shape)
    source[4, 4, 4] = source[4, 4, 3] = 1e9
    near = np.zeros(shape, dtype=bool)
    near[3:6, 3:6, 2:6] = True
    return yttria.Case(spacing_mm=(3.0, 3.0, 3.0), density=density, materials=["liver", "lung"],
                       material=density < 1, source_map=source,
                       rois={"near": (near, "tumour")})


def quantities(dose):
    """Name: (dose in Gy, stated absolute uncertainty)."""
    values = {name: (float(dose.dose_Gy[at]), float(dose.uncertainty[at] * dose.dose_Gy[at]))
              for name, at in PLACES.items()}
    roi = dose.rois["near"]
    values["mean of a region"] = (roi["mean_Gy"], roi["mean_Gy"] * roi["mean_uncertainty"])
    return values


def simulate_seeds(seeds):
    """Truth, and {name: [seeds][dose, uncertainty]}."""
    with scratch() as folder:
        case, path = folder / "case.h5", folder / "dose.h5"
        yttria.write_case(case, make_case())
        true = quantities(yttria.run(case, path, histories=TRUE_HISTORIES, preset="clinical",
                                     seed=10**6))
        found = {name: [] for name in true}
        for seed in range(1, seeds + 1):
            dose = yttria.run(case, path, histories=HISTORIES, batch_size=HISTORIES // BATCHES,
                              seed=seed, preset="clinical")
            for name, pair in quantities(dose).items():
                found[name].append(pair)
    return true, {name: np.array(pairs) for name, pairs in found.items()}


def scatter_rows(found, factor=1.0):
    """Stated uncertainty over the true scatter of the seeds."""
    rows = []
    for name, pairs in found.items():
        stated = factor * np.sqrt(np.mean(pairs[:, 1] ** 2))
        ratio = stated / pairs[:, 0].std(ddof=1)
        sigma = np.sqrt(0.5 / (len(pairs) - 1) + 0.5 / (len(pairs) * (BATCHES - 1)))
        rows.append(Row(name, ratio, 1.0, sigma, 0.0, SCATTER_LIMIT))
    return rows


def student_rows(true, found, factor=1.0):
    """Kolmogorov distance of the deviations from Student's t, and how often they are below 1."""
    rows = []
    for name, pairs in found.items():
        count = len(pairs)
        z = (pairs[:, 0] - true[name][0]) / np.hypot(factor * pairs[:, 1], true[name][1])
        law = np.sort([student_cumulative(value, BATCHES - 1) for value in z])
        step = np.arange(count) / count
        distance = max((law - step).max(), (step + 1 / count - law).max())
        limit = KOLMOGOROV / (np.sqrt(count) + 0.12 + 0.11 / np.sqrt(count))
        rows.append(Row(f"{name}: Kolmogorov distance", distance, 0.0, 0.0, 0.0, limit))
        inside = 2 * student_cumulative(1.0, BATCHES - 1) - 1
        rows.append(Row(f"{name}: within 1 sigma", float(np.mean(np.abs(z) < 1)), inside,
                        np.sqrt(inside * (1 - inside) / count), 0.0, 0.0))
    return rows


def tables(effort):
    """effort: 'fast' or 'full'."""
    true, found = simulate_seeds(60 if effort == "fast" else 400)
    command = f"yttria run case.h5 -o dose.h5 --histories {HISTORIES} --batch-size " \
              f"{HISTORIES // BATCHES} --preset clinical --seed 1 (to {len(found['face'])})"
    wrong = "uncertainties x 1.4"
    return [Table("Stated uncertainty over scatter of repeated runs", scatter_rows(found),
                  notes=[command], chi_square=False, twin_rows=scatter_rows(found, 1.4),
                  twin_name=wrong),
            Table("Deviations in units of the stated uncertainty against Student's t",
                  student_rows(true, found), notes=[command], chi_square=False,
                  twin_rows=student_rows(true, found, 1.4), twin_name=wrong)]


if __name__ == "__main__":
    from run_tables import main
    main(tables)
