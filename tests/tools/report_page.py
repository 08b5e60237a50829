# SPDX-License-Identifier: Apache-2.0
"""A report's page as a reader sees it: tables by caption, row and column; verdicts; volumes; text."""
import base64
import json
import zlib
from html.parser import HTMLParser

import numpy as np

# What a page has to show as text: markup, quotes, separators, other scripts and directions, no end of letters.
HOSTILE = '<script>alert("x")</script>\'&\u2028<img src=x onerror=alert(1)>'
HOSTILE_NAMES = [name.replace("/", "\u2215") for name in (  # / is no letter of HDF5
    HOSTILE, "\u809d\u81df \u0627\u0644\u0643\u0628\u062f \u202e", "very-long-" + "x" * 2000, "</script><!--")]


class Cell:
    """`value`: all digits of a number, where the cell has them."""
    def __init__(self, value):
        self.text = ""
        self.value = None if value is None else float(value)


class Table:
    def __init__(self):
        self.caption, self.rows = "", []

    def column(self, heading):
        return [cell.text for cell in self.rows[0]].index(heading)

    def cell(self, heading, *keys):
        """The cell below a heading of the one row that begins with these texts."""
        found = [row for row in self.rows[1:] if tuple(cell.text for cell in row[:len(keys)]) == keys]
        if len(found) != 1:
            raise KeyError(f"{len(found)} rows begin with {keys} in the table {self.caption!r}")
        return found[0][self.column(heading)]


class Page(HTMLParser):
    VOID = {"meta", "link", "img", "br", "input"}

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags = []       # name, attributes
        self.stack = []
        self.tables = []
        self.names = []      # what is set apart as a name
        self.content = {}    # of scripts with an id
        self.sections = {}   # text by the id of the section
        self.items = {}      # texts of list items by the id of the section
        self.statements = []  # per file: verdict, about, words
        self.feed(text)
        self.close()

    def section(self):
        """The id of the one that is open."""
        return next((attributes.get("id", "head") for tag, attributes in self.stack if tag in ("section", "header")), None)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags.append((tag, attributes))
        if tag not in self.VOID:
            self.stack.append((tag, attributes))
        if tag == "table":
            self.tables.append(Table())
        elif tag == "tr":
            self.tables[-1].rows.append([])
        elif tag in ("td", "th"):
            self.tables[-1].rows[-1].append(Cell(attributes.get("data-value")))
        elif tag == "bdi":
            self.names.append("")
        elif tag == "li":
            self.items.setdefault(self.section(), []).append("")
        elif tag == "article":
            self.statements.append([])
        elif tag == "dt":
            self.statements[-1].append([attributes.get("class"), "", ""])

    def handle_endtag(self, tag):
        while self.stack and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data):
        inside = {tag for tag, _ in self.stack}
        if "style" in inside:
            return
        if "script" in inside:
            name = self.stack[-1][1].get("id")
            self.content[name] = self.content.get(name, "") + data
            return
        self.sections[self.section()] = self.sections.get(self.section(), "") + data
        if "li" in inside:
            self.items[self.section()][-1] += data
        if "caption" in inside:
            self.tables[-1].caption += data
        if inside & {"td", "th"}:
            self.tables[-1].rows[-1][-1].text += data
        if "bdi" in inside:
            self.names[-1] += data
        if "dt" in inside:
            self.statements[-1][-1][1] += data
        if "dd" in inside:
            self.statements[-1][-1][2] += data

    def table(self, caption):
        """The one table whose caption begins so."""
        found = [table for table in self.tables if table.caption.startswith(caption)]
        if len(found) != 1:
            raise KeyError(f"{len(found)} tables begin with {caption!r}")
        return found[0]

    def statement(self, about, file=0):
        """Verdict and words."""
        return next((verdict, words) for verdict, name, words in self.statements[file] if name == about)

    def json(self, name):
        return json.loads(self.content[name])

    def volume(self, description):
        """Values of the elements of a picture volume [z][y][x], decoded as the page says of it."""
        raw = zlib.decompress(base64.b64decode(self.json("volume-" + description["volume"])))
        changes = np.frombuffer(raw, "u1").reshape(description["bytes"], -1).astype("u4")
        modulus = 256 ** description["bytes"]
        codes = np.cumsum(sum(row << (8 * i) for i, row in enumerate(changes)), dtype="u8") % modulus
        top, low, high = modulus - 2, description["low"], description["high"]
        part = codes / top
        values = low * (high / low) ** part if description["logarithmic"] else low + (high - low) * part
        return np.where(codes > top, np.nan, values).reshape(self.json("picture")["shape"][::-1])
