// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace yttria {

/// How far a run came.
struct Way {
  bool saved = false;  // something, at its output
  double seconds = 0;  // of computing
};

/// The command line of a run that goes on from there: with what is left of --max-time, and when
/// something was saved with --resume in place of --force.
std::vector<std::string> going_on(const std::vector<std::string>& arguments, const Way& way);

/// How often this run has gone on in a new process.
int earlier_processes();

/// How often a run may still go on in a new process, at most three times. A device that fails again
/// and again is left to itself then.
int new_processes_left();

/// Puts a new process of this program, with the same number, in place of this one. Returns only
/// when that fails, with the reason.
std::string become_new_process(const Way& way);

}  // namespace yttria
