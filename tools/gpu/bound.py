# SPDX-License-Identifier: Apache-2.0
"""How near a speed comes to what the device could issue at most: without its counters, which not
everyone may read."""
from gpu.session import count_words

# Instructions that 32 lanes in step pass through, per decay and lane, in the liver phantom of 3 mm.
# benchmarks/count_instructions makes them; its table is in benchmarks/NOTES.md.
INSTRUCTIONS_PASSED = {"clinical": 19313, "reference": 78708}
SPACING_MM = 3

# Four schedulers on each multiprocessor, each of which issues an instruction of 32 lanes per cycle.
LANES = 128


def decays_per_second(device, preset):
    """None where the device does not say what it has."""
    count, clock_mhz = device.get("multiprocessors"), device.get("sm_clock_max_MHz")
    if not count or not clock_mhz:
        return None
    return count * LANES * clock_mhz * 1e6 / INSTRUCTIONS_PASSED[preset]


def row(session, preset, speed):
    what = f"share of the bound by counted instructions, {preset}"
    bound = decays_per_second(session.device, preset)
    if bound is None:
        session.row(what, "not run", "multiprocessors or SM clock unknown")
        return
    session.row(what, "measured", f"{100 * speed / bound:.3g} %",
                f"{count_words(speed)} of {count_words(bound)} decays/s: "
                f"{session.device['multiprocessors']} multiprocessors x {LANES} lanes x "
                f"{session.device['sm_clock_max_MHz']:g} MHz / {INSTRUCTIONS_PASSED[preset]} "
                f"instructions passed per decay", speed=speed, bound=bound)
