#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Disks that are full, folders that go away or must not be written, little memory, closed terminals:
nothing that was computed is lost and the exit code says how it ended. Usage: shortage_test.py YTTRIA"""
import fcntl
import os
import pty
import resource
import shutil
import signal
import subprocess
import tempfile
import termios
import time
import unittest
from pathlib import Path

from sandbox import Sandbox, main, needs_address_space_limits

LONG = ("--histories", "1e9", "--save-every", "0.05s")


class Shortage(Sandbox):
    def setUp(self):
        super().setUp()
        self.phantom()
        elsewhere = tempfile.TemporaryDirectory()
        self.addCleanup(elsewhere.cleanup)
        self.elsewhere = Path(elsewhere.name)
        self.env = {**os.environ, "TMPDIR": str(self.elsewhere)}

    def disk(self, megabytes):
        """A small disk of its own at `disk`, where the machine lets us have one."""
        self.path("disk").mkdir()
        made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(self.path("disk"))],
                              capture_output=True, text=True)
        if made.returncode != 0:
            self.skipTest("no small disk can be mounted: " + made.stderr.strip())
        self.addCleanup(subprocess.run, ["umount", "-l", str(self.path("disk"))])

    def fill(self, leave=0):
        """Leaves this many bytes on the small disk."""
        space = os.statvfs(self.path("disk"))
        with open(self.path("disk/filling"), "wb") as file:
            file.write(b"x" * (space.f_bavail * space.f_frsize - leave))

    def fill_behind(self, run, leave=0):
        """The same while a run stands still between two saves, and only its newest one is kept."""
        self.wait_for(self.path("disk/dose.h5.checkpoint").exists, "nothing is saved")
        while True:
            run.send_signal(signal.SIGSTOP)
            if not list(self.path("disk").glob(".*.part")) and self.path("disk/dose.h5.checkpoint").exists():
                break
            run.send_signal(signal.SIGCONT)
            time.sleep(0.003)
        self.path("disk/dose.h5.checkpoint.1").unlink(missing_ok=True)
        self.fill(leave)
        run.send_signal(signal.SIGCONT)

    def finish_elsewhere(self, run):
        """What a run that cannot write its output leaves: exit code 3 and the dose at another place."""
        run.send_signal(signal.SIGTERM)
        _, err = run.communicate(timeout=60)
        self.assertEqual(run.returncode, 3, err)
        saved = [*self.folder.glob("*.saved"), *self.elsewhere.glob("*.saved")]
        self.assertEqual(len(saved), 1, err)
        self.assertIn("what was computed is in " + os.path.join(*saved[0].parts[-1:]), err.replace(
            str(saved[0].parent) + "/", ""))
        return saved[0], err

    def check_goes_on_from(self, saved):
        """The dose at the other place is resumed to the bytes of an uninterrupted run."""
        shutil.move(saved, self.path("dose.h5"))
        histories = self.info("dose.h5")["histories"] + 2000
        self.run_case("dose.h5", "--histories", histories, "--resume")
        self.run_case("whole.h5", "--histories", histories)
        self.assert_same_dose("dose.h5", "whole.h5")

    def test_a_disk_that_is_full_from_the_start_is_refused(self):
        self.disk(1)
        self.fill()
        refused = self.run_case("disk/dose.h5", "--histories", 2000, code=2)
        self.assertIn("make room or give another place", refused.stderr)

    def test_a_disk_that_fills_up_loses_nothing(self):
        self.disk(2)
        run = self.start("disk/dose.h5", *LONG, env=self.env)
        self.fill_behind(run)
        for line in run.stderr:
            if "not saved" in line:
                break
        self.call("info", "disk/dose.h5.checkpoint")  # what was saved is as it was
        saved, err = self.finish_elsewhere(run)
        self.call("info", "disk/dose.h5.checkpoint")
        self.check_goes_on_from(saved)

    def test_a_disk_that_has_room_again_is_used_again(self):
        self.disk(2)
        run = self.start("disk/dose.h5", *LONG, env=self.env)
        self.fill_behind(run)
        for line in run.stderr:
            if "not saved" in line:
                self.path("disk/filling").unlink()
            if "saved again" in line:
                break
        run.send_signal(signal.SIGTERM)
        _, err = run.communicate(timeout=60)
        self.assertEqual(run.returncode, 75, err)
        self.assertEqual(self.info("disk/dose.h5")["status"], "partial")

    def test_a_full_disk_at_the_end_gives_up_the_older_checkpoint(self):
        self.disk(2)
        run = self.start("disk/dose.h5", *LONG, env=self.env)
        self.wait_for_file("disk/dose.h5.checkpoint.1")
        self.fill()  # from now on each save takes the place of the older one
        run.send_signal(signal.SIGTERM)
        _, err = run.communicate(timeout=60)
        self.assertEqual(run.returncode, 75, err)
        self.assertEqual(sorted(path.name for path in self.path("disk").iterdir()), ["dose.h5", "filling"])

    @unittest.skipIf(os.environ.get("YTTRIA_SANITIZE") == "thread", "the thread sanitizer begins with a file of its own")
    def test_files_that_may_not_grow_are_told_before_work(self):
        for most in (0, 50_000):
            limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
            refused = self.run_case("dose.h5", *LONG, code=2, preexec_fn=limit)
            self.assertIn("ulimit -f", refused.stderr)
            self.assertEqual([path.name for path in self.folder.iterdir()], ["case.h5"])

    def test_a_folder_that_goes_away_loses_nothing(self):
        self.path("there").mkdir()
        run = self.start("there/dose.h5", *LONG, env=self.env)
        self.wait_for_file("there/dose.h5.checkpoint")
        self.path("there").rename(self.path("gone"))
        saved, _ = self.finish_elsewhere(run)
        self.check_goes_on_from(saved)

    def test_a_folder_that_must_not_be_written_any_more_loses_nothing(self):
        self.disk(4)
        run = self.start("disk/dose.h5", *LONG, env=self.env)
        self.wait_for_file("disk/dose.h5.checkpoint")
        made = subprocess.run(["mount", "-o", "remount,ro", str(self.path("disk"))], capture_output=True, text=True)
        if made.returncode != 0:  # a lock is held open there
            subprocess.run(["mount", "--bind", str(self.path("disk")), str(self.path("disk"))], check=True)
            self.addCleanup(subprocess.run, ["umount", "-l", str(self.path("disk"))])
            remount = ["mount", "-o", "remount,bind,ro", str(self.path("disk"))]
            quietly = {"stderr": subprocess.DEVNULL}
            self.wait_for(lambda: subprocess.run(remount, **quietly).returncode == 0, "a file is always open for writing")
        saved, err = self.finish_elsewhere(run)
        self.assertIn("disk", err)
        self.check_goes_on_from(saved)

    def test_a_read_only_folder_is_refused_from_the_start(self):
        self.path("locked").mkdir(mode=0o555)
        if os.access(self.path("locked"), os.W_OK):
            self.disk(1)
            subprocess.run(["mount", "-o", "remount,ro", str(self.path("disk"))], check=True)
            self.path("locked").rmdir()
            self.path("locked").symlink_to("disk")
        refused = self.run_case("locked/dose.h5", "--histories", 2000, code=2)
        self.assertIn("is not writable", refused.stderr)

    @needs_address_space_limits
    def test_short_memory_ends_clearly(self):
        self.path("case.h5").unlink()
        self.phantom(voxels=60)
        ended = {}
        for megabytes in range(40, 280, 20):
            limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
            done = subprocess.run([self.program, *map(str, self.run_words(
                "dose.h5", "--histories", 2000, "--force", "--threads", 1, "--save-every", "0.01s"))],
                cwd=self.folder, capture_output=True, text=True, preexec_fn=limit, timeout=120)
            if "error while loading shared libraries" in done.stderr:
                continue
            self.assertIn(done.returncode, (0, 2, 3), f"{megabytes} MB\n{done.stderr}")
            if done.returncode != 0:
                self.assertIn("yttria: error: ", done.stderr)
                self.assertFalse(self.path("dose.h5").exists() and self.info("dose.h5")["status"] == "complete")
            ended[megabytes] = done.returncode
            self.path("dose.h5").unlink(missing_ok=True)
        self.assertIn(0, ended.values(), ended)
        self.assertIn(3, ended.values(), ended)

    @unittest.skipUnless(os.geteuid() == 0, "only root can be a user without other processes")
    def test_one_thread_is_enough_to_save(self):
        self.path("case.h5").unlink()
        self.phantom(voxels=60)
        self.folder.chmod(0o777)
        self.program = shutil.copy(self.program, self.folder)  # it may lie where only root can look
        lonely = 54321

        def few_threads():
            resource.setrlimit(resource.RLIMIT_NPROC, (5, 5))
            os.setgroups([])
            os.setresgid(lonely, lonely, lonely)
            os.setresuid(lonely, lonely, lonely)
        run = self.start("dose.h5", *LONG, "--threads", 1, preexec_fn=few_threads, env=self.env)
        self.wait_for(lambda: self.path("dose.h5.checkpoint").exists() or run.poll() is not None, "nothing is saved")
        run.send_signal(signal.SIGTERM)
        _, err = run.communicate(timeout=60)
        self.assertEqual(run.returncode, 75, err)
        self.assertNotIn("not saved", err)

    def test_a_closed_terminal_saves(self):
        ours, theirs = pty.openpty()
        run = subprocess.Popen([self.program, *map(str, self.run_words("dose.h5", *LONG))], cwd=self.folder,
                               stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
                               preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(theirs)
        self.addCleanup(run.wait)
        self.wait_for_file("dose.h5.checkpoint")
        os.close(ours)  # the kernel hangs up
        self.assertEqual(run.wait(timeout=60), 75)
        self.assertEqual(self.info("dose.h5")["status"], "partial")


if __name__ == "__main__":
    main()
