#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs that are asked to end: by signals, limits, and those who hold their other ends. Usage: signals_test.py YTTRIA"""
import os
import resource
import signal
import subprocess
import time
from pathlib import Path

from sandbox import LONG, Sandbox, main


class Signals(Sandbox):
    def setUp(self):
        super().setUp()
        self.phantom()

    @staticmethod
    def catches(process, number):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("SigCgt:"):
                return bool(int(line.split()[1], 16) >> (number - 1) & 1)
        return False

    def test_closed_standard_streams_do_no_harm(self):
        words = " ".join(map(str, (self.program, *self.run_words("dose.h5", *LONG, "--save-every", "0.05s"))))
        run = subprocess.Popen(["sh", "-c", f"exec {words} <&- >&- 2>&-"], cwd=self.folder)
        self.wait_for_file("dose.h5.checkpoint")
        run.kill()
        run.wait(timeout=60)
        histories = self.enough("dose.h5.checkpoint")
        self.run_case("dose.h5", "--histories", histories, "--resume")
        self.run_case("whole.h5", "--histories", histories)
        self.assert_same_dose("dose.h5", "whole.h5")

    def test_signals_save_and_end_with_75(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2, signal.SIGXCPU):
            run = self.interrupt("dose.h5", *LONG, number=number)
            self.assertEqual(run.returncode, 75, number)
            self.assertEqual(self.files(), ["case.h5", "dose.h5"])
            histories = self.enough("dose.h5")
            self.run_case("dose.h5", "--histories", histories, "--resume")
            self.run_case("whole.h5", "--histories", histories)
            self.assert_same_dose("dose.h5", "whole.h5")
            for name in ("dose.h5", "whole.h5"):
                self.path(name).unlink()

    def test_a_limit_of_processor_time_saves(self):
        limit = lambda: resource.setrlimit(resource.RLIMIT_CPU, (2, 60))
        self.assertEqual(self.start("dose.h5", *LONG, preexec_fn=limit).wait(timeout=120), 75)
        self.assertEqual(self.info("dose.h5")["status"], "partial")

    def test_who_is_asked_while_the_case_is_read_ends_with_75(self):
        self.path("case.h5").unlink()
        self.phantom(voxels=120)
        for words in ((), ("--resume",)):
            for _ in range(20):  # until the signal is quicker than the reading
                run = self.start("dose.h5", *LONG, *words)
                self.wait_for(lambda: self.catches(run.pid, signal.SIGTERM), "no handler")
                run.send_signal(signal.SIGTERM)
                _, err = run.communicate(timeout=60)
                self.assertEqual(run.returncode, 75, err)
                if "before anything was computed" in err:
                    break
                self.path("dose.h5").unlink()
            self.assertIn("before anything was computed", err)
            self.assertEqual(self.files(), ["case.h5"])

    def test_batch_systems_may_ask_twice(self):
        run = self.start("dose.h5", *LONG, "--save-every", "0.05s")
        self.wait_for_file("dose.h5.checkpoint")
        for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGTERM, signal.SIGCONT):
            run.send_signal(number)
        run.wait(timeout=60)
        self.assertEqual(run.returncode, 75)
        self.assertTrue(self.path("dose.h5").exists())

    def test_the_second_ctrl_c_ends_at_once_without_damage(self):
        run = self.start("dose.h5", "--histories", "1e10", "--batch-size", 100_000_000, "--save-every", "0.05s")
        self.wait_for_file("dose.h5.lock")
        self.wait_for(lambda: self.catches(run.pid, signal.SIGINT), "no handler")
        run.send_signal(signal.SIGINT)
        self.wait_for(lambda: not self.catches(run.pid, signal.SIGINT), "still one handler")
        run.send_signal(signal.SIGINT)
        run.wait(timeout=60)
        self.assertEqual(run.returncode, -signal.SIGINT)
        self.run_case("dose.h5", "--histories", 1000, "--resume")

    def test_nohup_is_respected(self):
        run = self.start("dose.h5", *LONG, "--save-every", "0.05s",
                         preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        self.wait_for_file("dose.h5.checkpoint")
        run.send_signal(signal.SIGHUP)
        with self.assertRaises(subprocess.TimeoutExpired):
            run.wait(timeout=1)
        run.send_signal(signal.SIGTERM)
        run.wait(timeout=60)
        self.assertEqual(run.returncode, 75)

    def test_a_reader_that_goes_away_ends_the_run_saved(self):
        run = self.start("dose.h5", *LONG, "--save-every", "0.05s", "--log-file", "log.txt", "--verbose")
        self.wait_for_file("dose.h5.checkpoint")
        run.stderr.close()
        self.assertEqual(run.wait(timeout=60), 75)
        self.assertTrue(self.path("dose.h5").exists())
        run.stderr = open("/dev/null")

    def test_a_run_listens_before_it_does_anything_else(self):
        os.mkfifo(self.path("log"))
        run = self.start("dose.h5", "--histories", "1e9", "--log-file", "log")
        state = lambda: Path(f"/proc/{run.pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        self.wait_for(lambda: state() == "S", "does not wait for who reads its log")
        time.sleep(0.5)
        run.send_signal(signal.SIGTERM)
        time.sleep(0.1)
        log = os.open(self.path("log"), os.O_RDONLY | os.O_NONBLOCK)
        self.addCleanup(os.close, log)
        _, err = run.communicate(timeout=60)
        self.assertEqual(run.returncode, 75, err)


if __name__ == "__main__":
    main()
