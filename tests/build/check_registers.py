#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""No kernel of ours spills registers or needs more of them than its budget, on any architecture of
the build: a kernel that does runs, but slowly, and nothing else would say so. No GPU is needed.

Usage: check_registers.py COMPILE_COMMANDS SOURCE PROBE
                          [--transport REGISTERS] [--other REGISTERS] [--spills BYTES]

The source is compiled once more with the flags of the build; ptxas reports what each kernel takes.
The probe proves the check: its kernels must be refused, each for its own reason.
"""
import argparse
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from nvcc_command import command_of

ENTRY = re.compile(r"Compiling entry function '(\w+)' for '(sm_\w+)'")
FUNCTION = re.compile(r"Function properties for (\w+)")
STACK = re.compile(r"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads")
REGISTERS = re.compile(r"Used (\d+) registers")
OURS = "_ZN6yttria"


@dataclass
class Usage:
    """What a kernel takes; or a function that is called in one, whose registers are the kernel's."""
    architecture: str
    name: str
    stack: int
    stores: int
    loads: int
    registers: int = 0

    def __str__(self):
        registers = f"{self.registers} registers" if self.registers else "a function"
        return (f"{self.architecture:6s} {self.name:20s} {registers:14s} "
                f"spills {self.stores} + {self.loads} bytes, stack {self.stack} bytes")


def last_name(mangled):
    """The innermost of the names in a nested mangled name: _ZN6yttria3fooEv gives foo."""
    rest, name = mangled[len("_ZN"):], ""
    while size := re.match(r"\d+", rest):
        end = size.end() + int(size[0])
        name, rest = rest[size.end():end], rest[end:]
    return name


def report(command, source):
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([*command, "--fatbin", "-Xptxas=-v", "-x", "cu", str(source), "-o",
                               str(Path(folder) / "out.fatbin")],
                              capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    return done.stdout + done.stderr


def usages(text):
    """Kernels and functions of ours in a report of ptxas."""
    found, architecture, mangled = [], "", ""
    for line in text.splitlines():
        if entry := ENTRY.search(line):
            architecture = entry[2]
        elif function := FUNCTION.search(line):
            mangled = function[1]
        elif not mangled.startswith(OURS):
            continue
        elif stack := STACK.search(line):
            found.append(Usage(architecture, last_name(mangled), *map(int, stack.groups())))
        elif registers := REGISTERS.search(line):
            found[-1].registers = int(registers[1])
    return found


def sins(usage, budget):
    found = []
    if usage.stores + usage.loads > budget.spills:
        found.append(f"spills more than {budget.spills} bytes")
    registers = budget.transport if "transport" in usage.name else budget.other
    if usage.registers > registers:
        found.append(f"needs more than {registers} registers")
    return found


def architectures(command):
    return sorted(set(re.findall(r"\bsm_\w+", " ".join(command))))


def probe_problems(command, probe):
    """What the check should say of the probe, with its default budget, but does not."""
    default = argparse.Namespace(transport=128, other=64, spills=0)
    expected = {"transport_spills": ["spills more than 0 bytes"],
                "transport_wide": ["needs more than 128 registers"],
                "transport_narrow": [],
                "wide": ["needs more than 64 registers"]}
    found = usages(report(command, probe))
    seen = {(usage.architecture, usage.name) for usage in found}
    bad = [f"the check does not see the probe's {name} of {architecture}" for name in expected
           for architecture in architectures(command) if (architecture, name) not in seen]
    return bad + [f"the check says {sins(usage, default)} of the probe's {usage}"
                  for usage in found if sins(usage, default) != expected.get(usage.name)]


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commands")
    parser.add_argument("source")
    parser.add_argument("probe")
    parser.add_argument("--transport", type=int, default=128, help="kernels of that name (128)")
    parser.add_argument("--other", type=int, default=64, help="any other kernel of ours (64)")
    parser.add_argument("--spills", type=int, default=0, help="bytes (0)")
    budget = parser.parse_args()

    command = command_of(budget.commands, budget.source)
    bad = probe_problems(command, budget.probe)
    found = usages(report(command, budget.source))
    seen = {usage.architecture for usage in found}
    bad += [f"no kernels of ours for {a}" for a in architectures(command) if a not in seen]
    bad += [f"{usage.architecture} {usage.name} {sin}" for usage in found
            for sin in sins(usage, budget)]
    print("\n".join([*map(str, found), *bad]))
    return 1 if bad or not found else 0


if __name__ == "__main__":
    sys.exit(main())
