# SPDX-License-Identifier: Apache-2.0
"""Where the real data are that cannot be shipped."""
import os
from pathlib import Path

_folder = os.environ.get("YTTRIA_REFERENCE_DATA") or os.environ.get("YTTRIA_REFERENCE_DATA_FOUND")  # told; CMake's

#: None: there are none.
FOLDER = Path(_folder) if _folder else None
WHY_NOT = "no real data: YTTRIA_REFERENCE_DATA names no folder with them"
