# SPDX-License-Identifier: Apache-2.0
"""Running commands: what they said, how long they took, how much memory they held."""
import os
import shlex
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from gpu.programs import Done, Trouble, ending, json_in, kill_group, said_in


@dataclass
class Ran(Done):
    peak_bytes: int = 0  # most memory that was resident at a time
    began: float = 0.0   # as file times count


def run(*words, environment=None):
    """Runs a command to its end. Its peak is its own: that of an earlier one does not count, though
    what Python itself holds, some 20 MiB, does."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began, begin = time.time(), time.monotonic()
        child = subprocess.Popen([str(word) for word in words], stdin=subprocess.DEVNULL, stdout=out,
                                 stderr=err, start_new_session=True,
                                 env={**os.environ, **(environment or {})})
        try:
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        finally:
            if child.returncode is None:
                kill_group(child)
        return Ran(child.returncode, said_in(out), said_in(err), time.monotonic() - begin,
                   peak_bytes=usage.ru_maxrss * 1024, began=began)


def succeed(*words):
    """Runs a command that has to end with 0."""
    try:
        done = run(*words)
    except OSError as error:
        raise Trouble(f"{words[0]}: {error.strerror}", "not run") from error
    if done.code != 0:
        raise Trouble(f"{Path(words[0]).name}: {ending(done.code)}: {done.last_words()}")
    return done


def succeed_json(*words):
    done = succeed(*words)
    return json_in(done.out), done


def shown(words):
    """A command as one would type it, without folders."""
    return shlex.join(Path(str(word)).name if "/" in str(word) else str(word) for word in words)


class Loop:
    """yttria_bench_loop, timed between all rows: the time after one row is that before the next."""

    def __init__(self, path):
        self.path = path
        self.last = None
        self.seconds = []
        self.busy = 1.0  # wall time over processor time, the worst
        self.reason = None if Path(path).exists() else f"{Path(path).name} is not built"

    def time(self):
        """Seconds; None where there is no loop."""
        if self.reason:
            return None
        try:
            loop, _ = succeed_json(self.path)
        except Trouble as trouble:
            self.reason = str(trouble)
            return None
        self.last = loop["seconds"]
        self.seconds.append(self.last)
        if loop["cpu_seconds"] > 0:
            self.busy = max(self.busy, loop["seconds"] / loop["cpu_seconds"])
        return self.last

    def before(self):
        return self.last if self.last is not None else self.time()
