#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The portable folder needs nothing but the C library, computes, and is small.

Usage: check_portable.py FOLDER. It is copied elsewhere first and run without any environment.
"""
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

C_LIBRARY = re.compile(r"^(linux-vdso|ld-linux-x86-64|lib(c|m|mvec|dl|pthread|rt|resolv|util|anl))\.so")
MOST_MIB = 40


def run(*words):
    return subprocess.run([str(word) for word in words], env={}, capture_output=True, text=True)


def strangers(program, libraries):
    """Libraries that the loader would take from elsewhere, or not find."""
    loaded = run("/usr/bin/ldd", program).stdout
    for name, path in re.findall(r"^\s*(\S+)(?: => (.*?))?(?: \(0x.*)?$", loaded, re.MULTILINE):
        if not C_LIBRARY.match(Path(name).name) and Path(path).parent.resolve() != libraries:
            yield f"{program.name}: {name} => {path}"


def problems(folder):
    programs = sorted((folder / "bin").iterdir())
    for program in programs:
        yield from strangers(program, folder / "lib")
    if folder / "bin" / "yttria" not in programs:
        yield "bin/yttria is missing"
    for words in (["yttria", "selftest"], ["yttria_gpu_tests"]):
        if (folder / "bin" / words[0]) in programs:
            done = run(folder / "bin" / words[0], *words[1:])
            if done.returncode != 0:
                yield f"{' '.join(words)}: exit code {done.returncode}\n{done.stdout}{done.stderr}"
    done = run(sys.executable, folder / "tools" / "gpu_check", "--help")
    if done.returncode != 0:
        yield f"gpu_check: {done.stderr}"


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve() / "elsewhere"
        shutil.copytree(sys.argv[1], folder, symlinks=True)
        bad = list(problems(folder))
        size = sum(file.lstat().st_size for file in folder.rglob("*")) / 2**20
    if size > MOST_MIB:
        bad.append(f"larger than {MOST_MIB} MiB")
    print("\n".join(bad + [f"{size:.1f} MiB"]))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
