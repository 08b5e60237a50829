#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checkpoints that are cut short or have a flipped bit: alone they are refused with a message, or the run goes
on from them to the same result (the bit was not used); with an older generation beside them it goes on from one
or the other, always to the same result; what they hold is not computed again. A damaged case is refused or is
the same case. No file that is cut short is accepted. Usage: damage_test.py YTTRIA [--places N] [--seed S]"""
import collections
import json
import random
import shutil
import subprocess

from sandbox import Sandbox, run_tests

HISTORIES = 20_000
BATCHES, OLDER, NEWEST = 100, 60, 98
PATIENCE = 600  # some damage is read in circles until 30 s of the processor are used, on a busy machine minutes


class Damage(Sandbox):
    places, seed = 24, 1

    def setUp(self):
        super().setUp()
        self.phantom()
        self.run_case("whole.h5", "--histories", HISTORIES)
        self.run_case("older", "--histories", HISTORIES, "--batches", f"0:{OLDER}")
        self.run_case("newest", "--histories", HISTORIES, "--batches", f"0:{NEWEST}")
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
        words = self.run_words("dose.h5", "--histories", HISTORIES, "--resume", "--json")
        return subprocess.run([self.program, *map(str, words)], cwd=self.folder, capture_output=True, text=True,
                              timeout=PATIENCE)

    def assert_gone_on(self, done, name, batches):
        """To the whole dose, and without a batch computed twice."""
        self.assertEqual(self.gone_on_from(done.stderr), (name, batches), done.stderr)
        self.assertEqual(self.computed_last(json.loads(done.stdout)), BATCHES - batches, done.stdout)
        self.assert_same_dose("dose.h5", "whole.h5")

    def clear(self):
        for path in self.folder.glob("dose.h5*"):
            path.unlink()

    def test_a_whole_checkpoint_is_used(self):
        for older in (False, True):
            shutil.copy(self.path("newest"), self.path("dose.h5.checkpoint"))
            if older:
                shutil.copy(self.path("older"), self.path("dose.h5.checkpoint.1"))
            done = self.resume()
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assert_gone_on(done, "dose.h5.checkpoint", NEWEST)
            self.clear()

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
                if not alone and "instead" in done.stderr:
                    self.assert_gone_on(done, "dose.h5.checkpoint.1", OLDER)
                    self.assertEqual(self.path("dose.h5.checkpoint.damaged").read_bytes(), content)
                    used = "older generation used"
                else:
                    self.assertEqual(kind, "flipped bit")
                    self.assert_gone_on(done, "dose.h5.checkpoint", NEWEST)
                    used = "gone on from it"
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
                                  text=True, timeout=PATIENCE)
            self.assertIn(done.returncode, (0, 2), f"{name}\n{done.stderr}")
            report = json.loads(done.stdout)
            self.assertEqual(done.returncode, 0 if report["valid"] else 2, f"{name}\n{done.stderr}")
            return report
        whole = looked_at("case.h5")["case_digest"]
        for _ in range(self.places):
            kind, bad = self.damaged(content, chance)
            self.path("bad.h5").write_bytes(bad)
            found = looked_at("bad.h5")
            if found["valid"]:
                self.assertEqual((kind, found["case_digest"]), ("flipped bit", whole))
            else:
                self.assertIn("bad.h5", found["problems"][0])
            counts[f"case, {kind}: {'same' if found['valid'] else 'refused'}"] += 1
        self.tell(counts)

    @staticmethod
    def tell(counts):
        for key in sorted(counts):
            print(f"{key}: {counts[key]}")


class Faulty(Sandbox):
    """Programs that do not go on from what is saved, or accept any case, are found out."""

    def found(self, test, faulty):
        return self.failures(Damage, test, f'{faulty}\nexec "$YTTRIA" "$@"', places=8, seed=1)

    def test_beginning_anew(self):
        lost = '[ "$1" = run ] && rm -f dose.h5.checkpoint dose.h5.checkpoint.1'
        for test in ("test_damage_is_seen_or_harmless", "test_a_whole_checkpoint_is_used"):
            self.assertIn("beginning anew", self.found(test, lost))

    def test_the_older_generation_without_need(self):
        lost = '[ "$1" = run ] && [ -e dose.h5.checkpoint.1 ] && rm -f dose.h5.checkpoint'
        self.assertIn("('dose.h5.checkpoint.1', 60) != ('dose.h5.checkpoint', 98)",
                      self.found("test_a_whole_checkpoint_is_used", lost))

    def test_any_case_is_the_same(self):
        same = '[ "$1" = check ] && exec "$YTTRIA" check case.h5 --json'
        self.assertIn("('cut short', ", self.found("test_a_damaged_case_is_seen_or_the_same", same))


if __name__ == "__main__":
    run_tests(__doc__, Damage, "places", "seed")
