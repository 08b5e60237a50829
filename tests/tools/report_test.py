#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`yttria report`: the page and its JSON against the dose files. Usage: report_test.py YTTRIA"""
import json
import re
import subprocess
import sys
import tempfile
import unittest
from html.parser import HTMLParser
from pathlib import Path

import h5py
import numpy as np
from dose_map_file import write_dose_map

PROGRAM = None
HOSTILE = '<script>alert("x")</script>\'&\u2028<img src=x onerror=alert(1)>'
OTHERS = ["\u809d\u81df \u0627\u0644\u0643\u0628\u062f \u202e", "very-long-" + "x" * 2000, "</script><!--"]


class Page(HTMLParser):
    """Elements, the text of the table cells, and the content of elements with an id."""
    VOID = {"meta", "link", "img", "br", "input"}

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.cells, self.content, self.stack, self.names = [], [], {}, [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags.append((tag, attributes))
        if tag not in self.VOID:
            self.stack.append((tag, attributes))
        if tag in ("td", "th"):
            self.cells.append({"text": "", "value": attributes.get("data-value")})
        if tag == "bdi":
            self.names.append("")

    def handle_endtag(self, tag):
        while self.stack and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data):
        for tag, attributes in self.stack:
            if "id" in attributes and tag == "script":
                self.content[attributes["id"]] = self.content.get(attributes["id"], "") + data
        if any(tag in ("td", "th") for tag, _ in self.stack):
            self.cells[-1]["text"] += data
        if any(tag == "bdi" for tag, _ in self.stack):
            self.names[-1] += data


class Report(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.temporary.name)
        cls.call("phantom", "liver", "-o", "case.h5", "--spacing", "8")
        cls.call("run", "case.h5", "-o", "dose.h5", "--preset", "clinical", "--histories", "2e5", "--batch-size", "5000",
                 "--backend", "cpu")
        cls.call("convolve", "case.h5", "--method", "local", "-o", "local.h5")

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    @classmethod
    def call(cls, *words, code=0):
        done = subprocess.run([PROGRAM, *map(str, words)], cwd=cls.folder, capture_output=True, text=True)
        assert done.returncode == code, f"{words}\n{done.stdout}\n{done.stderr}"
        return done

    def report(self, *words):
        """JSON that was printed, the page, its text."""
        made = json.loads(self.call("report", *words, "-o", "r.html", "--force", "--json").stdout)
        text = (self.folder / "r.html").read_text(encoding="utf-8")
        return made, Page(text), text

    def test_values_are_those_of_the_file(self):
        made, page, _ = self.report("dose.h5", "--case", "case.h5")
        shown = {cell["value"] for cell in page.cells if cell["value"]}
        regions = made["files"][0]["regions"]
        with h5py.File(self.folder / "dose.h5") as file:
            self.assertEqual([r["name"] for r in regions], sorted(file["roi"]))
            for region in regions:
                stored = file["roi"][region["name"]].attrs
                self.assertEqual(region["mean_Gy"], stored["mean_Gy"])
                self.assertEqual(region["mean_uncertainty"], stored["mean_uncertainty"])
                for name in ("D98", "D90", "D70", "D50", "D2", "V100"):
                    key = name if name == "V100" else name + "_Gy"
                    self.assertEqual(region[key]["value"], stored[name], name)
                table = file["roi"][region["name"]]["dvh"]
                np.testing.assert_array_equal(region["dvh"]["volume_fraction"], table["volume_fraction"])
                for value in (region["mean_Gy"], region["D70_Gy"]["value"], region["D90_Gy"]["value"]):
                    self.assertTrue(any(np.isclose(float(s), value, rtol=1e-14) for s in shown), value)
            dose = file["result/dose"][:]
            self.assertEqual(made["files"][0]["maximum_Gy"], np.nanmax(dose))
            facts = made["files"][0]["record"]
            for name in ("run_digest", "case_digest", "seed", "preset", "emitted", "escaped"):
                self.assertEqual(str(facts[name]), str(file["provenance"].attrs[name]), name)

    def test_page_holds_what_json_prints(self):
        made, page, _ = self.report("dose.h5", "local.h5", "--case", "case.h5")
        inside = json.loads(page.content["report"])
        for one in (made, inside):
            one.pop("made"), one.pop("report", None)
        self.assertEqual(made, inside)

    def test_head_and_checklist(self):
        made, _, text = self.report("dose.h5", "--case", "case.h5")
        head = {line["about"]: line for line in made["files"][0]["head"]}
        self.assertEqual(list(head), ["Computed", "Energy", "Uncertainty", "Mean dose", "Warnings"])
        self.assertEqual(head["Energy"]["verdict"], "good")
        self.assertEqual(head["Mean dose"]["verdict"], "good")
        items = made["files"][0]["checklist"]
        self.assertEqual(len(items), 20)
        self.assertEqual([i["item"] for i in items if not i["answer"]], ["Agreement with other work"])
        for words in ("10.1002/mp.12702", "not a medical device", "Partition model", "Bland"):
            self.assertIn(words, text)

    def test_balance_that_does_not_hold_is_said(self):
        """Twin of the good head: a file whose dose is not that of its energy."""
        with h5py.File(self.folder / "local.h5") as file, h5py.File(self.folder / "wrong.h5", "w") as wrong:
            for name in file:
                file.copy(name, wrong)
            wrong.attrs.update(file.attrs)
            wrong["result/dose"][...] = 1.01 * file["result/dose"][:]
        head = self.report("wrong.h5")[0]["files"][0]["head"]
        self.assertEqual(head[3]["verdict"], "doubt")

    def test_convergence_ends_at_the_mean(self):
        for region in self.report("dose.h5")[0]["files"][0]["convergence"]:
            with h5py.File(self.folder / "dose.h5") as file:
                stored = dict(file["roi"][region["region"]].attrs)
            last = region["points"][-1]
            self.assertEqual(len(region["points"]), 16)
            self.assertAlmostEqual(last["mean_Gy"] / stored["mean_Gy"], 1, places=12)
            self.assertEqual(region["uncertainty"], stored["mean_uncertainty"])
            self.assertEqual(last["histories"], region["histories"])

    def test_hostile_names_are_text(self):
        dose = np.random.default_rng(1).random((6, 7, 8)) * 100
        mask = np.ones(dose.shape)
        names = [name.replace("/", "\u2215") for name in (HOSTILE, *OTHERS)]  # / is no letter of HDF5
        write_dose_map(self.folder / "hostile.h5", dose, (3, 3, 3), rois={name: mask for name in names})
        made, page, text = self.report("hostile.h5", "--title", HOSTILE)
        self.assertEqual(sorted(r["name"] for r in made["files"][0]["regions"]), sorted(names))
        self.assertTrue(set(names) <= set(page.names))
        self.assertNotIn("<img src=x", text)
        self.assertEqual({t for t, a in page.tags if "onerror" in a}, set())
        self.assertEqual(json.loads(page.content["report"])["title"], HOSTILE)
        scripts = [a for t, a in page.tags if t == "script" and "id" not in a]
        self.assertEqual(len(scripts), 4)

    def test_nothing_is_loaded(self):
        _, page, text = self.report("dose.h5", "local.h5")
        for tag, attributes in page.tags:
            for name in ("src", "href", "data", "poster", "action"):
                value = attributes.get(name)
                if value is None:
                    continue
                if tag == "a":
                    self.assertTrue(value.startswith("https://doi.org/"), value)
                else:
                    self.assertTrue(value.startswith("data:"), f"{tag} {value[:40]}")
        self.assertIsNone(re.search(r"@import|url\(|fetch\(|XMLHttpRequest|import\(", text))
        self.assertIn("default-src 'none'", text)

    def test_dose_alone_and_thin_grids(self):
        for shape, spacing in (((5, 6, 7), (2, 2, 2)), ((1, 1, 40), (20000, 20000, 0.5)), ((40, 1, 1), (2, 9, 9)),
                               ((1, 9, 9), (1, 1, 5)), ((1, 1, 1), (1, 1, 1))):
            dose = np.random.default_rng(2).random(shape)
            write_dose_map(self.folder / "alone.h5", dose, spacing)
            made, page, _ = self.report("alone.h5")
            self.assertEqual(made["files"][0]["maximum_Gy"], np.float32(dose.max()))
            self.assertEqual(json.loads(page.content["picture"])["shape"], list(shape[::-1]))
        write_dose_map(self.folder / "none.h5", np.zeros((3, 3, 3)), (1, 1, 1))
        self.report("none.h5")

    def test_other_grids_are_interpolated(self):
        write_dose_map(self.folder / "fine.h5", np.full((8, 8, 8), 5.0), (2, 2, 2))
        write_dose_map(self.folder / "coarse.h5", np.full((4, 4, 4), 6.0), (4, 4, 4))
        made, page, _ = self.report("fine.h5", "coarse.h5")
        self.assertTrue(made["comparisons"][0]["resampled"])
        self.assertTrue(json.loads(page.content["picture"])["files"][1]["resampled"])

    def test_large_cases_stay_small(self):
        """Noise does not compress: the worst case for the pictures of 256^3 voxels."""
        rng = np.random.default_rng(3)
        write_dose_map(self.folder / "large.h5", rng.random((256, 256, 256), dtype="f4"), (2, 2, 2),
                       uncertainty=rng.random((256, 256, 256), dtype="f4"))
        self.call("report", "large.h5", "-o", "large.html")
        self.assertLess((self.folder / "large.html").stat().st_size, 15e6)

    def test_outputs_and_refusals(self):
        self.call("report", "dose.h5", "-o", "once.html")
        self.assertIn("--force", self.call("report", "dose.h5", "-o", "once.html", code=2).stderr)
        self.assertIn("would replace", self.call("report", "dose.h5", "-o", "dose.h5", "--force", code=2).stderr)
        self.assertIn("lesion-1", self.call("report", "dose.h5", "-o", "x.html", "--focus", "nobody", code=2).stderr)
        self.assertIn("case.h5", self.call("report", "case.h5", "-o", "x.html", code=2).stderr)
        self.assertEqual([], list(self.folder.glob("*.tmp-*")))
        self.assertFalse((self.folder / "x.html").exists())


if __name__ == "__main__":
    PROGRAM = sys.argv.pop()
    unittest.main(verbosity=2)
