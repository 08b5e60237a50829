# SPDX-License-Identifier: Apache-2.0
"""Who computes which batch changes no bit: threads, parts, their order, merging.

/result, /tally and /roi of every way to make a run must be equal byte for byte, the run digest
too. The twin is another seed, which must differ.
"""
import itertools
import time

import h5py
import numpy as np
from comparison import Row, Table
from simulation import scratch, yttria

GROUPS = ("result", "tally", "roi")
HISTORIES, BATCHES = 40 * 1024, 40
FLAGS = {"histories": HISTORIES, "batch_size": HISTORIES // BATCHES, "preset": "clinical",
         "backend": "cpu"}


def make_case():
    """Two media, two sources, two regions, edges that differ."""
    shape = (7, 8, 9)
    density = np.full(shape, 1.06)
    density[:, :, 5:] = 0.3
    density[0, 0, 0] = 0
    material = (density < 1).astype("u1")
    source = np.zeros(shape)
    source[2:5, 2:6, 2:6] = 1e8
    source[3, 3, 7] = 5e8
    left = np.zeros(shape, dtype=bool)
    left[1:6, 1:7, 1:5] = True
    return yttria.Case(spacing_mm=(2.0, 2.5, 3.0), density=density, materials=["liver", "lung"],
                       material=material, source_map=source,
                       rois={"left": (left, "normal_liver"), "source": (source > 0, "tumour")})


def cases():
    return {"exactness": make_case}


def content(path):
    """Every dataset and attribute of the groups that must not depend on the machine, as bytes."""
    found = {}

    def as_bytes(value):
        if isinstance(value, str):
            return value.encode()
        array = np.asarray(value)
        return repr(array.tolist()).encode() if array.dtype == object else array.tobytes()

    def look(name, item):
        for key, value in item.attrs.items():
            found[f"{name}@{key}"] = as_bytes(value)
        if isinstance(item, h5py.Dataset):
            found[name] = as_bytes(item[...])

    with h5py.File(path, "r") as file:
        for group in GROUPS:
            file[group].visititems(lambda name, item, group=group: look(f"{group}/{name}", item))
        found["run digest"] = as_bytes(file["provenance"].attrs["run_digest"])
    return found


def differing(one, other):
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def parts(folder, case, ranges, threads):
    """Runs each range of batches on its own; returns the partial dose files."""
    paths = []
    for (first, last), count in zip(ranges, itertools.cycle(threads)):
        path = folder / f"part-{first}-{last}.h5"
        yttria.call(*yttria.run_arguments(case, path, force=True, batches=f"{first}:{last}", threads=count,
                                          **FLAGS))
        paths.append(path)
    return paths


def ways(folder, case):
    """Yields the name and the dose file of each other way to make the same run."""
    for threads in (2, 5):
        path = folder / f"threads-{threads}.h5"
        yttria.call(*yttria.run_arguments(case, path, force=True, threads=threads, **FLAGS))
        yield f"{threads} threads against 1", path
    for ranges, order in (([(0, 20), (20, 40)], (1, 0)), ([(0, 7), (7, 8), (8, 40)], (2, 0, 1))):
        paths = parts(folder, case, ranges, (1, 2))
        merged = folder / "merged.h5"
        yttria.call("merge", *(paths[i] for i in order), "-o", merged, "--force")
        yield "merged from batches " + " + ".join("%d:%d" % ranges[i] for i in order), merged


def count_row(name, count):
    return Row(name, count, 0, 0, 0, 0)


def tables(effort):
    """The same for 'fast' and 'full'."""
    del effort
    with scratch() as folder:
        case, whole, other = folder / "exactness.h5", folder / "whole.h5", folder / "seed.h5"
        yttria.write_case(case, make_case())
        arguments = yttria.run_arguments(case, whole, force=True, threads=1, **FLAGS)
        begin = time.monotonic()
        yttria.call(*arguments)
        seconds = time.monotonic() - begin
        expected = content(whole)
        rows = [count_row(name, len(differing(expected, content(path))))
                for name, path in ways(folder, case)]
        yttria.call(*yttria.run_arguments(case, other, force=True, seed=2, **FLAGS))
        twin = [count_row("seed 2", len(differing(expected, content(other))))]
        digest = expected["run digest"].decode()
    command = "yttria run exactness.h5 -o whole.h5 " + " ".join(arguments[5:])
    return [Table(f"Datasets and attributes of {', '.join(GROUPS)} that differ, of "
                  f"{len(expected)}", rows, runs=[(command, digest, seconds)], chi_square=False,
                  twin_rows=twin, twin_name="another seed")]


if __name__ == "__main__":
    from run_tables import main
    main(tables)
