# SPDX-License-Identifier: Apache-2.0
"""A physical problem: grid, medium, source, regions."""
from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import h5py
import numpy as np
import numpy.typing as npt

from .grid import Array, Grid, read_grid
from .stored import BadFile, check_format, check_units, read_tree, text

ROLES = ("tumour", "normal_liver", "lung", "other")
#: Materials of the program's library: the names `yttria material` lists.
LIBRARY = ("water", "air", "lung", "adipose", "muscle", "soft tissue", "liver", "blood", "red marrow",
           "yellow marrow", "spongiosa", "cortical bone", "graphite", *(f"schneider-{i}" for i in range(1, 25)))
UNITS = {"decays": "1", "activity": "Bq", "activity_concentration": "Bq/mL", "relative": "1"}


@dataclass
class Case:
    """One problem. Either `source_map` or `points_mm` with `point_decays`.

    spacing_mm        edges of a voxel along x, y, z, mm
    density           g/cm3, [z][y][x]
    materials         names of the library, or of `compositions`
    material          row of `materials` for every voxel; all row 0 when left out
    compositions      name: ({Z: mass fraction}, mean excitation energy in eV)
    source_map        decays per voxel (`quantity` says otherwise: activity in Bq, ...)
    quantity          decays | activity (Bq) | activity_concentration (Bq/mL) | relative
    points_mm         [n][3] LPS mm, with point_decays [n]
    point_direction   unit vector (LPS) along which all particles of the points start; isotropic
                      when left out
    beta_spectrum     [n][2] MeV and density per MeV; replaces the nuclide's
    nuclide           a nuclide with decay data
    electron_MeV      monoenergetic electrons instead of a nuclide, MeV
    rois              name: (mask of 0 and 1, role: tumour | normal_liver | lung | other)
    origin_mm         centre of voxel (0,0,0); the middle of the grid is (0,0,0) when left out
    direction         3x3, columns: unit vectors of the x, y, z index; LPS when left out
    total_decays      what a relative source_map stands for
    imports           what `yttria import` found and decided, a dict in a dict for each group; goes
                      with the case into the next file, so say there what you changed
    """
    spacing_mm: Sequence[float] | Array
    density: Array
    materials: Sequence[str]
    material: Array | None = None
    compositions: dict[str, tuple[dict[int, float], float]] = field(default_factory=dict)
    source_map: Array | None = None
    quantity: str = "decays"
    points_mm: npt.ArrayLike | None = None
    point_decays: npt.ArrayLike | None = None
    point_direction: npt.ArrayLike | None = None
    beta_spectrum: npt.ArrayLike | None = None
    nuclide: str = "Y-90"
    electron_MeV: float | None = None
    rois: dict[str, tuple[Array, str]] = field(default_factory=dict)
    origin_mm: npt.ArrayLike | None = None
    direction: npt.ArrayLike | None = None
    total_decays: float | None = None
    imports: dict[str, Any] = field(default_factory=dict)

    @property
    def grid(self) -> Grid:
        """Where the voxels are."""
        z, y, x = self.density.shape
        spacing = np.asarray(self.spacing_mm, dtype="f8")
        direction = np.eye(3) if self.direction is None else np.asarray(self.direction, dtype="f8").reshape(3, 3)
        middle = -0.5 * (np.array((x, y, z)) - 1) * spacing
        origin = direction @ middle if self.origin_mm is None else np.asarray(self.origin_mm, dtype="f8")
        return Grid((x, y, z), spacing, origin, direction)

    @property
    def mass_g(self) -> Array:
        """Mass of every voxel, g, [z][y][x]."""
        return np.asarray(self.density * self.grid.voxel_volume_mL)

    def mask(self, name: str) -> Array:
        """Voxels of a region; KeyError naming those there are."""
        if name not in self.rois:
            raise KeyError(f"no region {name!r}; there are: {', '.join(self.rois) or 'none'}")
        return self.rois[name][0]


def read_case(path: str | os.PathLike[str]) -> Case:
    """Everything of a case file; BadFile when it is none or has other units."""
    with h5py.File(path, "r") as file:
        check_format(file, "yttria-case")
        density = file["medium/density"]
        check_units(density, "g/cm3")
        grid = read_grid(file, density)
        materials = [str(text(name)) for name in file["materials/name"][...]]
        case = Case(spacing_mm=grid.spacing_mm, origin_mm=grid.origin_mm, direction=grid.direction,
                    density=density[...], material=file["medium/material"][...], materials=materials,
                    compositions=_compositions(file["materials"], materials),
                    rois={name: (mask[...] != 0, str(text(mask.attrs.get("role", "other"))))
                          for name, mask in file.get("roi", {}).items()},
                    imports=read_tree(file["imports"]) if "imports" in file else {})
        _read_source(file["source"], case)
        return case


def _compositions(group: h5py.Group, names: Sequence[str]) -> dict[str, tuple[dict[int, float], float]]:
    """Of the rows that have one; the rest are materials of the library."""
    if "Z" not in group:
        return {}
    elements, excitation_eV = group["Z"][...], group["mean_excitation_energy"]
    check_units(excitation_eV, "eV")
    return {name: ({int(Z): float(w) for Z, w in zip(elements, fractions) if w > 0}, float(energy))
            for name, fractions, energy in zip(names, group["mass_fraction"][...], excitation_eV[...])
            if np.any(fractions > 0)}


def _read_source(source: h5py.Group, case: Case) -> None:
    place: Any = source["map"] if "map" in source else source["points"]
    if "map" in source:
        case.quantity = str(text(place.attrs["quantity"]))
        if case.quantity not in UNITS:
            raise BadFile(f"{source.file.filename}: /source/map: quantity {case.quantity!r} is not known")
        check_units(place, UNITS[case.quantity])
        case.source_map = place[...]
        case.total_decays = float(place.attrs["total_decays"]) if case.quantity == "relative" else None
    else:
        check_units(place["position"], "mm")
        check_units(place["decays"], "1")
        case.points_mm, case.point_decays = place["position"][...], place["decays"][...]
        case.point_direction = place.attrs.get("direction")
    case.nuclide = str(text(place.attrs["nuclide"]))
    if case.nuclide == "electron":
        case.electron_MeV = float(place.attrs["energy_MeV"])
    if "beta_spectrum" in source:
        check_units(source["beta_spectrum"], "MeV")
        case.beta_spectrum = source["beta_spectrum"][...]
