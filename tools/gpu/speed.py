# SPDX-License-Identifier: Apache-2.0
"""How fast. Beside each speed stand the digests of what was computed."""
import json
import shutil
import statistics

from gpu import bound
from gpu.programs import Trouble, ending
from gpu.session import PRESETS, count_words, digest_words

GOAL = ("--goal", "max50=1", "--max-time", "60s")


def speed_words(dose):
    return f"{dose['provenance']['histories_per_second']:.3g} decays/s"


def run_words(dose):
    """Size, times and digests of a run; what the device's clocks were after it."""
    facts = [line.split(", ", 2)[2] for line in dose["provenance"].get("workers", [])
             if line.count(", ") >= 2]
    return "; ".join([f"{count_words(dose['histories'])} decays, transport "
                      f"{dose['provenance']['transport_seconds']:.3g} s, wall "
                      f"{dose['wall_seconds']:.3g} s", digest_words(dose), *facts])


def liver(spacing_mm, seconds):
    def measure(session):
        case = session.liver(spacing_mm)
        for preset in PRESETS:
            dose = session.sized_run(case, preset, seconds)
            session.speed[preset] = dose["provenance"]["histories_per_second"]
            session.row(f"liver {spacing_mm} mm, {preset}", "measured", speed_words(dose),
                        run_words(dose), run=dose)
            if spacing_mm == bound.SPACING_MM:
                bound.row(session, preset, session.speed[preset])
    return measure


def goal(session):
    """Until the voxels above half the maximum are known to 1 % on average."""
    dose = session.run(session.liver(), *GOAL)
    reached = dose["end"] == "complete" and dose["max50_uncertainty"] <= 0.01
    provenance = dose["provenance"]
    session.row("liver 3 mm, clinical: time to 1 % in max50", "measured" if reached else "failed",
                f"{provenance['transport_seconds']:.3g} s transport, {dose['wall_seconds']:.3g} s wall"
                if reached else f"{100 * dose['max50_uncertainty']:.3g} %, {dose['end']}",
                run_words(dose), run=dose)


def start_up(session):
    """All of a run but the run: reading, tables, upload, writing."""
    doses = [session.run(session.liver(), "--histories", 1024, "--batch-size", 1024)
             for _ in range(3)]
    wall = [dose["wall_seconds"] for dose in doses]
    session.row("liver 3 mm, clinical: start-up", "measured", f"{statistics.median(wall):.3g} s wall",
                f"one batch of 1024 decays, three times: {min(wall):.3g} to {max(wall):.3g} s",
                runs=doses)


# Bytes on disk per voxel of a case and its dose, uncompressed.
DISK_BYTES_PER_VOXEL = 60


def no_room(session, case, voxels):
    """Why a case cannot be run here; None when it can."""
    checked, _ = session.programs.yttria_json("check", case)
    memory = checked["memory"]
    available = memory["host_bytes_available"]
    if available and memory["host_bytes_cuda_backend"] > available:
        return (f"a run takes {memory['host_bytes_cuda_backend'] / 2**30:.1f} GiB of memory and "
                f"{available / 2**30:.1f} GiB are available")
    index = session.device.get("index", 0)
    device = next((d for d in checked["cuda"]["devices"] if d["index"] == index), None)
    if device is None or not device.get("fits", True):
        return "; ".join(checked["warnings"]) or "it does not fit the device"
    return None


def growth(edge, seconds):
    """The same medium and activity everywhere, more voxels."""
    what = f"lattice {edge}^3, clinical"

    def measure(session):
        free = shutil.disk_usage(session.folder).free
        if free < DISK_BYTES_PER_VOXEL * edge**3:
            session.row(what, "not run", f"{free / 2**30:.1f} GiB of disk are free")
            return
        case = session.case(f"lattice{edge}", "lattice", "--voxels", edge, "--spacing", 3,
                            "--sources", "mass")
        try:
            reason = no_room(session, case, edge**3)
            if reason:
                session.row(what, "not run", reason)
                return
            dose = session.sized_run(case, "clinical", seconds, enough=0.2)
            outside = dose["wall_seconds"] - dose["provenance"]["transport_seconds"]
            session.row(what, "measured", speed_words(dose),
                        f"{outside:.3g} s of start-up and output; {run_words(dose)}", run=dose)
        finally:
            case.unlink(missing_ok=True)
            (session.folder / "dose.h5").unlink(missing_ok=True)
    return measure


def micro(session):
    """The pieces, from the micro benchmark: one JSON object per line."""
    done = session.programs.run(session.programs.need("yttria_bench_cuda"), "--json")
    for line in done.out.splitlines():
        try:
            piece = json.loads(line)
        except json.JSONDecodeError:
            continue  # cut off, or not for us
        if "skipped" in piece:
            session.row(piece["name"], "not run", piece["skipped"])
        elif "operations_per_second" in piece:
            moved = f"{piece['bytes_per_second'] / 1e9:.4g} GB/s, " if piece["bytes_per_second"] else ""
            session.row(piece["name"], "measured",
                        f"{piece['operations_per_second']:.3g} {piece['unit']}/s",
                        f"{moved}median of {piece['repetitions']}: "
                        f"{1e3 * piece['median_seconds']:.3g} ms", piece=piece)
    if done.cut:
        raise done.cut
    if done.code != 0:
        raise Trouble(f"{ending(done.code)}: {done.last_words()}")
