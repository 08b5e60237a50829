#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the program says of drivers that do not start, with a stand-in for the driver.
Usage: driver_test.py YTTRIA FOLDER (of the stand-ins for libcuda.so.1 and libnvidia-ml.so.1)"""
import json
import os
import subprocess
import sys
import unittest

PROGRAM = FOLDER = None


def cuda(version, init, visible=None):
    environment = {**os.environ, "LD_LIBRARY_PATH": FOLDER, "PROBE_DRIVER_VERSION": str(version),
                   "PROBE_INIT": str(init)}
    environment.pop("CUDA_VISIBLE_DEVICES", None)
    if visible is not None:
        environment["CUDA_VISIBLE_DEVICES"] = visible
    done = subprocess.run([PROGRAM, "devices", "--json"], env=environment, capture_output=True,
                          text=True, check=True)
    return json.loads(done.stdout)["cuda"]


class Driver(unittest.TestCase):
    def test_no_driver(self):
        status = cuda(version=0, init=100)
        self.assertIn("no NVIDIA driver is installed", status["reason"])
        self.assertFalse(status["usable"])

    def test_driver_older_than_the_runtime(self):
        status = cuda(version=11080, init=0)
        self.assertIn("up to 11.8 and this build needs " + status["runtime"].removeprefix("CUDA "),
                      status["reason"])
        self.assertEqual(status["driver"], "580.159.04 (CUDA 11.8)")

    def test_no_device(self):
        self.assertIn("check that nvidia-smi -L lists one", cuda(99000, 100)["reason"])
        self.assertIn("CUDA_VISIBLE_DEVICES is '7'", cuda(99000, 100, visible="7")["reason"])
        self.assertEqual(cuda(99000, 100)["devices"], [])

    def test_anything_else_has_its_name(self):
        self.assertIn("cudaErrorSystemDriverMismatch (", cuda(99000, 803)["reason"])


if __name__ == "__main__":
    PROGRAM, FOLDER = map(os.path.abspath, (sys.argv.pop(1), sys.argv.pop(1)))
    unittest.main()
