# SPDX-License-Identifier: Apache-2.0
"""What two settings of the transport are compared in: the quantities of the other experiments."""
import dataclasses
import functools
from dataclasses import dataclass
from typing import Callable

import dpk
import slabs
import spheres
import vsv

LIMIT, X90_LIMIT = 0.005, 0.003


@dataclass(frozen=True)
class Observable:
    """look(run) gives estimates of the case of that name."""
    title: str
    case: str
    look: Callable

    @staticmethod
    def limit(name):
        return X90_LIMIT if name == dpk.X90 else LIMIT


def cases():
    return {**dpk.cases(), **vsv.cases(), **slabs.cases(), **spheres.cases()}


# Wider shells than against EGSnrc, for smaller sigmas.
KERNEL_SHELLS = dataclasses.replace(dpk.NEAR, bounds_mm=(0.0, 0.5, 1.0, 2.0, 3.5, 5.5))
# Three active mm before the interface and layers of 3 mm and more, for the same reason.
INTERFACE_ACTIVE_MM = 3
INTERFACE_SPANS = {"lung": ((-6, -3), (-3, 0), (0, 3), (3, 12)),
                   "cortical bone": ((-6, -3), (-3, 0), (0, 3))}


def kernel_estimates(run):
    return dpk.shell_estimates(run, KERNEL_SHELLS) + [dpk.x90_estimate(run, KERNEL_SHELLS)]


KERNEL = Observable("point kernel", dpk.case_name(dpk.NEAR), kernel_estimates)
S_VALUES = Observable("S values of 3 mm", vsv.CASE, vsv.s_values)


def interface(medium, layer_mm):
    """Mean doses about the interface of water and the medium."""
    return Observable(f"water before {medium}, voxels of {layer_mm} mm",
                      slabs.case_name(medium, layer_mm, INTERFACE_ACTIVE_MM),
                      functools.partial(slabs.layer_doses, spans=INTERFACE_SPANS[medium]))


def sphere(diameter_mm):
    """Self-absorbed fraction."""
    return Observable(f"sphere of {diameter_mm:g} mm", spheres.case_name(diameter_mm),
                      lambda run: [spheres.fraction(run, diameter_mm)])
