#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every test that a table names in its column "tests" exists: `folder/Suite.Name` and `folder/name` as ctest lists
them, `tools/script: method` besides as a method of that script; every row names one. Of programs that were
not built, which ctest cannot ask, the sources are searched. Usage: check_trace.py BUILD SOURCE PAGE..."""
import json
import re
import subprocess
import sys
from pathlib import Path


def known_tests(build):
    """(names, folders whose program is not built); parameters and instances left out of the names."""
    listed = subprocess.run(["ctest", "--test-dir", build, "--show-only=json-v1"], capture_output=True, text=True,
                            check=True).stdout
    names, unbuilt = set(), set()
    for test in json.loads(listed)["tests"]:
        missing = re.match(r"yttria_(\w+)_tests_NOT_BUILT", test["name"])
        if missing:
            unbuilt.add(missing[1])
            continue
        found = re.match(r"(\w+/)(?:\w+/)?(\w+\.\w+)(?:/.*)?$", test["name"])
        names.add(found[1] + found[2] if found else test["name"])
        names.add(test["name"])
    return names, unbuilt


def rows_of(page):
    """(line number, words in backquotes in the column "tests") of every row of every table."""
    column = None
    for number, line in enumerate(page.read_text().splitlines(), 1):
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] if line.startswith("|") else []
        if not cells:
            column = None
        elif "tests" in cells:
            column = cells.index("tests")
        elif column is not None and not set(line) <= set("|-: "):
            yield number, re.findall(r"`([^`]+)`", cells[column]) if column < len(cells) else []


def in_sources(folder, name, source):
    """Whether a suite's test stands in the sources of a folder's program."""
    suite, _, test = name.partition(".")
    return any(f"({suite}, {test}" in path.read_text() for path in (source / "tests" / folder).rglob("*_test.cpp"))


def is_known(word, names, unbuilt, source):
    test, _, method = word.partition(": ")
    folder, _, name = test.partition("/")
    if folder in unbuilt and "." in name:
        return in_sources(folder, name, source)
    if test not in names:
        return False
    script = source / "tests" / f"{test}_test.py"
    return not method or (script.is_file() and f"def test_{method}(" in script.read_text())


def main():
    build, source, *pages = sys.argv[1:]
    names, unbuilt = known_tests(build)
    looked_at, wrong = 0, []
    for page in map(Path, pages):
        for number, words in rows_of(page):
            if not words:
                wrong.append(f"{page.name}:{number}: names no test")
            for word in words:
                looked_at += 1
                if not is_known(word, names, unbuilt, Path(source)):
                    wrong.append(f"{page.name}:{number}: there is no test `{word}`")
    for text in wrong:
        print(text)
    print(f"{looked_at} names looked at{', not built: ' + ', '.join(sorted(unbuilt)) if unbuilt else ''}")
    return 1 if wrong or looked_at < 10 else 0


if __name__ == "__main__":
    sys.exit(main())
