# SPDX-License-Identifier: Apache-2.0
"""What the rows share: machine, program, cases, and one run as one row."""
import math
import os
import re
from dataclasses import dataclass
from pathlib import Path

from gpu.programs import Trouble
from gpu.report import slug
from whole_runs import egsnrc
from whole_runs.programs import Loop, shown, succeed, succeed_json
from whole_runs.table import Table


def family():
    """Which processor it is, where the name alone does not say."""
    try:
        text = Path("/proc/cpuinfo").read_text()
    except OSError:
        return ""
    found = dict(re.findall(r"^(cpu family|model)\s*: (\S+)$", text, re.MULTILINE))
    return f" (family {found['cpu family']}, model {found['model']})" if len(found) == 2 else ""


@dataclass
class Place:
    """What computes."""
    name: str
    words: tuple
    gpu: bool = False


class Bench:
    """The machine, the program, the cases, the table."""

    def __init__(self, options, root, folder):
        self.options, self.root, self.folder = options, root, Path(folder)
        self.loop = Loop(options.loop)
        self.table = None
        self.one = Place("cpu, 1 thread", ("--backend", "cpu", "--threads", "1"))
        self.most = self.one  # all threads
        self.cuda = []        # none or one
        self.independent = egsnrc.read_independent(options.independent_s2)
        self.seen = {}        # digests by what was run

    def yttria(self, *words):
        return succeed_json(self.options.program, *words, "--json")

    def learn(self, words):
        """The machine; opens the table."""
        version = succeed(self.options.program, "--version").out.split("\n")
        commit = re.search(r"\(([0-9A-Za-z]+\+?)\)", version[0])
        self.commit = commit[1] if commit else "unknown"
        found, _ = self.yttria("devices")
        cpu, cuda = found["cpu"], found["cuda"]
        if cpu["threads"] > 1:
            self.most = Place(f"cpu, {cpu['threads']} threads", ("--backend", "cpu", "--threads", "0"))
        gpu = None
        if cuda["usable"]:
            gpu = next(d for d in cuda["devices"] if d.get("usable", True))["name"]
            self.cuda = [Place(f"cuda, {gpu}", ("--backend", "cuda"), True)]
        machine = {"cpu": f"{cpu['name']}{family()}", "threads": cpu["threads"], "gpu": gpu}
        path = self.options.output or self.root / "benchmarks" / "results" / \
            f"cpu-{slug(cpu['name'])}-{slug(self.commit)}.md"
        self.table = Table(path, {"machine": machine, "commit": self.commit})
        self.table.fact("machine", f"{machine['cpu']}, {cpu['threads']} threads; GPU: "
                                   f"{gpu or 'none used'}; load when it began: "
                                   f"{os.getloadavg()[0]:.1f}")
        self.table.fact("program", "; ".join(line for line in version if line))
        self.table.fact("command", f"`{shown(['run_all', *words])}`")
        if not cuda["usable"]:
            self.not_measured("all", "all, on a GPU", None, "left out", cuda["reason"])

    def attempt(self, part, name, place, work):
        """A row for whatever goes wrong, and never an end."""
        try:
            work()
        except Trouble as trouble:
            self.not_measured(part, name, place, trouble.status, str(trouble))
        except Exception as error:  # what a program said was not what was expected
            self.not_measured(part, name, place, "failed", f"{type(error).__name__}: {error}")

    def not_measured(self, part, name, place, status, why):
        self.table.add({"row": name, "part": part, "status": status, "also": why,
                        "backend": place.name if place else "-"})

    def places(self):
        return [self.one] + [self.most] * (self.most is not self.one) + self.cuda

    def case(self, name, *words):
        """A phantom, made when it is first asked for."""
        return self.made(name, self.options.program, "phantom", *words)

    def made(self, name, *words):
        path = self.folder / f"{name}.h5"
        if not path.exists():
            words = [*words, "-o", path]
            succeed(*words)
            self.table.fact(path.name, f"`{shown(words)}`")
        return path

    def icrp110(self):
        """The adult male of ICRP 110, which is not shipped."""
        folder = os.environ.get("YTTRIA_REFERENCE_DATA")
        if not folder:
            raise Trouble("YTTRIA_REFERENCE_DATA is not set", "left out")
        phantom = Path(folder) / "phantoms" / "ICRP110_AM.h5"
        if not phantom.exists():
            raise Trouble(f"{phantom.name} is not in the folder phantoms of YTTRIA_REFERENCE_DATA",
                          "left out")
        return self.made("icrp110", self.root / "tools" / "cases" / "icrp110.py", phantom)

    def measure(self, part, name, case, preset, place, words, decays=None):
        """A run as a row's data. `decays` is None where a goal decides."""
        if decays:
            words = ["--histories", decays, *words]
            if self.options.quick and "--batch-size" not in words:
                words += ["--batch-size", math.ceil(decays / 64)]  # enough batches for max50
        command = [self.options.program, "run", case, "-o", self.folder / "dose.h5", "--force",
                   "--preset", preset, *place.words, *words, "--json"]
        before = self.loop.before()
        dose, done = succeed_json(*command)
        after = self.loop.time()
        provenance = dose["provenance"]
        if place.gpu and provenance["backend"] != "cuda":
            raise Trouble(f"computed on {provenance['backend']!r}")
        if not dose["balanced"]:
            raise Trouble("emitted energy is not deposited + escaped")
        seconds, max50 = provenance["transport_seconds"], dose["max50_uncertainty"]
        loop = (before + after) / 2 if before and after else None
        efficiency = 1 / (max50**2 * seconds) if max50 and seconds else None
        rate = provenance["histories_per_second"]
        row = {"row": f"{name}, {preset}", "part": part, "status": "measured", "backend": place.name,
               "preset": preset, "decays": dose["histories"], "decays_per_second": rate,
               "decays_per_loop": loop and rate * loop, "max50_uncertainty": max50,
               "s2": max50 and max50**2, "efficiency": efficiency,
               "efficiency_per_loop": loop and efficiency and efficiency * loop,
               "transport_seconds": seconds, "wall_seconds": done.seconds,
               "peak_bytes": done.peak_bytes, "loop_seconds": {"before": before, "after": after},
               "command": shown(["yttria", *command[1:-1]]),
               "also": f"transport {seconds:.3g} s, wall {done.seconds:.3g} s",
               **{key: dose[key] for key in ("run_digest", "tally_digest", "case_digest",
                                             "physics_digest", "histories_per_batch", "end")},
               "provenance": provenance}
        self.compare(row)
        return row, done

    def compare(self, row):
        """What is computed must not depend on what computes it: else no speed counts."""
        key = tuple(row[k] for k in ("case_digest", "physics_digest", "decays", "histories_per_batch"))
        digests = (row["run_digest"], row["tally_digest"])
        other = self.seen.setdefault(key, (row["backend"], digests))
        if other[1] != digests:
            raise Trouble(f"run {digests[0]}, tally {digests[1][:16]}, but on {other[0]} run "
                          f"{other[1][0]}, tally {other[1][1][:16]}")
