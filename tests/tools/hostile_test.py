#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Files with flipped bits, or cut short, through every command that reads them: refused with a message that
names the file and exit code 2, or harmless: the result is that of the whole file. Only a file without checksums
may become another valid one by a flip, and its result is whole. Nothing else is left.
Usage: hostile_test.py YTTRIA [--places N] [--seed S]"""
import collections
import difflib
import json
import os
import random
import re
import shutil
import subprocess
import time
from pathlib import Path

import h5py

import import_activity_test
import import_regions_test
from made_images import Geometry, patient_hu, pydicom, write_series
from sandbox import QUICK, Sandbox, run_tests

FEW = ("--histories", 2000, *QUICK)
UPTAKE = ("--mask", "m=mask.nii", "--uptake", "m=1", "--total-activity", 1, "-o", "out.h5")
NO_CHECKSUMS = (".nii", ".mhd", ".mha", ".dcm")
# New in every result: when it was made and how fast, hashes with a salt, memory that is free.
NEW = ("finished_utc", "histories_per_second", "transport_seconds", "entries_digest")
NEW_TEXT = re.compile(r"\b[0-9a-f]{32}:[0-9a-f]{64}\b|available [0-9.]+ GiB|[-0-9]+ [0-9:]+ UTC by Yttria")


def crash_of_hdf5(told):
    """With sanitizers a crash inside HDF5, which the program tells of otherwise, is a report that ends it."""
    return os.environ.get("YTTRIA_SANITIZE") and re.search(r"AddressSanitizer: .*\n +#0 .*\n +#1 .*libhdf5", told)


class Images:
    """What the tests of the import make, in a folder."""

    def __init__(self, folder):
        self.folder = folder
        self.grid = Geometry(shape=(4, 12, 10), spacing=(3, 4, 4), origin=(-18, -22, 3))
        write_series(folder / "ct", self.grid, 40 + 0 * patient_hu(self.grid.points()))
        import_regions_test.Regions.write_structures(
            self, "rs.dcm", {"r": [import_regions_test.polygon(9, z) for z in (3, 6, 9)]})
        import_regions_test.Regions.write_seg(self, "seg.dcm", True)
        self.pet = Geometry(shape=(4, 5, 4), spacing=(3, 8, 8), origin=(-12, -16, 3))
        self.truth = 4000 + 0 * patient_hu(self.pet.points())
        import_activity_test.Activity.write_pet(self, "pet", "ADMIN")


def hdf5_commands():
    """[whole file, name of the damaged one, words of the command]"""
    out = ("-o", "out.h5")
    case = [("info",), ("check",), ("plan",), ("run", *out, *FEW), ("convolve", "--method", "local", *out)]
    dose = [("info",), ("dvh",), ("compare", "dose.h5"), ("report", "-o", "out.html"), ("merge", "other.h5", *out),
            ("export", "--nifti", "out.nii.gz"), ("export", "--rtdose", "out.dcm", "--mhd", "out.mhd")]
    for whole, commands in (("case.h5", case), ("dose.h5", dose), ("kernel.h5", [("info",)])):
        for name, *words in commands:
            yield whole, "bad.h5", (name, "bad.h5", *words)
    yield "case.h5", "bad.h5", ("kernel", "vsv", "--case", "bad.h5", *out, "--radius", 6, *FEW[:2])
    yield "case.h5", "bad.h5", ("report", "dose.h5", "--case", "bad.h5", "-o", "out.html")
    yield "dose.h5", "bad.h5", ("plan", "case.h5", "--dose", "bad.h5")
    yield "kernel.h5", "bad.h5", ("convolve", "case.h5", "--method", "vsv", "--kernel", "bad.h5", *out)


def image_commands():
    for ending in (".nii", ".nii.gz", ".mhd", ".mha"):
        kind = "mhd" if ending.startswith(".m") else "nifti"
        mask = "mask.mha" if kind == "mhd" else "mask.nii"
        words = ("--mask", f"m={mask}", *UPTAKE[2:])
        yield "image" + ending, "bad" + ending, ("import", kind, "--ct", "bad" + ending, *words)
    yield "image.nii.gz", "bad.nii.gz", ("import", "nifti", "--ct", "image.nii", "--mask", "m=bad.nii.gz", *UPTAKE[2:])


def dicom_commands():
    ct = ("import", "dicom", "--ct", "ct", "-o", "out.h5")
    by_region = ("--uptake", "r=1", "--total-activity", 1)
    slices = "bad.folder/slice-001.dcm"
    yield "ct/slice-001.dcm", slices, ("import", "dicom", "--ct", "bad.folder", "--activity", "pet", *ct[-2:])
    yield "ct/slice-001.dcm", "bad.dcm", ("export", "dose.h5", "--rtdose", "out.dcm", "--like", "bad.dcm")
    yield "pet/slice-001.dcm", slices, (*ct, "--activity", "bad.folder")
    yield "rs.dcm", "bad.dcm", (*ct, "--rtstruct", "bad.dcm", *by_region)
    yield "seg.dcm", "bad.dcm", (*ct, "--activity", "pet", "--seg", "bad.dcm")


def plain(text):
    return NEW_TEXT.sub("", text)


def hdf5_content(path):
    """All datasets and attributes, but what is new every time."""
    found = {}

    def value(item):
        numbers = hasattr(item, "dtype") and item.dtype.kind != "O"
        return item.tobytes() if numbers else plain(repr(item))

    def note(name, item):
        if isinstance(item, h5py.Dataset):
            found[name] = (item.shape, item.dtype.str, value(item[()]))
        found.update({f"{name}@{key}": value(one) for key, one in item.attrs.items() if key not in NEW})
    with h5py.File(path, "r") as file:
        note("", file)
        file.visititems(note)
    return found


def dicom_content(path):
    """All elements, but names and moments, which are new in each file."""
    if pydicom is None:
        return None
    return {f"{number}: {item.tag}": repr(item.value) for number, item in enumerate(pydicom.dcmread(path).iterall())
            if item.VR not in ("UI", "DA", "TM", "DT", "SQ")}


def difference(found, expected):
    """What of a result differs from what was expected."""
    if isinstance(found, dict) and isinstance(expected, dict):
        keys = sorted(key for key in found.keys() | expected if found.get(key) != expected.get(key))
        return "\n".join(f"{key}: {found.get(key)} instead of {expected.get(key)}" for key in keys)
    lines = [one.splitlines() if isinstance(one, str) else str(one).split("\\n") for one in (expected, found)]
    return "\n".join(difflib.unified_diff(*lines, "expected", "found", n=0, lineterm=""))[:2000]


class Hostile(Sandbox):
    places, seed = 180, 1

    def setUp(self):
        super().setUp()
        self.make_one_of_each()
        # Images of any values will do, but CT numbers have limits.
        self.call("phantom", "lattice", "--voxels", 9, "--margin", 1, "--activity", 1e-5, "-o", "weak-case.h5")
        self.call("run", "weak-case.h5", "-o", "weak.h5", *FEW)
        for name in ("image.nii", "image.nii.gz", "mask.nii", "image.mhd", "image.mha", "mask.mha"):
            self.call("export", "weak.h5", "--nifti" if ".nii" in name else "--mhd", name)
        self.commands = [*hdf5_commands(), *image_commands()]
        if pydicom is not None:
            Images(self.folder)
            self.commands += dicom_commands()
        self.expected = {}

    def result(self, printed):
        """What a command printed and wrote."""
        readers = {".h5": hdf5_content, ".dcm": dicom_content, ".html": lambda path: plain(path.read_text())}
        return {"printed": plain(printed), **{path.name: readers.get(path.suffix, Path.read_bytes)(path)
                                              for path in self.folder.glob("out.*")}}

    def remove(self, pattern):
        for left in self.folder.glob(pattern):
            shutil.rmtree(left) if left.is_dir() else left.unlink()

    def expect(self, whole, name, words):
        """What a command makes of the whole file; if it refused that, its refusals would say nothing."""
        if (whole, words) not in self.expected:
            self.put(whole, name, self.path(whole).read_bytes())
            self.expected[whole, words] = self.result(self.call(*words).stdout)
            self.remove("out.*")
            self.remove("bad.*")
        return self.expected[whole, words]

    def assert_whole(self, found, expected, what):
        """The result of another valid file: nothing of it is missing, and the program reads it."""
        self.assertEqual(sorted(found), sorted(expected), what)
        self.assertTrue(found["printed"], what)
        if "out.h5" in found:
            done = subprocess.run([self.program, "check", "out.h5", "--json"], cwd=self.folder, capture_output=True)
            self.assertTrue(json.loads(done.stdout)["valid"], what)

    def accepted(self, whole, cut, found, expected, what):
        other = sorted(key for key in found.keys() | expected if found.get(key) != expected.get(key))
        if not other:
            return "same result"
        if not whole.endswith(NO_CHECKSUMS) or cut:
            parts = "\n".join(difference(found.get(key), expected.get(key)) for key in other)
            self.fail(f"accepted with another result: {other}: {what}\n{parts}")
        self.assert_whole(found, expected, what)
        return "another valid file"

    @staticmethod
    def damaged(content, chance):
        """Most of it where structure is: at the beginning."""
        if chance.random() < 0.1:
            return content[:chance.randrange(len(content))]
        changed = bytearray(content)
        for _ in range(chance.choice((1, 1, 1, 4, 64))):
            end = len(content) if chance.random() < 0.4 else min(len(content), 4096)
            changed[chance.randrange(end)] ^= 1 << chance.randrange(8)
        return bytes(changed)

    def put(self, whole, name, content):
        path = self.path(name)
        if path.parent != self.folder:
            shutil.copytree(self.path(whole).parent, path.parent)
        path.write_bytes(content)
        return path.parent if path.parent != self.folder else path

    def files(self):  # also in folders of series
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*"))

    def try_one(self, whole, name, words, chance):
        for pattern in ("bad.*", "out.*"):  # left by one that failed
            self.remove(pattern)
        expected = self.expect(whole, name, words)
        before = self.files()
        content = self.damaged(self.path(whole).read_bytes(), chance)
        bad = self.put(whole, name, content)
        done = subprocess.run([self.program, *map(str, words)], cwd=self.folder, capture_output=True,
                              text=True, errors="replace", timeout=900)
        told = done.stdout + done.stderr if words[0] == "check" else done.stderr
        what = f"{words}: {done.returncode}\n{told}"
        if crash_of_hdf5(told):
            outcome = "crash of HDF5, seen by a sanitizer"
        elif done.returncode != 0:
            self.assertEqual(done.returncode, 2, what)
            # A region whose name alone is damaged is whole, and has not the name that is asked for.
            self.assertTrue(bad.name in told or "has no such region" in told, what)
            outcome = "crash told" if "ended a process" in told else "refused"
            self.assertEqual(list(self.folder.glob("out.*")), [], f"left: {what}")
        else:
            cut = len(content) < self.path(whole).stat().st_size
            outcome = self.accepted(whole, cut, self.result(done.stdout), expected, what)
        self.remove("out.*")
        if bad.is_dir():
            shutil.rmtree(bad)
        else:
            bad.unlink()
        self.assertEqual(self.files(), before, what)
        return outcome

    def test_damage_is_seen_or_harmless(self):
        chance, counts, begin = random.Random(self.seed), collections.Counter(), time.monotonic()
        for number in range(self.places):
            whole, name, words = self.commands[number % len(self.commands)]
            with self.subTest(number=number, whole=whole, words=words):
                counts[whole, self.try_one(whole, name, words, chance)] += 1
        for (whole, outcome), count in sorted(counts.items()):
            print(f"{whole}: {outcome}: {count}")
        print(f"{time.monotonic() - begin:.0f} s")
        if pydicom is None:
            self.skipTest("pydicom is not installed: no DICOM file was tried")


class Accepting(Sandbox):
    """Programs that accept what they should refuse are found out."""

    def found(self, accepted):
        return self.failures(Hostile, "test_damage_is_seen_or_harmless",
                             f'"$YTTRIA" "$@"; code=$?\n[ $code = 2 ] || exit $code\n{accepted}', places=5, seed=1)

    def test_refusals_that_look_like_success(self):
        self.assertIn("accepted with another result: ['printed']", self.found("exit 0"))

    def test_refusals_without_the_name_of_the_file(self):
        said = 'told=$("$YTTRIA" "$@" 2>&1); code=$?\n[ $code = 2 ] && told=std::bad_alloc'
        found = self.failures(Hostile, "test_damage_is_seen_or_harmless", f'{said}\necho "$told" >&2; exit $code',
                              places=5, seed=1)
        self.assertIn("std::bad_alloc", found)

    def test_another_result(self):
        self.assertIn("accepted with another result: ['out.h5', 'printed']",
                      self.found('cp weak-case.h5 bad.h5; exec "$YTTRIA" "$@"'))


if __name__ == "__main__":
    run_tests(__doc__, Hostile, "places", "seed")
