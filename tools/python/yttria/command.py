# SPDX-License-Identifier: Apache-2.0
"""Starts the program `yttria`."""
from __future__ import annotations

import os
import pathlib
import shlex
import shutil
import subprocess
from typing import Any

from .dose import Dose, read_dose


class ProgramFailed(RuntimeError):
    """The program ended with an exit code other than 0."""


def program() -> str:
    """The program: $YTTRIA, else the one of build/, else the one on PATH."""
    if os.environ.get("YTTRIA"):
        return os.environ["YTTRIA"]
    built = pathlib.Path(__file__).resolve().parents[3] / "build" / "yttria"
    return str(built) if built.exists() else shutil.which("yttria") or "yttria"


def call(*arguments: object) -> str:
    """Runs the program and returns its standard output; ProgramFailed tells what it said."""
    words = [str(argument) for argument in arguments]
    try:
        done = subprocess.run([program(), *words], capture_output=True, text=True)
    except FileNotFoundError:
        raise ProgramFailed(f"{program()}: there is no such program; put yttria on PATH or name it in "
                            "the environment variable YTTRIA") from None
    if done.returncode != 0:
        raise ProgramFailed(f"yttria {shlex.join(words)}: exit {done.returncode}\n{done.stderr}")
    return done.stdout


def run_arguments(case_path: str | os.PathLike[str], dose_path: str | os.PathLike[str],
                  **flags: Any) -> list[str]:
    """Arguments of `yttria run`; electron_cutoff_keV=50 becomes --electron-cutoff-keV 50."""
    arguments = ["run", str(case_path), "-o", str(dose_path), "--force"]
    for name, value in flags.items():
        word = f"{int(value)}" if isinstance(value, float) and value == int(value) else str(value)
        arguments += ["--" + name.replace("_", "-"), word]
    return arguments


def run(case_path: str | os.PathLike[str], dose_path: str | os.PathLike[str], **flags: Any) -> Dose:
    """Runs a case and reads the dose back."""
    call(*run_arguments(case_path, dose_path, **flags))
    return read_dose(dose_path)
