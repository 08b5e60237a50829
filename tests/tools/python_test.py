#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The Python package of tools/python with files of the program. Usage: python_test.py YTTRIA"""
import importlib.util
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

import h5py
import numpy as np

PACKAGE = pathlib.Path(__file__).resolve().parents[2] / "tools" / "python"
sys.path.insert(0, str(PACKAGE))
import yttria  # noqa: E402

HAS_MATPLOTLIB = importlib.util.find_spec("matplotlib") is not None
if HAS_MATPLOTLIB:
    import matplotlib
    matplotlib.use("Agg")
    from matplotlib import pyplot

TURN = np.array([[0.8, -0.6, 0], [0.6, 0.8, 0], [0, 0, 1.0]]) @ np.array([[1, 0, 0], [0, 0, -1], [0, 1, 0.0]])
QUICK = {"preset": "clinical", "histories": 4096, "batch_size": 256, "backend": "cpu"}


def make_case(**changes):
    density = np.full((4, 5, 6), 1.06, dtype="f4")
    density[:, :, 5] = 0.26
    density[0, 0, 0] = 0
    source = np.zeros(density.shape)
    source[1:3, 2, 2:4] = 1e10
    case = dict(spacing_mm=(2.0, 3.0, 4.0), density=density, materials=["liver", "lung"],
                material=(density < 1).astype("u1"), source_map=source,
                rois={"hot": (source > 0, "tumour"), "lung": ((density > 0) & (density < 1), "lung")})
    return yttria.Case(**{**case, **changes})


class InFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def written(self, case):
        yttria.write_case(self.folder / "case.h5", case)
        return yttria.read_case(self.folder / "case.h5")


class Grids(unittest.TestCase):
    grid = yttria.Grid((3, 4, 5), np.array([1.5, 2, 3]), np.array([-10, 20, 30.0]), TURN)

    def test_index_and_mm(self):
        np.testing.assert_allclose(self.grid.to_mm((0, 0, 0)), (-10, 20, 30))
        np.testing.assert_allclose(self.grid.to_mm((2, 0, 0)), (-10 + 3 * 0.8, 20 + 3 * 0.6, 30))
        points = np.random.default_rng(1).normal(size=(7, 3)) * 50
        np.testing.assert_allclose(self.grid.to_mm(self.grid.to_index(points)), points, atol=1e-12)

    def test_voxel_at(self):
        self.assertEqual(self.grid.voxel_at(self.grid.to_mm((2, 1, 4.4))), (4, 1, 2))
        with self.assertRaisesRegex(IndexError, "outside the grid"):
            self.grid.voxel_at(self.grid.to_mm((2.6, 1, 4)))

    def test_same(self):
        shifted = yttria.Grid((3, 4, 5), self.grid.spacing_mm, self.grid.origin_mm + 0.002, TURN)
        self.assertTrue(self.grid.same_as(yttria.Grid((3, 4, 5), self.grid.spacing_mm,
                                                      self.grid.origin_mm + 0.0005, TURN)))
        self.assertFalse(self.grid.same_as(shifted))

    def test_letters(self):
        for vector, word in (((1, 0, 0), "L"), ((0, -2, 0), "A"), ((0, 0, 1), "H"), ((0, 0.1, -1), "F"),
                             ((-0.8, 0.6, 0), "RP"), ((0.5, 0.6, 0.7), "HPL")):
            self.assertEqual(yttria.letters(vector), word)


class Cases(InFolder):
    def test_every_kind_comes_back(self):
        water = {"own": ({1: 0.111894, 8: 0.888106}, 75.0)}
        kinds = [{}, {"direction": TURN, "origin_mm": (1, -2, 3.5)}, {"quantity": "activity_concentration"},
                 {"quantity": "relative", "total_decays": 1e9},
                 {"materials": ["own", "lung"], "compositions": water},
                 {"beta_spectrum": [[0.0, 1.0], [1.0, 1.0]]}, {"electron_MeV": 0.5},
                 {"source_map": None, "points_mm": [[0, 0, 0.5]], "point_decays": [1e6], "point_direction": [0, 0, 1]}]
        for changes in kinds:
            with self.subTest(changes=changes):
                case, found = make_case(**changes), self.written(make_case(**changes))
                self.assertTrue(found.grid.same_as(case.grid, within_mm=0))
                for name in ("density", "material", "source_map", "points_mm", "point_decays", "point_direction",
                             "beta_spectrum"):
                    wanted = getattr(case, name)
                    if wanted is None:
                        self.assertIsNone(getattr(found, name), name)
                    else:
                        np.testing.assert_array_equal(getattr(found, name), wanted, name)
                for name in ("quantity", "total_decays", "compositions", "electron_MeV", "materials"):
                    self.assertEqual(getattr(found, name), getattr(case, name), name)
                self.assertEqual({name: role for name, (_, role) in found.rois.items()},
                                 {"hot": "tumour", "lung": "lung"})
                np.testing.assert_array_equal(found.mask("hot"), case.mask("hot"))
                yttria.call("check", self.folder / "case.h5")

    def test_names(self):
        found = self.written(make_case(rois={"Läsion 肝 1": (make_case().source_map > 0, "tumour")},
                                       materials=["Gewebe ä", "lung"],
                                       compositions={"Gewebe ä": ({1: 0.111894, 8: 0.888106}, 75.0)}))
        self.assertEqual((list(found.rois), found.materials), (["Läsion 肝 1"], ["Gewebe ä", "lung"]))
        said = json.loads(yttria.call("check", self.folder / "case.h5", "--json"))
        self.assertIn("Läsion 肝 1", json.dumps(said, ensure_ascii=False))
        for name in ("a/b", "", "."):
            with self.assertRaisesRegex(ValueError, "without /"):
                self.written(make_case(rois={name: (make_case().source_map > 0, "tumour")}))
        with self.assertRaisesRegex(ValueError, "material 'a/b'.*without /"):
            self.written(make_case(materials=["a/b", "lung"]))

    def test_masks_materials_and_roles_that_cannot_be(self):
        shape = make_case().density.shape
        for value in (0.7, 256, 255, -1, np.nan):
            mask = np.zeros(shape)
            mask[1, 2, 3] = value
            with self.subTest(value), self.assertRaisesRegex(ValueError, r"region 'r': voxel \[1, 2, 3\] is .*0 and 1"):
                self.written(make_case(rois={"r": (mask, "lung")}))
        for value in (-1, 2, 0.5, 256, np.nan):
            rows = np.zeros(shape)
            rows[3, 4, 5] = value
            with self.subTest(value), self.assertRaisesRegex(ValueError, r"material: voxel \[3, 4, 5\].*0 to 1"):
                self.written(make_case(material=rows))
        with self.assertRaisesRegex(ValueError, "role 'liver' is not known; use one of tumour, normal_liver, lung"):
            self.written(make_case(rois={"r": (np.ones(shape), "liver")}))
        self.assertEqual(self.written(make_case(rois={"r": (np.ones(shape), "lung")})).mask("r").sum(), 120)

    def test_what_an_import_recorded_is_kept(self):
        imports = {"program": "yttria 1", "warnings": ["a", "ä"], "ct": {"slices": np.uint64(7), "model": "M",
                   "spacing_mm": np.array([1.0, 2, 3])}, "regions": {"liver": {"mass_g": 1.5}}}
        self.written(make_case(imports=imports))
        for _ in range(2):  # read, change, write
            case = yttria.read_case(self.folder / "case.h5")
            case.source_map *= 2
            yttria.write_case(self.folder / "case.h5", case)
        np.testing.assert_equal(case.imports, imports)
        yttria.call("check", self.folder / "case.h5")
        self.assertEqual(self.written(make_case()).imports, {})

    def test_what_no_case_can_have(self):
        spoiled = make_case().source_map.astype("f8")
        for value in (-1.0, np.nan, np.inf):
            spoiled[1, 2, 3] = value
            with self.subTest(value), self.assertRaisesRegex(ValueError, r"source_map: \[1, 2, 3\] is .*finite"):
                self.written(make_case(source_map=spoiled))
            with self.subTest(value), self.assertRaisesRegex(ValueError, r"point_decays: \[0\] is .*finite"):
                self.written(make_case(source_map=None, points_mm=[[0, 0, 0]], point_decays=[value]))
            with self.subTest(value), self.assertRaisesRegex(ValueError, "spacing_mm: .*above 0"):
                self.written(make_case(spacing_mm=(2, value, 3), origin_mm=(0, 0, 0)))
        with self.assertRaisesRegex(ValueError, "spacing_mm: .*above 0"):
            self.written(make_case(spacing_mm=(2, 0, 3)))
        materials = [*make_case().materials[:-1], "livr"]
        with self.assertRaisesRegex(ValueError, "material 'livr' is not in the library.*compositions"):
            self.written(make_case(materials=materials))
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_names_of_the_library_are_those_of_the_program(self):
        with open(pathlib.Path(__file__).resolve().parents[2] / "physics_data/materials.csv") as file:
            rows = [line.split(",")[0] for line in file if not line.startswith("#")]
        self.assertEqual(list(yttria.case.LIBRARY), rows[1:])

    def test_mass(self):
        self.assertAlmostEqual(make_case().mass_g.sum(), (4 * 5 * 5 - 1) * 0.024 * 1.06 + 20 * 0.024 * 0.26, places=5)

    def test_errors(self):
        for changes, words in (({"quantity": "mCi"}, "mCi"), ({"quantity": "relative"}, "total_decays"),
                               ({"source_map": None}, "points_mm"), ({"source_map": np.ones(3)}, "shape"),
                               ({"rois": {"r": (np.ones((2, 2, 2)), "lung")}}, "'r'")):
            with self.assertRaisesRegex(ValueError, words):
                self.written(make_case(**changes))
        self.assertEqual(list(self.folder.iterdir()), [])  # nothing half-written
        with self.assertRaisesRegex(KeyError, "hot, lung"):
            make_case().mask("cold")
        yttria.write_case(self.folder / "case.h5", make_case())
        with self.assertRaisesRegex(yttria.BadFile, "case.h5: format is 'yttria-case'"):
            yttria.read_dose(self.folder / "case.h5")
        with h5py.File(self.folder / "case.h5", "r+") as file:
            file["medium/density"].attrs["units"] = "kg/m3"
        with self.assertRaisesRegex(yttria.BadFile, "/medium/density: units are 'kg/m3'"):
            yttria.read_case(self.folder / "case.h5")


class Doses(InFolder):
    def test_of_a_run(self):
        case = make_case(direction=TURN)
        self.written(case)
        dose = yttria.run(self.folder / "case.h5", self.folder / "dose.h5", **QUICK)
        self.assertTrue(dose.grid.same_as(case.grid, within_mm=1e-9))
        np.testing.assert_allclose(dose.mass_g, case.mass_g, rtol=1e-6)
        np.testing.assert_array_equal(dose.mask("hot"), case.mask("hot"))
        mean = dose.dose_Gy[dose.mask("hot")].mean(dtype="f8")
        self.assertAlmostEqual(dose.rois["hot"]["mean_Gy"] / mean, 1, places=5)
        dvh = dose.histograms["hot"]
        self.assertEqual((dvh.dose_Gy[0], dvh.volume_fraction[0]), (0, 1))
        half = dvh.dose_Gy[len(dvh.dose_Gy) // 2]
        self.assertAlmostEqual(np.interp(half, dvh.dose_Gy, dvh.volume_fraction),
                               (dose.dose_Gy[dose.mask("hot")] >= half).mean())
        joule = dose.energy_MeV * yttria.JOULE_PER_MEV * case.source_map.sum()
        inside = dose.mass_g > 0
        np.testing.assert_allclose(joule[inside] / dose.mass_g[inside] * 1e3, dose.dose_Gy[inside], rtol=1e-5)
        with self.assertRaisesRegex(KeyError, "hot, lung"):
            dose.mask("cold")

    def test_flags_of_a_run(self):
        self.assertEqual(yttria.run_arguments("c.h5", "d.h5", histories=1e4, force=True, resume=False, seed=None,
                                              goal=["liver=1", "t=2"], electron_cutoff_keV=0.5),
                         ["run", "c.h5", "-o", "d.h5", "--histories", "10000", "--force", "--goal", "liver=1",
                          "--goal", "t=2", "--electron-cutoff-keV", "0.5"])
        self.written(make_case())
        paths = self.folder / "case.h5", self.folder / "dose.h5"
        yttria.run(*paths, **QUICK)
        with self.assertRaisesRegex(yttria.ProgramFailed, "(?s)exit 2.*dose.h5.*--force"):
            yttria.run(*paths, **QUICK)
        yttria.run(*paths, **QUICK, force=True)

    def test_without_sums(self):
        self.written(make_case())
        yttria.call("convolve", self.folder / "case.h5", "--method", "local", "-o", self.folder / "dose.h5")
        dose = yttria.read_dose(self.folder / "dose.h5")
        self.assertTrue(np.isnan(dose.uncertainty).all())
        self.assertEqual(set(dose.histograms), {"hot", "lung"})
        with self.assertRaisesRegex(ValueError, "no exact sums"):
            dose.energy_MeV  # noqa: B018

    def test_of_another_program(self):
        case = make_case()
        with h5py.File(self.folder / "dose.h5", "w") as file:
            file.attrs.update(format="yttria-dose", status="complete")
            file.create_group("grid").attrs.update(spacing_mm=[2.0, 3, 4], origin_mm=[0.0] * 3,
                                                   direction=np.eye(3).ravel())
            file.create_dataset("result/dose", data=case.density).attrs["units"] = "Gy"
            file.create_dataset("roi/hot", data=case.mask("hot").astype("u1")).attrs["role"] = "tumour"
        dose = yttria.read_dose(self.folder / "dose.h5")
        np.testing.assert_array_equal(dose.mask("hot"), case.mask("hot"))
        self.assertIsNone(dose.mass_g)

    def test_program_that_fails(self):
        with self.assertRaisesRegex(yttria.ProgramFailed, "(?s)yttria run.*exit 2.*nowhere.h5"):
            yttria.run(self.folder / "nowhere.h5", self.folder / "dose.h5")
        with mock.patch.dict(os.environ, YTTRIA="/nowhere/yttria"):
            with self.assertRaisesRegex(yttria.ProgramFailed, "no such program"):
                yttria.call("--version")


class Slices(unittest.TestCase):
    volume = np.arange(60).reshape(3, 4, 5)

    def grid(self, direction):
        return yttria.Grid((5, 4, 3), np.array([1, 2, 3.0]), np.array([10, 20, 30.0]), np.array(direction))

    def test_lps(self):
        cut = yttria.slice_of(self.grid(np.eye(3)), self.volume, "transverse", 1)
        np.testing.assert_array_equal(cut.values, self.volume[1])
        self.assertEqual(cut.sides, ("R", "L", "A", "P"))
        np.testing.assert_allclose(cut.right_mm, np.arange(9.5, 15))
        np.testing.assert_allclose(cut.down_mm, [19, 21, 23, 25, 27])
        np.testing.assert_allclose(cut.position_mm, (12, 23, 33))
        cut = yttria.slice_of(self.grid(np.eye(3)), self.volume, "coronal", at_mm=24.9)
        np.testing.assert_array_equal(cut.values, self.volume[::-1, 2])
        self.assertEqual(cut.sides, ("R", "L", "H", "F"))
        np.testing.assert_allclose(cut.down_mm, [37.5, 34.5, 31.5, 28.5])
        cut = yttria.slice_of(self.grid(np.eye(3)), self.volume, "sagittal", 0)
        np.testing.assert_array_equal(cut.values, self.volume[::-1, :, 0])
        self.assertEqual(cut.sides, ("A", "P", "H", "F"))

    def test_any_direction_shows_the_same_patient(self):
        """What is drawn at an LPS point is the voxel there, however the index axes run."""
        for direction in (np.diag([-1, -1, 1.0]), np.diag([1, -1, -1.0]), [[0, -1, 0], [1, 0, 0], [0, 0, 1.0]],
                          [[0, 0, 1], [1, 0, 0], [0, 1, 0.0]]):
            grid = self.grid(direction)
            for plane, (normal, right, down) in (("transverse", (2, 0, 1)), ("coronal", (1, 0, 2)),
                                                 ("sagittal", (0, 1, 2))):
                cut = yttria.slice_of(grid, self.volume, plane, 1)
                for row in range(cut.values.shape[0]):
                    for column in range(cut.values.shape[1]):
                        point = np.empty(3)
                        point[normal] = cut.position_mm[normal]
                        point[right] = cut.right_mm[column:column + 2].mean()
                        point[down] = cut.down_mm[row:row + 2].mean()
                        self.assertEqual(cut.values[row, column], self.volume[grid.voxel_at(point)])
                self.assertEqual(cut.sides[:2], ("A", "P") if plane == "sagittal" else ("R", "L"))

    def test_oblique(self):
        turned = [[np.cos(0.4), -np.sin(0.4), 0], [np.sin(0.4), np.cos(0.4), 0], [0, 0, 1]]
        self.assertEqual(yttria.slice_of(self.grid(turned), self.volume).sides, ("RA", "LP", "AL", "PR"))

    def test_errors(self):
        with self.assertRaisesRegex(ValueError, "axial"):
            yttria.slice_of(self.grid(np.eye(3)), self.volume, "axial")
        with self.assertRaisesRegex(IndexError, "0 to 2"):
            yttria.slice_of(self.grid(np.eye(3)), self.volume, index=3)
        with self.assertRaisesRegex(IndexError, "z = 99 mm"):
            yttria.slice_of(self.grid(np.eye(3)), self.volume, at_mm=99)


@unittest.skipUnless(HAS_MATPLOTLIB, "matplotlib is not installed")
class Plots(InFolder):
    def setUp(self):
        super().setUp()
        self.case = make_case()
        self.written(self.case)
        self.dose = yttria.run(self.folder / "case.h5", self.folder / "dose.h5", **QUICK)
        self.addCleanup(pyplot.close, "all")

    def texts(self, axes):
        return [text.get_text() for text in axes.texts]

    def test_slice(self):
        axes = yttria.plot_slice(self.dose, index=1, isodoses_Gy=[20, 10], below=self.case.density)
        for word in ("R", "L", "A", "P", "2 mm"):
            self.assertIn(word, self.texts(axes))
        np.testing.assert_allclose(axes.get_xlim(), (-6, 6))
        np.testing.assert_allclose(axes.get_ylim(), (7.5, -7.5))
        self.assertEqual([axes.get_xlabel(), axes.get_ylabel()], ["mm", "mm"])
        lines = [item for item in axes.collections if hasattr(item, "levels") or "Contour" in type(item).__name__]
        self.assertTrue(lines or len(axes.collections) > 2)  # contours are one or several collections
        axes.figure.savefig(self.folder / "slice.png")

    def test_histograms(self):
        axes = yttria.plot_dvh({"a": self.dose, "b": self.dose}, ["hot"])
        self.assertEqual([line.get_label() for line in axes.lines], ["hot (a)", "hot (b)"])
        np.testing.assert_allclose(axes.lines[0].get_ydata(), 100 * self.dose.histograms["hot"].volume_fraction)
        self.assertEqual(len(axes.collections), 2)  # the bands
        with self.assertRaisesRegex(KeyError, "hot, lung"):
            yttria.plot_dvh(self.dose, ["cold"])

    def test_difference(self):
        other = yttria.read_dose(self.folder / "dose.h5")
        other.dose_Gy = other.dose_Gy * np.float32(1.1)
        axes = yttria.plot_difference(self.dose, other, index=1, percent=True)
        largest = np.nanmax(self.dose.dose_Gy[1]) / np.nanmax(self.dose.dose_Gy) * 10
        self.assertAlmostEqual(axes.collections[0].norm.vmax, largest, places=3)
        other.origin_mm = other.origin_mm + 1
        with self.assertRaisesRegex(ValueError, "different grids"):
            yttria.plot_difference(self.dose, other)

    def test_without_matplotlib(self):
        with mock.patch.dict(sys.modules, {"matplotlib": None, "matplotlib.pyplot": None}):
            with self.assertRaisesRegex(ImportError, "pip install matplotlib"):
                yttria.plot_slice(self.dose)


class Package(InFolder):
    def test_examples_of_the_readme(self):
        if not HAS_MATPLOTLIB:
            self.skipTest("matplotlib is not installed")
        blocks = re.findall(r"```python\n(.*?)```", (PACKAGE / "README.md").read_text(), re.S)
        self.assertEqual(len(blocks), 2)
        for block in blocks:
            done = subprocess.run([sys.executable, "-c", block], cwd=self.folder, capture_output=True, text=True,
                                  env={**os.environ, "PYTHONPATH": str(PACKAGE), "MPLBACKEND": "Agg"})
            self.assertEqual(done.returncode, 0, done.stderr)
        for name in ("slice.png", "dvh.png", "difference.png"):
            self.assertGreater((self.folder / name).stat().st_size, 5000)

    def test_pip_installs_it(self):
        if any(importlib.util.find_spec(name) is None for name in ("pip", "setuptools", "wheel")):
            self.skipTest("pip, setuptools or wheel is not installed")
        shutil.copytree(PACKAGE, self.folder / "source",
                        ignore=shutil.ignore_patterns("build", "*.egg-info", "__pycache__"))
        done = subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-build-isolation", "--no-deps",
                               "--no-index", "--target", "site", "./source"],
                              cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue((self.folder / "site" / "yttria" / "py.typed").exists())
        done = subprocess.run([sys.executable, "-c", "import yttria; print(yttria.__file__, yttria.program())"],
                              cwd=self.folder, capture_output=True, text=True,
                              env={**os.environ, "PYTHONPATH": str(self.folder / "site")})
        self.assertEqual(done.stdout.split(), [str(self.folder / "site/yttria/__init__.py"), os.environ["YTTRIA"]])

    def test_types(self):
        if importlib.util.find_spec("mypy") is None:
            self.skipTest("mypy is not installed")
        done = subprocess.run([sys.executable, "-m", "mypy", "--cache-dir", str(self.folder)], cwd=PACKAGE,
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout)


if __name__ == "__main__":
    os.environ["YTTRIA"] = os.path.abspath(sys.argv.pop(1))
    unittest.main()
