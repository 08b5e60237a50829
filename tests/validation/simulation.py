# SPDX-License-Identifier: Apache-2.0
"""Runs of the program for the validation, through its command line, in a scratch folder."""
import contextlib
import os
import pathlib
import shlex
import sys
import tempfile
import time
from dataclasses import dataclass

import numpy as np
from comparison import Estimate

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools" / "python"))
import yttria  # noqa: E402  (its folder is known only now)

GROUPS = 16
DEGREES = GROUPS - 1  # of freedom, of the sigmas below
BATCHES = 64  # a multiple of the groups, so that these are equal
SCALE = float(os.environ.get("YTTRIA_VALIDATION_SCALE", 1))  # of all numbers of decays


@contextlib.contextmanager
def scratch():
    """A folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="yttria-validation-") as folder:
        yield pathlib.Path(folder)


def read_table(name):
    """Columns of one of data/*.csv by name; numbers where all of the column are."""
    lines = [line.strip() for line in (HERE / "data" / name).read_text().splitlines()]
    rows = [line.split(",") for line in lines if line and not line.startswith("#")]
    columns = {}
    for heading, *values in zip(*rows):
        try:
            columns[heading] = np.array([float(value) for value in values])
        except ValueError:
            columns[heading] = np.array(values)
    return columns


def reference_spectrum():
    """The beta spectrum of the EGSnrc runs: [n][2], MeV and per MeV."""
    table = read_table("beta_spectrum.csv")
    return np.column_stack([table["energy_MeV"], table["density_per_MeV"]])


@dataclass
class Run:
    """A dose with what made it."""
    dose: yttria.Dose
    case: yttria.Case
    command: str
    seconds: float

    @property
    def label(self):
        return self.command, self.dose.digests, self.seconds


def write_case(path, case):
    """Writes a yttria.Case, or the built-in case that the words of `yttria phantom` name."""
    if isinstance(case, yttria.Case):
        yttria.write_case(path, case)
    else:
        yttria.call("phantom", *case, "-o", path, "--force")


def timed_run(folder, name, flags):
    """Runs NAME.h5 of the folder; returns the dose, the command and the seconds it took."""
    case_path, dose_path = folder / f"{name}.h5", folder / f"{name}-dose.h5"
    arguments = yttria.run_arguments(case_path.name, dose_path.name, force=True, **flags)
    arguments.remove("--force")
    begin = time.monotonic()
    dose = yttria.run(case_path, dose_path, force=True, **flags)
    seconds = time.monotonic() - begin
    dose_path.unlink()
    return dose, "yttria " + shlex.join(arguments), seconds


def simulate(folder, cases, name, histories, batches=BATCHES, **flags):
    """Makes the case and runs it; `histories` are scaled and make whole batches.

    cases   {name: function of no arguments that makes the case}. Every experiment offers its own
            as cases(), so that a command of RESULTS.md can be run again (rerun.py).
    """
    size = max(256, int(histories * SCALE) // batches)
    case, path = cases[name](), folder / f"{name}.h5"
    write_case(path, case)
    flags = {"histories": size * batches, "batch_size": size, **flags}
    dose, command, seconds = timed_run(folder, name, flags)
    path.unlink()
    return Run(dose, case, command, seconds)


def group_functionals(dose, mask, weights):
    """Sums of weights x energy over the voxels of `mask`, MeV per history: [functionals][16].

    mask      the union of the case's regions, as written
    weights   [functionals][voxels of mask]
    One number for each of the 16 groups of batches: correlations between voxels are in them.
    """
    groups = dose.groups_quanta.astype("f8")  # [16][voxels]
    if groups.shape != (GROUPS, int(np.count_nonzero(mask))):
        raise ValueError(f"{groups.shape} groups do not fit a mask of {np.count_nonzero(mask)}")
    return np.asarray(weights) @ groups.T * dose.quantum_MeV / (dose.histories / GROUPS)


def linear_functionals(dose, mask, weights):
    """Their means with sigmas of 15 degrees of freedom."""
    parts = group_functionals(dose, mask, weights)
    return parts.mean(axis=1), parts.std(axis=1, ddof=1) / np.sqrt(GROUPS)


def estimates(names, parts):
    """Of quantities by groups of batches, [quantities][16]."""
    return [Estimate(name, part.mean(), part.std(ddof=1) / np.sqrt(GROUPS), DEGREES, part)
            for name, part in zip(names, np.asarray(parts), strict=True)]
