# SPDX-License-Identifier: Apache-2.0
"""What holds the transport kernel up: the hardware's counters, and what the kernel was compiled to."""
import csv
import re

from gpu.programs import Trouble, ending, find_tool

# The tool's own sections know which metrics a device has; the others are asked for by name first and
# left out when the tool does not know them.
SECTIONS = ("SpeedOfLight", "LaunchStats", "Occupancy", "SchedulerStats", "WarpStateStats",
            "ComputeWorkloadAnalysis", "MemoryWorkloadAnalysis")
THREADS = "smsp__thread_inst_executed_per_inst_executed.ratio"
METRICS = ("sm__warps_active.avg.pct_of_peak_sustained_active",
           "sm__inst_issued.avg.pct_of_peak_sustained_active",
           "smsp__issue_active.avg.pct_of_peak_sustained_active",
           THREADS,
           "sm__throughput.avg.pct_of_peak_sustained_elapsed",
           "gpu__compute_memory_throughput.avg.pct_of_peak_sustained_elapsed",
           "dram__throughput.avg.pct_of_peak_sustained_elapsed",
           "l1tex__throughput.avg.pct_of_peak_sustained_active",
           "lts__throughput.avg.pct_of_peak_sustained_elapsed",
           "l1tex__t_bytes_pipe_lsu_mem_local_op_ld.sum", "l1tex__t_bytes_pipe_lsu_mem_local_op_st.sum",
           "dram__bytes.sum.per_second", "gpu__time_duration.sum", "launch__registers_per_thread",
           "launch__grid_size", "launch__block_size", "smsp__inst_executed.sum",
           "smsp__cycles_active.avg")
# Of the targets of branches, those that all lanes of a warp took together. Code that the tool puts
# into the kernel counts it: slow, and not everywhere, so it is asked for when all else is known.
BRANCHES = "smsp__sass_average_branch_targets_threads_uniform.pct"
# What is followed in the first launches of a set of batches.
LAUNCHES = ("electrons of the decay", "photons", "electrons of photons")
REFUSED = re.compile(r"ERR_NVGPUCTRPERM|permission|not supported|LibraryNotLoaded|"
                     r"Failed to initialize|driver resource|No kernels were profiled|"
                     r"not compatible|unsupported", re.IGNORECASE)
STALL = re.compile(r"smsp__average_warps_issue_stalled_(\w+?)_per_issue_active(?:\.ratio)?$")


def number(text):
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return None


def launches_in(text):
    """Metrics of each launch, by name. Wide tables have a column per metric, long ones a row."""
    lines = [line for line in text.splitlines() if line.startswith('"')]
    launches = {}
    for row in csv.DictReader(lines):
        key = row.get("ID")
        if not key or "transport" not in row.get("Kernel Name", ""):
            continue  # the row of units, another kernel
        found = launches.setdefault(key, {})
        if "Metric Name" in row:
            found[row["Metric Name"]] = number(row["Metric Value"] or "")
        else:
            found.update({name: number(value or "") for name, value in row.items() if name})
    return [{name: value for name, value in launch.items() if value is not None}
            for launch in launches.values()]


def first_of(launch, *names):
    return next((launch[name] for name in names if name in launch), None)


def figures(launch):
    """What matters, of whatever the tool gave."""
    issue = first_of(launch, "sm__inst_issued.avg.pct_of_peak_sustained_active",
                     "smsp__issue_active.avg.pct_of_peak_sustained_active")
    if issue is None and "smsp__issue_active.avg.per_cycle_active" in launch:
        issue = 100 * launch["smsp__issue_active.avg.per_cycle_active"]
    threads = first_of(launch, THREADS)
    stalls = {STALL.match(name)[1]: value for name, value in launch.items() if STALL.match(name)}
    local = [launch.get(f"l1tex__t_bytes_pipe_lsu_mem_local_op_{op}.sum") for op in ("ld", "st")]
    return {"issue slots used, %": issue, "threads per instruction": threads,
            "lanes used, % of peak": None if None in (issue, threads) else issue * threads / 32,
            "occupancy, %": first_of(launch, "sm__warps_active.avg.pct_of_peak_sustained_active"),
            "SM throughput, %": first_of(launch, "sm__throughput.avg.pct_of_peak_sustained_elapsed"),
            "L1 throughput, %": first_of(launch, "l1tex__throughput.avg.pct_of_peak_sustained_active"),
            "L2 throughput, %": first_of(launch, "lts__throughput.avg.pct_of_peak_sustained_elapsed"),
            "DRAM throughput, %": first_of(
                launch, "dram__throughput.avg.pct_of_peak_sustained_elapsed",
                "gpu__dram_throughput.avg.pct_of_peak_sustained_elapsed"),
            "DRAM, GB/s": scaled(launch.get("dram__bytes.sum.per_second"), 1e-9),
            "local memory, GB": scaled(None if None in local else sum(local), 1e-9),
            "registers": first_of(launch, "launch__registers_per_thread"),
            "time, ms": scaled(launch.get("gpu__time_duration.sum"), 1e-6),
            "main stall": max(stalls, key=stalls.get) if stalls else None}


def scaled(value, factor):
    return None if value is None else value * factor


def limit_words(shown):
    """Which of the machine's limits is nearest, and how near."""
    limits = {"issue slots": shown["issue slots used, %"], "L1": shown["L1 throughput, %"],
              "L2": shown["L2 throughput, %"], "DRAM": shown["DRAM throughput, %"],
              "a pipe of the SM": shown["SM throughput, %"]}
    known = {name: value for name, value in limits.items() if value is not None}
    if not known:
        return "limits unknown"
    # What issues most keeps some pipe just as busy: the slots come first when they are equal.
    nearest = max(known, key=known.get)
    return f"{known[nearest]:.3g} % of peak: {nearest}"


def call(session, tool, preset, sections, metrics):
    log = session.folder / f"ncu-{preset}.log"
    log.unlink(missing_ok=True)
    wrap = [tool, "--csv", "--page", "raw", "--print-units", "base", "--clock-control", "none",
            "--kernel-name", "regex:transport", "--launch-count", len(LAUNCHES), "--log-file", log]
    for section in sections:
        wrap += ["--section", section]
    if metrics:
        wrap += ["--metrics", ",".join(metrics)]
    # Eight batches: the first launch then has four of them, 2^20 decays, as in a long run.
    done = session.programs.yttria(
        "run", session.liver(), "-o", session.folder / "dose.h5", "--force", "--backend", "cuda",
        "--preset", preset, "--histories", 2**21, "--batch-size", 2**18, "--json", wrap=wrap,
        environment={"HOME": str(session.folder)})  # where the tool leaves its files
    if done.cut:
        raise done.cut
    return done, log.read_text(errors="replace") if log.exists() else ""


def refusal(text):
    lines = [line.strip("= ") for line in text.splitlines() if REFUSED.search(line)]
    return next((line for line in lines if "ERR" in line), lines[0] if lines else None)


def profile(preset):
    def measure(session):
        tool = find_tool("ncu")
        if tool is None:
            raise Trouble("ncu is not on this machine", "unsupported")
        said = ""
        for sections, metrics in ((SECTIONS, METRICS), (SECTIONS, ()), ((), METRICS[:2])):
            done, log = call(session, tool, preset, sections, metrics)
            launches = launches_in(log) or launches_in(done.out)
            if any(any("__" in name for name in launch) for launch in launches):
                rows(session, preset, launches)
                return branch_efficiency(session, tool, preset)
            text = "\n".join((log, done.out, done.err))
            said = said or refusal(text)
            if "ERR_NVGPUCTRPERM" in text:
                break
        if said:
            raise Trouble(said[:300], "unsupported")
        raise Trouble(f"no counter could be read: {ending(done.code)}: {done.last_words()}")
    return measure


def rows(session, preset, launches):
    for role, launch in zip(LAUNCHES, launches):
        shown = figures(launch)
        detail = ", ".join(f"{name} {value:.3g}" if isinstance(value, float) else f"{name} {value}"
                           for name, value in shown.items() if value is not None)
        session.row(f"transport kernel, {preset}, {role}", "measured", limit_words(shown), detail,
                    figures=shown, metrics=launch)


def branch_efficiency(session, tool, preset):
    what = f"branch efficiency, {preset}"
    try:
        done, log = call(session, tool, preset, (), (BRANCHES, THREADS))
    except Trouble as trouble:
        session.row(what, "not run", str(trouble))
        return
    found = {role: launch for role, launch in zip(LAUNCHES, launches_in(log) or launches_in(done.out))
             if BRANCHES in launch}
    if not found:
        said = refusal("\n".join((log, done.out, done.err))) or done.last_words()
        session.row(what, "unsupported", f"ncu did not give {BRANCHES}", said)
        return
    session.row(what, "measured", f"{next(iter(found.values()))[BRANCHES]:.3g} %",
                "; ".join(branch_words(role, launch) for role, launch in found.items()), metrics=found)


def branch_words(role, launch):
    threads = f", {launch[THREADS]:.3g} threads per instruction" if THREADS in launch else ""
    return f"{role} {launch[BRANCHES]:.3g} %{threads}"


USAGE = re.compile(r"Function (\S+):\s+(REG:\d+.*)")


def compiled(session):
    """Registers and local memory of the kernel, from the program itself."""
    tool = find_tool("cuobjdump")
    if tool is None:
        raise Trouble("cuobjdump is not on this machine", "unsupported")
    capability = str(session.device.get("compute_capability", "")).replace(".", "")
    done = session.programs.run(tool, "--dump-resource-usage", session.programs.need("yttria"))
    if done.cut:
        raise done.cut
    for part in re.split(r"Fatbin elf code:", done.out)[1:]:
        architecture = re.search(r"arch = sm_(\w+)", part)
        for name, usage in USAGE.findall(part):
            if "yttria" in name and "9transport" in name:
                here = architecture and architecture[1] == capability
                found = dict(re.findall(r"(\w+):(\d+)", usage))
                if here:
                    session.row(f"transport kernel for sm_{capability}", "measured",
                                f"{found['REG']} registers",
                                f"stack {found['STACK']} bytes, shared {found['SHARED']} bytes, "
                                f"local {found['LOCAL']} bytes per thread", usage=found)
                    return
    raise Trouble(f"no code for sm_{capability} in the program: {done.last_words()[:200]}", "not run")
