#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The program from outside: exit codes, messages, files. Usage: program_test.py YTTRIA"""
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import h5py

PROGRAM = None
QUICK = ["--preset", "clinical", "--batch-size", "1000", "--backend", "cpu"]


class Program(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def call(self, *words, code=0):
        done = subprocess.run([PROGRAM, *map(str, words)], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, code, f"{words}\n{done.stdout}\n{done.stderr}")
        return done

    def results(self, *words):
        return json.loads(self.call(*words, "--json").stdout)

    def phantom(self, *words, name="case.h5"):
        return self.results("phantom", *(words or ("lattice", "--voxels", 9, "--margin", 1)), "-o", name)

    def test_all_phantoms_are_valid_cases(self):
        for words in (("liver", "--spacing", 6), ("sphere",), ("slab",), ("lattice",),
                      ("lattice", "--sources", "points", "--pitch", 5),
                      ("lattice", "--sources", "mass", "--densities", "0.2:2", "--margin", 5),
                      ("slab", "--layer", "water:2:source", "--layer", "cortical bone:3:1.9")):
            made = self.phantom(*words, name="x.h5")
            checked = self.results("check", "x.h5")
            self.assertTrue(checked["valid"])
            self.assertEqual(checked["case_digest"], made["case_digest"])
            self.assertEqual(self.results("info", "x.h5")["case_digest"], made["case_digest"])
            (self.folder / "x.h5").unlink()

    def test_phantoms_refuse_nonsense(self):
        for words in (("liver", "--spacing", 0), ("liver", "--activity", -1), ("liver", "--spacing", 90),
                      ("liver", "--lung-shunt", 100), ("sphere", "--material", "watre"),
                      ("slab", "--layer", "water:1"), ("slab", "--layer", "water:0.3:source"),
                      ("lattice", "--voxels", 9999), ("lattice", "--densities", "0:1")):
            self.call("phantom", *words, "-o", "x.h5", code=2)
            self.assertFalse((self.folder / "x.h5").exists(), words)

    def test_run_info_and_exact_balance(self):
        self.phantom()
        run = self.results("run", "case.h5", "-o", "dose.h5", "--histories", "1e4", *QUICK,
                           "--progress-json", "progress.json")
        self.assertEqual((run["histories"], run["end"], run["status"]), (10000, "complete", "complete"))
        self.assertEqual(run["emitted_quanta"], run["deposited_quanta"] + run["escaped_quanta"])
        self.assertEqual(run["provenance"]["choice_of_backend"], "cpu")
        self.assertEqual(run["provenance"]["driver"], "none")
        self.assertRegex(run["provenance"]["workers"][0], r"^cpu: \d+ threads?, batches 10$")
        info = self.results("info", "dose.h5")
        for key in ("tally_digest", "run_digest", "physics_digest", "case_digest", "regions"):
            self.assertEqual(info[key], run[key], key)
        lines = (self.folder / "progress.json").read_text().splitlines()
        self.assertEqual([json.loads(line)["histories_done"] for line in lines],
                         list(range(1000, 10001, 1000)))

    def test_an_existing_output_is_refused_before_work(self):
        self.phantom()
        (self.folder / "dose.h5").write_text("mine")
        start = time.monotonic()
        done = self.call("run", "case.h5", "-o", "dose.h5", "--histories", "1e9", code=2)
        self.assertLess(time.monotonic() - start, 5)
        self.assertIn("dose.h5", done.stderr)
        self.assertEqual((self.folder / "dose.h5").read_text(), "mine")
        self.call("run", "case.h5", "-o", "dose.h5", "--histories", "1000", "--force", *QUICK)
        self.call("phantom", "lattice", "-o", "case.h5", code=2)
        self.call("merge", "dose.h5", "-o", "case.h5", code=2)

    def test_parts_merge_to_the_whole(self):
        self.phantom()
        whole = self.results("run", "case.h5", "-o", "whole.h5", "--histories", "6000", *QUICK)
        for a, b in ((0, 2), (2, 6)):
            part = self.results("run", "case.h5", "-o", f"part{a}.h5", "--histories", "6000", *QUICK,
                                "--batches", f"{a}:{b}")
            self.assertEqual(part["status"], "partial")
        merged = self.results("merge", "part2.h5", "part0.h5", "-o", "merged.h5")
        for key in ("tally_digest", "run_digest", "regions", "status"):
            self.assertEqual(merged[key], whole[key], key)
        twice = self.call("merge", "part0.h5", "part0.h5", "-o", "twice.h5", code=2)
        self.assertIn("0:2", twice.stderr)

    def test_threads_change_nothing(self):
        self.phantom()
        digests = {self.results("run", "case.h5", "-o", f"{n}.h5", "--histories", "4000", *QUICK,
                                "--threads", n)["tally_digest"] for n in (1, 2, 3)}
        self.assertEqual(len(digests), 1)

    def test_an_interrupted_run_saves_and_ends_with_75(self):
        self.phantom()
        for number in (signal.SIGINT, signal.SIGTERM):
            run = subprocess.Popen([PROGRAM, "run", "case.h5", "-o", "dose.h5", "--force", "--histories",
                                    "1e10", *QUICK, "--progress-json", "progress.json", "--json"],
                                   cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            progress = self.folder / "progress.json"
            deadline = time.monotonic() + 60
            while time.monotonic() < deadline and not (progress.exists() and progress.read_text()):
                time.sleep(0.05)
            run.send_signal(number)
            out, err = run.communicate(timeout=60)
            self.assertEqual(run.returncode, 75, err)
            self.assertEqual(json.loads(out)["end"], "interrupted")
            info = self.results("info", "dose.h5")
            self.assertEqual(info["status"], "partial")
            self.assertEqual(info["tally_digest"], json.loads(out)["tally_digest"])
            self.assertEqual(list(self.folder.glob(".*part")), [])
            progress.unlink()

    def test_time_and_goals(self):
        self.phantom()
        short = self.results("run", "case.h5", "-o", "short.h5", "--histories", "1e10", *QUICK,
                             "--max-time", "0.5s")
        self.assertEqual(short["end"], "partial")
        goal = self.results("run", "case.h5", "-o", "goal.h5", *QUICK, "--goal", "interior=1")
        self.assertEqual(goal["end"], "complete")
        interior = next(r for r in goal["regions"] if r["name"] == "interior")
        self.assertLessEqual(interior["mean_uncertainty"], 0.01)
        missed = self.call("run", "case.h5", "-o", "missed.h5", *QUICK, "--goal", "max50=0.0001",
                           "--histories", "5000")
        self.assertIn("warning", missed.stderr)
        unknown = self.call("run", "case.h5", "-o", "x.h5", *QUICK, "--goal", "spleen=1", code=2)
        self.assertIn("interior", unknown.stderr)

    def test_expert_flags_win_and_change_the_physics(self):
        self.phantom()
        digests = set()
        for extra in ((), ("--electron-cutoff-keV", "30"), ("--hinge-g", "0.3"), ("--hinge-path", "0.03"),
                      ("--moller-keV", "40"), ("--brems-keV", "30"), ("--photon-cutoff-keV", "20"),
                      ("--photons", "escape"), ("--internal-bremsstrahlung", "on"), ("--dose-to", "water")):
            run = self.results("run", "case.h5", "-o", "d.h5", "--force", "--histories", "1000", *extra, *QUICK)
            digests.add(run["physics_digest"])
            if extra == ("--hinge-path", "0.03"):
                self.assertEqual(run["provenance"]["hinge_path_g_cm2"], 0.03)
        self.assertEqual(len(digests), 10)
        self.call("run", "case.h5", "-o", "x.h5", "--hinge-g", "-1", code=2)

    def test_electrons_have_no_internal_bremsstrahlung(self):
        self.phantom()
        with h5py.File(self.folder / "case.h5", "r+") as file:
            file["source/map"].attrs["nuclide"] = "electron"
            file["source/map"].attrs["energy_MeV"] = 1.0
        refused = self.call("run", "case.h5", "-o", "x.h5", "--internal-bremsstrahlung", "on", code=2)
        self.assertIn("do not decay", refused.stderr)

    def test_dose_to_water_is_recorded_and_not_merged_with_dose_to_medium(self):
        self.phantom("slab", "--layer", "cortical bone:10:1.9", "--layer", "water:10:source")
        runs = {}
        for to in ("medium", "water"):
            for part in ("0:2", "2:4"):
                name = f"{to}-{part[0]}.h5"
                runs[to] = self.results("run", "case.h5", "-o", name, "--histories", "4000", "--batches", part,
                                        "--dose-to", to, "--end-confined", "off", *QUICK)
                self.assertEqual(runs[to]["dose_to"], to)
                self.assertEqual(self.results("info", name)["dose_to"], to)
        self.assertEqual(runs["water"]["run_digest"], runs["medium"]["run_digest"])
        self.assertEqual(runs["water"]["deposited_quanta"], runs["medium"]["deposited_quanta"])
        self.assertGreater(runs["water"]["mean_dose_Gy"], runs["medium"]["mean_dose_Gy"])
        self.results("merge", "water-0.h5", "water-2.h5", "-o", "sum.h5")
        refused = self.call("merge", "water-0.h5", "medium-2.h5", "-o", "mixed.h5", code=2)
        self.assertIn("dose_to differs", refused.stderr)

    def test_check_lists_every_problem_and_warns(self):
        self.phantom()
        coarse = self.results("check", "case.h5", "--electron-cutoff-keV", "500")
        self.assertEqual(len(coarse["warnings"]), 1)
        self.assertEqual(self.results("check", "case.h5")["warnings"], [])
        everything = coarse["regions"][-1]
        joule_per_decay = coarse["mean_energy_MeV"] * 1.602176634e-13
        self.assertAlmostEqual(everything["energy_over_mass_Gy"] / (
            everything["decays"] * joule_per_decay / (everything["mass_g"] * 1e-3)), 1, places=6)
        (self.folder / "bad.h5").write_text("not HDF5")
        bad = self.call("check", "bad.h5", code=2)
        self.assertIn("bad.h5", bad.stdout + bad.stderr)

    def test_materials_are_listed_with_their_composition(self):
        materials = {m["name"]: m for m in self.results("material")["materials"]}
        self.assertEqual(len(materials), 37)
        water = materials["water"]
        self.assertEqual((water["density_g_cm3"], water["mean_excitation_energy_eV"]), (1, 75))
        self.assertAlmostEqual(water["mass_fractions"]["H"], 0.1119, places=4)
        for material in materials.values():
            self.assertAlmostEqual(sum(material["mass_fractions"].values()), 1, places=9)
        self.assertIn("cortical bone", self.call("material").stdout)

    def test_coefficients_of_materials_and_elements(self):
        made = self.results("material", "water", "cortical bone", "--element", "C,I", "--energies", "1,0.1")
        water, bone, carbon, iodine = made["materials"]
        self.assertEqual((bone["name"], carbon["name"]), ("cortical bone", "C"))
        self.assertEqual([row["energy_MeV"] for row in water["electrons"]], [0.1, 1])
        electron, photon = water["electrons"][1], water["photons"][1]
        for key, expected in (("collision_MeV_cm2_g", 1.849), ("radiative_MeV_cm2_g", 0.01280),
                              ("csda_range_g_cm2", 0.4367), ("radiation_yield", 0.003579),
                              ("transport_mean_free_path_g_cm2", 0.6395)):
            self.assertAlmostEqual(electron[key] / expected, 1, delta=0.01)
        self.assertAlmostEqual(photon["total_cm2_g"] / 0.07066, 1, delta=0.005)
        self.assertAlmostEqual(sum(photon[f"{part}_cm2_g"] for part in
                                   ("compton", "rayleigh", "photoelectric", "pair")),
                               photon["total_cm2_g"], places=12)
        self.assertGreater(iodine["photons"][0]["total_cm2_g"], 10 * carbon["photons"][0]["total_cm2_g"])
        text = self.call("material", "cortical bone").stdout
        for word in ("cortical bone", "CSDA", "g/cm2", "photoelectric", "2.28"):
            self.assertIn(word, text)

    def test_bad_materials_and_energies_are_named(self):
        for words, expected in ((("material", "watre"), "did you mean 'water'"),
                                (("material", "--element", "Ti"), "'Ti'"),
                                (("material", "water", "--energies", "0.1,5"), "0.001 to 3 MeV"),
                                (("material", "water", "--energies", "0.0001"), "--energies '0.0001'"),
                                (("material", "water", "--energies", ""), "--energies"),
                                (("material", "--energies", "1"), "name a material")):
            done = self.call(*words, code=2)
            self.assertIn(expected, done.stderr)
            self.assertEqual(done.stdout, "")

    def test_log_and_devices(self):
        self.phantom()
        self.call("run", "case.h5", "-o", "d.h5", "--histories", "1000", *QUICK, "--log-file", "log.txt")
        self.assertIn("reading case.h5", (self.folder / "log.txt").read_text())
        self.assertGreaterEqual(self.results("devices")["cpu"]["threads"], 1)

    def test_a_log_does_not_go_into_another_file(self):
        self.phantom()
        case = (self.folder / "case.h5").read_bytes()
        run = ("run", "case.h5", "--histories", "1000", *QUICK)
        self.call(*run, "-o", "d.h5")
        dose = (self.folder / "d.h5").read_bytes()
        os.symlink("d.h5", self.folder / "linked")
        for words, log in (((*run, "-o", "new.h5"), "case.h5"), ((*run, "-o", "new.h5"), "./new.h5"),
                           ((*run, "-o", "d.h5", "--resume"), "linked"), (("info", "d.h5"), "d.h5"),
                           (("export", "d.h5", "--csv=new.csv"), "new.csv")):
            for flag in (("--log-file", log), ("--log-file=" + log,)):
                self.assertIn("--log-file and '", self.call(*words, *flag, code=2).stderr)
        for ending in (".checkpoint", ".checkpoint.1", ".lock"):
            for output in ("new.h5", "other.h5"):  # also of a run that is yet to come
                told = self.call(*run, "-o", "new.h5", "--log-file", output + ending, code=2).stderr
                self.assertIn(f"{output}{ending}: that name belongs to a run of {output} ", told)
        self.assertIn("d.h5: is there and no text", self.call("info", "case.h5", "--log-file", "d.h5", code=2).stderr)
        self.assertEqual((self.folder / "case.h5").read_bytes(), case)
        self.assertEqual((self.folder / "d.h5").read_bytes(), dose)
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), ["case.h5", "d.h5", "linked"])
        (self.folder / "log.txt").write_text("of before\n")
        self.call(*run, "-o", "e.h5", "--log-file", "log.txt")
        self.assertRegex((self.folder / "log.txt").read_text(), r"^of before\n\d{4}-")

    def test_cuda_is_usable_or_says_why(self):
        cuda = self.results("devices")["cuda"]
        self.assertEqual(cuda["usable"], cuda["reason"] == "")
        self.assertEqual(cuda["usable"], any(device["usable"] for device in cuda["devices"]))
        self.assertEqual(cuda["built"], cuda["runtime"].startswith("CUDA "))
        self.assertEqual(cuda["built"], "no CUDA backend" not in cuda["reason"])
        text = self.call("devices").stdout
        for word in [cuda["driver"], *([] if cuda["devices"] else [cuda["reason"]]),
                     *(device[key] for device in cuda["devices"] for key in ("name", "reason"))]:
            self.assertIn(word, text)
        self.phantom()
        checked = self.results("check", "case.h5")
        self.assertEqual((checked["cuda"]["usable"], checked["cuda"]["reason"]),
                         (cuda["usable"], cuda["reason"]))
        self.assertEqual(len(checked["cuda"]["devices"]), len(cuda["devices"]))
        for device in checked["cuda"]["devices"]:
            self.assertEqual(device["fits"], device["usable"] and
                             device["memory_usable_bytes"] >=
                             checked["memory"]["device_bytes_at_least"])
        if not cuda["usable"]:
            self.assertIn("CUDA      not usable: " + cuda["reason"], self.call("check", "case.h5").stdout)
            refused = self.call("run", "case.h5", "-o", "x.h5", "--backend", "cuda", code=2)
            self.assertIn(cuda["reason"], refused.stderr)
            named = self.call("run", "case.h5", "-o", "x.h5", "--devices", "0", code=2)
            self.assertIn("--devices: " + cuda["reason"], named.stderr)
            done = self.call("run", "case.h5", "-o", "x.h5", "--histories", "1000")
            self.assertIn("computed on  cpu (", done.stdout)
            self.assertIn("chosen       cpu, because of CUDA: " + cuda["reason"], done.stdout)

    def test_devices_and_cpu_backend_exclude_each_other(self):
        self.phantom()
        refused = self.call("run", "case.h5", "-o", "x.h5", "--backend", "cpu", "--devices", "0", code=2)
        self.assertIn("leave one of them out", refused.stderr)


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main()
