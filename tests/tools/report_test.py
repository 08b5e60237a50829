#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`yttria report`: the page and its JSON against the dose files. Usage: report_test.py YTTRIA"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import h5py
import numpy as np
from dose_map_file import write_dose_map
from report_page import HOSTILE, HOSTILE_NAMES, Page

PROGRAM = None


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

    def test_json_holds_what_the_file_holds(self):
        made, _, _ = self.report("dose.h5", "--case", "case.h5")
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
            dose = file["result/dose"][:]
            self.assertEqual(made["files"][0]["maximum_Gy"], np.nanmax(dose))
            facts = made["files"][0]["record"]
            self.assertRegex(facts["finished_utc"], r"^\d{4}-\d\d-\d\d \d\d:\d\d$")
            self.assertIn(f"finished {facts['finished_utc']} UTC", " ".join(made["files"][0]["method"]))
            for name in ("run_digest", "case_digest", "seed", "preset", "emitted", "escaped"):
                self.assertEqual(str(facts[name]), str(file["provenance"].attrs[name]), name)

    def test_page_holds_what_json_prints(self):
        made, page, _ = self.report("dose.h5", "local.h5", "--case", "case.h5")
        inside = json.loads(page.content["report"])
        for one in (made, inside):
            one.pop("made"), one.pop("report", None)
        for mine, whole in ((i, m) for i, m in zip(inside["files"], made["files"])):
            for region, other in zip(mine["regions"], whole["regions"], strict=True):
                short, full = region.pop("dvh"), other.pop("dvh")  # six digits in the page
                for name, values in full.items():
                    np.testing.assert_allclose(np.array(short[name], "f8"), np.array(values, "f8"), rtol=5.1e-6)
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
        for words in ("10.1002/mp.12702", "not a medical device", "Partition model"):
            self.assertTrue(words in text, words)

    def test_every_citation_has_its_reference_and_every_reference_is_cited(self):
        self.call("convolve", "case.h5", "--method", "vsv-density", "--histories", "2e5", "-o", "vsv.h5", "--force")
        for files, wanted in ((("dose.h5", "vsv.h5", "--case", "case.h5"), 26), (("dose.h5",), 20), (("local.h5",), 0)):
            _, page, _ = self.report(*files)
            words = " ".join(text for name, text in page.sections.items() if name not in ("head", "record", "references"))
            cited = set(re.findall(r"DDEP|[A-Z][A-Za-z]+(?: et al\.| and [A-Z][a-z]+)? (?:19|20)\d\d\b|ICRU Report \d+|XCOM|EPDL97",
                                   words))
            works = page.items.get("references", [])
            for work in works:
                author = work.split()[0]
                names = [c for c in cited if c in work or c.startswith(author) and f" {c[-4:]}." in work]
                self.assertEqual(len(names), 1, f"cited: {names}, reference: {work}")
                cited.discard(names[0])
            self.assertEqual(cited, set(), "cited without a reference")
            self.assertEqual(len(works), wanted)

    def test_works_that_were_wrong_once(self):
        _, page, _ = self.report("dose.h5", "--case", "case.h5")
        links = [a["href"] for tag, a in page.tags if tag == "a"]
        self.assertEqual(len(links), len(set(links)))
        for doi in ("10.1007/BF01084369", "10.2967/jnumed.111.097469", "10.1002/mp.12702"):  # Ho, Kao, Sechopoulos
            self.assertIn("https://doi.org/" + doi, links)

    def test_the_method_says_how_emissions_are_sampled(self):
        made = self.report("dose.h5")[0]
        item = next(i["answer"] for i in made["files"][0]["checklist"] if i["item"].startswith("Variance reduction"))
        for words in (" ".join(made["files"][0]["method"]), item):
            for part in ("systematic sample", "Richtmyer lattice", "Cranley and Patterson 1976", "no other variance reduction",
                         "no splitting"):
                self.assertIn(part, words)

    def test_physics_is_cited_as_the_program_computes_it(self):
        cited = {work["cited"] for work in self.report("dose.h5")[0]["references"]}
        self.assertLessEqual({"Sternheimer 1952", "ICRU Report 90", "McKinley and Feshbach 1948", "Kawrakow 1997",
                              "Cranley and Patterson 1976"}, cited)
        self.assertNotIn("Sternheimer et al. 1984", cited)

    def test_histories_for_an_uncertainty_are_at_least_a_batch(self):
        made, page, _ = self.report("dose.h5")
        shown = [row[-1].text for row in page.table("Mean dose as histories").rows[1:]]
        wanted = [region["histories_for_1_percent"] for region in made["files"][0]["convergence"]]
        self.assertEqual(min(wanted), 5000)
        self.assertEqual([words == "within the first batch" for words in shown], [n == 5000 for n in wanted])

    def test_few_histories_do_not_excuse_a_wrong_mean_dose(self):
        """A dose 0.4 % too high is seen after 2e5 histories, whose energies are spread evenly."""
        shutil.copy(self.folder / "dose.h5", self.folder / "scaled.h5")
        with h5py.File(self.folder / "scaled.h5", "r+") as scaled:
            attributes = scaled["provenance"].attrs
            attributes.modify("energy_per_decay_MeV", attributes["energy_per_decay_MeV"] / 1.004)
            del attributes["entries_digest"]  # or the change would be seen
        head = self.report("scaled.h5")[0]["files"][0]["head"]
        self.assertEqual((head[3]["about"], head[3]["verdict"]), ("Mean dose", "doubt"))

    def test_json_has_what_the_clinical_table_has(self):
        case = self.report("dose.h5", "local.h5", "--case", "case.h5")[0]
        parts = {part["compartment"]: part for part in case["case"]["compartments"]}
        for part in parts.values():
            expected = part["decays"] * np.log(2) / (64.042 * 3600) * 1e-9
            self.assertAlmostEqual(part["activity_GBq"] / expected, 1, delta=1e-3)
        self.assertEqual(len(parts), 3)
        self.assertIn("ln2", case["case"]["formulas"]["activity"])
        self.assertIn(case["comparisons"][0]["gamma_normalisation"], ("local", "global"))

    def test_evidence_is_the_same_in_page_and_json(self):
        """Also of equal figures, with and without an uncertainty."""
        for test in ("dose.h5", "local.h5"):
            made, page, _ = self.report("dose.h5", test)
            table, rows = page.table("Regions: difference"), 0
            for region in made["comparisons"][0]["regions"]:
                for value in region["values"]:
                    figure = value["name"].replace("_Gy", ", Gy")
                    if figure not in ("mean, Gy", "D70, Gy", "D90, Gy", "D50, Gy", "V100"):
                        continue
                    cells = {h: table.cell(h, region["name"], figure) for h in ("Evidence", "p", "Difference")}
                    self.assertEqual(cells["Evidence"].text, value["evidence"], region["name"] + figure)
                    self.assertEqual(cells["p"].value, value["p"])
                    self.assertEqual(cells["Difference"].value, value["difference"])
                    if value["difference"] == 0:
                        self.assertEqual((value["p"], value["evidence"]), (1, "none"))
                    rows += 1
            self.assertEqual(rows, 5 * len(made["comparisons"][0]["regions"]))

    def test_noise_bias_is_no_evidence_of_a_difference(self):
        """The same case with other histories and seed: D(x) and V(d) differ by the noise of voxels."""
        self.call("run", "case.h5", "-o", "longer.h5", "--preset", "clinical", "--histories", "8e5", "--batch-size", "5000",
                  "--backend", "cpu", "--seed", "5")
        values = [value for region in self.report("dose.h5", "longer.h5")[0]["comparisons"][0]["regions"]
                  for value in region["values"]]
        found = [value["evidence"] for value in values]
        self.assertGreater(len(found), 60)
        self.assertNotIn("clear", found)
        self.assertGreater(found.count("noise bias"), 5)
        beyond = [v for v in values if v["sigma"] and v["difference"] and abs(v["difference"]) > 3.53 * v["sigma"]]
        self.assertGreater(len(beyond), 5)  # "clear" by scatter alone

    def test_noise_bias_is_weighed_at_the_head(self):
        """Of so few histories that D70 is off by percents, while the means are known well."""
        made, page, _ = self.report("dose.h5")
        verdict, words = page.statement("Uncertainty")
        self.assertEqual(verdict, "doubt")
        found = re.search(r"largest noise bias about that of (D\d+) of (\S+): (\S+) Gy", words)
        self.assertIsNotNone(found, words)
        region = next(r for r in made["files"][0]["regions"] if r["name"] == found[2])
        stored = region[found[1] + "_Gy"]
        self.assertAlmostEqual(float(found[3]) / stored["noise_bias"], 1, delta=0.051)
        self.assertGreater(abs(stored["noise_bias"]), 0.01 * stored["value"])
        self.assertNotIn("noise bias", self.report("local.h5")[1].statement("Uncertainty")[1])

    def test_regions_without_a_known_uncertainty_are_named(self):
        shutil.copy(self.folder / "case.h5", self.folder / "far-case.h5")
        with h5py.File(self.folder / "far-case.h5", "r+") as file:
            mask = np.zeros_like(file["roi/liver"][:])
            inside = np.argwhere(file["medium/density"][:] > 0)
            mask[tuple(inside[0])] = 1
            file["roi/far"] = mask
            file["roi/far"].attrs["role"] = "other"
        self.call("run", "far-case.h5", "-o", "far-dose.h5", "--histories", "2e4", "--batch-size", "1000", "--backend", "cpu")
        made, page, _ = self.report("far-dose.h5")
        region = next(r for r in made["files"][0]["regions"] if r["name"] == "far")
        self.assertIsNone(region["mean_uncertainty"])
        verdict, words = page.statement("Uncertainty")
        self.assertEqual(verdict, "doubt")
        self.assertIn("not known for: far", words)
        self.assertEqual(page.table("Doses of the regions").cell("Mean Gy", "far").text, "0, uncertainty not known")

    def test_doses_of_different_cases_are_said_to_be(self):
        self.call("phantom", "liver", "-o", "other.h5", "--spacing", "8", "--activity", "1", "--force")
        self.call("run", "other.h5", "-o", "other-dose.h5", "--preset", "reference", "--histories", "2e4", "--batch-size",
                  "1000", "--backend", "cpu")
        for words in (self.report("dose.h5", "other-dose.h5")[0]["comparisons"][0]["warnings"],
                      self.call("compare", "dose.h5", "other-dose.h5").stdout.split("\n")):
            for begin in ("different cases (case_digest): dose.h5 has ", "different numbers of decays (total_decays): ",
                          "different presets of transport: dose.h5 has clinical, other-dose.h5 has reference"):
                self.assertEqual(sum(begin in line for line in words), 1, begin)
        self.assertFalse([w for w in self.report("dose.h5", "local.h5")[0]["comparisons"][0]["warnings"] if "different" in w])

    def test_a_file_that_cannot_be_used_is_named_and_no_report_is_written(self):
        (self.folder / "broken.h5").write_bytes((self.folder / "local.h5").read_bytes()[:3000])
        for files in (("dose.h5", "broken.h5"), ("dose.h5", "local.h5", "absent.h5"), ("dose.h5", "case.h5")):
            err = self.call("report", *files, "-o", "none.html", code=2).stderr
            self.assertRegex(err, f"{files[-1]}: .*; or leave {files[-1]} out: no report was written")
            self.assertFalse((self.folder / "none.html").exists())
        err = self.call("report", "absent.h5", "-o", "none.html", code=2).stderr
        self.assertNotIn("leave", err)
        write_dose_map(self.folder / "far.h5", np.ones((3, 3, 3)), (1, 1, 1), origin_mm=(9e4, 0, 0))
        err = self.call("report", "dose.h5", "far.h5", "-o", "none.html", code=2).stderr
        self.assertRegex(err, "dose.h5 and far.h5: the grids do not overlap.*; compare doses")
        self.assertFalse((self.folder / "none.html").exists())

    def test_balance_that_does_not_hold_is_said(self):
        """Twin of the good head: a file whose dose is not that of its energy."""
        with h5py.File(self.folder / "local.h5") as file, h5py.File(self.folder / "wrong.h5", "w") as wrong:
            for name in file:
                file.copy(name, wrong)
            wrong.attrs.update(file.attrs)
            wrong["result/dose"][...] = 1.01 * file["result/dose"][:]
        head = self.report("wrong.h5")[0]["files"][0]["head"]
        self.assertEqual(head[3]["verdict"], "doubt")

    def test_a_run_whose_dose_was_changed_is_refused(self):
        """By every command that reads it: the sums that it is computed from are still right."""
        for name in ("dose", "uncertainty"):
            shutil.copy(self.folder / "dose.h5", self.folder / "changed.h5")
            with h5py.File(self.folder / "changed.h5", "r+") as file:
                file["result/" + name][...] = 2 * file["result/" + name][:]
            for words in (("report", "changed.h5", "-o", "none.html"), ("info", "changed.h5"), ("dvh", "changed.h5"),
                          ("compare", "dose.h5", "changed.h5"), ("export", "changed.h5", "--nifti", "none.nii")):
                err = self.call(*words, code=2).stderr
                self.assertRegex(err, rf"changed.h5: /result/{name}: voxel \[\d+\]\[\d+\]\[\d+\] is \S+, but the sums in "
                                      r"/tally give \S+; .*compute it again")
        self.assertFalse((self.folder / "none.html").exists())

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
        write_dose_map(self.folder / "hostile.h5", dose, (3, 3, 3), rois={name: mask for name in HOSTILE_NAMES})
        made, page, text = self.report("hostile.h5", "--title", HOSTILE)
        self.assertEqual(sorted(r["name"] for r in made["files"][0]["regions"]), sorted(HOSTILE_NAMES))
        self.assertTrue({name.replace("\u202e", "[U+202E]") for name in HOSTILE_NAMES} <= set(page.names))
        self.assertNotIn("\u202e", text)
        self.assertNotIn("\\u202e", page.content["picture"])
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
        """Noise does not compress: the worst case for the pictures of 256^3 voxels. Its maximum is named."""
        rng = np.random.default_rng(3)
        dose = rng.random((256, 256, 256), dtype="f4")
        dose[100, 50, 200] = 1.5
        there = np.zeros(dose.shape, "u1")
        there[9, 9, 9] = 1  # the pictures begin there, an odd number of voxels from the maximum
        write_dose_map(self.folder / "large.h5", dose, (2, 2, 2), uncertainty=rng.random((256, 256, 256), dtype="f4"),
                       rois={"there": there})
        self.call("report", "large.h5", "-o", "large.html", "--focus", "there")
        text = (self.folder / "large.html").read_text(encoding="utf-8")
        self.assertLess(len(text), 15e6)
        self.assertGreater(len(text), 9e6)
        page = Page(text)
        first, stride = page.json("picture")["first"], page.json("picture")["stride"]
        seen = all((v - f) % s == 0 for v, f, s in zip((200, 50, 100), first, stride))
        where = [place["name"] for place in page.json("picture")["places"]]
        named = "maximum dose, 1.5 Gy in voxel 200, 50, 100"
        self.assertEqual(seen, "maximum dose" in where)
        self.assertEqual(not seen, any(named in name for name in where))
        self.assertEqual(not seen, named in page.sections["pictures"])

    def test_pictures_that_pack_well_keep_every_voxel(self):
        z, y, x = np.ogrid[0:96, 0:84, 0:112]
        dose = 100 * np.exp(-((z - 48) ** 2 + (y - 42) ** 2 + (x - 56) ** 2) / 900)
        for name, factor in (("s1.h5", 1), ("s2.h5", 1.01), ("s3.h5", 1.02)):
            write_dose_map(self.folder / name, factor * dose, (3, 3, 3))
        _, page, text = self.report("s1.h5", "s2.h5", "s3.h5")
        self.assertEqual(page.json("picture")["stride"], [1, 1, 1])
        self.assertLess(len(text), 15e6)

    def test_differential_histograms_are_scaled_to_what_is_no_spike(self):
        """All voxels of one dose are a spike; noise about it is what the axis shows."""
        write_dose_map(self.folder / "noise.h5", np.random.default_rng(6).normal(50, 8, (20, 20, 20)), (3, 3, 3),
                       rois={"all": np.ones((20, 20, 20))})
        write_dose_map(self.folder / "spike.h5", np.full((20, 20, 20), 50.0), (3, 3, 3), rois={"all": np.ones((20, 20, 20))})
        made, _, text = self.report("noise.h5", "spike.h5")
        plot = re.search(r'<svg[^>]*id="dvh-differential".*?</svg>', text, re.S)[0]
        ticks = [float(t) for t in re.findall(r'text-anchor="end">([\d.]+)<', plot)]
        peak = 100 * max(made["files"][0]["regions"][0]["dvh"]["differential_per_Gy"])
        self.assertLess(max(ticks), 1.2 * peak)
        self.assertGreater(max(ticks), 0.5 * peak)

    def test_many_regions_leave_less_to_the_pictures(self):
        """What they take, the volumes give."""
        rng = np.random.default_rng(5)
        dose, rois = 100 * rng.random((128, 128, 128), dtype="f4"), {}
        for i in range(120):
            x, y, z = rng.integers(0, 112, 3)
            rois[f"region-{i}"] = np.zeros(dose.shape, "u1")
            rois[f"region-{i}"][z:z + 16, y:y + 16, x:x + 16] = 1
        for name, factor in (("many.h5", 1), ("more.h5", 1.01)):
            write_dose_map(self.folder / name, factor * dose, (2, 2, 2), rois=rois)
        _, page, text = self.report("many.h5", "more.h5")
        self.assertLess(len(text), 15e6)
        self.assertGreater(min(page.json("picture")["shape"]), 40)

    def test_a_terminal_is_told_what_is_done(self):
        mine, theirs = os.openpty()
        words = [PROGRAM, "report", "local.h5", "-o", "told.html", "--force"]
        subprocess.run(words, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=theirs, check=True)
        os.close(theirs)
        with open(mine, "rb", buffering=0) as terminal:
            said = terminal.read(1000)
        self.assertIn(b"reading local.h5", said)
        self.assertTrue(said.endswith(b"\r\x1b[K"), said)
        self.assertEqual(self.call(*words[1:]).stderr, "")

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
