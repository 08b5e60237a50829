# SPDX-License-Identifier: Apache-2.0
"""What HDF5 stores, as plain Python."""
from __future__ import annotations

from typing import Any

import h5py
import numpy as np


class BadFile(ValueError):
    """A file that is not what it should be. The message names file and object."""


def text(value: Any) -> Any:
    """A string where HDF5 gives bytes; anything else as it is."""
    return value.decode() if isinstance(value, bytes) else value


def attributes(item: h5py.Group | h5py.Dataset) -> dict[str, Any]:
    return {name: text(value) for name, value in item.attrs.items()}


def read_tree(group: h5py.Group) -> dict[str, Any]:
    """Attributes of a group, and a dict for each group in it."""
    tree = {name: _plain(value) for name, value in group.attrs.items()}
    tree.update({name: read_tree(item) for name, item in group.items() if isinstance(item, h5py.Group)})
    return tree


def new_group(parent: h5py.Group, name: str) -> h5py.Group:
    """A group whose attributes all stay in its header: HDF5 1.10 crashes when it copies texts among
    attributes that are stored otherwise."""
    properties = h5py.h5p.create(h5py.h5p.GROUP_CREATE)
    properties.set_attr_phase_change(65535, 0)
    return h5py.Group(h5py.h5g.create(parent.id, name.encode(), gcpl=properties))


def write_tree(group: h5py.Group, tree: dict[str, Any]) -> None:
    """What read_tree gave, or anything like it."""
    for name, value in tree.items():
        if isinstance(value, dict):
            write_tree(new_group(group, name), value)
        elif isinstance(value, list):
            group.attrs.create(name, value, shape=(len(value),), dtype=h5py.string_dtype())
        else:
            group.attrs[name] = value


def _plain(value: Any) -> Any:
    """Texts as str, lists of texts as lists; numbers as h5py gives them."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "OS":
        return [str(text(item)) for item in value]
    return text(value)


def check_format(file: h5py.File, wanted: str) -> None:
    found = text(file.attrs.get("format", ""))
    if found != wanted:
        raise BadFile(f"{file.filename}: format is {found!r}, but must be {wanted!r}")


def check_units(dataset: h5py.Dataset, wanted: str) -> None:
    found = text(dataset.attrs.get("units", ""))
    if found != wanted:
        raise BadFile(f"{dataset.file.filename}: {dataset.name}: units are {found!r}, but must be {wanted!r}")
