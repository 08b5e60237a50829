#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The report in a real browser without a display: chromium, driven by selenium (Debian: chromium,
chromium-driver, python3-selenium). Usage: report_browser_test.py YTTRIA

YTTRIA_SCREENSHOTS=FOLDER keeps pictures of what was seen."""
import base64
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import h5py
import numpy as np
from dose_map_file import write_dose_map
from report_page import HOSTILE, HOSTILE_NAMES

try:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.action_chains import ActionChains
except ImportError:
    webdriver = None

PROGRAM = None
DRIVER, BROWSER = shutil.which("chromedriver"), shutil.which("chromium")
MISSING = [name for name, there in (("python3-selenium", webdriver), ("chromium-driver", DRIVER),
                                    ("chromium", BROWSER)) if not there]


def start_browser():
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(service=Service(DRIVER), options=options)


class Browser(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.folder = Path(cls.temporary.name)
        for words in ("phantom liver -o case.h5 --spacing 6",
                      "run case.h5 -o dose.h5 --preset clinical --histories 5e5 --backend cpu",
                      "convolve case.h5 --method local -o local.h5",
                      "report dose.h5 local.h5 --case case.h5 -o both.html"):
            cls.call(*words.split())
        dose = np.random.default_rng(1).random((12, 14, 16)) * 100
        write_dose_map(cls.folder / "hostile.h5", dose, (3, 3, 3), rois={name: dose > 50 for name in HOSTILE_NAMES})
        cls.call("report", "hostile.h5", "local.h5", "-o", "hostile.html", "--title", HOSTILE)
        cls.browser = start_browser()
        cls.addClassCleanup(cls.browser.quit)

    @classmethod
    def call(cls, *words):
        subprocess.run([PROGRAM, *words], cwd=cls.folder, check=True, capture_output=True)

    def setUp(self):
        self.open("both.html", 1280)

    def open(self, name, width):
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False})
        self.browser.get_log("performance"), self.browser.get_log("browser")
        self.browser.get((self.folder / name).as_uri())
        self.wait("return document.documentElement.dataset.ready")

    def run_script(self, script, *values):
        return self.browser.execute_script(script, *values)

    def wait(self, script, seconds=20):
        end = time.monotonic() + seconds
        while not self.run_script(script):
            self.assertLess(time.monotonic(), end, script)
            time.sleep(0.05)

    def element(self, selector):
        return self.browser.find_element("css selector", selector)

    def picture(self, view=0):
        return self.run_script(f"return document.querySelectorAll('.plane canvas')[{view}].toDataURL()")

    def set_slider(self, view, value):
        self.run_script("const s = document.querySelectorAll('.view input')[arguments[0]]; s.value = arguments[1];"
                        "s.dispatchEvent(new Event('input'))", view, value)

    def hover(self, selector, x, y):
        """Points at a place of an element, given as parts of its width and height."""
        target = self.element(selector)
        self.run_script("arguments[0].scrollIntoView({block: 'center'})", target)
        size = target.size
        dx, dy = round((x - 0.5) * size["width"]), round((y - 0.5) * size["height"])
        ActionChains(self.browser).move_to_element_with_offset(target, dx, dy).perform()

    def keep(self, name):
        folder = os.environ.get("YTTRIA_SCREENSHOTS")
        if not folder:
            return
        size = self.browser.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
        shot = self.browser.execute_cdp_cmd("Page.captureScreenshot", {
            "captureBeyondViewport": True, "clip": {**size, "height": min(size["height"], 8000), "scale": 1}})
        Path(folder, name + ".png").write_bytes(base64.b64decode(shot["data"]))

    def test_no_error_and_no_request(self):
        self.assertEqual(self.browser.get_log("browser"), [])
        asked = []
        for entry in self.browser.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                asked.append(message["params"]["request"]["url"])
        page = (self.folder / "both.html").as_uri()
        self.assertIn(page, asked)
        self.assertEqual([url[:80] for url in asked if url != page and not url.startswith(("data:", "blob:"))], [])

    def test_slider_changes_the_picture(self):
        for view in range(3):
            before, label = self.picture(view), self.element(f".view[data-view='{view}'] output").text
            self.set_slider(view, 6)
            self.assertNotEqual(self.picture(view), before)
            self.assertNotEqual(self.element(f".view[data-view='{view}'] output").text, label)

    def test_switch_changes_the_picture_and_the_bar(self):
        seen = {}
        for quantity in ("dose", "uncertainty", "difference", "gamma"):
            self.run_script(f"document.querySelector('input[value={quantity}]').click()")
            seen[quantity] = (self.picture(), self.element("#bar-title").text)
            self.keep("pictures-" + quantity)
        self.assertEqual(len({picture for picture, _ in seen.values()}), 4)
        self.assertEqual(seen["dose"][1], "Absorbed dose, Gy (file A)")
        self.assertIn("file B", seen["difference"][1])
        self.assertIn("2%/2mm", seen["gamma"][1])

    def test_values_under_the_pointer_are_those_of_the_voxel(self):
        with h5py.File(self.folder / "dose.h5") as file:
            dose = file["result/dose"][:]
            origin, spacing = file["grid"].attrs["origin_mm"], file["grid"].attrs["spacing_mm"]
        checked = 0
        for view in range(3):
            for x, y in ((0.3, 0.42), (0.35, 0.6), (0.42, 0.55), (0.6, 0.5)):
                self.hover(f".view[data-view='{view}'] .plane", x, y)
                words = self.element("#readout").text
                place = re.search(r"at (-?[\d.]+), (-?[\d.]+), (-?[\d.]+) mm", words)
                voxel = np.round((np.array([float(v) for v in place.groups()]) - origin) / spacing).astype(int)
                stored, shown = dose[tuple(voxel[::-1])], re.search(r"A: ([\d.e-]+|none)", words)[1]
                if np.isnan(stored):
                    self.assertEqual(shown, "none")
                    continue
                self.assertAlmostEqual(float(shown), stored, delta=6e-4 * stored + np.nanmax(dose) / 65534)
                checked += stored > 10
        self.assertGreater(checked, 5)

    def test_orientation(self):
        """The liver is on the patient's right: left in the transverse picture; lungs are superior."""
        def place(view, x, y):
            self.hover(f".view[data-view='{view}'] .plane", x, y)
            words = re.search(r"at (-?[\d.]+), (-?[\d.]+), (-?[\d.]+) mm", self.element("#readout").text)
            return [float(v) for v in words.groups()]
        for view, right, down in ((0, (0, 1), (1, 1)), (1, (0, 1), (2, -1)), (2, (1, 1), (2, -1))):
            low, high = place(view, 0.1, 0.1), place(view, 0.9, 0.9)
            for axis, sign in (right, down):
                self.assertGreater(sign * (high[axis] - low[axis]), 50)
        letters = self.run_script("return [...document.querySelectorAll('.plane i')].map(i => i.textContent).join('')")
        self.assertEqual(letters, "RLAP" + "RLSI" + "APSI")

    def test_dvh_hover_and_keys(self):
        self.hover("#dvh-cumulative", 0.4, 0.5)
        keys = self.browser.find_elements("css selector", "#dvh button.key")
        shown = [key.find_element("css selector", "output").text for key in keys]
        self.assertTrue(all(re.fullmatch(r"[\d.]+( \u00b1 [\d.]+)? %", words) for words in shown), shown)
        dose = float(self.element("#dvh-cumulative .dose").text.split()[0])
        region = self.run_script("return dataOf('report').files[0].regions[1]")
        step = max(i for i, d in enumerate(region["dvh"]["dose_Gy"]) if d <= dose)
        self.assertAlmostEqual(float(shown[1].split()[0]), 100 * region["dvh"]["volume_fraction"][step], delta=2)
        self.keep("dvh")
        keys[1].click()
        self.assertFalse(self.element("#dvh-cumulative .curve[data-curve='0-1']").is_displayed())
        self.element("#differential").click()
        self.assertTrue(self.element("#dvh-differential").is_displayed())
        self.hover("#dvh-differential", 0.4, 0.5)
        self.assertIn("%/Gy", keys[2].text)

    def test_pixels_are_the_doses_through_the_scale(self):
        """Of the canvas, against the arrays of the files, for every quantity that is a number of them."""
        picture = self.run_script("return dataOf('picture')")
        with h5py.File(self.folder / "dose.h5") as file, h5py.File(self.folder / "local.h5") as other:
            dose, uncertainty = file["result/dose"][:], file["result/uncertainty"][:]
            difference = other["result/dose"][:].astype("f8") - dose
        with h5py.File(self.folder / "case.h5") as case:
            density = case["medium/density"][:]
        full, widest = picture["full_scale_Gy"], picture["difference_scale_Gy"]
        part = dose / full
        quantities = {
            "dose": ("dose", part, 0.85 * np.clip(part / 0.08, 0, 1)),
            "uncertainty": ("uncertainty", np.log(np.clip(uncertainty, 1e-3, 1) / 0.001) / np.log(1000), 0.9),
            "difference": ("difference", 0.5 + difference / (2 * widest), 0.85 * np.clip(part / 0.02, 0, 1))}
        rng, checked = np.random.default_rng(4), 0
        for name, (colours, parts, cover) in quantities.items():
            table = np.frombuffer(bytes.fromhex(picture["colours"][colours]), "u1").reshape(256, 3).astype("f8")
            self.run_script(f"document.querySelector('input[value={name}]').click()")
            for number, view in enumerate(picture["views"]):
                size = [picture["shape"][view[axis]] for axis in ("across", "down")]
                for x, y in zip(*(rng.integers(0, n, 40) for n in size)):
                    at = list(picture["places"][0]["at"])
                    at[view["across"]] = size[0] - 1 - x if view["across_against"] else x
                    at[view["down"]] = size[1] - 1 - y if view["down_against"] else y
                    voxel = tuple(f + s * i for f, s, i in zip(picture["first"], picture["stride"], at))[::-1]
                    share = np.broadcast_to(cover, dose.shape)[voxel] if not np.isnan(parts[voxel]) else 0
                    k = 0 if np.isnan(parts[voxel]) else round(255 * float(np.clip(parts[voxel], 0, 1)))
                    grey = 255 * np.clip(density[voxel] / 1.8, 0, 1)
                    shown = self.run_script("return [...document.querySelectorAll('.plane canvas')[arguments[0]]"
                                            ".getContext('2d').getImageData(arguments[1], arguments[2], 1, 1).data]",
                                            number, int(x), int(y))[:3]
                    near = table[max(k - 1, 0):k + 2] * share + (1 - share) * grey  # a value may round either way
                    self.assertLess(np.abs(near - shown).max(axis=1).min(), 3, f"{name} {view['name']} {x} {y}")
                    checked += share > 0.5
        self.assertGreater(checked, 60)

    def test_layout_holds(self):
        for name, width in (("both", 1280), ("both", 420), ("hostile", 1280), ("hostile", 420)):
            self.open(name + ".html", width)
            self.assertEqual(self.browser.get_log("browser"), [])
            self.assertTrue(self.run_script(
                "const e = document.documentElement; return e.scrollWidth <= e.clientWidth"), width)
            out = self.run_script("""
                const bad = [];
                for (const e of document.querySelectorAll("main, h1, h2, .card, .view, .plot, #bar, #controls, select")) {
                  const box = e.getBoundingClientRect();
                  if (box.width && (box.left < -1 || box.right > innerWidth + 1)) bad.push(e.outerHTML.slice(0, 60));
                }
                return bad;""")
            self.assertEqual(out, [], f"{name} {width}")
            hidden = self.run_script("""
                const bad = [];
                for (const frame of document.querySelectorAll(".scroll")) {
                  const wide = frame.scrollWidth > frame.clientWidth + 1;
                  const head = frame.classList.contains("regions");
                  const cue = getComputedStyle(frame).backgroundImage.includes("gradient");
                  if (wide && (head || !cue)) bad.push(frame.outerHTML.slice(0, 60));
                }
                return bad;""")
            self.assertEqual(hidden, [], f"tables of {name} at {width}")
            self.keep(f"{name}-{width}")

    def test_print(self):
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
        try:
            self.assertFalse(self.element("#controls").is_displayed())
            self.assertTrue(self.element(".plane canvas").is_displayed())
            self.assertTrue(self.element(".signature").is_displayed())
        finally:
            self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
        made = base64.b64decode(self.browser.execute_cdp_cmd("Page.printToPDF", {
            "printBackground": True, "preferCSSPageSize": True})["data"])
        pages = len(re.findall(rb"/Type\s*/Page\b", made))
        self.assertTrue(3 <= pages <= 20, pages)
        if os.environ.get("YTTRIA_SCREENSHOTS"):
            Path(os.environ["YTTRIA_SCREENSHOTS"], "print.pdf").write_bytes(made)

    def test_without_script_there_are_pictures(self):
        self.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
        try:
            self.browser.get((self.folder / "both.html").as_uri())
            self.assertEqual(len(self.browser.find_elements("css selector", ".plane img")), 3)
        finally:
            self.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


if __name__ == "__main__":
    PROGRAM = str(Path(sys.argv.pop()).resolve())
    if MISSING:
        print("skipped: not installed: " + ", ".join(MISSING) + "; tools/bootstrap --browser installs them")
        sys.exit(77)  # CTest's SKIP_RETURN_CODE
    unittest.main(verbosity=2)
