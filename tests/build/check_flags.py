#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every translation unit is compiled by the floating-point rules and with warnings as errors.

Usage: check_flags.py COMPILE_COMMANDS ROOT

What is compiled without them on purpose (the twins of fp_rules_probe.cpp, which must show the
difference; processor_check.cpp, which runs on any processor; embedded_files.cpp and page_files.cpp,
which are data) is named here.
"""
import json
import shlex
import sys
from pathlib import Path

EXEMPT = ("tests/build/fp_rules_probe.cpp", "physics_data/embedded_files.cpp", "engine/page_files.cpp")
FORBIDDEN = ("-ffast-math", "-Ofast", "-funsafe-math-optimizations", "-fassociative-math",
             "-freciprocal-math", "-ffp-contract=fast", "-ffp-contract=on", "--use_fast_math",
             "-use_fast_math", "-mdaz-ftz", "--ftz=true", "-ftz=true", "--fmad=true", "-fmad=true")
CXX_REQUIRED = ("-ffp-contract=off", "-Wall", "-Wextra", "-Werror")
CUDA_REQUIRED = ("--fmad=false", "-prec-div=true", "-prec-sqrt=true", "-ftz=false",
                 "-Werror=all-warnings")


def problems(name, words):
    if name == "tools/processor_check.cpp":
        return [word for word in words if word.startswith("-march") or word.startswith("-mavx")]
    if name.endswith(EXEMPT):
        return []
    flat = [part for word in words for part in word.replace("-Xcompiler=", "").split(",")]
    found = [f"has {flag}" for flag in FORBIDDEN if flag in flat]
    required = CXX_REQUIRED + (CUDA_REQUIRED if name.endswith(".cu") else ())
    return found + [f"lacks {flag}" for flag in required if flag not in flat]


def main():
    root = Path(sys.argv[2]).resolve()
    entries = json.loads(Path(sys.argv[1]).read_text())
    checked, bad = 0, []
    for entry in entries:
        path = (Path(entry["directory"]) / entry["file"]).resolve()
        name = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
        if not name.endswith((".cpp", ".cu")):
            continue
        checked += 1
        words = entry.get("arguments") or shlex.split(entry["command"])
        bad += [f"{name}: {what}" for what in problems(name, words)]
    # The check itself must be able to fail, and for the right reason.
    right = ["nvcc", *CUDA_REQUIRED, "-Xcompiler=" + ",".join(CXX_REQUIRED)]
    if problems("engine/twin.cu", right):
        bad.append(f"the check refuses {right}")
    for flag in FORBIDDEN:
        if not problems("engine/twin.cu", [*right, flag]):
            bad.append(f"the check does not see {flag}")
    for flag in CXX_REQUIRED + CUDA_REQUIRED:
        if not problems("engine/twin.cu", [word.replace(flag, "-O3") for word in right]):
            bad.append(f"the check does not miss {flag}")
    print("\n".join(bad + [f"{checked} translation units looked at"]))
    return 1 if bad or checked < 20 else 0


if __name__ == "__main__":
    sys.exit(main())
