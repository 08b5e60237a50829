# SPDX-License-Identifier: Apache-2.0
"""Whether the uncertainties and noise biases of figures of regions are right: many short runs.

Geometry   1728 voxels of 3 mm, liver, activity in a cube of ten voxels: a wave, times a random
           factor from voxel to voxel, so that no two voxels have one dose by symmetry. Regions of
           1, 5, 64 and 1000 voxels in it.
Quantities mean, D98, D50, D2, minimum, maximum, V at the region's median dose, and the histogram at
           three doses, with the uncertainties that `yttria dvh` states (half-sample replicates).
Expected   over seeds, the root mean square of the stated uncertainties is the scatter; two thirds
           of all runs lie within one sigma of the expectation (Student's t with 15 degrees of
           freedom: 0.667). A noise bias that grows as the p-th power of the noise is stated as
           2^(p/2) - 1 of itself, since replicates have twice the variance: 0.41 for the extreme of
           many voxels with one dose (p 1), 1 for p 2, 1.83 for p 3. The truth is one long run.
Noise      of a voxel 2 to 3 %, as in the clinical preset's usual runs and less than the differences
           between voxels. Where it is not, replicates, which have their own noise on top, say too
           much of tails and extremes, and of V at a dose that all voxels have sqrt(2/3) of it.
           Biases, small then, are judged at 10 %.
Judged     V where at least five voxels are expected on either side of the dose: otherwise it jumps
           between few values and no interval has a stated probability.
Limits     for the scatter 3 sigma or 10 % where a figure depends smoothly on the voxels (mean, V
           and histogram, D50), 25 % for extremes (minimum, D98, D2, maximum); for the share 3 sigma
           or 0.05, 0.10 for extremes; for the bias 0.41 to 1.83 of the truth, within 3 sigma.
"""
import concurrent.futures
import json
import os
import time

import numpy as np
from comparison import Plot, Row, Table
from significance import student_cumulative
from simulation import scratch, write_case, yttria

NAME = "regions"
BATCHES, HISTORIES, NOISY_HISTORIES = 64, 64 * 8192, 64 * 512
SEEDS = {"fast": 40, "full": 200}
TRUE_HISTORIES = {"fast": 1 << 20, "full": 1 << 24}  # the short one serves for thresholds alone
FLAGS = {"preset": "clinical", "threads": 1}
DEGREES = 15  # of freedom: 16 groups of batches
REGIONS = {"1 voxel": 1, "5 voxels": 5, "64 voxels": 64, "1000 voxels": 1000}
EXTREMES = ("min", "D98", "D2", "max")
BIASES = np.sqrt(2) - 1, np.sqrt(8) - 1  # stated over true
THRESHOLDS = (0.7, 1.0, 1.2)  # of the region's median dose
FEWEST_VOXELS = 5


def make_case():
    shape = (12, 12, 12)
    wave = np.zeros(12)
    wave[1:11] = np.sin(np.pi * np.arange(1, 11) / 11)
    masks = {name: np.zeros(shape, dtype=bool) for name in REGIONS}
    masks["1 voxel"][6, 6, 6] = True
    masks["5 voxels"][5, 5, 4:9] = True
    masks["64 voxels"][4:8, 4:8, 4:8] = True
    masks["1000 voxels"][1:11, 1:11, 1:11] = True
    assert all(masks[name].sum() == count for name, count in REGIONS.items())
    uneven = np.random.default_rng(1).uniform(0.5, 1.5, shape)
    activity = 1e10 * np.einsum("i,j,k", wave, wave, wave) * uneven
    return yttria.Case(spacing_mm=(3.0, 3.0, 3.0), density=np.full(shape, 1.06),
                       materials=["liver"], source_map=np.round(activity),
                       rois={name: (mask, "other") for name, mask in masks.items()})


def cases():
    return {NAME: make_case}


def figures(region, thresholds_Gy):
    """{name: (value, sigma, noise bias)} of a region of `yttria dvh --json`."""
    found = {"mean": (region["mean_Gy"], region["mean_sigma_Gy"], 0.0)}
    for key in ("min", "D98", "D50", "D2", "max"):
        found[key] = tuple(region[f"{key}{part}_Gy"] for part in ("", "_sigma", "_noise_bias"))
    for share, dose in zip(THRESHOLDS, thresholds_Gy):
        found[f"V({share:g} median)"] = tuple(region[f"V{dose:g}{part}"]
                                              for part in ("", "_sigma", "_noise_bias"))
    return found


class Runs:
    """Runs of the case in a folder, asked with `yttria dvh`."""

    def __init__(self, folder):
        self.folder = folder
        write_case(folder / f"{NAME}.h5", make_case())

    def run(self, histories, seed):
        """The dose file of one run, and its label."""
        path = self.folder / f"{seed}.h5"
        flags = {"histories": histories, "batch_size": histories // BATCHES, "seed": seed, **FLAGS}
        begin = time.monotonic()
        dose = yttria.run(self.folder / f"{NAME}.h5", path, force=True, **flags)
        seconds = time.monotonic() - begin
        arguments = yttria.run_arguments(f"{NAME}.h5", f"{NAME}-dose.h5", force=True, **flags)
        arguments.remove("--force")
        return path, ("yttria " + " ".join(arguments), dose.digests, seconds)

    @staticmethod
    def figures(path, thresholds_Gy):
        """{region: figures} of a dose file."""
        words = sorted({f"{value:g}" for values in thresholds_Gy.values() for value in values})
        report = json.loads(yttria.call("dvh", path, "--json", "--V", ",".join(words)))
        return {region["name"]: figures(region, thresholds_Gy[region["name"]])
                for region in report["regions"]}

    def truth(self, histories):
        """Thresholds of each region from one long run, what it says at them, its label."""
        path, label = self.run(histories, 10**6)
        medians = {region["name"]: region["D50_Gy"]
                   for region in json.loads(yttria.call("dvh", path, "--json"))["regions"]}
        thresholds = {name: [float(f"{share * median:.4g}") for share in THRESHOLDS]
                      for name, median in medians.items()}
        return thresholds, self.figures(path, thresholds), label

    def repeat(self, seeds, histories, thresholds):
        """{region: {figure: [seeds][value, sigma, bias]}} and the label of the first run."""
        def one(seed):
            path, label = self.run(histories, seed)
            found = self.figures(path, thresholds)
            path.unlink()
            return found, label

        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            runs = list(pool.map(one, seeds))
        found = {name: {key: np.array([regions[name][key] for regions, _ in runs], dtype="f8")
                        for key in runs[0][0][name]} for name in REGIONS}
        return found, runs[0][1]


def judged(key, values, voxels):
    """Whether a figure has intervals with a probability; of volumes not all do."""
    if not key.startswith("V"):
        return True
    return FEWEST_VOXELS <= voxels * values[:, 0].mean() <= voxels - FEWEST_VOXELS


def scatter_rows(found, factor=1.0):
    """Stated uncertainty over the scatter of the seeds."""
    rows = []
    for name, of_region in found.items():
        for key, values in of_region.items():
            if not judged(key, values, REGIONS[name]):
                continue
            count = len(values)
            sigma = np.sqrt(0.5 / (count - 1) + 0.5 / (count * DEGREES))
            ratio = factor * np.sqrt(np.mean(values[:, 1] ** 2)) / values[:, 0].std(ddof=1)
            limit = 0.25 if key in EXTREMES else 0.10
            rows.append(Row(f"{name}: {key}", ratio, 1.0, sigma, 0.0, limit))
    return rows


def share_rows(found, factor=1.0):
    """How often a run lies within one stated sigma of the expectation over seeds."""
    expected = 2 * student_cumulative(1.0, DEGREES) - 1
    rows = []
    for name, of_region in found.items():
        for key, values in of_region.items():
            if not judged(key, values, REGIONS[name]):
                continue
            count = len(values)
            inside = np.abs(values[:, 0] - values[:, 0].mean()) <= factor * values[:, 1]
            limit = 0.10 if key in EXTREMES else 0.05
            rows.append(Row(f"{name}: {key}", np.mean(inside), expected,
                            np.sqrt(expected * (1 - expected) / count), 0.0, limit))
    return rows


def bias_rows(found, true, factor=1.0):
    """Mean stated noise bias over the true one; nothing to state where that is lost in noise."""
    rows, middle = [], np.mean(BIASES)
    for name, of_region in found.items():
        for key in EXTREMES:
            values, count = of_region[key], len(of_region[key])
            real = values[:, 0].mean() - true[name][key][0]
            sigma = np.hypot(values[:, 0].std(ddof=1) / np.sqrt(count), true[name][key][1])
            if REGIONS[name] == 1 or abs(real) < 5 * sigma:
                continue
            stated = factor * values[:, 2].mean()
            spread = values[:, 2].std(ddof=1) / np.sqrt(count)
            rows.append(Row(f"{name}: {key}", stated / real, middle,
                            abs(stated / real) * np.hypot(spread / stated, sigma / real), 0.0,
                            BIASES[1] - middle))
    return rows


def bias_notes(found, true):
    """Stated and true noise bias of each figure, Gy."""
    notes = []
    for name, of_region in found.items():
        parts = []
        for key in EXTREMES:
            values = of_region[key]
            real = values[:, 0].mean() - true[name][key][0]
            parts.append(f"{key} {values[:, 2].mean():+.3g} ({real:+.3g})")
        notes.append(f"{name}, median dose {true[name]['D50'][0]:.4g} Gy: noise bias in Gy, stated "
                     f"(true): {', '.join(parts)}")
    return notes


def tables(effort):
    """effort: 'fast' or 'full'."""
    seeds = SEEDS[effort]
    with scratch() as folder:
        runs = Runs(folder)
        thresholds, true, true_label = runs.truth(TRUE_HISTORIES[effort])
        found, label = runs.repeat(range(1, seeds + 1), HISTORIES, thresholds)
        if effort == "full":
            noisy, noisy_label = runs.repeat(range(1, seeds + 1), NOISY_HISTORIES, thresholds)
    facts = {"chi_square": False, "notes": [f"seeds 1 to {seeds}"], "runs": [label]}
    scatter, share = scatter_rows(found), share_rows(found)
    results = [Table("Regions: stated uncertainty over scatter of repeated runs", scatter, **facts,
                     twin_rows=scatter_rows(found, 1.4), twin_name="uncertainties x 1.4",
                     plot=Plot("region_coverage", "regions", [row.name for row in scatter], "",
                               "stated / true", values=False)),
               Table("Regions: share of runs within one stated sigma of their expectation", share,
                     twin_rows=share_rows(found, 1.4), twin_name="uncertainties x 1.4", **facts)]
    if effort == "full":
        facts["notes"] = facts["notes"] + bias_notes(noisy, true)
        facts["runs"] = [noisy_label, true_label]
        results.append(Table("Regions: stated noise bias over the true one, expected 0.41 to 1.83",
                             bias_rows(noisy, true), **facts, twin_name="opposite sign",
                             twin_rows=bias_rows(noisy, true, -1.0)))
    return results


if __name__ == "__main__":
    from run_tables import main
    main(tables)
