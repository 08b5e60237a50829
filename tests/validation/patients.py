# SPDX-License-Identifier: Apache-2.0
"""Whole cases to 1 % of uncertainty: the liver phantom and the adult male of ICRP 110.

The mean dose of the whole liver (lesions included) is energy over mass, less the photons that
leave the body and the betas that leave through the surface of the liver. Bremsstrahlung that leaves
the liver but not the body, up to 0.2 % of the energy, is not taken off. What a plane surface loses,
as a thickness of the source, is the dose beyond it in EGSnrc's profile of water; a rough surface of
voxels has 3/2 of the area of the smooth one. Energies are compared, which is the same thing.
The phantom of ICRP 110 is not shipped: $YTTRIA_REFERENCE_DATA names the folder that holds
phantoms/ICRP110_AM.h5; without it that case is left out.
"""
import os
import pathlib
import sys
import time

import h5py
import numpy as np
from comparison import Row, Table, relative
from run_tables import Skipped
from simulation import HERE, read_table, scratch, yttria

LIMIT = 0.01
STAIRS = 1.5  # area of a voxel surface over that of a smooth one, all directions alike
GOAL_PERCENT = 1


def plane_loss_mm():
    """Thickness of source whose energy crosses a plane surface, mm of water."""
    table = read_table("slabs.csv")
    water = table["medium"] == "water"
    dose, low = table["dose"][water], table["low_mm"][water]
    beta = (low >= 0) & (low < 10)  # 1 mm layers; farther there is bremsstrahlung only
    return dose[beta].sum() / dose[(low >= -9) & (low < -6)].mean()


def surface_mm2(mask, spacing_mm):
    """Area of the faces between the mask and the rest."""
    area = 0.0
    for axis, edge in zip((2, 1, 0), spacing_mm):
        faces = np.count_nonzero(np.diff(mask.astype("i1"), axis=axis))
        area += faces * np.prod(spacing_mm) / edge
    return area


def read_case(path):
    """Liver with lesions and without, density, decays per voxel, spacing."""
    with h5py.File(path, "r") as file:
        masks = {name: (mask[...] != 0, yttria.text(mask.attrs["role"]))
                 for name, mask in file["roi"].items()}
        normal = np.any([mask for mask, role in masks.values() if role == "normal_liver"], axis=0)
        tumour = np.any([mask for mask, role in masks.values() if role == "tumour"], axis=0)
        return (normal | tumour, normal, file["medium/density"][...], file["source/map"][...],
                file["grid"].attrs["spacing_mm"])


def cases():
    """What a command can be run again with; the phantom of ICRP 110 is not always there."""
    return {"liver": lambda: ("liver",)}


def liver_table(name, case_path, folder):
    arguments = {"goal": f"max50={GOAL_PERCENT}", "preset": "clinical"}
    begin = time.monotonic()
    dose = yttria.run(case_path, folder / "dose.h5", force=True, **arguments)
    seconds = time.monotonic() - begin
    whole, normal, density, decays, spacing = read_case(case_path)

    emitted = dose.emitted_quanta * dose.quantum_MeV / dose.histories  # MeV per decay
    photons = dose.escaped_quanta / dose.emitted_quanta
    concentration = decays[normal].mean() / np.prod(spacing)  # decays per mm3 of normal liver
    loss_mm = plane_loss_mm() / density[normal].mean()
    leaving = concentration * surface_mm2(whole, spacing) / STAIRS * loss_mm
    to_Gy = yttria.JOULE_PER_MEV / (dose.mass_g[whole].astype("f8").sum() * 1e-3)
    over_mass = decays[whole].sum() * emitted * to_Gy
    expected = (decays[whole].sum() - leaving) * emitted * (1 - photons) * to_Gy
    measured = dose.energy_MeV[whole].sum() * decays.sum() * to_Gy

    balance = dose.emitted_quanta - dose.deposited_quanta - dose.escaped_quanta
    tallied = int(dose.energy_quanta.sum(dtype="u8")) - dose.deposited_quanta
    rows = [relative("mean dose of liver and lesions, Gy", measured, expected, 0, 0, LIMIT),
            Row("emitted - deposited - escaped, quanta", balance, 0, 0, 0, 0),
            Row("sum of the tally - deposited, quanta", tallied, 0, 0, 0, 0)]
    hot = dose.dose_Gy > np.nanmax(dose.dose_Gy) / 2
    reached = 100 * np.sqrt(np.mean(np.square(dose.uncertainty[hot].astype("f8"))))
    notes = [f"energy over mass {over_mass:.2f} Gy; escaped {100 * photons:.2f} %; through the "
             f"surface {100 * leaving / decays[whole].sum():.2f} %",
             "mean doses, Gy: " + ", ".join(
                 f"{roi} {values['mean_Gy']:.2f} ({100 * values['mean_uncertainty']:.2f} %)"
                 for roi, values in dose.rois.items()),
             f"max50 {reached:.3f} %, {dose.histories:.3g} decays, {seconds:.0f} s, "
             f"{dose.provenance['histories_per_second']:.3g} decays/s"]
    command = " ".join(["yttria run", case_path.name, "-o dose.h5 --goal", arguments["goal"],
                        "--preset clinical"])
    return Table(f"{name} to {GOAL_PERCENT} % in max50, clinical", rows, notes=notes,
                 runs=[(command, dose.digests, seconds)], chi_square=False)


def icrp110_case(folder, shunt_percent=5.0):
    """The case file, or Skipped."""
    root = os.environ.get("YTTRIA_REFERENCE_DATA") or os.environ.get("YTTRIA_REFERENCE_DATA_FOUND")
    if not root:
        raise Skipped("YTTRIA_REFERENCE_DATA is not set; it names the folder of "
                      "phantoms/ICRP110_AM.h5")
    phantom = pathlib.Path(root) / "phantoms" / "ICRP110_AM.h5"
    if not phantom.exists():
        raise Skipped(f"{phantom.name} is not in the folder phantoms of YTTRIA_REFERENCE_DATA")
    sys.path.insert(0, str(HERE.parents[1] / "tools" / "cases"))
    import icrp110
    path = folder / "icrp110.h5"
    yttria.write_case(path, icrp110.make_case(phantom, shunt_percent=shunt_percent))
    return path


def tables(effort):
    """effort: 'full'; there is no fast form."""
    del effort
    results = []
    with scratch() as folder:
        phantom = folder / "liver.h5"
        yttria.call("phantom", "liver", "-o", phantom)
        results.append(liver_table("Liver phantom", phantom, folder))
        try:
            results.append(liver_table("Adult male of ICRP 110", icrp110_case(folder), folder))
        except Skipped as reason:
            results[0].notes.append(f"ICRP 110 skipped: {reason}")
    return results


if __name__ == "__main__":
    from run_tables import main
    main(tables)
