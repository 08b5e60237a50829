#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tools/gpu_check where there is no GPU: with stand-ins for every program that behave, differ, crash,
hang or refuse (gpu_check_fakes.py), and with the real program. Usage: gpu_check_test.py YTTRIA"""
import contextlib
import dataclasses
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path
from unittest import mock

TOP = Path(__file__).resolve().parents[2]
FAKES = Path(__file__).resolve().with_name("gpu_check_fakes.py")
sys.path.insert(0, str(TOP / "tools"))

from gpu import bound  # noqa: E402
from gpu import main as gpu_main  # noqa: E402

PROGRAM = None
PROGRAMS = ("yttria", "yttria_gpu_tests", "yttria_bench_cuda")
TOOLS = ("compute-sanitizer", "ncu", "cuobjdump", "nvidia-smi")


def parts(*names, limit=None):
    chosen = [part for part in gpu_main.PARTS if not names or part.name in names]
    assert not names or len(chosen) == len(names), names
    return [dataclasses.replace(part, limit=limit or part.limit, needs=0 if limit else part.needs)
            for part in chosen]


class GpuCheck(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name) / "portable"
        self.tools = Path(folder.name) / "path"
        self.output = Path(folder.name) / "results" / "gpu.md"
        for place, names in ((self.root / "bin", PROGRAMS), (self.tools, TOOLS)):
            place.mkdir(parents=True)
            for name in names:
                self.fake(place / name)

    @staticmethod
    def fake(path):
        path.write_text(f"#!{sys.executable} -SEB\n{FAKES.read_text()}")
        path.chmod(0o755)

    def environment(self, *wrong):
        return {"PATH": f"{self.tools}:/usr/bin:/bin", "FAKE": ",".join(wrong)}

    def check(self, *wrong, parts=None, words=(), root=None):
        """Exit code; what was printed; rows by name."""
        printed = io.StringIO()
        with mock.patch.dict(os.environ, self.environment(*wrong)), \
                mock.patch("gpu.programs.MORE_PATH", ()), contextlib.redirect_stdout(printed), \
                contextlib.redirect_stderr(printed):
            code = gpu_main.main(["--output", str(self.output), *words], root or self.root, "", parts)
        self.rows = {}
        if self.output.exists():
            lines = self.output.with_suffix(".jsonl").read_text().splitlines()
            self.facts = json.loads(lines[0])["facts"]
            self.rows = {row["what"]: row for row in map(json.loads, lines[1:])}
        self.printed = printed.getvalue()
        return code

    def status(self, what):
        self.assertIn(what, self.rows, self.printed)
        return self.rows[what]["status"]

    def assert_all(self, status):
        self.assertEqual({row["status"] for row in self.rows.values()}, {status}, self.printed)

    def test_all_is_well(self):
        self.assertEqual(self.check(), 0, self.printed)
        statuses = {row["status"] for row in self.rows.values()}
        self.assertEqual(statuses, {"passed", "measured", "not run"}, self.printed)
        self.assertEqual([w for w, row in self.rows.items() if row["status"] == "not run"],
                         ["fold of 1 voxels"])
        for what in ("self-test, cuda, clinical", "liver 3 mm, clinical, 1e+06 decays: CPU = GPU",
                     "sphere, clinical, 1e+05 decays: CPU = GPU",
                     "lattice, reference, 1e+05 decays: CPU = GPU",
                     "test CudaBackend.EqualsTheCpu", "compute-sanitizer racecheck",
                     "liver 3 mm, reference: --devices 0,cpu = one GPU"):
            self.assertEqual(self.status(what), "passed")
        for what in ("liver 2 mm, reference", "lattice 512^3, clinical", "random numbers",
                     "share of the bound by counted instructions, reference",
                     "transport kernel, reference, photons", "branch efficiency, clinical",
                     "transport kernel for sm_90"):
            self.assertEqual(self.status(what), "measured")
        self.assertEqual(self.rows["liver 3 mm, clinical"]["result"], "1e+08 decays/s")
        self.assertIn("tally", self.rows["liver 3 mm, clinical"]["detail"])
        self.assertEqual(self.rows["transport kernel for sm_90"]["result"], "94 registers")
        self.assertEqual(self.facts["ECC"], "on, corrected 0, uncorrected 0")
        text = self.output.read_text()
        self.assertIn("# GPU check: Fake GPU 9000", text)
        self.assertIn("nothing failed", text)
        self.assertIn("written", self.printed.splitlines()[-1])
        self.assertEqual(sorted(path.name for path in self.output.parent.iterdir()),
                         ["gpu.jsonl", "gpu.md"])

    def test_profiler_figures(self):
        self.check(parts=parts("profiler, clinical"))
        row = self.rows["transport kernel, clinical, electrons of the decay"]
        self.assertEqual(row["result"], "61.5 % of peak: issue slots")
        self.assertAlmostEqual(row["figures"]["lanes used, % of peak"], 61.5 * 24 / 32)
        self.assertAlmostEqual(row["figures"]["time, ms"], 12.345678)
        self.assertEqual(row["figures"]["main stall"], "long_scoreboard")
        self.assertEqual(row["metrics"]["launch__registers_per_thread"], 96)
        branches = self.rows["branch efficiency, clinical"]
        self.assertEqual(branches["result"], "91.5 %")
        self.assertIn("photons 91.5 %, 24 threads per instruction", branches["detail"])
        self.assertEqual(len(self.rows), 3)  # two launches; the third is of another kernel
        for wrong, branches in (("ncu long", "measured"), ("ncu hangs in branches", "not run"),
                                ("ncu knows no branches", "unsupported"),
                                ("ncu knows no metrics", "unsupported")):
            self.assertEqual(self.check(wrong, parts=parts("profiler, clinical", limit=6)), 0)
            self.assertEqual(self.status("transport kernel, clinical, electrons of the decay"),
                             "measured")
            self.assertEqual(self.status("branch efficiency, clinical"), branches)

    def test_the_bound_by_counted_instructions(self):
        some = parts("speed, liver 3 mm", "speed, liver 2 mm")
        self.assertEqual(self.check(parts=some), 0)
        share = self.rows["share of the bound by counted instructions, clinical"]
        self.assertEqual(share["result"], f"{100 * 1e8 * 19313 / (132 * 128 * 1.98e9):.3g} %")
        self.assertEqual(sum(what.startswith("share") for what in self.rows), 2)
        self.assertEqual(self.check("no clock", parts=some), 0)
        self.assertEqual(self.status("share of the bound by counted instructions, clinical"),
                         "not run")

    def test_the_counted_instructions_are_those_of_the_notes(self):
        table = (TOP / "benchmarks" / "NOTES.md").read_text()
        for preset, passed in bound.INSTRUCTIONS_PASSED.items():
            row = next(line for line in table.splitlines() if line.startswith(f"| {preset} |"))
            self.assertEqual(int(row.split("|")[6]), passed)

    def test_a_different_digest_fails(self):
        self.assertEqual(self.check("golden", parts=parts("self-test")), 1)
        self.assertEqual(self.status("self-test, cuda, clinical"), "failed")
        self.assertEqual(self.status("self-test, cpu, clinical"), "passed")
        self.assertIn("tally not as golden", self.rows["self-test, cuda, clinical"]["result"])
        self.assertIn("**FAILED: tally not as golden**", self.output.read_text())
        both = parts("CPU = GPU, clinical", "CPU = GPU, reference")
        self.assertEqual(self.check("differ reference", parts=both), 1)
        self.assertEqual(self.status("liver 3 mm, clinical, 1e+06 decays: CPU = GPU"), "passed")
        different = self.rows["liver 3 mm, reference, 3e+05 decays: CPU = GPU"]
        self.assertEqual(different["status"], "failed")
        self.assertIn("run_digest", different["detail"])
        self.assertEqual(self.check("differ clinical", parts=parts("CPU = GPU, slab")), 1)
        self.assertEqual(self.status("slab, clinical, 1e+05 decays: CPU = GPU"), "failed")
        self.assertEqual(self.status("slab, reference, 1e+05 decays: CPU = GPU"), "passed")

    def test_a_self_test_without_the_gpu_fails(self):
        self.assertEqual(self.check("no cuda rows", parts=parts("self-test")), 1)

    def test_workers(self):
        some = parts("workers, clinical")
        self.assertEqual(self.check("retired", parts=some), 1)
        self.assertIn("out of memory",
                      self.rows["liver 3 mm, clinical: --devices 0,0 = one GPU"]["detail"])
        self.assertEqual(self.check("idle", parts=some), 0)
        self.assertEqual(self.status("liver 3 mm, clinical: --devices 0,0 = one GPU, shared"),
                         "not run")

    def test_gpu_tests_that_fail_crash_skip(self):
        for wrong, words in (("fail tests", "reference failed"), ("crash tests", "did not end"),
                             ("skip tests", "skipped")):
            self.assertEqual(self.check(wrong, parts=parts("GPU tests")), 1, wrong)
            row = self.rows["test CudaBackend.EqualsTheCpu"]
            self.assertEqual((row["status"], row["result"]), ("failed", "1 of 2 passed"))
            self.assertIn(words, row["detail"])
            self.assertEqual(self.status("test CudaDevices.FactsAreSensible"), "passed")
        self.assertIn("SIGABRT", self.check("crash tests", parts=parts("GPU tests")) and
                      self.rows["GPU tests"]["result"])

    def test_sanitizer(self):
        some = parts(*(f"sanitizer {tool}" for tool in ("memcheck", "racecheck", "initcheck")))
        self.assertEqual(self.check("sanitizer finds", parts=some), 1)
        self.assert_all("failed")
        self.assertIn("Invalid __global__ read", self.rows["compute-sanitizer memcheck"]["detail"])
        self.assertEqual(self.check("sanitizer unsupported", parts=some), 0)
        self.assert_all("unsupported")
        self.assertIn("not supported here: Error: Device not supported", self.output.read_text())
        self.assertEqual(self.check("sanitizer silent", parts=some), 1)
        self.assert_all("failed")
        self.assertEqual(self.check("differ clinical", parts=some), 1)
        self.assert_all("failed")

    def test_tools_that_are_missing_or_refuse(self):
        some = parts("profiler, clinical", "profiler, reference")
        self.assertEqual(self.check("ncu unsupported", parts=some), 0)
        self.assert_all("unsupported")
        self.assertIn("ERR_NVGPUCTRPERM", self.rows["profiler, clinical"]["result"])
        shutil.rmtree(self.tools)
        self.assertEqual(self.check(parts=some + parts("sanitizer memcheck", "registers")), 0)
        self.assert_all("unsupported")
        self.assertEqual(self.facts["nvidia-smi"], "not on this machine")

    def test_a_crash_and_babble_are_rows(self):
        for wrong in ("crash run", "babble run"):
            self.assertEqual(self.check(wrong), 1)
            self.assertEqual(self.status("self-test, cuda, clinical"), "passed")
            self.assertEqual(self.status("speed, liver 3 mm"), "failed")
            self.assertEqual(self.status("random numbers"), "measured")
        self.assertEqual(self.check("crash devices", parts=parts("self-test")), 1)
        self.assertEqual(self.status("self-test, cuda, clinical"), "passed")
        self.assertEqual(self.check("wrong pieces", parts=parts("pieces")), 1)
        self.assertIn("1 instead of 2", self.rows["pieces"]["result"])

    def test_what_hangs_is_ended_and_fails(self):
        begin = time.monotonic()
        self.assertEqual(self.check("hang selftest", "hang tests", parts=parts(
            "self-test", "GPU tests", "CPU = GPU, clinical", limit=2)), 1)
        self.assertLess(time.monotonic() - begin, 30)
        self.assertEqual(self.rows["self-test"]["result"], "no end after 2 s")
        self.assertEqual(self.status("GPU tests"), "failed")
        self.assertIn("did not end", self.rows["test CudaBackend.EqualsTheCpu"]["detail"])
        self.assertEqual(self.status("liver 3 mm, clinical, 1e+06 decays: CPU = GPU"), "passed")

    def test_the_budget_ends_everything(self):
        begin = time.monotonic()
        self.assertEqual(self.check("hang run", words=("--budget", "4")), 0)
        self.assertLess(time.monotonic() - begin, 20)
        self.assertEqual(self.status("self-test, cuda, clinical"), "passed")
        self.assertEqual(self.rows["CPU = GPU, clinical"]["result"], "no time left")
        self.assertEqual(self.status("growth, 512^3"), "not run")
        self.assertIn("not run: no time left", self.output.read_text())

    def test_what_does_not_fit_is_skipped_with_the_reason(self):
        self.assertEqual(self.check("too large", parts=parts("growth, 64^3")), 0)
        row = self.rows["lattice 64^3, clinical"]
        self.assertEqual(row["status"], "not run")
        self.assertIn("99 GiB", row["result"])

    def test_programs_that_were_not_built(self):
        for name in ("yttria_gpu_tests", "yttria_bench_cuda"):
            (self.root / "bin" / name).unlink()
        self.assertEqual(self.check(parts=parts("GPU tests", "pieces")), 0)
        self.assert_all("not run")
        (self.root / "bin" / "yttria").unlink()
        self.assertEqual(self.check(parts=[]), 1)
        self.assertIn("build it", self.printed)

    def test_results_that_cannot_be_written_are_printed(self):
        self.output.parent.write_text("a file, not a folder")
        self.assertEqual(self.check("golden", parts=parts("self-test")), 1)
        self.assertIn("FAILED: tally not as golden", self.printed)
        self.assertIn("printed only", self.printed)

    def test_without_a_gpu(self):
        self.assertEqual(self.check("no gpu"), 77)
        self.assertIn("skipped: no GPU at all", self.printed)
        self.assertFalse(self.output.exists())

    def test_the_real_program_without_a_gpu(self):
        real = self.root / "bin" / "yttria"
        real.unlink()
        real.symlink_to(PROGRAM)
        with mock.patch.dict(os.environ, {"CUDA_VISIBLE_DEVICES": ""}):
            self.assertEqual(self.check(), 77, self.printed)
        self.assertRegex(self.printed.splitlines()[-1], "^skipped: .+")

    def script(self, folder, *words, **options):
        (folder / "tools").mkdir()
        shutil.copy(TOP / "tools" / "gpu_check", folder / "tools")
        shutil.copytree(TOP / "tools" / "gpu", folder / "tools" / "gpu")
        return subprocess.Popen([folder / "tools" / "gpu_check", *words], stdout=subprocess.PIPE,
                                text=True, env=self.environment(*options.get("wrong", ())))

    def test_a_killed_check_leaves_what_it_had(self):
        script = self.script(self.root, wrong=["hang run"])
        written = self.root.parent / "gpu-Fake-GPU-9000-abc123.md"  # next to the folder
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and "self-test, cuda" not in (
                written.read_text() if written.exists() else ""):
            time.sleep(0.1)
        script.terminate()
        script.communicate(timeout=30)
        self.assertEqual(script.returncode, 143)
        self.assertIn("| self-test, cuda, clinical | ok: as golden |", written.read_text())
        self.assertIn('"passed"', written.with_suffix(".jsonl").read_text())

    def test_in_a_source_tree_results_go_to_the_benchmarks(self):
        (self.root / "bin").rename(self.root / "build")
        (self.root / "CMakeLists.txt").touch()
        script = self.script(self.root, "--budget", "3")
        said, _ = script.communicate(timeout=60)
        self.assertEqual(script.returncode, 0, said)
        self.assertTrue((self.root / "benchmarks" / "results" /
                         "gpu-Fake-GPU-9000-abc123.md").exists(), said)


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    unittest.main()
