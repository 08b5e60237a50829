# SPDX-License-Identifier: Apache-2.0
"""What HDF5 stores, as plain Python."""
from __future__ import annotations

from typing import Any

import h5py


class BadFile(ValueError):
    """A file that is not what it should be. The message names file and object."""


def text(value: Any) -> Any:
    """A string where HDF5 gives bytes; anything else as it is."""
    return value.decode() if isinstance(value, bytes) else value


def attributes(item: h5py.Group | h5py.Dataset) -> dict[str, Any]:
    return {name: text(value) for name, value in item.attrs.items()}


def check_format(file: h5py.File, wanted: str) -> None:
    found = text(file.attrs.get("format", ""))
    if found != wanted:
        raise BadFile(f"{file.filename}: format is {found!r}, but must be {wanted!r}")


def check_units(dataset: h5py.Dataset, wanted: str) -> None:
    found = text(dataset.attrs.get("units", ""))
    if found != wanted:
        raise BadFile(f"{dataset.file.filename}: {dataset.name}: units are {found!r}, but must be {wanted!r}")
