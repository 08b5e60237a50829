# SPDX-License-Identifier: Apache-2.0
"""Whether the stated uncertainties are right: many short independent runs.

Geometry   1000 voxels of 3 mm, liver beside lung, a few of density 0. Smooth activity fills a
           cube of six voxels; clustered activity is 24 microspheres in three clusters.
Expected   with B batches the deviation from the truth in units of the stated uncertainty follows
           Student's t with B - 1 degrees of freedom, for voxels and for the mean of a region;
           stated uncertainties fall as 1/sqrt(decays) with ever more batches of one size (larger
           batches are spread more evenly and scatter less than that); a voxel that nothing reached has dose 0
           and uncertainty NaN, one of density 0 has dose NaN, and no uncertainty is 0. Truth is
           one long run with a seed of its own.
Limits     statistical (3 sigma; a Kolmogorov distance that 0.1 % of samples exceed), and 2 % for
           1/sqrt(decays).
"""
import concurrent.futures
import os

import numpy as np
from comparison import Plot, Row, Table, relative
from significance import student_cumulative
from simulation import scratch, simulate, timed_run, write_case, yttria

BATCHES, HISTORIES = 16, 16 * 1024
SEEDS = 200  # of 100 alone, one row of thirty was 3.7 sigma off; the next 100 did not repeat it
TRUE_HISTORIES = 1 << 22
SETTINGS = {"preset": "clinical", "threads": 1}
KOLMOGOROV = 1.9495  # larger with probability 0.001 (Stephens' form for finite samples)
INTERVALS = (0.68, 0.95)
GROWTH, GROWTH_SEEDS, GROWTH_LIMIT = (1, 4, 16), 12, 0.02
PLACES = {"smooth": {"middle of the source": (4, 4, 4), "edge of the source": (4, 4, 1),
                     "beside the source": (4, 4, 0), "lung": (4, 4, 7)},
          "clustered": {"cluster": (3, 3, 3), "beside it": (3, 3, 4), "next cluster": (6, 5, 4)}}


def make_case(kind):
    shape = (10, 10, 10)
    density = np.full(shape, 1.06)
    density[:, :, 7:] = 0.26
    density[8:, 8:, 8:] = 0
    near = np.zeros(shape, dtype=bool)
    near[2:6, 2:6, 2:6] = True
    case = yttria.Case(spacing_mm=(3.0, 3.0, 3.0), density=density, materials=["liver", "lung"],
                       material=density < 1, rois={"near": (near, "tumour")})
    if kind == "smooth":
        wave = np.zeros(10)
        wave[1:7] = np.sin(np.pi * np.arange(1, 7) / 7)
        case.source_map = np.round(1e9 * np.einsum("i,j,k", wave, wave, wave))
    else:
        generator = np.random.default_rng(1)
        centres = 3.0 * (np.array([[3, 3, 3], [4, 5, 6], [2, 4, 3]]) - 4.5)  # x, y, z
        case.points_mm = np.round(np.repeat(centres, 8, 0) + generator.normal(0, 1, (24, 3)), 6)
        case.point_decays = np.round(generator.uniform(1e8, 1e9, 24))
    return case


def cases():
    return {f"statistics-{kind}": lambda kind=kind: make_case(kind) for kind in PLACES}


def quantities(dose, kind):
    """Dose and stated absolute uncertainty of each place and of the region's mean, Gy."""
    pairs = [(float(dose.dose_Gy[at]), float(dose.uncertainty[at] * dose.dose_Gy[at]))
             for at in PLACES[kind].values()]
    roi = dose.rois["near"]
    return np.array(pairs + [(roi["mean_Gy"], roi["mean_Gy"] * roi["mean_uncertainty"])])


def repeat(folder, kind, seeds, histories, batches, look):
    """look(dose) of a run for each seed, [seeds][...], and the label of the first run."""
    name = f"statistics-{kind}"
    write_case(folder / f"{name}.h5", cases()[name]())

    def one(seed):
        own = folder / str(seed)  # a folder each: the runs go side by side
        own.mkdir()
        os.link(folder / f"{name}.h5", own / f"{name}.h5")
        flags = {"histories": histories, "batch_size": histories // batches, "seed": seed}
        dose, command, seconds = timed_run(own, name, {**flags, **SETTINGS})
        (own / f"{name}.h5").unlink()
        own.rmdir()
        return look(dose), (command, dose.digests, seconds)

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(one, seeds))
    return np.array([value for value, _ in found]), found[0][1]


def scatter_rows(names, found, factor=1.0):
    """Stated uncertainty over the true scatter of the seeds."""
    count = len(found)
    sigma = np.sqrt(0.5 / (count - 1) + 0.5 / (count * (BATCHES - 1)))
    ratios = factor * np.sqrt(np.mean(found[..., 1] ** 2, axis=0)) / found[..., 0].std(0, ddof=1)
    return [Row(name, ratio, 1.0, sigma, 0.0, 0.0) for name, ratio in zip(names, ratios)]


def student_quantile(probability, degrees):
    """Half width, in sigmas, of the interval that holds with this probability."""
    low, high = 0.0, 100.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        inside = 2 * student_cumulative(middle, degrees) - 1
        low, high = (middle, high) if inside < probability else (low, middle)
    return low


def kolmogorov_distance(samples):
    """From the uniform distribution, of probabilities."""
    law, count = np.sort(samples), len(samples)
    step = np.arange(count) / count
    return max((law - step).max(), (step + 1 / count - law).max())


def student_rows(names, true, found, factor=1.0):
    """Kolmogorov distance of the deviations from Student's t, and how often intervals hold."""
    rows, count = [], len(found)
    widths = {share: student_quantile(share, BATCHES - 1) for share in INTERVALS}
    for i, name in enumerate(names):
        z = (found[:, i, 0] - true[i, 0]) / np.hypot(factor * found[:, i, 1], true[i, 1])
        distance = kolmogorov_distance([student_cumulative(value, BATCHES - 1) for value in z])
        limit = KOLMOGOROV / (np.sqrt(count) + 0.12 + 0.11 / np.sqrt(count))
        rows.append(Row(f"{name}: Kolmogorov distance", distance, 0.0, 0.0, 0.0, limit))
        rows += [Row(f"{name}: within {100 * share:.0f} %", np.mean(np.abs(z) < width), share,
                     np.sqrt(share * (1 - share) / count), 0.0, 0.0)
                 for share, width in widths.items()]
    return rows


def coverage_tables(folder, kind, seeds):
    names = [*PLACES[kind], "mean of a region"]
    truth = simulate(folder, cases(), f"statistics-{kind}", TRUE_HISTORIES, seed=10**6, **SETTINGS)
    true = quantities(truth.dose, kind)
    found, label = repeat(folder, kind, range(1, seeds + 1), HISTORIES, BATCHES,
                          lambda dose: quantities(dose, kind))
    facts = {"runs": [label, truth.label], "notes": [f"seeds 1 to {seeds}"], "chi_square": False,
             "twin_name": "uncertainties x 1.4"}
    scatter, student = scatter_rows(names, found), student_rows(names, true, found)
    return [Table(f"Stated uncertainty over scatter of repeated runs, {kind} activity", scatter,
                  twin_rows=scatter_rows(names, found, 1.4), **facts,
                  plot=Plot("coverage", kind, names, "", "stated / true", values=False)),
            Table(f"Deviations in units of the stated uncertainty against Student's t, {kind} "
                  "activity", student, twin_rows=student_rows(names, true, found, 1.4), **facts)]


def hot_uncertainty(dose):
    """Root mean square over voxels above half the maximum."""
    hot = dose.dose_Gy > np.nanmax(dose.dose_Gy) / 2
    return np.sqrt(np.mean(dose.uncertainty[hot].astype("f8") ** 2))


def growth_table(folder, kind):
    """The sigma of a mean over seeds comes from their scatter."""
    batches = 64  # of as many decays whatever their number
    seeds = range(5001, 5001 + GROWTH_SEEDS)
    found, labels = zip(*(repeat(folder, kind, seeds, growth * HISTORIES, growth * batches,
                                 hot_uncertainty)
                          for growth in GROWTH))
    mean = np.mean(found, axis=1)
    share = np.std(found, axis=1, ddof=1) / np.sqrt(GROWTH_SEEDS) / mean
    rows = []
    for i, growth in enumerate(GROWTH[1:], start=1):
        ratio = mean[i] / mean[0]
        rows.append(relative(f"decays x {growth}", ratio, growth**-0.5,
                             ratio * np.hypot(share[0], share[i]), 0.0, GROWTH_LIMIT,
                             2 * (GROWTH_SEEDS - 1)))
    return Table(f"Stated uncertainty with more decays over that with {HISTORIES}, {kind} activity",
                 rows, runs=list(labels), chi_square=False, twin_factor=1.1,
                 notes=[f"root mean square over voxels above half the maximum: {100 * mean[0]:.2f} "
                        f"%, mean of {GROWTH_SEEDS} seeds"])


def blank_counts(dose, uncertainty, reached, empty):
    """How many voxels break a rule of the file format."""
    return [("dose not NaN at density 0", ~np.isnan(dose[empty])),
            ("dose not 0 where nothing arrived", dose[~reached & ~empty] != 0),
            ("uncertainty not NaN where nothing arrived", ~np.isnan(uncertainty[~reached])),
            ("uncertainty 0", uncertainty == 0)]


def blank_table(folder):
    """The twin has zeros in place of NaN."""
    run = simulate(folder, cases(), "statistics-clustered", 4096, batches=16, **SETTINGS)
    reached, empty = run.dose.energy_quanta > 0, run.case.density == 0
    arrays = run.dose.dose_Gy, run.dose.uncertainty
    rows, twin = ([Row(name, np.count_nonzero(wrong), 0, 0, 0, 0)
                   for name, wrong in blank_counts(*values, reached, empty)]
                  for values in (arrays, [np.nan_to_num(array) for array in arrays]))
    return Table("Voxels that break a rule about what is not known", rows, runs=[run.label],
                 chi_square=False, twin_rows=twin, twin_name="0 in place of NaN",
                 notes=[f"{np.count_nonzero(~reached & ~empty)} voxels that nothing reached, "
                        f"{np.count_nonzero(empty)} of density 0"])


def tables(effort):
    """effort: 'fast' or 'full'."""
    results = []
    with scratch() as folder:
        results.append(blank_table(folder))
        for kind in PLACES:
            results += coverage_tables(folder, kind, SEEDS)
            if effort == "full":
                results.append(growth_table(folder, kind))
    return results


if __name__ == "__main__":
    from run_tables import main
    main(tables)
