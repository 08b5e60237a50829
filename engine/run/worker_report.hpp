// SPDX-License-Identifier: Apache-2.0
// What workers have done, in words for warnings, summary and provenance.
#pragma once

#include <string>
#include <vector>

#include "engine/run/crew.hpp"

namespace yttria {

/// One field of those that have computed something, each value once, separated by commas.
std::string names_of(const std::vector<WorkerReport>& workers, std::string WorkerReport::*field);
/// Who has computed something: "cuda 0 (NVIDIA X), cpu (2 threads)".
std::string places(const std::vector<WorkerReport>& workers);
/// A line for each worker that came to be: device, batches, facts.
std::vector<std::string> descriptions(const std::vector<WorkerReport>& workers);
/// Of a worker that failed.
std::string failure_of(const WorkerReport& worker);
/// A line for each worker that failed.
std::vector<std::string> failures(const std::vector<WorkerReport>& workers);

}  // namespace yttria
