# SPDX-License-Identifier: Apache-2.0
"""Fano's theorem at the ends of the steps and thresholds on offer (see fano.py)."""
from fano import LATTICES, MILLION, SLABS_MM, cases, lattice_table, slab_table  # noqa: F401

# Ends of the ranges on offer, as changes of the clinical preset, and millions of decays on the
# lattice and on slab pairs. Short paths and low thresholds are slow: their sigmas are up to 0.2 %.
ENDS = {
    "longest steps (G1 1, path 10 g/cm2)": ({"hinge_g": 1, "hinge_path": 10}, 24, 12),
    "G1 0.5 at any energy": ({"hinge_g": 0.5, "hinge_path": 10}, 24, 12),
    "small G1 (0.02)": ({"hinge_g": 0.02}, 8, 0),
    "short paths (0.001 g/cm2)": ({"hinge_path": 0.001}, 8, 0),
    "highest thresholds (1 MeV)": ({"moller_keV": 1000, "electron_cutoff_keV": 1000,
                                    "brems_keV": 1000}, 24, 12),
    "lowest thresholds (Moller 2 keV, else 1 keV)": ({"moller_keV": 2, "electron_cutoff_keV": 1, "brems_keV": 1},
                                  8, 0),
    "Moller 10 keV, cut-off 100 keV": ({"moller_keV": 10, "electron_cutoff_keV": 100}, 16, 0),
    "Moller 100 keV, cut-off 10 keV": ({"moller_keV": 100, "electron_cutoff_keV": 10}, 16, 0),
}
PICTURE = "fano-ends"
FIRST_SEED = 11  # each table has a seed and densities of its own


def tables(effort):
    """effort: 'full'; there is no fast form."""
    del effort
    results = []
    for seed, (name, (changes, lattice, slabs)) in enumerate(ENDS.items(), start=FIRST_SEED):
        settings = {"preset": "clinical", **changes}
        results.append(lattice_table(name, settings, LATTICES["3 mm"], [seed], lattice * MILLION,
                                     PICTURE))
        if slabs:
            results.append(slab_table(name, settings, SLABS_MM["3 mm"], slabs * MILLION,
                                      PICTURE))
    return results


if __name__ == "__main__":
    from run_tables import main
    main(tables)
