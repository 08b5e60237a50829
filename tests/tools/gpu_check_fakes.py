#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Stands in for the programs and tools that tools/gpu_check and benchmarks/run_all run; its own name
says which one it is. Words in the variable FAKE, separated by commas, say what is to go wrong."""
import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

FAKE = set(os.environ.get("FAKE", "").split(","))
SPEED = 1e8  # decays per second


def digest(*words):
    return hashlib.sha256(repr(words).encode()).hexdigest()


def option(words, name, default=None):
    return words[words.index(name) + 1] if name in words else default


def devices():
    gpu = {"index": 0, "name": "Fake GPU 9000", "usable": True, "reason": "",
           "compute_capability": "9.0", "multiprocessors": 132, "sm_clock_MHz": 1980.0,
           "sm_clock_max_MHz": None if "no clock" in FAKE else 1980.0,
           "ecc_enabled": True, "ecc_corrected": 0, "ecc_uncorrected": 0}
    usable = "no gpu" not in FAKE
    return {"cpu": {"name": "Fake CPU", "threads": 16, "available_bytes": 2**37},
            "cuda": {"built": True, "usable": usable, "reason": "" if usable else "no GPU at all",
                     "driver": "580 (CUDA 13.0)", "runtime": "CUDA 13.0",
                     "devices": [gpu] if usable else []}}


def selftest():
    rows = []
    for backend in ("cpu", "cuda"):
        for preset in ("reference", "clinical"):
            golden = {key: digest(key, preset) for key in ("physics", "history", "tally")}
            measured = dict(golden)
            if "golden" in FAKE and backend == "cuda":
                measured["tally"] = digest("other")
            rows.append({"backend": backend, "device": "Fake", "preset": preset,
                         "passed": measured == golden, "measured": measured, "golden": golden})
    if "no cuda rows" in FAKE:
        rows = rows[:2]
    return {"passed": True, "verdict": "", "rows": rows, "skipped": []}


def workers(words, batches):
    devices = option(words, "--devices")
    if devices is None:
        return [("cpu", "16 threads", batches)] if option(words, "--backend") == "cpu" else [
            ("cuda 0", "Fake GPU 9000", batches)]
    first = batches if "idle" in FAKE else batches // 2
    second = "cuda 0" if devices == "0,0" else "cpu"
    return [("cuda 0", "Fake GPU 9000", first), (second, "Fake", batches - first)]


def run(words):
    preset = option(words, "--preset")
    on_gpu = option(words, "--backend") != "cpu"
    goal = "--goal" in words
    histories = int(float(option(words, "--histories", 1e8)))
    size = int(option(words, "--batch-size", max(2**14, -(-histories // 64))))
    histories = -(-histories // size) * size
    key = [Path(words[1]).name, preset, histories, size]
    if on_gpu and f"differ {preset}" in FAKE:
        key.append("different")
    if "threads differ" in FAKE and option(words, "--threads") == "1":
        key.append("different")
    progress = option(words, "--progress-json")
    if progress:
        Path(progress).write_text(json.dumps({"seconds": histories / SPEED}) + "\n")
    crew = workers(words, histories // size)
    speed = SPEED if preset == "clinical" else SPEED / 10
    warnings = ["cuda 0 failed and was retired: out of memory"] \
        if "retired" in FAKE and "--devices" in words else []
    return {"run_digest": digest("run", *key)[:16], "tally_digest": digest("tally", *key),
            "physics_digest": digest(preset), "case_digest": digest(key[0]), "balanced": True,
            "emitted_quanta": 2 * histories, "deposited_quanta": histories, "escaped_quanta": histories,
            "histories": histories, "histories_per_batch": size, "end": "complete",
            "max50_uncertainty": None if "max50 unknown" in FAKE else 0.0099 if goal else 0.02,
            "warnings": warnings,
            "provenance": {"transport_seconds": histories / speed, "histories_per_second": speed,
                           "backend": "cuda" if on_gpu else "cpu",
                           "workers": [f"{name}: {device}, batches {count}, SM clock MHz 1980"
                                       for name, device, count in crew]}}


def check(words):
    fits = "too large" not in FAKE
    return {"warnings": [] if fits else ["a run takes at least 99 GiB of device memory"],
            "memory": {"host_bytes_cuda_backend": 1, "host_bytes_available": 2**37,
                       "host_bytes_cpu_backend": 1 if fits else 2**38},
            "cuda": {"devices": [{"index": 0, "usable": True, "fits": fits}]}}


def yttria(words):
    if words == ["--version"]:
        print("yttria 0.1.0 (abc123)\nGNU 12.2.0, CUDA yes")
        return 0
    if f"hang {words[0]}" in FAKE:
        subprocess.Popen(["sleep", "60"])  # and a child that would outlive it
        time.sleep(60)
    if f"crash {words[0]}" in FAKE:
        print("yttria: something is on fire", file=sys.stderr)
        os.abort()
    if words[0] == "phantom":
        Path(option(words, "-o")).write_text("case")
    answer = {"devices": devices, "selftest": selftest, "run": lambda: run(words),
              "check": lambda: check(words), "phantom": dict}[words[0]]()
    print("no JSON" if f"babble {words[0]}" in FAKE else json.dumps(answer, indent=2))
    return 0


TESTS = """[==========] Running 3 tests from 2 test suites.
[ RUN      ] CudaDevices.FactsAreSensible
[       OK ] CudaDevices.FactsAreSensible (3 ms)
[ RUN      ] Presets/CudaBackend.EqualsTheCpu/clinical
[       OK ] Presets/CudaBackend.EqualsTheCpu/clinical (30 ms)
[ RUN      ] Presets/CudaBackend.EqualsTheCpu/reference
"""


def yttria_gpu_tests(words):
    print(TESTS, end="", flush=True)
    if "hang tests" in FAKE:
        time.sleep(60)
    if "crash tests" in FAKE:
        os.abort()
    name = "Presets/CudaBackend.EqualsTheCpu/reference"
    if "fail tests" in FAKE:
        print(f'a.cpp:3: Failure\n[  FAILED  ] {name}, where GetParam() = "reference" (5 ms)\n'
              f'[  FAILED  ] 1 test, listed below:\n[  FAILED  ] {name}, where GetParam() = "reference"')
        return 1
    print(f"[  SKIPPED ] {name} (0 ms)" if "skip tests" in FAKE else f"[       OK ] {name} (50 ms)")
    return 0


def yttria_bench_cuda(words):
    print(json.dumps({"device": "Fake GPU 9000", "multiprocessors": 132}))
    print(json.dumps({"name": "random numbers", "unit": "blocks", "operations_per_second": 3e11,
                      "bytes_per_second": 4.8e12, "operations": 1e9, "median_seconds": 0.003,
                      "repetitions": 9}))
    print(json.dumps({"name": "fold of 1 voxels", "skipped": "needs 2 MiB, 1 MiB are free"}))
    if "wrong pieces" in FAKE:
        print("fold: 1 instead of 2", file=sys.stderr)
    return int("wrong pieces" in FAKE)


def yttria_bench_loop(words):
    print(json.dumps({"seconds": 0.5, "cpu_seconds": 0.25 if "busy" in FAKE else 0.5}))
    if "wrong loop" in FAKE:
        print("the checksum should be 1", file=sys.stderr)
    return int("wrong loop" in FAKE)


def program_in(words):
    """The wrapped command."""
    return words[next(i for i, word in enumerate(words) if word.endswith("/yttria")):]


def compute_sanitizer(words):
    log = Path(option(words, "--log-file"))
    tool = option(words, "--tool")
    if "sanitizer unsupported" in FAKE:
        log.write_text("========= COMPUTE-SANITIZER\n========= Error: Device not supported\n"
                       "========= Program hit cudaErrorUnknown (error 999) due to \"unknown error\"\n"
                       "========= ERROR SUMMARY: 1 error\n")
        return 9
    code = subprocess.run(program_in(words)).returncode
    if "sanitizer silent" in FAKE:
        return code
    finds = "sanitizer finds" in FAKE
    text = "========= COMPUTE-SANITIZER\n"
    if finds:
        text += "========= Invalid __global__ read of size 4 bytes\n=========     at transport+0x10\n"
    n = int(finds)
    text += f"========= RACECHECK SUMMARY: {n} hazards displayed ({n} errors, 0 warnings)\n" \
        if tool == "racecheck" else f"========= ERROR SUMMARY: {n} error{'' if n == 1 else 's'}\n"
    log.write_text(text)
    return 9 if finds else code


def ncu(words):
    log = Path(option(words, "--log-file"))
    lines = ["==PROF== Connected to process 1"]
    if "ncu unsupported" in FAKE:
        log.write_text("==ERROR== ERR_NVGPUCTRPERM - The user does not have permission to access "
                       "NVIDIA GPU Performance Counters on the target device 0.\n")
        return 1
    if "ncu knows no metrics" in FAKE and "--metrics" in words:
        log.write_text("==ERROR== Failed to find metric sm__unheard_of\n")
        return 1
    branches = "smsp__sass_average_branch_targets_threads_uniform.pct"
    if "ncu hangs in branches" in FAKE and branches in option(words, "--metrics", ""):
        time.sleep(60)
    if "ncu knows no branches" in FAKE and branches in option(words, "--metrics", ""):
        log.write_text(f"==ERROR== Failed to find metric {branches}\n")
        return 1
    subprocess.run(program_in(words), stdout=subprocess.DEVNULL)
    metrics = {"sm__inst_issued.avg.pct_of_peak_sustained_active": "61.5",
               "smsp__thread_inst_executed_per_inst_executed.ratio": "24",
               "dram__throughput.avg.pct_of_peak_sustained_elapsed": "4.2",
               "gpu__time_duration.sum": "12,345,678", "launch__registers_per_thread": "96",
               "smsp__average_warps_issue_stalled_wait_per_issue_active.ratio": "1.2",
               "smsp__average_warps_issue_stalled_long_scoreboard_per_issue_active.ratio": "2.5",
               "launch__func_cache_config": "CachePreferNone"}
    if branches in option(words, "--metrics", ""):
        metrics[branches] = "91.5"
    head = ["ID", "Process ID", "Kernel Name", "Block Size"]
    quoted = [head + list(metrics), ["", "", "", ""] + ["%"] * len(metrics)]
    quoted += [[str(i), "1", name, "(128, 1, 1)", *metrics.values()]
               for i, name in enumerate(["transport", "transport", "other"])]
    if "ncu long" in FAKE:
        quoted = [head + ["Metric Name", "Metric Unit", "Metric Value"]]
        quoted += [["0", "1", "transport", "(128, 1, 1)", name, "", value]
                   for name, value in metrics.items()]
    lines += [",".join(f'"{word}"' for word in row) for row in quoted]
    log.write_text("\n".join(lines) + "\n")
    return 0


def cuobjdump(words):
    for architecture, registers in (("80", 96), ("90", 94)):
        print(f"Fatbin elf code:\n================\narch = sm_{architecture}\n\nResource usage:\n"
              f" Function _ZN6yttria3_GL9transportENS_4PassE:\n"
              f"  REG:{registers} STACK:1856 SHARED:0 LOCAL:0 CONSTANT[0]:776 TEXTURE:0")
    return 0


def nvidia_smi(words):
    count = words[0].count(",") + 1
    print(", ".join(["x"] * count))
    return 0


if __name__ == "__main__":
    sys.exit(globals()[Path(sys.argv[0]).name.replace("-", "_")](sys.argv[1:]))
