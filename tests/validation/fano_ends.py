# SPDX-License-Identifier: Apache-2.0
"""Fano's theorem at the ends of the steps and thresholds on offer (see fano.py)."""
from fano import CUBIC, MILLION, fano_table

ENDS = {  # ends of the ranges on offer, as changes of the clinical preset, and millions of decays
    "longest steps (G1 1, path 10 g/cm2)": ({"hinge_g": 1, "hinge_path": 10}, 48),
    "G1 0.5 at any energy": ({"hinge_g": 0.5, "hinge_path": 10}, 48),
    "small G1 (0.02)": ({"hinge_g": 0.02}, 10),
    "short paths (0.001 g/cm2)": ({"hinge_path": 0.001}, 2),
    "highest thresholds (1 MeV)": ({"moller_keV": 1000, "electron_cutoff_keV": 1000,
                                    "brems_keV": 1000}, 48),
    "lowest thresholds (1 keV)": ({"moller_keV": 2, "electron_cutoff_keV": 1, "brems_keV": 1}, 2),
    "Moller 10 keV, cut-off 100 keV": ({"moller_keV": 10, "electron_cutoff_keV": 100}, 32),
    "Moller 100 keV, cut-off 10 keV": ({"moller_keV": 100, "electron_cutoff_keV": 10}, 32),
}


def tables(effort):
    """effort: 'full'; there is no fast form. Each table has a seed and densities of its own."""
    del effort
    return [fano_table(name, {"preset": "clinical", **changes}, CUBIC, [seed], millions * MILLION)
            for seed, (name, (changes, millions)) in enumerate(ENDS.items(), start=11)]


if __name__ == "__main__":
    from run_tables import main
    main(tables)
