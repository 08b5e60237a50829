# SPDX-License-Identifier: Apache-2.0
"""Steps and cut-offs are fine enough: halving any of them does not change the dose.

Geometry   the point kernel of Y-90 in water, S values of 3 mm and the interfaces of water with lung
           and bone (dpk.py, vsv.py, slabs.py). Clinical settings depend on the voxel: kernel and
           layers of 1 mm test the fine ones, S values and layers of 3 mm the coarse ones.
Changed    one setting at a time, to half of what the preset has; those that are at the lowest value
           on offer (1 keV) are doubled instead.
Expected   the same run with the preset as it is. Both begin with the same decays, so that much of
           their chance cancels in the difference.
Limits     0.5 %, and 0.3 % for X90.
"""
from dataclasses import replace

from comparison import Table, compare_paired
from observables import KERNEL, S_VALUES, cases, interface  # noqa: F401 (cases: for rerun.py)
from simulation import scratch, simulate

MILLION = 1 << 20
SETTINGS = {"electron_cutoff_keV": "electron_cutoff_keV", "moller_keV": "moller_keV",
            "brems_keV": "brems_keV", "photon_cutoff_keV": "photon_cutoff_keV",
            "hinge_g": "hinge_g", "hinge_path": "hinge_path_g_cm2"}  # flag: name in the dose file
LOWEST_KEV = 1
# preset: millions of decays in each observable
PLAN = {"clinical": {KERNEL: 4, interface("lung", 1): 2, interface("cortical bone", 1): 2,
                     S_VALUES: 6, interface("lung", 3): 2, interface("cortical bone", 3): 2},
        "reference": {KERNEL: 1.5, S_VALUES: 2.5, interface("lung", 1): 1,
                      interface("cortical bone", 1): 1}}


def changes(provenance):
    """(flag, value) of each setting, halved, or doubled at the end of its range."""
    for flag, name in SETTINGS.items():
        value = float(provenance[name])
        at_end = flag.endswith("keV") and value / 2 < LOWEST_KEV
        yield flag, value * 2 if at_end else value / 2


def changed_rows(flag, value, measured, expected, limit):
    setting = "--" + flag.replace("_", "-")
    return [replace(row, name=f"{setting} {value:g}: {row.name}")
            for row in compare_paired(measured, expected, limit)]


def convergence_table(folder, preset, observable, histories):
    base = simulate(folder, cases(), observable.case, histories, preset=preset)
    expected, rows, runs = observable.look(base), [], [base]
    for flag, value in changes(base.dose.provenance):
        runs.append(simulate(folder, cases(), observable.case, histories, preset=preset,
                             **{flag: value}))
        rows += changed_rows(flag, value, observable.look(runs[-1]), expected, observable.limit)
    return Table(f"One setting halved or doubled, {observable.title}, {preset}", rows,
                 runs=[run.label for run in runs], chi_square=False)


def tables(effort):
    """effort: 'fast' or 'full'."""
    share = 1 / 8 if effort == "fast" else 1
    with scratch() as folder:
        return [convergence_table(folder, preset, observable, share * millions * MILLION)
                for preset, plan in PLAN.items() for observable, millions in plan.items()]


if __name__ == "__main__":
    from run_tables import main
    main(tables)
