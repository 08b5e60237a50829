# SPDX-License-Identifier: Apache-2.0
"""An absorbed dose, as a run or a kernel method wrote it."""
from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

import h5py
import numpy as np

from .grid import Array, Grid, read_grid
from .stored import attributes, check_format, check_units, text


@dataclass(frozen=True, eq=False)
class Histogram:
    """Cumulative dose-volume histogram of a region.

    dose_Gy           ascending from 0, Gy
    volume_fraction   of the region, that receives at least this dose
    lower, upper      band of one standard uncertainty (Monte Carlo); NaN where unknown
    """
    dose_Gy: Array
    volume_fraction: Array
    lower: Array
    upper: Array


@dataclass
class Dose:
    """A dose file. Energies are exact sums over all histories, in MeV when asked for.

    dose_Gy           absorbed dose, Gy, [z][y][x]; 0 where nothing scored, NaN in vacuum
    uncertainty       relative, 1 sigma; NaN where unknown
    mass_g            g; None when the file does not say
    rois              name: attributes (mean_Gy, D98, ...)
    histograms        name: Histogram
    provenance        attributes
    Of a run only, else None:
    energy_quanta     deposited energy, integers, [z][y][x]
    groups_quanta     [16][voxels of any ROI in ascending order]: the same by group of batches
    """
    path: str
    status: str
    spacing_mm: Array
    origin_mm: Array
    dose_Gy: Array
    uncertainty: Array
    mass_g: Array | None
    rois: dict[str, dict[str, Any]]
    provenance: dict[str, Any]
    direction: Array = field(default_factory=lambda: np.eye(3))
    histograms: dict[str, Histogram] = field(default_factory=dict)
    runs: dict[str, Array] = field(default_factory=dict)  # name: [n][2] half-open voxel ranges
    energy_quanta: Array | None = None
    groups_quanta: Array | None = None
    quantum_MeV: float | None = None
    batches: Array | None = None
    emitted_quanta: int | None = None
    deposited_quanta: int | None = None
    escaped_quanta: int | None = None

    @property
    def grid(self) -> Grid:
        z, y, x = self.dose_Gy.shape
        return Grid((x, y, z), self.spacing_mm, self.origin_mm, self.direction)

    @property
    def histories(self) -> int:
        return int(self.provenance["histories"])

    @property
    def run_digest(self) -> str:
        return str(self.provenance["run_digest"])

    @property
    def digests(self) -> str:
        """Of all particles' final states and, its first 16 digits, of the tally: RUN:TALLY."""
        return f"{self.run_digest}:{self.provenance['tally_digest'][:16]}"

    @property
    def energy_MeV(self) -> Array:
        """Deposited energy per history, MeV, [z][y][x]."""
        if self.energy_quanta is None or self.quantum_MeV is None:
            raise ValueError(f"{self.path}: has no exact sums (/tally), so no deposited energy")
        return np.asarray(self.energy_quanta * (self.quantum_MeV / self.histories))

    def mask(self, name: str) -> Array:
        """Voxels of a region, [z][y][x]; KeyError naming those there are."""
        if name not in self.runs:
            raise KeyError(f"{self.path}: no region {name!r}; there are: {', '.join(self.runs) or 'none'}")
        inside = np.zeros(self.dose_Gy.size, dtype=bool)
        for first, last in self.runs[name]:
            inside[first:last] = True
        return inside.reshape(self.dose_Gy.shape)


def read_dose(path: str | os.PathLike[str]) -> Dose:
    """Everything of a dose file but its sums of squares; BadFile when it is none."""
    with h5py.File(path, "r") as file:
        check_format(file, "yttria-dose")
        result = file["result"]
        check_units(result["dose"], "Gy")
        grid, dose_Gy = read_grid(file, result["dose"]), result["dose"][...]
        dose = Dose(
            path=str(path), status=str(text(file.attrs["status"])), spacing_mm=grid.spacing_mm,
            origin_mm=grid.origin_mm, direction=grid.direction, dose_Gy=dose_Gy,
            uncertainty=_volume(result, "uncertainty", "1", np.full_like(dose_Gy, np.nan)),
            mass_g=_volume(result, "mass", "g", None), rois={}, provenance={})
        if "provenance" in file:
            dose.provenance = attributes(file["provenance"])
        for name, region in file.get("roi", {}).items():
            _read_region(region, name, dose)
        if "tally" in file:
            _read_tally(file["tally"], dose)
        return dose


def _volume(result: h5py.Group, name: str, units: str, otherwise: Array | None) -> Any:
    if name not in result:
        return otherwise
    check_units(result[name], units)
    return result[name][...]


def _read_region(region: h5py.Group | h5py.Dataset, name: str, dose: Dose) -> None:
    """A group of statistics, or a mask where another program wrote the file."""
    dose.rois[name] = attributes(region)
    if isinstance(region, h5py.Dataset):
        edges = np.flatnonzero(np.diff(np.pad((region[...] != 0).astype("i1").ravel(), 1)))
        dose.runs[name] = edges.reshape(-1, 2)
        return
    if "runs" in region:
        dose.runs[name] = region["runs"][...]
    if "dvh" in region:
        table = region["dvh"][...]
        dose.histograms[name] = Histogram(*(table[column] for column in
                                            ("dose_Gy", "volume_fraction", "lower", "upper")))


def _read_tally(tally: h5py.Group, dose: Dose) -> None:
    batches = tally["batches"].attrs
    dose.energy_quanta, dose.groups_quanta = tally["energy"][...], tally["groups"][...]
    dose.quantum_MeV = float(tally["energy"].attrs["quantum_MeV"])
    dose.batches = tally["batches"][...]
    dose.emitted_quanta = int(batches["emitted"])
    dose.deposited_quanta = int(batches["deposited"])
    dose.escaped_quanta = int(batches["escaped"])
