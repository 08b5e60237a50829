# SPDX-License-Identifier: Apache-2.0
"""Writes case files."""
from __future__ import annotations

import os
from typing import Any

import h5py
import numpy as np

from .case import LIBRARY, ROLES, UNITS, Case
from .grid import Array, write_grid
from .stored import new_group, write_tree


def write_case(path: str | os.PathLike[str], case: Case) -> None:
    """Writes a case file, replacing one that is there, whole or not at all. ValueError for
    shapes, names and numbers that no case can have; what is wrong in the physics `yttria check` says."""
    temporary = f"{os.fspath(path)}.{os.getpid()}.part"
    try:
        with h5py.File(temporary, "w", libver=("v110", "v110")) as file:
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
        _check_name("region", name)
        if role not in ROLES:
            raise ValueError(f"region {name!r}: role {role!r} is not known; use one of {', '.join(ROLES)}")
        stored = _packed(file, f"roi/{name}", _mask(name, mask, case))
        stored.attrs["role"] = role
    if case.imports:
        write_tree(new_group(file, "imports"), case.imports)


def _check_name(what: str, name: str) -> None:
    """HDF5 would make groups of a name with "/"."""
    if name in ("", ".") or "/" in name or "\0" in name:
        raise ValueError(f"{what} {name!r}: such a name cannot stand in a file; use one without /")


def _refuse_first(what: str, array: Array, wrong: Array, remedy: str) -> None:
    """ValueError naming the first voxel where `wrong` holds."""
    if np.any(wrong):
        z, y, x = (int(i) for i in np.argwhere(wrong)[0])
        raise ValueError(f"{what}: voxel [{z}, {y}, {x}] is {array[z, y, x]}; {remedy}")


def _mask(name: str, mask: Array, case: Case) -> Array:
    what = f"region {name!r}"
    values = np.asarray(mask)
    _check_shape(what, values, case)
    _refuse_first(what, values, (values != 0) & (values != 1),
                  "a mask holds 0 and 1; say what is inside, such as values > 0.5")
    return values.astype("u1")


def _material_rows(case: Case) -> Array:
    for name in case.materials:
        _check_name("material", name)
        if name not in LIBRARY and name not in case.compositions:
            raise ValueError(f"material {name!r} is not in the library; use a name that `yttria material` lists, or say "
                             "in compositions what it is made of")
    if not 0 < len(case.materials) < 65536:
        raise ValueError(f"materials: {len(case.materials)} names; give 1 to 65535")
    rows = np.zeros(case.density.shape, "u1") if case.material is None else np.asarray(case.material)
    _check_shape("material", rows, case)
    last = len(case.materials) - 1
    _refuse_first("material", rows, ~((rows >= 0) & (rows <= last) & (rows == np.floor(rows))),
                  f"give a row of materials, 0 to {last}")
    return rows.astype("u1" if len(case.materials) < 256 else "u2")


def _check_shape(what: str, array: Any, case: Case) -> None:
    if np.shape(array) != case.density.shape:
        raise ValueError(f"{what} has shape {np.shape(array)}, the density {case.density.shape}")


def _check_amounts(what: str, amounts: Any) -> None:
    values = np.asarray(amounts, dtype="f8")
    wrong = ~((values >= 0) & np.isfinite(values))
    if np.any(wrong):
        at = [int(i) for i in np.argwhere(wrong)[0]]
        raise ValueError(f"{what}: {at} is {values[tuple(at)]}; give finite numbers, 0 or more")


def _packed(file: h5py.File, name: str, values: Any) -> h5py.Dataset:
    return file.create_dataset(name, data=values, compression="gzip", compression_opts=1)


def _with_units(file: h5py.Group, name: str, values: Any, units: str) -> h5py.Dataset:
    stored = file.create_dataset(name, data=values)
    stored.attrs["units"] = units
    return stored


def _write_medium(file: h5py.File, case: Case) -> None:
    _with_units(file, "medium/density", np.asarray(case.density, dtype="f4"), "g/cm3")
    material = _packed(file, "medium/material", _material_rows(case))
    material.attrs["units"] = "1"
    file.create_dataset("materials/name", data=list(case.materials), dtype=h5py.string_dtype())
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
    _check_amounts("source_map", case.source_map)
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
    _check_amounts("point_decays", case.point_decays)
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
