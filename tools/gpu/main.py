# SPDX-License-Identifier: Apache-2.0
"""The parts in the order of their worth, each within its time."""
import argparse
import signal
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from gpu import checks, profiler, speed
from gpu.machine import NoDevice, machine
from gpu.programs import Clock, Programs, Trouble, out_of_time
from gpu.report import Report, slug
from gpu.sanitizer import sanitizer
from gpu.session import Session

BUDGET_S = 450


@dataclass
class Part:
    name: str
    work: Callable
    limit: float      # seconds after which something is wrong
    needs: float = 3  # seconds that must be left for it to begin


PARTS = [
    Part("self-test", checks.self_test, 60),
    Part("CPU = GPU, clinical", checks.cpu_equals_gpu("clinical", 1_000_000), 60),
    Part("CPU = GPU, reference", checks.cpu_equals_gpu("reference", 300_000), 60),
    *(Part(f"CPU = GPU, {name}", checks.phantom_equals(name), 60) for name in checks.SMALL_PHANTOMS),
    Part("speed, liver 3 mm", speed.liver(3, 2.5), 60, 10),
    Part("sanitizer memcheck", sanitizer("memcheck"), 60, 10),
    Part("profiler, clinical", profiler.profile("clinical"), 60, 15),
    Part("GPU tests", checks.unit_tests, 180, 20),
    Part("time to 1 %", speed.goal, 75, 5),
    Part("start-up", speed.start_up, 30, 5),
    Part("pieces", speed.micro, 60, 10),
    Part("workers, clinical", checks.workers("clinical", 1.5), 60, 10),
    Part("registers", profiler.compiled, 20),
    Part("workers, reference", checks.workers("reference", 1.5), 60, 10),
    Part("profiler, reference", profiler.profile("reference"), 60, 15),
    Part("growth, 64^3", speed.growth(64, 1.5), 30, 5),
    Part("growth, 128^3", speed.growth(128, 1.5), 30, 6),
    Part("growth, 256^3", speed.growth(256, 3), 60, 15),
    Part("sanitizer racecheck", sanitizer("racecheck"), 60, 10),
    Part("sanitizer initcheck", sanitizer("initcheck"), 60, 10),
    Part("sanitizer synccheck", sanitizer("synccheck"), 60, 10),
    Part("speed, liver 2 mm", speed.liver(2, 2), 60, 10),
    Part("speed, liver 4 mm", speed.liver(4, 2), 60, 10),
    Part("growth, 512^3", speed.growth(512, 4), 150, 60),
]


def run_part(part, session, clock):
    """A row for whatever goes wrong, and never an end."""
    if clock.left() < part.needs:
        session.row(part.name, out_of_time().status, str(out_of_time()))
        return
    clock.begin_part(part.limit)
    try:
        part.work(session)
    except NoDevice:
        raise
    except Trouble as trouble:
        session.row(part.name, trouble.status, str(trouble))
    except Exception as error:  # what a program said was not what was expected
        session.row(part.name, "failed", f"{type(error).__name__}: {error}")


def default_output(root, report):
    """In the source tree, or next to a portable folder."""
    name = f"gpu-{slug(report.device)}-{slug(report.commit)}.md"
    if (root / "CMakeLists.txt").exists():
        return root / "benchmarks" / "results" / name
    return root.parent / name


def check(root, options, parts):
    report = Report()
    clock = Clock(options.budget)
    programs = Programs(root, clock)
    if programs.path("yttria") is None:
        print(f"gpu_check: there is no yttria in {root}/bin or {root}/build; build it (tools/check)",
              file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="gpu_check-", ignore_cleanup_errors=True) as folder:
        session = Session(programs, report, folder)
        report.fact("command", f"tools/gpu_check --budget {options.budget:g}")
        try:
            run_part(Part("machine", machine, 60, 0), session, clock)
        except NoDevice as none:
            print(f"skipped: {none}")
            return 77
        report.open(options.output or default_output(root, report))
        for part in parts:
            run_part(part, session, clock)
    print(f"\n{report.table()}" + (f"\nwritten {report.path}" if report.path else ""), flush=True)
    return 1 if report.failed() else 0


def main(words, root, description, parts=None):
    parser = argparse.ArgumentParser(prog="gpu_check", description=description,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--budget", type=float, default=BUDGET_S, metavar="SECONDS",
                        help="end within this time; parts that do not fit are not run [%(default)s]")
    parser.add_argument("--output", type=Path, metavar="FILE",
                        help="result file, Markdown; the same as JSON lines goes beside it")
    options = parser.parse_args(words)
    # So that what was started ends, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    return check(Path(root), options, PARTS if parts is None else parts)
