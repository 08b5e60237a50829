// SPDX-License-Identifier: Apache-2.0
// How much a device does at a time, from the memory it has.
#pragma once

#include <cstdint>

#include "kernels/launch/roi_layout.hpp"
#include "kernels/transport/problem.hpp"

namespace yttria {

/// What is wanted of a device. Changes no result.
struct LaunchShape {
  int threads_per_block = 64;         // a multiple of 32, at most 64
  int blocks_per_multiprocessor = 0;  // 0: as many as fit
  int streams = 2;                    // sets of batches that are under way side by side
  std::uint64_t batches_in_hand = 4;  // batches of a set; each takes a tally
  std::uint64_t histories_per_launch = std::uint64_t{1} << 20;
};

/// What a case takes on a device.
struct DeviceNeed {
  std::uint64_t problem_bytes = 0;  // medium, source, tables
  std::uint64_t voxels = 0;
  std::uint64_t voxels_of_any_roi = 0;
  std::uint64_t roi_pieces = 0;  // of the ROIs and of their union
  std::uint64_t rois = 0;
  std::uint64_t histories_per_batch = 0;
  bool two_particles_per_decay = false;  // internal bremsstrahlung
};
DeviceNeed device_need(const ProblemView& problem, const RoiLayout& rois);

struct LaunchPlan {
  int streams = 1;
  std::uint64_t batches_in_hand = 1;
  std::uint64_t histories_per_launch = 1;
  std::uint64_t room_first = 1;  // in the queue of first particles
  std::uint64_t room_apart = 1;  // for photons, for electrons from photons; full: not set apart
  bool sums_on_device = true;    // or in host memory, added to there batch by batch
  std::uint64_t bytes = 0;       // of device memory
};

/// What of the free memory a plan can have: not the local memory of the kernels, which CUDA takes
/// at the first launch for as many threads as the device can hold, nor a share for what else it
/// takes.
std::uint64_t memory_for_plan(std::uint64_t free_bytes, std::uint64_t local_bytes_per_thread,
                              std::uint64_t threads);

/// Device memory of the wish, and of the least with which it works. Bytes.
std::uint64_t wished_bytes(const DeviceNeed& need, const LaunchShape& wish = {});
std::uint64_t least_bytes(const DeviceNeed& need);

/// The plan nearest to the wish that fits: fewer batches at a time first, then sums in host memory.
/// Throws std::runtime_error with the numbers when nothing fits.
LaunchPlan plan_launches(const DeviceNeed& need, std::uint64_t free_bytes,
                         const LaunchShape& wish = {});

}  // namespace yttria
