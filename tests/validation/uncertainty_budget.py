# SPDX-License-Identifier: Apache-2.0
"""How far the dose moves with data and models that nobody knows exactly (type B).

Geometry   one active voxel of 3 mm in the middle of a cube of 129 mm of one medium, all of one
           density. Energies per decay over mass: the source voxel, its face neighbours, those two
           voxels away, and the shell of 24 to 60 mm, where bremsstrahlung deposits.
Changes    one at a time against the default; in each run everything else is the same, the seed
           included. Sigmas are of the difference of two runs.

    python3 uncertainty_budget.py     prints the table of engine/physics/README.md
"""
import importlib.util
import pathlib

import numpy as np
from simulation import HERE, linear_functionals, scratch, simulate, yttria

EDGE_MM, REACH = 3.0, 21
SHAPE = (2 * REACH + 1,) * 3
DECAYS = 1 << 24
WATER = {1: 0.111894, 8: 0.888106}
PLACES = ("source voxel", "face", "2 voxels", "24-60 mm")


def beta_spectrum(screening=True, branches=None):
    """Spectrum of Y-90 by the generator of physics_data/, changed: [n][2], MeV and per MeV."""
    path = HERE.parents[1] / "physics_data" / "generate_beta_spectra.py"
    module = importlib.util.module_from_spec(
        spec := importlib.util.spec_from_file_location("generate_beta_spectra", path))
    spec.loader.exec_module(module)
    rows = [line.split(",") for line in
            pathlib.Path(path.with_name("beta_branches.csv")).read_text().splitlines()
            if line.startswith("Y-90")]
    names = ("nuclide", "endpoint_keV", "intensity_percent", "shape", "daughter_Z", "A")
    found = [module.Branch(dict(zip(names, row))) for row in rows][:branches]
    for branch in found:
        if not screening:
            branch.screening = 0.0
    return np.array(module.spectrum(found))


def make_case(material="water", density=1.0, composition=None, spectrum=None):
    source = np.zeros(SHAPE)
    source[REACH, REACH, REACH] = 1e9
    return yttria.Case(spacing_mm=(EDGE_MM,) * 3, density=np.full(SHAPE, density),
                       materials=[material],
                       compositions={material: composition} if composition else {},
                       source_map=source, beta_spectrum=spectrum,
                       rois={"all": (np.ones(SHAPE), "other")})


def place_weights():
    """[places][voxels]: means over the voxels of each place."""
    along = np.arange(-REACH, REACH + 1)
    z, y, x = np.meshgrid(along, along, along, indexing="ij")
    square = (x**2 + y**2 + z**2).ravel()
    on_axis = (np.abs(x) + np.abs(y) + np.abs(z)).ravel()
    radius = EDGE_MM * np.sqrt(square)
    masks = (square == 0, square == 1, (square == 4) & (on_axis == 2),
             (radius > 24) & (radius < 60))
    return np.array([mask / mask.sum() for mask in masks])


def doses(folder, case, **flags):
    """MeV per decay and g of voxel at each place, and sigmas."""
    run = simulate(folder, {"budget": lambda: case}, "budget", DECAYS, preset="clinical", **flags)
    energy, sigma = linear_functionals(run.dose, np.ones(SHAPE), place_weights())
    mass = case.density.flat[0]
    return energy / mass, sigma / mass


def changes():
    """(what, default, changed): each a pair of case and flags."""
    icru = {name: make_case("water-like", 1.0, (WATER, I)) for name, I in (("75", 75), ("78", 78))}
    liver = make_case("liver", 1.06)
    water = make_case()
    return [
        ("I of water 78 eV (ICRU 90) for 75 eV (ICRU 37)", (icru["75"], {}), (icru["78"], {})),
        ("liver: composition of soft tissue (ICRU four-component)", (liver, {}),
         (make_case("soft tissue", 1.06), {})),
        ("liver: composition of water", (liver, {}), (make_case("water", 1.06), {})),
        ("lung: composition of soft tissue", (make_case("lung", 0.26), {}),
         (make_case("soft tissue", 0.26), {})),
        ("liver: density 1 % higher", (liver, {}), (make_case("liver", 1.06 * 1.01), {})),
        ("spectrum without screening", (water, {}), (make_case(spectrum=beta_spectrum(False)), {})),
        ("spectrum without minor branches", (water, {}),
         (make_case(spectrum=beta_spectrum(True, 1)), {})),
        ("internal bremsstrahlung on", (water, {}), (water, {"internal_bremsstrahlung": "on"})),
        ("bremsstrahlung photons not followed", (water, {}), (water, {"photons": "escape"})),
    ]


def main():
    print("| change | " + " | ".join(PLACES) + " |")
    print("|---" + "|---:" * len(PLACES) + "|")
    known = {}
    with scratch() as folder:
        def dose_of(setting):
            key = (id(setting[0]), *setting[1].items())
            if key not in known:
                known[key] = doses(folder, setting[0], **setting[1])
            return known[key]

        for what, default, changed in changes():
            (base, base_sigma), (value, sigma) = dose_of(default), dose_of(changed)
            ratio = value / base - 1
            error = np.hypot(sigma / base, base_sigma * value / base**2)
            cells = [f"{100 * r:+.2f}({100 * e:.2f}) %" for r, e in zip(ratio, error)]
            print(f"| {what} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
