// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "kernels/launch/backend.hpp"

namespace yttria {

/// A worker to be. It makes its backend in its own thread, where a device that has no memory left
/// or does not answer harms nobody else.
struct WorkerPlan {
  std::string label;  // "cuda 0", "cpu"
  std::function<std::unique_ptr<Backend>()> make;
  bool standby = false;            // begins only when no other worker is left
  bool may_be_taken_back = false;  // its backend may throw WrongBits; its sums are kept apart, too
};

struct WorkerReport {
  std::string label;
  std::string backend, device;     // empty when it never came to be
  std::uint64_t batches = 0;       // that count in the sums
  std::uint64_t taken_back = 0;    // batches that counted until its bits proved wrong
  std::string failure;             // why it was retired; empty: it was not
  bool wants_new_process = false;  // its device worked, failed, and stays unusable for this one
  std::vector<std::pair<std::string, std::string>> facts;
};

/// All the workers of a run.
struct Crew {
  std::vector<WorkerPlan> workers;
  std::string choice;  // which were taken and why, in one line
  std::string driver;  // of the devices among them; else empty
};

}  // namespace yttria
