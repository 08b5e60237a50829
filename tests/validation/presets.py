# SPDX-License-Identifier: Apache-2.0
"""What the presets cost in accuracy: their dose against that of a tighter run.

Geometry   point kernel, S values of 3 mm, interfaces of water with lung and bone, spheres; and the
           liver phantom. Clinical settings depend on the voxel: S values and layers of 3 mm test
           the coarse ones (2 mm and more), the others the fine ones.
Expected   reference with delta rays and tracks to 5 keV, photons from 1 keV, half the path and half
           the angle per hinge. All runs of a case begin with the same decays: much of their chance
           cancels in the differences. In the phantom, clinical against reference: means of
           regions, and of voxels by dose above 1 % of the maximum. A third run sorts the voxels: a
           run that sorted its own would put those that came out high by chance into the high bins.
Limits     0.5 %; 0.3 % for X90 and for means of regions.
"""
import h5py
import numpy as np
from comparison import Plot, Table, compare_paired
from observables import KERNEL, LIMIT, S_VALUES, interface, sphere
from observables import cases as observable_cases
from simulation import estimates, group_functionals, scratch, simulate, write_case

MILLION = 1 << 20
TIGHT = {"preset": "reference", "moller_keV": 5, "electron_cutoff_keV": 5, "brems_keV": 1,
         "hinge_g": 0.05, "hinge_path": 0.005, "end_confined": "off"}
# observable: millions of decays
PLAN = {KERNEL: 2, S_VALUES: 2, interface("lung", 1): 1.5, interface("cortical bone", 1): 1.5,
        interface("lung", 3): 1.5, interface("cortical bone", 3): 1.5, sphere(5): 0.5,
        sphere(20): 0.5}

LIVER = "liver"
LIVER_MILLIONS, SORTING_MILLIONS, SORTING_SEED = 16, 48, 4
REGION_LIMIT = 0.003
BIN_EDGES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)  # of the highest dose


def cases():
    return {**observable_cases(), LIVER: lambda: (LIVER,)}


def preset_tables(folder, observable, millions):
    """A table for each preset against the tight run."""
    tight = simulate(folder, cases(), observable.case, millions * MILLION, **TIGHT)
    expected, results = observable.look(tight), []
    for preset in ("reference", "clinical"):
        run = simulate(folder, cases(), observable.case, millions * MILLION, preset=preset)
        results.append(Table(f"{preset} against tight settings, {observable.title}",
                             compare_paired(observable.look(run), expected, observable.limit),
                             runs=[run.label, tight.label], chi_square=False))
    return results


def read_regions(folder):
    """Masks of the phantom's regions by name, and the union of all."""
    path = folder / "regions.h5"
    write_case(path, cases()[LIVER]())
    with h5py.File(path, "r") as file:
        masks = {name: mask[...] != 0 for name, mask in file["roi"].items()}
    return masks, np.any(list(masks.values()), axis=0)


def mean_doses(run, union, parts):
    """Mean doses of sets of voxels in MeV per g and decay; parts: {name: mask}."""
    masses = run.dose.mass_g[union].astype("f8")
    weights = [part[union] / masses[part[union]].sum() for part in parts.values()]
    return estimates(parts, group_functionals(run.dose, union, weights))


def dose_bins(dose, union):
    """{name: mask} by share of the highest dose."""
    share = np.where(union, np.nan_to_num(dose / np.nanmax(dose)), 0)
    found = {f"{100 * low:g} to {100 * high:g} % of the maximum": (share > low) & (share <= high)
             for low, high in zip(BIN_EDGES, BIN_EDGES[1:])}
    return {name: mask for name, mask in found.items() if mask.any()}


def liver_tables(folder):
    masks, union = read_regions(folder)
    sorting = simulate(folder, cases(), LIVER, SORTING_MILLIONS * MILLION, preset="clinical",
                       seed=SORTING_SEED)
    bins = dose_bins(sorting.dose.dose_Gy, union)
    runs = [simulate(folder, cases(), LIVER, LIVER_MILLIONS * MILLION, preset=preset)
            for preset in ("clinical", "reference")]
    labels = [run.label for run in runs]
    regions, by_dose = ([mean_doses(run, union, parts) for run in runs] for parts in (masks, bins))
    return [Table("clinical against reference, liver phantom, regions, MeV/g per decay",
                  compare_paired(*regions, REGION_LIMIT), runs=labels, chi_square=False),
            Table("clinical against reference, liver phantom, voxels by dose, MeV/g per decay",
                  compare_paired(*by_dose, LIMIT), runs=[*labels, sorting.label], chi_square=False,
                  plot=Plot("presets-liver", "clinical / reference",
                            [name.split(" %")[0] for name in bins], "% of the maximum dose",
                            "", values=False))]


def tables(effort):
    """effort: 'full'; there is no fast form."""
    del effort
    results = []
    with scratch() as folder:
        for observable, millions in PLAN.items():
            results += preset_tables(folder, observable, millions)
        results += liver_tables(folder)
    return results


if __name__ == "__main__":
    from run_tables import main
    main(tables)
