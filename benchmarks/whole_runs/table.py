# SPDX-License-Identifier: Apache-2.0
"""One table for all rows, printed and written as they come: Markdown, and JSON lines beside it."""
import json
import os
from pathlib import Path

COLUMNS = ("row", "computed on", "decays", "decays/s", "decays per loop", "max50", "1/(s^2 T), 1/s",
           "1/(s^2 T) per loop", "also", "run digest", "tally digest", "command")


def number(value, form=".3g"):
    return "-" if value is None else format(value, form)


def cells(row):
    """A row of the table. What was not measured is a dash."""
    max50 = row.get("max50_uncertainty")
    also = row.get("also", "")
    if row["status"] != "measured":
        also = f"{row['status']}: {also}"
    return [row["row"], row.get("backend", "-"), number(row.get("decays"), ".4g"),
            number(row.get("decays_per_second")), number(row.get("decays_per_loop")),
            "-" if max50 is None else f"{100 * max50:.3g} %", number(row.get("efficiency")),
            number(row.get("efficiency_per_loop")), also, row.get("run_digest", "-"),
            row.get("tally_digest", "-")[:16], row.get("command", "-")]


def line(words):
    return "| " + " | ".join(" ".join(str(word).replace("|", "\\|").split()) for word in words) + " |"


class Table:
    def __init__(self, path, common):
        """`common` goes into every JSON line: machine, commit."""
        self.path, self.common = Path(path), common
        self.rows, self.facts = [], []
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.lines_path().write_text("")
        print(line(COLUMNS) + "\n" + "|---" * len(COLUMNS) + "|", flush=True)

    def lines_path(self):
        return self.path.with_suffix(".jsonl")

    def fact(self, name, value):
        if (name, value) not in self.facts:
            self.facts.append((name, value))

    def add(self, row):
        self.rows.append(row)
        print(line(cells(row)), flush=True)
        with self.lines_path().open("a") as file:
            file.write(json.dumps({**self.common, **row}) + "\n")
        self.write()

    def failed(self):
        return sum(row["status"] == "failed" for row in self.rows)

    def markdown(self):
        lines = ["# Whole runs", ""]
        lines += [f"- {name}: {value}" for name, value in self.facts]
        lines += ["", line(COLUMNS), "|---" * len(COLUMNS) + "|"]
        lines += [line(cells(row)) for row in self.rows]
        return "\n".join(lines) + "\n"

    def write(self):
        """Whole or not at all."""
        part = self.path.with_name(f".{self.path.name}.part")
        part.write_text(self.markdown())
        os.replace(part, self.path)
