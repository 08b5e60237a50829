# SPDX-License-Identifier: Apache-2.0
"""What the parts share: programs, report, scratch files, and what one part learns for another."""
from pathlib import Path

from gpu.programs import Trouble

PRESETS = ("clinical", "reference")


class Session:
    def __init__(self, programs, report, folder):
        self.programs = programs
        self.report = report
        self.folder = Path(folder)
        self.row = report.row
        self.device = {}    # the first usable one, as yttria devices describes it
        self.speed = {}     # preset: decays per second

    def case(self, name, *words):
        """A phantom, made when it is first asked for."""
        path = self.folder / f"{name}.h5"
        if not path.exists():
            self.programs.yttria_json("phantom", *words, "-o", path)
        return path

    def liver(self, spacing_mm=3):
        return self.case(f"liver{spacing_mm}", "liver", "--spacing", spacing_mm)

    def run(self, case, *words, preset="clinical", where=("--backend", "cuda")):
        """A run's JSON, with its wall time as wall_seconds. The dose is thrown away."""
        dose, seconds = self.programs.yttria_json(
            "run", case, "-o", self.folder / "dose.h5", "--force", "--preset", preset, *where, *words)
        if not dose["balanced"]:
            raise Trouble("emitted energy is not deposited + escaped")
        expected = {"cuda"} if where == ("--backend", "cuda") else None
        if expected and set(dose["provenance"]["backend"].split(", ")) != expected:
            raise Trouble(f"computed on {dose['provenance']['backend']!r}")
        dose["wall_seconds"] = seconds
        return dose

    def sized_run(self, case, preset, seconds, enough=0.6):
        """A run of about so many seconds of transport, of this share of them at least: short ones
        first, to learn the speed."""
        histories = int(self.speed.get(preset, 0) * seconds) or (2e6 if preset == "clinical" else 2e5)
        for _ in range(5):
            dose = self.run(case, "--histories", int(histories), preset=preset)
            took = dose["provenance"]["transport_seconds"]
            rate = dose["provenance"]["histories_per_second"]
            if took >= enough * seconds:
                break
            # A short run is slow: its speed says too little, not too much.
            histories = min(max(rate * seconds, 2 * histories), 40 * histories)
        return dose


def digests(dose):
    """Two runs that have these in common have everything in common."""
    return {key: dose[key] for key in ("run_digest", "tally_digest", "physics_digest", "case_digest",
                                       "emitted_quanta", "deposited_quanta", "escaped_quanta")}


def differences(one, other):
    one, other = digests(one), digests(other)
    return [f"{key}: {one[key]} and {other[key]}" for key in one if one[key] != other[key]]


def digest_words(dose):
    return f"run {dose['run_digest']}, tally {dose['tally_digest'][:16]}"


def count_words(number):
    return f"{number:.3g}"
