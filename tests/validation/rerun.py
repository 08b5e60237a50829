# SPDX-License-Identifier: Apache-2.0
"""Runs a command of RESULTS.md again; its digests must be the ones that stand there.

    python3 rerun.py            one of the short runs, another one every day
    python3 rerun.py --list     all short runs with their numbers
    python3 rerun.py --row N    this one
The case comes from the experiment that made the row: its cases() know it by the name of the file.
"""
import argparse
import datetime
import importlib
import pathlib
import shlex
import sys

from results_page import commands, read_sections
from simulation import scratch, write_case, yttria

LONGEST_SECONDS = 20


def case_name(command):
    """yttria run NAME.h5 ..."""
    return pathlib.PurePath(shlex.split(command.text)[2]).stem


def maker(command):
    """The function that makes its case, if the experiment offers it."""
    return importlib.import_module(command.experiment).cases().get(case_name(command))


def short_runs():
    return [command for command in commands(read_sections())
            if command.seconds <= LONGEST_SECONDS and maker(command)]


def digest_now(command):
    with scratch() as folder:
        case, dose = folder / "case.h5", folder / "dose.h5"
        write_case(case, maker(command)())
        words = shlex.split(command.text)[1:]
        words[1], words[words.index("-o") + 1] = case, dose
        yttria.call(*words)
        return yttria.read_dose(dose).digests


def rerun(command):
    """Whether the digest is the same; says so."""
    digest = digest_now(command)
    print(f"{command.experiment}: {command.text}\n  digests {digest}, RESULTS.md has "
          f"{command.digest}")
    if digest != command.digest:
        print("the physics or the case changed: run tests/validation/run_all and commit RESULTS.md")
    return digest == command.digest


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--row", type=int, metavar="N")
    options = parser.parse_args()
    runs = short_runs()
    if options.list:
        for number, command in enumerate(runs):
            print(f"{number:4}  {command.seconds:5.1f} s  {command.experiment}: {command.text}")
        return
    if not runs:
        print(f"RESULTS.md has no run of {LONGEST_SECONDS} s or less: run tests/validation/run_all")
        sys.exit(1)
    number = datetime.date.today().toordinal() % len(runs) if options.row is None else options.row
    print(f"row {number} of {len(runs)}")
    sys.exit(0 if rerun(runs[number]) else 1)


if __name__ == "__main__":
    main()
