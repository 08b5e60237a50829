# SPDX-License-Identifier: Apache-2.0
"""Pictures of doses with matplotlib, which is asked for only when one is drawn.

Each function draws into `axes`, or into a figure of its own, and returns the axes; save with
axes.figure.savefig("dose.png").
"""
from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from .dose import Dose
from .grid import Array
from .slices import Slice, slice_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIDES = {"left": (0.02, 0.5), "right": (0.98, 0.5), "top": (0.5, 0.98), "bottom": (0.5, 0.02)}
MOST_REGIONS_BESIDE = 10  # colours of matplotlib's cycle


def _axes(axes: Axes | None) -> Any:
    if axes is not None:
        return axes
    try:
        from matplotlib import pyplot
    except ImportError as missing:
        raise ImportError("plots need matplotlib: pip install matplotlib, or Debian's python3-matplotlib"
                          ) from missing
    return pyplot.subplots(layout="constrained")[1]


def _draw(axes: Any, cut: Slice, **look: Any) -> Any:
    """The voxels as they are, not smoothed; where they are NaN what lies below shows."""
    return axes.pcolormesh(cut.right_mm, cut.down_mm, cut.values, **look)


def _dress(axes: Any, cut: Slice, ink: str) -> None:
    """Scale in mm, letters of orientation, a bar of a round length, the position."""
    axes.set(aspect="equal", xlim=(cut.right_mm[0], cut.right_mm[-1]), ylim=(cut.down_mm[-1], cut.down_mm[0]),
             xlabel="mm", ylabel="mm")
    for letter, (side, (x, y)) in zip(cut.sides, SIDES.items()):
        across = side in ("left", "right")
        axes.text(x, y, letter, transform=axes.transAxes, color="white", weight="bold",
                  ha=side if across else "center", va="center" if across else side,
                  bbox={"facecolor": "black", "alpha": 0.4, "linewidth": 0, "pad": 1.5})
    width = abs(cut.right_mm[-1] - cut.right_mm[0])
    _scale_bar(axes, cut, _round_length(width / 4), ink)
    axes.set_title(f"{cut.plane} {cut.index}, centre at ({', '.join(f'{x:.1f}' for x in cut.position_mm)}) mm",
                   fontsize="medium")


def _round_length(at_most_mm: float) -> float:
    """The largest of 1, 2, 5 times a power of ten that is not above."""
    power = 10.0 ** math.floor(math.log10(at_most_mm))
    return power * max(step for step in (1, 2, 5) if step * power <= at_most_mm)


def _scale_bar(axes: Any, cut: Slice, length_mm: float, ink: str) -> None:
    start = cut.right_mm[0] + 0.05 * (cut.right_mm[-1] - cut.right_mm[0])
    height = cut.down_mm[-1] + 0.05 * (cut.down_mm[0] - cut.down_mm[-1])
    axes.plot([start, start + length_mm], [height, height], color=ink, linewidth=3, solid_capstyle="butt")
    axes.annotate(f"{length_mm:g} mm", (start + length_mm / 2, height), xytext=(0, 3),
                  textcoords="offset points", color=ink, ha="center", fontsize="small")


def plot_slice(dose: Dose, plane: str = "transverse", index: int | None = None, at_mm: float | None = None, *,
               isodoses_Gy: Iterable[float] = (), below: Array | None = None, below_Gy: float | None = None,
               largest_Gy: float | None = None, axes: Axes | None = None) -> Axes:
    """Dose in a slice, with its scale in mm and the letters of its sides.

    plane, index, at_mm   which slice: slices.slice_of()
    isodoses_Gy           lines of these doses, Gy
    below                 a volume of the same shape, shown in grey where there is no dose: density
    below_Gy              doses under this are not drawn [1 % of the largest when `below` is given]
    largest_Gy            end of the colours [the largest dose of the slice]
    """
    axes = _axes(axes)
    cut = slice_of(dose.grid, dose.dose_Gy, plane, index, at_mm)
    if below is not None:
        _draw(axes, slice_of(dose.grid, below, plane, cut.index), cmap="gray")
        below_Gy = 0.01 * float(np.nanmax(dose.dose_Gy)) if below_Gy is None else below_Gy
    shown = np.where(cut.values < (below_Gy or 0), np.nan, cut.values)
    mesh = _draw(axes, Slice(**{**vars(cut), "values": shown}), cmap="inferno", vmin=0, vmax=largest_Gy)
    axes.figure.colorbar(mesh, ax=axes, label="dose, Gy")
    levels = sorted(isodoses_Gy)
    if levels and min(cut.values.shape) > 1:  # lines need two rows and two columns
        middles = [(edges[:-1] + edges[1:]) / 2 for edges in (cut.right_mm, cut.down_mm)]
        lines = axes.contour(*middles, np.nan_to_num(cut.values), levels=levels, cmap="cool", linewidths=1)
        axes.clabel(lines, fmt=lambda level: f"{level:g} Gy", fontsize="small")
    _dress(axes, cut, ink="white")
    return axes


def plot_difference(reference: Dose, test: Dose, plane: str = "transverse", index: int | None = None,
                    at_mm: float | None = None, *, percent: bool = False, axes: Axes | None = None) -> Axes:
    """`test` minus `reference` in a slice, Gy, or percent of the largest reference dose. Blue is less,
    red is more. ValueError when the voxels differ: `yttria compare` resamples, this does not."""
    if not reference.grid.same_as(test.grid):
        raise ValueError(f"{reference.path} and {test.path} have different grids; use yttria compare")
    axes = _axes(axes)
    scale = 100 / float(np.nanmax(reference.dose_Gy)) if percent else 1.0
    difference = (test.dose_Gy.astype("f8") - reference.dose_Gy) * scale
    cut = slice_of(reference.grid, difference, plane, index, at_mm)
    largest = float(np.nanmax(np.abs(cut.values), initial=0)) or 1.0
    mesh = _draw(axes, cut, cmap="RdBu_r", vmin=-largest, vmax=largest)
    axes.figure.colorbar(mesh, ax=axes, label="difference, % of the maximum" if percent else "difference, Gy")
    _dress(axes, cut, ink="black")
    return axes


def plot_dvh(doses: Dose | Mapping[str, Dose], regions: Iterable[str] | None = None, *,
             axes: Axes | None = None) -> Axes:
    """Cumulative dose-volume histograms with bands of one standard uncertainty.

    doses     one, or {label: dose}: solid, dashed, ... lines in the same colours
    regions   names; all when left out. KeyError for one that a dose lacks.
    """
    axes = _axes(axes)
    labelled = {"": doses} if isinstance(doses, Dose) else dict(doses)
    wanted = list(regions) if regions is not None else list(dict.fromkeys(
        name for dose in labelled.values() for name in dose.histograms))
    for (label, dose), style in zip(labelled.items(), ["-", "--", ":", "-."] * len(labelled)):
        for place, name in enumerate(wanted):
            if name not in dose.histograms:
                raise KeyError(f"{dose.path}: no histogram of {name!r}; there are: "
                               f"{', '.join(dose.histograms) or 'none'}")
            dvh, colour = dose.histograms[name], f"C{place % MOST_REGIONS_BESIDE}"
            axes.plot(dvh.dose_Gy, 100 * dvh.volume_fraction, style, color=colour,
                      label=f"{name} ({label})" if label else name)
            axes.fill_between(dvh.dose_Gy, 100 * dvh.lower, 100 * dvh.upper, color=colour, alpha=0.25, linewidth=0)
    axes.set(xlabel="dose, Gy", ylabel="volume receiving at least this dose, %", ylim=(0, 105), xlim=(0, None))
    if wanted:
        axes.legend()
    return axes
