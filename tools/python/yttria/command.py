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
    """Arguments of `yttria run`: electron_cutoff_keV=50 becomes --electron-cutoff-keV 50, force=True
    becomes --force, goal=["liver=1", "t=2"] becomes one --goal for each. False and None are left out."""
    arguments = ["run", str(case_path), "-o", str(dose_path)]
    for name, value in flags.items():
        flag = "--" + name.replace("_", "-")
        for one in value if isinstance(value, (list, tuple)) else [value]:
            if one is True:
                arguments.append(flag)
            elif one is not None and one is not False:
                arguments += [flag, _word(one)]
    return arguments


def _word(value: Any) -> str:
    """1e6 as 1000000: counts are whole numbers."""
    return f"{int(value)}" if isinstance(value, float) and value.is_integer() else str(value)


def run(case_path: str | os.PathLike[str], dose_path: str | os.PathLike[str], **flags: Any) -> Dose:
    """Runs a case and reads the dose back. The dose must not be there yet, unless force=True or
    resume=True is among the flags (run_arguments)."""
    call(*run_arguments(case_path, dose_path, **flags))
    return read_dose(dose_path)
