# SPDX-License-Identifier: Apache-2.0
"""The device, its driver and the program, before anything is computed."""
import re

from gpu.programs import find_tool

NVIDIA_SMI = ("name", "driver_version", "pstate", "clocks.sm", "clocks.max.sm", "clocks.mem",
              "clocks.max.mem", "ecc.mode.current", "ecc.errors.uncorrected.volatile.total",
              "memory.total", "power.limit", "temperature.gpu")


class NoDevice(Exception):
    """No usable GPU; the reason."""


def machine(session):
    """Facts for the head of the report. Without a usable device the check ends here."""
    version = session.programs.yttria("--version")
    lines = version.out.split("\n") if version.code == 0 else []
    commit = re.search(r"\(([0-9A-Za-z]+\+?)\)", lines[0]) if lines else None
    if commit:
        session.report.commit = commit[1]
    session.report.fact("program", "; ".join(line for line in lines if line))
    found, _ = session.programs.yttria_json("devices")
    cuda = found["cuda"]
    if not cuda["usable"]:
        raise NoDevice(cuda["reason"])
    device = next(d for d in cuda["devices"] if d.get("usable", True))
    session.device = device
    session.report.device = device["name"]
    session.report.fact("device", f"{device['name']}, compute capability "
                                  f"{device.get('compute_capability')}, "
                                  f"{device.get('multiprocessors')} multiprocessors")
    session.report.fact("devices", len(cuda["devices"]))
    session.report.fact("driver", cuda.get("driver"))
    session.report.fact("CUDA runtime", cuda.get("runtime"))
    session.report.fact("clocks", f"SM {device.get('sm_clock_MHz')} MHz now, "
                                  f"{device.get('sm_clock_max_MHz')} MHz at most, memory "
                                  f"{device.get('memory_clock_MHz')} MHz now")
    session.report.fact("ECC", f"{'on' if device.get('ecc_enabled') else 'off'}, corrected "
                               f"{device.get('ecc_corrected')}, uncorrected "
                               f"{device.get('ecc_uncorrected')}")
    session.report.fact("host", f"{found['cpu']['name']}, {found['cpu']['threads']} threads, "
                                f"{found['cpu']['available_bytes'] / 2**30:.0f} GiB available")
    nvidia_smi(session)


def nvidia_smi(session):
    tool = find_tool("nvidia-smi")
    if tool is None:
        session.report.fact("nvidia-smi", "not on this machine")
        return
    done = session.programs.run(tool, f"--query-gpu={','.join(NVIDIA_SMI)}", "--format=csv,noheader")
    values = done.out.splitlines()[0].split(", ") if done.code == 0 and done.out.strip() else []
    if len(values) == len(NVIDIA_SMI):
        session.report.fact("nvidia-smi", ", ".join(f"{name} {value}" for name, value in
                                                    zip(NVIDIA_SMI, values)))
    else:
        session.report.fact("nvidia-smi", f"no answer: {done.last_words()}")
