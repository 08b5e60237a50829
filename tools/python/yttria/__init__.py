# SPDX-License-Identifier: Apache-2.0
"""Reads and writes the files of Yttria, draws them, and drives the program.

Arrays are [z][y][x], x fastest; coordinates are DICOM LPS in mm. Needs numpy and h5py; the plots
also need matplotlib.

    import yttria
    case = yttria.Case(spacing_mm=(3, 3, 3), density=np.ones((9, 9, 9)), materials=["water"])
    case.source_map = np.zeros((9, 9, 9)); case.source_map[4, 4, 4] = 1e9   # decays
    yttria.write_case("case.h5", case)
    dose = yttria.run("case.h5", "dose.h5", preset="clinical", histories=1e6)
    print(dose.dose_Gy[4, 4, 4], dose.uncertainty[4, 4, 4])
"""
from .case import Case, read_case
from .case_writer import write_case
from .command import ProgramFailed, call, program, run, run_arguments
from .dose import Dose, Histogram, read_dose
from .grid import Grid, letters
from .kernel import PointKernel, VoxelKernel, read_kernel
from .plots import plot_difference, plot_dvh, plot_slice
from .slices import Slice, slice_of
from .stored import BadFile, text

JOULE_PER_MEV = 1.602176634e-13

__all__ = ["JOULE_PER_MEV", "BadFile", "Case", "Dose", "Grid", "Histogram", "PointKernel", "ProgramFailed",
           "Slice", "VoxelKernel", "call", "letters", "plot_difference", "plot_dvh", "plot_slice", "program",
           "read_case", "read_dose", "read_kernel", "run", "run_arguments", "slice_of", "text", "write_case"]
