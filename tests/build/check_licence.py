#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every source file begins with its SPDX line (scripts: after the #! line). Usage: check_licence.py ROOT"""
import sys
from pathlib import Path

FOLDERS = ("kernels", "engine", "physics_data", "tools", "tests", "benchmarks", ".ci")
SUFFIXES = {".hpp", ".cpp", ".cu", ".cuh", ".h", ".py", ".cmake", ".sh", ".S", ".in"}
LINE = "SPDX-License-Identifier: Apache-2.0"


def is_source(path):
    if path.suffix in SUFFIXES or path.name == "CMakeLists.txt":
        return True
    if path.suffix:
        return False
    with path.open("rb") as file:
        return file.read(2) == b"#!"


def main():
    root = Path(sys.argv[1])
    paths = [root / "CMakeLists.txt"]
    for folder in FOLDERS:
        paths += sorted(path for path in (root / folder).rglob("*") if path.is_file())
    checked, bad = 0, []
    for path in paths:
        if "__pycache__" in path.parts or not is_source(path):
            continue
        checked += 1
        lines = path.read_text(encoding="utf-8").splitlines()[:2]
        first = lines[1:2] if lines and lines[0].startswith("#!") else lines[:1]
        if not first or not first[0].endswith(LINE):
            bad.append(path.relative_to(root).as_posix())
    for name in bad:
        print(f"{name}: its first line must be '// {LINE}' (or '# ...')")
    print(f"{checked} files looked at")
    return 1 if bad or checked < 50 else 0


if __name__ == "__main__":
    sys.exit(main())
