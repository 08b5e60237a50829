#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checkpoints that are cut short or have a flipped bit: alone they are refused with a message or give the
same result (the bit was not used); with an older generation beside them the result is always the same.
Usage: damage_test.py YTTRIA [--places N] [--seed S]"""
import collections
import random
import shutil
import subprocess

from sandbox import Sandbox, run_tests

HISTORIES = 20_000


class Damage(Sandbox):
    places, seed = 24, 1

    def setUp(self):
        super().setUp()
        self.phantom()
        self.run_case("whole.h5", "--histories", HISTORIES)
        self.run_case("older", "--histories", HISTORIES, "--batches", "0:60")
        self.run_case("newest", "--histories", HISTORIES, "--batches", "0:98")
        self.bytes = self.path("newest").read_bytes()

    def damaged(self, chance):
        place = chance.randrange(len(self.bytes))
        if chance.random() < 0.25:
            return "cut short", self.bytes[:place]
        changed = bytearray(self.bytes)
        changed[place] ^= 1 << chance.randrange(8)
        return "flipped bit", bytes(changed)

    def resume(self):
        words = self.run_words("dose.h5", "--histories", HISTORIES, "--resume")
        return subprocess.run([self.program, *map(str, words)], cwd=self.folder, capture_output=True, text=True,
                              timeout=120)

    def clear(self):
        for name in ("dose.h5", "dose.h5.checkpoint", "dose.h5.checkpoint.1"):
            self.path(name).unlink(missing_ok=True)

    def test_damage_is_seen_or_harmless(self):
        chance, counts = random.Random(self.seed), collections.Counter()
        for number in range(self.places):
            kind, content = self.damaged(chance)
            alone = number % 2 == 0
            self.path("dose.h5.checkpoint").write_bytes(content)
            if not alone:
                shutil.copy(self.path("older"), self.path("dose.h5.checkpoint.1"))
            done = self.resume()
            what = f"{kind}, " + ("alone" if alone else "with an older generation")
            if done.returncode == 0:
                self.assert_same_dose("dose.h5", "whole.h5")
                used = "older generation used" if "instead" in done.stderr else "same result"
                counts[f"{what}: {used}"] += 1
            else:
                self.assertEqual((done.returncode, alone), (2, True), f"{kind}\n{done.stderr}")
                self.assertIn("nothing to resume from: dose.h5.checkpoint", done.stderr)
                self.assertEqual(self.path("dose.h5.checkpoint").read_bytes(), content)
                counts[f"{what}: refused"] += 1
            self.clear()
        for key in sorted(counts):
            print(f"{key}: {counts[key]}")


if __name__ == "__main__":
    run_tests(__doc__, Damage, "places", "seed")
