#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads the PTX of the CUDA backend, compiled with the flags of the build: no approximations, no
flushing to zero, no atomics on floats. No GPU is needed.

Usage: lint_ptx.py COMPILE_COMMANDS SOURCE PROBE_FOLDER

The probes prove the lint: product_sum.cu must have no fma with the build's flags and one without
--fmad=false; forbidden.cu must be refused for each of its sins.
"""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from nvcc_command import command_of, without_architectures

FORBIDDEN = {
    "an approximation": re.compile(r"\b[a-z0-9]+\.approx\b|\.approx\."),
    "a division to 2 ulp": re.compile(r"\bdiv\.full\b"),  # what -prec-div=false makes of every /
    "flushing to zero": re.compile(r"\.ftz\b"),
    "an atomic on floats": re.compile(r"\b(atom|red)(\.[a-z0-9:_]+)*\.(f16|f16x2|bf16|bf16x2|f32|f64)\b"),
}
FMA = re.compile(r"\bfma\.rn\.f(32|64)\b")


def ptx(flags, source):
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "out.ptx"
        subprocess.run([*flags, "-ptx", "-arch=compute_75", "-x", "cu", str(source), "-o", str(output)],
                       check=True)
        text = output.read_text()
    return [line for line in text.splitlines() if not line.lstrip().startswith("//")]


def sins(lines):
    return {name: [line.strip() for line in lines if pattern.search(line)]
            for name, pattern in FORBIDDEN.items()}


def count_fma(lines):
    return sum(1 for line in lines if FMA.search(line))


def main():
    commands, source, probes = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    flags = without_architectures(command_of(commands, source))
    bad = []

    if "--fmad=false" not in flags:
        bad.append("the build lacks --fmad=false")
    if count_fma(ptx(flags, probes / "product_sum.cu")) != 0:
        bad.append("a product and a sum are fused in spite of the flags")
    loose = [flag for flag in flags if flag != "--fmad=false"]
    if count_fma(ptx(loose, probes / "product_sum.cu")) == 0:
        bad.append("the probe shows no fma where one is allowed: it proves nothing")
    for name, lines in sins(ptx(loose, probes / "forbidden.cu")).items():
        if not lines:
            bad.append(f"the lint does not see {name} in the probe")

    lines = ptx(flags, source)
    for name, found in sins(lines).items():
        bad += [f"{Path(source).name}: {name}: {line}" for line in found]
    print("\n".join(bad + [f"{len(lines)} lines of PTX, {count_fma(lines)} explicit fma"]))
    return 1 if bad or len(lines) < 100 else 0


if __name__ == "__main__":
    sys.exit(main())
