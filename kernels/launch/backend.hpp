// SPDX-License-Identifier: Apache-2.0
// What computes batches. Virtual calls happen once a batch; nothing here knows CUDA.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "kernels/launch/cuda_devices.hpp"
#include "kernels/launch/tally_sums.hpp"
#include "kernels/transport/history_result.hpp"
#include "kernels/transport/problem.hpp"

namespace yttria {

/// Voxels of one ROI as half-open runs, ascending.
struct RoiRuns {
  struct Run {
    std::uint64_t first, last;
  };
  std::vector<Run> runs;
};

/// The ROIs of a case as the tally needs them.
struct RoiLayout {
  std::vector<RoiRuns> rois;
  RoiRuns any;  // union of all, the voxels of TallySums::groups
  std::uint64_t any_voxels = 0;
};

class Backend {
 public:
  virtual ~Backend() = default;

  /// Transports all histories of a batch, then adds its voxel energies and their squares to the
  /// sums. The order of batches changes nothing.
  virtual HistoryResult run_batch(std::uint64_t batch) = 0;

  /// The sums so far, on the host; valid until the next batch.
  virtual const TallySums& sums() = 0;
  /// The sums, moved out: the backend is done.
  virtual TallySums take_sums() = 0;

  virtual std::string name() const = 0;    // "cpu" or "cuda"
  virtual std::string device() const = 0;  // what it runs on
};

/// CPU path: `threads` threads share the histories of a batch. The problem's arrays must outlive
/// it.
std::unique_ptr<Backend> make_cpu_backend(const ProblemView& problem, const RoiLayout& rois,
                                          int threads);

/// CUDA path on one device. Throws std::runtime_error when it cannot be used.
std::unique_ptr<Backend> make_cuda_backend(const ProblemView& problem, const RoiLayout& rois,
                                           int device);

}  // namespace yttria
