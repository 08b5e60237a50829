#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks physics_data/: the digests in MANIFEST, and that the beta spectra are what their generator
makes of beta_branches.csv.

usage: check_data.py [--write]     --write renews MANIFEST instead
"""
import hashlib
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def digests():
    """Lines as sha256sum prints them."""
    files = sorted(HERE.glob("*.csv"), key=lambda path: path.name)
    return [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}" for path in files]


def manifest_problems():
    listed = (HERE / "MANIFEST").read_text(encoding="utf-8").splitlines()
    found = digests()
    return [f"not as in MANIFEST: {line.split()[1]}" for line in set(found) ^ set(listed)]


def spectrum_problems():
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        generator = HERE / "generate_beta_spectra.py"
        subprocess.run([sys.executable, generator, "--output", folder], check=True)
        made = {path.name: path.read_bytes() for path in pathlib.Path(folder).iterdir()}
    kept = {path.name: path.read_bytes() for path in HERE.glob("beta_spectrum_*.csv")}
    for name in sorted(made.keys() | kept.keys()):
        if made.get(name) != kept.get(name):
            problems.append(f"not what generate_beta_spectra.py makes: {name}")
    return problems


def main():
    if sys.argv[1:] == ["--write"]:
        (HERE / "MANIFEST").write_text("\n".join(digests()) + "\n", encoding="utf-8")
        return 0
    problems = sorted(set(manifest_problems() + spectrum_problems()))
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        print("after a deliberate change: generate_beta_spectra.py, then check_data.py --write",
              file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
