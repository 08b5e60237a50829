// SPDX-License-Identifier: Apache-2.0
// What it takes to go on from batches that were done earlier.
#pragma once

#include <string>

#include "engine/result/dose.hpp"
#include "engine/run/run.hpp"

namespace yttria {

/// The options with what they leave open taken from `before`: the batch size always, histories or
/// goal when neither is given.
RunOptions continued(RunOptions options, const Dose& before);

/// InputError unless `before` (called `name` in the message) is a part of the run that `now`
/// describes and `plan` still contains its batches.
void check_resumable(const Dose& before, const std::string& name, const Dose& now,
                     const RunPlan& plan, const RunOptions& options);

/// Why a run that goes on with another goal may end with more batches than one that had this goal
/// from the start; empty when it does not.
std::string goal_warning(const Dose& before, const RunOptions& options);

/// "liver=0.5"
std::string to_string(const Goal& goal);

}  // namespace yttria
