# SPDX-License-Identifier: Apache-2.0
"""Writes case files."""
from __future__ import annotations

import os
from typing import Any

import h5py
import numpy as np

from .case import UNITS, Case
from .grid import write_grid


def write_case(path: str | os.PathLike[str], case: Case) -> None:
    """Writes a case file, replacing one that is there, whole or not at all. What is wrong in the
    physics `yttria check` says."""
    temporary = f"{os.fspath(path)}.{os.getpid()}.part"
    try:
        with h5py.File(temporary, "w") as file:
            _write(file, case)
        os.replace(temporary, path)
    except BaseException:
        if os.path.exists(temporary):
            os.remove(temporary)
        raise


def _write(file: h5py.File, case: Case) -> None:
    file.attrs["format"] = "yttria-case"
    file.attrs["format_version"] = np.array([1, 0])
    write_grid(file, case.grid)
    _write_medium(file, case)
    _write_source(file, case)
    for name, (mask, role) in case.rois.items():
        _check_shape(f"region {name!r}", mask, case)
        stored = _packed(file, f"roi/{name}", np.asarray(mask, dtype="u1"))
        stored.attrs["role"] = role


def _check_shape(what: str, array: Any, case: Case) -> None:
    if np.shape(array) != case.density.shape:
        raise ValueError(f"{what} has shape {np.shape(array)}, the density {case.density.shape}")


def _packed(file: h5py.File, name: str, values: Any) -> h5py.Dataset:
    return file.create_dataset(name, data=values, compression="gzip", compression_opts=1)


def _with_units(file: h5py.Group, name: str, values: Any, units: str) -> h5py.Dataset:
    stored = file.create_dataset(name, data=values)
    stored.attrs["units"] = units
    return stored


def _write_medium(file: h5py.File, case: Case) -> None:
    _with_units(file, "medium/density", np.asarray(case.density, dtype="f4"), "g/cm3")
    rows = np.zeros(case.density.shape) if case.material is None else np.asarray(case.material)
    _check_shape("material", rows, case)
    material = _packed(file, "medium/material", rows.astype("u1" if len(case.materials) < 256 else "u2"))
    material.attrs["units"] = "1"
    file.create_dataset("materials/name", data=np.array(case.materials, dtype="S"))
    if case.compositions:
        _write_compositions(file, case)


def _write_compositions(file: h5py.File, case: Case) -> None:
    elements = sorted({Z for fractions, _ in case.compositions.values() for Z in fractions})
    fraction = np.zeros((len(case.materials), len(elements)))
    excitation_eV = np.zeros(len(case.materials))
    for row, name in enumerate(case.materials):
        fractions, excitation_eV[row] = case.compositions.get(name, ({}, 0))
        for Z, value in fractions.items():
            fraction[row, elements.index(Z)] = value
    file.create_dataset("materials/Z", data=np.array(elements, dtype="u1"))
    file.create_dataset("materials/mass_fraction", data=fraction)
    _with_units(file, "materials/mean_excitation_energy", excitation_eV, "eV")


def _write_map(file: h5py.File, case: Case) -> h5py.Dataset:
    if case.quantity not in UNITS:
        raise ValueError(f"quantity {case.quantity!r} is not known; use one of {', '.join(UNITS)}")
    _check_shape("source_map", case.source_map, case)
    place = _with_units(file, "source/map", np.asarray(case.source_map, dtype="f8"), UNITS[case.quantity])
    place.attrs["quantity"] = case.quantity
    if case.quantity == "relative":
        if case.total_decays is None:
            raise ValueError("a relative source_map needs total_decays")
        place.attrs["total_decays"] = float(case.total_decays)
    return place


def _write_points(file: h5py.File, case: Case) -> h5py.Group:
    if case.points_mm is None or case.point_decays is None:
        raise ValueError("a case needs source_map, or points_mm with point_decays")
    place = file.create_group("source/points")
    _with_units(place, "position", np.asarray(case.points_mm, dtype="f8"), "mm")
    _with_units(place, "decays", np.asarray(case.point_decays, dtype="f8"), "1")
    if case.point_direction is not None:
        place.attrs["direction"] = np.asarray(case.point_direction, dtype="f8")
    return place


def _write_source(file: h5py.File, case: Case) -> None:
    place = _write_points(file, case) if case.source_map is None else _write_map(file, case)
    if case.electron_MeV is not None:
        place.attrs["nuclide"] = "electron"
        place.attrs["energy_MeV"] = float(case.electron_MeV)
        return
    place.attrs["nuclide"] = case.nuclide
    if case.beta_spectrum is not None:
        _with_units(file, "source/beta_spectrum", np.asarray(case.beta_spectrum, dtype="f8"), "MeV")
