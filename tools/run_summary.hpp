// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/run.hpp"
#include "tools/command_line.hpp"
#include "tools/final_save.hpp"

namespace yttria {

/// Prints what a run gave and how it ended; the exit code. Throws RunError when it failed or what
/// it gave is not where it was to be.
int tell_end(const RunCommand& command, const RunOutcome& outcome, const FinalSave& saved);

}  // namespace yttria
