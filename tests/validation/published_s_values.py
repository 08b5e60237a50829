# SPDX-License-Identifier: Apache-2.0
"""Published voxel S values of Y-90 in voxels of 3 mm, and how far they can be checked.

Lanconelli et al. 2012 (doi:10.1088/0031-9155/57/2/517), soft tissue: the table of their database as
it is in MIRDCalculation, a public program of theirs who use it (github.com/MGHPhysicsResearch/
MIRDCalculation, MIRD/VoxelSValues/90Y3mmsoft.txt); three digits. The density of 1.04 g/cm3 is what
the paper is said to use; neither that nor its composition was read in the paper. Soft tissue of
the library at that density stands for it.

Graves et al. 2019 (doi:10.1002/mp.13789), water, MCNP6: their point kernel (shells of 0.1 mm, file
90Y_64.10H_beta, read in github.com/4burakfe/SlicerRadioembolizationDosimetry up to 10 mm) folded
here with pairs of points in voxels; folding EGSnrc's point kernel in the same way reproduces its
S value of the source voxel within 0.01 %, those of the neighbours within 0.6 %.

The two differ from EGSnrc's table by up to 1.1 % in these four offsets, and their uncertainties are
not known: limits of 1 % for the source voxel and 2 % for its neighbours are the spread of codes.
Other values for the source voxel of 3 mm: 1.61 in MIRD Pamphlet No. 17 (Bolch et al. 1999) and
1.581 by the Dose Planning Method, both as quoted by J. K. Mikell
(github.com/llekiMnitsuJ/resample_radial_dose_point_kernels).
"""
from comparison import Estimate, Table, compare
from kernel_runs import kernels
from vsv import NAMES

LANCONELLI = (1.59, 0.275, 0.0950, 0.0429)  # source voxel, face, edge, corner
LANCONELLI_DENSITY = 1.04
GRAVES = (1.5846, 0.27964, 0.09902, 0.04586)
LIMIT, LIMIT_NEIGHBOURS = 0.01, 0.02


def limit(name):
    return LIMIT if "source voxel" in name else LIMIT_NEIGHBOURS


def published_table(folder, histories):
    """S values of the default spectrum against both, mGy/(MBq s)."""
    rows, runs = [], []
    for source, values, flags in (
            ("Lanconelli 2012, soft tissue", LANCONELLI,
             {"medium": "soft tissue", "density": LANCONELLI_DENSITY}),
            ("Graves 2019, water", GRAVES, {"medium": "water"})):
        made = kernels(folder, "vsv", histories, preset="reference", radius=20, **flags)
        names = [f"{source}: {name}" for name in NAMES.values()]
        rows += compare(made.estimates(names, lambda kernel: [kernel.s_value[at] for at in NAMES]),
                        [Estimate(name, value, 0) for name, value in zip(names, values)], limit)
        runs.append(made.label)
    return Table("Kernel of 3 mm against published S values, mGy/(MBq s), reference", rows,
                 runs=runs, chi_square=False, twin_factor=1.05,
                 notes=[made.note, "other values for the source voxel: 1.61 (MIRD 17, 1999), 1.581 "
                        "(Dose Planning Method)"])
