#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A radioembolisation case of the adult male of ICRP Publication 110.

    tools/cases/icrp110.py ICRP110_AM.h5 -o CASE.h5 [--activity 3] [--shunt 5] [--ratio 4]

The phantom is not shipped; ICRP provides it. The file holds organ_id [z][y][x], organ_density_g_cm3
and organ_medium per organ and spacing_mm_xyz; x from the patient's right to left, y front to back,
z toes to vertex, which is LPS, so nothing is turned.

Taken is the trunk from two slices below the liver to two above the lungs, cropped to the body:
the range of the betas is 11 mm, two slices are 16 mm. The liver gets three spherical lesions; the
activity of the liver has the given ratio of concentration in lesions and liver, and the shunt
lies in the lungs by mass. Each of ICRP's 53 media becomes the nearest of the material library;
densities are ICRP's.
"""
import argparse
import pathlib
import sys

import h5py
import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "python"))
import yttria  # noqa: E402  (its folder is known only now)

LIVER, LUNGS = 95, (96, 97, 98, 99)
SKIN, SKIN_WITHOUT_ROW = 123, 141  # skin on the end slices has an id of its own and no data
LESIONS_MM = {"lesion-1": 40.0, "lesion-2": 25.0, "lesion-3": 12.0}  # diameters
HALF_LIFE_S = 64.04 * 3600
MARGIN_SLICES, MARGIN_VOXELS = 2, 2
AIR_G_CM3 = 0.0012

MATERIALS = ["air", "soft tissue", "cortical bone", "spongiosa", "yellow marrow", "blood", "muscle",
             "liver", "adipose", "lung", "water"]
# ICRP 110's media where they are not like soft tissue
MEDIA = {0: "air", 1: "cortical bone", 2: "cortical bone", 28: "blood", 29: "muscle", 30: "liver",
         49: "adipose", 50: "lung", 52: "water", 53: "air",
         **{medium: "spongiosa" for medium in range(3, 22)},
         **{medium: "yellow marrow" for medium in range(22, 26)}}


def read_trunk(path):
    """Organ ids of the trunk, ICRP's densities and media by organ, spacing in mm (x, y, z)."""
    with h5py.File(path, "r") as file:
        organ = file["organ_id"][...]
        density = file["organ_density_g_cm3"][...]
        medium = file["organ_medium"][...]
        spacing_mm = tuple(file["spacing_mm_xyz"][...])
    organ[organ == SKIN_WITHOUT_ROW] = SKIN
    slices = np.flatnonzero(np.isin(organ, (LIVER, *LUNGS)).any(axis=(1, 2)))
    organ = organ[slices[0] - MARGIN_SLICES:slices[-1] + MARGIN_SLICES + 1]
    for axis in (1, 2):
        body = np.flatnonzero((organ > 0).any(axis=tuple({0, 1, 2} - {axis})))
        first, last = max(body[0] - MARGIN_VOXELS, 0), body[-1] + MARGIN_VOXELS + 1
        organ = organ.take(range(first, min(last, organ.shape[axis])), axis=axis)
    return organ, density, medium, spacing_mm


def ball(diameter_mm, spacing_mm):
    """Offsets [n][3] (z, y, x) of the voxels whose centres lie in a ball about a voxel."""
    reach = [int(diameter_mm / 2 / edge) for edge in spacing_mm[::-1]]
    offsets = np.stack(np.meshgrid(*(np.arange(-n, n + 1) for n in reach), indexing="ij"), -1)
    offsets = offsets.reshape(-1, 3)
    radius = np.linalg.norm(offsets * np.array(spacing_mm[::-1]), axis=1)
    return offsets[radius <= diameter_mm / 2]


def place_lesions(liver, spacing_mm):
    """Masks by name. The first lies nearest the middle of the liver, each other one as far as
    possible from those before; all of each lies in the liver."""
    free, lesions, centres = liver.copy(), {}, []
    edges = np.array(spacing_mm[::-1])
    for name, diameter in LESIONS_MM.items():
        offsets = ball(diameter, spacing_mm)
        fits = free.copy()
        for offset in offsets:
            fits &= np.roll(free, tuple(-offset), axis=(0, 1, 2))
        places = np.argwhere(fits)
        if len(places) == 0:
            raise SystemExit(f"no room for {name} ({diameter:g} mm) in the liver")
        if centres:
            gaps = [np.linalg.norm((places - centre) * edges, axis=1) for centre in centres]
            best = np.min(gaps, axis=0).argmax()
        else:
            middle = np.argwhere(liver).mean(axis=0)
            best = np.linalg.norm((places - middle) * edges, axis=1).argmin()
        centres.append(places[best])
        mask = np.zeros_like(liver)
        mask[tuple((places[best] + offsets).T)] = True
        lesions[name] = mask
        free &= ~mask
    return lesions


def make_case(path, activity_GBq=3.0, shunt_percent=5.0, ratio=4.0):
    """The case; concentrations in lesions are `ratio` times those in the rest of the liver."""
    organ, density_of, medium_of, spacing_mm = read_trunk(path)
    row_of = np.array([MATERIALS.index(MEDIA.get(int(medium), "soft tissue"))
                       for medium in medium_of])
    density_of = np.where(row_of == 0, AIR_G_CM3, density_of)
    density = density_of[organ]
    liver, lungs = organ == LIVER, np.isin(organ, LUNGS)
    lesions = place_lesions(liver, spacing_mm)
    tumour = np.any(list(lesions.values()), axis=0)

    decays = activity_GBq * 1e9 * HALF_LIFE_S / np.log(2)
    weight = np.where(tumour, ratio, np.where(liver, 1.0, 0.0))
    source = weight / weight.sum() * (1 - shunt_percent / 100) * decays
    in_lungs = np.where(lungs, density, 0.0)
    source += in_lungs / in_lungs.sum() * (shunt_percent / 100) * decays
    rois = {"liver": (liver & ~tumour, "normal_liver"), "lungs": (lungs, "lung"),
            **{name: (mask, "tumour") for name, mask in lesions.items()}}
    return yttria.Case(spacing_mm=spacing_mm, density=density, materials=MATERIALS,
                       material=row_of[organ], source_map=source, rois=rois)


def main():
    parser = argparse.ArgumentParser(description="A case of the adult male of ICRP 110")
    parser.add_argument("phantom", metavar="ICRP110_AM.h5")
    parser.add_argument("-o", "--output", metavar="CASE.h5", required=True)
    parser.add_argument("--activity", type=float, default=3.0, metavar="GBQ")
    parser.add_argument("--shunt", type=float, default=5.0, metavar="PCT")
    parser.add_argument("--ratio", type=float, default=4.0, help="tumour to normal liver")
    options = parser.parse_args()
    case = make_case(options.phantom, options.activity, options.shunt, options.ratio)
    yttria.write_case(options.output, case)
    print(f"{options.output}: {' x '.join(str(n) for n in case.density.shape[::-1])} voxels")
    for name, (mask, role) in case.rois.items():
        volume_mL = mask.sum() * np.prod(case.spacing_mm) * 1e-3
        print(f"  {name:10} {role:13} {volume_mL:8.1f} mL")


if __name__ == "__main__":
    main()
