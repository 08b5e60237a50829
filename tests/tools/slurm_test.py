#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tools/cluster against a real Slurm: munged, slurmctld and slurmd of its own on this machine, in a folder
of its own. Needs root and Debian's slurm-wlm and munge. Usage: slurm_test.py YTTRIA"""
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from sandbox import Sandbox, main

NEEDED = ("munged", "slurmctld", "slurmd", "sbatch", "scontrol", "squeue")
HISTORIES = 1_600_000
CONF = """
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmctldPort={controller_port}
SlurmdPort={node_port}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=requeue_delay=1
MpiDefault=none
JobRequeue=1
KillWait=30
ReturnToService=2
NodeName={host} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Slurm(Sandbox):
    submit = Path(__file__).resolve().parents[2] / "tools/cluster/submit"

    def setUp(self):
        super().setUp()
        os.chmod(self.folder, 0o755)
        lacking = [name for name in NEEDED if shutil.which(name) is None]
        if lacking or os.geteuid() != 0:
            self.skipTest(f"needs root and {', '.join(lacking) or 'nothing else'}")
        for name in ("slurm", "slurm/state", "slurm/spool"):
            self.path(name).mkdir()
        home = self.path("slurm")
        self.path("slurm/key").write_bytes(os.urandom(128))
        os.chmod(self.path("slurm/key"), 0o400)
        conf = CONF.format(host=socket.gethostname().split(".")[0], folder=home, controller_port=free_port(),
                           node_port=free_port())
        self.path("slurm/slurm.conf").write_text(conf)
        self.env = {**os.environ, "SLURM_CONF": str(self.path("slurm/slurm.conf"))}
        self.daemon("munged", "--foreground", "--force", f"--key-file={home}/key", f"--socket={home}/munge.socket",
                    f"--pid-file={home}/munged.pid", f"--log-file={home}/munged.log", f"--seed-file={home}/seed")
        self.wait_for(self.path("slurm/munge.socket").exists, "munged does not start")
        self.daemon("slurmctld", "-D")
        self.daemon("slurmd", "-D")
        self.wait_for(lambda: "idle" in self.slurm("sinfo", "--noheader", check=False), "no node comes up")

    def daemon(self, *words):
        with open(self.path(f"slurm/{words[0]}.out"), "w") as out:
            process = subprocess.Popen(words, env=self.env, stdout=out, stderr=out, start_new_session=True)

        def end():
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.addCleanup(end)

    def slurm(self, *words, check=True):
        done = subprocess.run(words, env=self.env, cwd=self.folder, capture_output=True, text=True)
        if check:
            self.assertEqual(done.returncode, 0, f"{words}: {done.stderr}")
        return done.stdout.strip()

    def submitted(self, *words):
        return self.slurm(sys.executable, str(self.submit), "case.h5", "-o", "dose.h5", "--tasks", "8",
                          "--histories", str(HISTORIES), "--batch-size", "20000", "--program", self.program, *words,
                          "--", "--save-every", "0.1s", "--preset", "clinical", "--backend", "cpu")

    def states(self):
        return dict(line.split() for line in self.slurm("squeue", "--noheader", "--format=%i %T", "-r").splitlines())

    def log_of(self, what):
        path = self.path(f"dose.h5.{what}.log")
        return path.read_text() if path.exists() else ""

    def wait_until_done(self):
        self.wait_for(lambda: not self.states(), "the queue is not empty", 300)

    def compare(self):
        self.assertTrue(self.path("dose.h5").exists(), self.log_of("merge") + self.log_of("task-0"))
        self.call("run", "case.h5", "-o", "whole.h5", "--histories", HISTORIES, "--batch-size", 20000,
                  "--preset", "clinical", "--backend", "cpu")
        self.assert_same_dose("dose.h5", "whole.h5")
        self.assertEqual(self.info("dose.h5")["status"], "complete")

    def test_an_array_with_a_task_that_is_killed_and_requeued(self):
        self.phantom()
        shown = self.submitted("--dry-run")
        self.assertIn("task 7: batches 70:80", shown)
        self.assertEqual(self.states(), {})
        array = self.submitted().split(",")[0].split()[1]
        self.wait_for(self.path("dose.h5.part-0.h5.checkpoint").exists, "task 0 saves nothing")
        self.slurm("scontrol", "requeue", f"{array}_0")
        self.wait_for(self.path("dose.h5.part-3.h5.checkpoint").exists, "task 3 saves nothing", 120)
        yttria = [pid for pid in os.listdir("/proc") if pid.isdigit() and self.runs(pid, "part-3.h5")]
        for pid in yttria:
            os.kill(int(pid), 15)  # as before a time limit: saved, 75, queued again by task.sh
        self.wait_until_done()
        self.assertIn("going on from", self.log_of("task-0"))
        self.assertIn("going on from", self.log_of("task-3"))
        self.compare()

    def runs(self, pid, word):
        try:
            line = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return line[0] == self.program.encode() and any(word.encode() in part for part in line)

    def test_a_lost_task_is_run_again_alone(self):
        self.phantom()
        array = self.submitted().split(",")[0].split()[1]
        self.slurm("scancel", f"{array}_5")
        self.wait_until_done()
        self.assertFalse(self.path("dose.h5").exists())  # the merge waits for all, in vain
        self.submitted("--only", "5")
        self.wait_until_done()
        self.compare()


if __name__ == "__main__":
    main()
