# SPDX-License-Identifier: Apache-2.0
"""Where the energy of Y-90 goes, without this program: the point kernel of EGSnrc in water
(tests/validation/data), stretched by the density of the tissue, laid over the voxels of a source."""
from pathlib import Path

import numpy as np

FILE = Path(__file__).resolve().parents[1] / "validation" / "data" / "point_kernel_water.csv"


def voxel_kernel(spacing_mm, density, reach_mm=60, decays=4_000_000):
    """Shares of the energy of a voxel that it and those around it receive: kernel[z, y, x], itself in the middle.
    Beyond 60 mm of water there is 1 in 300 of the energy, in bremsstrahlung; the shares lack it.

    spacing_mm   edges of a voxel along z, y, x
    density      g/cm3, the same everywhere; a gram of tissue stops as much as a gram of water
    """
    lines = [line for line in FILE.read_text().splitlines() if not line.startswith("#")][1:]
    inner, outer, energy = np.array([line.split(",") for line in lines], "f8").T[:3]
    near = outer <= reach_mm * density
    random = np.random.default_rng(1)
    shell = random.choice(near.sum(), decays, p=energy[near] / energy[near].sum())
    distance = (inner[shell] + (outer - inner)[shell] * random.random(decays)) / density
    along = random.normal(size=(decays, 3))
    along *= (distance / np.linalg.norm(along, axis=1))[:, None]
    offset = np.floor(random.random((decays, 3)) + along / spacing_mm).astype(int)
    reach = int(np.ceil(reach_mm / np.min(spacing_mm))) + 1
    kernel = np.zeros((2 * reach + 1,) * 3)
    np.add.at(kernel, tuple((offset + reach).T), 1)
    return kernel * energy[near].sum() / energy.sum() / decays


def received_shares(kernel, decays, regions):
    """{region: share of the energy of all decays that it receives}; arrays [z, y, x], regions as masks."""
    inside = np.any([decays > 0, *regions.values()], axis=0)
    first, last = np.argwhere(inside).min(0), np.argwhere(inside).max(0) + 1
    box = tuple(slice(a, b) for a, b in zip(first, last))
    shape = [n + m - 1 for n, m in zip(last - first, kernel.shape)]
    spread = np.fft.irfftn(np.fft.rfftn(decays[box], shape) * np.fft.rfftn(kernel, shape), shape)
    reach = kernel.shape[0] // 2
    spread = spread[tuple(slice(reach, reach + n) for n in last - first)]
    return {name: spread[mask[box]].sum() / decays.sum() for name, mask in regions.items()}
