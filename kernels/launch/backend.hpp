// SPDX-License-Identifier: Apache-2.0
// What computes batches. Virtual calls happen once a batch; nothing here knows CUDA.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "kernels/launch/cuda_devices.hpp"
#include "kernels/launch/launch_plan.hpp"
#include "kernels/launch/roi_layout.hpp"
#include "kernels/launch/tally_sums.hpp"
#include "kernels/transport/history_result.hpp"
#include "kernels/transport/problem.hpp"

namespace yttria {

/// Used by one thread, the one that made it. When a call throws, the backend is done for: nothing
/// that it still keeps can be had.
class Backend {
 public:
  virtual ~Backend() = default;

  /// How many batches it takes at once, at most.
  virtual std::size_t batches_at_once() const = 0;
  /// Transports all histories of these batches and keeps what they deposit. The order of batches
  /// changes nothing.
  virtual HistoryResult run(const std::vector<std::uint64_t>& batches) = 0;
  /// Whether it can keep more batches than one run's, until they are collected.
  virtual bool keeps_runs() const = 0;
  /// Adds all that it keeps to `total` and keeps it no longer.
  virtual void collect(TallySums& total) = 0;

  virtual std::string name() const = 0;    // "cpu" or "cuda"
  virtual std::string device() const = 0;  // what it runs on
  /// What else is worth recording, also after a failure: name and value. Does not throw.
  virtual std::vector<std::pair<std::string, std::string>> facts() { return {}; }
};

/// CPU path: `threads` threads (0: as many as the machine has) share the histories of a batch. The
/// problem's arrays must outlive it.
std::unique_ptr<Backend> make_cpu_backend(const ProblemView& problem, const RoiLayout& rois,
                                          int threads);

/// CUDA path on one device. Throws std::runtime_error when it cannot be used or its memory does not
/// suffice.
std::unique_ptr<Backend> make_cuda_backend(const ProblemView& problem, const RoiLayout& rois,
                                           int device, const LaunchShape& shape = {});

/// Runs these batches on one backend, alone.
TallySums run_batches(Backend& backend, const ProblemView& problem, const RoiLayout& rois,
                      const std::vector<std::uint64_t>& batches);

}  // namespace yttria
