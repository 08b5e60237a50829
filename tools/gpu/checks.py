# SPDX-License-Identifier: Apache-2.0
"""Whether the GPU computes what the CPU computes."""
import re

from gpu.programs import Trouble, ending
from gpu.session import PRESETS, count_words, differences, digest_words


def self_test(session):
    """The digests of the built-in case on every backend and preset against those that are stored."""
    # Exit code 3: some digest differs; the rows say which.
    report, _ = session.programs.yttria_json("selftest", codes=(0, 3))
    for row in report["rows"]:
        wrong = [key for key in ("physics", "history", "tally")
                 if not row["golden"][key] or row["measured"][key] != row["golden"][key]]
        session.row(f"self-test, {row['backend']}, {row['preset']}", "failed" if wrong else "passed",
                    f"{', '.join(wrong)} not as golden" if wrong else "as golden",
                    f"{row['device']}, tally {row['measured']['tally'][:16]}", digests=row)
    for skipped in report["skipped"]:
        session.row("self-test", "not run", skipped)
    if not any(row["backend"] == "cuda" for row in report["rows"]):
        raise Trouble("no backend of a GPU was tested")


TEST_LINE = re.compile(r"^\[ +(RUN|OK|FAILED|SKIPPED) +\] ([\w./]+)(?:, where .*)?(?: \((\d+) ms\))?$",
                       re.MULTILINE)


def test_results(text):
    """Each test's ending as GoogleTest prints it: OK, FAILED, SKIPPED; RUN: it never ended."""
    results, milliseconds = {}, {}
    for word, name, time_ms in TEST_LINE.findall(text):
        if word == "RUN" or name in results:
            results[name] = word
        if time_ms:
            milliseconds[name] = int(time_ms)
    return results, milliseconds


def group_of(name):
    """Presets/CudaBackend.Shape/clinical is one case of CudaBackend.Shape."""
    return next((part for part in name.split("/") if "." in part), name)


def unit_tests(session):
    """yttria_gpu_tests, read as text: that holds what was done even when the program has to be
    killed."""
    done = session.programs.run(session.programs.need("yttria_gpu_tests"), "--gtest_color=no")
    results, milliseconds = test_results(done.out)
    groups = {}
    for name in results:
        groups.setdefault(group_of(name), []).append(name)
    for group, names in groups.items():
        bad = {name: results[name] for name in names if results[name] != "OK"}
        cut_short = done.cut and done.cut.status == "not run" and set(bad.values()) == {"RUN"}
        status = "passed" if not bad else "not run" if cut_short else "failed"
        words = {"FAILED": "failed", "SKIPPED": "skipped", "RUN": "did not end"}
        session.row(f"test {group}", status, f"{len(names) - len(bad)} of {len(names)} passed",
                    "; ".join(f"{name} {words[how]}" for name, how in bad.items()) or
                    f"{sum(milliseconds.get(name, 0) for name in names) / 1000:.1f} s",
                    tests={name: results[name] for name in names})
    if done.cut:
        raise done.cut
    if not results:
        raise Trouble(f"no test ran: {ending(done.code)}: {done.last_words()}")
    if done.code != 0:
        raise Trouble(f"{ending(done.code)}: {done.last_words()}")


# The built-in cases but the liver, each as it is by default.
SMALL_PHANTOMS = ("sphere", "slab", "lattice")


def on_both(session, name, case, preset, histories):
    size = ("--histories", histories)
    gpu = session.run(case, *size, preset=preset)
    cpu = session.run(case, *size, preset=preset, where=("--backend", "cpu"))
    compare(session, f"{name}, {preset}, {count_words(histories)} decays: CPU = GPU", cpu, gpu)


def cpu_equals_gpu(preset, histories):
    def check(session):
        on_both(session, "liver 3 mm", session.liver(), preset, histories)
    return check


def phantom_equals(name, histories=100_000):
    def check(session):
        for preset in PRESETS:
            on_both(session, name, session.case(name, name), preset, histories)
    return check


def compare(session, what, expected, dose, also=""):
    different = differences(expected, dose)
    detail = "; ".join(different) if different else digest_words(dose)
    session.row(what, "failed" if different else "passed",
                "DIFFERENT" if different else "the same bits", detail + also, run=dose)


def batches_of(dose):
    """Each worker's name and number of batches. Two on one device have the same name."""
    found = []
    for line in dose["provenance"].get("workers", []):
        match = re.match(r"(cuda \d+|cpu): .*?batches (\d+)", line)
        if match:
            found.append((match[1], int(match[2])))
    return found


def workers(preset, seconds):
    """One GPU alone, two workers on it, and the CPU beside it: of a size at which all have work."""
    def check(session):
        liver = session.liver()
        alone = session.sized_run(liver, preset, seconds)
        size = ("--histories", alone["histories"], "--batch-size", alone["histories_per_batch"])
        index = session.device.get("index", 0)
        one = f"cuda {index}"
        for devices, expected in ((f"{index},{index}", [one, one]), (f"{index},cpu", ["cpu", one])):
            dose = session.run(liver, *size, preset=preset, where=("--devices", devices))
            what = f"liver 3 mm, {preset}: --devices {devices} = one GPU"
            retired = [words for words in dose["warnings"] if "retired" in words]
            if retired:
                session.row(what, "failed", "a worker failed", "; ".join(retired), run=dose)
                continue
            if "cuda" not in dose["provenance"]["backend"]:
                session.row(what, "failed", f"computed on {dose['provenance']['backend']!r}", run=dose)
                continue
            shares = batches_of(dose)
            words = ", ".join(f"{name} {count} batches" for name, count in shares)
            compare(session, what, alone, dose,
                    f"; {count_words(dose['histories'])} decays: {words or 'shares unknown'}")
            idle = sorted(name for name, count in shares if count > 0) != expected
            if idle:
                session.row(f"{what}, shared", "not run", "not everyone had batches to compute", words)
    return check
