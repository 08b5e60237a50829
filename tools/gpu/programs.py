# SPDX-License-Identifier: Apache-2.0
"""Where the programs are, and running them: every command ends in time, with all that it started."""
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

# Installers of the CUDA Toolkit leave PATH alone.
MORE_PATH = ("/usr/local/cuda/bin", "/usr/local/cuda/compute-sanitizer")


class Trouble(Exception):
    """Ends a part. `status` is what its row says: failed, unsupported or not run."""

    def __init__(self, words, status="failed"):
        super().__init__(words)
        self.status = status


def out_of_time():
    return Trouble("no time left", "not run")


@dataclass
class Done:
    code: int
    out: str
    err: str
    seconds: float  # wall time
    cut: Trouble = None  # it did not end by itself

    def last_words(self):
        """What a program said last, shortened: why it failed is there."""
        said = self.err if self.err.strip() else self.out
        lines = [line.strip() for line in said.splitlines() if line.strip()]
        return " / ".join(lines[-2:])[:300] or "it said nothing"


class Clock:
    """The budget of all parts, and the limit of the part in hand."""

    def __init__(self, budget):
        self.end = time.monotonic() + budget
        self.begin_part(budget)

    def begin_part(self, limit):
        self.limit = limit
        self.part_end = time.monotonic() + limit

    def left(self):
        return max(0.0, self.end - time.monotonic())

    def left_in_part(self):
        return min(self.left(), max(0.0, self.part_end - time.monotonic()))

    def cut(self):
        """What it means that a command was ended now: there was no more time for anything, or it
        took longer than it ever should."""
        if self.part_end >= self.end:
            return out_of_time()
        return Trouble(f"no end after {self.limit:g} s")


def find_tool(name):
    """A tool of the CUDA Toolkit; None when it is not on this machine."""
    return shutil.which(name, path=os.pathsep.join((os.environ.get("PATH", ""), *MORE_PATH)))


class Programs:
    """The programs of a portable folder (bin/) or of a source tree (build/)."""

    PLACES = {"yttria": ("bin/yttria", "build/yttria"),
              "yttria_gpu_tests": ("bin/yttria_gpu_tests", "build/tests/yttria_gpu_tests"),
              "yttria_bench_cuda": ("bin/yttria_bench_cuda", "build/benchmarks/yttria_bench_cuda")}

    def __init__(self, root, clock):
        self.root = Path(root)
        self.clock = clock

    def path(self, name):
        for place in self.PLACES[name]:
            if (self.root / place).exists():
                return str(self.root / place)
        return None

    def need(self, name):
        path = self.path(name)
        if path is None:
            raise Trouble(f"{name} is not here; build it", "not run")
        return path

    def run(self, *words, environment=None):
        """Runs a command to its end, or to the end of its part's time. Files take what it says: they
        hold it, too, when the command has to be killed."""
        left = self.clock.left_in_part()
        if left <= 0:
            raise self.clock.cut()
        begin = time.monotonic()
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            child = subprocess.Popen([str(word) for word in words], stdin=subprocess.DEVNULL,
                                     stdout=out, stderr=err, start_new_session=True,
                                     env={**os.environ, **(environment or {})})
            cut = None
            try:
                child.wait(left)
            except subprocess.TimeoutExpired:
                cut = self.clock.cut()
            finally:
                kill_group(child)
            seconds = time.monotonic() - begin
            return Done(child.returncode, said_in(out), said_in(err), seconds, cut)

    def yttria(self, *words, wrap=(), **options):
        return self.run(*wrap, self.need("yttria"), *words, **options)

    def yttria_json(self, *words, codes=(0,)):
        """The JSON of a command, and the wall time."""
        done = self.yttria(*words, "--json")
        if done.cut:
            raise done.cut
        if done.code not in codes:
            raise Trouble(f"yttria {words[0]}: {ending(done.code)}: {done.last_words()}")
        return json_in(done.out), done.seconds


def kill_group(child):
    """Ends a command and whatever it started that is still there."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    try:
        child.wait(5)
    except subprocess.TimeoutExpired:  # stuck in the driver: nothing more can be done
        pass


def said_in(file):
    file.seek(0)
    return file.read().decode("utf-8", "replace")


def ending(code):
    """An exit code in words."""
    if code is None:
        return "cannot be killed"
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"killed by signal {-code}"


def json_in(text):
    """The object that a command printed, among whatever else there is."""
    begin = 0 if text.startswith("{") else text.find("\n{") + 1
    try:
        return json.JSONDecoder().raw_decode(text[begin:])[0]
    except json.JSONDecodeError as error:
        raise Trouble(f"its JSON cannot be read ({error}): {text[:100]!r}") from error
