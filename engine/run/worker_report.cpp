// SPDX-License-Identifier: Apache-2.0
#include "engine/run/worker_report.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace yttria {

std::string names_of(const std::vector<WorkerReport>& workers, std::string WorkerReport::*field) {
  std::vector<std::string> names;
  for (const WorkerReport& worker : workers) {
    const bool known = std::find(names.begin(), names.end(), worker.*field) != names.end();
    if (worker.batches != 0 && !known) names.push_back(worker.*field);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string places(const std::vector<WorkerReport>& workers) {
  std::vector<std::string> all;
  for (const WorkerReport& worker : workers) {
    if (worker.batches != 0) all.push_back(fmt::format("{} ({})", worker.label, worker.device));
  }
  return fmt::format("{}", fmt::join(all, ", "));
}

std::vector<std::string> descriptions(const std::vector<WorkerReport>& workers) {
  std::vector<std::string> lines;
  for (const WorkerReport& worker : workers) {
    if (worker.backend.empty()) continue;
    std::string line =
        fmt::format("{}: {}, batches {}", worker.label, worker.device, worker.batches);
    for (const auto& [name, value] : worker.facts) line += fmt::format(", {} {}", name, value);
    lines.push_back(line);
  }
  return lines;
}

std::string failure_of(const WorkerReport& worker) {
  return fmt::format("{} failed and was retired: {}", worker.label, worker.failure);
}

std::vector<std::string> failures(const std::vector<WorkerReport>& workers) {
  std::vector<std::string> lines;
  for (const WorkerReport& worker : workers) {
    if (!worker.failure.empty()) lines.push_back(failure_of(worker));
  }
  return lines;
}

}  // namespace yttria
