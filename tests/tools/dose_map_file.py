# SPDX-License-Identifier: Apache-2.0
"""Writes dose maps as another program would: dose and grid alone, no sums."""
import h5py
import numpy as np


def write_dose_map(path, dose_Gy, spacing_mm, origin_mm=(0, 0, 0), direction=(1, 0, 0, 0, 1, 0, 0, 0, 1),
                   uncertainty=None, rois=None, dose_to=None):
    """dose_Gy [z][y][x]; spacing and origin x, y, z; rois: name to mask."""
    with h5py.File(path, "w") as file:
        file.attrs["format"] = "yttria-dose"
        file.attrs["format_version"] = np.array([1, 0])
        file.attrs["status"] = "complete"
        grid = file.create_group("grid")
        for name, values in (("spacing_mm", spacing_mm), ("origin_mm", origin_mm), ("direction", direction)):
            grid.attrs[name] = np.asarray(values, dtype="f8")
        file["result/dose"] = np.asarray(dose_Gy, dtype="f4")
        file["result/dose"].attrs["units"] = "Gy"
        if uncertainty is not None:
            file["result/uncertainty"] = np.asarray(uncertainty, dtype="f4")
            file["result/uncertainty"].attrs["units"] = "1"
        for name, mask in (rois or {}).items():
            file[f"roi/{name}"] = np.asarray(mask, dtype="u1")
            file[f"roi/{name}"].attrs["role"] = "other"
        if dose_to:
            file.create_group("provenance").attrs["dose_to"] = dose_to
