# SPDX-License-Identifier: Apache-2.0
"""Command line of a validation script: prints its tables, exit 1 when one of them fails.

    python3 vsv.py [--effort fast|full]        the program: $YTTRIA or build/yttria
"""
import argparse
import sys

from table_text import as_text

SKIPPED = 77  # CTest's SKIP_RETURN_CODE


class Skipped(Exception):
    """The data that a test needs is absent; the text says which."""


def main(tables):
    parser = argparse.ArgumentParser()
    parser.add_argument("--effort", choices=("fast", "full"), default="full")
    try:
        results = tables(parser.parse_args().effort)
    except Skipped as reason:
        print(f"skipped: {reason}")
        sys.exit(SKIPPED)
    for table in results:
        print(as_text(table), end="\n\n")
    failed = sum(not table.passed for table in results)
    print(f"{len(results) - failed} of {len(results)} tables hold")
    sys.exit(1 if failed else 0)
