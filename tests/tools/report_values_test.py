#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What stands in the cells of a report's page, each by table, row and column, against numbers that
are computed here from the arrays of the dose file and its case: none of the figures that the
program stores is used. Usage: report_values_test.py YTTRIA"""
import base64
import io
import math
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import h5py
import matplotlib.image
import numpy as np
from report_page import Page

PROGRAM = None
MEV_PER_GY_G = 1 / 1.602176634e-10  # 1 Gy in 1 g
DECAY_MEV = 0.9325  # of Y-90, to four digits


def read_tally(file):
    """Sums as Python's integers and arrays of them."""
    tally = file["tally"]
    low, high = (tally["energy_squared"][half].astype(object) for half in (0, 1))
    roi_low, roi_high = (tally["roi_energy_squared"][half].astype(object) for half in (0, 1))
    return {"energy": tally["energy"][:], "squared": low + high * 2**64, "roi_squared": roi_low + roi_high * 2**64,
            "groups": tally["groups"][:],
            **{name: int(tally["batches"].attrs[name]) for name in ("emitted", "deposited", "escaped")}}


def relative_sigma(total, squares, batches):
    """Of a sum over batches: exact until the root."""
    total, squares = int(total), int(squares)
    return math.sqrt((squares * batches - total * total) / (batches - 1)) / total


def dose_to_volume(dose, percent):
    return np.sort(dose)[::-1][max(math.ceil(dose.size * percent / 100 - 1e-9), 1) - 1]


def half_samples():
    """16 groups in 15 balanced splits, both halves of each: Sylvester's matrix."""
    matrix = np.array([[1]])
    for _ in range(4):
        matrix = np.block([[matrix, matrix], [matrix, -matrix]])
    return [sign * row > 0 for row in matrix[1:] for sign in (1, -1)]


class Values(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.folder = Path(cls.temporary.name)
        for words in ("phantom liver -o case.h5 --spacing 8",
                      "run case.h5 -o dose.h5 --preset clinical --histories 2.4e5 --batch-size 5000 --backend cpu",
                      "convolve case.h5 --method local -o local.h5",
                      "report dose.h5 local.h5 --case case.h5 -o both.html"):
            subprocess.run([PROGRAM, *words.split()], cwd=cls.folder, check=True, capture_output=True)
        cls.page = Page((cls.folder / "both.html").read_text(encoding="utf-8"))
        cls.batches, cls.histories = 48, 240000
        with h5py.File(cls.folder / "case.h5") as case, h5py.File(cls.folder / "dose.h5") as dose:
            cls.spacing_mm = case["grid"].attrs["spacing_mm"]
            cls.density = case["medium/density"][:].astype("f8")
            cls.mass_g = cls.density * np.prod(cls.spacing_mm) * 1e-3
            cls.masks = {name: region[:] > 0 for name, region in case["roi"].items()}
            cls.decays = case["source/map"][:].astype("f8").sum()
            cls.dose = dose["result/dose"][:]
            cls.tally = read_tally(dose)
        with h5py.File(cls.folder / "local.h5") as local:
            cls.local = local["result/dose"][:]

    def equal(self, cell, expected, relative=1e-12):
        self.assertIsNotNone(cell.value, cell.text)
        self.assertAlmostEqual(cell.value, expected, delta=relative * abs(expected) + 1e-300)

    def shows(self, cell, value, sigma=None):
        """The digits that are read are those of the number, and of its uncertainty."""
        words = cell.text.partition(" noise bias")[0].partition(",")[0].split(" \u00b1 ")
        for word, number in zip(words, (value, sigma), strict=True) if sigma else [(words[0], value)]:
            decimals = len(word.partition(".")[2])
            self.assertAlmostEqual(float(word), number, delta=0.500001 * 10**-decimals)

    def mean_sigma_Gy(self, name):
        """Mean dose of a region and its standard uncertainty, from the sums of batches."""
        mask, tally = self.masks[name], self.tally
        energy = int(tally["energy"][mask].astype(object).sum())
        mean = energy * 2.0**-22 / MEV_PER_GY_G / self.mass_g[mask].sum() * self.decays / self.histories
        squares = tally["roi_squared"][sorted(self.masks).index(name)]
        return mean, mean * relative_sigma(energy, squares, self.batches)

    def replicates(self, name):
        """Doses of the region's voxels as each half sample has them."""
        every = np.flatnonzero(np.any(list(self.masks.values()), axis=0))
        inside = np.isin(every, np.flatnonzero(self.masks[name]))
        scale = self.decays / (self.histories / 2) * 2.0**-22 / MEV_PER_GY_G / self.mass_g[self.masks[name]]
        return [(self.tally["groups"][half][:, inside].sum(axis=0) * scale).astype("f4") for half in half_samples()]

    def test_regions(self):
        table = self.page.table("Doses of the regions")
        for name, mask in self.masks.items():
            dose = self.dose[mask]
            mean, sigma = self.mean_sigma_Gy(name)
            self.equal(table.cell("Mass g", name, "A"), self.mass_g[mask].sum(), 1e-6)
            self.equal(table.cell("Mean Gy", name, "A"), mean, 1e-6)
            self.shows(table.cell("Mean Gy", name, "A"), mean, sigma)
            weighted = (dose.astype("f8") * self.mass_g[mask]).sum() / self.mass_g[mask].sum()
            self.equal(table.cell("Mean Gy", name, "A"), weighted, 1e-6)
            for percent in (70, 90):
                self.equal(table.cell(f"D{percent} Gy", name, "A"), dose_to_volume(dose, percent))
            self.equal(table.cell("V100 %", name, "A"), 100 * np.mean(dose >= 100))
            local = self.local[mask]
            self.equal(table.cell("D70 Gy", name, "B"), dose_to_volume(local, 70))
            self.equal(table.cell("V100 %", name, "B"), 100 * np.mean(local >= 100))
            self.assertNotIn("\u00b1", table.cell("D70 Gy", name, "B").text)

    def test_sigma_of_quantiles_and_volumes(self):
        table = self.page.table("Doses of the regions")
        for name in ("lesion-1", "liver", "lungs"):
            dose, samples = self.dose[self.masks[name]], self.replicates(name)
            for heading, figure in (("D70 Gy", lambda d: dose_to_volume(d, 70)), ("D90 Gy", lambda d: dose_to_volume(d, 90)),
                                    ("V100 %", lambda d: 100 * np.mean(d >= 100))):
                sigma = np.std([figure(sample) for sample in samples])
                bias = np.mean([figure(sample) for sample in samples]) - figure(dose)
                shown = table.cell(heading, name, "A").text.partition("noise bias about ")[2]
                self.assertEqual(bool(shown), abs(bias) > sigma / 2, f"{name} {heading}")
                if shown:
                    self.assertAlmostEqual(float(shown) / bias, 1, delta=0.051)
                self.assertNotIn("noise bias", table.cell(heading, name, "B").text)
                if sigma > 0:
                    self.shows(table.cell(heading, name, "A"), figure(dose), sigma)

    def test_further_figures(self):
        table = self.page.table("Further figures of the regions")
        for name, mask in self.masks.items():
            dose = self.dose[mask]
            self.equal(table.cell("Voxels", name, "A"), mask.sum())
            self.equal(table.cell("Volume mL", name, "A"), mask.sum() * np.prod(self.spacing_mm) * 1e-3)
            self.equal(table.cell("Min Gy", name, "A"), dose.min())
            self.equal(table.cell("Max Gy", name, "A"), dose.max())
            D2, D50, D98 = (dose_to_volume(dose, percent).astype("f8") for percent in (2, 50, 98))
            for heading, value in (("D98 Gy", D98), ("D95 Gy", dose_to_volume(dose, 95)), ("D50 Gy", D50), ("D2 Gy", D2)):
                self.equal(table.cell(heading, name, "A"), value)
            if D50 > 0:
                self.equal(table.cell("(D2-D98)/D50", name, "A"), (D2 - D98) / D50)

    def test_head(self):
        tally = self.tally
        verdict, words = self.page.statement("Energy")
        self.assertEqual(verdict, "good")
        self.assertEqual(tally["emitted"], tally["deposited"] + tally["escaped"])
        self.assertEqual(tally["deposited"], int(tally["energy"].astype(object).sum()))
        self.assertEqual([int(n) for n in re.findall(r"\d{6,}", words)],
                         [tally["emitted"], tally["deposited"], tally["escaped"]])
        self.assertIn(f"{100 * tally['escaped'] / tally['emitted']:.3f} % escaped", words)

        verdict, words = self.page.statement("Mean dose")
        everything = np.nansum(self.dose * self.mass_g) / self.mass_g.sum()
        whole = self.decays * DECAY_MEV / MEV_PER_GY_G / self.mass_g.sum()
        shown = [float(n) for n in re.findall(r"([\d.]+) (?:Gy|kg)", words)]
        np.testing.assert_allclose(shown, [everything, self.mass_g.sum() * 1e-3, whole], rtol=6e-4)
        self.assertEqual(verdict, "good")

        words = self.page.statement("Uncertainty")[1]
        above = self.dose > np.nanmax(self.dose) / 2
        sigmas = [relative_sigma(e, s, self.batches) for e, s in zip(tally["energy"][above], tally["squared"][above])]
        self.assertIn(f"{100 * math.sqrt(np.mean(np.square(sigmas))):.2f} % in single voxels", words)
        largest = max(self.masks, key=lambda name: np.divide(*self.mean_sigma_Gy(name)[::-1]))
        self.assertIn(f"(largest: {largest})", words)

    def test_comparison(self):
        table = self.page.table("Regions: difference of test and reference")
        for name, mask in self.masks.items():
            reference, test = self.dose[mask], self.local[mask]
            for figure, percent in (("D70, Gy", 70), ("D90, Gy", 90), ("D50, Gy", 50)):
                values = [dose_to_volume(dose, percent) for dose in (reference, test)]
                self.equal(table.cell("Reference", name, figure), values[0])
                self.equal(table.cell("Test", name, figure), values[1])
                self.equal(table.cell("Difference", name, figure), float(values[1]) - float(values[0]))
            mean, sigma = self.mean_sigma_Gy(name)
            self.equal(table.cell("Reference", name, "mean, Gy"), mean, 1e-6)
            self.equal(table.cell("1 sigma", name, "mean, Gy"), sigma, 1e-6)
            t = abs(table.cell("Difference", name, "mean, Gy").value) / sigma
            evidence = "none" if t < 2.1314 else "weak" if t < 3.5247 else "clear"  # 5 and 0.3 % points, 15 degrees
            self.assertEqual(table.cell("Evidence", name, "mean, Gy").text, evidence)
        figures = self.page.table("Differences, test less reference")
        judged = self.dose >= 0.1 * np.nanmax(self.dose)
        difference = (self.local.astype("f8") - self.dose)[judged]
        self.equal(figures.cell("Value", "Voxels judged"), judged.sum())
        self.equal(figures.cell("Value", "Mean difference (bias), Gy"), difference.mean(), 1e-9)
        self.equal(figures.cell("Value", "Mean absolute relative error (MARE)"),
                   np.mean(np.abs(difference) / self.dose[judged]), 1e-6)

    def test_clinical_quantities(self):
        with h5py.File(self.folder / "case.h5") as case:
            decays = case["source/map"][:].astype("f8")
            roles = {name: region.attrs["role"] for name, region in case["roi"].items()}
        tumour, normal, lung = (np.any([self.masks[n] for n, r in roles.items() if r == role], axis=0)
                                for role in ("tumour", "normal_liver", "lung"))
        normal &= ~tumour
        GBq = math.log(2) / (2.6684 * 24 * 3600) * 1e-9  # of one decay of Y-90
        table = self.page.table("Clinical quantities of the case")
        for what, part in (("tumours", tumour), ("normal liver", normal), ("lungs", lung)):
            self.equal(table.cell("Value", f"Activity in {what}"), decays[part].sum() * GBq, 1e-6)
            self.equal(table.cell("Value", f"Mass of {what}"), self.mass_g[part].sum(), 1e-6)
        ratio = np.divide(*(decays[part].sum() / self.mass_g[part].sum() for part in (tumour, normal)))
        self.equal(table.cell("Value", "Tumour-to-normal ratio"), ratio, 1e-6)
        shunt = decays[lung].sum() / decays[lung | tumour | normal].sum()
        self.equal(table.cell("Value", "Lung shunt fraction"), shunt, 1e-6)
        models = self.page.table("Mean doses: planning models")
        k = DECAY_MEV / MEV_PER_GY_G / 1e3 / GBq  # Gy kg/GBq
        whole = decays[lung | tumour | normal].sum() * GBq
        dose = k * whole * (1 - shunt) / (ratio * self.mass_g[tumour].sum() + self.mass_g[normal].sum()) * 1e3
        self.equal(models.cell("Model Gy", "partition model, normal liver"), dose, 1e-3)
        self.equal(models.cell("Model Gy", "partition model, tumour"), ratio * dose, 1e-3)

    def frame(self, values):
        """The voxels that pictures show."""
        picture = self.page.json("picture")
        return values[tuple(slice(first, first + stride * size, stride) for first, stride, size in
                            zip(picture["first"][::-1], picture["stride"][::-1], picture["shape"][::-1]))]

    def test_picture_volumes(self):
        """Each element of each volume is the value of its voxel, to half a step of its scale."""
        picture = self.page.json("picture")
        with h5py.File(self.folder / "dose.h5") as file:
            uncertainty = self.frame(file["result/uncertainty"][:])
        for file, dose in zip(picture["files"], (self.dose, self.local), strict=True):
            step = file["dose"]["high"] / 65534
            np.testing.assert_allclose(self.page.volume(file["dose"]), self.frame(dose), atol=0.5001 * step, rtol=0)
        density = self.page.volume(picture["density"])
        np.testing.assert_allclose(density, np.minimum(self.frame(self.density), 2.5), atol=0.5001 * 2.5 / 254, rtol=0)
        shown = self.page.volume(picture["files"][0]["uncertainty"])
        np.testing.assert_array_equal(np.isnan(shown), np.isnan(uncertainty))
        np.testing.assert_allclose(shown, np.clip(uncertainty, 1e-3, 1), rtol=0.0137)  # half of 1000^(1/254)

    def test_pixels_of_the_still_pictures(self):
        """Their colours are the dose's through the page's own scale, over the density's grey."""
        picture = self.page.json("picture")
        colours = np.frombuffer(bytes.fromhex(picture["colours"]["dose"]), "u1").reshape(256, 3).astype("f8")
        dose, density = self.frame(self.dose).astype("f8"), self.frame(self.density)
        stills = [a["src"] for tag, a in self.page.tags if tag == "img"]
        at = picture["places"][0]["at"]
        for view, source in zip(picture["views"], stills, strict=True):
            slices = [None, None, None]
            slices[2 - view["normal"]] = at[view["normal"]]
            take = lambda volume: volume[tuple(slice(None) if s is None else s for s in slices)]
            plane, grey = take(dose), take(density)
            if view["across"] > view["down"]:  # the later axis of the array is the smaller one of the grid
                plane, grey = plane.T, grey.T
            for axis, against in ((0, view["down_against"]), (1, view["across_against"])):
                if against:
                    plane, grey = np.flip(plane, axis), np.flip(grey, axis)
            part = plane / picture["full_scale_Gy"]
            cover = 0.85 * np.clip(part / 0.08, 0, 1)[..., None]
            wanted = cover * colours[np.rint(255 * np.clip(part, 0, 1)).astype(int)] \
                + (1 - cover) * (255 * np.clip(grey / 1.8, 0, 1))[..., None]
            image = matplotlib.image.imread(io.BytesIO(base64.b64decode(source.partition(",")[2])))[..., :3] * 255
            self.assertEqual(image.shape, wanted.shape)
            self.assertLess(np.abs(image - wanted).max(), 1.01)
            self.assertGreater(np.ptp(plane), 50)


if __name__ == "__main__":
    PROGRAM = str(Path(sys.argv.pop()).resolve())
    unittest.main(verbosity=2)
