# SPDX-License-Identifier: Apache-2.0
"""What is written to RESULTS.md can be read back, and the page survives a killed run."""
import pathlib
import tempfile
import unittest
from unittest import mock

import results_page
from comparison import Table, relative
from table_text import as_markdown

COMMAND = "yttria run a.h5 -o a-dose.h5 --preset clinical"


def section(name, minutes, limit=0.01):
    table = Table("title", [relative("row", 1.005, 1, 0.0001, 0, limit)], chi_square=False,
                  runs=[(COMMAND, "0123456789abcdef:fedcba9876543210", 1.25)])
    return f"## {name}\n\nyttria 1 (c), 2026-01-01, machine; {minutes:.1f} min.\n\n" \
        + as_markdown(table)


class Page(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        page = pathlib.Path(folder.name) / "RESULTS.md"
        elsewhere = mock.patch.object(results_page, "PAGE", page)
        elsewhere.start()
        self.addCleanup(elsewhere.stop)

    def test_sections_survive_writing_and_reading(self):
        sections = {"one": section("one", 1.5), "two": section("two", 2.5, limit=0.001)}
        results_page.write_page(sections, ["two", "one"])
        text = results_page.PAGE.read_text()
        self.assertIn("together took 4 min", text)
        self.assertIn("| title | **FAILS** |", text)
        self.assertLess(text.index("## two"), text.index("## one"))
        found = results_page.read_sections()
        self.assertEqual(found.keys(), sections.keys())
        results_page.write_page(found, ["two", "one"])
        self.assertEqual(results_page.PAGE.read_text(), text)

    def test_commands_are_found(self):
        results_page.write_page({"one": section("one", 1)}, ["one"])
        self.assertEqual(results_page.commands(results_page.read_sections()),
                         [results_page.Command("one", "0123456789abcdef:fedcba9876543210", 1.2, COMMAND)])

    def test_no_page_is_no_sections(self):
        self.assertEqual(results_page.read_sections(), {})


if __name__ == "__main__":
    unittest.main()
