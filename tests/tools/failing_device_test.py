#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A device that fails and cannot be used again by its process costs batches, not the run nor the device:
the run saves itself and goes on in a new process. Usage: failing_device_test.py YTTRIA PROBE"""
import os
import sys

import h5py

from sandbox import Sandbox, main


class FailingDevice(Sandbox):
    probe = None
    histories = 4000

    def setUp(self):
        super().setUp()
        self.phantom()

    def failing(self, fails_at, *words, code=0, **environment):
        """The run with a device whose runs of up to three batches fail where `fails_at` says."""
        words = (*self.run_words("dose.h5", "--histories", self.histories), *words)
        program, self.program = self.program, self.probe
        try:
            return self.call(*words, code=code, env={**os.environ, "YTTRIA_PROBE_FAILS_AT": fails_at, **environment})
        finally:
            self.program = program

    def assert_whole(self):
        self.run_case("whole.h5", "--histories", self.histories)
        self.assert_same_dose("dose.h5", "whole.h5")
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()), ["case.h5", "dose.h5", "whole.h5"])

    def provenance(self, key):
        with h5py.File(self.path("dose.h5"), "r") as file:
            return file["provenance"].attrs[key]

    def test_a_new_process_goes_on_with_the_device(self):
        done = self.failing("3")
        self.assertEqual(done.stderr.count("going on in a new one"), 1)
        self.assertIn("batches 0:20 (200 histories each), complete", done.stdout)
        self.assert_whole()
        warnings = [str(text) for text in self.provenance("warnings")]
        self.assertEqual(sum("a device failed" in text for text in warnings), 1, warnings)
        self.assertEqual(self.provenance("backend"), "fake")  # all of it: the cpu stood by

    def test_what_was_to_be_replaced_is_not_gone_on_from(self):
        self.run_case("dose.h5", "--histories", 1000, "--seed", 7)
        self.failing("2,1", "--force")
        self.assert_whole()

    def test_a_device_that_fails_again_and_again_is_given_up(self):
        done = self.failing("2,2,2,2")
        self.assertEqual(done.stderr.count("going on in a new one"), 3)
        self.assertIn("cpu", self.provenance("backend"))
        self.assert_whole()

    def test_who_asks_for_the_end_meanwhile_gets_it(self):
        done = self.failing("3", code=75, YTTRIA_PROBE_ASKED="1")
        self.assertNotIn("going on in a new one", done.stderr)
        self.assertFalse(self.path("dose.h5").exists())  # the device had kept its sums to itself
        done = self.failing("0", code=75, YTTRIA_PROBE_ASKED="1")
        self.assertNotIn("going on in a new one", done.stderr)
        self.run_case("dose.h5", "--histories", self.histories, "--resume")  # from what the cpu did
        self.assert_whole()

    def test_a_device_that_never_worked_is_not_tried_again(self):
        done = self.failing("0")
        self.assertNotIn("going on in a new one", done.stderr)
        self.assertEqual(self.provenance("backend"), "cpu")
        self.assert_whole()


if __name__ == "__main__":
    FailingDevice.probe = os.path.abspath(sys.argv.pop(2))
    main()
