#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_includes.py on made-up trees: each broken rule is found, what is allowed is not."""
import tempfile
import unittest
from pathlib import Path

import check_includes


def found(files):
    """Problems of a tree given as {path: [included, ...]}, '<x>' or '"x"'."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path, includes in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text("".join(f"#include {name}\n" for name in includes))
        return list(check_includes.problems(root))


class CheckIncludes(unittest.TestCase):
    def refused(self, path, include):
        tree = {path: [include]}
        if include.startswith('"'):
            tree.setdefault(include.strip('"'), [])
        problems = found(tree)
        self.assertEqual(len(problems), 1, f"{path} includes {include}: {problems}")
        self.assertTrue(problems[0].startswith(f"{path}:1: "))

    def accepted(self, path, include):
        tree = {path: [include]}
        if include.startswith('"'):
            tree.setdefault(include.strip('"'), [])
        self.assertEqual(found(tree), [])

    def test_layers_point_one_way(self):
        self.refused("kernels/core/a.hpp", '"kernels/physics/b.hpp"')
        self.refused("kernels/physics/a.hpp", '"kernels/transport/b.hpp"')
        self.refused("kernels/transport/a.hpp", '"kernels/launch/b.hpp"')
        self.refused("kernels/launch/a.cpp", '"engine/b.hpp"')
        self.refused("engine/run/a.cpp", '"tools/b.hpp"')
        self.refused("tools/a.cpp", '"tests/b.hpp"')
        self.refused("benchmarks/a.cpp", '"tests/b.hpp"')
        self.accepted("tools/a.cpp", '"kernels/core/b.hpp"')
        self.accepted("tests/a.cpp", '"tools/b.hpp"')
        self.accepted("engine/a.cpp", '"engine/case/b.hpp"')

    def test_paths_start_at_the_top(self):
        tree = {"engine/case/a.cpp": ['"b.hpp"'], "engine/case/b.hpp": []}
        self.assertEqual(len(found(tree)), 1)
        self.assertEqual(len(found({"engine/a.cpp": ['"engine/missing.hpp"']})), 1)

    def test_a_source_includes_its_own_header_first(self):
        tree = {"engine/a.hpp": [], "engine/b.hpp": []}
        self.assertEqual(found({**tree, "engine/a.cpp": ['"engine/a.hpp"', '"engine/b.hpp"']}), [])
        self.assertEqual(len(found({**tree, "engine/a.cpp": ['"engine/b.hpp"', '"engine/a.hpp"']})), 1)
        self.assertEqual(len(found({**tree, "engine/a.cpp": ["<vector>", '"engine/a.hpp"']})), 1)

    def test_kernels_use_little_of_the_standard_library(self):
        for header in ("<vector>", "<string>", "<algorithm>", "<iostream>", "<random>", "<fmt/core.h>"):
            self.refused("kernels/transport/a.hpp", header)
        self.accepted("kernels/core/a.hpp", "<cstdint>")
        self.accepted("kernels/core/a.hpp", "<Random123/philox.h>")
        self.accepted("kernels/launch/a.cpp", "<vector>")
        self.refused("kernels/launch/a.cpp", "<fmt/core.h>")

    def test_libraries_have_their_place(self):
        self.refused("engine/case/a.cpp", "<hdf5.h>")
        self.accepted("engine/hdf5/a.cpp", "<hdf5.h>")
        self.refused("tools/run_command.cpp", "<CLI/CLI.hpp>")
        self.accepted("tools/command_line.cpp", "<CLI/CLI.hpp>")
        self.refused("tools/run_command.cpp", '"tools/phantom_flags.hpp"')
        self.refused("engine/case/a.cpp", "<spdlog/spdlog.h>")
        self.accepted("engine/log.cpp", "<spdlog/spdlog.h>")
        self.refused("engine/a.cpp", "<gtest/gtest.h>")
        self.refused("engine/case/a.cpp", "<dcmtk/dcmdata/dctk.h>")
        self.refused("tools/a.cpp", "<nifti2_io.h>")
        self.accepted("engine/exchange/a.cpp", "<dcmtk/dcmdata/dctk.h>")

    def test_exchange_is_a_library_of_its_own(self):
        self.refused("engine/case/a.cpp", '"engine/exchange/b.hpp"')
        self.accepted("engine/exchange/a.cpp", '"engine/case/b.hpp"')
        self.accepted("tools/a.cpp", '"engine/exchange/b.hpp"')

    def test_cuda_stays_in_launch(self):
        self.refused("engine/a.cpp", "<cuda_runtime.h>")
        self.refused("kernels/launch/backend.hpp", "<cuda_runtime.h>")
        self.refused("kernels/launch/cpu_backend.cpp", "<thrust/for_each.h>")
        self.accepted("kernels/launch/device_buffer.hpp", "<cuda_runtime.h>")
        self.accepted("kernels/launch/device_stream.hpp", "<cuda_runtime.h>")
        self.accepted("kernels/launch/cuda_backend.cu", "<thrust/for_each.h>")


if __name__ == "__main__":
    unittest.main()
