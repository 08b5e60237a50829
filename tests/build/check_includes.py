#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Includes point one way: core <- physics <- transport <- launch <- engine <- tools, tests, benchmarks.
A source includes the header beside it first: so that header is known to compile alone.

Usage: check_includes.py ROOT. Prints every include that breaks a rule; exit code 1 when there is one.
"""
import re
import sys
from pathlib import Path

LAYERS = [
    "kernels/core",
    "kernels/physics",
    "kernels/transport",
    "kernels/launch",
    "engine",
    "tools",  # tools, tests and benchmarks are beside each other
]
TOP = ("tools", "tests", "benchmarks")
EXCHANGE = "engine/exchange/"
SOURCES = {".hpp", ".cpp", ".cu", ".cuh", ".h"}

PER_HISTORY = ("kernels/core", "kernels/physics", "kernels/transport")
PER_HISTORY_MAY = {"cstdint", "cstddef", "cmath", "cstring", "type_traits", "limits", "cassert"}

CUDA = re.compile(r"^(cuda|thrust/|cub/|nv/|cooperative_groups|device_launch|curand|math_constants)")
# Libraries and where alone their headers may be included.
ONLY_IN = {
    "hdf5.h": (re.compile(r"^hdf5(_hl)?\.h$|^H5.*\.h$"), r"engine/hdf5/|tests/"),
    "CLI11": (re.compile(r"^CLI/"), r"tools/(command_line\.cpp|([a-z]+_)?flags\.hpp)$"),
    "spdlog": (re.compile(r"^spdlog/"), r"engine/log\.[hc]pp$"),
    "OpenSSL": (re.compile(r"^openssl/"), r"engine/digest\.cpp$"),
    "libpng": (re.compile(r"^png\.h$"), r"engine/report/png\.cpp$"),
    "KISS FFT": (re.compile(r"^kissfft/"), r"engine/kernel_methods/fourier\.cpp$"),
    "DCMTK": (re.compile(r"^dcmtk/"), r"(engine|tests)/exchange/"),
    "NIfTI": (re.compile(r"^(nifti/|nifti\d|znzlib)"), r"(engine|tests)/exchange/"),
    "zlib": (re.compile(r"^zlib\.h$"), r"engine/(exchange/|report/picture_volume\.cpp$)|tests/fuzz/"),
    "GoogleTest": (re.compile(r"^(gtest|gmock)/|^rapidcheck"), r"tests/"),
    "Google Benchmark": (re.compile(r"^benchmark/"), r"benchmarks/"),
}
THIRD_PARTY = re.compile(r"^(fmt|nlohmann|boost|Eigen)/")

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def layer(path):
    for level, folder in enumerate(LAYERS):
        if path.startswith(folder + "/"):
            return level
    return len(LAYERS) - 1 if path.split("/")[0] in TOP else None


def problem(path, kind, name, root):
    """Why `path` may not include `name`; None when it may."""
    if kind == '"':
        if not (root / name).is_file():
            return f'"{name}" is not a path from the top of the project'
        own, other = layer(path), layer(name)
        if other is None:
            return f'"{name}" is in no known folder'
        if other > own:
            return f'"{name}" lies in a layer above'
        if name.startswith(EXCHANGE) and path.startswith("engine/") and not path.startswith(EXCHANGE):
            return f'"{name}" is of a library of its own, beside the engine'
        if own == other == len(LAYERS) - 1:
            allowed = {path.split("/")[0]} | ({"tools"} if path.startswith("tests/") else set())
            if name.split("/")[0] not in allowed:
                return f'"{name}" belongs to another top-level folder'
        if re.fullmatch(r"tools/([a-z]+_)?flags\.hpp", name):
            if not re.fullmatch(ONLY_IN["CLI11"][1], path):
                return f'"{name}" brings CLI11 into a second translation unit'
        return None

    for library, (header, where) in ONLY_IN.items():
        if header.search(name) and not re.match(where, path):
            return f"<{name}>: {library} is for {where} alone"
    if CUDA.search(name) and not re.match(
        r"kernels/launch/([^/]+\.cuh?|device_(buffer|stream)\.hpp)$|(tests|benchmarks)/.*\.cuh?$", path
    ):
        return f"<{name}>: CUDA and Thrust are for .cu files and kernels/launch/device_*.hpp"
    if path.startswith(PER_HISTORY):
        if name not in PER_HISTORY_MAY and not name.startswith("Random123/"):
            return f"<{name}>: kernels that run once per history, step or voxel may not use it"
    elif path.startswith("kernels/") and THIRD_PARTY.search(name):
        return f"<{name}>: no third party in kernels/ but Random123"
    return None


def sources(root):
    for folder in ("kernels", "engine", "tools", "tests", "benchmarks"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in SOURCES and path.is_file():
                yield path


def own_header_problem(name, first, root):
    """Why the first include of a source must be another; None when it need not."""
    own = Path(name).with_suffix(".hpp").as_posix()
    if name.endswith(".cpp") and (root / own).is_file() and first != own:
        return f'"{own}" is to be included before all others'
    return None


def problems(root):
    for path in sources(root):
        name = path.relative_to(root).as_posix()
        first = True
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            include = INCLUDE.match(line)
            if include:
                why = problem(name, include[1], include[2], root)
                if first and not why:
                    why = own_header_problem(name, include[2], root)
                first = False
                if why:
                    yield f"{name}:{number}: {why}"


def main():
    root = Path(sys.argv[1]).resolve()
    found = list(problems(root))
    print("\n".join(found) if found else f"{sum(1 for _ in sources(root))} files keep the rules")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
