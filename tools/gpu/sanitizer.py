# SPDX-License-Identifier: Apache-2.0
"""compute-sanitizer. What it finds is a failure; where it does not work, that is what is said, and it
is never taken for a pass."""
import re

from gpu.programs import Trouble, ending, find_tool, json_in
from gpu.session import differences

SIZE = ("--histories", "4096", "--batch-size", "1024")
FOUND = 9  # exit code that stands for findings

# The tool itself cannot work here, whatever the program then came to.
REFUSED = re.compile(r"Device not supported|No attachable process|Unable to find injection|"
                     r"terminated before first instrumented|Failed to (initialize|start|launch|attach)|"
                     r"Internal Sanitizer Error|Sanitizer.*not supported|ptrace|"
                     r"(Insufficient|insufficient) (permission|privilege)|Operation not permitted|"
                     r"driver version is insufficient|debugger is (already )?(attached|required)")
# What it finds only when it works.
CERTAIN = re.compile(r"Invalid __|Uninitialized __|Race reported|hazard at|Misaligned|Divergent thread|"
                     r"Barrier error")
SUMMARY = re.compile(r"SUMMARY: (\d+) (?:errors?|hazards?)")
# First lines of findings; what belongs to one is indented further.
FINDING = re.compile(r"^=+ (?! |COMPUTE-SANITIZER|[A-Z]* ?SUMMARY)(.+)$", re.MULTILINE)


def verdict(done, log, expected):
    """Status, result and detail of one run under the tool."""
    text = "\n".join((log, done.out, done.err))
    refused = next((line for line in text.splitlines() if REFUSED.search(line)), None)
    counts = [int(number) for number in SUMMARY.findall(log) or SUMMARY.findall(text)]
    shown = "; ".join(dict.fromkeys(FINDING.findall(text)))[:400]
    if refused and not CERTAIN.search(text):
        return "unsupported", refused.strip("= ")[:200], ""
    if any(counts) or done.code == FOUND:
        return "failed", f"{max(counts, default=0) or 'unknown number of'} findings", shown
    if done.code != 0:
        return "failed", ending(done.code), shown or done.last_words()
    if not counts:
        return "failed", "it gave no summary", done.last_words()
    different = differences(expected, json_in(done.out))
    if different:
        return "failed", "no finding, but other digests", "; ".join(different)
    return "passed", "no finding", "the digests of a run without it"


def sanitizer(tool):
    def check(session):
        path = find_tool("compute-sanitizer")
        if path is None:
            raise Trouble("compute-sanitizer is not on this machine", "unsupported")
        small = session.case("small", "lattice", "--voxels", 16, "--spacing", 3)
        expected = session.run(small, *SIZE, where=("--backend", "cpu"))
        log = session.folder / f"{tool}.log"
        wrap = (path, "--tool", tool, "--error-exitcode", FOUND, "--print-limit", "20", "--log-file",
                log)
        done = session.programs.yttria("run", small, "-o", session.folder / "dose.h5", "--force",
                                       "--backend", "cuda", "--preset", "clinical", *SIZE, "--json",
                                       wrap=wrap)
        said = log.read_text(errors="replace") if log.exists() else ""
        if done.cut:
            raise done.cut
        status, result, detail = verdict(done, said, expected)
        session.row(f"compute-sanitizer {tool}", status, result,
                    detail or f"{done.seconds:.0f} s", log=said[-4000:])
    return check
