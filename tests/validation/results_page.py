# SPDX-License-Identifier: Apache-2.0
"""RESULTS.md: sections by experiment, what they say, the commands in them."""
import os
import re
from dataclasses import dataclass

from simulation import HERE

PAGE = HERE / "RESULTS.md"
PLOTS = HERE / "plots"
PREFACE = """# Results of the validation

Made by `tests/validation/run_all`; what is compared, and how, is in the docstrings of the scripts
beside it. A row holds within its limit or within 3 combined sigma (1 sigma is printed; sigmas from
16 groups of batches count as Student's t says); a table holds when all rows do, its chi-square has
p > 0.001 and its biased twin is rejected.
"""
MINUTES = re.compile(r"; ([\d.]+) min\.$", re.MULTILINE)
COMMAND = re.compile(r"^\| `([0-9a-f]{16}:[0-9a-f]{16})` \| ([\d.]+) \| `(.*)` \|$", re.MULTILINE)


@dataclass(frozen=True)
class Command:
    """A run of the page."""
    experiment: str
    digest: str
    seconds: float
    text: str


def read_sections():
    """Sections of the page as it is, by name."""
    if not PAGE.exists():
        return {}
    parts = PAGE.read_text().split("\n## ")[1:]
    return {part.split("\n", 1)[0].strip(): "## " + part.rstrip() + "\n" for part in parts}


def commands(sections):
    return [Command(name, digest, float(seconds), text) for name, section in sections.items()
            for digest, seconds, text in COMMAND.findall(section)]


def minutes(section):
    found = MINUTES.search(section)
    return float(found.group(1)) if found else 0.0


def overview(sections):
    """Titles and verdicts of all tables."""
    lines = ["| table | verdict |", "|---|---|"]
    for text in sections:
        title = ""
        for line in text.splitlines():
            if line.startswith("### "):
                title = line[4:]
            if line in ("table holds.", "table FAILS."):
                lines.append(f"| {title} | {'holds' if 'holds' in line else '**FAILS**'} |")
    return "\n".join(lines) + "\n"


def write_page(sections, order):
    """In one go: whoever is interrupted leaves a whole page behind."""
    ordered = [sections[name] for name in order if name in sections]
    total = f"All experiments together took {sum(map(minutes, ordered)):.0f} min.\n"
    temporary = PAGE.with_suffix(".new")
    temporary.write_text("\n".join([PREFACE, total, overview(ordered), *ordered]))
    os.replace(temporary, PAGE)
