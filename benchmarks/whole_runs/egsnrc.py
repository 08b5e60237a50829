# SPDX-License-Identifier: Apache-2.0
"""How much more efficient than EGSnrc a run is: 1/(s^2 T) over its 1/(s^2 T), for the same number of
decays. EGSnrc's decays are independent of each other; this program spreads those of a run more
evenly over the source than chance does, so its s^2 is the smaller one.

The s^2 of independent decays stands in independent_sampling.csv: measured with this program and
decays drawn independently, in the same case. Columns: case (a part of run_all), preset, decays, s2
(the square of max50, a fraction, not percent); lines that begin with # say where a row comes from.
Of independent decays s^2 falls as 1/decays, so a row serves for every number of them.
"""
import csv
import math

from gpu.programs import Trouble

# EGSnrc (commit 9edee3e), one core, 3 mm voxels of water, cut-off 10 keV (results/cpu-amd-epyc.md).
# The loop was not timed beside it, so its own spread from run to run bounds the ratio.
DECAYS_PER_SECOND, SLOWEST, FASTEST = 3e4, 2.7e4, 3.4e4

COLUMNS = ["case", "preset", "decays", "s2"]


def read_independent(path):
    """{(case, preset): s2 times decays}; the row with the most decays counts."""
    if not path.exists():
        return {}
    lines = [line for line in path.read_text().splitlines() if line.strip() and line[0] != "#"]
    table = csv.DictReader(lines, skipinitialspace=True)
    if table.fieldnames != COLUMNS:
        raise Trouble(f"{path.name}: its columns must be {','.join(COLUMNS)}")
    best, found = {}, {}
    for row in table:
        try:
            key, decays, s2 = (row["case"], row["preset"]), float(row["decays"]), float(row["s2"])
        except (TypeError, ValueError) as error:
            raise Trouble(f"{path.name}: {','.join(map(str, row.values()))}: {error}") from error
        if not (math.isfinite(decays * s2) and decays > 0 and 0 < s2 < 1):
            raise Trouble(f"{path.name}: decays {decays:g} and s2 {s2:g} cannot be; s2 is a fraction")
        if decays > best.get(key, 0):
            best[key], found[key] = decays, decays * s2
    return found


def ratio(row, independent):
    """The ratio of efficiencies of a row of one thread to EGSnrc's and how it was made; the plain
    ratio of speeds where s^2 is not known."""
    rates = row["decays_per_second"] / DECAYS_PER_SECOND
    s2, product = row.get("s2"), independent.get((row["part"], row["preset"]))
    made = f"{row['decays_per_second']:.3g} / {DECAYS_PER_SECOND:.0e} decays/s"
    if s2 and product:
        independent_s2 = product / row["decays"]
        ratio_now = rates * independent_s2 / s2
        low, high = ratio_now * DECAYS_PER_SECOND / FASTEST, ratio_now * DECAYS_PER_SECOND / SLOWEST
        return {"kind": "efficiency", "ratio": ratio_now, "between": [low, high],
                "independent_s2": independent_s2, "s2": s2,
                "words": f"efficiency; {made}, times s2 {independent_s2:.3g} / {s2:.3g}; {low:.3g} to "
                         f"{high:.3g} by the spread of EGSnrc's speed"}
    why = "max50 of this run is not known" if product else \
        "independent_sampling.csv has no row for it"
    return {"kind": "rate", "ratio": rates, "words": f"speed alone ({why}); {made}"}
