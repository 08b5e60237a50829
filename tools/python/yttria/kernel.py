# SPDX-License-Identifier: Apache-2.0
"""Dose kernels, as `yttria kernel` writes them."""
from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import h5py
import numpy as np

from .grid import Array
from .stored import attributes, text


@dataclass
class VoxelKernel:
    """Voxel S values. Offsets 0..reach, all signs alike, [z][y][x].

    s_value           mGy/(MBq s)
    uncertainty       relative, 1 sigma
    energy_fraction   of the emitted energy, in one voxel
    """
    spacing_mm: Array
    medium: str
    density_g_cm3: float
    energy_per_decay_MeV: float
    s_value: Array
    uncertainty: Array
    energy_fraction: Array
    emitted_quanta: int
    in_kernel_quanta: int
    provenance: dict[str, Any]

    def whole(self, values: Array) -> Array:
        """An array of this kernel with all its mirrors, the source voxel in the middle."""
        for axis in range(3):
            mirror = np.flip(values, axis).take(range(values.shape[axis] - 1), axis)
            values = np.concatenate([mirror, values], axis)
        return values


@dataclass
class PointKernel:
    """Dose point kernel in shells between radius_mm [n+1]; the rest has [n].

    dose              mean absorbed dose in the shell, mGy/(MBq s)
    """
    radius_mm: Array
    medium: str
    density_g_cm3: float
    energy_per_decay_MeV: float
    dose: Array
    uncertainty: Array
    energy_fraction: Array
    emitted_quanta: int
    in_kernel_quanta: int
    provenance: dict[str, Any]


def read_kernel(path: str | os.PathLike[str]) -> VoxelKernel | PointKernel:
    """A VoxelKernel or a PointKernel, whichever the file holds."""
    with h5py.File(path, "r") as file:
        kernel, tally = file["kernel"], file["tally/energy"].attrs
        shared: dict[str, Any] = {
            "medium": str(text(file["medium"].attrs["name"])),
            "density_g_cm3": float(file["medium"].attrs["density_g_cm3"]),
            "energy_per_decay_MeV": float(file["emission"].attrs["energy_per_decay_MeV"]),
            "uncertainty": kernel["uncertainty"][...],
            "energy_fraction": kernel["energy_fraction"][...],
            "emitted_quanta": int(tally["emitted"]), "in_kernel_quanta": int(tally["in_kernel"]),
            "provenance": attributes(file["provenance"])}
        if text(file.attrs["kind"]) == "voxel":
            return VoxelKernel(spacing_mm=kernel.attrs["spacing_mm"],
                               s_value=kernel["s_value"][...], **shared)
        return PointKernel(radius_mm=kernel["radius"][...], dose=kernel["dose"][...], **shared)
