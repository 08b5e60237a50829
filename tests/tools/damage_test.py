#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checkpoints that are cut short or have a flipped bit: alone they are refused with a message or give the
same result (the bit was not used); with an older generation beside them the result is always the same.
A damaged
case is refused or is the same case. Usage: damage_test.py YTTRIA [--places N] [--seed S]"""
import collections
import json
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

    @staticmethod
    def damaged(content, chance):
        place = chance.randrange(len(content))
        if chance.random() < 0.25:
            return "cut short", content[:place]
        changed = bytearray(content)
        changed[place] ^= 1 << chance.randrange(8)
        return "flipped bit", bytes(changed)

    def resume(self):
        words = self.run_words("dose.h5", "--histories", HISTORIES, "--resume")
        return subprocess.run([self.program, *map(str, words)], cwd=self.folder, capture_output=True, text=True,
                              timeout=120)

    def clear(self):
        for path in self.folder.glob("dose.h5*"):
            path.unlink()

    def test_damage_is_seen_or_harmless(self):
        chance, counts = random.Random(self.seed), collections.Counter()
        for number in range(self.places):
            kind, content = self.damaged(self.bytes, chance)
            alone = number % 2 == 0
            self.path("dose.h5.checkpoint").write_bytes(content)
            if not alone:
                shutil.copy(self.path("older"), self.path("dose.h5.checkpoint.1"))
            done = self.resume()
            what = f"{kind}, " + ("alone" if alone else "with an older generation")
            if done.returncode == 0:
                self.assert_same_dose("dose.h5", "whole.h5")
                if "instead" in done.stderr:
                    self.assertEqual(self.path("dose.h5.checkpoint.damaged").read_bytes(), content)
                used = "older generation used" if "instead" in done.stderr else "same result"
                counts[f"{what}: {used}"] += 1
            else:
                self.assertEqual((done.returncode, alone), (2, True), f"{kind}\n{done.stderr}")
                self.assertIn("nothing to resume from: dose.h5.checkpoint", done.stderr)
                self.assertEqual(self.path("dose.h5.checkpoint").read_bytes(), content)
                counts[f"{what}: refused"] += 1
            self.clear()
        self.tell(counts)

    def test_a_damaged_case_is_seen_or_the_same(self):
        chance, counts = random.Random(self.seed), collections.Counter()
        content = self.path("case.h5").read_bytes()

        def looked_at(name):
            done = subprocess.run([self.program, "check", name, "--json"], cwd=self.folder, capture_output=True,
                                  text=True, timeout=120)
            self.assertIn(done.returncode, (0, 2), f"{name}\n{done.stderr}")
            return json.loads(done.stdout)
        whole = looked_at("case.h5")["case_digest"]
        for _ in range(self.places):
            kind, bad = self.damaged(content, chance)
            self.path("bad.h5").write_bytes(bad)
            found = looked_at("bad.h5")
            if found["valid"]:
                self.assertEqual(found["case_digest"], whole, kind)
            else:
                self.assertIn("bad.h5", found["problems"][0])
            counts[f"case, {kind}: {'same' if found['valid'] else 'refused'}"] += 1
        self.tell(counts)

    @staticmethod
    def tell(counts):
        for key in sorted(counts):
            print(f"{key}: {counts[key]}")


if __name__ == "__main__":
    run_tests(__doc__, Damage, "places", "seed")
