# SPDX-License-Identifier: Apache-2.0
"""Runs of `yttria kernel` and `yttria convolve` in a scratch folder, as simulation.py has of `run`.

A kernel file says the uncertainty of single values, not of sums of them. Several seeds do: each is
an independent kernel, and their scatter is the sigma of whatever is computed from it.
"""
import shlex
import time
from dataclasses import dataclass

import numpy as np
from comparison import Estimate
from simulation import BATCHES, SCALE, write_case, yttria

SEEDS = 16  # 15 degrees of freedom, as the groups of a run


@dataclass
class KernelSet:
    """Kernels that differ in nothing but the seed; the command is that of the first."""
    kernels: list
    command: str
    seconds: float

    @property
    def label(self):
        return self.command, self.kernels[0].provenance["run_digest"], self.seconds

    @property
    def note(self):
        return f"kernels of seeds 1 to {len(self.kernels)}, the command is that of seed 1"

    @property
    def histories(self):
        return sum(int(kernel.provenance["histories"]) for kernel in self.kernels)

    def estimates(self, names, look):
        """Means of look(kernel) over the seeds; their scatter is the sigma."""
        return seed_estimates(names, [look(kernel) for kernel in self.kernels])


def seed_estimates(names, values):
    """Means of values [seeds][quantities]; their scatter is the sigma."""
    parts = np.transpose(values)
    count = parts.shape[1]
    return [Estimate(name, part.mean(), part.std(ddof=1) / np.sqrt(count), count - 1, part)
            for name, part in zip(names, parts, strict=True)]


def words_of(flags):
    """electron_MeV=1 becomes --electron-MeV 1."""
    words = []
    for name, value in flags.items():
        words += ["--" + name.replace("_", "-"), str(value)]
    return words


def kernels(folder, kind, histories, seeds=SEEDS, case=None, keep="", **flags):
    """kind: 'vsv' or 'dpk'. `histories` of all seeds together are scaled and make whole batches.

    case   (name, yttria.Case or words of a phantom): the kernel is of its voxels and emission
    keep   a name: the kernels stay in the folder as NAME-1.h5, NAME-2.h5 and so on
    """
    size = max(16, int(histories * SCALE) // (BATCHES * seeds))
    words = ["kernel", kind, "-o", "kernel.h5"]
    if case:
        name, made = case
        write_case(folder / f"{name}.h5", made)
        words += ["--case", f"{name}.h5"]
    words += words_of({**flags, "histories": size * BATCHES, "batch-size": size})
    found, seconds, path = [], [], folder / "kernel.h5"
    here = [str(folder / word) if word.endswith(".h5") else word for word in words]
    for seed in range(1, seeds + 1):
        begin = time.monotonic()
        yttria.call(*here, "--seed", seed)
        seconds.append(time.monotonic() - begin)
        found.append(yttria.read_kernel(path))
        path.replace(folder / f"{keep}-{seed}.h5") if keep else path.unlink()
    return KernelSet(found, "yttria " + shlex.join([*words, "--seed", "1"]), seconds[0])


def s_of(kernel, offsets):
    """S values of offsets in x, y, z."""
    return [kernel.s_value[offset[::-1]] for offset in offsets]


def offset_name(offset):
    return "%d,%d,%d" % offset


def within(kernel, radii_mm):
    """Parts of the emitted energy inside radii; linear within a shell."""
    cumulative = np.concatenate([[0.0], np.cumsum(kernel.energy_fraction)])
    return np.interp(radii_mm, kernel.radius_mm, cumulative)


def shell_names(bounds_mm):
    return [f"{low:g} to {high:g} mm" for low, high in zip(bounds_mm, bounds_mm[1:])]


@dataclass
class Convolved:
    """A dose by a kernel method with what made it; the digest is that of the kernel's run."""
    dose: yttria.Dose
    command: str
    seconds: float

    @property
    def label(self):
        return self.command, self.dose.provenance.get("kernel_run_digest", "-"), self.seconds

    @property
    def shares(self):
        """Parts of the emitted energy: deposited, left the grid, beyond the kernel, in vacuum."""
        return [self.dose.provenance[f"{name}_fraction"]
                for name in ("deposited", "left_grid", "beyond_kernel", "in_vacuum")]


def convolve(folder, name, method, kernel=None, any_medium=False, **flags):
    """NAME.h5 of the folder by a method, with KERNEL.h5 of the folder."""
    output = folder / "convolved.h5"
    words = ["convolve", f"{name}.h5", "-o", "convolved.h5", "--method", method]
    words += ["--kernel", f"{kernel}.h5"] if kernel else []
    words += (["--any-medium"] if any_medium else []) + words_of(flags)
    here = [str(folder / word) if word.endswith(".h5") else word for word in words]
    begin = time.monotonic()
    yttria.call(*here, "--force")
    seconds = time.monotonic() - begin
    dose = yttria.read_dose(output)
    output.unlink()
    return Convolved(dose, "yttria " + shlex.join(words), seconds)
