#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Single against double precision: mean energies per voxel from precision_probe in both.

Usage: compare_precisions.py SINGLE DOUBLE [--bias RELATIVE]

Both run the same histories as far as rounding allows, so batches are compared in pairs and most of
the statistical noise cancels. A row holds when the difference is within 0.1 % or within three
standard errors of it (false alarm 0.3 % a row if there were no difference at all; seeds are fixed).
In the source voxel and its face neighbours in water three standard errors must be below 0.1 % too.
--bias multiplies the single precision result: the twin that must fail.
"""
import argparse
import math
import subprocess
import sys
from collections import defaultdict

LIMIT = 1e-3


def run(program, size):
    rows = defaultdict(list)
    lines = subprocess.run([program], check=True, capture_output=True, text=True).stdout.split("\n")
    if lines[0] != f"real {size}":
        sys.exit(f"{program}: expected a working precision of {size} bytes, it says '{lines[0]}'")
    for line in lines[1:]:
        if line:
            name, region, energy = line.split()
            rows[name, int(region)].append(float(energy))
    return rows


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("single")
    parser.add_argument("double")
    parser.add_argument("--bias", type=float, default=0)
    options = parser.parse_args()
    single, double = run(options.single, 4), run(options.double, 8)
    failed = 0
    print("case   region  single/double-1 %  sigma %  unpaired sigma %")
    for key in sorted(double):
        pairs = [(s * (1 + options.bias), d) for s, d in zip(single[key], double[key], strict=True)]
        n = len(pairs)
        mean = sum(d for _, d in pairs) / n
        differences = [s - d for s, d in pairs]
        difference = sum(differences) / n
        sigma = math.sqrt(sum((x - difference) ** 2 for x in differences) / (n - 1) / n)
        alone = math.sqrt(sum((d - mean) ** 2 for _, d in pairs) / (n - 1) / n)
        holds = abs(difference) <= max(LIMIT * mean, 3 * sigma)
        if key[0] == "water" and key[1] <= 1:
            holds = holds and 3 * sigma <= LIMIT * mean
        failed += not holds
        print(f"{key[0]:7s}{key[1]:3d}  {100 * difference / mean:12.4f}  {100 * sigma / mean:12.4f}"
              f"  {100 * alone / mean:12.4f}  {'' if holds else 'DIFFERENT'}")
    print("single and double precision", "agree" if not failed else f"differ in {failed} rows")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
