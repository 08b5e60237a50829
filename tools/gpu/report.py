# SPDX-License-Identifier: Apache-2.0
"""Rows of results: printed and written as they come, so that whatever ends the check loses none."""
import contextlib
import json
import os
import re
import sys
import time
from pathlib import Path

# What a row can be. Only the first two are good; only the third is a failure.
STATUSES = ("passed", "measured", "failed", "unsupported", "not run")
MARKS = {"passed": "ok", "measured": "", "failed": "FAILED", "unsupported": "not supported here",
         "not run": "not run"}


def slug(text):
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-") or "unknown"


class Report:
    def __init__(self):
        self.rows = []
        self.facts = []  # (name, value) of the machine and the program
        self.device, self.commit = "unknown", "unknown"
        self.path = None
        self.begin = time.monotonic()

    def open(self, path):
        """From now on rows go to `path` and to a file of JSON lines beside it; those that are there
        already, too."""
        self.path = Path(path)
        with self._writing():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.lines_path().write_text("")
            self._append({"facts": dict(self.facts)})
            for row in self.rows:
                self._append(row)
            self._write()

    def lines_path(self):
        return self.path.with_suffix(".jsonl")

    def fact(self, name, value):
        self.facts.append((name, str(value)))
        print(f"{name:44s} {value}", flush=True)

    def row(self, what, status, result, detail="", **data):
        """`data` goes to the JSON lines alone."""
        assert status in STATUSES, status
        row = {"what": what, "status": status, "result": result, "detail": detail,
               "at_second": round(time.monotonic() - self.begin, 1), **data}
        self.rows.append(row)
        print(f"{what:44s} {self._shown(row)}  {detail}".rstrip(), flush=True)
        if self.path:
            with self._writing():
                self._append(row)
                self._write()

    def _shown(self, row):
        mark = MARKS[row["status"]]
        return f"{mark}: {row['result']}" if mark and row["result"] else mark or row["result"]

    def count(self, status):
        return sum(row["status"] == status for row in self.rows)

    def failed(self):
        return self.count("failed") > 0

    def verdict(self):
        counts = ", ".join(f"{self.count(status)} {status}" for status in STATUSES)
        return ("FAILED: " if self.failed() else "nothing failed: ") + counts

    def table(self):
        """For the eye."""
        width = max((len(row["what"]) for row in self.rows), default=0)
        lines = [f"{row['what']:{width}s}  {self._shown(row)}" for row in self.rows]
        return "\n".join([f"{self.device}, commit {self.commit}", *lines, self.verdict()])

    def markdown(self):
        def cell(text):
            return " ".join(str(text).replace("|", "\\|").split())

        lines = [f"# GPU check: {self.device}", "", f"- verdict: {self.verdict()}"]
        lines += [f"- {name}: {cell(value)}" for name, value in self.facts]
        lines += [f"- all figures as data: [{self.lines_path().name}]({self.lines_path().name})", "",
                  "| what | result | detail |", "|---|---|---|"]
        for row in self.rows:
            shown = cell(self._shown(row))
            shown = f"**{shown}**" if row["status"] == "failed" else shown
            lines.append(f"| {cell(row['what'])} | {shown} | {cell(row['detail'])} |")
        return "\n".join(lines) + "\n"

    @contextlib.contextmanager
    def _writing(self):
        """A file that cannot be written ends nothing: the rows are printed, too."""
        try:
            yield
        except OSError as error:
            print(f"gpu_check: results are printed only: {error}", file=sys.stderr)
            self.path = None

    def _append(self, row):
        with self.lines_path().open("a") as file:
            file.write(json.dumps(row) + "\n")

    def _write(self):
        """Whole or not at all."""
        part = self.path.with_name(f".{self.path.name}.part")
        part.write_text(self.markdown())
        os.replace(part, self.path)
